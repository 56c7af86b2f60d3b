//! What changed: undoing the last change of an answer, and saying at once where a change makes another answer wrong.

use super::editor::Mode;
use super::message::Effect;
use super::state::{App, Screen};
use crate::form::field::Field;
use crate::form::value::Value;
use crate::language::{say, tr};

/// So many changes can be undone.
const MOST: usize = 100;

/// The changes of answers, in order.
#[derive(Clone, Debug, Default)]
pub struct History {
    changes: Vec<Change>,
    /// Answers that a change made wrong, each behind the question that was changed.
    broken: Vec<(&'static Field, &'static Field)>,
}

/// A change of an answer.
#[derive(Clone, Debug)]
struct Change {
    field: &'static Field,
    /// What was chosen before; `None` where a default stood.
    before: Option<Value>,
    /// How text is being typed, if it is.
    typing: Option<Typing>,
}

/// What typing does to a text. A word is one change, and so is what is taken away in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Typing {
    Word,
    Cut,
}

impl History {
    /// Notes a change of what was chosen before. While a text is typed it has this many bytes now.
    fn note(&mut self, field: &'static Field, before: Option<Value>, length: Option<usize>) {
        let was = before.as_ref().map(Value::as_text).unwrap_or_default();
        let typing = length.map(|length| if length > was.len() { Typing::Word } else { Typing::Cut });
        let begins = typing == Some(Typing::Word) && was.ends_with(char::is_whitespace);
        // What is typed in the place of what was cut belongs to that.
        let goes_with = |last: Typing| last == Typing::Cut || typing == Some(Typing::Word);
        let is_same = |last: &Change| last.field == field && typing.is_some() && last.typing.is_some_and(goes_with);
        if !begins && self.changes.last().is_some_and(is_same) {
            return;
        }
        if self.changes.len() == MOST {
            self.changes.remove(0);
        }
        self.changes.push(Change { field, before, typing });
    }

    /// The question was left: what is typed from here on is another change.
    pub(super) fn end_typing(&mut self) {
        self.changes.iter_mut().rev().take(1).for_each(|change| change.typing = None);
    }
}

impl App {
    /// Does something that may change the answer of the focused question, and notes what it changed.
    pub(super) fn changing(&mut self, act: impl FnOnce(&mut Self)) {
        let Some(step) = self.step() else { return act(self) };
        let (field, typing) = (step.focus, matches!(step.editor.mode, Mode::Text | Mode::Pairs));
        let (before, fitting) = (self.form.chosen(field), self.fitting());
        act(self);
        let now = self.form.chosen(field);
        if now != before {
            self.breaks(&fitting, field);
            let length = now.map_or(0, |text| text.as_text().len());
            self.history.note(field, before, (typing && self.focus() == Some(field)).then_some(length));
        }
    }

    /// The answers that nothing is wrong with.
    pub(super) fn fitting(&self) -> Vec<&'static Field> {
        let fits = |field: &&'static Field| !self.form.value(field).is_empty() && !self.form.has_problem(field);
        self.form.shown().map(|(_, field)| field).filter(fits).collect()
    }

    /// Whether any of these answers is wrong now that this question was changed; each is remembered.
    pub(super) fn breaks(&mut self, fitting: &[&'static Field], cause: &'static Field) -> bool {
        let wrong = fitting.iter().filter(|field| **field != cause && self.form.has_problem(field));
        let broken: Vec<_> = wrong.map(|field| (cause, *field)).collect();
        let any = !broken.is_empty();
        self.history.broken.retain(|(_, field)| self.form.has_problem(field));
        self.history.broken.extend(broken);
        any
    }

    /// What an answer to this question has made wrong elsewhere, in words.
    pub fn broken_by(&self, cause: &Field) -> Option<String> {
        let broken = self.history.broken.iter().find(|(by, field)| *by == cause && self.form.has_problem(field));
        let (_, field) = broken?;
        let problem = self.form.problem(field)?;
        let (label, screen, problem) = (field.label, self.form.screen_of(field), problem.told);
        Some(say!("does not go with {label} ({screen}): {problem}", label, screen, problem))
    }

    /// Takes back the last change of an answer.
    pub(super) fn undo(&mut self, effects: &mut Vec<Effect>) {
        let Some(Change { field, before, .. }) = self.history.changes.pop() else {
            return self.refuse(tr("No answer was changed since the draft was opened."));
        };
        let defaulted = before.is_none();
        self.put_back(field, before);
        if let Screen::Summary(summary) = &mut self.screen {
            // What is as it was has not changed.
            summary.was.take_if(|(changed, _)| *changed == field);
        }
        let (label, screen, answer) = (field.label, self.form.screen_of(field), self.form.show(field));
        self.say(if answer.is_empty() {
            say!("Undone: {label} is not answered again (screen {screen}).", label, screen)
        } else if defaulted {
            say!("Undone: {label} has its default again, {answer} (screen {screen}).", label, answer, screen)
        } else {
            say!("Undone: {label} is {answer} again (screen {screen}).", label, answer, screen)
        });
        self.save(false, effects);
    }

    /// Gives a question the answer that it had.
    pub(super) fn put_back(&mut self, field: &'static Field, chosen: Option<Value>) {
        match chosen {
            Some(value) => self.form.answer(field, value),
            None => self.form.forget(field),
        }
        let Screen::Step(step) = &mut self.screen else { return };
        if self.form.is_shown(step.focus) {
            step.reopen(&self.form);
        } else {
            let index = step.index;
            self.show_step(index);
        }
    }
}
