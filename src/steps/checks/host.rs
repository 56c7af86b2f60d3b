//! The checks of what a signature needs on this host: its clock, and keys that last.

use super::{Check, KeysEnd, USUAL_CREATION, Verdict};
use crate::clock::{LARGEST_OFFSET, SMALL_OFFSET};
use crate::language::{say, tr};
use crate::steps::account;
use jiff::Timestamp;

/// Whether signatures made by this machine's clock are taken; by the seconds it is ahead of the cloud's.
pub fn clock(offset: Option<i64>) -> Check {
    let about = "clock";
    let Some(offset) = offset else {
        let why = tr("No answer of the cloud said what time it is there.");
        return Check::unknown(about, tr("clock not compared"), why);
    };
    let size = offset.unsigned_abs();
    if size <= SMALL_OFFSET {
        return Check::good(about, tr("clock right"));
    }
    let (minutes, seconds) = (size / 60, size % 60);
    let what = if offset < 0 {
        say!("clock {minutes} min {seconds} s behind", minutes, seconds)
    } else {
        say!("clock {minutes} min {seconds} s ahead", minutes, seconds)
    };
    let why = if size > LARGEST_OFFSET {
        tr(
            "The cloud refuses every signature made more than 15 minutes off its own clock. Set this machine's clock, for \
            example by switching time synchronisation on, and check again.",
        )
    } else {
        tr("Beyond 15 minutes the cloud refuses signatures. Set this machine's clock.")
    };
    Check::new(Verdict::Warning, about, what, why)
}

/// Temporary keys should outlast the making of the instance, else its watcher loses sight of it.
pub(super) fn keys(end: KeysEnd, now: Timestamp) -> Option<Check> {
    let about = account::ACCESS_KEY.key;
    match end {
        KeysEnd::Never => None,
        KeysEnd::Unknown => {
            let why =
                tr("The keys are temporary, and where they were found does not say until when they last. A creation \
                 usually takes up to 20 minutes.");
            Some(Check::unknown(about, tr("end of the keys unknown"), why))
        }
        KeysEnd::At(end) => {
            let left = end.duration_since(now);
            let why = tr(
                "A creation usually takes up to 20 minutes; the instance is made regardless, but watching it needs \
                 keys. Get new temporary keys first.",
            );
            let what = match left.as_mins() {
                minutes if minutes >= USUAL_CREATION.as_mins() => return Some(Check::good(about, tr("keys last"))),
                minutes if minutes > 0 => say!("keys end in {minutes} min", minutes),
                _ => tr("keys end now").to_owned(),
            };
            Some(Check::new(Verdict::Warning, about, what, why))
        }
    }
}
