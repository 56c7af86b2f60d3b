//! The summary: everything that will be bought on one page, what is wrong, and the box that buys.

use super::canvas::{Canvas, Rows, cells};
use super::text;
use super::theme;
use crate::app::state::App;
use crate::form::read::Line;

/// Draws the summary into these rows.
pub fn draw(app: &App, canvas: &mut Canvas, rows: Rows) {
    let problems = app.form.problems();
    if problems.is_empty() {
        ready(app, canvas, rows);
    } else {
        unready(app, canvas, rows, problems.len());
    }
}

/// All problems, each a way to its question.
fn unready(app: &App, canvas: &mut Canvas, rows: Rows, count: usize) {
    canvas.put(1, rows.top, &format!("{count} to mend before anything can be sent; Enter goes there"), theme::BOLD);
    let room = usize::from(rows.count().saturating_sub(2));
    let first = (app.review.row + 1).saturating_sub(room);
    for (row, (step, field, problem)) in app.form.problems().iter().enumerate().skip(first).take(room) {
        let y = rows.top + 2 + cells(row - first);
        let here = row == app.review.row && !app.review.confirming;
        let end = canvas.put(1, y, if here { "> x" } else { "  x" }, theme::WRONG);
        let end = canvas.put(end + 1, y, &format!("{step} {}", text::fill(field.label, 11, canvas.ascii)), theme::BOLD);
        canvas.put(end + 1, y, &problem.0, theme::PLAIN);
    }
}

/// Everything, in two columns where there is room, and the box below.
fn ready(app: &App, canvas: &mut Canvas, rows: Rows) {
    let lines = app.form.summary();
    let wide = canvas.width() >= 80;
    let below = 5;
    let room = usize::from(rows.count()).saturating_sub(below).max(1);
    let columns = if wide { 2 } else { 1 };
    let per_column = lines.len().div_ceil(columns);
    let first = (app.review.row % per_column.max(1) + 1).saturating_sub(room);
    let width = canvas.width() / cells(columns);
    for (at, line) in lines.iter().enumerate() {
        let (column, row) = (at / per_column, at % per_column);
        if (first..first + room).contains(&row) {
            let here = at == app.review.row && !app.review.confirming;
            self::line(app, canvas, (cells(column) * width, rows.top + cells(row - first)), width - 1, line, here);
        }
    }
    let y = rows.bottom.saturating_sub(cells(below) - 1);
    canvas.put(1, y, &plan(app), theme::PLAIN);
    canvas.put(1, y + 1, "* cannot be changed after creation", theme::DIM);
    purchase_box(app, canvas, y + 3);
}

fn line(app: &App, canvas: &mut Canvas, at: (u16, u16), width: u16, line: &Line, here: bool) {
    let (x, y) = at;
    let fixed = if line.field.fixed_after_creation { "*" } else { " " };
    let head = format!("{} {}", if here { ">" } else { " " }, text::fill(line.field.label, 11, canvas.ascii));
    let end = canvas.put(x, y, &head, theme::DIM);
    let shown = if line.value.is_empty() { "none" } else { &line.value };
    let style = if line.chosen { theme::BOLD } else { theme::PLAIN };
    let end = canvas.put_within(end, y, (x + width).saturating_sub(end + 2), shown, style);
    canvas.put(end, y, fixed, theme::PLAIN);
    if app.form.warning(line.field).is_some() {
        canvas.put(end + 1, y, "!", theme::WARNING);
    }
    if here {
        canvas.restyle(x + 2, y, end.saturating_sub(x + 2), theme::HERE);
    }
}

fn plan(app: &App) -> String {
    let plan = app.review.plan.as_deref().unwrap_or("none");
    let changes = app.changes();
    let told = match changes.as_slice() {
        [] => "nothing changed since opened".to_owned(),
        [(field, before, now)] => format!("Changed since opened: {} {before} -> {now}", field.label),
        [(field, before, now), ..] => {
            format!(
                "Changed since opened: {} {before} -> {now} and {} more, d shows all",
                field.label,
                changes.len() - 1
            )
        }
    };
    format!("Plan {plan}   {told}")
}

fn purchase_box(app: &App, canvas: &mut Canvas, y: u16) {
    let by_name = app.confirmation() != "yes";
    let prompt = if by_name { "To buy, type the instance name:" } else { "To buy, type yes:" };
    let end = canvas.put(1, y, if app.review.confirming { ">" } else { " " }, theme::BOLD);
    let end = canvas.put(end + 1, y, prompt, theme::BOLD) + 2;
    canvas.put(end, y, app.review.typed.value(), theme::BOLD);
    if app.review.confirming {
        canvas.cursor(end + cells(app.review.typed.visual_cursor()), y);
    }
}
