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
    /// SIGCONT: continued after a stop. Comes with a hang-up too, where taking the terminal again fails.
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

/// Signals that wait to be heard.
pub struct Caught(Signals);

impl Caught {
    /// Catches the signals: from here on they no longer end the process by themselves, and those that come are kept. To
    /// be done before [`Guard::enter`](super::Guard::enter), or one could end the process with the terminal taken.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new() -> io::Result<Self> {
        Signals::new([SIGHUP, SIGTERM, SIGINT, SIGCONT]).map(Self)
    }

    /// Starts the thread that calls `deliver` with each signal, beginning with those that were kept.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub fn listen(mut self, deliver: impl Fn(Signal) + Send + 'static) -> io::Result<()> {
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for number in self.0.forever() {
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
}
