//! What one piece of input is, and how its modifiers are written.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One piece of input.
pub(super) enum Event {
    /// A key press.
    Key(KeyEvent),
    /// Characters, each of which is a key press.
    Text(String),
    /// Bytes that are no characters in UTF-8.
    Garbled,
    /// A bracketed paste follows.
    PasteStart,
    /// A string follows that is no key, such as an operating system command. It goes up to its terminator.
    StringStart,
    /// The rest of a control sequence follows that is too long to be one.
    Overlong,
    /// Something that is no key press.
    Nothing,
}

/// The key that types a character. crossterm adds Shift to a capital letter, so this does too.
pub(super) fn typed(character: char, modifiers: KeyModifiers) -> KeyEvent {
    let shift = if character.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    KeyEvent::new(KeyCode::Char(character), modifiers | shift)
}

/// The modifiers that xterm's parameter stands for, with kitty's additions. The parameter is one more than the sum of
/// shift 1, alt 2, control 4, super 8, hyper 16 and meta 32.
pub(super) fn modifiers_of(parameter: u32) -> KeyModifiers {
    let bits = parameter.saturating_sub(1);
    let each = [
        (1, KeyModifiers::SHIFT),
        (2, KeyModifiers::ALT),
        (4, KeyModifiers::CONTROL),
        (8, KeyModifiers::SUPER),
        (16, KeyModifiers::HYPER),
        (32, KeyModifiers::META),
    ];
    each.into_iter().filter(|(bit, _)| bits & bit != 0).fold(KeyModifiers::NONE, |all, (_, one)| all | one)
}
