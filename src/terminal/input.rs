//! The keyboard thread: sleeps until something arrives, then delivers all of it as one batch.
//!
//! Owns reading from the terminal and noticing its size change. Reads by itself rather than through crossterm, whose
//! reader stops after 1,024 bytes of a longer paste until the next key, turns half an arrow key into text, and spins
//! when the terminal is gone (0.29). What bytes mean is [`decode`](super::decode)'s business.

use super::backend::size;
use super::decode::{Decoder, Input};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::SIGWINCH;
use signal_hook::low_level::pipe;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

/// Bytes of one batch: what a person waits for on the screen, not what a file thrown at the terminal may hold.
const BATCH: usize = 1 << 20;
/// The kernel hands over what is longer in pieces (Linux: 2,048 bytes) with a little time in between.
const PIECE: usize = 1024;
const PIECE_GAP: Duration = Duration::from_millis(5);
/// A window being dragged reports its size with every step; only where it comes to rest is worth a frame.
const RESIZE_QUIET: Duration = Duration::from_millis(15);
const RESIZE_PATIENCE: Duration = Duration::from_millis(100);

/// The keyboard, and the notice of size changes.
pub struct Keyboard {
    line: File,
    resized: UnixStream,
    decoder: Decoder,
}

impl Keyboard {
    /// Opens the keyboard; size changes are kept from here on, so do this before the first frame.
    ///
    /// # Errors
    /// When there is no terminal to read from.
    pub fn open() -> io::Result<Self> {
        let line = super::keyboard()?;
        let (resized, signal) = UnixStream::pair()?;
        resized.set_nonblocking(true)?;
        pipe::register(SIGWINCH, signal)?;
        Ok(Self { line, resized, decoder: Decoder::default() })
    }

    /// Starts the thread that calls `deliver` with each batch; it ends with the terminal.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub fn listen(mut self, deliver: impl Fn(Vec<Input>) + Send + 'static) -> io::Result<()> {
        thread::Builder::new().name("input".to_owned()).spawn(move || {
            while let Ok(batch) = self.next() {
                if !batch.is_empty() {
                    deliver(batch);
                }
            }
            deliver(vec![Input::Closed]);
        })?;
        Ok(())
    }

    /// Sleeps until there is something; an error means that the terminal is gone.
    fn next(&mut self) -> io::Result<Vec<Input>> {
        let wait = self.decoder.deadline().map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let [typed, resized] = ready([self.line.as_fd(), self.resized.as_fd()], wait)?;
        let mut batch = Vec::new();
        if resized {
            self.settle_resize()?;
            batch.push(resize());
        }
        if typed {
            let bytes = self.read_all()?;
            batch.extend(self.decoder.feed(&bytes, Instant::now()));
        } else if self.decoder.deadline().is_some_and(|deadline| deadline <= Instant::now()) {
            batch.extend(self.decoder.expire());
        }
        Ok(batch)
    }

    fn read_all(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut chunk = [0; 4096];
        loop {
            match self.line.read(&mut chunk) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => bytes.extend(chunk.iter().take(count)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
            let wait = if bytes.len() < PIECE { Duration::ZERO } else { PIECE_GAP };
            let [more] = ready([self.line.as_fd()], Some(wait))?;
            if !more || bytes.len() >= BATCH {
                return Ok(bytes);
            }
        }
    }

    fn settle_resize(&mut self) -> io::Result<()> {
        let begun = Instant::now();
        loop {
            // Emptied, not counted; an error here is an empty pipe.
            while self.resized.read(&mut [0; 64]).is_ok_and(|count| count > 0) {}
            let [more] = ready([self.resized.as_fd()], Some(RESIZE_QUIET))?;
            if !more || begun.elapsed() > RESIZE_PATIENCE {
                return Ok(());
            }
        }
    }
}

fn resize() -> Input {
    let now = size();
    Input::Resize(now.width, now.height)
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
