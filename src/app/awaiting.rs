//! What keys do at a question whose list is being read: none of them is for another question.

use super::editor::Mode;
use super::notice::About;
use super::state::App;
use crate::form::field::Source;
use crate::form::lists::Asked;
use crate::language::say;

impl App {
    /// Says that the list of the focused question is being read, if it is. Whoever types ahead means its entries: an arrow
    /// must not lead to the next question, nor Enter past this one.
    pub(super) fn waits_for_list(&mut self) -> bool {
        let Some(entries) = self.awaited() else { return false };
        self.say_of(About::List, say!("The {entries} are being read; then choose one. Tab goes on without.", entries));
        true
    }

    /// A list came: what was said of waiting for it is over, where it is that of the focused question.
    pub(super) fn end_awaiting(&mut self) {
        if self.awaited().is_none() {
            self.end_notice(About::List);
        }
    }

    /// What the focused question chooses from, while that is being read and nothing is typed in its place.
    fn awaited(&self) -> Option<&'static str> {
        let step = self.step()?;
        let Source::Remote { lookup, .. } = self.form.source(step.focus)? else { return None };
        let list = self.form.listing(lookup)?;
        let is_typed = !step.editor.untouched && !step.editor.input.value().is_empty();
        let is_awaited = list.asked == Asked::Waiting && list.choices.is_none() && step.editor.mode == Mode::Text;
        (is_awaited && !is_typed).then(|| lookup.noun())
    }
}
