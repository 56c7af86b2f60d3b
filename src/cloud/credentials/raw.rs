//! What one place holds, before it is known whether that is a usable set of keys.

use crate::language::{say, tr};
use crate::secret::Secret;
use crate::text::clean;
use zeroize::Zeroizing;

/// The keys of one place, with what it says beside them. Whatever is absent is empty.
#[derive(Default)]
pub(super) struct RawCredentials {
    /// The place in words for the header.
    pub(super) source: String,
    pub(super) access_key: Secret,
    pub(super) secret_key: Secret,
    pub(super) security_token: Secret,
    pub(super) region: String,
    pub(super) project_id: String,
    /// What stood round the values and was taken off, as fragments: `the quotes round ak`.
    pub(super) tidied: Vec<String>,
}

/// Why a place gives no keys, each time as a fragment.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Without {
    /// There is nothing in this place, so nobody can have meant it.
    Nothing(String),
    /// The place is there, but for something else. A person should know that it is passed over.
    Passed(String),
    /// Somebody meant this place, and it cannot be used. The next one may be another account's.
    Broken(String),
}

impl Without {
    pub(super) fn broken(why: impl Into<String>) -> Self {
        Self::Broken(why.into())
    }

    pub(super) fn passed(why: impl Into<String>) -> Self {
        Self::Passed(why.into())
    }

    pub(super) fn why(self) -> String {
        let (Self::Nothing(why) | Self::Passed(why) | Self::Broken(why)) = self;
        why
    }
}

impl RawCredentials {
    /// The set if it is whole and can be sent, else the reason, which calls the three by the names they have in their
    /// place.
    pub(super) fn whole(self, [access_key, secret_key, token]: [&str; 3]) -> Result<Self, Without> {
        let half = |one: &str, other: &str| {
            Err(Without::broken(say!(
                "{one} is set but {other} is not; give all that belongs together, or nothing of it",
                one,
                other
            )))
        };
        match (self.access_key.is_empty(), self.secret_key.is_empty()) {
            (true, true) if self.security_token.is_empty() => {
                return Err(Without::Nothing(tr("no keys set").to_owned()));
            }
            // A token alone signs nothing, so one that was left behind is not half of a pair.
            (true, true) => return Err(Without::passed(say!("{token} is set, but no keys are", token))),
            (false, true) => return half(access_key, secret_key),
            (true, false) => return half(secret_key, access_key),
            (false, false) => {}
        }
        let keys = [(&self.access_key, access_key), (&self.secret_key, secret_key)];
        let keys = keys.into_iter().find_map(|(key, name)| odd(name, key.expose(), is_of_keys));
        match keys.or_else(|| odd(token, self.security_token.expose(), is_of_tokens)) {
            Some(odd) => Err(Without::broken(odd)),
            None => Ok(self),
        }
    }

    /// Reads a value, and notes what was taken off under its name.
    pub(super) fn tidy(&mut self, name: &str, raw: &str) -> Secret {
        let bare = bare(raw);
        self.tidied.extend(bare.taken_off(name));
        Secret::new(bare.text.to_owned())
    }
}

/// Takes over a value without the blanks around it; the whole is wiped.
pub(super) fn secret(text: String) -> Secret {
    let text = Zeroizing::new(text);
    Secret::new(text.trim().to_owned())
}

/// A value as it was meant, and what people put round it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bare<'a> {
    pub(super) text: &'a str,
    quoted: bool,
    remarked: bool,
}

/// Pairs of quotes: straight ones, and those that chat programs and word processors make of them.
const QUOTES: [(char, char); 4] = [('"', '"'), ('\'', '\''), ('\u{201c}', '\u{201d}'), ('\u{2018}', '\u{2019}')];

/// What begins a remark, at the start of a value or after a blank.
const REMARK: [char; 2] = ['#', ';'];

