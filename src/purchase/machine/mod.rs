//! How a purchase moves: from what happened to the one thing to do next.

mod facts;
mod lookups;

use super::record::{Fact, Record};
use super::{Action, Awaited, Decision, Event, Purchase, State, Then, failures};
use crate::catalog::Placed;
use crate::failure::Failure;
use crate::text::clean;
use jiff::Timestamp;

impl Purchase {
    /// Takes in what happened and says what is to be done next; `None` if the action under way goes on, or if nothing
    /// is to be done before the person decides something. Events that nobody waits for change nothing.
    pub fn on(&mut self, event: Event, now: Timestamp) -> Option<Action> {
        match &mut self.state {
            State::Unknown(search) => search.until(now),
            State::Building(watch) => watch.until(now),
            _ => self.until_tagged(now),
        }
        match (self.awaited, event) {
            (_, Event::Person(decision)) => self.decided(decision, now),
            (Awaited::Start, Event::Start) => self.start(now),
            (Awaited::Written, Event::Written(result)) => self.written(result, now),
            (Awaited::Answer, Event::Answer(answer)) => self.answered(answer, now),
            (Awaited::Named, Event::Named(found)) => self.named(found, now),
            (Awaited::Seen, Event::Seen(found)) => self.seen(&found, now),
            (Awaited::Orders, Event::Orders(found)) => self.ordered(found, now),
            (Awaited::Order, Event::Order(status)) => self.order_seen(status, now),
            (Awaited::Tagged, Event::Tagged(result)) => self.tagged(result, now),
            (Awaited::Due, Event::Due) => self.due(),
            _ => None,
        }
    }

    fn start(&mut self, now: Timestamp) -> Option<Action> {
        match &self.state {
            State::Intended if self.resumed => self.record(Fact::NothingSent(failures::never_sent()), Then::Pause, now),
            State::Intended => self.record(Fact::Intent(Box::new(self.intent.clone())), Then::Announce, now),
            State::Sent => self.record(Fact::Unknown(failures::interrupted()), Then::Look, now),
            _ => {
                self.try_refused_tags();
                self.look()
            }
        }
    }

    /// Takes a fact as true at once, whether or not the disk will take it, and has it written.
    pub(super) fn record(&mut self, fact: Fact, then: Then, now: Timestamp) -> Option<Action> {
        let record = Record { at: now, fact };
        self.apply(&record);
        self.unwritten.push_back(record);
        self.then = then;
        self.write()
    }

    fn write(&mut self) -> Option<Action> {
        let record = self.unwritten.front()?.clone();
        self.next_at = None;
        self.awaited = Awaited::Written;
        Some(Action::Record(record))
    }

    fn written(&mut self, result: Result<(), String>, now: Timestamp) -> Option<Action> {
        match (result, self.then) {
            (Ok(()), _) => {
                if let Some(record) = self.unwritten.pop_front() {
                    self.tell(&record);
                }
                self.write().or_else(|| self.follow(now))
            }
            (Err(why), Then::Announce | Then::Send) => {
                self.unwritten.clear();
                let told = failures::unwritable(why);
                if matches!(self.then, Then::Send) {
                    let next = self.record(Fact::NothingSent(failures::unwritten()), Then::Pause, now);
                    self.state = State::NothingSent(told);
                    return next;
                }
                // Not even the intent is on disk, so there is no file to say so in.
                let record = Record { at: now, fact: Fact::NothingSent(told) };
                self.apply(&record);
                self.tell(&record);
                self.rest()
            }
            (Err(why), _) => {
                self.tell_unwritten(&why, now);
                self.follow(now)
            }
        }
    }

    fn follow(&mut self, now: Timestamp) -> Option<Action> {
        match self.then {
            Then::Announce => self.record(Fact::Sent, Then::Send, now),
            Then::Send => {
                self.awaited = Awaited::Answer;
                Some(Action::Send)
            }
            Then::Look => self.look(),
            Then::Pause => self.end_round(now),
        }
    }

    fn answered(&mut self, answer: Result<Placed, Failure>, now: Timestamp) -> Option<Action> {
        let fact = Fact::of_answer(answer);
        let settled = matches!(fact, Fact::NothingSent(_) | Fact::Refused(_));
        self.record(fact, if settled { Then::Pause } else { Then::Look }, now)
    }

    /// Asks the cloud, if there is anything to ask.
    fn look(&mut self) -> Option<Action> {
        self.next_at = None;
        match &self.state {
            State::Unknown(_) => {
                self.awaited = Awaited::Named;
                Some(Action::LookUpName)
            }
            State::Building(watch) => {
                self.awaited = Awaited::Seen;
                Some(Action::LookUpInstance(watch.instance_id().to_owned()))
            }
            _ => self.set_tags().or_else(|| self.rest()),
        }
    }

    pub(super) fn pause(&mut self, now: Timestamp) -> Option<Action> {
        let pause = match &self.state {
            State::Unknown(search) if !search.over => search.pause(&self.pace),
            State::Building(watch) => watch.pause(&self.pace),
            _ => match self.pause_before_tags() {
                Some(pause) => pause,
                None => return self.set_tags().or_else(|| self.rest()),
            },
        };
        self.next_at = now.checked_add(pause).ok();
        self.awaited = Awaited::Due;
        Some(Action::Wait(pause))
    }

    fn rest(&mut self) -> Option<Action> {
        self.next_at = None;
        self.awaited = Awaited::Nothing;
        None
    }

    /// The wait is over: what the disk did not take is tried again before the cloud is asked again.
    fn due(&mut self) -> Option<Action> {
        self.then = Then::Look;
        self.write().or_else(|| self.look())
    }

    fn decided(&mut self, decision: Decision, now: Timestamp) -> Option<Action> {
        if matches!(self.awaited, Awaited::Written | Awaited::Answer) {
            return None;
        }
        let idle = matches!(self.awaited, Awaited::Due | Awaited::Nothing);
        let can_close = self.can_close();
        match (decision, &mut self.state) {
            (Decision::Adopt(id), State::Unknown(search)) => {
                let instance_id = clean(&search.candidate(id.trim())?.id);
                self.record(Fact::Adopted { instance_id, by_person: true }, Then::Look, now)
            }
            (Decision::Close { by }, state) if can_close => {
                let orders = if let State::Unknown(search) = state { search.orders.as_slice() } else { &[] };
                let orders = orders.iter().map(|order| clean(&order.id)).collect();
                self.record(Fact::Closed { by: clean(&by), orders }, Then::Pause, now)
            }
            (Decision::Refresh, _) if idle => self.due(),
            (Decision::WaitOn, State::Unknown(search)) if idle => {
                search.again(now);
                self.due()
            }
            (Decision::WaitOn, State::Building(watch)) if idle => {
                watch.again();
                self.due()
            }
            _ => None,
        }
    }
}
