//! `App::update`: one message in, effects out.

use super::keys::{self, Action, Place};
use super::message::{Effect, Msg};
use super::purchase_list::{Pending, Question};
use super::state::{App, Overlay, Saving, Screen};
use crate::arrival::Arrival;
use crate::form::draft::Draft;
use crate::form::value::Value;
use crate::steps::account;
use crate::steps::checks::USUAL_CREATION;
use crossterm::event::KeyEvent;
use jiff::Timestamp;
use std::time::Duration;

/// Within this time a second Ctrl-C leaves.
const ARMED: Duration = Duration::from_secs(2);
/// Exit code of a wizard that was left before anything was bought (`product.md` 4).
pub const LEFT: i32 = 10;
/// Where letters would be others than those that were typed.
const GARBLED: &str = "What was typed is not UTF-8 and was left out; set the terminal to UTF-8.";

impl App {
    /// Takes one message in. The effects are to be carried out in order; their results come back as messages.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let mut effects = Vec::new();
        if matches!(msg, Msg::Key(..) | Msg::Paste(..) | Msg::Burst(..) | Msg::Garbled | Msg::Leave(_)) {
            self.inquiry.then_buy = None;
        }
        match msg {
            Msg::Key(event, came) => self.on_key(&event, came, &mut effects),
            Msg::Burst(text, _, came) if self.in_box() => self.on_burst(&text, came),
            Msg::Paste(text, trimmed) | Msg::Burst(text, trimmed, _) => self.on_paste(&text, &trimmed, &mut effects),
            Msg::Garbled => self.refuse(GARBLED),
            Msg::Resize => {}
            Msg::Tick => self.on_tick(&mut effects),
            Msg::Purchase(key, snapshot) => self.on_snapshot(key, &snapshot, &mut effects),
            Msg::Unresumed(key, why) => self.on_unresumed(key, why),
            Msg::Settled(found) => self.add_settled(found),
            Msg::Agency(result) => self.on_agency(result),
            Msg::Copied(text, sent) => self.on_copied(&text, sent),
            Msg::Leave(code) => self.leave(code, &mut effects),
            Msg::Fetched(lookup, result) => self.on_fetched(lookup, result),
            Msg::Retrying(lookup, tries) => self.on_retrying(lookup, tries),
            Msg::Checked(subject, found) => self.on_checked(subject, *found, &mut effects),
            Msg::Account(result) => self.on_account(result),
            Msg::Written(result) => self.on_written(result),
            Msg::Opened(Ok(opened)) => self.open_draft(*opened),
            Msg::Opened(Err(why)) => self.refuse(why),
            Msg::Drafts(lines, why) => {
                self.offer_drafts(lines);
                if let Some(why) = why {
                    self.refuse(why);
                }
            }
        }
        self.settle(&mut effects);
        effects
    }

    /// What follows from the state alone: the lists and checks that are due, and what was typed for another plan.
    pub fn settle(&mut self, effects: &mut Vec<Effect>) {
        self.settle_lists(effects);
        self.clear_stale_confirmation();
        self.drive_waiting(effects);
        self.keep_place(effects);
    }

    /// A draft on disk also tells where one is.
    fn keep_place(&mut self, effects: &mut Vec<Effect>) {
        let here = self.screen_key();
        let saves = effects.iter().any(|effect| matches!(effect, Effect::Save(_) | Effect::Quit(_)));
        if self.stored_at.is_some_and(|at| at != here) && !saves {
            self.stored_at = Some(here);
            self.save(true, effects);
        }
    }

    /// What a start does once its first screen is drawn: it says what is not settled, and insists on nothing.
    pub fn start(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.settle(&mut effects);
        if !self.odd.is_empty() {
            let said = self.notice.take().map(|notice| notice.text);
            let told: Vec<String> = self.odd.drain(..).chain(said).collect();
            self.refuse(told.join(" "));
        }
        self.speak_of_unsettled();
        effects
    }

    fn on_key(&mut self, event: &KeyEvent, came: Arrival, effects: &mut Vec<Effect>) {
        let armed = self.armed_until.take();
        self.notice = None;
        let action = keys::action(&self.places(), event);
        match action {
            Some(Action::Interrupt) if armed.is_some_and(|until| self.now <= until) => {
                self.leave(self.code_of_leaving(LEFT), effects);
            }
            Some(Action::Interrupt) => self.interrupt(effects),
            Some(Action::Save) => self.save(true, effects),
            Some(Action::Ascii) => self.ascii = !self.ascii,
            Some(Action::Redraw) => effects.push(Effect::Redraw),
            Some(Action::Suspend) => effects.push(Effect::Suspend),
            Some(Action::Steps) if self.drafts.asking.is_none() => {
                self.overlay = Some(Overlay::Steps { cursor: self.place_in_steps() });
            }
            Some(Action::Purchases) => self.open_purchases(effects),
            Some(Action::Drafts) => self.open_drafts(effects),
            Some(action) if self.overlay == Some(Overlay::Drafts) => self.on_drafts(action, effects),
            Some(action) if self.overlay.is_some() => self.on_overlay(action, effects),
            Some(Action::Help) => self.overlay = Some(Overlay::Help { scroll: 0 }),
            Some(Action::Reload) if matches!(self.screen, Screen::Step(_) | Screen::Summary) => self.reload(),
            Some(action) => match self.screen {
                Screen::Step(_) => self.on_form(action, effects),
                _ if action == Action::Accept && self.in_box() => self.confirm(came, effects),
                Screen::Summary => self.on_summary(action, effects),
                Screen::Purchases => self.on_purchases(action, effects),
                Screen::Purchase(key) | Screen::Result(key) => self.on_purchase_key(key, action, effects),
            },
            None if self.overlay.is_none() => self.on_text(event, came, effects),
            None if self.overlay == Some(Overlay::Drafts) => self.on_draft_text(event),
            None => {}
        }
    }

    /// Where keys are looked up at the moment, the innermost place first.
    pub fn places(&self) -> Vec<Place> {
        let over: &[Place] = match &self.overlay {
            None => return self.places_below(),
            Some(Overlay::Drafts) if self.drafts.asking.is_some() => &[Place::Everywhere],
            Some(Overlay::Drafts) => &[Place::Drafts, Place::Overlay, Place::Everywhere],
            Some(Overlay::Export { .. }) => &[Place::Export, Place::Overlay, Place::Everywhere],
            Some(Overlay::Steps { .. }) => &[Place::Overview, Place::Overlay, Place::Everywhere],
            Some(_) => &[Place::Overlay, Place::Everywhere],
        };
        over.to_vec()
    }

    /// The same as if nothing lay over the screen.
    pub fn places_below(&self) -> Vec<Place> {
        let inner: &[Place] = match self.screen {
            Screen::Step(_) => self.places_of_focus(),
            // Letters belong to the word that buys.
            Screen::Purchase(_) if self.purchases.asking == Some(Question::Close) => &[Place::CloseBox],
            _ if self.asks_for_word() => &[Place::Box],
            Screen::Summary => &[Place::Summary],
            Screen::Purchases => &[Place::Purchases],
            Screen::Purchase(_) | Screen::Result(_) => self.places_of_purchase(),
        };
        inner.iter().copied().chain([Place::Everywhere]).collect()
    }

    fn places_of_purchase(&self) -> &'static [Place] {
        let Some(row) = self.shown_purchase() else { return &[Place::Purchase] };
        let purchase = &row.snapshot.purchase;
        if row.pending == Pending::Decided {
            // What was decided comes first.
            &[Place::Purchase]
        } else if row.snapshot.earlier.is_some() {
            &[Place::Earlier, Place::Purchase]
        } else if purchase.is_undecided() {
            &[Place::Decision, Place::Closable, Place::Purchase]
        } else if purchase.can_close() {
            &[Place::Closable, Place::Purchase]
        } else {
            &[Place::Purchase]
        }
    }

    /// Keeps the draft if anything changed since it was last written; `asked` says so also where nothing did.
    pub(super) fn save(&mut self, asked: bool, effects: &mut Vec<Effect>) {
        let saved = self.form.saved();
        if saved != self.stored || asked {
            self.stored = saved.clone();
            self.session.saving = Saving::Pending;
            effects.push(Effect::Save(Box::new(saved)));
        }
    }

    pub(super) fn leave(&mut self, code: i32, effects: &mut Vec<Effect>) {
        if self.step().is_some() {
            self.take_typed();
        }
        self.save(false, effects);
        effects.push(Effect::Quit(code));
    }

    fn interrupt(&mut self, effects: &mut Vec<Effect>) {
        self.armed_until = self.now.checked_add(ARMED).ok();
        match &self.session.saving {
            Saving::Failed(why) => {
                let why = why.clone();
                self.refuse(format!("Press Ctrl-C once more within 2 seconds to leave. The draft is not saved: {why}"));
            }
            _ => self.say("Press Ctrl-C once more within 2 seconds to leave; the draft is kept."),
        }
        effects.push(Effect::Tick(ARMED));
    }

    fn on_tick(&mut self, effects: &mut Vec<Effect>) {
        self.ticking = false;
        self.keep_time(effects);
        if self.armed_until.is_some_and(|until| until <= self.now) {
            self.armed_until = None;
            self.notice = None;
        }
    }

    /// Keys of the host's agency count unless some were typed meanwhile.
    fn on_agency(&mut self, result: Result<(String, Option<Timestamp>), String>) {
        let outcome = match result {
            Ok((source, end)) => {
                self.form.give(&account::ACCESS_KEY, Value::Empty, source);
                self.until(end)
            }
            Err(why) => why,
        };
        self.session.places.push(("ECS agency of this host".to_owned(), outcome));
        if self.screen == Screen::Step(0) && self.fields_of(0).iter().all(|field| *field != self.focus) {
            self.focus = &account::REGION;
            self.open_editor();
        }
    }

    /// How long temporary keys last, and a word where a creation may outlast them.
    fn until(&self, end: Option<Timestamp>) -> String {
        let Some(end) = end else { return "used, temporary keys".to_owned() };
        let time = end.to_zoned_datetime(self.session.zone.clone()).strftime("%H:%M");
        let short = if end.duration_since(self.now) < USUAL_CREATION { "; too short to watch a creation" } else { "" };
        format!("used, until {time}{short}")
    }

    /// Whether the terminal obeyed cannot be known, so the notice says where the text is.
    fn on_copied(&mut self, text: &str, sent: bool) {
        if sent {
            self.say(format!("Sent to your terminal's clipboard: {text}"));
        } else {
            self.refuse("This is too long for a terminal's clipboard; select it on the screen instead.");
        }
    }

    fn on_written(&mut self, result: Result<String, String>) {
        self.session.saving = match result {
            Ok(name) => {
                self.session.draft = name;
                self.stored_at = Some(self.screen_key());
                Saving::Done(self.now)
            }
            Err(why) => {
                // So that leaving the next question tries again.
                self.stored = Draft::default();
                Saving::Failed(why)
            }
        };
    }
}
