//! The lists that answers are chosen from: what is known of each, and what of it one may choose.

use super::field::{Closed, Field, Source};
use super::rules;
use super::state::Form;
use super::value::Value;
use crate::catalog::{Choice, Listed, Lookup};
use crate::failure::Failure;
use crate::language::{Text, tr};

/// Why an answer is neither right nor wrong: it names a zone by its code.
const CODE_UNREAD: Text = Text("zones are named by codes, and the list that has their IDs is not read");
/// Why it is neither: the organization does, and the answer does not.
const POLICY_UNREAD: Text = Text("the policy names zones by codes, and the list that has them is not read");

/// What is known of one list of the cloud. Old entries stay while newer ones are fetched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    pub choices: Option<Vec<Choice>>,
    /// Whether the cloud has more entries than these.
    pub is_cut: bool,
    /// When the entries were read, in milliseconds since 1970.
    pub read_at: i64,
    /// When the cloud was last asked for them and answered, or could not be.
    pub answered_at: i64,
    pub asked: Asked,
    /// How often it was tried in vain since it was asked for; it is tried again by itself.
    pub tries: u32,
    /// Why the last attempt to read it failed.
    pub failure: Option<Failure>,
}

/// Whether the cloud was asked for a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    #[default]
    NotYet,
    Waiting,
    Done,
}

impl Form {
    /// What is known of a list of the cloud.
    pub fn listing(&self, lookup: &Lookup) -> Option<&Listing> {
        self.known().lists.get(lookup)
    }

    /// The lists that were asked for and have not come yet.
    pub fn waiting(&self) -> Vec<Lookup> {
        let waiting = self.known().lists.iter().filter(|(_, list)| list.asked == Asked::Waiting);
        waiting.map(|(lookup, _)| lookup.clone()).collect()
    }

    /// The same, to file an answer or a state under its question.
    pub fn listing_mut(&mut self, lookup: Lookup) -> &mut Listing {
        self.change().lists.entry(lookup).or_default()
    }

    /// Files what came of asking for a list, at `now` in milliseconds since 1970. Older entries stay where it could not
    /// be read.
    pub fn file(&mut self, lookup: Lookup, result: Result<Listed, Failure>, now: i64) {
        let listing = self.listing_mut(lookup);
        listing.asked = Asked::Done;
        listing.answered_at = now;
        listing.tries = 0;
        match result {
            Ok(Listed { entries, is_cut }) => {
                (listing.choices, listing.read_at, listing.failure) = (Some(entries), now, None);
                listing.is_cut = is_cut;
                self.take_given_names();
            }
            Err(failure) => listing.failure = Some(failure),
        }
    }

    /// Puts ids in the place of names that came from outside, as is done with those of a draft.
    fn take_given_names(&mut self) {
        for field in self.fields().filter(|field| field.is_list()) {
            let Some((value, _)) = self.known().given.get(field.key) else { continue };
            let id = self.resolve(field, value.as_text());
            if value.as_text() != id
                && let Some((value, _)) = self.change().given.get_mut(field.key)
            {
                *value = Value::Text(id);
            }
        }
    }

    /// Forgets all lists but those to keep, because they were read from another account, region or project.
    pub fn drop_lists(&mut self, keep: fn(&Lookup) -> bool) {
        self.change().lists.retain(|lookup, _| keep(lookup));
    }

