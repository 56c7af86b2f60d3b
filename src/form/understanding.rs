//! From a draft to a form and back, and what of the draft was not understood.
//!
//! Owns the rule that a file is understood whole, or not sent: what could not be taken stands in the way of sending until
//! its question is answered or somebody takes it away. Nothing that a file says is dropped silently.

use super::draft::{Draft, Unclear, Why, Within};
use super::field::{Address, Body, Field, Kind, Problem};
use super::state::Form;
use super::unclear::{plain, rule, taken_as};
use super::value::Value;
use crate::language::{say, tr};
use crate::sort;
use crate::text::clean;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use strsim::normalized_damerau_levenshtein;

/// How alike two names must be, from 0 to 1, for one to be offered as what was meant by the other.
const ALIKE: f64 = 0.7;
/// Keys at the top of a draft, as far as people write them by hand.
const FILE_KEYS: [&str; 5] = ["region", "project_id", "answers", "version", "source"];

/// Something that blocks sending.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstacle {
    /// The question to answer and the index of its screen; `None` where it is not about a question that is asked.
    pub place: Option<(usize, &'static Field)>,
    /// API name of the question, or the key of the draft.
    pub name: String,
    /// The answer, or what the draft says.
    pub value: Json,
    /// The same as people read it; safe to draw.
    pub shown: String,
    /// What is wrong, the rule, and what to do, as a fragment.
    pub rule: String,
}

impl Obstacle {
    /// Whether nothing is wrong but that a list was not read, which alone can tell.
    pub fn awaits_list(&self, form: &Form) -> bool {
        self.place.is_some_and(|(_, field)| form.awaits_list(field))
    }
}

impl Form {
    /// Everything that blocks sending: what was not understood first, then the answers in the order of the screens.
    pub fn obstacles(&self) -> Vec<Obstacle> {
        let unclear = self.known().unclear.iter().filter(|unclear| !self.is_told(unclear));
        let unclear = unclear.map(|unclear| loose(unclear.name(), &unclear.value, rule(unclear, self.meant(unclear))));
        let unasked = self.unasked();
        let unasked = unasked.map(|field| loose(field.key.to_owned(), &self.json(field), self.not_asked(field)));
        let wrong = self.problems().into_iter().map(|(step, field, problem)| self.obstacle(step, field, problem));
        let policy = self.policy().and_then(|policy| policy.as_ref().err());
        let policy = policy.map(|why| loose("policy".to_owned(), &Json::Null, why.clone()));
        policy.into_iter().chain(unclear).chain(unasked).chain(wrong).collect()
    }

    /// A problem of a question as something that blocks sending.
    pub fn obstacle(&self, step: usize, field: &'static Field, problem: Problem) -> Obstacle {
        let (value, shown) = match self.unclear_about(field) {
            Some(unclear) => (unclear.value.clone(), clean(&plain(&unclear.value))),
            None => (self.json(field), self.show(field)),
        };
        Obstacle { place: Some((step, field)), name: field.key.to_owned(), value, shown, rule: problem.told }
    }

    fn json(&self, field: &Field) -> Json {
        self.value(field).to_json(&field.kind)
    }

    /// Takes away what a draft says under this name and was not understood; see [`Obstacle::name`].
    pub fn take_away(&mut self, name: &str) {
        self.change().unclear.retain(|unclear| unclear.name() != name);
        let unasked = self.unasked().find(|field| field.key == name);
        if let Some(field) = unasked {
            self.forget(field);
        }
    }

    /// What a draft keeps: what the user chose, and what was not understood. Never a secret: masked answers are not part
    /// of the answers at all.
    pub fn saved(&self) -> Draft {
        let known = self.known();
        let (unclear, source) = (known.unclear.clone(), known.source.clone());
        let mut draft = Draft { unclear, source, from_body: known.from_body, ..Draft::default() };
        for field in self.fields() {
            let told = || Some(self.text(field)).filter(|text| !text.is_empty());
            match field.body {
                _ if matches!(field.kind, Kind::Secret) => {}
                Body::Address(Address::Region) => draft.region = told(),
                Body::Address(Address::Project) => draft.project_id = told(),
                _ => {
                    // What an organization fixed is nobody's choice, so what was chosen is kept rather than what counts.
                    let Some(chosen) = known.answers.get(field.key) else { continue };
                    let counts = self.is_shown(field) || known.unasked.contains(field.key);
                    let answers = if counts { &mut draft.answers } else { &mut draft.aside };
                    answers.insert(field.key.to_owned(), chosen.to_json(&field.kind));
                }
            }
        }
        draft
    }

