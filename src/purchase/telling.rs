//! What is said of a purchase: the lines of its account, the sentence that sums it up, the exit code.

use super::log::Mark;
use super::record::{Fact, Record};
use super::search::{Candidate, Search};
use super::watch::{advice, since};
use super::{Payment, Purchase, State};
use crate::catalog::Instance;
use crate::failure::{Cause, Failure};
use crate::text::clean;
use jiff::Timestamp;

/// That an order waits.
const UNPAID: &str = "the order is not paid";
/// How an order is paid.
const PAY: &str = "pay it in the console, under Billing > My Orders";
/// How many instances a sentence names.
const MOST_LISTED: usize = 5;

fn failure(cause: Cause, what: impl Into<String>, action: &str) -> Failure {
    Failure { cause, what: what.into(), action: action.to_owned(), code: None, request_id: None, field: None }
}

/// Of a process that ended between writing the intent and sending it.
pub(super) fn never_sent() -> Failure {
    failure(
        Cause::Other,
        "The program ended before anything was sent.",
        "Nothing was bought; buy again if you still want it.",
    )
}

/// Of a process that ended between sending and writing down the answer.
pub(super) fn interrupted() -> Failure {
    failure(
        Cause::Unknown,
        "The program ended while the order was under way, so its answer was lost.",
        "The instance is looked for by its name; the order is not sent again by itself.",
    )
}

/// Of a journal that does not take the intent.
pub(super) fn unwritable(why: String) -> Failure {
    failure(Cause::Other, why, "Nothing was sent from here.")
}

/// Of an answer that says yes but names no instance.
pub(super) fn no_id(request_id: Option<String>) -> Failure {
    let what = "The cloud accepted the order, but its answer names no instance.";
    let action = "The instance is looked for by its name; the order is not sent again by itself.";
    Failure { request_id, ..failure(Cause::Unknown, what, action) }
}

impl Purchase {
    /// Adds the line of a record that is on disk.
    pub(super) fn tell(&mut self, record: &Record) {
        let (at, steps) = (record.at, &mut self.steps);
        match &record.fact {
            Fact::Intent(intent) => {
                let again = intent.replaces.as_ref().map_or(String::new(), |id| format!(", in place of {id}"));
                steps.add(at, Mark::Done, "intent written to the journal", format!("plan {}{again}", intent.plan));
            }
            Fact::Sent => steps.add(at, Mark::Doing, "sent, waiting for the answer", ""),
            // The reason is the sentence that the purchase ends with.
            Fact::NothingSent(_) => steps.settle(at, Mark::FaultKind, "nothing was sent", ""),
            Fact::Refused(_) => steps.settle(at, Mark::FaultKind, "sent and refused", ""),
            Fact::Unknown(failure) => steps.settle(at, Mark::FaultKind, "sent, no trustworthy answer", failure.line()),
            Fact::Placed { instance_id, request_id, .. } => {
                let took = self.sent_at.map_or(0, |sent| since(sent, at).as_millis());
                let request = request_id.as_ref().map_or(String::new(), |id| format!("request id {id}"));
                steps.settle(at, Mark::Done, format!("sent, answered in {took} ms"), request);
                steps.add(at, Mark::Done, "ID kept in the journal", instance_id);
            }
            Fact::Adopted { instance_id, by_person } => {
                let words = if *by_person { "taken as ours on your word" } else { "found by its name" };
                steps.settle(at, Mark::Done, words, instance_id);
            }
            Fact::Seen { status } => steps.add(at, Mark::Doing, status, advice(status)),
            Fact::Running { .. } => steps.add(at, Mark::Done, "RUNNING", ""),
            Fact::Failed { status } => steps.settle(at, Mark::FaultKind, status, advice(status)),
            Fact::Ordered { order_id } => steps.add(at, Mark::Doing, UNPAID, format!("order {order_id}; {PAY}")),
            Fact::Cancelled { order_id } => steps.settle(at, Mark::FaultKind, "the order was cancelled", order_id),
            Fact::Closed { by } => steps.settle(at, Mark::Done, "closed", format!("by {by}")),
            Fact::Replaced { by } => steps.settle(at, Mark::Done, "bought again", by),
            Fact::Newer(_) => steps.add(at, Mark::Done, "noted by a newer version of this program", ""),
        }
    }

