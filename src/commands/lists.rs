//! Reads the cloud's lists into the form, as the wizard does while it is filled in.

use super::cloud::Cloud;
use super::output::say;
use super::stop::Stop;
use super::subject::Subject;
use crate::catalog::{Cause, Choice, Failure, Lookup};
use crate::form::field::{Asked, Field, Form};
use crate::steps::{account, flavor, storage};
use jiff::Timestamp;
use tokio::task::JoinSet;

/// Questions whose default follows the list of flavors.
static FOLLOWERS: [&Field; 5] =
    [&flavor::FLAVOR, &flavor::BROKERS, &flavor::ARCHITECTURE, &storage::DISK, &storage::STORAGE];

/// Reads what decides about the purchase: the flavors, where an answer is left to them, and the lists of all questions
/// that are wrong or open so far. So the plan is the one the wizard shows.
///
/// # Errors
/// When the cloud cannot be reached.
pub(super) async fn settle(subject: &mut Subject, cloud: &Cloud) -> Result<(), Stop> {
    account(subject, cloud).await?;
    of(subject, cloud, |form| {
        let left = leaves_open(form);
        let wrong = form.problems().into_iter().map(|(_, field, _)| field);
        let fields: Vec<&'static Field> = wrong.chain(left.then_some(&flavor::FLAVOR)).collect();
        form.lookups(&fields)
    })
    .await
}

/// Whether an answer is left to the list of flavors, so that the plan hangs on it.
pub(super) fn leaves_open(form: &Form) -> bool {
    FOLLOWERS.iter().any(|field| !form.is_chosen(field))
}

/// Reads the projects, where region and project are not known so far.
///
/// # Errors
/// When the cloud cannot be reached.
pub(super) async fn account(subject: &mut Subject, cloud: &Cloud) -> Result<(), Stop> {
    of(subject, cloud, |form| {
        let open = form.has_problem(&account::PROJECT);
        form.lookups(open.then_some(&&account::PROJECT))
    })
    .await
}

/// Reads every list.
///
/// # Errors
/// When the cloud cannot be reached.
pub(super) async fn all(subject: &mut Subject, cloud: &Cloud) -> Result<(), Stop> {
    account(subject, cloud).await?;
    of(subject, cloud, |form| {
        let fields: Vec<&'static Field> = form.shown().map(|(_, field)| field).collect();
        form.lookups(&fields)
    })
    .await
}

/// Reads the lists that are wanted, and those that are wanted once these are read.
///
/// # Errors
/// When the cloud cannot be reached.
pub(super) async fn of(subject: &mut Subject, cloud: &Cloud, wanted: fn(&Form) -> Vec<Lookup>) -> Result<(), Stop> {
    loop {
        let mut open = wanted(&subject.form);
        open.sort();
        open.dedup();
        open.retain(|lookup| subject.form.listing(lookup).is_none_or(|list| list.asked == Asked::NotYet));
        if open.is_empty() {
            return Ok(());
        }
        let client = cloud.client(&subject.form).await?;
        let mut asked = JoinSet::new();
        for lookup in open {
            subject.form.listing_mut(lookup.clone()).asked = Asked::Waiting;
            let client = client.clone();
            asked.spawn_local(async move {
                let result = client.lookup(&lookup).await;
                (lookup, result)
            });
        }
        while let Some(Ok((lookup, result))) = asked.join_next().await {
            file(&mut subject.form, lookup, result)?;
        }
        subject.fill();
    }
}

fn file(form: &mut Form, lookup: Lookup, result: Result<Vec<Choice>, Failure>) -> Result<(), Stop> {
    if let Err(failure) = &result {
        // A missing region or project is a problem of the draft, and named as one.
        if failure.cause == Cause::NothingSent && failure.field.is_none() {
            return Err(failure.clone().into());
        }
        say(format_args!("note: the {} could not be read. {}", lookup.noun(), failure.line()));
    }
    let result = result.map(|choices| flavor::completed(&lookup, choices));
    form.file(lookup, result, Timestamp::now().as_millisecond());
    Ok(())
}
