//! A draft: a form half filled in, as a file holds it, with what the file says that was not understood.
//!
//! This is the only type of a draft: `store` reads and writes it, the list of drafts and an opened draft are this with
//! what is known beside it, and a form is filled from it. Where money follows, nothing is guessed: what was not understood
//! stands beside the answers as an [`Unclear`], and blocks sending until somebody decides about it.

use crate::language::{Text, say};
use crate::secret::KnownSecrets;
use crate::text;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::fmt;
use std::path::PathBuf;

/// The format this build writes.
pub const FORMAT: u64 = 1;

/// A form half filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The region it is for, where it names one.
    pub region: Option<String>,
    /// The project it is for, where it names one.
    pub project_id: Option<String>,
    /// The screen it was open at, by its key; drafts of earlier versions hold its title.
    pub screen: Option<String>,
    /// Answers by the API's names, those of `bss_param` among them.
    pub answers: Map<String, Json>,
    /// Answers to questions that were not asked when it was saved. They count again once their question is asked.
    pub aside: Map<String, Json>,
    /// What was not understood.
    pub unclear: Vec<Unclear>,
    /// Whether it began as a request body: then no default stands in for an answer that the API makes mandatory.
    pub from_body: bool,
    /// The instance that it is to be like, where it began as one: then no default stands in for what that does not tell.
    pub source: Option<SourceInstance>,
    /// What the user should know about reading it, as sentences. Not written.
    pub notes: Vec<String>,
}

/// The instance that a draft began as.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceInstance {
    pub instance_id: String,
    /// What is known of it, by the API's names as in [`Draft::answers`]; its own name and EIPs are among them.
    pub answers: Map<String, Json>,
}

impl SourceInstance {
    /// Its name, else its ID.
    pub fn name(&self) -> &str {
        self.answers.get("name").and_then(Json::as_str).unwrap_or(&self.instance_id)
    }
}

/// A draft that was opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenedDraft {
    /// The name it is kept under.
    pub name: String,
    /// What its file says.
    pub draft: Draft,
    /// When and where it was open, if the wizard ended without leaving it.
    pub left_open: Option<LeftOpen>,
    /// Why nothing will be written, where that is so.
    pub read_only: Option<ReadOnly>,
    /// Whether there is no file of it yet.
    pub is_new: bool,
}

/// A draft as the list of drafts shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DraftLine {
    /// The name it is kept under.
    pub name: String,
    /// When its file was changed last, where the file system knows that.
    pub modified: Option<Timestamp>,
    /// What its file says; an empty draft where it cannot be read.
    pub draft: Draft,
    /// When and where it was open, if the wizard ended without leaving it.
    pub left_open: Option<LeftOpen>,
    /// Why it cannot be read, as a sentence.
    pub problem: Option<String>,
    /// The last purchase of the instance it names, where one was made from here.
    pub ordered: Option<Ordered>,
}

impl DraftLine {
    /// The name of the instance it is for; empty where it names none.
    pub fn instance(&self) -> &str {
        self.draft.answers.get("name").and_then(Json::as_str).unwrap_or_default()
    }
}

/// What was ordered for a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordered {
    pub at: Timestamp,
    /// How the purchase stands, in a word: `RUNNING`.
    pub state: String,
    /// The ID of the instance, once it is known.
    pub instance_id: Option<String>,
}

/// When and where a draft was open as the wizard ended without leaving it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOpen {
    /// Since when it was open.
    pub since: Timestamp,
    /// The screen it was open at, by its key; empty where the draft names none.
    pub screen: String,
}

/// Why a draft that was opened is only read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOnly {
    /// Another wizard has the draft of this name open.
    OpenElsewhere(String),
    /// Its user took away the right to write this file.
    File(PathBuf),
}

/// Something a file says that was not understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Unclear {
    /// Where in the file it stands.
    pub within: Within,
    /// The key it stands under.
    pub key: String,
    /// What the file says there; null for a secret.
    pub value: Json,
    /// Why it was not understood.
    pub why: Why,
    /// API name of the question it is about, where that is known: answering it settles the matter.
    pub about: Option<String>,
}

/// Where a key stands in a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// At the top of the file.
    File,
    /// Among the answers.
    Answers,
    /// Among the answers to questions that are not asked.
    Aside,
    /// In this object among the answers: `bss_param`.
    Object(&'static str),
}

