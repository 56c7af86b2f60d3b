//! Access keys: what they are, and where they were found.

use crate::secret::Secret;

/// One complete set of keys, all from the same source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The access key id (AK). Not secret, but never written to files either.
    pub access_key: String,
    /// The secret access key (SK).
    pub secret_key: Secret,
    /// Present with temporary keys only; sent and signed as `X-Security-Token`.
    pub security_token: Option<Secret>,
    /// Where they were found, in words for the header: `env HUAWEICLOUD_SDK_AK`.
    pub source: String,
    /// When temporary keys end.
    pub expires: Option<jiff::Timestamp>,
}
