//! The terminal as a row of lines: nothing is drawn, nothing is sent but text, and what is typed comes a line at a time, as
//! the kernel hands it over once its Enter was pressed.

use super::input::{EventSource, Waker};
use super::output::Output;
use super::polling::{is_waiting, ready};
use super::signals::Signal;
use super::{Guard, empty_input};
use crate::arrival::{Arrival, TOGETHER};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::thread;
use std::time::Instant;

/// Bytes from which on the kernel may have cut a line (Linux keeps 4,095 of one).
const LONGEST: usize = 4000;

/// A line that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedLine {
    /// Without its end; `None` where it cannot be taken whole: it is not UTF-8, has keys in it that are no text, or is so
    /// long that the kernel may have cut it.
    pub text: Option<String>,
    pub arrival: Arrival,
}

/// What came during a wait.
#[derive(Debug, Default)]
pub struct Heard {
    pub line: Option<TypedLine>,
    /// Whether nothing will ever be typed again.
    pub ended: bool,
    pub signals: Vec<Signal>,
}

/// The terminal of this process, in lines. Dropping it leaves the terminal as it was found.
pub struct Lines {
    guard: Guard,
    keyboard: &'static File,
    source: EventSource,
    output: &'static Output,
    /// What the terminal has not taken yet.
    unsent: Vec<u8>,
    /// Whether the last line that was written is a prompt that no Enter has ended yet.
    open: bool,
    /// Whether what is read next was typed before that prompt, so that its Enter showed above it.
    ahead: bool,
    /// A line whose end has not come.
    begun: Vec<u8>,
    /// The last moment at which nothing was waiting to be read. What is read next came later.
    empty: Instant,
    /// When something was read last.
    last: Option<Instant>,
    second_end: SecondEnd,
}

/// What is known of terminals whose Enter is CR LF, which the kernel makes two line ends of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SecondEnd {
    /// This one sends a single end, as far as is known.
    Never,
    /// It sends two.
    Sent,
    /// It sends two, and an empty line that is read next is the second end of the line before.
    Due,
}

impl Lines {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open() -> io::Result<Self> {
        let mut source = EventSource::beside(None)?;
        source.catch_common();
        let (guard, keyboard, output) = (Guard::lines()?, super::keyboard()?, Output::get()?);
        let (unsent, begun, empty) = (Vec::new(), Vec::new(), Instant::now());
        let (open, ahead, last, second_end) = (false, false, None, SecondEnd::Never);
        Ok(Self { guard, keyboard, source, output, unsent, open, ahead, begun, empty, last, second_end })
    }

    /// Gives another thread the means to end a wait.
    pub fn waker(&self) -> Waker {
        self.source.waker()
    }

    /// Sleeps until something comes, or the time `until`. What is typed is left where it is unless it `listens`.
    pub fn wait(&mut self, until: Option<Instant>, listens: bool) -> Heard {
        self.send();
        let line = listens.then(|| self.keyboard.as_fd());
        let behind = (!self.unsent.is_empty()).then(|| self.output.as_fd());
        let begun = Instant::now();
        let waiting = is_waiting(self.keyboard);
        if !waiting {
            self.empty = begun;
        }
        match self.source.wait_for_line(line, until, behind) {
            Ok((true, signals)) => {
                // Those that nobody sends are many, and wait for the first line.
                self.source.catch_rest();
                Heard { signals, ..self.read(!waiting) }
            }
            Ok((false, signals)) => Heard { signals, ..Heard::default() },
            Err(_) => Heard { ended: true, ..Heard::default() },
        }
    }

