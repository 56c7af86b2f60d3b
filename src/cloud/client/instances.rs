//! Looking up instances, by id and by name, and how many there may be.

use super::lists::ListQuery;
use super::{Client, pages};
use crate::catalog::{Described, Instance, Listed};
use crate::cloud::bounded_json::Json;
use crate::cloud::endpoints::Service;
use crate::cloud::page::Page;
use crate::cloud::request::{self, Call};
use crate::cloud::{codes, described, error, json};
use crate::failure::{Cause, Failure};
use crate::language::Text;
use crate::sort;
use std::collections::HashSet;

/// The permission for the list of instances; the quota takes the same one.
const LIST: &str = "dms:instance:list";
/// The state of an instance that could not be made.
const FAILED: &str = "CREATEFAILED";
/// Both spellings of the engine, the one that the cloud answers with first.
const ENGINES: [&str; 2] = ["reliability", "rocketmq"];
/// Most instances of one page.
const PAGE: usize = 50;

impl Client {
    /// The instance with this id, or `None` where the cloud says that there is none.
    ///
    /// # Errors
    /// When the cloud could not be asked, or refused to say.
    pub async fn instance(&self, id: &str) -> Result<Option<Instance>, Failure> {
        let Some((_, mut instance)) = self.detail(id).await? else { return Ok(None) };
        if instance.status == FAILED {
            instance.reason = self.reason(id).await;
        }
        Ok(Some(instance))
    }

    /// What detail and list tell of the instance with this id, for another one like it; `None` where the cloud says that
    /// there is none. A list that cannot be read is no error: see [`Described::unlisted`].
    ///
    /// # Errors
    /// When the detail could not be asked for, or was refused.
    pub async fn described(&self, id: &str) -> Result<Option<Described>, Failure> {
        let Some((detail, instance)) = self.detail(id).await? else { return Ok(None) };
        let said = json::text(&detail, "engine");
        let engine = if said.is_empty() { ENGINES[0] } else { &said };
        let (entry, unlisted) = match self.listed(engine, id).await {
            Ok(entry) => (entry, None),
            Err(failure) => (None, Some(failure)),
        };
        // The list of an engine has instances of this engine only.
        let engine = if entry.is_some() { engine.to_owned() } else { said };
        let mut answers = described::answers(&detail, &entry.unwrap_or_default());
        if !engine.is_empty() {
            answers.insert("engine".to_owned(), engine.as_str().into());
        }
        let may_get_tags = instance.status == "CREATING";
        let Instance { id, name, .. } = instance;
        Ok(Some(Described { id, name, engine, answers, unlisted, may_get_tags, ..Described::default() }))
    }

    /// The detail of this instance, as it came and as it is read.
    async fn detail(&self, id: &str) -> Result<Option<(Json<'static>, Instance)>, Failure> {
        if !request::is_segment(id) {
            return Err(error::not_sent(
                Text("This is not an instance ID."),
                Text("Copy the ID again, whole and alone."),
            ));
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
        let instance = ours.ok_or_else(|| self.unreadable(&answer))?;
        Ok(Some((body.into_owned(), instance)))
    }

    /// The entry of this instance in the list, where there is one.
    async fn listed(&self, engine: &str, id: &str) -> Result<Option<Json<'static>>, Failure> {
        let call = self.list_of(engine, true)?.with("instance_id", id);
        let ours = |item: &Json| (json::text(item, "instance_id") == id).then(|| item.clone().into_owned());
        Ok(self.pages(call, "instances", ours, next_instances).await?.entries.into_iter().next())
    }

