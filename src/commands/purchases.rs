//! `purchases`: what was bought and is not settled, the last of what is, and closing one. Asks nobody but the disk.

use super::output::{print, say};
use super::stop::Stop;
use crate::args::{PurchasesArgs, PurchasesCommand};
use crate::purchase::standing::ago;
use crate::purchase::watch::Pace;
use crate::store::journal::{Entry, Journal};
use crate::store::{self, person};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

/// How many settled purchases are listed.
const SETTLED: usize = 8;

/// # Errors
/// When the journal cannot be read, or the purchase that was named cannot be closed.
pub(super) fn run(args: &PurchasesArgs) -> Result<u8, Stop> {
    let dirs = store::dirs(args.config_dir.as_deref()).map_err(Stop::usage)?;
    let journal = Journal::open(&dirs, Pace::default());
    match args.command.as_ref().unwrap_or(&PurchasesCommand::List) {
        PurchasesCommand::List => list(&journal, args.json),
        PurchasesCommand::Close { purchase } => close(&journal, purchase, args.json),
    }
}

/// Everything that is not settled.
fn unsettled(journal: &Journal) -> Result<Vec<Entry>, Stop> {
    let found = journal.unfinished().map_err(Stop::failed)?;
    found.odd.iter().for_each(|odd| say(format_args!("note: {odd}")));
    Ok(found.entries)
}

fn list(journal: &Journal, json: bool) -> Result<u8, Stop> {
    let mut entries = unsettled(journal)?;
    entries.reverse();
    entries.extend(journal.settled(SETTLED));
    if json {
        print(entries.iter().map(object).collect::<Json>())?;
        return Ok(0);
    }
    if entries.is_empty() {
        say("You have bought nothing from here yet.");
    }
    table(&entries)
}

fn table(entries: &[Entry]) -> Result<u8, Stop> {
    let now = Timestamp::now();
    let width = entries.iter().map(|entry| entry.purchase.intent().name.len()).max().unwrap_or_default();
    for entry in entries {
        let (purchase, to_do) = (&entry.purchase, to_do(entry));
        let (name, since) = (&purchase.intent().name, ago(now, purchase.since()));
        print(format_args!("{name:<width$}  {:<13}  {since:<8}  {to_do}", purchase.word()))?;
    }
    Ok(0)
}

fn to_do(entry: &Entry) -> String {
    match &entry.held_by {
        Some(by) => format!("{by} is at it"),
        None => entry.purchase.to_do(),
    }
}

fn object(entry: &Entry) -> Json {
    let purchase = &entry.purchase;
    json!({
        "id": entry.id, "name": purchase.intent().name, "project_id": purchase.intent().project_id,
        "state": purchase.word(), "since": purchase.since().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "instance_id": purchase.instance_id(), "order_id": purchase.order_id(), "action": to_do(entry),
    })
}

/// Closes the one purchase of this id or name.
fn close(journal: &Journal, wanted: &str, json: bool) -> Result<u8, Stop> {
    let mut entries = unsettled(journal)?;
    entries.retain(|entry| entry.id == wanted || entry.purchase.intent().name == wanted);
    let entry = match entries.as_slice() {
        [entry] => entry,
        [] => return Err(Stop::usage(none(journal, wanted))),
        several => {
            let ids: Vec<&str> = several.iter().map(|entry| entry.id.as_str()).collect();
            let text = format!("Several purchases are named {wanted}; close one by its id:\n  {}", ids.join("\n  "));
            return Err(Stop::usage(text).with("ids", ids.into()));
        }
    };
    let failed = |why: String| Stop::failed(why).with("id", entry.id.as_str().into());
    let closed =
        journal.close(&entry.id, &person::person(), Timestamp::now()).map_err(|refusal| failed(refusal.to_string()))?;
    if !closed.is_settled() {
        let (word, to_do) = (closed.word(), closed.to_do());
        let text = format!("{wanted} is {word}; only what is UNKNOWN or UNPAID can be closed. To do: {to_do}.");
        return Err(Stop::usage(text).with("state", word.into()));
    }
    let entry = Entry { purchase: closed, ..entry.clone() };
    if json {
        print(object(&entry))?;
    } else {
        print(format_args!("{}  {}", entry.purchase.word(), entry.id))?;
        say(entry.purchase.sentence());
    }
    Ok(0)
}

/// Nothing of this name can be closed: what there is of it.
fn none(journal: &Journal, wanted: &str) -> String {
    let shown = crate::catalog::clean(wanted);
    let settled = journal.settled(usize::MAX);
    match settled.iter().find(|entry| entry.id == wanted || entry.purchase.intent().name == wanted) {
        Some(entry) => format!("{shown} is settled already: {}.", entry.purchase.word()),
        None => format!("No purchase is called {shown}. `rocketmq-wizard purchases` lists them."),
    }
}
