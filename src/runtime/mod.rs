//! The wizard's loop: one queue, one order. Messages go to the app, its effects are carried out here, their results
//! come back as messages.
//!
//! Before the first frame there is no thread, no runtime and no network; they come up with the first request.

pub mod console;
pub mod draft_session;
mod effects;
pub mod memory;
pub mod start;
pub mod worker;

use crate::app::message::{Effect, Msg, TypedKeys};
use crate::app::state::App;
use crate::arrival::Arrival;
use crate::clock::Clock;
use crate::cloud::credentials::Credentials;
use crate::cloud::endpoints::Service;
use crate::language::tr;
use crate::purchase::snapshot::{Hindrance, Snapshot};
use crate::purchase::watch::Pace;
use crate::service::connection::Network;
use crate::steps::account;
use crate::store::journal::{Entry, Journal};
use crate::terminal::decode::{Batch, Input};
use crate::terminal::paste;
use crate::terminal::signals::Signal;
use console::Console;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use draft_session::DraftSession;
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Instant;
use worker::{Job, Worker};

/// So many things are asked for before they are done and a frame is drawn, whatever is still waiting.
const MOST_EFFECTS: usize = 1000;

/// What the wizard works with beside its own state.
pub struct Environment {
    pub network: Network,
    /// Keys that were found; else they are asked for.
    pub credentials: Option<Credentials>,
    /// Whether the agency of this host is asked where no keys were found: not where keys were meant that cannot be used.
    pub may_ask_agency: bool,
    pub journal: Journal,
    pub drafts: DraftSession,
    /// The file of the organization's rules, where another than this host's was named.
    pub policy: Option<std::path::PathBuf>,
    /// How often the cloud is asked about a purchase.
    pub pace: Pace,
    pub clock: Clock,
}

/// Something that came in from outside the app.
enum Event {
    Input(Batch),
    Signal(Signal),
    Msg(Msg),
}

/// The other threads' end of the queue.
#[derive(Clone)]
struct Reports {
    results: Sender<Event>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Reports {
    fn send(&self, event: Event) {
        // A queue that nobody reads any more belongs to a wizard that is being left.
        let _ = self.results.send(event);
        (self.wake)();
    }
}

/// The loop, and what it owns.
pub struct Runtime<C> {
    environment: Environment,
    pub console: C,
    /// What was asked for and is not done yet.
    effects: Vec<Effect>,
    /// What came in and was not taken yet.
    queue: VecDeque<Event>,
    arrived: Receiver<Event>,
    reports: Reports,
    timers: Vec<(Instant, Msg)>,
    /// The keys that were typed behind the mask.
    typed: Credentials,
    worker: Option<Worker>,
    /// Why the wizard had to be left.
    failed: Option<String>,
}

impl<C: Console> Runtime<C> {
    /// Shows the first picture; nothing else is begun so far.
    pub fn new(environment: Environment, mut console: C, app: &mut App) -> Self {
        app.now = environment.clock.now();
        app.drawn(&console.draw(app));
        let (results, arrived) = mpsc::channel();
        let reports = Reports { results, wake: Arc::from(console.waker()) };
        let (effects, queue, timers) = (Vec::new(), VecDeque::new(), Vec::new());
        let typed = credentials(app.typed_keys());
        Self { environment, console, effects, queue, arrived, reports, timers, typed, worker: None, failed: None }
    }

    /// Runs until the wizard is left; returns the exit code.
    pub fn run(&mut self, app: &mut App) -> i32 {
        let mut begun = false;
        loop {
            // A terminal that shows nothing yet is no reason to begin anything.
            if !begun && !self.console.is_behind() {
                self.begin(app);
                begun = true;
            }
            if let ControlFlow::Break(code) = self.turn(app) {
                return code;
            }
        }
    }

    /// Why the wizard was left by itself, if it was.
    pub fn failed(&self) -> Option<&str> {
        self.failed.as_deref()
    }

    /// What follows the first picture.
    pub fn begin(&mut self, app: &mut App) {
        if self.environment.credentials.is_none() && self.environment.may_ask_agency {
            self.send(app, Job::FindKeys);
        }
        if app.offers_no_drafts() {
            // More than the first screen could wait for.
            self.effects = app.update(self.drafts(None));
            if app.offers_no_drafts() && app.notice.is_none() {
                app.overlay = None;
            }
        }
        self.effects.extend(app.start());
    }

