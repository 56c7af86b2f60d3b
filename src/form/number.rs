//! The numbers that arrows lead through.

use super::field::Steps;

impl Steps {
    /// The next number, one step up or down; the same at the ends.
    pub fn next(self, from: u64, more: bool) -> u64 {
        let by = self.by.max(1);
        let steps = if more { from / by + 1 } else { from.div_ceil(by).saturating_sub(1) };
        steps.saturating_mul(by).max(self.least).min(self.most)
    }

    /// Those of them from one number to another, both included.
    pub(super) fn within(self, least: u64, most: u64) -> Self {
        let by = self.by.max(1);
        let first = least.div_ceil(by).saturating_mul(by);
        Self { least: self.least.max(first), most: self.most.min(most - most % by), ..self }
    }
}