    /// The lists these questions choose from, as far as they can be asked for now.
    pub fn lookups<'a>(&'a self, fields: impl IntoIterator<Item = &'a &'static Field>) -> Vec<Lookup> {
        let sources = fields.into_iter().filter(|field| self.is_shown(field)).filter_map(|field| self.source(field));
        let lookup =
            |source: &Source| if let Source::Remote { lookup, .. } = source { Some(lookup.clone()) } else { None };
        sources.filter_map(lookup).collect()
    }

    /// The entries to choose from: the cloud's, or the built-in ones while there are none.
    pub fn choices(&self, field: &Field) -> &[Choice] {
        match self.source(field) {
            Some(Source::Fixed(choices)) => choices,
            Some(Source::Remote { lookup, fallback }) => {
                self.known().lists.get(lookup).and_then(|list| list.choices.as_deref()).unwrap_or(fallback)
            }
            Some(Source::After(_)) | None => &[],
        }
    }

    /// The only entry one may choose, where a list that was read has just one.
    pub(crate) fn only_open(&self, field: &Field) -> Option<Value> {
        let Source::Remote { lookup, .. } = self.source(field)? else { return None };
        let listed = self.known().lists.get(lookup)?.choices.as_deref()?;
        let mut open = listed.iter().filter(|choice| self.closed(field, choice).is_none());
        match (open.next(), open.next()) {
            (Some(only), None) if field.is_many() => Some(Value::list(vec![only.id.clone()])),
            (Some(only), None) => Some(Value::text(&only.id)),
            _ => None,
        }
    }

    /// The entry an answer stands for.
    pub fn find(&self, field: &Field, id: &str) -> Option<&Choice> {
        self.choices(field).iter().find(|choice| choice.id == id)
    }

    /// The id of what was typed: an entry may also be named by its label, a built-in one by its English label in any
    /// language, or a zone by its code.
    pub fn resolve(&self, field: &Field, text: &str) -> String {
        let shown = if let Some(Source::Fixed(_)) = self.source(field) { tr(text) } else { text };
        let named = |choice: &&Choice| {
            choice.label == text || choice.label == shown || choice.zone().is_some_and(|zone| zone.code == text)
        };
        let choices = self.choices(field);
        let mut matches = choices.iter().filter(named);
        match (self.find(field, text), matches.next(), matches.next()) {
            (None, Some(choice), None) => choice.id.clone(),
            _ => text.to_owned(),
        }
    }

    /// Whether this may be an id that the list does not have: by its form, and never in a list that is built in whole.
    pub fn may_be_id(&self, field: &Field, text: &str) -> bool {
        let value = if field.is_many() { Value::list(vec![text.to_owned()]) } else { Value::text(text) };
        let open = matches!(self.source(field), Some(Source::Remote { .. }));
        open && !text.is_empty() && self.find(field, text).is_none() && (field.check)(self, &value).is_ok()
    }

    /// Whether the list was read and does not have this id.
    pub(super) fn is_unlisted(&self, field: &Field, id: &str) -> bool {
        let source = self.source(field);
        let Some(Source::Remote { lookup, .. }) = source else { return false };
        let read = self.known().lists.get(lookup).is_some_and(|list| list.choices.is_some());
        read && self.find(field, id).is_none()
    }

    /// How many entries of the list behind a question were read, where the cloud has more than these.
    pub fn cut_at(&self, field: &Field) -> Option<usize> {
        let Some(Source::Remote { lookup, .. }) = self.source(field) else { return None };
        let listing = self.listing(lookup).filter(|listing| listing.is_cut)?;
        listing.choices.as_ref().map(Vec::len)
    }

    /// Why an entry cannot be taken: the cloud rules it out, another answer does, or the organization.
    pub fn closed(&self, field: &Field, choice: &Choice) -> Option<Closed> {
        self.not_to_be_had(field, choice).or_else(|| self.closed_by_policy(field, choice))
    }

    /// The same beside what the organization says.
    pub(super) fn not_to_be_had(&self, field: &Field, choice: &Choice) -> Option<Closed> {
        let closed = |why: &String| Closed { why: why.clone(), sold_out: choice.is_sold_out(), ..Closed::default() };
        choice.closed.as_ref().map(closed).or_else(|| (field.closed)(self, choice))
    }

    /// Whether zones are chosen here while nobody knows which of them has which code.
    pub(crate) fn are_codes_unread(&self, field: &Field) -> bool {
        let Some(Source::Remote { lookup: lookup @ Lookup::Zones, .. }) = self.source(field) else { return false };
        self.listing(lookup).is_none_or(|listing| listing.choices.is_none())
    }

    /// Why nobody can say whether the answer is right before the list of zones is read, as a fragment.
    pub(super) fn undecided(&self, field: &Field, value: &Value) -> Option<&'static str> {
        if !self.are_codes_unread(field) {
            return None;
        }
        let has_code = value.as_list().iter().any(|zone| !rules::is_hex32(zone));
        let why = if has_code {
            Some(CODE_UNREAD)
        } else {
            self.is_undecided_by_policy(field, value).then_some(POLICY_UNREAD)
        };
        why.map(Text::shown)
    }
}
