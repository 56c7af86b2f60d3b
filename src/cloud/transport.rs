//! Sends one signed call and reads one bounded answer. Decides nothing about retries.
//!
//! Two HTTP clients share one TLS configuration. `reads` keeps connections open. `once` is for the purchase and cannot
//! send anything twice: reqwest's own retries are off (`retry::never`, and no request is kept for another), redirects are
//! off, and it keeps no connection (`pool_max_idle_per_host(0)`), so hyper-util, which resends a request only when a
//! *reused* connection turns out closed, never has one to reuse. Each purchase has a connection of its own.

use super::answer::{Answer, Broken, Peer, Progress, Why};
use super::error;
use super::head;
use super::peer_certificate::PeerCertificate;
use super::proxy::Proxy;
use super::request::Signed;
use super::resolver::Resolver;
use super::trust;
use crate::failure::Failure;
use crate::threads::NoThread;
use reqwest::{Method, Response, Url, redirect, retry};
use rustls::CertificateError;
use std::error::Error;
use std::io;
use std::path::Path;
use std::time::Duration;

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Name resolution, connection, proxy and TLS together.
    pub connect: Duration,
    /// The whole call, to the last byte of the answer.
    pub call: Duration,
    /// First pause before a read is tried again; it doubles each time.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), call: Duration::from_mins(1), pause: Duration::from_millis(500) }
    }
}

/// The way out of this machine.
#[derive(Debug)]
pub(crate) struct Transport {
    reads: reqwest::Client,
    once: reqwest::Client,
    proxy: Option<Proxy>,
    shown: PeerCertificate,
}

impl Transport {
    /// Reads the system's certificates (unless nothing will be encrypted) and the CA bundle.
    ///
    /// # Errors
    /// When certificates cannot be read or the proxy cannot be used.
    pub(crate) fn new(
        limits: Limits,
        ca_bundle: Option<&Path>,
        encrypted: bool,
        proxy: Option<Proxy>,
    ) -> Result<Self, Failure> {
        let shown = PeerCertificate::default();
        let tls = trust::trust(ca_bundle, encrypted, shown.clone())?;
        let builder = || {
            let builder = reqwest::Client::builder()
                .user_agent(concat!("rocketmq-wizard/", env!("CARGO_PKG_VERSION")))
                .tls_backend_preconfigured(tls.clone())
                .dns_resolver(Resolver)
                .redirect(redirect::Policy::none())
                .retry(retry::never().max_retries_per_request(0))
                .http1_only()
                .no_proxy()
                .connect_timeout(limits.connect)
                .timeout(limits.call);
            match &proxy {
                Some(proxy) => builder.proxy(proxy.for_client()),
                None => builder,
            }
        };
        let unusable = |_| error::no_client();
        Ok(Self {
            reads: builder().build().map_err(unusable)?,
            once: builder().pool_max_idle_per_host(0).build().map_err(unusable)?,
            proxy,
            shown,
        })
    }

    pub(crate) fn proxy(&self) -> Option<&Proxy> {
        self.proxy.as_ref()
    }

    /// Who issued the certificate that was shown last, trusted or not.
    pub(crate) fn issuer(&self) -> Option<String> {
        self.shown.issuer()
    }

    /// Sends a read, on a kept connection where there is one.
    pub(crate) async fn read(&self, method: &str, signed: Signed, body: &[u8], limit: usize) -> Result<Answer, Broken> {
        self.exchange(&self.reads, method, signed, body, limit).await
    }

    /// Sends at most once, on a connection of its own.
    pub(crate) async fn post_once(&self, signed: Signed, body: &[u8], limit: usize) -> Result<Answer, Broken> {
        self.exchange(&self.once, "POST", signed, body, limit).await
    }

