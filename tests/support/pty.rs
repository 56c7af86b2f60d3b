//! A program on a real pseudo-terminal, and the screen it draws there.
//!
//! Every wait ends when what is waited for is there, or fails after [`PATIENCE`] with the screen printed.

use super::assert_no_secret;
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::fs::{Mode, OFlags, open};
pub use rustix::process::Signal;
use rustix::process::{Pid, kill_process};
use rustix::termios::{OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::fd::OwnedFd;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long a key may have no visible effect.
const ANSWER: Duration = Duration::from_millis(200);
/// How long somebody pauses before the Enter that counts: more than the 50 ms of the rule.
const REST: Duration = Duration::from_millis(60);
/// What is said where Enter came too soon.
pub const ONCE_MORE: &str = "press Enter once more";
const REFUSALS: [&str; 2] = [ONCE_MORE, "press Enter by itself"];
/// What is said of keys that came before their question could be seen, or of which that cannot be known.
pub const TOO_SOON: &str = "type it again";
/// How often is looked at what does not show on the screen.
const POLL: Duration = Duration::from_millis(5);

/// A key, as the bytes that xterm sends; what follows them is zero.
#[derive(Debug, Clone, Copy)]
pub struct Key([u8; 4]);

impl Key {
    pub const ENTER: Self = Self(*b"\r\0\0\0");
    pub const TAB: Self = Self(*b"\t\0\0\0");
    pub const BACK_TAB: Self = Self(*b"\x1b[Z\0");
    pub const ESC: Self = Self(*b"\x1b\0\0\0");
    pub const DELETE: Self = Self(*b"\x1b[3~");
    pub const UP: Self = Self(*b"\x1b[A\0");
    pub const DOWN: Self = Self(*b"\x1b[B\0");
    pub const RIGHT: Self = Self(*b"\x1b[C\0");
    pub const HOME: Self = Self(*b"\x1b[H\0");
    pub const END: Self = Self(*b"\x1b[F\0");

    pub fn ctrl(letter: char) -> Self {
        Self([u8::try_from(letter).unwrap() & 0x1f, 0, 0, 0])
    }
}

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    Code(u32),
    /// The signal's description, such as "Terminated".
    Signal(String),
}

impl From<ExitStatus> for Exit {
    fn from(status: ExitStatus) -> Self {
        status.signal().map_or(Self::Code(status.exit_code()), |name| Self::Signal(name.to_owned()))
    }
}

/// What [`Session::changes`] gives where a program has left the terminal as it has to.
pub const RESTORED: Vec<&str> = Vec::new();

/// A running program and its terminal; killed when dropped.
pub struct Session {
    parser: vt100::Parser,
    /// The keyboard, and what else a terminal is; nothing once it was taken away.
    terminal: Option<(Box<dyn Write + Send>, Box<dyn MasterPty + Send>)>,
    output: Receiver<Vec<u8>>,
    child: Box<dyn Child + Send + Sync>,
    tty: String,
    line: String,
    transcript: Vec<u8>,
}

