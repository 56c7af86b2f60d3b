//! What comes of a call: an answer, or the way in which there was none. Plain data.

use std::time::Duration;

/// An answer: its head, and as much of its body as came whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    /// Seconds this machine's clock is ahead of the cloud's.
    pub(crate) clock: Option<i64>,
    /// Empty where `flaw` says why it could not be read.
    pub(crate) body: Vec<u8>,
    pub(crate) flaw: Option<Broken>,
}

/// An exchange that did not run to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// Whether a byte of the request may have left this machine.
    pub(crate) sent: bool,
    /// Whether trying again could help.
    pub(crate) again: bool,
    /// What happened, as a lower-case fragment.
    pub(crate) detail: String,
}
