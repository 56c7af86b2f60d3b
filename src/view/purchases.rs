//! The list of purchases: name, state, since when, and what to do.

use super::canvas::{Canvas, Rows, cells};
use super::theme;
use crate::app::purchase_list::Row;
use crate::app::purchases::PurchasesScreen;
use crate::app::state::App;
use crate::language::tr;
use crate::purchase::snapshot::Hindrance;
use crate::purchase::standing::ago;
use crate::text;

/// The most columns a name has; a longer one stands in full under the list.
const NAME: usize = 24;
/// Columns of the time, at least.
const SINCE: usize = 7;
/// Below this many columns what to do stands under the list only.
const WIDE: u16 = 64;
/// The list keeps this part of the rows, should it need them.
const LEAST: usize = 2;

/// Draws the list, and below it how the selected purchase stands in whole sentences.
pub fn draw(app: &App, list: &PurchasesScreen, canvas: &mut Canvas, rows: Rows) {
    let listed = app.purchases.listed();
    let Some((selected, row)) = app.purchases.at_cursor(list.cursor) else {
        canvas.put(1, rows.top + 1, tr("No purchase so far, open or settled."), theme::PLAIN);
        return;
    };
    let widest = |of: &dyn Fn(&Row) -> usize| listed.iter().map(|row| of(row)).max().unwrap_or_default();
    let name = widest(&|row| text::width(&row.snapshot.purchase.intent().name)).clamp(8, NAME);
    let state = widest(&|row| text::width(row.snapshot.purchase.word())).max(5);
    let since = widest(&|row| text::width(&ago(app.now, row.snapshot.purchase.since())));
    let since = since.max(text::width(tr("Since"))).max(SINCE);
    let name = name.min(usize::from(canvas.width()).saturating_sub(state + since + 8));
    let columns = Columns { name, state, since };
    let wide = canvas.width() >= WIDE;
    let head =
        columns.line([tr("Name"), tr("State"), tr("Since"), if wide { tr("What to do") } else { "" }], canvas.ascii);
    canvas.put(3, rows.top, &head, theme::ASIDE);
    let told = text::wrap(&told(row), usize::from(canvas.width()).saturating_sub(2));
    // The list leaves it what it does not need itself, and of little room the greater part: it names what to pay or do.
    let listing = usize::from(rows.count().saturating_sub(1));
    let below = told.len().min(listing - listed.len().min(listing / LEAST));
    let room = (listing - below).max(1);
    let first = (selected + 1).saturating_sub(room);
    for (at, row) in listed.iter().enumerate().skip(first).take(room) {
        line(app, canvas, rows.top + 1 + cells(at - first), (row, at == selected), &columns);
    }
    for (line, y) in told.iter().zip(rows.bottom.saturating_sub(cells(below))..rows.bottom) {
        canvas.put(1, y, line, theme::PLAIN);
    }
    canvas.row_on_rule(rows, selected, listed.len(), room);
}

fn told(row: &Row) -> String {
    let hindrance = row.snapshot.hindrance.as_ref().map(Hindrance::sentence);
    text::paragraph(&[row.snapshot.purchase.sentence(), hindrance.unwrap_or_default()])
}

/// How wide the first columns are.
struct Columns {
    name: usize,
    state: usize,
    since: usize,
}

impl Columns {
    fn line(&self, [name, state, since, to_do]: [&str; 4], ascii: bool) -> String {
        let fill = |text: &str, cells| text::fill(text, cells, ascii);
        let line =
            format!("{}  {}  {}  {to_do}", fill(name, self.name), fill(state, self.state), fill(since, self.since));
        line.trim_end().to_owned()
    }
}

fn line(app: &App, canvas: &mut Canvas, y: u16, (row, here): (&Row, bool), columns: &Columns) {
    let purchase = &row.snapshot.purchase;
    let to_do = match &row.snapshot.hindrance {
        _ if canvas.width() < WIDE => String::new(),
        Some(_) => tr("only shown here; the lines below say why").to_owned(),
        None if purchase.has_refused_tags() => tr("tags refused; t tries again").to_owned(),
        None => purchase.to_do(),
    };
    let since = ago(app.now, purchase.since());
    let text = columns.line([&purchase.intent().name, purchase.word(), &since, &to_do], canvas.ascii);
    let style = if here { theme::BOLD } else { theme::PLAIN };
    canvas.put(1, y, if here { ">" } else { " " }, theme::BOLD);
    if purchase.needs_person() || purchase.has_failed() {
        canvas.put(2, y, "!", theme::WARNING);
    }
    let end = canvas.put(3, y, &text, style);
    if here {
        canvas.cursor(1, y);
        canvas.restyle(3, y, end.saturating_sub(3), theme::HERE);
    }
}
