//! What surrounds every screen: who and where, the steps, the explanation, the state in words, the keys.

use super::canvas::{Canvas, Rows, cells};
use super::describe;
use super::header;
use super::state::State;
use super::step_bar;
use super::theme;
use crate::app::keys::{Action, Binding, KEYS, Place};
use crate::app::state::{App, Screen};
use crate::text;

/// Rows above the content.
pub(super) const ABOVE: u16 = 3;
/// The column where the words of the state begin, behind its sign.
pub(super) const STATE: usize = 5;
/// The most rows of the state, however much there is to say: the content needs some.
pub(super) const MOST: usize = 4;

/// What stands below the content, beside its rule and the keys.
pub(super) struct Below {
    /// Whether the focused question is explained there.
    pub(super) explained: bool,
    pub(super) state: State,
    /// The words of the state as they are shown there, line by line.
    pub(super) words: Vec<String>,
}

impl Below {
    /// How many rows all of it takes.
    pub(super) fn rows(&self) -> u16 {
        2 + cells(self.words.len().min(MOST)) + if self.explained { 2 } else { 0 }
    }
}

/// Draws the surroundings and returns the rows that are left for the content.
pub(super) fn draw(app: &App, canvas: &mut Canvas, below: &Below) -> Rows {
    header::draw(app, canvas);
    step_bar::draw(app, canvas);
    canvas.rule(ABOVE - 1);
    let height = canvas.height();
    let Below { explained, state, words } = below;
    let rule = height - below.rows();
    canvas.rule(rule);
    // What is too long for the row of the state is told whole above it.
    let long = text::width(&state.words) + STATE + 1 > usize::from(canvas.width());
    let told = if long && state.full.is_empty() { state.words.clone() } else { explanation(app) };
    let lines = if *explained { at_most(2, &told, usize::from(canvas.width()) - 2, canvas.ascii) } else { Vec::new() };
    for (line, y) in lines.iter().zip(rule + 1..) {
        let style = if state.problem && state.style == theme::WRONG { theme::WRONG } else { theme::PLAIN };
        canvas.put(1, y, line, style);
    }
    let top = height - 1 - cells(words.len().min(MOST));
    canvas.put(1, top, state.sign, state.style);
    for (line, y) in words.iter().zip(top..height - 1) {
        canvas.put(cells(STATE), y, line, state.style);
    }
    canvas.put(1, height - 1, &bar(app, usize::from(canvas.width()) - 1), theme::DIM);
    Rows { top: ABOVE, bottom: rule }
}

/// The problem where there is one, else what the entry under the cursor is, else the help.
fn explanation(app: &App) -> String {
    match (&app.overlay, &app.screen) {
        (None, Screen::Step(step)) => describe::focus(app, step),
        _ => String::new(),
    }
}

/// A text in lines, of which there are so many at most: the last one is cut where there is more.
pub(super) fn at_most(most: usize, told: &str, width: usize, ascii: bool) -> Vec<String> {
    let mut lines = text::wrap(told, width);
    if lines.len() > most {
        lines.truncate(most.saturating_sub(1));
        let behind = |rest, line: &String| rest_behind(rest, line);
        let rest = lines.iter().fold(told, behind).trim_start().replace('\n', " ");
        lines.push(text::cut(&rest, width, ascii));
    }
    lines
}

fn rest_behind<'a>(text: &'a str, line: &str) -> &'a str {
    text.split_once(line).map_or("", |(_, rest)| rest)
}

/// The help bar: the keys of the moment, innermost first, as many as fit.
fn bar(app: &App, room: usize) -> String {
    let mut line = String::new();
    let mut seen = Vec::new();
    let places = app.places();
    let bound = places.iter().flat_map(|place| KEYS.iter().filter(|binding| binding.place == *place));
    // Under an overlay the keys of the screen below are out of reach.
    let asks = matches!(app.screen, Screen::Step(_) | Screen::Summary(_));
    let reached = |binding: &&Binding| match binding.place {
        Place::Everywhere if app.overlay.is_some() => false,
        // Where nothing is asked there is no next question.
        Place::Everywhere => asks || !matches!(binding.action, Action::NextField | Action::Accept),
        _ => true,
    };
    for (action, told) in bound.filter(reached).filter_map(|binding| Some((binding.action, binding.bar?.shown()))) {
        let gap = if line.is_empty() { "" } else { "  " };
        let fits = text::width(&line) + gap.len() + text::width(told) <= room;
        if fits && !seen.contains(&action) {
            seen.push(action);
            line.push_str(gap);
            line.push_str(told);
        }
    }
    line
}
