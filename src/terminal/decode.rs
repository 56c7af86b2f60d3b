//! Bytes from the keyboard to keys and pastes.
//!
//! Owns the rules of a line that delivers in pieces: what belongs together is rejoined, a bare Esc is waited for, a paste
//! is one thing however it arrives; and of each key, whether it came alone. Pure: bytes and the time come in, inputs go
//! out. It does not know what a key means. What it holds is bounded, whatever comes.

use super::event::{self, Event};
use super::keys::{first, position};
use crate::arrival::Arrival;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::time::{Duration, Instant};

/// How long a bare Esc may turn out to be the start of a key that the line split.
const ESC_WAIT: Duration = Duration::from_millis(50);
/// How long after its Esc the rest of a control sequence may come. It ends by itself with the first letter.
const SEQUENCE_WAIT: Duration = Duration::from_secs(1);
/// How long after its Esc the rest of a string may come. Alt and a key begin one as well, and then it has no end: what is
/// typed in this time is lost, and no more than that.
const STRING_WAIT: Duration = Duration::from_millis(250);
/// How long the rest of a character may take.
const CHARACTER_WAIT: Duration = Duration::from_millis(250);
/// How long after a carriage return a line feed is the other half of the same Enter.
const LINE_FEED_WAIT: Duration = Duration::from_millis(250);
/// How long a bracketed paste may pause; then what has come is all there is.
const PASTE_WAIT: Duration = Duration::from_secs(2);
/// Bytes a paste may have; what goes beyond is dropped.
const PASTE_LIMIT: usize = 1 << 20;
const PASTE_END: &[u8] = b"\x1b[201~";
/// Plain keys that arrive in one piece and are therefore pasted, not typed.
const BURST: usize = 8;
/// How soon after a burst further plain keys still belong to it.
const BURST_GAP: Duration = Duration::from_millis(50);
/// For how long nothing else came before a Ctrl-C that a person pressed.
const PRESS_GAP: Duration = Duration::from_millis(50);

const ESC: u8 = 0x1b;
const BELL: u8 = 0x07;
const CTRL_C: u8 = 0x03;

/// Something a person did at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed or repeats; releases are not reported.
    Key(KeyEvent),
    /// Text that was pasted, as it came: see [`tidy`](super::paste::tidy). The terminal said that it was pasted.
    Paste(String),
    /// Keys that came so fast that they were pasted, at a terminal that does not say so, or typed over a slow line. A line
    /// end in it is an Enter.
    Burst(String),
    /// Bytes that are no characters in UTF-8 were dropped. Comes after all else that came with them.
    Garbled,
    /// The terminal has this many columns and rows now; call for a [`redraw`](super::backend::redraw), as what it shows is
    /// unknown even if the size came back to what it was.
    Resize(u16, u16),
    /// The terminal is gone: the last thing reported.
    Closed,
}

/// What one read brought, in order, and how it came in.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub inputs: Vec<Input>,
    pub arrival: Arrival,
}

/// The state between two reads.
#[derive(Default)]
pub struct Decoder {
    /// The beginning of a sequence or of a character.
    held: Vec<u8>,
    /// When its first byte came.
    since: Option<Instant>,
    /// What the bytes are part of, where that is no key.
    inside: Option<Inside>,
    deadline: Option<Instant>,
    burst: Option<Instant>,
    /// When a carriage return came as the last byte.
    returned: Option<Instant>,
    /// When the last byte had come.
    last: Option<Instant>,
}

/// Something longer than a key. Of what is dropped anyway, nothing is kept but when its Esc came.
enum Inside {
    Paste(Vec<u8>),
    /// An operating system command or the like.
    String(Instant),
    /// A control sequence that is too long to be one.
    Overlong(Instant),
}

/// What was read out of the bytes.
#[derive(Default)]
struct Drained {
    inputs: Vec<Input>,
    /// How many things the bytes were, those included that are no input.
    pieces: usize,
    garbled: bool,
}

