//! Finds out for the checks what the cloud says now. The one way of the wizard and of the commands.
//!
//! Decides nothing; what the findings mean is for [`crate::steps::checks`].

use super::deadline::{Deadline, READING};
use super::lists::{Answered, Unread, alone, ask, ask_for};
use crate::catalog::Lookup;
use crate::cloud::client::Client;
use crate::form::lists::{Asked, Listing};
use crate::form::state::Form;
use crate::steps::checks::{Check, CheckTarget, Decisive, Findings, KeysEnd, checks, decisive, is_fresh, lookups};
use jiff::Timestamp;
use std::rc::Rc;
use std::time::Duration;

/// How long the lists and the quota that decide about an order may take.
pub const LAST_LOOK: Duration = Duration::from_secs(10);

/// Asks whether the name is free and how many instances are permitted, and compares the clocks.
pub async fn fetch_findings(client: &Client, target: &CheckTarget, deadline: Deadline) -> Findings {
    let named = deadline.read(client.instances_named(&target.name));
    let (named, quota) = tokio::join!(named, deadline.read(client.quota()));
    Findings { named, quota, clock: client.clock_offset(), keys: keys_end(client) }
}

fn keys_end(client: &Client) -> KeysEnd {
    let credentials = client.credentials();
    match (credentials.expires, &credentials.security_token) {
        (Some(end), _) => KeysEnd::At(end),
        (None, Some(_)) => KeysEnd::Unknown,
        (None, None) => KeysEnd::Never,
    }
}

/// Runs all checks without a screen: reads the lists they need into the form unless they were just read, and asks the
/// rest beside them, all before the deadline. The checks of a form whose name or account is not valid yet stay unknown where they need them.
pub async fn run_checks(
    client: &Rc<Client>,
    form: &mut Form,
    now: Timestamp,
    deadline: Deadline,
) -> (Option<Findings>, Vec<Check>) {
    let target = CheckTarget::of(form);
    let findings = async {
        match &target {
            Some(target) => Some(fetch_findings(client, target, deadline).await),
            None => None,
        }
    };
    let mut wanted = lookups(form);
    wanted.retain(|lookup| !is_read(form, lookup, now));
    let asked = ask(client, &wanted, deadline);
    let (found, lists) = tokio::join!(findings, asked.join_all());
    file(form, lists, now);
    let told = checks(form, found.as_ref(), now);
    (found, told)
}

/// Looks at all that an order depends on right before it is sent, at once: whether the name is free, the quota, and what
/// was not just read of the lists, which goes into the form. Of a list that an answer was chosen from that is the answer's
/// entry, if it can be taken; where the order cannot be sent, the whole lists say what can be had instead. The name is
/// asked for as long as any reading may take, the rest for [`LAST_LOOK`] at most. Also returns the lists that could not be
/// read.
pub async fn before_sending(
    client: &Rc<Client>,
    form: &mut Form,
    name: &str,
    now: Timestamp,
) -> (Findings, Vec<Unread>) {
    let mut wanted = decisive(form);
    wanted.retain(|(lookup, _)| !is_read(form, lookup, now));
    let deadline = Deadline::within(LAST_LOOK);
    let asked = ask_for(client, wanted.clone(), deadline);
    let named = Deadline::within(READING).read(client.instances_named(name));
    let (named, quota, lists) = tokio::join!(named, deadline.read(client.quota()), asked.join_all());
    file(form, lists, now);
    if !form.problems().is_empty() {
        // Where these cannot be read, the refusal does not say what can be had instead.
        let mut whole = ask(client, &read_alone(form, &wanted), deadline).join_all().await;
        whole.retain(|(_, result)| result.is_ok());
        file(form, whole, now);
    }
    let failure = |lookup: &Lookup| form.listing(lookup).and_then(|list| list.failure.clone());
    let unread = wanted.iter().filter_map(|(lookup, _)| Some((lookup.clone(), failure(lookup)?))).collect();
    (Findings { named, quota, clock: client.clock_offset(), keys: keys_end(client) }, unread)
}

/// The lists of which nothing but the chosen entry was read.
fn read_alone(form: &Form, wanted: &[Decisive]) -> Vec<Lookup> {
    let read = |lookup: &Lookup| form.listing(lookup).and_then(|list| list.choices.as_deref()).unwrap_or_default();
    let is_alone = |(lookup, id): &&Decisive| id.as_deref().is_some_and(|id| alone(read(lookup), id).is_some());
    wanted.iter().filter(is_alone).map(|(lookup, _)| lookup.clone()).collect()
}

fn file(form: &mut Form, lists: Vec<Answered>, now: Timestamp) {
    for (lookup, result) in lists {
        form.file(lookup, result, now.as_millisecond());
    }
}

/// Whether a list was just read, or just could not be.
fn is_read(form: &Form, lookup: &Lookup, now: Timestamp) -> bool {
    let is_fresh = |list: &Listing| Timestamp::from_millisecond(list.answered_at).is_ok_and(|at| is_fresh(at, now));
    form.listing(lookup).is_some_and(|list| list.asked == Asked::Done && is_fresh(list))
}
