//! A list with its cursor always in view: columns by what is known, the right-most dropped first.

use super::canvas::{Canvas, Rows, cells};
use super::input;
use super::theme;
use crate::app::editor::{Mode, texts};
use crate::app::state::App;
use crate::app::step::StepScreen;
use crate::catalog::{Choice, Facts};
use crate::form::field::{Closed, Field};
use crate::text;
use crate::text::grouped;
use unicode_segmentation::UnicodeSegmentation;

/// A column: its heading, its width, and whether figures stand at its right.
type Column = (&'static str, usize, bool);

/// Where the text of an entry begins, behind the cursor and the sign.
const TEXT: u16 = 7;
/// An entry as it is drawn.
struct Row<'a> {
    field: &'a Field,
    choice: &'a Choice,
    columns: &'a [Column],
    here: bool,
    picked: bool,
    closed: Option<Closed>,
}

/// Cells kept for the remark at the end of a row: "sold out".
const REMARK: usize = 9;

/// Draws filter, heading and entries of the focused list.
pub fn draw(app: &App, step: &StepScreen, canvas: &mut Canvas, rows: Rows) {
    let field = step.focus;
    let choices = app.form.choices(field);
    let mut y = rows.top;
    if step.editor.mode == Mode::Filter {
        filter(app, step, canvas, y);
        y += 1;
    }
    let Some(sample) = choices.first() else { return };
    let columns = fitting(columns(&sample.facts), usize::from(canvas.width()));
    if rows.count() > 4 && !columns.is_empty() {
        let heading = |(name, width, right): &Column| aligned(name, *width, *right);
        let line: String = columns.iter().map(heading).collect::<Vec<_>>().join("  ");
        let end = canvas.put(TEXT, y, line.trim_end(), theme::DIM);
        place(step, canvas, end, Rows { top: y, bottom: rows.bottom });
        y += 1;
    }
    let room = usize::from(rows.bottom.saturating_sub(y));
    let first = (step.editor.cursor + 1).saturating_sub(room);
    let mut marker = step.editor.marker();
    for (at, entry) in step.editor.rows.iter().enumerate().skip(first).take(room) {
        let Some(choice) = step.editor.entry(&app.form, field, *entry) else { continue };
        // Whether it is closed the editor knows; the reason is looked for only where there is one.
        let closed = if entry.closed { app.form.closed(field, choice) } else { None };
        let picked = app.form.value(field).as_list().contains(&choice.id);
        let row = Row { field, choice, columns: &columns, here: at == step.editor.cursor, picked, closed };
        if row.here && step.editor.mode != Mode::Filter {
            canvas.cursor(1, y + cells(at - first));
        }
        let marks = marker.as_mut().map(|marker| marker.marks(choice));
        self::entry(&row, canvas, y + cells(at - first), marks);
    }
    if step.editor.rows.is_empty() {
        canvas.put(TEXT, y, "nothing matches; Enter takes what is typed as an ID", theme::PLAIN);
    }
}

/// Rows a list would like to have: its entries and its heading.
pub fn wished(step: &StepScreen) -> usize {
    step.editor.rows.len().max(1) + 1 + usize::from(step.editor.mode == Mode::Filter)
}

fn filter(app: &App, step: &StepScreen, canvas: &mut Canvas, y: u16) {
    let x = canvas.put(3, y, "Filter: ", theme::PLAIN);
    let room = canvas.width().saturating_sub(x + 12);
    let end = input::draw(canvas, (x, y), room, &step.editor.input, theme::BOLD);
    let count = format!("{} of {}", count(step.editor.rows.len()), count(app.form.choices(step.focus).len()));
    canvas.put(end + 3, y, &count, theme::DIM);
}

/// Where one is in a list that is longer than its room, behind the heading.
fn place(step: &StepScreen, canvas: &mut Canvas, end: u16, rows: Rows) {
    let all = step.editor.rows.len();
    if all >= usize::from(rows.count()) {
        let place = format!("{} of {}", count(step.editor.cursor + 1), count(all));
        let x = canvas.width().saturating_sub(cells(place.len()) + 1);
        if x > end + 1 {
            canvas.put(x, rows.top, &place, theme::DIM);
        }
    }
}

fn count(count: usize) -> String {
    grouped(count as u64)
}

fn entry(row: &Row, canvas: &mut Canvas, y: u16, marks: Option<[Vec<usize>; 2]>) {
    let Row { field, choice, columns, here, .. } = *row;
    canvas.put(1, y, if here { ">" } else { " " }, theme::BOLD);
    let sign = sign(field, row.closed.is_some(), row.picked);
    canvas.put(3, y, sign, if row.picked && row.closed.is_none() && !here { theme::GOOD } else { theme::PLAIN });
    let style = match (here, row.closed.is_some()) {
        (true, _) => theme::BOLD,
        (false, true) => theme::DIM,
        _ => theme::PLAIN,
    };
    // The reason stands where the eye ends.
    let (parts, mut tail) = facts(choice);
    if let Some(closed) = &row.closed {
        tail.clone_from(&closed.why);
    }
    let part = |((_, width, right), part): (&Column, &String)| fixed(part, *width, *right, canvas.ascii);
    let line: Vec<String> = columns.iter().zip(&parts).map(part).chain([tail]).collect();
    let end = canvas.put(TEXT, y, line.join("  ").trim_end(), style);
    if here {
        canvas.restyle(3, y, end.saturating_sub(3), theme::HERE);
    }
    if let Some(marks) = marks {
        mark(canvas, y, choice, columns, &parts, marks);
    }
}

