//! A list with its cursor always in view: columns by what is known, the right-most dropped first.

use super::canvas::{Canvas, Rows, cells};
use super::columns::{Column, facts, fitting, needed};
use super::input;
use super::theme;
use crate::app::editor::Mode;
use crate::app::filter_text::texts;
use crate::app::state::App;
use crate::app::step::StepScreen;
use crate::catalog::Choice;
use crate::form::field::{Closed, Field};
use crate::language::{say, tr};
use crate::text;
use crate::text::grouped;
use unicode_segmentation::UnicodeSegmentation;

/// Where the text of an entry begins, behind the cursor and the sign.
const TEXT: u16 = 7;

/// An entry as it is drawn.
struct Row<'a> {
    field: &'a Field,
    choice: &'a Choice,
    columns: &'a [Column],
    here: bool,
    picked: bool,
    /// Whether the last purchase from this host used it.
    used: bool,
    /// Why it cannot be taken, and which screen closes it.
    closed: Option<String>,
}

/// Draws filter, heading and entries of the focused list into its rows. Where it is longer and the heading does not say so,
/// that stands on the rule below `content`.
pub fn draw(app: &App, step: &StepScreen, canvas: &mut Canvas, rows: Rows, content: Rows) {
    let field = step.focus;
    let choices = app.form.choices(field);
    let mut y = rows.top;
    if step.editor.mode == Mode::Filter {
        filter(app, step, canvas, y);
        y += 1;
    }
    let columns = fitting(choices.iter(), usize::from(canvas.width().saturating_sub(TEXT)));
    if columns.is_empty() {
        return;
    }
    let headed = rows.count() > 4;
    let mut place = place(step, usize::from(rows.bottom.saturating_sub(y)) - usize::from(headed));
    if headed {
        let heading = |column: &Column| aligned(column.name, column.width, column.right);
        let line: String = columns.iter().map(heading).collect::<Vec<_>>().join("  ");
        let end = canvas.put(TEXT, y, line.trim_end(), theme::ASIDE);
        place = place.filter(|place| !put_behind(end, y, place, canvas));
        y += 1;
    }
    if let Some(place) = place {
        canvas.on_rule(content, &format!(" {place} "));
    }
    let room = usize::from(rows.bottom.saturating_sub(y));
    let first = (step.editor.cursor + 1).saturating_sub(room);
    let mut marker = step.editor.marker();
    let used = app.used(field).into_iter().next();
    for (at, entry) in step.editor.rows.iter().enumerate().skip(first).take(room) {
        let Some(choice) = step.editor.entry(&app.form, field, *entry) else { continue };
        // Whether it is closed the editor knows; the reason is looked for only where there is one.
        let closed = if entry.closed { app.form.closed(field, choice) } else { None };
        let picked = app.form.value(field).as_list().contains(&choice.id);
        // What is typed as an ID has no facts to stand in columns.
        let columns = if step.editor.is_typed_id(*entry) { &[][..] } else { &columns };
        let used = used.as_ref() == Some(&choice.id);
        let closed = closed.map(|closed| reason(app, &closed));
        let row = Row { field, choice, columns, used, here: at == step.editor.cursor, picked, closed };
        if row.here && step.editor.mode != Mode::Filter {
            canvas.cursor(1, y + cells(at - first));
        }
        let marks = marker.as_mut().map(|marker| marker.marks(choice));
        self::entry(&row, canvas, y + cells(at - first), marks);
    }
    if step.editor.rows.is_empty() {
        canvas.put(TEXT, y, tr("nothing matches; Esc shows all"), theme::PLAIN);
    }
}

/// Rows a list would like to have: its entries and its heading.
pub fn wished(step: &StepScreen) -> usize {
    step.editor.rows.len().max(1) + 1 + usize::from(step.editor.mode == Mode::Filter)
}

fn filter(app: &App, step: &StepScreen, canvas: &mut Canvas, y: u16) {
    let x = canvas.put(3, y, tr("Filter: "), theme::PLAIN);
    let room = canvas.width().saturating_sub(x + 12);
    let end = input::draw(canvas, (x, y), room, &step.editor.input, theme::BOLD);
    let (shown, all) = (count(step.editor.rows.len()), count(app.form.choices(step.focus).len()));
    let count = say!("{shown} of {all}", shown, all);
    canvas.put(end + 3, y, &count, theme::ASIDE);
}

/// Where one is in a list that has more entries than there is room for.
fn place(step: &StepScreen, room: usize) -> Option<String> {
    let all = step.editor.rows.len();
    (all > room).then(|| say!("row {row} of {all}", row = count(step.editor.cursor + 1), all = count(all)))
}

/// Puts it at the end of the heading, if there is room.
fn put_behind(end: u16, y: u16, place: &str, canvas: &mut Canvas) -> bool {
    let x = canvas.width().saturating_sub(cells(text::width(place)) + 1);
    let fits = x > end + 1;
    if fits {
        canvas.put(x, y, place, theme::ASIDE);
    }
    fits
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
        (false, true) => theme::ASIDE,
        _ => theme::PLAIN,
    };
    let (parts, mut tail) = if columns.is_empty() { (Vec::new(), choice.label.clone()) } else { facts(choice) };
    if row.used {
        tr("used last").clone_into(&mut tail);
    }
    tail = row.closed.clone().unwrap_or(tail);
    // The reason stands where the eye ends, whole: facts give way to it. To what was used last all do but what one
    // chooses by, as it stands in the explanation too.
    let mut columns = columns;
    let room = usize::from(canvas.width().saturating_sub(TEXT + 1)).saturating_sub(text::width(&tail));
    while let [rest @ .., last] = columns
        && (row.closed.is_some() || (row.used && !last.is_decisive()))
        && !rest.is_empty()
        && needed(columns) > room
    {
        columns = rest;
    }
    if row.used && row.closed.is_none() && needed(columns) > room {
        tail.clear();
    }
    let part = |column: &Column| {
        let part = parts.get(column.part).map_or("", String::as_str);
        fixed(part, column.width, column.right, canvas.ascii)
    };
    let line: Vec<String> = columns.iter().map(part).chain([tail]).collect();
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
        let shows = |column: &Column| parts.get(column.part).is_some_and(|part| part == text);
        let Some(column) = columns.iter().position(shows) else { continue };
        let x = TEXT + columns.iter().take(column).map(|column| cells(column.width + 2)).sum::<u16>();
        let mut at = 0;
        for (index, grapheme) in text.graphemes(true).enumerate() {
            let wide = text::width(grapheme);
            if at + wide > columns[column].width {
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

/// Why an entry cannot be taken, with the number of the screen that closes it.
fn reason(app: &App, closed: &Closed) -> String {
    match &closed.opens {
        Some(opening) => {
            say!("{reason} ({screen})", reason = &closed.why, screen = app.form.screen_of(opening.field))
        }
        None => closed.why.clone(),
    }
}

fn fixed(part: &str, width: usize, right: bool, ascii: bool) -> String {
    if right { aligned(&text::cut(part, width, ascii), width, true) } else { text::fill(part, width, ascii) }
}

fn aligned(part: &str, width: usize, right: bool) -> String {
    let gap = " ".repeat(width.saturating_sub(text::width(part)));
    if right { gap + part } else { part.to_owned() + &gap }
}
