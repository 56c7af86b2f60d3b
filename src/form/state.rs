//! What a form knows: the answers, what else it is told, and what follows from both.

use super::draft::{SourceInstance, Unclear};
use super::field::{Address, Body, Field, Kind, Problem, Source, Step};
use super::lists::Listing;
use super::places::Places;
use super::policy::Policy;
use super::screens::ScreenNumber;
use super::value::Value;
use crate::catalog::Lookup;
use crate::secret::Secret;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// All questions with the answers given so far. Only what the user chose is stored; everything else is derived.
#[derive(Clone)]
pub struct Form {
    steps: &'static [&'static Step],
    known: Known,
    /// How often an answer was changed.
    revision: u64,
    /// What follows for each question: worked out when it is first asked for, because a frame asks often, and forgotten
    /// with any change ([`Form::change`]).
    derived: Vec<Derived>,
    places: Places,
}

/// What a form is told.
#[derive(Clone, Default)]
pub(super) struct Known {
    /// What the user chose, by API name.
    pub(super) answers: BTreeMap<&'static str, Value>,
    /// Answers from outside, each with where it came from.
    pub(super) given: BTreeMap<&'static str, (Value, String)>,
    pub(super) secrets: BTreeMap<&'static str, Secret>,
    pub(super) lists: BTreeMap<Lookup, Listing>,
    /// Answers the cloud refused, each with what it said.
    pub(super) refused: BTreeMap<&'static str, (Value, String)>,
    /// What a draft says that was not understood.
    pub(super) unclear: Vec<Unclear>,
    /// Questions that a file answers although they were not asked when it was read.
    pub(super) unasked: BTreeSet<&'static str>,
    /// Whether the answers began as a request body, so that defaults do not stand in for what it leaves out.
    pub(super) from_body: bool,
    /// The instance that the answers began as: defaults do not stand in for what it does not tell.
    pub(super) source: Option<SourceInstance>,
    /// What the organization allows, where it says so, or why that cannot be read.
    pub(super) policy: Option<Result<Policy, String>>,
}

/// What follows from all that for one question.
#[derive(Clone, Default)]
pub(super) struct Derived {
    shown: OnceCell<bool>,
    value: OnceCell<Value>,
    source: OnceCell<Source>,
    pub(super) problem: OnceCell<Option<Problem>>,
    pub(super) warning: OnceCell<Option<String>>,
}

/// What counts for a question that is in no step.
const NOTHING: &Value = &Value::Empty;

