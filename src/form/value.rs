//! An answer, and how it reads and shows. What was typed is kept as it was typed, also where it is not valid yet.

use crate::sort;
use std::fmt;

/// One answer. A number is kept as text, so that half-typed input survives; it is encoded by the field's kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Empty,
    Text(String),
    Flag(bool),
    List(Vec<String>),
    Pairs(Vec<Pair>),
}

/// A key and what it says. A text without `=` is a key whose value is missing so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub key: String,
    pub value: Option<String>,
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

    /// Pairs, or nothing where there are none.
    pub fn pairs(pairs: Vec<Pair>) -> Self {
        if pairs.is_empty() { Self::Empty } else { Self::Pairs(pairs) }
    }

    /// The pairs; none for anything else.
    pub fn as_pairs(&self) -> &[Pair] {
        match self {
            Self::Pairs(pairs) => pairs,
            _ => &[],
        }
    }

    /// The same with entries and pairs in one order, where the order in which they were given says nothing.
    #[must_use]
    pub(super) fn ordered(&self) -> Self {
        let mut ordered = self.clone();
        match &mut ordered {
            Self::Pairs(pairs) => sort::by(pairs, |one, other| one.key.cmp(&other.key)),
            Self::List(entries) => sort::by(entries, Ord::cmp),
            _ => {}
        }
        ordered
    }

    /// Whether any text in it is one of these.
    pub(crate) fn has_text(&self, is_one: impl Fn(&str) -> bool) -> bool {
        let told = |pair: &Pair| is_one(&pair.key) || pair.value.as_deref().is_some_and(&is_one);
        self.as_list().iter().any(|text| is_one(text)) || self.as_pairs().iter().any(told)
    }

    /// What remains without such a text: of pairs the others, of anything else nothing.
    pub(super) fn without(&self, has: impl Fn(&str) -> bool) -> Option<Self> {
        let others = self.as_pairs().iter().filter(|pair| !Self::Pairs(vec![(*pair).clone()]).has_text(&has));
        Some(Self::pairs(others.cloned().collect())).filter(|rest| !rest.is_empty())
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
        whole(self.as_text())
    }
}

impl Pair {
    /// Reads `key=value` as people write it. Blanks and quotes around either part go; a key that has `=` in it stands in
    /// quotes.
    pub fn parse(text: &str) -> Self {
        let bare = |part: &str| part.trim().trim_matches(['"', '\'']).to_owned();
        let text = text.trim();
        let quoted = text.strip_prefix('"').and_then(|rest| rest.split_once('"'));
        let quoted = quoted.and_then(|(key, rest)| Some((key, rest.trim_start().strip_prefix('=')?)));
        match quoted.or_else(|| text.split_once('=')) {
            Some((key, value)) => Self { key: bare(key), value: Some(bare(value)) },
            None => Self { key: bare(text), value: None },
        }
    }

    /// Reads several, which commas, semicolons and line ends separate.
    pub fn parse_all(text: &str) -> Vec<Self> {
        let parts = text.split(|c| separates(c) || matches!(c, '\n' | '\r')).filter(|part| !part.trim().is_empty());
        parts.map(Self::parse).collect()
    }
}

impl fmt::Display for Pair {
    /// As [`Pair::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.value, self.key.contains('=')) {
            (Some(value), true) => write!(f, "\"{}\"={value}", self.key),
            (Some(value), false) => write!(f, "{}={value}", self.key),
            (None, _) => f.write_str(&self.key),
        }
    }
}

/// The whole number that digits spell. A sign is none of them: `+300` may be meant as so many more.
pub fn whole(text: &str) -> Option<u64> {
    text.parse().ok().filter(|_| !text.starts_with('+'))
}

/// Full-width letters, digits and signs, as Chinese keyboards have them, as ASCII.
fn half_width(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    text.chars().map(half).collect()
}

