//! Typing and pasting into the focused question.

use super::drafts::DraftsOverlay;
use super::editor::Mode;
use super::overlay::Overlay;
use super::state::{App, Screen};
use super::step::StepScreen;
use super::together::insert;
use crate::form::field::{Field, Kind};
use crate::form::state::Form;
use crate::form::value::{Value, number, split};
use crate::language::{say, tr};
use crate::secret::{Secret, looks_like_one};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

impl StepScreen {
    /// Keys that the table of keys does not know are text.
    ///
    /// # Errors
    /// Why a key does nothing.
    pub(super) fn type_in(&mut self, form: &mut Form, event: &KeyEvent) -> Result<(), String> {
        let request = text_request(event);
        match (self.editor.mode, request) {
            (Mode::Secret, Some(request)) => self.type_secret(form, request),
            (Mode::Pairs, Some(InputRequest::DeletePrevChar)) if self.editor.input.value().is_empty() => {
                self.move_row(false);
                Ok(())
            }
            (Mode::Text | Mode::Filter | Mode::Pairs, Some(request)) => self.edit(form, request),
            // Typing in a list is looking for something: any other character starts the filter.
            (Mode::List, Some(request @ InputRequest::InsertChar(_))) => {
                self.editor.begin_filter(form, self.focus);
                self.edit(form, request)
            }
            _ => Ok(()),
        }
    }

    fn edit(&mut self, form: &mut Form, request: InputRequest) -> Result<(), String> {
        if matches!(self.editor.mode, Mode::Text | Mode::Pairs) {
            form.unlocked(self.focus)?;
        }
        if matches!(request, InputRequest::InsertChar(_)) && self.room_left() == 0 {
            return Err(tr("This text is too long already; no more can be typed.").to_owned());
        }
        if let InputRequest::InsertChar(typed) = request {
            self.begin_number(typed);
        }
        self.editor.input.handle(request);
        match self.editor.mode {
            Mode::Filter => self.editor.refilter(form, self.focus),
            Mode::Pairs => self.write_pairs(form),
            _ => self.write_text(form),
        }
        Ok(())
    }

    /// A digit that is the first thing typed into a number takes the place of the number that stands there.
    fn begin_number(&mut self, typed: char) {
        if self.editor.untouched && typed.is_ascii_digit() && matches!(self.focus.kind, Kind::Number { .. }) {
            self.editor.input.reset();
        }
    }

    /// How many characters fit in beside those that are there. Nothing that could be right has more, and a text without
    /// bounds would make every key slow.
    fn room_left(&self) -> usize {
        let taken = self.editor.input.value().chars().count() + self.editor.pairs.characters();
        self.focus.room().saturating_sub(taken)
    }

    fn set_text(&mut self, form: &mut Form, text: String) {
        self.editor.input = Input::new(text);
        self.write_text(form);
    }

    fn write_text(&mut self, form: &mut Form) {
        self.editor.untouched = false;
        let text = self.editor.input.value();
        let value = match self.focus.kind {
            Kind::Choices(_) => Value::list(split(text)),
            Kind::Choice(_) => Value::text(text.trim()),
            Kind::Number { unit, .. } => Value::text(number(text, unit)),
            _ => Value::text(text),
        };
        answer(form, self.focus, value);
    }

    fn type_secret(&self, form: &mut Form, request: InputRequest) -> Result<(), String> {
        let secret = form.secret_mut(self.focus);
        let fits = match request {
            InputRequest::InsertChar(c) => secret.push(c.encode_utf8(&mut [0; 4])),
            InputRequest::DeletePrevChar => {
                secret.pop();
                true
            }
            InputRequest::DeleteLine => {
                *secret = Secret::default();
                true
            }
            _ => true,
        };
        form.drop_lists(|_| false);
        if fits { Ok(()) } else { Err(tr("This is too long for a key already; no more can be typed.").to_owned()) }
    }

