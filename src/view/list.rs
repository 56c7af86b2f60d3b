//! A list with its cursor always in view: columns by what is known, the right-most dropped first.

use super::canvas::{Canvas, Rows, cells};
use super::text;
use super::theme;
use crate::app::editor::Mode;
use crate::app::state::App;
use crate::catalog::{Choice, Facts};
use crate::form::field::Field;
use crate::form::value::grouped;

/// A column: its heading, its width, and whether figures stand at its right.
type Column = (&'static str, usize, bool);

/// Draws filter, heading and entries of the focused list.
pub fn draw(app: &App, canvas: &mut Canvas, rows: Rows) {
    let field = app.focus;
    let choices = app.form.choices(field);
    let mut y = rows.top;
    if app.editor.mode == Mode::Filter {
        filter(app, canvas, y);
        y += 1;
    }
    let Some(sample) = choices.first() else { return };
    let columns = fitting(columns(&sample.facts), usize::from(canvas.width()));
    if rows.count() > 4 && !columns.is_empty() {
        let heading = |(name, width, right): &Column| aligned(name, *width, *right);
        let line: String = columns.iter().map(heading).collect::<Vec<_>>().join("  ");
        canvas.put(9, y, line.trim_end(), theme::DIM);
        y += 1;
    }
    let room = usize::from(rows.bottom.saturating_sub(y));
    let first = (app.editor.cursor + 1).saturating_sub(room);
    for (row, entry) in app.editor.rows.iter().enumerate().skip(first).take(room) {
        let line = y + cells(row - first);
        self::entry(app, canvas, line, &choices[entry.choice], row == app.editor.cursor, &columns);
    }
    if app.editor.rows.is_empty() {
        canvas.put(9, y, "nothing matches; Enter takes what is typed as an ID", theme::PLAIN);
    }
}

/// Rows a list would like to have: its entries and its heading.
pub fn wished(app: &App) -> usize {
    app.editor.rows.len().max(1) + 1 + usize::from(app.editor.mode == Mode::Filter)
}

fn filter(app: &App, canvas: &mut Canvas, y: u16) {
    let x = canvas.put(3, y, "Filter: ", theme::PLAIN);
    let input = &app.editor.input;
    let room = usize::from(canvas.width().saturating_sub(x + 12));
    let scroll = input.visual_scroll(room);
    let end = canvas.put(x, y, input.value().chars().skip(scroll).collect::<String>().as_str(), theme::BOLD);
    let count = format!("{} of {}", app.editor.rows.len(), app.form.choices(app.focus).len());
    canvas.put(end + 3, y, &count, theme::DIM);
    canvas.cursor(x + cells(input.visual_cursor().saturating_sub(scroll)), y);
}

fn entry(app: &App, canvas: &mut Canvas, y: u16, choice: &Choice, here: bool, columns: &[Column]) {
    let field = app.focus;
    let closed = app.form.closed(field, choice);
    let picked = app.form.value(field).as_list().contains(&choice.id);
    let sign = sign(field, closed.is_some(), picked);
    canvas.put(3, y, if here { ">" } else { " " }, theme::BOLD);
    canvas.put(5, y, sign, if closed.is_some() { theme::PLAIN } else { theme::GOOD });
    let style = match (here, closed.is_some()) {
        (true, _) => theme::BOLD,
        (false, true) => theme::DIM,
        _ => theme::PLAIN,
    };
    let mut parts: Vec<String> = facts(choice);
    // The reason takes the place of the last column, where the eye ends.
    if let Some(closed) = closed {
        parts.resize(columns.len().max(1), String::new());
        if let Some(last) = parts.last_mut() {
            *last = closed.why;
        }
    }
    let shown = columns.iter().zip(&parts).enumerate();
    let line: Vec<String> = shown
        .map(
            |(at, ((_, width, right), part))| {
                if at + 1 == columns.len() { part.clone() } else { fixed(part, *width, *right, canvas.ascii) }
            },
        )
        .collect();
    let end = canvas.put(9, y, line.join("  ").trim_end(), style);
    if here {
        canvas.restyle(5, y, end.saturating_sub(5), theme::HERE);
    }
}

fn sign(field: &Field, closed: bool, picked: bool) -> &'static str {
    match (field.is_many(), closed, picked) {
        (true, true, false) => "[-]",
        (true, _, true) => "[x]",
        (true, false, false) => "[ ]",
        (false, true, _) => " x ",
        (false, false, true) => " * ",
        (false, false, false) => "   ",
    }
}

