//! What is written down of a purchase: the intent, and each fact after it, in the order it became true.
//!
//! The journal keeps these as they are. No type here can hold a key or a token.

use crate::catalog::Tag;
use crate::failure::Failure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is to be bought and where, as the person confirmed it. One intent is sent at most once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The plan number that was shown.
    pub plan: String,
    /// The instance's name.
    pub name: String,
    pub region: String,
    pub project_id: String,
    /// The account whose keys confirmed it; `None` where that is not known.
    #[serde(default)]
    pub account_id: Option<String>,
    /// Where it is sent: scheme, host and port.
    pub endpoint: String,
    pub engine: String,
    pub product_id: String,
    pub vpc_id: String,
    /// Billed by month or year, so that there is an order, and a 404 before the instance is registered.
    pub yearly_monthly: bool,
    pub auto_pay: bool,
    /// The canonical request, byte for byte as it is sent.
    pub body: String,
    /// What is set by a call of its own once the instance is RUNNING, in the order of the keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// When it was confirmed.
    pub at: Timestamp,
    /// IDs of the instances that bore the name just before, none of which can be ours; `None` where nobody looked.
    #[serde(default)]
    pub before: Option<Vec<String>>,
    /// Seconds this machine's clock was ahead of the cloud's just before, where an answer told: the cloud dates instances
    /// by its own clock.
    #[serde(default)]
    pub clock: Option<i64>,
    /// The journal's id of an earlier purchase of the same name that the person knows of and buys again regardless.
    #[serde(default)]
    pub replaces: Option<String>,
}

impl Intent {
    /// The tags in one line: `cost=42, team=orders`.
    pub fn tags_line(&self) -> String {
        self.tags.iter().map(|Tag { key, value }| format!("{key}={value}")).collect::<Vec<_>>().join(", ")
    }

    /// Whether it goes to a pretend cloud on this machine: nothing else is spoken to in plain http.
    pub fn is_pretend(&self) -> bool {
        self.endpoint.starts_with("http://")
    }

    /// Of an instance that was bought elsewhere: only where it is.
    pub fn elsewhere(region: String, project_id: String, endpoint: String, at: Timestamp) -> Self {
        Self {
            plan: String::new(),
            name: String::new(),
            region,
            project_id,
            account_id: None,
            endpoint,
            engine: String::new(),
            product_id: String::new(),
            vpc_id: String::new(),
            yearly_monthly: false,
            auto_pay: false,
            body: String::new(),
            tags: Vec::new(),
            at,
            before: None,
            clock: None,
            replaces: None,
        }
    }
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub at: Timestamp,
    pub fact: Fact,
}

/// What became true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Somebody confirmed this. Always the first record.
    Intent(Box<Intent>),
    /// Sending begins now. From here on an order may have been placed.
    Sent,
    /// It was not sent after all.
    NothingSent(Failure),
    /// The cloud read it and said no.
    Refused(Failure),
    /// No trustworthy answer came.
    Unknown(Failure),
    /// The answer came, with the instance's ID.
    Placed { instance_id: String, order_id: Option<String>, request_id: Option<String> },
    /// An instance found by its name is taken to be ours, by its facts or by the person's word.
    Adopted { instance_id: String, by_person: bool },
    /// The cloud knows the instance, in this state.
    Seen { status: String },
    /// The instance serves.
    Running(Serving),
    /// It has the tags of the intent.
    Tagged,
    /// The cloud said no to its tags; it serves without them.
    TagsRefused(Failure),
    /// The instance will not serve: the state the cloud gave, or [`super::watch::VANISHED`], and what the cloud says of the
    /// reason, where it says something.
    Failed {
        status: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The number of the order, where the answer to sending did not tell it.
    Ordered { order_id: String },
    /// The order was cancelled before it was paid.
    Cancelled { order_id: String },
    /// The person said that nothing came of it, or that it is not wanted: this user, on this host.
    Closed {
        by: String,
        /// The orders that awaited payment and may have been it, as far as that was looked up.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        orders: Vec<String>,
    },
    /// A later purchase, sent in its place, has an ID.
    Replaced { by: String },
    /// What a newer version of this program wrote. It settles nothing.
    #[serde(untagged)]
    Newer(serde_json::Value),
}

/// An instance that serves, as far as its clients have to know it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Serving {
    /// What an address is for, and the comma-joined list.
    pub addresses: Vec<(String, String)>,
    /// `PLAINTEXT`, `PERMISSIVE` or `SSL`; `None` where that was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_mode: Option<String>,
    /// Whether clients have to name a user; `None` where that was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acl: Option<bool>,
}

impl Fact {
    /// Whether it settles a purchase, whose intent has tags or not. Refused tags may be tried again all the same.
    pub fn settles(&self, has_tags: bool) -> bool {
        match self {
            Self::Running(_) => !has_tags,
            Self::NothingSent(_)
            | Self::Refused(_)
            | Self::Tagged
            | Self::TagsRefused(_)
            | Self::Failed { .. }
            | Self::Cancelled { .. }
            | Self::Closed { .. }
            | Self::Replaced { .. } => true,
            _ => false,
        }
    }
}
