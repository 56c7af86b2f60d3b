//! What one question is: a row of the table in `steps`, read by the screen, the checks, the summary and the request.

use super::state::Form;
use super::value::Value;
use crate::catalog::{Choice, Lookup};
use crate::language::{Text, say};
use crate::text::clauses;
use serde_json::{Map, Value as Json};

/// So many characters more than the longest answer can be typed.
const BEYOND: usize = 36;
/// As many as a hundred IDs have.
const ROOM_FOR_MANY: usize = 4000;
/// As many as twenty of the longest tags have.
const ROOM_FOR_PAIRS: usize = 8000;

/// One question. `key` is the API's own name for it and what drafts, tests and support speak.
pub struct Field {
    /// The API's own field name; unique in the table.
    pub key: &'static str,
    /// What it is called on the screen, at most ten characters.
    pub label: Text,
    /// One sentence below the form; its place is taken by the problem, if there is one.
    pub help: Text,
    /// The help page: what it means, what a mistake costs, whether it can be changed later.
    pub more: Text,
    /// How it is asked, shown and encoded.
    pub kind: Kind,
    /// The most characters that an answer can have, or one entry of it.
    pub longest: usize,
    /// Whether the request cannot do without an answer.
    pub required: bool,
    /// Whether the instance keeps this answer for good; said on the summary.
    pub fixed_after_creation: bool,
    /// The answer while the user gave none; computed anew whenever asked, never stored.
    pub default: fn(&Form) -> Value,
    /// What the cloud takes where a request leaves this out. A body gets it if the question is required; a policy judges it.
    pub implied: Option<&'static str>,
    /// The one value that the other answers leave, where there is just one. It need not be given; if required, it counts.
    pub only: fn(&Form) -> Option<Value>,
    /// Whether it is asked at all; a field that is not shown is neither checked nor sent.
    pub shown: fn(&Form) -> bool,
    /// The question whose answer decides whether this one is asked.
    pub gate: Option<&'static Field>,
    /// Whether nothing about any other question follows from the answer, so that a key typed into it has only itself judged.
    pub stands_alone: bool,
    /// What other tools call it, to tell somebody who wrote that what was probably meant.
    pub other_names: &'static [&'static str],
    /// What is wrong with an answer; may read other fields. Never called for an empty one.
    pub check: fn(&Form, &Value) -> Result<(), Problem>,
    /// What is worth a word but does not block sending.
    pub warn: fn(&Form, &Value) -> Option<String>,
    /// Which other answer rules a choice out.
    pub closed: fn(&Form, &Choice) -> Option<Closed>,
    /// What to make of an answer that a list that was read does not have.
    pub unlisted: Unlisted,
    /// Where it goes in the request.
    pub body: Body,
}

/// How a question is asked, shown and encoded.
pub enum Kind {
    Text,
    /// A whole number; arrows lead through those that are valid.
    Number {
        unit: &'static str,
        steps: fn(&Form) -> Steps,
    },
    Toggle,
    /// Exactly one of a list.
    Choice(fn(&Form) -> Source),
    /// Any number of a list.
    Choices(fn(&Form) -> Source),
    /// Any number of keys, each with a value. The list only helps to complete them.
    Pairs(fn(&Form) -> Source),
    /// Typed behind a mask, kept in memory only, never part of answers.
    Secret,
}

/// The numbers that arrows lead through: multiples of `by` from `least` to `most`, both of which are valid themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    pub least: u64,
    pub most: u64,
    pub by: u64,
}

/// Where the entries of a list come from.
#[derive(Clone)]
pub enum Source {
    /// Built in and complete: nothing else is valid.
    Fixed(&'static [Choice]),
    /// Asked of the cloud; until it answers, the built-in entries stand in.
    Remote { lookup: Lookup, fallback: &'static [Choice] },
    /// Cannot be asked before this other field is answered.
    After(&'static Field),
}

/// Where an answer goes in the request.
pub enum Body {
    /// Nowhere.
    Omit,
    /// Not into the body, but into where it is sent; kept at the top of a draft.
    Address(Address),
    /// At this path of the body: `name`, `bss_param.period_num`.
    At(&'static str),
    /// Written by the field itself.
    With(fn(&Form, &Value, &mut Map<String, Json>)),
    /// Not into the body: it is set under the field's key by a call of its own, once the instance is there.
    AfterCreation,
}

/// What an answer says of where the request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    Region,
    Project,
}

/// What to make of an answer that is not in a list which was read completely.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unlisted {
    /// Listing may hide what one is not permitted to see: say so, let it pass.
    Warn,
    /// The list is the whole truth: refuse.
    Refuse,
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Names the bad value, the rule and the permitted range.
    pub told: String,
    /// The rule alone: enough where the value is being typed, and the same with each key.
    pub rule: Option<String>,
}

/// Why a choice cannot be taken, and what would open it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// A short lower-case fragment for the list: `sold out`, `for 5.x only`.
    pub why: String,
    /// The question whose rule closes it, where an organization does.
    pub forbidden_by: Option<&'static Field>,
    /// The change of another answer that would open it, where there is one.
    pub opens: Option<Opening>,
    /// Whether there is none left of it at present, rather than that it does not fit.
    pub sold_out: bool,
}

/// A change of an answer that would open a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The question whose answer closes the choice.
    pub field: &'static Field,
    /// What to do there, as a fragment without its screen: `choose X86`.
    pub change: String,
}

