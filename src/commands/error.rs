//! Why a command ends without what was asked of it: the exit code of `product.md` section 4, and what is said.

use super::output::{self, say};
use crate::failure::Failure;
use crate::form::field::Form;
use crate::form::understanding::Obstacle;
use crate::steps::checks;
use crate::store::drafts::DraftError;
use crate::store::error::NoHome;
use crate::store::journal::JournalError;
use crate::terminal::signals::Signal;
use serde_json::{Map, Value as Json, json};

/// An early end. What went wrong is said on standard error, as text or as one JSON object.
#[derive(Debug)]
pub(super) struct CommandError {
    code: u8,
    text: String,
    more: Map<String, Json>,
}

impl CommandError {
    pub(super) fn new(code: u8, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), more: Map::new() }
    }

    /// Anything no other code stands for.
    pub(super) fn failed(text: impl Into<String>) -> Self {
        Self::new(1, text)
    }

    /// The command was given wrongly, or something would have to be asked without a terminal.
    pub(super) fn usage(text: impl Into<String>) -> Self {
        Self::new(2, text)
    }

    /// The draft cannot be bought as it is.
    pub(super) fn draft(text: impl Into<String>) -> Self {
        Self::new(3, text)
    }

    /// There is none left of what would be bought, or the account may have no more.
    pub(super) fn used_up(text: impl Into<String>) -> Self {
        Self::new(8, text)
    }

    /// No keys, or keys that may not.
    pub(super) fn credentials(text: impl Into<String>) -> Self {
        Self::new(4, text)
    }

    /// The person left.
    pub(super) fn left(text: impl Into<String>) -> Self {
        Self::new(10, text)
    }

    /// The process was told to end.
    pub(super) fn signal(signal: Signal, text: impl Into<String>) -> Self {
        Self::new(signal.exit_code(), text)
    }

    /// Everything that is wrong with a draft.
    pub(super) fn obstacles(form: &Form, obstacles: &[Obstacle]) -> Self {
        let count = obstacles.len();
        let lines = obstacles.iter().map(output::obstacle_line);
        let head = format!("{count} {} to mend in the draft:", if count == 1 { "answer" } else { "answers" });
        let text = std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n");
        let list: Json = obstacles.iter().map(output::obstacle_json).collect();
        let sold_out = |obstacle: &Obstacle| obstacle.place.is_some_and(|(_, field)| checks::is_sold_out(form, field));
        let sold_out = !obstacles.is_empty() && obstacles.iter().all(sold_out);
        let stop = if sold_out { Self::used_up(text) } else { Self::draft(text) };
        stop.with("problems", list)
    }

    /// More for the JSON object.
    pub(super) fn with(mut self, key: &str, value: Json) -> Self {
        self.more.insert(key.to_owned(), value);
        self
    }

    /// What is said.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Says it and gives the exit code.
    pub(super) fn tell(self, json: bool) -> u8 {
        if json {
            let mut error = self.more;
            error.insert("code".to_owned(), self.code.into());
            error.insert("message".to_owned(), self.text.into());
            say(json!({ "error": error }));
        } else {
            say(format_args!("rocketmq-wizard: {}", self.text));
        }
        self.code
    }
}

impl From<Failure> for CommandError {
    fn from(failure: Failure) -> Self {
        let mut stop = Self::new(failure.cause.exit_code(), failure.line());
        let more = [("error_code", failure.code), ("request_id", failure.request_id)];
        for (key, value) in more.into_iter().filter_map(|(key, value)| Some((key, value?))) {
            stop = stop.with(key, value.into());
        }
        match failure.field {
            Some(field) => stop.with("field", field.into()),
            None => stop,
        }
    }
}

impl From<anyhow::Error> for CommandError {
    fn from(error: anyhow::Error) -> Self {
        Self::failed(format!("{error:#}"))
    }
}

impl From<NoHome> for CommandError {
    fn from(error: NoHome) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<DraftError> for CommandError {
    fn from(error: DraftError) -> Self {
        Self::failed(error.to_string())
    }
}

impl From<JournalError> for CommandError {
    fn from(error: JournalError) -> Self {
        Self::failed(error.to_string())
    }
}

impl From<std::io::Error> for CommandError {
    fn from(error: std::io::Error) -> Self {
        Self::failed(format!("The result could not be written: {error}."))
    }
}
