//! The thread that talks to the cloud and writes the journal, started with the first job.
//!
//! Owns the async runtime and the HTTP client. Jobs run side by side; those of a purchase one after the other.

use crate::app::message::Msg;
use crate::catalog::{Failure, Lookup};
use crate::cloud::caller::{Settings, telling};
use crate::cloud::client::Client;
use crate::cloud::credentials::{self, Credentials};
use crate::cloud::endpoints::{Endpoints, Service};
use crate::perform::{Clerk, perform, unreached};
use crate::purchase::Action;
use crate::purchase::record::{Fact, Intent};
use crate::service::checks::fetch_findings;
use crate::steps::checks::{Findings, KeysEnd, Subject};
use crate::store::journal::Journal;
use jiff::Timestamp;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::{AbortHandle, JoinHandle};

/// Something to be done outside of the app's thread.
pub enum Job {
    Fetch(Lookup),
    /// Give up a fetch that nobody waits for any more. Purchases are never given up.
    Cancel(Lookup),
    /// Find out for the checks what lists do not tell.
    Check(Subject),
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

/// Region and project a result belongs to; `None` where it counts for any.
pub type Place = Option<(String, String)>;

type Report = Arc<dyn Fn(Place, Msg) + Send + Sync>;

impl Worker {
    /// Starts the thread; `report` is called with every result.
    pub fn start(journal: Journal, report: impl Fn(Place, Msg) + Send + Sync + 'static) -> Self {
        let (jobs, queue) = mpsc::unbounded_channel();
        let report: Report = Arc::new(report);
        std::thread::spawn(move || {
            // Without a runtime nothing can be asked; the person sees that nothing answers, and can leave.
            if let Ok(runtime) = Builder::new_current_thread().enable_all().build_local(LocalOptions::default()) {
                runtime.block_on(work(queue, journal, report));
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
    let clerk = Rc::new(RefCell::new(Clerk::new(journal)));
    let mut current: Option<JoinHandle<()>> = None;
    let mut of: Option<Intent> = None;
    let mut reads = Reads::default();
    while let Some((settings, job)) = queue.recv().await {
        let (clients, report) = (clients.clone(), report.clone());
        match job {
            Job::FindKeys => drop(tokio::task::spawn_local(find_keys(clients, settings.endpoints, report))),
            Job::Fetch(lookup) => reads.start(Purpose::List(lookup.clone()), fetch(clients, settings, lookup, report)),
            Job::Cancel(lookup) => reads.cancel(&Purpose::List(lookup)),
            Job::Check(subject) => reads.start(Purpose::Checks, check(clients, settings, subject, report)),
            Job::Resume(id) => match clerk.borrow_mut().take(&id) {
                Ok(purchase) => {
                    // What is being asked for another purchase must not be taken for news of this one.
                    if let Some(current) = current.take() {
                        current.abort();
                    }
                    of = Some(purchase.intent().clone());
                    report(None, Msg::Resumed(Ok((id, Box::new(purchase)))));
                }
                Err(refusal) => report(None, Msg::Resumed(Err(refusal.to_string()))),
            },
            // Its purchase was put aside for the one that was taken over, or that is begun.
            Job::Purchase(intent, action) if of.as_ref().is_some_and(|of| *of != *intent) && !begins(&action) => {}
            Job::Purchase(intent, Action::Record(record)) => {
                // Of a purchase that is over the name may still be looked up.
                if matches!(record.fact, Fact::Intent(_))
                    && let Some(current) = current.take()
                {
                    current.abort();
                }
                of = Some(*intent);
                let (event, earlier) = clerk.borrow_mut().write(&record);
                if let Some(entry) = earlier {
                    report(None, Msg::Earlier(entry.id));
                }
                if let Some(id) = clerk.borrow().id() {
                    report(None, Msg::Journalled(id.to_owned()));
                }
                report(None, Msg::Purchase(event));
            }
            Job::Purchase(intent, action) => {
                // A new action takes the place of a look-up or a wait; sending and writing are never replaced.
                if let Some(current) = current.take() {
                    current.abort();
                }
                current = Some(tokio::task::spawn_local(buy(clients, settings, intent, action, clerk.clone(), report)));
            }
        }
    }
}

/// Whether this is the first action of a new purchase.
fn begins(action: &Action) -> bool {
    matches!(action, Action::Record(record) if matches!(record.fact, Fact::Intent(_)))
}

async fn fetch(clients: Rc<Clients>, settings: Settings, lookup: Lookup, report: Report) {
    // Lists of the account count in every region.
    let anywhere = matches!(lookup, Lookup::Regions | Lookup::Projects { .. });
    let place = (!anywhere).then(|| (settings.region.clone(), settings.project_id.clone()));
    let (tell, at, about) = (report.clone(), place.clone(), lookup.clone());
    let retrying = move |tries| tell(at.clone(), Msg::Retrying(about.clone(), tries));
    let result = match clients.get(settings).await {
        Ok(client) => telling(retrying, client.lookup(&lookup)).await,
        Err(failure) => Err(failure),
    };
    report(place, Msg::Fetched(lookup, result));
}

async fn check(clients: Rc<Clients>, settings: Settings, subject: Subject, report: Report) {
    let client = match clients.get(settings).await {
        Ok(client) => client,
        Err(failure) => {
            let (named, quota) = (Err(failure.clone()), Err(failure.clone()));
            report(None, Msg::Account(Err(failure)));
            let found = Findings { named, quota, clock: None, keys: KeysEnd::Never };
            return report(None, Msg::Checked(subject, Box::new(found)));
        }
    };
    // Whose the keys are must not hold up the checks that decide.
    let account = async { report(None, Msg::Account(client.account().await)) };
    let checks = async {
        let found = fetch_findings(&client, &subject).await;
        report(None, Msg::Checked(subject.clone(), Box::new(found)));
    };
    tokio::join!(account, checks);
}

/// What a read is for.
#[derive(PartialEq, Eq, Hash)]
enum Purpose {
    List(Lookup),
    Checks,
}

/// Reads under way.
#[derive(Default)]
struct Reads(HashMap<Purpose, AbortHandle>);

impl Reads {
    /// Starts a read; one for the same purpose that is still under way is given up.
    fn start(&mut self, purpose: Purpose, read: impl Future<Output = ()> + 'static) {
        self.cancel(&purpose);
        self.0.retain(|_, read| !read.is_finished());
        self.0.insert(purpose, tokio::task::spawn_local(read).abort_handle());
    }

    fn cancel(&mut self, purpose: &Purpose) {
        if let Some(read) = self.0.remove(purpose) {
            read.abort();
        }
    }
}

async fn buy(
    clients: Rc<Clients>,
    settings: Settings,
    intent: Box<Intent>,
    action: Action,
    clerk: Rc<RefCell<Clerk>>,
    report: Report,
) {
    // A purchase stays with the region, project and address it was made for, whatever the form says by now.
    let settings = Settings {
        region: intent.region.clone(),
        project_id: intent.project_id.clone(),
        endpoints: settings.endpoints.with_dms(&intent.region, &intent.endpoint),
        ..settings
    };
    let event = match clients.get(settings).await {
        Ok(client) => perform(&client, &intent, action).await,
        Err(failure) => unreached(&action, failure),
    };
    clerk.borrow_mut().hear(&event, Timestamp::now());
    report(None, Msg::Purchase(event));
}

async fn find_keys(clients: Rc<Clients>, endpoints: Endpoints, report: Report) {
    let base = endpoints.base(Service::Metadata, "");
    let result = credentials::agency(&base).await;
    let told = result.as_ref().map(|found| (found.source.clone(), found.expires)).map_err(Clone::clone);
    *clients.agency.borrow_mut() = result.ok();
    report(None, Msg::Agency(told));
}

/// Region, project, keys and addresses: a purchase that is resumed may have gone elsewhere than the lists.
type Account = (String, String, Credentials, Endpoints);

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
        let Settings { region, project_id, credentials, endpoints, .. } = settings.clone();
        let account: Account = (region, project_id, credentials, endpoints);
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