/// A screen: its name and its questions in order.
pub struct Step {
    /// What drafts know it by, in every language: the name of its module in `steps`.
    pub key: &'static str,
    /// What it is called everywhere; the bar of steps cuts it where there is no room.
    pub title: Text,
    /// Its questions, in order.
    pub fields: &'static [&'static Field],
}

impl Field {
    /// Base for a question the request cannot do without.
    pub(crate) const REQUIRED: Self = Self {
        key: "",
        label: Text(""),
        help: Text(""),
        more: Text(""),
        kind: Kind::Text,
        longest: 64,
        required: true,
        fixed_after_creation: false,
        default: |_| Value::Empty,
        implied: None,
        only: |_| None,
        shown: |_| true,
        gate: None,
        stands_alone: false,
        other_names: &[],
        check: |_, _| Ok(()),
        warn: |_, _| None,
        closed: |_, _| None,
        unlisted: Unlisted::Warn,
        body: Body::Omit,
    };
    /// Base for a question that may stay empty.
    pub(crate) const OPTIONAL: Self = Self { required: false, ..Self::REQUIRED };

    /// How many characters can be typed here: a few more than could be right, so that one sees what is wrong.
    pub fn room(&self) -> usize {
        match self.kind {
            Kind::Choices(_) => ROOM_FOR_MANY,
            Kind::Pairs(_) => ROOM_FOR_PAIRS,
            _ => self.longest + BEYOND,
        }
    }

    /// Whether the answer is picked from a list.
    pub fn is_list(&self) -> bool {
        matches!(self.kind, Kind::Choice(_) | Kind::Choices(_))
    }

    /// Whether several entries may be picked.
    pub fn is_many(&self) -> bool {
        matches!(self.kind, Kind::Choices(_))
    }

    /// Whether an English sentence about the label speaks of several: `Zones are`.
    pub fn is_plural(&self) -> bool {
        self.label.0.ends_with('s')
    }
}

impl Step {
    /// A screen that asks nothing.
    pub(super) const NONE: Self = Self { key: "", title: Text(""), fields: &[] };
}

impl Kind {
    /// What an answer is in a draft, in words.
    pub(super) fn wants(&self) -> Text {
        match self {
            Self::Text | Self::Secret => Text("text"),
            Self::Number { .. } => Text("a whole number"),
            Self::Toggle => Text("true or false"),
            Self::Choice(_) => Text("one entry"),
            Self::Choices(_) => Text("a list of entries"),
            Self::Pairs(_) => Text("a list such as [{\"key\": \"team\", \"value\": \"orders\"}]"),
        }
    }
}

impl Closed {
    /// By an answer to this question; the change there would open it.
    pub(crate) fn by(field: &'static Field, why: impl Into<String>, change: impl Into<String>) -> Self {
        let opens = Some(Opening { field, change: change.into() });
        Self { why: why.into(), opens, ..Self::default() }
    }

    /// What would open it and on which screen, as a fragment: `choose X86 (3)`.
    pub fn remedy(&self, form: &Form) -> Option<String> {
        let Opening { field, change } = self.opens.as_ref()?;
        Some(say!("{change} ({screen})", change, screen = form.screen_of(field)))
    }

    /// The reason and what would open it, or what is allowed instead, as a fragment.
    pub fn told(&self, form: &Form) -> String {
        if let Some(told) = self.forbidden_by.and_then(|field| form.allowed_instead(field)) {
            return told;
        }
        let told: Vec<String> = std::iter::once(self.why.clone()).chain(self.remedy(form)).collect();
        clauses(&told)
    }
}

impl Eq for Field {}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key)
    }
}
