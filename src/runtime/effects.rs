//! Carrying out what the app asks for: jobs for the worker, drafts, the clipboard, timers.

use super::console::Console;
use super::worker::{Job, Services, Worker};
use super::{Environment, Event, Runtime, hang_up, snapshot};
use crate::app::message::{DraftCommand, Effect, Msg, without_stale_saves};
use crate::app::state::App;
use crate::cloud::endpoints::{Endpoints, Service};
use crate::form::draft::OpenedDraft;
use crate::language::say;
use crate::purchase::record::Intent;
use crate::store::drafts::DraftError;
use crate::store::journal::{Found, JournalError, SETTLED};
use crate::store::policy;
use crate::text::paragraph;
use std::io;
use std::ops::ControlFlow;
use std::time::Duration;

/// Exit code of a wizard that cannot go on.
const FAILED: i32 = 1;

/// After so much rest what is being typed is saved.
const REST: Duration = Duration::from_secs(1);
/// Where there is no rest it is saved after so long, so that a crash costs no more of it.
const UNSAVED: Duration = Duration::from_secs(5);

impl<C: Console> Runtime<C> {
    /// Carries out what is asked for, and then what that brings about. An exit code ends the wizard.
    pub fn carry_out(&mut self, app: &mut App) -> ControlFlow<i32> {
        while !self.effects.is_empty() {
            for effect in without_stale_saves(std::mem::take(&mut self.effects)) {
                if let Some(code) = self.perform(app, effect) {
                    return ControlFlow::Break(code);
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Carries an effect out. An exit code ends the wizard. A terminal that fails does not: what ends the wizard then is
    /// the hang-up, which keeps the draft.
    pub(super) fn perform(&mut self, app: &mut App, effect: Effect) -> Option<i32> {
        match effect {
            Effect::UseKeys(typed) => {
                self.environment.drafts.keep_out(&typed.secret_key);
                self.typed = super::credentials(typed);
            }
            Effect::Fetch(place, lookup) => self.send(app, Job::Fetch(place, lookup)),
            Effect::Cancel(lookup) => self.send(app, Job::Cancel(lookup)),
            Effect::Describe(place, id) => self.send(app, Job::Describe(place, id)),
            Effect::Check(target) => {
                // So that the summary shows the rules as they are, rather than as they were when the wizard was started.
                self.read_policy(app);
                self.send(app, Job::Check(target));
            }
            Effect::ReadPolicy => {
                let changed = self.read_policy(app);
                self.tell(app, Msg::PolicyRead(changed));
            }
            Effect::Buy(key, intent) => self.send(app, Job::Buy(key, intent)),
            Effect::Resume(key, id) => self.send(app, Job::Resume(key, id)),
            Effect::Decide(key, decision) => self.send(app, Job::Decide(key, decision)),
            Effect::ListSettled => self.tell_settled(app, self.environment.journal.settled(SETTLED)),
            Effect::ListSettledOf(name) => self.tell_settled(app, self.environment.journal.settled_of(&name)),
            Effect::Save(save) => {
                self.timers.retain(|(_, msg)| !matches!(msg, Msg::Rested));
                let result = self.environment.drafts.save(*save);
                self.tell(app, Msg::Written(result.map_err(|why| why.to_string())));
            }
            Effect::Draft(command) => {
                let msg = self.on_drafts(command);
                self.tell(app, msg);
            }
            Effect::Copy(text) => {
                let sent = self.console.copy(&text);
                self.tell(app, Msg::Copied(text, sent));
            }
            Effect::Tick(after) => {
                let at = self.environment.clock.instant() + after.max(Duration::from_millis(1));
                self.timers.push((at, Msg::Tick));
            }
            Effect::SaveAtRest => {
                let now = self.environment.clock.instant();
                let saves = self.timers.extract_if(.., |(_, msg)| matches!(msg, Msg::Rested));
                let latest = saves.map(|(at, _)| at).max().unwrap_or(now + UNSAVED);
                self.timers.extend([latest, latest.min(now + REST)].map(|at| (at, Msg::Rested)));
            }
            Effect::Redraw => self.console.redraw(),
            Effect::Suspend => match self.console.suspend() {
                Ok(()) => app.covered(),
                Err(_) => self.tell(app, hang_up()),
            },
            Effect::Quit(code) => {
                self.environment.drafts.leave();
                return Some(code);
            }
        }
        None
    }

    /// What cannot be read is not missed: nothing depends on it.
    fn tell_settled(&mut self, app: &mut App, found: Result<Found, JournalError>) {
        let found = found.unwrap_or_else(|why| Found { unreadable: vec![why], ..Found::default() });
        let unreadable = found.unreadable.iter().map(ToString::to_string).collect();
        self.tell(app, Msg::Settled(found.entries.into_iter().map(snapshot).collect(), unreadable));
    }

    /// Reads the rules of the organization anew. Says whether they are others than those the form was under.
    fn read_policy(&self, app: &mut App) -> bool {
        let judged = app.form.policy().cloned();
        policy::govern(&mut app.form, self.environment.policy.as_deref());
        app.form.policy() != judged.as_ref()
    }

    /// Hands a job to the worker, which starts with the first one. Without a worker nothing can be asked and nothing
    /// bought, so the wizard is left as by a hang-up: the draft is kept.
    pub(super) fn send(&mut self, app: &mut App, job: Job) {
        let keys = self.environment.credentials.clone().unwrap_or_else(|| self.typed.clone());
        let worker = match self.worker.take().map_or_else(|| self.start_worker(), Ok) {
            Ok(worker) => self.worker.insert(worker),
            Err(why) => {
                self.failed = Some(say!("The cloud cannot be asked: {why}.", why));
                return self.tell(app, Msg::Leave(FAILED));
            }
        };
        worker.send(keys, job);
    }

    fn start_worker(&self) -> io::Result<Worker> {
        let Environment { network, journal, pace, clock, .. } = &self.environment;
        let (network, journal, pace, clock) = (network.clone(), journal.clone(), *pace, clock.clone());
        let reports = self.reports.clone();
        Worker::start(Services { network, journal, pace, clock }, move |msg| reports.send(Event::Msg(msg)))
    }

    fn on_drafts(&mut self, command: DraftCommand) -> Msg {
        let drafts = &mut self.environment.drafts;
        let result = match command {
            DraftCommand::Open(name) => return opened(drafts.open(&name)),
            DraftCommand::Import(text) => return opened(drafts.import_text(&text)),
            DraftCommand::Begin(wish, draft) => return opened(drafts.begin_new(&wish, *draft)),
            DraftCommand::List => Ok(()),
            DraftCommand::Rename(from, to) => drafts.rename(&from, &to),
            DraftCommand::Copy(from, to) => drafts.copy(&from, &to),
            DraftCommand::Remove(name) => drafts.remove(&name),
        };
        self.drafts(result.err().map(|why| why.to_string()))
    }

    /// The drafts there are, with why the last order failed, if it did.
    pub(super) fn drafts(&self, why: Option<String>) -> Msg {
        let Environment { drafts, journal, network, .. } = &self.environment;
        match drafts.list() {
            Ok(mut lines) => {
                journal.see_ordered(&mut lines, |intent| is_of_cloud(intent, &network.endpoints));
                Msg::Drafts(lines, why)
            }
            Err(unread) => {
                let told: Vec<String> = why.into_iter().chain([unread.to_string()]).collect();
                Msg::Drafts(Vec::new(), Some(paragraph(&told)))
            }
        }
    }
}

/// Whether a purchase was made in the cloud of this wizard: a pretend one is another with each start.
pub(super) fn is_of_cloud(intent: &Intent, endpoints: &Endpoints) -> bool {
    !intent.is_pretend() || intent.endpoint == endpoints.base(Service::Dms, &intent.region)
}

fn opened(result: Result<OpenedDraft, DraftError>) -> Msg {
    Msg::Opened(result.map(Box::new).map_err(|why| why.to_string()))
}
