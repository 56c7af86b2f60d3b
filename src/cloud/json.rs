//! Reads the cloud's JSON into our types. It forgives much: numbers and booleans may come as strings, and anything may be
//! missing (`cloud::api`, "Instances"). Text is cleaned on the way in.
//!
//! Pure. No bytes make it fail; it only finds less in them.

use super::bounded_json::{Json, json};
use super::instance_id::{INSTANCE, one_form};
use crate::catalog::{Choice, Facts, Instance, Order, Placed, TASK_FAILED};
use crate::language::Text;
use crate::text::clean;
use serde_json::Map;

/// What an address of an instance is for, which is kept in English, and the field that may hold it.
const ADDRESSES: [(Text, &str); 8] = [
    (Text("Name server"), "namesrv_address"),
    (Text("Broker"), "broker_address"),
    (Text("gRPC"), "grpc_address"),
    (Text("Name server, IPv6"), "ipv6_namesrv_address"),
    (Text("Broker, IPv6"), "ipv6_broker_address"),
    (Text("Name server, public"), "public_namesrv_address"),
    (Text("Broker, public"), "public_broker_address"),
    (Text("gRPC, public"), "public_grpc_address"),
];

/// Most bytes of a text that is taken; none that is documented has a tenth of these.
const MOST_TEXT: usize = 16 * 1024;
/// Most cells of a status: they are words.
const MOST_STATUS: usize = 64;

/// Most cells of a reason that the service gives.
const MOST_SAID: usize = 300;

/// Most things that are read under one entry of a list.
pub(crate) const MOST_OF_ONE: usize = 100;

/// Text under a key, cleaned; a number is read as its digits, anything else and what is far too long as empty.
pub(crate) fn text(object: &Json, key: &str) -> String {
    text_of(object.get(key)).unwrap_or_default()
}

/// A whole number under a key, also where it is written as a string.
pub(crate) fn number(object: &Json, key: &str) -> Option<u64> {
    match object.get(key)? {
        Json::Number(number) => number.as_u64(),
        Json::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A yes or no under a key: a boolean, or a string that says so.
pub(crate) fn flag(object: &Json, key: &str) -> Option<bool> {
    match object.get(key)? {
        Json::Bool(flag) => Some(*flag),
        Json::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Json::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// The entries of a list under a key; empty where there is none.
pub(crate) fn items<'a>(object: &'a Json<'a>, key: &str) -> &'a [Json<'a>] {
    object.get(key).and_then(Json::as_array).unwrap_or_default()
}

/// The texts of a list under a key that belongs to one entry, without empty ones. No entry has hundreds.
pub(crate) fn texts(object: &Json, key: &str) -> Vec<String> {
    let texts = items(object, key).iter().filter_map(|item| text_of(Some(item)));
    texts.filter(|text| !text.is_empty()).take(MOST_OF_ONE).collect()
}

/// An instance, from the detail or an entry of the list. `None` without an id.
pub(crate) fn instance(body: &Json) -> Option<Instance> {
    let id = one_form(text(body, INSTANCE));
    let order_id = text(body, "order_id");
    let addresses = ADDRESSES.into_iter().map(|(purpose, key)| (purpose.0, text(body, key)));
    (!id.is_empty()).then(|| Instance {
        id,
        name: text(body, "name"),
        status: crate::text::start(&text(body, "status"), MOST_STATUS).to_owned(),
        product_id: text(body, "product_id"),
        created_at: text(body, "created_at").parse().ok(),
        order_id: (!order_id.is_empty()).then_some(order_id),
        addresses: addresses.filter(|(_, address)| !address.is_empty()).collect(),
        tls_mode: tls_mode(body),
        acl: flag(body, "enable_acl"),
        reason: None,
        answers: Map::new(),
    })
}

/// An entry of the list of instances, to choose from. `None` without an id.
pub(crate) fn listed_instance(item: &Json) -> Option<Choice> {
    let Instance { id, name, status, product_id, .. } = instance(item)?;
    let label = if name.is_empty() { id.clone() } else { name };
    let zones = texts(item, "available_zone_names");
    Some(Choice { id, label, facts: Facts::Instance { status, product_id, zones }, closed: None })
}

/// The transport mode: by its name, else by the older switch.
fn tls_mode(body: &Json) -> Option<String> {
    let named = Some(text(body, "tls_mode")).filter(|mode| !mode.is_empty());
    named.or_else(|| Some(if flag(body, "ssl_enable")? { "SSL" } else { "PLAINTEXT" }.to_owned()))
}

/// Why an instance could not be made: what its newest failed background task says, as the service puts it, else what it
/// is called.
pub(crate) fn reason(body: &Json) -> Option<String> {
    let task = items(body, "tasks").iter().rfind(|task| text(task, "status") == "FAILED")?;
    let params = text(task, "params");
    let report = super::error::report(params.as_bytes());
    let said = report.map_or(params, |report| clean(&report.message));
    let said = said.trim().trim_end_matches('.');
    let name = text(task, "name");
    let told = if said.is_empty() || said == "{}" { TASK_FAILED.join(&name) } else { said.to_owned() };
    Some(crate::text::start(&told, MOST_SAID).to_owned())
}

/// The answer to a purchase. `None` without an id that can be looked up again, and with two of them.
pub(crate) fn placed(body: &[u8], request_id: Option<&str>) -> Option<Placed> {
    let body = json(body)?;
    let mut told = body.members().iter().filter(|(name, _)| name == INSTANCE).map(|(_, id)| id);
    let first = told.next();
    if told.any(|id| Some(id) != first) {
        return None;
    }
    let instance_id = one_form(body.get(INSTANCE)?.as_str()?.to_owned());
    let order_id = text(&body, "order_id");
    super::request::is_segment(&instance_id).then(|| Placed {
        instance_id,
        order_id: (!order_id.is_empty()).then_some(order_id),
        request_id: request_id.map(clean),
    })
}

/// An order of the billing centre. `None` without an id.
pub(crate) fn order(body: &Json) -> Option<Order> {
    let id = text(body, "order_id");
    let created = text(body, "create_time").parse::<jiff::Timestamp>().ok();
    (!id.is_empty()).then(|| Order { id, created_at: created.map(jiff::Timestamp::as_millisecond) })
}

fn text_of(value: Option<&Json>) -> Option<String> {
    match value? {
        Json::String(text) if text.len() > MOST_TEXT => None,
        Json::String(text) => Some(clean(text)),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
