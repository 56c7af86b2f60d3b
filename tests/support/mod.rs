//! What tests share: the planted key pair and the search for it, and the pseudo-terminal in [`pty`].
#![allow(dead_code, unreachable_pub, reason = "every test binary takes the part it needs")]

pub mod pty;

/// The access key every scenario uses.
pub const ACCESS_KEY: &str = "AKIDEXAMPLE0000000001";
/// The secret key every scenario uses, and which must show nowhere.
pub const SECRET_KEY: &str = "SkExampleNotASecret0000000000000000001";

/// Fails if the secret key is in there, whole or with cursor movements and colours between its characters.
pub fn assert_no_secret(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut visible = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\x1b' {
            visible.push(character);
        } else if characters.next() == Some('[') {
            characters.find(|last| ('@'..='~').contains(last));
        }
    }
    visible.retain(|character| !character.is_control() && character != ' ');
    for found in [text.as_ref(), visible.as_str()] {
        assert!(!found.contains(SECRET_KEY), "the secret key shows in {found:?}");
    }
}
