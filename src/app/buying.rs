//! Buying: from the confirmed summary to an instance that serves. Decides nothing about sending; `purchase` does.

use super::keys::Action;
use super::message::Effect;
use super::state::{App, Overlay, Review, Screen};
use crate::catalog::Failure;
use crate::purchase::record::Intent;
use crate::purchase::search::Candidate;
use crate::purchase::{Decision, Event, Purchase, State};
use crate::steps::engine;
use crate::steps::intent;
use std::time::Duration;

/// How often the elapsed time is drawn anew while something is under way.
const SECOND: Duration = Duration::from_secs(1);

impl App {
    /// Starts the purchase of what the summary shows. Only called once it was confirmed.
    pub(super) fn buy(&mut self, effects: &mut Vec<Effect>) {
        let Some(intent) = intent::intent(&self.form, self.session.endpoint.clone(), self.now) else { return };
        if !self.may_order() {
            return;
        }
        if !self.is_name_fresh() {
            return self.look_first();
        }
        let clock = self.findings().and_then(|found| found.clock);
        let intent = Intent { before: self.names_before(), clock, ..intent };
        self.save(false, effects);
        self.earlier = None;
        self.begin(Purchase::new(intent, self.session.pace), effects);
    }

    /// Shows a purchase and lets it go on.
    pub fn begin(&mut self, purchase: Purchase, effects: &mut Vec<Effect>) {
        self.purchase = Some(purchase);
        self.screen = Screen::Purchase;
        self.overlay = None;
        self.review = Review::default();
        self.on_purchase(Event::Start, effects);
    }

    /// Takes over a purchase of an earlier start, unless one is on its way to the cloud, whose answer must not be lost.
    pub(super) fn resume(&mut self, id: String, effects: &mut Vec<Effect>) {
        let under_way = |purchase: &Purchase| matches!(purchase.state(), State::Intended | State::Sent);
        if self.purchase.as_ref().is_some_and(under_way) {
            return self.refuse("The answer to this order is awaited; the other purchase comes after it.");
        }
        self.resuming = true;
        effects.push(Effect::Resume(id));
    }

    /// Goes on with a purchase of an earlier start: it is looked up and watched, never sent.
    pub(super) fn on_resumed(&mut self, result: Result<(String, Box<Purchase>), String>, effects: &mut Vec<Effect>) {
        self.resuming = false;
        let (id, purchase) = match result {
            Ok(resumed) => resumed,
            Err(why) => return self.refuse(why),
        };
        self.say_first("This purchase was not finished when the wizard ended. It is looked up, not sent again.");
        self.unfinished.retain(|unfinished| unfinished.id != id);
        self.journal_id = Some(id);
        self.begin(*purchase, effects);
    }

    /// Whether a new order may be made now; says why not.
    fn may_order(&mut self) -> bool {
        if self.resuming {
            self.refuse("A purchase of an earlier time comes first. Nothing was sent.");
        }
        !self.resuming
    }

    /// Hands an event to the purchase; what it wants done next becomes an effect.
    pub(super) fn on_purchase(&mut self, event: Event, effects: &mut Vec<Effect>) {
        let Some(purchase) = &mut self.purchase else { return };
        effects.extend(purchase.on(event, self.now).map(Effect::Purchase));
        match purchase.state() {
            State::Running(_) if self.screen == Screen::Purchase => self.screen = Screen::Result,
            State::Refused(failure) => {
                let failure = failure.clone();
                self.land(&failure);
            }
            _ => {}
        }
        self.keep_time(effects);
    }

    /// Puts what the cloud said onto the question it is about.
    fn land(&mut self, failure: &Failure) {
        if let Some(field) = failure.field.and_then(|key| self.form.field(key)) {
            self.form.refuse(field.key, failure.line());
            self.touched.insert(field.key);
        }
    }

    /// Asks for the next second while time is shown; nothing otherwise, so that an idle wizard does not wake.
    pub(super) fn keep_time(&mut self, effects: &mut Vec<Effect>) {
        let moving = self.purchase.as_ref().is_some_and(|p| !p.is_settled()) && !self.must_decide();
        if moving && !self.ticking && matches!(self.screen, Screen::Purchase | Screen::Result) {
            self.ticking = true;
            effects.push(Effect::Tick(SECOND));
        }
    }

    /// Whether the purchase goes on only by the person's word.
    pub fn must_decide(&self) -> bool {
        let late = |state: &State| matches!(state, State::Building(watch) if watch.is_over());
        self.earlier.is_some() || self.purchase.as_ref().is_some_and(|p| p.is_undecided() || late(p.state()))
    }

