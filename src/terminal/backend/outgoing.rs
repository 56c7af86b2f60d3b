//! The bytes of a frame on their way to a terminal that may not take all of them at once.

use std::io::{self, ErrorKind, Write};

/// A terminal, and what is to be sent to it next.
pub(super) struct Outgoing<W> {
    out: W,
    pub(super) bytes: Vec<u8>,
    behind: bool,
}

impl<W: Write> Outgoing<W> {
    /// Nothing is to be sent yet.
    pub(super) fn new(out: W) -> Self {
        Self { out, bytes: Vec::with_capacity(4096), behind: false }
    }

    /// Whether the terminal did not take all of what was sent last.
    pub(super) fn is_behind(&self) -> bool {
        self.behind
    }

    /// Sends the bytes, in one write where the terminal takes them so. Returns whether it took all; what it did not take
    /// stays. After an error nothing stays.
    pub(super) fn send(&mut self) -> io::Result<bool> {
        self.behind = false;
        while !self.bytes.is_empty() {
            match self.out.write(&self.bytes) {
                Ok(0) => return self.give_up(ErrorKind::WriteZero.into()),
                Ok(count) => drop(self.bytes.drain(..count)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.behind = true;
                    return Ok(false);
                }
                Err(error) => return self.give_up(error),
            }
        }
        self.out.flush().map(|()| true)
    }

    fn give_up(&mut self, error: io::Error) -> io::Result<bool> {
        self.bytes.clear();
        Err(error)
    }
}
