//! A frame one may write on without leaving it: everything outside is cut.

use crate::language::say;
use crate::text;
use crate::text::clean;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

/// The frame, and whether it must do with ASCII.
pub struct Canvas<'a> {
    frame: &'a mut Buffer,
    /// Where the terminal's own cursor is to stand, if it is to be seen.
    pub(super) cursor_at: Option<Position>,
    pub ascii: bool,
    /// What may be written on; text for the rest is cut or dropped.
    open: Rect,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(frame: &'a mut Buffer, ascii: bool) -> Self {
        let open = frame.area;
        Self { frame, cursor_at: None, ascii, open }
    }

    /// Lets only these rows be written on from here on, and of them the columns from `left` to before `right`.
    pub fn keep_to(&mut self, rows: Rows, left: u16, right: u16) {
        let open = Rect { x: left, y: rows.top, width: right.saturating_sub(left), height: rows.count() };
        self.open = open.intersection(self.frame.area);
    }

    /// Columns that may be written on, counted from the left edge of the frame.
    pub fn width(&self) -> u16 {
        self.open.right()
    }

    /// Rows of the frame.
    pub fn height(&self) -> u16 {
        self.frame.area.height
    }

    /// Writes text, cut at the right edge of what is open; returns the column behind it. Outside nothing happens.
    pub fn put(&mut self, x: u16, y: u16, text: &str, style: Style) -> u16 {
        let room = self.width().saturating_sub(x);
        self.put_within(x, y, room, text, style)
    }

    /// The same within so many cells, with a mark where something was cut.
    pub fn put_within(&mut self, x: u16, y: u16, cells: u16, text: &str, style: Style) -> u16 {
        if !self.open.contains(Position { x, y }) || cells == 0 {
            return x;
        }
        let cells = cells.min(self.width() - x);
        leave_no_half(self.frame, x, y);
        if let Some(width) = text::simple_width(text).filter(|width| *width <= usize::from(cells)) {
            put_simple(self.frame, x, y, text, style);
            return x + self::cells(width);
        }
        // Whatever it came from, a draft or the cloud: nothing in it may steer the terminal or reorder the line.
        let fitting = text::cut(&clean(text), usize::from(cells), self.ascii);
        self.frame.set_stringn(x, y, fitting, usize::from(cells), style).0
    }

    /// A rule over the whole width.
    pub fn rule(&mut self, y: u16) {
        if y >= self.height() {
            return;
        }
        let mut dash = Cell::new(if self.ascii { "-" } else { "\u{2500}" });
        dash.set_style(super::theme::DIM);
        let width = usize::from(self.frame.area.width);
        let first = self.frame.index_of(0, y);
        self.frame.content.iter_mut().skip(first).take(width).for_each(|cell| cell.clone_from(&dash));
    }

    /// Writes at the right end of the rule below these rows, so that it covers nothing that is to be read. The rule is
    /// outside what is open.
    pub fn on_rule(&mut self, rows: Rows, text: &str) {
        let (open, right) = (self.open, self.width());
        self.keep_to(Rows { top: rows.bottom, bottom: rows.bottom + 1 }, 0, right);
        let x = right.saturating_sub(cells(text::width(text)) + 2);
        // The rule itself is dim.
        self.put(x, rows.bottom, text, super::theme::HERE.remove_modifier(Modifier::DIM));
        self.open = open;
    }

    /// Says there which row of a list the cursor is on, where not all of them have room.
    pub fn row_on_rule(&mut self, rows: Rows, row: usize, all: usize, room: usize) {
        if room < all {
            self.on_rule(rows, &say!(" row {row} of {all} ", row = row + 1, all));
        }
    }

    /// Changes the style of part of a row.
    pub fn restyle(&mut self, x: u16, y: u16, cells: u16, style: Style) {
        let area = Rect { x, y, width: cells, height: 1 }.intersection(self.open);
        self.frame.set_style(area, style);
    }

    /// Puts the terminal's own cursor here; without a call it is hidden.
    pub fn cursor(&mut self, x: u16, y: u16) {
        if self.open.contains(Position { x, y }) {
            self.cursor_at = Some(Position { x, y });
        }
    }
}

/// Takes a wide character away whose second half is about to be written over: half of it cannot be drawn.
fn leave_no_half(buffer: &mut Buffer, x: u16, y: u16) {
    let before = x.checked_sub(1).and_then(|x| buffer.cell_mut((x, y)));
    if let Some(cell) = before.filter(|cell| cell.symbol().len() > 1 && text::width(cell.symbol()) > 1) {
        cell.set_char(' ');
    }
}

/// Simple text, which nearly all text is: nothing to measure, nothing to clean (`architecture`, "Figures": a frame). There
/// must be room.
fn put_simple(buffer: &mut Buffer, x: u16, y: u16, text: &str, style: Style) {
    let first = buffer.index_of(x, y);
    let mut row = buffer.content.iter_mut().skip(first);
    for letter in text.chars() {
        row.next().map(|cell| cell.set_char(letter).set_style(style));
        if !letter.is_ascii() && text::simple_cells(letter) == Some(2) {
            row.next().map(Cell::reset);
        }
    }
}

/// Rows from `top` to before `bottom`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    pub top: u16,
    pub bottom: u16,
}

impl Rows {
    /// How many there are.
    pub fn count(self) -> u16 {
        self.bottom.saturating_sub(self.top)
    }
}

/// A count as a coordinate; screens are never as large as the limit.
pub fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The symbols of a row of six cells on which these texts were put, each at its column.
    fn drawn(texts: &[(u16, &str)]) -> Vec<String> {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let mut canvas = Canvas::new(&mut buffer, true);
        for (x, text) in texts {
            canvas.put(*x, 0, text, Style::new());
        }
        buffer.content.iter().map(|cell| cell.symbol().to_owned()).collect()
    }

    #[test]
    fn no_half_of_a_wide_letter_is_drawn() {
        for (texts, expected) in [
            (&[(0, "\u{8ba2}\u{5355}\u{7cfb}"), (3, "ab")][..], ["\u{8ba2}", " ", " ", "a", "b", " "]),
            (&[(0, "\u{8ba2}\u{5355}\u{7cfb}"), (2, "\u{7edf}")], ["\u{8ba2}", " ", "\u{7edf}", " ", "\u{7cfb}", " "]),
            (&[(0, "\u{8ba2}\u{5355}\u{7cfb}"), (1, "\u{7edf}")], [" ", "\u{7edf}", " ", " ", "\u{7cfb}", " "]),
            (&[(5, "\u{8ba2}")], [" ", " ", " ", " ", " ", "."]),
            (&[(1, "\u{8ba2}\u{5355}\u{7cfb}")], [" ", "\u{8ba2}", " ", ".", ".", "."]),
        ] {
            assert_eq!(drawn(texts), expected, "{texts:?}");
        }
    }
}
