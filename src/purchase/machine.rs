//! How a purchase moves: from what happened to the one thing to do next.

use super::record::{Fact, Record};
use super::search::{Search, is_news, may_be_of};
use super::watch::{Verdict, Watch};
use super::{Action, Awaited, Decision, Event, Payment, Purchase, State, Then, telling};
use crate::catalog::{Instance, Order, Placed};
use crate::failure::{Cause, Failure};
use crate::text::clean;
use jiff::Timestamp;

/// States of an order, as the billing centre counts them (`cloud::api`, "Orders").
const PROCESSING: u64 = 3;
const CANCELLED: u64 = 4;
const DONE: u64 = 5;
const UNPAID: u64 = 6;

impl Fact {
    /// What an answer to sending makes true. Anything that is not a clear yes or no is unknown.
    pub fn of_answer(answer: Result<Placed, Failure>) -> Self {
        match answer {
            Ok(Placed { instance_id, order_id, request_id }) if !instance_id.trim().is_empty() => {
                Self::Placed { instance_id, order_id, request_id }
            }
            Ok(placed) => Self::Unknown(telling::no_id(placed.request_id)),
            Err(failure) => match failure.cause {
                Cause::NothingSent => Self::NothingSent(failure),
                Cause::Refused | Cause::Credentials | Cause::Forbidden | Cause::Capacity => Self::Refused(failure),
                Cause::Unknown | Cause::Other => Self::Unknown(failure),
            },
        }
    }
}

impl Purchase {
    /// Takes in what happened and says what is to be done next; `None` if the action under way goes on, or if nothing
    /// is to be done before the person decides something. Events that nobody waits for change nothing.
    pub fn on(&mut self, event: Event, now: Timestamp) -> Option<Action> {
        match &mut self.state {
            State::Unknown(search) => search.until(now),
            State::Building(watch) => watch.until(now),
            _ => {}
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
            (Awaited::Due, Event::Due) => self.due(),
            _ => None,
        }
    }

    fn start(&mut self, now: Timestamp) -> Option<Action> {
        match &self.state {
            State::Intended if self.resumed => self.record(Fact::NothingSent(telling::never_sent()), Then::Pause, now),
            State::Intended => self.record(Fact::Intent(Box::new(self.intent.clone())), Then::Announce, now),
            State::Sent => self.record(Fact::Unknown(telling::interrupted()), Then::Look, now),
            _ => self.look(),
        }
    }

    /// Takes a fact as true at once, whether or not the disk will take it, and has it written.
    fn record(&mut self, fact: Fact, then: Then, now: Timestamp) -> Option<Action> {
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

    pub(super) fn apply(&mut self, record: &Record) {
        let intent = &self.intent;
        let watch = |id: &str| State::Building(Watch::new(id, intent.yearly_monthly));
        if !matches!(record.fact, Fact::Ordered { .. } | Fact::Newer(_)) {
            self.since = record.at;
        }
        self.newer |= matches!(record.fact, Fact::Newer(_));
        match &record.fact {
            Fact::Intent(_) | Fact::Newer(_) => {}
            Fact::Sent => {
                self.sent_at = Some(record.at);
                self.state = State::Sent;
            }
            Fact::NothingSent(failure) => self.state = State::NothingSent(failure.clone()),
            Fact::Refused(failure) => {
                self.request_id.clone_from(&failure.request_id);
                self.state = State::Refused(failure.clone());
            }
            Fact::Unknown(failure) => {
                self.request_id.clone_from(&failure.request_id);
                self.state = State::Unknown(Search::new(failure.clone(), self.sent_at.unwrap_or(record.at)));
            }
            Fact::Placed { instance_id, order_id, request_id } => {
                self.state = watch(instance_id);
                self.instance_id = Some(instance_id.clone());
                self.order_id.clone_from(order_id);
                self.request_id.clone_from(request_id);
            }
            Fact::Adopted { instance_id, .. } => {
                self.state = watch(instance_id);
                self.instance_id = Some(instance_id.clone());
            }
            Fact::Seen { status } => {
                if let State::Building(watch) = &mut self.state {
                    watch.note(status);
                }
            }
            Fact::Running { addresses } => self.state = State::Running(addresses.clone()),
            Fact::Failed { status } => self.state = State::Failed(status.clone()),
            Fact::Ordered { order_id } => {
                // It was found among those that wait.
                self.payment = Payment::Awaited;
                self.order_id = Some(order_id.clone());
            }
            Fact::Cancelled { order_id } => self.state = State::Cancelled(order_id.clone()),
            Fact::Closed { by } => self.state = State::Closed(by.clone()),
            Fact::Replaced { by } => self.state = State::Replaced(by.clone()),
        }
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
                let failure = Fact::NothingSent(telling::unwritable(why));
                if matches!(self.then, Then::Send) {
                    return self.record(failure, Then::Pause, now);
                }
                // Not even the intent is on disk, so there is no file to say so in.
                let record = Record { at: now, fact: failure };
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
            _ => self.rest(),
        }
    }

    fn named(&mut self, found: Result<Vec<Instance>, Failure>, now: Timestamp) -> Option<Action> {
        let State::Unknown(search) = &mut self.state else { return self.shared(found, now) };
        search.rounded(found.is_ok(), &self.pace, now);
        match found {
            Err(failure) => {
                search.forbidden = failure.cause == Cause::Forbidden;
                self.tell_unread(&failure, now);
            }
            Ok(instances) => {
                if let Some(ours) = search.found(&self.intent, instances) {
                    return self.record(Fact::Adopted { instance_id: ours.id, by_person: false }, Then::Look, now);
                }
                self.tell_found(now);
                if self.intent.yearly_monthly {
                    self.awaited = Awaited::Orders;
                    return Some(Action::LookUpOrders);
                }
            }
        }
        self.pause(now)
    }

