//! Finds out which key a sequence of bytes is.
//!
//! It knows the sequences of xterm, rxvt, `PuTTY`, kitty, Windows Terminal, tmux, the Linux console and what emulates
//! them, in all the modes that another program may have left on. A sequence that is no key is taken as a whole, so that
//! no part of it becomes text. Nothing is remembered between two calls.

use super::event::{Event, modifiers_of, typed};
use super::protocols::{kitty_key, other_key, windows_key};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A control sequence may have at most this many bytes. No terminal sends a longer one.
pub(super) const SEQUENCE_LIMIT: usize = 256;

const ESC: u8 = 0x1b;
const CTRL_C: u8 = 0x03;

/// The first event and its length in bytes. `None` means that more bytes are needed to know it.
pub(super) fn first(bytes: &[u8]) -> Option<(usize, Event)> {
    let key = |length, code: KeyCode, modifiers| Some((length, Event::Key(KeyEvent::new(code, modifiers))));
    match *bytes {
        [ESC, b'[', ..] => csi(bytes),
        [ESC, b'O', ..] => ss3(bytes),
        [ESC, b']' | b'P' | b'_' | b'^' | b'X', ..] => Some((2, Event::StringStart)),
        [ESC] => None,
        [ESC, ESC, ..] => key(1, KeyCode::Esc, KeyModifiers::NONE),
        // Ctrl-C is the way out, whatever was begun before it.
        [ESC, CTRL_C, ..] => key(2, KeyCode::Char('c'), KeyModifiers::CONTROL),
        [ESC, ref rest @ ..] => first(rest).map(|(length, event)| match event {
            Event::Key(key) => (length + 1, plain(key.code, key.modifiers | KeyModifiers::ALT)),
            // A character types nothing while Alt is held down.
            Event::Text(_) => (length + 1, Event::Nothing),
            other => (length + 1, other),
        }),
        // Some terminals send both bytes for one Enter.
        [b'\r', b'\n', ..] => key(2, KeyCode::Enter, KeyModifiers::NONE),
        [b'\r' | b'\n', ..] => key(1, KeyCode::Enter, KeyModifiers::NONE),
        [b'\t', ..] => key(1, KeyCode::Tab, KeyModifiers::NONE),
        [0x08 | 0x7f, ..] => key(1, KeyCode::Backspace, KeyModifiers::NONE),
        [0, ..] => key(1, KeyCode::Char(' '), KeyModifiers::CONTROL),
        [letter @ 1..=26, ..] => key(1, KeyCode::Char(char::from(letter - 1 + b'a')), KeyModifiers::CONTROL),
        [digit @ 0x1c..=0x1f, ..] => key(1, KeyCode::Char(char::from(digit - 0x1c + b'4')), KeyModifiers::CONTROL),
        [letter @ b' '..=b'~', ..] => Some((1, Event::Key(typed(char::from(letter), KeyModifiers::NONE)))),
        _ => beyond_ascii(bytes),
    }
}

/// Reads a run of bytes that are not ASCII. Either all of it is characters, or none of it: in GBK and similar encodings
/// a part of the run may look like UTF-8, but would be other letters than those that were typed.
fn beyond_ascii(bytes: &[u8]) -> Option<(usize, Event)> {
    let length = bytes.iter().take_while(|byte| **byte >= 0x80).count();
    let (run, behind) = bytes.split_at(length);
    match std::str::from_utf8(run) {
        Ok(text) => Some((length, characters(text))),
        Err(error) if error.error_len().is_none() && behind.is_empty() => {
            let whole = error.valid_up_to();
            let text = run.get(..whole).and_then(|whole| std::str::from_utf8(whole).ok());
            text.filter(|text| !text.is_empty()).map(|text| (whole, characters(text)))
        }
        // In GBK two bytes make a character. The second one may be an ASCII letter, and may still be on its way.
        Err(_) => match (length % 2, behind.first()) {
            (1, Some(b'@'..=b'~')) => Some((length + 1, Event::Garbled)),
            (1, None) => (length > 1).then_some((length - 1, Event::Garbled)),
            _ => Some((length, Event::Garbled)),
        },
    }
}

fn characters(text: &str) -> Event {
    Event::Text(text.chars().filter(|character| !character.is_control()).collect())
}

/// Reads a control sequence. By ECMA-48, 5.4 that is parameters and then one final byte, but some terminals send
/// others.
fn csi(bytes: &[u8]) -> Option<(usize, Event)> {
    let body = bytes.get(2..)?;
    let digits = body.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match *body {
        [b'[', ref rest @ ..] => return Some(console_key(*rest.first()?)),
        // These are reports of the mouse. The button and each coordinate are a byte or a UTF-8 character.
        [b'M', ref rest @ ..] => return places(rest, 3).map(|length| (3 + length, Event::Nothing)),
        [b't', ref rest @ ..] => return places(rest, 2).map(|length| (3 + length, Event::Nothing)),
        [b'T', ref rest @ ..] => return places(rest, 6).map(|length| (3 + length, Event::Nothing)),
        _ => {}
    }
    if let (1.., Some(b'$')) = (digits, body.get(digits)) {
        // rxvt sends this with Shift. It is the only sequence whose last byte is none of ECMA's final bytes.
        let number = number(body.get(..digits)?);
        return Some((3 + digits, numbered_key(number, KeyModifiers::SHIFT)));
    }
    let Some(end) = body.iter().position(|byte| !(0x20..=0x3f).contains(byte)) else {
        return (bytes.len() > SEQUENCE_LIMIT).then_some((bytes.len(), Event::Overlong));
    };
    let (parameters, last) = (body.get(..end)?, *body.get(end)?);
    if !(0x40..=0x7e).contains(&last) {
        // The sequence is broken off by a byte that is no part of it. That byte is read next.
        return Some((2 + end, Event::Nothing));
    }
    Some((3 + end, csi_event(parameters, last)))
}

