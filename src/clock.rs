//! The time, and waiting for it: that of this machine, or one that somebody else moves.

use jiff::Timestamp;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// A clock that differs from the cloud's by no more than this many seconds is right enough.
pub const SMALL_OFFSET: u64 = 60;
/// The cloud refuses what was signed by a clock that differs from its own by more than this many seconds (`cloud::api`,
/// "Clock").
pub const LARGEST_OFFSET: u64 = 15 * 60;

/// Tells the time and waits. [`Clock::default`] is this machine's.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Stopped>);

/// A time that moves only when its sender says so.
#[derive(Clone, Debug)]
struct Stopped {
    time: watch::Receiver<Timestamp>,
    began: (Timestamp, Instant),
}

impl Clock {
    /// A clock that stands still at the value in the channel until another one is sent.
    pub fn stopped(time: watch::Receiver<Timestamp>) -> Self {
        let began = (*time.borrow(), Instant::now());
        Self(Some(Stopped { time, began }))
    }

    /// The time of day.
    pub fn now(&self) -> Timestamp {
        self.0.as_ref().map_or_else(Timestamp::now, |stopped| *stopped.time.borrow())
    }

    /// The same as a point on a clock that is never set.
    pub fn instant(&self) -> Instant {
        self.0.as_ref().map_or_else(Instant::now, |stopped| stopped.instant(*stopped.time.borrow()))
    }

    /// Waits until then; for ever where the time stands still for good.
    pub async fn sleep_until(&self, then: Instant) {
        let Some(stopped) = &self.0 else {
            tokio::time::sleep_until(then.into()).await;
            return;
        };
        // Only the value that is handed in may be looked at: the channel is locked meanwhile.
        if stopped.time.clone().wait_for(|now| stopped.instant(*now) >= then).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Stopped {
    fn instant(&self, now: Timestamp) -> Instant {
        let (at, instant) = self.began;
        instant + Duration::try_from(now.duration_since(at)).unwrap_or_default()
    }
}
