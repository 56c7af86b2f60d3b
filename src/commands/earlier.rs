//! Earlier purchases of the same name. They are looked up before anything new is sent, and are never sent again.

use super::create::Buying;
use super::error::CommandError;
use super::follow::{End, GLANCE};
use super::output::{note, tell};
use super::printed::Printed;
use super::result::conclude;
use super::waiting::waiting;
use crate::cloud::client::ACCOUNT_LIMIT;
use crate::failure::{Cause, Failure};
use crate::language::{Text, say, tr};
use crate::purchase::record::Intent;
use crate::purchase::watch::advice;
use crate::purchase::{Purchase, State};
use crate::service::purchase::JournalWriter;
use crate::service::resume::other_account;
use crate::store::journal::{Entry, Refusal, concerns};
use crate::text::{clean, paragraph};
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

/// How often another process is looked at that follows the instance.
const LOOK: Duration = Duration::from_secs(1);

/// What came of taking over an unsettled purchase.
enum Taken {
    Over(Box<(JournalWriter, Purchase)>),
    /// It was settled meanwhile.
    Settled,
    /// Another process follows it, and it stands like this.
    Held(Box<Purchase>, End),
}

/// What a look at the instance of a settled purchase gave.
enum Glance {
    /// It is in this state.
    There(String),
    Gone,
    /// Nobody could tell.
    Unread,
}

/// The keys belong to another account than this one, which bought the name before.
fn foreign(intent: &Intent, theirs: &str) -> CommandError {
    CommandError::credentials(say!(
        "{name} was ordered before, with the keys of account {theirs}, and these belong to another one. \
         Nothing was sent; use keys of that account to go on with it.",
        name = &intent.name,
        theirs
    ))
}

