//! What came together: a paste, or the keys of somebody who types quickly on a slow line.

use super::state::App;
use crate::arrival::LINE_ENDS;
use crate::language::{say, tr};
use crate::text::{list, paragraph};
use tui_input::Input;

/// Whether an Enter was among keys that came together, by what was taken away at their end.
pub(super) fn has_enter(trimmed: &[&'static str]) -> bool {
    trimmed.contains(&LINE_ENDS.shown())
}

impl App {
    /// Says what was taken away from what came together: of keys, an Enter that may have been meant.
    pub(super) fn say_taken_away(&mut self, trimmed: &[&'static str], as_keys: bool) {
        let enter = (as_keys && has_enter(trimmed))
            .then(|| tr("Enter came together with other keys, as in a paste: press it once more.").to_owned());
        let others: Vec<&str> =
            trimmed.iter().copied().filter(|what| enter.is_none() || *what != LINE_ENDS.shown()).collect();
        let others = (!others.is_empty()).then(|| say!("Pasted; taken away: {what}.", what = list(&others)));
        let told: Vec<String> = others.into_iter().chain(enter).collect();
        if !told.is_empty() {
            self.say(paragraph(&told));
        }
    }
}

/// Puts a text where the cursor stands, at once and in one line.
pub(super) fn insert(input: &mut Input, text: &str) {
    let in_line = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let (cursor, typed) = (input.cursor(), input.value().chars());
    let joined = typed.clone().take(cursor).chain(in_line).chain(typed.skip(cursor)).collect();
    *input = Input::new(joined).with_cursor(cursor + text.chars().count());
}
