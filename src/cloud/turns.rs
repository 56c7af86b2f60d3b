//! Turns of reading lists: how many may be under way with one host.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Each list under way may take a connection of its own, with its handshake, and memory for its answer. Of one service no
/// screen or command reads more at once (`architecture`, "Figures": create).
const AT_ONCE: usize = 4;

/// The turns of each host that was asked.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<Vec<(String, Arc<Semaphore>)>>);

impl Turns {
    /// Those of this host, with its port. Whoever reads a list holds one of them meanwhile.
    pub(super) fn of(&self, host: &str) -> Arc<Semaphore> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, turns)) = all.iter().find(|(known, _)| known == host) {
            return turns.clone();
        }
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        all.push((host.to_owned(), turns.clone()));
        turns
    }
}
