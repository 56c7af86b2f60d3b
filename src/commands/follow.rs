//! Runs a purchase: performs what it wants done next, tells what happens, and heeds signals without losing anything.
//!
//! Decides nothing about sending; the decisions are those of [`crate::purchase`].

use super::cloud::Cloud;
use super::printed::Printed;
use super::progress::Progress;
use super::stop::Stop;
use crate::catalog::{Cause, Failure};
use crate::perform::{Clerk, perform, unreached};
use crate::purchase::record::Intent;
use crate::purchase::{Action, Event, Purchase, State};
use crate::store::journal::Entry;
use crate::terminal::signals::{Caught, Signal};
use jiff::Timestamp;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::net::UnixStream;
use tokio::time::{Instant, sleep_until, timeout};

/// How long the one look at a new instance may take where nobody waits for it.
pub(super) const GLANCE: Duration = Duration::from_secs(5);
/// How often the line that moves is redrawn.
const BEAT: Duration = Duration::from_secs(1);

/// Signals as they come; from here on they no longer end the process by themselves.
pub(super) struct Signals {
    caught: Caught,
    bell: UnixStream,
    heard: VecDeque<Signal>,
}

impl Signals {
    /// # Errors
    /// When the system refuses.
    pub(super) fn catch() -> Result<Self, Stop> {
        let failed = |error| Stop::failed(format!("Signals could not be caught: {error}."));
        let caught = Caught::new().map_err(failed)?;
        let bell = caught.bell().and_then(UnixStream::from_std).map_err(failed)?;
        Ok(Self { caught, bell, heard: VecDeque::new() })
    }

    /// The next signal to end.
    pub(super) async fn next(&mut self) -> Signal {
        loop {
            match self.next_of_all().await {
                Signal::Continue => {}
                signal => return signal,
            }
        }
    }

    /// The next signal, also the one that says that the process was stopped and goes on.
    pub(super) async fn next_of_all(&mut self) -> Signal {
        loop {
            if let Some(signal) = self.heard.pop_front() {
                return signal;
            }
            if self.bell.readable().await.is_err() {
                // The runtime is being shut down.
                std::future::pending::<()>().await;
            }
            // Emptied before they are asked for, or one that comes in between would be slept through.
            while self.bell.try_read(&mut [0; 64]).is_ok_and(|count| count > 0) {}
            self.heard.extend(self.caught.pending());
        }
    }
}

/// How following a purchase ended.
pub(super) enum End {
    /// There is nothing more to do, or nobody waits for the rest.
    Done,
    /// The process was told to end.
    Told(Signal),
    /// The journal did not take the intent, because of this earlier purchase. Nothing was sent.
    Earlier(Box<Entry>),
}

/// A purchase on its way.
pub(super) struct Follow<'a> {
    pub(super) cloud: &'a mut Cloud,
    pub(super) clerk: Clerk,
    pub(super) signals: &'a mut Signals,
    pub(super) progress: &'a mut Progress,
    /// Whether to stay until the instance serves.
    pub(super) wait: bool,
    /// Where the result goes that must not wait for what is looked up after it.
    pub(super) result: Option<&'a mut Printed>,
}

