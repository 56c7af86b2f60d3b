//! Waits for whatever comes: keys, signals, and calls from other threads. One thread waits for all of them, so that a
//! key need not be handed from one thread to another.
//!
//! This module reads from the terminal and notices when its size changes. It does not use crossterm's reader, which
//! stops after 1,024 bytes of a longer paste until the next key, turns half an arrow key into text, and spins when the
//! terminal is gone (0.29). What the bytes mean is decided in [`decode`](super::decode).

use super::backend::size;
use super::decode::{Batch, Decoder, Input};
use super::polling::{is_waiting, read_all, ready, wait_for};
use super::signals::{Signal, SignalReceiver};
use crate::arrival::Arrival;
use rustix::event::{PollFd, PollFlags};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A window that is being dragged reports its size with every step, many times a second. Only the size at which it comes to
/// rest is worth a frame, so a resize is reported after a silence of this length.
const RESIZE_QUIET: Duration = Duration::from_millis(50);
/// A window that is dragged for longer than this gets a frame in between.
const RESIZE_PATIENCE: Duration = Duration::from_millis(150);

/// What came during a wait.
#[derive(Debug, Default)]
pub struct Events {
    /// What was typed, in order. Nothing comes after [`Input::Closed`].
    pub inputs: Vec<Input>,
    /// When the inputs came, and whether they came alone.
    pub arrival: Arrival,
    /// The signals that the process got.
    pub signals: Vec<Signal>,
}

/// The terminal's keyboard alone, for code that waits by other means than [`EventSource`].
pub struct Keyboard {
    file: &'static File,
    decoder: Decoder,
    /// The last moment at which nothing was waiting to be read. What is read next came later.
    empty: Instant,
}

impl Keyboard {
    /// Opens the keyboard. What was typed before and not read comes first.
    ///
    /// # Errors
    /// When there is no terminal to read from.
    pub fn open() -> io::Result<Self> {
        Ok(Self { file: super::keyboard()?, decoder: Decoder::default(), empty: Instant::now() })
    }

    /// Sleeps until something is typed, and returns it. Returns `None` once `stop` can be read. Nothing comes after
    /// [`Input::Closed`].
    pub fn next(&mut self, stop: BorrowedFd<'_>) -> Option<Batch> {
        loop {
            let begun = Instant::now();
            let lines = [self.file.as_fd(), stop];
            let mut found = ready(lines, Some(Duration::ZERO));
            let slept = matches!(found, Ok([false, _]));
            if slept {
                self.empty = begun;
            }
            if matches!(found, Ok([false, false])) {
                found = ready(lines, self.deadline().map(|due| due.saturating_duration_since(begun)));
            }
            let batch = match found {
                Ok([_, true]) => return None,
                Ok([true, false]) => self.read(slept),
                Ok([false, false]) => Ok(Batch { inputs: self.expire(), arrival: Arrival::default() }),
                Err(error) => Err(error),
            };
            match batch {
                Ok(batch) if batch.inputs.is_empty() => {}
                Ok(batch) => return Some(batch),
                Err(_) => return Some(Batch { inputs: vec![Input::Closed], arrival: Arrival::default() }),
            }
        }
    }

    /// Reads the bytes that wait. `slept` says that there were none until this moment. Only then is it known when they
    /// came.
    fn read(&mut self, slept: bool) -> io::Result<Batch> {
        let now = Instant::now();
        let at = if slept { now } else { self.empty };
        let bytes = read_all(self.file)?;
        self.empty = now;
        Ok(self.decoder.feed(&bytes, at, Instant::now()))
    }

    /// When [`Self::expire`] is due; `None` while nothing is held.
    fn deadline(&self) -> Option<Instant> {
        self.decoder.deadline()
    }

    /// Gives what is held, if the time is over in which more of it could have come.
    fn expire(&mut self) -> Vec<Input> {
        let due = self.deadline().is_some_and(|deadline| deadline <= Instant::now());
        if due { self.decoder.expire() } else { Vec::new() }
    }
}

/// Waits for the terminal's keyboard, the process's signals, and a call that other threads make.
pub struct EventSource {
    /// `None` once the terminal is gone.
    keyboard: Option<Keyboard>,
    signals: SignalReceiver,
    /// Its other end can be read while there are signals, or once another thread has ended the wait.
    waker: Arc<UnixStream>,
}

/// Lets another thread end a wait.
#[derive(Clone, Debug)]
pub struct Waker(Arc<UnixStream>);

impl Waker {
    /// Ends the present wait, or the next one.
    pub fn wake(&self) {
        // If this fails, so many calls wait to be read that the line is full. Then the wait ends anyway.
        let _ = (&*self.0).write(&[0]);
    }
}

impl EventSource {
    /// Opens the keyboard. From here on signals are kept until somebody waits, so do this before the terminal is taken.
    ///
    /// # Errors
    /// When there is no terminal to read from, or the system refuses.
    pub fn open() -> io::Result<Self> {
        Self::beside(Some(Keyboard::open()?))
    }