    /// What the look-up after the purchase found. One that failed changes nothing: what was bought is known already.
    fn shared(&mut self, found: Result<Vec<Instance>, Failure>, now: Timestamp) -> Option<Action> {
        match found {
            // That it may not be looked up was said before anything was sent.
            Err(failure) if failure.cause == Cause::Forbidden => {}
            Err(failure) => self.tell_unshared(&failure, now),
            Ok(mut named) => {
                named.retain(|other| is_news(&self.intent, other) && Some(&other.id) != self.instance_id.as_ref());
                self.namesakes = Some(named);
                self.tell_namesakes(now);
            }
        }
        self.pause(now)
    }

    /// After a look at the instance: at the order, where the instance may wait for it; then whether anybody else has bought
    /// the same.
    fn look_on(&mut self, now: Timestamp) -> Option<Action> {
        let unregistered = matches!(&self.state, State::Building(watch) if watch.status().is_none());
        if unregistered && self.intent.yearly_monthly {
            self.awaited = Awaited::Orders;
            return Some(Action::LookUpOrders);
        }
        self.end_round(now)
    }

    /// Whether anybody else has bought the same, once; then the next look.
    fn end_round(&mut self, now: Timestamp) -> Option<Action> {
        self.look_for_namesakes().or_else(|| self.pause(now))
    }

    fn look_for_namesakes(&mut self) -> Option<Action> {
        let ended = matches!(self.state, State::Closed(_) | State::Cancelled(_));
        let id = self.instance_id.clone().filter(|_| self.namesakes.is_none() && !ended)?;
        // Asked for once, whatever comes of it.
        self.namesakes = Some(Vec::new());
        self.next_at = None;
        self.awaited = Awaited::Named;
        Some(Action::LookUpNamesakes(id))
    }

    fn seen(&mut self, found: &Result<Option<Instance>, Failure>, now: Timestamp) -> Option<Action> {
        let State::Building(watch) = &mut self.state else { return None };
        let known = watch.status().map(str::to_owned);
        let verdict = watch.judge(found, &self.pace, now);
        let status = watch.status().map(str::to_owned);
        match (verdict, status) {
            (Verdict::Running(instance), _) => {
                let addresses = instance.addresses.into_iter().map(|(what, list)| (what.to_owned(), list)).collect();
                return self.record(Fact::Running { addresses }, Then::Pause, now);
            }
            (Verdict::Failed(status), _) => return self.record(Fact::Failed { status }, Then::Pause, now),
            (_, Some(status)) if known.as_ref() != Some(&status) => {
                return self.record(Fact::Seen { status }, Then::Pause, now);
            }
            _ => {}
        }
        match found {
            Err(failure) => self.tell_unread(failure, now),
            Ok(_) if self.is_unpaid() => {}
            Ok(_) => self.tell_watch(now),
        }
        self.look_on(now)
    }

    fn ordered(&mut self, found: Result<Vec<Order>, Failure>, now: Timestamp) -> Option<Action> {
        let orders = match found {
            Ok(orders) => orders,
            Err(failure) => {
                self.tell_unread(&failure, now);
                if self.payment != Payment::Settled {
                    self.payment = Payment::Unread(failure);
                }
                return self.end_round(now);
            }
        };
        if let State::Unknown(search) = &mut self.state {
            search.awaiting_payment(&self.intent, orders);
            self.tell_found(now);
            return self.pause(now);
        }
        let ours: Vec<&Order> = orders.iter().filter(|order| self.may_be_ours(order)).collect();
        match (ours.as_slice(), self.order_id.clone()) {
            ([order], known) => {
                self.payment = Payment::Awaited;
                let order_id = order.id.clone();
                if known.is_none() {
                    return self.record(Fact::Ordered { order_id }, Then::Pause, now);
                }
                self.tell_unpaid(&order_id, now);
            }
            // It is not among those that wait for their payment any more.
            ([], Some(id)) => {
                self.awaited = Awaited::Order;
                return Some(Action::LookUpOrder(id));
            }
            ([], None) => {}
            (several, _) => self.tell_several(&several.iter().map(|order| order.id.clone()).collect::<Vec<_>>(), now),
        }
        self.end_round(now)
    }

    fn may_be_ours(&self, order: &Order) -> bool {
        self.order_id.as_ref().map_or_else(|| may_be_of(&self.intent, order), |id| *id == order.id)
    }

    /// What has become of the order: only a cancellation ends the purchase.
    fn order_seen(&mut self, status: Result<u64, Failure>, now: Timestamp) -> Option<Action> {
        match (status, self.order_id.clone()) {
            (Ok(CANCELLED), Some(order_id)) => return self.record(Fact::Cancelled { order_id }, Then::Pause, now),
            (Ok(UNPAID), _) => self.payment = Payment::Awaited,
            (Ok(PROCESSING | DONE), _) => self.payment = Payment::Settled,
            (Ok(_), _) => {}
            (Err(failure), _) => self.tell_unread(&failure, now),
        }
        self.end_round(now)
    }

    fn pause(&mut self, now: Timestamp) -> Option<Action> {
        let pause = match &self.state {
            State::Unknown(search) if !search.over => search.pause(&self.pace),
            State::Building(watch) => watch.pause(&self.pace),
            _ => return self.rest(),
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
            (Decision::Close { by }, _) if can_close => self.record(Fact::Closed { by: clean(&by) }, Then::Pause, now),
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
