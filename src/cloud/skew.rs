//! What this machine's clock has to do with a refused signature.

use crate::clock::{LARGEST_OFFSET, SMALL_OFFSET};
use crate::failure::Failure;

/// The gateway's word for a signature whose time it finds too long ago; it has no code of its own for that.
const EXPIRED: &str = "expired";

/// The same failure, with what this machine's clock has to do with it, where the cloud's is known.
pub(super) fn explained(failure: Failure, message: &str, clock: Option<i64>) -> Failure {
    let expired = message.to_ascii_lowercase().contains(EXPIRED);
    let Some(offset) = clock else { return failure };
    let size = offset.unsigned_abs();
    if size > LARGEST_OFFSET || (expired && size > SMALL_OFFSET) {
        let what = if offset < 0 {
            "The signature was refused: this machine's clock is {offset} behind the cloud's."
        } else {
            "The signature was refused: this machine's clock is {offset} ahead of the cloud's."
        };
        let action = "Set the clock, for example by switching time synchronisation on, and try again.";
        failure.saying(what).advising(action).with("offset", length(size))
    } else if expired {
        failure
            .saying(
                "The signature was refused as expired, though this machine's clock is right to {offset} s: {message}",
            )
            .advising("Look for a proxy that holds requests back, and try again.")
            .with("offset", size.max(1))
    } else {
        failure
    }
}

/// So many seconds in words: `4 min 10 s`.
fn length(seconds: u64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{rest} s"),
        (0, _) => format!("{minutes} min {rest} s"),
        _ => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn lengths_of_time_read_as_people_say_them() {
        let cases = [
            (20, "20 s"),
            (61, "1 min 1 s"),
            (3_600, "1 h 0 min"),
            (i64::MIN.unsigned_abs(), "2562047788015215 h 30 min"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(length(seconds), expected);
        }
    }
}
