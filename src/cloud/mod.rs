//! The only code that opens a socket to the cloud: signing, credentials, requests, and what answers mean.
//!
//! Knows nothing of forms, screens or files of ours.

#[doc = include_str!("api.md")]
pub mod api {}

pub(crate) mod answer;
mod bounded_json;
pub(crate) mod broken;
pub mod client;
pub(crate) mod codes;
pub mod credentials;
mod der;
mod described;
pub mod endpoints;
pub(crate) mod error;
mod head;
mod instance_id;
pub(crate) mod json;
pub(crate) mod page;
pub(crate) mod peer_certificate;
mod pem;
pub(crate) mod proxy;
mod redact;
pub(crate) mod request;
pub(crate) mod resolver;
mod retry_after;
pub mod sign;
mod skew;
pub(crate) mod tls;
pub mod transport;
mod trust;
