//! On a tall terminal, below the questions: what else there is to know about the focused one, as its help page has it.

use super::canvas::{Canvas, Rows, cells};
use super::theme;
use crate::form::field::Field;
use crate::language::say;
use crate::text;

/// From this many rows of the terminal on.
pub(super) const TALL: u16 = 36;
/// Longer lines are hard to read.
const LONGEST: usize = 96;

/// Draws it at the bottom of these rows, where they are enough for all of it.
pub(super) fn draw(field: &Field, canvas: &mut Canvas, rows: Rows) {
    let lines = text::wrap(field.more.shown(), usize::from(canvas.width().saturating_sub(4)).min(LONGEST));
    let taken = cells(lines.len()) + 2;
    if taken > rows.count() {
        return;
    }
    let top = rows.bottom - taken;
    canvas.put(2, top, &say!("Help: {question}", question = field.label), theme::ASIDE);
    for (y, line) in (top + 1..rows.bottom).zip(&lines) {
        canvas.put(2, y, line, theme::PLAIN);
    }
}
