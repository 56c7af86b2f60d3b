//! The only code that drives a purchase, for the wizard and for the commands.
//!
//! [`run`] owns the machine, the journal's open file and the way to the cloud for as long as the purchase is unsettled.
//! It decides nothing; the decisions are those of [`crate::purchase`]. Dropping it at any `await` does no harm: what was
//! learned is on disk before anything else is done.

use super::connection::Connection;
use crate::catalog::Instance;
use crate::clock::Clock;
use crate::cloud::client::Client;
use crate::failure::{Cause, Failure};
use crate::purchase::record::{Intent, Record};
use crate::purchase::search;
use crate::purchase::snapshot::Hindrance::{self, Held, OtherAccount, SameName, Unread};
use crate::purchase::snapshot::Snapshot;
use crate::purchase::{Action, Decision, Event, Purchase};
use crate::store::journal::{Entry, Journal, JournalError, Open, Refusal};
use crate::store::person;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{sleep, timeout, timeout_at};

/// How long the look-up of the name after a purchase may take.
const NAMESAKES: Duration = Duration::from_secs(5);
/// The pause in it, while ours is not listed yet.
const NAMESAKES_PAUSE: Duration = Duration::from_secs(1);

/// How often a purchase is looked at that somebody else has.
const HELD_PAUSE: Duration = Duration::from_secs(20);

/// The journal, and the purchase that is being written in it.
#[derive(Debug)]
pub struct JournalWriter {
    journal: Option<Journal>,
    open: Option<Open>,
}

impl JournalWriter {
    /// For a purchase that begins: nothing is open yet.
    pub fn new(journal: Journal) -> Self {
        Self { journal: Some(journal), open: None }
    }

    /// For an instance that is only watched: nothing is written.
    pub fn nowhere() -> Self {
        Self { journal: None, open: None }
    }

    /// Takes an unsettled purchase over from the journal, by its id.
    ///
    /// # Errors
    /// If somebody else is at it, or it cannot be read.
    pub fn take(journal: Journal, id: &str) -> Result<(Self, Purchase), Refusal> {
        let mut open = None;
        let purchase = journal.take(&mut open, id)?;
        Ok((Self { journal: Some(journal), open }, purchase))
    }

    /// What the journal calls the purchase, once it has it.
    fn id(&self) -> Option<String> {
        self.open.as_ref().map(|open| open.id().to_owned())
    }

    fn write(&mut self, record: &Record) -> Result<(), Refusal> {
        self.journal.as_ref().map_or(Ok(()), |journal| journal.write(&mut self.open, record))
    }
}

/// Whoever follows a purchase says after each step how far to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    On,
    /// What comes next may take this long.
    Within(Duration),
    /// Nobody waits for what comes next.
    No,
}

/// How driving a purchase ended.
#[derive(Debug)]
pub struct Ended {
    pub snapshot: Snapshot,
    /// The earlier purchase because of which nothing was sent.
    pub earlier: Option<Box<Entry>>,
}

/// Drives a purchase until it is settled, or until nobody wants to go on. After each step, and before the action that
/// comes next is begun, `on_step` is told how the purchase stands. While the person has to decide it waits for
/// `decisions`, and ends once nobody can send any.
pub async fn run(
    purchase: Purchase,
    journal: JournalWriter,
    connection: &Connection,
    clock: &Clock,
    decisions: &mut UnboundedReceiver<Decision>,
    mut on_step: impl FnMut(&Snapshot, Option<&Action>) -> Go,
) -> Ended {
    let snapshot = Snapshot::new(purchase, journal.id());
    let mut run = Run { snapshot, journal, earlier: None, clock, at: clock.instant() };
    let mut next = run.on(Event::Start);
    loop {
        let go = on_step(&run.snapshot, next.as_ref());
        next = match next {
            _ if go == Go::No => break,
            None if run.snapshot.purchase.is_settled() => break,
            None => match decisions.recv().await {
                Some(decision) => run.decide(decision),
                None => break,
            },
            Some(action) => {
                let now = (clock, run.at);
                let doing = perform(connection, now, run.snapshot.purchase.intent().clone(), action.clone(), go);
                let told = |snapshot: &Snapshot| _ = on_step(snapshot, Some(&action));
                run.during(&action, doing, decisions, told).await
            }
        };
    }
    Ended { snapshot: run.snapshot, earlier: run.earlier }
}

struct Run<'a> {
    snapshot: Snapshot,
    journal: JournalWriter,
    earlier: Option<Box<Entry>>,
    clock: &'a Clock,
    /// When the last event came: pauses count from there.
    at: Instant,
}

