//! How any call is made: its address and signature, and what an answer means that is no success.
//!
//! Knows nothing of what a call is for.

use super::{Client, retry};
use crate::cloud::answer::{Answer, Broken};
use crate::cloud::bounded_json::{Json, json};
use crate::cloud::broken;
use crate::cloud::endpoints::{INTERNATIONAL_BSS, Service};
use crate::cloud::error::{self, About};
use crate::cloud::request::{self, Call};
use crate::failure::Failure;
use crate::language::Text;
use std::sync::atomic::Ordering;
use std::time::Instant;

impl Client {
    /// A `GET` of a regional service. `{project}` in the path becomes the project id.
    pub(super) fn regional(&self, service: Service, path: &str, needs: &'static str) -> Result<Call, Failure> {
        let choose = Text("Choose it on the account screen.");
        let missing = |field, what| Failure { field: Some(field), ..error::not_sent(what, choose) };
        if self.settings.region.is_empty() && self.settings.endpoints.given(service).is_none() {
            return Err(missing("region", Text("No region is chosen yet.")));
        }
        if self.settings.project_id.is_empty() && path.contains("{project}") {
            return Err(missing("project_id", Text("No project is chosen yet.")));
        }
        let project = &self.settings.project_id;
        let call = self.plain(service, path.replace("{project}", project), needs);
        let scope = (!project.is_empty()).then(|| ("x-project-id", project.clone()));
        Ok(Call { scope, ..call })
    }

    /// A `GET` of a service that knows accounts, not projects; with the account's id where IAM tells it.
    pub(super) async fn global(&self, service: Service, path: &str, needs: &'static str) -> Call {
        // Where IAM does not tell the account, the call goes out without the header.
        let account = self.account_of_user().await.ok().flatten();
        let scope = account.map(|account| ("x-domain-id", account.id));
        Call { scope, ..self.plain(service, path.to_owned(), needs) }
    }

    /// A `GET` without project or account.
    pub(super) fn plain(&self, service: Service, path: String, needs: &'static str) -> Call {
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

    /// Sends a read, again where that may help, and returns the last answer whatever its status.
    pub(super) async fn read(&self, call: &Call) -> Result<Answer, Failure> {
        let (mut tried, since) = (1, Instant::now());
        let mut outcome = self.read_once(call).await?;
        while let Some(pause) = retry::before_next(&outcome, tried, self.pause)
            && since.elapsed() + pause < retry::TRYING
        {
            retry::pause(tried, pause).await;
            outcome = self.read_once(call).await?;
            tried += 1;
        }
        let answer = outcome.map_err(|broken| self.broken(&broken, None))?;
        match &answer.flaw {
            Some(flaw) if answer.status < 400 => Err(self.broken(flaw, answer.request_id.as_deref())),
            _ => Ok(answer),
        }
    }

    /// Sends a call at most once, on a connection of its own.
    pub(super) async fn post_once(&self, call: &Call) -> Result<Result<Answer, Broken>, Failure> {
        let signed = call.signed(&self.settings.credentials, &request::now())?;
        Ok(self.note_clock(self.transport.post_once(signed, &call.body, call.limit).await))
    }

    /// The body of an answer that succeeded.
    pub(super) fn success<'a>(&self, call: &Call, answer: &'a Answer) -> Result<Json<'a>, Failure> {
        self.succeeded(call, answer)?;
        json(&answer.body).ok_or_else(|| self.unreadable(answer))
    }

    /// Checks that the cloud did not refuse.
    pub(super) fn succeeded(&self, call: &Call, answer: &Answer) -> Result<(), Failure> {
        let refused = !(200..300).contains(&answer.status);
        if refused { Err(error::refused(answer, &self.about(call))) } else { Ok(()) }
    }

    /// What has to be known of a call to say why it failed.
    pub(super) fn about(&self, call: &Call) -> About<'_> {
        About { needs: call.needs, keys: &self.settings.credentials, clock: self.clock_offset() }
    }

    /// A success whose content is not what is documented.
    pub(super) fn unreadable(&self, answer: &Answer) -> Failure {
        error::unreadable(answer, &self.settings.credentials)
    }

    /// An exchange that broke, as a failure.
    pub(super) fn broken(&self, broken: &Broken, request_id: Option<&str>) -> Failure {
        broken::told(broken, request_id, &self.settings.credentials)
    }

    /// Sends a read once, on a kept connection where there is one.
    pub(super) async fn read_once(&self, call: &Call) -> Result<Result<Answer, Broken>, Failure> {
        let signed = call.signed(&self.settings.credentials, &request::now())?;
        Ok(self.note_clock(self.transport.read(call.method, signed, &call.body, call.limit).await))
    }

    fn note_clock(&self, outcome: Result<Answer, Broken>) -> Result<Answer, Broken> {
        if let Ok(Answer { clock: Some(offset), .. }) = &outcome {
            self.clock.store(*offset, Ordering::Relaxed);
        }
        outcome
    }
}
