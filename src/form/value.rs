//! An answer, and how it reads and shows. What was typed is kept as it was typed, also where it is not valid yet.

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
}

/// A number as it is typed, without what people set thousands apart by and without the unit behind it: `1,200`, `1 200`
/// and `900GB`. What is no whole number stays as it was typed.
pub fn number(text: &str, unit: &str) -> String {
    let text = text.trim();
    let at = text.len().saturating_sub(unit.len());
    let bare = match text.split_at_checked(at) {
        Some((number, behind)) if behind.eq_ignore_ascii_case(unit) => number.trim_end(),
        _ => text,
    };
    let groups: Vec<&str> = bare.split([',', ' ', '\'', '_', '\u{a0}', '\u{202f}']).collect();
    let digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    let threes = groups.iter().skip(1).all(|group| group.len() == 3);
    let apart = groups.len() > 1 && groups.first().is_some_and(|first| first.len() > 3);
    if digits && threes && !apart { groups.concat() } else { text.to_owned() }
}

/// The entries of a typed or pasted list: commas, blanks and line ends separate, quotes and brackets around them go,
/// repeats are kept for the check to name.
pub fn split(text: &str) -> Vec<String> {
    text.split(|c: char| c == ',' || c == ';' || c.is_whitespace())
        .map(|part| part.trim_matches(['"', '\'', '[', ']']))
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::number;

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
}
