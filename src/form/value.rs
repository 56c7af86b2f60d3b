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

/// The entries of a typed or pasted list: commas, blanks and line ends separate, quotes and brackets around them go,
/// repeats are kept for the check to name.
pub fn split(text: &str) -> Vec<String> {
    text.split(|c: char| c == ',' || c == ';' || c.is_whitespace())
        .map(|part| part.trim_matches(['"', '\'', '[', ']']))
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}
