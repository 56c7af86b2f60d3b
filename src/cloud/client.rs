//! The client: one method for each thing the wizard asks of the cloud.
//!
//! Reads are tried up to four times. The purchase is sent at most once, and every answer but a clear one counts as
//! "may have been placed" (`architecture.md` section 7).

use super::credentials::Credentials;
use super::endpoints::{Endpoints, INTERNATIONAL_BSS, Service};
use super::error::{self, About};
use super::request::{self, Call};
use super::transport::{self, Answer, Broken, Limits, Transport};
use super::{codes, wire};
use crate::catalog::{Cause, Choice, Failure, Instance, Lookup, Order, Placed};
use serde_json::Value;
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

/// How often a read is tried before its failure is told.
const TRIES: u32 = 4;
/// Longest pause between two tries, whatever `Retry-After` says.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Most pages of one list that are fetched, against a cloud whose list never ends.
const MOST_PAGES: usize = 500;
/// Stands for "no answer with a date came yet".
const NO_CLOCK: i64 = i64::MIN;

/// Who asks, where, and with which keys.
#[derive(Clone, Debug)]
pub struct Settings {
    /// May be empty while only regions and projects are asked for.
    pub region: String,
    /// 32 hex digits; may be empty as long as the region may.
    pub project_id: String,
    pub endpoints: Endpoints,
    /// PEM file with certificates to trust beside the system's.
    pub ca_bundle: Option<PathBuf>,
    pub credentials: Credentials,
}

/// The way to one region of the cloud with one set of keys. Its futures may be dropped at any time; a purchase that is
/// dropped may still have been placed.
#[derive(Debug)]
pub struct Client {
    settings: Settings,
    transport: Transport,
    pause: Duration,
    clock: AtomicI64,
    international: AtomicBool,
    domain_id: OnceLock<String>,
}

