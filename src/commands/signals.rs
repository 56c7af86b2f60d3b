//! Receives signals while a command waits for something.

use super::caught;
use super::error::CommandError;
use crate::language::say;
use crate::terminal::signals::{Signal, SignalReceiver};
use std::collections::VecDeque;
use tokio::net::UnixStream;

/// The signals of the process. Once they are caught, they do not end the process by themselves.
pub(super) struct Signals {
    /// Can be read while the receiver has signals.
    readable: UnixStream,
    /// Signals that were received and not asked for yet.
    pending: VecDeque<Signal>,
}

impl Signals {
    /// Begins to catch signals.
    ///
    /// # Errors
    /// When the system refuses.
    pub(super) fn catch() -> Result<Self, CommandError> {
        let failed = |error| CommandError::failed(say!("Signals could not be caught: {error}.", error));
        let mut receiver = SignalReceiver::new().map_err(failed)?;
        receiver.catch_common();
        let readable = receiver.file().and_then(UnixStream::from_std).map_err(failed)?;
        caught::keep(receiver);
        Ok(Self { readable, pending: VecDeque::new() })
    }

    /// Waits for the next signal that tells the process to end.
    pub(super) async fn next(&mut self) -> Signal {
        loop {
            match self.next_of_all().await {
                Signal::Continue => {}
                signal => return signal,
            }
        }
    }

    /// Waits for the next signal, even if it only says that the process goes on after a stop.
    pub(super) async fn next_of_all(&mut self) -> Signal {
        loop {
            if let Some(signal) = self.pending.pop_front() {
                return signal;
            }
            if self.readable.readable().await.is_err() {
                // The runtime is being shut down, so nobody needs an answer.
                std::future::pending::<()>().await;
            }
            // The file is emptied before the signals are fetched. The other way round, a signal that comes in between
            // would not end the next wait.
            while self.readable.try_read(&mut [0; 64]).is_ok_and(|count| count > 0) {}
            self.pending.extend(caught::received());
        }
    }
}
