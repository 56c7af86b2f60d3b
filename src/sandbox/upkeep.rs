//! What else is read and set of an instance that exists: its configuration and its background tasks (`cloud::api`,
//! "Configuration and background tasks").

use super::assets::hex_of;
use super::http::{Answer, Arrived, Refusal, text};
use super::instance::RETENTION_HOURS;
use super::paging;
use super::state::State;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json, json};

/// The one thing that can be set: how many hours messages are kept.
const RETENTION: &str = "fileReservedTime";

pub(super) fn configs(state: &State, request: &Arrived, id: &str) -> Result<Json, Refusal> {
    state.view(id)?;
    let hours = state.instances.iter().find(|instance| instance.id == id).map(|instance| instance.retention_hours);
    let retention = json!({
        "name": RETENTION, "value": hours.unwrap_or(RETENTION_HOURS).to_string(), "config_type": "dynamic",
        "default_value": RETENTION_HOURS.to_string(), "valid_values": "1~720", "value_type": "integer",
    });
    Ok(paging::by_offset(request, vec![retention], (100, 1..=100), usize::MAX)?.named("rocketmq_configs"))
}

pub(super) fn configure(state: &mut State, request: &Arrived, id: &str) -> Result<Answer, Refusal> {
    let body = request.object()?;
    let instance = state.running(id)?;
    for config in body["rocketmq_configs"].as_array().into_iter().flatten() {
        let (name, value) = (text(config, "name"), text(config, "value"));
        let hours = value.parse().ok().filter(|hours| name == RETENTION && (1..=720).contains(hours));
        let invalid = || Refusal::dms("00400062", format!("The configuration {name}={value} is invalid."));
        instance.retention_hours = hours.ok_or_else(invalid)?;
    }
    Ok(Answer::done())
}

/// The background tasks of an instance, of which there is one: its creation. Whether the cloud counts it among them, under
/// which name, and where it gives the reason of a failure, is unverified.
pub(super) fn tasks(state: &State, request: &Arrived, id: &str) -> Result<Json, Refusal> {
    let task = creation(&state.view(id)?, id, state.world.creation_time.as_secs());
    let began = text(&task, "created_at").replace(|c: char| !c.is_ascii_digit(), "");
    // Times are compared as they are written: from the year down to the second.
    let first = |name: &str, number: &str| request.param(name).is_none_or(|given| given == number);
    let fits = first("start", "1")
        && first("offset", "0")
        && request.param("begin_time").is_none_or(|begin| *began >= *begin)
        && request.param("end_time").is_none_or(|end| began.get(..14) <= Some(&*end));
    Ok(named(if fits { vec![task] } else { Vec::new() }))
}

/// One task of an instance, in a list of one.
pub(super) fn task(state: &State, id: &str, task_id: &str) -> Result<Json, Refusal> {
    let task = creation(&state.view(id)?, id, state.world.creation_time.as_secs());
    if text(&task, "id") == task_id {
        return Ok(named(vec![task]));
    }
    Err(Refusal::dms("00400062", format!("The task {task_id} does not exist.")))
}

fn named(tasks: Vec<Json>) -> Json {
    json!({ "task_count": tasks.len().to_string(), "tasks": tasks })
}

fn creation(view: &Map<String, Json>, id: &str, seconds: u64) -> Json {
    let member = |key: &str| view.get(key).and_then(Json::as_str).unwrap_or_default();
    let (status, params) = match member("status") {
        "CREATING" => ("EXECUTING", json!({})),
        "CREATEFAILED" => {
            let reason = "The resources are sold out in the zone.";
            ("FAILED", json!({ "error_code": "DMS.00400055", "error_msg": reason }))
        }
        _ => ("SUCCESS", json!({})),
    };
    let began = member("created_at").parse().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let began = began.unwrap_or(Timestamp::UNIX_EPOCH);
    let took = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    let ended = if status == "EXECUTING" { began } else { began.saturating_add(took).unwrap_or(Timestamp::MAX) };
    let time = |time: Timestamp| time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    json!({
        "id": hex_of(&format!("{id} creation")), "name": "createInstance", "user_name": member("user_name"),
        "user_id": member("user_id"), "params": params.to_string(), "status": status, "created_at": time(began),
        "updated_at": time(ended),
    })
}