    /// The instances of the project, by name.
    ///
    /// # Errors
    /// When either answer is missing; unless the cloud itself refuses only one spelling of the engine.
    pub(super) async fn instances(&self, _query: ListQuery<'_>) -> Result<Listed, Failure> {
        let mut parts = Vec::new();
        for engine in ENGINES {
            parts.push(match self.list_of(engine, false) {
                Ok(call) => self.pages(call, "instances", json::listed_instance, next_instances).await,
                Err(failure) => Err(failure),
            });
        }
        let is_cut = parts.iter().flatten().any(|part| part.is_cut);
        let mut entries = both(parts.into_iter().map(|part| part.map(|part| part.entries)), |choice| &choice.id)?;
        sort::by(&mut entries, |one, other| one.label.cmp(&other.label).then_with(|| one.id.cmp(&other.id)));
        Ok(Listed { entries, is_cut })
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
        let [one, other] = ENGINES;
        both([self.named(one, name).await, self.named(other, name).await], |instance| &instance.id)
    }

    async fn named(&self, engine: &str, name: &str) -> Result<Vec<Instance>, Failure> {
        let call = self.list_of(engine, true)?.with("name", name).with("exact_match_name", "true");
        let mut is_unclear = false;
        // The cloud may match names that are only similar. An entry without a name or an ID may be of this one.
        let exact = |item: &Json| {
            let instance = json::instance(item).filter(|instance| !instance.name.is_empty());
            is_unclear |= instance.is_none();
            let instance = instance.filter(|instance| instance.name == name)?;
            Some(Instance { answers: described::answers(item, &Json::Null), ..instance })
        };
        let found = pages::whole(self.pages(call, "instances", exact, next_instances).await?)?;
        if is_unclear {
            let what = Text(
                "The cloud lists an instance without its name or its ID, so it is not known whether the name is free.",
            );
            return Err(Failure::new(Cause::Other, what, Text("Look at it in the console.")));
        }
        Ok(found)
    }

    /// The call for the first page of the list, with those whose creation failed or without.
    fn list_of(&self, engine: &str, failed: bool) -> Result<Call, Failure> {
        Ok(self
            .regional(Service::Dms, "/v2/{project}/instances", LIST)?
            .with("engine", engine)
            .with("include_failure", failed.to_string())
            .with("limit", PAGE.to_string())
            .with("offset", "0"))
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
        let quotas = body.get("quotas").unwrap_or(&Json::Null);
        let of_rocketmq = |item: &&Json| json::text(item, "type") == "rocketmqInstance";
        let ours = json::items(quotas, "resources").iter().find(of_rocketmq);
        Ok(ours.and_then(|item| Some((json::number(item, "used")?, json::number(item, "quota")?))))
    }
}

fn next_instances(call: &mut Call, page: &Page, received: usize) -> bool {
    // Whether the count is of this page or of all is not documented; a full page goes on either way.
    let full = page.count >= PAGE;
    call.next_offset(json::number(&page.head, "instance_num"), received) || full
}

/// What the lists of both spellings of the engine have, each instance once.
fn both<T>(asked: impl IntoIterator<Item = Result<Vec<T>, Failure>>, id: fn(&T) -> &String) -> Result<Vec<T>, Failure> {
    let (found, failures): (Vec<_>, Vec<_>) =
        asked.into_iter().map(|asked| asked.map_err(as_the_cloud_said)).partition(Result::is_ok);
    let mut failures = failures.into_iter().filter_map(Result::err);
    if let Some(failure) = failures.next()
        && (found.is_empty() || !is_refused(&failure))
    {
        return Err(failure);
    }
    let mut seen = HashSet::new();
    let found = found.into_iter().flatten().flatten();
    Ok(found.filter(|one| seen.insert(id(one).clone())).collect())
}

/// Whether the cloud refused a read by one of its documented codes. What something on the way refuses says nothing about
/// what the cloud has.
fn is_refused(failure: &Failure) -> bool {
    failure.cause == Cause::Refused && failure.code.as_deref().and_then(codes::known).is_some()
}

/// The failure of a look-up, by what the cloud itself has said. A refusal without a code of the cloud comes from something
/// on the way, so it says nothing about what these keys may look up.
fn as_the_cloud_said(failure: Failure) -> Failure {
    let spoken = failure.code.as_deref().is_some_and(codes::is_of_cloud) || failure.cause == Cause::NothingSent;
    Failure { cause: if spoken { failure.cause } else { Cause::Other }, ..failure }
}
