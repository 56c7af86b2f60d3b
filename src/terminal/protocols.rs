//! Keys in the extended keyboard protocols, which another program may have left on: xterm's modifyOtherKeys, kitty's,
//! and that of Windows.
//!
//! A key is dropped if its character cannot be known, because a wrong letter is worse than none.

use super::event::{Event, modifiers_of, typed};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Keys that type another character with Shift, and which one depends on the keyboard.
const SHIFTED: &str = "`1234567890-=[]\\;',./";

/// A key of xterm's modifyOtherKeys, by the character it types and the modifiers that are held down.
pub(super) fn other_key(code: u32, modifiers: KeyModifiers) -> Option<KeyEvent> {
    let key = |code| Some(KeyEvent::new(code, modifiers));
    match char::from_u32(code)? {
        '\r' => key(KeyCode::Enter),
        '\t' => key(KeyCode::Tab),
        '\x1b' => key(KeyCode::Esc),
        '\x7f' | '\x08' => key(KeyCode::Backspace),
        other => (!other.is_control() && !is_private(other)).then(|| typed(other, modifiers)),
    }
}

/// A key of kitty's protocol. The first field is the key, with its shifted form and its form on a US keyboard. The
/// second is the modifiers, and whether the key was pressed. The third is the text it types.
pub(super) fn kitty_key(fields: &[Vec<u32>]) -> Event {
    const CAPS_LOCK: u32 = 64;
    let part = |field: usize, part: usize| fields.get(field).and_then(|parts| parts.get(part)).copied().unwrap_or(0);
    let (code, shifted, on_us) = (part(0, 0), part(0, 1), part(0, 2));
    let modifiers = modifiers_of(part(1, 0));
    let plain = (modifiers - KeyModifiers::SHIFT).is_empty();
    let text: String = fields.get(2).into_iter().flatten().filter_map(|code| char::from_u32(*code)).collect();
    let text: String = text.chars().filter(|character| !character.is_control()).collect();
    if plain && !text.is_empty() {
        return Event::Text(text);
    }
    if let Some(key) = keypad_key(code) {
        return Event::Key(KeyEvent::new(key, modifiers));
    }
    let shift = modifiers.contains(KeyModifiers::SHIFT);
    let locked = part(1, 0).saturating_sub(1) & CAPS_LOCK != 0;
    let code = match (char::from_u32(code), char::from_u32(shifted)) {
        (Some(_), Some(other)) if plain && shift && shifted != 0 => u32::from(other),
        (Some(letter), _) if plain && shift != locked && letter.is_alphabetic() => {
            letter.to_uppercase().next().map_or(code, u32::from)
        }
        (Some(other), _) if plain && shift && SHIFTED.contains(other) => return Event::Nothing,
        // On a Cyrillic keyboard, too, Ctrl-C is the key that has C on a US keyboard.
        (Some(other), _) if !plain && !other.is_ascii() && on_us != 0 => on_us,
        _ => code,
    };
    other_key(code, modifiers).map_or(Event::Nothing, Event::Key)
}

/// A key of the keypad, for which kitty has numbers of its own.
fn keypad_key(code: u32) -> Option<KeyCode> {
    const FIRST: u32 = 57_399;
    let characters = "0123456789./*-+".chars().map(KeyCode::Char);
    let named = [
        KeyCode::Enter,
        KeyCode::Char('='),
        KeyCode::Char(','),
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::Insert,
        KeyCode::Delete,
    ];
    characters.chain(named).nth(usize::try_from(code.checked_sub(FIRST)?).ok()?)
}

/// A key of the protocol of Windows: virtual key, scan code, character, whether it is down, modifiers, repetitions.
pub(super) fn windows_key(parts: &[u32]) -> Event {
    const CTRL: u32 = 0x0c;
    const ALT: u32 = 0x03;
    let [key, _, code, 1, held, ..] = *parts else { return Event::Nothing };
    let mut modifiers = KeyModifiers::NONE;
    // Ctrl and Alt together are AltGr, which types a character.
    if (held & CTRL == 0) != (held & ALT == 0) {
        modifiers = if held & CTRL == 0 { KeyModifiers::ALT } else { KeyModifiers::CONTROL };
    }
    let named = match key {
        0x21 => Some(KeyCode::PageUp),
        0x22 => Some(KeyCode::PageDown),
        0x23 => Some(KeyCode::End),
        0x24 => Some(KeyCode::Home),
        0x25 => Some(KeyCode::Left),
        0x26 => Some(KeyCode::Up),
        0x27 => Some(KeyCode::Right),
        0x28 => Some(KeyCode::Down),
        0x2d => Some(KeyCode::Insert),
        0x2e => Some(KeyCode::Delete),
        0x70..=0x7b => u8::try_from(key - 0x6f).ok().map(KeyCode::F),
        _ => None,
    };
    match (named, code) {
        (Some(named), 0) => Event::Key(KeyEvent::new(named, modifiers)),
        (_, 0) => Event::Nothing,
        // A letter with Ctrl arrives as its control character.
        (_, 1..=26) if !matches!(key, 0x08 | 0x09 | 0x0d) => {
            char::from_u32(code + 0x60).map_or(Event::Nothing, |letter| Event::Key(typed(letter, modifiers)))
        }
        _ => other_key(code, modifiers).map_or(Event::Nothing, Event::Key),
    }
}

/// Whether this is one of the private characters, which stand for keys that type no character.
fn is_private(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}')
}
