//! A step: its questions as rows; the focused list opens in place, the others show their answer.

use super::canvas::{Canvas, Rows, cells};
use super::chrome::at_most;
use super::describe;
use super::input;
use super::list;
use super::pairs;
use super::theme;
use crate::app::editor::Mode;
use crate::app::state::App;
use crate::app::step::StepScreen;
use crate::form::field::{Field, Kind};
use crate::language::{say, tr};
use crate::steps::account;
use crate::text;

/// Columns: label, API name, answer.
const LABEL: u16 = 2;
const KEY: u16 = 13;
const ANSWER: u16 = 36;

/// Draws the questions of a screen, one at a time where there is little room. Returns the row that is free below them.
pub fn draw(app: &App, step: &StepScreen, canvas: &mut Canvas, rows: Rows, compact: bool) -> u16 {
    let fields = if step.alone.is_some() { vec![step.focus] } else { app.fields_of(step.index) };
    let is_account = step.index == app.form.account().0;
    if compact {
        one(app, step, canvas, rows, &fields);
        return rows.bottom;
    }
    let broken = broken_keys(app).filter(|_| is_account);
    let broken = broken.map(|told| text::wrap(told, usize::from(canvas.width().saturating_sub(LABEL + 2))));
    let broken = broken.unwrap_or_default();
    // The focused list gets what the other questions leave it, and what must not be overlooked below them.
    let others = fields.len().saturating_sub(1) + 3 + broken.len() + usize::from(!broken.is_empty());
    let room = usize::from(rows.count()).saturating_sub(others).max(3);
    let mut y = rows.top + 1;
    for field in &fields {
        let focused = *field == step.focus;
        row(app, step, canvas, y, field);
        y += 1;
        if focused && step.editor.mode == Mode::Pairs {
            let height = pairs::wished(step).min(room);
            pairs::draw(app, step, canvas, Rows { top: y, bottom: y + cells(height) });
            y += cells(height);
        }
        if focused && step.editor.has_list() {
            let height = list::wished(step).min(room);
            list::draw(app, step, canvas, Rows { top: y, bottom: y + cells(height) }, rows);
            y += cells(height) + 1;
        }
    }
    if is_account {
        places(app, canvas, Rows { top: y + 1, bottom: rows.bottom }, &broken);
        return rows.bottom;
    }
    y
}

