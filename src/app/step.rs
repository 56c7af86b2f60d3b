//! A step of the form: the question that keys go to, and what keys and pastes do to it.

use super::editor::{Editor, Mode};
use super::keys::{Action, Place};
use super::message::Effect;
use super::order::Answer;
use super::state::{App, Screen};
use super::typing::answer;
use crate::catalog::Choice;
use crate::form::field::{Field, Kind, Problem};
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::{say, tr};
use crate::steps::public_access::EIPS;
use crate::steps::zones::ZONES;
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
    /// Set where the summary opened this question alone.
    pub alone: Option<Box<Alone>>,
    /// The question whose answer closes the entry that was to be taken; Enter once more goes there.
    pub(super) way_out: Option<&'static Field>,
    /// How it stood when it was entered.
    pub entered: Box<Answer>,
    /// The problem because of which an Enter did not leave the question.
    held: Option<Box<Problem>>,
}

/// How an answer was when its question was opened alone.
#[derive(Clone, Debug)]
pub struct Alone {
    /// The answer, where one was chosen.
    pub(super) chosen: Option<Value>,
    /// The same as people read it, or the default in its place.
    pub(super) shown: String,
}

impl StepScreen {
    /// Shows this question of this step, ready to be answered.
    pub fn new(form: &Form, index: usize, focus: &'static Field) -> Self {
        Self {
            index,
            focus,
            editor: Editor::open(form, focus),
            alone: None,
            way_out: None,
            entered: Box::new(Answer::of(form, focus)),
            held: None,
        }
    }

    /// The same for the question alone.
    pub(super) fn alone(form: &Form, index: usize, focus: &'static Field) -> Self {
        let alone = Alone { chosen: form.chosen(focus), shown: form.show(focus) };
        Self { alone: Some(Box::new(alone)), ..Self::new(form, index, focus) }
    }

    /// The places of the focused question, innermost first.
    pub(super) fn places(&self) -> &'static [Place] {
        match self.editor.mode {
            Mode::List if *self.focus == ZONES => &[Place::Zones, Place::Many, Place::List, Place::Form],
            Mode::List if *self.focus == EIPS => &[Place::Addresses, Place::Many, Place::List, Place::Form],
            Mode::List if self.focus.is_many() => &[Place::Many, Place::List, Place::Form],
            Mode::List => &[Place::List, Place::Form],
            Mode::Toggle => &[Place::Toggle, Place::Form],
            Mode::Text if matches!(self.focus.kind, Kind::Number { .. }) => &[Place::Number, Place::Form],
            Mode::Pairs => &[Place::Pairs],
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
            _ if self.editor.mode == Mode::Pairs => self.edit_pair(form, action),
            Action::Up => self.editor.move_by(-1),
            Action::Down => self.editor.move_by(1),
            Action::PageUp => self.editor.move_by(-PAGE),
            Action::PageDown => self.editor.move_by(PAGE),
            Action::First => self.editor.move_by(isize::MIN),
            Action::Last => self.editor.move_by(isize::MAX),
            Action::Filter => self.editor.begin_filter(form, self.focus),
            Action::Pick => return self.pick(form),
            Action::Digit(count) => {
                let first = self.first_open(form, count.into())?;
                self.pick_these(form, first);
            }
            Action::PickNeeded => {
                let first = self.first_needed(form)?;
                self.pick_these(form, first);
            }
            Action::Flip => {
                form.unlocked(self.focus)?;
                answer(form, self.focus, Value::Flag(!form.is_on(self.focus)));
            }
            Action::More => return self.change_number(form, true),
            Action::Less => return self.change_number(form, false),
            _ => {}
        }
        Ok(())
    }

    /// The problem that keeps Enter from going on, and is said then. The same one does so once, and of what is missing only
    /// a text does.
    fn holds_enter(&mut self, form: &Form) -> Option<Problem> {
        let answered = !form.value(self.focus).is_empty() || !form.secret(self.focus).is_empty();
        let problem = form.problem(self.focus).filter(|_| answered || self.editor.mode == Mode::Text)?;
        let said = self.held.replace(Box::new(problem.clone())).is_some_and(|held| *held == problem);
        (!said).then_some(problem)
    }

    /// Enter takes the entry under the cursor; where several may be picked, it does so in a filter, and where none is.
    /// Says whether it goes on to the next question.
    fn accept(&mut self, form: &mut Form) -> Result<bool, String> {
        let many = self.focus.is_many();
        let takes = match self.editor.mode {
            Mode::Filter => true,
            Mode::List if many => form.value(self.focus).is_empty(),
            // What has one answer only needs none.
            Mode::List => form.is_chosen(self.focus) || form.only(self.focus).is_none(),
            Mode::Pairs => return Ok(self.accept_row(form)),
            Mode::Text | Mode::Toggle | Mode::Secret => false,
        };
        let filtering = self.editor.mode == Mode::Filter;
        if takes {
            self.pick(form)?;
        }
        Ok(!(filtering && many))
    }
}

