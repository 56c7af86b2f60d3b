//! Asks at the terminal for the word that confirms a purchase, key by key and by the same rule as the wizard's box.
//!
//! Whatever was typed before the question is thrown away. The terminal is given back on every way out.

mod answer;

use super::caught;
use super::error::CommandError;
use super::signals::Signals;
use super::stream::ERRORS;
use crate::language::{say, tr};
use crate::terminal::decode::{Batch, Input};
use crate::terminal::input::Keyboard;
use crate::terminal::output::Output;
use crate::terminal::signals::Signal;
use crate::terminal::{Guard, empty_input};
use crate::threads;
use answer::{Answer, Ending, Next};
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::time::Instant;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Asks until the word is confirmed or somebody leaves.
///
/// # Errors
/// When it is not confirmed.
pub(super) async fn ask(word: &str, question: String, signals: &mut Signals) -> Result<(), CommandError> {
    caught::catch_rest();
    // Where the terminal cannot be taken, it gives whole lines and echoes them.
    let guard = Guard::ask().ok();
    if guard.is_none() {
        let _ = empty_input();
    }
    let keyboard = Keyboard::open().map_err(|error| unreadable(&error))?;
    let (stopping, stop) = UnixStream::pair().map_err(|error| unreadable(&error))?;
    let (batches, typed) = unbounded_channel();
    threads::start(move || listen(keyboard, &stop, &batches)).map_err(|error| unreadable(&error))?;
    let answer = Answer::new(word, question, guard.is_some());
    Asking { guard, typed, answer, _stopping: stopping }.run(signals).await
}

/// Hands on what is typed, until the question is answered.
fn listen(mut keyboard: Keyboard, stop: &UnixStream, batches: &UnboundedSender<Batch>) {
    while let Some(batch) = keyboard.next(stop.as_fd()) {
        let closed = batch.inputs.contains(&Input::Closed);
        if batches.send(batch).is_err() || closed {
            return;
        }
    }
}

fn unreadable(error: &io::Error) -> CommandError {
    CommandError::failed(say!("The terminal could not be read: {error}. Nothing was sent.", error))
}

/// A question at the terminal.
struct Asking {
    guard: Option<Guard>,
    typed: UnboundedReceiver<Batch>,
    answer: Answer,
    /// Dropping this stops the thread that reads the keyboard, so that what is typed after the answer is left to the
    /// shell.
    _stopping: UnixStream,
}

impl Asking {
    async fn run(mut self, signals: &mut Signals) -> Result<(), CommandError> {
        self.show("");
        loop {
            tokio::select! {
                batch = self.typed.recv() => {
                    if let Some(ending) = self.take(batch.unwrap_or_default())? {
                        return self.leave(ending);
                    }
                }
                signal = signals.next_of_all() => match signal {
                    Signal::Continue => {
                        self.hand_over(Guard::resume)?;
                        self.show("\n");
                    }
                    signal => return self.leave(Ending::Left(signal)),
                },
            }
        }
    }

    /// Takes in what was typed. Returns how the question ends, if it ends with that.
    fn take(&mut self, batch: Batch) -> Result<Option<Ending>, CommandError> {
        let mut told = None;
        for input in batch.inputs {
            match self.answer.on(input, batch.arrival) {
                Next::Show(echo) => write(&echo),
                Next::Tell(text) => told = Some(text),
                // The question is put again when the signal comes that continues the process. Putting it here too would
                // throw away what was typed in between.
                Next::Suspend => self.hand_over(Guard::suspend)?,
                Next::End(ending) => return Ok(Some(ending)),
            }
        }
        if let Some(text) = told {
            self.show(&format!("\n{text}\n"));
        }
        Ok(None)
    }

    /// Puts the question, with this text above it.
    fn show(&mut self, above: &str) {
        if self.guard.is_none() && !above.is_empty() {
            // What came together with the last line is no answer to the question that is put now.
            let _ = empty_input();
        }
        write(&format!("{above}{}", self.answer.prompt()));
        self.answer.shown(Instant::now());
    }

    /// Gives the terminal to the shell, or takes it back.
    fn hand_over(&mut self, how: fn(&mut Guard) -> io::Result<()>) -> Result<(), CommandError> {
        self.guard.as_mut().map_or(Ok(()), how).map_err(|error| unreadable(&error))
    }

    fn leave(&mut self, ending: Ending) -> Result<(), CommandError> {
        if self.guard.take().is_some() {
            write("\n");
        }
        match ending {
            Ending::Confirmed => Ok(()),
            Ending::Refused => Err(CommandError::left(tr("Not confirmed. Nothing was sent; the draft is as it was."))),
            Ending::Left(signal) => {
                caught::end_by(signal);
                Err(CommandError::signal(signal, tr("Left. Nothing was sent; the draft is as it was.")))
            }
        }
    }
}

/// Writes to the terminal, even where standard output and standard error are something else.
fn write(text: &str) {
    let written = Output::get().and_then(|terminal| terminal.write_soon(text.as_bytes()));
    if written.is_err() && !io::stderr().is_terminal() {
        // That the terminal is gone is noticed when it is read.
        let _ = ERRORS.put(text);
    }
}
