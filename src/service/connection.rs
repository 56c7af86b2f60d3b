//! The way to the cloud with one set of keys: settings assembled once, one client for each place, keys renewed once.

use crate::cloud::client::{Client, Settings};
use crate::cloud::credentials::{self, Credentials};
use crate::cloud::endpoints::{Endpoints, Service};
use crate::cloud::transport::Limits;
use crate::failure::Failure;
use crate::purchase::record::Intent;
use jiff::Timestamp;
use std::cell::{Ref, RefCell};
use std::path::PathBuf;
use std::rc::Rc;

/// Where requests go and how long they may take, whoever asks.
#[derive(Clone, Debug, Default)]
pub struct Network {
    pub endpoints: Endpoints,
    /// PEM file with certificates to trust beside the system's.
    pub ca_bundle: Option<PathBuf>,
    pub limits: Limits,
}

/// The way to the cloud with one set of keys.
#[derive(Debug)]
pub struct Connection {
    network: Network,
    keys: RefCell<Credentials>,
    clients: RefCell<Vec<(Place, Rc<Client>)>>,
}

/// Region, project and endpoints.
type Place = (String, String, Endpoints);

impl Connection {
    /// With these keys; those of the host's agency are renewed before they end. Opens no connection yet.
    pub fn new(network: Network, keys: Credentials) -> Self {
        Self { network, keys: RefCell::new(keys), clients: RefCell::default() }
    }

    /// Where requests go.
    pub fn endpoints(&self) -> &Endpoints {
        &self.network.endpoints
    }

    /// The keys in use.
    pub fn keys(&self) -> Ref<'_, Credentials> {
        self.keys.borrow()
    }

    /// A client for this region and project, either of which may be empty while only regions and projects are asked for.
    ///
    /// # Errors
    /// When region, project, certificates or proxy cannot be used.
    pub async fn client(&self, region: &str, project_id: &str) -> Result<Rc<Client>, Failure> {
        self.client_at((region.to_owned(), project_id.to_owned(), self.network.endpoints.clone())).await
    }

    /// A client for the region, project and address a purchase was made for, whatever the form and the flags say by now.
    ///
    /// # Errors
    /// When certificates or proxy cannot be used.
    pub async fn client_for(&self, intent: &Intent) -> Result<Rc<Client>, Failure> {
        let endpoints = self.network.endpoints.with_dms(&intent.region, &intent.endpoint);
        self.client_at((intent.region.clone(), intent.project_id.clone(), endpoints)).await
    }

    async fn client_at(&self, place: Place) -> Result<Rc<Client>, Failure> {
        self.renew().await;
        if let Some((_, client)) = self.clients.borrow().iter().find(|(known, _)| *known == place) {
            return Ok(client.clone());
        }
        let (region, project_id, endpoints) = place.clone();
        let credentials = self.keys.borrow().clone();
        let settings =
            Settings { region, project_id, endpoints, ca_bundle: self.network.ca_bundle.clone(), credentials };
        let client = Rc::new(Client::new(settings, self.network.limits)?);
        self.clients.borrow_mut().push((place, client.clone()));
        Ok(client)
    }

    /// Keys of the host's agency that are about to end are asked for anew; where that fails the old ones have their
    /// chance. Other keys have no end.
    async fn renew(&self) {
        if !self.keys.borrow().needs_refresh(Timestamp::now()) {
            return;
        }
        if let Ok(fresh) = credentials::agency(&self.network.endpoints.base(Service::Metadata, "")).await {
            *self.keys.borrow_mut() = fresh;
            self.clients.borrow_mut().clear();
        }
    }
}
