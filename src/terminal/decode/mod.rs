//! Turns bytes from the keyboard into keys and pastes.
//!
//! A line delivers bytes in pieces. This module joins what belongs together, waits a moment to learn whether an Esc is
//! a key or begins one, and makes one input of a paste however it arrives. Of each key it says whether it came alone.
//! It is pure: bytes and the time come in, inputs go out. It does not know what a key means. What it holds and what it
//! gives is bounded, whatever comes.

mod burst;
mod input;
mod unfinished;

pub use input::{Batch, Input};

use super::event::{self, Event};
use super::keys::{SEQUENCE_LIMIT, first};
use crate::arrival::Arrival;
use burst::{Bundle, Bursts};
use crossterm::event::{KeyCode, KeyModifiers};
use std::time::{Duration, Instant};
use unfinished::{SEQUENCE_WAIT, Unfinished};

/// How long a bare Esc may turn out to be the start of a key that the line split.
const ESC_WAIT: Duration = Duration::from_millis(50);
/// How long the rest of a character may take.
const CHARACTER_WAIT: Duration = Duration::from_millis(250);
/// How long after a carriage return a line feed is the other half of the same Enter.
const LINE_FEED_WAIT: Duration = Duration::from_millis(250);
/// A Ctrl-C that comes after a silence of this length was pressed by a person.
const PRESS_GAP: Duration = Duration::from_millis(50);

const ESC: u8 = 0x1b;
const CTRL_C: u8 = 0x03;

/// What is remembered between two reads.
#[derive(Default)]
pub struct Decoder {
    /// The beginning of a sequence or of a character.
    held: Vec<u8>,
    /// When the first byte of `held` came.
    since: Option<Instant>,
    /// What the bytes are part of, if that is longer than a key.
    unfinished: Option<Unfinished>,
    deadline: Option<Instant>,
    bursts: Bursts,
    /// When the last read came, if it ended with a carriage return.
    returned: Option<Instant>,
    /// When the last byte had come.
    last: Option<Instant>,
}

/// What was read out of the bytes.
struct Drained {
    bundle: Bundle,
    /// How many things the bytes were, including those that are no input.
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
        let fresh = self.holds_nothing();
        let half = self.returned.take().is_some_and(|then| at.saturating_duration_since(then) <= LINE_FEED_WAIT);
        let rest = bytes.strip_prefix(b"\n").filter(|_| half).unwrap_or(bytes);
        self.returned = (bytes.last() == Some(&b'\r')).then_some(now);
        self.held.extend_from_slice(rest);
        let drained = self.drain(now);
        self.deadline = self.wait(now);
        let read = self.bursts.end(drained.bundle, drained.garbled, now);
        let one = rest.len() == bytes.len()
            && drained.pieces == 1
            && matches!(read.as_slice(), [Input::Key(key)] if key.modifiers.is_empty());
        let alone = one && fresh && self.holds_nothing();
        inputs.extend(read);
        Batch { inputs, arrival: Arrival { alone, at: Some(at), before } }
    }

    /// When [`Self::expire`] is due; `None` while nothing is held.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// To be called when the deadline has passed. A held Esc was the key, an unfinished sequence is no key, and of an
    /// unfinished paste nothing more will come.
    pub fn expire(&mut self) -> Vec<Input> {
        self.deadline = None;
        let held = std::mem::take(&mut self.held);
        match (self.unfinished.take(), held.as_slice()) {
            (Some(unfinished), held) => unfinished.into_input(held).into_iter().collect(),
            (None, [ESC]) => vec![Input::Key(KeyCode::Esc.into())],
            (None, [0x80..=0xff, ..]) => vec![Input::Garbled],
            (None, _) => Vec::new(),
        }
    }

    fn holds_nothing(&self) -> bool {
        self.held.is_empty() && self.unfinished.is_none()
    }

    /// Until when the rest of what is held may come. The time counts from the beginning of it, so that nothing is
    /// swallowed for ever.
    fn wait(&self, now: Instant) -> Option<Instant> {
        let since = self.since.unwrap_or(now);
        match (&self.unfinished, self.held.as_slice()) {
            (Some(unfinished), _) => Some(unfinished.deadline(now)),
            (None, []) => None,
            (None, [ESC]) => Some(since + ESC_WAIT),
            (None, [ESC, ..]) => Some(since + SEQUENCE_WAIT),
            (None, _) => Some(since + CHARACTER_WAIT),
        }
    }

    /// Reads everything that is whole, and holds the rest.
    fn drain(&mut self, now: Instant) -> Drained {
        let mut drained = Drained { bundle: self.bursts.begin(now), pieces: 0, garbled: false };
        let mut held = std::mem::take(&mut self.held);
        let mut rest = held.as_slice();
        let mut since = self.since.take().unwrap_or(now);
        while !rest.is_empty() {
            let length = if let Some(mut unfinished) = self.unfinished.take() {
                let (length, ends) = unfinished.take(rest);
                if !ends {
                    self.unfinished = Some(unfinished);
                    rest = rest.get(length..).unwrap_or_default();
                    break;
                }
                drained.finish(unfinished);
                length
            } else {
                let Some((length, event)) = first(rest) else { break };
                self.unfinished = drained.add(event, since);
                length
            };
            rest = rest.get(length..).unwrap_or_default();
            drained.pieces += 1;
            since = now;
        }
        let kept = rest.len();
        held.drain(..held.len() - kept);
        held.shrink_to(SEQUENCE_LIMIT);
        self.since = (kept > 0).then_some(since);
        self.held = held;
        drained
    }
}

impl Drained {
    /// Adds what was read. Returns what begins with it, if that is longer than a key; `since` is when it began.
    fn add(&mut self, event: Event, since: Instant) -> Option<Unfinished> {
        match event {
            Event::Key(key) => self.bundle.add(Input::Key(key)),
            Event::Text(text) => text.chars().map(typed).for_each(|input| self.bundle.add(input)),
            Event::Garbled => self.garbled = true,
            Event::PasteStart => return Some(Unfinished::Paste(Vec::new())),
            Event::StringStart => return Some(Unfinished::String(since)),
            Event::Overlong => return Some(Unfinished::Overlong(since)),
            Event::Nothing => {}
        }
        None
    }

    /// Adds something longer than a key, whose end has come.
    fn finish(&mut self, ended: Unfinished) {
        match ended.into_input(&[]) {
            Some(Input::Garbled) => self.garbled = true,
            text => text.into_iter().for_each(|input| self.bundle.add(input)),
        }
    }
}

fn typed(character: char) -> Input {
    Input::Key(event::typed(character, KeyModifiers::NONE))
}

#[cfg(test)]
mod tests;
