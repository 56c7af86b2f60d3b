//! The thread that talks to the cloud, started with the first job. It runs the services: reads, checks, and one drive for
//! each purchase that is not settled, all side by side.

use crate::app::message::Msg;
use crate::app::purchase_list::Key;
use crate::catalog::Lookup;
use crate::clock::Clock;
use crate::cloud::client::{Client, retry};
use crate::cloud::credentials::{self, Credentials};
use crate::cloud::endpoints::Service;
use crate::failure::Failure;
use crate::purchase::record::Intent;
use crate::purchase::snapshot::Snapshot;
use crate::purchase::watch::Pace;
use crate::purchase::{Action, Decision, Purchase};
use crate::service::checks::fetch_findings;
use crate::service::cloning;
use crate::service::connection::{Connection, Network};
use crate::service::deadline::{Deadline, READING};
use crate::service::perform::Go;
use crate::service::purchase::{JournalWriter, run};
use crate::service::resume::resume;
use crate::steps::account::RequestPlace;
use crate::steps::checks::{CheckTarget, Findings, KeysEnd};
use crate::store::journal::Journal;
use crate::threads;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use tokio::runtime::Builder;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::{AbortHandle, LocalSet, spawn_local};

/// Something to be done outside of the app's thread.
pub enum Job {
    Fetch(RequestPlace, Lookup),
    /// Give up a fetch that nobody waits for any more. Purchases are never given up.
    Cancel(Lookup),
    /// Ask what the instance with this ID is like.
    Describe(RequestPlace, String),
    /// Find out for the checks what lists do not tell.
    Check(CheckTarget),
    /// Look for keys with the agency of this host.
    FindKeys,
    Buy(Key, Box<Intent>),
    /// Go on with an unsettled purchase, which the journal knows by this id.
    Resume(Key, String),
    Decide(Key, Decision),
}

/// What the thread works with.
pub struct Services {
    pub network: Network,
    pub journal: Journal,
    pub pace: Pace,
    pub clock: Clock,
}

/// The thread's end of the queue.
pub struct Worker {
    jobs: UnboundedSender<(Credentials, Job)>,
}

type Report = Arc<dyn Fn(Msg) + Send + Sync>;

impl Worker {
    /// Starts the thread; `report` is called with every result.
    ///
    /// # Errors
    /// When the host allows no more threads, or none that waits for the network.
    pub fn start(services: Services, report: impl Fn(Msg) + Send + Sync + 'static) -> io::Result<Self> {
        let (jobs, queue) = mpsc::unbounded_channel();
        let report: Report = Arc::new(report);
        let runtime = Builder::new_current_thread().enable_all().build()?;
        threads::start(move || LocalSet::new().block_on(&runtime, work(queue, services, report)))?;
        Ok(Self { jobs })
    }

    /// Hands over a job, with the keys to do it with; those of the host's agency where these are empty.
    pub fn send(&self, keys: Credentials, job: Job) {
        // The thread ends with the process.
        let _ = self.jobs.send((keys, job));
    }
}

async fn work(mut queue: UnboundedReceiver<(Credentials, Job)>, services: Services, report: Report) {
    let connections = Rc::new(Connections::new(services.network.clone()));
    let services = Rc::new(services);
    let mut reads = Reads::default();
    let mut decisions = HashMap::<Key, UnboundedSender<Decision>>::new();
    while let Some((keys, job)) = queue.recv().await {
        let report = report.clone();
        let connection = connections.of(&keys);
        match job {
            Job::FindKeys => drop(spawn_local(find_keys(connections.clone(), report))),
            Job::Fetch(place, lookup) => {
                reads.start(Purpose::List(lookup.clone()), fetch(connection, place, lookup, report));
            }
            Job::Cancel(lookup) => reads.cancel(&Purpose::List(lookup)),
            Job::Describe(place, id) => {
                let journal = services.journal.clone();
                reads.start(Purpose::Description, describe(connection, journal, place, id, report));
            }
            Job::Check(target) => reads.start(Purpose::Checks, check(connection, target, report)),
            Job::Buy(key, intent) => {
                let drive = Drive::new(&mut decisions, key, connection, &services, report);
                drop(spawn_local(drive.buy(intent)));
            }
            Job::Resume(key, id) => {
                let drive = Drive::new(&mut decisions, key, connection, &services, report);
                drop(spawn_local(drive.resume(id)));
            }
            Job::Decide(key, decision) => {
                // A purchase that nobody drives any more is settled.
                let _ = decisions.get(&key).map(|drive| drive.send(decision));
            }
        }
    }
}

/// One purchase, driven.
struct Drive {
    key: Key,
    connection: Rc<Connection>,
    services: Rc<Services>,
    decisions: UnboundedReceiver<Decision>,
    report: Report,
}

