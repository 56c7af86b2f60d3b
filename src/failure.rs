//! Why something did not work: what it means for a purchase, what happened, and what to do.

use crate::language::{self, Text, say};
use crate::text::paragraph;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

/// What a failure means for a purchase and for the exit code (`architecture`, "Exit codes").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Not a byte of the request was sent: something is missing for it, or name resolution, connection or TLS failed.
    NothingSent,
    /// Keys, token or signature.
    Credentials,
    /// The cloud itself says that these keys may not do this.
    Forbidden,
    /// The cloud read the request and said no.
    Refused,
    /// No capacity, quota or balance.
    Capacity,
    /// Sent, and no trustworthy answer: an order may have been placed.
    Unknown,
    /// Anything else, on our side or the cloud's.
    Other,
}

impl Cause {
    /// The exit code of a command that ends because of it (`architecture`, "Exit codes").
    pub fn exit_code(self) -> u8 {
        match self {
            Self::NothingSent => 5,
            Self::Credentials | Self::Forbidden => 4,
            Self::Capacity => 8,
            Self::Refused => 7,
            Self::Unknown => 6,
            Self::Other => 1,
        }
    }
}

/// What stands in the place of a part that is empty.
const NO_REASON: Text = Text("no reason was given.");

/// Why something did not work. It is kept, in the journal too, as two sentences with named holes and what belongs into
/// them, and becomes words only where it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub cause: Cause,
    #[serde(flatten)]
    pub(crate) told: Box<Told>,
    /// The cloud's error code, as it came: `DMS.00400060`.
    pub code: Option<String>,
    /// The cloud's request id, for support.
    pub request_id: Option<String>,
    /// API name of the field it concerns, such as `subnet_id`. It serves the screen of the moment and is not kept.
    #[serde(skip)]
    pub field: Option<&'static str>,
}

/// What happened and what to do, each as a sentence in which `{name}` stands for a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    what: Cow<'static, str>,
    action: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    parts: BTreeMap<Cow<'static, str>, String>,
}

impl Failure {
    /// With neither code nor request id, and about no field. Both texts are whole sentences; what only the moment knows
    /// stands in them as `{name}` and is given by [`with`](Self::with).
    pub fn new(cause: Cause, what: Text, action: Text) -> Self {
        let told = Told { what: what.0.into(), action: action.0.into(), parts: BTreeMap::new() };
        Self { cause, told: Box::new(told), code: None, request_id: None, field: None }
    }

    /// The cloud did not answer in time.
    pub fn late(limit: Duration, action: Text) -> Self {
        let what = Text("The cloud did not answer within {seconds} s.");
        Self::new(Cause::Other, what, action).with("seconds", limit.as_secs())
    }

    /// Gives a part of the sentences, in no language of ours: a number, a name, or what somebody else says. It has to be
    /// free of control bytes and of secrets. Of an empty one it is said that there is nothing.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "callers give numbers and texts they own or borrow alike")]
    pub fn with(mut self, name: &'static str, part: impl ToString) -> Self {
        self.told.parts.insert(name.into(), part.to_string());
        self
    }

    /// The same parts in other words about what happened.
    #[must_use]
    pub(crate) fn saying(mut self, what: Text) -> Self {
        self.told.what = what.0.into();
        self
    }

    /// The same with other advice.
    #[must_use]
    pub(crate) fn advising(mut self, action: Text) -> Self {
        self.told.action = action.0.into();
        self
    }

    /// What happened, as a sentence.
    pub fn what(&self) -> String {
        self.told.filled(&self.told.what)
    }

    /// What to do about it, as a sentence.
    pub fn action(&self) -> String {
        self.told.filled(&self.told.action)
    }

    /// Whether another one has the same cause and says the same. Code and request may be others.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.cause, self.what(), self.action()) == (other.cause, other.what(), other.action())
    }

    /// Everything in one line: what, what to do, code and request id.
    pub fn line(&self) -> String {
        let told = paragraph(&[self.what(), self.action()]);
        match (&self.code, &self.request_id) {
            (Some(code), Some(id)) => say!("{told} ({code}, request ID {id})", told, code, id),
            (Some(code), None) => say!("{told} ({code})", told, code),
            (None, Some(id)) => say!("{told} (request ID {id})", told, id),
            (None, None) => told,
        }
    }
}

impl Told {
    /// A sentence in the language of the moment, with its parts in their places.
    fn filled(&self, sentence: &str) -> String {
        language::filled(language::tr(sentence), |name, text| {
            let part = self.parts.get(name).map(String::as_str);
            part.map(|part| text.push_str(if part.is_empty() { NO_REASON.shown() } else { part })).is_some()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_in_their_places_and_are_never_read_as_templates() {
        let failure =
            Failure::new(Cause::Other, Text("The cloud said {message}, in {braces}."), Text("Ask for {needs}."))
                .with("message", "{needs} {")
                .with("needs", "dms:instance:create");
        assert_eq!(failure.what(), "The cloud said {needs} {, in {braces}.");
        assert_eq!(failure.action(), "Ask for dms:instance:create.");
    }

    #[test]
    fn what_is_kept_is_the_sentence_with_its_parts_apart_and_older_entries_are_read() {
        let failure = Failure::late(Duration::from_secs(8), Text("Try again."));
        let kept = serde_json::to_string(&failure).unwrap();
        assert_eq!(
            kept,
            r#"{"cause":"other","what":"The cloud did not answer within {seconds} s.","action":"Try again.","parts":{"seconds":"8"},"code":null,"request_id":null}"#
        );
        assert_eq!(serde_json::from_str::<Failure>(&kept).unwrap(), failure);
        let older = r#"{"cause":"refused","what":"A {b} c.","action":"Do.","code":"D.1","request_id":null}"#;
        let older: Failure = serde_json::from_str(older).unwrap();
        assert_eq!(older.line(), "A {b} c. Do. (D.1)");
    }
}
