//! Waiting for whatever comes: keys, signals, and word from other threads. One thread waits for all of them, so that a key
//! costs no change of threads.
//!
//! Owns reading from the terminal and noticing its size change. Reads by itself rather than through crossterm, whose
//! reader stops after 1,024 bytes of a longer paste until the next key, turns half an arrow key into text, and spins
//! when the terminal is gone (0.29). What bytes mean is [`decode`](super::decode)'s business.

use super::backend::size;
use super::decode::{Decoder, Input};
use super::signals::{Caught, Signal};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Bytes of one batch: what a person waits for on the screen, not what a file thrown at the terminal may hold.
const BATCH: usize = 1 << 20;
/// The kernel hands over what is longer in pieces (Linux: 2,048 bytes) with a little time in between.
const PIECE: usize = 1024;
const PIECE_GAP: Duration = Duration::from_millis(5);
/// A window being dragged reports its size with every step; only where it comes to rest is worth a frame.
const RESIZE_QUIET: Duration = Duration::from_millis(15);
const RESIZE_PATIENCE: Duration = Duration::from_millis(100);

/// What came while one waited.
#[derive(Debug, Default)]
pub struct Heard {
    /// In order. After [`Input::Closed`] there are no more.
    pub inputs: Vec<Input>,
    pub signals: Vec<Signal>,
}

/// The terminal's keyboard, the process's signals, and a bell for other threads.
pub struct Line {
    /// `None` once it is gone.
    keyboard: Option<&'static File>,
    caught: Caught,
    bell: UnixStream,
    ringing: Arc<UnixStream>,
    decoder: Decoder,
}

/// Ends a wait from another thread.
#[derive(Clone, Debug)]
pub struct Bell(Arc<UnixStream>);

impl Bell {
    /// Ends the present wait, or the next one.
    pub fn ring(&self) {
        // One that is full rings already.
        let _ = (&*self.0).write(&[0]);
    }
}

impl Line {
    /// Opens the keyboard. Signals and changes of the size are kept from here on, so do this before the terminal is taken.
    ///
    /// # Errors
    /// When there is no terminal to read from, or the system refuses.
    pub fn open() -> io::Result<Self> {
        let keyboard = Some(super::keyboard()?);
        let caught = Caught::new()?.with_sizes()?;
        let (bell, ringing) = UnixStream::pair()?;
        bell.set_nonblocking(true)?;
        ringing.set_nonblocking(true)?;
        Ok(Self { keyboard, caught, bell, ringing: Arc::new(ringing), decoder: Decoder::default() })
    }

    /// A bell for another thread.
    pub fn bell(&self) -> Bell {
        Bell(self.ringing.clone())
    }

    /// Sleeps until something arrives, a bell rings, or it is `until`; for ever without one. May also return empty-handed.
    pub fn wait(&mut self, until: Option<Instant>) -> Heard {
        let due = [until, self.decoder.deadline()].into_iter().flatten().min();
        let wait = due.map(|due| due.saturating_duration_since(Instant::now()));
        let (caught, bell) = (self.caught.as_fd(), self.bell.as_fd());
        // A keyboard that is gone would always be ready to say so.
        let first = self.keyboard.map_or(caught, AsFd::as_fd);
        let mut heard = Heard::default();
        match ready([first, caught, bell], wait) {
            Ok([typed, told, rung]) => {
                if rung {
                    while (&self.bell).read(&mut [0; 64]).is_ok_and(|count| count > 0) {}
                }
                self.read_keys(typed, &mut heard.inputs);
                if told {
                    self.read_signals(&mut heard);
                }
            }
            Err(_) => self.close(&mut heard.inputs),
        }
        heard
    }

    fn read_keys(&mut self, typed: bool, inputs: &mut Vec<Input>) {
        let Some(keyboard) = self.keyboard else { return };
        let now = Instant::now();
        if !typed {
            if self.decoder.deadline().is_some_and(|deadline| deadline <= now) {
                inputs.extend(self.decoder.expire());
            }
            return;
        }
        match read_all(keyboard) {
            Ok(bytes) => inputs.extend(self.decoder.feed(&bytes, now)),
            Err(_) => self.close(inputs),
        }
    }

    fn close(&mut self, inputs: &mut Vec<Input>) {
        self.keyboard = None;
        inputs.push(Input::Closed);
    }

    fn read_signals(&mut self, heard: &mut Heard) {
        heard.signals = self.caught.pending();
        if !heard.signals.contains(&Signal::Resized) {
            return;
        }
        let begun = Instant::now();
        while begun.elapsed() <= RESIZE_PATIENCE
            && matches!(ready([self.caught.as_fd()], Some(RESIZE_QUIET)), Ok([true]))
        {
            heard.signals.extend(self.caught.pending());
        }
        heard.signals.retain(|signal| *signal != Signal::Resized);
        let now = size();
        heard.inputs.push(Input::Resize(now.width, now.height));
    }
}

fn read_all(mut keyboard: &File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        match keyboard.read(&mut chunk) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => bytes.extend(chunk.iter().take(count)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        let may_go_on = (PIECE..BATCH).contains(&bytes.len());
        if !may_go_on || !matches!(ready([keyboard.as_fd()], Some(PIECE_GAP))?, [true]) {
            return Ok(bytes);
        }
    }
}

/// Which of them have something to read, after at most `wait` (for ever without one).
fn ready<const N: usize>(from: [BorrowedFd<'_>; N], wait: Option<Duration>) -> io::Result<[bool; N]> {
    let mut polled = from.map(|one| PollFd::from_borrowed_fd(one, PollFlags::IN));
    let wait = wait.map(Timespec::try_from).transpose().map_err(io::Error::other)?;
    match poll(&mut polled, wait.as_ref()) {
        // A signal's own message is in its pipe; whoever waited asks again.
        Err(Errno::INTR) => return ready(from, Some(Duration::ZERO)),
        other => other?,
    };
    Ok(polled.map(|one| !one.revents().is_empty()))
}
