//! The purchase as it happens: how it stands, what was found, how to come back; how far its page is scrolled.

use super::canvas::{Canvas, Rows};
use super::elapsed::elapsed;
use super::purchase_lines::{Line, command_lines, hindrance, margin, sentences};
use super::purchase_log::account;
use super::purchase_result::result;
use super::{input, theme};
use crate::app::leaving::WITH_SANDBOX;
use crate::app::purchase::{PurchaseScreen, Question};
use crate::app::purchase_list::Row;
use crate::app::purchase_places::InView;
use crate::app::state::App;
use crate::language::{say, tr};
use crate::purchase::search::Search;
use crate::purchase::{Purchase, State};
use crate::text;

/// Draws what was bought, or what was done to buy it, and below it what has to be confirmed.
pub fn draw(app: &App, page: &PurchaseScreen, canvas: &mut Canvas, rows: Rows) {
    let Some(row) = app.purchases.get(page.key) else { return };
    let width = canvas.width();
    let prompt = page.asking.as_ref().map(|asking| (asking, asked(asking.question, &row.snapshot.purchase)));
    let view = in_view(app, page, (width, rows.count()));
    let asked_rows = prompt_rows(app, page, width);
    let lines = lines(app, page, row, (width, view.rows));
    let bottom = rows.bottom.saturating_sub(asked_rows);
    for (parts, y) in lines.0.iter().skip(view.above).zip(rows.top..bottom) {
        for (x, part, style) in parts {
            canvas.put(*x, y, part, *style);
        }
    }
    match prompt {
        Some((asking, question)) if asked_rows <= rows.count() => {
            input::ask(canvas, (bottom, asked_rows), question, &asking.confirm.typed, true);
        }
        Some(_) => {}
        None => mark(canvas, rows, view),
    }
}

/// Says on the rule below the page that there is more of it.
fn mark(canvas: &mut Canvas, rows: Rows, view: InView) {
    let told = match (view.above < view.most, view.above > 0) {
        (true, _) => tr(" more below: Up/Dn, PgUp/PgDn "),
        (false, true) => tr(" more above: Up/Dn, PgUp/PgDn "),
        (false, false) => return,
    };
    canvas.on_rule(rows, told);
}

/// Rows that what has to be confirmed takes in this width, with the name that is typed; 0 where nothing has to be.
pub fn prompt_rows(app: &App, page: &PurchaseScreen, width: u16) -> u16 {
    let (Some(asking), Some(row)) = (&page.asking, app.purchases.get(page.key)) else { return 0 };
    let purchase = &row.snapshot.purchase;
    input::asked_rows(width, asked(asking.question, purchase), text::width(&purchase.intent().name) + 1)
}

/// What of the page is in view where its content has so many columns and rows.
pub fn in_view(app: &App, page: &PurchaseScreen, (width, rows): (u16, u16)) -> InView {
    let Some(row) = app.purchases.get(page.key) else { return InView::default() };
    let room = rows.saturating_sub(prompt_rows(app, page, width));
    let (lines, selected) = lines(app, page, row, (width, usize::from(room)));
    let rows = usize::from(room);
    let most = lines.len().saturating_sub(rows);
    let above = page.scroll.unwrap_or_else(|| selected.saturating_sub(rows)).min(most);
    InView { above, most, rows }
}

/// All rows of the page, and the one below the selected instance where there are several. Where they do not fit, how it
/// stands comes first and the account of it last.
fn lines(app: &App, page: &PurchaseScreen, row: &Row, (width, room): (u16, usize)) -> (Vec<Line>, usize) {
    if page.result {
        return (result(app, row, width, room > 10), 0);
    }
    let (left, purchase) = (margin(width), &row.snapshot.purchase);
    let plain = |told: &str| sentences(told, width);
    let elapsed = plain(&elapsed(app, row, usize::from(width - left - 1)));
    let (found, selected) = found(page, purchase, width);
    let told = text::paragraph(&[purchase.sentence(), hindrance(row)]);
    let mut stands = plain(&told);
    let told_rows = stands.len();
    let (after, command) = footer(app, purchase);
    let roomy: Vec<Line> = account(app, row, usize::from(width), &told);
    let count = roomy.len() + 1 + elapsed.len() + found.len() + 1 + told_rows + 1 + plain(after).len();
    let command: Vec<Line> = command.iter().flat_map(|command| command_lines(command, width)).collect();
    if count + command.len() <= room {
        let blank = || vec![Line::new()];
        stands.extend(if command.is_empty() { Vec::new() } else { blank() });
        stands.extend(plain(after));
        return ([roomy, blank(), elapsed, found, blank(), stands, command].concat(), 0);
    }
    stands.extend(found);
    stands.extend(plain(after));
    let filled = |lines: Vec<Line>| lines.into_iter().filter(|line| line.iter().any(|(_, part, _)| !part.is_empty()));
    let lines = [stands, command, elapsed, roomy].into_iter().flat_map(filled).collect();
    (lines, if selected == 0 { 0 } else { told_rows + selected })
}

fn asked(question: Question, purchase: &Purchase) -> &'static str {
    match question {
        Question::SendAgain => tr("> This may buy it twice. To send again, type the instance name:"),
        Question::Close if purchase.is_unpaid() => tr("> To close it, which cancels nothing, type the instance name:"),
        Question::Close => {
            tr("> If it was placed, it stays billed. To close it as never placed, type the instance name:")
        }
    }
}

/// Instances and orders that were found while looking, and the row below the selected instance where there are several.
fn found(page: &PurchaseScreen, purchase: &Purchase, width: u16) -> (Vec<Line>, usize) {
    let State::Unknown(Search { candidates, orders, .. }) = purchase.state() else { return (Vec::new(), 0) };
    let (mut lines, mut selected) = (Vec::<Line>::new(), 0);
    for (at, candidate) in candidates.iter().enumerate() {
        let here = at == page.candidate;
        for (part, line) in text::wrap(&candidate.line(), usize::from(width) - 4).into_iter().enumerate() {
            let sign = if here && part == 0 { ">" } else { " " };
            lines.push(vec![(1, sign.to_owned(), theme::BOLD), (3, line, theme::PLAIN)]);
        }
        if here && candidates.len() > 1 {
            selected = lines.len();
        }
    }
    for order in orders {
        let told = say!("order {order} awaits payment", order = &order.id);
        lines.extend(text::wrap(&told, usize::from(width) - 4).into_iter().map(|line| vec![(3, line, theme::PLAIN)]));
    }
    (lines, selected)
}

/// What leaving does, and the command that comes back, where there is one.
fn footer(app: &App, purchase: &Purchase) -> (&'static str, Option<String>) {
    match purchase.state() {
        State::Building(_) => match app.watch_command(purchase) {
            Some(command) => {
                (tr("Safe to close or to lose the line. Pick it up again from any shell with"), Some(command))
            }
            None if app.session.sandbox => (WITH_SANDBOX.shown(), None),
            None => (tr("Safe to close or to lose the line: the next start goes on with it."), None),
        },
        State::Sent | State::Unknown(_) if app.session.sandbox => (WITH_SANDBOX.shown(), None),
        State::Sent | State::Unknown(_) => {
            (tr("Safe to close or to lose the line: the next start looks for the instance."), None)
        }
        State::Refused(_) | State::NothingSent(_) => (tr("Enter goes back to the answers."), None),
        _ => ("", None),
    }
}
