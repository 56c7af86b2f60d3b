//! Why a text is no draft, as a value.

use crate::language::say;
use std::fmt::{self, Display, Formatter};

/// Why a text is no draft. What it says is a sentence without its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftFlaw {
    /// It has more bytes than this.
    TooLarge(u64),
    /// It is in this encoding rather than in UTF-8.
    Encoding(&'static str),
    /// It is in none of the encodings of Unicode.
    NotUnicode,
    /// Its bytes are not those of a text.
    ControlBytes,
    /// A text in it has characters that are no letters and would act on a terminal.
    ControlCharacters,
    /// Its objects and lists stand in one another more often than this.
    TooDeep(usize),
    /// It is no JSON from this line on, as the parser says.
    NotJson {
        /// The line, from 1.
        line: usize,
        /// What the parser says, with line and column.
        said: String,
    },
    /// An object in it has this key twice.
    RepeatedKey {
        /// The key.
        key: String,
        /// The line of the second one, from 1.
        line: usize,
        /// Its column, from 1.
        column: usize,
    },
    /// It is JSON, but not an object.
    NotAnObject,
    /// Its answers are not an object.
    Answers,
    /// It is neither a draft nor a request body.
    Foreign,
    /// It is in this later format, and too different to be edited here.
    Newer(u64),
}

impl Display for DraftFlaw {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::TooLarge(limit) => say!("is larger than {limit} KiB", limit = limit / 1024),
            Self::Encoding(name) => say!("is in {encoding}; save it as UTF-8", encoding = name),
            Self::NotUnicode => say!("is not in UTF-8 (perhaps in GBK or Latin-1); save it as UTF-8"),
            Self::ControlBytes => say!("contains control bytes"),
            Self::ControlCharacters => say!("contains control characters in a text"),
            Self::TooDeep(most) => say!("is nested more than {most} deep", most),
            Self::NotJson { said, .. } => say!("is not whole or not JSON ({said})", said),
            Self::RepeatedKey { key, line, column } => say!(
                "has the key {key} twice at line {line} column {column}; keep one of the two",
                key = format!("{key:?}"),
                line,
                column
            ),
            Self::NotAnObject => say!("is not a JSON object"),
            Self::Answers => say!("has answers that are not an object"),
            Self::Foreign => say!("is neither a draft nor a request body of the API"),
            Self::Newer(format) => {
                say!("was written by a newer version of this program (format {format}); use that one", format)
            }
        })
    }
}
