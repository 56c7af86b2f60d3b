//! What is read off a form as a whole: problems, summary, request body and plan number.

use super::field::{Address, Body, Field, Kind, Problem};
use super::number::amount;
use super::state::Form;
use super::understanding::Obstacle;
use super::value::Value;
use crate::catalog::Choice;
use crate::language::tr;
use crate::sort;
use crate::text::{clean, grouped, list, start};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// So much of an ID tells entries of one name apart.
const TOLD_APART: usize = 8;

/// One line of the summary.
#[derive(Debug)]
pub struct Line {
    /// Index of the screen that asks it.
    pub step: usize,
    pub field: &'static Field,
    /// The answer as people read it.
    pub value: String,
    /// Whether the user chose it; else it is a default or came from outside.
    pub chosen: bool,
}

impl Form {
    /// What is wrong with the answers, in the order of the screens. [`Form::obstacles`] has all that blocks sending.
    pub fn problems(&self) -> Vec<(usize, &'static Field, Problem)> {
        self.shown().filter_map(|(step, field)| Some((step, field, self.problem(field)?))).collect()
    }

    /// Every answer as people read it.
    pub fn summary(&self) -> Vec<Line> {
        let line = |(step, field)| Line { step, field, value: self.show(field), chosen: self.is_chosen(field) };
        self.shown().map(line).collect()
    }

    /// The answer as people read it: names for ids, units, on and off. Safe to draw, whatever a draft holds.
    pub fn show(&self, field: &Field) -> String {
        self.show_value(field, self.value(field))
    }

    /// The same of another answer to the question.
    pub fn show_value(&self, field: &Field, value: &Value) -> String {
        clean(&self.shown_as(field, value))
    }

    fn shown_as(&self, field: &Field, value: &Value) -> String {
        let name = |id: &String| self.find(field, id).map_or_else(|| id.clone(), |choice| self.name_of(field, choice));
        match (&field.kind, value) {
            (Kind::Secret, _) => "*".repeat(self.secret(field).chars().min(12)),
            (_, Value::Empty) => String::new(),
            (_, Value::Flag(on)) => if *on { tr("on") } else { tr("off") }.to_owned(),
            (Kind::Number { unit, .. }, value) => {
                let number = |number| amount(&grouped(number), unit);
                value.as_number().map_or_else(|| value.as_text().to_owned(), number)
            }
            (Kind::Pairs(_), value) => list(&value.as_pairs().iter().map(ToString::to_string).collect::<Vec<_>>()),
            (_, value) if field.is_list() => list(&value.as_list().iter().map(name).collect::<Vec<_>>()),
            (_, value) => value.as_text().to_owned(),
        }
    }

    /// The name of an entry, with the beginning of its ID where another one bears it as well: nothing else that is shown of
    /// an answer would tell them apart.
    fn name_of(&self, field: &Field, entry: &Choice) -> String {
        let Choice { id, label, .. } = entry;
        let is_shared = self.choices(field).iter().any(|other| other.label == *label && other.id != *id);
        if is_shared { format!("{label} ({})", start(id, TOLD_APART)) } else { label.clone() }
    }

    /// The answers that count at present, to tell later what changed.
    pub fn values(&self) -> BTreeMap<&'static str, Value> {
        sort::collect(self.shown().map(|(_, field)| (field.key, self.value(field).clone())))
    }

    /// The body of the request, or everything that stands in its way.
    ///
    /// # Errors
    /// All of them, while there are any.
    pub fn body(&self) -> Result<Json, Vec<Obstacle>> {
        let obstacles = self.obstacles();
        if !obstacles.is_empty() {
            return Err(obstacles);
        }
        let mut body = Map::new();
        for (_, field) in self.shown() {
            let value = self.value(field);
            match field.body {
                Body::Omit | Body::Address(_) | Body::AfterCreation => {}
                Body::With(write) => write(self, value, &mut body),
                Body::At(_) if value.is_empty() => {}
                Body::At(path) => put(&mut body, path, value.to_json(&field.kind)),
            }
        }
        Ok(Json::Object(body))
    }

    /// What is set by calls of its own once the instance is there, by the keys of the fields; empty where nothing is.
    pub fn after_creation(&self) -> Map<String, Json> {
        let later = self.shown().map(|(_, field)| field).filter(|field| matches!(field.body, Body::AfterCreation));
        let answered = later.filter(|field| !self.value(field).is_empty());
        sort::collect(answered.map(|field| (field.key.to_owned(), self.value(field).ordered().to_json(&field.kind))))
    }

    /// The plan number of what would be bought, while there is no problem; see [`Form::plan_of`].
    pub fn plan(&self) -> Option<String> {
        Some(self.plan_of(&self.body().ok()?.to_string()))
    }

    /// The plan number: what would be bought, where, as twelve digits people can compare. It is the start of the SHA-256
    /// of the canonical request: region, project and the body with sorted keys, which is how [`Form::body`] has them; behind
    /// these, where there is any, what is set after creation.
    pub fn plan_of(&self, body: &str) -> String {
        let place = format!("{}\n{}\n", self.address(Address::Region), self.address(Address::Project));
        let later = Some(self.after_creation()).filter(|later| !later.is_empty());
        let later = later.map_or(String::new(), |later| format!("\n{}", Json::Object(later)));
        let digest = Sha256::new().chain_update(place).chain_update(body).chain_update(later).finalize();
        let mut plan = String::new();
        for (at, byte) in digest.iter().take(6).enumerate() {
            let gap = if at > 0 && at % 2 == 0 { " " } else { "" };
            let _ = write!(plan, "{gap}{byte:02x}");
        }
        plan
    }
}

/// Puts a value at a dotted path, making the objects on the way.
pub fn put(body: &mut Map<String, Json>, path: &str, json: Json) {
    match path.split_once('.') {
        None => {
            body.insert(path.to_owned(), json);
        }
        Some((head, rest)) => {
            let inner = body.entry(head).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(inner) = inner {
                put(inner, rest, json);
            }
        }
    }
}
