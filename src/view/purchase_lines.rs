//! Rows of the page of a purchase, as its account, its result and the rest of it have them.

use super::theme;
use crate::app::purchase_list::{Pending, Row};
use crate::language::tr;
use crate::purchase::State;
use crate::purchase::snapshot::Hindrance;
use crate::text;
use ratatui::style::Style;

/// Below this many columns labels stand above what must not be broken.
pub(super) const NARROW: u16 = 60;
/// What a line of a shell's command ends in that goes on in the next one.
const BACKSLASH: &str = " \\";

/// The state in one word, for the second row.
pub(super) fn title(row: &Row) -> String {
    let purchase = &row.snapshot.purchase;
    let word = match purchase.state() {
        _ if row.pending == Pending::Decided && purchase.is_undecided() => tr("ONE MOMENT"),
        State::Unknown(search) if search.over => tr("YOUR DECISION"),
        State::Unknown(_) => tr("LOOKING FOR IT"),
        State::NothingSent(_) => tr("NOTHING SENT"),
        _ => purchase.word(),
    };
    format!("{}  {}", word.to_uppercase(), purchase.intent().name)
}

/// A row of the page: its parts, each with its column.
pub(super) type Line = Vec<(u16, String, Style)>;

/// Why it is only shown; empty where it is driven.
pub(super) fn hindrance(row: &Row) -> String {
    row.snapshot.hindrance.as_ref().map(Hindrance::sentence).unwrap_or_default()
}

/// Sentences in rows.
pub(super) fn sentences(told: &str, width: u16) -> Vec<Line> {
    let left = margin(width);
    let lines = text::wrap(told, usize::from(width - left - 1)).into_iter();
    lines.map(|line| vec![(left, line, theme::PLAIN)]).collect()
}

/// Columns left of the text: fewer where an ID needs nearly all.
pub(super) fn margin(width: u16) -> u16 {
    if width < NARROW { 1 } else { 2 }
}

/// A command for a shell. Where it is too long for a row, it goes on in the next one as shells have it.
pub(super) fn command_lines(command: &str, width: u16) -> Vec<Line> {
    let left = if width < NARROW { 0 } else { 4 };
    let mut lines = text::wrap(command, usize::from(width - left) - BACKSLASH.len());
    let last = lines.len().saturating_sub(1);
    lines.iter_mut().take(last).for_each(|line| line.push_str(BACKSLASH));
    lines.into_iter().map(|line| vec![(left, line, theme::PLAIN)]).collect()
}