/// Why something was not understood.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// Nothing is known by this name.
    Unknown,
    /// It looks like a secret, so its value was dropped.
    Secret,
    /// It is not this kind of thing: `a whole number`.
    NotOfKind(Text),
    /// Another key answers the same question differently: its name and what it says.
    Contradicts(String, Json),
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            region: None,
            project_id: None,
            screen: None,
            answers: Map::new(),
            aside: Map::new(),
            unclear: Vec::new(),
            from_body: false,
            source: None,
            notes: Vec::new(),
        }
    }
}

impl Draft {
    /// Takes out what holds one of these secrets. That something was there is said, as of any secret, and returned.
    pub fn drop_secrets(&mut self, known: &KnownSecrets) -> bool {
        let mut dropped = Vec::new();
        let source = self.source.as_mut().map(|source| &mut source.answers);
        for answers in [&mut self.answers, &mut self.aside].into_iter().chain(source) {
            answers.retain(|key, value| {
                let holds = known.are_in(key) || hold(value, known);
                dropped.extend(holds.then(|| key.clone()));
                !holds
            });
        }
        let single = [("region", &mut self.region), ("project_id", &mut self.project_id), ("screen", &mut self.screen)];
        for (key, text) in single {
            dropped.extend(text.take_if(|text| known.are_in(text)).map(|_| key.to_owned()));
        }
        for unclear in self.unclear.extract_if(.., |unclear| known.are_in(&unclear.key) || hold(&unclear.value, known))
        {
            dropped.push(unclear.key);
        }
        let any = !dropped.is_empty();
        let shown = |key: String| if known.are_in(&key) { "?".to_owned() } else { key };
        self.unclear.extend(dropped.into_iter().map(shown).map(Unclear::secret));
        any
    }
}

/// Whether one of these secrets is somewhere in a value.
fn hold(value: &Json, known: &KnownSecrets) -> bool {
    match value {
        Json::String(text) => known.are_in(text),
        Json::Array(items) => items.iter().any(|item| hold(item, known)),
        Json::Object(members) => members.iter().any(|(key, value)| known.are_in(key) || hold(value, known)),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

impl fmt::Display for ReadOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::OpenElsewhere(name) => say!(
                "{name} is open in another wizard; this one only reads it. To change it here, leave it there and open it \
                 again, or copy it.",
                name
            ),
            Self::File(path) => say!(
                "{path} is read-only and is left as it is. Make it writable, or copy the draft.",
                path = text::path(path),
            ),
        })
    }
}

impl Unclear {
    /// What stands in the place of a secret under this key.
    pub fn secret(key: String) -> Self {
        Self { within: Within::Answers, about: Some(key.clone()), key, value: Json::Null, why: Why::Secret }
    }

    /// What the file calls it: `regoin`, `bss_param.perod`.
    pub fn name(&self) -> String {
        match self.within {
            Within::File | Within::Answers | Within::Aside => self.key.clone(),
            Within::Object(object) => format!("{object}.{}", self.key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, SourceInstance};
    use crate::secret::{KnownSecrets, Secret};
    use serde_json::{Map, Value as Json, json};

    #[test]
    fn a_known_secret_is_taken_out_wherever_a_draft_has_answers() {
        let secret = "SkExampleNotASecret0000000000000000000001";
        let mut known = KnownSecrets::default();
        known.add(&Secret::new(secret.to_owned()));
        let answers =
            || Map::from_iter([("description".to_owned(), json!(secret)), ("name".to_owned(), json!("orders"))]);
        let source = |answers| Draft {
            source: Some(SourceInstance { instance_id: "id".to_owned(), answers }),
            ..Draft::default()
        };
        let drafts = [
            Draft { answers: answers(), ..Draft::default() },
            Draft { aside: answers(), ..Draft::default() },
            source(answers()),
        ];
        for mut draft in drafts {
            assert!(draft.drop_secrets(&known));
            let shown = format!("{draft:?}");
            assert!(!shown.contains(secret) && shown.contains("orders"), "{shown}");
            assert_eq!(draft.unclear.iter().map(|unclear| &unclear.value).collect::<Vec<_>>(), [&Json::Null]);
            assert!(!draft.drop_secrets(&known), "once");
        }
    }
}
