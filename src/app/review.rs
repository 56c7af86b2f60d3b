//! The rows of the summary: every question with its answer, each of which opens alone and leads back.

use super::keys::Action;
use super::message::Effect;
use super::overlay::Topic;
use super::state::{App, Screen};
use super::step::{Alone, PAGE, StepScreen};
use crate::form::field::{Field, Kind};
use crate::form::understanding::Obstacle;
use crate::language::{say, tr};
use crossterm::event::{KeyCode, KeyEvent};

/// A row of the summary.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// Something the draft says that is about no question that is asked.
    Unclear(Obstacle),
    /// A question, with the index of its screen.
    Question(usize, &'static Field),
}

impl Row {
    fn field(&self) -> Option<&'static Field> {
        match self {
            Self::Unclear(_) => None,
            Self::Question(_, field) => Some(field),
        }
    }
}

impl App {
    /// The rows of the summary: what was not understood, then the questions in the order of the screens.
    pub fn review_rows(&self) -> Vec<Row> {
        let unclear = self.form.obstacles().into_iter().filter(|obstacle| obstacle.place.is_none());
        unclear.map(Row::Unclear).chain(self.form.shown().map(|(step, field)| Row::Question(step, field))).collect()
    }

    /// The row from this one on, and else from the first one, that blocks sending.
    pub(super) fn next_obstacle(&self, from: usize) -> Option<usize> {
        let blocks = |row: &Row| row.field().is_none_or(|field| self.form.has_problem(field));
        let rows = self.review_rows();
        let mut blocking = rows.iter().enumerate().filter(|(_, row)| blocks(row)).map(|(at, _)| at);
        let first = blocking.next()?;
        Some(if first >= from { first } else { blocking.find(|at| *at >= from).unwrap_or(first) })
    }

    /// Keys of the summary, but for what is typed to buy.
    pub(super) fn on_summary(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let rows = self.review_rows();
        let Screen::Summary(summary) = &mut self.screen else { return };
        let (row, last) = (summary.row, rows.len().saturating_sub(1));
        if matches!(action, Action::PageDown | Action::Last) && !summary.read {
            // Whoever reads on means to buy, so the box keeps the keys.
            (summary.row, summary.line) = (summary.next.row.min(last), summary.next.line);
            return;
        }
        let (line, page) = (summary.line, PAGE.unsigned_abs());
        let moved = match action {
            // The first step out of the box is onto the row that is selected.
            Action::Up | Action::Down if summary.confirming => Some((row, line)),
            // A row with more lines than there is room for is scrolled first.
            Action::Up if line > 0 => Some((row, line - 1)),
            Action::Down if summary.is_cut => Some((row, line + 1)),
            Action::Up => Some((row.saturating_sub(1), 0)),
            Action::Down => Some(((row + 1).min(last), 0)),
            Action::PageUp => Some((row.saturating_sub(page), 0)),
            Action::PageDown if row + page < last => Some((row + page, 0)),
            Action::First => Some((0, 0)),
            Action::PageDown | Action::Last => Some((last, usize::MAX)),
            _ => None,
        };
        if let Some((row, line)) = moved {
            (summary.row, summary.line, summary.confirming) = (row, line, false);
            return;
        }
        match action {
            Action::NextField | Action::PrevField => summary.confirming = !summary.confirming,
            Action::Digit(digit) => self.on_digit(digit, &rows, effects),
            Action::Request => self.show_page(Topic::Request),
            Action::Export => self.next_export(),
            Action::Changes => self.show_page(Topic::Changes),
            Action::TakeAway => self.take_away(row, effects),
            Action::Checks => self.show_page(Topic::Checks),
            Action::Edit | Action::Accept => match rows.get(row) {
                Some(Row::Question(step, field)) => self.open_alone(*step, field, effects),
                Some(Row::Unclear(_)) => self.refuse(tr("No question asks for this. Delete takes it away.")),
                None => {}
            },
            Action::Back => self.go_to(self.last_step(), effects),
            _ => {}
        }
    }

    /// A digit chooses the first row of a screen; where a number is selected, it begins another one.
    fn on_digit(&mut self, digit: u8, rows: &[Row], effects: &mut Vec<Effect>) {
        let Screen::Summary(summary) = &mut self.screen else { return };
        if !summary.confirming
            && let Some(Row::Question(step, field)) = rows.get(summary.row)
            && matches!(field.kind, Kind::Number { .. })
        {
            self.open_alone(*step, field, effects);
            let event = KeyEvent::from(KeyCode::Char(char::from(b'0' + digit)));
            self.changing(|app| app.on_step_text(&event, effects));
            return;
        }
        let of_screen = |row: &Row| matches!(row, Row::Question(step, _) if *step == usize::from(digit));
        if let Some(at) = rows.iter().position(of_screen) {
            (summary.row, summary.line, summary.confirming) = (at, 0, false);
        }
    }

    /// Takes away what a draft says in this row and was not understood.
    fn take_away(&mut self, row: usize, effects: &mut Vec<Effect>) {
        match self.review_rows().into_iter().nth(row) {
            Some(Row::Unclear(Obstacle { name, .. })) => {
                self.form.take_away(&name);
                self.save(false, effects);
                self.say(say!("{name} is taken away; the draft does not say it any more.", name));
            }
            _ => self.refuse(tr("Only what was not understood can be taken away; Enter opens the question.")),
        }
    }

    /// Opens a question of the summary, that one alone.
    pub(super) fn open_alone(&mut self, step: usize, field: &'static Field, effects: &mut Vec<Effect>) {
        self.leave_field(effects);
        self.screen = Screen::Step(StepScreen::alone(&self.form, step, field));
    }

    /// Back from such a question to the summary, with its answer or without. The row says what it was; what is still
    /// missing is selected next, and where nothing is, keys go to the box.
    pub(super) fn end_alone(&mut self, taken: bool, effects: &mut Vec<Effect>) {
        let Screen::Step(StepScreen { focus: field, alone: Some(alone), .. }) = self.screen.clone() else { return };
        let Alone { chosen, shown } = *alone;
        if !taken && self.form.chosen(field) != chosen {
            self.put_back(field, chosen);
        }
        self.leave_field(effects);
        self.open_summary();
        let row = self.review_rows().iter().position(|row| row.field() == Some(field)).unwrap_or_default();
        let next = self.next_obstacle(row).filter(|_| taken);
        if let Screen::Summary(summary) = &mut self.screen {
            summary.row = next.unwrap_or(row);
            summary.was = Some((field, shown)).filter(|(field, was)| *was != self.form.show(field));
        }
    }
}
