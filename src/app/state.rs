//! The state of the wizard: which screen, which question, what is being typed.

use super::confirm_box::ConfirmBox;
use super::draft::DraftList;
use super::editor::Editor;
use super::purchase_list::{Key, Purchases};
use crate::catalog::Account;
use crate::failure::Failure;
use crate::form::draft::Draft;
use crate::form::field::{Field, Form};
use crate::form::value::Value;
use crate::purchase::watch::Pace;
use crate::steps::checks::{CheckTarget, Findings};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Everything there is to draw.
pub struct App {
    pub form: Form,
    pub screen: Screen,
    pub overlay: Option<Overlay>,
    /// The question the keys go to, while a step is shown.
    pub focus: &'static Field,
    /// What is being typed or picked in it.
    pub editor: Editor,
    /// Questions that were left at least once: only their problems are shown in red.
    pub touched: BTreeSet<&'static str>,
    pub drafts: DraftList,
    /// The summary's own state.
    pub review: Review,
    /// The checks on it, beside the lists they read.
    pub inquiry: Inquiry,
    pub session: Session,
    /// Whether drawing must do with ASCII.
    pub ascii: bool,
    /// A sentence about the last key, until the next one.
    pub notice: Option<Notice>,
    /// The current time; the runtime sets it before every message.
    pub now: Timestamp,
    /// The purchases of this wizard, and those of earlier starts.
    pub purchases: Purchases,
    /// The plan that the cloud refused last, and why.
    pub(super) refusal: Option<(String, String)>,
    /// Files of the journal that could not be read, a sentence each.
    pub odd: Vec<String>,
    /// Whether a second was asked for.
    pub(super) ticking: bool,
    /// The question that an Enter did not leave because its text is missing.
    pub(super) missed: Option<&'static str>,
    /// Until when a second Ctrl-C leaves.
    pub(super) armed_until: Option<Timestamp>,
    /// What the draft on disk holds.
    pub(super) stored: Draft,
    /// The screen it tells, where there is one that may be written.
    pub(super) stored_at: Option<&'static str>,
}

/// Where one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// A step of the form, by index.
    Step(usize),
    Summary,
    /// Every purchase that is not settled, and the last settled ones.
    Purchases,
    /// What was done to buy, and the state of the instance.
    Purchase(Key),
    /// What was bought.
    Result(Key),
}

/// What lies over the screen, if anything.
#[derive(Clone, Debug, PartialEq)]
pub enum Overlay {
    /// Help for the focused question and all keys; scrolled by so many rows.
    Help { scroll: usize },
    /// All screens with their state; the cursor counts the summary as the last.
    Steps { cursor: usize },
    /// The drafts there are.
    Drafts,
    /// The request as it would be sent.
    Request { scroll: usize },
    /// The same for other tools, in the format of this index.
    Export { format: usize, scroll: usize },
    /// What changed since the draft was opened.
    Changes { scroll: usize },
    /// The checks with their reasons.
    Checks { scroll: usize },
}

/// The summary: which row is selected, and what was typed to confirm.
#[derive(Clone, Debug, Default)]
pub struct Review {
    pub row: usize,
    /// Whether keys go to the confirmation rather than to the rows.
    pub confirming: bool,
    pub confirm: ConfirmBox,
    /// The plan the confirmation was typed for; any other clears it.
    pub plan: Option<String>,
}

/// What was asked and found out for the checks.
#[derive(Clone, Debug, Default)]
pub struct Inquiry {
    /// Region and project the lists were read in.
    pub(super) place: (String, String),
    /// Whether it has to be asked.
    pub(super) due: bool,
    /// Whether it was asked and has not been answered.
    pub under_way: bool,
    /// When the answer came.
    pub(super) found_at: Option<Timestamp>,
    /// The confirmed plan that is bought once the answer is there, and when it was confirmed. Any key takes it back.
    pub(super) then_buy: Option<(String, Timestamp)>,
    pub(super) found: Option<(CheckTarget, Findings)>,
    /// Whose the keys are.
    pub(super) account: Option<Result<Account, Failure>>,
}

