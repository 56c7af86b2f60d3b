//! The only code that opens a socket to the cloud: signing, credentials, requests, and what answers mean.
//!
//! Knows nothing of forms, screens or files of ours.

pub mod credentials;
pub mod sign;
pub(crate) mod tls;
