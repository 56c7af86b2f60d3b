//! One complete set of keys.

use super::raw::RawCredentials;
use crate::secret::Secret;
use jiff::{SignedDuration, Timestamp};
use std::fmt;

/// The SDK renews temporary keys that end sooner than this.
const REFRESH: SignedDuration = SignedDuration::from_mins(40);

/// One complete set of keys, all from the same source. `Debug` shows neither key nor token.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key id (AK). Not secret, but never written to files either.
    pub access_key: String,
    /// The secret access key (SK).
    pub secret_key: Secret,
    /// Present with temporary keys only; sent and signed as `X-Security-Token`.
    pub security_token: Option<Secret>,
    /// Where they were found, in words for the header: `env HUAWEICLOUD_SDK_AK`.
    pub source: String,
    /// When temporary keys end, where that is known.
    pub expires: Option<Timestamp>,
}

impl Credentials {
    /// What of them must not be seen by others.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        std::iter::once(&self.secret_key).chain(&self.security_token)
    }

    /// The keys of a place, which were seen to be whole, and their end where it is known.
    pub(super) fn new(raw: RawCredentials, expires: Option<Timestamp>) -> Self {
        Self {
            access_key: raw.access_key.expose().to_owned(),
            secret_key: raw.secret_key,
            security_token: Some(raw.security_token).filter(|token| !token.is_empty()),
            source: raw.source,
            expires,
        }
    }

    /// Whether temporary keys should be asked for anew before the next request; never true of keys without an end.
    pub fn needs_refresh(&self, now: Timestamp) -> bool {
        self.ends_within(now, REFRESH)
    }

    /// Whether the keys end sooner than `span` from now, or have ended.
    pub fn ends_within(&self, now: Timestamp, span: SignedDuration) -> bool {
        self.expires.is_some_and(|end| end.duration_since(now) < span)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("source", &self.source)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}