impl App {
    /// Keys of a step, as the table of keys names them.
    pub(super) fn on_step(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let Screen::Step(step) = &mut self.screen else { return };
        let way_out = step.way_out.take();
        match action {
            Action::NextField | Action::PrevField if step.alone.is_some() => {
                self.say(tr("Enter takes this answer, Esc leaves it; both go back to the summary."));
            }
            Action::Up | Action::Down if step.editor.mode == Mode::Pairs => {
                self.on_pair_row(action == Action::Down, effects);
            }
            Action::NextField => self.move_focus(true, effects),
            Action::PrevField => self.move_focus(false, effects),
            Action::Accept => match way_out {
                Some(field) => self.go_to_question(field, effects),
                None if self.waits_for_list() => {}
                None => self.accept(effects),
            },
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
        step.way_out = None;
        let arrow = match event.code {
            KeyCode::Up => Some(false),
            KeyCode::Down => Some(true),
            _ => None,
        };
        match (step.editor.mode, arrow) {
            (Mode::Filter, Some(down)) => step.editor.move_by(if down { 1 } else { -1 }),
            (Mode::Text | Mode::Secret, Some(down)) if step.alone.is_none() => self.move_focus_within(down, effects),
            (_, None) => {
                let typed = step.type_in(&mut self.form, event);
                self.refuse_where(typed);
            }
            _ => {}
        }
    }

    /// A paste into a question. What came as keys may have been typed, and typing in a list is looking for something.
    pub(super) fn on_step_paste(&mut self, text: &str, as_keys: bool) {
        if let Screen::Step(step) = &mut self.screen {
            step.way_out = None;
            let mut text = text;
            if as_keys && step.editor.mode == Mode::List {
                step.editor.begin_filter(&self.form, step.focus);
                text = text.strip_prefix('/').unwrap_or(text);
            }
            let pasted = step.paste(&mut self.form, text);
            self.refuse_where(pasted);
        }
    }

    /// Enter: accept and go on. On an answer that is wrong, and on a text that is missing, it stays once, and says so; where
    /// the answer makes another one wrong it stays as well, so that this is read.
    fn accept(&mut self, effects: &mut Vec<Effect>) {
        let fitting = self.fitting();
        let Some(&StepScreen { index, .. }) = self.step() else { return };
        let shown = self.fields_of(index);
        let Screen::Step(step) = &mut self.screen else { return };
        match step.accept(&mut self.form) {
            Ok(true) => self.accepted(&fitting, &shown, effects),
            Ok(false) => {}
            Err(why) => self.refuse(why),
        }
    }

    /// What was accepted stays where that has to be read, else Enter goes on.
    fn accepted(&mut self, fitting: &[&'static Field], shown: &[&'static Field], effects: &mut Vec<Effect>) {
        let Screen::Step(step) = &mut self.screen else { return };
        let (field, alone) = (step.focus, step.alone.is_some());
        if let Some(problem) = step.holds_enter(&self.form) {
            let missing = self.form.value(field).is_empty() && self.form.secret(field).is_empty();
            self.touched.insert(field.key);
            return self.refuse(if missing {
                say!("{label} is missing; Enter once more goes on without it.", label = field.label)
            } else {
                say!("{problem}. Enter once more goes on.", problem = problem.told.trim_end_matches(['.', '\u{3002}']))
            });
        }
        if alone {
            self.end_alone(true, effects);
        } else if !self.breaks(fitting, field) {
            self.walk_on(shown, effects);
        }
    }

    /// Masked keys count from here on.
    pub(super) fn take_typed(&mut self, effects: &mut Vec<Effect>) {
        let Screen::Step(step) = &mut self.screen else { return };
        if matches!(step.focus.kind, Kind::Secret) {
            let typed = self.typed_keys();
            self.session.secrets.add(&typed.secret_key);
            effects.push(Effect::UseKeys(typed));
        }
    }
}
