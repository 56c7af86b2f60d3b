//! What the rules of an organization say about an answer, and about none.

use super::{Policy, Rule, code};
use crate::form::field::{Field, Kind, Problem};
use crate::form::rules;
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::{say, tr};
use crate::text::{list, quoted, width};

/// Columns the names of all allowed entries may take in a message; beyond, their number has to do.
const NAMED: usize = 48;

/// What an organization says about an answer.
enum Verdict {
    Allowed,
    Refused(Problem),
    /// The rule speaks of zones by their codes and the answer by IDs, or the other way round, and the list is not read.
    Unknown,
}

impl Form {
    /// What the organization says against leaving a question without an answer that the request can do without.
    pub(in crate::form) fn empty_for_policy(&self, field: &Field) -> Option<Problem> {
        let (policy, rule) = self.rule(field)?;
        if !rule.required {
            return self.refused_by_default(field, policy, rule);
        }
        let (question, why) = (field.label, policy.why(rule));
        Some(Problem::new(if field.is_plural() {
            say!("{question} are required by your organization's policy ({why})", question, why)
        } else {
            say!("{question} is required by your organization's policy ({why})", question, why)
        }))
    }

    /// What the organization says against what comes of no answer, which the cloud decides. A pattern speaks of texts only:
    /// that there has to be one is said by a rule of its own.
    fn refused_by_default(&self, field: &Field, policy: &Policy, rule: &Rule) -> Option<Problem> {
        if rule.allowed.is_none() && rule.range().is_none() {
            return None;
        }
        let Some(implied) = field.implied else {
            let (allowed, why) = (self.says(field, policy, rule), policy.why(rule));
            return Some(Problem::new(say!(
                "an answer is required by your organization's policy; {allowed} ({why})",
                allowed,
                why
            )));
        };
        self.refused_by_policy(field, &Value::text(implied))
    }

    /// What the organization says against the answer.
    pub(in crate::form) fn refused_by_policy(&self, field: &Field, value: &Value) -> Option<Problem> {
        match self.judged(field, value) {
            Verdict::Refused(problem) => Some(problem),
            Verdict::Unknown | Verdict::Allowed => None,
        }
    }

    /// Whether only the list of zones can tell what the organization says to the answer.
    pub(in crate::form) fn is_undecided_by_policy(&self, field: &Field, value: &Value) -> bool {
        matches!(self.judged(field, value), Verdict::Unknown)
    }

    fn judged(&self, field: &Field, value: &Value) -> Verdict {
        let Some((policy, rule)) = self.rule(field) else { return Verdict::Allowed };
        let refused = |shown: &str| {
            let (value, allowed, why) = (quoted(shown), self.says(field, policy, rule), policy.why(rule));
            Verdict::Refused(Problem::new(say!(
                "{value} is not allowed by your organization's policy; {allowed} ({why})",
                value,
                allowed,
                why
            )))
        };
        if let Some(fixed) = self.fixed(field) {
            return match fixed.ordered() == value.ordered() {
                true => Verdict::Allowed,
                false if value.as_list().iter().any(|zone| self.has_unread_codes(field, rule, zone)) => {
                    Verdict::Unknown
                }
                false => refused(&self.show_value(field, value)),
            };
        }
        if let Some((least, most)) = rule.range()
            && let Kind::Number { unit, .. } = field.kind
            && let Err(problem) = rules::range(value.as_text(), least, most, unit)
        {
            let why = policy.why(rule);
            return Verdict::Refused(
                problem.map(|said| say!("{said} by your organization's policy ({why})", said, why)),
            );
        }
        let allows = |entry: &String| rule.allows(entry, self.find(field, entry).and_then(code));
        match value.as_list().iter().find(|entry| !allows(entry)) {
            None => Verdict::Allowed,
            Some(zone) if self.has_unread_codes(field, rule, zone) => Verdict::Unknown,
            Some(entry) => refused(self.find(field, entry).map_or(entry.as_str(), |choice| choice.label.as_str())),
        }
    }

    /// Whether a rule speaks of zones by codes and this is an ID, or the other way round, while nobody knows which has which.
    fn has_unread_codes(&self, field: &Field, rule: &Rule, zone: &str) -> bool {
        let is_code = |zone: &str| !rules::is_hex32(zone);
        let named = rule.allowed.iter().flatten().chain(rule.fixed.iter().flat_map(Value::as_list));
        let other = |name: &String| is_code(name) != is_code(zone);
        self.are_codes_unread(field) && named.chain(&rule.pattern).any(other)
    }

    /// What entries or texts a rule lets pass, as a fragment.
    pub(super) fn says(&self, field: &Field, policy: &Policy, rule: &Rule) -> String {
        if let Some(fixed) = self.fixed(field) {
            return say!("only {answer} is allowed", answer = self.show_value(field, &fixed));
        }
        let label = |name: &String| {
            let id = self.resolve(field, name);
            self.find(field, &id).map_or(id, |choice| choice.label.clone())
        };
        match (&rule.allowed, &rule.pattern) {
            (Some(allowed), _) => {
                let names = list(&allowed.iter().map(label).collect::<Vec<_>>());
                let count = allowed.len();
                if width(&names) <= NAMED {
                    say!("choose from {names}", names)
                } else if policy.names_its_file(rule) {
                    say!("choose from the {count} it names", count)
                } else {
                    say!("choose from the {count} in {file}", count, file = &policy.source)
                }
            }
            (None, Some(pattern)) => say!("it has to be like {pattern}", pattern),
            (None, None) => tr("choose another").to_owned(),
        }
    }
}
