//! What facts make of a purchase, whether they were just learned or stand in the journal.

use crate::catalog::Placed;
use crate::failure::{Cause, Failure};
use crate::purchase::record::{Fact, Record};
use crate::purchase::search::Search;
use crate::purchase::tags::Tagging;
use crate::purchase::watch::Watch;
use crate::purchase::{Payment, Purchase, State, failures};

impl Fact {
    /// What an answer to sending makes true. Anything that is not a clear yes or no is unknown.
    pub fn of_answer(answer: Result<Placed, Failure>) -> Self {
        match answer {
            Ok(Placed { instance_id, order_id, request_id }) if !instance_id.trim().is_empty() => {
                Self::Placed { instance_id, order_id, request_id }
            }
            Ok(placed) => Self::Unknown(failures::no_id(placed.request_id)),
            Err(failure) => match failure.cause {
                Cause::NothingSent => Self::NothingSent(failure),
                Cause::Refused | Cause::Credentials | Cause::Forbidden | Cause::Capacity => Self::Refused(failure),
                Cause::Unknown | Cause::Other => Self::Unknown(failure),
            },
        }
    }
}

impl Purchase {
    pub(in crate::purchase) fn apply(&mut self, record: &Record) {
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
            Fact::Running(serving) => self.state = State::Running(serving.clone()),
            Fact::Tagged => self.tagging = Tagging::Set,
            Fact::TagsRefused(failure) => self.tagging = Tagging::Refused(failure.clone()),
            Fact::Failed { status, reason } => {
                self.state = State::Failed { status: status.clone(), reason: reason.clone() };
            }
            Fact::Ordered { order_id } => {
                // It was found among those that wait.
                self.payment = Payment::Awaited;
                self.order_id = Some(order_id.clone());
            }
            Fact::Cancelled { order_id } => self.state = State::Cancelled(order_id.clone()),
            Fact::Closed { by, orders } => {
                self.state = State::Closed(by.clone());
                self.unpaid_orders.clone_from(orders);
            }
            Fact::Replaced { by } => self.state = State::Replaced(by.clone()),
        }
    }
}
