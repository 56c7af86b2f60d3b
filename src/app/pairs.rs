//! A question of keys with values: a row for each pair and an empty one for the next. Keys go to the text of one row; every
//! change is in the answer at once.

use super::keys::Action;
use super::message::Effect;
use super::state::{App, Screen};
use super::step::StepScreen;
use super::typing::answer;
use crate::form::state::Form;
use crate::form::value::{Pair, Value};
use tui_input::{Input, InputRequest};

/// The rows around the one that is typed in, whose text is the editor's input.
#[derive(Clone, Debug, Default)]
pub struct PairRows {
    pub above: Vec<Pair>,
    pub below: Vec<Pair>,
    /// What stood in the row that is typed in. As long as nobody edits it, it stays as it is, however it may be written.
    opened: Option<Pair>,
    /// Which of the suggestions was asked for, by its place among them.
    asked: Option<usize>,
}

impl PairRows {
    /// All pairs, with the cursor in the empty row behind them.
    pub(super) fn open(pairs: &[Pair]) -> Self {
        Self { above: pairs.to_vec(), ..Self::default() }
    }

    /// Characters of the rows around the one that is typed in.
    pub(super) fn characters(&self) -> usize {
        self.above.iter().chain(&self.below).map(|pair| pair.to_string().chars().count()).sum()
    }
}

impl StepScreen {
    /// What the row may be completed to: pairs of the list that begin with what is typed, without keys of other rows.
    pub fn suggestions<'a>(&'a self, form: &'a Form) -> impl Iterator<Item = &'a str> {
        let (typed, rows) = (self.editor.input.value().trim_start(), &self.editor.pairs);
        let taken = rows.above.iter().chain(&rows.below);
        let listed = form.choices(self.focus).iter().map(|choice| choice.label.as_str());
        listed.filter(move |label| {
            let key = label.split('=').next().unwrap_or_default();
            label.len() > typed.len() && label.starts_with(typed) && taken.clone().all(|pair| pair.key != key)
        })
    }

    /// The suggestion that Right takes: the one that was asked for, else the first one, once something is typed.
    pub fn suggestion<'a>(&'a self, form: &'a Form) -> Option<&'a str> {
        let first = (!self.editor.input.value().is_empty()).then_some(0);
        self.suggestions(form).nth(self.editor.pairs.asked.or(first)?)
    }

    /// Keys of such a question, as the table of keys names them.
    pub(super) fn edit_pair(&mut self, form: &mut Form, action: Action) {
        let asked = self.editor.pairs.asked;
        match action {
            Action::PageDown => {
                let count = self.suggestions(form).count();
                let next = asked.map_or(usize::from(!self.editor.input.value().is_empty()), |at| at + 1);
                self.editor.pairs.asked = count.checked_sub(1).map(|last| next.min(last));
            }
            Action::PageUp => self.editor.pairs.asked = asked.and_then(|at| at.checked_sub(1)),
            Action::More => self.complete(form),
            Action::TakeAway => self.set_row(form, String::new()),
            _ => {}
        }
    }

    /// Right: takes the suggestion at the end of the text, and goes a character on before it. Where nothing is typed it
    /// asks for the first one.
    fn complete(&mut self, form: &mut Form) {
        let input = &mut self.editor.input;
        if input.cursor() < input.value().chars().count() {
            input.handle(InputRequest::GoToNextChar);
        } else if let Some(suggestion) = self.suggestion(form).map(str::to_owned) {
            self.set_row(form, suggestion);
        } else if self.suggestions(form).next().is_some() {
            self.editor.pairs.asked = Some(0);
        }
    }

    fn set_row(&mut self, form: &mut Form, text: String) {
        self.editor.input = Input::new(text);
        self.write_pairs(form);
    }

    /// What the row that is typed in says, which may be several pairs.
    fn typed_pairs(&self) -> Vec<Pair> {
        let text = self.editor.input.value();
        match &self.editor.pairs.opened {
            Some(pair) if pair.to_string() == text => vec![pair.clone()],
            _ => Pair::parse_all(text),
        }
    }

    /// Takes the rows over into the answer.
    pub(super) fn write_pairs(&mut self, form: &mut Form) {
        let typed = self.typed_pairs();
        let rows = &mut self.editor.pairs;
        rows.asked = None;
        let pairs = rows.above.iter().cloned().chain(typed).chain(rows.below.iter().cloned()).collect();
        answer(form, self.focus, Value::pairs(pairs));
    }

    /// To the row below or above. An empty row that is left is gone. Says whether there was such a row.
    pub(super) fn move_row(&mut self, down: bool) -> bool {
        let typed = self.typed_pairs();
        let rows = &mut self.editor.pairs;
        if (down && typed.is_empty() && rows.below.is_empty()) || (!down && rows.above.is_empty()) {
            return false;
        }
        let next = if down {
            rows.above.extend(typed);
            (!rows.below.is_empty()).then(|| rows.below.remove(0))
        } else {
            rows.below.splice(0..0, typed);
            rows.above.pop()
        };
        self.editor.input = Input::new(next.as_ref().map(ToString::to_string).unwrap_or_default());
        (rows.opened, rows.asked) = (next, None);
        true
    }

    /// Enter: takes the suggestion that was asked for, and goes to the next row. Says whether there is none, so that the
    /// question is done.
    pub(super) fn accept_row(&mut self, form: &mut Form) -> bool {
        if self.editor.pairs.asked.is_some()
            && let Some(suggestion) = self.suggestion(form).map(str::to_owned)
        {
            self.set_row(form, suggestion);
        }
        !self.move_row(true)
    }

    /// Takes a paste in at the cursor; several pairs become rows of their own.
    pub(super) fn paste_pairs(&mut self, form: &mut Form, text: &str) {
        let input = &self.editor.input;
        let (before, behind): (Vec<char>, Vec<char>) = {
            let typed: Vec<char> = input.value().chars().collect();
            let (before, behind) = typed.split_at(input.cursor().min(typed.len()));
            (before.to_vec(), behind.to_vec())
        };
        let cursor = before.len() + text.chars().count();
        let joined: String = before.into_iter().chain(text.chars()).chain(behind).collect();
        let pasted = Pair::parse_all(&joined);
        if pasted.len() > 1 {
            self.editor.pairs.above.extend(pasted);
            self.editor.input = Input::default();
        } else {
            self.editor.input = Input::new(joined.replace('\n', " ")).with_cursor(cursor);
        }
        self.write_pairs(form);
    }
}

impl App {
    /// Up and Down: to another row, and over the first and the last one to another question.
    pub(super) fn on_pair_row(&mut self, down: bool, effects: &mut Vec<Effect>) {
        let Screen::Step(step) = &mut self.screen else { return };
        let alone = step.alone.is_some();
        if !step.move_row(down) && !alone {
            self.move_focus_within(down, effects);
        }
    }
}
