//! Signals as values.
//!
//! Owns the thread that sleeps until the process is told something. What is done about it is the caller's decision.

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::{io, thread};

/// What the process was told. A changed size comes with the [`Input`](super::input::Input).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGHUP: the line was dropped.
    Hangup,
    /// SIGTERM.
    Terminate,
    /// SIGINT: as Ctrl-C. The keyboard's own Ctrl-C is a key, as the terminal is in raw mode.
    Interrupt,
    /// SIGCONT: continued after a stop.
    Continue,
}

impl Signal {
    /// The exit code of a process that ends because of this signal: 128 and its number.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Hangup => 129,
            Self::Interrupt => 130,
            Self::Terminate => 143,
            Self::Continue => 146,
        }
    }
}

/// Starts the thread that calls `deliver` with each signal. From here on they no longer end the process by themselves.
///
/// # Errors
/// When the system refuses a handler or a thread.
pub fn signals(deliver: impl Fn(Signal) + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGCONT])?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for number in signals.forever() {
            deliver(match number {
                SIGHUP => Signal::Hangup,
                SIGTERM => Signal::Terminate,
                SIGINT => Signal::Interrupt,
                _ => Signal::Continue,
            });
        }
    })?;
    Ok(())
}
