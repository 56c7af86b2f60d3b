//! What can be seen: a terminal that is too small shows a notice in place of the screen, and keys for that screen would be
//! typed blind.

use super::keys::{self, Action};
use super::message::Msg;
use super::purchase_places::InView;
use super::state::App;
use std::ops::Range;
use std::time::Instant;

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

/// What a frame shows that the terminal has taken.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Since when a box that asks for a word stands on the screen, where one does.
    pub box_since: Option<Instant>,
    /// What of the summary is in view.
    pub rows: Range<Position>,
    /// The place of the summary that brings what is below into view.
    pub next: Position,
    /// How many lines of its selected row are scrolled away.
    pub line: usize,
    /// Whether more lines of that row are below those in view.
    pub is_cut: bool,
    /// How far the page of a purchase is scrolled.
    pub page: InView,
    /// Whether a notice stands in place of the screen.
    pub hidden: bool,
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