/// What the header says and what the wizard was started with.
#[derive(Clone, Debug)]
pub struct Session {
    /// The embedded cloud: nothing is billed.
    pub sandbox: bool,
    /// Name of the draft, or empty before it has one.
    pub draft: String,
    /// Whether the draft takes the name of the instance, because the user gave it none.
    pub follows: bool,
    /// Answers given by flags; they go before those of any draft.
    pub flags: Vec<(&'static Field, Value)>,
    pub saving: Saving,
    /// Every place that was searched for keys, and what was found there.
    pub places: Vec<(String, String)>,
    /// The place whose keys were meant but cannot be used, what is wrong with them, and what to do, in sentences.
    pub broken: Option<String>,
    /// The answers the draft was opened with.
    pub opened: BTreeMap<&'static str, Value>,
    /// Where the create call goes: scheme, host and port. The runtime keeps it in step with the region.
    pub endpoint: String,
    /// How often the cloud is asked while a purchase is under way.
    pub pace: Pace,
    /// For the times people read.
    pub zone: TimeZone,
    /// Who decides here, for the journal: user and host.
    pub person: String,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            sandbox: false,
            draft: String::new(),
            follows: true,
            flags: Vec::new(),
            saving: Saving::Nothing,
            places: Vec::new(),
            broken: None,
            opened: BTreeMap::new(),
            endpoint: String::new(),
            pace: Pace::default(),
            zone: TimeZone::UTC,
            person: String::new(),
        }
    }
}

/// Whether what was answered is on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    #[default]
    Nothing,
    Pending,
    /// Since when.
    Done(Timestamp),
    Failed(String),
}

/// A sentence about the last key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    /// Whether something was refused, rather than merely said.
    pub refused: bool,
}

/// How far a screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing is missing.
    Good,
    /// Questions wait for an answer.
    Open,
    /// An answer that was given is wrong.
    Wrong,
}

impl App {
    /// The wizard at its first screen: the account where something about it is missing, else the engine.
    pub fn new(form: Form, session: Session, now: Timestamp) -> Self {
        let (stored, opened) = (form.saved(), form.values());
        let mut app = Self {
            focus: form.steps()[0].fields[0],
            editor: Editor::default(),
            form,
            screen: Screen::Step(0),
            overlay: None,
            touched: BTreeSet::new(),
            drafts: DraftList::default(),
            review: Review::default(),
            inquiry: Inquiry::default(),
            session: Session { opened, ..session },
            ascii: false,
            notice: None,
            now,
            purchases: Purchases::default(),
            refusal: None,
            odd: Vec::new(),
            ticking: false,
            missed: None,
            armed_until: None,
            stored,
            stored_at: None,
        };
        app.show_step(app.first_screen());
        app
    }

    /// The account where something about it is missing, else the engine.
    pub(super) fn first_screen(&self) -> usize {
        let account = self.form.steps()[0].fields;
        usize::from(account.iter().all(|field| !self.form.has_problem(field)))
    }

    /// Shows a screen at its first question, without having left another.
    pub(super) fn show_step(&mut self, step: usize) {
        if let Some(field) = self.fields_of(step).first() {
            self.screen = Screen::Step(step);
            self.focus = field;
            self.open_editor();
        }
    }

    /// The questions of a screen that are asked at present.
    pub fn fields_of(&self, step: usize) -> Vec<&'static Field> {
        let fields = self.form.steps().get(step).map_or(&[][..], |step| step.fields);
        fields.iter().copied().filter(|field| self.form.is_shown(field)).collect()
    }

    /// How far a screen is.
    pub fn mark(&self, step: usize) -> Mark {
        let fields = self.fields_of(step);
        if fields.iter().any(|field| self.is_wrong(field)) {
            Mark::Wrong
        } else if fields.iter().any(|field| self.form.has_problem(field)) {
            Mark::Open
        } else {
            Mark::Good
        }
    }

    /// Whether a problem of this question is to be shown in red: it was left, or something was answered.
    pub fn is_wrong(&self, field: &Field) -> bool {
        self.form.has_problem(field) && self.touched.contains(field.key)
    }

    /// The field whose screen is shown and whose list or text takes the keys, if a step is shown.
    pub fn step(&self) -> Option<usize> {
        match self.screen {
            Screen::Step(step) => Some(step),
            _ => None,
        }
    }

    /// The summary follows the last step.
    pub fn last_step(&self) -> usize {
        self.form.steps().len() - 1
    }

    /// Says something until the next key.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), refused: false });
    }

    /// Says something before what is being said already.
    pub fn say_first(&mut self, text: &str) {
        match &mut self.notice {
            Some(notice) => notice.text = format!("{text} {}", notice.text),
            None => self.say(text),
        }
    }

    /// Says why a key did nothing, until the next key.
    pub(super) fn refuse(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), refused: true });
    }
}
