//! How the rules of an organization are written. What this build does not know is never passed over: it may be what
//! forbids a purchase.

use super::{Policy, Rule};
use crate::catalog::Lookup;
use crate::form::field::{Body, Field, Kind, Source};
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::{Text, say, tr};
use crate::text::{clean, list, quoted};
use serde_json::{Map, Value as Json};

/// The version of the format.
const VERSION: u64 = 1;

impl Policy {
    /// Reads the rules about the questions of a form; `source` says where they stand.
    ///
    /// # Errors
    /// Where the first thing stands that is not understood, and what is wrong with it, as a fragment.
    pub fn parse(json: &Json, source: String, form: &Form) -> Result<Self, String> {
        let root = json.as_object().ok_or_else(|| tr("it is not a JSON object"))?;
        known(root, "", &["version", "contact", "rules"])?;
        if root.get("version").and_then(Json::as_u64) != Some(VERSION) {
            return Err(say!("version has to be {version}; this build knows no other", version = VERSION));
        }
        let contact = text(root, "contact", "contact")?;
        let mut policy = Self { source, contact, ..Self::default() };
        let rules = root.get("rules").ok_or_else(|| tr("there are no rules in it"))?;
        for (key, rule) in rules.as_object().ok_or_else(|| tr("rules has to be an object"))? {
            let field = form.field(key).filter(|field| is_ruled(field));
            let field = field.ok_or_else(|| say!("rules.{key} is no question of this build", key = clean(key)))?;
            let rule = read(field, rule)?;
            if rule.has_unclean_text() {
                return Err(say!("rules.{key} holds characters that cannot be shown", key));
            }
            has_ids(form, field, &rule)?;
            policy.rules.insert(field.key, rule);
        }
        Ok(policy)
    }
}

impl Rule {
    /// Whether what it compares answers with has characters that no answer has, and no terminal should get.
    fn has_unclean_text(&self) -> bool {
        let is_unclean = |text: &str| clean(text) != text;
        let mut texts = self.allowed.iter().flatten().chain(&self.pattern);
        texts.any(|text| is_unclean(text)) || self.fixed.as_ref().is_some_and(|fixed| fixed.has_text(is_unclean))
    }
}

/// Keys of the account are nobody's rule.
fn is_ruled(field: &Field) -> bool {
    !matches!(field.body, Body::Omit)
}

fn read(field: &Field, json: &Json) -> Result<Rule, String> {
    let at = |word: &str| format!("rules.{}.{word}", field.key);
    let rule = json.as_object().ok_or_else(|| say!("rules.{key} has to be an object", key = field.key))?;
    let path = format!("rules.{}.", field.key);
    known(rule, &path, &["fixed", "allowed", "least", "most", "pattern", "required", "reason"])?;
    let fixed = rule.get("fixed").map(|json| fixed(field, json).ok_or_else(|| wants(&at("fixed"), field.kind.wants())));
    let allowed = rule.get("allowed").map(|json| {
        let entries = json.as_array().filter(|entries| !entries.is_empty() && has_entries(field));
        let entries = entries.and_then(|entries| entries.iter().map(|entry| self::entry(field, entry)).collect());
        entries.ok_or_else(|| {
            wants(&at("allowed"), Text("a list of answers; what is on or off, and tags, can only be fixed"))
        })
    });
    let number = |word: &str| -> Result<Option<u64>, String> {
        let Some(json) = rule.get(word) else { return Ok(None) };
        let number = json.as_u64().filter(|_| matches!(field.kind, Kind::Number { .. }));
        number.map(Some).ok_or_else(|| wants(&at(word), Text("a whole number, of a question that is answered by one")))
    };
    let pattern = rule.get("pattern").map(|json| {
        let pattern = json.as_str().filter(|_| matches!(field.kind, Kind::Text) || field.is_list());
        pattern
            .map(str::to_owned)
            .ok_or_else(|| wants(&at("pattern"), Text("text, of a question that is answered by text")))
    });
    let required =
        rule.get("required").map(|json| json.as_bool().ok_or_else(|| wants(&at("required"), Text("true or false"))));
    let read = Rule {
        fixed: fixed.transpose()?,
        allowed: allowed.transpose()?,
        least: number("least")?,
        most: number("most")?,
        pattern: pattern.transpose()?,
        required: required.transpose()?.unwrap_or_default(),
        reason: text(rule, "reason", &at("reason"))?,
    };
    match (read.range(), read.allowed.as_deref()) {
        (Some((least, most)), _) if least > most => {
            Err(say!("{least} is more than {most}", least = at("least"), most = at("most")))
        }
        // One entry of one is what is fixed.
        (_, Some([only])) if read.fixed.is_none() && !field.is_many() => {
            Ok(Rule { fixed: Some(Value::text(only)), ..read })
        }
        _ => Ok(read),
    }
}

/// What only the cloud lists is named by its ID, because two can have one name; zones have codes as well. No pattern tells
/// one ID from another.
fn has_ids(form: &Form, field: &Field, rule: &Rule) -> Result<(), String> {
    let is_listed = field.is_list()
        && match form.source(field) {
            Some(Source::Remote { lookup, fallback }) => fallback.is_empty() && *lookup != Lookup::Zones,
            Some(Source::After(_)) => true,
            Some(Source::Fixed(_)) | None => false,
        };
    if is_listed && rule.pattern.is_some() {
        let key = field.key;
        return Err(say!(
            "rules.{key}.pattern cannot be used: this question is answered by IDs; list them in allowed",
            key
        ));
    }
    let named = rule.allowed.iter().flatten().chain(rule.fixed.iter().flat_map(Value::as_list));
    let one = |id: &String| if field.is_many() { Value::list(vec![id.clone()]) } else { Value::text(id) };
    let checked = named.filter(|_| is_listed).try_for_each(|id| (field.check)(form, &one(id)));
    checked.map_err(|problem| say!("rules.{key}: {said}", key = field.key, said = problem.told))
}

/// Whether single answers or entries can be told to be allowed.
fn has_entries(field: &Field) -> bool {
    !matches!(field.kind, Kind::Toggle | Kind::Pairs(_))
}

fn fixed(field: &Field, json: &Json) -> Option<Value> {
    let kind = match (&field.kind, json) {
        (Kind::Toggle, Json::Bool(_))
        | (Kind::Number { .. }, Json::Number(_))
        | (Kind::Choices(_) | Kind::Pairs(_), Json::Array(_)) => true,
        (Kind::Text | Kind::Choice(_), json) => json.is_string(),
        _ => false,
    };
    Value::from_json(&field.kind, json).filter(|value| kind && !value.is_empty())
}

fn entry(field: &Field, json: &Json) -> Option<String> {
    match (json, &field.kind) {
        (Json::String(text), _) => Some(text.clone()),
        (Json::Number(number), Kind::Number { .. }) => Some(number.to_string()),
        _ => None,
    }
}

fn text(object: &Map<String, Json>, key: &str, at: &str) -> Result<String, String> {
    let Some(json) = object.get(key) else { return Ok(String::new()) };
    json.as_str().map(clean).ok_or_else(|| wants(at, Text("text")))
}

fn wants(place: &str, wanted: Text) -> String {
    say!("{place} has to be {wanted}", place, wanted)
}

fn known(object: &Map<String, Json>, path: &str, words: &[&str]) -> Result<(), String> {
    match object.keys().find(|key| !words.contains(&key.as_str())) {
        Some(unknown) => {
            let place = format!("{path}{}", quoted(unknown));
            Err(say!("{place} is not known to this build; it knows {words}", place, words = list(words)))
        }
        None => Ok(()),
    }
}
