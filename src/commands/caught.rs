//! The signals that a command has caught, and which of them told it to end.

use crate::terminal::signals::{Signal, SignalReceiver};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::os::fd::AsFd;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// How long an output that takes nothing is waited for once the process was told to end.
const PATIENCE: Duration = Duration::from_millis(200);

/// Receives them from when they are first caught until the process ends: its last line may have to wait for a reader.
static RECEIVER: OnceLock<Mutex<SignalReceiver>> = OnceLock::new();
/// The first signal that told the process to end.
static ENDING: OnceLock<Signal> = OnceLock::new();

/// Keeps what receives them.
pub(super) fn keep(receiver: SignalReceiver) {
    RECEIVER.get_or_init(|| Mutex::new(receiver));
}

/// Catches all signals that end a process: a terminal is about to be taken, and has to be given back.
pub(super) fn catch_rest() {
    if let Some(mut receiver) = receiver() {
        receiver.catch_rest();
    }
}

/// The signal that told the process to end, if one came.
pub(super) fn ending() -> Option<Signal> {
    ENDING.get().copied()
}

/// Notes that the process is to end because of this signal.
pub(super) fn end_by(signal: Signal) {
    ENDING.get_or_init(|| signal);
}

/// Waits until this file takes something. Returns whether it does: once a signal has told the process to end, all files
/// together are waited for no longer than a moment.
pub(super) fn wait_until_taken(file: impl AsFd) -> bool {
    static LAST: OnceLock<Instant> = OnceLock::new();
    loop {
        let last = ending().map(|_| *LAST.get_or_init(|| Instant::now() + PATIENCE));
        let left = last.map(|last| last.saturating_duration_since(Instant::now()));
        if left.is_some_and(|left| left.is_zero()) {
            return false;
        }
        if takes(&file, left) {
            return true;
        }
        received();
    }
}

/// Waits until the file takes something, a signal comes, or the time is up. Returns whether the file takes something.
fn takes(file: impl AsFd, within: Option<Duration>) -> bool {
    let receiver = receiver();
    let mut awaited = vec![PollFd::new(&file, PollFlags::OUT)];
    awaited.extend(receiver.as_deref().map(|receiver| PollFd::new(receiver, PollFlags::IN)));
    let limit = within.and_then(|within| Timespec::try_from(within).ok());
    // A wait that is interrupted is begun again by the caller.
    let _ = poll(&mut awaited, limit.as_ref());
    awaited.first().is_some_and(|file| !file.revents().is_empty())
}

/// The signals that came since this was last asked, if they are caught. One that ends the process is noted.
pub(super) fn received() -> Vec<Signal> {
    let received = receiver().map_or_else(Vec::new, |mut receiver| receiver.pending());
    if let Some(signal) = received.iter().find(|signal| **signal != Signal::Continue) {
        end_by(*signal);
    }
    received
}

fn receiver() -> Option<MutexGuard<'static, SignalReceiver>> {
    RECEIVER.get().map(|receiver| receiver.lock().unwrap_or_else(PoisonError::into_inner))
}
