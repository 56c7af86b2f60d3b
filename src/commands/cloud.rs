//! How a command reaches the cloud: with which keys, at which addresses, and by which client.

use super::draft_context::DraftContext;
use super::error::CommandError;
use super::output::note;
use super::waiting::waiting;
use crate::args::AccountArgs;
use crate::catalog::Account;
use crate::cloud::client::{ACCOUNT_LIMIT, Client};
use crate::cloud::credentials::{self, Credentials, Search};
use crate::cloud::endpoints::{Endpoints, Service};
use crate::failure::Failure;
use crate::form::state::Form;
use crate::language::{Text, say, tr};
use crate::purchase::record::Intent;
use crate::secret::Secret;
use crate::service::connection::{Connection, Network};
use crate::steps::account::{PROJECT, REGION};
use crate::steps::engine::ENTERPRISE_PROJECT;
use crate::text::clean;
use std::rc::Rc;
use tokio::runtime::{Builder, LocalOptions};
use tokio::task::JoinHandle;

/// The way to the cloud for one command.
pub(super) struct Cloud {
    connection: Rc<Connection>,
}

/// A question for the account that was asked, and whose answer is awaited later.
pub(super) type AccountAsked = JoinHandle<Result<Account, Failure>>;

/// Runs a future that waits for the cloud to its end, on this thread.
pub(super) fn block_on<T>(future: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default());
    let runtime =
        runtime.map_err(|error| CommandError::failed(say!("The network could not be set up: {error}.", error)))?;
    let result = runtime.block_on(future);
    // What it still holds, idle connections, ends with the process: the system closes them in less time than it takes to take
    // each of them down (`architecture`, "Figures": create).
    std::mem::forget(runtime);
    result
}

impl Cloud {
    fn new(account: &AccountArgs, endpoints: &Endpoints, keys: Credentials) -> Self {
        let network =
            Network { endpoints: endpoints.clone(), ca_bundle: account.ca_bundle.clone(), ..Network::default() };
        Self { connection: Rc::new(Connection::new(network, keys)) }
    }

    /// The way to the cloud for the account of a draft: with the keys that were found, else with those of the host's agency.
    /// Says, the first time, what is worth a word about the region and the places that were searched.
    ///
    /// # Errors
    /// When a place that was meant cannot be used: the error says what is wrong with it. When there are no keys: the
    /// error says where they were looked for.
    pub(super) async fn of(context: &DraftContext) -> Result<Self, CommandError> {
        let DraftContext { account, endpoints, search, form, told, .. } = context;
        let told = told.replace(true);
        let notes = |notes: Vec<String>| notes.iter().filter(|_| !told).for_each(note);
        notes(form.warning(&REGION).into_iter().collect());
        if let Some(broken) = search.broken_told() {
            return Err(CommandError::credentials(broken));
        }
        let keys = match &search.found {
            Some(found) => found.clone(),
            None => credentials::agency(&endpoints.base(Service::Metadata, ""))
                .await
                .map_err(|why| no_keys(search, &why))?,
        };
        notes(search.notes());
        Ok(Self::new(account, endpoints, keys))
    }

    /// A way to the cloud without keys. Its requests are only shown, or the cloud refuses them.
    pub(super) fn without_keys(context: &DraftContext) -> Self {
        let source = tr("none").to_owned();
        let keys = Credentials {
            access_key: String::new(),
            secret_key: Secret::default(),
            security_token: None,
            source,
            expires: None,
        };
        Self::new(&context.account, &context.endpoints, keys)
    }

    /// The connection that the services work with.
    pub(super) fn connection(&self) -> &Rc<Connection> {
        &self.connection
    }

    /// A client for the region and project of the form.
    ///
    /// # Errors
    /// When region, project, certificates or proxy cannot be used.
    pub(super) async fn client(&self, form: &Form) -> Result<Rc<Client>, Failure> {
        self.connection.client(&form.text(&REGION), &form.text(&PROJECT)).await
    }

    /// A client for the region, project and address that a purchase was made for, whatever the flags say now.
    ///
    /// # Errors
    /// When certificates or proxy cannot be used.
    pub(super) async fn client_for(&self, intent: &Intent) -> Result<Rc<Client>, Failure> {
        self.connection.client_for(intent).await
    }

    /// Begins to ask whose the keys are. Other things can be asked meanwhile.
    pub(super) async fn ask_account(&self, form: &Form) -> AccountAsked {
        let client = self.client(form).await;
        tokio::task::spawn_local(async move { client?.account().await })
    }

    /// Awaits the answer. Returns a sentence that says whose keys are used, where they come from and for which project
    /// they are used; and the account's ID, if it is known.
    pub(super) async fn whose(&self, context: &mut DraftContext, asked: AccountAsked) -> (String, Option<String>) {
        let (account, id) = match waiting(Text("the account of these keys"), ACCOUNT_LIMIT, asked).await {
            Ok(Ok(account)) => (clean(account.shown()), Some(account.id).filter(|id| !id.is_empty())),
            Ok(Err(failure)) => (say!("not known ({why})", why = context.causes.why(&failure)), None),
            Err(_) => (tr("not known").to_owned(), None),
        };
        let form = &context.form;
        let (region, project) = (form.text(&REGION), form.text(&PROJECT));
        let source = &self.connection.keys().source;
        let told = match form.source_of(&ENTERPRISE_PROJECT) {
            None => say!(
                "Account {account}; keys from {source}; project {project} in {region}.",
                account,
                source,
                project,
                region
            ),
            Some(place) => say!(
                "Account {account}; keys from {source}; project {project} in {region}; enterprise project {enterprise} from {place}.",
                account,
                source,
                project,
                region,
                enterprise = clean(&form.text(&ENTERPRISE_PROJECT)),
                place
            ),
        };
        (told, id)
    }
}

/// There are no keys: where they were looked for, and why the agency gave none.
fn no_keys(search: &Search, agency: &str) -> CommandError {
    let searched = search.places.iter().map(|place| (place.place.as_str(), place.outcome.as_str()));
    let searched = searched.chain([(tr("agency of this host"), agency)]);
    let line = |(place, outcome): (&str, &str)| format!("\n  {}", say!("{place}: {outcome}", place, outcome));
    let places: String = searched.map(line).collect();
    CommandError::credentials(say!(
        "No keys were found. Set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK. Looked for in:{places}",
        places
    ))
}
