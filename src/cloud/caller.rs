//! Making calls: who asks and where, signing, repeating what may be repeated, following pages.
//!
//! Knows how calls are made, not what any of them is for: that is `client` and the lists.

use super::answer::{Answer, Broken};
use super::codes;
use super::credentials::Credentials;
use super::endpoints::{Endpoints, INTERNATIONAL_BSS, Service};
use super::error::{self, About};
use super::json;
use super::proxy::{self, Proxy};
use super::request::{self, Call};
use super::transport::{Limits, Transport};
use crate::catalog::Account;
use crate::failure::Failure;
use serde_json::Value;
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

/// How often a read is tried before its failure is told.
pub const TRIES: u32 = 4;
/// Longest pause between two tries, whatever `Retry-After` says.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Most pages of one list that are fetched, against a cloud whose list never ends.
const MOST_PAGES: usize = 500;
/// Stands for "no answer with a date came yet".
const NO_CLOCK: i64 = i64::MIN;

tokio::task_local! {
    /// Told after each try in vain, before the pause: how many there were.
    static ON_RETRY: Box<dyn Fn(u32)>;
}

/// Runs calls and tells each time one of their reads is about to be tried again, and after how many tries.
pub async fn telling<T>(on_retry: impl Fn(u32) + 'static, calls: impl Future<Output = T>) -> T {
    ON_RETRY.scope(Box::new(on_retry), calls).await
}

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

#[derive(Debug)]
pub(crate) struct Caller {
    settings: Settings,
    transport: Transport,
    pause: Duration,
    clock: AtomicI64,
    international: AtomicBool,
    account: OnceLock<Account>,
}