impl Follow<'_> {
    /// Goes on until the purchase is settled, its limit is reached, or the person has to decide; without `wait`, until
    /// its instance is known and was looked at once.
    pub(super) async fn run(mut self, purchase: &mut Purchase) -> End {
        self.progress.restart();
        self.progress.tell(purchase.steps());
        let (mut told, mut earlier) = (None, None);
        let mut next = purchase.on(Event::Start, Timestamp::now());
        while let Some(action) = next {
            let event = match action {
                Action::Record(record) => {
                    let (event, entry) = self.clerk.write(&record);
                    earlier = entry;
                    event
                }
                _ if told.is_some() => break,
                Action::Send => {
                    let (event, signal) = self.send(purchase).await;
                    told = signal;
                    let Some(event) = event else { break };
                    event
                }
                Action::Wait(_) | Action::LookUpOrders if self.is_enough(purchase) => break,
                action => match self.heed(purchase, action).await {
                    Ok(event) => event,
                    Err(signal) => {
                        told = Some(signal);
                        break;
                    }
                },
            };
            next = purchase.on(event, Timestamp::now());
            self.progress.tell(purchase.steps());
        }
        self.progress.clear();
        match (told, earlier) {
            (Some(signal), _) => End::Told(signal),
            (None, Some(entry)) => End::Earlier(entry),
            (None, None) => End::Done,
        }
    }

    /// Whether all is known that somebody wants who does not wait.
    fn is_enough(&self, purchase: &Purchase) -> bool {
        !self.wait && purchase.instance_id().is_some()
    }

    /// Sends. The answer is awaited, within the client's limit, also when the process is told to end; only the second
    /// time it goes at once. The journal says that it was sent, so the next start looks for the instance.
    async fn send(&mut self, purchase: &Purchase) -> (Option<Event>, Option<Signal>) {
        let client = match self.cloud.client_for(purchase.intent()).await {
            Ok(client) => client,
            Err(failure) => return (Some(unreached(&Action::Send, failure)), None),
        };
        let mut sending = std::pin::pin!(perform(&client, purchase.intent(), Action::Send));
        let first = tokio::select! {
            event = &mut sending => return (Some(event), None),
            signal = self.signals.next() => signal,
        };
        self.progress
            .say("The order is under way; its answer is awaited, a minute at most. Once more to leave at once.");
        tokio::select! {
            event = &mut sending => (Some(event), Some(first)),
            signal = self.signals.next() => (None, Some(signal)),
        }
    }

    /// Looks up or waits. An error is a signal to end. Where nobody waits for the instance to serve, a look at it takes
    /// [`GLANCE`] at most.
    async fn heed(&mut self, purchase: &Purchase, action: Action) -> Result<Event, Signal> {
        if let Action::Wait(pause) = action {
            return self.pause(purchase, pause).await;
        }
        let is_last = matches!(action, Action::LookUpNamesakes(_)) && (!self.wait || purchase.is_settled());
        if let Some(result) = self.result.as_mut().filter(|_| is_last) {
            result.print(purchase);
        }
        let intent: &Intent = purchase.intent();
        let client = match self.cloud.client_for(intent).await {
            Ok(client) => client,
            Err(failure) => return Ok(unreached(&action, failure)),
        };
        let limit = if self.is_enough(purchase) { GLANCE } else { Duration::MAX };
        tokio::select! {
            event = timeout(limit, perform(&client, intent, action.clone())) => {
                Ok(event.unwrap_or_else(|_| unreached(&action, out_of_time())))
            }
            signal = self.signals.next() => Err(signal),
        }
    }

    async fn pause(&mut self, purchase: &Purchase, pause: Duration) -> Result<Event, Signal> {
        let end = Instant::now() + pause;
        loop {
            let beat = if self.progress.is_live() { end.min(Instant::now() + BEAT) } else { end };
            self.progress.draw(&moving(purchase));
            tokio::select! {
                () = sleep_until(beat) => if beat == end { return Ok(Event::Due) },
                signal = self.signals.next() => return Err(signal),
            }
        }
    }
}

fn out_of_time() -> Failure {
    Failure {
        cause: Cause::Other,
        what: format!("The cloud did not answer within {} s.", GLANCE.as_secs()),
        action: "Watch the instance by its ID.".to_owned(),
        code: None,
        request_id: None,
        field: None,
    }
}

/// The line that moves: state, time since sending, when the cloud is asked next.
fn moving(purchase: &Purchase) -> String {
    let now = Timestamp::now();
    let state = match purchase.state() {
        State::Building(watch) => watch.status().unwrap_or("not listed yet"),
        _ => "looking for the instance",
    };
    let since = purchase.sent_at().map_or(0, |sent| now.duration_since(sent).as_secs().max(0));
    let next = purchase.next_at().map_or(0, |next| next.duration_since(now).as_secs().max(0));
    format!("  {state}   {} min {:02} s   next look in {next} s", since / 60, since % 60)
}
