//! The way to the cloud for one command: keys, endpoints, a client for each region and project.

use super::output::say;
use super::stop::Stop;
use super::subject::Subject;
use crate::account::{self, settings};
use crate::args::AccountArgs;
use crate::catalog::{Account, Failure, clean};
use crate::cloud::caller::Settings;
use crate::cloud::client::Client;
use crate::cloud::credentials::{self, Credentials, Search};
use crate::cloud::endpoints::{Endpoints, Service};
use crate::form::field::Form;
use crate::purchase::record::Intent;
use crate::secret::Secret;
use crate::steps::account::{PROJECT, REGION};
use crate::steps::engine::ENTERPRISE_PROJECT;
use std::rc::Rc;
use tokio::runtime::{Builder, LocalOptions};
use tokio::task::JoinHandle;

/// Who asks, and where.
pub(super) struct Cloud {
    account: AccountArgs,
    endpoints: Endpoints,
    keys: Credentials,
    last: Option<(Place, Rc<Client>)>,
}

/// The account, on its way.
pub(super) type AccountAsked = JoinHandle<Result<Account, Failure>>;

/// Region, project and endpoints.
type Place = (String, String, Endpoints);

/// Runs what waits for the cloud, on this thread.
pub(super) fn block_on<T>(future: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default());
    let runtime = runtime.map_err(|error| Stop::failed(format!("The network could not be set up: {error}.")))?;
    let result = runtime.block_on(future);
    // A name that is still being resolved is not worth waiting for.
    runtime.shutdown_background();
    result
}

impl Cloud {
    /// With the keys that were found, else with those of the host's agency. What is worth a word about the places that
    /// were looked into is said.
    ///
    /// # Errors
    /// Where a place that was meant cannot be used: what is wrong with it. Without keys: where they were looked for.
    pub(super) async fn find(account: &AccountArgs, endpoints: &Endpoints, search: &Search) -> Result<Self, Stop> {
        if let Some(broken) = search.broken_told() {
            return Err(Stop::credentials(broken));
        }
        let keys = match &search.found {
            Some(found) => found.clone(),
            None => credentials::agency(&endpoints.base(Service::Metadata, ""))
                .await
                .map_err(|why| no_keys(search, &why))?,
        };
        search.notes().iter().for_each(|note| say(format_args!("note: {note}")));
        Ok(Self { account: account.clone(), endpoints: endpoints.clone(), keys, last: None })
    }

    /// For the account of a draft.
    ///
    /// # Errors
    /// Without keys: where they were looked for.
    pub(super) async fn of(subject: &Subject) -> Result<Self, Stop> {
        if let Some(warning) = subject.form.warning(&REGION) {
            say(format_args!("note: {warning}"));
        }
        Self::find(&subject.account, &subject.endpoints, &subject.search).await
    }

    /// For a request that is only shown.
    pub(super) fn without_keys(subject: &Subject) -> Self {
        let source = "none".to_owned();
        let keys = Credentials {
            access_key: String::new(),
            secret_key: Secret::default(),
            security_token: None,
            source,
            expires: None,
        };
        Self { account: subject.account.clone(), endpoints: subject.endpoints.clone(), keys, last: None }
    }

    /// The keys in use.
    pub(super) fn keys(&self) -> &Credentials {
        &self.keys
    }

    /// A client for the region and project of the form.
    ///
    /// # Errors
    /// When region, project, certificates or proxy cannot be used.
    pub(super) async fn client(&mut self, form: &Form) -> Result<Rc<Client>, Failure> {
        let settings = settings(form, &self.account, &self.endpoints, self.keys.clone());
        self.client_of(settings).await
    }

    /// A client for the region, project and address a purchase was made for, whatever the flags say by now.
    ///
    /// # Errors
    /// When certificates or proxy cannot be used.
    pub(super) async fn client_for(&mut self, intent: &Intent) -> Result<Rc<Client>, Failure> {
        let settings = Settings {
            region: intent.region.clone(),
            project_id: intent.project_id.clone(),
            endpoints: self.endpoints.with_dms(&intent.region, &intent.endpoint),
            ca_bundle: self.account.ca_bundle.clone(),
            credentials: self.keys.clone(),
        };
        self.client_of(settings).await
    }

    /// Begins to ask whose the keys are, beside everything else that is asked.
    pub(super) async fn ask_account(&mut self, form: &Form) -> AccountAsked {
        let client = self.client(form).await;
        tokio::task::spawn_local(async move { client?.account().await })
    }

    /// Whose keys are used, from where, and for which project, as a sentence.
    pub(super) async fn whose(&self, form: &Form, asked: AccountAsked) -> String {
        let account = match asked.await {
            Ok(Ok(account)) => clean(account.shown()),
            Ok(Err(failure)) => format!("not known ({})", failure.line()),
            Err(_) => "not known".to_owned(),
        };
        let (region, project) = (form.text(&REGION), form.text(&PROJECT));
        let enterprise = form.source_of(&ENTERPRISE_PROJECT).map_or_else(String::new, |source| {
            format!("; enterprise project {} from {source}", clean(&form.text(&ENTERPRISE_PROJECT)))
        });
        format!("Account {account}; keys from {}; project {project} in {region}{enterprise}.", self.keys.source)
    }

    async fn client_of(&mut self, mut settings: Settings) -> Result<Rc<Client>, Failure> {
        let fresh = account::renewed(self.keys.clone(), &self.endpoints).await;
        let renewed = fresh != self.keys;
        self.keys = fresh;
        let place = (settings.region.clone(), settings.project_id.clone(), settings.endpoints.clone());
        if let Some((_, client)) = self.last.as_ref().filter(|(last, _)| !renewed && *last == place) {
            return Ok(client.clone());
        }
        settings.credentials = self.keys.clone();
        let client = Rc::new(Client::new(settings)?);
        self.last = Some((place, client.clone()));
        Ok(client)
    }
}

fn no_keys(search: &Search, agency: &str) -> Stop {
    let places = search.places.iter().map(|place| format!("\n  {}: {}", place.place, place.outcome));
    let places: String = places.chain([format!("\n  agency of this host: {agency}")]).collect();
    Stop::credentials(format!(
        "No keys were found. Set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK. Looked for in:{places}"
    ))
}
