//! Follows a purchase for a command: tells what happens, obeys signals without losing anything, and decides when to
//! stop.

use super::printed::Printed;
use super::progress::Progress;
use super::signals::Signals;
use super::stream::ERRORS;
use super::waiting::PATIENCE;
use crate::clock::Clock;
use crate::language::{Text, say, tr};
use crate::purchase::snapshot::Snapshot;
use crate::purchase::{Action, Purchase, State};
use crate::service::connection::Connection;
use crate::service::deadline::READING;
use crate::service::perform::Go;
use crate::service::purchase::{JournalWriter, run};
use crate::store::journal::Entry;
use crate::terminal::signals::Signal;
use jiff::Timestamp;
use std::cell::RefCell;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::sleep;

/// How long the one look at a new instance may take, if the command is not to wait for the instance.
pub(super) const GLANCE: Duration = Duration::from_secs(5);
/// How often the line that counts the time is redrawn.
const BEAT: Duration = Duration::from_secs(1);

/// How following a purchase ended.
pub(super) enum End {
    /// There is nothing more to do, or the command is not to wait for the rest.
    Done,
    /// A signal told the process to end.
    Signalled(Signal),
    /// The journal did not accept the intent, because of this earlier purchase. Nothing was sent.
    Earlier(Box<Entry>),
}

/// What is needed to follow a purchase.
pub(super) struct Follow<'a> {
    pub(super) connection: &'a Connection,
    pub(super) signals: &'a mut Signals,
    pub(super) progress: &'a mut Progress,
    /// Whether to stay until the instance serves and has its tags.
    pub(super) wait: bool,
    /// Where the result is printed as soon as it is known, before anything else is looked up.
    pub(super) result: Option<&'a mut Printed>,
}

impl Follow<'_> {
    /// Goes on until the purchase is settled, its time limit is reached, or a person would have to decide. Without
    /// `wait`, it stops once the instance is known and was looked at once.
    pub(super) async fn run(self, purchase: Purchase, journal: JournalWriter) -> (Purchase, End) {
        let Follow { connection, signals, progress, wait, result } = self;
        progress.restart();
        progress.tell(purchase.log());
        // While a command runs there is nobody to decide anything, so no decision ever comes in.
        let (_, mut decisions) = mpsc::unbounded_channel();
        let latest = purchase.clone();
        let is_live = progress.is_live();
        let follower = Follower {
            progress,
            wait,
            result,
            signal: None,
            next: None,
            since: Instant::now(),
            told: Vec::new(),
            latest,
        };
        let follower = RefCell::new(follower);
        let on_step = |snapshot: &Snapshot, next: Option<&Action>| follower.borrow_mut().step(snapshot, next);
        let clock = Clock::default();
        // This future is large, so it is not made a part of the one that waits for it.
        let mut running = Box::pin(run(purchase, journal, connection, &clock, &mut decisions, on_step));
        let ended = loop {
            tokio::select! {
                ended = &mut running => break Some(ended),
                signal = signals.next() => if follower.borrow_mut().leaves(signal) { break None },
                () = sleep(BEAT) => follower.borrow_mut().beat(is_live),
            }
        };
        let mut follower = follower.borrow_mut();
        follower.progress.clear();
        let end = match (follower.signal, ended.flatten()) {
            (Some(signal), _) => End::Signalled(signal),
            (None, Some(entry)) => End::Earlier(entry),
            (None, None) => End::Done,
        };
        (follower.latest.clone(), end)
    }
}

/// What is done after each step of the purchase.
struct Follower<'a> {
    progress: &'a mut Progress,
    wait: bool,
    result: Option<&'a mut Printed>,
    /// The signal that told the process to end, if one came.
    signal: Option<Signal>,
    next: Option<Action>,
    /// When that began.
    since: Instant,
    /// What was said to be waited for: each is said once.
    told: Vec<Text>,
    latest: Purchase,
}

