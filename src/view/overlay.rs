//! What lies over a screen: help, the overview of the steps, the request, the changes.

use super::canvas::{Canvas, Rows, cells};
use super::describe;
use super::summary_lines;
use super::theme;
use crate::app::keys::{self, Binding, KEYS, TEXT_KEYS};
use crate::app::overlay::{Overlay, Page, Topic};
use crate::app::state::{App, Mark};
use crate::export::Format;
use crate::form::understanding::Obstacle;
use crate::language::{say, tr};
use crate::sort;
use crate::steps::checks::blocker;
use crate::text;
use crate::text::clean;
use ratatui::style::Style;

/// Draws the overlay in place of the content.
pub fn draw(app: &App, overlay: &Overlay, canvas: &mut Canvas, rows: Rows) {
    let width = usize::from(canvas.width()) - 4;
    match overlay {
        Overlay::Page(Page { topic, scroll }) => page(canvas, rows, *scroll, &told(app, *topic, width)),
        Overlay::Instances(list) => super::instances::draw(app, list, canvas, rows),
        Overlay::Drafts(drafts) => super::drafts::draw(app, drafts, canvas, rows),
        Overlay::Steps { cursor } => steps(app, *cursor, canvas, rows),
    }
}

fn told(app: &App, topic: Topic, width: usize) -> Lines {
    match topic {
        Topic::Help => help(app, width),
        Topic::Request => request(app, width),
        Topic::Export(format) => export(app, format, width),
        Topic::Changes => changes(app, width),
        Topic::Checks => checks(app, width),
        Topic::Connect => connect(app, width),
    }
}

type Lines = Vec<(String, Style)>;

/// Text one scrolls through; the last page always stays full.
fn page(canvas: &mut Canvas, rows: Rows, scroll: usize, lines: &Lines) {
    let room = usize::from(rows.count());
    let scroll = scroll.min(lines.len().saturating_sub(room));
    for (y, (line, style)) in (rows.top..rows.bottom).zip(lines.iter().skip(scroll)) {
        canvas.put(2, y, line, *style);
    }
    if scroll + room < lines.len() {
        canvas.on_rule(rows, tr(" more "));
    }
}

fn wrapped(lines: &mut Lines, told: &str, width: usize, style: Style) {
    lines.extend(text::wrap(told, width).into_iter().map(|line| (line, style)));
}

fn help(app: &App, width: usize) -> Lines {
    let mut lines = Lines::new();
    if let Some(field) = app.focus() {
        lines.push((format!("{}   {}", field.label, field.key), theme::BOLD));
        wrapped(&mut lines, field.more.shown(), width, theme::PLAIN);
        if let Some(failure) = describe::failure_of(app, field) {
            lines.push((String::new(), theme::PLAIN));
            wrapped(
                &mut lines,
                &say!("The list could not be read: {reason}", reason = failure.line()),
                width,
                theme::WARNING,
            );
        }
        lines.push((String::new(), theme::PLAIN));
    }
    lines.push((tr("Keys").to_owned(), theme::BOLD));
    let here = app.places_below();
    let mut bindings: Vec<&Binding> = KEYS.iter().collect();
    sort::by_key(&mut bindings, |binding| here.iter().position(|place| *place == binding.place).unwrap_or(here.len()));
    for binding in bindings {
        let names = binding.keys.iter().map(|key| keys::name(*key)).collect::<Vec<_>>().join(" ");
        key_line(&mut lines, &names, binding.place.words(), binding.words.shown(), width);
    }
    for (names, words) in TEXT_KEYS {
        key_line(&mut lines, names, tr("text"), words.shown(), width);
    }
    lines
}

/// Where a key works and what it does, in columns of their own; in one below the other where there is little room.
fn key_line(lines: &mut Lines, names: &str, place: &str, words: &str, width: usize) {
    const NAMES: usize = 16;
    const PLACE: usize = 15;
    const GAP: usize = 2;
    let left = NAMES + PLACE + 2 * GAP;
    if width < 2 * left {
        wrapped(lines, &format!("{names}  {place}"), width, theme::BOLD);
        let told = text::wrap(words, width - GAP).into_iter();
        return lines.extend(told.map(|line| (format!("{:GAP$}{line}", ""), theme::PLAIN)));
    }
    let columns = [(names, NAMES), (place, PLACE), (words, width - left)].map(|(told, width)| text::wrap(told, width));
    for at in 0..columns.iter().map(Vec::len).max().unwrap_or_default() {
        let part = |column: usize| columns[column].get(at).map_or("", String::as_str);
        let [names, place] = [(0, NAMES), (1, PLACE)].map(|(column, width)| text::fill(part(column), width, true));
        let gap = " ".repeat(GAP);
        lines.push(([&*names, &*place, part(2)].join(&gap).trim_end().to_owned(), theme::PLAIN));
    }
}

fn request(app: &App, width: usize) -> Lines {
    let mut lines = Lines::new();
    match app.form.body() {
        Ok(body) => {
            let path = format!(
                "POST /v2/{}/{}/instances",
                app.form.text(&crate::steps::engine::ENGINE),
                app.form.text(&crate::steps::account::PROJECT)
            );
            wrapped(&mut lines, &path, width, theme::BOLD);
            wrapped(&mut lines, &format!("{body:#}"), width, theme::PLAIN);
            if let Some(told) = app.left_out_of(Format::Json) {
                wrapped(&mut lines, &told, width, theme::PLAIN);
            }
        }
        Err(obstacles) => {
            wrapped(&mut lines, tr("There is no request yet; these answers are missing or wrong:"), width, theme::BOLD);
            for Obstacle { place, name, rule, .. } in obstacles {
                let question = place.map_or(clean(&name), |(step, field)| format!("{step} {}", field.label));
                wrapped(&mut lines, &say!("{question}: {rule}", question, rule), width, theme::PLAIN);
            }
        }
    }
    lines
}

