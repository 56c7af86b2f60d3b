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
    /// What came of it until then: nothing to rely on, but an ID in it is not to be lost.
    pub(crate) part: Vec<u8>,
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
    /// Whom it was with; `None` once an answer had begun.
    pub(crate) with: Option<Peer>,
    pub(crate) why: Why,
}

/// Who was to take a request: the host, or the proxy on the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    Host(String),
    Proxy {
        /// The variable that names it.
        variable: &'static str,
        /// Host and port.
        address: String,
    },
}

/// Why an exchange broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// It took too long.
    Late,
    /// The answer has more MiB than this.
    TooLarge(usize),
    /// The server shows the certificate of a CA itself.
    CaAsServer,
    /// No thread can be started that looks the host up, in the words of the system.
    NoThread(String),
    /// In the words of a library or of the system.
    Said(String),
}
