//! A request as it arrived, an answer, and a refusal in the shape each service gives it. No sockets here.

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes};
use hyper::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value as Json, json};
use std::convert::Infallible;

/// An answer as it is sent: whole, or in pieces.
pub(super) type Response = hyper::Response<UnsyncBoxBody<Bytes, Infallible>>;

/// A whole request.
#[derive(Clone, Debug)]
pub(super) struct Arrived {
    pub(super) method: String,
    /// Not decoded.
    pub(super) path: String,
    /// Not decoded.
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Arrived {
    /// Method and path.
    pub(super) fn line(&self) -> (&str, &str) {
        (&self.method, &self.path)
    }

    /// The path's segments, decoded.
    pub(super) fn segments(&self) -> Vec<String> {
        self.path.trim_start_matches('/').split('/').map(decode).collect()
    }

    /// A header's value; empty where there is none.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Query pairs, decoded, in the order they came.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        let pairs = self.query.split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(k, v)| (decode(k), decode(v))).collect()
    }

    /// A query parameter, first one of its name.
    pub(super) fn param(&self, name: &str) -> Option<String> {
        self.pairs().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Whether an item passes the filter a query parameter sets; one that is not given lets everything pass, and one
    /// that is given several times lets any of its values pass.
    pub(super) fn filter(&self, param: &str, item: &Json, key: &str) -> bool {
        let mut wanted = self.pairs().into_iter().filter(|(name, _)| name == param).peekable();
        wanted.peek().is_none() || wanted.any(|(_, value)| text(item, key) == value)
    }

    /// The body, which must be a JSON object.
    pub(super) fn object(&self) -> Result<Json, Refusal> {
        if self.body.is_empty() {
            return Err(Refusal::dms("00400004", "The request body is empty."));
        }
        let body = serde_json::from_slice(&self.body).ok().filter(Json::is_object);
        body.ok_or_else(|| Refusal::dms("00400005", "The request body is not a JSON object."))
    }
}

/// An answer, before it is stamped with request id and date.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(status: u16, body: &Json) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes() }
    }

    /// Done, with nothing to say.
    pub(super) fn done() -> Self {
        Self { status: 204, headers: Vec::new(), body: Vec::new() }
    }

    pub(super) fn text(text: String) -> Self {
        Self { status: 200, headers: vec![("content-type", "text/plain".to_owned())], body: text.into_bytes() }
    }

    /// The answer with another body in place of its own.
    pub(super) fn with_body(self, body: impl Body<Data = Bytes, Error = Infallible> + Send + 'static) -> Response {
        let mut response = Response::new(body.boxed_unsync());
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().append(HeaderName::from_static(name), value);
            }
        }
        response
    }

    pub(super) fn into_response(mut self) -> Response {
        let body = Full::from(std::mem::take(&mut self.body));
        self.with_body(body)
    }
}

/// Why the cloud says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into() }
    }

    /// A DMS refusal with status 400, by the digits of its code (`cloud::api`, "Codes of the message service").
    pub(super) fn dms(digits: &str, message: impl Into<String>) -> Self {
        Self::new(400, &format!("DMS.{digits}"), message)
    }

    pub(super) fn answer(&self, shape: Shape, request_id: &str) -> Answer {
        let Self { status, code, message } = self;
        let body = match shape {
            Shape::Flat => json!({ "error_code": code, "error_msg": message, "request_id": request_id }),
            Shape::Short => json!({ "code": code, "message": message }),
            Shape::Nested => json!({ "error": { "error_code": code, "error_msg": message } }),
            Shape::Iam => json!({ "error": { "code": status, "message": message, "title": "Refused" } }),
        };
        Answer::json(*status, &body)
    }
}

/// The shapes error bodies come in (`cloud::api`, "Shapes of error bodies").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// DMS, the gateway, BSS, VPC v3.
    Flat,
    /// VPC v1 and EIP.
    Short,
    /// KMS and EPS.
    Nested,
    /// IAM, with the status as a number for a code.
    Iam,
}

impl Shape {
    /// The shape of the service that owns a path.
    pub(super) fn of(segments: &[&str]) -> Self {
        match segments {
            ["v1", ..] | ["v3", _, "eip", ..] => Self::Short,
            ["v1.0", ..] => Self::Nested,
            ["v3", "projects" | "auth" | "regions", ..] => Self::Iam,
            _ => Self::Flat,
        }
    }
}

/// A text member; empty where there is none.
pub(super) fn text<'a>(item: &'a Json, key: &str) -> &'a str {
    item.get(key).and_then(Json::as_str).unwrap_or_default()
}

/// A whole number, written as one or as a string.
pub(super) fn number(item: &Json, key: &str) -> Option<u64> {
    let value = item.get(key)?;
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// A truth value that is false where it is missing.
pub(super) fn flag(item: &Json, key: &str) -> bool {
    item.get(key).and_then(Json::as_bool).unwrap_or_default()
}

/// Percent-decoding, apart from the client's, so that a mistake in one shows.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let pair = (byte == b'%').then(|| Some((hex(ahead.next()?)?, hex(ahead.next()?)?))).flatten();
        bytes.push(pair.map_or(byte, |(high, low)| high * 16 + low));
        if pair.is_some() {
            rest = ahead;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn decodes_what_is_encoded_and_leaves_the_rest() {
        let table = [("a%20b", "a b"), ("%C3%A9", "é"), ("100%", "100%"), ("%4", "%4"), ("%zz+", "%zz+"), ("%2F", "/")];
        for (encoded, plain) in table {
            assert_eq!(decode(encoded), plain);
        }
    }
}
