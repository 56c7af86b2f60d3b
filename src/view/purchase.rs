//! The purchase as it happens, and its result: what was done and when, the state, the ID, how to come back.

use super::canvas::{Canvas, Rows, cells};
use super::elapsed::elapsed;
use super::input;
use super::theme;
use crate::app::purchase::{PurchaseScreen, Question};
use crate::app::purchase_list::{Pending, Row};
use crate::app::purchase_places::InView;
use crate::app::state::App;
use crate::language::{say, tr};
use crate::purchase::log::{LogEntry, Mark};
use crate::purchase::search::Search;
use crate::purchase::snapshot::Hindrance;
use crate::purchase::{Purchase, State};
use crate::text;
use jiff::Timestamp;
use ratatui::style::Style;

/// Below this many columns labels stand above what must not be broken.
const NARROW: u16 = 60;
/// What a line of a shell's command ends in that goes on in the next one.
const BACKSLASH: &str = " \\";

/// The state in one word, for the second row.
pub fn title(row: &Row) -> String {
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
type Line = Vec<(u16, String, Style)>;

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
    let plain = |told: &str| -> Vec<Line> {
        text::wrap(told, usize::from(width - left - 1))
            .into_iter()
            .map(|line| vec![(left, line, theme::PLAIN)])
            .collect()
    };
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

fn hindrance(row: &Row) -> String {
    row.snapshot.hindrance.as_ref().map(Hindrance::sentence).unwrap_or_default()
}

/// Columns left of the text: fewer where an ID needs nearly all.
fn margin(width: u16) -> u16 {
    if width < NARROW { 1 } else { 2 }
}

/// A command for a shell. Where it is too long for a row, it goes on in the next one as shells have it.
fn command_lines(command: &str, width: u16) -> Vec<Line> {
    let left = if width < NARROW { 0 } else { 4 };
    let mut lines = text::wrap(command, usize::from(width - left) - BACKSLASH.len());
    let last = lines.len().saturating_sub(1);
    lines.iter_mut().take(last).for_each(|line| line.push_str(BACKSLASH));
    lines.into_iter().map(|line| vec![(left, line, theme::PLAIN)]).collect()
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

/// What was bought: the ID above all, then what to do where it does not run.
fn result(app: &App, row: &Row, width: u16, roomy: bool) -> Vec<Line> {
    let (purchase, left) = (&row.snapshot.purchase, margin(width));
    let plain = |told: &str| -> Vec<Line> {
        text::wrap(told, usize::from(width - left - 1))
            .into_iter()
            .map(|line| vec![(left, line, theme::PLAIN)])
            .collect()
    };
    let blank = |is_needed: bool| if roomy && is_needed { vec![Line::new()] } else { Vec::new() };
    let mut facts = facts(row, width < NARROW).into_iter().map(|fact| fact_lines(&fact, width));
    let id = facts.next().unwrap_or_default();
    let facts = facts.flatten().collect();
    let runs = matches!(purchase.state(), State::Running(_));
    let stands = text::paragraph(&[if runs { String::new() } else { purchase.sentence() }, hindrance(row)]);
    let stands = if stands.is_empty() { Vec::new() } else { plain(&stands) };
    let connect: Vec<Line> = purchase.connect().iter().flat_map(|told| plain(told)).collect();
    let builds = matches!(purchase.state(), State::Building(_));
    let mut watch = if builds { plain(&elapsed(app, row, usize::from(width - left - 1))) } else { Vec::new() };
    let command = app.watch_command(purchase).filter(|_| builds);
    watch.extend(command.iter().flat_map(|command| command_lines(command, width)));
    let parts = if roomy { [id, facts, stands] } else { [id, stands, facts] };
    let [first, second, third] = parts;
    let apart = blank(!third.is_empty());
    let parts = [
        blank(true),
        first,
        second,
        apart,
        third,
        blank(!connect.is_empty()),
        connect,
        blank(!watch.is_empty()),
        watch,
    ];
    parts.concat()
}

/// What is known of the instance, each with its label. On narrow screens what is not said above already and cannot be
/// looked up by the ID comes first.
fn facts(row: &Row, narrow: bool) -> Vec<(&str, String, Style)> {
    let purchase = &row.snapshot.purchase;
    let (id, intent) = (purchase.instance_id().unwrap_or(tr("not known")), purchase.intent());
    let plain = |label, value: &str| (label, value.to_owned(), theme::PLAIN);
    let mut facts = vec![(tr("Instance ID"), id.to_owned(), theme::BOLD)];
    facts.extend((!narrow).then(|| plain(tr("State"), &title(row))));
    // What does not run is told in a sentence, which says these too.
    let runs = matches!(purchase.state(), State::Running(_));
    let twice = purchase.namesakes_told().filter(|_| runs);
    facts.extend(twice.map(|told| (tr("Bought twice"), told, theme::WARNING)));
    let order = purchase.order_id().map(|id| plain(tr("Order"), id));
    facts.extend(order.clone().filter(|_| narrow));
    facts.extend(if narrow {
        vec![plain(tr("Region"), &intent.region), plain(tr("Project"), &intent.project_id)]
    } else {
        let (region, project) = (&intent.region, &intent.project_id);
        vec![plain(tr("Region"), &say!("{region}, project {project}", region, project))]
    });
    facts.push(plain(tr("Plan"), &intent.plan));
    let tags = if purchase.has_refused_tags() { theme::WARNING } else { theme::PLAIN };
    facts.extend(purchase.tags_told().filter(|_| runs).map(|told| (tr("Tags"), told, tags)));
    facts.extend(purchase.addresses().into_iter().map(|(what, list)| plain(what, list)));
    facts.extend(order.filter(|_| !narrow));
    facts.extend(purchase.request_id().map(|id| plain(tr("Request ID"), id)));
    facts
}

/// A fact in rows. On narrow screens a label stands above what must not be broken.
fn fact_lines((label, value, style): &(&str, String, Style), width: u16) -> Vec<Line> {
    let narrow = width < NARROW;
    let end = margin(width) + cells(text::width(label).min(20));
    let beside = usize::from(end) + 2 + text::width(value) < usize::from(width);
    let left = match (narrow, beside) {
        (false, _) => 22,
        (true, true) => end + 2,
        (true, false) => 2,
    };
    let label = (margin(width), (*label).to_owned(), theme::DIM);
    let mut lines: Vec<Line> =
        text::wrap(value, usize::from(width - left)).into_iter().map(|part| vec![(left, part, *style)]).collect();
    match lines.first_mut() {
        Some(first) if !narrow || beside => first.insert(0, label),
        _ => lines.insert(0, vec![label]),
    }
    lines
}

/// Where the words of the account begin, behind a sign and the time.
const WORDS: u16 = 13;
/// Between what was done and its detail.
const APART: &str = "   ";

/// What was done, row by row.
fn account(app: &App, row: &Row, width: usize, told: &str) -> Vec<Line> {
    row.snapshot.purchase.log().iter().flat_map(|entry| entry_lines(app, entry, width, told)).collect()
}

/// What was done and its detail, which one copies, and which stands below where it does not fit behind. What is told on
/// the page already is not said twice.
fn entry_lines(app: &App, entry: &LogEntry, width: usize, told: &str) -> Vec<Line> {
    let (words, room) = (&entry.words, width.saturating_sub(usize::from(WORDS) + 1));
    let detail = if told.contains(&entry.detail) && entry.mark == Mark::Trouble { "" } else { &entry.detail };
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
        first.splice(0..0, [(1, sign.to_owned(), style), (3, clock(app, entry.at), theme::DIM)]);
    }
    lines
}

fn clock(app: &App, at: Timestamp) -> String {
    at.to_zoned_datetime(app.session.zone.clone()).strftime("%H:%M:%S").to_string()
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
            None => (tr("Safe to close or to lose the line: the next start goes on with it."), None),
        },
        State::Sent | State::Unknown(_) => {
            (tr("Safe to close or to lose the line: the next start looks for the instance."), None)
        }
        State::Refused(_) | State::NothingSent(_) => (tr("Enter goes back to the answers."), None),
        _ => ("", None),
    }
}