    /// Reads what waits, which is no more than a line. `slept` says that nothing did until this moment; only then is it
    /// known when it came.
    fn read(&mut self, slept: bool) -> Heard {
        let now = Instant::now();
        let (at, before) = (if slept { now } else { self.empty }, self.last);
        let mut bytes = [0; 2 * LONGEST];
        let mut keyboard = self.keyboard;
        let count = match keyboard.read(&mut bytes) {
            // A line that was begun is not lost with what ends the input; that ends the next wait.
            Ok(0) if self.begun.is_empty() => return Heard { ended: true, ..Heard::default() },
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => return Heard::default(),
            Err(_) => return Heard { ended: true, ..Heard::default() },
        };
        (self.empty, self.last) = (now, Some(now));
        let piece = bytes.get(..count).unwrap_or_default();
        let is_enter = piece == b"\n" && self.begun.is_empty();
        if self.second_end == SecondEnd::Due {
            self.second_end = if is_enter { SecondEnd::Sent } else { SecondEnd::Never };
            if is_enter {
                return Heard::default();
            }
        }
        if self.begun.len() < LONGEST {
            self.begun.extend_from_slice(piece);
        }
        let ends_input = piece.is_empty();
        if !piece.ends_with(b"\n") && !ends_input {
            return Heard::default();
        }
        let whole = self.begun.strip_suffix(b"\n").unwrap_or(&self.begun);
        let whole = std::str::from_utf8(whole).ok().filter(|text| text.len() < LONGEST && !text.contains(is_key));
        let text = whole.map(str::to_owned);
        self.begun.clear();
        self.open &= self.ahead || ends_input;
        if !ends_input && (self.second_end == SecondEnd::Sent || (slept && !is_enter)) {
            self.take_second_end();
        }
        let alone = is_enter && !is_waiting(self.keyboard);
        Heard { line: Some(TypedLine { text, arrival: Arrival { alone, at: Some(at), before } }), ..Heard::default() }
    }

    /// Takes the second end of the line that was just read, where the terminal sends two with each Enter. That is known by
    /// a line with text that an empty one follows at once, and then nothing; a paste goes on. An Enter that comes as soon
    /// as that could confirm nothing, so none is lost that would.
    fn take_second_end(&mut self) {
        let came = matches!(ready([self.keyboard.as_fd()], Some(TOGETHER)), Ok([true]));
        if !came {
            self.second_end = SecondEnd::Never;
            return;
        }
        if self.is_byte_left() {
            thread::sleep(TOGETHER);
        }
        if !self.is_byte_left() {
            if self.second_end == SecondEnd::Sent {
                self.second_end = SecondEnd::Due;
            }
            return;
        }
        let (mut byte, mut keyboard) = ([0], self.keyboard);
        match keyboard.read(&mut byte) {
            Ok(1) if byte == *b"\n" => (self.second_end, self.last) = (SecondEnd::Sent, Some(Instant::now())),
            Ok(1) => self.begun.extend_from_slice(&byte),
            // That the terminal is gone is noticed when it is read next.
            _ => {}
        }
    }

    /// Whether a single byte is left to be read.
    fn is_byte_left(&self) -> bool {
        rustix::io::ioctl_fionread(self.keyboard).is_ok_and(|count| count == 1)
    }

    /// Writes text, on a line of its own. What the terminal does not take now it gets later.
    pub fn say(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.end_line();
        self.unsent.extend_from_slice(text.as_bytes());
        (self.open, self.ahead) = (!text.ends_with('\n'), is_waiting(self.keyboard));
        self.send();
    }

    fn end_line(&mut self) {
        if std::mem::take(&mut self.open) {
            self.unsent.push(b'\n');
        }
    }

    fn send(&mut self) {
        while !self.unsent.is_empty() {
            match { self.output }.write(&self.unsent) {
                Ok(count) => drop(self.unsent.drain(..count)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                // A terminal that is gone needs nothing any more; that is noticed when it is read.
                Err(_) => self.unsent.clear(),
            }
        }
    }

    /// Throws away what was typed and not read yet; whether there was a line.
    pub fn empty(&mut self) -> bool {
        let was_waiting = is_waiting(self.keyboard);
        // One that is gone has nothing.
        let _ = empty_input();
        self.begun.clear();
        if self.second_end == SecondEnd::Due {
            self.second_end = SecondEnd::Sent;
        }
        self.empty = Instant::now();
        was_waiting
    }

    /// Whether what is typed from now on stays unseen.
    pub fn hide(&mut self, hidden: bool) {
        let _ = self.guard.hide(hidden);
    }

    /// Takes the terminal back after the process was stopped and continued.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn resume(&mut self) -> io::Result<()> {
        self.guard.resume()
    }
}

/// Whether it is a key rather than text.
fn is_key(c: char) -> bool {
    c.is_control() && c != '\t'
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.end_line();
        let _ = self.output.write_soon(&self.unsent);
    }
}
