//! Looking for an instance whose order may have been placed: which of those that bear the name can be ours.

use super::record::Intent;
use super::watch::{LONGEST, Pace, Spent, since};
use crate::catalog::{Instance, Order};
use crate::clock::LARGEST_OFFSET;
use crate::failure::Failure;
use crate::language::{say, tr};
use crate::sort;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json};
use std::time::Duration;

/// How far this machine's clock can be from the cloud's.
const CLOCK: SignedDuration = SignedDuration::from_secs(LARGEST_OFFSET.cast_signed());
/// How far a clock offset can be off that was measured: the cloud tells its time in whole seconds and may date instances
/// in whole seconds, and its machines may differ by some part of one.
const MEASURED: SignedDuration = SignedDuration::from_secs(3);
/// How long after it was confirmed an order can have been made: the sending and its limit of a minute.
const ORDERED: SignedDuration = SignedDuration::from_mins(3);
/// How long after sending ours can have been made: the longest creation, and the clock.
const LATEST: SignedDuration = SignedDuration::from_secs(LONGEST.as_secs().cast_signed() + CLOCK.as_secs());

/// How an instance compares with the intent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Flavor, VPC and time of creation are those of the intent, and so is all else that is told.
    Ours,
    /// Nothing speaks against it, but the cloud does not say enough, or it was made unexpectedly late.
    Unclear,
    /// It appeared after the intent, and these were ordered otherwise, by the names of the create request.
    Differs(Vec<String>),
}

impl Fit {
    /// The same in words, beside the instance.
    pub fn words(&self) -> String {
        match self {
            Self::Ours => tr("fits the order").to_owned(),
            Self::Unclear => tr("may be yours").to_owned(),
            Self::Differs(members) => say!("not what was ordered: {members}", members = members.join(", ")),
        }
    }
}

/// An instance of the name that was not there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub instance: Instance,
    pub fit: Fit,
}

/// A look-up by name that goes on until one instance is clearly ours, the time is up, or the person decides.
#[derive(Clone, Debug)]
pub struct Search {
    /// Why the outcome is unknown.
    pub why: Failure,
    /// What the last look-up that was answered found.
    pub candidates: Vec<Candidate>,
    /// Instances of the name that it found as well, but that are older than the order, so that they cannot be ours.
    pub older: Vec<Instance>,
    /// Orders that await payment and are not older than the intent.
    pub orders: Vec<Order>,
    /// How many look-ups were answered. Zero means that nothing is known, not that nothing is there.
    pub answered: u32,
    /// How many were tried.
    pub asked: u32,
    /// Whether the cloud does not permit these keys to look.
    pub(super) forbidden: bool,
    /// Whether looking has ended and the person has to decide.
    pub over: bool,
    /// When the order was sent.
    sent: Timestamp,
    from: Timestamp,
    spent: Spent,
}

impl Search {
    /// Starts looking for what was sent at `from`.
    pub(super) fn new(why: Failure, from: Timestamp) -> Self {
        Self {
            why,
            candidates: Vec::new(),
            older: Vec::new(),
            orders: Vec::new(),
            answered: 0,
            asked: 0,
            forbidden: false,
            over: false,
            sent: from,
            from,
            spent: Spent::default(),
        }
    }

    pub(super) fn until(&mut self, now: Timestamp) {
        self.spent.until(now);
    }

    /// Begins a full round anew.
    pub(super) fn again(&mut self, now: Timestamp) {
        self.over = false;
        self.from = now;
        self.spent = Spent::default();
    }

    /// Files what a look-up found. Returns the instance that is ours: the only one that fits, with none unclear.
    pub(super) fn found(&mut self, intent: &Intent, instances: Vec<Instance>) -> Option<Instance> {
        self.answered += 1;
        let named = instances.into_iter().filter(|instance| is_news(intent, instance));
        (self.older, self.candidates) = (Vec::new(), Vec::new());
        for instance in named {
            match fit(intent, self.sent, &instance) {
                Some(fit) => self.candidates.push(Candidate { instance, fit }),
                None => self.older.push(instance),
            }
        }
        let mut possible = self.candidates.iter().filter(|candidate| !matches!(candidate.fit, Fit::Differs(_)));
        match (possible.next(), possible.next()) {
            (Some(one), None) if one.fit == Fit::Ours => Some(one.instance.clone()),
            _ => None,
        }
    }

    /// The instance of this ID, if it can be ours.
    pub(super) fn candidate(&self, id: &str) -> Option<&Instance> {
        self.candidates.iter().map(|candidate| &candidate.instance).find(|instance| instance.id == id)
    }

