//! The summary: everything that will be bought on one page, what is wrong, and the box that buys.

use super::canvas::{Canvas, Rows, cells};
use super::input;
use super::theme;
use crate::app::state::App;
use crate::app::summary::{ConfirmBy, SummaryScreen};
use crate::form::understanding::Obstacle;
use crate::steps::checks::Verdict;
use crate::steps::{account, billing, price};
use crate::text;
use crate::text::clean;
use ratatui::style::Style;

/// Draws the summary into these rows.
pub fn draw(app: &App, summary: &SummaryScreen, canvas: &mut Canvas, rows: Rows) {
    let obstacles = app.form.obstacles();
    if obstacles.is_empty() {
        ready(app, summary, canvas, rows);
    } else {
        unready(summary, canvas, rows, &obstacles);
    }
}

/// Columns that a value which was not understood may take.
const MOST_SAID: usize = 16;

/// Everything that blocks sending, each a way to its question; or, where there is none, to be taken away.
fn unready(summary: &SummaryScreen, canvas: &mut Canvas, rows: Rows, obstacles: &[Obstacle]) {
    let count = obstacles.len();
    let unclear = obstacles.iter().any(|obstacle| obstacle.place.is_none());
    let away = if unclear { ", Delete takes it away" } else { "" };
    let head = format!("{count} to fix before anything can be sent; Enter goes there{away}");
    canvas.put(1, rows.top, &head, theme::BOLD);
    let room = usize::from(rows.count().saturating_sub(2));
    let first = (summary.row + 1).saturating_sub(room);
    for (row, Obstacle { place, name, shown, rule, .. }) in obstacles.iter().enumerate().skip(first).take(room) {
        let y = rows.top + 2 + cells(row - first);
        let here = row == summary.row && !summary.confirming;
        let end = canvas.put(1, y, if here { "> x" } else { "  x" }, theme::WRONG);
        let (what, rule) = match place {
            Some((step, field)) => (format!("{step} {}", text::fill(field.label, 11, canvas.ascii)), rule.clone()),
            None if shown.is_empty() => (clean(name), rule.clone()),
            None => (format!("{}: {}", clean(name), text::cut(shown, MOST_SAID, canvas.ascii)), rule.clone()),
        };
        let end = canvas.put(end + 1, y, &what, theme::BOLD);
        canvas.put(end + 1, y, &rule, theme::PLAIN);
    }
}

/// Everything, a screen of questions to a row, and the box below.
fn ready(app: &App, summary: &SummaryScreen, canvas: &mut Canvas, rows: Rows) {
    let below = 5;
    let room = Rows { top: rows.top, bottom: rows.bottom.saturating_sub(below) };
    let steps: Vec<Vec<Item>> = (0..app.form.steps().len()).map(|step| layout(app, canvas, step)).collect();
    let taken = |first: usize| steps.iter().take(summary.row + 1).skip(first).map(|items| height(items)).sum::<u16>();
    let first = (0..steps.len()).find(|first| taken(*first) <= room.count()).unwrap_or_default();
    let mut y = room.top;
    for (step, items) in steps.iter().enumerate().skip(first) {
        if y + height(items) > room.bottom {
            break;
        }
        row(app, summary, canvas, y, (step, items));
        y += height(items);
    }
    let y = rows.bottom.saturating_sub(below);
    checks(app, canvas, y);
    let y = y + CHECKS;
    canvas.put(1, y, &plan(app, summary), theme::PLAIN);
    purchase_box(app, summary, canvas, y + 1);
    whose(app, canvas, y + 2);
}

/// Whose keys buy, and what the star at an answer means, as far as there is room for that.
fn whose(app: &App, canvas: &mut Canvas, y: u16) {
    let keys = app.form.source_of(&account::ACCESS_KEY).unwrap_or("typed in");
    let told = format!("Account {}, keys: {keys}", app.account_told());
    let end = canvas.put_within(1, y, canvas.width() - 1, &told, theme::PLAIN) + 3;
    let meanings = ["* cannot be changed after creation", "* cannot be changed", "* fixed"];
    let fits = |meaning: &&str| usize::from(end) + meaning.len() < usize::from(canvas.width());
    if let Some(meaning) = meanings.into_iter().find(fits) {
        canvas.put(end, y, meaning, theme::DIM);
    }
}

/// Lines the row of a screen takes.
fn height(items: &[Item]) -> u16 {
    items.last().map_or(0, |item| item.line) + 1
}

/// One answer, where it stands in the row of its screen.
struct Item {
    line: u16,
    x: u16,
    label: String,
    value: String,
    style: Style,
}

/// Where the answers of a row begin.
const ANSWERS: u16 = 15;

