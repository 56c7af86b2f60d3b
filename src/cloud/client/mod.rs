//! The client: one method for each thing the wizard asks of the cloud, the lists included.
//!
//! | file | what |
//! |---|---|
//! | `purchase` | sending the purchase, exactly once |
//! | `instances`, `orders`, `account` | looking up what was bought, what is unpaid, and whose the keys are |
//! | `tags` | setting the tags of an instance, and listing those of the project |
//! | `lists` | everything there is to choose from, by the table of [`crate::catalog::Lookup`] |
//! | `calls`, `retry`, `pages` | how any of these calls is made: address, signature, trying again, and all pages of a list |

mod account;
mod calls;
mod instances;
mod lists;
mod orders;
mod pages;
mod purchase;
pub mod retry;
mod tags;

use super::credentials::Credentials;
use super::endpoints::{Endpoints, Service};
use super::error;
use super::proxy::{self, Proxy};
use super::request;
use super::transport::{Limits, Transport};
use crate::catalog::Account;
use crate::failure::Failure;
use crate::language::Text;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

/// How long the account is waited for. It is told beside other things, so nobody should notice the wait.
pub(crate) const ACCOUNT_LIMIT: Duration = Duration::from_secs(4);
/// Stands for "no answer with a date came yet".
const NO_CLOCK: i64 = i64::MIN;

/// Who asks, where, and with which keys.
#[derive(Clone, Debug)]
pub struct Settings {
    /// May be empty while only regions and projects are asked for.
    pub region: String,
    /// 32 hex digits; may be empty as long as the region may.
    pub project_id: String,
    pub endpoints: Endpoints,
    /// PEM file with certificates to trust beside the system's.
    pub ca_bundle: Option<PathBuf>,
    pub credentials: Credentials,
}

/// The way to one region of the cloud with one set of keys. Its futures may be dropped at any time; a purchase that is
/// dropped may still have been placed.
#[derive(Debug)]
pub struct Client {
    settings: Settings,
    transport: Transport,
    /// The first pause before a read is tried again.
    pause: Duration,
    /// Seconds this machine's clock is ahead of the cloud's, or [`NO_CLOCK`].
    clock: AtomicI64,
    /// Whether the billing centre of China has sent us to the international one.
    international: AtomicBool,
    /// The account the keys belong to, once IAM has told it.
    account: OnceLock<Account>,
}

impl Client {
    /// Sets the client up. Takes a few milliseconds, most of them for reading certificates: to be called with the first
    /// request, not before. Needs no runtime yet, opens no connection.
    ///
    /// # Errors
    /// When region, project id, CA bundle or proxy cannot be used; the cause is always
    /// [`NothingSent`](crate::failure::Cause::NothingSent).
    pub fn new(settings: Settings, limits: Limits) -> Result<Self, Failure> {
        for (field, value) in [("region", &settings.region), ("project_id", &settings.project_id)] {
            if !value.is_empty() && !request::is_segment(value) {
                let what = Text("The {field} holds characters that no such id has.");
                let told = error::not_sent(what, Text("Choose it again."));
                return Err(Failure { field: Some(field), ..told.with("field", field) });
            }
        }
        // One that is not text is there all the same, with a character that no address has.
        let variable = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        let proxy = Proxy::from(variable)?;
        let encrypted = settings.endpoints.any_encrypted();
        Ok(Self {
            transport: Transport::new(limits, settings.ca_bundle.as_deref(), encrypted, proxy)?,
            settings,
            pause: limits.pause,
            clock: AtomicI64::new(NO_CLOCK),
            international: AtomicBool::new(false),
            account: OnceLock::new(),
        })
    }

    /// The keys this client signs with.
    pub fn credentials(&self) -> &Credentials {
        &self.settings.credentials
    }

    /// Seconds this machine's clock is ahead of the cloud's (negative: behind), by the `Date` of the last answer.
    pub fn clock_offset(&self) -> Option<i64> {
        Some(self.clock.load(Ordering::Relaxed)).filter(|offset| *offset != NO_CLOCK)
    }

    /// Who issued the certificate the cloud, or a proxy in its stead, has shown last, trusted or not; `None` before one
    /// was shown.
    pub fn issuer(&self) -> Option<String> {
        self.transport.issuer()
    }

    /// The proxy for encrypted calls, in words that name its variable and not its password.
    pub fn proxy(&self) -> Option<String> {
        self.transport.proxy().map(Proxy::told)
    }

    /// Host and port that are connected to for a service: its own, or those of the proxy.
    pub fn connects_to(&self, service: Service) -> String {
        let base = self.settings.endpoints.base(service, &self.settings.region);
        let Ok(url) = base.parse() else { return base };
        match self.transport.proxy().filter(|proxy| proxy.leads_to(&url)) {
            Some(proxy) => proxy.address(),
            None => proxy::address(&url),
        }
    }
}