    /// The same with this keyboard, or without one for whoever reads the terminal itself.
    pub(super) fn beside(keyboard: Option<Keyboard>) -> io::Result<Self> {
        let (read, write) = UnixStream::pair()?;
        let waker = write.try_clone()?;
        Ok(Self { keyboard, signals: SignalReceiver::between(read, write)?, waker: Arc::new(waker) })
    }

    /// Also catches changes of the size, and what [`SignalReceiver::catch_common`] does. Returns whether they were not
    /// caught before: then the size may have changed unseen.
    pub fn catch_common(&mut self) -> bool {
        let is_first = self.signals.catch_common();
        if is_first {
            let _ = self.signals.catch_sizes();
        }
        is_first
    }

    /// Also catches [all others](SignalReceiver::catch_rest).
    pub fn catch_rest(&mut self) {
        self.catch_common();
        self.signals.catch_rest();
    }

    /// Gives another thread the means to end a wait.
    pub fn waker(&self) -> Waker {
        // Where the system refuses, a thread that has ended very many waits would wait for the next one to begin.
        let _ = self.waker.set_nonblocking(true);
        Waker(self.waker.clone())
    }

    /// Sleeps until something arrives, another thread ends the wait, `behind` can be written to or the time `until` comes.
    /// Without such a time it may sleep for ever. It may also return with nothing.
    pub fn wait(&mut self, until: Option<Instant>, behind: Option<BorrowedFd<'_>>) -> Events {
        let begun = Instant::now();
        let held = self.keyboard.as_ref().and_then(Keyboard::deadline);
        let due = [until, held].into_iter().flatten().min();
        // Whoever sleeps asks the keyboard before, and it alone: each file that is asked is a good part of what a key costs
        // (`architecture`, "Figures": CPU of a key).
        let sleeps = due.is_none_or(|due| due > begun)
            && !self.keyboard.as_ref().is_some_and(|keyboard| is_waiting(keyboard.file));
        let left = if sleeps { due.map(|due| due.saturating_duration_since(begun)) } else { Some(Duration::ZERO) };
        let line = self.keyboard.as_ref().map(|keyboard| keyboard.file.as_fd());
        let found = self.ready(line, left, behind);
        if let (Some(keyboard), Ok([false, _])) = (&mut self.keyboard, &found) {
            keyboard.empty = begun;
        }
        let mut events = Events::default();
        match found {
            Ok([typed, signalled]) => {
                self.read_keys(typed, sleeps, &mut events);
                if signalled {
                    self.read_signals(&mut events);
                }
            }
            Err(_) => self.close(&mut events),
        }
        events
    }

    /// Waits in the same way, but for a file that somebody else reads in the place of the keyboard, where there is one. Says
    /// whether that has something, and which signals came.
    pub(super) fn wait_for_line(
        &mut self,
        line: Option<BorrowedFd<'_>>,
        until: Option<Instant>,
        behind: Option<BorrowedFd<'_>>,
    ) -> io::Result<(bool, Vec<Signal>)> {
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        let [typed, signalled] = self.ready(line, left, behind)?;
        let mut signals = if signalled { self.signals.pending() } else { Vec::new() };
        // Lines look the same at any size.
        signals.retain(|signal| *signal != Signal::Resized);
        Ok((typed, signals))
    }

    /// Says whether there are keys, and whether there are signals or calls of other threads, after waiting no longer than
    /// `wait`, or until the terminal that is behind can be written to.
    fn ready(
        &self,
        line: Option<BorrowedFd<'_>>,
        wait: Option<Duration>,
        behind: Option<BorrowedFd<'_>>,
    ) -> io::Result<[bool; 2]> {
        let readable = |file| PollFd::from_borrowed_fd(file, PollFlags::IN);
        let behind = behind.map(|file| PollFd::from_borrowed_fd(file, PollFlags::OUT));
        let signals = readable(self.signals.as_fd());
        let mut files: Vec<PollFd<'_>> = [Some(signals), line.map(readable), behind].into_iter().flatten().collect();
        wait_for(&mut files, wait)?;
        let mut found = files.iter().map(|file| !file.revents().is_empty());
        let signalled = found.next().unwrap_or_default();
        Ok([line.is_some() && found.next().unwrap_or_default(), signalled])
    }

    fn read_keys(&mut self, typed: bool, slept: bool, events: &mut Events) {
        let Some(keyboard) = &mut self.keyboard else { return };
        if !typed {
            events.inputs = keyboard.expire();
            return;
        }
        match keyboard.read(slept) {
            Ok(batch) => (events.inputs, events.arrival) = (batch.inputs, batch.arrival),
            Err(_) => self.close(events),
        }
    }

    fn close(&mut self, events: &mut Events) {
        self.keyboard = None;
        events.inputs.push(Input::Closed);
    }

    fn read_signals(&mut self, events: &mut Events) {
        events.signals = self.signals.pending();
        if !events.signals.contains(&Signal::Resized) {
            return;
        }
        let begun = Instant::now();
        while begun.elapsed() <= RESIZE_PATIENCE
            && matches!(ready([self.signals.as_fd()], Some(RESIZE_QUIET)), Ok([true]))
        {
            events.signals.extend(self.signals.pending());
        }
        events.signals.retain(|signal| *signal != Signal::Resized);
        let now = size();
        events.inputs.push(Input::Resize(now.width, now.height));
    }
}
