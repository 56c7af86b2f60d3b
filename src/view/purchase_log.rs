//! What was done for a purchase, and when.

use super::canvas::cells;
use super::purchase_lines::Line;
use super::theme;
use crate::app::purchase_list::Row;
use crate::app::state::App;
use crate::purchase::log::{LogEntry, Mark};
use crate::text;
use jiff::Timestamp;

/// Where the words of the account begin, behind a sign and the time.
const WORDS: u16 = 13;
/// Between what was done and its detail.
const APART: &str = "   ";

/// What was done, row by row. What is told on the page already is not said twice.
pub(super) fn account(app: &App, row: &Row, width: usize, told: &str) -> Vec<Line> {
    let purchase = &row.snapshot.purchase;
    // IDs stay beside what was done, where one looks for them.
    let ids = [purchase.instance_id(), purchase.order_id()];
    let is_told = |detail: &str| told.contains(detail) && !ids.contains(&Some(detail));
    let detail = |entry: &LogEntry| if is_told(&entry.detail) { String::new() } else { entry.detail.clone() };
    purchase.log().iter().flat_map(|entry| entry_lines(app, entry, &detail(entry), width)).collect()
}

/// What was done and its detail, which one copies, and which stands below where it does not fit behind.
fn entry_lines(app: &App, entry: &LogEntry, detail: &str, width: usize) -> Vec<Line> {
    let (words, room) = (&entry.words, width.saturating_sub(usize::from(WORDS) + 1));
    let behind = if detail.is_empty() { 0 } else { APART.len() + text::width(detail) };
    let mut lines: Vec<Line> = if text::width(words) + behind <= room {
        let end = WORDS + cells(text::width(words) + APART.len());
        vec![vec![(WORDS, words.clone(), theme::PLAIN), (end, detail.to_owned(), theme::BOLD)]]
    } else {
        let part = |told: &str, style| text::wrap(told, room).into_iter().map(move |line| vec![(WORDS, line, style)]);
        let detail = part(detail, theme::BOLD).filter(|line| line.iter().any(|(_, part, _)| !part.is_empty()));
        part(words, theme::PLAIN).chain(detail).collect()
    };
    let (sign, style) = match entry.mark {
        Mark::Done => ("+", theme::GOOD),
        Mark::Doing => ("*", theme::BOLD),
        Mark::Trouble => ("!", theme::WARNING),
    };
    if let Some(first) = lines.first_mut() {
        first.splice(0..0, [(1, sign.to_owned(), style), (3, clock(app, entry.at), theme::ASIDE)]);
    }
    lines
}

fn clock(app: &App, at: Timestamp) -> String {
    at.to_zoned_datetime(app.session.zone.clone()).strftime("%H:%M:%S").to_string()
}
