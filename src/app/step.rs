//! A step of the form: the question that keys go to, and what keys and pastes do to it.

use super::editor::{Editor, Mode};
use super::keys::{Action, Place};
use super::message::Effect;
use super::state::{App, Screen};
use super::typing::answer;
use crate::catalog::Choice;
use crate::form::field::{Field, Kind, Source};
use crate::form::state::Form;
use crate::form::value::Value;
use crate::text::quoted;
use crossterm::event::{KeyCode, KeyEvent};

/// Rows of a page.
pub(super) const PAGE: isize = 10;

/// A step that is shown.
#[derive(Clone, Debug)]
pub struct StepScreen {
    /// Which of the form's steps it is.
    pub index: usize,
    /// The question the keys go to.
    pub focus: &'static Field,
    /// What is being typed or picked in it.
    pub editor: Editor,
    /// Whether an Enter did not leave the question because its text is missing.
    missed: bool,
}

impl StepScreen {
    /// Shows this question of this step, ready to be answered.
    pub fn new(form: &Form, index: usize, focus: &'static Field) -> Self {
        Self { index, focus, editor: Editor::open(form, focus), missed: false }
    }

    /// The places of the focused question, innermost first.
    pub(super) fn places(&self) -> &'static [Place] {
        let stepped = matches!(self.focus.kind, Kind::Number { step: 2.., .. });
        match self.editor.mode {
            Mode::List if self.focus.is_many() => &[Place::Many, Place::List, Place::Form],
            Mode::List => &[Place::List, Place::Form],
            Mode::Toggle => &[Place::Toggle, Place::Form],
            Mode::Text if stepped => &[Place::Stepped, Place::Number],
            Mode::Text if matches!(self.focus.kind, Kind::Number { .. }) => &[Place::Number],
            Mode::Text | Mode::Filter | Mode::Secret => &[],
        }
    }

    /// The entry of the list under the cursor.
    pub fn at_cursor<'a>(&'a self, form: &'a Form) -> Option<&'a Choice> {
        self.editor.at_cursor(form, self.focus)
    }

    /// Reads the question anew after its answer was changed from elsewhere.
    pub(super) fn reopen(&mut self, form: &Form) {
        self.editor = Editor::open(form, self.focus);
    }

    /// Keys that change the answer or move in its list.
    ///
    /// # Errors
    /// Why nothing was changed.
    fn edit_by(&mut self, form: &mut Form, action: Action) -> Result<(), String> {
        match action {
            Action::Up => self.editor.move_by(-1),
            Action::Down => self.editor.move_by(1),
            Action::PageUp => self.editor.move_by(-PAGE),
            Action::PageDown => self.editor.move_by(PAGE),
            Action::First => self.editor.move_by(isize::MIN),
            Action::Last => self.editor.move_by(isize::MAX),
            Action::Filter => self.editor.mode = Mode::Filter,
            Action::Pick => return self.pick(form),
            Action::Flip => answer(form, self.focus, Value::Flag(!form.is_on(self.focus))),
            Action::More => return self.change_number(form, true),
            Action::Less => return self.change_number(form, false),
            _ => {}
        }
        Ok(())
    }

    /// Text in a filter that no entry matches is an id: it must not get lost.
    fn take_typed(&mut self, form: &mut Form) {
        let typed = self.editor.input.value().trim().to_owned();
        let complete = matches!(form.source(self.focus), Some(Source::Fixed(_)));
        if self.editor.mode != Mode::Filter || typed.is_empty() || !self.editor.rows.is_empty() || complete {
            return;
        }
        let id = form.resolve(self.focus, &typed);
        put_id(form, self.focus, id);
    }

    /// Takes the entry under the cursor, or the typed id where no entry matches.
    ///
    /// # Errors
    /// Why it cannot be taken.
    fn pick(&mut self, form: &mut Form) -> Result<(), String> {
        let field = self.focus;
        let Some(choice) = self.editor.at_cursor(form, field).cloned() else {
            if matches!(form.source(field), Some(Source::Fixed(_))) {
                return Err(format!("{} is not offered; Esc shows all.", quoted(self.editor.input.value())));
            }
            self.take_typed(form);
            self.reopen(form);
            return Ok(());
        };
        let picked = form.value(field).as_list().contains(&choice.id);
        if let Some(closed) = form.closed(field, &choice)
            && !picked
        {
            return Err(format!("{} is closed: {}", choice.label, closed.told(form)));
        }
        put_id(form, field, choice.id);
        match self.editor.mode {
            Mode::Filter => self.editor.end_filter(form, field),
            _ => self.editor.arrange(form, field),
        }
        Ok(())
    }

    /// Whether Enter on the question as it stands says that it is missing, rather than goes on.
    fn holds_enter(&mut self, form: &Form) -> bool {
        let missing = self.editor.mode == Mode::Text && form.value(self.focus).is_empty();
        missing && form.has_problem(self.focus) && !std::mem::replace(&mut self.missed, true)
    }

    /// Enter in a list takes the entry under the cursor; where several may be picked, Space does that and Enter goes on.
    /// Says whether it goes on to the next question.
    fn accept(&mut self, form: &mut Form) -> Result<bool, String> {
        let filtering = self.editor.mode == Mode::Filter;
        if filtering || (self.editor.mode == Mode::List && !self.focus.is_many()) {
            self.pick(form)?;
        }
        Ok(!(filtering && self.focus.is_many()))
    }
}

