//! Looking up instances, by id and by name, and how many there may be.

use super::{Client, pages};
use crate::catalog::Instance;
use crate::cloud::endpoints::Service;
use crate::cloud::page::Page;
use crate::cloud::request::{self, Call};
use crate::cloud::{codes, error, json};
use crate::failure::{Cause, Failure};
use serde_json::Value;

/// The permission for the list of instances; the quota takes the same one.
const LIST: &str = "dms:instance:list";
/// The state of an instance that could not be made.
const FAILED: &str = "CREATEFAILED";
/// Most instances of one page.
const PAGE: usize = 50;

impl Client {
    /// The instance with this id, or `None` where the cloud says that there is none.
    ///
    /// # Errors
    /// When the cloud could not be asked, or refused to say.
    pub async fn instance(&self, id: &str) -> Result<Option<Instance>, Failure> {
        if !request::is_segment(id) {
            return Err(error::not_sent("This is not an instance ID.", "Copy the ID again, whole and alone."));
        }
        let call = self.regional(Service::Dms, "/v2/{project}/instances/", "dms:instance:get")?;
        let call = Call { path: call.path + id, limit: request::ONE, ..call };
        let answer = self.read(&call).await?;
        let absent = || error::report(&answer.body).is_some_and(|report| codes::is_no_instance(&report.code));
        if answer.status == 404 && absent() {
            return Ok(None);
        }
        let body = self.success(&call, &answer)?;
        // An answer about another instance says nothing of this one.
        let ours = json::instance(&body).filter(|instance| instance.id == id);
        let mut instance = ours.ok_or_else(|| self.unreadable(&answer))?;
        if instance.status == FAILED {
            instance.reason = self.reason(id).await;
        }
        Ok(Some(instance))
    }

    /// Why the creation of an instance failed, where its background tasks tell; it stays a failed one either way.
    async fn reason(&self, id: &str) -> Option<String> {
        let path = format!("/v2/{{project}}/instances/{id}/tasks");
        let call = self.regional(Service::Dms, &path, "dms:instance:get").ok()?.with("start", "1").with("limit", "50");
        let call = Call { limit: request::ONE, ..call };
        let answer = self.read(&call).await.ok()?;
        json::reason(&self.success(&call, &answer).ok()?)
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
        let asked = (asked.0.map_err(as_the_cloud_said), asked.1.map_err(as_the_cloud_said));
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

    async fn named(&self, engine: &str, name: &str) -> Result<Vec<Instance>, Failure> {
        let call = self
            .regional(Service::Dms, "/v2/{project}/instances", LIST)?
            .with("engine", engine)
            .with("name", name)
            .with("exact_match_name", "true")
            .with("include_failure", "true")
            .with("limit", PAGE.to_string())
            .with("offset", "0");
        // The cloud may match names that are only similar.
        let exact = |item: &Value| json::instance(item).filter(|instance| instance.name == name);
        let next = |call: &mut Call, page: &Page, received| {
            // Whether the count is of this page or of all is not documented; a full page goes on either way.
            let full = page.count >= PAGE;
            call.next_offset(json::number(&page.head, "instance_num"), received) || full
        };
        pages::whole(self.pages(call, "instances", exact, next).await?)
    }

    /// Instances in use and instances permitted; `None` where the cloud does not say.
    ///
    /// # Errors
    /// When the cloud could not be asked, or refused to say.
    pub async fn quota(&self) -> Result<Option<(u64, u64)>, Failure> {
        let call = self
            .regional(Service::Dms, "/v2/{project}/quotas", LIST)?
            .with("includeTagsQuota", "false")
            .with("onlyQuota", "reliability");
        let call = Call { limit: request::ONE, ..call };
        let answer = self.read(&call).await?;
        let body = self.success(&call, &answer)?;
        let quotas = body.get("quotas").unwrap_or(&Value::Null);
        let of_rocketmq = |item: &&Value| json::text(item, "type") == "rocketmqInstance";
        let ours = json::items(quotas, "resources").iter().find(of_rocketmq);
        Ok(ours.and_then(|item| Some((json::number(item, "used")?, json::number(item, "quota")?))))
    }
}

/// Whether the cloud refused a read by one of its documented codes. What something on the way refuses says nothing about
/// what the cloud has.
fn is_refused(failure: &Failure) -> bool {
    failure.cause == Cause::Refused && failure.code.as_deref().and_then(codes::known).is_some()
}

/// The failure of a look-up, by what the cloud itself has said. A refusal in no documented shape comes from something on
/// the way, so it says nothing about what these keys may look up.
fn as_the_cloud_said(failure: Failure) -> Failure {
    let spoken = failure.code.is_some() || failure.cause == Cause::NothingSent;
    Failure { cause: if spoken { failure.cause } else { Cause::Other }, ..failure }
}
