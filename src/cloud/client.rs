//! The client: one method for each thing the wizard asks of the cloud.
//!
//! Reads are tried up to four times. The purchase is sent at most once, and every answer but a clear one counts as
//! "may have been placed" (`architecture`, "A purchase").

use super::answer::Answer;
use super::caller::{Caller, Settings};
use super::credentials::Credentials;
use super::endpoints::Service;
use super::request::{self, Call};
use super::transport::Limits;
use super::{codes, error, json};
use crate::catalog::{Account, Choice, Instance, Lookup, Order, Placed};
use crate::failure::{Cause, Failure};
use serde_json::Value;
use std::time::Duration;

/// Whose the keys are is worth a word, but no wait that one would notice.
const ACCOUNT_LIMIT: Duration = Duration::from_secs(4);

/// The way to one region of the cloud with one set of keys. Its futures may be dropped at any time; a purchase that is
/// dropped may still have been placed.
#[derive(Debug)]
pub struct Client {
    caller: Caller,
}

impl Client {
    /// Sets the client up. Takes a few milliseconds, most of them for reading certificates: to be called with the first
    /// request, not before. Needs no runtime yet, opens no connection.
    ///
    /// # Errors
    /// When region, project id, CA bundle or proxy cannot be used; the cause is always [`Cause::NothingSent`].
    pub fn new(settings: Settings) -> Result<Self, Failure> {
        Self::with_limits(settings, Limits::default())
    }

