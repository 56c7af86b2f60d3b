//! Bought once, never lost: every decision of a purchase, as a pure state machine.
//!
//! Whoever runs a purchase performs the one [`Action`] it is given and reports back with the one [`Event`] that belongs
//! to it; the wizard and `create` do nothing else. No clock, no disk, no network here: time is an argument.
//!
//! What holds, whatever happens (`architecture`, "A purchase"): the intent is on disk before [`Action::Send`] is given;
//! it is given once at most, and never by a purchase that was resumed; after an answer the first action is to record
//! it; an ID once learned is never given up.
//!
//! ```
//! use rocketmq_wizard::purchase::{Action, Event, Purchase};
//! # fn perform(_: Action) -> Event { Event::Written(Err("disk full".to_owned())) }
//! # fn now() -> jiff::Timestamp { jiff::Timestamp::UNIX_EPOCH }
//! fn run(purchase: &mut Purchase) {
//!     let mut next = purchase.on(Event::Start, now());
//!     while let Some(action) = next {
//!         next = purchase.on(perform(action), now());
//!     }
//! }
//! ```

pub mod confirmation;
pub mod log;
pub mod record;
pub mod search;
pub mod snapshot;
pub mod standing;
pub mod tags;
pub mod watch;

mod connect;
mod failures;
mod logging;
mod machine;
mod queries;
#[cfg(test)]
mod search_tests;
mod sentences;
mod tagging;
#[cfg(test)]
mod tags_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unpaid_tests;

use crate::catalog::{Instance, Order, Placed};
use crate::failure::Failure;
use jiff::Timestamp;
use log::Log;
use record::{Fact, Intent, Record, Serving};
use search::Search;
use std::collections::VecDeque;
use std::time::Duration;
use tags::Tagging;
use watch::{Pace, Watch};

/// The exit code where something was bought that is not as it was ordered, or not yet (`architecture`, "Exit codes").
pub const UNFINISHED: u8 = 9;
/// The exit code where the person left before anything was bought (`architecture`, "Exit codes").
pub const LEFT: u8 = 10;

/// What is to be done next. A new action takes the place of a look-up or a wait that is under way, whose report is
/// then not wanted any more; sending and writing are never replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Journal this and sync it; reports [`Event::Written`].
    Record(Record),
    /// Send the intent, without any retry; reports [`Event::Answer`].
    Send,
    /// List the instances of the intent's name, exactly, failed ones included; reports [`Event::Named`].
    LookUpName,
    /// List them once more after the purchase, because somebody else may have bought the same at the same moment; the ID
    /// is that of ours, which shows how far the list has come. Reports [`Event::Named`].
    LookUpNamesakes(String),
    /// Read one instance; reports [`Event::Seen`].
    LookUpInstance(String),
    /// List the orders that await payment; reports [`Event::Orders`].
    LookUpOrders,
    /// Read what has become of the order of this number; reports [`Event::Order`].
    LookUpOrder(String),
    /// Set the tags of the intent on this instance; reports [`Event::Tagged`].
    SetTags(String),
    /// Report [`Event::Due`] after this long.
    Wait(Duration),
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// Begin, or go on where an earlier process stopped.
    Start,
    /// The record is on disk and synced, or why not.
    Written(Result<(), String>),
    /// The answer to sending. Causes other than "nothing was sent" and a refusal count as unknown.
    Answer(Result<Placed, Failure>),
    Named(Result<Vec<Instance>, Failure>),
    /// `None`: the cloud says there is no such instance.
    Seen(Result<Option<Instance>, Failure>),
    Orders(Result<Vec<Order>, Failure>),
    /// The status of the order, as the billing centre counts them.
    Order(Result<u64, Failure>),
    /// The instance has the tags of the intent, or why not.
    Tagged(Result<(), Failure>),
    Due,
    /// The person wants something, at any time.
    Person(Decision),
}

/// What the person can decide. Decisions that do not fit the moment change nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Ask the cloud at once.
    Refresh,
    /// Look or watch for a full round more.
    WaitOn,
    /// This instance is ours; it must be one of those that were found and can be.
    Adopt(String),
    /// Send the order once more, as a new purchase in the place of this one, see [`Purchase::again`].
    SendAgain,
    /// Nothing came of it, or it is not wanted: from now on nobody looks for it. Says who decides that, as `user@host`.
    Close { by: String },
}