impl Decoder {
    /// Takes what one read brought: bytes that did not come before `at` and were there by `now`.
    pub fn feed(&mut self, bytes: &[u8], at: Instant, now: Instant) -> Batch {
        let before = self.last.replace(now);
        let since_last = before.map(|before| at.saturating_duration_since(before));
        let pressed = bytes == [CTRL_C] && since_last.is_none_or(|since| since >= PRESS_GAP);
        let mut inputs = match self.deadline {
            Some(deadline) if deadline <= at || pressed => self.expire(),
            _ => Vec::new(),
        };
        let fresh = self.held.is_empty() && self.inside.is_none();
        let half = self.returned.take().is_some_and(|then| at.saturating_duration_since(then) <= LINE_FEED_WAIT);
        let rest = bytes.strip_prefix(b"\n").filter(|_| half).unwrap_or(bytes);
        self.returned = (bytes.last() == Some(&b'\r')).then_some(now);
        self.held.extend_from_slice(rest);
        let drained = self.drain(now);
        self.deadline = self.wait(now);
        let one = rest.len() == bytes.len()
            && drained.pieces == 1
            && matches!(drained.inputs.as_slice(), [Input::Key(key)] if key.modifiers.is_empty());
        let alone = one && fresh && self.held.is_empty() && self.inside.is_none();
        inputs.extend(self.bundle(drained.inputs, now));
        inputs.extend(drained.garbled.then_some(Input::Garbled));
        Batch { inputs, arrival: Arrival { alone, at: Some(at), before } }
    }

    /// When [`Self::expire`] is due; `None` while nothing is held.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// The deadline passed: a held Esc was the key, an unfinished sequence is no key, an unfinished paste is all.
    pub fn expire(&mut self) -> Vec<Input> {
        self.deadline = None;
        let held = std::mem::take(&mut self.held);
        match (self.inside.take(), held.as_slice()) {
            (Some(Inside::Paste(mut paste)), held) => {
                paste.extend(held);
                pasted(&paste).into_iter().collect()
            }
            (None, [ESC]) => vec![Input::Key(KeyCode::Esc.into())],
            (None, [0x80..=0xff, ..]) => vec![Input::Garbled],
            _ => Vec::new(),
        }
    }

    /// Until when the rest of what is held may come: from its beginning on, so that nothing is swallowed for ever.
    fn wait(&self, now: Instant) -> Option<Instant> {
        let since = self.since.unwrap_or(now);
        match (&self.inside, self.held.as_slice()) {
            (Some(Inside::Paste(_)), _) => Some(now + PASTE_WAIT),
            (Some(Inside::String(since)), _) => Some(*since + STRING_WAIT),
            (Some(Inside::Overlong(since)), _) => Some(*since + SEQUENCE_WAIT),
            (None, []) => None,
            (None, [ESC]) => Some(since + ESC_WAIT),
            (None, [ESC, ..]) => Some(since + SEQUENCE_WAIT),
            (None, _) => Some(since + CHARACTER_WAIT),
        }
    }

    fn drain(&mut self, now: Instant) -> Drained {
        let mut drained = Drained::default();
        let mut held = std::mem::take(&mut self.held);
        let mut rest = held.as_slice();
        let mut since = self.since.take().unwrap_or(now);
        while !rest.is_empty() {
            let (length, event) = match &mut self.inside {
                None => match first(rest) {
                    Some((length, event)) => (length, Some(event)),
                    None => break,
                },
                Some(inside) => match inside.end(rest) {
                    (length, true) => {
                        match self.inside.take().and_then(Inside::pasted) {
                            Some(Input::Garbled) => drained.garbled = true,
                            text => drained.inputs.extend(text),
                        }
                        (length, None)
                    }
                    (length, false) => {
                        rest = rest.get(length..).unwrap_or_default();
                        break;
                    }
                },
            };
            rest = rest.get(length..).unwrap_or_default();
            drained.pieces += 1;
            match event {
                Some(Event::Key(key)) => drained.inputs.push(Input::Key(key)),
                Some(Event::Text(text)) => drained.inputs.extend(text.chars().map(typed)),
                Some(Event::Garbled) => drained.garbled = true,
                Some(Event::PasteStart) => self.inside = Some(Inside::Paste(Vec::new())),
                Some(Event::StringStart) => self.inside = Some(Inside::String(since)),
                Some(Event::Overlong) => self.inside = Some(Inside::Overlong(since)),
                Some(Event::Nothing) | None => {}
            }
            since = now;
        }
        let kept = rest.len();
        held.drain(..held.len() - kept);
        self.since = (kept > 0).then_some(since);
        self.held = held;
        drained
    }

