//! Reads JSON that others wrote, unless it would take much more memory than it has bytes.
//!
//! Pure.

use serde_json::Value;

/// Most values in a text that is read as one. A tiny one takes some hundred bytes of memory; no entry of a list has a tenth
/// of these, nor has any answer that is no list.
const MOST_VALUES: usize = 10_000;

/// The text as JSON, where it is JSON of a sane size.
pub(crate) fn json(text: &[u8]) -> Option<Value> {
    // A value stands at the beginning, behind a comma, or at the beginning of an array or object. What a string holds of
    // these counts too, which makes the bound only lower.
    let values = text.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).take(MOST_VALUES).count();
    if values < MOST_VALUES { serde_json::from_slice(text).ok() } else { None }
}
