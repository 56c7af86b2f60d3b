//! Writes to the terminal without ever waiting for it for long.
//!
//! A terminal may take nothing: its line is stopped, or nobody reads at its other end. Whoever waits for it hears no
//! signal, saves nothing and cannot be left. Standard output cannot be told not to wait, because it is shared with the
//! shell, which would have to live with that. So the terminal is opened once more.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::termios::tcgetsid;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::sync::OnceLock;

/// How long a terminal that takes nothing is waited for where somebody wants to leave.
const PATIENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 200_000_000 };
/// So much is written at once to a file that may wait. A terminal that says it takes something nearly always takes that, and
/// a pipe always, unless somebody else writes to it at that moment.
const PIECE: usize = 256;

/// The terminal that the process belongs to, wherever its standard input and output lead.
const TERMINAL: &str = "/dev/tty";

/// The terminal to write to. A write says [`ErrorKind::WouldBlock`] where the terminal takes nothing at present.
#[derive(Debug)]
pub struct Output {
    file: File,
    /// Whether the file is shared, so that a write to it may wait.
    shared: bool,
}

impl Output {
    /// The terminal, unbuffered, even when standard output is something else. It is opened once.
    ///
    /// # Errors
    /// When there is no terminal.
    pub fn get() -> io::Result<&'static Self> {
        static OUTPUT: OnceLock<Output> = OnceLock::new();
        open_once(&OUTPUT, || {
            let stdout = io::stdout();
            let shared = || Ok(Self { file: stdout.as_fd().try_clone_to_owned()?.into(), shared: true });
            if tcgetsid(&stdout).is_err() && stdout.is_terminal() {
                // It is another terminal than the one this process would be given.
                return shared();
            }
            let never_waits = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
            match terminal(File::options().write(true).custom_flags(never_waits)) {
                Ok(file) => Ok(Self { file, shared: false }),
                Err(_) if stdout.is_terminal() => shared(),
                Err(error) => Err(error),
            }
        })
    }

    /// Writes all of it. Gives up where the terminal takes nothing for a fifth of a second.
    ///
    /// # Errors
    /// When the terminal is gone, or takes nothing.
    pub fn write_soon(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match (&mut &*self).write(bytes) {
                Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock && takes(&self.file, &PATIENCE) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl Write for &Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.shared {
            return (&self.file).write(bytes);
        }
        write_now(&self.file, bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AsFd for Output {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

/// The terminal of this process.
pub(super) fn terminal(options: &OpenOptions) -> io::Result<File> {
    options.open(TERMINAL).map_err(|why| io::Error::new(why.kind(), format!("{TERMINAL}: {why}")))
}

/// What is opened by the first call, and the same for every later one.
pub(super) fn open_once<T>(kept: &'static OnceLock<T>, open: impl FnOnce() -> io::Result<T>) -> io::Result<&'static T> {
    if let Some(opened) = kept.get() {
        return Ok(opened);
    }
    let opened = open()?;
    Ok(kept.get_or_init(|| opened))
}

/// Prints what must outlive the screen to standard output or standard error. A terminal that is gone or takes nothing is
/// no reason to stay.
pub fn print_last(mut standard: impl IsTerminal + Write, text: &str) {
    // If it cannot be printed, nobody is there to read it.
    let _ = match Output::get() {
        Ok(terminal) if standard.is_terminal() => terminal.write_soon(text.as_bytes()),
        _ => standard.write_all(text.as_bytes()),
    };
}

/// Writes as much as a file takes at once that is shared with others, so that it cannot be told not to wait. Returns how
/// many bytes that were.
///
/// # Errors
/// [`ErrorKind::WouldBlock`] where it takes nothing at present; and when it cannot be written.
pub fn write_now(file: impl AsFd, bytes: &[u8]) -> io::Result<usize> {
    if !takes(&file, &Timespec::default()) {
        return Err(ErrorKind::WouldBlock.into());
    }
    Ok(rustix::io::write(file, bytes.get(..PIECE).unwrap_or(bytes))?)
}

/// Whether the file takes something, within this time.
fn takes(file: &impl AsFd, within: &Timespec) -> bool {
    matches!(poll(&mut [PollFd::new(file, PollFlags::OUT)], Some(within)), Ok(1..))
}
