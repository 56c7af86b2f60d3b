//! Receives the signals of the process as values.
//!
//! This module decides which signals are received. What is done about one is the caller's decision.

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

/// A signal that the process got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGHUP: the line was dropped.
    Hangup,
    /// SIGTERM: the process is told to end.
    Terminate,
    /// SIGINT: somebody interrupts the process. Ctrl-C at the keyboard is a key and not this, while the terminal is in
    /// raw mode.
    Interrupt,
    /// SIGCONT: the process goes on after a stop. It also comes with a hang-up; then the terminal cannot be taken
    /// again.
    Continue,
    /// SIGWINCH: the terminal has another size.
    Resized,
}

impl Signal {
    /// The exit code of a process that ends because of this signal: 128 plus the signal's number.
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

/// Keeps signals until they are asked for. Its file can be read while there are any.
#[derive(Debug)]
pub struct SignalReceiver(SignalDelivery<UnixStream, SignalOnly>);

impl SignalReceiver {
    /// Catches the signals that end or continue a process. From here on they do not end it by themselves, but are kept.
    /// A signal that the process was started to ignore (by `nohup`, or as a job in the background) stays ignored. Call
    /// this before [`Guard::enter`](super::Guard::enter), or a signal could end the process while the terminal is
    /// taken.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new() -> io::Result<Self> {
        let (read, write) = UnixStream::pair()?;
        // One read gets it all (`architecture`, "Figures": first screen).
        let mut status = [0; 4096];
        let _ = File::open("/proc/self/status").and_then(|mut file| file.read(&mut status));
        let ignored = ignored(&String::from_utf8_lossy(&status));
        let is_received = |signal: &i32| ignored & (1 << (signal - 1)) == 0;
        let signals = [SIGHUP, SIGTERM, SIGINT].into_iter().filter(is_received).chain([SIGCONT]);
        SignalDelivery::with_pipe(read, write, SignalOnly, signals).map(Self)
    }

    /// Also catches changes of the terminal's size.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn with_sizes(self) -> io::Result<Self> {
        self.0.handle().add_signal(SIGWINCH)?;
        Ok(self)
    }

    /// The file that can be read while there are signals, for an async runtime to wait for. The bytes in it mean
    /// nothing.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn file(&self) -> io::Result<UnixStream> {
        let file = self.0.get_read().try_clone()?;
        file.set_nonblocking(true)?;
        Ok(file)
    }

    /// The signals that came since this was last called, each of them once.
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

/// The ignored signals as a set of bits, from what Linux says of a process. Other systems do not say it, so there the
/// set is empty.
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