/// Picks an entry, or takes it away where several may be picked and it is.
fn put_id(form: &mut Form, field: &'static Field, id: String) {
    if !field.is_many() {
        return answer(form, field, Value::text(id));
    }
    let mut list = form.value(field).as_list().to_vec();
    match list.iter().position(|picked| *picked == id) {
        Some(at) => drop(list.remove(at)),
        None => list.push(id),
    }
    answer(form, field, Value::list(list));
}

impl App {
    /// Keys of a step, as the table of keys names them.
    pub(super) fn on_step(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let Screen::Step(step) = &mut self.screen else { return };
        match action {
            Action::NextField => self.move_focus(true, effects),
            Action::PrevField => self.move_focus(false, effects),
            Action::Accept => self.accept(effects),
            Action::Back => self.back(effects),
            Action::Copy => effects.extend(step.at_cursor(&self.form).map(|choice| Effect::Copy(choice.id.clone()))),
            _ => {
                let edited = step.edit_by(&mut self.form, action);
                self.refuse_where(edited);
            }
        }
    }

    /// Text typed into a question. Up and Down move to another question, or in the list that a filter is for.
    pub(super) fn on_step_text(&mut self, event: &KeyEvent, effects: &mut Vec<Effect>) {
        let Screen::Step(step) = &mut self.screen else { return };
        let arrow = match event.code {
            KeyCode::Up => Some(false),
            KeyCode::Down => Some(true),
            _ => None,
        };
        match (step.editor.mode, arrow) {
            (Mode::Filter, Some(down)) => step.editor.move_by(if down { 1 } else { -1 }),
            (Mode::Text | Mode::Secret, Some(down)) => self.move_focus_within(down, effects),
            (_, None) => {
                let typed = step.type_in(&mut self.form, event);
                self.refuse_where(typed);
            }
            _ => {}
        }
    }

    /// A paste into a question.
    pub(super) fn on_step_paste(&mut self, text: &str) {
        if let Screen::Step(step) = &mut self.screen {
            let pasted = step.paste(&mut self.form, text);
            self.refuse_where(pasted);
        }
    }

    /// Enter: accept and go on. On a text that is missing it stays once, and says so.
    fn accept(&mut self, effects: &mut Vec<Effect>) {
        let Screen::Step(step) = &mut self.screen else { return };
        let field = step.focus;
        if step.holds_enter(&self.form) {
            self.touched.insert(field.key);
            return self.refuse(format!("{} is missing; Enter once more goes on without it.", field.label));
        }
        match step.accept(&mut self.form) {
            Ok(true) => self.move_focus(true, effects),
            Ok(false) => {}
            Err(why) => self.refuse(why),
        }
    }

    /// What is typed and not an answer yet becomes one, and masked keys count from here on.
    pub(super) fn take_typed(&mut self, effects: &mut Vec<Effect>) {
        let Screen::Step(step) = &mut self.screen else { return };
        step.take_typed(&mut self.form);
        if matches!(step.focus.kind, Kind::Secret) {
            let typed = self.typed_keys();
            self.session.secrets.add(&typed.secret_key);
            effects.push(Effect::UseKeys(typed));
        }
    }
}