impl Session {
    /// Starts a program on a terminal of `size` (columns, rows). Of the environment it gets `PATH`, an xterm and a UTF-8
    /// locale; what `env` says comes on top.
    pub fn spawn(size: (u16, u16), program: &str, args: &[&str], env: &[(&str, &str)]) -> Self {
        let pair = native_pty_system().openpty(extent(size)).unwrap();
        let tty = pair.master.tty_name().unwrap().to_str().unwrap().to_owned();
        let line = line_state(&tty);
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.cwd(env!("CARGO_TARGET_TMPDIR"));
        command.env_clear();
        let path = std::env::var("PATH").unwrap();
        for (name, value) in [("PATH", &*path), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8")].iter().chain(env) {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let (piece, output) = channel();
        let mut reader = pair.master.try_clone_reader().unwrap();
        thread::spawn(move || {
            let mut bytes = [0; 16_384];
            while let Ok(count @ 1..) = reader.read(&mut bytes)
                && piece.send(bytes[..count].to_vec()).is_ok()
            {}
        });
        Self {
            parser: vt100::Parser::new(NonZeroU16::new(size.1).unwrap(), NonZeroU16::new(size.0).unwrap(), 0),
            terminal: Some((pair.master.take_writer().unwrap(), pair.master)),
            output,
            child,
            tty,
            line,
            transcript: Vec::new(),
        }
    }

    /// Sends keys at once. From eight plain ones on the wizard takes that for a paste, line ends and all.
    pub fn keys(&mut self, text: &str) {
        self.raw(text.as_bytes());
    }

    /// Presses a key.
    pub fn key(&mut self, key: Key) {
        let end = key.0.iter().position(|byte| *byte == 0).unwrap_or(key.0.len());
        self.raw(&key.0[..end]);
    }

    /// Pastes as a terminal with bracketed paste does.
    pub fn paste(&mut self, text: &str) {
        self.keys(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Sends bytes in one write.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.terminal.as_mut().unwrap().0.write_all(bytes).unwrap();
    }

    /// Types as a person does: each key after the program's answer to the one before, if it gives one.
    pub fn type_text(&mut self, text: &str) {
        for key in text.chars() {
            self.keys(&key.to_string());
            self.listen_once(ANSWER);
        }
    }

    /// Types a word behind this question, each key once the one before is shown; false where the question goes away.
    pub fn type_word(&mut self, question: &str, word: &str) -> bool {
        for (at, key) in word.chars().enumerate() {
            let typed: String = word.chars().take(at + 1).collect();
            let stands = |shown: &str| shown.split(question).skip(1).any(|it| it.trim_start().starts_with(&typed));
            // A key may be so soon after the question that it was typed before the program had drawn it.
            self.keys_until(&key.to_string(), |shown| stands(shown) || !shown.contains(question));
            if !self.screen().contains(question) {
                return false;
            }
        }
        self.settle(REST);
        true
    }

    /// Sends bytes and reads until the screen is as wanted or has one of these refusals; returns whether it is.
    fn told(&mut self, bytes: &str, refusals: &[&str], wanted: impl Fn(&str) -> bool) -> bool {
        let before = count(refusals, &self.screen());
        self.keys(bytes);
        // Refused again, the wizard draws nothing: the same words stand there already.
        let until = Instant::now() + if before > 0 { 10 * ANSWER } else { PATIENCE };
        let told = self.reaches(until, |screen| wanted(screen) || count(refusals, screen) > before);
        assert!(told || before > 0, "no answer to {bytes:?}; the screen is\n{}", self.screen());
        wanted(&self.screen())
    }

    /// Sends keys until the screen is as wanted; again where the program was too busy to know when they came.
    pub fn keys_until(&mut self, keys: &str, wanted: impl Fn(&str) -> bool) {
        let taken = (0..20).any(|_| self.told(keys, &[TOO_SOON], &wanted));
        assert!(taken, "{keys:?} is refused again and again; the screen is\n{}", self.screen());
    }

    /// Types a word and presses Enter; false where the question went away before.
    pub fn confirm(&mut self, question: &str, word: &str) -> bool {
        self.type_word(question, word) && self.enter_until_taken(question, "\r")
    }

    /// Presses Enter behind this question, and again where the program was so busy that it cannot know how late it came.
    /// Above the question anything may change; an answer takes the question away or shows below it.
    pub fn enter_until_taken(&mut self, question: &str, enter: &str) -> bool {
        let below = |screen: &str| screen.rsplit_once(question).map(|(_, below)| below.to_owned());
        for _ in 0..20 {
            self.settle(REST);
            let before = self.screen();
            let taken = self.told(enter, &REFUSALS, |screen| below(screen) != below(&before));
            self.settle(REST);
            if taken && count(&REFUSALS, &self.screen()) <= count(&REFUSALS, &before) {
                return true;
            }
        }
        panic!("no answer to Enter; the screen is\n{}", self.screen());
    }

    /// Leaves the wizard in order, with the terminal as it was found.
    pub fn leave(&mut self) -> Exit {
        self.key(Key::ctrl('c'));
        self.wait_text("Ctrl-C once more");
        self.key(Key::ctrl('c'));
        let exit = self.exit();
        self.assert_clean();
        exit
    }

    /// Reads until the screen shows `text`.
    pub fn wait_text(&mut self, text: &str) {
        self.wait_for(&format!("{text:?}"), |screen| screen.contains(text));
    }

    /// Reads until the screen is as wanted.
    pub fn wait_for(&mut self, what: &str, wanted: impl Fn(&str) -> bool) {
        let reached = self.reaches(Instant::now() + PATIENCE, wanted);
        assert!(reached, "waited in vain for {what}; the screen is\n{}", self.screen());
    }

    /// Reads until the screen is as wanted, or the time is up; returns whether it is.
    pub fn reaches(&mut self, deadline: Instant, wanted: impl Fn(&str) -> bool) -> bool {
        while !wanted(&self.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            self.listen_once(left.min(POLL));
        }
        true
    }

    /// Reads until nothing has come for `quiet`.
    pub fn settle(&mut self, quiet: Duration) {
        while !self.listen_once(quiet).is_empty() {}
    }

    /// Reads for as long as `duration`, and returns what came: nothing, from an idle program.
    pub fn listen(&mut self, duration: Duration) -> Vec<u8> {
        let (deadline, before) = (Instant::now() + duration, self.transcript.len());
        while !self.listen_once(deadline.saturating_duration_since(Instant::now())).is_empty() {}
        self.transcript[before..].to_vec()
    }

    /// Reads what comes next, within `duration`; nothing, if nothing does.
    pub fn listen_once(&mut self, duration: Duration) -> Vec<u8> {
        let piece = self.output.recv_timeout(duration).unwrap_or_default();
        self.take(&piece);
        piece
    }

    fn take(&mut self, piece: &[u8]) {
        self.transcript.extend_from_slice(piece);
        self.parser.process(piece);
    }

    /// Changes the terminal's size (columns, rows).
    pub fn resize(&mut self, size: (u16, u16)) {
        self.parser.screen_mut().set_size(NonZeroU16::new(size.1).unwrap(), NonZeroU16::new(size.0).unwrap());
        self.terminal.as_ref().unwrap().1.resize(extent(size)).unwrap();
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.pid()).unwrap(), signal).unwrap();
    }

