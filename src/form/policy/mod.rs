//! What an organization allows beyond the rules of the cloud: a rule for each question, by its API name.
//!
//! Owns what a rule means for an answer. Where rules are kept is known to [`crate::store::policy`], and how they are written
//! to `parse.rs`.

mod judging;
mod parse;
mod pattern;

use super::field::{Closed, Field, Kind, Steps};
use super::state::Form;
use super::value::Value;
use crate::catalog::Choice;
use crate::language::say;
use pattern::fits;
use std::collections::BTreeMap;

/// The rules of an organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Where they were read; safe to draw.
    pub source: String,
    /// Whom to ask about them; may be empty.
    pub contact: String,
    /// By the API name of the question.
    rules: BTreeMap<&'static str, Rule>,
}

/// What is allowed as the answer to one question. What a rule does not speak of is free.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Rule {
    /// The one answer that is allowed.
    fixed: Option<Value>,
    /// The entries that are allowed: IDs, and of zones codes as well.
    allowed: Option<Vec<String>>,
    least: Option<u64>,
    most: Option<u64>,
    /// A text in which `*` stands for any characters and `?` for one.
    pattern: Option<String>,
    /// Whether there has to be an answer.
    required: bool,
    /// Why, in the words of whoever wrote the rule; may be empty.
    reason: String,
}

impl Policy {
    /// How many questions it has rules for.
    pub fn count(&self) -> usize {
        self.rules.len()
    }

    /// Whether what stands behind a sentence about a rule says where the rule stands, as nobody gave a reason.
    fn names_its_file(&self, rule: &Rule) -> bool {
        rule.reason.is_empty() && self.contact.is_empty()
    }

    /// The reason of a rule and whom to ask, as they stand behind a sentence.
    fn why(&self, rule: &Rule) -> String {
        match (rule.reason.as_str(), self.contact.as_str()) {
            ("", "") => say!("set in {file}", file = &self.source),
            (reason, "") => reason.to_owned(),
            ("", contact) => say!("ask {contact}", contact),
            (reason, contact) => say!("{reason}; ask {contact}", reason, contact),
        }
    }
}

impl Form {
    /// The rules of the organization, where there are any. `Err` says why they cannot be used, as a fragment; nothing can
    /// be bought then.
    pub fn policy(&self) -> Option<&Result<Policy, String>> {
        self.known().policy.as_ref()
    }

    /// Puts the form under the rules of an organization.
    pub fn govern(&mut self, policy: Result<Policy, String>) {
        self.change().policy = Some(policy);
    }

    fn rule(&self, field: &Field) -> Option<(&Policy, &Rule)> {
        let policy = self.policy()?.as_ref().ok()?;
        Some((policy, policy.rules.get(field.key)?))
    }

    /// The one answer that the organization allows, with names in the place of which ids are known.
    pub(super) fn fixed(&self, field: &Field) -> Option<Value> {
        let (_, rule) = self.rule(field)?;
        Some(self.named(field, rule.fixed.clone()?))
    }

    /// Whether something that was said counts as nothing: it is empty, and the organization fixed the answer.
    pub(super) fn gives_way(&self, field: &Field, said: &Value) -> bool {
        said.is_empty() && self.rule(field).is_some_and(|(_, rule)| rule.fixed.is_some())
    }

    /// Why the answer cannot be changed: the organization allows this one only. An answer that it does not allow can.
    ///
    /// # Errors
    /// The sentence that says so.
    pub fn unlocked(&self, field: &Field) -> Result<(), String> {
        let (Some((policy, rule)), Some(fixed)) = (self.rule(field), self.fixed(field)) else { return Ok(()) };
        if self.value(field).ordered() != fixed.ordered() {
            return Ok(());
        }
        let (question, answer, why) = (field.label, self.show_value(field, &fixed), policy.why(rule));
        Err(if field.is_plural() {
            say!("{question} stay {answer} by your organization's policy ({why}).", question, answer, why)
        } else {
            say!("{question} stays {answer} by your organization's policy ({why}).", question, answer, why)
        })
    }

