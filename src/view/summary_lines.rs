//! The summary in lines: the answers of each screen side by side, and behind them the checks and the plan.

use super::canvas::cells;
use super::checks;
use super::confirm_box;
use super::theme;
use crate::app::review::Row;
use crate::app::state::App;
use crate::app::summary::SummaryScreen;
use crate::form::field::Field;
use crate::form::understanding::Obstacle;
use crate::language::{say, tr};
use crate::steps::price;
use crate::text;
use crate::text::clean;
use ratatui::style::Style;
use std::ops::Range;

/// Columns that a value may take which was not understood, or is not the answer any more.
const MOST_SAID: usize = 16;

/// A line: the name of its screen where it is the first of it, and answers; or what stands below those.
pub(super) struct Line {
    pub(super) title: &'static str,
    pub(super) items: Vec<Item>,
    /// The rows that have an answer here, or the row that this stands below.
    pub(super) rows: Range<usize>,
}

/// One answer, where it stands in its line.
pub(super) struct Item {
    /// Which row of the summary it is.
    pub(super) row: usize,
    pub(super) x: u16,
    pub(super) label: String,
    pub(super) value: String,
    pub(super) style: Style,
}

/// How far an answer that is too long for the row of its question is indented below it.
const LONG_IN: u16 = 2;
/// The most lines it gets there.
const LONGEST: usize = 4;

/// The row of a line that cannot be selected.
const NO_ROW: usize = usize::MAX;
/// Below so many columns there is little room.
const NARROW: u16 = 70;
/// Where the answers of a line begin.
pub(super) const ANSWERS: u16 = 15;

/// The answers of each screen side by side, broken into lines where the width ends; before them, a line each, what was
/// not understood.
pub(super) fn answers(app: &App, summary: &SummaryScreen, width: u16, ascii: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let (mut shown, mut x, mut words) = (None, ANSWERS, Vec::new());
    let left = left(width);
    for (at, row) in app.review_rows().iter().enumerate() {
        let (step, field) = match row {
            Row::Unclear(obstacle) => {
                lines.push(unclear(obstacle, at, ascii));
                continue;
            }
            Row::Question(step, field) => (*step, *field),
        };
        let most = usize::from(width.saturating_sub(left + LONG_IN + 1)) * LONGEST;
        let was = summary.was.as_ref().filter(|(changed, _)| *changed == field).map(|(_, was)| was.as_str());
        let (label, value, style) = answer(app, step, field, was, (most, ascii));
        let wide = cells(text::width(&label) + text::width(&value));
        let title = app.form.steps().get(step).map_or("", |step| step.title.shown());
        let begins = shown != Some(step);
        if begins || (x > ANSWERS && x + wide >= width) {
            stand_below(&mut lines, &std::mem::take(&mut words), width, left, theme::WARNING);
            lines.push(Line { title: if begins { title } else { "" }, items: Vec::new(), rows: at..at });
            (shown, x) = (Some(step), ANSWERS);
        }
        let (fits, mut long) = (ANSWERS + wide < width, Vec::new());
        if let Some(line) = lines.last_mut() {
            let value = if fits { value } else { std::mem::replace(&mut long, vec![value]).concat() };
            line.items.push(Item { row: at, x, label, value, style });
            line.rows.end = at + 1;
        }
        stand_below(&mut lines, &long, width, left + LONG_IN, style);
        x = if fits { x + wide + 2 } else { width };
        words.extend(app.form.warning(field).map(|word| format!("! {word}")));
    }
    stand_below(&mut lines, &words, width, left, theme::WARNING);
    // What is billed stands in the rows above as well; it is said again where it fits into a line.
    let told = price::told(&app.form);
    let short = || say!("{billing}. {price}", billing = price::how_often(&app.form), price = price::PRICE);
    let told = if text::width(&told) + 3 < usize::from(width) { told } else { short() };
    stand_below(&mut lines, &[told], width, 2, theme::PLAIN);
    lines
}

/// Cells between two checks.
const CHECK_GAP: u16 = 3;

