//! Which key a sequence of bytes is.
//!
//! Owns the sequences of xterm, rxvt, the Linux console and what emulates them. Stateless; mice are never asked for.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What a piece of input is.
pub(super) enum Event {
    /// A key press.
    Key(KeyEvent),
    /// A bracketed paste follows.
    PasteStart,
    /// Understood as something that is no key press.
    Nothing,
}

/// The first event and its length in bytes; `None` if more bytes are needed.
pub(super) fn first(bytes: &[u8]) -> Option<(usize, Event)> {
    let key = |length, code: KeyCode, modifiers| Some((length, Event::Key(KeyEvent::new(code, modifiers))));
    match *bytes {
        [0x1b, b'[', ..] => csi(bytes),
        // The keypad's Enter, in application mode.
        [0x1b, b'O', b'M', ..] => key(3, KeyCode::Enter, KeyModifiers::NONE),
        [0x1b, b'O', letter, ..] => {
            Some((3, letter_key(letter).map_or(Event::Nothing, |code| Event::Key(code.into()))))
        }
        [0x1b, b']' | b'P' | b'_' | b'^' | b'X', ..] => string(bytes),
        [0x1b] | [0x1b, b'O'] => None,
        [0x1b, 0x1b, ..] => key(1, KeyCode::Esc, KeyModifiers::NONE),
        [0x1b, ref rest @ ..] => first(rest).map(|(length, event)| match event {
            Event::Key(key) => (length + 1, Event::Key(KeyEvent::new(key.code, key.modifiers | KeyModifiers::ALT))),
            other => (length + 1, other),
        }),
        [b'\r' | b'\n', ..] => key(1, KeyCode::Enter, KeyModifiers::NONE),
        [b'\t', ..] => key(1, KeyCode::Tab, KeyModifiers::NONE),
        [0x08 | 0x7f, ..] => key(1, KeyCode::Backspace, KeyModifiers::NONE),
        [0, ..] => key(1, KeyCode::Char(' '), KeyModifiers::CONTROL),
        [letter @ 1..=26, ..] => key(1, KeyCode::Char(char::from(letter - 1 + b'a')), KeyModifiers::CONTROL),
        [digit @ 0x1c..=0x1f, ..] => key(1, KeyCode::Char(char::from(digit - 0x1c + b'4')), KeyModifiers::CONTROL),
        _ => character(bytes),
    }
}

fn character(bytes: &[u8]) -> Option<(usize, Event)> {
    let length = match bytes.first()? {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    let (valid, error) = match std::str::from_utf8(bytes.get(..length).unwrap_or(bytes)) {
        Ok(text) => (text, None),
        Err(error) => ("", error.error_len()),
    };
    match (valid.chars().next(), error) {
        (Some(typed), _) if typed.is_control() => Some((length, Event::Nothing)),
        (Some(typed), _) => {
            let shift = if typed.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
            Some((length, Event::Key(KeyEvent::new(KeyCode::Char(typed), shift))))
        }
        (None, Some(invalid)) => Some((invalid, Event::Nothing)),
        (None, None) => None,
    }
}

/// A control sequence: parameters, then one final byte (ECMA-48, 5.4).
fn csi(bytes: &[u8]) -> Option<(usize, Event)> {
    let body = bytes.get(2..)?;
    if let [b'[', rest @ ..] = body {
        // The Linux console's F1 to F5.
        let letter = rest.first()?;
        let code = letter.checked_sub(b'A').filter(|number| *number < 5).map(|number| KeyCode::F(number + 1));
        return Some((4, code.map_or(Event::Nothing, |code| Event::Key(code.into()))));
    }
    let end = body.iter().position(|byte| !(0x20..=0x3f).contains(byte))?;
    let (parameters, last) = (body.get(..end)?, *body.get(end)?);
    if !(0x40..=0x7e).contains(&last) {
        // Broken off by something that is no part of it, and that is read next.
        return Some((2 + end, Event::Nothing));
    }
    Some((3 + end, csi_event(parameters, last)))
}

fn csi_event(parameters: &[u8], last: u8) -> Event {
    let parameters = String::from_utf8_lossy(parameters);
    let mut fields = parameters.split(';');
    let mut number = |default: u32| {
        let mut parts = fields.next().unwrap_or_default().split(':').map(|part| part.parse().ok());
        (parts.next().flatten().unwrap_or(default), parts.next().flatten())
    };
    let (code, _) = number(1);
    let (modifiers, kind) = number(1);
    if kind == Some(3) {
        return Event::Nothing; // A release.
    }
    let modifiers = modifiers_of(modifiers);
    let code = match last {
        b'~' if code == 200 => return Event::PasteStart,
        b'~' => numbered_key(code),
        b'u' => char::from_u32(code).and_then(unicode_key),
        b'Z' => return Event::Key(KeyEvent::new(KeyCode::BackTab, modifiers | KeyModifiers::SHIFT)),
        letter => letter_key(letter),
    };
    code.map_or(Event::Nothing, |code| Event::Key(KeyEvent::new(code, modifiers)))
}

/// xterm's modifier parameter: one more than the sum of shift 1, alt 2, control 4.
fn modifiers_of(parameter: u32) -> KeyModifiers {
    let bits = parameter.saturating_sub(1);
    let each = [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)];
    each.into_iter().filter(|(bit, _)| bits & bit != 0).fold(KeyModifiers::NONE, |all, (_, one)| all | one)
}

fn letter_key(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return None,
    })
}

fn numbered_key(number: u32) -> Option<KeyCode> {
    let function = |first: u32| u8::try_from(number - first).ok().map(|offset| KeyCode::F(offset + 1));
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => function(11),
        17..=21 => function(12),
        23 | 24 => function(13),
        _ => None,
    }
}

fn unicode_key(character: char) -> Option<KeyCode> {
    match character {
        '\r' => Some(KeyCode::Enter),
        '\t' => Some(KeyCode::Tab),
        '\x1b' => Some(KeyCode::Esc),
        '\x7f' => Some(KeyCode::Backspace),
        // Private characters stand for keys without one.
        '\u{e000}'..='\u{f8ff}' => None,
        other => (!other.is_control()).then_some(KeyCode::Char(other)),
    }
}

/// An operating system command or the like: an answer to a question somebody else asked the terminal.
fn string(bytes: &[u8]) -> Option<(usize, Event)> {
    let bell = position(bytes, b"\x07").map(|at| at + 1);
    let terminator = position(bytes, b"\x1b\\").map(|at| at + 2);
    let end = bell.into_iter().chain(terminator).min()?;
    Some((end, Event::Nothing))
}

/// Where `wanted` is found in `bytes` first.
pub(super) fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