impl Run<'_> {
    /// Hands an event to the machine, and writes what it wants written before anything else is done.
    fn on(&mut self, event: Event) -> Option<Action> {
        self.at = self.clock.instant();
        let mut next = self.snapshot.purchase.on(event, self.clock.now());
        while let Some(Action::Record(record)) = next {
            let written = self.write(&record);
            next = self.snapshot.purchase.on(Event::Written(written), self.clock.now());
        }
        next
    }

    fn write(&mut self, record: &Record) -> Result<(), String> {
        let written = self.journal.write(record);
        self.snapshot.id = self.journal.id();
        let told = written.as_ref().map_err(ToString::to_string).copied();
        if let Err(Refusal::Earlier(entry)) = written {
            self.snapshot.earlier = Some(entry.id.clone());
            self.earlier = Some(entry);
        }
        told
    }

    fn decide(&mut self, decision: Decision) -> Option<Action> {
        if decision != Decision::SendAgain {
            return self.on(Event::Person(decision));
        }
        let again = self.snapshot.purchase.again(&self.journal.id()?, self.clock.now())?;
        self.snapshot = Snapshot::new(again, None);
        self.on(Event::Start)
    }

    /// Waits for what was begun, and heeds decisions meanwhile; not while the order is under way, whose answer nothing
    /// may replace. Those that do not fit the moment change nothing, but are answered.
    async fn during(
        &mut self,
        action: &Action,
        doing: impl Future<Output = Event>,
        decisions: &mut UnboundedReceiver<Decision>,
        mut told: impl FnMut(&Snapshot),
    ) -> Option<Action> {
        let mut doing = std::pin::pin!(doing);
        let mut heeds = *action != Action::Send;
        loop {
            let decided = tokio::select! {
                biased;
                event = &mut doing => return self.on(event),
                decision = decisions.recv(), if heeds => decision,
            };
            match decided.map(|decision| self.decide(decision)) {
                Some(Some(next)) => return Some(next),
                Some(None) => told(&self.snapshot),
                None => heeds = false,
            }
        }
    }
}

/// Does anything but writing: sends, looks up, waits. Sending happens once per call and is never repeated.
async fn perform(
    connection: &Connection,
    (clock, at): (&Clock, Instant),
    intent: Intent,
    action: Action,
    go: Go,
) -> Event {
    if let Action::Wait(pause) = action {
        clock.sleep_until(at + pause).await;
        return Event::Due;
    }
    let client = match connection.client_for(&intent).await {
        Ok(client) => client,
        Err(failure) => return unreached(&action, failure),
    };
    match go {
        Go::Within(limit) => timeout(limit, ask(&client, &intent, action.clone()))
            .await
            .unwrap_or_else(|_| unreached(&action, out_of_time(limit))),
        _ => ask(&client, &intent, action).await,
    }
}

async fn ask(client: &Client, intent: &Intent, action: Action) -> Event {
    match action {
        Action::Send => Event::Answer(client.create(&intent.engine, intent.body.as_bytes()).await),
        Action::LookUpName => Event::Named(client.instances_named(&intent.name).await),
        Action::LookUpNamesakes(ours) => Event::Named(namesakes(client, intent, &ours).await),
        Action::LookUpInstance(id) => Event::Seen(client.instance(&id).await),
        Action::LookUpOrders => Event::Orders(client.unpaid_orders(search::orders_since(intent)).await),
        Action::LookUpOrder(id) => Event::Order(client.order_status(&id).await),
        // Neither goes to the cloud.
        Action::Wait(_) | Action::Record(_) => Event::Due,
    }
}

/// Lists the instances of the name until ours is among them, so that a list which lags behind is given its time; but not
/// for long, for what was bought is known already. An order that waits for payment is not listed at all.
async fn namesakes(client: &Client, intent: &Intent, ours: &str) -> Result<Vec<Instance>, Failure> {
    let end = Instant::now() + NAMESAKES;
    let waits_for_payment = intent.yearly_monthly && !intent.auto_pay;
    let mut found = Err(Failure {
        action: "Look in the console whether another one bears the name.".to_owned(),
        ..out_of_time(NAMESAKES)
    });
    while let Ok(named) = timeout_at(end.into(), client.instances_named(&intent.name)).await {
        let done = named.as_ref().map_or(true, |named| named.iter().any(|one| one.id == ours) || waits_for_payment);
        found = named.or_else(|failure| if found.is_ok() { found } else { Err(failure) });
        if done || Instant::now() + NAMESAKES_PAUSE >= end {
            break;
        }
        sleep(NAMESAKES_PAUSE).await;
    }
    found
}

fn out_of_time(limit: Duration) -> Failure {
    Failure {
        cause: Cause::Other,
        what: format!("The cloud did not answer within {} s.", limit.as_secs()),
        action: "Watch the instance by its ID.".to_owned(),
        code: None,
        request_id: None,
        field: None,
    }
}

/// The event of an action that never came to the network.
fn unreached(action: &Action, failure: Failure) -> Event {
    match action {
        Action::Send => Event::Answer(Err(Failure { cause: Cause::NothingSent, ..failure })),
        Action::LookUpName | Action::LookUpNamesakes(_) => Event::Named(Err(failure)),
        Action::LookUpInstance(_) => Event::Seen(Err(failure)),
        Action::LookUpOrders => Event::Orders(Err(failure)),
        Action::LookUpOrder(_) => Event::Order(Err(failure)),
        Action::Wait(_) | Action::Record(_) => Event::Due,
    }
}

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
                let hindrance = entry.held_by.map(|by| if by == person::process() { SameName } else { Held(by) });
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