    /// To the next valid number; from no answer to the least.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn change_number(&mut self, form: &mut Form, more: bool) -> Result<(), String> {
        form.unlocked(self.focus)?;
        let Some(steps) = form.number_steps(self.focus) else { return Ok(()) };
        let number = form.steps_from(self.focus).ok_or_else(|| tr("This is no number to change; type one."))?;
        let next = steps.next(number, more);
        if next == number {
            let number = form.show(self.focus);
            return Err(if more {
                say!("{number} is the most that is possible.", number)
            } else {
                say!("{number} is the least that is possible.", number)
            });
        }
        self.set_text(form, next.to_string());
        Ok(())
    }

    /// Takes a paste into the answer.
    ///
    /// # Errors
    /// Why it cannot be taken.
    pub(super) fn paste(&mut self, form: &mut Form, text: &str) -> Result<(), String> {
        form.unlocked(self.focus)?;
        if !matches!(self.editor.mode, Mode::Toggle | Mode::Secret) && text.chars().count() > self.room_left() {
            return Err(tr("The pasted text is too long for this and was left out.").to_owned());
        }
        match self.editor.mode {
            Mode::Toggle => return Err(tr("There is nothing to paste here; Space switches.").to_owned()),
            Mode::Secret => {
                if !form.secret_mut(self.focus).push(text.trim()) {
                    return Err(tr("The pasted text is too long for a key; it was left out.").to_owned());
                }
                form.drop_lists(|_| false);
            }
            Mode::Pairs => self.paste_pairs(form, text),
            Mode::List | Mode::Filter => self.paste_in_list(form, text),
            Mode::Text if self.focus.is_many() => {
                let joined = [self.editor.input.value().to_owned(), split(text).join(", ")];
                let joined = joined.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ");
                self.set_text(form, joined);
            }
            Mode::Text => {
                text.trim_start().chars().next().into_iter().for_each(|first| self.begin_number(first));
                insert(&mut self.editor.input, text);
                self.write_text(form);
            }
        }
        Ok(())
    }

    /// Entries and IDs become the answer. Anything else is looked for in a filter, and where there is a good answer already:
    /// that stays.
    fn paste_in_list(&mut self, form: &mut Form, text: &str) {
        let field = self.focus;
        let parts = if field.is_many() { split(text) } else { vec![text.trim().to_owned()] };
        let ids: Vec<String> = parts.iter().map(|part| form.resolve(field, part)).collect();
        let is_answer = |id: &String| form.find(field, id).is_some() || form.may_be_id(field, id);
        let has_filter = !self.editor.input.value().is_empty();
        let is_good = form.is_chosen(field) && !form.has_problem(field);
        let looks = self.editor.mode == Mode::Filter || is_good;
        if has_filter || (looks && !ids.iter().any(is_answer)) {
            if self.editor.mode == Mode::List {
                self.editor.begin_filter(form, field);
            }
            self.editor.input = Input::new([self.editor.input.value(), text.trim()].concat());
            return self.editor.refilter(form, field);
        }
        if field.is_many() {
            let mut list = form.value(field).as_list().to_vec();
            list.extend(ids.into_iter().filter(|id| !list.contains(id)).collect::<Vec<_>>());
            answer(form, field, Value::list(list));
        } else if let Some(id) = ids.into_iter().next() {
            answer(form, field, Value::text(id));
        }
        self.reopen(form);
    }
}

impl App {
    /// Takes secrets away that were typed where they would be shown and written; those that nobody knows by their form, where
    /// the text is `whole` rather than being typed.
    pub(super) fn refuse_secrets(&mut self, whole: bool) {
        let secrets = &self.session.secrets;
        let are_in = |text: &str| secrets.are_in(text) || (whole && looks_like_one(text));
        let mut holding = self.form.take_back(are_in).first().map(|field| field.label);
        if let Screen::Step(step) = &mut self.screen
            && (holding.is_some() || are_in(step.editor.input.value()))
        {
            holding = holding.or(Some(step.focus.label));
            step.reopen(&self.form);
        }
        if let Some(question) = holding {
            self.refuse(say!(
                "That looks like a secret key or token. It was taken out of {question}, and is written nowhere.",
                question
            ));
        }
        if let Some(Overlay::Drafts(DraftsOverlay { asking: Some((_, typed)), .. })) = &mut self.overlay
            && self.session.secrets.are_in(typed.value())
        {
            typed.reset();
            self.refuse(tr(
                "That looks like a secret key or token. It was taken out of the name, and is written nowhere.",
            ));
        }
        if let Some(Overlay::Instances(list)) = &mut self.overlay
            && self.session.secrets.are_in(list.filter.value())
        {
            list.filter.reset();
            list.cursor = 0;
            self.refuse(tr(
                "That looks like a secret key or token. It was taken out of the filter, and is written nowhere.",
            ));
        }
    }
}

/// Answers a question; the same answer again changes nothing.
pub(super) fn answer(form: &mut Form, field: &'static Field, value: Value) {
    if *form.value(field) == value && (form.is_chosen(field) || value.is_empty()) {
        return;
    }
    form.answer(field, value);
}

/// Readline's keys for a text.
pub(super) fn text_request(event: &KeyEvent) -> Option<InputRequest> {
    use InputRequest as Do;
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let typing = (event.modifiers - KeyModifiers::SHIFT).is_empty();
    Some(match (event.code, ctrl) {
        (KeyCode::Char('a'), true) | (KeyCode::Home, _) => Do::GoToStart,
        (KeyCode::Char('e'), true) | (KeyCode::End, _) => Do::GoToEnd,
        (KeyCode::Char('b'), true) | (KeyCode::Left, false) => Do::GoToPrevChar,
        (KeyCode::Char('f'), true) | (KeyCode::Right, false) => Do::GoToNextChar,
        (KeyCode::Char('w'), true) => Do::DeletePrevWord,
        (KeyCode::Char('k'), true) => Do::DeleteTillEnd,
        (KeyCode::Char('u'), true) => Do::DeleteLine,
        (KeyCode::Char('h'), true) | (KeyCode::Backspace, _) => Do::DeletePrevChar,
        (KeyCode::Char('d'), true) | (KeyCode::Delete, _) => Do::DeleteNextChar,
        (KeyCode::Char(c), false) if typing => Do::InsertChar(c),
        _ => return None,
    })
}
