//! A program on a real pseudo-terminal, and the screen it draws there.
//!
//! Every wait ends when what is waited for is there, or fails after [`PATIENCE`] with the screen printed.

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::fs::{Mode, OFlags, open};
pub use rustix::process::Signal;
use rustix::process::{Pid, kill_process};
use rustix::termios::{OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a typed key may have no visible effect before the next is typed.
const ANSWER: Duration = Duration::from_millis(200);

/// How long somebody pauses before the Enter that counts: more than the 50 ms of the rule.
const REST: Duration = Duration::from_millis(60);

/// A key, sent as xterm sends it.
#[derive(Debug, Clone, Copy)]
pub enum Key {
    Enter,
    Tab,
    BackTab,
    Esc,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F1,
    /// With a lower-case letter.
    Ctrl(char),
}

impl Key {
    fn bytes(self) -> Vec<u8> {
        let sequence: &[u8] = match self {
            Self::Enter => b"\r",
            Self::Tab => b"\t",
            Self::BackTab => b"\x1b[Z",
            Self::Esc => b"\x1b",
            Self::Backspace => b"\x7f",
            Self::Delete => b"\x1b[3~",
            Self::Up => b"\x1b[A",
            Self::Down => b"\x1b[B",
            Self::Right => b"\x1b[C",
            Self::Left => b"\x1b[D",
            Self::Home => b"\x1b[H",
            Self::End => b"\x1b[F",
            Self::PageUp => b"\x1b[5~",
            Self::PageDown => b"\x1b[6~",
            Self::F1 => b"\x1bOP",
            Self::Ctrl(letter) => return vec![u8::try_from(letter).unwrap() & 0x1f],
        };
        sequence.to_vec()
    }
}

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    Code(u32),
    /// The signal's description, such as "Terminated".
    Signal(String),
}

/// What state the terminal is in.
#[expect(clippy::struct_excessive_bools, reason = "they are independent switches of a terminal")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modes {
    /// The kernel's side, all of it, is as it was before the program started.
    pub line_as_found: bool,
    pub alternate_screen: bool,
    pub bracketed_paste: bool,
    pub cursor_visible: bool,
    pub mouse: bool,
}

impl Modes {
    /// How a program has to leave the terminal.
    pub const RESTORED: Self = Self {
        line_as_found: true,
        alternate_screen: false,
        bracketed_paste: false,
        cursor_visible: true,
        mouse: false,
    };
}

/// A running program and its terminal; killed when dropped.
pub struct Session {
    parser: vt100::Parser,
    master: Option<Box<dyn MasterPty + Send>>,
    keyboard: Option<Box<dyn Write + Send>>,
    output: Receiver<Vec<u8>>,
    end: Receiver<Exit>,
    exit: Option<Exit>,
    hung_up: Arc<AtomicBool>,
    pid: Pid,
    tty: String,
    line: String,
    transcript: Vec<u8>,
}

impl Session {
    /// Starts the wizard on a terminal of `size` (columns, rows). Of the environment it gets `PATH`, an xterm and a UTF-8
    /// locale; what `env` says comes on top.
    pub fn start(size: (u16, u16), args: &[&str], env: &[(&str, &str)]) -> Self {
        Self::spawn(size, env!("CARGO_BIN_EXE_rocketmq-wizard"), args, env)
    }

