//! Numbers with their units, and those that arrows lead through.

use super::field::Steps;
use crate::language::say;

/// A number with what it counts, as people read it: `200 GB`. Of several numbers, such as `1 to 9`, all are counted.
pub(crate) fn amount(number: &str, unit: &str) -> String {
    match unit {
        "" => number.to_owned(),
        "months" => say!("{number} months", number),
        "years" => say!("{number} years", number),
        unit => say!("{number} {unit}", number, unit),
    }
}

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
