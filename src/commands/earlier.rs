//! Earlier purchases of the same name: looked up before anything new is sent, and never sent again.

use super::create::Buying;
use super::error::CommandError;
use super::follow::{End, GLANCE};
use super::output::say;
use super::printed::Printed;
use super::result::conclude;
use crate::purchase::record::Intent;
use crate::purchase::watch::advice;
use crate::purchase::{Purchase, State};
use crate::service::purchase::{JournalWriter, other_account};
use crate::store::journal::{Entry, Refusal, concerns};
use crate::text::clean;
use tokio::time::timeout;

impl Buying<'_> {
    /// Goes on with every unfinished purchase of the name. Once one of them has bought, or may have, that is the result
    /// of the command; `None` if nothing stands in the way of the new one.
    ///
    /// # Errors
    /// As the earlier purchase ends; or the plan has changed since.
    pub(super) async fn earlier(&mut self, intent: &Intent) -> Result<Option<u8>, CommandError> {
        let found = self.journal.unfinished()?;
        found.unreadable.iter().for_each(|why| say(format_args!("note: {why}")));
        for entry in found.entries.into_iter().filter(|entry| concerns(entry.purchase.intent(), intent)) {
            let at = entry.purchase.intent().at;
            say(format_args!(
                "{} was ordered before, at {at:.0}. That is looked up; nothing is sent again.",
                intent.name
            ));
            let mut printed = Printed::nothing(self.args.json);
            let taken = JournalWriter::take(self.journal.clone(), &entry.id);
            let (journal, purchase) = taken.map_err(|refusal| CommandError::failed(refusal.to_string()))?;
            if let Some(theirs) = other_account(self.cloud.connection(), purchase.intent()).await? {
                return Err(CommandError::credentials(format!(
                    "{} was ordered before, with the keys of account {theirs}, and these belong to another one. Nothing \
                     was sent; use keys of that account to go on with it.",
                    intent.name
                )));
            }
            // Rare and large: the command is smaller with it elsewhere.
            let (purchase, end) = Box::pin(self.follow(&mut printed).run(purchase, journal)).await;
            if purchase.may_have_bought() || matches!(end, End::Told(_)) {
                return Self::taken(&purchase, &end, printed, intent).map(Some);
            }
        }
        Ok(None)
    }

    /// An earlier purchase is the result, unless the draft has changed since.
    fn taken(purchase: &Purchase, end: &End, printed: Printed, intent: &Intent) -> Result<u8, CommandError> {
        let code = conclude(purchase, end, printed)?;
        if purchase.intent().plan == intent.plan {
            return Ok(code);
        }
        Err(CommandError::failed(format!(
            "{} was bought before by plan {}, and the draft is plan {} by now. Nothing was sent.",
            intent.name,
            purchase.intent().plan,
            intent.plan
        )))
    }

    /// The same order was bought from this host before, and its receipt is here: its ID is the result, whatever the state
    /// of the instance is by now. `None` if there is no such receipt, or its instance is gone.
    ///
    /// # Errors
    /// If the journal cannot be read, or the result cannot be written; with `--wait`, if the instance did not come to
    /// serve.
    pub(super) async fn receipt(&mut self, intent: &Intent) -> Result<Option<u8>, CommandError> {
        let entries = self.journal.earlier(intent)?;
        let last = entries.into_iter().rfind(|entry| entry.purchase.may_have_bought());
        let same = last.filter(|entry| entry.purchase.is_settled() && entry.purchase.intent().plan == intent.plan);
        let Some(Entry { purchase, .. }) = same else { return Ok(None) };
        let Some(id) = purchase.instance_id() else { return Ok(None) };
        let client = self.cloud.client_for(purchase.intent()).await?;
        let found = tokio::select! {
            found = timeout(GLANCE, client.instance(id)) => found,
            signal = self.signals.next() => return Err(CommandError::signal(signal, "Left. Nothing was sent.")),
        };
        let state = match found {
            Ok(Ok(None)) => return Ok(None),
            Ok(Ok(Some(instance))) => clean(&instance.status),
            Ok(Err(_)) | Err(_) => purchase.word().to_owned(),
        };
        let at = purchase.intent().at;
        say(format_args!(
            "{} was bought before by this plan, at {at:.0}, and is {state}. Nothing is sent.",
            intent.name
        ));
        Some(advice(&state)).filter(|advice| !advice.is_empty()).into_iter().for_each(say);
        let mut printed = Printed::nothing(self.args.json);
        printed.print_as(&purchase, &state);
        printed.check(&purchase)?;
        match purchase.exit_code() {
            code if code != 0 && self.args.wait => Err(CommandError::new(code, purchase.sentence())),
            _ => Ok(Some(0)),
        }
    }

    /// A finished purchase of the name stands in the journal. It is out of the way only if its instance is gone by now.
    /// Returns the journal's id of it.
    ///
    /// # Errors
    /// If the instance is still there, or nobody can tell.
    pub(super) async fn gone(&mut self, entry: Box<Entry>) -> Result<String, CommandError> {
        let instance = entry.purchase.instance_id().map(str::to_owned);
        let intent = entry.purchase.intent().clone();
        // An unpaid order that was closed shows no instance either, and can be paid still.
        if let Some(id) = instance.as_ref().filter(|_| !matches!(entry.purchase.state(), State::Closed(_))) {
            let client = self.cloud.client_for(&intent).await?;
            if matches!(client.instance(id).await, Ok(None)) {
                say(format_args!("{} was bought before; that instance, {id}, is gone.", intent.name));
                return Ok(entry.id);
            }
        }
        let text = format!("{} The wizard buys it again, on your word.", Refusal::Earlier(entry));
        Err(CommandError::failed(text).with("instance_id", instance.into()))
    }
}
