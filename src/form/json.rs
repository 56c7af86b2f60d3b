//! Answers as JSON: how drafts and request bodies spell them, by the kind of the field.

use super::field::Kind;
use super::value::{Pair, Value, split};
use serde_json::{Value as Json, json};

impl Value {
    /// Reads an answer from a draft or a request body; `None` where the JSON cannot be one of this kind.
    pub fn from_json(kind: &Kind, json: &Json) -> Option<Self> {
        match (kind, json) {
            (Kind::Secret, _) => None,
            (_, Json::Null) => Some(Self::Empty),
            (Kind::Toggle, Json::Bool(on)) => Some(Self::Flag(*on)),
            (Kind::Toggle, Json::String(text)) if text.is_empty() => Some(Self::Empty),
            (Kind::Toggle, Json::String(text)) => text.to_ascii_lowercase().parse().ok().map(Self::Flag),
            (Kind::Choices(_), Json::Array(entries)) => {
                entries.iter().map(|entry| entry.as_str().map(str::to_owned)).collect::<Option<_>>().map(Self::list)
            }
            (Kind::Choices(_), Json::String(text)) => Some(Self::list(split(text))),
            (Kind::Pairs(_), Json::Array(pairs)) => pairs.iter().map(pair).collect::<Option<_>>().map(Self::pairs),
            (Kind::Pairs(_), Json::String(text)) if text.is_empty() => Some(Self::Empty),
            (Kind::Toggle | Kind::Pairs(_), _) | (_, Json::Bool(_) | Json::Object(_) | Json::Array(_)) => None,
            (_, Json::String(text)) => Some(Self::text(text.as_str())),
            (_, Json::Number(number)) => Some(Self::Text(number.to_string())),
        }
    }

    /// The JSON of this answer. Numbers are encoded by kind: text that is none yet stays text, in drafts only.
    pub fn to_json(&self, kind: &Kind) -> Json {
        match (self, kind) {
            (Self::Empty, _) => Json::Null,
            (Self::Flag(on), _) => Json::Bool(*on),
            (Self::List(entries), _) => entries.clone().into(),
            (Self::Pairs(pairs), _) => pairs.iter().map(pair_json).collect(),
            (Self::Text(text), Kind::Number { .. }) => {
                self.as_number().map_or_else(|| Json::String(text.clone()), Json::from)
            }
            (Self::Text(text), _) => Json::String(text.clone()),
        }
    }
}

/// A pair, from an object that has a key, a value and nothing else.
fn pair(json: &Json) -> Option<Pair> {
    let members = json.as_object()?;
    let text = |name: &str| members.get(name).filter(|value| !value.is_null());
    let known = members.keys().all(|name| matches!(name.as_str(), "key" | "value"));
    let value = text("value").map(|value| value.as_str().map(str::to_owned));
    let key = text("key").filter(|_| known)?.as_str()?.to_owned();
    Some(Pair { key, value: value.map_or(Some(None), |value| value.map(Some))? })
}

fn pair_json(pair: &Pair) -> Json {
    match &pair.value {
        Some(value) => json!({ "key": pair.key, "value": value }),
        None => json!({ "key": pair.key }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::field::{Source, Steps};
    use serde_json::json;

    const NUMBER: Kind = Kind::Number { unit: "GB", steps: |_| Steps { least: 1, most: 9, by: 1 } };
    const PAIRS: Kind = Kind::Pairs(|_| Source::Fixed(&[]));
    const MANY: Kind = Kind::Choices(|_| Source::Fixed(&[]));

    #[test]
    fn reads_what_drafts_and_bodies_hold() {
        let table = [
            (&Kind::Text, json!("a"), Some(Value::text("a"))),
            (&Kind::Text, json!(""), Some(Value::Empty)),
            (&Kind::Text, json!(7), Some(Value::text("7"))),
            (&Kind::Text, json!({}), None),
            (&Kind::Text, json!(null), Some(Value::Empty)),
            (&Kind::Secret, json!("x"), None),
            (&NUMBER, json!(600), Some(Value::text("600"))),
            (&NUMBER, json!("6oo"), Some(Value::text("6oo"))),
            (&Kind::Toggle, json!(true), Some(Value::Flag(true))),
            (&Kind::Toggle, json!("false"), Some(Value::Flag(false))),
            (&Kind::Toggle, json!("True"), Some(Value::Flag(true))),
            (&Kind::Toggle, json!(""), Some(Value::Empty)),
            (&Kind::Toggle, json!("on"), None),
            (&Kind::Toggle, json!(1), None),
            (&Kind::Toggle, json!(null), Some(Value::Empty)),
            (&MANY, json!(["a", "b"]), Some(Value::list(vec!["a".into(), "b".into()]))),
            (&MANY, json!("a,b\n c"), Some(Value::list(vec!["a".into(), "b".into(), "c".into()]))),
            (&MANY, json!([1]), None),
            (&PAIRS, json!([]), Some(Value::Empty)),
            (&PAIRS, json!([{"key": "a", "value": "b=c"}]), Some(Value::pairs(vec![Pair::parse("a=b=c")]))),
            (&PAIRS, json!([{"key": "a"}]), Some(Value::pairs(vec![Pair::parse("a")]))),
            (&PAIRS, json!([{"key": "a", "value": null}]), Some(Value::pairs(vec![Pair::parse("a")]))),
            (&PAIRS, json!({"a": "b"}), None),
            (&PAIRS, json!("a=b"), None),
            (&PAIRS, json!(["a=b"]), None),
            (&PAIRS, json!([{"key": "a", "value": 1}]), None),
            (&PAIRS, json!([{"key": 1, "value": "b"}]), None),
            (&PAIRS, json!([{"value": "b"}]), None),
            (&PAIRS, json!([{"key": "a", "value": "b", "more": 1}]), None),
            (&PAIRS, json!([{"Key": "a", "Value": "b"}]), None),
        ];
        for (kind, json, expected) in table {
            assert_eq!(Value::from_json(kind, &json), expected, "{json}");
        }
    }

    #[test]
    fn numbers_are_encoded_by_kind_not_by_value() {
        assert_eq!(Value::text("600").to_json(&NUMBER), json!(600));
        assert_eq!(Value::text("600").to_json(&Kind::Text), json!("600"));
        assert_eq!(Value::text("6oo").to_json(&NUMBER), json!("6oo"));
    }
}