/// A number as it is typed, without what people set thousands apart by and without the unit behind it: `1,200`, `1 200`
/// and `900GB`, also in full width. What is no whole number stays as it was typed.
pub fn number(text: &str, unit: &str) -> String {
    let text = text.trim();
    let half = half_width(text);
    let at = half.len().saturating_sub(unit.len());
    let bare = match half.split_at_checked(at) {
        Some((number, behind)) if behind.eq_ignore_ascii_case(unit) => number.trim_end(),
        _ => &half,
    };
    let groups: Vec<&str> = bare.split([',', ' ', '\'', '_', '\u{a0}', '\u{202f}']).collect();
    let digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    let threes = groups.iter().skip(1).all(|group| group.len() == 3);
    let apart = groups.len() > 1 && groups.first().is_some_and(|first| first.len() > 3);
    if digits && threes && !apart { groups.concat() } else { text.to_owned() }
}

/// What stands between entries of a list, as the keyboards of all languages have it.
fn separates(c: char) -> bool {
    matches!(c, ',' | ';' | '\u{ff0c}' | '\u{ff1b}' | '\u{3001}')
}

/// The entries of a typed or pasted list: commas, blanks and line ends separate, quotes and brackets around them go,
/// repeats are kept for the check to name.
pub fn split(text: &str) -> Vec<String> {
    text.split(|c: char| separates(c) || c.is_whitespace())
        .map(|part| part.trim_matches(['"', '\'', '[', ']']))
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Pair, Value, number};

    #[test]
    fn pairs_are_read_as_people_write_them() {
        for (typed, expected) in [
            ("team=orders", vec![("team", Some("orders"))]),
            (" team = orders ", vec![("team", Some("orders"))]),
            ("\"team\" = \"orders\"", vec![("team", Some("orders"))]),
            ("\"team=orders\"", vec![("team", Some("orders"))]),
            ("\"a=b\"=c=d", vec![("a=b", Some("c=d"))]),
            ("team", vec![("team", None)]),
            ("team=", vec![("team", Some(""))]),
            ("=x", vec![("", Some("x"))]),
            ("a=b, c=d;e=f\r\ng=h\n", vec![("a", Some("b")), ("c", Some("d")), ("e", Some("f")), ("g", Some("h"))]),
            ("a=b\u{ff0c}c=d\u{3001}e=f", vec![("a", Some("b")), ("c", Some("d")), ("e", Some("f"))]),
            (" , \n", vec![]),
        ] {
            let read = Pair::parse_all(typed);
            let parts: Vec<_> = read.iter().map(|pair| (pair.key.as_str(), pair.value.as_deref())).collect();
            assert_eq!(parts, expected, "{typed}");
            assert!(read.iter().all(|pair| Pair::parse(&pair.to_string()) == *pair), "{typed}");
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (typed, unit, read) in [
            ("600", "GB", "600"),
            ("1,200", "GB", "1200"),
            ("1 200", "GB", "1200"),
            (" 60'000 gb ", "GB", "60000"),
            ("900GB", "GB", "900"),
            ("GB", "GB", "GB"),
            ("3", "", "3"),
            ("1,20", "GB", "1,20"),
            ("1200,000", "GB", "1200,000"),
            ("1,", "GB", "1,"),
            ("1.5", "GB", "1.5"),
            ("1.200", "GB", "1.200"),
            ("-600", "GB", "-600"),
            ("6x", "GB", "6x"),
            ("9\u{20ac}", "GB", "9\u{20ac}"),
            ("", "GB", ""),
        ] {
            assert_eq!(number(typed, unit), read, "{typed}");
        }
    }

    #[test]
    fn of_pairs_only_those_that_hold_such_a_text_are_taken_away() {
        let pairs = |texts: &[&str]| Value::pairs(texts.iter().map(|text| Pair::parse(text)).collect());
        let has = |text: &str| text == "hidden";
        assert_eq!(pairs(&["team=orders", "key=hidden", "hidden="]).without(has), Some(pairs(&["team=orders"])));
        assert_eq!(pairs(&["key=hidden"]).without(has), None);
    }
}
