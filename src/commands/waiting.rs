//! Says what a command waits for, where that takes longer than people wait without a word.

use super::output::tell;
use crate::language::{Text, say};
use std::time::Duration;
use tokio::time::sleep;

/// How long nothing is said.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// Waits for something. If it takes long, says once what it is, and how long it may take at most.
pub(super) fn waiting<T>(what: Text, limit: Duration, something: impl Future<Output = T>) -> impl Future<Output = T> {
    // It may be large, and would be a part of everything that waits for it.
    let mut something = Box::pin(something);
    async move {
        tokio::select! {
            biased;
            done = &mut something => done,
            () = sleep(PATIENCE) => {
                tell(say!("Waiting for {what}, {seconds} s at most.", what, seconds = limit.as_secs()));
                something.await
            }
        }
    }
}
