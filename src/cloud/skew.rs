//! What this machine's clock has to do with a refused signature.

use crate::clock::{LARGEST_OFFSET, SMALL_OFFSET};
use crate::failure::Failure;
use crate::language::Text;

/// The gateway's word for a signature whose time it finds too long ago; it has no code of its own for that.
const EXPIRED: &str = "expired";

/// The same failure, with what this machine's clock has to do with it, where the cloud's is known.
pub(super) fn explained(failure: Failure, message: &str, clock: Option<i64>) -> Failure {
    let expired = message.to_ascii_lowercase().contains(EXPIRED);
    let Some(offset) = clock else { return failure };
    let size = offset.unsigned_abs();
    if size > LARGEST_OFFSET || (expired && size > SMALL_OFFSET) {
        let action = Text("Set the clock, for example by switching time synchronisation on, and try again.");
        let (hours, minutes, seconds) = (size / 3600, size / 60 % 60, size % 60);
        let told = failure.saying(off(offset < 0, hours > 0)).advising(action).with("minutes", minutes);
        if hours > 0 { told.with("hours", hours) } else { told.with("seconds", seconds) }
    } else if expired {
        let what =
            Text("The signature was refused as expired, though this machine's clock is right to {offset} s: {message}");
        let action = Text("Look for a proxy that holds requests back, and try again.");
        failure.saying(what).advising(action).with("offset", size.max(1))
    } else {
        failure
    }
}

/// That this machine's clock is behind or ahead: by hours and minutes, or by minutes and seconds.
fn off(behind: bool, by_hours: bool) -> Text {
    match (behind, by_hours) {
        (true, false) => {
            Text("The signature was refused: this machine's clock is {minutes} min {seconds} s behind the cloud's.")
        }
        (true, true) => {
            Text("The signature was refused: this machine's clock is {hours} h {minutes} min behind the cloud's.")
        }
        (false, false) => {
            Text("The signature was refused: this machine's clock is {minutes} min {seconds} s ahead of the cloud's.")
        }
        (false, true) => {
            Text("The signature was refused: this machine's clock is {hours} h {minutes} min ahead of the cloud's.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::explained;
    use crate::failure::{Cause, Failure};
    use crate::language::Text;

    #[test]
    fn lengths_of_time_read_as_people_say_them() {
        let cases = [
            (-61, "clock is 1 min 1 s behind"),
            (3_599, "clock is 59 min 59 s ahead"),
            (3_600, "clock is 1 h 0 min ahead"),
            (i64::MIN, "clock is 2562047788015215 h 30 min behind"),
        ];
        for (offset, expected) in cases {
            let failure = Failure::new(Cause::Credentials, Text("What."), Text("Do."));
            let told = explained(failure, "it has expired", Some(offset)).what();
            assert!(told.contains(expected), "{told}");
        }
    }
}
