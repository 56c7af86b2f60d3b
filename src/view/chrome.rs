//! What surrounds every screen: who and where, the steps, the explanation, the state in words, the keys.

use super::canvas::{Canvas, Rows, cells};
use super::describe;
use super::header;
use super::state::State;
use super::step_bar;
use super::theme;
use crate::app::keys::{Action, Binding, KEYS};
use crate::app::state::{App, Screen};
use crate::text;

/// Rows above the content.
pub(super) const ABOVE: u16 = 3;
/// The column where the words of the state begin, behind its sign.
pub(super) const STATE: usize = 5;
/// Rows of the explanation.
pub(super) const EXPLANATION: usize = 2;
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
        2 + cells(self.words.len().min(MOST)) + if self.explained { cells(EXPLANATION) } else { 0 }
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
    let lines = if *explained {
        at_most(EXPLANATION, &told, usize::from(canvas.width()) - 2, canvas.ascii)
    } else {
        Vec::new()
    };
    for (line, y) in lines.iter().zip(rule + 1..) {
        let style = if state.problem && state.style == theme::WRONG { theme::WRONG } else { theme::PLAIN };
        canvas.put(1, y, line, style);
    }
    let top = height - 1 - cells(words.len().min(MOST));
    canvas.put(1, top, state.sign, state.style);
    for (line, y) in words.iter().zip(top..height - 1) {
        canvas.put(cells(STATE), y, line, state.style);
    }
    canvas.put(1, height - 1, &bar(app, usize::from(canvas.width()) - 1), theme::ASIDE);
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

/// The keys of the moment that would do something, innermost first, as many as fit: what goes back before all others, then
/// what accepts and what brings the rest of the summary into view.
fn bar(app: &App, room: usize) -> String {
    let (mut named, mut bound) = (Vec::new(), Vec::new());
    for place in app.places() {
        for Binding { action, bar, keys, .. } in KEYS.iter().filter(|binding| binding.place == place) {
            // What an inner place does with a key, or would, no outer one does.
            let is_new = |key| !bound.contains(&key);
            let told = bar.filter(|_| keys.first().is_some_and(is_new));
            bound.extend(told.and(keys.first()));
            named.extend(told.filter(|_| app.offers(place, *action)).map(|told| (*action, told.shown())));
        }
    }
    let rank = |action| match action {
        Action::Back => 0,
        Action::Accept | Action::Edit | Action::Last => 1,
        _ => 2,
    };
    let mut left = room + GAP.len();
    let mut kept = vec![false; named.len()];
    for turn in 0..=2 {
        for (kept, (_, told)) in kept.iter_mut().zip(&named).filter(|(_, (action, _))| rank(*action) == turn) {
            let taken = text::width(told) + GAP.len();
            *kept = taken <= left;
            left -= if *kept { taken } else { 0 };
        }
    }
    let kept = kept.iter().zip(&named).filter(|(kept, _)| **kept).map(|(_, (_, told))| *told);
    kept.collect::<Vec<_>>().join(GAP)
}

/// Between two keys.
const GAP: &str = "  ";
