//! A draft: a form half filled in, as a file holds it, with what the file says that was not understood.
//!
//! Pure: reading and writing files is for `store`. Where money follows, unclear input is not kept kindly: what was not
//! understood stands beside the answers as an [`Unclear`], and blocks sending until somebody decides about it.

use serde_json::{Map, Value as Json};

/// The format this build writes.
pub const FORMAT: u64 = 1;

/// A form half filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub region: Option<String>,
    pub project_id: Option<String>,
    /// Title of the screen it was open at.
    pub screen: Option<String>,
    /// Answers by the API's names, those of `bss_param` among them.
    pub answers: Map<String, Json>,
    /// Answers to questions that were not asked when it was saved. They count again once their question is asked.
    pub aside: Map<String, Json>,
    /// What was not understood.
    pub unclear: Vec<Unclear>,
    /// Whether it began as a request body: then no default stands in for an answer that the API makes mandatory.
    pub from_body: bool,
    /// The format it was read in; a newer one is kept.
    pub version: u64,
    /// What the user should know about reading it, as sentences. Not written.
    pub notes: Vec<String>,
}

/// Something a file says that was not understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Unclear {
    pub within: Within,
    pub key: String,
    /// What the file says there; null for a secret.
    pub value: Json,
    pub why: Why,
    /// API name of the question it is about, where that is known: answering it settles the matter.
    pub about: Option<String>,
}

/// Where a key stands in a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// At the top of the file.
    File,
    Answers,
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
    NotOfKind(&'static str),
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
            version: FORMAT,
            notes: Vec::new(),
        }
    }
}

impl Unclear {
    /// What the file calls it: `regoin`, `bss_param.perod`.
    pub fn name(&self) -> String {
        match self.within {
            Within::File | Within::Answers => self.key.clone(),
            Within::Object(object) => format!("{object}.{}", self.key),
        }
    }
}
