//! Which of the keys that a place has would do anything at the moment: the row of keys offers no others.

use super::editor::Mode;
use super::keys::{Action, Place};
use super::overlay::{Overlay, Page, Topic};
use super::state::{App, Screen};
use super::step::StepScreen;
use crate::form::state::Form;
use crate::form::value::Value;

impl App {
    /// Whether a key of this place that asks for this would do anything now.
    pub fn offers(&self, place: Place, action: Action) -> bool {
        match (&self.overlay, &self.screen) {
            (Some(overlay), _) => self.offers_above(overlay, place, action),
            // Where nothing is asked there is no next question.
            (None, Screen::Purchases(_) | Screen::Purchase(_))
                if place == Place::Everywhere && matches!(action, Action::NextField | Action::Accept) =>
            {
                false
            }
            (None, Screen::Step(step)) => step.offers(&self.form, place, action),
            (None, Screen::Summary(summary)) => match (place, action) {
                (Place::Ends, Action::Last) => !summary.read && self.form.obstacles().is_empty(),
                (Place::Box, Action::Accept) => summary.read,
                _ => true,
            },
            // Their places are those that count for the purchase.
            (None, Screen::Purchases(_) | Screen::Purchase(_)) => true,
        }
    }

    /// Under an overlay the keys of the screen below are out of reach.
    fn offers_above(&self, overlay: &Overlay, place: Place, action: Action) -> bool {
        const NEED_A_DRAFT: [Action; 5] =
            [Action::Accept, Action::Up, Action::Rename, Action::Duplicate, Action::Remove];
        match overlay {
            _ if place == Place::Everywhere => false,
            Overlay::Drafts(drafts) if drafts.asking.is_none() && drafts.lines.is_empty() => {
                !NEED_A_DRAFT.contains(&action)
            }
            Overlay::Page(Page { topic: Topic::Request | Topic::Export(_), .. }) if action == Action::Copy => {
                self.form.body().is_ok()
            }
            _ => true,
        }
    }
}

impl StepScreen {
    fn offers(&self, form: &Form, place: Place, action: Action) -> bool {
        let is_open = form.unlocked(self.focus).is_ok();
        let typed = self.editor.input.value();
        match (place, action) {
            (Place::List, Action::Up) => self.editor.rows.len() > 1,
            (Place::Many, Action::Pick) | (Place::Toggle, Action::Flip) => is_open,
            (Place::Zones, Action::Digit(count)) => {
                let first = self.first_open(form, count.into()).map(Value::list);
                is_open && first.is_ok_and(|first| (self.focus.check)(form, &first).is_ok())
            }
            (Place::Addresses, Action::PickNeeded) => is_open && self.first_needed(form).is_ok(),
            (Place::Number, Action::More) => {
                let steps = form.number_steps(self.focus).zip(form.steps_from(self.focus));
                is_open && steps.is_some_and(|(steps, at)| [true, false].map(|more| steps.next(at, more)) != [at; 2])
            }
            (Place::Pairs, Action::Up) => !(self.editor.pairs.above.is_empty() && self.editor.pairs.below.is_empty()),
            (Place::Pairs, Action::More) => self.suggestions(form).next().is_some(),
            // The first one is offered by itself once something is typed.
            (Place::Pairs, Action::PageDown) => self.suggestions(form).nth(usize::from(!typed.is_empty())).is_some(),
            (Place::Everywhere, Action::NextField) => self.alone.is_none(),
            (Place::Everywhere, Action::Back) => self.index > 0 || self.editor.mode == Mode::Filter,
            _ => true,
        }
    }
}
