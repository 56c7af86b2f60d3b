//! Your order so far: on a wide terminal, a pane at the right of the questions with every answer, what is missing, and what
//! is said of the price.

use super::canvas::{Canvas, Rows, cells};
use super::theme;
use crate::app::order::Answer;
use crate::app::state::{App, Screen};
use crate::form::field::{Field, Kind, Step};
use crate::language::{say, tr};
use crate::steps::price;
use crate::text::{self, list};
use ratatui::style::Style;

/// Below this many columns there is no pane.
const WIDE: u16 = 110;
/// Columns the questions are made for, and a blank. The pane gets the others, but at least and at most so many.
const QUESTIONS: u16 = 81;
const LEAST: u16 = 38;
const MOST: u16 = 64;

/// The column the pane begins at, where there is one: beside questions, and not under what is laid over them.
pub(super) fn begin(app: &App, width: u16) -> Option<u16> {
    let asks = app.overlay.is_none() && matches!(app.screen, Screen::Step(_));
    (asks && width >= WIDE).then(|| width - (width - QUESTIONS).clamp(LEAST, MOST))
}

/// A line: what is asked, what was answered, and how that looks.
type Line = (&'static str, String, Style);

/// Draws the pane into what is open of the canvas from this column on.
pub(super) fn draw(app: &App, canvas: &mut Canvas, left: u16, rows: Rows) {
    for y in rows.top..rows.bottom {
        canvas.put(left, y, if canvas.ascii { "|" } else { "\u{2502}" }, theme::DIM);
    }
    let (left, room) = (left + 2, usize::from(canvas.width().saturating_sub(left + 3)));
    canvas.put(left, rows.top, tr("Your order so far"), theme::BOLD);
    let told = told(app, room);
    let below = rows.bottom.saturating_sub(cells(told.len()));
    for (y, line) in (below..rows.bottom).zip(&told) {
        canvas.put(left, y, line, theme::PLAIN);
    }
    let answers = Rows { top: rows.top + 1, bottom: below.saturating_sub(1) };
    let each = Some(each(app)).filter(|lines| lines.len() <= usize::from(answers.count()));
    let lines = each.unwrap_or_else(|| by_step(app));
    let label = cells(lines.iter().map(|(label, ..)| text::width(label)).max().unwrap_or_default()) + 2;
    for (y, (name, value, style)) in (answers.top..answers.bottom).zip(&lines) {
        canvas.put(left, y, name, theme::ASIDE);
        canvas.put_within(left + label, y, cells(room).saturating_sub(label), value, *style);
    }
}

/// What is missing, and the price.
fn told(app: &App, room: usize) -> Vec<String> {
    let missing = app.missing();
    let missing = match missing.len() {
        0 => tr("Nothing is missing.").to_owned(),
        1 => say!("1 answer is missing: {question}", question = missing[0]),
        count => say!("{count} answers are missing: {questions}", count, questions = list(&missing)),
    };
    let mut lines = text::wrap(&missing, room);
    lines.truncate(3);
    let billing = price::how_often(&app.form);
    lines.extend(text::wrap(&say!("{billing}. {price}", billing, price = price::PRICE), room));
    lines
}

/// A line for each question that has an answer or needs one.
fn each(app: &App) -> Vec<Line> {
    let line = |(_, field): (usize, &'static Field)| {
        let (value, style) = answered(app, field, &app.left_answer(field))?;
        Some((field.label.shown(), value, style))
    };
    app.form.shown().filter_map(line).collect()
}

/// A line for each screen, where there is no room for more. Switches that are off are left out.
fn by_step(app: &App) -> Vec<Line> {
    let line = |(index, step): (usize, &&'static Step)| {
        let (mut values, mut missing) = (Vec::new(), 0);
        for field in app.fields_of(index) {
            let Answer { shown, is_open } = app.left_answer(field);
            match field.kind {
                Kind::Toggle if app.form.is_on(field) => values.push(field.label.to_string()),
                Kind::Toggle => {}
                _ if shown.is_empty() => missing += usize::from(is_open),
                _ => values.push(shown),
            }
        }
        values.extend((missing > 0).then(|| say!("{count} missing", count = missing)));
        let none = if values.is_empty() { tr("off").to_owned() } else { list(&values) };
        (step.title.shown(), none, theme::PLAIN)
    };
    app.form.steps().iter().enumerate().map(line).collect()
}

/// An answer as the pane shows it; nothing where none is given and none is needed.
fn answered(app: &App, field: &Field, answer: &Answer) -> Option<(String, Style)> {
    let Answer { shown, is_open } = answer;
    match (shown.is_empty(), is_open) {
        (true, false) => None,
        (true, true) => Some((tr("- missing").to_owned(), theme::PLAIN)),
        (false, true) => Some((format!("x {shown}"), theme::WRONG)),
        (false, false) => Some((shown.clone(), if app.form.is_chosen(field) { theme::BOLD } else { theme::PLAIN })),
    }
}