    /// Takes the terminal away, as a dropped line does.
    pub fn hang_up(&mut self, size: (u16, u16)) {
        // A keyboard that is dropped types an end of file, unless the line has no such key.
        let line = open_line(&self.tty);
        let mut settings = tcgetattr(&line).unwrap();
        settings.special_codes[SpecialCodeIndex::VEOF] = 0;
        tcsetattr(&line, OptionalActions::Now, &settings).unwrap();
        // The reader holds the terminal until nobody takes the next bytes: a new size makes the program draw.
        self.output = channel().1;
        self.resize(size);
        self.terminal = None;
    }

    /// The program's process, for `/proc`.
    pub fn pid(&self) -> i32 {
        i32::try_from(self.child.process_id().unwrap()).unwrap()
    }

    /// Waits for the program's end, and reads the rest.
    pub fn exit(&mut self) -> Exit {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.output.recv_timeout(POLL) {
                Ok(piece) => self.take(&piece),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => match self.child.try_wait().unwrap() {
                    Some(status) => return status.into(),
                    None => thread::sleep(Duration::from_millis(1)),
                },
            }
            assert!(Instant::now() < deadline, "it or its terminal is still in use; the screen is\n{}", self.screen());
        }
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// All that has come so far.
    pub fn transcript(&self) -> &[u8] {
        &self.transcript
    }

    /// What is on the terminal, or in the kernel's settings of its line, that was not when the program started.
    pub fn changes(&self) -> Vec<&'static str> {
        let screen = self.parser.screen();
        let all = [
            ("line", line_state(&self.tty) != self.line),
            ("alternate screen", screen.alternate_screen()),
            ("bracketed paste", screen.bracketed_paste()),
            ("hidden cursor", screen.hide_cursor()),
            ("mouse", screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None),
        ];
        all.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect()
    }

    /// Questions the program asked the terminal: positions, colours, attributes, protocols. Should be none.
    pub fn questions(&self) -> Vec<&'static str> {
        const KNOWN: &str = "\x1b[6n \x1b[5n \x1b[c \x1b[0c \x1b[>c \x1b[?u \x1bZ ;?\x07 ;?\x1b\\ \x1b[>q $p";
        let text = String::from_utf8_lossy(&self.transcript);
        KNOWN.split(' ').filter(|question| text.contains(question)).collect()
    }

    /// Fails unless the terminal is as it was found, was asked nothing, and never showed the secret key.
    pub fn assert_clean(&self) {
        assert_eq!((self.changes(), self.questions()), (RESTORED, Vec::new()), "what it changed, what it asked");
        assert_no_secret(&self.transcript);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.signal(Signal::KILL);
            let _ = self.child.wait();
        }
    }
}

/// How often one of these stands on the screen.
fn count(texts: &[&str], screen: &str) -> usize {
    texts.iter().map(|text| screen.matches(text).count()).sum()
}

fn extent((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// The kernel's settings of a terminal line.
fn line_state(tty: &str) -> String {
    format!("{:?}", tcgetattr(open_line(tty)).unwrap())
}

fn open_line(tty: &str) -> OwnedFd {
    open(tty, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap()
}