    /// Turns bursts of plain keys into pastes, so that no line end in them presses Enter. One key over and over is a
    /// key held down on a slow line.
    fn bundle(&mut self, inputs: Vec<Input>, now: Instant) -> Vec<Input> {
        let goes_on = self.burst.take().is_some_and(|last| now.duration_since(last) <= BURST_GAP);
        let mut out = Vec::with_capacity(inputs.len());
        let mut inputs = inputs.into_iter().peekable();
        while inputs.peek().is_some() {
            let mut run = String::new();
            let mut keys = Vec::new();
            while let Some(character) = inputs.peek().and_then(plain) {
                // No paste begins with a Tab; somebody went to the next question and typed on, over a slow line.
                if character == '\t' && run.is_empty() {
                    break;
                }
                run.push(character);
                keys.extend(inputs.next());
            }
            let varied = run.chars().skip(1).any(|character| !run.starts_with(character));
            if (keys.len() >= BURST && varied) || (goes_on && out.is_empty() && !keys.is_empty()) {
                out.push(Input::Burst(run));
                self.burst = Some(now);
            } else {
                out.extend(keys);
            }
            out.extend(inputs.next());
        }
        out
    }
}

impl Inside {
    /// How many of these bytes belong to it, and whether it ends there. Bytes behind may be the beginning of its end.
    fn end(&mut self, bytes: &[u8]) -> (usize, bool) {
        let all = (bytes.len(), false);
        match self {
            Self::Paste(paste) => {
                let end = position(bytes, PASTE_END);
                // The marker itself may be split: its possible beginning stays.
                let text = end.unwrap_or_else(|| bytes.len().saturating_sub(PASTE_END.len() - 1));
                paste.extend(bytes.iter().take(text).take(PASTE_LIMIT.saturating_sub(paste.len())));
                end.map_or((text, false), |end| (end + PASTE_END.len(), true))
            }
            // Also what no string contains ends it, and is read next: then it was Alt and a key, and typed on.
            Self::String(_) => match bytes.iter().position(|byte| *byte < b' ') {
                None => all,
                Some(at) => match (bytes.get(at), bytes.get(at + 1)) {
                    (Some(&BELL), _) => (at + 1, true),
                    (Some(&ESC), None) => (at, false),
                    (Some(&ESC), Some(b'\\')) => (at + 2, true),
                    _ => (at, true),
                },
            },
            Self::Overlong(_) => match bytes.iter().position(|byte| !(b' '..=b'?').contains(byte)) {
                None => all,
                Some(at) => (at + usize::from(matches!(bytes.get(at), Some(b'@'..=b'~'))), true),
            },
        }
    }

    /// The text, where it is one.
    fn pasted(self) -> Option<Input> {
        match self {
            Self::Paste(text) => pasted(&text),
            Self::String(_) | Self::Overlong(_) => None,
        }
    }
}

/// What is no text in UTF-8 is none of it text: who pastes wants the whole.
fn pasted(bytes: &[u8]) -> Option<Input> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // Cut off where the rest was dropped, or did not come.
        Err(error) if error.error_len().is_none() => std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?,
        Err(_) => return Some(Input::Garbled),
    };
    (!text.is_empty()).then(|| Input::Paste(text.to_owned()))
}

fn typed(character: char) -> Input {
    Input::Key(event::typed(character, KeyModifiers::NONE))
}

/// The character a key types, if it could as well have been pasted.
fn plain(input: &Input) -> Option<char> {
    let Input::Key(key) = input else { return None };
    match key.code {
        KeyCode::Char(typed) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => Some(typed),
        KeyCode::Enter if key.modifiers.is_empty() => Some('\n'),
        KeyCode::Tab if key.modifiers.is_empty() => Some('\t'),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