fn columns(facts: &Facts) -> Vec<Column> {
    match facts {
        Facts::Note(_) => vec![("Name", 30, false), ("", 36, false)],
        Facts::Flavor(_) => vec![
            ("Flavor", 22, false),
            ("Edition", 12, false),
            ("TPS", 8, true),
            ("Topics", 7, true),
            ("Groups", 7, true),
            ("", 10, false),
        ],
        Facts::Zone(_) => vec![("Zone", 8, false), ("Code", 20, false), ("IPv6", 7, false), ("", 24, false)],
        Facts::Network { .. } => vec![("Name", 30, false), ("CIDR", 18, false), ("", 16, false)],
        Facts::Subnet(_) => {
            vec![("Name", 24, false), ("CIDR", 18, false), ("Free IPs", 8, true), ("IPv6", 4, false), ("", 12, false)]
        }
        Facts::Key { .. } => vec![("Key", 30, false), ("State", 20, false), ("", 18, false)],
        Facts::Eip { .. } => {
            vec![("Address", 18, false), ("Name", 16, false), ("Bandwidth", 10, true), ("State", 20, false)]
        }
    }
}

fn facts(choice: &Choice) -> Vec<String> {
    let figure = |figure: Option<u64>| figure.map(grouped).unwrap_or_default();
    let yes = |yes: Option<bool>| yes.map(|yes| if yes { "yes" } else { "no" }.to_owned()).unwrap_or_default();
    let name = choice.label.clone();
    match &choice.facts {
        Facts::Note(note) if note.is_empty() && choice.id != choice.label => vec![name, choice.id.clone()],
        Facts::Note(note) => vec![name, note.clone()],
        Facts::Flavor(f) => {
            vec![name, f.edition.clone(), figure(f.tps), figure(f.topics), figure(f.groups), String::new()]
        }
        Facts::Zone(zone) => {
            let default = if zone.default { "default" } else { "" };
            vec![name, zone.code.clone(), yes(zone.ipv6), default.to_owned()]
        }
        Facts::Network { cidr } => vec![name, cidr.clone(), String::new()],
        Facts::Subnet(s) => vec![name, s.cidr.clone(), figure(s.free_addresses), yes(s.ipv6), String::new()],
        Facts::Key { state, service_default, .. } => {
            let note = if *service_default { "service default" } else { "" };
            vec![name, state.clone(), note.to_owned()]
        }
        Facts::Eip { address, status, bandwidth_mbps } => {
            let bandwidth = bandwidth_mbps.map(|mbps| format!("{mbps} Mbit/s")).unwrap_or_default();
            vec![address.clone(), name, bandwidth, status.clone()]
        }
    }
}

/// As many columns as fit, the right-most dropped first; the name always stays, with what room there is.
fn fitting(mut columns: Vec<Column>, width: usize) -> Vec<Column> {
    let room = width.saturating_sub(10);
    let needed = |columns: &[Column]| columns.iter().map(|(_, width, _)| width + 2).sum::<usize>().saturating_sub(2);
    let last = columns.pop();
    while columns.len() > 1 && needed(&columns) + 2 + last.map_or(0, |(_, width, _)| width.min(10)) > room {
        columns.pop();
    }
    columns.extend(last);
    if let Some((_, first, _)) = columns.first_mut() {
        *first = (*first).min(room);
    }
    columns
}

fn fixed(part: &str, width: usize, right: bool, ascii: bool) -> String {
    if right { aligned(&text::cut(part, width, ascii), width, true) } else { text::fill(part, width, ascii) }
}

fn aligned(part: &str, width: usize, right: bool) -> String {
    let gap = " ".repeat(width.saturating_sub(text::width(part)));
    if right { gap + part } else { part.to_owned() + &gap }
}