impl Client {
    /// Sets the client up. Takes about 1.5 ms, most of it for reading certificates: to be called with the first
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
        let proxy = transport::proxy_from(|name| std::env::var(name).ok())?;
        for (field, value) in [("region", &settings.region), ("project_id", &settings.project_id)] {
            if !value.is_empty() && !request::is_segment(value) {
                let what = format!("The {} holds characters that no such id has.", field.replace('_', " "));
                return Err(Failure { field: Some(field), ..error::not_sent(what, "Choose it again.") });
            }
        }
        let services = [Service::Dms, Service::Iam, Service::Vpc, Service::Kms, Service::Eps, Service::Bss];
        let encrypted =
            services.iter().any(|service| settings.endpoints.base(*service, &settings.region).starts_with("https"));
        Ok(Self {
            transport: Transport::new(limits, settings.ca_bundle.as_deref(), encrypted, proxy.as_ref())?,
            settings,
            pause: limits.pause,
            clock: AtomicI64::new(NO_CLOCK),
            international: AtomicBool::new(false),
            domain_id: OnceLock::new(),
        })
    }

    /// Sends the purchase, exactly once, and returns the id the cloud gave.
    ///
    /// # Errors
    /// [`Cause::NothingSent`] when no byte of it left this machine; [`Cause::Refused`], [`Cause::Credentials`] or
    /// [`Cause::Capacity`] when the cloud said no; [`Cause::Unknown`] in every other case.
    pub async fn create(&self, engine: &str, body: &[u8]) -> Result<Placed, Failure> {
        let call = self.create_call(engine, body)?;
        let signed = call.signed(&self.settings.credentials, &request::now())?;
        match self.transport.post_once(signed, &call.body, call.limit).await {
            Ok(answer) => self.placed(&answer, &call),
            Err(broken) if broken.sent => Err(error::unknown(self.broken(&broken, None))),
            Err(broken) => Err(self.broken(&broken, None)),
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
        let call = self.regional(Service::Dms, "/v2/{project}/instances/", "dms:instance:get")?;
        let call = Call { path: call.path + id, limit: request::ONE, ..call };
        let answer = self.read(&call).await?;
        let code = error::report(&answer.body).map(|report| report.code).unwrap_or_default();
        if answer.status == 404 && codes::is_no_instance(&code) {
            return Ok(None);
        }
        let body = self.success(&call, &answer)?;
        wire::instance(&body).map(Some).ok_or_else(|| error::unreadable(&answer, &self.settings.credentials))
    }

    /// Every instance with exactly this name, those whose creation failed included. Both spellings of the engine are
    /// asked for, since no source says that one finds what was ordered by the other.
    ///
    /// # Errors
    /// When either answer is missing, so that an empty list really means none; unless only one spelling is refused.
    pub async fn instances_named(&self, name: &str) -> Result<Vec<Instance>, Failure> {
        let asked = tokio::join!(self.named("reliability", name), self.named("rocketmq", name));
        let (mut found, more) = match asked {
            (Ok(one), Ok(other)) => (one, other),
            (Ok(one), Err(failure)) | (Err(failure), Ok(one)) if failure.cause == Cause::Refused => (one, Vec::new()),
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
    /// later, newest first (`domain.md` section 3, end). Orders of other DMS products are among them.
    ///
    /// # Errors
    /// When the billing centre could not be asked, or refused to say.
    pub async fn unpaid_orders(&self, since: i64) -> Result<Vec<Order>, Failure> {
        let call = self
            .global(Service::Bss, "/v2/orders/customer-orders", "billing:order:view")
            .await
            .with("service_type_code", "hws.service.type.dms")
            .with("status", "6")
            .with("order_by", "-createTime");
        let mut answer = self.read(&call).await?;
        let code = error::report(&answer.body).map(|report| report.code).unwrap_or_default();
        if answer.status == 403
            && codes::is_international(&code)
            && self.settings.endpoints.given(Service::Bss).is_none()
        {
            self.international.store(true, Ordering::Relaxed);
            answer = self.read(&Call { base: INTERNATIONAL_BSS.to_owned(), ..call.clone() }).await?;
        }
        let body = self.success(&call, &answer)?;
        let recent = |order: &Order| order.created_at.is_none_or(|created| created >= since);
        match body.get("order_infos") {
            Some(Value::Array(orders)) => Ok(orders.iter().filter_map(wire::order).filter(recent).collect()),
            _ => Err(error::unreadable(&answer, &self.settings.credentials)),
        }
    }

    /// A list to choose from, all pages of it: open entries first, otherwise in the cloud's order.
    ///
    /// # Errors
    /// When the cloud could not be asked, or refused to say.
    pub async fn lookup(&self, lookup: &Lookup) -> Result<Vec<Choice>, Failure> {
        match lookup {
            Lookup::Regions => self.regions().await,
            Lookup::Projects { region } => self.projects(region).await,
            Lookup::EnterpriseProjects => self.enterprise_projects().await,
            Lookup::Flavors { engine } => self.flavors(engine).await,
            Lookup::Zones => self.zones().await,
            Lookup::Vpcs => self.vpcs().await,
            Lookup::Subnets { vpc } => self.subnets(vpc).await,
            Lookup::SecurityGroups => self.security_groups().await,
            Lookup::Keys => self.keys().await,
            Lookup::Eips => self.eips().await,
        }
    }

    /// Seconds this machine's clock is ahead of the cloud's (negative: behind), by the `Date` of the last answer.
    pub fn clock_offset(&self) -> Option<i64> {
        Some(self.clock.load(Ordering::Relaxed)).filter(|offset| *offset != NO_CLOCK)
    }

    /// Where the purchase goes.
    pub fn create_url(&self, engine: &str) -> String {
        let base = self.settings.endpoints.base(Service::Dms, &self.settings.region);
        format!("{base}/v2/{engine}/{}/instances", self.settings.project_id)
    }

    /// The purchase as it would be sent: its URL and its headers, keys, signature and token redacted.
    ///
    /// # Errors
    /// What [`Client::create`] would fail with before sending.
    pub fn dry_run(&self, engine: &str, body: &[u8]) -> Result<(String, Vec<(String, String)>), Failure> {
        let signed = self.create_call(engine, body)?.signed(&self.settings.credentials, &request::now())?;
        let shown = signed.headers.iter().map(|(name, value)| {
            let value = if value.is_sensitive() { "[redacted]" } else { value.to_str().unwrap_or_default() };
            (name.to_string(), value.to_owned())
        });
        Ok((signed.url.to_string(), shown.collect()))
    }

    /// All pages of a list. `next` turns the call into the one for the next page, and says whether there is one.
    pub(crate) async fn pages<T>(
        &self,
        mut call: Call,
        key: &str,
        parse: impl Fn(&Value) -> Option<T>,
        next: impl Fn(&mut Call, &Value, usize) -> bool,
    ) -> Result<Vec<T>, Failure> {
        let mut found = Vec::new();
        let mut received = 0;
        for _ in 0..MOST_PAGES {
            let answer = self.read(&call).await?;
            let body = self.success(&call, &answer)?;
            let Some(Value::Array(page)) = body.get(key) else {
                return Err(error::unreadable(&answer, &self.settings.credentials));
            };
            received += page.len();
            found.extend(page.iter().filter_map(&parse));
            let asked = (call.query.clone(), call.body.clone());
            let more = !page.is_empty() && next(&mut call, &body, received);
            if !more || (&asked.0, &asked.1) == (&call.query, &call.body) {
                break;
            }
        }
        Ok(found)
    }

    /// A `GET` of a regional service. `{project}` in the path becomes the project id.
    pub(crate) fn regional(&self, service: Service, path: &str, needs: &'static str) -> Result<Call, Failure> {
        let missing = |field, what: &str| Failure {
            field: Some(field),
            ..error::not_sent(what, "Choose it on the account screen.")
        };
        if self.settings.region.is_empty() && self.settings.endpoints.given(service).is_none() {
            return Err(missing("region", "No region is chosen yet."));
        }
        if self.settings.project_id.is_empty() && path.contains("{project}") {
            return Err(missing("project_id", "No project is chosen yet."));
        }
        let project = &self.settings.project_id;
        let call = self.plain(service, path.replace("{project}", project), needs);
        let scope = (!project.is_empty()).then(|| ("x-project-id", project.clone()));
        Ok(Call { scope, ..call })
    }

    /// A `GET` of a service that knows accounts, not projects; with the account's id where IAM tells it.
    pub(crate) async fn global(&self, service: Service, path: &str, needs: &'static str) -> Call {
        let scope = self.domain_id().await.map(|id| ("x-domain-id", id));
        Call { scope, ..self.plain(service, path.to_owned(), needs) }
    }

    /// A `GET` without project or account.
    pub(crate) fn plain(&self, service: Service, path: String, needs: &'static str) -> Call {
        let switched = service == Service::Bss && self.international.load(Ordering::Relaxed);
        let base = if switched {
            INTERNATIONAL_BSS.to_owned()
        } else {
            self.settings.endpoints.base(service, &self.settings.region)
        };
        Call {
            method: "GET",
            base,
            path,
            query: Vec::new(),
            scope: None,
            body: Vec::new(),
            limit: request::LIST,
            needs,
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Sends a read, again where that may help, and returns the last answer whatever its status.
    pub(crate) async fn read(&self, call: &Call) -> Result<Answer, Failure> {
        let mut tried = 1;
        loop {
            let outcome = self.once(call).await?;
            match pause_before_next(&outcome, tried, self.pause) {
                Some(pause) if tried < TRIES => tokio::time::sleep(pause).await,
                _ => return self.whole(outcome),
            }
            tried += 1;
        }
    }

    /// The body of an answer that succeeded.
    pub(crate) fn success(&self, call: &Call, answer: &Answer) -> Result<Value, Failure> {
        if !(200..300).contains(&answer.status) {
            return Err(error::refused(answer, &self.about(call)));
        }
        wire::json(&answer.body).ok_or_else(|| error::unreadable(answer, &self.settings.credentials))
    }

    async fn once(&self, call: &Call) -> Result<Result<Answer, Broken>, Failure> {
        let signed = call.signed(&self.settings.credentials, &request::now())?;
        let outcome = self.transport.read(call.method, signed, &call.body, call.limit).await;
        if let Ok(answer) = &outcome {
            self.note_clock(answer);
        }
        Ok(outcome)
    }

    fn whole(&self, outcome: Result<Answer, Broken>) -> Result<Answer, Failure> {
        let answer = outcome.map_err(|broken| self.broken(&broken, None))?;
        match &answer.flaw {
            Some(flaw) if answer.status < 400 => Err(self.broken(flaw, answer.request_id.as_deref())),
            _ => Ok(answer),
        }
    }

    fn create_call(&self, engine: &str, body: &[u8]) -> Result<Call, Failure> {
        if !request::is_segment(engine) {
            let told = error::not_sent("This is not an engine of the service.", "Choose rocketmq or reliability.");
            return Err(Failure { field: Some("engine"), ..told });
        }
        let path = format!("/v2/{engine}/{{project}}/instances");
        let call = self.regional(Service::Dms, &path, "dms:instance:create")?;
        Ok(Call { method: "POST", body: body.to_vec(), limit: request::ONE, ..call })
    }

    /// What the answer to the purchase means. Refusals are believed only in a documented form; 401, 403 and 429 come
    /// from the gateway before anything can be ordered.
    fn placed(&self, answer: &Answer, call: &Call) -> Result<Placed, Failure> {
        self.note_clock(answer);
        let request_id = answer.request_id.as_deref();
        match answer.status {
            200..=299 => wire::placed(&answer.body, request_id).ok_or_else(|| {
                let keys = &self.settings.credentials;
                let broken = answer.flaw.as_ref().map(|flaw| error::broken(flaw, request_id, keys));
                error::unknown(broken.unwrap_or_else(|| error::unreadable(answer, keys)))
            }),
            401 | 403 | 429 => Err(error::refused(answer, &self.about(call))),
            400..=499 if answer.status != 408 && error::report(&answer.body).is_some() => {
                Err(error::refused(answer, &self.about(call)))
            }
            _ => Err(error::unknown(error::refused(answer, &self.about(call)))),
        }
    }

    async fn named(&self, engine: &str, name: &str) -> Result<Vec<Instance>, Failure> {
        const LIMIT: usize = 50;
        let call = self
            .regional(Service::Dms, "/v2/{project}/instances", "dms:instance:list")?
            .with("engine", engine)
            .with("name", name)
            .with("exact_match_name", "true")
            .with("include_failure", "true")
            .with("limit", LIMIT.to_string())
            .with("offset", "0");
        let next = |call: &mut Call, page: &Value, received: usize| {
            call.set("offset", received.to_string());
            wire::items(page, "instances").len() >= LIMIT
        };
        // The cloud's match may be a fuzzy one.
        let exact = |item: &Value| wire::instance(item).filter(|instance| instance.name == name);
        self.pages(call, "instances", exact, next).await
    }

    /// The account's id, asked for once. Without it global services are called without their header.
    async fn domain_id(&self) -> Option<String> {
        if let Some(known) = self.domain_id.get() {
            return Some(known.clone());
        }
        let call = self.plain(Service::Iam, "/v3/auth/domains".to_owned(), "");
        let answer = self.once(&call).await.ok()?.ok().filter(|answer| answer.status == 200)?;
        let id = wire::text(wire::items(&wire::json(&answer.body)?, "domains").first()?, "id");
        (!id.is_empty()).then(|| self.domain_id.get_or_init(|| id).clone())
    }

    fn about<'a>(&'a self, call: &'a Call) -> About<'a> {
        About { needs: call.needs, keys: &self.settings.credentials, clock: self.clock_offset() }
    }

    fn broken(&self, broken: &Broken, request_id: Option<&str>) -> Failure {
        error::broken(broken, request_id, &self.settings.credentials)
    }

    fn note_clock(&self, answer: &Answer) {
        if let Some(offset) = answer.clock {
            self.clock.store(offset, Ordering::Relaxed);
        }
    }
}

/// How long to wait before a read is tried again, or `None` where trying again cannot help. Doubles from `first`, with
/// up to half as much again by chance, so that many clients do not return at once.
fn pause_before_next(outcome: &Result<Answer, Broken>, tried: u32, first: Duration) -> Option<Duration> {
    let asked = match outcome {
        Err(broken) if broken.again => None,
        Ok(Answer { flaw: Some(flaw), .. }) if flaw.again => None,
        Ok(answer) if answer.flaw.is_none() && is_passing(answer) => answer.retry_after,
        _ => return None,
    };
    let pause = first.saturating_mul(1 << tried.saturating_sub(1).min(16));
    let chance = u32::try_from(RandomState::new().hash_one(tried) % 512).unwrap_or_default();
    Some(asked.unwrap_or(pause + pause * chance / 1024).min(LONGEST_PAUSE))
}

fn is_passing(answer: &Answer) -> bool {
    let throttled = || error::report(&answer.body).is_some_and(|report| codes::is_throttle(&report.code));
    matches!(answer.status, 429 | 500..) || (answer.status == 404 && throttled())
}
