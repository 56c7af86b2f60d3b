//! The list of purchases: name, state, since when, and what to do.

use super::canvas::{Canvas, Rows, cells};
use super::text;
use super::theme;
use crate::app::purchase_list::Row;
use crate::app::state::App;
use crate::purchase::standing::ago;

/// Columns of the state and of the time; the name has what is left of its share.
const STATE: usize = 13;
const SINCE: usize = 8;
/// Below this many columns what to do stands under the list only.
const WIDE: u16 = 64;
/// Rows under the list for the selected purchase.
const TOLD: u16 = 4;

/// Draws the list, and below it how the selected purchase stands in whole sentences.
pub fn draw(app: &App, canvas: &mut Canvas, rows: Rows) {
    let listed = app.purchases.listed();
    let Some((selected, row)) = app.purchases.selected() else {
        canvas.put(1, rows.top + 1, "No purchase so far: none is open, and none was settled.", theme::PLAIN);
        return;
    };
    let name = if canvas.width() < WIDE { usize::from(canvas.width()).saturating_sub(STATE + SINCE + 8) } else { 24 };
    let head = columns(name, ["Name", "State", "Since"], canvas.ascii);
    let end = canvas.put(3, rows.top, &head, theme::DIM);
    if canvas.width() >= WIDE {
        canvas.put(end, rows.top, "What to do", theme::DIM);
    }
    let room = usize::from(rows.count().saturating_sub(TOLD + 2)).max(1);
    let first = (selected + 1).saturating_sub(room);
    for (at, row) in listed.iter().enumerate().skip(first).take(room) {
        line(app, canvas, rows.top + 1 + cells(at - first), (row, at == selected), name);
    }
    let told = text::wrap(&told(row), usize::from(canvas.width()).saturating_sub(2));
    for (at, line) in told.iter().take(usize::from(TOLD)).enumerate() {
        canvas.put(1, rows.bottom.saturating_sub(TOLD) + cells(at), line, theme::PLAIN);
    }
}

fn told(row: &Row) -> String {
    let sentence = row.snapshot.purchase.sentence();
    let hindrance = row.snapshot.hindrance.as_ref().map(|hindrance| format!(" {}", hindrance.sentence()));
    sentence + &hindrance.unwrap_or_default()
}

fn columns(name: usize, [title, state, since]: [&str; 3], ascii: bool) -> String {
    let fill = |text: &str, cells| text::fill(text, cells, ascii);
    format!("{}  {}  {}  ", fill(title, name), fill(state, STATE), fill(since, SINCE))
}

fn line(app: &App, canvas: &mut Canvas, y: u16, (row, here): (&Row, bool), name: usize) {
    let purchase = &row.snapshot.purchase;
    let since = ago(app.now, purchase.since());
    let text = columns(name, [&purchase.intent().name, purchase.word(), &since], canvas.ascii);
    let style = if here { theme::BOLD } else { theme::PLAIN };
    canvas.put(1, y, if here { ">" } else { " " }, theme::BOLD);
    if purchase.needs_person() {
        canvas.put(2, y, "!", theme::WARNING);
    }
    let mut end = canvas.put(3, y, &text, style);
    if canvas.width() >= WIDE {
        let to_do = match &row.snapshot.hindrance {
            Some(hindrance) => hindrance.sentence(),
            None => purchase.to_do(),
        };
        end = canvas.put(end, y, &to_do, style);
    }
    if here {
        canvas.restyle(3, y, end.saturating_sub(3), theme::HERE);
    }
}
