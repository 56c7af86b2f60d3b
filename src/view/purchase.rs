//! The purchase as it happens, and its result: what was done and when, the state, the ID, how to come back.

use super::canvas::{Canvas, Rows, cells};
use super::elapsed::elapsed;
use super::input;
use super::theme;
use crate::app::purchase::{Asking, PurchaseScreen, Question};
use crate::app::purchase_list::{Pending, Row};
use crate::app::state::App;
use crate::language::{say, tr};
use crate::purchase::log::{LogEntry, Mark};
use crate::purchase::search::Search;
use crate::purchase::{Purchase, State};
use crate::text;
use jiff::Timestamp;
use ratatui::style::Style;

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

/// Draws what was bought, or what was done to buy it.
pub fn draw(app: &App, page: &PurchaseScreen, canvas: &mut Canvas, rows: Rows) {
    match app.purchases.get(page.key) {
        Some(row) if page.result => draw_result(app, row, canvas, rows),
        Some(row) => draw_log(app, page, row, canvas, rows),
        None => {}
    }
}

/// What was done, line by line, and how to come back. Where there is little room the account of it gives way.
fn draw_log(app: &App, page: &PurchaseScreen, row: &Row, canvas: &mut Canvas, rows: Rows) {
    let purchase = &row.snapshot.purchase;
    let roomy = rows.count() > 12;
    let asking = page.asking.as_ref().map(|Asking { question, confirm }| (asked(*question, purchase), confirm));
    let word = text::width(&purchase.intent().name) + 1;
    let asked = asking.map_or(0, |(question, _)| input::asked_rows(canvas.width(), question, word));
    let rows = Rows { bottom: rows.bottom - asked, ..rows };
    let mut below = vec![elapsed(app, row, usize::from(canvas.width()) - 3)];
    below.extend(found(page, purchase));
    below.extend(footer(app, purchase, usize::from(canvas.width()) - 3));
    below.retain(|line| !line.is_empty() || roomy);
    let room = usize::from(rows.count()).saturating_sub(below.len() + usize::from(roomy));
    let width = usize::from(canvas.width());
    let mut steps: Vec<_> = purchase.log().iter().rev().map(|step| (step, account(step, width))).collect();
    let mut left = room;
    let kept = steps.iter().take_while(|(_, lines)| {
        let fits = lines.len() <= left;
        left = left.saturating_sub(lines.len());
        fits
    });
    steps.truncate(kept.count());
    let mut y = rows.top;
    for (step, lines) in steps.iter().rev() {
        y = line(app, canvas, y, step, lines);
    }
    y += u16::from(roomy);
    for (line, y) in below.iter().zip(y..rows.bottom) {
        canvas.put(2, y, line, theme::PLAIN);
    }
    if let Some((question, confirm)) = asking {
        input::ask(canvas, (rows.bottom, asked), question, &confirm.typed, true);
    }
}

fn asked(question: Question, purchase: &Purchase) -> &'static str {
    match question {
        Question::SendAgain => tr("> To send again, type the instance name:"),
        Question::Close if purchase.is_unpaid() => tr("> To close it, which cancels nothing, type the instance name:"),
        Question::Close => tr("> To close it as never placed, type the instance name:"),
    }
}

/// What was bought: the ID above all.
fn draw_result(app: &App, row: &Row, canvas: &mut Canvas, rows: Rows) {
    let purchase = &row.snapshot.purchase;
    let narrow = canvas.width() < 60;
    let y = rows.top + u16::from(rows.count() > 10);
    let more = u16::from(narrow && !purchase.connect().is_empty());
    let y = draw_facts(row, canvas, Rows { top: y, bottom: rows.bottom - more }, narrow);
    connect(canvas, (y + 1).min(rows.bottom - more), rows.bottom, purchase);
    let builds = matches!(purchase.state(), State::Building(_));
    let watch = purchase.instance_id().filter(|_| builds);
    if watch.is_some() {
        let width = usize::from(canvas.width()) - 3;
        canvas.put(2, y + 1, &elapsed(app, row, width), theme::PLAIN);
        for (part, y) in text::wrap(&app.watch_command(purchase).unwrap_or_default(), width).iter().zip(y + 2..) {
            canvas.put(2, y, part, theme::ASIDE);
        }
    }
}

/// What is known of the instance, each with its label. On narrow screens what is not said above already and cannot be
/// looked up by the ID comes first.
fn facts(row: &Row, narrow: bool) -> Vec<(&str, String, Style)> {
    let purchase = &row.snapshot.purchase;
    let (id, intent) = (purchase.instance_id().unwrap_or(tr("not known")), purchase.intent());
    let plain = |label, value: &str| (label, value.to_owned(), theme::PLAIN);
    let mut facts = vec![(tr("Instance ID"), id.to_owned(), theme::BOLD)];
    facts.extend((!narrow).then(|| plain(tr("State"), &title(row))));
    facts.extend(purchase.namesakes_told().map(|told| (tr("Bought twice"), told, theme::WARNING)));
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
    facts.extend(purchase.tags_told().map(|told| (tr("Tags"), told, tags)));
    facts.extend(purchase.addresses().into_iter().map(|(what, list)| plain(what, list)));
    facts.extend(order.filter(|_| !narrow));
    facts.extend(purchase.request_id().map(|id| plain(tr("Request ID"), id)));
    facts
}

