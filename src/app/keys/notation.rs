//! How a row of the table of keys is written.

use super::{Action, Binding, Place};
use crate::language::Text;
use crossterm::event::KeyCode;

/// A row: keys in a place, what they do, and the words for it on the help page.
pub(super) const fn key(place: Place, keys: &'static [(KeyCode, bool)], action: Action, words: Text) -> Binding {
    Binding { place, keys, action, bar: None, words }
}

impl Binding {
    /// The same, and what the bar says of it.
    pub(super) const fn in_bar(self, bar: Text) -> Self {
        Self { bar: Some(bar), ..self }
    }
}

pub(super) const fn plain(code: KeyCode) -> (KeyCode, bool) {
    (code, false)
}

pub(super) const fn char(c: char) -> (KeyCode, bool) {
    (KeyCode::Char(c), false)
}

pub(super) const fn ctrl(c: char) -> (KeyCode, bool) {
    (KeyCode::Char(c), true)
}

/// All digits.
pub(super) const DIGITS: &[(KeyCode, bool)] =
    &[char('0'), char('1'), char('2'), char('3'), char('4'), char('5'), char('6'), char('7'), char('8'), char('9')];