impl Buying<'_> {
    /// Goes on with every unfinished purchase of the name. If one of them has bought something, or may have, the
    /// command ends with it; `None` means that nothing stands in the way of a new purchase.
    ///
    /// # Errors
    /// When the earlier purchase ends with an error, or the draft has another plan than it.
    pub(super) async fn earlier(&mut self, intent: &Intent) -> Result<Option<u8>, CommandError> {
        let found = self.journal.unfinished()?;
        found.unreadable.iter().for_each(note);
        for entry in found.entries.into_iter().filter(|entry| concerns(entry.purchase.intent(), intent)) {
            let at = format!("{:.0}", entry.purchase.intent().at);
            tell(say!(
                "{name} was ordered before, at {at}. That is looked up; nothing is sent again.",
                name = &intent.name,
                at
            ));
            let mut printed = Printed::nothing(self.args);
            let (journal, purchase) = match self.take(&entry).await? {
                Taken::Over(over) => *over,
                Taken::Settled => continue,
                Taken::Held(held, end) => {
                    if matches!(end, End::Done) {
                        self.same_account(&held, intent).await?;
                    }
                    return self.held(&held, &end, printed, intent).map(Some);
                }
            };
            self.same_account(&purchase, intent).await?;
            // This future is large and seldom needed, so it is not made a part of the command's own.
            let (purchase, end) = Box::pin(self.follow(&mut printed).run(purchase, journal)).await;
            if purchase.may_have_bought() || matches!(end, End::Signalled(_)) {
                return Self::taken(&purchase, &end, printed, intent).map(Some);
            }
        }
        Ok(None)
    }

    /// Makes sure that the keys are those of the account that bought it, as far as that is known.
    ///
    /// # Errors
    /// When they belong to another one, or nobody can tell.
    async fn same_account(&mut self, purchase: &Purchase, intent: &Intent) -> Result<(), CommandError> {
        let asking = other_account(self.cloud.connection(), purchase.intent());
        let theirs = tokio::select! {
            theirs = waiting(Text("the account of these keys"), ACCOUNT_LIMIT, asking) => theirs?,
            signal = self.signals.next() => return Err(CommandError::unsent(signal)),
        };
        theirs.map_or(Ok(()), |theirs| Err(foreign(intent, &theirs)))
    }

    /// Looks for the instance of a settled purchase, with keys of the account that bought it and for no longer than a
    /// glance takes.
    ///
    /// # Errors
    /// When the keys belong to another account, or certificates or proxy cannot be used.
    async fn glance(&mut self, bought: &Intent, id: &str) -> Result<Glance, CommandError> {
        let (connection, client) = (self.cloud.connection(), self.cloud.client_for(bought).await?);
        let looking = async {
            if let Some(theirs) = other_account(connection, bought).await? {
                return Ok::<_, Failure>(Err(foreign(bought, &theirs)));
            }
            let instance = client.instance(id).await?;
            Ok(Ok(instance.map_or(Glance::Gone, |instance| Glance::There(clean(&instance.status)))))
        };
        let found = tokio::select! {
            found = waiting(Text("the instance"), GLANCE, timeout(GLANCE, looking)) => found,
            signal = self.signals.next() => return Err(CommandError::unsent(signal)),
        };
        match found {
            Ok(Ok(glance)) => glance,
            Ok(Err(_)) | Err(_) => Ok(Glance::Unread),
        }
    }

    /// Takes over an unsettled purchase. If the command is to wait, it waits for another process that follows the instance,
    /// within the limit within which it would follow it itself.
    ///
    /// # Errors
    /// When the purchase cannot be read, or another process is buying it and no instance is known.
    async fn take(&mut self, entry: &Entry) -> Result<Taken, CommandError> {
        let (since, mut told) = (Instant::now(), false);
        loop {
            let refusal = match JournalWriter::take(self.journal.clone(), &entry.id) {
                Ok(over) => return Ok(Taken::Over(Box::new(over))),
                Err(refusal) => refusal,
            };
            let words = refusal.to_string();
            let held = match refusal {
                Refusal::Busy { first: Some(first), .. } if first.purchase.instance_id().is_some() => first.purchase,
                // Whoever is at it sends the order any moment, or has sent it.
                Refusal::Busy { .. } => return Err(CommandError::new(Cause::Unknown.exit_code(), words)),
                // It may have been settled meanwhile.
                _ if self.journal.entry(&entry.id).is_ok_and(|now| now.purchase.is_settled()) => {
                    return Ok(Taken::Settled);
                }
                _ => return Err(CommandError::failed(words)),
            };
            if !std::mem::replace(&mut told, true) {
                tell(words);
            }
            if !self.args.wait || since.elapsed() >= self.pace.watch {
                return Ok(Taken::Held(Box::new(held), End::Done));
            }
            tokio::select! {
                () = sleep(LOOK) => {}
                signal = self.signals.next() => return Ok(Taken::Held(Box::new(held), End::Signalled(signal))),
            }
        }
    }

    /// Ends the command with a purchase that another process follows: its instance is known, so it is the result.
    fn held(&self, held: &Purchase, end: &End, printed: Printed, intent: &Intent) -> Result<u8, CommandError> {
        let code = Self::taken(held, end, printed, intent)?;
        if self.args.wait { Err(CommandError::unfinished(held.sentence())) } else { Ok(code) }
    }

    /// Ends the command with an earlier purchase, unless the draft has changed since.
    fn taken(purchase: &Purchase, end: &End, printed: Printed, intent: &Intent) -> Result<u8, CommandError> {
        let code = conclude(purchase, end, printed)?;
        if purchase.intent().plan == intent.plan {
            return Ok(code);
        }
        Err(CommandError::failed(say!(
            "{name} was bought before as plan {before}, and the draft is plan {now} now. Nothing was sent. \
             Another instance needs another name.",
            name = &intent.name,
            before = &purchase.intent().plan,
            now = &intent.plan
        )))
    }

    /// If the journal says that the same order was bought from this host before, ends the command with the ID of that
    /// instance, whatever its state is now. `None` means that there is no such purchase, or that its instance is gone.
    ///
    /// # Errors
    /// When the journal cannot be read or the result cannot be written. With `--wait`, also when the instance has
    /// failed.
    pub(super) async fn receipt(&mut self, intent: &Intent) -> Result<Option<u8>, CommandError> {
        let same = self.journal.same_order(intent)?.filter(|entry| entry.purchase.is_settled());
        let Some(Entry { purchase, .. }) = same else { return Ok(None) };
        let Some(id) = purchase.instance_id() else { return Ok(None) };
        let state = match self.glance(purchase.intent(), id).await? {
            Glance::Gone => return Ok(None),
            Glance::There(state) => state,
            Glance::Unread => purchase.word().to_owned(),
        };
        let at = format!("{:.0}", purchase.intent().at);
        tell(say!(
            "{name} was bought before by this plan, at {at}, and is {state}. Nothing is sent.",
            name = &intent.name,
            at,
            state = &state
        ));
        Some(advice(&state)).filter(|advice| !advice.is_empty()).into_iter().for_each(tell);
        let mut printed = Printed::nothing(self.args);
        printed.print_as(&purchase, &state);
        printed.check(&purchase)?;
        if purchase.has_refused_tags() {
            tell(paragraph(&[purchase.tags_told().unwrap_or_default(), printed.way_back(&purchase)]));
        }
        match purchase.exit_code() {
            code if code != 0 && self.args.wait => Err(CommandError::new(code, purchase.sentence())),
            _ => Ok(Some(0)),
        }
    }

    /// Decides about a finished purchase of the same name in the journal. A new purchase may replace it only if its
    /// instance is gone. Returns its id in the journal.
    ///
    /// # Errors
    /// When its instance is still there, or nobody can tell.
    pub(super) async fn gone(&mut self, entry: Box<Entry>) -> Result<String, CommandError> {
        let instance = entry.purchase.instance_id().map(str::to_owned);
        let intent = entry.purchase.intent().clone();
        // An unpaid order that was closed by hand shows no instance either, but it can still be paid.
        if let Some(id) = instance.as_ref().filter(|_| !matches!(entry.purchase.state(), State::Closed(_)))
            && matches!(self.glance(&intent, id).await?, Glance::Gone)
        {
            tell(say!("{name} was bought before; that instance, {id}, is gone.", name = &intent.name, id));
            return Ok(entry.id);
        }
        let refusal = Refusal::Earlier(entry).to_string();
        let text = [refusal, tr("To buy it again, confirm it in the wizard.").to_owned()];
        Err(CommandError::failed(paragraph(&text)).with("instance_id", instance.into()))
    }
}
