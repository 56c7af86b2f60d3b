//! The thread that talks to the cloud and writes the journal, started with the first job.
//!
//! Owns the async runtime and the HTTP client. Jobs run side by side; those of a purchase one after the other.

use crate::app::message::Msg;
use crate::catalog::{Failure, Lookup};
use crate::cloud::caller::Settings;
use crate::cloud::client::Client;
use crate::cloud::credentials::{self, Credentials};
use crate::cloud::endpoints::{Endpoints, Service};
use crate::perform::{Clerk, perform, unreached};
use crate::purchase::Action;
use crate::purchase::record::{Fact, Intent};
use crate::store::journal::Journal;
use jiff::Timestamp;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use tokio::runtime::Builder;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::{JoinHandle, LocalSet};

/// Something to be done outside of the app's thread.
pub enum Job {
    Fetch(Lookup),
    /// Look for keys with the agency of this host.
    FindKeys,
    Purchase(Box<Intent>, Action),
    /// Take a purchase over from the journal, by its id.
    Resume(String),
}

/// The thread's end of the queue.
pub struct Worker {
    jobs: UnboundedSender<(Settings, Job)>,
}

type Report = Arc<dyn Fn(Msg) + Send + Sync>;

impl Worker {
    /// Starts the thread; `report` is called with every result.
    pub fn start(journal: Journal, report: impl Fn(Msg) + Send + Sync + 'static) -> Self {
        let (jobs, queue) = mpsc::unbounded_channel();
        let report: Report = Arc::new(report);
        std::thread::spawn(move || {
            // Without a runtime nothing can be asked; the person sees that nothing answers, and can leave.
            if let Ok(runtime) = Builder::new_current_thread().enable_all().build() {
                runtime.block_on(LocalSet::new().run_until(work(queue, journal, report)));
            }
        });
        Self { jobs }
    }

    /// Hands over a job, with the account as the form has it now.
    pub fn send(&self, settings: Settings, job: Job) {
        // The thread ends with the process.
        let _ = self.jobs.send((settings, job));
    }
}

async fn work(mut queue: UnboundedReceiver<(Settings, Job)>, journal: Journal, report: Report) {
    let clients = Rc::new(Clients::default());
    let mut clerk = Clerk::new(journal.clone(), None);
    let mut current: Option<JoinHandle<()>> = None;
    let mut of: Option<Intent> = None;
    while let Some((settings, job)) = queue.recv().await {
        let (clients, report) = (clients.clone(), report.clone());
        match job {
            Job::FindKeys => drop(tokio::task::spawn_local(find_keys(clients, settings.endpoints, report))),
            Job::Fetch(lookup) => drop(tokio::task::spawn_local(fetch(clients, settings, lookup, report))),
            Job::Resume(id) => match journal.take(&id) {
                Ok((open, purchase)) => {
                    // What is being asked for another purchase must not be taken for news of this one.
                    if let Some(current) = current.take() {
                        current.abort();
                    }
                    of = Some(purchase.intent().clone());
                    clerk = Clerk::new(journal.clone(), Some(open));
                    report(Msg::Resumed(Ok((id, Box::new(purchase)))));
                }
                Err(refusal) => report(Msg::Resumed(Err(refusal.to_string()))),
            },
            // Its purchase was put aside for the one that was taken over, or that is begun.
            Job::Purchase(intent, action) if of.as_ref().is_some_and(|of| *of != *intent) && !begins(&action) => {}
            Job::Purchase(intent, Action::Record(record)) => {
                of = Some(*intent);
                let (event, earlier) = clerk.write(&record);
                if let Some(entry) = earlier {
                    report(Msg::Earlier(entry.id));
                }
                if let Some(id) = clerk.id() {
                    report(Msg::Journalled(id.to_owned()));
                }
                report(Msg::Purchase(event));
            }
            Job::Purchase(intent, action) => {
                // A new action takes the place of a look-up or a wait; sending and writing are never replaced.
                if let Some(current) = current.take() {
                    current.abort();
                }
                current = Some(tokio::task::spawn_local(buy(clients, settings, intent, action, report)));
            }
        }
    }
}

/// Whether this is the first action of a new purchase.
fn begins(action: &Action) -> bool {
    matches!(action, Action::Record(record) if matches!(record.fact, Fact::Intent(_)))
}

async fn fetch(clients: Rc<Clients>, settings: Settings, lookup: Lookup, report: Report) {
    let result = match clients.get(settings).await {
        Ok(client) => client.lookup(&lookup).await,
        Err(failure) => Err(failure),
    };
    report(Msg::Fetched(lookup, result));
}

async fn buy(clients: Rc<Clients>, settings: Settings, intent: Box<Intent>, action: Action, report: Report) {
    // A purchase stays with the region, project and address it was made for, whatever the form says by now.
    let settings = Settings {
        region: intent.region.clone(),
        project_id: intent.project_id.clone(),
        endpoints: settings.endpoints.with_dms(&intent.endpoint),
        ..settings
    };
    let event = match clients.get(settings).await {
        Ok(client) => perform(&client, &intent, action).await,
        Err(failure) => unreached(&action, failure),
    };
    report(Msg::Purchase(event));
}

async fn find_keys(clients: Rc<Clients>, endpoints: Endpoints, report: Report) {
    let base = endpoints.base(Service::Metadata, "");
    let result = credentials::agency(&base).await;
    let told = result.as_ref().map(|found| found.source.clone()).map_err(Clone::clone);
    *clients.agency.borrow_mut() = result.ok();
    report(Msg::Agency(told));
}

/// Region, project and keys.
type Account = (String, String, Credentials);

/// One client for each account and region; keys of the host's agency are renewed before they end.
#[derive(Default)]
struct Clients {
    last: RefCell<Option<(Account, Rc<Client>)>>,
    agency: RefCell<Option<Credentials>>,
}

impl Clients {
    async fn get(&self, mut settings: Settings) -> Result<Rc<Client>, Failure> {
        let agency = self.agency.borrow().clone();
        if let Some(keys) = agency.filter(|_| settings.credentials.access_key.is_empty()) {
            settings.credentials = self.renewed(keys, &settings.endpoints).await;
        }
        let account: Account = (settings.region.clone(), settings.project_id.clone(), settings.credentials.clone());
        if let Some((_, client)) = self.last.borrow().as_ref().filter(|(last, _)| *last == account) {
            return Ok(client.clone());
        }
        let client = Rc::new(Client::new(settings)?);
        *self.last.borrow_mut() = Some((account, client.clone()));
        Ok(client)
    }

    /// Keys that are about to end are asked for anew; where that fails the old ones have their chance.
    async fn renewed(&self, keys: Credentials, endpoints: &Endpoints) -> Credentials {
        if !keys.needs_refresh(Timestamp::now()) {
            return keys;
        }
        let fresh = credentials::agency(&endpoints.base(Service::Metadata, "")).await.unwrap_or(keys);
        *self.agency.borrow_mut() = Some(fresh.clone());
        fresh
    }
}
