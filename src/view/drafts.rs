//! The list of drafts: each with what tells it from the others, and how far it is; and what is asked about one.

use super::canvas::{Canvas, Rows, cells};
use super::input;
use super::theme;
use crate::app::drafts::{DraftsOverlay, Question};
use crate::app::state::App;
use crate::form::draft::{DraftLine, LeftOpen, Ordered};
use crate::language::{Text, say, tr};
use crate::text::{self, clauses};
use jiff::Timestamp;

/// Below this many columns a row tells the draft's name and how far it is only.
const WIDE: u16 = 76;
/// Rows under the list for the draft under the cursor, and at most where they do not tell all of it.
const TOLD: [usize; 2] = [2, 4];
/// Cells that what is typed needs behind its question.
const ANSWER: usize = 16;

/// Draws the list of drafts.
pub fn draw(app: &App, list: &DraftsOverlay, canvas: &mut Canvas, rows: Rows) {
    canvas.put(1, rows.top, tr("Drafts"), theme::BOLD);
    let pasted = tr("Enter goes on with one; a path or a request body may be pasted");
    let short = tr("Enter goes on with one");
    let hint = if 10 + text::width(pasted) < usize::from(canvas.width()) { pasted } else { short };
    canvas.put(10, rows.top, hint, theme::ASIDE);
    let columns = columns(list, canvas.width());
    let mut top = rows.top + 1;
    if canvas.width() >= WIDE {
        let heading = [Text("Draft"), Text("Instance"), Text("Region"), Text("Saved"), Text("Progress")];
        let heading = heading.map(|name| name.to_string());
        canvas.put(3, top, &line(&columns, &heading, canvas.ascii), theme::ASIDE);
        top += 1;
    }
    let listing = usize::from(rows.bottom.saturating_sub(top));
    let (question, told) = (list.asking.as_ref().map(|(question, _)| asked(list, *question)), whole(app, list, canvas));
    let below = match &question {
        Some(question) => usize::from(input::asked_rows(canvas.width(), question, ANSWER)),
        None => told.len().clamp(TOLD[0], TOLD[1]),
    };
    // Of little room the list keeps two rows.
    let below = below.min(listing.saturating_sub(list.lines.len().min(2)));
    let room = listing.saturating_sub(below.max(TOLD[0]) + 1).max(list.lines.len().min(2)).max(1);
    let first = (list.cursor + 1).saturating_sub(room);
    for (row, line) in list.lines.iter().enumerate().skip(first).take(room) {
        let y = top + cells(row - first);
        draft(app, canvas, y, (line, row == list.cursor), &columns);
    }
    canvas.row_on_rule(rows, list.cursor, list.lines.len(), room);
    let y = rows.bottom.saturating_sub(cells(below));
    if let (Some(question), Some((_, typed))) = (question, &list.asking) {
        return input::ask(canvas, (y, cells(below)), &question, typed, true);
    }
    for (line, y) in told.iter().zip(y..rows.bottom) {
        canvas.put(1, y, line, theme::PLAIN);
    }
}

fn asked(list: &DraftsOverlay, question: Question) -> String {
    let draft = list.at_cursor().map_or("", |line| line.name.as_str());
    match question {
        Question::NewName => tr("Name of the new draft (empty: the name of the instance):").to_owned(),
        Question::Rename => say!("New name of {draft}:", draft),
        Question::Copy => say!("Name of the instance that the copy of {draft} is for:", draft),
        Question::Remove => say!("To delete {draft} for good, type yes:", draft),
    }
}

/// How wide the columns are, but for the last; those without room have no width.
fn columns(list: &DraftsOverlay, width: u16) -> [usize; 4] {
    let widest = |of: fn(&DraftLine) -> &str| list.lines.iter().map(|line| text::width(of(line))).max();
    let name = widest(|line| &line.name).unwrap_or_default().clamp(5, 26);
    if width < WIDE {
        return [name.min(20), 0, 0, 0];
    }
    let instance = widest(DraftLine::instance).unwrap_or_default().clamp(8, 20);
    let spare = usize::from(width).saturating_sub(3 + 15 + 11 + 12 + 8);
    let name = name.min(spare.saturating_sub(instance).max(spare / 2));
    [name, instance.min(spare - name), 15, 11]
}

