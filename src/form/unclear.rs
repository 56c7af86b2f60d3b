//! What is said of an answer that a file gives in another form than is usual.

use super::draft::{Unclear, Why, Within};
use super::field::{Body, Field, Kind};
use super::value::Value;
use crate::language::{say, tr};
use crate::text::quoted;
use serde_json::Value as Json;

/// Why something cannot be taken and what to do, as a fragment. `meant` is the name that was probably meant.
pub(super) fn rule(unclear: &Unclear, meant: Option<&str>) -> String {
    let said = |value: &Json| quoted(&plain(value));
    match (&unclear.why, meant) {
        (Why::Unknown, Some(meant)) => say!("unknown; did you mean {meant}?", meant),
        (Why::Unknown, None) => tr("unknown; take it away").to_owned(),
        (Why::Secret, _) => tr("looks like a secret, so its value was dropped; take it away").to_owned(),
        (Why::NotOfKind(wanted), _) if unclear.within == Within::File => say!(
            "the draft has {value} here, which is not {wanted}; take it away",
            value = said(&unclear.value),
            wanted,
        ),
        (Why::NotOfKind(wanted), _) => say!(
            "the draft has {value} here, which is not {wanted}; answer it again",
            value = said(&unclear.value),
            wanted,
        ),
        (Why::Contradicts(other, other_value), _) => say!(
            "{key} says {value}, but {other} says {other_value}; keep one",
            key = unclear.name(),
            value = said(&unclear.value),
            other,
            other_value = said(other_value),
        ),
    }
}

/// A value of a file as people read it.
pub(super) fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A sentence about an answer whose meaning is clear although it is not of the usual type.
pub(super) fn taken_as(field: &Field, json: &Json, value: &Value) -> Option<String> {
    let usual = match (&field.kind, json) {
        _ if value.is_empty() => true,
        (Kind::Toggle, json) => json.is_boolean(),
        (Kind::Number { .. }, json) => json.is_number() || value.as_number().is_none(),
        // The API itself takes a list as one text where the field writes its own part of the request.
        (Kind::Choices(_), json) => json.is_array() || matches!(field.body, Body::With(_)),
        (Kind::Pairs(_), _) => true,
        (_, json) => json.is_string(),
    };
    let (key, taken) = (field.key, value.to_json(&field.kind));
    (!usual).then(|| say!("The draft has {value} as its {key}; it is taken as {taken}.", value = json, key, taken))
}