    /// Whether the answer is the one that the organization fixed.
    pub fn is_fixed(&self, field: &Field) -> bool {
        self.unlocked(field).is_err()
    }

    /// The numbers that arrows lead through, as far as the organization allows them; `None` for other kinds of questions.
    pub fn number_steps(&self, field: &Field) -> Option<Steps> {
        let Kind::Number { steps, .. } = field.kind else { return None };
        let range = self.rule(field).and_then(|(_, rule)| rule.range());
        Some(range.map_or(steps(self), |(least, most)| steps(self).within(least, most)))
    }

    /// The number that arrows lead on from, below the least where there is none; `None` where something else was typed.
    pub fn steps_from(&self, field: &Field) -> Option<u64> {
        if self.value(field).is_empty() { Some(0) } else { self.number(field) }
    }

    /// A default as near as the organization allows.
    pub(super) fn within_policy(&self, field: &Field, default: Value) -> Value {
        match (default.as_number(), self.rule(field).and_then(|(_, rule)| rule.range())) {
            (Some(number), Some((least, most))) if !(least..=most).contains(&number) => {
                let steps = self.number_steps(field).filter(|steps| steps.least <= steps.most);
                steps.map_or(default, |steps| Value::text(number.clamp(steps.least, steps.most).to_string()))
            }
            _ => default,
        }
    }

    /// The questions nobody answered whose answer the organization decided: it fixed it, or moved the default into a range.
    pub fn decided_by_policy(&self) -> impl Iterator<Item = &'static Field> {
        let is_open = |field: &&'static Field| !self.is_chosen(field) && self.source_of(field).is_none();
        let is_moved = |field: &Field| {
            let default = (field.default)(self);
            !default.is_empty()
                && *self.value(field) != default
                && self.within_policy(field, default.clone()) != default
        };
        let is_decided = move |field: &&'static Field| self.fixed(field).is_some() || is_moved(field);
        self.shown().map(|(_, field)| field).filter(is_open).filter(is_decided)
    }

    /// Why the organization does not allow an entry of a list.
    pub(super) fn closed_by_policy(&self, field: &Field, choice: &Choice) -> Option<Closed> {
        let (policy, rule) = self.rule(field)?;
        let why = || say!("policy: {why}", why = policy.why(rule));
        let closed = || Closed { why: why(), forbidden_by: self.field(field.key), ..Closed::default() };
        (!rule.allows(&choice.id, code(choice))).then(closed)
    }

    /// What the organization allows in the place of an entry that it closes, and why, as a fragment. What is allowed comes
    /// first, as a small screen has no room for more.
    pub(super) fn allowed_instead(&self, field: &Field) -> Option<String> {
        let (policy, rule) = self.rule(field)?;
        Some(say!("by policy {allowed} ({why})", allowed = self.says(field, policy, rule), why = policy.why(rule)))
    }
}

impl Rule {
    /// Whether it lets this entry or text pass, which has this code if it is a zone.
    fn allows(&self, entry: &str, code: Option<&str>) -> bool {
        let is_named = |name: &String| name == entry || code == Some(name.as_str());
        let fixed = self.fixed.as_ref().is_none_or(|fixed| fixed.as_list().iter().any(is_named));
        let allowed = self.allowed.as_ref().is_none_or(|allowed| allowed.iter().any(is_named));
        let fits = |pattern: &String| fits(pattern, entry) || code.is_some_and(|code| self::fits(pattern, code));
        fixed && allowed && self.pattern.as_ref().is_none_or(fits)
    }

    fn range(&self) -> Option<(u64, u64)> {
        let range = (self.least.unwrap_or(0), self.most.unwrap_or(u64::MAX));
        (range != (0, u64::MAX)).then_some(range)
    }
}

/// The code of an entry that is a zone.
fn code(choice: &Choice) -> Option<&str> {
    choice.zone().map(|zone| zone.code.as_str())
}

#[cfg(test)]
mod tests;
