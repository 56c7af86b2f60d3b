//! Says what a command waits for, where that takes longer than people wait without a word.

use super::output::say;
use std::time::Duration;
use tokio::time::sleep;

/// How long nothing is said.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// Waits for something. If it takes long, says once what it is, and how long it may take at most.
pub(super) async fn waiting<T>(what: &str, limit: Duration, something: impl Future<Output = T>) -> T {
    let mut something = std::pin::pin!(something);
    tokio::select! {
        biased;
        done = &mut something => done,
        () = sleep(PATIENCE) => {
            say(line(what, limit));
            something.await
        }
    }
}

/// The line about something that is waited for.
pub(super) fn line(what: &str, limit: Duration) -> String {
    format!("Waiting for {what}, {} s at most.", limit.as_secs())
}
