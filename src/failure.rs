//! Why something did not work: what it means for a purchase, what happened, and what to do.

use std::fmt::Write;
use std::time::Duration;

/// What a failure means for a purchase and for the exit code (`architecture`, "Exit codes").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Name resolution, connection or TLS failed before a byte of the request was sent.
    NothingSent,
    /// Keys, token or signature.
    Credentials,
    /// The cloud itself says that these keys may not do this.
    Forbidden,
    /// The cloud read the request and said no.
    Refused,
    /// No capacity, quota or balance.
    Capacity,
    /// Sent, and no trustworthy answer: an order may have been placed.
    Unknown,
    /// Anything else, on our side or the cloud's.
    Other,
}

impl Cause {
    /// The exit code of a command that ends because of it (`architecture`, "Exit codes").
    pub fn exit_code(self) -> u8 {
        match self {
            Self::NothingSent => 5,
            Self::Credentials | Self::Forbidden => 4,
            Self::Capacity => 8,
            Self::Refused => 7,
            Self::Unknown => 6,
            Self::Other => 1,
        }
    }
}

/// Why something did not work, in words a person can act on. All texts are free of control bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub cause: Cause,
    /// What happened, as a sentence.
    pub what: String,
    /// What to do about it, as a sentence.
    pub action: String,
    /// The cloud's error code, as it came: `DMS.00400060`.
    pub code: Option<String>,
    /// The cloud's request id, for support.
    pub request_id: Option<String>,
    /// API name of the field it concerns, such as `subnet_id`.
    pub field: Option<&'static str>,
}

impl Failure {
    /// With neither code nor request id, and about no field.
    pub fn new(cause: Cause, what: impl Into<String>, action: impl Into<String>) -> Self {
        Self { cause, what: what.into(), action: action.into(), code: None, request_id: None, field: None }
    }

    /// The cloud did not answer in time.
    pub fn late(limit: Duration, action: &str) -> Self {
        Self::new(Cause::Other, format!("The cloud did not answer within {} s.", limit.as_secs()), action)
    }

    /// Everything in one line: what, what to do, code and request id.
    pub fn line(&self) -> String {
        let mut line = format!("{} {}", self.what, self.action);
        if let Some(code) = &self.code {
            let _ = write!(line, " ({code})");
        }
        if let Some(id) = &self.request_id {
            let _ = write!(line, " request id {id}");
        }
        line
    }
}