fn export(app: &App, format: Format, width: usize) -> Lines {
    let formats = text::list(&Format::ALL.map(Format::name));
    let head = say!("{format}   x: next of {formats}   y: copy", format = format.name(), formats);
    let mut lines = vec![(head, theme::BOLD)];
    if let Some(told) = app.left_out_of(format) {
        wrapped(&mut lines, &told, width, theme::WARNING);
    }
    wrapped(&mut lines, &app.export(format), width, theme::PLAIN);
    lines
}

fn changes(app: &App, width: usize) -> Lines {
    let mut lines = Lines::new();
    let head = match app.compared_with() {
        Some(instance) => say!("Changed since {instance}", instance),
        None => tr("Changed since the draft was opened").to_owned(),
    };
    wrapped(&mut lines, &head, width, theme::BOLD);
    let heading = lines.len();
    for (field, before, now) in app.changes() {
        let change = say!("{question}: {before} -> {now}", question = field.label, before, now);
        wrapped(&mut lines, &change, width, theme::PLAIN);
    }
    if lines.len() == heading {
        lines.push((tr("Nothing.").to_owned(), theme::PLAIN));
    }
    lines
}

fn connect(app: &App, width: usize) -> Lines {
    let mut lines = vec![(tr("Connect").to_owned(), theme::BOLD)];
    for told in app.shown_purchase().map(|row| row.snapshot.purchase.connect_lines()).unwrap_or_default() {
        wrapped(&mut lines, &told, width, theme::PLAIN);
    }
    lines
}

fn checks(app: &App, width: usize) -> Lines {
    let mut lines = vec![(tr("Checks; ^R on the summary runs them again").to_owned(), theme::BOLD)];
    if let Some(reason) = app.refusal() {
        let told = say!("The cloud refused this last time: {reason}", reason);
        wrapped(&mut lines, &format!("! {told}"), width, theme::WARNING);
    }
    for check in app.checks() {
        wrapped(
            &mut lines,
            &format!("{} {}", check.verdict.sign(), check.what),
            width,
            super::checks::look(check.verdict),
        );
        if !check.why.is_empty() {
            wrapped(&mut lines, &format!("  {}", check.why), width, theme::PLAIN);
        }
    }
    lines
}

fn steps(app: &App, cursor: usize, canvas: &mut Canvas, rows: Rows) {
    let steps = app.form.steps();
    let room = usize::from(rows.count());
    let first = (cursor + 1).saturating_sub(room);
    let count = steps.len() + 2;
    for (index, y) in (first..count).zip(rows.top..rows.bottom) {
        let (title, (sign, words, style)) = match steps.get(index) {
            Some(step) => (format!("{index} {}", step.title), state(app, index)),
            None if index == steps.len() => (tr("S Summary").to_owned(), state_of_all(app)),
            None => (tr("P Purchases").to_owned(), state_of_purchases(app)),
        };
        let here = index == cursor;
        canvas.put(1, y, if here { ">" } else { " " }, theme::BOLD);
        canvas.put(3, y, &title, if here { theme::BOLD } else { theme::PLAIN });
        canvas.put(20, y, sign, style);
        let end = if index < steps.len() { answers(app, index, canvas, y) } else { canvas.put(22, y, &words, style) };
        if here {
            canvas.cursor(1, y);
            canvas.restyle(3, y, end.saturating_sub(3), theme::HERE);
        }
    }
}

fn state(app: &App, step: usize) -> (&'static str, String, Style) {
    match app.mark(step) {
        Mark::Good => ("+", String::new(), theme::GOOD),
        Mark::Open => ("-", String::new(), theme::PLAIN),
        Mark::Wrong => ("x", String::new(), theme::WRONG),
    }
}

/// The answers of a screen in one line, as far as it goes. Returns the column behind it.
fn answers(app: &App, step: usize, canvas: &mut Canvas, y: u16) -> u16 {
    let mut x = 22;
    for field in app.fields_of(step) {
        let room = canvas.width().saturating_sub(x + 1);
        let (label, value, style) = summary_lines::answer(app, step, field, None, (usize::from(room), canvas.ascii));
        let style = if app.touched.contains(field.key) || !app.form.has_problem(field) { style } else { theme::PLAIN };
        // The sign of the screen stands before them.
        let told = format!("{}{value}", label.trim_start_matches("x "));
        if cells(text::width(&told)) > room || room < 4 {
            return canvas.put_within(x, y, room, &told, style);
        }
        x = canvas.put(x, y, &told, style) + 2;
    }
    x.saturating_sub(2)
}

fn state_of_purchases(app: &App) -> (&'static str, String, Style) {
    match app.purchases.unsettled().count() {
        0 => (" ", tr("none is open").to_owned(), theme::PLAIN),
        _ => ("!", app.purchases.told(), theme::WARNING),
    }
}

fn state_of_all(app: &App) -> (&'static str, String, Style) {
    if let Some(told) = app.open_order_told().filter(|_| app.form.obstacles().is_empty()) {
        return ("!", told, theme::WARNING);
    }
    match app.form.obstacles().len() {
        0 if let Some(check) = blocker(&app.checks()) => ("!", check.what.clone(), theme::WARNING),
        0 => ("+", tr("ready").to_owned(), theme::GOOD),
        count => ("-", say!("{count} to go", count), theme::PLAIN),
    }
}
