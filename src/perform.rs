//! Carries out what a purchase wants done next: the one path of the wizard and of `create`.
//!
//! Decides nothing; the decisions are those of [`crate::purchase`].

use crate::cloud::client::Client;
use crate::purchase::record::{Intent, Record};
use crate::purchase::{Action, Event};
use crate::store::journal::{Journal, Open, Refusal};

/// The journal, and the purchase that is being written in it.
#[derive(Debug)]
pub struct Clerk {
    journal: Journal,
    open: Option<Open>,
}

impl Clerk {
    /// Of a purchase that is new, or that was taken over from the journal.
    pub fn new(journal: Journal, open: Option<Open>) -> Self {
        Self { journal, open }
    }

    /// Writes a record and syncs it. Also tells the journal's id of an earlier purchase, where that is what stands in the
    /// way: only an intent that names it goes on.
    pub fn write(&mut self, record: &Record) -> (Event, Option<String>) {
        let result = self.journal.write(&mut self.open, record);
        let earlier = match &result {
            Err(Refusal::Earlier(entry)) => Some(entry.id.clone()),
            _ => None,
        };
        (Event::Written(result.map_err(|refusal| refusal.to_string())), earlier)
    }

    /// What the journal calls the purchase, once it has it.
    pub fn id(&self) -> Option<&str> {
        self.open.as_ref().map(Open::id)
    }
}

/// Does anything but writing: sends, looks up, waits. Sending happens once per call and is never repeated.
pub async fn perform(client: &Client, intent: &Intent, action: Action) -> Event {
    match action {
        Action::Send => Event::Answer(client.create(&intent.engine, intent.body.as_bytes()).await),
        Action::LookUpName => Event::Named(client.instances_named(&intent.name).await),
        Action::LookUpInstance(id) => Event::Seen(client.instance(&id).await),
        Action::LookUpOrders => Event::Orders(client.unpaid_orders(intent.at.as_millisecond()).await),
        Action::Wait(pause) => {
            tokio::time::sleep(pause).await;
            Event::Due
        }
        Action::Record(_) => Event::Written(Err("Records are written by the clerk.".to_owned())),
    }
}
