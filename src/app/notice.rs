//! What is said on the row of the state: a sentence, with its tone and what it speaks of.

use super::state::App;
use crate::language::Text;
use crate::text::paragraph;

/// Where letters would be others than those that were typed.
pub(super) const GARBLED: Text = Text("What was typed is not UTF-8 and was left out; set the terminal to UTF-8.");
/// Where a flood of keys was cut.
pub(super) const FLOODED: Text = Text("More keys came at once than can be typed; the rest were left out.");

/// A sentence that stands until the next key, or until what it speaks of is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub tone: Tone,
    pub about: About,
}

/// What a sentence does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It merely says something.
    Said,
    /// It says what should be heeded.
    Warned,
    /// It says why something was not done.
    Refused,
}

/// What a sentence speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The last key.
    Key,
    /// Checks that are under way.
    Checks,
    /// A list that is being read.
    List,
    /// Purchases that are not settled.
    Unsettled,
}

impl App {
    /// Says something until the next key.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.say_of(About::Key, text);
    }

    /// The same, or until that is over.
    pub(super) fn say_of(&mut self, about: About, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), tone: Tone::Said, about });
    }

    /// Says what should be heeded, until the next key.
    pub(super) fn warn(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), tone: Tone::Warned, about: About::Key });
    }

    /// What was said about this is over.
    pub(super) fn end_notice(&mut self, about: About) {
        self.notice.take_if(|notice| notice.about == about);
    }

    /// Says something before what is being said already.
    pub fn say_first(&mut self, text: &str) {
        match &mut self.notice {
            Some(notice) => {
                notice.text = paragraph(&[text.to_owned(), std::mem::take(&mut notice.text)]);
                notice.about = About::Key;
            }
            None => self.say(text),
        }
    }

    /// Says why a key did nothing, until the next key.
    pub(super) fn refuse(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), tone: Tone::Refused, about: About::Key });
    }

    /// The same, where there is something to be said.
    pub(super) fn refuse_where(&mut self, done: Result<(), String>) {
        if let Err(why) = done {
            self.refuse(why);
        }
    }
}
