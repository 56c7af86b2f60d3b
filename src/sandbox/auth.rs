//! The signature check: derives the canonical request from what arrived, as the cloud does, and compares.

use super::constants::{ACCESS_KEY, SECRET_KEY, TEMPORARY_ACCESS_KEY};
use super::http::{Arrived, Refusal};
use crate::cloud::sign;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How far `X-Sdk-Date` may be from the server's clock, in minutes (`cloud::api`, "Clock").
const TOLERANCE: i64 = 15;

/// Security tokens the metadata service gave out, with their end.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    tokens: Vec<(String, Timestamp)>,
}

impl Sessions {
    /// Remembers a token; only the latest few count, as each host has but one agency.
    pub(super) fn add(&mut self, token: String, expires: Timestamp) {
        if self.tokens.len() >= 16 {
            self.tokens.remove(0);
        }
        self.tokens.push((token, expires));
    }

    pub(super) fn permit(&self, token: &str, now: Timestamp) -> bool {
        self.tokens.iter().any(|(known, expires)| known == token && *expires > now)
    }
}

/// Lets a request pass whose signature, clock and keys are right. Metadata needs no signature.
pub(super) fn verify(request: &Arrived, path: &[&str], sessions: &Sessions, now: Timestamp) -> Result<(), Refusal> {
    if matches!(path, ["meta-data" | "openstack", ..]) {
        return Ok(());
    }
    let header = request.header("authorization");
    if header.is_empty() {
        return Err(refuse("x-auth-token not found"));
    }
    let claim = Claim::parse(header).ok_or_else(|| refuse("Authorization format is incorrect"))?;
    if !claim.signed_headers.contains(&"x-sdk-date") {
        return Err(refuse("header x-sdk-date must be signed"));
    }
    check_keys(request, &claim, sessions, now)?;
    check_clock(request.header("x-sdk-date"), now)?;
    let canonical = canonical(request, &claim);
    let to_sign = sign::string_to_sign(request.header("x-sdk-date"), &canonical);
    if sign::signature(SECRET_KEY, &to_sign) == claim.signature {
        return Ok(());
    }
    let echo = canonical.replace('\n', "|");
    Err(refuse(format!("verify aksk signature fail, canonicalRequest:{echo}")))
}

/// What the `Authorization` header says.
struct Claim<'a> {
    access_key: &'a str,
    signed_headers: Vec<&'a str>,
    signature: &'a str,
}

impl<'a> Claim<'a> {
    fn parse(header: &'a str) -> Option<Self> {
        let rest = header.strip_prefix(sign::ALGORITHM)?.strip_prefix(' ')?;
        let mut parts = rest.split(", ");
        let access_key = parts.next()?.strip_prefix("Access=")?;
        let signed_headers = parts.next()?.strip_prefix("SignedHeaders=")?.split(';').collect();
        let signature = parts.next()?.strip_prefix("Signature=")?;
        parts.next().is_none().then_some(Self { access_key, signed_headers, signature })
    }
}

fn check_keys(request: &Arrived, claim: &Claim, sessions: &Sessions, now: Timestamp) -> Result<(), Refusal> {
    let token = request.header("x-security-token");
    if !token.is_empty() && !claim.signed_headers.contains(&"x-security-token") {
        return Err(refuse("header x-security-token must be signed"));
    }
    match claim.access_key {
        ACCESS_KEY => Ok(()),
        TEMPORARY_ACCESS_KEY if sessions.permit(token, now) => Ok(()),
        TEMPORARY_ACCESS_KEY => Err(refuse("the security token is invalid or has expired")),
        unknown => Err(refuse(format!("Get secretKey failed,ak:{unknown},err:ak not exist"))),
    }
}

fn check_clock(date: &str, now: Timestamp) -> Result<(), Refusal> {
    let sent = DateTime::strptime("%Y%m%dT%H%M%SZ", date)
        .and_then(|time| TimeZone::UTC.to_timestamp(time))
        .map_err(|_| refuse("X-Sdk-Date format is incorrect"))?;
    if sent.duration_until(now).abs() > SignedDuration::from_mins(TOLERANCE) {
        return Err(refuse(format!("verify aksk signature fail, signature expired, request time is {date}")));
    }
    Ok(())
}

fn canonical(request: &Arrived, claim: &Claim) -> String {
    let pairs = request.pairs();
    let query: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let further = claim.signed_headers.iter().filter(|name| !["host", "x-sdk-date"].contains(name));
    let headers: Vec<(&str, &str)> = further.map(|name| (*name, request.header(name))).collect();
    sign::canonical_request(&sign::Request {
        method: &request.method,
        host: if claim.signed_headers.contains(&"host") { request.header("host") } else { "" },
        path: &request.path,
        query: &query,
        headers: &headers,
        body: &request.body,
        date: request.header("x-sdk-date"),
    })
}

/// The one code the gateway has for all of these; only the text differs (`cloud::api`, "Signature").
fn refuse(reason: impl AsRef<str>) -> Refusal {
    let message = format!("Incorrect IAM authentication information: {}", reason.as_ref());
    Refusal::new(401, "APIGW.0301", message)
}

#[cfg(test)]
mod tests {
    use super::{Claim, check_clock};

    #[test]
    fn reads_the_header_only_in_its_one_form() {
        let good = "SDK-HMAC-SHA256 Access=A, SignedHeaders=host;x-sdk-date, Signature=00ff";
        let claim = Claim::parse(good).unwrap();
        assert_eq!((claim.access_key, claim.signature), ("A", "00ff"));
        assert_eq!(claim.signed_headers, ["host", "x-sdk-date"]);
        for bad in ["", "Bearer x", "SDK-HMAC-SHA256 Access=A", &good.replace(", ", ","), &format!("{good}, Extra=1")] {
            assert!(Claim::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn fifteen_minutes_either_way_are_let_pass() {
        let now = "2026-01-23T08:09:10Z".parse().unwrap();
        let table = [
            ("20260123T080910Z", true),
            ("20260123T075410Z", true),
            ("20260123T082410Z", true),
            ("20260123T075409Z", false),
            ("20260123T082411Z", false),
            ("2026-01-23T08:09:10Z", false),
            ("", false),
        ];
        for (date, good) in table {
            assert_eq!(check_clock(date, now).is_ok(), good, "{date}");
        }
    }
}