    /// Files the unpaid orders, without those made before the intent.
    pub(super) fn awaiting_payment(&mut self, intent: &Intent, orders: Vec<Order>) {
        self.orders = orders.into_iter().filter(|order| may_be_of(intent, order)).collect();
    }

    /// Ends the round when its time is up: since sending, if the look-up was answered, for the cloud has had its time
    /// then; else time spent asking.
    pub(super) fn rounded(&mut self, answered: bool, pace: &Pace, now: Timestamp) {
        self.asked += 1;
        self.over = self.spent.total >= pace.search || (answered && since(self.from, now) >= pace.search);
    }

    /// How long to wait before looking again: soon at first, then less and less often.
    pub(super) fn pause(&self, pace: &Pace) -> Duration {
        (pace.early / 5).saturating_mul(1 << self.asked.saturating_sub(1).min(8)).min(pace.late)
    }
}

/// Whether an unpaid order can belong to the intent: it was made when that was sent, as far as the clocks are known.
pub(super) fn may_be_of(intent: &Intent, order: &Order) -> bool {
    let after = order.created_at.and_then(after(intent, intent.at));
    after.is_none_or(|after| after >= -margin(intent) && after <= margin(intent) + ORDERED)
}

/// From when on an order can belong to the intent, in milliseconds since 1970, whatever the clocks say.
pub fn orders_since(intent: &Intent) -> i64 {
    intent.at.saturating_sub(CLOCK).unwrap_or(Timestamp::MIN).as_millisecond()
}

/// How long after this moment something was made, by this machine's clock.
fn after(intent: &Intent, moment: Timestamp) -> impl Fn(i64) -> Option<SignedDuration> {
    let ahead = SignedDuration::from_secs(intent.clock.unwrap_or_default());
    move |millis| Some(Timestamp::from_millisecond(millis).ok()?.duration_since(moment).saturating_add(ahead))
}

/// How far that can be off.
fn margin(intent: &Intent) -> SignedDuration {
    if intent.clock.is_some() { MEASURED } else { CLOCK }
}

/// Whether an instance bears the name and was not there before.
pub(super) fn is_news(intent: &Intent, instance: &Instance) -> bool {
    let known = intent.before.as_ref().is_some_and(|ids| ids.contains(&instance.id));
    instance.name == intent.name && !known
}

/// Compares an instance with the intent that was sent at `sent`; `None` if it was made before that. One that was not there
/// right before sending cannot have been, whatever time it bears.
fn fit(intent: &Intent, sent: Timestamp, instance: &Instance) -> Option<Fit> {
    // Instances that are being made may carry no time yet, or zero.
    let after = instance.created_at.filter(|millis| *millis > 0).and_then(after(intent, sent));
    let is_early = after.is_some_and(|after| after < -margin(intent));
    if is_early && intent.before.is_none() {
        return None;
    }
    let differences = differences(intent, instance);
    if !differences.is_empty() {
        return Some(Fit::Differs(differences));
    }
    let timely = match after {
        Some(after) => !is_early && after <= LATEST,
        None => intent.before.is_some(),
    };
    let known = ["product_id", "vpc_id"].iter().all(|key| instance.answers.contains_key(*key));
    Some(if timely && known { Fit::Ours } else { Fit::Unclear })
}

/// Members of the create request that an instance may tell in other words than the order, or that change by themselves:
/// "5.x" becomes a version, and addresses are bound after it was made.
const NOT_COMPARED: [&str; 7] =
    ["name", "engine", "engine_version", "description", "enable_publicip", "publicip_id", "tags"];

/// What of an instance is told to be another than was ordered, by the names of the create request.
fn differences(intent: &Intent, instance: &Instance) -> Vec<String> {
    let mut ordered: Map<String, Json> = serde_json::from_str(&intent.body).unwrap_or_default();
    let billing = if intent.yearly_monthly { "prePaid" } else { "postPaid" };
    ordered.insert("charging_mode".to_owned(), billing.into());
    let is_other = |(key, told): &(&String, &Json)| {
        let ordered = ordered.get(*key).filter(|_| !NOT_COMPARED.contains(&key.as_str()));
        ordered.is_some_and(|ordered| in_order(ordered) != in_order(told))
    };
    instance.answers.iter().filter(is_other).map(|(key, _)| key.clone()).collect()
}

/// A list without its order, which means nothing.
fn in_order(value: &Json) -> Json {
    let mut value = value.clone();
    if let Json::Array(items) = &mut value {
        sort::by_key(items, ToString::to_string);
    }
    value
}
