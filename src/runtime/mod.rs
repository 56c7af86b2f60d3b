//! The wizard's loop: one queue, one order. Messages go to the app, its effects are carried out here, their results
//! come back as messages.
//!
//! Before the first frame there is no thread, no runtime and no network; they come up with the first request.

pub mod keeper;
pub mod start;
pub mod worker;

use crate::app::draft::DraftOrder;
use crate::app::message::{Effect, Msg};
use crate::app::state::{App, Overlay};
use crate::arrival::Arrival;
use crate::cloud::caller::Settings;
use crate::cloud::credentials::Credentials;
use crate::cloud::endpoints::{Endpoints, Service};
use crate::form::field::Form;
use crate::steps::account;
use crate::terminal::backend::{self, Remembering};
use crate::terminal::decode::{Batch, Input};
use crate::terminal::input::{Bell, Line};
use crate::terminal::signals::Signal;
use crate::terminal::{Guard, clipboard, paste};
use crate::view;
use crate::zone;
use anyhow::Context;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use keeper::Keeper;
use ratatui::Terminal;
use std::collections::VecDeque;
use std::fs::File;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};
use worker::{Job, Worker};

/// What the wizard works with beside its own state.
pub struct Outside {
    pub endpoints: Endpoints,
    pub ca_bundle: Option<PathBuf>,
    /// Keys that were found; else they are asked for.
    pub credentials: Option<Credentials>,
    /// Whether the agency of this host is asked where no keys were found: not where keys were meant that cannot be used.
    pub may_ask_agency: bool,
    pub journal: crate::store::journal::Journal,
    pub keeper: Keeper,
    /// Whether the 16 ANSI colours may be used.
    pub colour: bool,
}

/// Something that came in from outside the app.
enum Event {
    Input(Batch),
    Signal(Signal),
    Msg(Msg),
    /// A result that counts for one region and project only.
    Read((String, String), Msg),
}

type Screen = Terminal<Remembering<&'static File>>;

/// Runs the wizard until it is left; returns the exit code. The terminal is as it was found then.
///
/// # Errors
/// When there is no terminal, or it cannot be read.
pub fn run(app: &mut App, outside: Outside) -> anyhow::Result<i32> {
    const NO_TERMINAL: &str = "The wizard needs a terminal; for scripts there is `rocketmq-wizard create`";
    let line = Line::open().context(NO_TERMINAL)?;
    let guard = Guard::enter().context(NO_TERMINAL)?;
    let out = crate::terminal::output()?;
    let mut screen = Terminal::new(Remembering::new(out, outside.colour))?;
    app.now = Timestamp::now();
    backend::draw(&mut screen, |frame| view::draw(app, frame))?;
    let (results, arrived) = mpsc::channel();
    let reports = Reports { results, bell: line.bell() };
    let (queue, timers) = (VecDeque::new(), Vec::new());
    let mut runtime = Runtime { outside, guard, screen, line, queue, arrived, reports, timers, worker: None };
    Ok(runtime.work(app))
}

/// The other threads' end of the queue.
#[derive(Clone)]
struct Reports {
    results: Sender<Event>,
    bell: Bell,
}

impl Reports {
    fn send(&self, event: Event) {
        // A queue that nobody reads any more belongs to a wizard that is being left.
        let _ = self.results.send(event);
        self.bell.ring();
    }
}

struct Runtime {
    outside: Outside,
    guard: Guard,
    screen: Screen,
    line: Line,
    /// What came in and was not taken yet.
    queue: VecDeque<Event>,
    arrived: Receiver<Event>,
    reports: Reports,
    timers: Vec<(Instant, Msg)>,
    worker: Option<Worker>,
}

