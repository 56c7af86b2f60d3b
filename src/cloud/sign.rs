//! SDK-HMAC-SHA256, the request signature of Huawei Cloud, as pure stages (`cloud::api`, "Signature").
//!
//! canonical request → string to sign → signature → `Authorization`. Time is an argument, nothing is read or sent.

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// The name of the scheme, first in the string to sign and in the header.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// What is encoded of a query's names and values: all but the unreserved characters (RFC 3986, 2.3).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// The same for a path, whose slashes stay.
const PATH: &AsciiSet = &QUERY.remove(b'/');

/// Bytes that hold a usual canonical request, and a usual line of what is made of it.
const CANONICAL: usize = 768;
const LINE: usize = 192;

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
    canonical(request, &signed(request))
}

fn canonical(request: &Request, headers: &[Header]) -> String {
    let mut text = String::with_capacity(CANONICAL);
    text.push_str(request.method);
    text.push('\n');
    push_path(&mut text, request.path);
    if !text.ends_with('/') {
        text.push('/');
    }
    text.push('\n');
    push_query(&mut text, request.query);
    text.push('\n');
    for (name, value) in headers {
        push(&mut text, &[name.as_ref(), ":", value.trim(), "\n"]);
    }
    text.push('\n');
    push_names(&mut text, headers);
    text.push('\n');
    push_hex(&mut text, &Sha256::digest(request.body));
    text
}

/// Stage 2: algorithm, date and the hash of the canonical request.
pub fn string_to_sign(date: &str, canonical_request: &str) -> String {
    let mut text = String::with_capacity(LINE);
    push(&mut text, &[ALGORITHM, "\n", date, "\n"]);
    push_hex(&mut text, &Sha256::digest(canonical_request));
    text
}

/// Stage 3: the keyed hash, in lower-case hex. The secret key is used as it is; there is no key derivation.
pub fn signature(secret_key: &str, string_to_sign: &str) -> String {
    let mut text = String::with_capacity(LINE);
    // HMAC takes keys of any length, so there is always one; an empty signature would be refused by the cloud.
    if let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret_key.as_bytes()) {
        push_hex(&mut text, &mac.chain_update(string_to_sign).finalize().into_bytes());
    }
    text
}

/// Stage 4: the value of the `Authorization` header.
pub fn authorization(request: &Request, access_key: &str, signature: &str) -> String {
    authorize(&signed(request), access_key, signature)
}

fn authorize(headers: &[Header], access_key: &str, signature: &str) -> String {
    let mut text = String::with_capacity(LINE * 2);
    push(&mut text, &[ALGORITHM, " Access=", access_key, ", SignedHeaders="]);
    push_names(&mut text, headers);
    push(&mut text, &[", Signature=", signature]);
    text
}

/// All four stages at once.
pub fn sign(request: &Request, access_key: &str, secret_key: &str) -> String {
    let headers = signed(request);
    let to_sign = string_to_sign(request.date, &canonical(request, &headers));
    authorize(&headers, access_key, &signature(secret_key, &to_sign))
}

/// Path and query as they go out on the wire, byte for byte what was signed but for the slash the signature appends.
pub fn wire_target(path: &str, query: &[(&str, &str)]) -> String {
    let mut target = String::with_capacity(LINE);
    push_path(&mut target, path);
    if !query.is_empty() {
        target.push('?');
        push_query(&mut target, query);
    }
    target
}

/// A header's name in lower case, and its value.
type Header<'a> = (Cow<'a, str>, &'a str);

fn signed<'a>(request: &Request<'a>) -> Vec<Header<'a>> {
    let added = [("host", request.host), ("x-sdk-date", request.date)];
    let lower = |name: &'a str| {
        let upper = name.bytes().any(|byte| byte.is_ascii_uppercase());
        if upper { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) }
    };
    let mut headers = Vec::with_capacity(added.len() + request.headers.len());
    headers.extend(added.iter().chain(request.headers).map(|(name, value)| (lower(name), *value)));
    headers.sort_unstable();
    headers
}

fn push(text: &mut String, parts: &[&str]) {
    for part in parts {
        text.push_str(part);
    }
}

fn push_names(text: &mut String, headers: &[Header]) {
    for (at, (name, _)) in headers.iter().enumerate() {
        text.push_str(if at > 0 { ";" } else { "" });
        text.push_str(name);
    }
}

/// The path: every segment decoded and encoded anew. Bytes that are no UTF-8 become the replacement character, as in the
/// vendor's SDK.
fn push_path(text: &mut String, path: &str) {
    text.extend(utf8_percent_encode(&percent_decode_str(path).decode_utf8_lossy(), PATH));
}

/// Query pairs sorted by name, then value, encoded and joined. Exactly this text is sent.
fn push_query(text: &mut String, pairs: &[(&str, &str)]) {
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable();
    for (at, (name, value)) in pairs.into_iter().enumerate() {
        text.push_str(if at > 0 { "&" } else { "" });
        text.extend(utf8_percent_encode(name, QUERY));
        text.push('=');
        text.extend(utf8_percent_encode(value, QUERY));
    }
}

/// A hash in lower-case hex; by hand, because the formatter would take as long as the hash itself.
fn push_hex(text: &mut String, hash: &[u8]) {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    for byte in hash {
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 15)]);
    }
}
