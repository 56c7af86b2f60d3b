//! What was found about one thing.

use crate::steps::checks::Verdict;

/// One line: what was looked at, what was found, and where something is wrong what to do.
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    pub(super) about: &'static str,
    pub(super) text: String,
    /// The exit code of a finding that is bad.
    pub(super) code: u8,
}

impl Finding {
    pub(super) fn good(about: &'static str, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Good, about, text: text.into(), code: 0 }
    }

    pub(super) fn warning(about: &'static str, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Warning, about, text: text.into(), code: 0 }
    }

    pub(super) fn bad(code: u8, about: &'static str, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Blocks, about, text: text.into(), code }
    }

    pub(super) fn word(&self) -> &'static str {
        match self.verdict {
            Verdict::Good => "good",
            Verdict::Blocks => "bad",
            Verdict::Warning | Verdict::Unknown => "warning",
        }
    }
}
