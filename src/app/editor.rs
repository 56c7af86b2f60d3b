//! The focused question's own state: the text being edited, or the list with its cursor and filter.
//!
//! Holds no answer: every change is written to the form at once.

use crate::catalog::Choice;
use crate::form::field::{Field, Form, Kind};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use tui_input::Input;

/// What is typed or picked in the focused question.
#[derive(Clone, Debug, Default)]
pub struct Editor {
    pub mode: Mode,
    /// The text of the question, or of the filter.
    pub input: Input,
    /// Rows of the list in the order they are drawn: open ones first, best match first.
    pub rows: Vec<Row>,
    /// Which row the cursor is on.
    pub cursor: usize,
}

/// What keys do to the focused question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// They edit its text. Also lists without entries: the id is typed.
    #[default]
    Text,
    /// They switch it.
    Toggle,
    /// They move in its list.
    List,
    /// They edit the filter of its list.
    Filter,
    /// They go behind the mask.
    Secret,
}

/// One entry of a list, by its index in the form's choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub choice: usize,
    pub closed: bool,
}

impl Editor {
    /// Ready to edit this question, with the cursor on its present answer.
    pub fn open(form: &Form, field: &Field) -> Self {
        let value = form.value(field);
        let mode = match field.kind {
            Kind::Secret => Mode::Secret,
            Kind::Toggle => Mode::Toggle,
            Kind::Choice(_) | Kind::Choices(_) if !form.choices(field).is_empty() => Mode::List,
            _ => Mode::Text,
        };
        let text = if field.is_many() { value.as_list().join(", ") } else { value.as_text().to_owned() };
        let input = if mode == Mode::Text { Input::new(text) } else { Input::default() };
        let mut editor = Self { mode, input, ..Self::default() };
        editor.arrange(form, field);
        let chosen = value.as_list().first().and_then(|id| editor.position(form, field, id));
        editor.cursor = chosen.unwrap_or_default();
        editor
    }

    /// Whether the question has a list to move in.
    pub fn has_list(&self) -> bool {
        matches!(self.mode, Mode::List | Mode::Filter)
    }

    /// Whether typed characters go into a text.
    pub fn takes_text(&self) -> bool {
        matches!(self.mode, Mode::Text | Mode::Filter | Mode::Secret)
    }

    /// Orders the rows anew after the list, the filter or another answer changed. Where the list has come since the
    /// question was opened, what was typed so far becomes the filter.
    pub fn arrange(&mut self, form: &Form, field: &Field) {
        let choices = form.choices(field);
        if self.mode == Mode::Text && field.is_list() && !choices.is_empty() {
            self.mode = if self.input.value().is_empty() { Mode::List } else { Mode::Filter };
        }
        let filter = if self.mode == Mode::Filter { self.input.value().trim() } else { "" };
        let at_cursor = self.rows.get(self.cursor).map(|row| row.choice);
        let row = |choice: usize| Row { choice, closed: form.closed(field, &choices[choice]).is_some() };
        self.rows = matching(choices, filter).into_iter().map(row).collect();
        // What is typed whole is meant, also where it is closed or a longer name matches as well.
        let exact =
            |row: &Row| [&choices[row.choice].id, &choices[row.choice].label].iter().any(|name| *name == filter);
        self.rows.sort_by_key(|row| (!exact(row), row.closed));
        let kept = at_cursor.and_then(|at| self.rows.iter().position(|row| row.choice == at));
        self.cursor = if filter.is_empty() { kept.unwrap_or_default() } else { 0 };
    }

    /// The entry under the cursor.
    pub fn at_cursor<'a>(&self, form: &'a Form, field: &Field) -> Option<&'a Choice> {
        form.choices(field).get(self.rows.get(self.cursor)?.choice)
    }

    /// Moves the cursor by so many rows, stopping at both ends.
    pub fn move_by(&mut self, rows: isize) {
        self.cursor = self.cursor.saturating_add_signed(rows).min(self.rows.len().saturating_sub(1));
    }

    /// Back from the filter to the whole list, with the cursor on the same entry.
    pub fn end_filter(&mut self, form: &Form, field: &Field) {
        let at_cursor = self.rows.get(self.cursor).map(|row| row.choice);
        self.mode = Mode::List;
        self.input.reset();
        self.arrange(form, field);
        let kept = at_cursor.and_then(|at| self.rows.iter().position(|row| row.choice == at));
        self.cursor = kept.unwrap_or_default();
    }

    /// The row of the entry with this id.
    pub fn position(&self, form: &Form, field: &Field, id: &str) -> Option<usize> {
        let choices = form.choices(field);
        self.rows.iter().position(|row| choices.get(row.choice).is_some_and(|choice| choice.id == id))
    }
}

/// Indices of the entries that match, best first; all in their own order where there is no filter.
fn matching(choices: &[Choice], filter: &str) -> Vec<usize> {
    if filter.is_empty() {
        return (0..choices.len()).collect();
    }
    let pattern = Pattern::parse(filter, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut score = |choice: &Choice| {
        let text = haystack(choice);
        pattern.score(Utf32Str::new(&text, &mut buffer), &mut matcher)
    };
    let mut scored: Vec<_> = choices.iter().enumerate().filter_map(|(at, choice)| Some((score(choice)?, at))).collect();
    scored.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
    scored.into_iter().map(|(_, at)| at).collect()
}

/// The text a filter is matched against: name and id, and the code of a zone.
pub fn haystack(choice: &Choice) -> String {
    let code = choice.zone().map_or("", |zone| zone.code.as_str());
    if choice.label == choice.id { choice.id.clone() } else { format!("{} {} {code}", choice.label, choice.id) }
}
