//! Tags: setting those of an instance, and what the project has of them (`cloud::api`, "Tags").

use super::Client;
use super::lists::ListQuery;
use crate::catalog::{Choice, Listed, Tag};
use crate::cloud::answer::Answer;
use crate::cloud::bounded_json::{self, Json};
use crate::cloud::endpoints::Service;
use crate::cloud::json::{items, text, texts};
use crate::cloud::request::{self, Call};
use crate::cloud::{codes, error};
use crate::failure::{Cause, Failure};
use crate::language::Text;
use serde_json::json;

/// Entries of one page.
const PAGE: &str = "100";

impl Client {
    /// Sees to it that an instance which is RUNNING has these tags beside any others. That they are there already is as
    /// good as setting them, so the call may be repeated.
    ///
    /// # Errors
    /// `Refused`, `Forbidden` or `Capacity` where the cloud says no; any other cause where it may take them later.
    pub async fn set_tags(&self, id: &str, tags: &[Tag]) -> Result<(), Failure> {
        let call = self.tags_of(id, "/tags/action", codes::SET_TAGS)?;
        let body = json!({ "action": "create", "tags": tags });
        let call = Call { method: "POST", body: body.to_string().into_bytes(), ..call };
        let answer = self.read(&call).await?;
        match answer.status {
            // The documented success, without a body.
            200..300 if answer.body.trim_ascii().is_empty() => return Ok(()),
            // Not the cloud may have said it, or something else than that it was done.
            200..300 if self.has_tags(id, tags).await => return Ok(()),
            200..300 => return Err(self.unreadable(&answer)),
            _ => {}
        }
        let failure = error::refused(&answer, &self.about(&call));
        match failure.cause {
            Cause::Refused if is_busy(&answer) => Err(Failure { cause: Cause::Other, ..failure }),
            // What the cloud makes of a tag that is there already is not documented.
            Cause::Refused if self.has_tags(id, tags).await => Ok(()),
            _ => Err(failure),
        }
    }

    /// Whether an instance is known to have all of these.
    async fn has_tags(&self, id: &str, tags: &[Tag]) -> bool {
        let Ok(call) = self.tags_of(id, "/tags", codes::SET_TAGS) else { return false };
        let Ok(answer) = self.read(&call).await else { return false };
        let body = bounded_json::json(&answer.body).unwrap_or_default();
        let is = |known: &Json, member, said: &str| known.get(member).and_then(Json::as_str) == Some(said);
        let is_this = |known: &Json, tag: &Tag| is(known, "key", &tag.key) && is(known, "value", &tag.value);
        let there = |tag: &Tag| items(&body, "tags").iter().any(|known| is_this(known, tag));
        answer.status == 200 && tags.iter().all(there)
    }

    fn tags_of(&self, id: &str, path: &str, needs: &'static str) -> Result<Call, Failure> {
        if !request::is_segment(id) {
            return Err(error::not_sent(
                Text("This is not an instance ID."),
                Text("Copy the ID again, whole and alone."),
            ));
        }
        let call = self.regional(Service::Dms, "/v2/{project}/rocketmq/", needs)?;
        Ok(Call { path: format!("{}{id}{path}", call.path), limit: request::ONE, ..call })
    }

    /// Tags that instances of the project have, as `key=value`: those of its first hundred keys, as they only help to type.
    pub(super) async fn tags(&self, query: ListQuery<'_>) -> Result<Listed, Failure> {
        let call = self.regional(Service::Dms, "/v2/{project}/rocketmq/tags", query.needs)?;
        let call = call.with("limit", PAGE).with("offset", "0");
        let keys = self.pages(call, "tags", |item| Some(of_key(item)), |_, _, _| false).await?;
        Ok(keys.map(|keys| keys.into_iter().flatten().collect()))
    }
}

/// Whether the state of the instance or another operation stands in the way for the moment.
fn is_busy(answer: &Answer) -> bool {
    error::report(&answer.body).is_some_and(|report| codes::is_busy(&report.code))
}

/// A key of the project with each of its values.
fn of_key(item: &Json) -> Vec<Choice> {
    let key = text(item, "key");
    let values = texts(item, "values");
    let values = if values.is_empty() { vec![String::new()] } else { values };
    let tag = |value: String| Choice::new(format!("{key}={value}"), format!("{key}={value}"), "");
    if key.is_empty() { Vec::new() } else { values.into_iter().map(tag).collect() }
}
