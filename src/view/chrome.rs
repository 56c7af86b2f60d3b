//! What surrounds every screen: who and where, the steps, the explanation, the state in words, the keys.

use super::canvas::{Canvas, Rows, cells};
use super::describe;
use super::state;
use super::theme;
use crate::app::keys::{Binding, KEYS, Place};
use crate::app::state::{App, Mark, Saving, Screen};
use crate::steps::{account, engine};
use crate::text;
use ratatui::style::Style;

/// Rows above the content, and below it where nothing is explained.
pub const AROUND: u16 = 6;

/// Draws the surroundings and returns the rows that are left for the content.
pub fn draw(app: &App, canvas: &mut Canvas, explained: bool) -> Rows {
    header(app, canvas);
    steps(app, canvas);
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

fn header(app: &App, canvas: &mut Canvas) {
    let session = &app.session;
    let saved = match &session.saving {
        Saving::Nothing => String::new(),
        Saving::Pending => "saving".to_owned(),
        Saving::Done(at) => format!("saved {}", at.to_zoned_datetime(session.zone.clone()).strftime("%H:%M")),
        Saving::Failed(why) => format!("NOT SAVED: {why}"),
    };
    let sandbox = if session.sandbox { "SANDBOX, nothing is billed" } else { "" };
    let typed = if app.form.secret(&account::SECRET_KEY).is_empty() { "no keys yet" } else { "keys typed in" };
    let keys = if session.sandbox { "" } else { app.form.source_of(&account::ACCESS_KEY).unwrap_or(typed) };
    let (name, region) = (app.form.text(&engine::NAME), app.form.text(&account::REGION));
    let room = usize::from(canvas.width()) - 1;
    let line = |program: &str, name: &str, region: &str, gap: &str| {
        let parts = [program, sandbox, name, region, keys, &saved];
        parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(gap)
    };
    // Where it gets tight the name gives way, which stands on its own screen too, then what one knows anyway.
    let program = "rocketmq-wizard";
    let short = |program: &str, region: &str| {
        let spare = room.saturating_sub(text::width(&line(program, "-", region, "  ")) - 1);
        line(program, &text::cut(&name, spare.max(6), canvas.ascii), region, "  ")
    };
    let full = line(program, &name, &region, "   ");
    let shorter = [(program, region.as_str()), ("", &region), ("", "")].into_iter().map(|(p, r)| short(p, r));
    // The last has to do where none fits.
    let line =
        std::iter::once(full).chain(shorter).find(|line| text::width(line) <= room).unwrap_or_else(|| short("", ""));
    let style = if matches!(session.saving, Saving::Failed(_)) { theme::WRONG } else { theme::BOLD };
    canvas.put_within(1, 0, canvas.width() - 1, &line, style);
}

/// The steps bar: names where they fit, else numbers; the current one in brackets and capitals.
fn steps(app: &App, canvas: &mut Canvas) {
    if let Some(row) = app.shown_purchase() {
        canvas.put(1, 1, &super::purchase::title(row), theme::BOLD);
        return;
    }
    if matches!(app.screen, Screen::Purchases(_)) {
        canvas.put(1, 1, "PURCHASES", theme::BOLD);
        return;
    }
    let room = usize::from(canvas.width()) - 1;
    let named = items(app, true);
    let items = if total(&named) <= room { named } else { items(app, false) };
    let mut x = 1;
    for (text, style) in &items {
        x = canvas.put(x, 1, text, *style) + 1;
    }
    let (summary, style) = if app.is_summary() { ("[S]", theme::HERE) } else { ("S", theme::PLAIN) };
    if usize::from(x) + summary.len() <= room + 1 {
        canvas.put(x, 1, summary, style);
    }
}

fn total(items: &[(String, Style)]) -> usize {
    items.iter().map(|(text, _)| text::width(text) + 1).sum::<usize>()
}

fn items(app: &App, named: bool) -> Vec<(String, Style)> {
    let here = app.step().map(|step| step.index);
    let (account, _) = app.form.account();
    let hidden = |index: usize| index == account && here != Some(account) && app.mark(account) == Mark::Good;
    let item = |(index, step): (usize, &&crate::form::field::Step)| {
        let name = if named || here == Some(index) { format!("{index} {}", step.short) } else { index.to_string() };
        if here == Some(index) {
            return (format!("[{}]", name.to_uppercase()), theme::HERE);
        }
        let visited = step.fields.iter().any(|field| app.touched.contains(field.key));
        match app.mark(index) {
            Mark::Good if visited => (format!("{name}+"), theme::GOOD),
            Mark::Wrong => (format!("{name}x"), theme::WRONG),
            _ => (name, theme::PLAIN),
        }
    };
    app.form.steps().iter().enumerate().filter(|(index, _)| !hidden(*index)).map(item).collect()
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
