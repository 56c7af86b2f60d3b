//! Texts from outside as they may be shown and written: nothing secret in them, and not long.
//!
//! Pure.

use super::credentials::Credentials;
use crate::text::clean;

/// Characters of a text from outside that are shown.
const SHOWN: usize = 300;

/// The gateway's word before it repeats the request as it was signed, the token in it included.
const ECHO: &str = "canonicalRequest";

/// Stands in the place of a secret.
const REDACTED: &str = "[redacted]";

/// Characters of a secret that are not shown either, where it is repeated in part.
const TELLING: usize = 16;

/// Hexadecimal digits of a signature.
const SIGNATURE: usize = 64;

/// A text from outside, fit to show: without our keys, without the echo of the signed request (which repeats the
/// token), clean, and not longer than a few lines.
pub(super) fn shown(text: &str, keys: &Credentials) -> String {
    let text = text.split(ECHO).next().unwrap_or_default();
    let mut text = clean(text);
    let token = keys.security_token.as_ref().map_or("", |token| token.expose());
    for secret in [keys.secret_key.expose(), token, &keys.access_key] {
        if !secret.is_empty() {
            text = text.replace(secret, REDACTED);
        }
    }
    for begun in [keys.secret_key.expose(), token].iter().filter_map(|secret| secret.get(..TELLING)) {
        if let Some((before, _)) = text.split_once(begun) {
            text = format!("{before}{REDACTED}");
        }
    }
    text = without_signatures(&text);
    let text = text.trim().trim_end_matches(',');
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The text without what may be a signature.
fn without_signatures(text: &str) -> String {
    let is_digit = |c: char| c.is_ascii_hexdigit();
    let parts = text.split_inclusive(|c| !is_digit(c)).map(|part| {
        let digits = part.trim_end_matches(|c| !is_digit(c));
        if digits.len() < SIGNATURE { part.to_owned() } else { part.replace(digits, REDACTED) }
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::shown;
    use crate::cloud::credentials::Credentials;
    use crate::secret::Secret;

    #[test]
    fn nothing_of_what_signs_a_request_is_shown_whole_or_in_part() {
        let token = "MIIExampleTokenOfSixtyCharacters".repeat(2);
        let keys = Credentials {
            access_key: "AKEXAMPLE".to_owned(),
            secret_key: Secret::new("SkExampleNotASecret".to_owned()),
            security_token: Some(Secret::new(token.clone())),
            source: String::new(),
            expires: None,
        };
        let (half, part) = ("4f0e9089".repeat(4), "MIIExampleTokenOfSixty");
        let (signature, harmless) = (half.repeat(2), format!("id {half} and more"));
        for (said, expected) in [
            (format!("bad Access=AKEXAMPLE, Signature={signature}."), "bad Access=[redacted], Signature=[redacted]."),
            (format!("token {token} is old"), "token [redacted] is old"),
            (format!("token {part} is old"), "token [redacted]"),
            ("key SkExampleNotASec...".to_owned(), "key [redacted]"),
            (harmless.clone(), &harmless),
        ] {
            assert_eq!(shown(&said, &keys), expected);
        }
    }
}
