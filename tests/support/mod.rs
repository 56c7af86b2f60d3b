//! What tests share: programs on a pseudo-terminal, a home and a cloud for them, and the search for the planted secret.
#![allow(dead_code, unreachable_pub, reason = "every test binary takes the part it needs")]

pub mod env;
pub mod forms;
pub mod listen;
pub mod pty;
pub mod wizard;

/// The keys every scenario uses; the secret one must show nowhere.
pub use rocketmq_wizard::sandbox::{ACCESS_KEY, SECRET_KEY};

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
