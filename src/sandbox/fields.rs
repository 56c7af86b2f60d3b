//! The fields of a create request as the API page lists them: which there are, of which type, and which must be there.

use super::http::Refusal;
use serde_json::{Map, Value as Json};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Whole,
    Flag,
    Texts,
    Object,
}

/// Name, type, mandatory or not, and the digits of the code for "missing or of the wrong type".
pub(super) type Field = (&'static str, Kind, bool, &'static str);

/// The request's own fields.
pub(super) const CREATE: &[Field] = &[
    ("name", Kind::Text, true, "00400010"),
    ("description", Kind::Text, false, "00400011"),
    ("engine", Kind::Text, true, "00400007"),
    ("engine_version", Kind::Text, true, "00400008"),
    ("storage_space", Kind::Whole, true, "00400500"),
    ("vpc_id", Kind::Text, true, "00400013"),
    ("subnet_id", Kind::Text, true, "00400016"),
    ("security_group_id", Kind::Text, true, "00400014"),
    ("available_zones", Kind::Texts, true, "00400042"),
    ("product_id", Kind::Text, true, "00400009"),
    ("ssl_enable", Kind::Flag, false, "00400062"),
    ("storage_spec_code", Kind::Text, true, "00400062"),
    ("enterprise_project_id", Kind::Text, false, "00400062"),
    ("enable_acl", Kind::Flag, false, "00400062"),
    ("ipv6_enable", Kind::Flag, false, "00400062"),
    ("proxy_enable", Kind::Flag, false, "00400062"),
    ("enable_publicip", Kind::Flag, false, "00400128"),
    ("disk_encrypted_enable", Kind::Flag, false, "00400062"),
    ("disk_encrypted_key", Kind::Text, false, "00400136"),
    ("publicip_id", Kind::Text, false, "00400128"),
    ("broker_num", Kind::Whole, false, "00400062"),
    ("arch_type", Kind::Text, false, "00400062"),
    ("tls_mode", Kind::Text, false, "00400062"),
    ("bss_param", Kind::Object, false, "00400062"),
];

/// Those of `bss_param`.
pub(super) const BSS: &[Field] = &[
    ("charging_mode", Kind::Text, true, "00400062"),
    ("period_type", Kind::Text, true, "00400047"),
    ("period_num", Kind::Whole, true, "00400038"),
    ("is_auto_renew", Kind::Flag, false, "00400021"),
    ("is_auto_pay", Kind::Flag, false, "00400062"),
];

/// Refuses fields that are unknown, missing or of the wrong type.
pub(super) fn check(object: &Json, fields: &[Field]) -> Result<(), Refusal> {
    let empty = Map::new();
    let object = object.as_object().unwrap_or(&empty);
    if let Some(key) = object.keys().find(|key| !fields.iter().any(|(name, ..)| name == key)) {
        // The cloud may well ignore it; the sandbox tells, so that a test notices a typo.
        return Err(Refusal::new(400, "SANDBOX.0001", format!("The API page knows no field {key}.")));
    }
    for (name, kind, mandatory, code) in fields {
        match object.get(*name) {
            None if *mandatory => return Err(Refusal::dms(code, format!("The parameter {name} is missing."))),
            Some(value) if !is_kind(value, *kind) => {
                return Err(Refusal::dms(code, format!("The parameter {name} is of the wrong type: {value}.")));
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_kind(value: &Json, kind: Kind) -> bool {
    match kind {
        Kind::Text => value.is_string(),
        Kind::Whole => value.is_u64(),
        Kind::Flag => value.is_boolean(),
        Kind::Texts => value.as_array().is_some_and(|list| list.iter().all(Json::is_string)),
        Kind::Object => value.is_object(),
    }
}
