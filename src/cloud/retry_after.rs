//! The `Retry-After` header: how long the cloud asks to be left alone.

use std::time::{Duration, SystemTime};

/// Most that is believed of it.
const LONGEST: Duration = Duration::from_hours(1);

/// What `Retry-After` asks for, in seconds or until a date, but never more than [`LONGEST`]; `None` where it makes no
/// sense.
pub(super) fn wait(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let asked = if is_number {
        // Of so many digits that no number holds them, nothing but the size matters.
        Duration::from_secs(value.parse().unwrap_or(u64::MAX))
    } else {
        httpdate::parse_http_date(value).ok()?.duration_since(now).ok()?
    };
    Some(asked.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, wait};
    use std::time::{Duration, SystemTime};

    #[test]
    fn a_wait_that_is_asked_for_is_a_sane_one_or_none() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let date = |seconds| httpdate::fmt_http_date(now + Duration::from_secs(seconds));
        for (value, expected) in [
            ("0", Some(0)),
            (" 7 ", Some(7)),
            ("3600", Some(3600)),
            ("86400", Some(3600)),
            ("18446744073709551615", Some(3600)),
            ("18446744073709551616", Some(3600)),
            (&"9".repeat(4000), Some(3600)),
            (&date(30), Some(30)),
            (&date(864_000), Some(3600)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", None),
            ("", None),
            ("-1", None),
            ("+5", None),
            ("1.5", None),
            ("soon", None),
            ("\u{661}\u{662}", None),
        ] {
            assert_eq!(wait(value, now).map(|wait| wait.as_secs()), expected, "{value:?}");
        }
        assert_eq!(LONGEST.as_secs(), 3600);
    }
}