/// One question: label and API name, its answer or text below, its list below that.
fn one(app: &App, step: &StepScreen, canvas: &mut Canvas, rows: Rows, fields: &[&'static Field]) {
    let field = step.focus;
    let at = fields.iter().position(|other| *other == field).unwrap_or_default() + 1;
    canvas.cursor(1, rows.top);
    let x = canvas.put(1, rows.top, field.label.shown(), theme::BOLD);
    let x = canvas.put(x + 2, rows.top, &say!("{at} of {count}", at, count = fields.len()), theme::ASIDE);
    canvas.put(x + 2, rows.top, field.key, theme::DIM);
    // Without the explanation below the rule, it is told here.
    let broken = broken_keys(app).filter(|_| *field == account::ACCESS_KEY);
    let told = broken.map_or_else(|| describe::focus(app, step), str::to_owned);
    let pairs = step.editor.mode == Mode::Pairs;
    let listed = step.editor.has_list() || pairs;
    // What is wrong is told before anything else; otherwise a list keeps three rows. A text has one, and a gap.
    let most = if needs_telling(app, step) { 2 } else { 3 };
    let entries = list::wished(step).saturating_sub(1).clamp(1, most);
    let kept = if listed { 1 + entries } else { 3 };
    let room = usize::from(rows.count()).saturating_sub(kept).max(1);
    let told = at_most(room, &told, usize::from(canvas.width()) - 2, canvas.ascii);
    let below = cells(told.len());
    let room = Rows { top: rows.top + 1, bottom: rows.bottom - below };
    if pairs {
        pairs::draw(app, step, canvas, room);
    } else if listed {
        list::draw(app, step, canvas, room, rows);
    } else {
        answer(app, step, canvas, (3, rows.top + 1), field);
    }
    let style = if app.is_wrong(field) { theme::WRONG } else { theme::PLAIN };
    for (line, y) in told.iter().zip(rows.bottom - below..rows.bottom) {
        canvas.put(1, y, line, style);
    }
}

/// Whether something stands in the way of the focused question, or of the entry under the cursor.
fn needs_telling(app: &App, step: &StepScreen) -> bool {
    let closed = step.at_cursor(&app.form).is_some_and(|choice| app.form.closed(step.focus, choice).is_some());
    closed || app.is_wrong(step.focus) || describe::failure_of(app, step.focus).is_some()
}

fn row(app: &App, step: &StepScreen, canvas: &mut Canvas, y: u16, field: &Field) {
    let focused = *field == *step.focus;
    let (sign, style) = match (focused, app.is_wrong(field)) {
        (true, _) => (">", theme::BOLD),
        (false, true) => ("x", theme::WRONG),
        (false, false) => (" ", theme::PLAIN),
    };
    canvas.put(0, y, sign, style);
    if focused {
        // Where the answer is typed or chosen, the cursor goes there.
        canvas.cursor(0, y);
    }
    canvas.put(LABEL, y, field.label.shown(), if focused { theme::BOLD } else { theme::PLAIN });
    canvas.put_within(KEY, y, ANSWER - KEY - 1, field.key, theme::DIM);
    if focused && step.editor.mode == Mode::Pairs {
        canvas.put(ANSWER, y, &pairs::state(app, field), theme::ASIDE);
    } else if focused && step.editor.has_list() {
        canvas.put(ANSWER, y, &describe::state_of_list(app, field), theme::ASIDE);
    } else {
        answer(app, step, canvas, (ANSWER, y), field);
    }
}

fn answer(app: &App, step: &StepScreen, canvas: &mut Canvas, (x, y): (u16, u16), field: &Field) {
    let focused = *field == *step.focus;
    if focused && step.editor.mode == Mode::Text {
        return editing(app, step, canvas, (x, y));
    }
    let shown = Some(app.form.show(field)).filter(|shown| !shown.is_empty());
    let only = || app.form.only(field).map(|only| app.form.show_value(field, &only));
    let shown = shown.or_else(only).unwrap_or_default();
    let style = if app.form.is_chosen(field) { theme::BOLD } else { theme::PLAIN };
    let shown = match field.kind {
        Kind::Toggle => format!("[{}] {shown}", if app.form.is_on(field) { "x" } else { " " }),
        _ if shown.is_empty() && field.is_list() => describe::state_of_list(app, field),
        _ => shown,
    };
    let end = canvas.put(x, y, &shown, style);
    if focused && matches!(field.kind, Kind::Secret) {
        canvas.cursor(end, y);
    }
    let note = note(app, field);
    if end + 3 + cells(text::width(note)) <= canvas.width() {
        canvas.put(end + 3, y, note, theme::ASIDE);
    }
}

/// Where an answer comes from that the user did not give.
fn note<'a>(app: &'a App, field: &Field) -> &'a str {
    match app.form.source_of(field) {
        Some(source) => source,
        None if app.form.is_fixed(field) => tr("set by policy"),
        None if !app.form.is_chosen(field) && app.form.only(field).is_some() => tr("the only one possible"),
        None if app.form.is_chosen(field) || app.form.value(field).is_empty() => "",
        None => tr("default"),
    }
}

/// What is wrong with keys that were meant, as long as keys are asked for.
fn broken_keys(app: &App) -> Option<&str> {
    app.session.broken.as_deref().filter(|_| app.form.is_shown(&account::ACCESS_KEY))
}

fn editing(app: &App, step: &StepScreen, canvas: &mut Canvas, (x, y): (u16, u16)) {
    let input = &step.editor.input;
    let end = input::draw(canvas, (x, y), canvas.width(), input, theme::BOLD);
    if let Kind::Number { unit, .. } = step.focus.kind
        && input.value().ends_with(|last: char| last.is_ascii_digit())
    {
        canvas.put(end + 1, y, unit, theme::BOLD);
    }
    if input.value().is_empty() && step.focus.is_list() {
        canvas.put(end + 1, y, &describe::state_of_list(app, step.focus), theme::ASIDE);
    }
}

/// Every place that was searched for keys, and what was found there; never a value. Keys that were meant but cannot be
/// used come first.
fn places(app: &App, canvas: &mut Canvas, rows: Rows, broken: &[String]) {
    for (line, y) in broken.iter().zip(rows.top..rows.bottom) {
        canvas.put(0, y, if y == rows.top { "x" } else { " " }, theme::WRONG);
        canvas.put(LABEL, y, line, theme::WRONG);
    }
    let below = if broken.is_empty() { 0 } else { cells(broken.len()) + 1 };
    let rows = Rows { top: rows.bottom.min(rows.top + below), bottom: rows.bottom };
    if app.session.places.is_empty() || rows.count() < 2 {
        return;
    }
    canvas.put(LABEL, rows.top, tr("Keys were looked for in"), theme::ASIDE);
    for (y, (place, outcome)) in (rows.top + 1..rows.bottom).zip(&app.session.places) {
        let end = canvas.put_within(4, y, 44, place, theme::PLAIN);
        canvas.put(end.max(40) + 2, y, outcome, theme::ASIDE);
    }
}
