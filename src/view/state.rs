//! The state of the focus in a sign and words: of a question, the summary, or a purchase.

use super::describe;
use super::theme;
use crate::app::notice::Tone;
use crate::app::review::Row;
use crate::app::state::{App, Screen};
use crate::failure::Failure;
use crate::form::field::Field;
use crate::language::{say, tr};
use crate::purchase::State as Stage;
use crate::purchase::snapshot::Snapshot;
use crate::steps::checks::blocker;
use ratatui::style::Style;

/// The state of the focus: a sign, words, and how they look.
pub(super) struct State {
    pub(super) sign: &'static str,
    pub(super) words: String,
    /// The problem itself, for screens without room for the explanation.
    pub(super) full: String,
    /// What to say where the problem itself stands beside the question.
    pub(super) brief: String,
    pub(super) style: Style,
    pub(super) problem: bool,
}

impl State {
    fn nothing() -> Self {
        Self::new("  ", "", theme::PLAIN)
    }

    fn new(sign: &'static str, words: impl Into<String>, style: Style) -> Self {
        Self { sign, words: words.into(), full: String::new(), brief: String::new(), style, problem: false }
    }
}

/// What is said on the row of the state.
pub(super) fn state(app: &App) -> State {
    if let Some(notice) = &app.notice {
        let (sign, style) = match notice.tone {
            Tone::Said => ("i ", theme::BOLD),
            Tone::Warned => ("! ", theme::WARNING),
            Tone::Refused => ("X ", theme::WRONG),
        };
        return State::new(sign, notice.text.as_str(), style);
    }
    match (&app.overlay, &app.screen) {
        (Some(_), _) => State::nothing(),
        (None, Screen::Summary(_)) => state_of_summary(app),
        (None, Screen::Step(step)) => state_of_field(app, step.focus),
        (None, Screen::Purchases(_)) => {
            let told = app.purchases.told();
            let brief = app.purchases.counted();
            State { brief, ..State::new("i ", told, theme::BOLD) }
        }
        (None, Screen::Purchase(_)) => {
            app.shown_purchase().map_or_else(State::nothing, |row| state_of_purchase(&row.snapshot))
        }
    }
}

fn state_of_summary(app: &App) -> State {
    if let Some(rule) = selected_problem(app) {
        return State::new("X ", rule, theme::WRONG);
    }
    match app.form.obstacles().len() {
        0 => match blocker(&app.checks()) {
            Some(check) => State::new("X ", say!("{check}; nothing can be sent", check = &check.what), theme::WRONG),
            None => match app.refusal() {
                Some(reason) => {
                    State::new("! ", say!("The cloud refused this last time: {reason}", reason), theme::WARNING)
                }
                None => State::new("OK", tr("ready; nothing has been sent yet"), theme::GOOD),
            },
        },
        1 => State {
            brief: tr("1 answer to fix").to_owned(),
            ..State::new("X ", tr("1 answer to fix before anything can be sent"), theme::WRONG)
        },
        count => State {
            brief: say!("{count} answers to fix", count),
            ..State::new("X ", say!("{count} answers to fix before anything can be sent", count), theme::WRONG)
        },
    }
}

/// What is wrong in the row that is selected.
fn selected_problem(app: &App) -> Option<String> {
    let Screen::Summary(summary) = &app.screen else { return None };
    match app.review_rows().into_iter().nth(summary.row).filter(|_| !summary.confirming)? {
        Row::Unclear(obstacle) => Some(obstacle.rule),
        Row::Question(_, field) => app.form.problem(field).map(|problem| problem.told),
    }
}

