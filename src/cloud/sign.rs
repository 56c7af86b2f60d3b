//! SDK-HMAC-SHA256, the request signature of Huawei Cloud, as pure stages (`cloud::api`, "Signature").
//!
//! canonical request → string to sign → signature → `Authorization`. Time is an argument, nothing is read or sent.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// The name of the scheme, first in the string to sign and in the header.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// Bytes that hold a usual canonical request, and a usual line of what is made of it.
const CANONICAL: usize = 768;
const LINE: usize = 192;

/// What is signed. `Host`, unless it is empty, and `X-Sdk-Date` are added by [`canonical_request`]; everything else that
/// shall be signed stands in `headers`, in any case and order.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `GET`, `POST` …
    pub method: &'a str,
    /// Host as it is sent, with its port where that is not the scheme's own. Empty where it is not signed, as some of the
    /// vendor's clients leave it out.
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
    let added = &added[usize::from(request.host.is_empty())..];
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

/// The path: every segment decoded and encoded anew.
fn push_path(text: &mut String, path: &str) {
    let decoded = if path.contains('%') { Cow::Owned(decode(path)) } else { Cow::Borrowed(path) };
    push_encoded(text, &decoded, true);
}

/// Query pairs sorted by name, then value, encoded and joined. Exactly this text is sent.
fn push_query(text: &mut String, pairs: &[(&str, &str)]) {
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable();
    for (at, (name, value)) in pairs.into_iter().enumerate() {
        text.push_str(if at > 0 { "&" } else { "" });
        push_encoded(text, name, false);
        text.push('=');
        push_encoded(text, value, false);
    }
}

/// All but the unreserved characters (RFC 3986, 2.3) is encoded, in a path the slashes are not.
fn push_encoded(text: &mut String, plain: &str, is_path: bool) {
    let stays = |byte: u8| UNRESERVED[usize::from(byte)] || (is_path && byte == b'/');
    // Nearly always all of it.
    if plain.bytes().all(stays) {
        return text.push_str(plain);
    }
    for byte in plain.bytes() {
        if stays(byte) {
            text.push(char::from(byte));
        } else {
            let [high, low] = UPPER[usize::from(byte)].map(char::from);
            text.extend(['%', high, low]);
        }
    }
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

fn push_hex(text: &mut String, hash: &[u8]) {
    let mut hex = [0; 64];
    for (pair, byte) in hex.chunks_exact_mut(2).zip(hash) {
        pair.copy_from_slice(&LOWER[usize::from(*byte)]);
    }
    // Digits are text, so the error arm is never taken.
    text.push_str(std::str::from_utf8(&hex).unwrap_or_default());
}

// Tables, because the formatter and ranges would take most of the time of a signature that is not hashing.

static UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let plain = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    let mut at = 0;
    while at < plain.len() {
        table[plain[at] as usize] = true;
        at += 1;
    }
    table
};

static LOWER: [[u8; 2]; 256] = digits(b"0123456789abcdef");
static UPPER: [[u8; 2]; 256] = digits(b"0123456789ABCDEF");

const fn digits(of: &[u8; 16]) -> [[u8; 2]; 256] {
    let mut table = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = [of[byte >> 4], of[byte & 15]];
        byte += 1;
    }
    table
}
