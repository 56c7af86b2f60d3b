//! `App::update`: one message in, effects out.

use super::keys::{self, Action, Place};
use super::leaving::changed_elsewhere;
use super::message::{Effect, Msg, SaveDraft, Saved, TypedKeys};
use super::notice::{FLOODED, GARBLED, Tone};
use super::overlay::{Overlay, Topic};
use super::state::{App, Saving, Screen};
use crate::arrival::Arrival;
use crate::form::draft::Draft;
use crate::language::{say, tr};
use crate::purchase::LEFT;
use crate::steps::{account, engine};
use crate::text::paragraph;
use crossterm::event::KeyEvent;
use jiff::Timestamp;

impl App {
    /// Takes one message in. The effects are to be carried out in order; their results come back as messages.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.is_blind(&msg) {
            return effects;
        }
        if msg.is_of_person() {
            self.inquiry.then_buy = None;
        }
        match msg {
            // What follows of a paste that was refused is refused with it.
            Msg::Burst(_, _, came)
                if came.goes_on() && self.notice.as_ref().is_some_and(|notice| notice.tone == Tone::Refused) => {}
            Msg::Key(event, came) => self.on_key(&event, came, &mut effects),
            Msg::Burst(text, trimmed, came) if self.in_box() => self.on_burst(&text, &trimmed, came),
            Msg::Paste(text, trimmed) => self.on_paste(&text, &trimmed, false, &mut effects),
            Msg::Burst(text, trimmed, _) => self.on_paste(&text, &trimmed, true, &mut effects),
            Msg::Line(line) => self.on_line(line, &mut effects),
            Msg::Garbled => self.refuse(GARBLED.shown()),
            Msg::Flooded => self.refuse(FLOODED.shown()),
            Msg::Rested => self.save(false, &mut effects),
            Msg::Resize => {}
            Msg::Tick => self.on_tick(&mut effects),
            Msg::Purchase(key, snapshot) => self.on_snapshot(key, &snapshot, &mut effects),
            Msg::Unresumed(key, why) => self.on_unresumed(key, why),
            Msg::Settled(found, unreadable) => self.add_settled(found, &unreadable),
            Msg::Agency(result) => self.on_agency(result),
            Msg::Copied(text, sent) => self.on_copied(&text, sent),
            Msg::Leave(code) => self.leave(code, &mut effects),
            Msg::Fetched(place, ..) | Msg::Retrying(place, ..)
                if place.as_ref().is_some_and(|place| *place != self.place()) => {}
            Msg::Fetched(_, lookup, result) => self.on_fetched(lookup, result),
            Msg::Retrying(_, lookup, tries) => self.on_retrying(lookup, tries),
            Msg::Checked(target, found) => self.on_checked(target, *found, &mut effects),
            Msg::PolicyRead(changed) => self.on_policy_read(changed, &mut effects),
            Msg::Account(result) => self.inquiry.account = Some(result),
            Msg::Written(result) => self.on_written(result),
            Msg::Opened(Ok(opened)) => self.open_draft(*opened),
            Msg::Opened(Err(why)) => self.refuse(why),
            Msg::Described(place, id, result) => self.on_described(&place, &id, result, &mut effects),
            Msg::Drafts(lines, why) => self.on_listed(lines, why),
        }
        self.settle(&mut effects);
        effects
    }

    /// What follows from the state alone: the lists and checks that are due, and what was typed for another plan.
    pub fn settle(&mut self, effects: &mut Vec<Effect>) {
        self.refuse_secrets(false);
        self.settle_lists(effects);
        self.clear_stale_confirmation();
        self.drive_waiting(effects);
        self.settle_cloning(effects);
        self.keep_place(effects);
        if self.kept.revision != self.form.revision() {
            self.kept.revision = self.form.revision();
            effects.push(Effect::SaveAtRest);
        }
    }

    /// A draft on disk also tells where one is, which is known once a message was taken in.
    fn keep_place(&mut self, effects: &mut Vec<Effect>) {
        let here = self.screen_key();
        let saves = effects.iter().any(|effect| matches!(effect, Effect::Save(_) | Effect::Quit(_)));
        if self.kept.screen.is_some_and(|kept| kept != here) && !saves {
            self.kept.screen = Some(here);
            self.save(true, effects);
        }
        for effect in effects {
            if let Effect::Save(save) = effect {
                save.draft.screen = Some(here.to_owned());
            }
        }
    }

    /// What a start does once its first screen is drawn: it says what is not settled, and insists on nothing.
    pub fn start(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.settle(&mut effects);
        if !self.unreadable.is_empty() {
            let said = self.notice.take().map(|notice| notice.text);
            let told: Vec<String> = self.unreadable.drain(..).chain(said).collect();
            self.warn(paragraph(&told));
        }
        self.speak_of_unsettled();
        effects
    }

    fn on_key(&mut self, event: &KeyEvent, came: Arrival, effects: &mut Vec<Effect>) {
        let armed = self.armed_until.take();
        self.notice = None;
        self.act(keys::action(&self.places(), event), (event, came), armed, effects);
    }

    /// Does what was asked for. A key for which the table has no action is text.
    pub(super) fn act(
        &mut self,
        action: Option<Action>,
        (event, came): (&KeyEvent, Arrival),
        armed: Option<Timestamp>,
        effects: &mut Vec<Effect>,
    ) {
        match action {
            Some(Action::Interrupt) if armed.is_some_and(|until| self.now <= until) => {
                self.leave(self.code_of_leaving(LEFT.into()), effects);
            }
            Some(Action::Interrupt) => self.interrupt(effects),
            Some(Action::Save) => self.save(true, effects),
            Some(Action::Ascii) => self.ascii = !self.ascii,
            Some(Action::Redraw) => effects.push(Effect::Redraw),
            Some(Action::Suspend) => effects.push(Effect::Suspend),
            Some(Action::Steps) if !self.asks_about_draft() => self.show_steps(),
            Some(Action::Purchases) => self.open_purchases(effects),
            Some(Action::Drafts) => self.open_drafts(effects),
            action if self.overlay.is_some() => self.on_key_above(action, event, effects),
            Some(Action::Help) => self.show_page(Topic::Help),
            Some(Action::Reload) if matches!(self.screen, Screen::Step(_) | Screen::Summary(_)) => self.reload(),
            Some(Action::Undo) if matches!(self.screen, Screen::Step(_) | Screen::Summary(_)) => self.undo(effects),
            Some(Action::Accept) if self.in_box() => self.confirm(came, effects),
            Some(action) => match &self.screen {
                Screen::Step(_) => self.changing(|app| app.on_step(action, effects)),
                Screen::Summary(_) => self.on_summary(action, effects),
                Screen::Purchases(_) => self.on_purchases(action, effects),
                Screen::Purchase(page) => self.on_purchase_key(page.key, action, effects),
            },
            None if self.step().is_some() => self.changing(|app| app.on_step_text(event, effects)),
            None => self.on_confirmation(event, came),
        }
    }

    fn on_paste(&mut self, text: &str, trimmed: &[&'static str], as_keys: bool, effects: &mut Vec<Effect>) {
        self.notice = None;
        self.say_taken_away(trimmed, as_keys);
        match (&self.overlay, &self.screen) {
            (Some(Overlay::Drafts(_)), _) => self.on_draft_paste(text, effects),
            (Some(Overlay::Instances(_)), _) => self.on_instances_paste(text),
            (Some(_), _) => self.refuse(tr("Close this first (Esc), then paste.")),
            (None, Screen::Step(_)) => self.changing(|app| app.on_step_paste(text, as_keys)),
            (None, _) => self.refuse(tr("A paste does not confirm; type the word.")),
        }
        self.refuse_secrets(true);
    }

    /// Whether the list of drafts asks for a name or a word.
    fn asks_about_draft(&self) -> bool {
        matches!(&self.overlay, Some(Overlay::Drafts(drafts)) if drafts.asking.is_some())
    }

    /// Where keys are looked up at the moment, the innermost place first.
    pub fn places(&self) -> Vec<Place> {
        self.overlay.as_ref().map_or_else(|| self.places_below(), |overlay| overlay.places().to_vec())
    }

    /// The same as if nothing lay over the screen.
    pub fn places_below(&self) -> Vec<Place> {
        let inner = match (self.places_of_box(), &self.screen) {
            (Some(of_box), _) => of_box.to_vec(),
            (None, Screen::Step(step)) => step.places().to_vec(),
            (None, Screen::Summary(_)) => vec![Place::Summary, Place::Ends, Place::Rows, Place::Jump],
            (None, Screen::Purchases(_)) => self.places_of_purchases(),
            (None, Screen::Purchase(_)) => self.places_of_purchase(),
        };
        let alone = self.step().is_some_and(|step| step.alone.is_some()).then_some(Place::Alone);
        let onward = self.leads_on().then_some(Place::Onward);
        inner.into_iter().chain(alone).chain(onward).chain([Place::Everywhere]).collect()
    }

    /// Keeps the draft if anything changed since it was last written; `asked` says so also where nothing did.
    pub(super) fn save(&mut self, asked: bool, effects: &mut Vec<Effect>) {
        self.refuse_secrets(true);
        let saved = self.form.saved();
        if saved != self.kept.draft || asked {
            self.kept.draft = saved.clone();
            self.kept.revision = self.form.revision();
            self.session.saving = Saving::Pending;
            let (name, follows) = (self.draft_name(), self.session.follows);
            effects.push(Effect::Save(Box::new(SaveDraft { name, follows, draft: saved })));
        }
    }

    /// The name the draft is to be kept under: its own, or the instance's until it is given one.
    fn draft_name(&self) -> String {
        let name = self.form.text(&engine::NAME);
        let own = !self.session.follows && !self.session.draft.is_empty();
        if own || name.is_empty() { self.session.draft.clone() } else { name }
    }

    /// The keys that were typed behind the mask.
    pub fn typed_keys(&self) -> TypedKeys {
        TypedKeys {
            access_key: self.form.secret(&account::ACCESS_KEY),
            secret_key: self.form.secret(&account::SECRET_KEY),
        }
    }

    fn on_tick(&mut self, effects: &mut Vec<Effect>) {
        self.ticking = false;
        self.keep_time(effects);
        if self.armed_until.is_some_and(|until| until <= self.now) {
            (self.armed_until, self.notice) = (None, None);
        }
    }

    fn on_written(&mut self, result: Result<Saved, String>) {
        self.session.saving = match result {
            Ok(Saved { name, other }) => {
                if let Some(other) = other {
                    self.warn(changed_elsewhere(&name, &other));
                    self.session.others.push((name.clone(), other));
                }
                self.session.draft = name;
                self.kept.screen = Some(self.screen_key());
                Saving::Done(self.now)
            }
            Err(why) => {
                // So that leaving the next question tries again.
                self.kept.draft = Draft::default();
                if self.notice.is_none() {
                    // The header may have no room for the reason.
                    self.warn(say!("The draft is not saved: {why}", why));
                }
                Saving::Failed(why)
            }
        };
    }
}