    async fn exchange(
        &self,
        client: &reqwest::Client,
        method: &str,
        signed: Signed,
        body: &[u8],
        limit: usize,
    ) -> Result<Answer, Broken> {
        let target = signed.url.clone();
        let method = if method == "POST" { Method::POST } else { Method::GET };
        let mut request = client.request(method, signed.url).headers(signed.headers);
        if !body.is_empty() {
            request = request.body(body.to_vec());
        }
        let response = request.send().await.map_err(|error| self.of_request(&error, &target))?;
        let headers = response.headers();
        let mut answer = Answer {
            status: response.status().as_u16(),
            request_id: head::text(headers, "x-request-id").or_else(|| head::text(headers, "x-iam-trace-id")),
            retry_after: head::retry_after(headers),
            clock: head::clock(headers),
            ..Answer::default()
        };
        let mut body = Vec::new();
        match read(response, limit, &mut body).await {
            Ok(()) => answer.body = body,
            Err(flaw) => (answer.part, answer.flaw) = (body, Some(flaw)),
        }
        Ok(answer)
    }

    /// What broke before an answer came, and with which host.
    fn of_request(&self, error: &reqwest::Error, target: &Url) -> Broken {
        let progress = progress(error);
        let again = match progress {
            Progress::Unconnected => true,
            Progress::Untrusted => false,
            Progress::Sent => !error.is_timeout(),
        };
        let proxy = self.proxy.as_ref().filter(|proxy| progress != Progress::Sent && proxy.leads_to(target));
        let with = match proxy.filter(|_| is_on_the_way(error)) {
            Some(proxy) => proxy.peer(),
            None => Peer::Host(target.host_str().unwrap_or_default().to_owned()),
        };
        Broken { progress, again, with: Some(with), why: why(error) }
    }
}

async fn read(mut response: Response, limit: usize, body: &mut Vec<u8>) -> Result<(), Broken> {
    let too_large = || Broken { progress: Progress::Sent, again: false, with: None, why: Why::TooLarge(limit >> 20) };
    let announced = response.content_length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced > limit {
        return Err(too_large());
    }
    body.reserve_exact(announced);
    while let Some(chunk) = response.chunk().await.map_err(|error| of_answer(&error))? {
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(())
}

/// Whether what failed is the way to the host: reaching the proxy, or being let through by it. With a proxy nothing else
/// is looked up or connected to.
fn is_on_the_way(error: &reqwest::Error) -> bool {
    let of_connector = causes(error).any(|cause| {
        let told = cause.to_string();
        CONNECTOR_ERRORS.iter().any(|kind| told.starts_with(kind))
    });
    // Nobody can say which of the two was silent; the proxy is the nearer one.
    of_connector || error.is_timeout()
}

fn of_answer(error: &reqwest::Error) -> Broken {
    Broken { progress: Progress::Sent, again: !error.is_timeout(), with: None, why: why(error) }
}

/// How far a request came that was not answered.
fn progress(error: &reqwest::Error) -> Progress {
    // Connecting covers name resolution, proxy and TLS; an error of the builder came before that.
    let sent = !(error.is_connect() || error.is_builder());
    match tls_error(error) {
        _ if sent => Progress::Sent,
        Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) => Progress::Untrusted,
        _ => Progress::Unconnected,
    }
}

/// Why an exchange broke.
fn why(error: &reqwest::Error) -> Why {
    if error.is_timeout() {
        return Why::Late;
    }
    match tls_error(error) {
        // In the words of the library nobody would understand what the server did.
        Some(rustls::Error::InvalidCertificate(CertificateError::Other(other)))
            if other.to_string() == CA_AS_SERVER =>
        {
            return Why::CaAsServer;
        }
        _ => {}
    }
    match causes(error).find_map(|cause| cause.downcast_ref()) {
        Some(NoThread(why)) => Why::NoThread(why.to_string()),
        // The innermost cause, as the outer ones only repeat the URL.
        None => Why::Said(causes(error).last().map(ToString::to_string).unwrap_or_default()),
    }
}

/// What TLS has against the server, where that is the reason.
fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// The error and what caused it, the outermost first.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        // An I/O error gives the cause of what it holds for its own, and so would pass over what it holds.
        let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        held.map(|held| held as &'a (dyn Error + 'static)).or_else(|| error.source())
    })
}

/// How the HTTP library begins its errors of name resolution, connection and proxy. Their types are private to it.
const CONNECTOR_ERRORS: [&str; 3] = ["dns error", "tcp connect error", "tunnel error"];

/// What the verifier of certificates calls the certificate of a CA where that of a server should be. Its type of errors
/// is not among those that the TLS library hands on.
const CA_AS_SERVER: &str = "CaUsedAsEndEntity";
