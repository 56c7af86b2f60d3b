//! The real binary, killed at any moment: nothing typed is lost, nothing is bought twice, no ID is lost. Here is what both
//! share: random moments that come again with the same seed, and the kill.
//!
//! One program, so that kills go on while a purchase waits out the client's limit of a minute.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

mod drafts;
mod purchases;
#[path = "../support/mod.rs"]
mod support;

use std::time::Duration;
use support::env::{Environment, files};
use support::pty::{Exit, Session, Signal};

/// Numbers that look random and come again (a linear congruential generator, its high bits).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// A time up to `end`, by the microsecond; short ones are more likely, for that is when most happens.
    pub(crate) fn moment(&mut self, end: Duration) -> Duration {
        let most = u64::try_from(end.as_micros()).unwrap();
        Duration::from_micros(self.below(most).min(self.below(most)))
    }
}

/// How many times to kill: so many, or what `ROCKETMQ_WIZARD_KILLS` says.
pub(crate) fn kills(usual: u64) -> u64 {
    std::env::var("ROCKETMQ_WIZARD_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Kills the program as nothing can prevent, and sees that it is gone.
pub(crate) fn kill(session: &mut Session) {
    session.signal(Signal::KILL);
    assert_eq!(session.exit(), Exit::Signal("Killed".to_owned()));
    crate::support::assert_no_secret(session.transcript());
}

/// How many files were being written when the program was killed.
pub(crate) fn half_written(env: &Environment) -> usize {
    files(env.home.path()).iter().filter(|file| file.to_string_lossy().contains(".writing-")).count()
}