/// Reads F1 to F5 of the Linux console.
fn console_key(letter: u8) -> (usize, Event) {
    match letter {
        b'A'..=b'E' => (4, plain(KeyCode::F(letter - b'A' + 1), KeyModifiers::NONE)),
        b' '..=b'~' => (4, Event::Nothing),
        _ => (3, Event::Nothing),
    }
}

/// The length in bytes of so many coordinates. A control byte is no coordinate, and breaks the report off.
fn places(bytes: &[u8], count: usize) -> Option<usize> {
    let mut at = 0;
    for _ in 0..count {
        at += match (*bytes.get(at)?, bytes.get(at + 1)) {
            (..b' ', _) => return Some(at),
            (0xc2..=0xdf, None) => return None,
            (0xc2..=0xdf, Some(0x80..=0xbf)) => 2,
            _ => 1,
        };
    }
    Some(at)
}

fn csi_event(parameters: &[u8], last: u8) -> Event {
    if !parameters.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b';' | b':')) {
        // This is an answer to a question, or a report of the mouse.
        return Event::Nothing;
    }
    let fields: Vec<Vec<u32>> = parameters
        .split(|byte| *byte == b';')
        .map(|field| field.split(|byte| *byte == b':').map(number).collect())
        .collect();
    let part = |field: usize, part: usize| fields.get(field).and_then(|parts| parts.get(part)).copied().unwrap_or(0);
    if part(1, 1) == 3 && last != b'_' {
        return Event::Nothing; // The key was let go.
    }
    let modifiers = modifiers_of(part(1, 0));
    match (last, part(0, 0)) {
        (b'~', 200) => Event::PasteStart,
        (b'~', 27) => other_key(part(2, 0), modifiers).map_or(Event::Nothing, Event::Key),
        (b'~', code) => numbered_key(code, modifiers),
        (b'^', code) => numbered_key(code, KeyModifiers::CONTROL),
        (b'@', code) => numbered_key(code, KeyModifiers::CONTROL | KeyModifiers::SHIFT),
        (b'u', _) => kitty_key(&fields),
        (b'_', _) => windows_key(&fields.iter().flatten().copied().collect::<Vec<_>>()),
        (b'Z', _) => plain(KeyCode::BackTab, modifiers | KeyModifiers::SHIFT),
        (b'a'..=b'd', _) => arrow(last.to_ascii_uppercase(), KeyModifiers::SHIFT),
        (letter, 0 | 1) => arrow(letter, modifiers),
        // This is an old way to write the modifiers. With a second number it would be an answer, such as the cursor's
        // place.
        (letter, code) if fields.len() == 1 => arrow(letter, modifiers_of(code)),
        _ => Event::Nothing,
    }
}

/// Reads a single shift sequence: the keypad and the arrows in application mode. Old terminals write the modifiers
/// before the letter.
fn ss3(bytes: &[u8]) -> Option<(usize, Event)> {
    let body = bytes.get(2..)?;
    let Some(end) = body.iter().position(|byte| !(byte.is_ascii_digit() || *byte == b';')) else {
        return (bytes.len() > SEQUENCE_LIMIT).then_some((bytes.len(), Event::Overlong));
    };
    let modifiers = modifiers_of(body.get(..end)?.rsplit(|byte| *byte == b';').next().map_or(0, number));
    let event = match *body.get(end)? {
        b'M' => plain(KeyCode::Enter, modifiers),
        b'I' => plain(KeyCode::Tab, modifiers),
        b' ' => Event::Key(typed(' ', modifiers)),
        b'X' => Event::Key(typed('=', modifiers)),
        letter @ b'a'..=b'd' => arrow(letter.to_ascii_uppercase(), KeyModifiers::CONTROL),
        // These letters stand for * + , - . / and the digits, in the order of ASCII.
        letter @ b'j'..=b'y' => Event::Key(typed(char::from(letter - b'j' + b'*'), modifiers)),
        letter @ b'!'..=b'~' => arrow(letter, modifiers),
        // Somebody pressed Alt-O. What follows is read next.
        _ => return Some((2 + end, Event::Nothing)),
    };
    Some((3 + end, event))
}

/// Reads a decimal number. What is no number, or is too large to mean anything, becomes 0.
fn number(digits: &[u8]) -> u32 {
    std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

fn plain(code: KeyCode, modifiers: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, modifiers))
}

/// A key that is named by a letter.
fn arrow(letter: u8, modifiers: KeyModifiers) -> Event {
    let code = match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return Event::Nothing,
    };
    plain(code, modifiers)
}

fn numbered_key(number: u32, modifiers: KeyModifiers) -> Event {
    let function = |first: u32| u8::try_from(number - first).map(|offset| KeyCode::F(offset + 1));
    let code = match number {
        1 | 7 => Ok(KeyCode::Home),
        2 => Ok(KeyCode::Insert),
        3 => Ok(KeyCode::Delete),
        4 | 8 => Ok(KeyCode::End),
        5 => Ok(KeyCode::PageUp),
        6 => Ok(KeyCode::PageDown),
        11..=15 => function(11),
        17..=21 => function(12),
        23 | 24 => function(13),
        _ => return Event::Nothing,
    };
    code.map_or(Event::Nothing, |code| plain(code, modifiers))
}
