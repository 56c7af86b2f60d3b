//! The focused question's own state: the text being edited, or the list with its cursor and filter.
//!
//! Holds no answer: every change is written to the form at once. What a filter reads of the entries is kept until the
//! list or an answer changes, so that a key in a list of ten thousand costs the matching and little else.

use super::filter_text::{haystack, texts};
use super::pairs::PairRows;
use crate::catalog::Choice;
use crate::form::field::{Field, Kind};
use crate::form::state::Form;
use crate::language::{say, tr};
use crate::sort;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};
use std::cmp::Reverse;
use tui_input::Input;
use unicode_segmentation::UnicodeSegmentation;

/// Fewer characters than this are not looked for in ids: nearly every one has them.
const LEAST_OF_AN_ID: usize = 4;

/// What is typed or picked in the focused question.
#[derive(Clone, Debug, Default)]
pub struct Editor {
    pub mode: Mode,
    /// The text of the question, or of the filter.
    pub input: Input,
    /// Rows of the list in the order they are drawn: open ones first, best match first.
    pub rows: Vec<Row>,
    /// Which row the cursor is on.
    pub cursor: usize,
    /// The rows around the one that is typed in, of a question of pairs.
    pub pairs: Box<PairRows>,
    /// Whether nothing was typed since the question was entered: in a number, a digit then begins another one.
    pub(super) untouched: bool,
    /// The ID under the cursor when the filter began.
    before_filter: Option<Box<str>>,
    /// Of every entry: what a filter reads, and whether it is closed.
    entries: Vec<(Utf32String, bool)>,
    /// Answers that the list does not have; they stay visible, behind its entries.
    unlisted: Vec<Choice>,
    /// What is typed in the filter, where it may be an id that the list does not have; the last row.
    typed_id: Option<Choice>,
}

/// What keys do to the focused question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// They edit its text. Also lists without entries: the id is typed.
    #[default]
    Text,
    /// They switch it.
    Toggle,
    /// They move in its list.
    List,
    /// They edit the filter of its list.
    Filter,
    /// They go behind the mask.
    Secret,
    /// They edit the text of a row, one of several.
    Pairs,
}

/// One entry of a list, by its index in the form's choices, or beyond them among the unlisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub choice: usize,
    pub closed: bool,
}

impl Editor {
    /// Ready to edit this question, with the cursor on its present answer.
    pub fn open(form: &Form, field: &Field) -> Self {
        let value = form.value(field);
        let mode = match field.kind {
            Kind::Secret => Mode::Secret,
            Kind::Toggle => Mode::Toggle,
            Kind::Pairs(_) => Mode::Pairs,
            Kind::Choice(_) | Kind::Choices(_) if !form.choices(field).is_empty() => Mode::List,
            _ => Mode::Text,
        };
        let text = if field.is_many() { value.as_list().join(", ") } else { value.as_text().to_owned() };
        let input = if mode == Mode::Text { Input::new(text) } else { Input::default() };
        let pairs = Box::new(PairRows::open(value.as_pairs()));
        let mut editor = Self { mode, input, pairs, untouched: true, ..Self::default() };
        editor.arrange(form, field);
        let chosen = value.as_list().first().and_then(|id| editor.position(form, field, id));
        editor.cursor = chosen.unwrap_or_default();
        editor
    }

    /// Whether the question has a list to move in.
    pub fn has_list(&self) -> bool {
        matches!(self.mode, Mode::List | Mode::Filter)
    }