/// The answers of a screen side by side, broken into lines where the width ends. Empty ones are left out.
fn layout(app: &App, canvas: &Canvas, step: usize) -> Vec<Item> {
    let title = app.form.steps().get(step).map_or("", |step| step.title);
    let (account, _) = app.form.account();
    let mut items = Vec::new();
    let (mut line, mut x) = (0, ANSWERS);
    for field in app.fields_of(step) {
        let shown = app.form.show(field);
        if shown.is_empty() {
            continue;
        }
        let label = if field.label == title { String::new() } else { format!("{} ", field.label) };
        let fixed = if field.fixed_after_creation { "*" } else { "" };
        let warned = if app.form.warning(field).is_some() { " !" } else { "" };
        let room = usize::from(canvas.width().saturating_sub(ANSWERS + 4)).saturating_sub(text::width(&label));
        // What came from outside is easily forgotten; of the account it is told below.
        let source = app.form.source_of(field).filter(|_| step != account).map(|source| format!(" ({source})"));
        let value = format!("{shown}{}", source.unwrap_or_default());
        let value = format!("{}{fixed}{warned}", text::cut(&value, room, canvas.ascii));
        let width = cells(text::width(&label) + text::width(&value));
        if x > ANSWERS && x + width >= canvas.width() {
            (line, x) = (line + 1, ANSWERS);
        }
        let style = if app.form.is_chosen(field) { theme::BOLD } else { theme::PLAIN };
        items.push(Item { line, x, label, value, style });
        x += width + 3;
    }
    if step == app.form.screen_of(&billing::CHARGING_MODE) {
        items.extend(price(app, canvas, line + 1));
    }
    items
}

/// What is billed, and what is said of the price.
fn price(app: &App, canvas: &Canvas, first: u16) -> Vec<Item> {
    let lines = text::wrap(&price::told(&app.form), usize::from(canvas.width().saturating_sub(ANSWERS + 1)));
    let item = |(line, value)| Item { line, x: ANSWERS, label: String::new(), value, style: theme::PLAIN };
    (first..).zip(lines).map(item).collect()
}

/// Draws the row of a screen.
fn row(app: &App, summary: &SummaryScreen, canvas: &mut Canvas, y: u16, (step, items): (usize, &[Item])) {
    let here = step == summary.row && !summary.confirming;
    let title = app.form.steps().get(step).map_or("", |step| step.title);
    canvas.put(0, y, if here { ">" } else { " " }, theme::BOLD);
    canvas.put_within(1, y, ANSWERS - 2, title, if here { theme::HERE } else { theme::DIM });
    for item in items {
        let end = canvas.put(item.x, y + item.line, &item.label, theme::DIM);
        canvas.put(end, y + item.line, &item.value, item.style);
    }
}

/// Rows the checks have.
const CHECKS: u16 = 2;

/// How a verdict looks.
pub fn look(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Good => theme::GOOD,
        Verdict::Warning => theme::WARNING,
        Verdict::Blocks => theme::WRONG,
        Verdict::Unknown => theme::PLAIN,
    }
}

/// The checks side by side in two rows, what is not good first; what does not fit is counted.
fn checks(app: &App, canvas: &mut Canvas, y: u16) {
    let mut checks = app.checks();
    checks.sort_by_key(|check| check.verdict);
    canvas.put(1, y, "Checks", theme::DIM);
    let (mut line, mut x) = (0, ANSWERS);
    let room = canvas.width().saturating_sub(ANSWERS + 1);
    for (at, check) in checks.iter().enumerate() {
        let what = format!("{} {}", check.verdict.sign(), check.what);
        let rest = checks.len() - at - 1;
        // On the last line a count of what is left out must still fit behind.
        let kept = if line + 1 == CHECKS && rest > 0 { 18 } else { 0 };
        let wide = cells(text::width(&what)).min(room);
        if x > ANSWERS && x + wide + kept >= canvas.width() {
            if line + 1 == CHECKS {
                canvas.put(x, y + line, &format!("{} more: Tab c", rest + 1), theme::DIM);
                return;
            }
            (line, x) = (line + 1, ANSWERS);
        }
        x = canvas.put_within(x, y + line, room, &what, look(check.verdict)) + 3;
    }
}

fn plan(app: &App, summary: &SummaryScreen) -> String {
    let plan = summary.plan.as_deref().unwrap_or("none");
    let changes = app.changes();
    let told = match changes.as_slice() {
        [] => "nothing changed since opened".to_owned(),
        [(field, before, now)] => format!("Changed since opened: {} {before} -> {now}", field.label),
        [(field, before, now), ..] => {
            format!(
                "Changed since opened: {} {before} -> {now} and {} more, d shows all",
                field.label,
                changes.len() - 1
            )
        }
    };
    format!("Plan {plan}   {told}")
}

fn purchase_box(app: &App, summary: &SummaryScreen, canvas: &mut Canvas, y: u16) {
    let prompt = match app.confirm_by() {
        ConfirmBy::Name(_) => "To buy, type the instance name:",
        ConfirmBy::Yes => "To buy, type yes:",
    };
    let end = canvas.put(1, y, if summary.confirming { ">" } else { " " }, theme::BOLD);
    let end = canvas.put(end + 1, y, prompt, theme::BOLD) + 2;
    let typed = &summary.confirm.typed;
    if summary.confirming {
        input::draw(canvas, (end, y), canvas.width(), typed, theme::BOLD);
    } else {
        canvas.put(end, y, typed.value(), theme::BOLD);
    }
}