    /// Takes over a draft. Returns a sentence for each answer that was written in another way than usual. What cannot be
    /// taken becomes an [`Obstacle`].
    pub fn load(&mut self, draft: Draft) -> Vec<String> {
        let (mut notes, mut answers) = (Vec::new(), BTreeMap::new());
        let address = [("region", draft.region), ("project_id", draft.project_id)];
        let address = address.into_iter().filter_map(|(key, text)| Some((key.to_owned(), Json::String(text?))));
        let told: Vec<String> = draft.answers.keys().cloned().collect();
        self.change().unclear = draft.unclear;
        let aside = draft.aside.into_iter().map(|(key, json)| (Within::Aside, key, json));
        let said = address.chain(draft.answers).map(|(key, json)| (Within::Answers, key, json));
        for (within, key, json) in aside.chain(said) {
            match self.read(&key, &json) {
                // A switch is on or off: without a word its default counts, and is sent.
                Ok((field, Value::Empty)) if matches!(field.kind, Kind::Toggle) => {}
                Ok((field, value)) => {
                    notes.extend(taken_as(field, &json, &value));
                    answers.insert(field.key, value);
                }
                Err(why) => self.keep_unclear(within, key, json, why),
            }
        }
        self.change().from_body = draft.from_body;
        self.change().source = draft.source;
        self.change().refused.clear();
        self.change().unasked.clear();
        for field in self.fields() {
            self.put(field, answers.remove(field.key));
        }
        self.take_names();
        let unasked = self.fields().filter(|field| told.iter().any(|key| key == field.key) && self.is_idle(field));
        self.change().unasked = sort::collect(unasked.map(|field| field.key));
        notes
    }

    fn read(&self, key: &str, json: &Json) -> Result<(&'static Field, Value), Why> {
        let field = self.field(key).ok_or(Why::Unknown)?;
        if matches!(field.kind, Kind::Secret) {
            return Err(Why::Secret);
        }
        let value = Value::from_json(&field.kind, json).ok_or(Why::NotOfKind(field.kind.wants()))?;
        Ok((field, value))
    }

    fn keep_unclear(&mut self, within: Within, key: String, value: Json, why: Why) {
        let value = if why == Why::Secret { Json::Null } else { value };
        let about = self.field(&key).map(|field| field.key.to_owned());
        self.change().unclear.push(Unclear { within, key, value, why, about });
    }

    /// Puts ids in the place of names, in the order of the table: which list one is in may hang on an answer before it.
    fn take_names(&mut self) {
        for field in self.fields().filter(|field| field.is_list()) {
            let Some(value) = self.known().answers.get(field.key) else { continue };
            let named = self.named(field, value.clone());
            // The same answer, spelt as an id: nobody decided anything about what was not understood.
            self.put(field, Some(named));
        }
    }

    /// Entries of a list may stand in a draft by the names the screen and the messages call them by.
    pub(super) fn named(&self, field: &Field, value: Value) -> Value {
        match value {
            Value::Text(text) => Value::Text(self.resolve(field, &text)),
            Value::List(texts) => Value::List(texts.iter().map(|text| self.resolve(field, text)).collect()),
            value => value,
        }
    }

    /// An answer settles what was not understood about its question, and who answers the question that decides whether
    /// others are asked has decided about their answers too.
    pub(super) fn decide(&mut self, field: &Field) {
        let hangs_on = |other: &Field| *other == *field || other.gate == Some(field);
        let fields = self.fields();
        let known = self.change_of(field);
        known.unclear.retain(|unclear| unclear.about.as_deref() != Some(field.key));
        for other in fields.filter(|other| hangs_on(other)) {
            known.unasked.remove(other.key);
        }
    }

    /// The first thing about this question that was not understood.
    pub(super) fn unclear_about(&self, field: &Field) -> Option<&Unclear> {
        self.known().unclear.iter().find(|unclear| unclear.about.as_deref() == Some(field.key))
    }

    /// Whether the problem of its question says it.
    fn is_told(&self, unclear: &Unclear) -> bool {
        let field = unclear.about.as_deref().and_then(|key| self.field(key));
        field.is_some_and(|field| self.is_shown(field))
    }

    /// Questions that a file answers and nobody asks.
    fn unasked(&self) -> impl Iterator<Item = &'static Field> {
        self.fields().filter(|field| self.known().unasked.contains(field.key) && self.is_idle(field))
    }

    /// Whether there is an answer without a question. A switch that is off asks for nothing.
    fn is_idle(&self, field: &Field) -> bool {
        let value = self.value(field);
        !self.is_shown(field) && !value.is_empty() && *value != Value::Flag(false)
    }

    fn not_asked(&self, field: &Field) -> String {
        let Some(gate) = field.gate else { return tr("answers a question that is not asked; take it away").to_owned() };
        say!("not asked while {key} is {value}; take one away", key = gate.key, value = plain(&self.json(gate)))
    }

    /// The name that was probably meant by one that is not known.
    fn meant(&self, unclear: &Unclear) -> Option<&'static str> {
        let wanted = snake(&unclear.key);
        let asked = || self.fields().filter(|field| !matches!(field.body, Body::Omit));
        let others = asked().find(|field| field.other_names.contains(&wanted.as_str()));
        let names =
            || asked().map(|field| field.key).chain(FILE_KEYS.into_iter().filter(|_| unclear.within == Within::File));
        let likeness = |name: &&str| normalized_damerau_levenshtein(name, &wanted);
        let nearest = names().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        others.map(|field| field.key).or_else(|| nearest.filter(|name| likeness(name) >= ALIKE))
    }
}

/// Something that is about no question that is asked.
fn loose(name: String, value: &Json, rule: String) -> Obstacle {
    let shown = if value.is_null() { String::new() } else { clean(&plain(value)) };
    Obstacle { place: None, name, value: value.clone(), shown, rule }
}

/// `diskEncryptedEnable` as the API writes its names: `disk_encrypted_enable`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
