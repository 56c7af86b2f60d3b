//! Which cells of the screen are certainly blank, so that nothing has to be sent to make them so.

use ratatui::layout::Size;
use std::ops::Range;

/// For each cell, row by row, whether it may show something. It is `false` only where the cell is certainly blank. A
/// cell that is not in here may show anything.
#[derive(Default)]
pub(super) struct Ink(Vec<Vec<bool>>);

impl Ink {
    /// Notes that the whole screen is blank.
    pub(super) fn erase(&mut self, size: Size) {
        self.0.clear();
        self.0.resize(size.height.into(), vec![false; size.width.into()]);
    }

    /// Notes that any cell may show anything.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// Whether any of these cells may show something.
    pub(super) fn is_in(&self, y: u16, columns: Range<u16>) -> bool {
        let cells = self.0.get(usize::from(y)).and_then(|row| row.get(columns.start.into()..columns.end.into()));
        cells.is_none_or(|cells| cells.contains(&true))
    }

    /// Notes whether these cells may show something.
    pub(super) fn set(&mut self, y: u16, columns: Range<u16>, may_show: bool) {
        let row = self.0.get_mut(usize::from(y)).map(Vec::as_mut_slice).unwrap_or_default();
        let end = row.len().min(columns.end.into());
        row.get_mut(columns.start.into()..end).unwrap_or_default().fill(may_show);
    }
}