    /// Reads the list anew after it or another answer changed. Where it has come since the question was opened, what was
    /// typed so far becomes the filter, unless it is an answer the list has.
    pub fn arrange(&mut self, form: &Form, field: &Field) {
        let choices = form.choices(field);
        let value = form.value(field);
        let arrived = self.mode == Mode::Text && field.is_list() && !choices.is_empty();
        let answered = arrived && value.as_list().iter().all(|id| form.find(field, id).is_some());
        if answered {
            (self.mode, self.input) = (Mode::List, Input::default());
        } else if arrived {
            self.mode = Mode::Filter;
        }
        let unknown = value.as_list().iter().filter(|id| !choices.is_empty() && form.find(field, id).is_none());
        let gone = || Some(tr("not in this list").to_owned());
        self.unlisted = unknown.map(|id| Choice { closed: gone(), ..Choice::new(id, id, "") }).collect();
        let entry = |choice: &Choice| (haystack(choice), form.closed(field, choice).is_some());
        self.entries = choices.iter().chain(&self.unlisted).map(entry).collect();
        self.refilter(form, field);
        if let Some(id) = value.as_list().first().filter(|_| answered) {
            self.cursor = self.position(form, field, id).unwrap_or_default();
        }
    }

    /// Orders the rows anew after the filter changed: open ones first, best match first.
    pub fn refilter(&mut self, form: &Form, field: &Field) {
        let at_cursor = self.rows.get(self.cursor).map(|row| row.choice);
        let row = |choice: usize| Row { choice, closed: self.entries[choice].1 };
        self.typed_id = None;
        let Some(filter) = self.filter() else {
            self.rows = (0..self.entries.len()).map(row).collect();
            sort::by_key(&mut self.rows, |row| row.closed);
            let kept = at_cursor.and_then(|at| self.rows.iter().position(|row| row.choice == at));
            self.cursor = kept.unwrap_or_default();
            return;
        };
        let mut rows = self.matching(form.choices(field), filter);
        let known = self.unlisted.iter().any(|choice| choice.id == filter);
        let typed_id = Some(filter).filter(|filter| !known && form.may_be_id(field, filter));
        self.typed_id = typed_id.map(|id| Choice::new(id, say!("use \"{id}\" as an ID", id), ""));
        rows.extend(self.typed_id.iter().map(|_| Row { choice: self.entries.len(), closed: false }));
        (self.rows, self.cursor) = (rows, 0);
    }

    /// The rows of the entries that match by their texts, else by a part of their id, which is no word one would look for
    /// loosely. What is typed whole is meant, also where it is closed or a longer name matches as well; what the list does
    /// not have is behind what it has. Sorted once, as a key waits for it.
    fn matching(&self, choices: &[Choice], filter: &str) -> Vec<Row> {
        let (pattern, mut matcher) = (pattern(filter), Matcher::new(Config::DEFAULT));
        let part = Some(filter.to_ascii_lowercase()).filter(|part| part.len() >= LEAST_OF_AN_ID);
        let is_same = |text: &str| text.eq_ignore_ascii_case(filter);
        let mut found = Vec::with_capacity(self.entries.len());
        for (at, (choice, (text, closed))) in choices.iter().chain(&self.unlisted).zip(&self.entries).enumerate() {
            let has_part = || part.as_ref().is_some_and(|part| choice.id.to_ascii_lowercase().contains(part));
            let score = pattern.score(text.slice(..), &mut matcher).or_else(|| has_part().then_some(0));
            let is_exact = || is_same(&choice.id) || is_same(&choice.label);
            found.extend(score.map(|score| (at >= choices.len(), !is_exact(), *closed, Reverse(score), at)));
        }
        found.sort_unstable();
        found.into_iter().map(|(_, _, closed, _, choice)| Row { choice, closed }).collect()
    }

    fn filter(&self) -> Option<&str> {
        Some(self.input.value().trim()).filter(|filter| self.mode == Mode::Filter && !filter.is_empty())
    }

    /// The entry of a row.
    pub fn entry<'a>(&'a self, form: &'a Form, field: &Field, row: Row) -> Option<&'a Choice> {
        let choices = form.choices(field);
        let unlisted = || self.unlisted.get(row.choice.checked_sub(choices.len())?);
        choices.get(row.choice).or_else(unlisted).or(self.typed_id.as_ref())
    }

    /// Whether the row offers what is typed as an ID, rather than an entry of the list.
    pub fn is_typed_id(&self, row: Row) -> bool {
        row.choice == self.entries.len()
    }