    /// Carries out what is asked for, draws, and takes in what comes next; waits for it until a timer is due. Says whether
    /// anything came. An exit code ends the wizard.
    pub fn turn(&mut self, app: &mut App) -> ControlFlow<i32, bool> {
        self.carry_out(app)?;
        let drawn = self.console.draw(app);
        // While the terminal is behind, what it shows is what it showed.
        if !self.console.is_behind() && app.drawn(&drawn) {
            app.drawn(&self.console.draw(app));
        }
        // Two syncs, which no picture and no question waits for.
        self.environment.drafts.mark();
        let (until, mut came) = (self.due(), false);
        while let Some(event) = self.next(until) {
            came = true;
            self.take(app, event);
            // What came together is taken before a frame is drawn, unless a flood goes on and on. What comes meanwhile is
            // not asked for here (`architecture`, "Figures": CPU of a key).
            let is_urgent = self.effects.iter().any(Effect::is_urgent) || self.effects.len() > MOST_EFFECTS;
            if is_urgent || self.queue.is_empty() {
                break;
            }
        }
        ControlFlow::Continue(came)
    }

    /// When the next timer is due.
    pub fn due(&self) -> Option<Instant> {
        self.timers.iter().map(|(at, _)| *at).min()
    }

    /// The clock by which timers are due.
    pub fn clock(&self) -> &Clock {
        &self.environment.clock
    }

    /// The next thing that happened; sleeps for it until then, for ever without an end.
    fn next(&mut self, until: Option<Instant>) -> Option<Event> {
        if self.queue.is_empty() {
            let heard = self.console.wait(until);
            // What was typed before the line dropped comes before word of that.
            let batch = Batch { inputs: heard.inputs, arrival: heard.arrival };
            self.queue.extend(Some(batch).filter(|batch| !batch.inputs.is_empty()).map(Event::Input));
            self.queue.extend(heard.signals.into_iter().map(Event::Signal));
            self.queue.extend(self.arrived.try_iter());
            let now = self.environment.clock.instant();
            self.queue.extend(self.timers.extract_if(.., |(at, _)| *at <= now).map(|(_, msg)| Event::Msg(msg)));
        }
        self.queue.pop_front()
    }

    fn take(&mut self, app: &mut App, event: Event) {
        app.now = self.environment.clock.now();
        app.session.endpoint = self.environment.network.endpoints.base(Service::Dms, &app.form.text(&account::REGION));
        match event {
            Event::Input(batch) => {
                for input in batch.inputs {
                    if let Input::Resize(..) = input {
                        self.effects.push(Effect::Redraw);
                    }
                    self.effects.extend(app.update(message(input, batch.arrival)));
                }
            }
            Event::Signal(Signal::Continue) => match self.console.resume() {
                Ok(()) => {
                    app.covered();
                    self.effects.push(Effect::Redraw);
                }
                // The kernel sends this with a hang-up, possibly first.
                Err(_) => self.tell(app, hang_up()),
            },
            Event::Signal(Signal::Interrupt) => self.tell(app, Msg::Key(ctrl_c(), Arrival::default())),
            Event::Signal(signal) => self.tell(app, Msg::Leave(i32::from(signal.exit_code()))),
            Event::Msg(msg) => self.tell(app, msg),
        }
    }

    /// Lets the app know of something; what it asks for is done with the next turn.
    pub fn tell(&mut self, app: &mut App, msg: Msg) {
        self.effects.extend(app.update(msg));
    }
}

/// A purchase as the journal has it, and who is at it.
pub fn snapshot(entry: Entry) -> Snapshot {
    Snapshot { hindrance: entry.held_by.map(Hindrance::Held), ..Snapshot::new(entry.purchase, Some(entry.id)) }
}

fn hang_up() -> Msg {
    Msg::Leave(i32::from(Signal::Hangup.exit_code()))
}

fn ctrl_c() -> KeyEvent {
    KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)
}

/// What the app is told of something that came in like this.
pub fn message(input: Input, came: Arrival) -> Msg {
    let tidy = |text: &str| {
        let tidied = paste::tidy(text);
        (tidied.text, tidied.trimmed)
    };
    match input {
        Input::Key(key) => Msg::Key(key, came),
        Input::Paste(text) => {
            let (text, trimmed) = tidy(&text);
            Msg::Paste(text, trimmed)
        }
        Input::Burst(text) => {
            let (text, trimmed) = tidy(&text);
            Msg::Burst(text, trimmed, came)
        }
        Input::Garbled => Msg::Garbled,
        Input::Flooded => Msg::Flooded,
        Input::Resize(..) => Msg::Resize,
        Input::Closed => hang_up(),
    }
}

/// Keys that were typed behind the mask.
fn credentials(typed: TypedKeys) -> Credentials {
    Credentials {
        access_key: typed.access_key.expose().to_owned(),
        secret_key: typed.secret_key,
        security_token: None,
        source: tr("typed in").to_owned(),
        expires: None,
    }
}
