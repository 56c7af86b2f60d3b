//! The language people are spoken to in. English stands in the source, where it is used, and is the key to the other
//! languages, which are catalogues in `assets/locales`. A text that is shown is written in one of three ways, and a test
//! holds the catalogues to what is written so:
//!
//! - [`tr`]`("Buy")` where it is shown at once;
//! - [`Text`]`("Buy")` where it is kept: in tables, in failures, in what a type says of itself;
//! - `say!("{count} zones are picked.", count)` where only the moment knows a part of it.
//!
//! Each is a whole sentence, or a whole label: other languages put their parts in another order. What has another word in
//! another place is written differently in English too. Files, requests, exports and `--json` are English always.

mod hash;

use std::fmt::{self, Display, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// The catalogue, as the build script lays it out.
#[allow(clippy::unreadable_literal, reason = "nobody reads it")]
mod chinese {
    include!(concat!(env!("OUT_DIR"), "/chinese.rs"));
}

/// Set once, before anything is said.
static CHINESE: AtomicBool = AtomicBool::new(false);
/// Likewise: whether the wizard asks in lines.
static IN_LINES: AtomicBool = AtomicBool::new(false);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    /// Simplified Chinese.
    Chinese,
}

/// An English text that is shown in the language of the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text(pub &'static str);

impl Text {
    /// The text in the language of the moment.
    pub fn shown(self) -> &'static str {
        tr(self.0)
    }
}

impl Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.shown())
    }
}

/// Speaks this language from now on. What was said before is not said again.
pub fn set(language: Language) {
    CHINESE.store(language == Language::Chinese, Ordering::Relaxed);
}

/// The language of the moment.
pub fn current() -> Language {
    if CHINESE.load(Ordering::Relaxed) { Language::Chinese } else { Language::English }
}

/// Says from now on what is to be said in lines: a screen is reached there by a dot and its number.
pub fn set_in_lines() {
    IN_LINES.store(true, Ordering::Relaxed);
}

/// Whether texts are said in lines.
pub fn in_lines() -> bool {
    IN_LINES.load(Ordering::Relaxed)
}

/// An English text in the language of the moment. One without a translation stays as it is.
pub fn tr(english: &str) -> &str {
    match current() {
        Language::English => english,
        Language::Chinese => in_chinese(english).unwrap_or(english),
    }
}

fn in_chinese(english: &str) -> Option<&'static str> {
    let at = chinese::HASHES.binary_search(&hash::hash(english)).ok()?;
    let end = |at: usize| chinese::ENDS.get(at).map(|end| *end as usize);
    let start = at.checked_sub(1).map_or(Some(0), end)?;
    chinese::TEXTS.get(start..end(at)?)
}

/// A sentence with holes: `say!("{count} of {most} zones", count, most = 3)`. Each hole is a name in braces without a
/// format; what needs one is formed first. A brace that names no part stays as it is.
macro_rules! say {
    ($text:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        $($(let $name = $value;)?)*
        // Lets the compiler hold the holes to the parts, and is never run.
        if false {
            let _ = format_args!($text).as_str();
        }
        $crate::language::fill($text, &[$((stringify!($name), &$name as &dyn std::fmt::Display)),*])
    }};
}
pub(crate) use say;

/// What [`say!`] becomes.
pub(crate) fn fill(english: &str, parts: &[(&str, &dyn Display)]) -> String {
    filled(tr(english), |name, text| {
        let Some((_, part)) = parts.iter().find(|(known, _)| *known == name) else { return false };
        write!(text, "{part}").is_ok()
    })
}

/// A template in which each hole that `write` knows is replaced by what it writes.
pub(crate) fn filled(template: &str, write: impl Fn(&str, &mut String) -> bool) -> String {
    let mut text = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        rest = match after.split_once('}') {
            Some((name, behind)) if write(name, &mut text) => behind,
            _ => {
                text.push('{');
                after
            }
        };
    }
    text.push_str(rest);
    text
}

/// The language that is asked for: by name, else by the first of the locale's variables that is set and not empty. The
/// console of Linux has no Chinese letters, so there only the name counts.
///
/// # Errors
/// A name of no language that is known.
pub fn wanted(name: Option<&str>, variable: impl Fn(&str) -> Option<String>) -> Result<Language, UnknownLanguage> {
    match name {
        Some(name) if is_english(name) => return Ok(Language::English),
        Some(name) if is_simplified_chinese(name) => return Ok(Language::Chinese),
        Some(name) => return Err(UnknownLanguage(name.to_owned())),
        None => {}
    }
    let locale =
        ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| variable(name).filter(|it| !it.is_empty()));
    let locale = locale.unwrap_or_default();
    let (locale, charset) = locale.split_once('.').unwrap_or((&locale, ""));
    let charset = charset.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let readable = ["utf-8", "utf8"].contains(&charset.as_str()) && variable("TERM").as_deref() != Some("linux");
    Ok(if readable && is_simplified_chinese(locale) { Language::Chinese } else { Language::English })
}

/// Not a language of ours.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownLanguage(pub String);

fn is_english(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "en" || name.starts_with("en-") || name.starts_with("en_")
}

fn is_simplified_chinese(name: &str) -> bool {
    let name = name.replace('_', "-").to_ascii_lowercase();
    ["zh", "zh-cn", "zh-sg"].contains(&name.as_str()) || name.starts_with("zh-hans")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_named_or_that_of_the_first_variable_that_says_one() {
        use Language::{Chinese, English};
        for (variables, expected) in [
            (&[][..], English),
            (&[("LANG", "zh_CN.UTF-8")], Chinese),
            (&[("LANG", "zh_CN.utf8")], Chinese),
            (&[("LANG", "zh_Hans_CN.UTF-8@pinyin")], Chinese),
            (&[("LANG", "zh_SG.UTF-8")], Chinese),
            (&[("LANG", "zh_TW.UTF-8")], English),
            (&[("LANG", "zh_CN.GBK")], English),
            (&[("LANG", "zh_CN")], English),
            (&[("LANG", "C.UTF-8")], English),
            (&[("LANG", "zh_CN.UTF-8"), ("LC_MESSAGES", "en_US.UTF-8")], English),
            (&[("LANG", "en_US.UTF-8"), ("LC_ALL", "zh_CN.UTF-8"), ("LC_MESSAGES", "C")], Chinese),
            (&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "")], Chinese),
            (&[("LANG", "zh_CN.UTF-8"), ("TERM", "linux")], English),
        ] {
            let variable =
                |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, is)| (*is).to_owned());
            assert_eq!(wanted(None, variable), Ok(expected), "{variables:?}");
            assert_eq!(wanted(Some("zh-CN"), variable), Ok(Chinese));
            assert_eq!(wanted(Some("en"), variable), Ok(English));
        }
        assert_eq!(wanted(Some("fr"), |_| None), Err(UnknownLanguage("fr".to_owned())));
    }

    #[test]
    fn a_sentence_has_its_parts_in_their_places_and_they_are_never_read_as_sentences() {
        let (count, message) = (2, "{count} {");
        assert_eq!(say!("{count} zones: {message}", count, message), "2 zones: {count} {");
        assert_eq!(
            filled("{a}, in {braces}.", |name, text| name == "a" && write!(text, "x").is_ok()),
            "x, in {braces}."
        );
    }
}
