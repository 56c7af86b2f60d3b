//! Asking for the word at a terminal, key by key, by the rule of every box that spends money.
//!
//! Whatever was typed before the question is thrown away. The terminal is given back on every way out.

use super::error::CommandError;
use super::signals::Signals;
use crate::arrival::Arrival;
use crate::purchase::confirmation::{Confirmation, Verdict};
use crate::terminal::decode::{Batch, Input};
use crate::terminal::input::Keyboard;
use crate::terminal::signals::Signal;
use crate::terminal::{Guard, empty_input, output};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::time::Instant;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use unicode_width::UnicodeWidthChar;

const ONCE_MORE: &str = "Nothing was sent yet: to buy, press Enter once more, by itself.";
const TOGETHER: &str = "Nothing was sent: type the word, and press Enter by itself.";
const TYPED_AHEAD: &str = "This was typed before the question was shown; type it again.";
const PASTED: &str = "A paste does not confirm: type it, so that it is meant.";
const GARBLED: &str = "What was typed is not UTF-8 and was left out; set the terminal to UTF-8.";
/// Characters that are kept of an answer; no word is as long.
const LONGEST: usize = 200;

/// Asks until the word is confirmed or somebody leaves.
///
/// # Errors
/// When it is not confirmed.
pub(super) async fn ask(word: &str, question: String, signals: &mut Signals) -> Result<(), CommandError> {
    // Without it the terminal gives whole lines, and echoes them.
    let guard = Guard::ask().ok();
    if guard.is_none() {
        let _ = empty_input();
    }
    let keyboard = Keyboard::open().map_err(|error| unreadable(&error))?;
    let (stopping, stop) = UnixStream::pair().map_err(|error| unreadable(&error))?;
    let (batches, typed) = unbounded_channel();
    let listening = std::thread::Builder::new().spawn(move || listen(keyboard, &stop, &batches));
    listening.map_err(|error| unreadable(&error))?;
    let answer = Answer::new(word, question, guard.is_some());
    Asking { guard, typed, answer, _stopping: stopping }.run(signals).await
}

/// Hands on what is typed until the question is answered.
fn listen(mut keyboard: Keyboard, stop: &UnixStream, batches: &UnboundedSender<Batch>) {
    while let Some(batch) = keyboard.next(stop.as_fd()) {
        let closed = batch.inputs.contains(&Input::Closed);
        if batches.send(batch).is_err() || closed {
            return;
        }
    }
}

fn unreadable(error: &io::Error) -> CommandError {
    CommandError::failed(format!("The terminal could not be read: {error}. Nothing was sent."))
}

/// A question at the terminal.
struct Asking {
    guard: Option<Guard>,
    typed: UnboundedReceiver<Batch>,
    answer: Answer,
    /// Nobody reads the keyboard any more once this is dropped: the rest is for the shell.
    _stopping: UnixStream,
}

impl Asking {
    async fn run(mut self, signals: &mut Signals) -> Result<(), CommandError> {
        self.show("");
        loop {
            tokio::select! {
                batch = self.typed.recv() => {
                    if let Some(end) = self.take(batch.unwrap_or_default())? {
                        return end;
                    }
                }
                signal = signals.next_of_all() => match signal {
                    Signal::Continue => {
                        self.hand_over(Guard::resume)?;
                        self.show("\n");
                    }
                    signal => return self.leave(Err(CommandError::signal(signal, LEFT))),
                },
            }
        }
    }

    /// The end, if this was it.
    fn take(&mut self, batch: Batch) -> Result<Option<Result<(), CommandError>>, CommandError> {
        let mut told = None;
        for input in batch.inputs {
            match self.answer.on(input, batch.arrival) {
                Next::Show(echo) => write(&echo),
                Next::Tell(text) => told = Some(text),
                // The signal that goes on with us is what asks anew; twice would throw typed keys away.
                Next::Suspend => self.hand_over(Guard::suspend)?,
                Next::End(end) => return Ok(Some(self.leave(end))),
            }
        }
        if let Some(text) = told {
            self.show(&format!("\n{text}\n"));
        }
        Ok(None)
    }

    /// Puts the question, below this.
    fn show(&mut self, above: &str) {
        if self.guard.is_none() && !above.is_empty() {
            // What came with the line is no answer to what is asked now.
            let _ = empty_input();
        }
        write(&format!("{above}{}{}", self.answer.question, self.answer.echoed()));
        // What came before somebody could see this does not count.
        self.answer.confirmation.hide();
        self.answer.confirmation.drawn(Instant::now());
    }

