//! Finds out for the checks what the cloud says now. The one way of the wizard and of the commands.
//!
//! Decides nothing; what the findings mean is for [`crate::steps::checks`].

use super::deadline::{Deadline, READING};
use super::lists::{Unread, ask};
use crate::catalog::Lookup;
use crate::cloud::client::Client;
use crate::form::lists::Asked;
use crate::form::state::Form;
use crate::sort;
use crate::steps::checks::{Check, CheckTarget, Findings, KeysEnd, checks, decisive, lookups};
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
    let asked = ask(client, &not_read(form, lookups(form)), deadline);
    let (found, lists) = tokio::join!(findings, asked.join_all());
    for (lookup, result) in lists {
        form.file(lookup, result, now.as_millisecond());
    }
    let told = checks(form, found.as_ref(), now);
    (found, told)
}

/// Looks at all that an order depends on right before it is sent, at once: whether the name is free, the quota, and the
/// lists that were not read yet, which go into the form. The name is asked for as long as any reading may take, the rest
/// for [`LAST_LOOK`] at most. Also returns the lists that could not be read.
pub async fn before_sending(
    client: &Rc<Client>,
    form: &mut Form,
    name: &str,
    now: Timestamp,
) -> (Findings, Vec<Unread>) {
    let wanted = not_read(form, decisive(form));
    let deadline = Deadline::within(LAST_LOOK);
    let asked = ask(client, &wanted, deadline);
    let named = Deadline::within(READING).read(client.instances_named(name));
    let (named, quota, lists) = tokio::join!(named, deadline.read(client.quota()), asked.join_all());
    let mut unread = Vec::new();
    for (lookup, result) in lists {
        if let Err(failure) = &result {
            unread.push((lookup.clone(), failure.clone()));
        }
        form.file(lookup, result, now.as_millisecond());
    }
    sort::by_key(&mut unread, |(lookup, _)| wanted.iter().position(|one| one == lookup));
    (Findings { named, quota, clock: client.clock_offset(), keys: keys_end(client) }, unread)
}

fn not_read(form: &Form, mut lookups: Vec<Lookup>) -> Vec<Lookup> {
    lookups.retain(|lookup| form.listing(lookup).is_none_or(|list| list.asked != Asked::Done));
    lookups
}
