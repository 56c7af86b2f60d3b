//! What can be seen: a terminal that is too small shows a notice in place of the screen, and keys for that screen would be
//! typed blind.

use super::keys::{self, Action};
use super::message::Msg;
use super::state::App;
use super::summary::Shown;

/// A place in the summary: a row, and how many lines below the one it begins in, as what is said of it takes several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub row: usize,
    pub line: usize,
}

impl Position {
    /// Behind the last one.
    pub const END: Self = Self { row: usize::MAX, line: 0 };
}

impl App {
    /// Whether this was typed or pasted for a screen that cannot be seen, because the terminal is too small. Leaving,
    /// suspending, saving and redrawing need none.
    pub(super) fn is_blind(&self, msg: &Msg) -> bool {
        const NEED_NONE: [Action; 4] = [Action::Interrupt, Action::Suspend, Action::Save, Action::Redraw];
        match msg {
            _ if !self.hidden => false,
            Msg::Key(event, _) => !keys::action(&self.places(), event).is_some_and(|key| NEED_NONE.contains(&key)),
            Msg::Paste(..) | Msg::Burst(..) | Msg::Garbled | Msg::Flooded => true,
            _ => false,
        }
    }

    /// The terminal shows something else now: what was on it has to be drawn again before it counts.
    pub fn covered(&mut self) {
        self.drawn(&Shown { hidden: self.hidden, ..Shown::default() });
    }
}
