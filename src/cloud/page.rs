//! Reads a page of a list entry by entry, so that nothing but what is made of the entries takes memory.
//!
//! Pure.

use super::bounded_json::{Bounded, Json, Room};
use super::json::number;
use serde::de::{DeserializeSeed, Deserializer as _, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer;
use std::fmt::{Formatter, Result as Written};

/// Most bytes of strings and names that a page may have beside its entries.
const BESIDE: usize = 64 << 10;

/// What a page says beside its entries, and how many there are.
#[derive(Debug, Default)]
pub(crate) struct Page<'a> {
    /// Everything but the entries: totals and the marker of the next page.
    pub(crate) head: Json<'a>,
    pub(crate) count: usize,
    /// The last entry; null where there is none.
    pub(crate) last: Json<'a>,
}

/// Hands each entry under the key to `each`. `None` where the answer is not understood: then some may have been handed over
/// all the same. An empty list may be missing or null where the answer says so; otherwise a missing one is not understood,
/// because that must not read as "there are none"; nor must an error.
pub(crate) fn read<'a>(body: &'a [u8], key: &str, each: &mut dyn FnMut(&Json)) -> Option<Page<'a>> {
    let mut reader = Deserializer::from_str(str::from_utf8(body).ok()?);
    let page = reader.deserialize_map(Reading { key, each }).ok()?;
    reader.end().ok()?;
    Some(page)
}

/// Reads the object that a page is.
struct Reading<'a> {
    key: &'a str,
    each: &'a mut dyn FnMut(&Json),
}

impl<'de> Visitor<'de> for Reading<'_> {
    type Value = Page<'de>;

    fn expecting(&self, told: &mut Formatter<'_>) -> Written {
        told.write_str("a page of a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Page<'de>, A::Error> {
        let (mut entries, mut head, mut room) = (None, Vec::new(), Room::of(BESIDE));
        while let Some(Json::String(name)) = members.next_key_seed(Bounded(&mut room))? {
            if name == self.key && entries.is_none() {
                entries = Some(members.next_value_seed(Entries(self.each))?);
                continue;
            }
            head.push((name, members.next_value_seed(Bounded(&mut room))?));
        }
        let head = Json::Object(head);
        let none = || ["total_count", "total", "instance_num"].iter().any(|total| number(&head, total) == Some(0));
        let failed = head.get("error_code").and_then(Json::as_str).is_some_and(|code| !code.is_empty());
        match entries {
            Some(page) if page.count == 0 && failed => Err(A::Error::custom("an error")),
            Some(page) => Ok(Page { head, ..page }),
            None if none() && !failed => Ok(Page { head, ..Page::default() }),
            None => Err(A::Error::custom("no list")),
        }
    }
}

/// Reads the entries, or null.
struct Entries<'a>(&'a mut dyn FnMut(&Json));

impl<'de> DeserializeSeed<'de> for Entries<'_> {
    type Value = Page<'de>;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Page<'de>, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = Page<'de>;

    fn expecting(&self, told: &mut Formatter<'_>) -> Written {
        told.write_str("a list")
    }

    fn visit_unit<E: Error>(self) -> Result<Page<'de>, E> {
        Ok(Page::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Page<'de>, A::Error> {
        let mut page = Page::default();
        while let Some(entry) = entries.next_element_seed(Bounded(&mut Room::default()))? {
            page.last = entry;
            page.count += 1;
            (self.0)(&page.last);
        }
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_ids(body: &str) -> Option<(Vec<u64>, Page<'_>)> {
        let mut ids = Vec::new();
        let page = read(body.as_bytes(), "list", &mut |entry| ids.extend(number(entry, "id")))?;
        Some((ids, page))
    }

    #[test]
    fn entries_come_in_order_with_what_stands_beside_them() {
        let (ids, page) = read_ids(r#" {"total":2,"list":[{"id":1},{"id":"2"}],"more":{"marker":"m"}} "#).unwrap();
        assert_eq!((ids, page.count, number(&page.last, "id")), (vec![1, 2], 2, Some(2)));
        assert_eq!(page.head.to_value(), serde_json::json!({ "total": 2, "more": { "marker": "m" } }));
        for empty in [r#"{"list":[]}"#, r#"{"list":null}"#, r#"{"total":0}"#, r#"{"instance_num":"0"}"#] {
            assert_eq!(read_ids(empty).unwrap().1.count, 0, "{empty}");
        }
    }

    #[test]
    fn what_is_not_understood_is_no_empty_page() {
        let many = |value: &str| vec![value; 10_000].join(",");
        let (array, object) = (many("0"), (0..10_000).map(|at| format!("\"{at}\":0")).collect::<Vec<_>>().join(","));
        let beside = "x".repeat(BESIDE);
        for body in [
            "",
            "[]",
            "{}",
            r#"{"total":3}"#,
            r#"{"list":{}}"#,
            r#"{"list":[1]"#,
            r#"{"list":[1]}}"#,
            r#"{"list":[1],"list":[2"#,
            &format!(r#"{{"list":[[{array}]]}}"#),
            &format!(r#"{{"list":[{{{object}}}]}}"#),
            &format!(r#"{{"list":[],"a":[{array}]}}"#),
            &format!(r#"{{"list":[],"a":"{beside}"}}"#),
        ] {
            assert!(read_ids(body).is_none(), "{:?}", body.get(..60).unwrap_or(body));
        }
        assert_eq!(read_ids(&format!(r#"{{"list":[{array}]}}"#)).unwrap().1.count, 10_000);
    }
}
