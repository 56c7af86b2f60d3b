//! The checks before a purchase: what the cloud says at the moment of the answers that are about to be sent.
//!
//! Pure: reads the form with its lists, and what was found out beside them; asking is for others. What cannot be
//! checked never blocks, but for one thing: whether the name is free, unless the cloud does not permit to look.

pub mod host;
mod lists;

use super::account::{self, RequestPlace};
use super::encryption::KEY;
use super::engine;
use super::flavor::FLAVOR;
use super::networking::{SECURITY_GROUP, SUBNET, VPC};
use super::public_access::EIPS;
use super::zones::ZONES;
use crate::catalog::{Instance, Lookup};
use crate::failure::{Cause, Failure};
use crate::form::field::Field;
use crate::form::state::Form;
use crate::form::understanding::Obstacle;
use crate::language::{say, tr};
use crate::text::{clauses, paragraph};
use jiff::{SignedDuration, Timestamp};

/// How long making an instance usually takes at most; keys should last as long. The manual says 3 to 15 min
/// (`cloud::api`, "How long a creation takes"); this is with room to spare.
pub const USUAL_CREATION: SignedDuration = SignedDuration::from_mins(20);

/// How long what the cloud said counts: what is older is looked up anew before anything is sent.
const FRESH: SignedDuration = SignedDuration::from_mins(1);

/// What the check of the quota is about, as it is about no answer.
pub const QUOTA: &str = "quota";

/// The questions whose lists are read again for the checks.
const CHECKED: [&Field; 5] = [&FLAVOR, &ZONES, &SUBNET, &KEY, &EIPS];

/// The questions whose lists an order depends on: what is closed in one of them must not be sent.
const DECISIVE: [&Field; 7] = [&FLAVOR, &ZONES, &VPC, &SUBNET, &SECURITY_GROUP, &KEY, &EIPS];

/// What came of a check. Only `Blocks` stands in the way of buying.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Blocks,
    Warning,
    /// Not permitted, not reachable, or not asked yet.
    Unknown,
    Good,
}

/// One check and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub verdict: Verdict,
    /// A short fragment for the summary: `name is free`.
    pub what: String,
    /// The reason and what to do, as sentences, with the request ID where there is one; empty where all is well, and where
    /// `what` says all there is.
    pub why: String,
    /// API name of the answer it is about.
    pub about: &'static str,
    /// Whether it blocks because there is none left, of a quota or of what is sold.
    pub used_up: bool,
    /// The failure because of which it is not known; `why` ends with it.
    pub failure: Option<Box<Failure>>,
}

/// What is asked beside the lists, and where; an answer about another target says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckTarget {
    pub place: RequestPlace,
    pub name: String,
}

/// What was found out beside the lists.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// Every instance of exactly the name, those whose creation failed included.
    pub named: Result<Vec<Instance>, Failure>,
    /// Instances in use and permitted, where the cloud says so.
    pub quota: Result<Option<(u64, u64)>, Failure>,
    /// Seconds this machine's clock is ahead of the cloud's, where an answer told.
    pub clock: Option<i64>,
    pub keys: KeysEnd,
}

/// When the keys in use end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeysEnd {
    Never,
    /// They are temporary; where they came from does not say until when.
    Unknown,
    At(Timestamp),
}

impl CheckTarget {
    /// What has to be asked about for this form; `None` while the name or the account is not fit to be asked about.
    pub fn of(form: &Form) -> Option<Self> {
        let needed = [&account::REGION, &account::PROJECT, &account::ACCESS_KEY, &account::SECRET_KEY, &engine::NAME];
        needed
            .iter()
            .all(|field| !form.has_problem(field))
            .then(|| Self { place: RequestPlace::of(form), name: form.text(&engine::NAME) })
    }
}

impl Verdict {
    /// The sign on the screen.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Good => "+",
            Self::Warning => "!",
            Self::Blocks => "x",
            Self::Unknown => "?",
        }
    }

    /// The word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Blocks => "blocks",
            Self::Unknown => "unknown",
        }
    }
}

impl Check {
    /// What stands and why, in sentences.
    pub fn told(&self) -> String {
        paragraph(&[say!("{what}.", what = &self.what), self.why.clone()])
    }

    fn new(verdict: Verdict, about: &'static str, what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { verdict, what: what.into(), why: why.into(), about, used_up: false, failure: None }
    }

    fn good(about: &'static str, what: impl Into<String>) -> Self {
        Self::new(Verdict::Good, about, what, "")
    }

    fn failed(verdict: Verdict, about: &'static str, what: impl Into<String>, why: &str, failure: &Failure) -> Self {
        let check = Self::new(verdict, about, what, paragraph(&[why.to_owned(), failure.line()]));
        Self { failure: Some(Box::new(failure.clone())), ..check }
    }

    fn unknown(about: &'static str, what: impl Into<String>, why: impl Into<String>) -> Self {
        Self::new(Verdict::Unknown, about, what, why)
    }
}

/// Whether what the cloud said `at` a time still counts. Of a clock that was set back in between nothing does.
pub fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at).abs() <= FRESH
}

/// The lists that have to be read anew for the checks of this form.
pub fn lookups(form: &Form) -> Vec<Lookup> {
    let group = form.text(&SECURITY_GROUP);
    let ports = (!group.is_empty()).then_some(Lookup::OpenPorts { group });
    form.lookups(&CHECKED).into_iter().chain(ports).collect()
}

/// A list that decides about the order, and the ID of the entry that was chosen from it, where one was and no more.
pub type Decisive = (Lookup, Option<String>);

