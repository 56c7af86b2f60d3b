//! Signals as values.
//!
//! Owns the list of signals that are heard. What is done about one is the caller's decision.

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

/// What the process was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGHUP: the line was dropped.
    Hangup,
    /// SIGTERM.
    Terminate,
    /// SIGINT: as Ctrl-C. The keyboard's own Ctrl-C is a key, as the terminal is in raw mode.
    Interrupt,
    /// SIGCONT: continued after a stop. Comes with a hang-up too, where taking the terminal again fails.
    Continue,
    /// SIGWINCH: the terminal has another size.
    Resized,
}

impl Signal {
    /// The exit code of a process that ends because of this signal: 128 and its number.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Hangup => 129,
            Self::Interrupt => 130,
            Self::Terminate => 143,
            Self::Continue => 146,
            Self::Resized => 156,
        }
    }
}

/// Signals that wait to be heard; its file can be read while there are any.
#[derive(Debug)]
pub struct SignalReceiver(SignalDelivery<UnixStream, SignalOnly>);

impl SignalReceiver {
    /// Catches the signals that end or continue a process: from here on they no longer end it by themselves, and those
    /// that come are kept. Those that it was started to ignore (by `nohup`, or as a job in the background) stay ignored.
    /// To be done before [`Guard::enter`](super::Guard::enter), or one could end the process with
    /// the terminal taken.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new() -> io::Result<Self> {
        let (read, write) = UnixStream::pair()?;
        let ignored = std::fs::read_to_string("/proc/self/status").map_or(0, |status| ignored(&status));
        let heard = |signal: &i32| ignored & (1 << (signal - 1)) == 0;
        let signals = [SIGHUP, SIGTERM, SIGINT].into_iter().filter(heard).chain([SIGCONT]);
        SignalDelivery::with_pipe(read, write, SignalOnly, signals).map(Self)
    }

    /// Catches changes of the terminal's size, too.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn with_sizes(self) -> io::Result<Self> {
        self.0.handle().add_signal(SIGWINCH)?;
        Ok(self)
    }

    /// The same file for a runtime to wait for; what is read from it says nothing.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn bell(&self) -> io::Result<UnixStream> {
        let bell = self.0.get_read().try_clone()?;
        bell.set_nonblocking(true)?;
        Ok(bell)
    }

    /// Those that came since they were last asked for, each once.
    pub fn pending(&mut self) -> Vec<Signal> {
        let signal = |number| match number {
            SIGHUP => Signal::Hangup,
            SIGTERM => Signal::Terminate,
            SIGINT => Signal::Interrupt,
            SIGWINCH => Signal::Resized,
            _ => Signal::Continue,
        };
        self.0.pending().map(signal).collect()
    }
}

/// The set of ignored signals, a bit each, from what Linux says of a process. Elsewhere none are known.
fn ignored(status: &str) -> u64 {
    let set = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    set.and_then(|set| u64::from_str_radix(set.trim(), 16).ok()).unwrap_or_default()
}

impl AsFd for SignalReceiver {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.get_read().as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::{SIGHUP, SIGINT, ignored};

    #[test]
    fn ignored_signals_are_read_where_linux_tells_them() {
        let status = "Name:\tsh\nSigBlk:\t0000000000010000\nSigIgn:\t0000000000001003\nSigCgt:\t0000000000000002\n";
        assert_eq!(ignored(status), 0x1003);
        assert_eq!(0x1003 & (1 << (SIGHUP - 1) | 1 << (SIGINT - 1)), 3);
        for nothing in ["", "SigIgn:", "SigIgn:\tmany\n"] {
            assert_eq!(ignored(nothing), 0, "{nothing:?}");
        }
    }
}