/// Takes off blanks, quotes round a value, and a remark behind it.
pub(super) fn bare(raw: &str) -> Bare<'_> {
    let raw = raw.trim();
    for (open, close) in QUOTES {
        let Some((inside, rest)) = raw.strip_prefix(open).and_then(|rest| rest.split_once(close)) else { continue };
        let rest = rest.trim_start();
        if rest.is_empty() || rest.starts_with(REMARK) {
            return Bare { text: inside.trim(), quoted: true, remarked: !rest.is_empty() };
        }
    }
    let begins = |(at, _): &(usize, &str)| raw.get(..*at).is_some_and(|before| !before.ends_with(is_no_blank));
    match raw.match_indices(REMARK).find(begins) {
        Some((at, _)) => Bare { text: raw.get(..at).unwrap_or_default().trim(), quoted: false, remarked: true },
        None => Bare { text: raw, quoted: false, remarked: false },
    }
}

fn is_no_blank(c: char) -> bool {
    !c.is_whitespace()
}

impl Bare<'_> {
    /// What was taken off, as a fragment that names the value.
    pub(super) fn taken_off(&self, name: &str) -> Option<String> {
        match (self.quoted, self.remarked) {
            (false, false) => None,
            (true, false) => Some(say!("the quotes round {name}", name)),
            (false, true) => Some(say!("the remark behind {name}", name)),
            (true, true) => Some(say!("the quotes round {name} and the remark behind it", name)),
        }
    }
}

fn is_of_keys(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_' | '.')
}

fn is_of_tokens(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '`')
}

/// The first character that does not belong, told without repeating anything of the value.
fn odd(name: &str, value: &str, belongs: fn(char) -> bool) -> Option<String> {
    let (at, c) = value.chars().enumerate().find(|(_, c)| !belongs(*c))?;
    let (place, code) = (at + 1, format!("U+{:04X}", u32::from(c)));
    Some(match c {
        ' ' | '\t' => {
            say!("{name} holds a blank at place {place}, which does not belong there; copy it anew", name, place)
        }
        '"' | '\'' | '`' => {
            say!("{name} holds a quote at place {place}, which does not belong there; copy it anew", name, place)
        }
        c if c.is_ascii_graphic() => say!(
            "{name} holds a character no key has at place {place}, which does not belong there; copy it anew",
            name,
            place
        ),
        c if clean(c.encode_utf8(&mut [0; 4])).is_empty() => say!(
            "{name} holds an invisible character ({code}) at place {place}, which does not belong there; copy it anew",
            name,
            code,
            place
        ),
        _ => say!(
            "{name} holds a character no key has ({code}) at place {place}, which does not belong there; copy it anew",
            name,
            code,
            place
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn quotes_and_remarks_are_taken_off_and_named() {
        for (raw, text, told) in [
            ("AK", "AK", ""),
            ("  AK\t", "AK", ""),
            ("\"AK\"", "AK", "the quotes round x"),
            ("'AK'", "AK", "the quotes round x"),
            ("\u{201c}AK\u{201d}", "AK", "the quotes round x"),
            ("\" AK \"", "AK", "the quotes round x"),
            ("AK # main", "AK", "the remark behind x"),
            ("AK ; main", "AK", "the remark behind x"),
            ("AK\t;main", "AK", "the remark behind x"),
            ("AK ;", "AK", "the remark behind x"),
            ("# later", "", "the remark behind x"),
            ("\"AK\" # main", "AK", "the quotes round x and the remark behind it"),
            ("\"AK\"; main", "AK", "the quotes round x and the remark behind it"),
            ("\"A # K\"", "A # K", "the quotes round x"),
            ("\"\"", "", "the quotes round x"),
            ("", "", ""),
            // None of these is surely a quote or a remark: what they are is judged as part of the value.
            ("AK#main", "AK#main", ""),
            ("AK;main", "AK;main", ""),
            ("\"AK", "\"AK", ""),
            ("AK\"", "AK\"", ""),
            ("\"AK'", "\"AK'", ""),
            ("\"A\"K\"", "\"A\"K\"", ""),
            ("\"", "\"", ""),
        ] {
            let bare = bare(raw);
            assert_eq!((bare.text, bare.taken_off("x").unwrap_or_default().as_str()), (text, told), "{raw:?}");
        }
    }
}