impl Caller {
    pub(crate) fn new(settings: Settings, limits: Limits) -> Result<Self, Failure> {
        for (field, value) in [("region", &settings.region), ("project_id", &settings.project_id)] {
            if !value.is_empty() && !request::is_segment(value) {
                let what = format!("The {} holds characters that no such id has.", field.replace('_', " "));
                return Err(Failure { field: Some(field), ..error::not_sent(what, "Choose it again.") });
            }
        }
        let proxy = Proxy::from(|name| std::env::var(name).ok())?;
        let encrypted = settings.endpoints.any_encrypted();
        Ok(Self {
            transport: Transport::new(limits, settings.ca_bundle.as_deref(), encrypted, proxy)?,
            settings,
            pause: limits.pause,
            clock: AtomicI64::new(NO_CLOCK),
            international: AtomicBool::new(false),
            account: OnceLock::new(),
        })
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Seconds this machine's clock is ahead of the cloud's, by the `Date` of the last answer.
    pub(crate) fn clock_offset(&self) -> Option<i64> {
        Some(self.clock.load(Ordering::Relaxed)).filter(|offset| *offset != NO_CLOCK)
    }

    pub(crate) fn proxy(&self) -> Option<String> {
        self.transport.proxy().map(Proxy::told)
    }

    pub(crate) fn connects_to(&self, service: Service) -> String {
        let base = self.settings.endpoints.base(service, &self.settings.region);
        let Ok(url) = base.parse() else { return base };
        match self.transport.proxy().filter(|proxy| proxy.leads_to(&url)) {
            Some(proxy) => proxy.address(),
            None => proxy::address(&url),
        }
    }

    pub(crate) fn issuer(&self) -> Option<String> {
        self.transport.issuer()
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
        // Without it the call is made without its header.
        let account = self.account_of_user().await.ok().flatten();
        let scope = account.map(|account| ("x-domain-id", account.id));
        Call { scope, ..self.plain(service, path.to_owned(), needs) }
    }

    /// A `GET` without project or account.
    pub(crate) fn plain(&self, service: Service, path: String, needs: &'static str) -> Call {
        let base = if service == Service::Bss && self.international.load(Ordering::Relaxed) {
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

    /// Where orders of international accounts are, once the China site has sent us there. `None` where the billing
    /// endpoint was given: then that is the only one asked.
    pub(crate) fn to_international_orders(&self) -> Option<&'static str> {
        self.settings.endpoints.given(Service::Bss).is_none().then(|| {
            self.international.store(true, Ordering::Relaxed);
            INTERNATIONAL_BSS
        })
    }

    /// All pages of a list. `next` turns the call into the one for the next page, by the page and the number of entries
    /// received so far, and says whether there is one.
    pub(crate) async fn pages<T>(
        &self,
        mut call: Call,
        key: &str,
        parse: impl Fn(&Value) -> Option<T>,
        mut next: impl FnMut(&mut Call, &Value, usize) -> bool,
    ) -> Result<Vec<T>, Failure> {
        let mut found = Vec::new();
        let mut received = 0;
        for _ in 0..MOST_PAGES {
            let answer = self.read(&call).await?;
            let body = self.success(&call, &answer)?;
            let Some(page) = json::page(&body, key) else { return Err(self.unreadable(&answer)) };
            received += page.len();
            found.extend(page.iter().filter_map(&parse));
            let asked = (call.query.clone(), call.body.clone());
            let more = !page.is_empty() && next(&mut call, &body, received);
            // A page that is its own successor would keep us here for ever.
            if !more || (&asked.0, &asked.1) == (&call.query, &call.body) {
                break;
            }
        }
        Ok(found)
    }

    /// Sends a read, again where that may help, and returns the last answer whatever its status.
    pub(crate) async fn read(&self, call: &Call) -> Result<Answer, Failure> {
        let mut tried = 1;
        let outcome = loop {
            let outcome = self.read_once(call).await?;
            match pause_before_next(&outcome, tried, self.pause) {
                Some(pause) if tried < TRIES => {
                    // Outside of `telling` nobody wants to know.
                    let _ = ON_RETRY.try_with(|told| told(tried));
                    tokio::time::sleep(pause).await;
                }
                _ => break outcome,
            }
            tried += 1;
        };
        let answer = outcome.map_err(|broken| self.broken(&broken, None))?;
        match &answer.flaw {
            Some(flaw) if answer.status < 400 => Err(self.broken(flaw, answer.request_id.as_deref())),
            _ => Ok(answer),
        }
    }

    /// Sends a call at most once, on a connection of its own.
    pub(crate) async fn post_once(&self, call: &Call) -> Result<Result<Answer, Broken>, Failure> {
        let signed = call.signed(&self.settings.credentials, &request::now())?;
        Ok(self.note_clock(self.transport.post_once(signed, &call.body, call.limit).await))
    }

    /// The body of an answer that succeeded.
    pub(crate) fn success(&self, call: &Call, answer: &Answer) -> Result<Value, Failure> {
        if !(200..300).contains(&answer.status) {
            return Err(self.refused(call, answer));
        }
        json::json(&answer.body).ok_or_else(|| self.unreadable(answer))
    }

    pub(crate) fn refused(&self, call: &Call, answer: &Answer) -> Failure {
        error::refused(answer, &self.about(call))
    }

    /// What an answer to a purchase means that is not a yes.
    pub(crate) fn refused_purchase(&self, call: &Call, answer: &Answer) -> Failure {
        error::of_purchase(answer, &self.about(call))
    }

    fn about(&self, call: &Call) -> About<'_> {
        About { needs: call.needs, keys: &self.settings.credentials, clock: self.clock_offset() }
    }

    pub(crate) fn unreadable(&self, answer: &Answer) -> Failure {
        error::unreadable(answer, &self.settings.credentials)
    }

    pub(crate) fn broken(&self, broken: &Broken, request_id: Option<&str>) -> Failure {
        error::broken(broken, request_id, &self.settings.credentials)
    }

    async fn read_once(&self, call: &Call) -> Result<Result<Answer, Broken>, Failure> {
        let signed = call.signed(&self.settings.credentials, &request::now())?;
        Ok(self.note_clock(self.transport.read(call.method, signed, &call.body, call.limit).await))
    }

    /// The account the keys belong to, as IAM tells it to their user; `None` where it tells none. Asked for once.
    pub(crate) async fn account_of_user(&self) -> Result<Option<Account>, Failure> {
        if let Some(known) = self.account.get() {
            return Ok(Some(known.clone()));
        }
        let call = self.plain(Service::Iam, "/v3/auth/domains".to_owned(), "to list domains");
        let answer = self.read_once(&call).await?.map_err(|broken| self.broken(&broken, None))?;
        let body = self.success(&call, &answer)?;
        let first = json::items(&body, "domains").first();
        let account = first.map(|domain| Account { id: json::text(domain, "id"), name: json::text(domain, "name") });
        let account = account.filter(|account| !account.id.is_empty());
        Ok(account.map(|account| self.account.get_or_init(|| account).clone()))
    }

    fn note_clock(&self, outcome: Result<Answer, Broken>) -> Result<Answer, Broken> {
        if let Ok(Answer { clock: Some(offset), .. }) = &outcome {
            self.clock.store(*offset, Ordering::Relaxed);
        }
        outcome
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

#[cfg(test)]
mod tests {
    use super::{Answer, Broken, Duration, pause_before_next};

    fn pause(outcome: &Result<Answer, Broken>, tried: u32) -> Option<Duration> {
        pause_before_next(outcome, tried, Duration::from_millis(500))
    }

    #[test]
    fn pauses_double_with_some_chance_in_them_and_stay_bounded() {
        let failed = Ok(Answer { status: 503, ..Answer::default() });
        for (tried, least, most) in [(1, 500, 750), (2, 1_000, 1_500), (3, 2_000, 3_000), (99, 30_000, 30_000)] {
            let pause = pause(&failed, tried).unwrap().as_millis();
            assert!((least..=most).contains(&pause), "{tried}: {pause}");
        }
    }

    #[test]
    fn the_cloud_may_say_how_long_but_not_for_ever() {
        for (asked, expected) in [(0, 0), (7, 7), (86_400, 30)] {
            let retry_after = Some(Duration::from_secs(asked));
            let throttled = Ok(Answer { status: 429, retry_after, ..Answer::default() });
            assert_eq!(pause(&throttled, 1), Some(Duration::from_secs(expected)));
        }
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let answer = |status, body: &str| Ok(Answer { status, body: body.into(), ..Answer::default() });
        let broken = |again| Broken { sent: false, again, detail: String::new() };
        let flawed = |again| Ok(Answer { status: 200, flaw: Some(broken(again)), ..Answer::default() });
        let throttled = r#"{"error_code":"DMS.10240407","error_msg":"slow down"}"#;
        let cases = [
            (answer(200, ""), false),
            (answer(302, ""), false),
            (answer(400, ""), false),
            (answer(404, "{}"), false),
            (answer(404, throttled), true),
            (answer(400, throttled), false),
            (answer(429, ""), true),
            (answer(500, ""), true),
            (answer(599, ""), true),
            (flawed(true), true),
            (flawed(false), false),
            (Err(broken(true)), true),
            (Err(broken(false)), false),
        ];
        for (outcome, expected) in cases {
            assert_eq!(pause(&outcome, 1).is_some(), expected, "{outcome:?}");
        }
    }
}