    /// The entry under the cursor.
    pub fn at_cursor<'a>(&'a self, form: &'a Form, field: &Field) -> Option<&'a Choice> {
        self.entry(form, field, *self.rows.get(self.cursor)?)
    }

    /// How many entries the list has, and how many of them are open.
    pub fn counts(&self) -> (usize, usize) {
        let listed = self.entries.len() - self.unlisted.len();
        (listed, self.entries.iter().filter(|(_, closed)| !closed).count())
    }

    /// What tells which characters the filter matched; `None` while there is no filter.
    pub fn marker(&self) -> Option<Marker> {
        self.filter().map(|filter| Marker { pattern: pattern(filter), matcher: Matcher::new(Config::DEFAULT) })
    }

    /// Moves the cursor by so many rows, stopping at both ends.
    pub fn move_by(&mut self, rows: isize) {
        self.cursor = self.cursor.saturating_add_signed(rows).min(self.rows.len().saturating_sub(1));
    }

    /// Begins a filter, and notes where the cursor stands.
    pub(super) fn begin_filter(&mut self, form: &Form, field: &Field) {
        self.before_filter = self.at_cursor(form, field).map(|choice| choice.id.as_str().into());
        self.mode = Mode::Filter;
    }

    /// Gives the filter up: the cursor goes back to the present answer, else to where it stood, so that Enter takes
    /// nothing that was merely looked at.
    pub(super) fn leave_filter(&mut self, form: &Form, field: &Field) {
        let before = self.before_filter.take();
        self.end_filter(form, field);
        let mut meant = form.value(field).as_list().iter().map(String::as_str).chain(before.as_deref());
        self.cursor = meant.find_map(|id| self.position(form, field, id)).unwrap_or_default();
    }

    /// Back from the filter to the whole list, with the cursor on the same entry.
    pub fn end_filter(&mut self, form: &Form, field: &Field) {
        let at_cursor = self.rows.get(self.cursor).map(|row| row.choice);
        self.mode = Mode::List;
        self.input.reset();
        self.arrange(form, field);
        let kept = at_cursor.and_then(|at| self.rows.iter().position(|row| row.choice == at));
        self.cursor = kept.unwrap_or_default();
    }

    /// The row of the entry with this id.
    pub fn position(&self, form: &Form, field: &Field, id: &str) -> Option<usize> {
        let mut listed = form.choices(field).iter().chain(&self.unlisted);
        let at = listed.position(|choice| choice.id == id)?;
        self.rows.iter().position(|row| row.choice == at)
    }
}

/// A filter, and the memory it is matched in: one for all rows of a frame.
pub struct Marker {
    pattern: Pattern,
    matcher: Matcher,
}

impl Marker {
    /// Which characters of an entry's name, and of its other text, the filter matched, counted as a person counts them.
    pub fn marks(&mut self, choice: &Choice) -> [Vec<usize>; 2] {
        let mut found = Vec::new();
        self.pattern.indices(haystack(choice).slice(..), &mut self.matcher, &mut found);
        let [name, other] = texts(choice).map(|text| text.graphemes(true).count());
        let within = |from: usize, length: usize| {
            let at = |at: &u32| usize::try_from(*at).ok()?.checked_sub(from).filter(|at| *at < length);
            found.iter().filter_map(at).collect()
        };
        [within(0, name), within(name + 1, other)]
    }
}

