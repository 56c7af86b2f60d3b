//! Signals, while a command waits for something.

use super::error::CommandError;
use crate::terminal::signals::{Signal, SignalReceiver};
use std::collections::VecDeque;
use tokio::net::UnixStream;

/// Signals as they come; from here on they no longer end the process by themselves.
pub(super) struct Signals {
    caught: SignalReceiver,
    bell: UnixStream,
    heard: VecDeque<Signal>,
}

impl Signals {
    /// # Errors
    /// When the system refuses.
    pub(super) fn catch() -> Result<Self, CommandError> {
        let failed = |error| CommandError::failed(format!("Signals could not be caught: {error}."));
        let caught = SignalReceiver::new().map_err(failed)?;
        let bell = caught.bell().and_then(UnixStream::from_std).map_err(failed)?;
        Ok(Self { caught, bell, heard: VecDeque::new() })
    }

    /// The next signal to end.
    pub(super) async fn next(&mut self) -> Signal {
        loop {
            match self.next_of_all().await {
                Signal::Continue => {}
                signal => return signal,
            }
        }
    }

    /// The next signal, also the one that says that the process was stopped and goes on.
    pub(super) async fn next_of_all(&mut self) -> Signal {
        loop {
            if let Some(signal) = self.heard.pop_front() {
                return signal;
            }
            if self.bell.readable().await.is_err() {
                // The runtime is being shut down.
                std::future::pending::<()>().await;
            }
            // Emptied before they are asked for, or one that comes in between would be slept through.
            while self.bell.try_read(&mut [0; 64]).is_ok_and(|count| count > 0) {}
            self.heard.extend(self.caught.pending());
        }
    }
}
