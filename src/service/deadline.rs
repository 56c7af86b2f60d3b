//! One limit over everything that is read for one purpose, however many rounds that takes: a cloud that is silent, or that
//! trickles, holds nobody up for longer.

use crate::failure::{Cause, Failure};
use crate::language::Text;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long everything may take that a command or a check reads before it says what it found.
pub const READING: Duration = Duration::from_secs(30);

/// How much of it the lists may take: whether the name is free is asked after them, and decides more.
pub const LISTS: Duration = Duration::from_secs(20);

/// Until when something is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    limit: Duration,
    at: Instant,
}

impl Deadline {
    /// So long from now.
    pub fn within(limit: Duration) -> Self {
        Self { limit, at: Instant::now() + limit }
    }

    /// How long it was at the beginning.
    pub fn limit(self) -> Duration {
        self.limit
    }

    /// Whether nothing more is waited for.
    pub fn is_over(self) -> bool {
        Instant::now() >= self.at
    }

    /// What is read, or [`Self::missed`].
    ///
    /// # Errors
    /// Those of the reading, or that it was not done in time.
    pub fn read<T>(
        self,
        reading: impl Future<Output = Result<T, Failure>>,
    ) -> impl Future<Output = Result<T, Failure>> {
        // It is large, and would be a part of everything that waits for it, twice.
        let reading = Box::pin(reading);
        async move { timeout_at(self.at, reading).await.unwrap_or_else(|_| Err(self.missed())) }
    }

    /// The failure that the cloud did not answer in time. Whatever was asked only read, so nothing was sent.
    pub fn missed(self) -> Failure {
        let action = Text("Check the network, the region and any proxy, or look in the console.");
        let late = Failure::late(self.limit, action);
        Failure { cause: Cause::NothingSent, ..late }
    }
}
