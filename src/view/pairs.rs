//! A question of keys with values: a row for each pair, the one that is typed in, and what it may be completed to.

use super::canvas::{Canvas, Rows, cells};
use super::describe;
use super::input;
use super::theme;
use crate::app::state::App;
use crate::app::step::StepScreen;
use crate::form::field::Field;
use crate::form::value::{Pair, Value};
use crate::language::{say, tr};
use crate::text::{self, clauses, grouped};

/// Where the text of a row begins, behind the cursor and the sign.
const TEXT: u16 = 7;
/// Most suggestions that are named beside the one that Right takes.
const NAMED: usize = 6;

/// Rows that the question would like to have below its own.
pub(super) fn wished(step: &StepScreen) -> usize {
    let rows = &step.editor.pairs;
    rows.above.len() + rows.below.len() + 2
}

/// How many there are that have a value, and what came of the list that helps to complete them.
pub(super) fn state(app: &App, field: &Field) -> String {
    let given = match app.form.value(field).as_pairs().iter().filter(|pair| pair.value.is_some()).count() {
        0 => tr("none so far").to_owned(),
        count => say!("{count} so far", count),
    };
    let known = describe::listing(app, field).and_then(|listing| match (&listing.choices, &listing.failure) {
        (Some(known), _) => Some(say!("{count} in this project", count = grouped(known.len() as u64))),
        (None, Some(_)) => Some(tr("those of the project not read").to_owned()),
        (None, None) => None,
    });
    clauses(&[Some(given), known].into_iter().flatten().collect::<Vec<_>>())
}

/// Draws the rows, as many as there is room for around the one that is typed in, and the suggestions below.
pub(super) fn draw(app: &App, step: &StepScreen, canvas: &mut Canvas, rows: Rows) {
    let pairs = &step.editor.pairs;
    let room = usize::from(rows.count().saturating_sub(1)).max(1);
    let (here, all) = (pairs.above.len(), pairs.above.len() + 1 + pairs.below.len());
    let first = (here + 1).saturating_sub(room);
    let lines = pairs.above.iter().map(Some).chain([None]).chain(pairs.below.iter().map(Some));
    for (line, y) in lines.skip(first).zip(rows.top..).take(room) {
        match line {
            Some(pair) => row(app, step.focus, canvas, y, pair),
            None => typing(app, step, canvas, y),
        }
    }
    let below = rows.top + cells((all - first).min(room));
    if below < rows.bottom {
        suggestions(app, step, canvas, below);
    }
}

fn row(app: &App, field: &Field, canvas: &mut Canvas, y: u16, pair: &Pair) {
    let is_wrong = (field.check)(&app.form, &Value::pairs(vec![pair.clone()])).is_err();
    let (sign, style) = if is_wrong { ("x", theme::WRONG) } else { ("*", theme::PLAIN) };
    canvas.put(4, y, sign, style);
    canvas.put(TEXT, y, &pair.to_string(), style);
}

/// The row that keys go to, with the rest of the suggestion behind the text.
fn typing(app: &App, step: &StepScreen, canvas: &mut Canvas, y: u16) {
    let typed = &step.editor.input;
    canvas.put(1, y, ">", theme::BOLD);
    let rest = step.suggestion(&app.form).and_then(|whole| whole.strip_prefix(typed.value().trim_start()));
    let end = input::draw(canvas, (TEXT, y), canvas.width(), typed, theme::BOLD);
    match rest {
        Some(rest) => drop(canvas.put(end, y, rest, theme::DIM)),
        None if typed.value().is_empty() => drop(canvas.put(end + 1, y, "key=value", theme::DIM)),
        None => {}
    }
}

fn suggestions(app: &App, step: &StepScreen, canvas: &mut Canvas, y: u16) {
    let named: Vec<String> = step.suggestions(&app.form).take(NAMED).map(text::clean).collect();
    if !named.is_empty() {
        canvas.put(TEXT, y, &say!("in this project: {tags}", tags = named.join("  ")), theme::ASIDE);
    }
}
