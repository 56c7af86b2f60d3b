//! Reads JSON that others wrote, unless it would take much more memory than it has bytes.
//!
//! Pure.

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Deserializer, Map, Number, Value};
use std::borrow::Cow;
use std::fmt::{Formatter, Result as Written};

/// Most values and names in what is read as one. A tiny one takes some hundred bytes of memory; no entry of a list has a
/// tenth of these, nor has any answer that is no list.
const MOST_VALUES: usize = 10_000;
/// Members of a usual object, for which room is made at once.
const USUAL: usize = 8;

/// A value of a text, which lends it the strings it does not have to change. It has no more members and strings of its own
/// than the text spells out: reading lists is a good part of what a purchase without a screen costs (`architecture`,
/// "Figures": create).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Json<'a> {
    #[default]
    Null,
    Bool(bool),
    Number(Number),
    String(Cow<'a, str>),
    Array(Vec<Self>),
    /// In their order. Of two of one name the later one counts.
    Object(Vec<(Cow<'a, str>, Self)>),
}

impl<'a> Json<'a> {
    /// The member of this name, of an object that has one.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().rfind(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The members of an object; none of anything else.
    pub(crate) fn members(&self) -> &[(Cow<'a, str>, Self)] {
        if let Self::Object(members) = self { members } else { &[] }
    }

    /// The entries of an array.
    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// The string, of one.
    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The same without the text.
    pub(crate) fn into_owned(self) -> Json<'static> {
        let own = |text: Cow<str>| Cow::Owned(text.into_owned());
        match self {
            Self::Null => Json::Null,
            Self::Bool(flag) => Json::Bool(flag),
            Self::Number(number) => Json::Number(number),
            Self::String(text) => Json::String(own(text)),
            Self::Array(items) => Json::Array(items.into_iter().map(Json::into_owned).collect()),
            Self::Object(members) => {
                Json::Object(members.into_iter().map(|(name, value)| (own(name), value.into_owned())).collect())
            }
        }
    }

    /// The same as the library has it.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Number(number) => Value::Number(number.clone()),
            Self::String(text) => Value::String(text.to_string()),
            Self::Array(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Self::Object(members) => {
                let mut object = Map::new();
                for (name, value) in members {
                    object.insert(name.to_string(), value.to_value());
                }
                Value::Object(object)
            }
        }
    }
}

/// The text as JSON, where it is JSON of a sane size.
pub(crate) fn json(text: &[u8]) -> Option<Json<'_>> {
    let mut reader = Deserializer::from_str(str::from_utf8(text).ok()?);
    let value = Bounded(&mut Room::default()).deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    Some(value)
}

/// How much may still be read.
pub(crate) struct Room {
    values: usize,
    /// Of strings and names.
    bytes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { values: MOST_VALUES, bytes: usize::MAX }
    }
}

impl Room {
    /// For so many bytes of strings and names.
    pub(crate) fn of(bytes: usize) -> Self {
        Self { bytes, ..Self::default() }
    }
}

/// Reads one value, with all that is in it, where there is room for it.
pub(crate) struct Bounded<'a>(pub(crate) &'a mut Room);

impl Bounded<'_> {
    fn text<E: Error>(self, text: Cow<str>) -> Result<Json, E> {
        let left = self.0.bytes.checked_sub(text.len());
        self.0.bytes = left.ok_or_else(|| E::custom("too long"))?;
        Ok(Json::String(text))
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Json<'de>;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Json<'de>, D::Error> {
        let left = self.0.values.checked_sub(1);
        self.0.values = left.ok_or_else(|| D::Error::custom("too many values"))?;
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Json<'de>;

    fn expecting(&self, told: &mut Formatter<'_>) -> Written {
        told.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(flag))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Json<'de>, E> {
        Ok(Number::from_f64(number).map_or(Json::Null, Json::Number))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Json<'de>, E> {
        self.text(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json<'de>, E> {
        self.text(Cow::Owned(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json<'de>, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(Bounded(self.0))? {
            array.push(item);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json<'de>, A::Error> {
        let mut object = Vec::with_capacity(USUAL);
        while let Some(Json::String(name)) = members.next_key_seed(Bounded(self.0))? {
            object.push((name, members.next_value_seed(Bounded(self.0))?));
        }
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_what_the_library_reads_or_nothing() {
        let whole = r#" {"a":[1,-2,3.5,null,true,"é\n\"",[],{}],"b":"x","b":{"c":"later"},"":18446744073709551615} "#;
        for text in
            [whole, "", "1 2", "[1,]", "{", "nul", "\"\u{7f}\"", "-0", "1E2", "1e400", "\"\\ud800\"", "[\"a\" \"b\"]"]
        {
            assert_eq!(json(text.as_bytes()).map(|json| json.to_value()), serde_json::from_str(text).ok(), "{text}");
        }
        assert_eq!(json(b"\"\xff\""), None);
        let deep = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!((json(deep(100).as_bytes()).is_some(), json(deep(1_000).as_bytes()).is_some()), (true, false));
    }
}
