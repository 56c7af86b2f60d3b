//! What the terminal shows, cell by cell, as far as that is known.

use super::pen::Pen;
use ratatui::buffer::Cell;
use ratatui::layout::Size;
use std::ops::Range;

/// What one cell shows, in less than half the room that the cell of a frame takes, and compared with two numbers
/// (`architecture`, "Figures": first screen, CPU of a key).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    /// The bytes of the symbol, none of them where a wide one before covers this cell.
    symbol: u64,
    pen: Pen,
}

impl Shown {
    const BLANK: Self = Self { symbol: b' ' as u64, pen: Pen::PLAIN };
    const COVERED: Self = Self { symbol: 0, pen: Pen::PLAIN };
    /// What is not known, or has more bytes than are kept. No symbol has these.
    const UNKNOWN: Self = Self { symbol: u64::MAX, pen: Pen::PLAIN };

    /// What a cell is to show. Blanks look the same in every colour.
    pub(super) fn of(cell: &Cell, colour: bool) -> Self {
        let bytes = cell.symbol().as_bytes();
        if bytes.len() > 8 {
            return Self::UNKNOWN;
        }
        if Self::is_blank_of(cell) {
            return Self::BLANK;
        }
        let symbol = bytes.iter().fold(0, |joined, byte| joined << 8 | u64::from(*byte));
        Self { symbol, pen: Pen::of(cell, colour) }
    }

    /// Whether a cell is to show a blank, in whatever colour.
    #[inline]
    pub(super) fn is_blank_of(cell: &Cell) -> bool {
        matches!(cell.symbol().as_bytes(), [b' ']) && !Pen::shows_on_blank_of(cell.modifier)
    }

    /// Whether this is certainly the same.
    pub(super) fn is(self, other: Self) -> bool {
        self == other && self != Self::UNKNOWN
    }

    /// Whether a wide symbol before shows in this cell.
    pub(super) fn is_covered(self) -> bool {
        self.symbol == Self::COVERED.symbol
    }

    /// Whether it is a blank that looks the same in every style without attributes.
    pub(super) fn is_blank(self) -> bool {
        self == Self::BLANK
    }
}

/// All cells of it.
#[derive(Default)]
pub(super) struct Screen {
    width: usize,
    cells: Vec<Shown>,
}

impl Screen {
    /// Notes that the whole screen is blank.
    pub(super) fn erase(&mut self, size: Size) {
        self.width = size.width.into();
        self.cells.clear();
        self.cells.resize(self.width * usize::from(size.height), Shown::BLANK);
    }

    /// Notes that any cell may show anything.
    pub(super) fn forget(&mut self) {
        self.cells.fill(Shown::UNKNOWN);
    }

    pub(super) fn row(&self, y: u16) -> &[Shown] {
        self.cells.get(self.at(y, 0)..self.at(y, self.width)).unwrap_or_default()
    }

    /// Whether these cells are certainly blank.
    pub(super) fn is_blank(&self, y: u16, columns: Range<u16>) -> bool {
        self.row(y)
            .get(columns.start.into()..columns.end.into())
            .is_some_and(|cells| cells.iter().all(|c| c.is_blank()))
    }

    /// Notes what is shown from a column on, by a symbol of so many cells.
    pub(super) fn put(&mut self, x: u16, y: u16, cells: u16, shown: Shown) {
        if let Some((first, behind)) = self.from(x, y).split_first_mut() {
            *first = shown;
            behind.iter_mut().take(usize::from(cells).saturating_sub(1)).for_each(|cell| *cell = Shown::COVERED);
        }
    }

    /// Notes that a row is blank from a column on.
    pub(super) fn erase_row(&mut self, x: u16, y: u16) {
        self.from(x, y).fill(Shown::BLANK);
    }

    /// A row from a column on.
    fn from(&mut self, x: u16, y: u16) -> &mut [Shown] {
        let (from, to) = (self.at(y, x.into()), self.at(y, self.width));
        self.cells.get_mut(from..to).unwrap_or_default()
    }

    fn at(&self, y: u16, x: usize) -> usize {
        usize::from(y) * self.width + x
    }
}
