//! What the doctor found out about one thing.

use crate::failure::{Cause, Failure};
use crate::language::Text;
use crate::steps::checks::Verdict;

/// One line of the doctor: what was looked at, what was found and, if something is wrong, what to do.
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    pub(super) about: Text,
    pub(super) text: String,
    /// The exit code of a finding that is bad.
    pub(super) code: u8,
}

impl Finding {
    /// All is well.
    pub(super) fn good(about: Text, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Good, about, text: text.into(), code: 0 }
    }

    /// Something may get in the way, but an order can be placed.
    pub(super) fn warning(about: Text, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Warning, about, text: text.into(), code: 0 }
    }

    /// Something stands in the way of an order. The doctor ends with this exit code.
    pub(super) fn bad(code: u8, about: Text, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Blocks, about, text: text.into(), code }
    }

    /// The cloud cannot be reached.
    pub(super) fn unreachable(failure: &Failure) -> Self {
        Self::bad(Cause::NothingSent.exit_code(), Text("network"), failure.line())
    }

    /// Whether the cloud itself has said no, rather than that it could not be asked or did not answer.
    pub(super) fn is_of_permission(failure: &Failure) -> bool {
        matches!(failure.cause, Cause::Credentials | Cause::Forbidden | Cause::Refused | Cause::Capacity)
    }

    /// The verdict as a word, for machines.
    pub(super) fn word(&self) -> &'static str {
        match self.verdict {
            Verdict::Good => "good",
            Verdict::Blocks => "bad",
            Verdict::Warning | Verdict::Unknown => "warning",
        }
    }
}
