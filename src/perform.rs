//! Carries out what a purchase wants done next: the one path of the wizard and of `create`.
//!
//! Decides nothing; the decisions are those of [`crate::purchase`].

use crate::catalog::{Cause, Failure, Instance};
use crate::cloud::client::Client;
use crate::purchase::record::{Fact, Intent, Record};
use crate::purchase::{Action, Event, Purchase};
use crate::store::journal::{Entry, Journal, Open, Refusal};
use jiff::Timestamp;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// How long the look-up of the name after a purchase may take.
const NAMESAKES: Duration = Duration::from_secs(5);
/// The pause in it, while ours is not listed yet.
const NAMESAKES_PAUSE: Duration = Duration::from_secs(1);

/// The journal, and the purchase that is being written in it.
#[derive(Debug)]
pub struct Clerk {
    journal: Journal,
    open: Option<Open>,
    /// What was written ahead of its order.
    ahead: Option<Fact>,
}

impl Clerk {
    /// Nothing is open yet.
    pub fn new(journal: Journal) -> Self {
        Self { journal, open: None, ahead: None }
    }

    /// Takes an unsettled purchase over from the journal, by its id, in the place of the one that is open.
    ///
    /// # Errors
    /// If somebody else is at it, or it cannot be read. What was open stays so.
    pub fn take(&mut self, id: &str) -> Result<Purchase, Refusal> {
        let purchase = self.journal.take(&mut self.open, id)?;
        self.ahead = None;
        Ok(purchase)
    }

    /// Writes a record and syncs it. Also tells the earlier purchase, where that is what stands in the way: only an
    /// intent that names it goes on.
    pub fn write(&mut self, record: &Record) -> (Event, Option<Box<Entry>>) {
        if self.ahead.take_if(|fact| *fact == record.fact).is_some() {
            return (Event::Written(Ok(())), None);
        }
        let result = self.journal.write(&mut self.open, record);
        let told = result.as_ref().map_err(ToString::to_string).copied();
        match result {
            Err(Refusal::Earlier(entry)) => (Event::Written(told), Some(entry)),
            _ => (Event::Written(told), None),
        }
    }

    /// Writes what an answer says the moment it is there, ahead of the order to write it: that takes the way through the
    /// screen's thread, which a line that hangs can hold up. Where it cannot be written the order tries once more.
    pub fn hear(&mut self, event: &Event, at: Timestamp) {
        let Event::Answer(answer) = event else { return };
        let record = Record { at, fact: Fact::of_answer(answer.clone()) };
        if self.journal.write(&mut self.open, &record).is_ok() {
            self.ahead = Some(record.fact);
        }
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
        Action::LookUpNamesakes(ours) => Event::Named(namesakes(client, intent, &ours).await),
        Action::LookUpInstance(id) => Event::Seen(client.instance(&id).await),
        Action::LookUpOrders => Event::Orders(client.unpaid_orders(intent.at.as_millisecond()).await),
        Action::Wait(pause) => {
            sleep(pause).await;
            Event::Due
        }
        Action::Record(_) => Event::Written(Err("Records are written by the clerk.".to_owned())),
    }
}

/// Lists the instances of the name until ours is among them, so that a list which lags behind is given its time; but not
/// for long, for what was bought is known already. An order that waits for payment is not listed at all.
async fn namesakes(client: &Client, intent: &Intent, ours: &str) -> Result<Vec<Instance>, Failure> {
    let end = Instant::now() + NAMESAKES;
    let waits_for_payment = intent.yearly_monthly && !intent.auto_pay;
    let mut found = Err(Failure {
        cause: Cause::Other,
        what: format!("The cloud did not list the instances of this name within {} s.", NAMESAKES.as_secs()),
        action: "Look in the console whether another one bears the name.".to_owned(),
        code: None,
        request_id: None,
        field: None,
    });
    while let Ok(named) = timeout_at(end, client.instances_named(&intent.name)).await {
        let done = named.as_ref().map_or(true, |named| named.iter().any(|one| one.id == ours) || waits_for_payment);
        found = named.or_else(|failure| if found.is_ok() { found } else { Err(failure) });
        if done || Instant::now() + NAMESAKES_PAUSE >= end {
            break;
        }
        sleep(NAMESAKES_PAUSE).await;
    }
    found
}

/// The event of an action that never came to the network.
pub fn unreached(action: &Action, failure: Failure) -> Event {
    match action {
        Action::Send => Event::Answer(Err(Failure { cause: Cause::NothingSent, ..failure })),
        Action::LookUpName | Action::LookUpNamesakes(_) => Event::Named(Err(failure)),
        Action::LookUpInstance(_) => Event::Seen(Err(failure)),
        Action::LookUpOrders => Event::Orders(Err(failure)),
        Action::Wait(_) | Action::Record(_) => Event::Due,
    }
}
