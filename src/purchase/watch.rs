//! Watching an instance until it serves: what each state means, when to ask again, when to stop asking.
//!
//! Also what `watch ID` runs on, where there is no intent and no journal. States are those of `cloud::api`,
//! "States".

use crate::catalog::Instance;
use crate::failure::Failure;
use crate::language::{Text, tr};
use crate::text::clean;
use jiff::Timestamp;
use std::time::Duration;

/// Stands for a state where the cloud says there is no such instance any more.
pub const VANISHED: &str = "vanished";

/// How long an instance that is paid per use may be missing after its ID was given, before it counts as gone.
const ABSENT: Duration = Duration::from_mins(5);
/// The most one pause between two events counts: longer ones are sleep of the machine, not waiting.
const AWAKE: Duration = Duration::from_mins(2);

/// The longest creation anybody waits for (`cloud::api`, "How long a creation takes").
pub const LONGEST: Duration = Duration::from_mins(50);

/// How often and how long the cloud is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Pause between two questions at the start.
    pub early: Duration,
    /// Pause between two questions later on.
    pub late: Duration,
    /// When "later" begins.
    pub settled: Duration,
    /// When an instance that is not RUNNING counts as late; who waits for it waits no longer.
    pub watch: Duration,
    /// Pause between two questions from then on.
    pub rare: Duration,
    /// How long an instance is looked for by its name before the person is asked.
    pub search: Duration,
}

impl Default for Pace {
    /// The pace of `cloud::api`, "How long a creation takes": 10 s, after five minutes 20 s, after 50 minutes 5 min.
    fn default() -> Self {
        Self {
            early: Duration::from_secs(10),
            late: Duration::from_secs(20),
            settled: Duration::from_mins(5),
            watch: LONGEST,
            rare: Duration::from_mins(5),
            search: Duration::from_mins(5),
        }
    }
}

/// Time spent awake, counted from event to event, so that neither a sleeping machine nor a clock that is set uses up a
/// limit.
#[derive(Clone, Debug, Default)]
pub(super) struct Spent {
    last: Option<Timestamp>,
    pub(super) total: Duration,
}

impl Spent {
    pub(super) fn until(&mut self, now: Timestamp) {
        let passed = self.last.map_or(Duration::ZERO, |last| since(last, now));
        self.total += passed.min(AWAKE);
        self.last = Some(now);
    }
}

/// Time from `then` to `now`, zero if the clock was set back.
pub(super) fn since(then: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(then)).unwrap_or_default()
}

/// An instance being watched.
#[derive(Clone, Debug)]
pub struct Watch {
    instance_id: String,
    status: Option<String>,
    asked: u32,
    yearly_monthly: bool,
    failed_reads: u32,
    over: bool,
    spent: Spent,
}

/// What an answer means for the watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Ask again after [`Watch::pause`].
    GoOn,
    /// It serves.
    Running(Box<Instance>),
    /// It will not serve; [`advice`] says what to do about this state.
    Failed(String),
}

impl Watch {
    /// Starts watching. `yearly_monthly`: an order may still have to be paid or processed, so the cloud may say for
    /// long that it does not know the instance.
    pub fn new(instance_id: impl Into<String>, yearly_monthly: bool) -> Self {
        Self {
            instance_id: instance_id.into(),
            status: None,
            asked: 0,
            yearly_monthly,
            failed_reads: 0,
            over: false,
            spent: Spent::default(),
        }
    }

    pub fn instance_id(&self) -> &str {
        &self.instance_id
    }

    /// The state as last seen, cleaned; `None` while the cloud has not shown the instance.
    pub fn status(&self) -> Option<&str> {
        self.status.as_deref()
    }

    /// How many times the cloud was asked.
    pub fn asked(&self) -> u32 {
        self.asked
    }

    /// Whether the limit was reached; then it is asked about rarely.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Notes a state known from elsewhere: the journal, or the list the instance was found in.
    pub fn note(&mut self, status: &str) {
        self.status = Some(clean(status));
    }

    /// Begins the limit anew, because the person wants to wait on.
    pub fn again(&mut self) {
        self.over = false;
        self.spent = Spent::default();
    }

