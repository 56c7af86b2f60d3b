//! What is wrong with the answers, and what is worth a word about them.

use super::field::{Field, Kind, Problem, Source, Unlisted};
use super::state::Form;
use super::unclear::rule;
use super::value::Value;
use crate::catalog::Choice;
use crate::language::say;
use crate::text::{clauses, grouped, list, quoted, width};

/// Columns the names of all entries may take in a message; beyond, their number has to do.
const NAMED: usize = 64;

impl Problem {
    /// A problem that is told by this text wherever it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self { told: text.into(), rule: None }
    }

    /// The same, told by the rule alone where the value is being typed.
    pub(crate) fn with_rule(self, rule: String) -> Self {
        Self { rule: Some(rule), ..self }
    }

    /// The same with more said of it.
    pub(crate) fn map(self, more: impl Fn(String) -> String) -> Self {
        Self { told: more(self.told), rule: self.rule.map(more) }
    }
}

impl Form {
    /// What is wrong with the answer to this question at present; nothing for questions that are not asked.
    pub fn problem(&self, field: &Field) -> Option<Problem> {
        self.found_problem(field).cloned()
    }

    /// The same where only that there is one counts.
    pub fn has_problem(&self, field: &Field) -> bool {
        self.found_problem(field).is_some()
    }

    fn found_problem(&self, field: &Field) -> Option<&Problem> {
        self.derived(field)?.problem.get_or_init(|| self.find_problem(field)).as_ref()
    }

    fn find_problem(&self, field: &Field) -> Option<Problem> {
        self.find_fault(field).or_else(|| self.undecided(field, self.value(field)).map(Problem::new))
    }

    /// Whether nothing is wrong with the answer as far as can be said before its list is read. It is a problem until then.
    pub(super) fn awaits_list(&self, field: &Field) -> bool {
        self.has_problem(field) && self.find_fault(field).is_none()
    }

    /// What is wrong with the answer, whatever a list that was not read may say.
    fn find_fault(&self, field: &Field) -> Option<Problem> {
        if !self.is_shown(field) {
            return None;
        }
        if let Some(unclear) = self.unclear_about(field) {
            return Some(Problem::new(rule(unclear, None)));
        }
        let value = self.value(field);
        if let Some((_, said)) = self.known().refused.get(field.key).filter(|(refused, _)| *refused == *value) {
            return Some(Problem::new(said.as_str()));
        }
        let empty = if matches!(field.kind, Kind::Secret) { self.secret(field).is_empty() } else { value.is_empty() };
        if empty {
            return self.unanswered(field);
        }
        let mut entries = value.as_list().iter().filter(|_| field.is_list());
        let closed = entries.clone().find_map(|id| self.shut(field, id));
        let problem = closed
            .or_else(|| (field.check)(self, value).err())
            .or_else(|| self.refused_by_policy(field, value))
            .or_else(|| entries.find_map(|id| self.not_offered(field, id)));
        // Who gave a bad value is where it has to be corrected.
        problem.map(|problem| match self.source_of(field) {
            Some(source) => problem.map(|rule| say!("{rule} ({source})", rule, source)),
            None => problem,
        })
    }

    /// What is worth a word about the answer without blocking it.
    pub fn warning(&self, field: &Field) -> Option<String> {
        self.derived(field)?.warning.get_or_init(|| self.find_warning(field)).clone()
    }

    fn find_warning(&self, field: &Field) -> Option<String> {
        if !self.is_shown(field) || self.has_problem(field) {
            return None;
        }
        let value = self.value(field);
        let missing = value.as_list().iter().find(|id| self.is_unlisted(field, id));
        let unlisted = missing.filter(|_| field.is_list()).map(|id| {
            let value = quoted(id);
            let Some(read) = self.cut_at(field) else {
                return say!("{value} is not in the list that was read; the cloud may refuse it", value);
            };
            say!(
                "{value} is not among the first {count} that were read of a longer list; the cloud may refuse it",
                value,
                count = grouped(read as u64),
            )
        });
        unlisted.or_else(|| (field.warn)(self, value)).or_else(|| self.uncatalogued(field, value))
    }