    /// Says that the journal did not take something that is true all the same.
    pub(super) fn tell_unwritten(&mut self, why: &str, now: Timestamp) {
        let note = self.instance_id.as_ref().map_or(String::new(), |id| format!("Note the ID {id}. "));
        self.steps.settle(now, Mark::FaultKind, "the journal could not be written", format!("{note}{why}"));
    }

    /// Says that a look-up failed; the state stays as it is.
    pub(super) fn tell_unread(&mut self, failure: &Failure, now: Timestamp) {
        self.steps.add(now, Mark::FaultKind, "the cloud could not be asked", failure.line());
    }

    /// Says that others bear the name, where any do.
    pub(super) fn tell_namesakes(&mut self, now: Timestamp) {
        let ids: Vec<&str> = self.namesakes.iter().flatten().map(|other| other.id.as_str()).collect();
        if !ids.is_empty() {
            self.steps.add(now, Mark::FaultKind, "another instance bears the name", ids.join(", "));
        }
    }

    /// Says that nobody knows whether others bear the name.
    pub(super) fn tell_unshared(&mut self, failure: &Failure, now: Timestamp) {
        self.steps.add(now, Mark::FaultKind, "the name could not be looked up once more", failure.line());
    }

    /// Says what the last look-up by name found.
    pub(super) fn tell_found(&mut self, now: Timestamp) {
        let State::Unknown(search) = &self.state else { return };
        let mark = if search.over { Mark::FaultKind } else { Mark::Doing };
        let found = match search.candidates.len() {
            0 => "none so far".to_owned(),
            n => format!("{n} found, none of them clearly ours"),
        };
        self.steps.add(now, mark, "looking for the instance by its name", found);
    }

    /// Says how the instance stands, when that did not change.
    pub(super) fn tell_watch(&mut self, now: Timestamp) {
        let State::Building(watch) = &self.state else { return };
        match watch.status() {
            Some(status) => self.steps.add(now, Mark::Doing, status, advice(status)),
            None => self.steps.add(now, Mark::Doing, "not listed yet", ""),
        }
    }

    /// Says that an order awaits payment, which is why the instance is not there.
    pub(super) fn tell_unpaid(&mut self, order: &str, now: Timestamp) {
        self.steps.add(now, Mark::Doing, UNPAID, format!("order {order}; {PAY}"));
    }

    /// Says that several orders may be this one.
    pub(super) fn tell_several(&mut self, orders: &[String], now: Timestamp) {
        self.steps.add(now, Mark::Doing, "several orders wait for payment", orders.join(", "));
    }

    /// Where the purchase stands and what to do, in a sentence or two.
    pub fn sentence(&self) -> String {
        match self.namesakes_told() {
            Some(told) => format!("{} {told}", self.stand()),
            None => self.stand(),
        }
    }

    /// That the name was bought more than once, with the IDs of the others and what to do; `None` where it was not.
    pub fn namesakes_told(&self) -> Option<String> {
        let others = self.namesakes();
        let bear = if others.len() == 1 { "Another instance bears" } else { "Other instances bear" };
        (!others.is_empty()).then(|| {
            format!(
                "{bear} the same name: {}. It was bought at the same time, from another host or by somebody else. Each \
                 is billed: keep one, and delete what is not wanted in the console.",
                listed(others)
            )
        })
    }