    pub(super) fn on_buying(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let Some(purchase) = &self.purchase else { return };
        let candidates = match purchase.state() {
            State::Unknown(search) => search.candidates.iter().map(|c| c.instance.id.clone()).collect(),
            _ => Vec::new(),
        };
        match action {
            Action::Reload => self.on_purchase(Event::Person(Decision::Refresh), effects),
            Action::WaitOn => self.on_purchase(Event::Person(Decision::WaitOn), effects),
            Action::Up => self.review.row = self.review.row.saturating_sub(1),
            Action::Down => self.review.row = (self.review.row + 1).min(candidates.len().saturating_sub(1)),
            Action::Adopt => match candidates.get(self.review.row) {
                Some(id) => self.on_purchase(Event::Person(Decision::Adopt(id.clone())), effects),
                None => self.refuse("No instance was found that could be yours; one older than the order cannot."),
            },
            Action::Again if purchase.is_unlooked() => self.refuse(
                "Nothing is sent again before the name was looked up once: check the network, then w looks again.",
            ),
            Action::Again if purchase.is_undecided() || self.earlier.is_some() => self.review.confirming = true,
            Action::Again => self.refuse("This purchase has an instance; wait on instead."),
            Action::Export => self.next_export(),
            Action::Copy => match purchase.instance_id() {
                Some(id) => effects.push(Effect::Copy(id.to_owned())),
                None => self.refuse("There is no instance ID to copy yet."),
            },
            Action::Accept => self.go_on(effects),
            Action::Back if self.review.confirming => self.review = Review::default(),
            Action::Back => self.back_from_purchase(effects),
            _ => {}
        }
    }

    /// A second order for the same thing. Only called once the instance's name was typed and confirmed.
    pub(super) fn send_again(&mut self, effects: &mut Vec<Effect>) {
        if !self.may_order() {
            return;
        }
        let Some(purchase) = &self.purchase else { return };
        let earlier = self.earlier.take().filter(|_| !purchase.may_have_bought());
        let again = match earlier {
            Some(id) => Some(Intent { at: self.now, replaces: Some(id), ..purchase.intent().clone() }),
            None => self.journal_id.as_ref().and_then(|id| purchase.again(id, self.now)),
        };
        match again {
            Some(intent) => self.begin(Purchase::new(intent, self.session.pace), effects),
            None => self.refuse("The journal does not know this purchase; it cannot be sent again from here."),
        }
    }

    /// Enter: from a purchase that stands to its result; from one that was refused to the answer to mend.
    fn go_on(&mut self, effects: &mut Vec<Effect>) {
        let Some(purchase) = &self.purchase else { return };
        match (purchase.state(), self.screen) {
            (State::Refused(_) | State::NothingSent(_), _) => self.back_from_purchase(effects),
            (_, Screen::Result) if purchase.is_settled() => self.leave(i32::from(purchase.exit_code()), effects),
            (_, Screen::Result) => self.screen = Screen::Purchase,
            _ if purchase.instance_id().is_some() => self.screen = Screen::Result,
            _ => self.say("The answer is awaited. Ctrl-C twice leaves; the next start looks for the instance."),
        }
        self.keep_time(effects);
    }

    /// Back to the answers is open once nothing moves any more; the journal refuses to buy the same name twice.
    fn back_from_purchase(&mut self, effects: &mut Vec<Effect>) {
        let Some(purchase) = &self.purchase else { return };
        if !purchase.is_settled() {
            return match self.screen {
                Screen::Result => self.screen = Screen::Purchase,
                _ => self.say("This purchase stands; leaving is safe at any time (Ctrl-C twice)."),
            };
        }
        let bought = purchase.may_have_bought();
        let field = match purchase.state() {
            State::Refused(failure) => failure.field.and_then(|key| self.form.field(key)),
            _ => None,
        };
        self.purchase = None;
        self.earlier = None;
        let step = field.and_then(|field| self.form.shown().find(|(_, shown)| *shown == field));
        match step {
            Some((step, field)) => self.focus_on(step, field, effects),
            None if bought && !self.drafts.lines.is_empty() => {
                self.show_step(self.first_screen());
                self.overlay = Some(Overlay::Drafts);
            }
            None => self.open_summary(),
        }
        self.speak_of_unfinished(effects);
    }

    /// The exit code of leaving now, and whether something is left behind that goes on.
    pub(super) fn code_of_leaving(&self, otherwise: i32) -> i32 {
        let code = self.purchase.as_ref().filter(|purchase| purchase.may_have_bought()).map(Purchase::exit_code);
        code.map_or(otherwise, i32::from)
    }

    /// Lines for the normal screen after leaving: an instance ID must outlive the alternate screen.
    pub fn farewell(&self) -> Vec<String> {
        let Some(purchase) = self.purchase.as_ref().filter(|purchase| purchase.may_have_bought()) else {
            return Vec::new();
        };
        let mut lines = vec![purchase.sentence()];
        if let State::Unknown(search) = purchase.state() {
            lines.extend(search.candidates.iter().map(Candidate::line));
        }
        if let Some(id) = purchase.instance_id() {
            lines.push(format!("instance_id {id}"));
            if !purchase.is_settled() {
                lines.push(format!("Pick it up again with: rocketmq-wizard watch {id}"));
            }
        }
        lines
    }

    /// The name the draft is to be kept under: its own, or the instance's until it is given one.
    pub fn draft_name(&self) -> String {
        let name = self.form.text(&engine::NAME);
        let own = !self.session.follows && !self.session.draft.is_empty();
        if own || name.is_empty() { self.session.draft.clone() } else { name }
    }
}
