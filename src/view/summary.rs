//! The summary: everything that will be bought on one page, what is wrong, and the box that buys.

use super::canvas::{Canvas, Rows, cells};
use super::confirm_box;
use super::summary_lines::{self, ANSWERS, Line};
use super::theme;
use crate::app::sight::{Position, Shown};
use crate::app::state::App;
use crate::app::summary::SummaryScreen;
use crate::language::{say, tr};
use crate::text;
use std::ops::Range;

/// What a summary of some size shows: all of its lines, and which of them are in view.
struct Layout {
    lines: Vec<Line>,
    /// Lines from the first one of which there is a gap, so that they stand right above the box; as many as there are
    /// where there is none.
    apart: usize,
    /// The first line in view, and how many there is room for.
    first: usize,
    room: usize,
}

impl Layout {
    /// Of a summary in so many columns and rows.
    fn new(app: &App, summary: &SummaryScreen, (columns, rows): (u16, u16), ascii: bool) -> Self {
        let mut lines = summary_lines::answers(app, summary, columns, ascii);
        let mut apart = lines.len();
        if app.form.obstacles().is_empty() {
            summary_lines::add_decisive(&mut lines, app, summary, columns);
        }
        let room = usize::from(rows.saturating_sub(boxed(app, columns)));
        if lines.len() > room {
            apart = lines.len();
        }
        let mut layout = Self { lines, apart, first: 0, room };
        layout.first = layout.first_for(Position { row: summary.row, line: summary.line });
        layout
    }

    /// The first line in view, so that this place is, with what stands below it.
    fn first_for(&self, Position { row, line }: Position) -> usize {
        let end = self.lines.iter().rposition(|line| line.rows.start <= row).map_or(0, |last| last + 1);
        self.begin(row).saturating_add(line).min(end.saturating_sub(self.room))
    }

    /// The line in which a row begins.
    fn begin(&self, row: usize) -> usize {
        self.lines.iter().position(|line| line.rows.contains(&row)).unwrap_or_default()
    }

    /// The place of a line; that behind the last one is the end.
    fn position(&self, at: usize) -> Position {
        self.lines.get(at).map_or(Position::END, |Line { rows: Range { start: row, .. }, .. }| Position {
            row: *row,
            line: at.saturating_sub(self.begin(*row)),
        })
    }

    /// The lines in view, as places.
    fn in_view(&self) -> Range<Position> {
        self.position(self.first)..self.position(self.end())
    }

    /// The line behind the last one in view.
    fn end(&self) -> usize {
        (self.first + self.room).min(self.lines.len())
    }

    /// The place that brings the lines below into view: the furthest one that leaves none out in between.
    fn next(&self) -> Position {
        let follows = |at: &usize| self.first_for(self.position(*at)) <= self.end();
        let furthest = (self.end()..self.lines.len()).rev().find(follows).unwrap_or(self.end());
        let Position { row, line } = self.position(furthest);
        let first = self.first_for(Position { row, line });
        Position { row, line: first.saturating_sub(self.begin(row)) }
    }
}

/// Draws the summary into these rows.
pub fn draw(app: &App, summary: &SummaryScreen, canvas: &mut Canvas, rows: Rows) {
    let layout = Layout::new(app, summary, (canvas.width(), rows.count()), canvas.ascii);
    let box_at = rows.bottom.saturating_sub(boxed(app, canvas.width()));
    for (at, line) in layout.lines.iter().enumerate().take(layout.end()).skip(layout.first) {
        let from_top = rows.top + cells(at - layout.first);
        draw_line(
            summary,
            canvas,
            if at < layout.apart { from_top } else { box_at - cells(layout.lines.len() - at) },
            line,
        );
    }
    if !summary.confirming && layout.first > layout.begin(summary.row) {
        canvas.put(0, rows.top, ">", theme::BOLD);
        canvas.cursor(0, rows.top);
    }
    if !app.form.obstacles().is_empty() {
        return unready(app, canvas, rows.bottom);
    }
    if let Some(told) = app.open_order_told() {
        canvas.put(1, box_at, &told, theme::BOLD);
    } else if is_read(summary, &layout.in_view()) {
        confirm_box::draw(app, summary, canvas, box_at);
    } else {
        canvas.put(1, box_at, tr("More rows below: End shows them."), theme::BOLD);
    }
    confirm_box::whose(app, canvas, rows.bottom.saturating_sub(1));
}

/// Rows of the box and of whose keys buy; those of what has to be done first are as many as the shortest box.
fn boxed(app: &App, width: u16) -> u16 {
    if app.form.obstacles().is_empty() { confirm_box::rows(app, width) + 1 } else { 2 }
}

/// What a summary in so many columns and rows shows.
pub fn shown(app: &App, summary: &SummaryScreen, size: (u16, u16)) -> Shown {
    let layout = Layout::new(app, summary, size, app.ascii);
    let Position { row, line } =
        Position { row: summary.row, line: layout.first.saturating_sub(layout.begin(summary.row)) };
    let is_cut = layout.lines.get(layout.end()).is_some_and(|line| line.rows.start <= row);
    Shown { rows: layout.in_view(), next: layout.next(), line, is_cut, ..Shown::default() }
}

/// Whether everything was on the screen, with what is in view now.
pub fn is_read(summary: &SummaryScreen, rows: &Range<Position>) -> bool {
    summary.read || (rows.start <= summary.seen && rows.end == Position::END)
}

/// What has to be done before anything can be bought.
fn unready(app: &App, canvas: &mut Canvas, bottom: u16) {
    let obstacles = app.form.obstacles();
    let told = match (obstacles.len(), obstacles.iter().any(|it| it.place.is_none())) {
        (1, false) => tr("1 answer, marked x, blocks buying.").to_owned(),
        (1, true) => tr("1 answer, marked x, blocks buying; Delete takes it away.").to_owned(),
        (count, false) => say!("{count} answers, marked x, block buying.", count),
        (count, true) => say!("{count} answers, marked x, block buying; Delete takes it away.", count),
    };
    let lines = text::wrap(&told, usize::from(canvas.width()) - 2);
    for (line, y) in lines.iter().zip(bottom.saturating_sub(cells(lines.len()))..bottom) {
        canvas.put(1, y, line, theme::BOLD);
    }
}

fn draw_line(summary: &SummaryScreen, canvas: &mut Canvas, y: u16, line: &Line) {
    canvas.put_within(1, y, ANSWERS - 2, line.title, theme::ASIDE);
    for item in &line.items {
        let here = item.row == summary.row && !summary.confirming;
        let end = canvas.put(item.x, y, &item.label, if here { theme::PLAIN } else { theme::ASIDE });
        let end = canvas.put(end, y, &item.value, item.style);
        if here {
            canvas.put(0, y, ">", theme::BOLD);
            canvas.restyle(item.x, y, end.saturating_sub(item.x), theme::HERE);
            canvas.cursor(item.x, y);
        }
    }
}