    /// A word about an answer that not even the built-in list has, while the cloud's own was not read.
    fn uncatalogued(&self, field: &Field, value: &Value) -> Option<String> {
        let Source::Remote { lookup, fallback } = self.source(field)? else { return None };
        let unread = self.known().lists.get(lookup).is_none_or(|list| list.choices.is_none());
        let missing = value.as_list().iter().find(|id| fallback.iter().all(|choice| choice.id != **id))?;
        let known = unread && !fallback.is_empty();
        let told =
            || say!("{value} is not in the built-in list, and the cloud's was not read", value = quoted(missing));
        known.then(told)
    }

    /// Keeps what the cloud said of a field until its answer changes, be it by the user or because a default followed.
    pub fn refuse(&mut self, key: &str, said: String) {
        if let Some(field) = self.field(key) {
            let value = self.value(field).clone();
            self.change().refused.insert(field.key, (value, said));
        }
    }

    fn unanswered(&self, field: &Field) -> Option<Problem> {
        if !field.required {
            return self.empty_for_policy(field);
        }
        if let Some(Source::After(first)) = self.source(field) {
            let screen = self.screen_of(first);
            return Some(Problem::new(say!(
                "choose {question} first (screen {screen})",
                question = first.label,
                screen
            )));
        }
        let question = field.label;
        Some(Problem::new(match (field.is_list(), field.is_plural()) {
            (true, false) => say!("nothing is chosen yet; {question} is required", question),
            (true, true) => say!("nothing is chosen yet; {question} are required", question),
            (false, false) => say!("nothing is entered yet; {question} is required", question),
            (false, true) => say!("nothing is entered yet; {question} are required", question),
        }))
    }

    fn shut(&self, field: &Field, id: &str) -> Option<Problem> {
        let choice = self.find(field, id)?;
        let closed = self.not_to_be_had(field, choice)?;
        let mut told = vec![closed.told(self)];
        if closed.opens.is_none() && closed.forbidden_by.is_none() {
            let open = self.choices(field).iter().filter(|other| self.not_to_be_had(field, other).is_none());
            told.push(instead(&open, &[|choice| &choice.label]).unwrap_or_else(|| say!("no other one is open")));
        }
        Some(Problem::new(say!("{value} is closed: {why}", value = quoted(&choice.label), why = clauses(&told))))
    }

    fn not_offered(&self, field: &Field, id: &str) -> Option<Problem> {
        if self.find(field, id).is_some() {
            return None;
        }
        let complete = match self.source(field)? {
            Source::Fixed(_) => true,
            Source::Remote { .. } => {
                field.unlisted == Unlisted::Refuse && self.cut_at(field).is_none() && self.is_unlisted(field, id)
            }
            Source::After(_) => false,
        };
        complete.then(|| Problem::new(not_among(&quoted(id), self.choices(field))))
    }
}

/// That a value is not offered, and what is.
fn not_among(value: &str, choices: &[Choice]) -> String {
    let instead = instead(&choices.iter(), &[|choice| &choice.id, |choice| &choice.label])
        .unwrap_or_else(|| say!("the list is empty"));
    clauses(&[say!("{value} is not offered", value), instead])
}

/// What to choose in the place of something else, as a fragment: by the first of these names that is short for all, else by
/// their number. `None` where there is nothing.
fn instead<'a>(choices: &(impl Iterator<Item = &'a Choice> + Clone), names: &[fn(&Choice) -> &str]) -> Option<String> {
    let mut joined = names.iter().map(|name| list(&choices.clone().map(name).collect::<Vec<_>>()));
    match (choices.clone().count(), joined.find(|names| width(names) <= NAMED)) {
        (0, _) => None,
        (_, Some(names)) => Some(say!("choose from {names}", names)),
        (count, None) => Some(say!("choose from {count} others", count)),
    }
}
