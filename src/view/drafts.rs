//! The list of drafts: name, region, when, how far; and what is asked about one.

use super::canvas::{Canvas, Rows, cells};
use super::input;
use super::theme;
use crate::app::drafts::{DraftsOverlay, Question};
use crate::app::state::App;
use crate::form::draft::{DraftLine, LeftOpen};
use crate::text;
use jiff::Timestamp;

/// Draws the list of drafts.
pub fn draw(app: &App, list: &DraftsOverlay, canvas: &mut Canvas, rows: Rows) {
    canvas.put(1, rows.top, "Drafts", theme::BOLD);
    canvas.put(10, rows.top, "Enter goes on with one; a path or a request body may be pasted", theme::DIM);
    let room = usize::from(rows.count().saturating_sub(4)).max(1);
    let first = (list.cursor + 1).saturating_sub(room);
    for (row, line) in list.lines.iter().enumerate().skip(first).take(room) {
        let y = rows.top + 1 + cells(row - first);
        self::line(app, canvas, y, line, row == list.cursor);
    }
    let Some((question, typed)) = &list.asking else { return whole(app, list, canvas, rows) };
    let name = list.at_cursor().map_or("", |line| line.name.as_str());
    let question = match question {
        Question::NewName => "Name of the new draft (empty: the name of the instance):".to_owned(),
        Question::Rename => format!("New name of {name}:"),
        Question::Copy => format!("Name of the copy of {name}:"),
        Question::Remove => format!("To delete {name} for good, type yes:"),
    };
    let y = rows.bottom.saturating_sub(1);
    let end = canvas.put(1, y, &question, theme::BOLD) + 1;
    input::draw(canvas, (end, y), canvas.width(), typed, theme::PLAIN);
}

/// How far the draft under the cursor is, in full: a row may have no room for it.
fn whole(app: &App, list: &DraftsOverlay, canvas: &mut Canvas, rows: Rows) {
    let Some(line) = list.at_cursor() else { return };
    let lines =
        text::wrap(&format!("{}: {}", line.name, far(app, line)), usize::from(canvas.width()).saturating_sub(2));
    for (row, text) in lines.iter().take(2).enumerate() {
        canvas.put(1, rows.bottom.saturating_sub(2) + cells(row), text, theme::PLAIN);
    }
}

fn far(app: &App, line: &DraftLine) -> String {
    match (&line.problem, &line.left_open) {
        (Some(problem), _) => problem.clone(),
        (None, Some(LeftOpen { since, screen })) => {
            format!("left open at {}, since {}", app.form.screen_title(screen), when(app, *since))
        }
        (None, None) => {
            let screen = line.draft.screen.as_deref().unwrap_or_default();
            format!("{} answers, at {}", line.draft.answers.len(), app.form.screen_title(screen))
        }
    }
}

fn line(app: &App, canvas: &mut Canvas, y: u16, line: &DraftLine, here: bool) {
    canvas.put(1, y, if here { ">" } else { " " }, theme::BOLD);
    let style = if here { theme::BOLD } else { theme::PLAIN };
    let name = text::fill(&line.name, 26, canvas.ascii);
    let far = far(app, line);
    let modified = line.modified.map(|at| when(app, at)).unwrap_or_default();
    let region = line.draft.region.as_deref().unwrap_or_default();
    let text = format!("{name}  {}  {}  {far}", text::fill(region, 15, canvas.ascii), text::fill(&modified, 11, true));
    let end = canvas.put(3, y, text.trim_end(), style);
    if line.left_open.is_some() {
        canvas.put(2, y, "!", theme::WARNING);
    }
    if here {
        canvas.restyle(3, y, end.saturating_sub(3), theme::HERE);
    }
}

fn when(app: &App, at: Timestamp) -> String {
    at.to_zoned_datetime(app.session.zone.clone()).strftime("%m-%d %H:%M").to_string()
}