    /// Gives the terminal away or takes it back.
    fn hand_over(&mut self, how: fn(&mut Guard) -> io::Result<()>) -> Result<(), CommandError> {
        self.guard.as_mut().map_or(Ok(()), how).map_err(|error| unreadable(&error))
    }

    fn leave(&mut self, end: Result<(), CommandError>) -> Result<(), CommandError> {
        if self.guard.take().is_some() {
            write("\n");
        }
        end
    }
}

/// To the terminal, also where standard output and standard error are something else.
fn write(text: &str) {
    let written = output().and_then(|mut terminal| terminal.write_all(text.as_bytes()));
    if written.is_err() {
        // A terminal that is gone is noticed when it is read.
        let _ = io::stderr().write_all(text.as_bytes());
    }
}

const LEFT: &str = "Left. Nothing was sent; the draft is as it was.";

/// What is done about a key.
#[derive(Debug)]
enum Next {
    /// This shows what changed.
    Show(String),
    /// This has to be said, and the question put again.
    Tell(&'static str),
    Suspend,
    End(Result<(), CommandError>),
}

/// What was answered so far. Knows no terminal.
struct Answer {
    word: String,
    question: String,
    typed: String,
    confirmation: Confirmation,
    /// Keys come one by one, and nobody else echoes them.
    by_key: bool,
}

impl Answer {
    fn new(word: &str, question: String, by_key: bool) -> Self {
        let confirmation = Confirmation::default();
        Self { word: word.to_owned(), question, typed: String::new(), confirmation, by_key }
    }

    /// What of the answer has to be shown by us: where lines come whole, they show themselves.
    fn echoed(&self) -> &str {
        if self.by_key { &self.typed } else { "" }
    }