fn pattern(filter: &str) -> Pattern {
    Pattern::parse(filter, CaseMatching::Ignore, Normalization::Smart)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Facts, Lookup, Subnet};
    use crate::form::value::Value;
    use crate::steps::networking::{SUBNET, VPC};
    use crate::steps::sample::{SUBNET_1, SUBNET_2, VPC_1, form, read, with};

    fn subnet(id: &str, name: &str, cidr: &str, closed: Option<&str>) -> Choice {
        let facts = Facts::Subnet(Subnet { cidr: cidr.into(), ..Subnet::default() });
        Choice { facts, closed: closed.map(str::to_owned), ..Choice::new(id, name, "") }
    }

    fn filtered(form: &Form, filter: &str) -> (Editor, Vec<String>) {
        let mut editor = Editor::open(form, &SUBNET);
        (editor.mode, editor.input) = (Mode::Filter, Input::new(filter.to_owned()));
        editor.refilter(form, &SUBNET);
        let names = editor.rows.iter().map(|row| editor.entry(form, &SUBNET, *row).unwrap().label.clone()).collect();
        (editor, names)
    }

    #[test]
    fn filters_by_name_cidr_and_id_with_closed_entries_last() {
        let mut form = with(&[(&VPC, VPC_1)]);
        let list = vec![
            subnet("a", "app-tier", "10.1.0.0/16", Some("DHCP is off")),
            subnet(SUBNET_1, "application", "10.2.0.0/16", None),
            subnet("c", "db", "192.168.7.0/24", None),
        ];
        read(&mut form, Lookup::Subnets { vpc: VPC_1.into() }, list);
        for (filter, expected) in [
            ("app", &["application", "app-tier"][..]),
            ("APP tier", &["app-tier"]),
            ("app-tier", &["app-tier"]),
            ("168.7", &["db"]),
            (SUBNET_1, &["application"]),
            ("zzz", &[]),
            ("", &["application", "db", "app-tier"]),
        ] {
            let (editor, names) = filtered(&form, filter);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            assert_eq!((names, editor.counts()), (expected.to_vec(), (3, 2)), "{filter}");
        }
    }

    #[test]
    fn marks_say_which_characters_matched() {
        let form = form();
        let choice = subnet("c", "Gr\u{f6}\u{df}e-db", "10.9.0.0/16", None);
        for (filter, name, cidr) in
            [("db", &[6, 7][..], &[][..]), ("gro", &[0, 1, 2], &[]), ("10.9", &[], &[0, 1, 2, 3]), ("", &[], &[])]
        {
            let mut editor = Editor::open(&form, &SUBNET);
            (editor.mode, editor.input) = (Mode::Filter, Input::new(filter.to_owned()));
            let marks = editor.marker().map(|mut marker| marker.marks(&choice)).unwrap_or_default();
            assert_eq!(marks, [name.to_vec(), cidr.to_vec()], "{filter}");
        }
    }

    #[test]
    fn a_list_that_arrives_takes_what_is_typed_for_its_filter_unless_it_has_that_answer() {
        for (typed, mode, cursor, filter) in
            [("", Mode::List, 0, ""), (SUBNET_2, Mode::List, 1, ""), ("db", Mode::Filter, 0, "db")]
        {
            let mut form = with(&[(&VPC, VPC_1)]);
            form.answer(&SUBNET, Value::text(typed));
            let mut editor = Editor::open(&form, &SUBNET);
            assert_eq!((editor.mode, editor.input.value()), (Mode::Text, typed));
            let list = vec![subnet(SUBNET_1, "app", "10.0.0.0/8", None), subnet(SUBNET_2, "db", "10.9.0.0/16", None)];
            read(&mut form, Lookup::Subnets { vpc: VPC_1.into() }, list);
            editor.arrange(&form, &SUBNET);
            assert_eq!((editor.mode, editor.cursor, editor.input.value()), (mode, cursor, filter), "{typed}");
        }
    }

    #[test]
    fn an_answer_the_list_does_not_have_stays_in_it_last_and_closed() {
        let mut form = with(&[(&VPC, VPC_1)]);
        read(&mut form, Lookup::Subnets { vpc: VPC_1.into() }, vec![subnet(SUBNET_1, "app", "10.0.0.0/8", None)]);
        form.answer(&SUBNET, Value::text(SUBNET_2));
        let (editor, names) = filtered(&form, "");
        assert_eq!((names, editor.counts()), (vec!["app".to_owned(), SUBNET_2.to_owned()], (1, 1)));
        assert_eq!(editor.rows[1], Row { choice: 1, closed: true });
        assert_eq!(Editor::open(&form, &SUBNET).cursor, 1, "the cursor starts on the answer");
    }
}
