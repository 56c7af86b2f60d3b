//! What the head of an answer says beside its status.
//!
//! Pure, but for the clock of this machine.

use super::retry_after;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// Characters of a request id that are kept.
const LONGEST_ID: usize = 128;

/// What a header says that identifies something, as much as is kept of it.
pub(super) fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.chars().take(LONGEST_ID).collect())
}

fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

/// Seconds this machine's clock is ahead of the cloud's.
pub(super) fn clock(headers: &HeaderMap) -> Option<i64> {
    let cloud = date(headers)?;
    let seconds = |span: Duration| i64::try_from(span.as_secs()).ok();
    match SystemTime::now().duration_since(cloud) {
        Ok(ahead) => seconds(ahead),
        Err(behind) => seconds(behind.duration()).map(|span| -span),
    }
}

/// How long the cloud wants nobody to ask again.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?;
    retry_after::wait(value, date(headers).unwrap_or_else(SystemTime::now))
}