impl Form {
    /// An empty form over these screens.
    pub fn new(steps: &'static [&'static Step]) -> Self {
        let fields = steps.iter().flat_map(|step| step.fields).copied();
        let derived = fields.clone().map(|_| Derived::default()).collect();
        Self { steps, known: Known::default(), revision: 0, derived, places: Places::of(fields) }
    }

    /// What the form is told.
    pub(super) fn known(&self) -> &Known {
        &self.known
    }

    /// The same, to be changed. Forgets all that was derived, so that nothing derived is older than what it follows from.
    pub(super) fn change(&mut self) -> &mut Known {
        self.derived.fill_with(Derived::default);
        &mut self.known
    }

    /// The same for the answer to one question. Where that stands alone, what was derived for the others stands as well
    /// (`architecture`, "Figures": a key).
    pub(super) fn change_of(&mut self, field: &Field) -> &mut Known {
        let own = self.places.find(field).filter(|_| field.stands_alone);
        match own.and_then(|at| self.derived.get_mut(at)) {
            Some(derived) => *derived = Derived::default(),
            None => return self.change(),
        }
        &mut self.known
    }

    /// What was derived for a question so far.
    pub(super) fn derived(&self, field: &Field) -> Option<&Derived> {
        self.derived.get(self.places.find(field)?)
    }

    /// The screens, in order.
    pub fn steps(&self) -> &'static [&'static Step] {
        self.steps
    }

    /// Another number whenever an answer was changed.
    pub fn revision(&self) -> u64 {
        self.revision
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

    /// The answer that counts: the user's, else what came from outside, else the default. Where an organization fixed the
    /// answer, an empty one is none.
    pub fn value(&self, field: &Field) -> &Value {
        let find = || self.said(field).cloned().unwrap_or_else(|| self.unsaid(field));
        self.derived(field).map_or(NOTHING, |derived| derived.value.get_or_init(find))
    }

    fn said(&self, field: &Field) -> Option<&Value> {
        let given = || self.known.given.get(field.key).map(|(value, _)| value);
        self.known.answers.get(field.key).or_else(given).filter(|said| !self.gives_way(field, said))
    }

    /// What counts where nobody said anything. Who writes a request body means what the cloud makes of it, and who wants an
    /// instance like another means what that one has; a default of ours in the place of a mandatory answer would buy what
    /// was never asked for.
    fn unsaid(&self, field: &Field) -> Value {
        if let Some(fixed) = self.fixed(field) {
            return fixed;
        }
        let sent = matches!(field.body, Body::At(_) | Body::With(_));
        let is_strict = self.known.from_body || self.known.source.is_some();
        let stands = match field.implied {
            _ if !is_strict || !sent || matches!(field.kind, Kind::Toggle) => {
                self.within_policy(field, (field.default)(self))
            }
            Some(implied) if field.required && self.known.source.is_none() => Value::text(implied),
            _ => Value::Empty,
        };
        if stands.is_empty() && field.required { self.only(field).unwrap_or(stands) } else { stands }
    }

    /// The one answer that is possible, where there is just one.
    pub fn only(&self, field: &Field) -> Option<Value> {
        self.fixed(field).or_else(|| (field.only)(self))
    }

    /// Whether the question is asked at present.
    pub fn is_shown(&self, field: &Field) -> bool {
        self.derived(field).is_some_and(|derived| *derived.shown.get_or_init(|| (field.shown)(self)))
    }

    /// Where the entries come from, for the kinds that have any.
    pub fn source(&self, field: &Field) -> Option<&Source> {
        let (Kind::Choice(source) | Kind::Choices(source) | Kind::Pairs(source)) = field.kind else { return None };
        Some(self.derived(field)?.source.get_or_init(|| source(self)))
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
        self.known.answers.get(field.key).is_some_and(|said| !self.gives_way(field, said))
    }

    /// What the user chose, if they did.
    pub fn chosen(&self, field: &Field) -> Option<Value> {
        self.known.answers.get(field.key).cloned()
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

    /// Takes back the answers that have such a text in them, of pairs only those, and returns their questions.
    pub fn take_back(&mut self, has: impl Fn(&str) -> bool) -> Vec<&'static Field> {
        let taken = self.known.answers.iter().filter(|(_, value)| value.has_text(&has)).map(|(key, _)| *key);
        let fields: Vec<_> = taken.filter_map(|key| self.field(key)).collect();
        for field in &fields {
            self.set(field, self.value(field).without(&has));
        }
        fields
    }

    fn set(&mut self, field: &Field, answer: Option<Value>) {
        self.decide(field);
        self.change_of(field).refused.remove(field.key);
        self.put(field, answer);
    }

    /// Puts an answer there or takes it away; nobody decides anything by it.
    pub(super) fn put(&mut self, field: &Field, answer: Option<Value>) {
        let Some(field) = self.field(field.key) else { return };
        self.revision += 1;
        match answer {
            Some(value) => self.change_of(field).answers.insert(field.key, value),
            None => self.change_of(field).answers.remove(field.key),
        };
    }

    /// Answers a question from outside (a flag, the environment); the user's own answer still goes before it.
    pub fn give(&mut self, field: &'static Field, value: Value, source: impl Into<String>) {
        self.change().given.insert(field.key, (value, source.into()));
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
        self.change().refused.remove(field.key);
        self.change().secrets.entry(field.key).or_default()
    }

    /// Forgets what the cloud said of the answers to these questions, so that the same answers can be tried again.
    pub fn clear_refusals(&mut self, fields: &[&'static Field]) {
        self.change().refused.retain(|key, _| !fields.iter().any(|field| field.key == *key));
    }

    /// The number of the screen that asks this question.
    pub fn screen_of(&self, field: &Field) -> ScreenNumber {
        ScreenNumber(self.steps.iter().position(|step| step.fields.contains(&field)).unwrap_or_default())
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Choice;
    use crate::form::field::{Body, Unlisted};
    use crate::form::lists::Asked;
    use crate::language::Text;
    use crate::steps::billing::CHARGING_MODE;
    use crate::steps::{self, sample};

    static COLOUR: Field = Field {
        key: "colour",
        label: Text("Colour"),
        kind: Kind::Choice(|_| Source::Remote { lookup: Lookup::Vpcs, fallback: &[] }),
        body: Body::At("colour"),
        ..Field::REQUIRED
    };
    static SHADE: Field = Field {
        key: "shade",
        label: Text("Shade"),
        kind: Kind::Choice(|form| match form.value(&COLOUR) {
            Value::Empty => Source::After(&COLOUR),
            colour => Source::Remote { lookup: Lookup::Subnets { vpc: colour.as_text().into() }, fallback: &[] },
        }),
        default: |form| Value::text(form.text(&COLOUR).to_uppercase()),
        shown: |form| form.text(&COLOUR) != "none",
        unlisted: Unlisted::Refuse,
        ..Field::REQUIRED
    };
    static PASSWORD: Field = Field { key: "password", label: Text("Password"), kind: Kind::Secret, ..Field::REQUIRED };
    static STEPS: &[&Step] = &[&Step { key: "", title: Text(""), fields: &[&COLOUR, &SHADE, &PASSWORD] }];

    fn red() -> Form {
        let mut form = Form::new(STEPS);
        form.answer(&COLOUR, Value::text("red"));
        form
    }

    fn said(form: &Form, field: &Field) -> String {
        form.problem(field).map(|problem| problem.told).unwrap_or_default()
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

    /// All that was derived, of every question but this one.
    fn derived_of_others(form: &Form, field: &Field) -> Vec<String> {
        let others = form.fields().filter(|other| other.key != field.key);
        let told = |other: &'static Field| {
            let (value, problem, warning) = (form.value(other).clone(), form.problem(other), form.warning(other));
            format!("{} {} {value:?} {problem:?} {warning:?}", other.key, form.is_shown(other))
        };
        others.map(told).collect()
    }

    #[test]
    fn nothing_follows_for_others_from_an_answer_that_stands_alone() {
        let bodies = include_str!("../../tests/cases/api-page/draft.json");
        let mut of_body = sample::form();
        of_body.load(crate::store::format::parse(bodies.as_bytes()).unwrap());
        for form in [Form::new(steps::STEPS), sample::form(), sample::with(&[(&CHARGING_MODE, "prePaid")]), of_body] {
            for field in form.fields().filter(|field| field.stands_alone) {
                // Some would change what follows if another question were said to stand alone.
                let others = [sample::VPC_2, "on", "600", "prePaid"];
                let own = ["", "a", "orders-prod", "orders_test", "not a name", &"x".repeat(2000), "\u{202e}"];
                for text in own.into_iter().chain(others) {
                    let mut changed = form.clone();
                    derived_of_others(&changed, field);
                    sample::set(&mut changed, field, text);
                    let kept = derived_of_others(&changed, field);
                    changed.change();
                    assert_eq!(kept, derived_of_others(&changed, field), "{} {text}", field.key);
                }
            }
        }
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
            ("a longer name ", 6, "choose from 6 others"),
        ] {
            let entry = |at| Choice::new(format!("id-number-{at}"), format!("{label}{at}"), "");
            form.listing_mut(Lookup::Subnets { vpc: "red".into() }).choices = Some((0..count).map(entry).collect());
            assert_eq!(said(&form, &SHADE), format!("\"RED\" is not offered; {expected}"));
        }
    }
}
