//! The only loop that drives a purchase, for the wizard and for the commands.
//!
//! [`run`] owns the machine, the journal's open file and the way to the cloud for as long as the purchase is unsettled.
//! It decides nothing; the decisions are those of [`crate::purchase`]. Dropping it at any `await` does no harm: what was
//! learned is written before anything else is done.

use super::connection::Connection;
use super::perform::{Go, perform};
use crate::clock::Clock;
use crate::purchase::record::Record;
use crate::purchase::snapshot::Snapshot;
use crate::purchase::{Action, Decision, Event, Purchase};
use crate::store::journal::{Entry, Journal, Open, Refusal};
use std::pin::{Pin, pin};
use std::time::Instant;
use tokio::sync::mpsc::UnboundedReceiver;

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

    /// Takes over a purchase from the journal, by its id: one that is unsettled, or whose tags were refused.
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

/// Drives a purchase until it is settled, or until nobody wants to go on. After each step, and before the action that
/// comes next is begun, `on_step` is told how the purchase stands. While the person has to decide it waits for
/// `decisions`, and ends once nobody can send any. Returns the earlier purchase because of which nothing was sent, if any.
pub async fn run(
    purchase: Purchase,
    journal: JournalWriter,
    connection: &Connection,
    clock: &Clock,
    decisions: &mut UnboundedReceiver<Decision>,
    mut on_step: impl FnMut(&Snapshot, Option<&Action>) -> Go,
) -> Option<Box<Entry>> {
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
                let intent = run.snapshot.purchase.intent().clone();
                let doing = pin!(perform(connection, now, intent, action.clone(), go));
                let told = |snapshot: &Snapshot| _ = on_step(snapshot, Some(&action));
                run.during(&action, doing, decisions, told).await
            }
        };
    }
    run.earlier
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
        match written {
            Err(Refusal::Earlier(entry)) => {
                self.snapshot.earlier = Some(entry.id.clone());
                self.earlier = Some(entry);
            }
            Err(Refusal::Busy { first, .. }) => self.earlier = first,
            _ => {}
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
        mut doing: Pin<&mut impl Future<Output = Event>>,
        decisions: &mut UnboundedReceiver<Decision>,
        mut told: impl FnMut(&Snapshot),
    ) -> Option<Action> {
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
