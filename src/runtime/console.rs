//! What the wizard's loop needs of a terminal, and the real one.

use crate::app::sight::Shown;
use crate::app::state::App;
use crate::language::tr;
use crate::terminal::backend::{self, DiffBackend};
use crate::terminal::decode::Input;
use crate::terminal::input::{EventSource, Events};
use crate::terminal::output::Output;
use crate::terminal::{Guard, clipboard, opening};
use crate::view;
use anyhow::Context;
use ratatui::layout::{Rect, Size};
use std::cell::Cell;
use std::io;
use std::os::fd::AsFd;
use std::rc::Rc;
use std::time::Instant;

/// Where keys come from and pictures go.
pub trait Console {
    /// What came in; sleeps for it until then, for ever without an end, unless it is woken.
    fn wait(&mut self, until: Option<Instant>) -> Events;

    /// Ends a wait from another thread: the present one, or the next.
    fn waker(&self) -> Box<dyn Fn() + Send + Sync>;

    /// Draws the app as it is. Returns what that shows; nothing that counts while the terminal
    /// [is behind](Self::is_behind).
    fn draw(&mut self, app: &App) -> Shown;

    /// Whether the terminal has not taken the last picture yet. It is drawn on once it has.
    fn is_behind(&self) -> bool {
        false
    }

    /// Has the next picture drawn anew as a whole.
    fn redraw(&mut self);

    /// Gives the terminal to the shell until the process is continued.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn suspend(&mut self) -> io::Result<()>;

    /// Takes the terminal back.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn resume(&mut self) -> io::Result<()>;

    /// Sends a text to the clipboard of the person's terminal; says whether that could be done.
    fn copy(&mut self, text: &str) -> bool;
}

/// The terminal this process was started in. Dropping it leaves the terminal as it was found.
pub struct TerminalConsole {
    guard: Guard,
    output: &'static Output,
    screen: DiffBackend<&'static Output>,
    line: EventSource,
    /// How large the terminal is, as far as is known: each picture would ask otherwise (`architecture`, "Figures": first
    /// screen).
    size: Rc<Cell<Size>>,
}

impl TerminalConsole {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open(colour: bool) -> anyhow::Result<Self> {
        let unusable = tr("The wizard cannot use this terminal (without one there is `rocketmq-wizard create`)");
        let line = EventSource::open().context(unusable)?;
        let guard = Guard::enter().context(unusable)?;
        let output = Output::get().context(unusable)?;
        let size = Rc::new(Cell::new(backend::size()));
        let known = size.clone();
        let mut screen = DiffBackend::new(output, colour, move || known.get());
        screen.open_with(&opening());
        Ok(Self { guard, output, screen, line, size })
    }

    fn reopen(&mut self) {
        self.size.set(backend::size());
        self.screen.open_with(&opening());
    }
}

impl Console for TerminalConsole {
    fn wait(&mut self, until: Option<Instant>) -> Events {
        let behind = self.is_behind().then(|| self.output.as_fd());
        let events = self.line.wait(until, behind);
        for input in &events.inputs {
            if let Input::Resize(width, height) = input {
                self.size.set(Size::new(*width, *height));
            }
        }
        // Signals that nobody sends are many, and wait for the first key (`architecture`, "Figures": first screen).
        if !events.inputs.is_empty() {
            self.line.catch_rest();
        }
        events
    }

    fn waker(&self) -> Box<dyn Fn() + Send + Sync> {
        let waker = self.line.waker();
        Box::new(move || waker.wake())
    }

    fn draw(&mut self, app: &App) -> Shown {
        // A line that is gone shows nothing; the hang-up that follows is what ends the wizard.
        if self.is_behind() && !self.screen.send_rest().unwrap_or(true) {
            return Shown::default();
        }
        let mut area = Rect::default();
        let drawn = self.screen.draw(|frame| {
            area = frame.area;
            view::draw(app, frame)
        });
        // Now that a signal would leave a terminal of ours behind, it is caught. Before, it would cost the first picture; later,
        // many drafts or a slow disk would come between.
        if self.line.catch_common() {
            let size = backend::size();
            if self.size.replace(size) != size {
                return self.draw(app);
            }
        }
        drawn.map_or_else(|_| Shown::default(), |()| view::shown(app, area, Instant::now()))
    }

    fn is_behind(&self) -> bool {
        self.screen.is_behind()
    }

    fn redraw(&mut self) {
        self.size.set(backend::size());
        self.screen.redraw();
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.guard.suspend()?;
        self.reopen();
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        self.guard.resume()?;
        self.reopen();
        Ok(())
    }

    fn copy(&mut self, text: &str) -> bool {
        let sequence = clipboard::copy_sequence(text, &|name| std::env::var(name).ok());
        sequence.is_some_and(|sequence| self.screen.send(&sequence).is_ok())
    }
}
