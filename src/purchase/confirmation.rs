//! What confirms a purchase: one rule for every box that spends money and for the prompt of `create`.
//!
//! A clipboard can hold the word and a line end, and it can pretend to be typed. A person presses Enter after having seen
//! the box, and with nothing else at the same moment. So it is that Enter which confirms, and no other; the word is kept
//! where another Enter came, and one more press is all that is lost. Pure: times are arguments.

use crate::arrival::Arrival;
use std::time::{Duration, Instant};

/// How long nothing may have come before the Enter that confirms. Hands are slower, and what pastes is faster.
pub const SILENCE: Duration = Duration::from_millis(50);

/// What an Enter in the box means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The purchase is confirmed.
    Confirmed,
    /// The word stands, but this Enter did not come alone: say that it has to be pressed once more.
    OnceMore,
    /// What stands in the box is not the word that was asked for.
    AnotherWord,
}

/// A box that asks for a word, and since when it can be seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Confirmation {
    drawn: Option<Instant>,
}

impl Confirmation {
    /// The box stands on the screen, by this moment at the latest. Where it stood there already, nothing changes.
    pub fn drawn(&mut self, at: Instant) {
        self.drawn.get_or_insert(at);
    }

    /// The box is covered or gone, or asks for something else: it has to be drawn again before anything counts.
    pub fn hide(&mut self) {
        self.drawn = None;
    }

    /// Whether characters count that came like this. Those that came before the box was drawn do not, nor does the text of
    /// a bracketed paste, which must not be put into the box at all.
    pub fn takes(&self, came: Arrival) -> bool {
        matches!((self.drawn, came.at), (Some(drawn), Some(at)) if at > drawn)
    }

    /// What an Enter means that came like this, with these characters in the box.
    pub fn enter(&self, word: &str, typed: &str, came: Arrival) -> Verdict {
        let rested = |at: Instant| came.before.is_none_or(|before| at.saturating_duration_since(before) >= SILENCE);
        match came.at {
            _ if typed != word || word.is_empty() => Verdict::AnotherWord,
            Some(at) if came.alone && rested(at) && self.takes(came) => Verdict::Confirmed,
            _ => Verdict::OnceMore,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrival, Confirmation, Duration, Instant, SILENCE, Verdict};

    #[test]
    fn only_an_enter_alone_after_silence_and_after_the_box_confirms() {
        let start = Instant::now();
        let at = |millis: u64| start + Duration::from_millis(millis);
        let alone = |came: u64, before: u64| Arrival { alone: true, at: Some(at(came)), before: Some(at(before)) };
        let table = [
            ("as a person types", Some(10), alone(200, 100), Verdict::Confirmed),
            ("at the limit", Some(10), alone(150, 100), Verdict::Confirmed),
            ("a millisecond too soon", Some(10), alone(149, 100), Verdict::OnceMore),
            ("the first byte there is", Some(10), Arrival { before: None, ..alone(200, 0) }, Verdict::Confirmed),
            ("with something else", Some(10), Arrival { alone: false, ..alone(200, 100) }, Verdict::OnceMore),
            ("as the box was drawn", Some(200), alone(200, 100), Verdict::OnceMore),
            ("before the box was drawn", Some(300), alone(200, 100), Verdict::OnceMore),
            ("with no box on the screen", None, alone(200, 100), Verdict::OnceMore),
            ("of which nothing is known", Some(10), Arrival::default(), Verdict::OnceMore),
            ("before the byte before it", Some(10), alone(200, 300), Verdict::OnceMore),
        ];
        for (what, drawn, came, verdict) in table {
            let mut boxed = Confirmation::default();
            if let Some(millis) = drawn {
                boxed.drawn(at(millis));
            }
            assert_eq!(boxed.enter("yes", "yes", came), verdict, "{what}");
            assert_eq!(boxed.enter("yes", "ye", came), Verdict::AnotherWord, "{what}");
            assert_eq!(boxed.enter("", "", came), Verdict::AnotherWord, "{what}");
        }
    }

    #[test]
    fn a_box_that_was_covered_has_to_be_drawn_again() {
        let start = Instant::now();
        let came = Arrival { alone: true, at: Some(start + SILENCE), before: None };
        let mut boxed = Confirmation::default();
        assert!(!boxed.takes(came));
        boxed.drawn(start);
        boxed.drawn(start + SILENCE * 2);
        assert!(boxed.takes(came), "it stood there since the first time");
        boxed.hide();
        assert!(!boxed.takes(came));
        boxed.drawn(start + SILENCE * 2);
        assert!(!boxed.takes(came));
    }
}
