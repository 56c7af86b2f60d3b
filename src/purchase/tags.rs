//! How the tags of a purchase stand, and when they are tried again.

use super::watch::{Pace, Spent};
use crate::catalog::Tag;
use crate::failure::Failure;
use jiff::Timestamp;
use std::time::Duration;

/// How the tags of a purchase stand.
#[derive(Clone, Debug)]
pub enum Tagging {
    /// The order has none.
    Without,
    /// They have to be set.
    Due(Tries),
    Set,
    /// The cloud said no; the instance serves without them.
    Refused(Failure),
}

/// Calls that set nothing, and for how long there have been such.
#[derive(Clone, Debug, Default)]
pub struct Tries {
    failed: u32,
    spent: Spent,
}

impl Tries {
    /// Lets time pass.
    pub(super) fn until(&mut self, now: Timestamp) {
        self.spent.until(now);
    }

    /// One more was in vain.
    pub(super) fn fail(&mut self) {
        self.failed += 1;
    }

    /// Whether so much time has passed that they are tried less often.
    pub(super) fn is_over(&self, pace: &Pace) -> bool {
        self.spent.total >= pace.watch
    }

    /// How long to wait before the next call; none before the first.
    pub(super) fn pause(&self, pace: &Pace) -> Option<Duration> {
        let doubled = pace.early.saturating_mul(1 << self.failed.checked_sub(1)?.min(8));
        Some(if self.is_over(pace) { pace.rare } else { doubled.min(pace.late.saturating_mul(3)) })
    }
}

impl Tagging {
    /// Of a purchase that begins.
    pub(super) fn of(tags: &[Tag]) -> Self {
        if tags.is_empty() { Self::Without } else { Self::Due(Tries::default()) }
    }
}