/// The lists that decide whether the order may be sent. Enterprise projects are among them only where one was named: the
/// default one needs no list.
pub fn decisive(form: &Form) -> Vec<Decisive> {
    let named = form.text(&engine::ENTERPRISE_PROJECT) != "0";
    let fields = DECISIVE.into_iter().chain(named.then_some(&engine::ENTERPRISE_PROJECT));
    let chosen = |field: &Field| (!field.is_many() && form.is_chosen(field)).then(|| form.text(field));
    fields.flat_map(|field| form.lookups([&field]).into_iter().map(move |lookup| (lookup, chosen(field)))).collect()
}

/// Whether an answer cannot be had because there is none left.
pub fn is_sold_out(form: &Form, field: &'static Field) -> bool {
    let value = form.value(field);
    let mut entries = value.as_list().iter().filter_map(|id| form.find(field, id));
    entries.any(|choice| form.closed(field, choice).is_some_and(|closed| closed.sold_out))
}

/// All checks, those of the inquiry first. `found` is `None` as long as nothing was found out.
pub fn checks(form: &Form, found: Option<&Findings>, now: Timestamp) -> Vec<Check> {
    let mut checks = if let Some(found) = found {
        vec![name(form, &found.named), quota(&found.quota)]
    } else {
        let why = tr("The cloud has not answered yet.");
        vec![Check::unknown(engine::NAME.key, tr("name not checked yet"), why)]
    };
    // Of an answer that is missing there is nothing to check; the form says that it is missing.
    let answered = |field: &&Field| form.is_shown(field) && !form.value(field).is_empty();
    checks.extend(CHECKED.into_iter().filter(answered).map(|field| match field {
        field if *field == FLAVOR => lists::flavor(form),
        field if *field == ZONES => lists::zones(form),
        field if *field == SUBNET => lists::subnet(form),
        field if *field == KEY => lists::key(form),
        _ => lists::eips(form),
    }));
    if let Some(found) = found {
        checks.push(host::clock(found.clock));
        checks.extend(host::keys(found.keys, now));
    }
    let warned = form.shown().filter(|(_, field)| !CHECKED.contains(field));
    checks.extend(warned.filter_map(|(_, field)| {
        let warning = form.warning(field)?;
        Some(Check::new(Verdict::Warning, field.key, warning, ""))
    }));
    checks
}

/// That an answer could not be checked, because nobody was to be asked for its list.
pub fn not_read(Obstacle { name, rule, place, .. }: &Obstacle) -> Check {
    let about = place.map_or("", |(_, field)| field.key);
    let why = clauses(&[rule, tr("check --online reads it")]);
    Check::unknown(about, say!("{name} not checked", name), why)
}

/// The first check that stands in the way.
pub fn blocker(checks: &[Check]) -> Option<&Check> {
    checks.iter().find(|check| check.verdict == Verdict::Blocks)
}

/// Why an order must not go out although nothing speaks against its name: whether the name is free could not be looked
/// up, and not because the cloud does not permit it.
pub fn unlooked(named: &Result<Vec<Instance>, Failure>) -> Option<&Failure> {
    named.as_ref().err().filter(|failure| failure.cause != Cause::Forbidden)
}

/// Whether the name can be given. The wizard also finds a lost order by it. Whether an instance that failed blocks its
/// name is not documented (`cloud::api`, "Names"), so that is a warning only.
pub fn name(form: &Form, named: &Result<Vec<Instance>, Failure>) -> Check {
    let about = engine::NAME.key;
    match named {
        Err(failure) if unlooked(named).is_none() => {
            Check::failed(Verdict::Unknown, about, tr("name not checked"), "", failure)
        }
        Err(failure) => {
            let why = tr(
                "An order goes out only once its name was looked up: check again (in the wizard: ^R on the summary).",
            );
            Check::failed(Verdict::Blocks, about, tr("name not looked up"), why, failure)
        }
        Ok(found) => {
            let standing = found.iter().find(|instance| instance.status != "CREATEFAILED");
            let Some(instance) = standing.or(found.first()) else { return Check::good(about, tr("name is free")) };
            let screen = form.screen_of(&engine::NAME);
            let (verdict, what, then) = if standing.is_some() {
                (Verdict::Blocks, tr("name is taken"), say!("Choose another name ({screen}).", screen))
            } else {
                let then = say!("The cloud may refuse it; choose another ({screen}).", screen);
                (Verdict::Warning, tr("a failed instance has this name"), then)
            };
            let exists = say!(
                "An instance named {name} exists: {id}, {status}.",
                name = form.show(&engine::NAME),
                id = &instance.id,
                status = &instance.status,
            );
            Check::new(verdict, about, what, paragraph(&[exists, then]))
        }
    }
}

fn quota(quota: &Result<Option<(u64, u64)>, Failure>) -> Check {
    let about = QUOTA;
    match quota {
        Err(failure) => Check::failed(Verdict::Unknown, about, tr("quota unknown"), "", failure),
        Ok(None) => {
            let why = tr("The cloud does not say how many instances are permitted.");
            Check::unknown(about, tr("quota unknown"), why)
        }
        Ok(Some((used, permitted))) if used >= permitted => {
            let what = say!("quota used up, {used} of {permitted}", used, permitted);
            let why = tr("Ask for a higher quota in the console, or delete an instance, then check again.");
            Check { used_up: true, ..Check::new(Verdict::Blocks, about, what, why) }
        }
        Ok(Some((used, permitted))) => Check::good(about, say!("quota {used} of {permitted}", used, permitted)),
    }
}
