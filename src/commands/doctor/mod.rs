//! `doctor`: everything a purchase needs of this host and this account, looked at without buying anything.
//!
//! Values of keys and tokens, and of variables that may hold a password, are never shown.

mod account;
mod host;
mod network;

use super::cloud::block_on;
use super::output::print;
use super::stop::Stop;
use super::subject::Subject;
use crate::args::DoctorArgs;
use crate::checks::Verdict;
use serde_json::{Value as Json, json};

/// One line: what was looked at, what was found, and where something is wrong what to do.
pub(super) struct Finding {
    verdict: Verdict,
    about: &'static str,
    text: String,
    /// The exit code of a finding that is bad.
    code: u8,
}

impl Finding {
    fn good(about: &'static str, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Good, about, text: text.into(), code: 0 }
    }

    fn warning(about: &'static str, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Warning, about, text: text.into(), code: 0 }
    }

    fn bad(code: u8, about: &'static str, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Blocks, about, text: text.into(), code }
    }

    fn word(&self) -> &'static str {
        match self.verdict {
            Verdict::Good => "good",
            Verdict::Blocks => "bad",
            Verdict::Warning | Verdict::Unknown => "warning",
        }
    }
}

/// # Errors
/// When a flag cannot be used. What is found bad is the exit code, not an error.
pub(super) fn run(args: &DoctorArgs) -> Result<u8, Stop> {
    let mut subject = Subject::without_draft(&args.account)?;
    let mut findings = block_on(async {
        let (mut findings, cloud) = account::keys(&subject).await;
        findings.extend(network::look(&mut subject, cloud).await);
        Ok(findings)
    })?;
    findings.extend(host::look(&subject.dirs));
    let code = findings.iter().map(|finding| finding.code).find(|code| *code != 0).unwrap_or_default();
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
