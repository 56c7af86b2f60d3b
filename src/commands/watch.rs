//! `watch`: follows an instance until it serves. If it was bought from here, the journal is continued, and tags that the
//! instance is to have are set.

use super::cloud::{Cloud, block_on};
use super::draft_context::DraftContext;
use super::error::CommandError;
use super::follow::{End, Follow};
use super::output::{note, print};
use super::printed::serving;
use super::progress::Progress;
use super::signals::Signals;
use super::tags_elsewhere::{lacking_tags, wait_for_tags};
use super::waiting::waiting;
use crate::args::{AccountArgs, WatchArgs};
use crate::cloud::client::ACCOUNT_LIMIT;
use crate::form::rules;
use crate::language::{Text, say, tr};
use crate::purchase::Purchase;
use crate::purchase::record::Intent;
use crate::purchase::watch::{LONGEST, Pace, Watch};
use crate::service::connection::Connection;
use crate::service::deadline::{Deadline, READING};
use crate::service::lists;
use crate::service::purchase::JournalWriter;
use crate::service::resume::other_account;
use crate::steps::account::{PROJECT, REGION};
use crate::store::journal::{Entry, Journal, Refusal};
use crate::text::paragraph;
use jiff::Timestamp;
use serde_json::json;

/// Runs the command.
///
/// # Errors
/// When the instance cannot be asked about, fails, is refused its tags, or is not RUNNING within the time limit.
pub(super) fn run(args: &WatchArgs) -> Result<u8, CommandError> {
    let id = rules::instance_id(&args.instance_id).map_err(|problem| {
        CommandError::usage(say!("{rule}. `purchases` lists what was bought from here.", rule = problem.told))
    })?;
    let mut context = DraftContext::without_draft(&args.account)?;
    let journal = Journal::open(&context.dirs, Pace::default());
    let ours = journal.find_instance(&id).unwrap_or_else(|why| {
        note(why);
        None
    });
    block_on(async {
        let (mut signals, mut progress) = (Signals::catch()?, Progress::new());
        let cloud = Cloud::of(&context).await?;
        let mut ours = ours;
        loop {
            let connection = cloud.connection();
            if let Some(entry) = &ours {
                same_account(&id, connection, entry, &mut signals).await?;
            }
            let taken = ours.as_ref().and_then(|entry| taken(journal.clone(), entry));
            let elsewhere = ours.clone().filter(|entry| taken.is_none() && entry.purchase.lacks_tags());
            let (writer, purchase) = match taken {
                Some((writer, purchase)) => (writer, purchase),
                None => (JournalWriter::nowhere(), only_watched(&id, ours, &mut context, &cloud, &mut signals).await?),
            };
            let follow =
                Follow { connection, signals: &mut signals, progress: &mut progress, wait: true, result: None };
            let (purchase, end) = follow.run(purchase, writer).await;
            let Some(entry) = elsewhere.filter(|_| matches!((&end, purchase.exit_code()), (End::Done, 0))) else {
                return conclude(&id, &purchase, None, &end, args);
            };
            ours = match wait_for_tags(&journal, entry, &mut signals).await {
                // Whoever had it has left it.
                Ok((entry, true)) => Some(entry),
                Ok((entry, false)) => return conclude(&id, &purchase, Some(&entry), &end, args),
                Err(signal) => return conclude(&id, &purchase, None, &End::Signalled(signal), args),
            };
        }
    })
}

/// The purchase of the instance, if it goes on. Why it cannot be taken over is told: nothing is noted and no tags are set
/// then.
fn taken(journal: Journal, entry: &Entry) -> Option<(JournalWriter, Purchase)> {
    if entry.purchase.is_settled() && !entry.purchase.has_refused_tags() {
        return None;
    }
    let told = |why: Refusal| {
        let told = if entry.purchase.intent().tags.is_empty() {
            tr("the instance is only watched: its purchase in the journal is not gone on with.")
        } else {
            tr(
                "the instance is only watched: its purchase in the journal is not gone on with, so its tags are not set.",
            )
        };
        note(paragraph(&[told.to_owned(), why.to_string()]));
    };
    JournalWriter::take(journal, &entry.id).map_err(told).ok()
}