/// Adds what has to be read behind the answers before anything is bought: the checks side by side, what is not good
/// first, and the plan.
pub(super) fn add_decisive(lines: &mut Vec<Line>, app: &App, summary: &SummaryScreen, width: u16) {
    let row = lines.last().map_or(0, |line| line.rows.end.saturating_sub(1));
    let line = |title| Line { title, items: Vec::new(), rows: row..row + 1 };
    let (left, mut x) = (left(width), ANSWERS);
    lines.push(line(tr("Checks")));
    for (value, style) in checks::told(app) {
        let wide = cells(text::width(&value));
        if x > left && x + wide >= width {
            lines.push(line(""));
            x = left;
        }
        let item = Item { row: NO_ROW, x, label: String::new(), value, style };
        if let Some(line) = lines.last_mut() {
            line.items.push(item);
        }
        x += wide + CHECK_GAP;
    }
    stand_below(lines, &confirm_box::plan(app, summary, width), width, 1, theme::PLAIN);
}

/// Where what stands below an answer begins.
fn left(width: u16) -> u16 {
    if width < NARROW { LONG_IN } else { ANSWERS }
}

/// Adds what has to be read with the answers of the last line. No row of the summary stands for it.
fn stand_below(lines: &mut Vec<Line>, told: &[String], width: u16, left: u16, style: Style) {
    let row = lines.last().map_or(0, |line| line.rows.end.saturating_sub(1));
    for value in told.iter().flat_map(|told| text::wrap(told, usize::from(width.saturating_sub(left + 1)))) {
        let item = Item { row: NO_ROW, x: left, label: String::new(), value, style };
        lines.push(Line { title: "", items: vec![item], rows: row..row + 1 });
    }
}

/// Something that was not understood: what it says, and why that cannot be taken.
fn unclear(Obstacle { name, shown, rule, .. }: &Obstacle, row: usize, ascii: bool) -> Line {
    let said = if shown.is_empty() { String::new() } else { format!(": {}", text::cut(shown, MOST_SAID, ascii)) };
    let label = format!("x {}{said} ", clean(name));
    let item = Item { row, x: 1, label, value: rule.clone(), style: theme::PLAIN };
    Line { title: "", items: vec![item], rows: row..row + 1 }
}

/// Label and answer of a question, with a sign where something is missing or wrong.
pub(super) fn answer(
    app: &App,
    step: usize,
    field: &'static Field,
    was: Option<&str>,
    (room, ascii): (usize, bool),
) -> (String, String, Style) {
    let title = app.form.steps().get(step).map_or("", |step| step.title.shown());
    let blocks = app.form.has_problem(field);
    let sign = if blocks { "x " } else { "" };
    let label = if field.label.shown() == title && !blocks { String::new() } else { format!("{sign}{} ", field.label) };
    let only = || app.form.only(field).map(|only| app.form.show_value(field, &only));
    let said = app.form.problem(field).map(|problem| app.form.obstacle(step, field, problem).shown);
    let shown = said.or_else(|| Some(app.form.show(field))).filter(|shown| !shown.is_empty()).or_else(only);
    let missing = shown.is_none() && blocks;
    let shown = shown.unwrap_or_else(|| if missing { tr("missing") } else { tr("none") }.to_owned());
    let (account, _) = app.form.account();
    // What came from outside is easily forgotten; of the account it is told below.
    let source = app.form.source_of(field).filter(|_| step != account).map(|source| say!(" ({source})", source));
    let before = was.map(|was| match was {
        "" => tr(" (was empty)").to_owned(),
        was => say!(" (was {before})", before = text::cut(was, MOST_SAID, ascii)),
    });
    let fixed = if field.fixed_after_creation && !missing { "*" } else { "" };
    let warned = if app.form.warning(field).is_some() { " !" } else { "" };
    let behind = format!("{}{fixed}{warned}", before.unwrap_or_default());
    let room = room.saturating_sub(text::width(&label) + text::width(&behind));
    let value = text::cut(&format!("{shown}{}", source.unwrap_or_default()), room, ascii);
    let style = match (blocks, app.form.is_chosen(field)) {
        (true, _) => theme::WRONG,
        (false, true) => theme::BOLD,
        (false, false) => theme::PLAIN,
    };
    (label, format!("{value}{behind}"), style)
}
