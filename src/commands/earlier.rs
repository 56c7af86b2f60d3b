//! Earlier purchases of the same name: looked up before anything new is sent, and never sent again.

use super::create::Buying;
use super::follow::End;
use super::output::say;
use super::result::conclude;
use super::stop::Stop;
use crate::perform::Clerk;
use crate::purchase::Purchase;
use crate::purchase::record::Intent;
use crate::store::journal::{Entry, Refusal, concerns};

impl Buying<'_> {
    /// Goes on with every unfinished purchase of the name. Once one of them has bought, or may have, that is the result
    /// of the command; `None` if nothing stands in the way of the new one.
    ///
    /// # Errors
    /// As the earlier purchase ends; or the plan has changed since.
    pub(super) async fn earlier(&mut self, intent: &Intent) -> Result<Option<u8>, Stop> {
        let found = self.journal.unfinished().map_err(Stop::failed)?;
        found.odd.iter().for_each(|odd| say(format_args!("note: {odd}")));
        for entry in found.entries.into_iter().filter(|entry| concerns(entry.purchase.intent(), intent)) {
            let at = entry.purchase.intent().at;
            say(format_args!(
                "{} was ordered before, at {at:.0}. That is looked up; nothing is sent again.",
                intent.name
            ));
            let mut clerk = Clerk::new(self.journal.clone());
            let mut purchase = clerk.take(&entry.id).map_err(|refusal| Stop::failed(refusal.to_string()))?;
            // Rare and large: the command is smaller with it elsewhere.
            let end = Box::pin(self.follow(clerk).run(&mut purchase)).await;
            if purchase.may_have_bought() || matches!(end, End::Told(_)) {
                return self.taken(&purchase, &end, intent).map(Some);
            }
        }
        Ok(None)
    }

    /// An earlier purchase is the result, unless the draft has changed since.
    fn taken(&self, purchase: &Purchase, end: &End, intent: &Intent) -> Result<u8, Stop> {
        let code = conclude(purchase, end, self.args.json)?;
        if purchase.intent().plan == intent.plan {
            return Ok(code);
        }
        Err(Stop::failed(format!(
            "{} was bought before by plan {}, and the draft is plan {} by now. Nothing was sent.",
            intent.name,
            purchase.intent().plan,
            intent.plan
        )))
    }

    /// A finished purchase of the name stands in the journal. It is out of the way only if its instance is gone by now.
    /// Returns the journal's id of it.
    ///
    /// # Errors
    /// If the instance is still there, or nobody can tell.
    pub(super) async fn gone(&mut self, entry: Box<Entry>) -> Result<String, Stop> {
        let instance = entry.purchase.instance_id().map(str::to_owned);
        let intent = entry.purchase.intent().clone();
        if let Some(id) = &instance {
            let client = self.cloud.client_for(&intent).await?;
            if matches!(client.instance(id).await, Ok(None)) {
                say(format_args!("{} was bought before; that instance, {id}, is gone.", intent.name));
                return Ok(entry.id);
            }
        }
        let text = format!("{} The wizard buys it again, on your word.", Refusal::Earlier(entry));
        Err(Stop::failed(text).with("instance_id", instance.into()))
    }
}