impl Drive {
    fn new(
        all: &mut HashMap<Key, UnboundedSender<Decision>>,
        key: Key,
        connection: Rc<Connection>,
        services: &Rc<Services>,
        report: Report,
    ) -> Self {
        let (sender, decisions) = mpsc::unbounded_channel();
        all.insert(key, sender);
        Self { key, connection, services: services.clone(), decisions, report }
    }

    async fn buy(mut self, intent: Box<Intent>) {
        let (services, told) = (self.services.clone(), self.told());
        let purchase = Purchase::new(*intent, services.pace);
        let journal = JournalWriter::new(services.journal.clone());
        run(purchase, journal, &self.connection, &services.clock, &mut self.decisions, told).await;
    }

    async fn resume(mut self, id: String) {
        let (services, told) = (self.services.clone(), self.told());
        let resumed = resume(&services.journal, &id, &self.connection, &services.clock, &mut self.decisions, told);
        let done = Box::pin(resumed).await;
        if let Err(why) = done {
            (self.report)(Msg::Unresumed(self.key, why.to_string()));
        }
    }

    fn told(&self) -> impl FnMut(&Snapshot, Option<&Action>) -> Go + use<> {
        let (key, report) = (self.key, self.report.clone());
        move |snapshot, _| {
            report(Msg::Purchase(key, Box::new(snapshot.clone())));
            Go::On
        }
    }
}

async fn client(connection: &Connection, place: &RequestPlace) -> Result<Rc<Client>, Failure> {
    connection.client(&place.region, &place.project_id).await
}

async fn fetch(connection: Rc<Connection>, asked: RequestPlace, lookup: Lookup, report: Report) {
    // Lists of the account count in every region.
    let place = (!lookup.is_of_account()).then(|| asked.clone());
    let (tell, at, about) = (report.clone(), place.clone(), lookup.clone());
    let retrying = move |tries| tell(Msg::Retrying(at.clone(), about.clone(), tries));
    let result = match client(&connection, &asked).await {
        Ok(client) => retry::reporting(retrying, client.lookup(&lookup)).await,
        Err(failure) => Err(failure),
    };
    report(Msg::Fetched(place, lookup, result));
}

async fn describe(connection: Rc<Connection>, journal: Journal, place: RequestPlace, id: String, report: Report) {
    let read = cloning::read(&connection, &journal, &id, &place, Deadline::within(READING)).await;
    report(Msg::Described(place, id, read.map(Box::new).map_err(|why| why.to_string())));
}

async fn check(connection: Rc<Connection>, target: CheckTarget, report: Report) {
    let client = match client(&connection, &target.place).await {
        Ok(client) => client,
        Err(failure) => {
            let (named, quota) = (Err(failure.clone()), Err(failure.clone()));
            report(Msg::Account(Err(failure)));
            let found = Findings { named, quota, clock: None, keys: KeysEnd::Never };
            return report(Msg::Checked(target, Box::new(found)));
        }
    };
    // Whose the keys are must not hold up the checks that decide.
    let account = async { report(Msg::Account(client.account().await)) };
    let checks = async {
        let found = fetch_findings(&client, &target, Deadline::within(READING)).await;
        report(Msg::Checked(target.clone(), Box::new(found)));
    };
    tokio::join!(account, checks);
}

async fn find_keys(connections: Rc<Connections>, report: Report) {
    let result = credentials::agency(&connections.network.endpoints.base(Service::Metadata, "")).await;
    let told = result.as_ref().map(|found| (found.source.clone(), found.expires)).map_err(Clone::clone);
    if let Ok(found) = result {
        let connection = Connection::new(connections.network.clone(), found);
        *connections.agency.borrow_mut() = Some(Rc::new(connection));
    }
    report(Msg::Agency(told));
}

/// What a read is for.
#[derive(PartialEq, Eq, Hash)]
enum Purpose {
    List(Lookup),
    Description,
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
        self.0.insert(purpose, spawn_local(read).abort_handle());
    }

    fn cancel(&mut self, purpose: &Purpose) {
        if let Some(read) = self.0.remove(purpose) {
            read.abort();
        }
    }
}

/// The connection of the keys in use, and that of the host's agency.
struct Connections {
    network: Network,
    last: RefCell<Option<Rc<Connection>>>,
    agency: RefCell<Option<Rc<Connection>>>,
}

impl Connections {
    fn new(network: Network) -> Self {
        Self { network, last: RefCell::default(), agency: RefCell::default() }
    }

    fn of(&self, keys: &Credentials) -> Rc<Connection> {
        if let Some(agency) = self.agency.borrow().as_ref().filter(|_| keys.access_key.is_empty()) {
            return agency.clone();
        }
        let mut last = self.last.borrow_mut();
        match last.as_ref().filter(|last| *last.keys() == *keys) {
            Some(known) => known.clone(),
            None => last.insert(Rc::new(Connection::new(self.network.clone(), keys.clone()))).clone(),
        }
    }
}
