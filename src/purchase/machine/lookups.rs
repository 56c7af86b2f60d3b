//! What is made of the cloud's answers while an order is looked for, watched or waits for its payment.

use crate::catalog::{Instance, Order};
use crate::failure::{Cause, Failure};
use crate::purchase::record::{Fact, Serving};
use crate::purchase::search::{is_news, may_be_of};
use crate::purchase::watch::Verdict;
use crate::purchase::{Action, Awaited, Payment, Purchase, State, Then};
use jiff::Timestamp;

/// States of an order, as the billing centre counts them (`cloud::api`, "Orders").
const PROCESSING: u64 = 3;
const CANCELLED: u64 = 4;
const DONE: u64 = 5;
const UNPAID: u64 = 6;

impl Purchase {
    pub(super) fn named(&mut self, found: Result<Vec<Instance>, Failure>, now: Timestamp) -> Option<Action> {
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
    pub(super) fn end_round(&mut self, now: Timestamp) -> Option<Action> {
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

    pub(super) fn seen(&mut self, found: &Result<Option<Instance>, Failure>, now: Timestamp) -> Option<Action> {
        let State::Building(watch) = &mut self.state else { return None };
        let known = watch.status().map(str::to_owned);
        let verdict = watch.judge(found, &self.pace, now);
        let status = watch.status().map(str::to_owned);
        if known.is_none()
            && let Ok(Some(instance)) = found
        {
            self.tell_other_name(&instance.name, now);
        }
        match (verdict, status) {
            (Verdict::Running(instance), _) => {
                return self.record(Fact::Running(serving(*instance)), Then::Pause, now);
            }
            (Verdict::Failed(status), _) => {
                let reason = found.as_ref().ok().and_then(|found| found.as_ref()?.reason.clone());
                return self.record(Fact::Failed { status, reason }, Then::Pause, now);
            }
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

    pub(super) fn ordered(&mut self, found: Result<Vec<Order>, Failure>, now: Timestamp) -> Option<Action> {
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
    pub(super) fn order_seen(&mut self, status: Result<u64, Failure>, now: Timestamp) -> Option<Action> {
        match (status, self.order_id.clone()) {
            (Ok(CANCELLED), Some(order_id)) => return self.record(Fact::Cancelled { order_id }, Then::Pause, now),
            (Ok(UNPAID), _) => self.payment = Payment::Awaited,
            (Ok(PROCESSING | DONE), _) => self.payment = Payment::Settled,
            (Ok(_), _) => {}
            (Err(failure), _) => self.tell_unread(&failure, now),
        }
        self.end_round(now)
    }
}

fn serving(instance: Instance) -> Serving {
    let Instance { addresses, tls_mode, acl, .. } = instance;
    let addresses = addresses.into_iter().map(|(what, list)| (what.to_owned(), list)).collect();
    Serving { addresses, tls_mode, acl }
}
