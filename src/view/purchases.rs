//! The list of purchases: name, state, since when, and what to do.

use super::canvas::{Canvas, Rows, cells};
use super::theme;
use crate::app::purchase_list::Row;
use crate::app::purchases::PurchasesScreen;
use crate::app::state::App;
use crate::purchase::standing::ago;
use crate::text;

/// The most columns a name has; a longer one stands in full under the list.
const NAME: usize = 24;
/// Columns of the time.
const SINCE: usize = 7;
/// Below this many columns what to do stands under the list only.
const WIDE: u16 = 64;
/// The most rows under the list for the selected purchase.
const TOLD: u16 = 4;

/// Draws the list, and below it how the selected purchase stands in whole sentences.
pub fn draw(app: &App, list: &PurchasesScreen, canvas: &mut Canvas, rows: Rows) {
    let listed = app.purchases.listed();
    let Some((selected, row)) = app.purchases.at_cursor(list.cursor) else {
        canvas.put(1, rows.top + 1, "No purchase so far: none is open, and none was settled.", theme::PLAIN);
        return;
    };
    let widest = |of: fn(&Row) -> usize| listed.iter().map(|row| of(row)).max().unwrap_or_default();
    let name = widest(|row| text::width(&row.snapshot.purchase.intent().name)).clamp(8, NAME);
    let state = widest(|row| text::width(row.snapshot.purchase.word())).max(5);
    let columns = Columns { name: name.min(usize::from(canvas.width()).saturating_sub(state + SINCE + 8)), state };
    let wide = canvas.width() >= WIDE;
    let head = columns.line(["Name", "State", "Since", if wide { "What to do" } else { "" }], canvas.ascii);
    canvas.put(3, rows.top, &head, theme::DIM);
    let below = TOLD.min(rows.count() / 3);
    let room = usize::from(rows.count().saturating_sub(below + 1)).max(1);
    let first = (selected + 1).saturating_sub(room);
    for (at, row) in listed.iter().enumerate().skip(first).take(room) {
        line(app, canvas, rows.top + 1 + cells(at - first), (row, at == selected), &columns);
    }
    let told = text::wrap(&told(row), usize::from(canvas.width()).saturating_sub(2));
    for (at, line) in told.iter().take(usize::from(below)).enumerate() {
        canvas.put(1, rows.bottom.saturating_sub(below) + cells(at), line, theme::PLAIN);
    }
}

fn told(row: &Row) -> String {
    let sentence = row.snapshot.purchase.sentence();
    let hindrance = row.snapshot.hindrance.as_ref().map(|hindrance| format!(" {}", hindrance.sentence()));
    sentence + &hindrance.unwrap_or_default()
}

/// How wide the first columns are.
struct Columns {
    name: usize,
    state: usize,
}

impl Columns {
    fn line(&self, [name, state, since, to_do]: [&str; 4], ascii: bool) -> String {
        let fill = |text: &str, cells| text::fill(text, cells, ascii);
        let line = format!("{}  {}  {}  {to_do}", fill(name, self.name), fill(state, self.state), fill(since, SINCE));
        line.trim_end().to_owned()
    }
}

fn line(app: &App, canvas: &mut Canvas, y: u16, (row, here): (&Row, bool), columns: &Columns) {
    let purchase = &row.snapshot.purchase;
    let to_do = match &row.snapshot.hindrance {
        _ if canvas.width() < WIDE => String::new(),
        Some(hindrance) => hindrance.sentence(),
        None if purchase.has_refused_tags() => "tags refused; t tries again".to_owned(),
        None => purchase.to_do(),
    };
    let since = ago(app.now, purchase.since());
    let text = columns.line([&purchase.intent().name, purchase.word(), &since, &to_do], canvas.ascii);
    let style = if here { theme::BOLD } else { theme::PLAIN };
    canvas.put(1, y, if here { ">" } else { " " }, theme::BOLD);
    if purchase.needs_person() {
        canvas.put(2, y, "!", theme::WARNING);
    }
    let end = canvas.put(3, y, &text, style);
    if here {
        canvas.cursor(1, y);
        canvas.restyle(3, y, end.saturating_sub(3), theme::HERE);
    }
}