    fn stand(&self) -> String {
        let name = &self.intent.name;
        if self.newer {
            return format!("A newer version of this program has gone on with {name}: go on with that one.");
        }
        match &self.state {
            State::Intended => format!("Nothing has been sent for {name} yet."),
            State::Sent => format!("The order for {name} is under way; it may have been placed."),
            State::Unknown(search) => unknown(name, search),
            State::Building(watch) if self.is_unpaid() => {
                let (order, why) = self.order_told();
                format!(
                    "{name} is ordered, and {order} is not paid: {PAY}, and it is built then. {}{why}",
                    watch.instance_id()
                )
            }
            State::Building(watch) => {
                let id = watch.instance_id();
                let status = watch.status().unwrap_or("not listed yet");
                let advice = watch.status().map_or("", advice);
                let (state, more) = if watch.is_over() {
                    ("is not RUNNING within the limit", "It may still become so, and is asked about less often.")
                } else {
                    ("is being built", advice)
                };
                format!("{name} is bought and {state} ({status}): {id}. {more}").trim_end().to_owned()
            }
            State::Running(_) => format!("{name} is RUNNING: {}.", self.instance_id.as_deref().unwrap_or_default()),
            State::Failed(status) => {
                let id = self.instance_id.as_deref().unwrap_or_default();
                format!("{name} was bought, but is {status}: {id}. {}", advice(status))
            }
            State::NothingSent(failure) | State::Refused(failure) => failure.line(),
            State::Cancelled(order) => format!("The order {order} for {name} was cancelled: nothing was bought."),
            State::Closed(by) if self.instance_id.is_some() => {
                format!("{name} was closed unpaid by {by}. Should its order be paid all the same, it is built.")
            }
            State::Closed(by) => format!("{name} was closed by {by}: the order was not placed."),
            State::Replaced(by) => format!("{name} was bought again by the purchase {by}."),
        }
    }

    /// The exit code of a command that ends now (`architecture`, "Exit codes").
    pub fn exit_code(&self) -> u8 {
        match &self.state {
            _ if !self.namesakes().is_empty() => 9,
            State::Intended => 10,
            State::Sent | State::Unknown(_) => 6,
            State::Building(watch) if watch.is_over() => 9,
            State::Failed(_) | State::Cancelled(_) => 9,
            State::Building(_) | State::Running(_) | State::Replaced(_) | State::Closed(_) => 0,
            State::NothingSent(failure) | State::Refused(failure) => failure.cause.exit_code(),
        }
    }
}

impl Purchase {
    /// The order by its number, as part of a sentence; and why the number is not known, where that is known.
    fn order_told(&self) -> (String, String) {
        match (&self.order_id, &self.payment) {
            (Some(id), _) => (format!("order {id}"), String::new()),
            (None, Payment::Unread(failure)) => {
                ("the order".to_owned(), format!(". Its number could not be read: {}", failure.line()))
            }
            (None, _) => ("the order".to_owned(), String::new()),
        }
    }
}

fn unknown(name: &str, search: &Search) -> String {
    let found = match (search.candidates.len(), search.answered) {
        (_, 0) => "It could not be looked for so far".to_owned(),
        (0, _) => format!("No instance named {name} has appeared"),
        (n, _) => format!("{n} named {name} appeared, none of them clearly ours"),
    };
    let older = match search.older.as_slice() {
        [] => String::new(),
        older => {
            format!(" Older than the order, so not what it made: {}.", listed(older))
        }
    };
    let orders: Vec<_> = search.orders.iter().map(|order| order.id.as_str()).collect();
    let unpaid = if orders.is_empty() {
        String::new()
    } else {
        format!(" Awaiting payment: order {}; it may be this one, see the console.", orders.join(", "))
    };
    let next = if search.over {
        "Wait on, say which one is yours, or send again, which may buy a second one."
    } else {
        "Looking goes on; nothing is sent again by itself."
    };
    format!("The order for {name} may have been placed. {found}.{older}{unpaid} {next}")
}

/// Instances by their IDs, with the state each is in; the first few of very many.
fn listed(instances: &[Instance]) -> String {
    let named = |instance: &Instance| format!("{} ({})", instance.id, clean(&instance.status));
    let rest = instances.len().saturating_sub(MOST_LISTED);
    let more = (rest > 0).then(|| format!("{rest} more"));
    instances.iter().take(MOST_LISTED).map(named).chain(more).collect::<Vec<_>>().join(", ")
}

impl Candidate {
    /// ID, state and flavor, and how it compares with the order.
    pub fn line(&self) -> String {
        let Instance { id, status, product_id, .. } = &self.instance;
        format!("{id}  {}  {}  {}", clean(status), clean(product_id), self.fit.words())
    }
}
