//! Going on with a purchase of the journal, where nobody else does.

use super::connection::Connection;
use super::perform::Go;
use super::purchase::{JournalWriter, run};
use crate::clock::Clock;
use crate::failure::{Cause, Failure};
use crate::purchase::record::Intent;
use crate::purchase::snapshot::Hindrance::{self, Held, OtherAccount, SameName, Unread};
use crate::purchase::snapshot::Snapshot;
use crate::purchase::{Action, Decision, Purchase};
use crate::store::journal::{Journal, JournalError, Refusal};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;

/// How often a purchase is looked at that somebody else has.
const HELD_PAUSE: Duration = Duration::from_secs(20);

/// Goes on with an unsettled purchase of the journal. While another process has it, or the keys belong to another account,
/// it is shown as it is on disk, and looked at again after a while or when the person says so.
///
/// # Errors
/// If the journal cannot be read or written.
pub async fn resume(
    journal: &Journal,
    id: &str,
    connection: &Connection,
    clock: &Clock,
    decisions: &mut UnboundedReceiver<Decision>,
    mut on_step: impl FnMut(&Snapshot, Option<&Action>) -> Go,
) -> Result<(), JournalError> {
    loop {
        let shown = match JournalWriter::take(journal.clone(), id) {
            Ok((writer, purchase)) => match other_account(connection, purchase.intent()).await {
                Ok(None) => {
                    run(purchase, writer, connection, clock, decisions, on_step).await;
                    return Ok(());
                }
                Ok(Some(theirs)) => hindered(purchase, id, OtherAccount(theirs)),
                Err(failure) => hindered(purchase, id, Unread(failure)),
            },
            Err(Refusal::Disk(why)) => {
                // It may have been settled by somebody else.
                let entry = journal.entry(id).ok().filter(|entry| entry.purchase.is_settled()).ok_or(why)?;
                Snapshot::new(entry.purchase, Some(entry.id))
            }
            Err(_) => {
                let entry = journal.entry(id)?;
                let hindrance = entry.held_by.map(|by| if entry.is_held_here { SameName } else { Held(by) });
                Snapshot { hindrance, ..Snapshot::new(entry.purchase, Some(entry.id)) }
            }
        };
        on_step(&shown, None);
        if shown.purchase.is_settled() {
            return Ok(());
        }
        tokio::select! {
            () = clock.sleep_until(clock.instant() + HELD_PAUSE) => {}
            decision = decisions.recv() => if decision.is_none() { return Ok(()) },
        }
    }
}

fn hindered(purchase: Purchase, id: &str, hindrance: Hindrance) -> Snapshot {
    Snapshot { hindrance: Some(hindrance), ..Snapshot::new(purchase, Some(id.to_owned())) }
}

/// The account of a purchase whose keys are not those in use: nothing is asked about it then, for the cloud of another
/// account does not know it. `None` too where the purchase does not say, or where these keys may not read their account.
///
/// # Errors
/// When the cloud could not be asked: then nobody knows, and nothing may be settled.
pub async fn other_account(connection: &Connection, intent: &Intent) -> Result<Option<String>, Failure> {
    let Some(theirs) = &intent.account_id else { return Ok(None) };
    match connection.client_for(intent).await?.account().await {
        Ok(ours) => Ok((ours.id != *theirs).then(|| theirs.clone())),
        Err(Failure { cause: Cause::Credentials | Cause::Forbidden | Cause::Refused, .. }) => Ok(None),
        Err(failure) => Err(failure),
    }
}
