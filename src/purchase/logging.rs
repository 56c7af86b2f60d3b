//! Writing the log of a purchase: what facts and look-ups are told as.

use super::log::Mark;
use super::record::{Fact, Record};
use super::sentences::shown_reason;
use super::watch::{advice, shown, since};
use super::{Purchase, State};
use crate::failure::Failure;
use crate::language::{say, tr};
use crate::text::{clean, list, paragraph};
use jiff::Timestamp;

impl Purchase {
    /// Adds the line of a record that is on disk.
    pub(super) fn tell(&mut self, record: &Record) {
        let (at, tags) = (record.at, self.intent.tags_line());
        let log = &mut self.log;
        match &record.fact {
            Fact::Intent(intent) => {
                let plan = &intent.plan;
                let detail = if let Some(id) = &intent.replaces {
                    say!("plan {plan}, in place of {id}", plan, id)
                } else {
                    say!("plan {plan}", plan)
                };
                log.add(at, Mark::Done, tr("intent written to the journal"), detail);
            }
            Fact::Sent => log.add(at, Mark::Doing, tr("sent, waiting for the answer"), ""),
            // The reason is the sentence that the purchase ends with.
            Fact::NothingSent(_) => log.settle(at, Mark::Trouble, tr("nothing was sent"), ""),
            Fact::Refused(_) => log.settle(at, Mark::Trouble, tr("sent and refused"), ""),
            Fact::Unknown(failure) => log.settle(at, Mark::Trouble, tr("sent, no trustworthy answer"), failure.line()),
            Fact::Placed { instance_id, request_id, .. } => {
                let took = self.sent_at.map_or(0, |sent| since(sent, at).as_millis());
                let request = request_id.as_ref().map_or(String::new(), |id| say!("request ID {id}", id));
                log.settle(at, Mark::Done, say!("sent, answered in {took} ms", took), request);
                log.add(at, Mark::Done, tr("ID kept in the journal"), instance_id);
            }
            Fact::Adopted { instance_id, by_person } => {
                let words = if *by_person { tr("taken as ours on your word") } else { tr("found by its name") };
                log.settle(at, Mark::Done, words, instance_id);
            }
            Fact::Seen { status } => log.add(at, Mark::Doing, status, advice(status)),
            Fact::Running(_) => log.add(at, Mark::Done, "RUNNING", ""),
            Fact::Tagged => log.add(at, Mark::Done, tr("tags set"), tags),
            Fact::TagsRefused(failure) => log.settle(at, Mark::Trouble, tr("tags refused"), failure.line()),
            Fact::Failed { status, reason } => {
                let why = reason.as_deref().map_or_else(|| advice(status).to_owned(), shown_reason);
                log.settle(at, Mark::Trouble, shown(status), why);
            }
            Fact::Ordered { order_id } => self.tell_unpaid(order_id, at),
            Fact::Cancelled { order_id } => log.settle(at, Mark::Trouble, tr("the order was cancelled"), order_id),
            Fact::Closed { by, .. } => log.settle(at, Mark::Done, tr("closed"), say!("by {by}", by)),
            Fact::Replaced { by } => log.settle(at, Mark::Done, tr("bought again"), by),
            Fact::Newer(_) => log.add(at, Mark::Done, tr("noted by a newer version of this program"), ""),
        }
    }

    /// Says that the journal did not take something that is true all the same.
    pub(super) fn tell_unwritten(&mut self, why: &str, now: Timestamp) {
        let note = self.instance_id.as_ref().map_or(String::new(), |id| say!("Note the ID {id}.", id));
        let detail = paragraph(&[note, why.to_owned()]);
        self.log.settle(now, Mark::Trouble, tr("the journal could not be written"), detail);
    }

    /// Says that a look-up failed; the state stays as it is.
    pub(super) fn tell_unread(&mut self, failure: &Failure, now: Timestamp) {
        self.log.add(now, Mark::Trouble, tr("the cloud could not be asked"), failure.line());
    }

    /// Says that the tags are still to be set.
    pub(super) fn tell_untagged(&mut self, failure: &Failure, now: Timestamp) {
        self.log.add(now, Mark::Trouble, tr("the tags could not be set yet"), failure.line());
    }

    /// Says that others bear the name, where any do.
    pub(super) fn tell_namesakes(&mut self, now: Timestamp) {
        let ids: Vec<&str> = self.namesakes.iter().flatten().map(|other| other.id.as_str()).collect();
        if !ids.is_empty() {
            self.log.add(now, Mark::Trouble, tr("another instance bears the name"), list(&ids));
        }
    }

    /// Says that the instance does not bear the name that was ordered, where that is so: it was renamed, or the answer to the
    /// order named the instance of somebody else.
    pub(super) fn tell_other_name(&mut self, name: &str, now: Timestamp) {
        let ordered = &self.intent.name;
        if !name.is_empty() && name != ordered {
            let what = say!("the instance bears another name than {ordered}", ordered);
            let detail = say!("{name}; look in the console whether it is the one that was ordered", name = clean(name));
            self.log.add(now, Mark::Trouble, what, detail);
        }
    }

    /// Says that nobody knows whether others bear the name.
    pub(super) fn tell_unshared(&mut self, failure: &Failure, now: Timestamp) {
        self.log.add(now, Mark::Trouble, tr("the name could not be looked up once more"), failure.line());
    }

    /// Says what the last look-up by name found.
    pub(super) fn tell_found(&mut self, now: Timestamp) {
        let State::Unknown(search) = &self.state else { return };
        let mark = if search.over { Mark::Trouble } else { Mark::Doing };
        let found = match search.candidates.len() {
            0 => tr("none so far").to_owned(),
            count => say!("{count} found, none of them clearly ours", count),
        };
        self.log.add(now, mark, tr("looking for the instance by its name"), found);
    }

    /// Says how the instance stands, when that did not change.
    pub(super) fn tell_watch(&mut self, now: Timestamp) {
        let State::Building(watch) = &self.state else { return };
        match watch.status() {
            Some(status) => self.log.add(now, Mark::Doing, status, advice(status)),
            None => self.log.add(now, Mark::Doing, tr("not listed yet"), ""),
        }
    }

    /// Says that an order awaits payment, which is why the instance is not there.
    pub(super) fn tell_unpaid(&mut self, order: &str, now: Timestamp) {
        let words = say!("order {order} is not paid", order);
        self.log.add(now, Mark::Doing, words, tr("pay it in the console, under Billing > My Orders"));
    }

    /// Says that several orders may be this one.
    pub(super) fn tell_several(&mut self, orders: &[String], now: Timestamp) {
        self.log.add(now, Mark::Doing, tr("several orders wait for payment"), list(orders));
    }
}
