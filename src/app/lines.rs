//! What a line says, where people answer in lines rather than with keys: whole answers, and actions by their name.

use super::drafts::DraftsOverlay;
use super::editor::Mode;
use super::keys::Action;
use super::message::Effect;
use super::overlay::Overlay;
use super::state::{App, Screen};
use super::typing::answer;
use crate::arrival::Arrival;
use crate::form::value::Value;
use crate::purchase::LEFT;
use crate::secret::Secret;
use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

/// Something that a line says.
#[derive(Clone, Debug)]
pub enum Line {
    /// The answer to the question that is asked.
    Answer(Value),
    /// The same, where it is asked behind a mask.
    Secret(Secret),
    /// The whole text of what is asked about a draft, or of the filter of instances.
    Text(String),
    /// On to the next question, from one that was opened alone back to the summary with its answer.
    Next,
    /// Selects the row of this place: of the summary, of the drafts, of the purchases, or of the instances that were
    /// found for a purchase.
    Row(usize),
    /// What the table of keys has an action for.
    Do(Action),
    /// Leaves the wizard; the draft is kept.
    Leave,
}

impl App {
    pub(super) fn on_line(&mut self, line: Line, effects: &mut Vec<Effect>) {
        (self.notice, self.armed_until) = (None, None);
        match line {
            Line::Answer(value) => self.changing(|app| app.answer_focus(value)),
            Line::Secret(secret) => self.answer_masked(secret),
            Line::Text(text) => self.retype(text),
            Line::Next if self.step().is_some_and(|step| step.alone.is_some()) => self.end_alone(true, effects),
            Line::Next => self.move_focus(true, effects),
            Line::Row(row) => self.select_row(row),
            Line::Do(action) => {
                let nothing = KeyEvent::from(KeyCode::Null);
                self.act(Some(action), (&nothing, Arrival::default()), None, effects);
            }
            Line::Leave => self.leave(self.code_of_leaving(LEFT.into()), effects),
        }
    }

    fn answer_focus(&mut self, value: Value) {
        let Screen::Step(step) = &mut self.screen else { return };
        let unlocked = self.form.unlocked(step.focus);
        if unlocked.is_ok() {
            answer(&mut self.form, step.focus, value);
            step.reopen(&self.form);
        }
        self.refuse_where(unlocked);
    }

    fn answer_masked(&mut self, secret: Secret) {
        let Screen::Step(step) = &self.screen else { return };
        if step.editor.mode == Mode::Secret {
            *self.form.secret_mut(step.focus) = secret;
            self.form.drop_lists(|_| false);
        }
    }

    fn retype(&mut self, text: String) {
        match &mut self.overlay {
            Some(Overlay::Drafts(DraftsOverlay { asking: Some((_, typed)), .. })) => *typed = Input::new(text),
            Some(Overlay::Instances(list)) => (list.filter, list.cursor) = (Input::new(text), 0),
            _ => {}
        }
    }

    fn select_row(&mut self, at: usize) {
        let purchase = self.purchases.listed().get(at).map(|row| row.key);
        match (&mut self.overlay, &mut self.screen) {
            (Some(Overlay::Drafts(drafts)), _) => drafts.cursor = at.min(drafts.lines.len().saturating_sub(1)),
            (None, Screen::Summary(summary)) => (summary.row, summary.line, summary.confirming) = (at, 0, false),
            (None, Screen::Purchases(list)) => list.cursor = purchase,
            (None, Screen::Purchase(page)) => page.candidate = at,
            _ => {}
        }
    }
}
