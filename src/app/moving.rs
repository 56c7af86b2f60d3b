//! Moving about: from question to question, from screen to screen, and back.

use super::editor::Mode;
use super::message::Effect;
use super::state::{App, FormPlace, Screen};
use super::step::StepScreen;
use crate::form::field::Field;
use crate::form::screens::ScreenNumber;
use crate::language::{say, tr};
use crate::text::quoted;

impl App {
    /// The account where something about it is missing, else the screen behind it.
    pub(super) fn first_screen(&self) -> usize {
        let (account, step) = self.form.account();
        account + usize::from(step.fields.iter().all(|field| !self.form.has_problem(field)))
    }

    /// The summary follows the last step.
    pub fn last_step(&self) -> usize {
        self.form.steps().len() - 1
    }

    /// Shows a screen at its first question, without having left another.
    pub(super) fn show_step(&mut self, index: usize) {
        if let Some(field) = self.fields_of(index).first() {
            self.show_field(index, field);
        }
    }

    /// To a question, wherever it is asked; from one that was opened alone, to that one alone.
    pub(super) fn go_to_question(&mut self, field: &'static Field, effects: &mut Vec<Effect>) {
        let ScreenNumber(index) = self.form.screen_of(field);
        if self.step().is_some_and(|step| step.alone.is_some()) {
            self.open_alone(index, field, effects);
        } else {
            self.focus_on(index, field, effects);
        }
    }

    /// Shows a question, without having left another.
    fn show_field(&mut self, index: usize, field: &'static Field) {
        self.screen = Screen::Step(StepScreen::new(&self.form, index, field));
    }

    /// Makes this question the one that keys go to, on its own screen.
    pub fn focus_on(&mut self, index: usize, field: &'static Field, effects: &mut Vec<Effect>) {
        self.leave_field(effects);
        self.show_field(index, field);
    }

    /// Shows a screen by number, at its first open question; the one after the last step is the summary.
    pub fn go_to(&mut self, index: usize, effects: &mut Vec<Effect>) {
        let fields = self.fields_of(index);
        let first_open = fields.iter().find(|field| self.form.has_problem(field));
        match first_open.or(fields.first()) {
            _ if index > self.last_step() => self.go_to_summary(effects),
            Some(field) => self.focus_on(index, field, effects),
            None => {}
        }
    }

    fn go_to_summary(&mut self, effects: &mut Vec<Effect>) {
        self.leave_field(effects);
        self.open_summary();
    }

    /// Enters a screen from the one beside it: at its first question, or at its last.
    fn enter_step(&mut self, index: usize, first: bool, effects: &mut Vec<Effect>) {
        let fields = self.fields_of(index);
        match if first { fields.first() } else { fields.last() } {
            _ if index > self.last_step() => self.go_to_summary(effects),
            Some(field) => self.focus_on(index, field, effects),
            None => {}
        }
    }

    /// Leaving a question: its problems may now be shown, and what was answered is kept.
    pub(super) fn leave_field(&mut self, effects: &mut Vec<Effect>) {
        self.take_typed(effects);
        self.history.end_typing();
        self.speak_of_filter();
        self.touched.extend(self.focus().map(|field| field.key));
        self.save(false, effects);
    }

    /// What was only looked for is not taken; where it could have been meant as an ID, that is said.
    fn speak_of_filter(&mut self) {
        let Some(step) = self.step().filter(|step| step.editor.mode == Mode::Filter) else { return };
        let typed = step.editor.input.value().trim();
        if self.form.may_be_id(step.focus, typed) {
            let told = say!("{typed} was not taken: Enter takes it, Tab takes nothing.", typed = quoted(typed));
            self.say(told);
        }
    }

    /// To the next or previous question, and over the edge to the next or previous screen.
    pub(super) fn move_focus(&mut self, on: bool, effects: &mut Vec<Effect>) {
        // What was typed may change which questions there are.
        self.leave_field(effects);
        let Some(StepScreen { index, .. }) = self.step() else { return };
        let index = *index;
        match (self.neighbour(on), on) {
            (Some(field), _) => self.focus_on(index, field, effects),
            (None, true) => self.enter_step(index + 1, true, effects),
            (None, false) if index == 0 => {}
            (None, false) => self.enter_step(index - 1, false, effects),
        }
    }

    /// Enter goes on: to the next question of the screen that waits for an answer, or was not `shown` before this one was
    /// answered, else to the next screen. What has an answer is not visited.
    pub(super) fn walk_on(&mut self, shown: &[&'static Field], effects: &mut Vec<Effect>) {
        self.leave_field(effects);
        let Some(&StepScreen { index, focus, .. }) = self.step() else { return };
        let fields = self.fields_of(index);
        let mut later = fields.iter().skip_while(|field| **field != focus).skip(1);
        match later.find(|field| self.form.has_problem(field) || !shown.contains(field)) {
            Some(field) => self.focus_on(index, field, effects),
            None => self.go_to(index + 1, effects),
        }
    }

    /// The same within the screen, by an arrow: it may be meant for a list that is being read.
    pub(super) fn move_focus_within(&mut self, on: bool, effects: &mut Vec<Effect>) {
        if self.waits_for_list() {
            return;
        }
        if let (Some(field), Some(StepScreen { index, .. })) = (self.neighbour(on), self.step()) {
            self.focus_on(*index, field, effects);
        }
    }

    /// The next or previous question of the screen that is shown.
    fn neighbour(&self, on: bool) -> Option<&'static Field> {
        let step = self.step()?;
        let fields = self.fields_of(step.index);
        let at = fields.iter().position(|field| *field == step.focus).unwrap_or_default();
        fields.get(if on { at + 1 } else { at.wrapping_sub(1) }).copied()
    }

    /// Esc: out of the filter, else back to the summary that opened the question, else one screen back; never ends, and
    /// discards nothing that undoing does not bring back.
    pub(super) fn back(&mut self, effects: &mut Vec<Effect>) {
        let Screen::Step(step) = &mut self.screen else { return };
        match step.index {
            _ if step.editor.mode == Mode::Filter => step.editor.leave_filter(&self.form, step.focus),
            _ if step.alone.is_some() => self.end_alone(false, effects),
            0 => self.say(tr("This is the first screen. Ctrl-C twice leaves; the draft is kept.")),
            index => self.enter_step(index - 1, true, effects),
        }
    }

    /// The place in the form that the screen of the moment is, or leads back to.
    pub(super) fn form_place(&self) -> FormPlace {
        match &self.screen {
            Screen::Step(step) if step.alone.is_none() => FormPlace::Step(step.index, step.focus),
            Screen::Step(_) | Screen::Summary(_) => FormPlace::Summary,
            Screen::Purchases(list) => list.back,
            Screen::Purchase(page) => page.back,
        }
    }

    /// Back to a place in the form.
    pub(super) fn return_to(&mut self, place: FormPlace) {
        match place {
            FormPlace::Step(index, field) if self.form.is_shown(field) => self.show_field(index, field),
            FormPlace::Step(index, _) => self.show_step(index),
            FormPlace::Summary => self.open_summary(),
        }
    }
}
