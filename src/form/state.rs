//! What a form knows: the answers, the lists they are chosen from, and the state of each question.

use super::field::{
    Address, Asked, Body, Closed, Derived, Field, Form, Kind, Listing, Problem, Source, Step, Unlisted,
};
use super::memo::{Once, Remembered};
use super::understanding::rule;
use super::value::Value;
use crate::catalog::{Choice, Lookup};
use crate::failure::Failure;
use crate::secret::Secret;
use crate::text::quoted;
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// Columns the names of all entries may take in a message; beyond, their number has to do.
const NAMED: usize = 64;

impl Form {
    /// An empty form over these screens.
    pub fn new(steps: &'static [&'static Step]) -> Self {
        let keys = steps.iter().flat_map(|step| step.fields).map(|field| field.key);
        Self { steps, known: Remembered::of(keys) }
    }

    /// The screens, in order.
    pub fn steps(&self) -> &'static [&'static Step] {
        self.steps
    }

    /// All questions that are asked at present, each with the index of its screen.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &'static Field)> {
        let fields = |(index, step): (usize, &&'static Step)| step.fields.iter().map(move |field| (index, *field));
        self.steps.iter().enumerate().flat_map(fields).filter(|(_, field)| self.is_shown(field))
    }

    /// All questions, shown or not.
    pub(super) fn fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.steps.iter().flat_map(|step| step.fields).copied()
    }

    /// The question with this API name, shown or not.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.key == key)
    }

    /// The answer that counts: the user's, else what came from outside, else the default.
    pub fn value(&self, field: &Field) -> Cow<'_, Value> {
        let given = || self.known.given.get(field.key).map(|(value, _)| value);
        match self.known.answer(field.key).or_else(given) {
            Some(value) => Cow::Borrowed(value),
            None => self.once(field, |derived| &derived.value, || self.unsaid(field)),
        }
    }

    /// What counts where nobody said anything. Who writes a request body means what the cloud makes of it; a default of
    /// ours in the place of a mandatory answer would buy what was never asked for.
    fn unsaid(&self, field: &Field) -> Value {
        let sent = matches!(field.body, Body::At(_) | Body::With(_));
        match field.implied {
            _ if !self.known.from_body || !sent || matches!(field.kind, Kind::Toggle) => (field.default)(self),
            Some(implied) => Value::text(implied),
            None => (field.only)(self).unwrap_or(Value::Empty),
        }
    }

    /// Whether the question is asked at present.
    pub fn is_shown(&self, field: &Field) -> bool {
        *self.once(field, |derived| &derived.shown, || (field.shown)(self))
    }

    /// Where the entries come from, for the kinds that have any.
    pub fn source(&self, field: &Field) -> Option<Cow<'_, Source>> {
        let (Kind::Choice(source) | Kind::Choices(source)) = field.kind else { return None };
        Some(self.once(field, |derived| &derived.source, || source(self)))
    }

    /// Works something out, unless it was since it last could change.
    fn once<T: Clone>(&self, field: &Field, place: fn(&Derived) -> &Once<T>, derive: impl FnOnce() -> T) -> Cow<'_, T> {
        self.known.once(field.key, place, derive)
    }

    /// The answer as text; empty where there is none.
    pub fn text(&self, field: &Field) -> String {
        self.value(field).as_text().to_owned()
    }

    /// Whether the answer is yes.
    pub fn is_on(&self, field: &Field) -> bool {
        self.value(field).is_on()
    }

    /// The answer as a whole number.
    pub fn number(&self, field: &Field) -> Option<u64> {
        self.value(field).as_number()
    }

    /// Whether the user answered it, rather than a default or the environment.
    pub fn is_chosen(&self, field: &Field) -> bool {
        self.known.answer(field.key).is_some()
    }

    /// Answers a question, or takes the answer back where the value is empty. What the cloud said of the old answer is
    /// forgotten with it.
    pub fn answer(&mut self, field: &Field, value: Value) {
        self.set(field, Some(value));
    }

    /// Takes an answer back, so that the default follows again.
    pub fn forget(&mut self, field: &Field) {
        self.set(field, None);
    }

    fn set(&mut self, field: &Field, answer: Option<Value>) {
        // Only where there is one: taking them for writing forgets all that was derived.
        if self.known.refused.contains_key(field.key) {
            self.known.refused.remove(field.key);
        }
        if !self.known.unclear.is_empty() || !self.known.unasked.is_empty() {
            self.decide(field);
        }
        self.known.set(field.key, answer);
    }

    /// Answers a question from outside (a flag, the environment); the user's own answer still goes before it.
    pub fn give(&mut self, field: &'static Field, value: Value, source: impl Into<String>) {
        self.known.given.insert(field.key, (value, source.into()));
    }

    /// Where an answer from outside came from, unless the user answered since.
    pub fn source_of(&self, field: &Field) -> Option<&str> {
        let (_, source) = self.known.given.get(field.key)?;
        (!self.is_chosen(field)).then_some(source.as_str())
    }

    /// What was typed behind a mask.
    pub fn secret(&self, field: &Field) -> Secret {
        self.known.secrets.get(field.key).cloned().unwrap_or_default()
    }

    /// The masked value, for typing.
    pub fn secret_mut(&mut self, field: &'static Field) -> &mut Secret {
        self.known.refused.remove(field.key);
        self.known.secrets.entry(field.key).or_default()
    }

    /// What is known of a list of the cloud.
    pub fn listing(&self, lookup: &Lookup) -> Option<&Listing> {
        self.known.lists.get(lookup)
    }

    /// The lists that were asked for and have not come yet.
    pub fn waiting(&self) -> Vec<Lookup> {
        let waiting = self.known.lists.iter().filter(|(_, list)| list.asked == Asked::Waiting);
        waiting.map(|(lookup, _)| lookup.clone()).collect()
    }

    /// The same, to file an answer or a state under its question.
    pub fn listing_mut(&mut self, lookup: Lookup) -> &mut Listing {
        self.known.lists.entry(lookup).or_default()
    }

    /// Files what came of asking for a list, at `now` in milliseconds since 1970. Older entries stay where it could not
    /// be read.
    pub fn file(&mut self, lookup: Lookup, result: Result<Vec<Choice>, Failure>, now: i64) {
        let listing = self.listing_mut(lookup);
        listing.asked = Asked::Done;
        listing.tries = 0;
        match result {
            Ok(choices) => {
                (listing.choices, listing.read_at, listing.failure) = (Some(choices), now, None);
                self.take_given_names();
            }
            Err(failure) => listing.failure = Some(failure),
        }
    }

    /// Puts ids in the place of names that came from outside, as is done with those of a draft.
    fn take_given_names(&mut self) {
        for field in self.fields().filter(|field| field.is_list()) {
            let Some((value, _)) = self.known.given.get(field.key) else { continue };
            let id = self.resolve(field, value.as_text());
            if value.as_text() != id
                && let Some((value, _)) = self.known.given.get_mut(field.key)
            {
                *value = Value::Text(id);
            }
        }
    }

    /// Forgets what the cloud said of the answers to these questions, so that the same answers can be tried again.
    pub fn clear_refusals(&mut self, fields: &[&'static Field]) {
        self.known.refused.retain(|key, _| !fields.iter().any(|field| field.key == *key));
    }

    /// Forgets all lists but those to keep, because they were read from another account, region or project.
    pub fn drop_lists(&mut self, keep: fn(&Lookup) -> bool) {
        self.known.lists.retain(|lookup, _| keep(lookup));
    }

    /// The lists these questions choose from, as far as they can be asked for now.
    pub fn lookups<'a>(&'a self, fields: impl IntoIterator<Item = &'a &'static Field>) -> Vec<Lookup> {
        let sources = fields.into_iter().filter(|field| self.is_shown(field)).filter_map(|field| self.source(field));
        let lookup =
            |source: Cow<_>| if let Source::Remote { lookup, .. } = &*source { Some(lookup.clone()) } else { None };
        sources.filter_map(lookup).collect()
    }

    /// The entries to choose from: the cloud's, or the built-in ones while there are none.
    pub fn choices(&self, field: &Field) -> &[Choice] {
        match self.source(field).as_deref() {
            Some(Source::Fixed(choices)) => choices,
            Some(Source::Remote { lookup, fallback }) => {
                self.known.lists.get(lookup).and_then(|list| list.choices.as_deref()).unwrap_or(fallback)
            }
            Some(Source::After(_)) | None => &[],
        }
    }

    /// The entry an answer stands for.
    pub fn find(&self, field: &Field, id: &str) -> Option<&Choice> {
        self.choices(field).iter().find(|choice| choice.id == id)
    }

    /// The id of what was typed: an entry may also be named by its label or a zone by its code.
    pub fn resolve(&self, field: &Field, text: &str) -> String {
        let named = |choice: &&Choice| choice.label == text || choice.zone().is_some_and(|zone| zone.code == text);
        let choices = self.choices(field);
        let mut matches = choices.iter().filter(named);
        match (self.find(field, text), matches.next(), matches.next()) {
            (None, Some(choice), None) => choice.id.clone(),
            _ => text.to_owned(),
        }
    }

    /// Why an entry cannot be taken: the cloud rules it out, or another answer does.
    pub fn closed(&self, field: &Field, choice: &Choice) -> Option<Closed> {
        let cloud =
            choice.closed.as_ref().map(|why| Closed { why: why.clone(), opens: None, sold_out: choice.is_sold_out() });
        cloud.or_else(|| (field.closed)(self, choice))
    }

    /// What is wrong with the answer to this question at present; nothing for questions that are not asked.
    pub fn problem(&self, field: &Field) -> Option<Problem> {
        self.once(field, |derived| &derived.problem, || self.find_problem(field)).into_owned()
    }

    /// The same where only that there is one counts.
    pub fn has_problem(&self, field: &Field) -> bool {
        self.once(field, |derived| &derived.problem, || self.find_problem(field)).is_some()
    }

    fn find_problem(&self, field: &Field) -> Option<Problem> {
        if !self.is_shown(field) {
            return None;
        }
        if let Some(unclear) = self.unclear_about(field) {
            return Some(Problem(rule(unclear, None)));
        }
        let value = self.value(field);
        if let Some((_, said)) = self.known.refused.get(field.key).filter(|(refused, _)| *refused == *value) {
            return Some(Problem::new(said.as_str()));
        }
        let empty = if matches!(field.kind, Kind::Secret) { self.secret(field).is_empty() } else { value.is_empty() };
        if empty {
            return self.unanswered(field);
        }
        let mut entries = value.as_list().iter().filter(|_| field.is_list());
        let closed = entries.clone().find_map(|id| self.shut(field, id));
        let problem = closed
            .or_else(|| (field.check)(self, &value).err())
            .or_else(|| entries.find_map(|id| self.not_offered(field, id)));
        // Who gave a bad value is where it has to be mended.
        problem.map(|Problem(rule)| match self.source_of(field) {
            Some(source) => Problem(format!("{rule} ({source})")),
            None => Problem(rule),
        })
    }

    /// What is worth a word about the answer without blocking it.
    pub fn warning(&self, field: &Field) -> Option<String> {
        self.once(field, |derived| &derived.warning, || self.find_warning(field)).into_owned()
    }

    fn find_warning(&self, field: &Field) -> Option<String> {
        if !self.is_shown(field) || self.has_problem(field) {
            return None;
        }
        let value = self.value(field);
        let stranger = value.as_list().iter().find(|id| self.is_stranger(field, id));
        let unlisted = stranger
            .filter(|_| field.is_list())
            .map(|id| format!("{} is not in the list that was read; the cloud may refuse it", quoted(id)));
        unlisted.or_else(|| (field.warn)(self, &value)).or_else(|| self.uncatalogued(field, &value))
    }

    /// A word about an answer that not even the built-in list has, while the cloud's own was not read.
    fn uncatalogued(&self, field: &Field, value: &Value) -> Option<String> {
        let Source::Remote { lookup, fallback } = &*self.source(field)? else { return None };
        let unread = self.known.lists.get(lookup).is_none_or(|list| list.choices.is_none());
        let stranger = value.as_list().iter().find(|id| fallback.iter().all(|choice| choice.id != **id))?;
        let known = unread && !fallback.is_empty();
        known.then(|| format!("{} is not in the built-in list, and the cloud's was not read", quoted(stranger)))
    }

    /// Keeps what the cloud said of a field until its answer changes, be it by the user or because a default followed.
    pub fn refuse(&mut self, key: &str, said: String) {
        if let Some(field) = self.field(key) {
            let value = self.value(field).into_owned();
            self.known.refused.insert(field.key, (value, said));
        }
    }

    fn unanswered(&self, field: &Field) -> Option<Problem> {
        if !field.required {
            return None;
        }
        if let Some(Source::After(first)) = self.source(field).as_deref() {
            return Some(Problem(format!("choose {} first (screen {})", first.label, self.screen_of(first))));
        }
        let what = if field.is_list() { "nothing is chosen yet" } else { "nothing is entered yet" };
        Some(Problem(format!("{what}; {} is required", field.label)))
    }

    /// The number of the screen that asks this question.
    pub fn screen_of(&self, field: &Field) -> usize {
        self.steps.iter().position(|step| step.fields.contains(&field)).unwrap_or_default()
    }

    /// Where the request goes, as far as it is answered.
    pub(super) fn address(&self, part: Address) -> String {
        let asks = |field: &&'static Field| matches!(field.body, Body::Address(asked) if asked == part);
        self.fields().find(asks).map(|field| self.text(field)).unwrap_or_default()
    }

    /// The screen that asks where the request goes and with whose keys: its number, and the screen.
    pub fn account(&self) -> (usize, &'static Step) {
        let asks = |(_, step): &(usize, &&'static Step)| {
            step.fields.iter().any(|field| matches!(field.body, Body::Address(_)))
        };
        self.steps.iter().enumerate().find(asks).map_or((0, &Step::NONE), |(index, step)| (index, *step))
    }

    fn shut(&self, field: &Field, id: &str) -> Option<Problem> {
        let choice = self.find(field, id)?;
        let closed = self.closed(field, choice)?;
        Some(Problem(format!("{} is closed: {}", quoted(&choice.label), closed.told(self))))
    }

    fn not_offered(&self, field: &Field, id: &str) -> Option<Problem> {
        if self.find(field, id).is_some() {
            return None;
        }
        let complete = match &*self.source(field)? {
            Source::Fixed(_) => true,
            Source::Remote { .. } => field.unlisted == Unlisted::Refuse && self.is_stranger(field, id),
            Source::After(_) => false,
        };
        complete.then(|| Problem(format!("{} is not offered; {}", quoted(id), self.offered(field))))
    }

    fn offered(&self, field: &Field) -> String {
        let choices = self.choices(field);
        let join = |name: fn(&Choice) -> &str| choices.iter().map(name).collect::<Vec<_>>().join(", ");
        let names = [join(|choice| &choice.id), join(|choice| &choice.label)];
        match (choices.len(), names.into_iter().find(|names| names.width() <= NAMED)) {
            (0, _) => "the list is empty".to_owned(),
            (_, Some(names)) => format!("choose from {names}"),
            (count, None) => format!("choose from the {count} listed"),
        }
    }

    /// Whether the list was read and does not have this id.
    fn is_stranger(&self, field: &Field, id: &str) -> bool {
        let source = self.source(field);
        let Some(Source::Remote { lookup, .. }) = source.as_deref() else { return false };
        let read = self.known.lists.get(lookup).is_some_and(|list| list.choices.is_some());
        read && self.find(field, id).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::field::{Asked, Body};

    static COLOUR: Field = Field {
        key: "colour",
        label: "Colour",
        kind: Kind::Choice(|_| Source::Remote { lookup: Lookup::Vpcs, fallback: &[] }),
        body: Body::At("colour"),
        ..Field::REQUIRED
    };
    static SHADE: Field = Field {
        key: "shade",
        label: "Shade",
        kind: Kind::Choice(|form| match &*form.value(&COLOUR) {
            Value::Empty => Source::After(&COLOUR),
            colour => Source::Remote { lookup: Lookup::Subnets { vpc: colour.as_text().into() }, fallback: &[] },
        }),
        default: |form| Value::text(form.text(&COLOUR).to_uppercase()),
        shown: |form| form.text(&COLOUR) != "none",
        unlisted: Unlisted::Refuse,
        ..Field::REQUIRED
    };
    static PASSWORD: Field = Field { key: "password", label: "Password", kind: Kind::Secret, ..Field::REQUIRED };
    static STEPS: &[&Step] = &[&Step { key: "", short: "", title: "", fields: &[&COLOUR, &SHADE, &PASSWORD] }];

    fn red() -> Form {
        let mut form = Form::new(STEPS);
        form.answer(&COLOUR, Value::text("red"));
        form
    }

    fn said(form: &Form, field: &Field) -> String {
        form.problem(field).map(|problem| problem.0).unwrap_or_default()
    }

    #[test]
    fn a_refusal_vanishes_with_the_answer_it_was_about() {
        let taken = "the cloud has this name (DMS.00400060)";
        let refused = || {
            let mut form = red();
            form.secret_mut(&PASSWORD).push("x");
            form.refuse("colour", taken.into());
            form.refuse("password", taken.into());
            assert_eq!((said(&form, &COLOUR).as_str(), said(&form, &PASSWORD).as_str()), (taken, taken));
            form
        };
        for colour in ["blue", "red", ""] {
            let mut form = refused();
            form.answer(&COLOUR, Value::text(colour));
            assert_ne!(said(&form, &COLOUR), taken, "{colour}");
            assert_eq!(said(&form, &PASSWORD), taken);
        }
        let mut form = refused();
        form.secret_mut(&PASSWORD).push("x");
        assert_eq!((said(&form, &COLOUR).as_str(), said(&form, &PASSWORD).as_str()), (taken, ""));
        form.forget(&COLOUR);
        assert_eq!(said(&form, &COLOUR), "nothing is chosen yet; Colour is required");
        let mut form = refused();
        form.load(form.saved());
        assert_eq!((said(&form, &COLOUR).as_str(), said(&form, &PASSWORD).as_str()), ("", ""));
    }

    #[test]
    fn a_refusal_of_a_default_vanishes_when_the_default_follows() {
        let mut form = red();
        form.refuse("shade", "sold out".into());
        assert_eq!(said(&form, &SHADE), "sold out");
        form.answer(&COLOUR, Value::text("blue"));
        assert_eq!((form.text(&SHADE).as_str(), said(&form, &SHADE).as_str()), ("BLUE", ""));
        form.refuse("unheard-of", "x".into());
        assert_eq!(form.problems().len(), 1);
    }

    #[test]
    fn what_is_not_shown_is_neither_checked_nor_looked_up() {
        let mut form = red();
        form.answer(&SHADE, Value::Empty);
        assert_eq!(said(&form, &SHADE), "nothing is chosen yet; Shade is required");
        assert_eq!(form.lookups([&&SHADE]), [Lookup::Subnets { vpc: "red".into() }]);
        form.answer(&COLOUR, Value::text("none"));
        assert_eq!((said(&form, &SHADE).as_str(), form.lookups([&&SHADE])), ("", vec![]));
        form.answer(&COLOUR, Value::Empty);
        assert_eq!((said(&form, &SHADE).as_str(), form.lookups([&&SHADE])), ("choose Colour first (screen 0)", vec![]));
    }

    #[test]
    fn lists_come_with_their_question_and_old_entries_stay_while_new_ones_are_read() {
        let mut form = red();
        assert_eq!(said(&form, &SHADE), "");
        form.listing_mut(Lookup::Subnets { vpc: "red".into() }).choices = Some(vec![Choice::new("RED", "deep", "")]);
        form.listing_mut(Lookup::Subnets { vpc: "red".into() }).asked = Asked::Waiting;
        assert_eq!((said(&form, &SHADE).as_str(), form.show(&SHADE).as_str()), ("", "deep"));
        form.answer(&SHADE, Value::text("PINK"));
        assert_eq!(said(&form, &SHADE), "\"PINK\" is not offered; choose from RED");
        form.answer(&COLOUR, Value::text("blue"));
        assert_eq!(said(&form, &SHADE), "");
        form.drop_lists(|lookup| *lookup == Lookup::Vpcs);
        form.answer(&COLOUR, Value::text("red"));
        assert_eq!(said(&form, &SHADE), "");
    }

    #[test]
    fn the_user_goes_before_the_environment_and_both_before_defaults() {
        let mut form = Form::new(STEPS);
        assert_eq!((form.text(&SHADE).as_str(), form.source_of(&SHADE)), ("", None));
        form.give(&SHADE, Value::text("GREY"), "env SHADE");
        assert_eq!((form.text(&SHADE).as_str(), form.source_of(&SHADE)), ("GREY", Some("env SHADE")));
        form.answer(&SHADE, Value::text("BLACK"));
        assert_eq!((form.text(&SHADE).as_str(), form.source_of(&SHADE)), ("BLACK", None));
        form.forget(&SHADE);
        assert_eq!(form.text(&SHADE), "GREY");
    }

    #[test]
    fn entries_are_named_as_far_as_two_rows_go() {
        let mut form = red();
        for (label, count, expected) in [
            ("x", 0, "the list is empty"),
            ("x", 2, "choose from id-number-0, id-number-1"),
            ("x", 6, "choose from x0, x1, x2, x3, x4, x5"),
            ("a longer name ", 6, "choose from the 6 listed"),
        ] {
            let entry = |at| Choice::new(format!("id-number-{at}"), format!("{label}{at}"), "");
            form.listing_mut(Lookup::Subnets { vpc: "red".into() }).choices = Some((0..count).map(entry).collect());
            assert_eq!(said(&form, &SHADE), format!("\"RED\" is not offered; {expected}"));
        }
    }
}
