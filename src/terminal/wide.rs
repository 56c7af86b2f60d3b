//! Characters that are not one cell wide everywhere.
//!
//! Owns what keeps them from tearing a frame. Does not know where on the screen they are.

use ratatui::buffer::{Buffer, Cell, CellWidth};
use unicode_width::UnicodeWidthChar;

/// Makes wide characters safe to draw in part. A cluster that terminals measure differently (joined emoji, say) is shown
/// by its first character. The cells behind a wide character are emptied, so that ratatui's comparison sees a
/// difference when one is uncovered: what is left of a half-overwritten character differs from terminal to terminal.
pub(super) fn settle_wide(buffer: &mut Buffer) {
    let width = usize::from(buffer.area.width).max(1);
    for row in buffer.content.chunks_mut(width) {
        let mut covered = 0;
        for cell in row {
            if covered > 0 {
                cell.reset();
                cell.set_symbol("");
            } else {
                if let Some(first) = disputed(cell) {
                    cell.set_char(first);
                }
                covered = cell.cell_width().max(1);
            }
            covered -= 1;
        }
    }
}

/// The first character of a cluster that is not as wide as its characters one by one.
fn disputed(cell: &Cell) -> Option<char> {
    let symbol = cell.symbol();
    let alone = |character: char| character.encode_utf8(&mut [0; 4]).cell_width();
    let differs = symbol.len() > 1 && symbol.chars().map(alone).sum::<u16>() != cell.cell_width();
    symbol.chars().next().filter(|_| differs)
}

/// Whether every terminal moves exactly one cell after this symbol. Terminals disagree on wide, combining and
/// ambiguous characters; rules are excepted, as one that draws them two cells wide cannot show a frame anyway.
pub(super) fn advances_one_cell(symbol: &str) -> bool {
    let mut characters = symbol.chars();
    let (Some(first), None) = (characters.next(), characters.next()) else { return false };
    match first {
        ' '..='~' | '\u{2500}'..='\u{257f}' => true,
        other => other.width() == Some(1) && other.width_cjk() == Some(1),
    }
}
