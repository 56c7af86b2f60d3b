//! The state of the wizard: where one is, what is known, and what is said.

use super::checks::Inquiry;
use super::history::History;
use super::instances::Cloning;
use super::notice::Notice;
use super::overlay::Overlay;
use super::purchase::PurchaseScreen;
use super::purchase_list::Purchases;
use super::purchases::PurchasesScreen;
use super::step::StepScreen;
use super::summary::SummaryScreen;
use crate::form::draft::Draft;
use crate::form::field::Field;
use crate::form::state::Form;
use crate::form::value::Value;
use crate::purchase::watch::Pace;
use crate::secret::KnownSecrets;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Everything there is to draw.
pub struct App {
    pub form: Form,
    pub screen: Screen,
    pub overlay: Option<Overlay>,
    /// Questions that were left at least once: only their problems are shown in red.
    pub touched: BTreeSet<&'static str>,
    /// The purchases of this wizard, and those of earlier starts.
    pub purchases: Purchases,
    /// What the cloud was asked for the checks, and what it said.
    pub inquiry: Inquiry,
    pub session: Session,
    /// The instance that a draft is to begin as, until the cloud has told of it.
    pub(super) cloning: Option<Cloning>,
    /// The changes that can be undone.
    pub(super) history: History,
    /// What the draft on disk holds.
    pub(super) kept: Kept,
    /// Whether drawing must do with ASCII.
    pub ascii: bool,
    /// Whether the terminal shows a notice in place of the screen, because it is too small.
    pub(super) hidden: bool,
    /// What is being said.
    pub notice: Option<Notice>,
    /// The current time; the runtime sets it before every message.
    pub now: Timestamp,
    /// The plan that the cloud refused last, and why.
    pub(super) refusal: Option<(String, String)>,
    /// Files of the journal that could not be read, a sentence each.
    pub unreadable: Vec<String>,
    /// Whether a second was asked for.
    pub(super) ticking: bool,
    /// Until when a second Ctrl-C leaves.
    pub(super) armed_until: Option<Timestamp>,
}

/// Where one is, with what belongs to that screen only.
#[derive(Clone, Debug)]
pub enum Screen {
    Step(StepScreen),
    Summary(SummaryScreen),
    Purchases(PurchasesScreen),
    Purchase(PurchaseScreen),
}

/// A place in the form that another screen leads back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormPlace {
    /// This question of this step.
    Step(usize, &'static Field),
    Summary,
}

/// What the draft on disk holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    pub(super) draft: Draft,
    /// The form's revision up to which somebody sees to it that the draft is written.
    pub(super) revision: u64,
    /// The screen it tells, where there is a draft that may be written.
    pub(super) screen: Option<&'static str>,
}

/// What the header says and what the wizard was started with.
#[derive(Clone, Debug)]
pub struct Session {
    /// The embedded cloud: nothing is billed.
    pub sandbox: bool,
    /// The command that opens a draft again, without its name.
    pub command: String,
    /// The flags of the account that the wizard was started with, for other commands ([`crate::args::AccountArgs::given`]).
    pub given: String,
    /// Name of the draft, or empty before it has one.
    pub draft: String,
    /// Drafts that another program wrote into while they were open here, each with the draft that keeps it.
    pub others: Vec<(String, String)>,
    /// Whether the draft takes the name of the instance, because the user gave it none.
    pub follows: bool,
    /// Answers given by flags; they go before those of any draft.
    pub flags: Vec<(&'static Field, Value)>,
    pub saving: Saving,
    /// What must not be typed into anything but its own question.
    pub secrets: KnownSecrets,
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
            command: "rocketmq-wizard".to_owned(),
            given: String::new(),
            draft: String::new(),
            others: Vec::new(),
            follows: true,
            flags: Vec::new(),
            saving: Saving::Nothing,
            secrets: KnownSecrets::default(),
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
    /// There is no file of the draft yet.
    Unmade,
    /// The draft may not be written, and nothing in it was changed so far.
    ReadOnly,
    Pending,
    /// Since when.
    Done(Timestamp),
    Failed(String),
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
        let kept = Kept { draft: form.saved(), revision: form.revision(), screen: None };
        let session = Session { opened: form.values(), ..session };
        let (account, step) = form.account();
        let first = StepScreen::new(&form, account, step.fields[0]);
        let mut app = Self {
            form,
            screen: Screen::Step(first),
            overlay: None,
            touched: BTreeSet::new(),
            purchases: Purchases::default(),
            inquiry: Inquiry::default(),
            session,
            cloning: None,
            history: History::default(),
            kept,
            ascii: false,
            hidden: false,
            notice: None,
            now,
            refusal: None,
            unreadable: Vec::new(),
            ticking: false,
            armed_until: None,
        };
        app.show_step(app.first_screen());
        app
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

    /// The step that is shown, if one is.
    pub fn step(&self) -> Option<&StepScreen> {
        match &self.screen {
            Screen::Step(step) => Some(step),
            _ => None,
        }
    }

    /// The question the keys go to, while a step is shown.
    pub fn focus(&self) -> Option<&'static Field> {
        self.step().map(|step| step.focus)
    }

    /// Whether the summary is shown, be something laid over it or not.
    pub fn is_summary(&self) -> bool {
        matches!(self.screen, Screen::Summary(_))
    }
}
