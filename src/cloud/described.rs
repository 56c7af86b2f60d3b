//! An instance read as the order that would make one like it: which member of detail and list answers which member of
//! the create request (`cloud::api`, "One like another").
//!
//! Pure. What is not told, or not in a form that is documented, is left out and never guessed.

use super::bounded_json::Json;
use super::json::{flag, number, text, texts};
use crate::sort;
use serde_json::{Map, Value};

/// Members that say in the same words what the create request says.
const TEXTS: [&str; 9] = [
    "name",
    "engine_version",
    "product_id",
    "storage_spec_code",
    "vpc_id",
    "subnet_id",
    "security_group_id",
    "enterprise_project_id",
    "arch_type",
];
/// Switches, each behind its name in the create request.
const FLAGS: [(&str, &str); 4] = [
    ("enable_acl", "enable_acl"),
    ("ipv6_enable", "ipv6_enable"),
    ("enable_publicip", "enable_publicip"),
    ("disk_encrypted_enable", "disk_encrypted"),
];
/// Whole numbers in the same way: the other member, `storage_space`, is less than what was ordered.
const NUMBERS: [(&str, &str); 2] = [("broker_num", "broker_num"), ("storage_space", "total_storage_space")];

/// The answers that detail and list give, by the names of the create request, but for the engine: which list has the
/// instance tells that as well. The detail goes before the list.
pub(crate) fn answers(detail: &Json, entry: &Json) -> Map<String, Value> {
    let told = detail.members().iter().filter(|(_, value)| *value != Json::Null);
    let whole = Json::Object(entry.members().iter().chain(told).cloned().collect());
    let tags = whole.get("tags").filter(|tags| tags.as_array().is_some()).map(Json::to_value);
    let said = |key: &'static str| Some(text(&whole, key)).filter(|said| !said.is_empty());
    let list = |list: Vec<String>| (!list.is_empty()).then(|| Value::from(list));
    let eips = said("publicip_id").map(|ids| ids.split(',').map(|id| id.trim().to_owned()).collect());
    let special = [
        ("description", whole.get("description").and_then(Json::as_str).map(prose)),
        ("available_zones", list(texts(&whole, "available_zones"))),
        ("disk_encrypted_key", said("disk_encrypted_key").map(Value::from)),
        ("tls_mode", transport(&whole).map(Value::from)),
        ("charging_mode", billing(&whole).map(Value::from)),
        ("publicip_id", eips.and_then(list)),
        ("tags", tags),
    ];
    let texts = TEXTS.into_iter().map(|key| (key, said(key).map(Value::from)));
    let flags = FLAGS.into_iter().map(|(key, member)| (key, flag(&whole, member).map(Value::from)));
    let numbers = NUMBERS.into_iter().map(|(key, member)| (key, number(&whole, member).map(Value::from)));
    let all = texts.chain(flags).chain(numbers).chain(special);
    sort::collect(all.filter_map(|(key, value)| Some((key.to_owned(), value?))))
}

/// A text of several lines as it is, but for what would act on a terminal.
fn prose(text: &str) -> Value {
    let kept = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    text.chars().filter(kept).collect::<String>().into()
}

/// The transport mode. Without its name only `ssl_enable` on tells it: off, it may be either of the other two.
fn transport(whole: &Json) -> Option<String> {
    let named = Some(text(whole, "tls_mode")).filter(|mode| !mode.is_empty());
    named.or_else(|| (flag(whole, "ssl_enable") == Some(true)).then(|| "SSL".to_owned()))
}

/// How it is billed, which detail and list tell as a number.
fn billing(whole: &Json) -> Option<&'static str> {
    match number(whole, "charging_mode")? {
        0 => Some("prePaid"),
        1 => Some("postPaid"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::answers;
    use crate::cloud::bounded_json;
    use serde_json::json;

    #[test]
    fn only_what_is_told_in_a_known_form_becomes_an_answer() {
        let empty = json!({});
        for (detail, entry, expected) in [
            (json!({}), json!(null), json!({})),
            (
                json!({ "tls_mode": "PERMISSIVE", "ssl_enable": false }),
                empty.clone(),
                json!({ "tls_mode": "PERMISSIVE" }),
            ),
            (json!({ "ssl_enable": "true" }), empty.clone(), json!({ "tls_mode": "SSL" })),
            (json!({ "ssl_enable": false }), empty.clone(), json!({})),
            (json!({ "charging_mode": 0 }), empty.clone(), json!({ "charging_mode": "prePaid" })),
            (json!({ "charging_mode": "1" }), empty.clone(), json!({ "charging_mode": "postPaid" })),
            (json!({ "charging_mode": 2 }), empty.clone(), json!({})),
            (json!({ "storage_space": 558 }), empty.clone(), json!({})),
            (
                json!({ "storage_space": 558, "total_storage_space": "600" }),
                empty.clone(),
                json!({ "storage_space": 600 }),
            ),
            (
                json!({ "disk_encrypted": true }),
                json!({ "disk_encrypted_key": "k" }),
                json!({ "disk_encrypted_enable": true, "disk_encrypted_key": "k" }),
            ),
            (
                json!({ "vpc_id": "a", "subnet_id": null }),
                json!({ "vpc_id": "b", "subnet_id": "c" }),
                json!({ "vpc_id": "a", "subnet_id": "c" }),
            ),
            (json!({ "available_zones": [], "publicip_id": "" }), empty.clone(), json!({})),
            (json!({ "publicip_id": "a, b" }), empty.clone(), json!({ "publicip_id": ["a", "b"] })),
            (json!({ "tags": [], "arch_type": null }), empty.clone(), json!({ "tags": [] })),
            (json!({ "description": "" }), empty.clone(), json!({ "description": "" })),
            (json!({ "description": "one\ntwo\u{1b}[2J" }), empty.clone(), json!({ "description": "one\ntwo[2J" })),
            (json!({ "broker_num": "many", "enable_acl": 1, "product_id": {} }), empty.clone(), json!({})),
        ] {
            let [told, listed] = [&detail, &entry].map(ToString::to_string);
            let [told, listed] = [&told, &listed].map(|text| bounded_json::json(text.as_bytes()).unwrap());
            assert_eq!(json!(answers(&told, &listed)), expected, "{detail}");
        }
    }
}
