//! SDK-HMAC-SHA256, the request signature of Huawei Cloud, as pure stages (`domain.md` 6.1).
//!
//! canonical request → string to sign → signature → `Authorization`. Time is an argument, nothing is read or sent.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The name of the scheme, first in the string to sign and in the header.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// What is signed. `Host` and `X-Sdk-Date` are added by [`canonical_request`]; everything else that shall be signed
/// stands in `headers`, in any case and order.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `GET`, `POST` …
    pub method: &'a str,
    /// Host as it is sent, with its port where that is not the scheme's own.
    pub host: &'a str,
    /// Absolute path; percent-encoded parts are decoded and encoded anew.
    pub path: &'a str,
    /// Query pairs, not encoded, in any order.
    pub query: &'a [(&'a str, &'a str)],
    /// Further headers to sign.
    pub headers: &'a [(&'a str, &'a str)],
    /// The bytes of the body as they are sent.
    pub body: &'a [u8],
    /// UTC as `YYYYMMDDTHHMMSSZ`, the value of `X-Sdk-Date`.
    pub date: &'a str,
}

/// Stage 1: the request in the one form both sides derive from it.
pub fn canonical_request(request: &Request) -> String {
    let headers = signed(request);
    let mut text = format!("{}\n{}\n{}\n", request.method, canonical_uri(request.path), canonical_query(request.query));
    for (name, value) in &headers {
        let _ = writeln!(text, "{name}:{}", value.trim());
    }
    let body = hex(&Sha256::digest(request.body));
    let _ = write!(text, "\n{}\n{body}", names(&headers));
    text
}

/// Stage 2: algorithm, date and the hash of the canonical request.
pub fn string_to_sign(date: &str, canonical_request: &str) -> String {
    format!("{ALGORITHM}\n{date}\n{}", hex(&Sha256::digest(canonical_request)))
}

/// Stage 3: the keyed hash, in lower-case hex. The secret key is used as it is; there is no key derivation.
pub fn signature(secret_key: &str, string_to_sign: &str) -> String {
    // HMAC takes keys of any length, so the error arm is never taken; an empty signature would be refused by the cloud.
    Hmac::<Sha256>::new_from_slice(secret_key.as_bytes())
        .map_or_else(|_| String::new(), |mac| hex(&mac.chain_update(string_to_sign).finalize().into_bytes()))
}

/// Stage 4: the value of the `Authorization` header.
pub fn authorization(request: &Request, access_key: &str, signature: &str) -> String {
    let names = names(&signed(request));
    format!("{ALGORITHM} Access={access_key}, SignedHeaders={names}, Signature={signature}")
}

/// All four stages at once.
pub fn sign(request: &Request, access_key: &str, secret_key: &str) -> String {
    let to_sign = string_to_sign(request.date, &canonical_request(request));
    authorization(request, access_key, &signature(secret_key, &to_sign))
}

/// The path as it is signed: every segment decoded and encoded anew, with a `/` at the end. On the wire the path has no
/// such `/` of its own: see [`wire_target`].
pub fn canonical_uri(path: &str) -> String {
    let mut uri = encode_path(path);
    if !uri.ends_with('/') {
        uri.push('/');
    }
    uri
}

/// Query pairs sorted by name, then value, encoded and joined. Exactly this text is sent.
pub fn canonical_query(pairs: &[(&str, &str)]) -> String {
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable();
    let encoded: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    encoded.join("&")
}

/// Path and query as they go out on the wire, byte for byte what was signed but for the slash the signature appends.
pub fn wire_target(path: &str, query: &[(&str, &str)]) -> String {
    let mut target = encode_path(path);
    if !query.is_empty() {
        target.push('?');
        target.push_str(&canonical_query(query));
    }
    target
}

fn signed<'a>(request: &Request<'a>) -> Vec<(String, &'a str)> {
    let added = [("host", request.host), ("x-sdk-date", request.date)];
    let mut headers: Vec<(String, &str)> =
        added.iter().chain(request.headers).map(|(name, value)| (name.to_ascii_lowercase(), *value)).collect();
    headers.sort_unstable();
    headers
}

fn names(headers: &[(String, &str)]) -> String {
    headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(";")
}

fn encode_path(path: &str) -> String {
    let decoded = decode(path);
    decoded.split('/').map(encode).collect::<Vec<_>>().join("/")
}

fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            push_hex(&mut encoded, byte, b"0123456789ABCDEF");
        }
    }
    encoded
}

/// Bytes that are no UTF-8 become the replacement character, as in the vendor's SDK.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, tail) = escaped(rest).unwrap_or((*first, tail));
        bytes.push(byte);
        rest = tail;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn escaped(text: &[u8]) -> Option<(u8, &[u8])> {
    let [b'%', high, low, tail @ ..] = text else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some((digit(high)? * 16 + digit(low)?, tail))
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        push_hex(&mut text, *byte, b"0123456789abcdef");
    }
    text
}

/// A table, because the formatter would take most of the time of a signature.
fn push_hex(text: &mut String, byte: u8, digits: &[u8; 16]) {
    text.push(char::from(digits[usize::from(byte >> 4)]));
    text.push(char::from(digits[usize::from(byte & 15)]));
}