impl Follower<'_> {
    /// Tells what happened, and decides whether to go on with what is next.
    fn step(&mut self, snapshot: &Snapshot, next: Option<&Action>) -> Go {
        self.latest.clone_from(&snapshot.purchase);
        (self.next, self.since) = (next.cloned(), Instant::now());
        self.progress.tell(self.latest.log());
        // If the command is not to wait, the ID of the instance is all that is wanted.
        let is_enough = !self.wait && self.latest.instance_id().is_some();
        let is_last = matches!(next, Some(Action::LookUpNamesakes(_))) && (!self.wait || self.latest.is_settled());
        if let Some(result) = self.result.as_mut().filter(|_| is_last) {
            result.print(&self.latest);
        }
        self.draw();
        match next {
            _ if self.signal.is_some() => Go::No,
            Some(Action::Wait(_)) if is_enough || self.latest.is_late() => Go::No,
            Some(Action::LookUpOrder(_) | Action::SetTags(_)) if is_enough => Go::No,
            // The number of an order that has to be paid belongs to the result.
            Some(Action::LookUpOrders)
                if is_enough && (!self.latest.is_unpaid() || self.latest.order_id().is_some()) =>
            {
                Go::No
            }
            _ if is_enough => Go::Within(GLANCE),
            _ => Go::Within(READING),
        }
    }

    /// Takes in a signal to end. Returns whether to leave at once. While an order is being sent its answer is awaited,
    /// within the client's time limit, and only a second signal leaves at once. Nothing is lost then: the journal says
    /// that the order was sent, so the next start looks for the instance.
    fn leaves(&mut self, signal: Signal) -> bool {
        let waits = self.signal.is_none() && self.next == Some(Action::Send);
        self.signal = Some(signal);
        if waits {
            self.progress.say(tr(
                "The order is under way; its answer is awaited, a minute at most. Ctrl-C once more leaves at once.",
            ));
        }
        !waits
    }

    /// Once in a while: redraws the line that counts the time, and says what the cloud is slow with and what could not be
    /// said before.
    fn beat(&mut self, is_live: bool) {
        let _ = ERRORS.put("");
        if is_live {
            self.draw();
        }
        let slow = self.next.as_ref().and_then(awaited).filter(|_| self.since.elapsed() >= PATIENCE);
        if let Some(what) = slow.filter(|what| !self.told.contains(what)) {
            self.told.push(what);
            self.progress.say(what.shown());
        }
    }

    /// Redraws the line that counts the time, while the purchase waits.
    fn draw(&mut self) {
        if matches!(self.next, Some(Action::Wait(_))) {
            self.progress.draw(&moving(&self.latest));
        }
    }
}

/// What is waited for while an action is under way, as a sentence; nothing while time has to pass.
fn awaited(action: &Action) -> Option<Text> {
    Some(match action {
        Action::Send => Text("Waiting for the answer to the order, a minute at most."),
        Action::LookUpName | Action::LookUpNamesakes(_) => Text("Waiting for the instances of this name."),
        Action::LookUpInstance(_) => Text("Waiting for the state of the instance."),
        Action::LookUpOrders | Action::LookUpOrder(_) => Text("Waiting for the billing centre."),
        Action::SetTags(_) => Text("Waiting for the tags to be set."),
        Action::Wait(_) | Action::Record(_) => return None,
    })
}

/// The line that counts the time: the state, how long ago the order was sent, and when the cloud is asked next.
fn moving(purchase: &Purchase) -> String {
    let now = Timestamp::now();
    let state = match purchase.state() {
        State::Building(_) => purchase.word(),
        State::Running(_) => tr("RUNNING, tags not set yet"),
        _ => tr("looking for the instance"),
    };
    let since = purchase.sent_at().map_or(0, |sent| now.duration_since(sent).as_secs().max(0));
    let next = purchase.next_at().map_or(0, |next| next.duration_since(now).as_secs().max(0));
    let (minutes, seconds) = (since / 60, format!("{:02}", since % 60));
    say!("  {state}   {minutes} min {seconds} s   next look in {next} s", state, minutes, seconds, next)
}
