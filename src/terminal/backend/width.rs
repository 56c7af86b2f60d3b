//! Characters whose width is not the same on every terminal, and how they are kept from tearing a frame.

use crate::text;
use ratatui::buffer::{Buffer, Cell, CellWidth};
use unicode_width::UnicodeWidthChar;

/// Makes wide characters safe to draw in part. Terminals disagree about how wide a cluster of joined characters is (an
/// emoji of several, say), so only its first character is shown. What is left of a half-overwritten wide character
/// differs from terminal to terminal, so the cells behind one are emptied: the comparison with the frame before then sees
/// a difference when one of them is uncovered, and draws it.
pub fn settle_wide(buffer: &mut Buffer) {
    for row in buffer.content.chunks_mut(usize::from(buffer.area.width).max(1)) {
        row.iter_mut().fold(0, |covered, cell| settle(cell, covered));
    }
}

/// Makes the next cell of a row safe, with so many of them still covered by a character before. Returns how many are
/// after it.
pub(super) fn settle(cell: &mut Cell, covered: u16) -> u16 {
    if covered > 0 {
        cell.reset();
        cell.set_symbol("");
        return covered - 1;
    }
    // Nearly all symbols are one character that needs no measuring (`architecture`, "Figures": CPU of a key).
    let mut characters = cell.symbol().chars();
    if let (Some(alone), None) = (characters.next(), characters.next())
        && let Some(cells) = text::simple_cells(alone)
    {
        return u16::from(cells > 1);
    }
    if advances_one_cell(cell.symbol()) {
        return 0;
    }
    if let Some(first) = disputed(cell) {
        cell.set_char(first);
    }
    cell.cell_width().saturating_sub(1)
}

/// Whether a symbol is printable ASCII or the line of a rule (U+2500 to U+257F). Nearly all are, and these need no settling
/// and no measuring (`architecture`, "Figures": CPU of a key).
pub(super) fn is_narrow(symbol: &str) -> bool {
    matches!(symbol.as_bytes(), [b' '..=b'~'] | [0xe2, 0x94 | 0x95, _])
}

/// Whether every terminal moves the cursor by exactly one cell after this symbol. Terminals disagree on wide, combining
/// and ambiguous characters. The characters of rules are ambiguous too, but a terminal that draws those two cells wide
/// cannot show our frames anyway.
pub(super) fn advances_one_cell(symbol: &str) -> bool {
    let narrow = |character: char| character.width() == Some(1) && character.width_cjk() == Some(1);
    is_narrow(symbol) || symbol.chars().map(narrow).eq([true])
}

/// The first character of a cluster, if the cluster is not as wide as its characters are one by one.
fn disputed(cell: &Cell) -> Option<char> {
    let symbol = cell.symbol();
    let alone = |character: char| character.encode_utf8(&mut [0; 4]).cell_width();
    let differs = symbol.chars().map(alone).sum::<u16>() != cell.cell_width();
    symbol.chars().next().filter(|_| differs)
}
