//! What surrounds every screen: who and where, the steps, the explanation, the state in words, the keys.

use super::canvas::{Canvas, Rows, cells};
use super::describe;
use super::header;
use super::state;
use super::step_bar;
use super::theme;
use crate::app::keys::{Binding, KEYS, Place};
use crate::app::state::{App, Screen};
use crate::text;

/// Rows above the content, and below it where nothing is explained.
pub const AROUND: u16 = 6;

/// Draws the surroundings and returns the rows that are left for the content.
pub fn draw(app: &App, canvas: &mut Canvas, explained: bool) -> Rows {
    header::draw(app, canvas);
    step_bar::draw(app, canvas);
    canvas.rule(2);
    let height = canvas.height();
    let state = state::state(app);
    // What is too long for the row of the state is told whole above it.
    let long = text::width(&state.words) + 6 > usize::from(canvas.width());
    let told = if long && state.full.is_empty() { state.words.clone() } else { explanation(app) };
    let lines = if explained { two_rows(&told, usize::from(canvas.width()) - 2, canvas.ascii) } else { Vec::new() };
    let below = if explained { 2 } else { 0 };
    for (row, line) in lines.iter().take(below).enumerate() {
        let style = if state.problem && state.style == theme::WRONG { theme::WRONG } else { theme::PLAIN };
        canvas.put(1, height - 4 + cells(row), line, style);
    }
    let rule = height - 3 - cells(below);
    canvas.rule(rule);
    // Without the explanation the state row is where a problem is told whole.
    let words = if explained || state.full.is_empty() { &state.words } else { &state.full };
    let x = canvas.put(1, height - 2, state.sign, state.style);
    canvas.put(x + 2, height - 2, words, state.style);
    canvas.put(1, height - 1, &bar(app, usize::from(canvas.width()) - 1), theme::DIM);
    Rows { top: 3, bottom: rule }
}

/// The problem where there is one, else what the entry under the cursor is, else the help.
fn explanation(app: &App) -> String {
    match (&app.overlay, &app.screen) {
        (None, Screen::Step(step)) => describe::focus(app, step),
        _ => String::new(),
    }
}

fn two_rows(told: &str, width: usize, ascii: bool) -> Vec<String> {
    let mut lines = text::wrap(told, width);
    if lines.len() > 2 {
        let rest = lines.split_off(1).join(" ");
        lines.push(text::cut(&rest, width, ascii));
    }
    lines
}

/// The help bar: the keys of the moment, innermost first, as many as fit.
fn bar(app: &App, room: usize) -> String {
    let mut line = String::new();
    let mut seen = Vec::new();
    let places = app.places();
    let bound = places.iter().flat_map(|place| KEYS.iter().filter(|binding| binding.place == *place));
    // Under an overlay the keys of the screen below are out of reach.
    let reached = |binding: &&Binding| app.overlay.is_none() || binding.place != Place::Everywhere;
    for binding in bound.filter(reached).filter(|binding| !binding.bar.is_empty()) {
        let gap = if line.is_empty() { "" } else { "  " };
        let fits = text::width(&line) + gap.len() + text::width(binding.bar) <= room;
        if fits && !seen.contains(&binding.action) {
            seen.push(binding.action);
            line.push_str(gap);
            line.push_str(binding.bar);
        }
    }
    line
}
