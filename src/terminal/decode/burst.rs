//! Tells keys that were pasted from keys that were typed, where the terminal does not say it, and bounds how many are
//! taken, whatever comes.

use super::input::Input;
use crate::arrival::TOGETHER;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::time::{Duration, Instant};

/// Plain keys were pasted and not typed if at least this many arrive in one piece.
const BURST: usize = 8;
/// So many inputs are taken at once, and one more for every millisecond that passes. A key held down over a slow line
/// for half a minute brings as many, and a flood no more.
pub(super) const ROOM: usize = 1024;
const MILLISECOND: Duration = Duration::from_millis(1);

/// What is remembered between two reads.
pub(super) struct Bursts {
    /// When the last read came, if it brought a burst.
    last: Option<Instant>,
    /// How many inputs may be taken, and as of when.
    room: usize,
    since: Option<Instant>,
}

impl Default for Bursts {
    fn default() -> Self {
        Self { last: None, room: ROOM, since: None }
    }
}

impl Bursts {
    /// Begins with what a read brought at this moment.
    pub(super) fn begin(&mut self, now: Instant) -> Bundle {
        let since = *self.since.get_or_insert(now);
        let passed = u32::try_from(now.saturating_duration_since(since).as_millis()).unwrap_or(u32::MAX);
        // What is left of a millisecond counts the next time.
        self.since = since.checked_add(MILLISECOND * passed);
        self.room = self.room.saturating_add(usize::try_from(passed).unwrap_or(ROOM)).min(ROOM);
        let goes_on = self.last.take().is_some_and(|last| now.duration_since(last) <= TOGETHER);
        Bundle { room: self.room, goes_on, ..Bundle::default() }
    }

    /// The inputs of a read. That some of it was garbled is told behind them, but not over what is said to Ctrl-C.
    pub(super) fn end(&mut self, mut bundle: Bundle, garbled: bool, now: Instant) -> Vec<Input> {
        bundle.end_run();
        if garbled {
            let interrupts = bundle.inputs.iter().rev().take_while(|input| is_ctrl_c(input)).count();
            bundle.inputs.insert(bundle.inputs.len() - interrupts, Input::Garbled);
        }
        self.room = self.room.saturating_sub(bundle.inputs.len());
        self.last = bundle.has_burst.then_some(now);
        bundle.inputs
    }
}

/// Turns bursts of plain keys into one input each, so that no line end in them presses Enter. The same key over and over
/// is no burst: it is held down on a slow line.
#[derive(Default)]
pub(super) struct Bundle {
    inputs: Vec<Input>,
    room: usize,
    /// Whether plain keys at the beginning belong to a burst before.
    goes_on: bool,
    has_burst: bool,
    /// Plain keys, as characters. Of the keys themselves no more are kept than could be taken.
    run: String,
    keys: Vec<KeyEvent>,
    /// Whether something was left out.
    flooded: bool,
}

impl Bundle {
    /// Adds what was read next.
    pub(super) fn add(&mut self, input: Input) {
        match (plain(&input), input) {
            // No paste begins with a Tab. Somebody went to the next question and typed on, over a slow line.
            (Some(character), Input::Key(key)) if character != '\t' || !self.run.is_empty() => {
                self.run.push(character);
                if self.keys.len() <= self.room {
                    self.keys.push(key);
                }
            }
            (_, input) => {
                self.end_run();
                self.put(input);
            }
        }
    }

    fn end_run(&mut self) {
        let (run, keys) = (std::mem::take(&mut self.run), std::mem::take(&mut self.keys));
        let varied = run.chars().skip(1).any(|character| !run.starts_with(character));
        let begins = varied && run.chars().nth(BURST - 1).is_some();
        if begins || (self.goes_on && self.inputs.is_empty() && !run.is_empty()) {
            self.put(Input::Burst(run));
            self.has_burst = true;
        } else {
            for key in keys {
                self.put(Input::Key(key));
            }
        }
    }

    /// Ctrl-C is the way out of a flood, too.
    fn put(&mut self, input: Input) {
        let before = self.inputs.iter().rev().take(2).filter(|input| is_ctrl_c(input)).count();
        let leaves = is_ctrl_c(&input) && before < 2;
        if self.inputs.len() < self.room || leaves {
            self.inputs.push(input);
        } else if !std::mem::replace(&mut self.flooded, true) {
            self.inputs.push(Input::Flooded);
        }
    }
}

fn is_ctrl_c(input: &Input) -> bool {
    matches!(input, Input::Key(key) if key.code == KeyCode::Char('c') && key.modifiers == KeyModifiers::CONTROL)
}

/// The character a key types, if the character could as well have been pasted.
fn plain(input: &Input) -> Option<char> {
    let Input::Key(key) = input else { return None };
    match key.code {
        KeyCode::Char(typed) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => Some(typed),
        KeyCode::Enter if key.modifiers.is_empty() => Some('\n'),
        KeyCode::Tab if key.modifiers.is_empty() => Some('\t'),
        _ => None,
    }
}