/// Makes sure that the keys are those of the account that bought it, as far as that is known.
///
/// # Errors
/// When they belong to another one, or nobody can tell.
async fn same_account(
    id: &str,
    connection: &Connection,
    entry: &Entry,
    signals: &mut Signals,
) -> Result<(), CommandError> {
    let asking = other_account(connection, entry.purchase.intent());
    let theirs = tokio::select! {
        theirs = waiting(Text("the account of these keys"), ACCOUNT_LIMIT, asking) => theirs?,
        signal = signals.next() => return Err(CommandError::signal(signal, tr("Left. The instance is not touched."))),
    };
    let Some(account) = theirs else { return Ok(()) };
    Err(CommandError::credentials(say!(
        "{id} was bought with the keys of account {account}, and these belong to another one. Use keys of that one.",
        id,
        account
    )))
}

/// Watches an instance that is none of our unsettled purchases. The journal or the flags say where to ask about it. The
/// first look at it must succeed.
async fn only_watched(
    id: &str,
    ours: Option<Entry>,
    context: &mut DraftContext,
    cloud: &Cloud,
    signals: &mut Signals,
) -> Result<Purchase, CommandError> {
    let deadline = Deadline::within(READING);
    let mut intent = if let Some(entry) = ours {
        entry.purchase.intent().clone()
    } else {
        tokio::select! {
            read = context.read_lists(cloud.connection(), lists::ACCOUNT, deadline) => read?,
            signal = signals.next() => return Err(CommandError::signal(signal, tr("Left. The instance is not touched."))),
        }
        context.need_account()?;
        let (region, project_id) = (context.form.text(&REGION), context.form.text(&PROJECT));
        Intent::elsewhere(region, project_id, context.endpoint(), Timestamp::now())
    };
    let client = cloud.client_for(&intent).await?;
    let found = tokio::select! {
        found = waiting(Text("the instance"), deadline.limit(), deadline.read(client.instance(id))) => found?,
        signal = signals.next() => {
            return Err(CommandError::signal(signal, left(&Purchase::watching(intent, id, Pace::default()), &context.account)));
        }
    };
    match found {
        Some(found) => intent.name = found.name,
        None => note(say!(
            "so far the cloud knows no such instance in the project {project} of {region}. It is asked for {minutes} \
             minutes, as a new one may come late; check ID, region and project.",
            project = &intent.project_id,
            region = &intent.region,
            minutes = Watch::absence(intent.yearly_monthly).unwrap_or(LONGEST).as_secs() / 60
        )),
    }
    Ok(Purchase::watching(intent, id, Pace::default()))
}

/// Prints the result and ends the command. What another process makes of its tags is as `elsewhere` says.
///
/// # Errors
/// Every state but an instance that serves, with its tags if it was bought from here.
fn conclude(
    id: &str,
    purchase: &Purchase,
    elsewhere: Option<&Entry>,
    end: &End,
    WatchArgs { json, account, .. }: &WatchArgs,
) -> Result<u8, CommandError> {
    if let End::Signalled(signal) = end {
        return Err(CommandError::signal(*signal, left(purchase, account)));
    }
    let theirs = elsewhere.map(|entry| &entry.purchase);
    print_result(id, purchase, theirs.unwrap_or(purchase).tags_word(), *json)?;
    match (purchase.exit_code(), elsewhere.filter(|entry| entry.purchase.lacks_tags())) {
        (0, None) => Ok(0),
        (0, Some(entry)) => Err(CommandError::unfinished(lacking_tags(purchase, entry))),
        (code, _) => Err(CommandError::new(code, purchase.sentence())),
    }
}

/// How to come back to an instance that was left, as a sentence.
fn left(purchase: &Purchase, account: &AccountArgs) -> String {
    let command = purchase.watch_command(&account.given()).unwrap_or_default();
    say!("The instance is not touched. Watch it again with: {command}", command)
}

/// Prints the result: state, ID, name, addresses, and how to connect.
///
/// # Errors
/// When it cannot be written. The error then says the state.
fn print_result(id: &str, purchase: &Purchase, tags: Option<&str>, json: bool) -> Result<(), CommandError> {
    let (status, name) = (purchase.word(), &purchase.intent().name);
    let told = if json {
        let mut facts = json!({ "instance_id": id, "status": status, "name": name });
        if let Some(word) = tags {
            facts["tags"] = word.into();
        }
        for (key, value) in serving(purchase) {
            facts[key] = value;
        }
        print(facts)
    } else {
        purchase.connect_lines().into_iter().try_for_each(print)
    };
    told.map_err(|error| {
        let text =
            say!("The result could not be written to standard output: {error}. {id} is {status}.", error, id, status);
        CommandError::failed(text).with("instance_id", id.into()).with("status", status.into())
    })
}