fn line(columns: &[usize], parts: &[String; 5], ascii: bool) -> String {
    let [.., last] = parts;
    let shown = columns.iter().zip(parts).filter(|(width, _)| **width > 0);
    let filled = shown.map(|(width, part)| text::fill(part, *width, ascii));
    filled.chain([last.clone()]).collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

fn draft(app: &App, canvas: &mut Canvas, y: u16, (draft, here): (&DraftLine, bool), columns: &[usize]) {
    canvas.put(1, y, if here { ">" } else { " " }, theme::BOLD);
    let modified = draft.modified.map(|at| when(app, at)).unwrap_or_default();
    let region = draft.draft.region.clone().unwrap_or_default();
    let parts = [draft.name.clone(), draft.instance().to_owned(), region, modified, short(draft)];
    let end = canvas.put(3, y, &line(columns, &parts, canvas.ascii), if here { theme::BOLD } else { theme::PLAIN });
    if draft.left_open.is_some() {
        canvas.put(2, y, "!", theme::WARNING);
    }
    if here {
        canvas.cursor(1, y);
        canvas.restyle(3, y, end.saturating_sub(3), theme::HERE);
    }
}

/// How far a draft is, in a word or two.
fn short(line: &DraftLine) -> String {
    match (&line.problem, &line.ordered, &line.left_open) {
        (Some(_), _, _) => tr("unreadable").to_owned(),
        (None, Some(Ordered { instance_id: Some(_), .. }), _) => tr("bought").to_owned(),
        (None, Some(_), _) => tr("ordered").to_owned(),
        (None, None, Some(_)) => tr("left open").to_owned(),
        (None, None, None) => match line.draft.answers.len() {
            1 => tr("1 answer").to_owned(),
            count => say!("{count} answers", count),
        },
    }
}

/// How far the draft under the cursor is, in full: a row has no room for it.
fn whole(app: &App, list: &DraftsOverlay, canvas: &Canvas) -> Vec<String> {
    let told = list.at_cursor().map(|line| told(app, line)).unwrap_or_default();
    text::wrap(&told, usize::from(canvas.width()).saturating_sub(2))
}

fn told(app: &App, line: &DraftLine) -> String {
    let told = match &line.problem {
        Some(problem) => problem.clone(),
        None => clauses(&[Some(far(app, line)), ordered(app, line)].into_iter().flatten().collect::<Vec<_>>()),
    };
    say!("{draft}: {told}", draft = &line.name, told)
}

fn far(app: &App, line: &DraftLine) -> String {
    if let Some(LeftOpen { since, screen }) = &line.left_open {
        let (screen, time) = (app.form.screen_title(screen), when(app, *since));
        return say!("left open at {screen}, since {time}", screen, time);
    }
    let screen = app.form.screen_title(line.draft.screen.as_deref().unwrap_or_default());
    match line.draft.answers.len() {
        1 => say!("1 answer, at {screen}", screen),
        count => say!("{count} answers, at {screen}", count, screen),
    }
}

fn ordered(app: &App, line: &DraftLine) -> Option<String> {
    let Ordered { at, state, instance_id } = line.ordered.as_ref()?;
    let (instance, time) = (line.instance(), when(app, *at));
    let Some(id) = instance_id else {
        return Some(say!("{instance} was ordered {time}, {state}", instance, time, state));
    };
    Some(say!("{instance} was ordered {time}, {state}, ID {id}", instance, time, state, id))
}

fn when(app: &App, at: Timestamp) -> String {
    at.to_zoned_datetime(app.session.zone.clone()).strftime("%m-%d %H:%M").to_string()
}
