//! Finds out for the checks what the cloud says now. The one way of the wizard and of the commands.
//!
//! Decides nothing; what the findings mean is for [`crate::checks`].

use crate::catalog::{Choice, Failure, Lookup};
use crate::checks::{Check, Findings, KeysEnd, Subject, checks, lookups};
use crate::cloud::client::Client;
use crate::form::field::{Asked, Form};
use crate::steps::flavor::completed;
use jiff::Timestamp;
use std::pin::Pin;
use std::task::Poll;

/// Asks whether the name is free and how many instances are permitted, and compares the clocks.
pub async fn inquire(client: &Client, subject: &Subject) -> Findings {
    let (named, quota) = tokio::join!(client.instances_named(&subject.name), client.quota());
    let credentials = client.credentials();
    let keys = match (credentials.expires, &credentials.security_token) {
        (Some(end), _) => KeysEnd::At(end),
        (None, Some(_)) => KeysEnd::Unknown,
        (None, None) => KeysEnd::Never,
    };
    Findings { named, quota, clock: client.clock_offset(), keys }
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
    let (found, lists) = tokio::join!(inquiry, all(client, &wanted));
    for (lookup, result) in wanted.into_iter().zip(lists) {
        let result = result.map(|choices| completed(&lookup, choices));
        form.file(lookup, result, now.as_millisecond());
    }
    let told = checks(form, found.as_ref(), now);
    (found, told)
}

type Reading<'a> = Pin<Box<dyn Future<Output = Result<Vec<Choice>, Failure>> + 'a>>;

/// All lists at once, in the order they were asked for.
async fn all(client: &Client, wanted: &[Lookup]) -> Vec<Result<Vec<Choice>, Failure>> {
    let mut running: Vec<Reading> = wanted.iter().map(|lookup| Box::pin(client.lookup(lookup)) as Reading).collect();
    let mut done: Vec<Option<_>> = wanted.iter().map(|_| None).collect();
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
