//! Reads the cloud's lists into a form of a command, as the wizard reads them while its form is filled in.

use super::connection::Connection;
use super::deadline::Deadline;
use crate::catalog::{Choice, Listed, Lookup};
use crate::cloud::client::Client;
use crate::failure::{Cause, Failure};
use crate::form::field::{Field, Source};
use crate::form::lists::Asked;
use crate::form::state::Form;
use crate::sort;
use crate::steps::checks::Decisive;
use crate::steps::{self, account, flavor, storage};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::rc::Rc;
use tokio::task::JoinSet;

/// Questions whose default follows the list of flavors.
static FOLLOWERS: [&Field; 5] =
    [&flavor::FLAVOR, &flavor::BROKERS, &flavor::ARCHITECTURE, &storage::DISK, &storage::STORAGE];

/// The lists that a form wants, whether they were read or not.
pub type Wanted = fn(&Form) -> Vec<Lookup>;

/// A list that could not be read, with the reason.
pub type Unread = (Lookup, Failure);

/// A list that was asked for, and what came of it.
pub(super) type Answered = (Lookup, Result<Listed, Failure>);

/// The projects, where region and project are not known so far.
pub const ACCOUNT: &[Wanted] = &[projects];

/// What decides about the purchase: the projects first; then the flavors, if an answer is left to them, and the lists of
/// all questions that are wrong or open so far. With these the plan is the one that the wizard shows.
pub const DECIDING: &[Wanted] = &[projects, deciding];

/// Every list.
pub const ALL: &[Wanted] = &[projects, all];

/// Whether an answer is left to the list of flavors, so that the plan hangs on it.
pub fn leaves_open(form: &Form) -> bool {
    FOLLOWERS.iter().any(|field| !form.is_chosen(field))
}

fn projects(form: &Form) -> Vec<Lookup> {
    let open = form.has_problem(&account::PROJECT);
    form.lookups(open.then_some(&&account::PROJECT))
}

fn deciding(form: &Form) -> Vec<Lookup> {
    let wrong = form.problems().into_iter().map(|(_, field, _)| field).filter(|field| field.is_list());
    let fields: Vec<&'static Field> = wrong.chain(leaves_open(form).then_some(&flavor::FLAVOR)).collect();
    form.lookups(&fields)
}

fn all(form: &Form) -> Vec<Lookup> {
    // What only helps to type decides nothing.
    let chosen = |field: &&'static Field| field.is_list();
    let fields: Vec<&'static Field> = form.shown().map(|(_, field)| field).filter(chosen).collect();
    form.lookups(&fields)
}

/// Every list that a question chooses from, whether the question is asked now or not.
pub fn of_every_question(form: &Form) -> BTreeSet<Lookup> {
    let fields = form.steps().iter().flat_map(|step| step.fields);
    let sources = fields.filter_map(|field| form.source(field));
    let lookup = |source: &Source| match source {
        Source::Remote { lookup, .. } => Some(lookup.clone()),
        Source::Fixed(_) | Source::After(_) => None,
    };
    sort::collect(sources.filter_map(lookup))
}

/// Reads the lists that are wanted and those that are wanted once these are read, one set of `wanted` after the other, all
/// of them before the deadline.
/// `refill` puts the draft's answers into the form anew whenever lists came in, as names in it stand for their entries
/// then. Also returns the lists that could not be read.
///
/// # Errors
/// When the cloud cannot be reached, or answers none of a set in time; nothing more is asked then.
pub async fn read(
    form: &mut Form,
    connection: &Connection,
    wanted: &[Wanted],
    deadline: Deadline,
    refill: impl Fn(&mut Form),
) -> (Vec<Unread>, Result<(), Failure>) {
    let mut unread = Vec::new();
    for wanted in wanted {
        if let Err(failure) = read_one_set(form, connection, *wanted, deadline, &refill, &mut unread).await {
            return (unread, Err(failure));
        }
    }
    (unread, Ok(()))
}

