//! Asking for the word at a terminal, key by key, by the rule of every box that spends money.
//!
//! Whatever was typed before the question is thrown away. The terminal is given back on every way out.

use super::follow::Signals;
use super::stop::Stop;
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
const PASTED: &str = "A paste does not confirm: type the word, so that it is meant.";
const GARBLED: &str = "What was typed is not UTF-8 and was left out; set the terminal to UTF-8.";
/// Characters that are kept of an answer; no word is as long.
const LONGEST: usize = 200;

/// Asks until the word is confirmed or somebody leaves.
///
/// # Errors
/// When it is not confirmed.
pub(super) async fn ask(word: &str, question: String, signals: &mut Signals) -> Result<(), Stop> {
    // Without it the terminal gives whole lines, and echoes them.
    let guard = Guard::ask().ok();
    if guard.is_none() {
        let _ = empty_input();
    }
    let keyboard = Keyboard::open().map_err(unreadable)?;
    let (stopping, stop) = UnixStream::pair().map_err(unreadable)?;
    let (batches, typed) = unbounded_channel();
    std::thread::spawn(move || listen(keyboard, &stop, &batches));
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

fn unreadable(error: io::Error) -> Stop {
    Stop::failed(format!("The terminal could not be read: {error}. Nothing was sent."))
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
    async fn run(mut self, signals: &mut Signals) -> Result<(), Stop> {
        self.show("");
        loop {
            tokio::select! {
                batch = self.typed.recv() => {
                    let batch = batch.unwrap_or_default();
                    for input in batch.inputs {
                        if let Some(end) = self.take(input, batch.arrival)? {
                            return end;
                        }
                    }
                }
                signal = signals.next_of_all() => match signal {
                    Signal::Continue => self.resume(Guard::resume)?,
                    signal => return self.leave(Err(Stop::signal(signal, LEFT))),
                },
            }
        }
    }

    /// The end, if this was it.
    fn take(&mut self, input: Input, came: Arrival) -> Result<Option<Result<(), Stop>>, Stop> {
        match self.answer.on(input, came) {
            Next::Show(echo) => write(&echo),
            Next::Tell(text) => self.show(&format!("\n{text}\n")),
            Next::Suspend => self.resume(Guard::suspend)?,
            Next::End(end) => return Ok(Some(self.leave(end))),
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

    /// Gives the terminal away or takes it back, and asks anew.
    fn resume(&mut self, how: fn(&mut Guard) -> io::Result<()>) -> Result<(), Stop> {
        if let Some(guard) = &mut self.guard {
            how(guard).map_err(unreadable)?;
        }
        self.show("\n");
        Ok(())
    }

    fn leave(&mut self, end: Result<(), Stop>) -> Result<(), Stop> {
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
    End(Result<(), Stop>),
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
                let echo: String = text.chars().filter_map(|character| self.insert(character, came)).collect();
                if text.contains('\n') { self.enter(Arrival::default()) } else { Next::Show(echo) }
            }
            Input::Paste(_) => Next::Tell(PASTED),
            Input::Garbled => Next::Tell(GARBLED),
            Input::Resize(..) => Next::Show(String::new()),
            Input::Closed if self.by_key => Next::End(Err(Stop::signal(Signal::Hangup, LEFT))),
            Input::Closed => refused(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, came: Arrival) -> Next {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match (key.code, ctrl) {
            (KeyCode::Char('c' | 'C'), true) => Next::End(Err(Stop::signal(Signal::Interrupt, LEFT))),
            (KeyCode::Char('d'), true) if self.typed.is_empty() => refused(),
            (KeyCode::Char('z'), true) => Next::Suspend,
            (KeyCode::Char('u' | 'w'), true) => Next::Show(self.erase(usize::MAX)),
            (KeyCode::Char('h'), true) | (KeyCode::Backspace, _) => Next::Show(self.erase(1)),
            (KeyCode::Enter, _) => self.enter(came),
            (KeyCode::Char(typed), false) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => {
                Next::Show(self.insert(typed, came).map(String::from).unwrap_or_default())
            }
            _ => Next::Show(String::new()),
        }
    }

    /// Adds a character, and tells what shows it.
    fn insert(&mut self, character: char, came: Arrival) -> Option<char> {
        let shows = character.width().is_some_and(|width| width > 0) && self.typed.chars().count() < LONGEST;
        if !shows || !self.confirmation.takes(came) {
            return None;
        }
        self.typed.push(character);
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
            Verdict::OnceMore | Verdict::AnotherWord => Next::Tell(ONCE_MORE),
        }
    }
}

fn refused() -> Next {
    Next::End(Err(Stop::left("Not confirmed. Nothing was sent; the draft is as it was.")))
}
