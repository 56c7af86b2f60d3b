//! The real binary, killed at any moment: nothing typed is lost, nothing is bought twice, no ID is lost. Here is what both
//! share: random moments that come again with the same seed, and the kill.

mod drafts;
mod purchases;

use crate::support::env::{Environment, files};
use crate::support::pty::{Exit, Session, Signal};
use std::time::Duration;

/// Numbers that look random and come again (a linear congruential generator, its high bits).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// A time up to `end`, by the microsecond; short ones are more likely, for that is when most happens.
    pub(super) fn moment(&mut self, end: Duration) -> Duration {
        let most = u64::try_from(end.as_micros()).unwrap();
        Duration::from_micros(self.below(most).min(self.below(most)))
    }
}

/// How many times to kill: so many, or what `ROCKETMQ_WIZARD_KILLS` says.
pub(super) fn kills(usual: u64) -> u64 {
    std::env::var("ROCKETMQ_WIZARD_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Kills the program as nothing can prevent, and sees that it is gone.
pub(super) fn kill(session: &mut Session) {
    session.signal(Signal::KILL);
    assert_eq!(session.exit(), Exit::Signal("Killed".to_owned()));
    crate::support::assert_no_secret(session.transcript());
}

/// How many files were being written when the program was killed.
pub(super) fn half_written(env: &Environment) -> usize {
    files(env.home.path()).iter().filter(|file| file.to_string_lossy().contains(".writing-")).count()
}