fn state_of_purchase(snapshot: &Snapshot) -> State {
    let purchase = &snapshot.purchase;
    if snapshot.hindrance.is_some() {
        return State::new("! ", tr("only shown here; the page says why, and what to do"), theme::WARNING);
    }
    let is_known = purchase.instance_id().is_some();
    let bought = if is_known { tr("bought; the ID is kept") } else { tr("an order is under way") };
    match purchase.state() {
        Stage::NothingSent(_) if snapshot.earlier.is_some() => {
            State::new("! ", tr("bought before under this name; s buys it again, Enter goes back"), theme::WARNING)
        }
        Stage::Building(_) if purchase.is_unpaid() => {
            State::new("! ", tr("placed, and not paid: it is built once the order is paid"), theme::WARNING)
        }
        Stage::Building(watch) if watch.is_over() => {
            State::new("! ", tr("not RUNNING within the limit; w waits on"), theme::WARNING)
        }
        Stage::Running(_) if purchase.has_refused_tags() => {
            State::new("! ", tr("bought, and running without its tags; t tries again"), theme::WARNING)
        }
        Stage::Running(_) if purchase.owes_tags() => {
            State::new("OK", tr("bought, and running; its tags are being set"), theme::GOOD)
        }
        Stage::Running(_) => State::new("OK", tr("bought, and running; Enter lists the purchases"), theme::GOOD),
        Stage::Failed { .. } => State::new("X ", tr("bought, but it will not serve"), theme::WRONG),
        Stage::Refused(_) => State::new("X ", tr("refused; nothing was bought"), theme::WRONG),
        Stage::NothingSent(_) => State::new("X ", tr("nothing was sent, nothing was bought"), theme::WRONG),
        Stage::Unknown(_) => State {
            brief: tr("it is not sent again by itself").to_owned(),
            ..State::new("! ", tr("the order may have been placed; it is not sent again by itself"), theme::WARNING)
        },
        Stage::Closed(_) => State::new("i ", tr("closed; nobody looks for it any more"), theme::BOLD),
        Stage::Cancelled(_) => State::new("i ", tr("the order was cancelled; nothing was bought"), theme::BOLD),
        Stage::Replaced(_) => State::new("i ", tr("bought again by a later purchase"), theme::BOLD),
        Stage::Intended | Stage::Sent | Stage::Building(_) => State::new("OK", bought, theme::GOOD),
    }
}

/// Quiet while one types, red once the question was left.
fn state_of_field(app: &App, field: &Field) -> State {
    if let Some(failure) = describe::hindered(app, field) {
        return not_read(failure);
    }
    if let Some(problem) = app.form.problem(field) {
        let left = app.touched.contains(field.key);
        let unanswered = app.form.value(field).is_empty();
        let (sign, style) = if left { ("X ", theme::WRONG) } else { ("- ", theme::PLAIN) };
        let question = field.label;
        let brief = match (unanswered, field.is_plural()) {
            (true, _) => tr("not answered yet").to_owned(),
            (false, false) => say!("{question} is not valid yet", question),
            (false, true) => say!("{question} are not valid yet", question),
        };
        let words = if left && unanswered { problem.told.clone() } else { brief.clone() };
        return State { full: problem.told, brief, problem: true, ..State::new(sign, words, style) };
    }
    if let Some(failure) = describe::failure_of(app, field).filter(|_| field.is_list()) {
        return not_read(failure);
    }
    if let Some(broken) = app.broken_by(field) {
        return State::new("! ", broken, theme::WARNING);
    }
    match app.form.warning(field) {
        Some(warning) => State::new("! ", warning, theme::WARNING),
        None => State::new("OK", tr("valid"), theme::GOOD),
    }
}

/// A list that could not be read, with what support asks for. The reason stands above it where nothing else does, and
/// always on the help page.
fn not_read(failure: &Failure) -> State {
    let words = match (&failure.code, &failure.request_id) {
        (Some(code), Some(id)) => say!("list not read ({code}), request ID {id}", code, id),
        (None, Some(id)) => say!("list not read, request ID {id}", id),
        (Some(code), None) => say!("list not read ({code}); ? says why, an ID can be typed", code),
        (None, None) => tr("list not read; ? says why, an ID can be typed").to_owned(),
    };
    let brief = match &failure.code {
        Some(code) => say!("list not read ({code}); ? says why", code),
        None => tr("list not read; ? says why").to_owned(),
    };
    State { full: failure.line(), brief, ..State::new("! ", words, theme::WARNING) }
}
