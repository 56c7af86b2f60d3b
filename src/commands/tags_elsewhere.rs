//! Tags that another process of this person has to set: what becomes of them is in the journal.

use super::signals::Signals;
use super::waiting::waiting;
use crate::language::{Text, say};
use crate::purchase::Purchase;
use crate::store::journal::{Entry, Journal};
use crate::terminal::signals::Signal;
use crate::text::paragraph;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long the other process may take: it looks at a new instance every 20 s at least, as long as that is not late.
const LIMIT: Duration = Duration::from_secs(25);
/// How often the journal is read.
const LOOK: Duration = Duration::from_millis(200);

/// Waits a while until whoever has the purchase has set the tags, or has left it. Returns how it stands, and whether it was
/// left with its tags to be set.
///
/// # Errors
/// The signal that told the command to end.
pub(super) async fn wait_for_tags(
    journal: &Journal,
    entry: Entry,
    signals: &mut Signals,
) -> Result<(Entry, bool), Signal> {
    let ending = waiting(Text("the process that is to set its tags"), LIMIT, until_left(journal, entry));
    tokio::select! {
        ended = ending => Ok(ended),
        signal = signals.next() => Err(signal),
    }
}

async fn until_left(journal: &Journal, mut entry: Entry) -> (Entry, bool) {
    let (since, mut was_held) = (Instant::now(), entry.held_by.is_some());
    loop {
        entry = journal.entry(&entry.id).unwrap_or(entry);
        let is_held = entry.held_by.is_some();
        if !is_held || !entry.purchase.lacks_tags() || since.elapsed() >= LIMIT {
            // A refusal is an answer, and is not asked for twice.
            let is_left = was_held && !is_held && entry.purchase.tags_word() == Some("pending");
            return (entry, is_left);
        }
        was_held = true;
        sleep(LOOK).await;
    }
}

/// That the instance serves without its tags, and who has them, as sentences.
pub(super) fn lacking_tags(instance: &Purchase, entry: &Entry) -> String {
    let holder = entry.held_by.as_ref().map(|holder| say!("Its purchase is held by {holder}.", holder));
    let told = [Some(instance.sentence()), entry.purchase.tags_told(), holder];
    paragraph(&told.into_iter().flatten().collect::<Vec<_>>())
}
