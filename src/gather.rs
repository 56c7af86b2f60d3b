//! Finds out for the checks what the cloud says now. The one way of the wizard and of the commands.
//!
//! Decides nothing; what the findings mean is for [`crate::checks`].

use crate::catalog::{Cause, Choice, Failure, Lookup};
use crate::checks::{Check, Findings, KeysEnd, Subject, checks, decisive, lookups};
use crate::cloud::client::Client;
use crate::form::field::{Asked, Form};
use crate::steps::flavor::completed;
use jiff::Timestamp;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;
use tokio::time::timeout;

/// How long lists and quota may take right before an order is sent.
const LAST_LOOK: Duration = Duration::from_secs(10);

/// Asks whether the name is free and how many instances are permitted, and compares the clocks.
pub async fn inquire(client: &Client, subject: &Subject) -> Findings {
    let (named, quota) = tokio::join!(client.instances_named(&subject.name), client.quota());
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
/// rest beside them. The checks of a form whose name or account is not valid yet stay unknown where they need them.
pub async fn check(client: &Client, form: &mut Form, now: Timestamp) -> (Option<Findings>, Vec<Check>) {
    let (subject, mut wanted) = (Subject::of(form), lookups(form));
    wanted.retain(|lookup| form.listing(lookup).is_none_or(|list| list.asked != Asked::Done));
    let inquiry = async {
        match &subject {
            Some(subject) => Some(inquire(client, subject).await),
            None => None,
        }
    };
    let readings = wanted.iter().map(|lookup| Box::pin(client.lookup(lookup)) as Reading).collect();
    let (found, lists) = tokio::join!(inquiry, all(readings));
    for (lookup, result) in wanted.into_iter().zip(lists) {
        file(form, lookup, result, now);
    }
    let told = checks(form, found.as_ref(), now);
    (found, told)
}

/// Looks at all that an order depends on right before it is sent, at once: whether the name is free, the quota, and the
/// lists that were not read yet, which go into the form. The name is asked for as long as it takes, the rest for
/// [`LAST_LOOK`] at most. Also returns the lists that could not be read, with the reason.
pub async fn before_sending(
    client: &Client,
    form: &mut Form,
    name: &str,
    now: Timestamp,
) -> (Findings, Vec<(Lookup, Failure)>) {
    let mut wanted = decisive(form);
    wanted.retain(|lookup| form.listing(lookup).is_none_or(|list| list.asked != Asked::Done));
    let (named, quota, lists) = tokio::join!(
        client.instances_named(name),
        in_time(client.quota()),
        all(wanted.iter().map(|lookup| Box::pin(in_time(client.lookup(lookup))) as Reading).collect())
    );
    let mut unread = Vec::new();
    for (lookup, result) in wanted.into_iter().zip(lists) {
        if let Err(failure) = &result {
            unread.push((lookup.clone(), failure.clone()));
        }
        file(form, lookup, result, now);
    }
    (Findings { named, quota, clock: client.clock_offset(), keys: keys_end(client) }, unread)
}

async fn in_time<T>(reading: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let late = |_| Failure {
        cause: Cause::Other,
        what: format!("The cloud did not answer within {} s.", LAST_LOOK.as_secs()),
        action: "Look at it in the console if in doubt.".to_owned(),
        code: None,
        request_id: None,
        field: None,
    };
    timeout(LAST_LOOK, reading).await.map_err(late)?
}

fn file(form: &mut Form, lookup: Lookup, result: Result<Vec<Choice>, Failure>, now: Timestamp) {
    let result = result.map(|choices| completed(&lookup, choices));
    form.file(lookup, result, now.as_millisecond());
}

type Reading<'a> = Pin<Box<dyn Future<Output = Result<Vec<Choice>, Failure>> + 'a>>;

/// All lists at once, in the order they were asked for.
async fn all(mut running: Vec<Reading<'_>>) -> Vec<Result<Vec<Choice>, Failure>> {
    let mut done: Vec<Option<_>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(move |context| {
        for (reading, done) in running.iter_mut().zip(&mut done) {
            if done.is_none()
                && let Poll::Ready(result) = reading.as_mut().poll(context)
            {
                *done = Some(result);
            }
        }
        if done.iter().all(Option::is_some) { Poll::Ready(done.drain(..).flatten().collect()) } else { Poll::Pending }
    })
    .await
}