async fn read_one_set(
    form: &mut Form,
    connection: &Connection,
    wanted: Wanted,
    deadline: Deadline,
    refill: &impl Fn(&mut Form),
    unread: &mut Vec<Unread>,
) -> Result<(), Failure> {
    loop {
        let mut open = wanted(form);
        sort::by(&mut open, Ord::cmp);
        open.dedup();
        open.retain(|lookup| form.listing(lookup).is_none_or(|list| list.asked == Asked::NotYet));
        if open.is_empty() {
            return Ok(());
        }
        let client = connection.client(&form.text(&account::REGION), &form.text(&account::PROJECT)).await?;
        for lookup in &open {
            form.listing_mut(lookup.clone()).asked = Asked::Waiting;
        }
        let mut asked = ask(&client, &open, deadline);
        let mut is_answered = false;
        while let Some(Ok((lookup, result))) = asked.join_next().await {
            if let Err(failure) = &result {
                // A missing region or project is a problem of the draft, and named as one.
                if failure.cause == Cause::NothingSent && failure.field.is_none() && !deadline.is_over() {
                    return Err(failure.clone());
                }
                unread.push((lookup.clone(), failure.clone()));
            }
            is_answered |= result.is_ok();
            form.file(lookup, result, Timestamp::now().as_millisecond());
        }
        if deadline.is_over() && !is_answered {
            return Err(deadline.missed());
        }
        refill(form);
    }
}

/// Asks for these lists at once, as they are filed into a form, until the deadline; dropping it gives up on those that are
/// not there yet.
pub(super) fn ask(client: &Rc<Client>, lookups: &[Lookup], deadline: Deadline) -> JoinSet<Answered> {
    ask_for(client, lookups.iter().map(|lookup| (lookup.clone(), None)).collect(), deadline)
}

/// The same, and of a list that comes with an ID the [`entry`] that has it.
pub(super) fn ask_for(client: &Rc<Client>, wanted: Vec<Decisive>, deadline: Deadline) -> JoinSet<Answered> {
    let mut asked = JoinSet::new();
    for (lookup, id) in wanted {
        let client = client.clone();
        asked.spawn_local(async move {
            let result = match &id {
                Some(id) => entry(&client, &lookup, id, deadline).await,
                None => list(&client, &lookup, deadline).await,
            };
            (lookup, result)
        });
    }
    asked
}

/// The whole list, as it is filed into a form.
async fn list(client: &Client, lookup: &Lookup, deadline: Deadline) -> Result<Listed, Failure> {
    steps::filed(lookup, deadline.read(client.lookup(lookup)).await)
}

/// The entry with this ID alone, where it is open. Else, unless the cloud is out of reach, the whole list, in case it does
/// not know the filter, and because it says what can be had instead; where that cannot be read, what was said of the entry
/// counts.
async fn entry(client: &Client, lookup: &Lookup, id: &str, deadline: Deadline) -> Result<Listed, Failure> {
    let entry = deadline.read(client.entry(lookup, id)).await;
    match &entry {
        Ok(read) if alone(&read.entries, id).is_some_and(|choice| choice.closed.is_none()) => {
            steps::filed_alone(lookup, entry)
        }
        Err(failure) if failure.cause == Cause::NothingSent => entry,
        _ if !Client::filters(lookup) => steps::filed(lookup, entry),
        _ => list(client, lookup, deadline).await.or_else(|_| steps::filed(lookup, entry)),
    }
}

/// The entry with this ID, where nothing else is among these.
pub(super) fn alone<'a>(entries: &'a [Choice], id: &str) -> Option<&'a Choice> {
    if let [choice] = entries { Some(choice).filter(|choice| choice.id == id) } else { None }
}

/// The lists that were read in part only, because they are longer than is read of any, and how much of each was read.
pub fn cut(form: &Form) -> Vec<(Lookup, usize)> {
    let lists = of_every_question(form).into_iter();
    let cut = |lookup: Lookup| {
        let listing = form.listing(&lookup).filter(|listing| listing.is_cut)?;
        Some((lookup, listing.choices.as_ref()?.len()))
    };
    lists.filter_map(cut).collect()
}
