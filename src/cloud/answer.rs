//! What comes of a call: an answer, or how far the call came without one. Plain data.

use std::time::Duration;

/// An answer of the cloud: what its head says, and its body if that came whole.
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

/// How far an exchange came before it broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// There was no connection, so no byte of the request left this machine.
    Unconnected,
    /// The server, or a proxy in its stead, showed a certificate that is not trusted; no byte left this machine either.
    Untrusted,
    /// A byte of the request may have left this machine.
    Sent,
}

/// An exchange that did not run to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) progress: Progress,
    /// Whether trying again could help.
    pub(crate) again: bool,
    /// What happened, as a lower-case fragment.
    pub(crate) detail: String,
}