/// Draws them, and returns the row behind. On narrow screens a label stands above what must not be broken.
fn draw_facts(row: &Row, canvas: &mut Canvas, rows: Rows, narrow: bool) -> u16 {
    let mut y = rows.top;
    for (label, value, style) in &facts(row, narrow) {
        let end = (if narrow { 1 } else { 2 }) + cells(text::width(label).min(20));
        let beside = usize::from(end) + 2 + text::width(value) < usize::from(canvas.width());
        let left = match (narrow, beside) {
            (false, _) => 22,
            (true, true) => end + 2,
            (true, false) => 2,
        };
        let above = u16::from(narrow && !beside);
        if y + above >= rows.bottom {
            break;
        }
        canvas.put_within(if narrow { 1 } else { 2 }, y, 20, label, theme::ASIDE);
        y += above;
        for part in text::wrap(value, usize::from(canvas.width() - left)) {
            if y < rows.bottom {
                canvas.put(left, y, &part, *style);
            }
            y += 1;
        }
    }
    y
}

/// How to connect, as far as there is room; all of it is a page of its own.
fn connect(canvas: &mut Canvas, top: u16, bottom: u16, purchase: &Purchase) {
    let width = usize::from(canvas.width()) - 3;
    let lines: Vec<String> = purchase.connect().iter().flat_map(|told| text::wrap(told, width)).collect();
    let more = lines.len() > usize::from(bottom.saturating_sub(top));
    let mark = canvas.width().saturating_sub(cells(text::width(tr(" c: more ")) + 1));
    for (y, line) in (top..bottom).zip(&lines) {
        let room = if more && y + 1 == bottom { mark.saturating_sub(3) } else { canvas.width() };
        canvas.put_within(2, y, room, line, theme::PLAIN);
    }
    if more {
        canvas.put(mark, bottom - 1, tr(" c: more "), theme::HERE);
    }
}

/// Where the words of the account begin, behind a sign and the time.
const WORDS: u16 = 13;
/// Between what was done and its detail.
const APART: &str = "   ";

/// What was done and its detail, in lines: the detail, which one copies, stands below where it does not fit behind.
fn account(LogEntry { words, detail, .. }: &LogEntry, width: usize) -> Vec<[String; 2]> {
    let room = width.saturating_sub(usize::from(WORDS) + 1);
    let behind = if detail.is_empty() { 0 } else { APART.len() + text::width(detail) };
    if text::width(words) + behind <= room {
        return vec![[words.clone(), detail.clone()]];
    }
    let done = text::wrap(words, room).into_iter().map(|line| [line, String::new()]);
    let detail = text::wrap(detail, room).into_iter().filter(|line| !line.is_empty());
    done.chain(detail.map(|line| [String::new(), line])).collect()
}

/// Draws what was done, and returns the row below it.
fn line(app: &App, canvas: &mut Canvas, y: u16, step: &LogEntry, lines: &[[String; 2]]) -> u16 {
    let (sign, style) = match step.mark {
        Mark::Done => ("+", theme::GOOD),
        Mark::Doing => ("*", theme::BOLD),
        Mark::Trouble => ("!", theme::WARNING),
    };
    canvas.put(1, y, sign, style);
    canvas.put(3, y, &clock(app, step.at), theme::ASIDE);
    for ([words, detail], y) in lines.iter().zip(y..) {
        let end = canvas.put(WORDS, y, words, theme::PLAIN);
        canvas.put(if words.is_empty() { WORDS } else { end + cells(APART.len()) }, y, detail, theme::BOLD);
    }
    y + cells(lines.len())
}

fn clock(app: &App, at: Timestamp) -> String {
    at.to_zoned_datetime(app.session.zone.clone()).strftime("%H:%M:%S").to_string()
}

/// Instances and orders that were found while looking.
fn found(page: &PurchaseScreen, purchase: &Purchase) -> Vec<String> {
    let State::Unknown(Search { candidates, orders, .. }) = purchase.state() else { return Vec::new() };
    let instance = |(row, candidate): (usize, &crate::purchase::search::Candidate)| {
        let sign = if row == page.candidate { ">" } else { " " };
        format!("{sign} {}", candidate.line())
    };
    let order =
        |order: &crate::catalog::Order| format!("  {}", say!("order {order} awaits payment", order = &order.id));
    candidates.iter().enumerate().map(instance).chain(orders.iter().map(order)).collect()
}

fn footer(app: &App, purchase: &Purchase, width: usize) -> Vec<String> {
    let told = match purchase.state() {
        State::Building(_) => Some(match app.watch_command(purchase) {
            Some(command) => {
                let safe = tr("Safe to close or to lose the line. Pick it up again from any shell with");
                format!("\n{safe}\n    {command}")
            }
            None => format!("\n{}", tr("Safe to close or to lose the line: the next start goes on with it.")),
        }),
        State::Sent | State::Unknown(_) => {
            Some(tr("Safe to close or to lose the line: the next start looks for the instance.").to_owned())
        }
        State::Refused(_) | State::NothingSent(_) => Some(tr("Enter goes back to the answers.").to_owned()),
        _ => None,
    };
    text::wrap(&format!("\n{}\n{}", purchase.sentence(), told.unwrap_or_default()), width)
}
