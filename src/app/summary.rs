//! The summary: its rows, the changes behind them, and what must be typed to buy.

use super::confirm_box::ConfirmBox;
use super::keys::Place;
use super::purchase::Question;
use super::sight::{Position, Shown};
use super::state::{App, Screen};
use crate::form::field::Field;
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::tr;
use crate::steps::{billing, engine};
use crate::text::{clean, list};

/// The summary that is shown.
#[derive(Clone, Debug, Default)]
pub struct SummaryScreen {
    /// Which row is selected.
    pub row: usize,
    /// How many of its lines are scrolled away.
    pub line: usize,
    /// Whether more of its lines are below those in view.
    pub(super) is_cut: bool,
    /// Whether keys go to the confirmation rather than to the rows.
    pub confirming: bool,
    pub confirm: ConfirmBox,
    /// The plan the confirmation was typed for; any other clears it.
    pub plan: Option<String>,
    /// Up to where this plan, from its first row on, was on the screen.
    pub seen: Position,
    /// Whether all of it was. Before, the box takes nothing: what is bought was seen.
    pub read: bool,
    /// The place that brings what is below into view.
    pub(super) next: Position,
    /// The question that was opened alone and changed, and what its answer was before.
    pub was: Option<(&'static Field, String)>,
}

/// What a purchase is confirmed by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfirmBy {
    Yes,
    /// By the name of the instance, because money is taken at once.
    Name(String),
}

impl ConfirmBy {
    /// What has to be typed.
    pub fn word(&self) -> &str {
        match self {
            Self::Yes => "yes",
            Self::Name(name) => name,
        }
    }
}

impl App {
    /// Shows the summary. Every question counts as left now, so all problems show; keys go to the confirmation where
    /// nothing stands in its way, else to the first row that does.
    pub(super) fn open_summary(&mut self) {
        self.check_anew();
        self.touched.extend(self.form.shown().map(|(_, field)| field.key).collect::<Vec<_>>());
        let plan = self.form.plan();
        let row = self.next_obstacle(0).unwrap_or_default();
        let summary = SummaryScreen { row, confirming: plan.is_some(), plan, ..SummaryScreen::default() };
        self.screen = Screen::Summary(summary);
    }

    /// What has to be typed to buy.
    pub fn confirm_by(&self) -> ConfirmBy {
        let by_name = billing::takes_money_at_once(&self.form);
        if by_name { ConfirmBy::Name(self.form.text(&engine::NAME)) } else { ConfirmBy::Yes }
    }

    /// The name of the instance that [`Self::changes`] compares with, where the draft began as one.
    pub fn compared_with(&self) -> Option<String> {
        self.form.cloned_from().map(|source| clean(source.name()))
    }

    /// Answers that differ from those of the instance that the draft began as, else from those it was opened with:
    /// question, before, now; each as people read it.
    pub fn changes(&self) -> Vec<(&'static Field, String, String)> {
        let or_nothing = |shown: String| if shown.is_empty() { tr("nothing").to_owned() } else { shown };
        let of_source = |field: &Field| self.form.cloned_from().is_some() && Form::is_of_instance(field);
        let change = |(_, field): (usize, &'static Field)| {
            let now = self.form.value(field);
            let before = match self.session.opened.get(field.key) {
                _ if of_source(field) => self.form.source_answer(field),
                opened => Some(opened.cloned().unwrap_or(Value::Empty)),
            };
            let Some(before) = &before else {
                return Some((field, tr("not known").to_owned(), or_nothing(self.form.show(field))));
            };
            let shown = [before, now].map(|value| self.form.show_value(field, value));
            // Two entries of one name are told apart by their IDs.
            let [then, after] =
                if shown[0] == shown[1] { [before, now].map(|value| list(value.as_list())) } else { shown };
            (*before != *now).then(|| (field, or_nothing(then), or_nothing(after)))
        };
        self.form.shown().filter_map(change).collect()
    }

    /// The places of a box that asks for a word, where the screen has one and keys go to it.
    pub(super) fn places_of_box(&self) -> Option<&'static [Place]> {
        match &self.screen {
            Screen::Summary(summary) if summary.confirming && self.open_order().is_some() => {
                Some(&[Place::Rows, Place::Jump, Place::Onward])
            }
            Screen::Summary(summary) if summary.confirming => Some(match summary.confirm.typed.value() {
                _ if !summary.read => &[Place::Ends, Place::Rows, Place::Jump, Place::Box],
                // No word begins with a digit.
                "" => &[Place::Box, Place::Rows, Place::Jump],
                _ => &[Place::Box, Place::Rows],
            }),
            Screen::Purchase(page) => page.asking.as_ref().map(|asking| match asking.question {
                Question::SendAgain => &[Place::Box][..],
                Question::Close => &[Place::CloseBox],
            }),
            _ => None,
        }
    }

    /// Whether keys go to a box that asks for a word.
    pub fn in_box(&self) -> bool {
        self.overlay.is_none() && self.places_of_box().is_some()
    }

    /// The box of this screen, and the word that it asks for; none where an order is in the way of another one.
    pub(super) fn confirm_box(&mut self) -> Option<(&mut ConfirmBox, String)> {
        if self.is_summary() && self.open_order().is_some() {
            return None;
        }
        let word = match self.shown_purchase() {
            Some(row) => row.snapshot.purchase.intent().name.clone(),
            None => self.confirm_by().word().to_owned(),
        };
        match &mut self.screen {
            Screen::Summary(summary) => Some((&mut summary.confirm, word)),
            Screen::Purchase(page) => page.asking.as_mut().map(|asking| (&mut asking.confirm, word)),
            Screen::Step(_) | Screen::Purchases(_) => None,
        }
    }

    /// A frame was drawn, which the terminal has taken. Says whether the keys that count are others now that it was.
    pub fn drawn(&mut self, shown: &Shown) -> bool {
        self.hidden = shown.hidden;
        let mut opens = false;
        match &mut self.screen {
            Screen::Summary(summary) => {
                if shown.rows.start <= summary.seen {
                    summary.seen = summary.seen.max(shown.rows.end);
                }
                (summary.next, summary.line, summary.is_cut) = (shown.next, shown.line, shown.is_cut);
                opens = shown.box_since.is_some() && !summary.read;
                summary.read |= opens;
                summary.confirm.drawn(shown.box_since);
            }
            Screen::Purchase(page) => {
                // Which keys the bar names hangs on it.
                opens = std::mem::replace(&mut page.in_view, shown.page) != shown.page;
                page.asking.iter_mut().for_each(|asking| asking.confirm.drawn(shown.box_since));
            }
            Screen::Step(_) | Screen::Purchases(_) => {}
        }
        opens
    }

    /// What was typed counts for the plan it was typed for, and for no other.
    pub(super) fn clear_stale_confirmation(&mut self) {
        let stale = |summary: &SummaryScreen| summary.plan != self.form.plan();
        if !matches!(&self.screen, Screen::Summary(summary) if stale(summary)) {
            return;
        }
        let (plan, last) = (self.form.plan(), self.review_rows().len().saturating_sub(1));
        if let Screen::Summary(summary) = &mut self.screen {
            let (row, was) = (summary.row.min(last), summary.was.take());
            *summary = SummaryScreen { row, was, plan, confirming: summary.confirming, ..SummaryScreen::default() };
        }
    }
}
