//! Cleans pasted text.
//!
//! Copying from a console, a chat or a table often adds something that nobody means. It is taken away here, and the
//! caller learns what it was. Pure.

use crate::arrival::LINE_ENDS;
use crate::language::tr;

/// A pasted text without what came along by accident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tidied {
    /// The text. Line ends inside it are `\n`.
    pub text: String,
    /// What was taken away, each kind named once, in words to be shown: "blanks", "quotes", "line ends", "invisible
    /// characters", "control characters".
    pub trimmed: Vec<&'static str>,
}

/// Takes blanks, quotes, zero-width characters and line ends away at both ends, and control and invisible characters
/// anywhere. A quote stays if its partner is inside the text. Line ends inside the text stay, as they may separate IDs.
pub fn tidy(text: &str) -> Tidied {
    let mut trimmed = Vec::new();
    let mut takes = |what: Option<&'static str>| {
        trimmed.extend(what.filter(|what| !trimmed.contains(what)));
        what.is_some()
    };
    let unified = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    let kept: String = unified.chars().filter(|&character| !takes(dropped(character))).collect();
    let mut rest = kept.as_str();
    loop {
        let inner = rest.trim_matches(|character| takes(trimmed_at_ends(character)));
        let unquoted = without_quotes(inner);
        takes((unquoted.len() < inner.len()).then_some(tr("quotes")));
        if unquoted.len() == rest.len() {
            return Tidied { text: rest.to_owned(), trimmed };
        }
        rest = unquoted;
    }
}

/// What this character is called, if it is taken away anywhere in a text.
fn dropped(character: char) -> Option<&'static str> {
    match character {
        '\n' => None,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => {
            Some(tr("invisible characters"))
        }
        '\u{2066}'..='\u{2069}' => Some(tr("invisible characters")),
        other => other.is_control().then_some(tr("control characters")),
    }
}

/// What this character is called, if it is taken away at the ends of a text.
fn trimmed_at_ends(character: char) -> Option<&'static str> {
    match character {
        '\n' => Some(LINE_ENDS.shown()),
        '\u{200c}' | '\u{200d}' => Some(tr("invisible characters")),
        other => other.is_whitespace().then_some(tr("blanks")),
    }
}

/// The text without the quotes around it, if it has any.
fn without_quotes(text: &str) -> &str {
    const PAIRS: [(char, char); 6] = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('«', '»')];
    let unquoted = |(open, close)| {
        let inner = text.strip_prefix(open).unwrap_or(text);
        let inner = inner.strip_suffix(close).unwrap_or(inner);
        (inner.len() < text.len() && !inner.contains([open, close])).then_some(inner)
    };
    PAIRS.into_iter().find_map(unquoted).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn what_came_along_is_taken_away_and_said() {
        let table: [(&str, &str, &[&str]); 20] = [
            ("plain", "plain", &[]),
            ("", "", &[]),
            ("  a b \t", "a b", &["blanks"]),
            ("a\r\n", "a", &["line ends"]),
            ("\"a\"", "a", &["quotes"]),
            (" 'a' \n", "a", &["blanks", "line ends", "quotes"]),
            ("\" a \"", "a", &["quotes", "blanks"]),
            ("“订单”", "订单", &["quotes"]),
            ("\"a", "a", &["quotes"]),
            ("it's", "it's", &[]),
            ("say \"hi\"", "say \"hi\"", &[]),
            ("\"a\", \"b\"", "\"a\", \"b\"", &[]),
            ("\u{feff}a\u{200b}b", "ab", &["invisible characters"]),
            ("\u{200d}a\u{200c}", "a", &["invisible characters"]),
            ("👩\u{200d}👧", "👩\u{200d}👧", &[]),
            ("a\x1b[31mb\x07", "a[31mb", &["control characters"]),
            ("a\r\nb\rc\nd", "a\nb\nc\nd", &[]),
            ("a\tb", "a b", &[]),
            ("\u{a0}a\u{3000}", "a", &["blanks"]),
            (" \n\" \u{200b}", "", &["invisible characters", "blanks", "line ends", "quotes"]),
        ];
        for (pasted, text, trimmed) in table {
            let tidied = tidy(pasted);
            let mut said = tidied.trimmed.clone();
            let mut expected = trimmed.to_vec();
            said.sort_unstable();
            expected.sort_unstable();
            assert_eq!((tidied.text.as_str(), said), (text, expected), "{pasted:?}");
        }
    }
}