    fn on(&mut self, input: Input, came: Arrival) -> Next {
        match input {
            Input::Key(key) => self.on_key(key, came),
            Input::Burst(text) => {
                if !self.confirmation.takes(came) {
                    return Next::Tell(TYPED_AHEAD);
                }
                let echo: String = text.chars().filter_map(|character| self.insert(character)).collect();
                if text.contains('\n') { self.enter(Arrival::default()) } else { Next::Show(echo) }
            }
            Input::Paste(_) => Next::Tell(PASTED),
            Input::Garbled => Next::Tell(GARBLED),
            Input::Resize(..) => Next::Show(String::new()),
            Input::Closed if self.by_key => Next::End(Err(CommandError::signal(Signal::Hangup, LEFT))),
            Input::Closed => refused(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, came: Arrival) -> Next {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match (key.code, ctrl) {
            (KeyCode::Char('c' | 'C'), true) => Next::End(Err(CommandError::signal(Signal::Interrupt, LEFT))),
            (KeyCode::Char('d'), true) if self.typed.is_empty() => refused(),
            (KeyCode::Char('z'), true) => Next::Suspend,
            (KeyCode::Char('u' | 'w'), true) => Next::Show(self.erase(usize::MAX)),
            (KeyCode::Char('h'), true) | (KeyCode::Backspace, _) => Next::Show(self.erase(1)),
            (KeyCode::Enter, _) => self.enter(came),
            (KeyCode::Char(typed), false) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => {
                if !self.confirmation.takes(came) {
                    return Next::Tell(TYPED_AHEAD);
                }
                Next::Show(self.insert(typed).map(String::from).unwrap_or_default())
            }
            _ => Next::Show(String::new()),
        }
    }

    /// Adds a character, and tells what shows it.
    fn insert(&mut self, character: char) -> Option<char> {
        let shows = character.width().is_some_and(|width| width > 0) && self.typed.chars().count() < LONGEST;
        shows.then(|| self.typed.push(character))?;
        Some(character).filter(|_| self.by_key)
    }

    /// Takes so many characters away, and tells what shows it.
    fn erase(&mut self, count: usize) -> String {
        let gone = (0..count).map_while(|_| self.typed.pop()).filter_map(UnicodeWidthChar::width).sum();
        "\x08 \x08".repeat(gone)
    }

    fn enter(&mut self, came: Arrival) -> Next {
        match self.confirmation.enter(&self.word, &self.typed, came) {
            Verdict::Confirmed => Next::End(Ok(())),
            // An answer to the question; what came with other keys is none.
            Verdict::AnotherWord if came.alone && self.confirmation.takes(came) => refused(),
            Verdict::AnotherWord if !self.by_key => refused(),
            Verdict::AnotherWord => Next::Tell(TOGETHER),
            Verdict::OnceMore => Next::Tell(ONCE_MORE),
        }
    }
}

fn refused() -> Next {
    Next::End(Err(CommandError::left("Not confirmed. Nothing was sent; the draft is as it was.")))
}

#[cfg(test)]
mod tests {
    use super::{Answer, Arrival, Batch, Next, ONCE_MORE, PASTED, TOGETHER, TYPED_AHEAD};
    use crate::terminal::decode::Decoder;
    use std::time::{Duration, Instant};

    /// A question that was just put, and the keyboard before it.
    struct Desk {
        answer: Answer,
        decoder: Decoder,
        now: Instant,
    }

    /// What came of it: the exit code that it ended with, or what was shown and told.
    #[derive(Debug, PartialEq, Eq)]
    enum Came {
        Bought,
        Ended,
        Shown(String, Vec<&'static str>),
    }

    impl Desk {
        fn new(word: &str, by_key: bool) -> Self {
            let now = Instant::now();
            let mut answer = Answer::new(word, "To buy: ".to_owned(), by_key);
            answer.confirmation.drawn(now);
            Self { answer, decoder: Decoder::default(), now }
        }

        fn read(&mut self, pause: u64, bytes: &[u8]) -> Came {
            let next = self.now + Duration::from_millis(pause);
            let mut batches = Vec::new();
            if self.decoder.deadline().is_some_and(|due| due <= next) {
                batches.push(Batch { inputs: self.decoder.expire(), arrival: Arrival::default() });
            }
            self.now = next;
            batches.push(self.decoder.feed(bytes, next, next));
            let (mut shown, mut told) = (String::new(), Vec::new());
            for batch in batches {
                for input in batch.inputs {
                    match self.answer.on(input, batch.arrival) {
                        Next::Show(echo) => shown += &echo,
                        Next::Tell(text) => told.push(text),
                        Next::Suspend => {}
                        Next::End(Ok(())) => return Came::Bought,
                        Next::End(Err(_)) => return Came::Ended,
                    }
                }
            }
            Came::Shown(shown, told)
        }

        /// The last of several reads, 90 ms apart.
        fn reads(mut self, reads: &[&[u8]]) -> Came {
            let mut last = Came::Shown(String::new(), Vec::new());
            for (at, bytes) in reads.iter().enumerate() {
                last = self.read(90, bytes);
                assert!(at + 1 == reads.len() || matches!(last, Came::Shown(..)), "{reads:?} ended early: {last:?}");
            }
            last
        }
    }

    #[test]
    fn hands_confirm_and_clipboards_do_not() {
        let shown = |echo: &str, told: &[&'static str]| Came::Shown(echo.to_owned(), told.to_vec());
        let table: [(&[&[u8]], Came); 21] = [
            (&[b"y", b"e", b"s", b"\r"], Came::Bought),
            (&[b"yes", b"\r\n"], Came::Bought),
            (&[b"yes\r", b"\r"], Came::Bought),
            (&[b"n", b"\x7fyex", b"\x7f", b"s", b"\r"], Came::Bought),
            (&[b"no", b"\x15", b"yes", b"\x1bOM"], Came::Bought),
            (&[b"yes\r"], shown("yes", &[ONCE_MORE])),
            (&[b"yes\r\r\r"], shown("yes", &[ONCE_MORE; 3])),
            (&[b"no\r"], shown("no", &[TOGETHER])),
            (&[b"\x1b[200~yes\r\x1b[201~"], shown("", &[PASTED])),
            (&[b"\x1b[200~yes\x1b[201~", b"\r"], Came::Ended),
            (&[b"\x1b[200~x\x1b[201~\x15yes\r\x1b[201~"], shown("yes", &[PASTED, ONCE_MORE])),
            (&[b"n", b"o", b"\r"], Came::Ended),
            (&[b"\r"], Came::Ended),
            (&[b"y", b"\x04"], shown("", &[])),
            (&[b"\x04"], Came::Ended),
            (&[b"yes", b"\x03"], Came::Ended),
            (&[b"ye", b"\x1b[99;5u"], Came::Ended),
            (&[b"\x1b[M !!"], shown("", &[])),
            (&[b"\x1b[A\x1bx\x0c\x1c"], shown("", &[])),
            (&["订".as_bytes(), b"\x7f"], shown("\x08 \x08\x08 \x08", &[])),
            (&[b"yes", b"\x1b\r"], shown("", &[ONCE_MORE])),
        ];
        for (reads, came) in table {
            assert_eq!(Desk::new("yes", true).reads(reads), came, "{reads:?}");
        }
        let long: [(&[&[u8]], Came); 3] = [
            (&[b"orders-prod", b"\r"], Came::Bought),
            (&[b"orders-prod\r", b"\r"], Came::Bought),
            (&[b"orders-prod\rls\r"], shown("", &[TOGETHER])),
        ];
        for (reads, came) in long {
            assert_eq!(Desk::new("orders-prod", true).reads(reads), came, "{reads:?}");
        }
    }

    /// Where the terminal gives whole lines and echoes them: the word, then an empty line of its own.
    #[test]
    fn whole_lines_confirm_by_an_empty_one_after_the_word() {
        let asked = || Came::Shown(String::new(), vec![ONCE_MORE]);
        let table: [(&[&[u8]], Came); 6] = [
            (&[b"yes\n"], asked()),
            (&[b"yes\n", b"\n"], Came::Bought),
            (&[b"yes\n", b"\n\n"], Came::Shown(String::new(), vec![ONCE_MORE; 2])),
            (&[b"yes\n", b"yes\n"], Came::Ended),
            (&[b"no\n"], Came::Ended),
            (&[b"\n"], Came::Ended),
        ];
        for (reads, came) in table {
            assert_eq!(Desk::new("yes", false).reads(reads), came, "{reads:?}");
        }
        assert_eq!(Desk::new("orders-prod", false).reads(&[b"orders-prod\n", b"\n"]), Came::Bought);
    }

    #[test]
    fn what_was_typed_before_the_question_does_not_count() {
        let mut desk = Desk::new("yes", true);
        desk.answer.confirmation.hide();
        desk.answer.confirmation.drawn(desk.now + Duration::from_millis(500));
        let ahead = desk.read(90, b"yes\r");
        assert_eq!(ahead, Came::Shown(String::new(), vec![TYPED_AHEAD, TYPED_AHEAD, TYPED_AHEAD, TOGETHER]));
        assert_eq!(desk.read(90, b"\r"), Came::Shown(String::new(), vec![TOGETHER]), "nor does its Enter end it");
        assert_eq!(desk.read(400, b"yes"), Came::Shown("yes".to_owned(), Vec::new()));
        assert_eq!(desk.read(90, b"\r"), Came::Bought);
    }

    /// Random bytes in random pieces at random times.
    #[test]
    fn nothing_confirms_but_an_enter_alone_after_a_rest() {
        const ENTERS: [&[u8]; 5] = [b"\r", b"\n", b"\r\n", b"\x1bOM", b"\x1b[13u"];
        const PIECES: [&[u8]; 14] = [
            b"yes",
            b"y",
            b"es",
            b"yes\r",
            b"\r",
            b"\n",
            b"\r\n",
            b"\x1bOM",
            b"\x1b[13u",
            b"\x1b[200~",
            b"\x1b[201~",
            b"\x15",
            b"\x1b",
            b"\xe8",
        ];
        let mut state = 5_u64;
        let mut below = |limit: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((state >> 33) % limit).unwrap()
        };
        let mut bought = 0;
        for by_key in [true, false] {
            for _ in 0..20_000 {
                let mut desk = Desk::new("yes", by_key);
                let bytes: Vec<u8> = (0..=below(5)).flat_map(|_| PIECES[below(14)]).copied().collect();
                let size = [1, 2, 3, 100][below(4)];
                for read in bytes.chunks(size) {
                    let pause = [0, 1, 49, 50, 90, 300][below(6)];
                    match desk.read(pause, read) {
                        Came::Bought => {
                            let told = format!("{} by {size}: {pause}", bytes.escape_ascii());
                            assert!(ENTERS.contains(&read) && pause >= 50, "{told}");
                            bought += 1;
                            break;
                        }
                        Came::Ended => break,
                        Came::Shown(..) => {}
                    }
                }
            }
        }
        assert!(bought > 100, "{bought}");
    }
}
