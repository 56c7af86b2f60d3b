//! JSON as people write it: every key at most once, and in an encoding that can be read.

use super::flaw::DraftFlaw;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::RefCell;
use std::fmt;

/// Reads JSON in which no object has the same key twice, because nobody could tell which of the two values is meant.
///
/// # Errors
/// That it is none, or which key it has twice.
pub(super) fn read(bytes: &[u8]) -> Result<Value, DraftFlaw> {
    let repeated = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict(&repeated).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| match repeated.take() {
        Some(key) => DraftFlaw::RepeatedKey { key, line: error.line(), column: error.column() },
        None => DraftFlaw::NotJson { line: error.line(), said: error.to_string() },
    })
}

/// Builds the value, and notes the key that an object has twice: the error of the parser cannot carry it.
#[derive(Clone, Copy)]
struct Strict<'a>(&'a RefCell<Option<String>>);

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(entry) = entries.next_element_seed(self)? {
            list.push(entry);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let value = members.next_value_seed(self)?;
            if map.contains_key(&key) {
                self.0.replace(Some(key));
                return Err(A::Error::custom("a key is repeated"));
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

/// The text of a file, without the mark that some editors put in front of UTF-8.
///
/// # Errors
/// Which encoding it is in instead.
pub(super) fn text(bytes: &[u8]) -> Result<&str, DraftFlaw> {
    let wide = match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] | [_, 0, 0, 0, ..] | [0, 0, 0, _, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, _, 0, ..] | [0, _, 0, _, ..] => Some("UTF-16"),
        _ => None,
    };
    if let Some(encoding) = wide.filter(|_| bytes.iter().any(|byte| *byte != 0)) {
        return Err(DraftFlaw::Encoding(encoding));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| DraftFlaw::NotUnicode)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}
