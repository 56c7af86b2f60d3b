//! An answer, and how it reads and shows. What was typed is kept as it was typed, also where it is not valid yet.

use super::field::Kind;
use serde_json::Value as Json;

/// One answer. A number is kept as text, so that half-typed input survives; it is encoded by the field's kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Empty,
    Text(String),
    Flag(bool),
    List(Vec<String>),
}

impl Value {
    /// Text, or nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// Entries, or nothing where there are none.
    pub fn list(entries: Vec<String>) -> Self {
        if entries.is_empty() { Self::Empty } else { Self::List(entries) }
    }

    /// The text, or an empty one.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    /// The entries: one for plain text, none for anything else.
    pub fn as_list(&self) -> &[String] {
        match self {
            Self::List(entries) => entries,
            Self::Text(text) => std::slice::from_ref(text),
            _ => &[],
        }
    }

    /// Whether it says yes.
    pub fn is_on(&self) -> bool {
        *self == Self::Flag(true)
    }

    /// Whether there is no answer.
    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// The whole number it spells, if it does.
    pub fn as_number(&self) -> Option<u64> {
        self.as_text().parse().ok()
    }

    /// Reads an answer from a draft or a request body; `None` where the JSON cannot be one of this kind.
    pub fn from_json(kind: &Kind, json: &Json) -> Option<Self> {
        match (kind, json) {
            (Kind::Secret, _) => None,
            (_, Json::Null) => Some(Self::Empty),
            (Kind::Toggle, Json::Bool(on)) => Some(Self::Flag(*on)),
            (Kind::Toggle, Json::String(text)) => text.parse().ok().map(Self::Flag),
            (Kind::Choices(_), Json::Array(entries)) => {
                entries.iter().map(|entry| entry.as_str().map(str::to_owned)).collect::<Option<_>>().map(Self::list)
            }
            (Kind::Choices(_), Json::String(text)) => Some(Self::list(split(text))),
            (Kind::Toggle, _) | (_, Json::Bool(_) | Json::Object(_) | Json::Array(_)) => None,
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
            (Self::Text(text), Kind::Number { .. }) => {
                self.as_number().map_or_else(|| Json::String(text.clone()), Json::from)
            }
            (Self::Text(text), _) => Json::String(text.clone()),
        }
    }
}

/// The entries of a typed or pasted list: commas, blanks and line ends separate, repeats are kept for the check to name.
pub fn split(text: &str) -> Vec<String> {
    text.split(|c: char| c == ',' || c == ';' || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A count with thousands separated, as people read it: `60,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::field::Source;
    use serde_json::json;

    const NUMBER: Kind = Kind::Number { unit: "GB", step: 100 };
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
            (&Kind::Toggle, json!(1), None),
            (&MANY, json!(["a", "b"]), Some(Value::list(vec!["a".into(), "b".into()]))),
            (&MANY, json!("a,b\n c"), Some(Value::list(vec!["a".into(), "b".into(), "c".into()]))),
            (&MANY, json!([1]), None),
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

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (150_000, "150,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(grouped(number), text);
        }
    }
}