    /// As [`Client::new`], with other limits of time.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_limits(settings: Settings, limits: Limits) -> Result<Self, Failure> {
        Ok(Self { caller: Caller::new(settings, limits)? })
    }

    /// Sends the purchase, exactly once, and returns the id the cloud gave.
    ///
    /// # Errors
    /// [`Cause::NothingSent`] when no byte of it left this machine; [`Cause::Refused`], [`Cause::Credentials`],
    /// [`Cause::Forbidden`] or [`Cause::Capacity`] when the cloud said no in one of the ways it documents;
    /// [`Cause::Unknown`] in every other case.
    pub async fn create(&self, engine: &str, body: &[u8]) -> Result<Placed, Failure> {
        let call = self.create_call(engine, body)?;
        match self.caller.post_once(&call).await? {
            Ok(answer) => self.placed(&call, &answer),
            Err(broken) if broken.sent => Err(error::unknown(self.caller.broken(&broken, None))),
            Err(broken) => Err(self.caller.broken(&broken, None)),
        }
    }

    /// The instance with this id, or `None` where the cloud says that there is none.
    ///
    /// # Errors
    /// When the cloud could not be asked, or refused to say.
    pub async fn instance(&self, id: &str) -> Result<Option<Instance>, Failure> {
        if !request::is_segment(id) {
            return Err(error::not_sent("This is not an instance id.", "Copy the id again, whole and alone."));
        }
        let call = self.caller.regional(Service::Dms, "/v2/{project}/instances/", "dms:instance:get")?;
        let call = Call { path: call.path + id, limit: request::ONE, ..call };
        let answer = self.caller.read(&call).await?;
        let absent = || error::report(&answer.body).is_some_and(|report| codes::is_no_instance(&report.code));
        if answer.status == 404 && absent() {
            return Ok(None);
        }
        let body = self.caller.success(&call, &answer)?;
        // One that is about another instance says nothing of this one.
        let ours = json::instance(&body).filter(|instance| instance.id == id);
        ours.map(Some).ok_or_else(|| self.caller.unreadable(&answer))
    }

    /// Every instance with exactly this name, those whose creation failed included. Both spellings of the engine are
    /// asked for, since no source says that one finds what was ordered by the other.
    ///
    /// # Errors
    /// When either answer is missing, so that an empty list really means none; unless the cloud itself refuses only one
    /// spelling. [`Cause::Forbidden`] where the cloud says that these keys may not look.
    pub async fn instances_named(&self, name: &str) -> Result<Vec<Instance>, Failure> {
        // One after the other, so that one connection serves both: beside each other they would take two handshakes.
        let asked = (self.named("reliability", name).await, self.named("rocketmq", name).await);
        let asked = (asked.0.map_err(only_the_clouds), asked.1.map_err(only_the_clouds));
        let (mut found, more) = match asked {
            (Ok(one), Ok(other)) => (one, other),
            (Ok(one), Err(failure)) | (Err(failure), Ok(one)) if is_refused(&failure) => (one, Vec::new()),
            (Err(failure), _) | (_, Err(failure)) => return Err(failure),
        };
        for instance in more {
            if !found.iter().any(|known| known.id == instance.id) {
                found.push(instance);
            }
        }
        Ok(found)
    }

    /// Orders of the message service that wait for payment and were made at `since` (milliseconds since 1970) or
    /// later, newest first (`cloud::api`, "Orders"). Orders of other DMS products are among them.
    ///
    /// # Errors
    /// When the billing centre could not be asked, or refused to say.
    pub async fn unpaid_orders(&self, since: i64) -> Result<Vec<Order>, Failure> {
        let call = self
            .caller
            .global(Service::Bss, "/v2/orders/customer-orders", "billing:order:view")
            .await
            .with("service_type_code", "hws.service.type.dms")
            .with("status", "6")
            .with("order_by", "-createTime")
            .with("limit", "100")
            .with("offset", "0");
        let recent =
            |item: &Value| json::order(item).filter(|order| order.created_at.is_none_or(|created| created >= since));
        let orders = |call| {
            self.caller.pages(call, "order_infos", recent, |call, page, received| {
                call.next_offset(json::number(page, "total_count"), received)
            })
        };
        match orders(call.clone()).await {
            Err(failure) => orders(self.international(call, failure)?).await,
            orders => orders,
        }
    }

    /// What has become of an order: 4 cancelled, 5 done, 6 pending payment, and others (`cloud::api`, "Orders").
    ///
    /// # Errors
    /// When the billing centre could not be asked, refused to say, or gave no status.
    pub async fn order_status(&self, id: &str) -> Result<u64, Failure> {
        if !request::is_segment(id) {
            return Err(error::not_sent("This is not the number of an order.", "Look at it in the console."));
        }
        let path = format!("/v2/orders/customer-orders/details/{id}");
        let call = self.caller.global(Service::Bss, &path, "billing:order:view").await;
        match self.status_of_order(&call, id).await {
            Err(failure) => self.status_of_order(&self.international(call, failure)?, id).await,
            status => status,
        }
    }

    async fn status_of_order(&self, call: &Call, id: &str) -> Result<u64, Failure> {
        let answer = self.caller.read(call).await?;
        let body = self.caller.success(call, &answer)?;
        // One that is about another order says nothing of this one.
        let ours = body.get("order_info").filter(|order| json::text(order, "order_id") == id);
        let status = ours.and_then(|order| json::number(order, "status"));
        status.ok_or_else(|| self.caller.unreadable(&answer))
    }

    /// The call to the billing centre of the international site, where a failure says that the account belongs there.
    fn international(&self, call: Call, failure: Failure) -> Result<Call, Failure> {
        if !failure.code.as_deref().is_some_and(codes::is_international) {
            return Err(failure);
        }
        let base = self.caller.to_international_orders().ok_or(failure)?.to_owned();
        Ok(Call { base, ..call })
    }

    /// A list to choose from, all pages of it: open entries first, otherwise in the cloud's order.
    ///
    /// # Errors
    /// When the cloud could not be asked, or refused to say.
    pub async fn lookup(&self, lookup: &Lookup) -> Result<Vec<Choice>, Failure> {
        let mut choices = match lookup {
            Lookup::Regions => self.caller.regions().await,
            Lookup::Projects { region } => self.caller.projects(region).await,
            Lookup::EnterpriseProjects => self.caller.enterprise_projects().await,
            Lookup::Flavors { engine } => self.caller.flavors(engine).await,
            Lookup::Zones => self.caller.zones().await,
            Lookup::Vpcs => self.caller.vpcs().await,
            Lookup::Subnets { vpc } => self.caller.subnets(vpc).await,
            Lookup::SecurityGroups => self.caller.security_groups().await,
            Lookup::Keys => self.caller.keys().await,
            Lookup::Eips => self.caller.eips().await,
            Lookup::OpenPorts { group } => self.caller.open_ports(group).await,
        }?;
        choices.sort_by_key(|choice| choice.closed.is_some());
        Ok(choices)
    }

    /// The account the keys belong to. Takes a few seconds at most.
    ///
    /// # Errors
    /// When the cloud could not be asked, refused to say, or took too long.
    pub async fn account(&self) -> Result<Account, Failure> {
        let slow = || Failure { cause: Cause::Other, ..error::not_sent("IAM did not answer in time.", "Try again.") };
        tokio::time::timeout(ACCOUNT_LIMIT, self.caller.account()).await.unwrap_or_else(|_| Err(slow()))
    }

    /// Instances in use and instances permitted; `None` where the cloud does not say.
    ///
    /// # Errors
    /// When the cloud could not be asked, or refused to say.
    pub async fn quota(&self) -> Result<Option<(u64, u64)>, Failure> {
        self.caller.quota().await
    }

    /// Seconds this machine's clock is ahead of the cloud's (negative: behind), by the `Date` of the last answer.
    pub fn clock_offset(&self) -> Option<i64> {
        self.caller.clock_offset()
    }

    /// Who issued the certificate the cloud, or a proxy in its stead, has shown last, trusted or not; `None` before one
    /// was shown.
    pub fn issuer(&self) -> Option<String> {
        self.caller.issuer()
    }

    /// The proxy for encrypted calls, in words that name its variable and not its password.
    pub fn proxy(&self) -> Option<String> {
        self.caller.proxy()
    }

    /// Host and port that are connected to for a service: its own, or those of the proxy.
    pub fn connects_to(&self, service: Service) -> String {
        self.caller.connects_to(service)
    }

    /// The keys this client signs with.
    pub fn credentials(&self) -> &Credentials {
        &self.caller.settings().credentials
    }

    /// Where the purchase goes.
    pub fn create_url(&self, engine: &str) -> String {
        let Settings { region, project_id, endpoints, .. } = self.caller.settings();
        format!("{}/v2/{engine}/{project_id}/instances", endpoints.base(Service::Dms, region))
    }

    /// The purchase as it would be sent: its URL and its headers, keys, signature and token redacted.
    ///
    /// # Errors
    /// What [`Client::create`] would fail with before sending.
    pub fn dry_run(&self, engine: &str, body: &[u8]) -> Result<(String, Vec<(String, String)>), Failure> {
        let keys = &self.caller.settings().credentials;
        let signed = self.create_call(engine, body)?.signed(keys, &request::now())?;
        let shown = signed.headers.iter().map(|(name, value)| {
            let value = if value.is_sensitive() { "[redacted]" } else { value.to_str().unwrap_or_default() };
            (name.to_string(), value.to_owned())
        });
        Ok((signed.url.to_string(), shown.collect()))
    }

    fn create_call(&self, engine: &str, body: &[u8]) -> Result<Call, Failure> {
        if !request::is_segment(engine) {
            let told = error::not_sent("This is not an engine of the service.", "Choose rocketmq or reliability.");
            return Err(Failure { field: Some("engine"), ..told });
        }
        let path = format!("/v2/{engine}/{{project}}/instances");
        let call = self.caller.regional(Service::Dms, &path, "dms:instance:create")?;
        Ok(Call { method: "POST", body: body.to_vec(), limit: request::ONE, ..call })
    }

    /// What the answer to the purchase means.
    fn placed(&self, call: &Call, answer: &Answer) -> Result<Placed, Failure> {
        let request_id = answer.request_id.as_deref();
        match answer.status {
            200..=299 => json::placed(&answer.body, request_id).ok_or_else(|| {
                let broken = answer.flaw.as_ref().map(|flaw| self.caller.broken(flaw, request_id));
                error::unknown(broken.unwrap_or_else(|| self.caller.unreadable(answer)))
            }),
            _ => Err(self.caller.refused_purchase(call, answer)),
        }
    }

    async fn named(&self, engine: &str, name: &str) -> Result<Vec<Instance>, Failure> {
        let call = self
            .caller
            .regional(Service::Dms, "/v2/{project}/instances", "dms:instance:list")?
            .with("engine", engine)
            .with("name", name)
            .with("exact_match_name", "true")
            .with("include_failure", "true")
            .with("limit", "50")
            .with("offset", "0");
        // The cloud's match may be a fuzzy one.
        let exact = |item: &Value| json::instance(item).filter(|instance| instance.name == name);
        let next = |call: &mut Call, page: &Value, received| {
            // Whether the count is of this page or of all is not documented; a full page goes on either way.
            let full = json::items(page, "instances").len() >= 50;
            call.next_offset(json::number(page, "instance_num"), received) || full
        };
        self.caller.pages(call, "instances", exact, next).await
    }
}

/// Whether the cloud refused a read by one of its documented codes. What something on the way refuses says nothing about
/// what the cloud has.
fn is_refused(failure: &Failure) -> bool {
    failure.cause == Cause::Refused && failure.code.as_deref().and_then(codes::known).is_some()
}

/// A refusal in no documented shape was not spoken by the cloud, so it is no word on what these keys may look up.
fn only_the_clouds(failure: Failure) -> Failure {
    let spoken = failure.code.is_some() || failure.cause == Cause::NothingSent;
    Failure { cause: if spoken { failure.cause } else { Cause::Other }, ..failure }
}
