//! The summary: everything that will be bought on one page, what is wrong, and the box that buys.

use super::canvas::{Canvas, Rows, cells};
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

/// Draws the summary into these rows.
pub fn draw(app: &App, summary: &SummaryScreen, canvas: &mut Canvas, rows: Rows) {
    let lines = lines(app, summary, canvas.width(), canvas.ascii);
    let boxed = boxed(app, canvas.width());
    let below = below(app, (rows.count(), lines.len()), boxed);
    let room = Rows { top: rows.top, bottom: rows.bottom.saturating_sub(below) };
    let first = first_shown(&lines, summary.row, room.count());
    for (line, y) in lines.iter().skip(first).zip(room.top..room.bottom) {
        draw_line(summary, canvas, y, line);
    }
    if !app.form.obstacles().is_empty() {
        return unready(app, canvas, rows.bottom);
    }
    let box_at = rows.bottom.saturating_sub(boxed);
    if below > boxed {
        checks::draw(app, canvas, (ANSWERS, room.bottom));
        canvas.put(1, room.bottom + checks::ROWS, &confirm_box::plan(app, summary, canvas.width()), theme::PLAIN);
    }
    if let Some(told) = app.open_order_told() {
        canvas.put(1, box_at, &told, theme::BOLD);
    } else if is_read(app, summary, &rows_in_view(app, &lines, first, room.count())) {
        confirm_box::draw(app, summary, canvas, box_at);
    } else {
        canvas.put(1, box_at, tr("More rows below: End shows them."), theme::BOLD);
    }
    confirm_box::whose(app, canvas, rows.bottom.saturating_sub(1));
}

/// Below so many rows the checks and the plan give way to the answers; keys show them.
const ROOMY: u16 = 12;

/// Rows of the box and of whose keys buy; those of what has to be done first are as many as the shortest box.
fn boxed(app: &App, width: u16) -> u16 {
    if app.form.obstacles().is_empty() { confirm_box::rows(app, width) + 1 } else { 2 }
}

/// Rows below the answers, of which there are so many lines for so many rows: checks, plan and box, or what has to be done
/// first. Checks and plan give way to answers that need the room.
fn below(app: &App, (rows, lines): (u16, usize), boxed: u16) -> u16 {
    let all = checks::ROWS + 1 + boxed;
    let fits = lines + usize::from(all) <= usize::from(rows);
    if app.form.obstacles().is_empty() && rows >= ROOMY && fits { all } else { boxed }
}

/// The rows that a summary in so many columns and rows shows, and the row whose selection brings those below into view.
pub fn in_view(app: &App, summary: &SummaryScreen, (columns, rows): (u16, u16)) -> (Range<usize>, usize) {
    let lines = lines(app, summary, columns, app.ascii);
    let room = rows.saturating_sub(below(app, (rows, lines.len()), boxed(app, columns)));
    let first = first_shown(&lines, summary.row, room);
    let in_view = rows_in_view(app, &lines, first, room);
    // The furthest one that leaves no row out in between.
    let top = |row: &usize| lines.get(first_shown(&lines, *row, room)).map_or(0, |line| line.rows.start);
    let follows = |row: &usize| top(row) <= in_view.end;
    let next = (in_view.end..app.review_rows().len()).rev().find(follows).unwrap_or(in_view.end);
    (in_view, next)
}

/// Whether every row was on the screen, with those in view now.
pub fn is_read(app: &App, summary: &SummaryScreen, rows: &Range<usize>) -> bool {
    summary.read || (rows.start <= summary.seen && rows.end >= app.review_rows().len())
}

/// The rows of which everything is in view, what stands below them included.
fn rows_in_view(app: &App, lines: &[Line], first: usize, room: u16) -> Range<usize> {
    let start = lines.get(first).map_or(0, |line| line.rows.start);
    match lines.get(first + usize::from(room)) {
        None => start..app.review_rows().len(),
        // What stands below a row and is longer than the room could never be in view with it.
        Some(below) => start..below.rows.start.max(start + 1),
    }
}

/// The first line in view, so that the selected row is, with what stands below it.
fn first_shown(lines: &[Line], row: usize, room: u16) -> usize {
    let selected = lines.iter().position(|line| line.rows.contains(&row)).unwrap_or_default();
    let end = lines.iter().rposition(|line| line.rows.start <= row).map_or(0, |last| last + 1);
    end.saturating_sub(usize::from(room)).min(selected)
}

/// What has to be done before anything can be bought.
fn unready(app: &App, canvas: &mut Canvas, bottom: u16) {
    let obstacles = app.form.obstacles();
    let told = match (obstacles.len(), obstacles.iter().any(|it| it.place.is_none())) {
        (1, false) => tr("1 answer, marked x, blocks buying.").to_owned(),
        (1, true) => tr("1 answer, marked x, blocks buying; Delete takes it away.").to_owned(),
        (count, false) => say!("{count} answers, marked x, block buying.", count),
        (count, true) => say!("{count} answers, marked x, block buying; Delete takes it away.", count),
    };
    let lines = text::wrap(&told, usize::from(canvas.width()) - 2);
    for (line, y) in lines.iter().zip(bottom.saturating_sub(cells(lines.len()))..bottom) {
        canvas.put(1, y, line, theme::BOLD);
    }
}

/// Columns that a value may take which was not understood, or is not the answer any more.
const MOST_SAID: usize = 16;

/// A line: the name of its screen where it is the first of it, and answers; or what stands below those.
struct Line {
    title: &'static str,
    items: Vec<Item>,
    /// The rows that have an answer here, or the row that this stands below.
    rows: Range<usize>,
}

/// One answer, where it stands in its line.
struct Item {
    /// Which row of the summary it is.
    row: usize,
    x: u16,
    label: String,
    value: String,
    style: Style,
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
const ANSWERS: u16 = 15;

/// The answers of each screen side by side, broken into lines where the width ends; before them, a line each, what was
/// not understood.
fn lines(app: &App, summary: &SummaryScreen, width: u16, ascii: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let (mut shown, mut x, mut words) = (None, ANSWERS, Vec::new());
    let left = if width < NARROW { 2 } else { ANSWERS };
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

fn draw_line(summary: &SummaryScreen, canvas: &mut Canvas, y: u16, line: &Line) {
    canvas.put_within(1, y, ANSWERS - 2, line.title, theme::DIM);
    for item in &line.items {
        let here = item.row == summary.row && !summary.confirming;
        let end = canvas.put(item.x, y, &item.label, if here { theme::PLAIN } else { theme::DIM });
        let end = canvas.put(end, y, &item.value, item.style);
        if here {
            canvas.put(0, y, ">", theme::BOLD);
            canvas.restyle(item.x, y, end.saturating_sub(item.x), theme::HERE);
            canvas.cursor(item.x, y);
        }
    }
}
