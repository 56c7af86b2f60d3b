//! What the sandbox and those who call it both know: invented keys, the place it plays, and a request as it arrived.

/// The access key id the sandbox knows; invented.
pub const ACCESS_KEY: &str = "AKIDEXAMPLE0000000001";
/// The access key id of the temporary keys its metadata service hands out; they need their security token.
pub const TEMPORARY_ACCESS_KEY: &str = "AKIDEXAMPLE0000000002";
/// The secret key of both; invented.
pub const SECRET_KEY: &str = "SkExampleNotASecret0000000000000000000001";
/// The account's project in [`REGION`].
pub const PROJECT_ID: &str = "0123456789abcdef0123456789abcdef";
/// The region it plays.
pub const REGION: &str = "ap-southeast-3";

/// A request as it arrived, whether or not it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub method: String,
    /// As it came, percent-encoding and all.
    pub path: String,
    /// As it came, without the `?`; empty where there is none.
    pub query: String,
    /// Empty where the connection was dropped before the body was read.
    pub body: Vec<u8>,
}
