//! Tags of instances (`cloud::api`, "Tags"). They are set once an instance is RUNNING, by calls of their own.

use super::http::{Answer, Arrived, Refusal, text};
use super::paging;
use super::state::State;
use crate::sort;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Tags of one instance at most.
const MOST: usize = 20;

/// Adds tags to an instance or takes some off it, all of them or none. A key that it has already gets the new value.
pub(super) fn change(state: &mut State, request: &Arrived, id: &str) -> Result<Answer, Refusal> {
    let body = request.object()?;
    let given = body["tags"].as_array().filter(|tags| !tags.is_empty());
    let given = given.ok_or_else(|| Refusal::dms("00400062", "The parameter tags is missing or empty."))?;
    given.iter().try_for_each(check)?;
    let keys: BTreeSet<&str> = sort::collect(given.iter().map(|tag| text(tag, "key")));
    if keys.len() < given.len() {
        return Err(Refusal::dms("00400062", "A tag key is given twice."));
    }
    let instance = state.running(id)?;
    let mut tags = instance.body.get("tags").and_then(Json::as_array).cloned().unwrap_or_default();
    tags.retain(|tag| !keys.contains(text(tag, "key")));
    match text(&body, "action") {
        "create" => tags.extend(given.iter().map(|tag| json!({ "key": tag["key"], "value": text(tag, "value") }))),
        "delete" => {}
        other => return Err(Refusal::dms("00400062", format!("The action {other} is neither create nor delete."))),
    }
    if tags.len() > MOST {
        return Err(Refusal::dms("00400062", format!("An instance has at most {MOST} tags.")));
    }
    instance.body.insert("tags".to_owned(), Json::Array(tags));
    Ok(Answer::done())
}

/// The tags of one instance.
pub(super) fn of_instance(state: &State, request: &Arrived, id: &str) -> Result<Json, Refusal> {
    let tags = state.view(id)?.get("tags").and_then(Json::as_array).cloned().unwrap_or_default();
    Ok(paging::by_offset(request, tags, (100, 1..=100), usize::MAX)?.named("tags"))
}

/// The tags of all instances of the project: each key with all its values.
pub(super) fn of_project(state: &State, request: &Arrived) -> Result<Json, Refusal> {
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for tag in state.instances.iter().filter_map(|instance| instance.body.get("tags")?.as_array()).flatten() {
        all.entry(text(tag, "key")).or_default().insert(text(tag, "value"));
    }
    let tags = all.into_iter().map(|(key, values)| json!({ "key": key, "values": values })).collect();
    Ok(paging::by_offset(request, tags, (100, 1..=100), usize::MAX)?.named("tags"))
}

fn check(tag: &Json) -> Result<(), Refusal> {
    let (key, value) = (text(tag, "key"), text(tag, "value"));
    let good = |text: &str, extra: &str| {
        text == text.trim() && text.chars().all(|c| c.is_alphanumeric() || " _.:=+-@".contains(c) || extra.contains(c))
    };
    let typed = tag.get("value").is_none_or(Json::is_string);
    let sized = (1..=128).contains(&key.chars().count()) && value.chars().count() <= 255;
    if typed && sized && good(key, "") && good(value, "/") {
        return Ok(());
    }
    Err(Refusal::dms("00400062", format!("The tag {key}={value} is invalid.")))
}
