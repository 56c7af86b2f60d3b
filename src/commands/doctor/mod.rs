//! `doctor`: looks at everything that a purchase needs of this host and this account, without buying anything.
//!
//! It never shows the value of a key, of a token, or of a variable that may hold a password.

mod account;
mod finding;
mod host;
mod network;
mod permissions;

use super::cloud::block_on;
use super::draft_context::DraftContext;
use super::error::CommandError;
use super::output::{padded, print};
use crate::args::DoctorArgs;
use serde_json::{Value as Json, json};

/// Runs the command. What is bad decides the exit code and is no error.
///
/// # Errors
/// When a flag cannot be used.
pub(super) fn run(args: &DoctorArgs) -> Result<u8, CommandError> {
    let mut context = DraftContext::without_draft(&args.account)?;
    let mut findings = block_on(async {
        let (mut findings, cloud) = account::keys(&context).await;
        findings.extend(network::look(&mut context, cloud).await);
        Ok(findings)
    })?;
    findings.extend(host::policy(&context.form));
    findings.extend(host::look(&context.dirs));
    // Of several bad findings, the one that comes first in this order is the reason for the others.
    let causes = [5, 4, 3, 2, 1];
    let code = causes.into_iter().find(|cause| findings.iter().any(|finding| finding.code == *cause)).unwrap_or(0);
    if args.json {
        let list: Json = findings
            .iter()
            .map(|finding| json!({ "about": finding.about.0, "result": finding.word(), "text": finding.text }))
            .collect();
        print(json!({ "good": code == 0, "findings": list }))?;
    } else {
        for finding in &findings {
            let about = padded(finding.about.shown(), 11);
            print(format_args!("{} {about} {}", finding.verdict.sign(), finding.text))?;
        }
    }
    Ok(code)
}
