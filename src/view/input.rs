//! The one text input: what of a text that is being typed is in view, and where its cursor stands.

use super::canvas::{Canvas, cells};
use super::theme;
use crate::text;
use ratatui::style::Style;
use tui_input::Input;

/// Draws the text from this column on, within so many cells, with the terminal's cursor in it. What does not fit is
/// scrolled so that the cursor stays in view. Returns the column behind the text.
pub fn draw(canvas: &mut Canvas, (x, y): (u16, u16), room: u16, input: &Input, style: Style) -> u16 {
    let room = room.min(canvas.width().saturating_sub(x + 1)).max(1);
    let (scroll, cursor) = scrolled(input, usize::from(room));
    let end = canvas.put_within(x, y, room, visible(input.value(), scroll, usize::from(room)), style);
    canvas.cursor(x + cells(cursor), y);
    end
}

/// Rows that a question takes with what is typed: a row of its own where fewer than `least` cells would be left behind it.
pub fn asked_rows(width: u16, question: &str, least: usize) -> u16 {
    let left = usize::from(width).saturating_sub(text::width(question) + GAP + 1);
    if left >= least { 1 } else { cells(text::wrap(question, usize::from(width) - 1).len()) + 1 }
}

/// Draws a question and the text that is typed, on so many rows. Where no keys go to it, the text merely stands there.
pub fn ask(canvas: &mut Canvas, (y, rows): (u16, u16), question: &str, input: &Input, typing: bool) {
    let mut at = (1, y);
    let width = usize::from(canvas.width());
    for (line, y) in text::wrap(question, if rows == 1 { width } else { width - 1 }).iter().zip(y..) {
        at = (canvas.put(1, y, line, theme::BOLD) + 2, y);
    }
    if rows > 1 {
        at = (3, y + rows - 1);
    }
    if typing {
        draw(canvas, at, canvas.width(), input, theme::BOLD);
    } else {
        canvas.put(at.0, at.1, input.value(), theme::BOLD);
    }
}

/// Cells from the edge to a question, and from there to what is typed.
const GAP: usize = 3;

/// The part of a text that is in view when so many cells are scrolled away.
fn visible(text: &str, scroll: usize, room: usize) -> &str {
    let skipped = text::start(text, scroll).len();
    text::start(text.get(skipped..).unwrap_or_default(), room)
}

/// Where a text that is being edited in so many cells begins, and where its cursor stands in it, both in cells.
fn scrolled(input: &Input, cells: usize) -> (usize, usize) {
    // The library measures all of the text by graphemes, each time it is asked.
    let (scroll, cursor) = if text::is_plain(input.value()) {
        (input.cursor().saturating_sub(cells), input.cursor())
    } else {
        (input.visual_scroll(cells), input.visual_cursor())
    };
    (scroll, cursor.saturating_sub(scroll))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_scrolls_with_its_cursor_by_cells() {
        for (text, cursor, cells, expected) in [
            ("orders", 6, 10, (0, 6)),
            ("orders", 6, 4, (2, 4)),
            ("orders", 1, 4, (0, 1)),
            ("", 0, 4, (0, 0)),
            ("订单系统", 4, 10, (0, 8)),
            ("订单系统", 4, 4, (4, 4)),
            ("订单系统", 1, 4, (0, 2)),
        ] {
            let input = Input::new(text.to_owned()).with_cursor(cursor);
            assert_eq!(scrolled(&input, cells), expected, "{text} at {cursor} in {cells}");
            let library = (input.visual_scroll(cells), input.visual_cursor());
            assert_eq!(scrolled(&input, cells), (library.0, library.1 - library.0), "{text} at {cursor} in {cells}");
        }
    }
}
