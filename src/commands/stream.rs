//! Standard output and standard error, written without being held up by whoever reads them.
//!
//! A pipe that nobody reads gets full, and a terminal may be stopped. A command that waits for one reads no answer of the
//! cloud and hears no signal meanwhile. So what is not taken at once is kept and written with what comes later, and is
//! waited for only where there is nothing else to do.

use super::caught;
use crate::language::tr;
use crate::terminal::output::write_now;
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Standard output: results only.
pub(super) static OUTPUT: Stream = Stream { is_output: true, kept: Mutex::new(Vec::new()) };
/// Standard error: everything else.
pub(super) static ERRORS: Stream = Stream { is_output: false, kept: Mutex::new(Vec::new()) };

/// One of the two, and what it has not taken so far.
pub(super) struct Stream {
    is_output: bool,
    kept: Mutex<Vec<u8>>,
}

impl Stream {
    /// Writes as much as is taken at once of what is kept and of this, and keeps the rest.
    ///
    /// # Errors
    /// When it cannot be written; then nothing is kept.
    pub(super) fn put(&self, text: &str) -> io::Result<()> {
        let mut kept = self.kept();
        kept.extend_from_slice(text.as_bytes());
        while !kept.is_empty() {
            match self.with_file(|file| write_now(file, &kept)) {
                Ok(count) => drop(kept.drain(..count)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => {
                    kept.clear();
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Waits until all that is kept is taken, or a signal tells the process to end.
    ///
    /// # Errors
    /// When it cannot be written, or nobody took it.
    pub(super) fn finish(&self) -> io::Result<()> {
        loop {
            self.put("")?;
            if self.is_taken() {
                return Ok(());
            }
            if !self.with_file(|file| caught::wait_until_taken(file)) {
                return Err(io::Error::new(ErrorKind::TimedOut, tr("nobody took it")));
            }
        }
    }

    /// Whether nothing is kept.
    pub(super) fn is_taken(&self) -> bool {
        self.kept().is_empty()
    }

    fn with_file<T>(&self, work: impl FnOnce(BorrowedFd<'_>) -> T) -> T {
        if self.is_output { work(io::stdout().as_fd()) } else { work(io::stderr().as_fd()) }
    }

    fn kept(&self) -> MutexGuard<'_, Vec<u8>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
