//! DMS, the reading calls: zones, flavors, instances, quotas (`cloud::api`, "Zones"; `cloud::api`, "Flavors";
//! `cloud::api`, "Instances").

use super::constants::REGION;
use super::http::{Arrived, Refusal, text};
use super::instance::Instance;
use super::paging;
use super::state::State;
use serde_json::{Map, Value as Json, json};

pub(super) fn zones(state: &State) -> Json {
    json!({ "region_id": REGION, "available_zones": state.world.zones })
}

/// Flavors, ten to a page unless asked for more. Both engine names list the same ones.
pub(super) fn products(state: &State, request: &Arrived, engine: &str) -> Result<Json, Refusal> {
    // The query's `type` means public or dedicated cloud; here is no dedicated one.
    let public = request.param("type").is_none_or(|kind| kind == "advanced");
    let fits = |product: &&Json| public && request.filter("product_id", product, "product_id");
    let products = state.world.products.iter().filter(fits).cloned().collect();
    let page = paging::by_offset(request, products, (10, 1..=100), state.world.page_cap)?;
    let mut answer = page.named("products");
    answer["engine"] = json!(engine);
    answer["versions"] = json!(["4.8.0", "5.x"]);
    Ok(answer)
}

/// Instances; failed ones only where asked for, names in part unless the whole name is asked for.
pub(super) fn instances(state: &State, request: &Arrived) -> Result<Json, Refusal> {
    if !request.param("engine").is_some_and(|engine| ["rocketmq", "reliability"].contains(&engine.as_str())) {
        return Err(Refusal::dms("00400062", "The parameter engine is missing or invalid."));
    }
    let exact = truth(request, "exact_match_name")?;
    let failed = truth(request, "include_failure")?;
    let name = request.param("name").unwrap_or_default();
    let named = |instance: &&Instance| {
        let own = instance.body.get("name").and_then(Json::as_str).unwrap_or_default();
        name.is_empty() || if exact { own == name } else { own.contains(&name) }
    };
    let fits = |item: &Json| {
        (failed || text(item, "status") != "CREATEFAILED")
            && ["instance_id", "status", "enterprise_project_id"].iter().all(|key| request.filter(key, item, key))
    };
    let now = state.world.clock.instant();
    // By name first: what is shown of an instance is put together for each that is asked for.
    let views = state.instances.iter().filter(named).filter_map(|instance| instance.listed(now).map(listed));
    let page = paging::by_offset(request, views.filter(fits).collect(), (10, 1..=50), usize::MAX)?;
    Ok(json!({ "instances": page.items, "instance_num": page.total }))
}

/// One instance. The key it is encrypted with shows in the list only.
pub(super) fn instance(state: &State, id: &str) -> Result<Json, Refusal> {
    let mut view = state.view(id)?;
    view.remove("disk_encrypted_key");
    Ok(Json::Object(view))
}

pub(super) fn quotas(state: &State, request: &Arrived) -> Json {
    let used = state.instances.len();
    let mut resources = vec![json!({ "type": "rocketmqInstance", "quota": state.world.quota, "used": used })];
    if request.param("onlyQuota").is_none_or(|only| only != "reliability") {
        resources.push(json!({ "type": "kafkaInstance", "quota": 100, "used": 3 }));
    }
    if request.param("includeTagsQuota").is_none_or(|tags| tags != "false") {
        resources.push(json!({ "type": "tags", "quota": 100, "used": 17 }));
    }
    json!({ "quotas": { "resources": resources } })
}

/// An entry of the list: what only the detail shows is left out.
fn listed(mut view: Map<String, Json>) -> Json {
    for key in ["subnet_name", "order_id", "auto_volume_expand_enable"] {
        view.remove(key);
    }
    Json::Object(view)
}

fn truth(request: &Arrived, name: &str) -> Result<bool, Refusal> {
    match request.param(name).as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => Err(Refusal::dms("00400062", format!("{name} is {other}, but must be true or false."))),
    }
}
