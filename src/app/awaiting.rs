//! What keys do at a question whose list is being read: none of them is for another question.

use super::editor::Mode;
use super::state::App;
use crate::form::field::Source;
use crate::form::lists::Asked;
use crate::language::say;

impl App {
    /// Says that the list of the focused question is being read, if it is. Whoever types ahead means its entries: an arrow
    /// must not lead to the next question, nor Enter past this one.
    pub(super) fn waits_for_list(&mut self) -> bool {
        let Some(step) = self.step() else { return false };
        let Some(Source::Remote { lookup, .. }) = self.form.source(step.focus) else { return false };
        let listing = self.form.listing(lookup).filter(|list| list.asked == Asked::Waiting && list.choices.is_none());
        let typed = !step.editor.untouched && !step.editor.input.value().is_empty();
        if listing.is_none() || typed || step.editor.mode != Mode::Text {
            return false;
        }
        let entries = lookup.noun();
        self.say(say!("The {entries} are being read; then choose one. Tab goes on without.", entries));
        true
    }
}
