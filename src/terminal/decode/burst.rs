//! Tells keys that were pasted from keys that were typed, where the terminal does not say it.

use super::input::Input;
use crossterm::event::{KeyCode, KeyModifiers};
use std::time::{Duration, Instant};

/// Plain keys were pasted and not typed if at least this many arrive in one piece.
const BURST: usize = 8;
/// How soon after a burst further plain keys still belong to it.
pub(super) const BURST_GAP: Duration = Duration::from_millis(50);

/// Remembers when the last burst came.
#[derive(Default)]
pub(super) struct Bursts(Option<Instant>);

impl Bursts {
    /// Turns bursts of plain keys into one input each, so that no line end in them presses Enter. The same key over and
    /// over is no burst: it is held down on a slow line.
    pub(super) fn bundle(&mut self, inputs: Vec<Input>, now: Instant) -> Vec<Input> {
        let goes_on = self.0.take().is_some_and(|last| now.duration_since(last) <= BURST_GAP);
        let mut out = Vec::with_capacity(inputs.len());
        let mut inputs = inputs.into_iter().peekable();
        while inputs.peek().is_some() {
            let mut run = String::new();
            let mut keys = Vec::new();
            while let Some(character) = inputs.peek().and_then(plain) {
                // No paste begins with a Tab. Somebody went to the next question and typed on, over a slow line.
                if character == '\t' && run.is_empty() {
                    break;
                }
                run.push(character);
                keys.extend(inputs.next());
            }
            let varied = run.chars().skip(1).any(|character| !run.starts_with(character));
            if (keys.len() >= BURST && varied) || (goes_on && out.is_empty() && !keys.is_empty()) {
                out.push(Input::Burst(run));
                self.0 = Some(now);
            } else {
                out.extend(keys);
            }
            out.extend(inputs.next());
        }
        out
    }
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
