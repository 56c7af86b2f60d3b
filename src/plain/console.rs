//! The loop in lines: what the app has to say goes out as text, what is typed goes in as messages. It is the wizard's own
//! loop ([`Runtime`]) with another console.

use super::dialog::Dialog;
use crate::app::message::Msg;
use crate::app::sight::{Position, Shown};
use crate::app::state::App;
use crate::language::tr;
use crate::runtime::Runtime;
use crate::runtime::console::Console;
use crate::terminal::input::Events;
use crate::terminal::lines::{Heard, Lines, TypedLine};
use crate::terminal::signals::Signal;
use crate::text::clean;
use std::io;
use std::ops::ControlFlow;
use std::time::Instant;

/// Where lines come from and go to.
pub trait LineTerminal {
    /// Sleeps until something comes, or the time `until`, or it is woken. Takes a line only where it `listens`.
    fn wait(&mut self, until: Option<Instant>, listens: bool) -> Heard;

    /// Ends a wait from another thread: the present one, or the next.
    fn waker(&self) -> Box<dyn Fn() + Send + Sync>;

    /// Writes text.
    fn say(&mut self, text: &str);

    /// Throws away what was typed and not read yet; whether there was anything.
    fn empty(&mut self) -> bool;

    /// Whether what is typed from now on stays unseen.
    fn hide(&mut self, hidden: bool);

    /// Takes the terminal back after the process was stopped and continued.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn resume(&mut self) -> io::Result<()>;
}

impl LineTerminal for Lines {
    fn wait(&mut self, until: Option<Instant>, listens: bool) -> Heard {
        self.wait(until, listens)
    }

    fn waker(&self) -> Box<dyn Fn() + Send + Sync> {
        let waker = self.waker();
        Box::new(move || waker.wake())
    }

    fn say(&mut self, text: &str) {
        self.say(text);
    }

    fn empty(&mut self) -> bool {
        self.empty()
    }

    fn hide(&mut self, hidden: bool) {
        self.hide(hidden);
    }

    fn resume(&mut self) -> io::Result<()> {
        self.resume()
    }
}

/// A console that speaks in lines.
pub struct PlainConsole<T> {
    pub terminal: T,
    dialog: Dialog,
    line: Option<TypedLine>,
    /// Since when the question stands that asks for the word which confirms.
    box_since: Option<Instant>,
}

impl<T: LineTerminal> PlainConsole<T> {
    /// Says nothing before it is [begun](Self::begin).
    pub fn new(terminal: T) -> Self {
        Self { terminal, dialog: Dialog::default(), line: None, box_since: None }
    }

    /// From here on the app is spoken for.
    pub fn begin(&mut self, app: &App) {
        let greeting = self.dialog.begin(app);
        self.write(&greeting);
    }

    /// Text goes out without anything that a terminal could obey.
    fn write(&mut self, text: &str) {
        let lines: Vec<String> = text.split('\n').map(clean).collect();
        self.terminal.say(&lines.join("\n"));
    }

    /// What follows from the last line that came, and from the state alone.
    fn due(&mut self, app: &App) -> Vec<Msg> {
        let due = self.dialog.due();
        match self.line.take() {
            Some(line) if due.is_empty() => self.dialog.take(app, &line),
            line => {
                self.line = line;
                due
            }
        }
    }
}

impl<T: LineTerminal> Console for PlainConsole<T> {
    fn wait(&mut self, until: Option<Instant>) -> Events {
        let goes_on = self.dialog.goes_on() || self.line.is_some();
        let until = if goes_on { Some(Instant::now()) } else { until };
        let heard = self.terminal.wait(until, !goes_on && self.dialog.listens());
        self.line = self.line.take().or(heard.line);
        let (interrupts, signals): (Vec<_>, Vec<_>) =
            heard.signals.into_iter().partition(|signal| *signal == Signal::Interrupt);
        if heard.ended || !interrupts.is_empty() {
            self.dialog.interrupt(heard.ended);
        }
        Events { signals, ..Events::default() }
    }

    fn waker(&self) -> Box<dyn Fn() + Send + Sync> {
        self.terminal.waker()
    }

    fn draw(&mut self, app: &App) -> Shown {
        let said = self.dialog.tell(app);
        if said.empties && self.terminal.empty() {
            self.write(&(tr("What was typed before this question was left out.").to_owned() + "\n"));
        }
        self.terminal.hide(said.hides);
        self.write(&said.text);
        if !said.asks_word {
            self.box_since = None;
        } else if said.empties || self.box_since.is_none() {
            self.box_since = Some(Instant::now());
        }
        Shown { box_since: self.box_since, rows: Position::default()..Position::END, ..Shown::default() }
    }

    fn redraw(&mut self) {
        self.dialog.repeat();
    }

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        self.terminal.resume()
    }

    fn copy(&mut self, _: &str) -> bool {
        false
    }
}

/// Does what is due, then waits until something comes. Says whether anything came. An exit code ends the wizard.
pub fn turn<T: LineTerminal>(runtime: &mut Runtime<PlainConsole<T>>, app: &mut App) -> ControlFlow<i32, bool> {
    let came = runtime.turn(app)?;
    let due = runtime.console.due(app);
    let acts = !due.is_empty();
    for msg in due {
        runtime.tell(app, msg);
        runtime.carry_out(app)?;
    }
    ControlFlow::Continue(came || acts)
}
