//! Why a command ends without the result that was asked for: its exit code (`architecture`, "Exit codes"), and what it
//! says.

use super::output::{self, tell};
use crate::failure::{Cause, Failure};
use crate::form::state::Form;
use crate::form::understanding::Obstacle;
use crate::language::{say, tr};
use crate::purchase::{LEFT, UNFINISHED};
use crate::service::cloning::NotCloned;
use crate::steps::checks::{self, Check, Verdict};
use crate::store::drafts::DraftError;
use crate::store::error::NoHome;
use crate::store::journal::JournalError;
use crate::terminal::signals::Signal;
use crate::text::paragraph;
use serde_json::{Map, Value as Json, json};

/// The exit code of a command line that is wrong, or of a question that there is nobody to ask.
pub(super) const USAGE: u8 = 2;
/// The exit code of a draft that cannot be bought as it is.
pub(super) const DRAFT: u8 = 3;

/// The end of a command that did not do what was asked. It is told on standard error, as text or as one JSON object.
#[derive(Debug)]
pub(super) struct CommandError {
    code: u8,
    text: String,
    more: Map<String, Json>,
}

impl CommandError {
    /// An error with this exit code.
    pub(super) fn new(code: u8, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), more: Map::new() }
    }

    /// Something failed that has no exit code of its own.
    pub(super) fn failed(text: impl Into<String>) -> Self {
        Self::new(1, text)
    }

    /// The command line is wrong, or something would have to be asked and there is no terminal.
    pub(super) fn usage(text: impl Into<String>) -> Self {
        Self::new(USAGE, text)
    }

    /// The draft cannot be bought as it is.
    pub(super) fn draft(text: impl Into<String>) -> Self {
        Self::new(DRAFT, text)
    }

    /// What would be bought is sold out, or the account's quota is used up.
    pub(super) fn used_up(text: impl Into<String>) -> Self {
        Self::new(8, text)
    }

    /// There are no keys, or they are not permitted to do this.
    pub(super) fn credentials(text: impl Into<String>) -> Self {
        Self::new(4, text)
    }

    /// Bought, but the instance does not run, or lacks its tags, within the limit.
    pub(super) fn unfinished(text: impl Into<String>) -> Self {
        Self::new(UNFINISHED, text)
    }

    /// The person left.
    pub(super) fn left(text: impl Into<String>) -> Self {
        Self::new(LEFT, text)
    }

    /// A signal told the process to end.
    pub(super) fn signal(signal: Signal, text: impl Into<String>) -> Self {
        Self::new(signal.exit_code(), text)
    }

    /// A signal told the process to end before anything was sent.
    pub(super) fn unsent(signal: Signal) -> Self {
        Self::signal(signal, tr("Left. Nothing was sent."))
    }

    /// Something is wrong with the draft. The text lists all of it.
    pub(super) fn obstacles(form: &Form, obstacles: &[Obstacle]) -> Self {
        let lines = obstacles.iter().map(output::obstacle_line);
        let head = match obstacles.len() {
            1 => tr("1 answer to fix in the draft:").to_owned(),
            count => say!("{count} answers to fix in the draft:", count),
        };
        let text = std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n");
        let list: Json = obstacles.iter().map(output::obstacle_json).collect();
        let sold_out = |obstacle: &Obstacle| obstacle.place.is_some_and(|(_, field)| checks::is_sold_out(form, field));
        let sold_out = !obstacles.is_empty() && obstacles.iter().all(sold_out);
        let error = if sold_out { Self::used_up(text) } else { Self::draft(text) };
        error.with("problems", list)
    }

    /// Nobody can be asked: `text` says so. What the draft lacks is listed as well, so that it is known at once.
    pub(super) fn unasked(text: String, form: &Form, obstacles: &[Obstacle]) -> Self {
        if obstacles.is_empty() {
            return Self::usage(text);
        }
        let listed = Self::obstacles(form, obstacles);
        Self { code: USAGE, text: format!("{text}\n{}", listed.text), ..listed }
    }

    /// Some of these checks keep the order from being sent. The text says which.
    pub(super) fn blocked(checks: &[Check], text: String) -> Self {
        let used_up = checks.iter().filter(|check| check.verdict == Verdict::Blocks).all(|check| check.used_up);
        if used_up { Self::used_up(text) } else { Self::draft(text) }
    }

    /// The exit code where it could not be looked up whether the name is free.
    pub(super) fn code_of_unlooked(failure: &Failure) -> u8 {
        match failure.cause {
            Cause::Credentials | Cause::Refused => failure.cause.exit_code(),
            _ => Cause::NothingSent.exit_code(),
        }
    }

    /// Whether the name is free could not be looked up, and nothing is sent without knowing that. `why` tells the failure.
    pub(super) fn name_not_looked_up(name: &str, failure: &Failure, why: &str) -> Self {
        let code = Self::code_of_unlooked(failure);
        let text = say!(
            "Whether an instance named {name} exists already could not be looked up, and an order goes out only after \
             that. Nothing was sent.",
            name
        );
        // Why it was refused says what to do, and that is something else.
        let again = if code == Cause::NothingSent.exit_code() { tr("Run the command again.") } else { "" };
        Self::new(code, paragraph(&[text, why.to_owned(), again.to_owned()])).with_ids(failure)
    }

    /// Adds the cloud's error code and request id to the JSON object, where there are any.
    fn with_ids(self, failure: &Failure) -> Self {
        let ids = [("error_code", &failure.code), ("request_id", &failure.request_id)];
        let known = ids.into_iter().filter_map(|(key, value)| Some((key, value.clone()?)));
        known.fold(self, |error, (key, value)| error.with(key, value.into()))
    }

    /// Adds a member to the JSON object.
    pub(super) fn with(mut self, key: &str, value: Json) -> Self {
        self.more.insert(key.to_owned(), value);
        self
    }

    /// What it says, as text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Tells it on standard error. Returns the exit code.
    pub(super) fn tell(self, json: bool) -> u8 {
        if json {
            let mut error = self.more;
            error.insert("code".to_owned(), self.code.into());
            error.insert("message".to_owned(), self.text.into());
            tell(json!({ "error": error }));
        } else {
            tell(format_args!("rocketmq-wizard: {}", self.text));
        }
        self.code
    }
}

impl From<Failure> for CommandError {
    fn from(failure: Failure) -> Self {
        let error = Self::new(failure.cause.exit_code(), failure.line()).with_ids(&failure);
        match failure.field {
            Some(field) => error.with("field", field.into()),
            None => error,
        }
    }
}

impl From<NotCloned> for CommandError {
    fn from(error: NotCloned) -> Self {
        match error {
            NotCloned::Failed(failure) => failure.into(),
            NotCloned::Unread(why) => Self::failed(why),
            NotCloned::Absent(..) | NotCloned::OtherEngine(..) => Self::usage(error.to_string()),
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
        match error {
            DraftError::NotAName(_) => Self::usage(error.to_string()),
            _ => Self::failed(error.to_string()),
        }
    }
}

impl From<JournalError> for CommandError {
    fn from(error: JournalError) -> Self {
        Self::failed(error.to_string())
    }
}

impl From<std::io::Error> for CommandError {
    fn from(error: std::io::Error) -> Self {
        Self::failed(say!("The result could not be written: {error}.", error))
    }
}
