//! A box that spends money or settles something for good: the word that is typed in it, and what an Enter in it means.

use crate::arrival::Arrival;
use crate::language::Text;
use crate::purchase::confirmation::{Confirmation, Verdict};
use std::time::Instant;
use tui_input::{Input, InputRequest};

/// Where an Enter came together with other keys, as in a paste.
pub(super) const ONCE_MORE: Text = Text("Nothing was done yet: press Enter once more, by itself.");
/// Where somebody typed before seeing what for.
const TYPED_AHEAD: Text = Text("This was typed before the question was shown; type it again.");
/// Where more was typed than any word has.
const TOO_LONG: Text = Text("This is too long already; Ctrl-U takes it away.");
/// Characters that the box may have; no word is as long.
const LONGEST: usize = 100;

/// What was typed, and whether an Enter counts.
#[derive(Clone, Debug, Default)]
pub struct ConfirmBox {
    pub typed: Input,
    confirmation: Confirmation,
}

impl ConfirmBox {
    /// A frame was drawn: by this moment the box stands on the screen, or it does not.
    pub(super) fn drawn(&mut self, shown: Option<Instant>) {
        match shown {
            Some(at) => self.confirmation.drawn(at),
            None => self.confirmation.hide(),
        }
    }

    /// A key that edits the word.
    ///
    /// # Errors
    /// Why it does not count.
    pub(super) fn edit(&mut self, request: InputRequest, came: Arrival) -> Result<(), Text> {
        if matches!(request, InputRequest::InsertChar(_)) && !self.confirmation.takes(came) {
            return Err(TYPED_AHEAD);
        }
        if matches!(request, InputRequest::InsertChar(_)) && self.typed.value().chars().count() >= LONGEST {
            return Err(TOO_LONG);
        }
        self.typed.handle(request);
        Ok(())
    }

    /// Many keys at once: the characters count, and an Enter among them does not.
    ///
    /// # Errors
    /// Why they do not count, or that an Enter is needed still.
    pub(super) fn burst(&mut self, text: &str, with_enter: bool, word: &str, came: Arrival) -> Result<(), Text> {
        if !self.confirmation.takes(came) {
            return Err(TYPED_AHEAD);
        }
        let left = LONGEST.saturating_sub(self.typed.value().chars().count());
        for character in text.chars().filter(|character| !character.is_control()).take(left) {
            self.typed.handle(InputRequest::InsertChar(character));
        }
        if with_enter || self.typed.value() == word { Err(ONCE_MORE) } else { Ok(()) }
    }

    /// An Enter, where this word is asked for.
    pub(super) fn enter(&mut self, word: &str, came: Arrival) -> Verdict {
        self.confirmation.enter(word, self.typed.value(), came)
    }
}