impl Runtime {
    fn work(&mut self, app: &mut App) -> i32 {
        app.session.zone = zone::local();
        if self.outside.credentials.is_none() && self.outside.may_ask_agency {
            self.send(app, Job::FindKeys);
        }
        let mut effects = Vec::new();
        if app.overlay == Some(Overlay::Drafts) && app.drafts.lines.is_empty() {
            // More than the first screen could wait for.
            effects = app.update(self.drafts(None));
            app.overlay.take_if(|_| app.drafts.lines.is_empty() && app.notice.is_none());
        }
        effects.extend(app.start());
        loop {
            // What carrying them out brings about comes after them.
            while !effects.is_empty() {
                for effect in std::mem::take(&mut effects) {
                    if let Some(code) = self.perform(app, effect, &mut effects) {
                        return code;
                    }
                }
            }
            self.draw(app);
            let mut until = self.timers.iter().map(|(at, _)| *at).min();
            while let Some(event) = self.next(until) {
                self.take(app, event, &mut effects);
                if effects.iter().any(is_urgent) {
                    break;
                }
                // Everything that is waiting is taken before a frame is drawn.
                until = Some(Instant::now());
            }
        }
    }

    /// Draws, and says so: what spends money counts only what came after its box was on the screen.
    fn draw(&mut self, app: &mut App) {
        let mut shows_box = false;
        let drawn = backend::draw(&mut self.screen, |frame| {
            view::draw(app, frame);
            shows_box = view::shows_box(app, frame.area());
        });
        // A line that is gone shows nothing; the hang-up that follows is what ends the wizard.
        app.drawn(drawn.ok().filter(|()| shows_box).map(|()| Instant::now()));
    }

    /// The next thing that happened; sleeps for it until then, for ever without an end.
    fn next(&mut self, until: Option<Instant>) -> Option<Event> {
        if self.queue.is_empty() {
            let heard = self.line.wait(until);
            // What was typed before the line dropped comes before word of that.
            let batch = Batch { inputs: heard.inputs, arrival: heard.arrival };
            self.queue.extend(Some(batch).filter(|batch| !batch.inputs.is_empty()).map(Event::Input));
            self.queue.extend(heard.signals.into_iter().map(Event::Signal));
            self.queue.extend(self.arrived.try_iter());
            let now = Instant::now();
            self.queue.extend(self.timers.extract_if(.., |(at, _)| *at <= now).map(|(_, msg)| Event::Msg(msg)));
        }
        self.queue.pop_front()
    }

    fn take(&mut self, app: &mut App, event: Event, effects: &mut Vec<Effect>) {
        app.now = Timestamp::now();
        app.session.endpoint = self.outside.endpoints.base(Service::Dms, &app.form.text(&account::REGION));
        match event {
            Event::Input(batch) => {
                for input in batch.inputs {
                    if let Input::Resize(..) = input {
                        effects.push(Effect::Redraw);
                    }
                    effects.extend(app.update(message(input, batch.arrival)));
                }
            }
            Event::Signal(Signal::Continue) => match self.guard.resume() {
                Ok(()) => {
                    app.drawn(None);
                    effects.push(Effect::Redraw);
                }
                // The kernel sends this with a hang-up, possibly first.
                Err(_) => effects.extend(app.update(Msg::Leave(i32::from(Signal::Hangup.exit_code())))),
            },
            Event::Signal(Signal::Interrupt) => effects.extend(app.update(Msg::Key(ctrl_c(), Arrival::default()))),
            Event::Signal(signal) => effects.extend(app.update(Msg::Leave(i32::from(signal.exit_code())))),
            Event::Read(place, _) if place != place_of(&app.form) => {}
            Event::Msg(msg) | Event::Read(_, msg) => {
                if let Msg::Resumed(Ok(_)) = msg {
                    // What the purchase before it wanted done must not be done for this one.
                    effects.retain(|effect| !matches!(effect, Effect::Purchase(_)));
                }
                effects.extend(app.update(msg));
            }
        }
    }

