//! One call to the cloud before it is sent: where it goes, what of it is signed, the exact bytes of its URL.
//!
//! Pure: the time is an argument, nothing is sent.

use super::credentials::Credentials;
use super::error;
use super::sign;
use crate::failure::Failure;
use crate::language::Text;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

/// Most bytes of an answer that is one thing: an instance, a quota, the answer to the purchase.
pub(crate) const ONE: usize = 1 << 20;
/// Most bytes of an answer that is a page of a list.
pub(crate) const LIST: usize = 4 << 20;

/// A call before it is signed: everything of it but keys and time.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// `GET` or `POST`.
    pub(crate) method: &'static str,
    /// Scheme, host and port.
    pub(crate) base: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    /// `X-Project-Id` of regional services, `X-Domain-Id` of global ones.
    pub(crate) scope: Option<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// Most bytes of an answer that are read.
    pub(crate) limit: usize,
    /// The permission it takes, as the cloud's policies name it; told when the cloud says 403.
    pub(crate) needs: &'static str,
}

/// A call with its signature: ready for the wire.
#[derive(Debug)]
pub(crate) struct Signed {
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
}

impl Call {
    /// The same call with one more query pair, or another value for it.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.set(name, value.into());
        self
    }

    /// Gives a query pair another value.
    pub(crate) fn set(&mut self, name: &'static str, value: String) {
        match self.query.iter_mut().find(|(known, _)| *known == name) {
            Some(pair) => pair.1 = value,
            None => self.query.push((name, value)),
        }
    }

    /// Moves to the page behind the entries `received` so far, and says by the total that the cloud names whether there is
    /// one.
    pub(crate) fn next_offset(&mut self, total: Option<u64>, received: usize) -> bool {
        self.set("offset", received.to_string());
        total.and_then(|total| usize::try_from(total).ok()).is_some_and(|total| received < total)
    }

    /// The URL, byte for byte as it is signed and sent.
    ///
    /// # Errors
    /// When the URL library would send other bytes than were signed.
    pub(crate) fn url(&self) -> Result<Url, Failure> {
        let target = sign::wire_target(&self.path, &self.pairs());
        let url = Url::parse(&format!("{}{target}", self.base)).ok();
        let sent = |url: &Url| match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        url.filter(|url| sent(url) == target).ok_or_else(|| {
            error::not_sent(
                Text("The address of the request cannot be written as a URL."),
                Text("Check region, project ID and names."),
            )
        })
    }

    /// Signs the call at `date` (UTC, `YYYYMMDDTHHMMSSZ`). Headers a proxy or library may change are left unsigned.
    ///
    /// # Errors
    /// When the URL, the keys or the token cannot be sent as they are.
    pub(crate) fn signed(&self, keys: &Credentials, date: &str) -> Result<Signed, Failure> {
        let url = self.url()?;
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(self.scope.as_ref().map(|(name, value)| (*name, value.as_str())));
        headers.extend(keys.security_token.as_ref().map(|token| ("x-security-token", token.expose())));
        let authorization = sign::sign(
            &sign::Request {
                method: self.method,
                host: &host(&url),
                path: &self.path,
                query: &self.pairs(),
                headers: &headers,
                body: &self.body,
                date,
            },
            &keys.access_key,
            keys.secret_key.expose(),
        );
        headers.extend([("x-sdk-date", date), ("authorization", &authorization)]);
        Ok(Signed { headers: header_map(&headers)?, url })
    }

    fn pairs(&self) -> Vec<(&'static str, &str)> {
        self.query.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }
}

/// Now, as the signature wants it.
pub(crate) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text that may stand in a path or host name without changing where the request goes.
pub(crate) fn is_segment(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.len() <= 128 && text.chars().all(plain) && !text.starts_with('.')
}

fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn header_map(headers: &[(&'static str, &str)]) -> Result<HeaderMap, Failure> {
    let unusable = || {
        error::not_sent(
            Text("The keys hold characters that cannot be sent."),
            Text("Copy access key and token again, whole and alone."),
        )
    };
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let mut value = HeaderValue::from_str(value.trim()).map_err(|_| unusable())?;
        value.set_sensitive(matches!(*name, "authorization" | "x-security-token"));
        map.insert(HeaderName::from_static(name), value);
    }
    Ok(map)
}
