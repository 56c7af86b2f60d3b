//! The control sequences that the style and the cursor movements are made of.

use std::io::Write;

/// Writes a control sequence: its numbers, then the byte that says what they mean. A number 0 is left out, because
/// every terminal reads a missing number as 0 (ECMA-48, 5.4.2).
pub(super) fn control(numbers: impl IntoIterator<Item = u16>, meaning: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b[");
    for (place, number) in numbers.into_iter().enumerate() {
        let gap = if place == 0 { "" } else { ";" };
        // Writing to memory cannot fail.
        let _ = if number == 0 { write!(out, "{gap}") } else { write!(out, "{gap}{number}") };
    }
    out.push(meaning);
}