    /// The same for any program.
    pub fn spawn(size: (u16, u16), program: &str, args: &[&str], env: &[(&str, &str)]) -> Self {
        let pair = native_pty_system().openpty(extent(size)).unwrap();
        let tty = pair.master.tty_name().unwrap().to_str().unwrap().to_owned();
        let line = line_state(&tty);
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.cwd(env!("CARGO_TARGET_TMPDIR"));
        command.env_clear();
        command.env("PATH", std::env::var("PATH").unwrap());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        for (name, value) in env {
            command.env(name, value);
        }
        let mut child = pair.slave.spawn_command(command).unwrap();
        let pid = Pid::from_raw(i32::try_from(child.process_id().unwrap()).unwrap()).unwrap();

        let (end, ended) = channel();
        thread::spawn(move || {
            let status = child.wait().unwrap();
            end.send(status.signal().map_or(Exit::Code(status.exit_code()), |name| Exit::Signal(name.to_owned())))
        });
        let (piece, output) = channel();
        let hung_up = Arc::new(AtomicBool::new(false));
        let gone = Arc::clone(&hung_up);
        let mut reader = pair.master.try_clone_reader().unwrap();
        thread::spawn(move || {
            let mut bytes = [0; 16_384];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if piece.send(bytes[..count].to_vec()).is_err() || gone.load(Ordering::SeqCst) {
                    break;
                }
            }
        });
        Self {
            parser: vt100::Parser::new(NonZeroU16::new(size.1).unwrap(), NonZeroU16::new(size.0).unwrap(), 0),
            keyboard: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            output,
            end: ended,
            exit: None,
            hung_up,
            pid,
            tty,
            line,
            transcript: Vec::new(),
        }
    }

    /// Types as a person does: each key after the program's answer to the one before, if it gives one.
    pub fn type_text(&mut self, text: &str) {
        for key in text.chars() {
            self.keys(key.encode_utf8(&mut [0; 4]));
            if let Ok(answer) = self.output.recv_timeout(ANSWER) {
                self.take(&answer);
            }
        }
    }

    /// Confirms by a word behind this question, as a person does: each key once the one before is on the screen, and Enter
    /// after a rest; once more where the program was so busy that it cannot know how late it came. Gives up where the
    /// question is gone; returns whether it was answered.
    pub fn confirm(&mut self, question: &str, word: &str) -> bool {
        const ONCE_MORE: &str = "press Enter once more";
        if !self.type_word(question, word) {
            return false;
        }
        loop {
            let (before, asked) = (self.screen(), self.screen().matches(ONCE_MORE).count());
            self.key(Key::Enter);
            self.wait_for("an answer to Enter", |screen| screen.contents() != before);
            if self.screen().matches(ONCE_MORE).count() <= asked {
                return true;
            }
            thread::sleep(REST);
        }
    }

    /// The same but for the Enter, which counts from here on.
    pub fn type_word(&mut self, question: &str, word: &str) -> bool {
        const AGAIN: &str = "type it again";
        let answered =
            |text: &str, typed: &str| text.split(question).skip(1).any(|behind| behind.trim_start().starts_with(typed));
        let (mut keys, mut typed) = (word.chars().peekable(), String::new());
        while let Some(key) = keys.peek().copied() {
            let before = self.screen().matches(AGAIN).count();
            typed.push(key);
            self.keys(key.encode_utf8(&mut [0; 4]));
            self.wait_for(&format!("waiting for {typed:?} behind {question:?}"), |screen| {
                let text = screen.contents();
                answered(&text, &typed) || !text.contains(question) || text.matches(AGAIN).count() > before
            });
            let text = self.screen();
            if !text.contains(question) {
                return false;
            }
            // A key may be so soon after the question that it was typed before the program had drawn it.
            if answered(&text, &typed) {
                keys.next();
            } else {
                typed.pop();
            }
        }
        thread::sleep(REST);
        true
    }

    /// Sends keys at once. From eight plain ones on the wizard takes that for a paste, line ends and all.
    pub fn keys(&mut self, text: &str) {
        self.raw(text.as_bytes());
    }

    /// Presses a key.
    pub fn key(&mut self, key: Key) {
        self.raw(&key.bytes());
    }

    /// Pastes as a terminal with bracketed paste does.
    pub fn paste(&mut self, text: &str) {
        self.raw(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    /// Sends bytes in one write.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.keyboard.as_mut().unwrap().write_all(bytes).unwrap();
    }

    /// Reads until the screen is as wanted.
    pub fn wait_for(&mut self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !wanted(self.parser.screen()) {
            let piece = self.output.recv_timeout(deadline.saturating_duration_since(Instant::now()));
            match piece {
                Ok(piece) => self.take(&piece),
                Err(error) => panic!("{what}: {error}; the screen is\n{}", self.screen()),
            }
        }
    }

    /// Reads until the screen shows `text`.
    pub fn wait_text(&mut self, text: &str) {
        self.wait_for(&format!("waiting for {text:?}"), |screen| screen.contents().contains(text));
    }

    /// Reads for as long as `duration`, and returns what came: nothing, from an idle program.
    pub fn listen(&mut self, duration: Duration) -> Vec<u8> {
        let (deadline, before) = (Instant::now() + duration, self.transcript.len());
        while let Ok(piece) = self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            self.take(&piece);
        }
        self.transcript[before..].to_vec()
    }

    /// Reads what comes next, within `duration`; nothing, if nothing does.
    pub fn listen_once(&mut self, duration: Duration) -> Vec<u8> {
        let piece = self.output.recv_timeout(duration).unwrap_or_default();
        self.take(&piece);
        piece
    }

    /// Changes the terminal's size (columns, rows).
    pub fn resize(&mut self, size: (u16, u16)) {
        self.parser.screen_mut().set_size(NonZeroU16::new(size.1).unwrap(), NonZeroU16::new(size.0).unwrap());
        self.master.as_ref().unwrap().resize(extent(size)).unwrap();
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// Takes the terminal away, as a dropped line does.
    pub fn hang_up(&mut self, size: (u16, u16)) {
        // A keyboard that is dropped types an end of file, unless the line has no such key.
        let line = open_line(&self.tty);
        let mut settings = tcgetattr(&line).unwrap();
        settings.special_codes[SpecialCodeIndex::VEOF] = 0;
        tcsetattr(&line, OptionalActions::Now, &settings).unwrap();
        // The reader holds the terminal too, until the next bytes: a new size makes the program draw.
        self.hung_up.store(true, Ordering::SeqCst);
        self.resize(size);
        (self.keyboard, self.master) = (None, None);
    }

    /// The program's process, for `/proc`.
    pub fn pid(&self) -> i32 {
        self.pid.as_raw_nonzero().get()
    }

    /// Waits for the program's end.
    pub fn ended(&mut self) {
        if self.exit.is_none() {
            let exit = self.end.recv_timeout(PATIENCE);
            self.exit = Some(exit.unwrap_or_else(|_| panic!("still running; the screen is\n{}", self.screen())));
        }
    }

    /// The same, and reads the rest.
    pub fn exit(&mut self) -> Exit {
        self.ended();
        let exit = self.exit.clone().unwrap();
        loop {
            match self.output.recv_timeout(PATIENCE) {
                Ok(piece) => self.take(&piece),
                Err(RecvTimeoutError::Disconnected) => return exit,
                Err(RecvTimeoutError::Timeout) => panic!("the program ended, but something holds its terminal"),
            }
        }
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// How many bytes have come so far.
    pub fn bytes(&self) -> usize {
        self.transcript.len()
    }

    /// All that has come so far.
    pub fn transcript(&self) -> &[u8] {
        &self.transcript
    }

    /// What state the terminal is in now.
    pub fn modes(&self) -> Modes {
        let screen = self.parser.screen();
        Modes {
            line_as_found: line_state(&self.tty) == self.line,
            alternate_screen: screen.alternate_screen(),
            bracketed_paste: screen.bracketed_paste(),
            cursor_visible: !screen.hide_cursor(),
            mouse: screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None,
        }
    }

    /// Questions the program asked the terminal: positions, colours, attributes, protocols. Should be none.
    pub fn questions(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.transcript).into_owned();
        let asked = [
            "\x1b[6n", "\x1b[5n", "\x1b[c", "\x1b[0c", "\x1b[>c", "\x1b[?u", "\x1bZ", ";?\x07", ";?\x1b\\", "\x1b[>q",
            "$p",
        ];
        asked
            .iter()
            .filter(|question| text.contains(**question))
            .map(|question| question.escape_debug().to_string())
            .collect()
    }

    fn take(&mut self, piece: &[u8]) {
        self.transcript.extend_from_slice(piece);
        self.parser.process(piece);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.exit.is_none() && self.end.try_recv().is_err() {
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
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
