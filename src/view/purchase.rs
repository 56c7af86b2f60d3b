//! The purchase as it happens, and its result: what was done and when, the state, the ID, how to come back.

use super::canvas::{Canvas, Rows, cells};
use super::input;
use super::theme;
use crate::app::purchase::{Asking, PurchaseScreen, Question};
use crate::app::purchase_list::{Pending, Row};
use crate::app::state::App;
use crate::purchase::log::{LogEntry, Mark};
use crate::purchase::search::Search;
use crate::purchase::{Purchase, State};
use crate::text;
use jiff::Timestamp;

/// The state in one word, for the second row.
pub fn title(row: &Row) -> String {
    let purchase = &row.snapshot.purchase;
    let word = match purchase.state() {
        _ if row.pending == Pending::Decided && purchase.is_undecided() => "ONE MOMENT",
        State::Unknown(search) if search.over => "YOUR DECISION",
        State::Unknown(_) => "LOOKING FOR IT",
        State::NothingSent(_) => "NOTHING SENT",
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
    let mut below = vec![elapsed(app, row)];
    below.extend(found(page, purchase));
    below.extend(footer(app, purchase, usize::from(canvas.width()) - 3));
    below.retain(|line| !line.is_empty() || rows.count() > 12);
    let room = usize::from(rows.count()).saturating_sub(below.len() + 1).max(1);
    let steps = purchase.log();
    let mut y = rows.top;
    for step in steps.iter().skip(steps.len().saturating_sub(room)) {
        line(app, canvas, y, step);
        y += 1;
    }
    y += u16::from(rows.count() > 12);
    for line in &below {
        canvas.put(2, y, line, theme::PLAIN);
        y += 1;
    }
    if let Some(Asking { question, confirm }) = &page.asking {
        let asked = match question {
            Question::SendAgain => "> To send again, type the instance name:",
            Question::Close if purchase.is_unpaid() => "> Not wanted any more: type the instance name:",
            Question::Close => "> It was not placed: type the instance name:",
        };
        let y = rows.bottom - 1;
        let end = canvas.put(1, y, asked, theme::BOLD) + 2;
        input::draw(canvas, (end, y), canvas.width(), &confirm.typed, theme::BOLD);
    }
}

/// Stands before what is said of others that bear the name.
const TWICE: &str = "Bought twice";

/// Stands before how its tags stand.
const TAGS: &str = "Tags";

/// What was bought: the ID above all.
fn draw_result(app: &App, row: &Row, canvas: &mut Canvas, rows: Rows) {
    let purchase = &row.snapshot.purchase;
    let intent = purchase.intent();
    let mut lines =
        vec![("Instance ID", purchase.instance_id().unwrap_or("not known").to_owned()), ("State", title(row))];
    lines.extend(purchase.namesakes_told().map(|told| (TWICE, told)));
    lines.extend([
        ("Region", format!("{}, project {}", intent.region, intent.project_id)),
        ("Plan", intent.plan.clone()),
    ]);
    lines.extend(purchase.tags_told().map(|told| (TAGS, told)));
    lines.extend(purchase.addresses().iter().map(|(what, list)| (what.as_str(), list.clone())));
    let ids = [("Order", purchase.order_id()), ("Request ID", purchase.request_id())];
    lines.extend(ids.into_iter().filter_map(|(label, id)| Some((label, id?.to_owned()))));
    let mut y = rows.top + u16::from(rows.count() > 10);
    // Narrow screens have the label above: an ID must not be broken.
    let narrow = canvas.width() < 60;
    let (left, above) = if narrow { (2, 1) } else { (22, 0) };
    for (at, (label, value)) in lines.iter().enumerate() {
        canvas.put_within(if narrow { 1 } else { 2 }, y, 20, label, theme::DIM);
        y += above;
        for part in text::wrap(value, usize::from(canvas.width() - left)) {
            let style = match (at, *label) {
                (0, _) => theme::BOLD,
                (_, TWICE) => theme::WARNING,
                (_, TAGS) if purchase.has_refused_tags() => theme::WARNING,
                _ => theme::PLAIN,
            };
            canvas.put(left, y, &part, style);
            y += 1;
        }
    }
    connect(canvas, y + 1, rows.bottom, purchase);
    let builds = matches!(purchase.state(), State::Building(_));
    let watch = purchase.instance_id().filter(|_| builds);
    if watch.is_some() {
        canvas.put(2, y + 1, &elapsed(app, row), theme::PLAIN);
        for (row, part) in text::wrap(&app.watch_command(purchase).unwrap_or_default(), usize::from(canvas.width()) - 3)
            .iter()
            .enumerate()
        {
            canvas.put(2, y + 2 + cells(row), part, theme::DIM);
        }
    }
}

/// How to connect, as far as there is room; all of it is a page of its own.
fn connect(canvas: &mut Canvas, top: u16, bottom: u16, purchase: &Purchase) {
    let width = usize::from(canvas.width()) - 3;
    let lines: Vec<String> = purchase.connect().iter().flat_map(|told| text::wrap(told, width)).collect();
    for (y, line) in (top..bottom).zip(&lines) {
        canvas.put(2, y, line, theme::PLAIN);
    }
    if lines.len() > usize::from(bottom.saturating_sub(top)) {
        canvas.put(canvas.width().saturating_sub(10), bottom - 1, " c: more ", theme::HERE);
    }
}

fn line(app: &App, canvas: &mut Canvas, y: u16, step: &LogEntry) {
    let (sign, style) = match step.mark {
        Mark::Done => ("+", theme::GOOD),
        Mark::Doing => ("*", theme::BOLD),
        Mark::Trouble => ("!", theme::WARNING),
    };
    canvas.put(1, y, sign, style);
    let end = canvas.put(3, y, &clock(app, step.at), theme::DIM);
    let end = canvas.put(end + 2, y, &step.words, theme::PLAIN);
    canvas.put(end + 3, y, &step.detail, theme::BOLD);
}

fn clock(app: &App, at: Timestamp) -> String {
    at.to_zoned_datetime(app.session.zone.clone()).strftime("%H:%M:%S").to_string()
}

fn elapsed(app: &App, row: &Row) -> String {
    let purchase = &row.snapshot.purchase;
    let seconds = |from: Timestamp, to: Timestamp| to.duration_since(from).as_secs().max(0);
    let asked = match purchase.state() {
        State::Building(watch) => format!("   asked {}", times(watch.asked())),
        State::Unknown(search) => format!("   looked {}", times(search.asked)),
        _ => String::new(),
    };
    let next = match purchase.next_at() {
        Some(at) => format!(", next in {} s", seconds(app.now, at)),
        None if row.awaits_answer() => ", asking now".to_owned(),
        None => String::new(),
    };
    match purchase.sent_at().filter(|_| !purchase.is_settled()) {
        Some(sent) => {
            let passed = seconds(sent, app.now);
            let usual = if purchase.is_unpaid() || purchase.owes_tags() { "" } else { "    usual 3 to 15 min" };
            format!("{} min {:02} s{asked}{next}{usual}", passed / 60, passed % 60)
        }
        None => String::new(),
    }
}

fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// Instances and orders that were found while looking.
fn found(page: &PurchaseScreen, purchase: &Purchase) -> Vec<String> {
    let State::Unknown(Search { candidates, orders, .. }) = purchase.state() else { return Vec::new() };
    let instance = |(row, candidate): (usize, &crate::purchase::search::Candidate)| {
        let sign = if row == page.candidate { ">" } else { " " };
        format!("{sign} {}", candidate.line())
    };
    let order = |order: &crate::catalog::Order| format!("  order {} awaits payment", order.id);
    candidates.iter().enumerate().map(instance).chain(orders.iter().map(order)).collect()
}

fn footer(app: &App, purchase: &Purchase, width: usize) -> Vec<String> {
    let told = match purchase.state() {
        State::Building(_) => Some(match app.watch_command(purchase) {
            Some(command) => {
                format!("\nSafe to close or to lose the line. Pick it up again from any shell with\n    {command}")
            }
            None => "\nSafe to close or to lose the line: the next start goes on with it.".to_owned(),
        }),
        State::Sent | State::Unknown(_) => {
            Some("Safe to close or to lose the line: the next start looks for the instance.".to_owned())
        }
        State::Refused(_) | State::NothingSent(_) => Some("Enter goes back to the answers.".to_owned()),
        _ => None,
    };
    text::wrap(&format!("\n{}\n{}", purchase.sentence(), told.unwrap_or_default()), width)
}
