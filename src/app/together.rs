//! Keys that came together: as a paste without brackets does, or as somebody types quickly on a slow line.

use crate::arrival::LINE_ENDS;
use tui_input::{Input, InputRequest};

/// Whether an Enter was among keys that came together, by what was taken away at their end.
pub(super) fn has_enter(trimmed: &[&'static str]) -> bool {
    trimmed.contains(&LINE_ENDS.shown())
}

/// Puts a text where the cursor stands.
pub(super) fn insert(input: &mut Input, text: &str) {
    for character in text.chars() {
        input.handle(InputRequest::InsertChar(character));
    }
}
