//! A value that must never be written anywhere.
//!
//! Owns the one type secret keys, tokens and the like travel in. It prints as redacted, is wiped when dropped, and has
//! no `Serialize`, so a draft, a journal or a log cannot hold one by accident.

use std::fmt;
use zeroize::Zeroizing;

/// Bytes a typed secret may have: temporary tokens run to a few kilobytes, keys to forty characters.
const ROOM: usize = 16 * 1024;

/// Shorter secrets are not looked for in other texts: they could be a part of any word.
const TELLING: usize = 8;

/// Characters of a secret key of the cloud.
const KEY: usize = 40;

/// Text that is redacted in `Debug`, wiped when dropped and cannot be serialised.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes over a secret that was read from somewhere.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The secret itself; only for signing and for headers.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many characters it has, for drawing a mask.
    pub fn chars(&self) -> usize {
        self.0.chars().count()
    }

    /// Adds typed text. Text that would not fit in the fixed buffer is left out, because growing the buffer would leave
    /// an unwiped copy behind; returns whether it fitted.
    pub fn push(&mut self, text: &str) -> bool {
        if self.0.capacity() < ROOM {
            let mut roomy = Zeroizing::new(String::with_capacity(ROOM));
            roomy.push_str(&self.0);
            self.0 = roomy;
        }
        let fits = self.0.len() + text.len() <= self.0.capacity();
        if fits {
            self.0.push_str(text);
        }
        fits
    }

    /// Takes the last character away.
    pub fn pop(&mut self) {
        self.0.pop();
    }
}

/// The secrets that are in use, to tell them where they do not belong.
#[derive(Clone, Debug, Default)]
pub struct KnownSecrets(Vec<Secret>);

impl KnownSecrets {
    /// Adds one. One of fewer than eight characters is not looked for.
    pub fn add(&mut self, secret: &Secret) {
        if secret.expose().len() >= TELLING && !self.0.contains(secret) {
            self.0.push(secret.clone());
        }
    }

    /// Adds one and its first half: while it is being typed where it does not belong, nothing of it is to be written.
    pub fn add_with_beginning(&mut self, secret: &Secret) {
        self.add(secret);
        let half = secret.expose().get(..secret.expose().len() / 2).unwrap_or_default();
        self.add(&Secret::new(half.to_owned()));
    }

    /// Whether one of them is in this text, also where blanks or line ends stand in it.
    pub fn are_in(&self, text: &str) -> bool {
        if self.0.iter().all(|secret| text.len() < secret.expose().len()) {
            return false;
        }
        // With room for all of it, so that no copy is left unwiped where it grew.
        let mut joined = Zeroizing::new(String::with_capacity(text.len()));
        joined.extend(text.split_whitespace());
        self.0.iter().any(|secret| joined.contains(secret.expose()))
    }
}

/// How names of variables that hold secrets end, with what stands before the secret.
const NAMED: [&str; 4] = ["_SK=", "SECRET_KEY=", "SECRET_ACCESS_KEY=", "SECURITY_TOKEN="];

/// Whether a word of this text has the form of the cloud's secret keys, whoever's it is: 40 letters and digits, capital and
/// small. Checksums, which are as long, have no capitals. What is assigned to a variable for secrets is one in any form.
pub fn looks_like_one(text: &str) -> bool {
    let is_assigned = |name: &str| {
        let value = text.split_once(name).map_or("", |(_, value)| value);
        value.chars().take_while(|c| !c.is_whitespace()).count() >= TELLING
    };
    if NAMED.into_iter().any(is_assigned) {
        return true;
    }
    let is_one = |word: &str| {
        let has = |kind: fn(&u8) -> bool| word.as_bytes().iter().any(kind);
        word.len() == KEY && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit)
    };
    text.len() >= KEY && text.split(|c: char| !c.is_ascii_alphanumeric()).any(is_one)
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::{KnownSecrets, Secret, looks_like_one};

    #[test]
    fn debug_never_shows_it() {
        let mut secret = Secret::new("hunter2".to_owned());
        assert_eq!(format!("{secret:?}"), "[redacted]");
        secret.pop();
        assert!(secret.push("3"));
        assert_eq!(secret.expose(), "hunter3");
        assert!(!secret.push(&"x".repeat(20_000)));
        assert_eq!((secret.chars(), secret.is_empty()), (7, false));
    }

    #[test]
    fn known_secrets_are_told_in_other_texts() {
        let mut known = KnownSecrets::default();
        assert!(!known.are_in("anything"));
        for secret in ["hunter2", "SkInvented0001", "To/ken+Inv="] {
            known.add(&Secret::new(secret.to_owned()));
        }
        for (text, holds) in [
            ("SkInvented0001", true),
            ("the key is SkInvented0001, keep it", true),
            ("SkInven\n ted0001", true),
            ("To/ken+Inv=", true),
            ("SkInvented000", false),
            ("skinvented0001", false),
            ("hunter2 is too short to be told", false),
            ("", false),
        ] {
            assert_eq!(known.are_in(text), holds, "{text:?}");
        }
        assert!(!format!("{known:?}").contains("Inv"));
        // The first half of one may be too much of it, and so is a key of somebody else by its form.
        let (key, other) = ("SkInvented0000000000000000000000000000001", "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7d");
        assert!(!known.are_in(key.get(..30).unwrap()));
        known.add_with_beginning(&Secret::new(key.to_owned()));
        assert_eq!([19, 20, 30].map(|length| known.are_in(key.get(..length).unwrap())), [false, true, true]);
        assert!(looks_like_one(other) && looks_like_one(&format!("sk: {other}.")) && !known.are_in(other));
        for assigned in
            ["export HUAWEICLOUD_SDK_SK=invented0001", "AWS_SECRET_ACCESS_KEY=abcdefgh", "X_SECURITY_TOKEN=12345678"]
        {
            assert!(looks_like_one(assigned), "{assigned}");
        }
        for harmless in [
            "disk_SK=short",
            "SECRET_KEY= of the door",
            other.get(1..).unwrap(),
            &other.to_lowercase(),
            &format!("{other}x"),
            "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d",
        ] {
            assert!(!looks_like_one(harmless), "{harmless}");
        }
    }
}
