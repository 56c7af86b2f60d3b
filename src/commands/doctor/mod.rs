//! `doctor`: everything a purchase needs of this host and this account, looked at without buying anything.
//!
//! Values of keys and tokens, and of variables that may hold a password, are never shown.

mod account;
mod finding;
mod host;
mod network;

use super::cloud::block_on;
use super::draft_context::DraftContext;
use super::error::CommandError;
use super::output::print;
use crate::args::DoctorArgs;
use serde_json::{Value as Json, json};

/// # Errors
/// When a flag cannot be used. What is found bad is the exit code, not an error.
pub(super) fn run(args: &DoctorArgs) -> Result<u8, CommandError> {
    let mut subject = DraftContext::without_draft(&args.account)?;
    let mut findings = block_on(async {
        let (mut findings, cloud) = account::keys(&subject).await;
        findings.extend(network::look(&mut subject, cloud).await);
        Ok(findings)
    })?;
    findings.extend(host::look(&subject.dirs));
    // What comes first in this order is why the rest is bad, too.
    let causes = [5, 4, 2, 1];
    let code = causes.into_iter().find(|cause| findings.iter().any(|finding| finding.code == *cause)).unwrap_or(0);
    if args.json {
        let list: Json = findings
            .iter()
            .map(|finding| json!({ "about": finding.about, "result": finding.word(), "text": finding.text }))
            .collect();
        print(json!({ "good": code == 0, "findings": list }))?;
    } else {
        for finding in &findings {
            print(format_args!("{} {:<11} {}", finding.verdict.sign(), finding.about, finding.text))?;
        }
    }
    Ok(code)
}
