//! `purchases`: lists what was bought or may have been bought, and says what to do about it. Also closes one purchase
//! by hand. It asks the cloud nothing.

use super::error::CommandError;
use super::output::{note, print, table, tell};
use crate::args::{PurchasesArgs, PurchasesCommand};
use crate::form::rules;
use crate::language::{say, tr};
use crate::purchase::watch::Pace;
use crate::store::journal::{Entry, Journal, Refusal, SETTLED};
use crate::store::{self, person};
use crate::text::clean;
use crate::zone;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

/// Runs the command.
///
/// # Errors
/// When the journal cannot be read, or the purchase that was named cannot be closed.
pub(super) fn run(args: &PurchasesArgs) -> Result<u8, CommandError> {
    let dirs = store::dirs(args.config_dir.as_deref())?;
    let journal = Journal::open(&dirs, Pace::default());
    match args.command.as_ref().unwrap_or(&PurchasesCommand::List) {
        PurchasesCommand::List => list(&journal, args.json),
        PurchasesCommand::Close { purchase } => close(&journal, purchase.trim(), args.json),
    }
}

fn list(journal: &Journal, json: bool) -> Result<u8, CommandError> {
    let (open, settled) = (journal.unfinished()?, journal.settled(SETTLED)?);
    let unreadable: Vec<_> = open.unreadable.iter().chain(&settled.unreadable).collect();
    unreadable.iter().for_each(note);
    let entries: Vec<Entry> = open.entries.into_iter().rev().chain(settled.entries).collect();
    if json {
        print(entries.iter().map(facts).collect::<Json>())?;
    } else if !entries.is_empty() {
        table(&rows(&entries))?;
    } else if unreadable.is_empty() {
        tell(tr("Nothing was bought from here so far."));
    }
    Ok(u8::from(!unreadable.is_empty()))
}

/// The purchases that are not settled, the oldest first. Says which files cannot be read.
fn unsettled(journal: &Journal) -> Result<Vec<Entry>, CommandError> {
    let found = journal.unfinished()?;
    found.unreadable.iter().for_each(note);
    Ok(found.entries)
}

fn rows(entries: &[Entry]) -> Vec<[String; 4]> {
    let zone = zone::local();
    let row = |entry: &Entry| {
        let since = zone.to_datetime(entry.purchase.since()).strftime("%Y-%m-%d %H:%M").to_string();
        [clean(&entry.purchase.intent().name), entry.purchase.word().to_owned(), since, action(entry)]
    };
    let head = [tr("Name"), tr("State"), tr("Since"), tr("What to do")].map(str::to_owned);
    std::iter::once(head).chain(entries.iter().map(row)).collect()
}

/// What to do about a purchase. While another process works on it, only an order has to be paid by somebody.
fn action(entry: &Entry) -> String {
    match &entry.held_by {
        Some(holder) if entry.purchase.is_unpaid() => {
            say!("{to_do}; {holder} is working on it", to_do = entry.purchase.to_do(), holder)
        }
        Some(holder) => say!("nothing; {holder} is working on it", holder),
        None => entry.purchase.to_do(),
    }
}

fn facts(entry: &Entry) -> Json {
    let (id, purchase) = (&entry.id, &entry.purchase);
    let mut facts = json!({
        "id": id, "name": purchase.intent().name, "project_id": purchase.intent().project_id,
        "state": purchase.word(), "since": purchase.since(), "instance_id": purchase.instance_id(),
        "order_id": purchase.order_id(), "action": action(entry),
    });
    if let Some(word) = purchase.tags_word() {
        facts["tags"] = word.into();
    }
    facts
}

/// Closes the purchase with this id, this name or this instance's ID.
///
/// # Errors
/// When there is no such purchase or more than one, or when it cannot be closed.
fn close(journal: &Journal, wanted: &str, json: bool) -> Result<u8, CommandError> {
    let instance = rules::instance_id(wanted).ok();
    let is_wanted = |entry: &Entry| {
        let Entry { id, purchase, .. } = entry;
        let is_made = instance.is_some() && purchase.instance_id() == instance.as_deref();
        id == wanted || purchase.intent().name == wanted || is_made
    };
    let mut found: Vec<Entry> = unsettled(journal)?.into_iter().filter(is_wanted).collect();
    if found.is_empty() {
        // A settled purchase cannot be closed. The newest one of this name is taken, so that the error says how it
        // stands.
        found.extend(journal.settled(usize::MAX)?.entries.into_iter().find(is_wanted));
    }
    let entry = match found.as_slice() {
        [] => return Err(CommandError::usage(say!("There is no purchase {wanted}.", wanted = clean(wanted)))),
        [entry] => entry,
        several => return Err(ambiguous(several)),
    };
    let refused = |refusal: Refusal| match refusal {
        Refusal::Standing(_) => CommandError::usage(refusal.to_string()),
        _ => CommandError::failed(refusal.to_string()),
    };
    // What is held elsewhere and cannot be closed there either need not be left there.
    let is_followed = entry.held_by.is_some() && entry.purchase.instance_id().is_some();
    if entry.purchase.is_settled() || (is_followed && !entry.purchase.can_close()) {
        return Err(refused(Refusal::Standing(Box::new(entry.purchase.clone()))));
    }
    let purchase = journal.close(&entry.id, &person::person(), Timestamp::now()).map_err(refused)?;
    tell(purchase.sentence());
    if json {
        print(facts(&Entry { purchase, ..entry.clone() }))?;
    }
    Ok(0)
}

/// Several purchases have the name. The error lists them with what tells them apart.
fn ambiguous(several: &[Entry]) -> CommandError {
    let line = |entry: &Entry| format!("  {}  {}  {}", entry.id, entry.purchase.word(), action(entry));
    let head = tr("Several purchases have this name. Close one by its id:").to_owned();
    let text: Vec<String> = std::iter::once(head).chain(several.iter().map(line)).collect();
    CommandError::usage(text.join("\n")).with("purchases", several.iter().map(facts).collect())
}
