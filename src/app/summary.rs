//! The summary: its rows, the changes behind them, and what must be typed to buy.

use super::confirm_box::{ConfirmBox, ONCE_MORE};
use super::keys::{Action, Place};
use super::message::Effect;
use super::overlay::Topic;
use super::purchase::Question;
use super::state::{App, Screen};
use super::typing::text_request;
use crate::arrival::Arrival;
use crate::form::field::{Field, Step};
use crate::form::understanding::Obstacle;
use crate::form::value::Value;
use crate::purchase::confirmation::Verdict;
use crate::steps::checks;
use crate::steps::{billing, engine};
use crossterm::event::KeyEvent;
use std::time::Instant;
use tui_input::InputRequest;

/// The summary that is shown.
#[derive(Clone, Debug, Default)]
pub struct SummaryScreen {
    /// Which row is selected.
    pub row: usize,
    /// Whether keys go to the confirmation rather than to the rows.
    pub confirming: bool,
    pub confirm: ConfirmBox,
    /// The plan the confirmation was typed for; any other clears it.
    pub plan: Option<String>,
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
    /// nothing stands in its way.
    pub(super) fn open_summary(&mut self) {
        self.check_anew();
        self.touched.extend(self.form.shown().map(|(_, field)| field.key).collect::<Vec<_>>());
        let plan = self.form.plan();
        let summary = SummaryScreen { confirming: plan.is_some(), plan, ..SummaryScreen::default() };
        self.screen = Screen::Summary(summary);
    }

    /// The rows one can select: what blocks sending where there is anything, else the screens. Each with the question it
    /// leads to, if there is one.
    fn review_rows(&self) -> Vec<Option<(usize, &'static Field)>> {
        let obstacles = self.form.obstacles();
        if obstacles.is_empty() {
            let first = |(index, step): (usize, &&'static Step)| Some((index, *step.fields.first()?));
            return self.form.steps().iter().enumerate().map(first).collect();
        }
        obstacles.into_iter().map(|obstacle| obstacle.place).collect()
    }

    /// Takes away what a draft says in this row and was not understood.
    fn take_away(&mut self, row: usize, effects: &mut Vec<Effect>) {
        match self.form.obstacles().into_iter().nth(row) {
            Some(Obstacle { place: None, name, .. }) => {
                self.form.take_away(&name);
                let last = self.form.obstacles().len().saturating_sub(1);
                if let Screen::Summary(summary) = &mut self.screen {
                    summary.row = row.min(last);
                }
                self.save(false, effects);
                self.say(format!("{name} is taken away; the draft does not say it any more."));
            }
            _ => self.refuse("Only what was not understood can be taken away; Enter goes to the question."),
        }
    }

    /// What has to be typed to buy.
    pub fn confirm_by(&self) -> ConfirmBy {
        let by_name = billing::takes_money_at_once(&self.form);
        if by_name { ConfirmBy::Name(self.form.text(&engine::NAME)) } else { ConfirmBy::Yes }
    }

    /// Answers that differ from those the draft was opened with: question, before, now; each as people read it.
    pub fn changes(&self) -> Vec<(&'static Field, String, String)> {
        let or_nothing = |shown: String| if shown.is_empty() { "nothing".to_owned() } else { shown };
        let change = |(_, field): (usize, &'static Field)| {
            let now = self.form.value(field);
            let before = self.session.opened.get(field.key).unwrap_or(&Value::Empty);
            let shown = [before, now].map(|value| self.form.show_value(field, value));
            // Two entries of one name are told apart by their IDs.
            let [then, after] =
                if shown[0] == shown[1] { [before, now].map(|v| v.as_list().join(", ")) } else { shown };
            (*before != *now).then(|| (field, or_nothing(then), or_nothing(after)))
        };
        self.form.shown().filter_map(change).collect()
    }

    pub(super) fn on_summary(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let rows = self.review_rows();
        let Screen::Summary(summary) = &mut self.screen else { return };
        let row = summary.row;
        match action {
            Action::NextField | Action::PrevField => summary.confirming = !summary.confirming,
            Action::Up => summary.row = row.saturating_sub(1),
            Action::Down => summary.row = (row + 1).min(rows.len().saturating_sub(1)),
            Action::Request => self.show_page(Topic::Request),
            Action::Export => self.next_export(),
            Action::Changes => self.show_page(Topic::Changes),
            Action::TakeAway => self.take_away(row, effects),
            Action::Checks => self.show_page(Topic::Checks),
            Action::Edit | Action::Accept => match rows.get(row) {
                Some(Some((step, field))) => self.focus_on(*step, field, effects),
                Some(None) => self.refuse("No question asks for this. Delete takes it away."),
                None => {}
            },
            Action::Back => self.go_to(self.last_step(), effects),
            _ => {}
        }
    }

    /// The places of a box that asks for a word, where the screen has one and keys go to it.
    pub(super) fn places_of_box(&self) -> Option<&'static [Place]> {
        match &self.screen {
            Screen::Summary(summary) if summary.confirming => Some(&[Place::Box]),
            Screen::Purchase(page) => page.asking.as_ref().map(|asking| match asking.question {
                Question::SendAgain => &[Place::Box][..],
                Question::Close => &[Place::CloseBox],
            }),
            _ => None,
        }
    }