/// Underlines what the filter matched in the columns that show it.
fn mark(canvas: &mut Canvas, y: u16, choice: &Choice, columns: &[Column], parts: &[String], marks: [Vec<usize>; 2]) {
    for (text, marks) in texts(choice).into_iter().zip(marks) {
        let Some(column) = parts.iter().position(|part| part == text).filter(|at| *at < columns.len()) else {
            continue;
        };
        let x = TEXT + columns.iter().take(column).map(|(_, width, _)| cells(width + 2)).sum::<u16>();
        let mut at = 0;
        for (index, grapheme) in text.graphemes(true).enumerate() {
            let wide = text::width(grapheme);
            if at + wide > columns[column].1 {
                break;
            }
            if marks.contains(&index) {
                canvas.restyle(x + cells(at), y, cells(wide), theme::MATCH);
            }
            at += wide;
        }
    }
}

fn sign(field: &Field, closed: bool, picked: bool) -> &'static str {
    match (field.is_many(), closed, picked) {
        (true, true, false) => "[-]",
        (true, _, true) => "[x]",
        (true, false, false) => "[ ]",
        (false, true, true) => "*x ",
        (false, true, false) => " x ",
        (false, false, true) => " * ",
        (false, false, false) => "   ",
    }
}

/// What is known of such an entry, but for the remark at the end of the row.
fn columns(facts: &Facts) -> Vec<Column> {
    match facts {
        Facts::Note(_) | Facts::Ports(..) => vec![("Name", 30, false)],
        Facts::Flavor(_) => {
            vec![
                ("Flavor", 21, false),
                ("Edition", 12, false),
                ("TPS", 7, true),
                ("Topics", 6, true),
                ("Groups", 6, true),
            ]
        }
        Facts::Zone(_) => vec![("Zone", 10, false), ("Code", 20, false), ("IPv6", 5, false)],
        Facts::Network { .. } => vec![("Name", 30, false), ("CIDR", 18, false)],
        Facts::Subnet(_) => vec![("Name", 24, false), ("CIDR", 18, false), ("Free IPs", 8, true), ("IPv6", 4, false)],
        Facts::Key { .. } => vec![("Key", 30, false), ("State", 20, false)],
        Facts::Eip { .. } => vec![("Address", 15, false), ("Name", 18, false), ("Bandwidth", 12, true)],
    }
}

fn facts(choice: &Choice) -> (Vec<String>, String) {
    let figure = |figure: Option<u64>| figure.map(grouped).unwrap_or_default();
    let yes = |yes: Option<bool>| yes.map(|yes| if yes { "yes" } else { "no" }.to_owned()).unwrap_or_default();
    let said = |said: bool, words: &str| if said { words.to_owned() } else { String::new() };
    let name = choice.label.clone();
    match &choice.facts {
        Facts::Note(note) if note.is_empty() && choice.id != choice.label => (vec![name], choice.id.clone()),
        Facts::Note(note) => (vec![name], note.clone()),
        Facts::Ports(..) => (vec![name], String::new()),
        Facts::Flavor(f) => {
            (vec![name, f.edition.clone(), figure(f.tps), figure(f.topics), figure(f.groups)], String::new())
        }
        Facts::Zone(zone) => (vec![name, zone.code.clone(), yes(zone.ipv6)], said(zone.default, "default")),
        Facts::Network { cidr } => (vec![name, cidr.clone()], String::new()),
        Facts::Subnet(s) => (vec![name, s.cidr.clone(), figure(s.free_addresses), yes(s.ipv6)], String::new()),
        Facts::Key { state, service_default, .. } => {
            (vec![name, state.clone()], said(*service_default, "service default"))
        }
        Facts::Eip { address, status, bandwidth_mbps } => {
            let bandwidth = bandwidth_mbps.map(|mbps| format!("{mbps} Mbit/s")).unwrap_or_default();
            let unbound = status == "DOWN";
            (vec![address.clone(), name, bandwidth], if unbound { "unbound".to_owned() } else { status.clone() })
        }
    }
}

/// As many columns as fit beside a remark, the right-most dropped first; the name always stays, with what room there is.
fn fitting(mut columns: Vec<Column>, width: usize) -> Vec<Column> {
    let room = width.saturating_sub(usize::from(TEXT) + REMARK);
    let needed = |columns: &[Column]| columns.iter().map(|(_, width, _)| width + 2).sum::<usize>();
    while columns.len() > 1 && needed(&columns) > room {
        columns.pop();
    }
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
