//! Keys, enterprise projects, identity and the metadata service (`cloud::api`, "Keys"; `cloud::api`, "Accounts";
//! `cloud::api`, "Metadata service").

use super::constants::{SECRET_KEY, TEMPORARY_ACCESS_KEY};
use super::http::{Answer, Arrived, Refusal, text};
use super::paging;
use super::state::State;
use super::world::World;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

/// Keys. `limit` and `marker` are strings here, and so is `truncated`.
pub(super) fn list_keys(world: &World, request: &Arrived) -> Result<Json, Refusal> {
    let body: Json =
        serde_json::from_slice(&request.body).map_err(|_| refuse(400, "KMS.0202", "the body is no JSON"))?;
    let limit =
        string(&body, "limit")?.map_or(Some(1000), |limit| limit.parse().ok().filter(|n| (1..=1000).contains(n)));
    let start = string(&body, "marker")?.map_or(Some(0), |marker| marker.parse::<usize>().ok());
    let (Some(limit), Some(start)) = (limit, start) else {
        return Err(refuse(400, "KMS.0204", "limit must be 1 to 1000, and marker what the last answer said"));
    };
    let state = string(&body, "key_state")?;
    let spec = string(&body, "key_spec")?.unwrap_or("AES_256");
    let fits = |key: &&Json| {
        state.is_none_or(|state| text(key, "key_state") == state) && (spec == "ALL" || text(key, "key_spec") == spec)
    };
    let all: Vec<&Json> = world.keys.iter().filter(fits).collect();
    let page: Vec<&Json> = all.iter().copied().skip(start).take(limit.min(world.page_cap)).collect();
    let end = start + page.len();
    let truncated = end < all.len();
    let next = if truncated { end.to_string() } else { String::new() };
    let ids: Vec<&Json> = page.iter().filter_map(|key| key.get("key_id")).collect();
    Ok(json!({
        "keys": ids, "key_details": page, "next_marker": next, "truncated": truncated.to_string(), "total": all.len(),
    }))
}

pub(super) fn describe_key(world: &World, request: &Arrived) -> Result<Json, Refusal> {
    let body: Json =
        serde_json::from_slice(&request.body).map_err(|_| refuse(400, "KMS.0202", "the body is no JSON"))?;
    let key = World::find(&world.keys, "key_id", text(&body, "key_id"));
    key.map(|key| json!({ "key_info": key })).ok_or_else(|| refuse(404, "KMS.2103", "the key does not exist"))
}

pub(super) fn enterprise_projects(world: &World, request: &Arrived) -> Result<Json, Refusal> {
    let status: Option<u64> = request.param("status").and_then(|status| status.parse().ok());
    let fits = |project: &&Json| status.is_none_or(|status| project["status"] == status);
    let projects = world.enterprise_projects.iter().filter(fits).cloned().collect();
    let page = paging::by_offset(request, projects, (1000, 1..=1000), world.page_cap)?;
    Ok(json!({ "enterprise_projects": page.items, "total_count": page.total }))
}

pub(super) fn projects(world: &World, request: &Arrived) -> Json {
    let named = world.projects.iter().filter(|project| request.filter("name", project, "name"));
    json!({ "projects": named.collect::<Vec<_>>(), "links": { "self": "", "previous": null, "next": null } })
}

/// The projects the caller may work in; those switched off are not among them.
pub(super) fn projects_of_user(world: &World) -> Json {
    let enabled = world.projects.iter().filter(|project| project["enabled"] == true);
    json!({ "projects": enabled.collect::<Vec<_>>() })
}

pub(super) fn domains(world: &World) -> Json {
    let id = world.projects.first().map(|project| text(project, "domain_id"));
    json!({ "domains": [{ "id": id, "name": "example-corp", "enabled": true, "description": "" }] })
}

pub(super) fn regions(world: &World) -> Json {
    json!({ "regions": world.regions })
}

/// `PUT /meta-data/latest/api/token`: the first step towards temporary keys, where the host has it.
pub(super) fn metadata_token(state: &mut State, request: &Arrived, now: Timestamp) -> Result<Answer, Refusal> {
    if state.world.metadata_v1 {
        return Err(Refusal::new(404, "404", "Not Found"));
    }
    let seconds = request.header("x-metadata-token-ttl-seconds").parse().ok().filter(|ttl| (1..=21_600).contains(ttl));
    let seconds = seconds.ok_or_else(|| Refusal::new(400, "400", "X-Metadata-Token-Ttl-Seconds must be 1 to 21600"))?;
    let token = format!("metadata-{}", state.hex_id());
    state.sessions.add(token.clone(), later(now, seconds));
    Ok(Answer::text(token))
}

/// `GET /openstack/latest/securitykey`: temporary keys of the host's agency.
pub(super) fn security_key(state: &mut State, request: &Arrived, now: Timestamp) -> Result<Answer, Refusal> {
    let token = request.header("x-metadata-token");
    if !state.world.metadata_v1 && !state.sessions.permit(token, now) {
        return Err(Refusal::new(401, "401", "Unauthorized"));
    }
    let lifetime = i64::try_from(state.world.key_lifetime.as_secs()).unwrap_or(i64::MAX);
    let expires = later(now, lifetime);
    let security_token = format!("session-{}", state.hex_id());
    state.sessions.add(security_token.clone(), expires);
    Ok(Answer::json(
        200,
        &json!({ "credential": {
            "access": TEMPORARY_ACCESS_KEY, "secret": SECRET_KEY, "securitytoken": security_token,
            "expires_at": expires.strftime("%Y-%m-%dT%H:%M:%S.000000Z").to_string(),
        } }),
    ))
}

fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

fn refuse(status: u16, code: &str, message: &str) -> Refusal {
    Refusal::new(status, code, message)
}

/// A member that must be a string if it is there at all.
fn string<'a>(body: &'a Json, key: &str) -> Result<Option<&'a str>, Refusal> {
    match body.get(key) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(_) => Err(refuse(400, "KMS.0204", &format!("{key} must be a string"))),
    }
}