    /// Whether keys go to a box that asks for a word.
    pub(super) fn in_box(&self) -> bool {
        self.overlay.is_none() && self.places_of_box().is_some()
    }

    /// The box of this screen, and the word that it asks for.
    fn confirm_box(&mut self) -> Option<(&mut ConfirmBox, String)> {
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

    /// A frame was drawn: by this moment the box stands on the screen, or it does not.
    pub fn drawn(&mut self, shows_box: Option<Instant>) {
        match &mut self.screen {
            Screen::Summary(summary) => summary.confirm.drawn(shows_box),
            Screen::Purchase(page) => page.asking.iter_mut().for_each(|asking| asking.confirm.drawn(shows_box)),
            Screen::Step(_) | Screen::Purchases(_) => {}
        }
    }

    /// Typing in a box that asks for a word.
    pub(super) fn on_confirmation(&mut self, event: &KeyEvent, came: Arrival) {
        let Some(request) = text_request(event) else { return };
        if let Screen::Summary(summary) = &mut self.screen {
            // Whoever just types means the box, unless the letter is a key of the rows.
            let inserts = matches!(request, InputRequest::InsertChar(_));
            summary.confirming |= inserts && summary.plan.is_some();
        }
        if self.places_of_box().is_none() {
            return;
        }
        let typed = self.confirm_box().map(|(confirm, _)| confirm.edit(request, came));
        if let Some(Err(why)) = typed {
            self.refuse(why);
        }
    }

    /// Many keys at once in such a box.
    pub(super) fn on_burst(&mut self, text: &str, came: Arrival) {
        self.notice = None;
        let typed = self.confirm_box().map(|(confirm, word)| confirm.burst(text, &word, came));
        if let Some(Err(why)) = typed {
            self.refuse(why);
        }
    }

    /// What was typed counts for the plan it was typed for, and for no other.
    pub(super) fn clear_stale_confirmation(&mut self) {
        if let Screen::Summary(summary) = &mut self.screen {
            let plan = self.form.plan();
            if plan != summary.plan {
                summary.confirm = ConfirmBox::default();
                summary.plan = plan;
            }
        }
    }

    /// Enter in a box that asks for a word: the only way to buy.
    pub(super) fn confirm(&mut self, came: Arrival, effects: &mut Vec<Effect>) {
        if self.is_summary()
            && let Some(Obstacle { place, name, .. }) = self.form.obstacles().first()
        {
            let count = self.form.obstacles().len();
            let first = place.map_or(name.clone(), |(step, field)| format!("{} on screen {step}", field.label));
            return self.refuse(format!("{count} to fix first, beginning with {first}."));
        }
        let Some((confirm, word)) = self.confirm_box() else { return };
        match (confirm.enter(&word, came), self.is_summary()) {
            (Verdict::AnotherWord, true) => {
                self.refuse(format!("To buy, type {word} and press Enter; nothing was sent."));
            }
            (Verdict::AnotherWord, false) => self.refuse("Type the instance name and press Enter; nothing was done."),
            (Verdict::OnceMore, _) => self.refuse(ONCE_MORE),
            (Verdict::Confirmed, false) => self.confirm_purchase(effects),
            (Verdict::Confirmed, true) => match checks::blocker(&self.checks()) {
                Some(check) => self.refuse(format!("Nothing was sent: {}. {}", check.what, check.why)),
                None => self.buy(effects),
            },
        }
    }
}
