//! The keyboard thread: sleeps until something arrives, then delivers all of it as one batch.
//!
//! Owns reading from the terminal and noticing its size change. Reads by itself rather than through crossterm, whose
//! reader stops after 1,024 bytes of a longer paste until the next key, turns half an arrow key into text, and spins
//! when the terminal is gone (0.29). What bytes mean is [`decode`](super::decode)'s business.

use super::backend::size;
use super::decode::Decoder;
use crossterm::event::KeyEvent;
use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::SIGWINCH;
use signal_hook::low_level::pipe;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

/// Bytes of one batch: what a person waits for on the screen, not what a file thrown at the terminal may hold.
const BATCH: usize = 1 << 20;
/// A window being dragged reports its size with every step; only where it comes to rest is worth a frame.
const RESIZE_QUIET: Duration = Duration::from_millis(15);
const RESIZE_PATIENCE: Duration = Duration::from_millis(100);

/// Something a person did at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed or repeats; releases are not reported.
    Key(KeyEvent),
    /// Text that was pasted, as it came: see [`tidy`](super::paste::tidy).
    Paste(String),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// The terminal is gone: the last thing reported.
    Closed,
}

/// Starts the thread that calls `deliver` with each batch; it ends with the terminal. `shown` is the size the first
/// frame was drawn at: should it have changed since, that is reported at once.
///
/// # Errors
/// When there is no terminal to read from, or no thread to be had.
pub fn listen(shown: Size, deliver: impl Fn(Vec<Input>) + Send + 'static) -> io::Result<()> {
    let keyboard = keyboard()?;
    let (resized, signal) = UnixStream::pair()?;
    resized.set_nonblocking(true)?;
    pipe::register(SIGWINCH, signal)?;
    thread::Builder::new().name("input".to_owned()).spawn(move || {
        if size() != shown {
            deliver(vec![resize()]);
        }
        let mut listener = Listener { keyboard, resized, decoder: Decoder::default() };
        while let Ok(batch) = listener.next() {
            if !batch.is_empty() {
                deliver(batch);
            }
        }
        deliver(vec![Input::Closed]);
    })?;
    Ok(())
}

struct Listener {
    keyboard: File,
    resized: UnixStream,
    decoder: Decoder,
}

impl Listener {
    /// Sleeps until there is something; an error means that the terminal is gone.
    fn next(&mut self) -> io::Result<Vec<Input>> {
        let wait = self.decoder.deadline().map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let [typed, resized] = ready([self.keyboard.as_fd(), self.resized.as_fd()], wait)?;
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
            match self.keyboard.read(&mut chunk) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => bytes.extend(chunk.iter().take(count)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
            let [more] = ready([self.keyboard.as_fd()], Some(Duration::ZERO))?;
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

/// The terminal to read from, also when standard input is something else.
fn keyboard() -> io::Result<File> {
    let input = io::stdin();
    if input.is_terminal() { Ok(input.as_fd().try_clone_to_owned()?.into()) } else { File::open("/dev/tty") }
}