/// Where a purchase stands.
#[derive(Clone, Debug)]
pub enum State {
    /// Confirmed; nothing was sent.
    Intended,
    /// Being sent: an order may have been placed.
    Sent,
    /// Sent, without a trustworthy answer; the instance is being looked for, or the person has to decide.
    Unknown(Search),
    /// Bought; the instance is being built and watched.
    Building(Watch),
    /// Bought, and serving.
    Running(Serving),
    /// Bought, but the instance will not serve: the state, to which [`watch::advice`] belongs, and the reason where the
    /// cloud gives one.
    Failed { status: String, reason: Option<String> },
    /// Nothing was sent, so nothing was bought.
    NothingSent(Failure),
    /// The cloud said no, so nothing was bought.
    Refused(Failure),
    /// The order, by its number, was cancelled before it was paid: nothing was bought.
    Cancelled(String),
    /// This person, on this host, said that nothing came of it or that it is not wanted.
    Closed(String),
    /// Bought again by a later purchase, whose id in the journal this is.
    Replaced(String),
}

/// One purchase, from the confirmed intent to an instance that serves.
#[derive(Clone, Debug)]
pub struct Purchase {
    intent: Intent,
    pace: Pace,
    state: State,
    log: Log,
    awaited: Awaited,
    then: Then,
    unwritten: VecDeque<Record>,
    resumed: bool,
    /// Whether a newer version has written something about it.
    newer: bool,
    sent_at: Option<Timestamp>,
    /// When it came to stand as it does.
    since: Timestamp,
    next_at: Option<Timestamp>,
    instance_id: Option<String>,
    order_id: Option<String>,
    /// Orders that awaited payment when it was closed, of which one may be it.
    unpaid_orders: Vec<String>,
    payment: Payment,
    request_id: Option<String>,
    /// Other instances of the name, once somebody looked.
    namesakes: Option<Vec<Instance>>,
    tagging: Tagging,
}

/// Whether the order waits for its payment.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Payment {
    /// It is paid, or there is nothing to pay beforehand.
    Settled,
    Awaited,
    /// The same, and why nobody could ask the billing centre about it.
    Unread(Failure),
}

/// The event that belongs to the action under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaited {
    Start,
    Written,
    Answer,
    Named,
    Seen,
    Orders,
    Order,
    Tagged,
    Due,
    /// None: it is settled, or the person has to decide.
    Nothing,
}

/// What follows once a record is written.
#[derive(Clone, Copy, Debug)]
enum Then {
    Announce,
    Send,
    Look,
    Pause,
}

impl Purchase {
    /// A purchase that was just confirmed.
    pub fn new(intent: Intent, pace: Pace) -> Self {
        Self {
            pace,
            state: State::Intended,
            log: Log::default(),
            awaited: Awaited::Start,
            then: Then::Pause,
            unwritten: VecDeque::new(),
            resumed: false,
            newer: false,
            sent_at: None,
            since: intent.at,
            next_at: None,
            instance_id: None,
            order_id: None,
            unpaid_orders: Vec::new(),
            payment: if intent.yearly_monthly && !intent.auto_pay { Payment::Awaited } else { Payment::Settled },
            tagging: Tagging::of(&intent.tags),
            intent,
            request_id: None,
            namesakes: None,
        }
    }

    /// A purchase as the journal has it. It will never send.
    ///
    /// # Errors
    /// If the records do not begin with an intent.
    pub fn resume(records: &[Record], pace: Pace) -> Result<Self, String> {
        let Some(Fact::Intent(intent)) = records.first().map(|record| &record.fact) else {
            return Err("It does not begin with what was to be bought.".to_owned());
        };
        let mut purchase = Self { resumed: true, ..Self::new((**intent).clone(), pace) };
        for record in records {
            purchase.apply(record);
            purchase.tell(record);
        }
        Ok(purchase)
    }

    /// An instance that was bought elsewhere and is only watched: nothing of it is in a journal, and its tags are others'.
    pub fn watching(intent: Intent, instance_id: &str, pace: Pace) -> Self {
        let watch = Watch::new(instance_id, intent.yearly_monthly);
        Self {
            state: State::Building(watch),
            instance_id: Some(instance_id.to_owned()),
            namesakes: Some(Vec::new()),
            resumed: true,
            ..Self::new(Intent { tags: Vec::new(), ..intent }, pace)
        }
    }
}