    /// Lets time pass; every event of a purchase reports it.
    pub(super) fn until(&mut self, now: Timestamp) {
        self.spent.until(now);
    }

    /// Judges an answer. A read that failed changes nothing but the pause; that it failed is the caller's to say.
    pub fn judge(&mut self, answer: &Result<Option<Instance>, Failure>, pace: &Pace, now: Timestamp) -> Verdict {
        self.spent.until(now);
        self.asked += 1;
        let verdict = match answer {
            Err(_) => {
                self.failed_reads += 1;
                Verdict::GoOn
            }
            Ok(found) => {
                self.failed_reads = 0;
                self.read(found.as_ref())
            }
        };
        self.over = verdict == Verdict::GoOn && self.spent.total >= pace.watch;
        verdict
    }

    /// How long an instance may be missing that the cloud has never shown, before it counts as gone; without a limit where
    /// an order may still have to be paid.
    pub fn absence(yearly_monthly: bool) -> Option<Duration> {
        (!yearly_monthly).then_some(ABSENT)
    }

    fn read(&mut self, found: Option<&Instance>) -> Verdict {
        let Some(instance) = found else {
            let limit = Self::absence(self.yearly_monthly);
            let patience = self.status.is_none() && limit.is_none_or(|limit| self.spent.total < limit);
            return if patience { Verdict::GoOn } else { Verdict::Failed(VANISHED.to_owned()) };
        };
        self.note(&instance.status);
        match meaning(&instance.status) {
            Meaning::Running => Verdict::Running(Box::new(instance.clone())),
            Meaning::Failed(_) => Verdict::Failed(clean(&instance.status)),
            Meaning::Building(_) => Verdict::GoOn,
        }
    }

    /// How long to wait before asking again: longer after each read that failed, and after the first minutes.
    pub fn pause(&self, pace: &Pace) -> Duration {
        if self.over {
            return pace.rare;
        }
        let usual = if self.spent.total < pace.settled { pace.early } else { pace.late };
        usual.saturating_mul(1 << self.failed_reads.min(8)).min(pace.late.saturating_mul(3))
    }
}

/// What to say of a state beside its name: what it means and what to do. Empty where the name says it all.
pub fn advice(status: &str) -> &'static str {
    match meaning(status) {
        Meaning::Running | Meaning::Building(None) => "",
        Meaning::Building(Some(words)) | Meaning::Failed(words) => words.shown(),
    }
}

/// A state as it is shown: as the cloud calls it, or in our word for one that the cloud knows no more.
pub(super) fn shown(status: &str) -> &str {
    if status == VANISHED { tr("vanished") } else { status }
}

enum Meaning {
    Running,
    Building(Option<Text>),
    Failed(Text),
}

fn meaning(status: &str) -> Meaning {
    match status {
        "RUNNING" => Meaning::Running,
        "CREATING" => Meaning::Building(None),
        "EXTENDING" | "EXTENDEDFAILED" | "STARTING" | "RESTARTING" | "FREEZING" | "UPGRADING" | "ROLLBACK"
        | "ROLLINGBACK" => Meaning::Building(Some(Text(
            "This is unusual for a new instance; watching goes on. See the console for what changes it.",
        ))),
        "CREATEFAILED" => Meaning::Failed(Text(
            "Creation failed. Look at the reason in the console and delete the failed instance there before buying again.",
        )),
        "ERROR" => Meaning::Failed(Text(
            "The instance is faulty. Look at it in the console; support can help with its ID and the request ID.",
        )),
        "FROZEN" => Meaning::Failed(Text(
            "The instance is frozen. Check the account's balance and restrictions, then watch it again by its ID.",
        )),
        "DELETING" | "DELETED" => Meaning::Failed(Text(
            "The instance is being deleted. Ask who else works in this project; it cannot be watched on.",
        )),
        VANISHED => Meaning::Failed(Text(
            "The cloud knows no such instance: it was deleted, or its creation was undone. Look in the console, also in \
             the recycle bin and among the orders, before buying again.",
        )),
        "" => Meaning::Building(Some(Text("The cloud gave no state; watching goes on."))),
        _ => {
            Meaning::Building(Some(Text("This state is not known to this version; watching goes on. See the console.")))
        }
    }
}