    /// Carries an effect out; `more` takes the effects of its result. An exit code ends the wizard. A terminal that fails
    /// does not: what ends the wizard then is the hang-up, which keeps the draft.
    fn perform(&mut self, app: &mut App, effect: Effect, more: &mut Vec<Effect>) -> Option<i32> {
        match effect {
            Effect::Fetch(lookup) => self.send(app, Job::Fetch(lookup)),
            Effect::Cancel(lookup) => self.send(app, Job::Cancel(lookup)),
            Effect::Check(subject) => self.send(app, Job::Check(subject)),
            Effect::Purchase(action) => {
                if let Some(purchase) = &app.purchase {
                    let intent = purchase.intent().clone();
                    self.send(app, Job::Purchase(Box::new(intent), action));
                }
            }
            Effect::Resume(id) => self.send(app, Job::Resume(id)),
            Effect::Save(saved) => {
                let (name, follows, screen) = (app.draft_name(), app.session.follows, app.screen_title());
                let result = self.outside.keeper.save(&name, follows, *saved, screen);
                more.extend(app.update(Msg::Written(result)));
            }
            Effect::Draft(order) => {
                let msg = self.order(order);
                more.extend(app.update(msg));
            }
            Effect::Copy(text) => more.extend(self.copy(app, &text)),
            Effect::Tick(after) => self.timers.push((Instant::now() + after.max(Duration::from_millis(1)), Msg::Tick)),
            Effect::Redraw => drop(backend::redraw(&mut self.screen)),
            Effect::Suspend => match self.guard.suspend() {
                Ok(()) => {
                    app.drawn(None);
                    drop(backend::redraw(&mut self.screen));
                }
                Err(_) => more.extend(app.update(Msg::Leave(i32::from(Signal::Hangup.exit_code())))),
            },
            Effect::Quit(code) => {
                self.outside.keeper.leave();
                return Some(code);
            }
        }
        None
    }

    /// Hands a job to the worker, which starts with the first one.
    fn send(&mut self, app: &App, job: Job) {
        let reports = self.reports.clone();
        let journal = self.outside.journal.clone();
        let report = move |place, msg| {
            let event = match place {
                Some(place) => Event::Read(place, msg),
                None => Event::Msg(msg),
            };
            reports.send(event);
        };
        let worker = self.worker.get_or_insert_with(|| Worker::start(journal, report));
        let credentials = self.outside.credentials.clone().unwrap_or_else(|| typed(&app.form));
        let settings = Settings {
            region: app.form.text(&account::REGION),
            project_id: app.form.text(&account::PROJECT),
            endpoints: self.outside.endpoints.clone(),
            ca_bundle: self.outside.ca_bundle.clone(),
            credentials,
        };
        worker.send(settings, job);
    }

    fn order(&mut self, order: DraftOrder) -> Msg {
        let keeper = &mut self.outside.keeper;
        let result = match order {
            DraftOrder::Open(name) => return Msg::Opened(keeper.open(&name).map(Box::new)),
            DraftOrder::Import(text) => return Msg::Opened(keeper.import_text(&text).map(Box::new)),
            DraftOrder::Rename(from, to) => keeper.rename(&from, &to),
            DraftOrder::Copy(from, to) => keeper.copy(&from, &to),
            DraftOrder::Remove(name) => keeper.remove(&name),
        };
        self.drafts(result.err())
    }

    /// The drafts there are, with why the last order failed, if it did.
    fn drafts(&self, why: Option<String>) -> Msg {
        match self.outside.keeper.list() {
            Ok(lines) => Msg::Drafts(lines, why),
            Err(why) => Msg::Drafts(Vec::new(), Some(why)),
        }
    }

    fn copy(&mut self, app: &mut App, text: &str) -> Vec<Effect> {
        let sequence = clipboard::copy_sequence(text, &|name| std::env::var(name).ok());
        let sent = sequence.is_some_and(|sequence| self.screen.backend_mut().send(&sequence).is_ok());
        app.update(Msg::Copied(text.to_owned(), sent))
    }
}

fn place_of(form: &Form) -> (String, String) {
    (form.text(&account::REGION), form.text(&account::PROJECT))
}

/// The keys that were typed behind the mask.
fn typed(form: &Form) -> Credentials {
    Credentials {
        access_key: form.secret(&account::ACCESS_KEY).expose().to_owned(),
        secret_key: form.secret(&account::SECRET_KEY),
        security_token: None,
        source: "typed in".to_owned(),
        expires: None,
    }
}

fn is_urgent(effect: &Effect) -> bool {
    matches!(effect, Effect::Quit(_) | Effect::Suspend | Effect::Redraw)
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
        Input::Resize(..) => Msg::Resize,
        Input::Closed => Msg::Leave(i32::from(Signal::Hangup.exit_code())),
    }
}
