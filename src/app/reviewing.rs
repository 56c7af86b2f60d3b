//! The summary: its rows, the request and the changes behind them, and what must be typed to buy.

use super::filling::text_request;
use super::keys::Action;
use super::message::Effect;
use super::state::{App, Overlay, Review, Screen};
use crate::checks;
use crate::form::field::{Field, Step};
use crate::form::understanding::Obstacle;
use crate::form::value::Value;
use crate::steps::{billing, engine};
use crossterm::event::KeyEvent;
use tui_input::{Input, InputRequest};

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
            Action::Accept if self.review.confirming => self.confirm(effects),
            Action::Edit | Action::Accept => match rows.get(self.review.row) {
                Some(Some((step, field))) => self.focus_on(*step, field, effects),
                Some(None) => self.refuse("No question asks for this. Delete takes it away."),
                None => {}
            },
            Action::Back => self.go_to(self.last_step(), effects),
            _ => {}
        }
    }

    /// Typing in a box that buys.
    pub(super) fn on_confirmation(&mut self, event: &KeyEvent) {
        let Some(request) = text_request(event) else { return };
        // Whoever just types means the box, unless the letter is a key of the rows.
        let typing = matches!(request, InputRequest::InsertChar(_)) && self.review.plan.is_some();
        self.review.confirming |= typing;
        if self.review.confirming {
            self.review.typed.handle(request);
        }
    }

    /// What was typed counts for the plan it was typed for, and for no other.
    pub(super) fn clear_stale_confirmation(&mut self) {
        if self.screen == Screen::Summary {
            let plan = self.form.plan();
            if plan != self.review.plan {
                self.review.typed = Input::default();
                self.review.plan = plan;
            }
        }
    }

    /// Enter in the purchase box: the only way to buy.
    fn confirm(&mut self, effects: &mut Vec<Effect>) {
        let obstacles = self.form.obstacles();
        let expected = self.confirmation();
        match obstacles.first() {
            Some(Obstacle { place, name, .. }) => {
                let count = obstacles.len();
                let first = place.map_or(name.clone(), |(step, field)| format!("{} on screen {step}", field.label));
                self.refuse(format!("{count} to mend first, beginning with {first}."));
            }
            None if self.review.typed.value() == expected => match checks::blocker(&self.checks()) {
                Some(check) => self.refuse(format!("Nothing was sent: {}. {}", check.what, check.why)),
                None => self.buy(effects),
            },
            None => self.refuse(format!("To buy, type {expected} and press Enter; nothing was sent.")),
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
