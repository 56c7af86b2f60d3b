//! The summary: its rows, the request and the changes behind them, and what must be typed to buy.

use super::confirm_box::{ConfirmBox, ONCE_MORE};
use super::keys::Action;
use super::message::Effect;
use super::state::{App, Overlay, Review, Screen};
use super::step::text_request;
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

impl App {
    /// Shows the summary. Every question counts as left now, so all problems show; keys go to the confirmation where
    /// nothing stands in its way.
    pub(super) fn open_summary(&mut self) {
        self.screen = Screen::Summary;
        self.check_anew();
        self.touched.extend(self.form.shown().map(|(_, field)| field.key).collect::<Vec<_>>());
        let plan = self.form.plan();
        self.review = Review { confirming: plan.is_some(), plan, ..Review::default() };
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

    /// Takes away what a draft says in the selected row and was not understood.
    fn take_away(&mut self, effects: &mut Vec<Effect>) {
        match self.form.obstacles().into_iter().nth(self.review.row) {
            Some(Obstacle { place: None, name, .. }) => {
                self.form.take_away(&name);
                self.review.row = self.review.row.min(self.form.obstacles().len().saturating_sub(1));
                self.save(false, effects);
                self.say(format!("{name} is taken away; the draft does not say it any more."));
            }
            _ => self.refuse("Only what was not understood can be taken away; Enter goes to the question."),
        }
    }

    /// What has to be typed to buy: the instance's name where money is taken at once, else yes.
    pub fn confirmation(&self) -> String {
        let by_name = billing::takes_money_at_once(&self.form);
        if by_name { self.form.text(&engine::NAME) } else { "yes".to_owned() }
    }

    /// Answers that differ from those the draft was opened with: question, before, now.
    pub fn changes(&self) -> Vec<(&'static Field, String, String)> {
        let text = |value: Option<&Value>| match value {
            None | Some(Value::Empty) => "nothing".to_owned(),
            Some(Value::Flag(on)) => if *on { "on" } else { "off" }.to_owned(),
            Some(value) => value.as_list().join(", "),
        };
        let change = |(_, field): (usize, &'static Field)| {
            let (before, now) = (self.session.opened.get(field.key), self.form.value(field));
            (before != Some(&*now)).then(|| (field, text(before), text(Some(&now))))
        };
        self.form.shown().filter_map(change).collect()
    }

    pub(super) fn on_summary(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let rows = self.review_rows();
        match action {
            Action::NextField | Action::PrevField => self.review.confirming = !self.review.confirming,
            Action::Up => self.review.row = self.review.row.saturating_sub(1),
            Action::Down => self.review.row = (self.review.row + 1).min(rows.len().saturating_sub(1)),
            Action::Request => self.overlay = Some(Overlay::Request { scroll: 0 }),
            Action::Export => self.next_export(),
            Action::Changes => self.overlay = Some(Overlay::Changes { scroll: 0 }),
            Action::TakeAway => self.take_away(effects),
            Action::Checks => self.overlay = Some(Overlay::Checks { scroll: 0 }),
            Action::Edit | Action::Accept => match rows.get(self.review.row) {
                Some(Some((step, field))) => self.focus_on(*step, field, effects),
                Some(None) => self.refuse("No question asks for this. Delete takes it away."),
                None => {}
            },
            Action::Back => self.go_to(self.last_step(), effects),
            _ => {}
        }
    }

    /// Whether the screen asks for a word that spends money or settles something.
    pub(super) fn asks_for_word(&self) -> bool {
        match self.screen {
            Screen::Summary => self.review.confirming,
            Screen::Purchase(_) => self.purchases.asking.is_some(),
            Screen::Step(_) | Screen::Purchases | Screen::Result(_) => false,
        }
    }

    /// Whether keys go to a box that asks for a word.
    pub(super) fn in_box(&self) -> bool {
        self.asks_for_word() && self.overlay.is_none()
    }

    /// The box of this screen.
    fn confirm_box(&mut self) -> &mut ConfirmBox {
        if self.screen == Screen::Summary { &mut self.review.confirm } else { &mut self.purchases.confirm }
    }

    /// A frame was drawn: by this moment the box stands on the screen, or it does not.
    pub fn drawn(&mut self, shows_box: Option<Instant>) {
        self.confirm_box().drawn(shows_box);
    }

    /// Typing in a box that asks for a word.
    pub(super) fn on_confirmation(&mut self, event: &KeyEvent, came: Arrival) {
        let Some(request) = text_request(event) else { return };
        // Whoever just types means the box, unless the letter is a key of the rows.
        let inserts = matches!(request, InputRequest::InsertChar(_));
        self.review.confirming |= inserts && self.screen == Screen::Summary && self.review.plan.is_some();
        if self.asks_for_word()
            && let Err(why) = self.confirm_box().edit(request, came)
        {
            self.refuse(why);
        }
    }

    /// Many keys at once in such a box.
    pub(super) fn on_burst(&mut self, text: &str, came: Arrival) {
        self.notice = None;
        let word = self.word();
        if let Err(why) = self.confirm_box().burst(text, &word, came) {
            self.refuse(why);
        }
    }

    /// What was typed counts for the plan it was typed for, and for no other.
    pub(super) fn clear_stale_confirmation(&mut self) {
        if self.screen == Screen::Summary {
            let plan = self.form.plan();
            if plan != self.review.plan {
                self.review.confirm = ConfirmBox::default();
                self.review.plan = plan;
            }
        }
    }

    /// The word that the box of this screen asks for.
    fn word(&self) -> String {
        self.shown_purchase().map_or_else(|| self.confirmation(), |row| row.snapshot.purchase.intent().name.clone())
    }

    /// Enter in a box that asks for a word: the only way to buy.
    pub(super) fn confirm(&mut self, came: Arrival, effects: &mut Vec<Effect>) {
        if self.screen == Screen::Summary
            && let Some(Obstacle { place, name, .. }) = self.form.obstacles().first()
        {
            let count = self.form.obstacles().len();
            let first = place.map_or(name.clone(), |(step, field)| format!("{} on screen {step}", field.label));
            return self.refuse(format!("{count} to mend first, beginning with {first}."));
        }
        let word = self.word();
        match (self.confirm_box().enter(&word, came), self.screen) {
            (Verdict::AnotherWord, Screen::Summary) => {
                self.refuse(format!("To buy, type {word} and press Enter; nothing was sent."));
            }
            (Verdict::AnotherWord, _) => self.refuse("Type the instance name and press Enter; nothing was done."),
            (Verdict::OnceMore, _) => self.refuse(ONCE_MORE),
            (Verdict::Confirmed, Screen::Purchase(key)) => self.confirm_purchase(key, effects),
            (Verdict::Confirmed, _) => match checks::blocker(&self.checks()) {
                Some(check) => self.refuse(format!("Nothing was sent: {}. {}", check.what, check.why)),
                None => self.buy(effects),
            },
        }
    }

    pub(super) fn copy_overlay(&mut self, effects: &mut Vec<Effect>) {
        match (&self.overlay, self.form.body()) {
            (Some(Overlay::Request { .. }), Ok(body)) => effects.push(Effect::Copy(body.to_string())),
            (Some(Overlay::Export { format, .. }), Ok(_)) => effects.push(Effect::Copy(self.export(*format))),
            _ => {}
        }
    }
}
