//! Receives the signals of the process as values.
//!
//! This module decides which signals are received. What is done about one is the caller's decision.

#[cfg(target_os = "linux")]
use rustix::process::Signal as named;
use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGSYS, SIGTERM, SIGTRAP, SIGUSR1, SIGUSR2,
    SIGVTALRM, SIGWINCH, SIGXCPU, SIGXFSZ,
};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use signal_hook::low_level::emulate_default_handler;
use std::fs::File;
use std::io::{self, Read};
use std::mem;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

/// Signals that would end the process, and that somebody may send.
const SENT: [i32; 4] = [SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM];
/// Signals that would end the process, and that come of what the process does, if at all.
const CAUSED: [i32; 7] = [SIGABRT, SIGXCPU, SIGVTALRM, SIGPROF, SIGIO, SIGSYS, SIGTRAP];
/// Signals of Linux alone that would end the process: of a power failure, of a fault that no kernel reports any more, and
/// the real-time ones, to which programs give a meaning of their own. The C library keeps those before 34 for itself.
#[cfg(target_os = "linux")]
const OF_LINUX: [(i32, i32); 3] =
    [(named::POWER.as_raw(), named::POWER.as_raw()), (named::STKFLT.as_raw(), named::STKFLT.as_raw()), (34, 64)];
#[cfg(not(target_os = "linux"))]
const OF_LINUX: [(i32, i32); 0] = [];
/// More than a kernel tells of a process, unless that has thousands of groups.
const STATUS: usize = 64 * 1024;

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
    /// Another signal that would have ended the process, by its number.
    Other(i32),
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
            Self::Other(number) => u8::try_from(128 + number).unwrap_or(u8::MAX),
        }
    }
}

/// Ends the process by the [other](Signal::Other) signal that this exit code stands for, as if it had never been caught,
/// so that whoever started the process sees by which. Returns where it stands for none, or for one that only Linux knows:
/// then the exit code has to do.
pub fn end_by(exit_code: u8) {
    if let Some(number) = others().find(|number| Signal::Other(*number).exit_code() == exit_code) {
        // The same where the system refuses.
        let _ = emulate_default_handler(number);
    }
}

fn others() -> impl Iterator<Item = i32> {
    SENT.into_iter().chain(CAUSED).chain(of_linux())
}

fn of_linux() -> impl Iterator<Item = i32> {
    OF_LINUX.into_iter().flat_map(|(first, last)| first..=last)
}

/// Keeps signals until they are asked for. Its file can be read while there are any.
#[derive(Debug)]
pub struct SignalReceiver {
    delivery: SignalDelivery<UnixStream, SignalOnly>,
    /// Those that are to be ignored, as a set of bits.
    ignored: u64,
    has_common: bool,
    has_rest: bool,
}

impl SignalReceiver {
    /// Catches the signals by which a process is told to end. From here on they do not end it by themselves, but are kept.
    /// A signal that the process was started to ignore (by `nohup`, or as a job in the background) stays ignored. Call
    /// this before [`Guard::enter`](super::Guard::enter), or a signal could end the process while the terminal is
    /// taken.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new() -> io::Result<Self> {
        let (read, write) = UnixStream::pair()?;
        Self::between(read, write)
    }

    /// The same over this pair of connected sockets. Whoever writes to `write` as well has no signals to be asked for, but
    /// ends a wait for them.
    ///
    /// # Errors
    /// When the system refuses.
    pub(super) fn between(read: UnixStream, write: UnixStream) -> io::Result<Self> {
        let ignored = ignored(&status());
        let delivery = SignalDelivery::with_pipe(read, write, SignalOnly, [0; 0])?;
        let receiver = Self { delivery, ignored, has_common: false, has_rest: false };
        [SIGHUP, SIGTERM, SIGINT, SIGQUIT].into_iter().try_for_each(|signal| receiver.catch(signal))?;
        Ok(receiver)
    }

    /// Also catches changes of the terminal's size.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn catch_sizes(&self) -> io::Result<()> {
        self.delivery.handle().add_signal(SIGWINCH)
    }

    /// Also catches that the process goes on after a stop, and the signals of every system that hardly ever come. If the
    /// system refuses one, that one does by itself what it does. Returns whether they were not caught before.
    pub fn catch_common(&mut self) -> bool {
        let is_first = !mem::replace(&mut self.has_common, true);
        if is_first {
            let _ = self.delivery.handle().add_signal(SIGCONT);
            // What SIGXFSZ is about, the write that is refused says.
            SENT.into_iter().chain(CAUSED).chain([SIGXFSZ]).for_each(|signal| drop(self.catch(signal)));
        }
        is_first
    }

    /// Also catches all others that would end the process, those of Linux alone. They are many, and to catch one takes two
    /// system calls and as long as it takes for all before it: as much as a frame or three requests. Nobody sends them,
    /// and they leave nothing behind where no terminal is taken.
    pub fn catch_rest(&mut self) {
        if !mem::replace(&mut self.has_rest, true) {
            self.catch_common();
            of_linux().for_each(|signal| drop(self.catch(signal)));
        }
    }

    fn catch(&self, signal: i32) -> io::Result<()> {
        let is_ignored = self.ignored & (1 << (signal - 1)) != 0;
        if is_ignored { Ok(()) } else { self.delivery.handle().add_signal(signal) }
    }

    /// The file that can be read while there are signals, for an async runtime to wait for. The bytes in it mean
    /// nothing.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn file(&self) -> io::Result<UnixStream> {
        let file = self.delivery.get_read().try_clone()?;
        file.set_nonblocking(true)?;
        Ok(file)
    }

    /// The signals that came since this was last called, each of them once.
    pub fn pending(&mut self) -> Vec<Signal> {
        let signal = |number| match number {
            SIGHUP => Some(Signal::Hangup),
            SIGTERM => Some(Signal::Terminate),
            SIGINT => Some(Signal::Interrupt),
            SIGWINCH => Some(Signal::Resized),
            SIGCONT => Some(Signal::Continue),
            number => others().find(|other| *other == number).map(Signal::Other),
        };
        self.delivery.pending().filter_map(signal).collect()
    }
}

/// What Linux says of this process, as far as its ignored signals; nothing where it cannot be asked. One read nearly
/// always gets that (`architecture`, "Figures": first screen); only a user in very many groups takes more.
fn status() -> String {
    let mut status = String::new();
    if let Ok(mut file) = File::open("/proc/self/status") {
        let mut part = [0; 4096];
        while let Ok(count @ 1..) = file.read(&mut part) {
            status.push_str(&String::from_utf8_lossy(part.get(..count).unwrap_or_default()));
            if status.len() >= STATUS || status.contains("\nSigCgt:") {
                break;
            }
        }
    }
    status
}

/// The ignored signals as a set of bits, from what Linux says of a process. Other systems do not say it, so there the
/// set is empty.
fn ignored(status: &str) -> u64 {
    let set = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    set.and_then(|set| u64::from_str_radix(set.trim(), 16).ok()).unwrap_or_default()
}

impl AsFd for SignalReceiver {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.delivery.get_read().as_fd()
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
