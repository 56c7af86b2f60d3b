//! Purchases in lines: what is done for one as it happens, how it stands and what can be done, and the list of them.

use super::command::{COMMANDS, Command};
use crate::app::keys::{Action, KEYS};
use crate::app::leaving::WITH_SANDBOX;
use crate::app::purchase::Question;
use crate::app::purchase_list::{Key, Row};
use crate::app::state::{App, Screen};
use crate::language::{say, tr};
use crate::purchase::log::{LogEntry, Mark, Told};
use crate::purchase::snapshot::Hindrance;
use crate::purchase::standing::ago;
use crate::purchase::{Purchase, State};
use crate::text::{clauses, details, paragraph};

/// How far the account of a purchase was told.
#[derive(Debug, Default)]
pub(super) struct Progress {
    of: Option<Key>,
    told: Told,
}

impl Progress {
    /// What is new in the account of the purchase on the screen, a line each; the last one again if it says something else
    /// now.
    pub(super) fn tell(&mut self, app: &App) -> String {
        let Some(row) = app.shown_purchase() else { return String::new() };
        if self.of != Some(row.key) {
            *self = Self { of: Some(row.key), ..Self::default() };
        }
        self.told.news(row.snapshot.purchase.log()).iter().map(|entry| line(app, entry)).collect()
    }
}

fn line(app: &App, entry: &LogEntry) -> String {
    let time = entry.at.to_zoned_datetime(app.session.zone.clone()).strftime("%H:%M:%S").to_string();
    let (words, detail) = (&entry.words, &entry.detail);
    let goes_on = if entry.mark == Mark::Doing { " ..." } else { "" };
    format!("{}{goes_on}\n", format!("{time} {words} {detail}").trim_end())
}

/// What makes the standing of the purchase on the screen another one: while it is built or looked for, its account
/// tells what changes.
pub(super) fn turn(app: &App) -> String {
    let Some(Row { snapshot, .. }) = app.shown_purchase() else { return String::new() };
    let purchase = &snapshot.purchase;
    let goes_on = match purchase.state() {
        State::Building(_) => purchase.instance_id().unwrap_or_default().to_owned(),
        State::Unknown(search) if !purchase.is_undecided() => search.candidates.len().to_string(),
        _ => return standing(app),
    };
    goes_on + &snapshot.hindrance.as_ref().map(Hindrance::sentence).unwrap_or_default()
}

/// How the purchase on the screen stands, with what can be done about it. Empty while an answer is awaited that its account
/// tells.
pub(super) fn standing(app: &App) -> String {
    let Some(row) = app.shown_purchase() else { return String::new() };
    let purchase = &row.snapshot.purchase;
    if matches!(purchase.state(), State::Intended | State::Sent) && row.snapshot.hindrance.is_none() {
        return String::new();
    }
    let mut told = vec![purchase.sentence()];
    told.extend(row.snapshot.hindrance.as_ref().map(Hindrance::sentence));
    if row.snapshot.earlier.is_some() {
        told.push(tr("It was bought before under this name; .resend buys it again.").to_owned());
    }
    if matches!(purchase.state(), State::Building(_)) {
        told.push(match app.watch_command(purchase) {
            Some(command) => say!("Leaving is safe; pick it up again from any shell with: {command}", command),
            None if app.session.sandbox => WITH_SANDBOX.shown().to_owned(),
            None => tr("Leaving is safe: the next start goes on with it.").to_owned(),
        });
    }
    let mut lines = vec![paragraph(&told)];
    if purchase.is_settled() && purchase.instance_id().is_some() {
        lines.extend(facts(purchase));
    }
    lines.extend(found(purchase));
    lines.extend(offered(app));
    lines.into_iter().map(|line| line + "\n").collect()
}

/// What is known of an instance that was bought, beside what the sentence says.
fn facts(purchase: &Purchase) -> Vec<String> {
    let intent = purchase.intent();
    let (region, project, plan) = (&intent.region, &intent.project_id, &intent.plan);
    let mut lines = vec![say!("Region {region}, project {project}, plan {plan}.", region, project, plan)];
    lines.extend(purchase.order_id().map(|order| say!("Order {order}.", order)));
    lines.extend(purchase.request_id().map(|id| say!("Request ID {id}.", id)));
    lines
}

/// The instances that were found for an order whose outcome is unknown, by their numbers.
fn found(purchase: &Purchase) -> Vec<String> {
    let State::Unknown(search) = purchase.state() else { return Vec::new() };
    search.candidates.iter().enumerate().map(|(at, candidate)| format!("  {}  {}", at + 1, candidate.line())).collect()
}

/// Actions of a purchase that only count at times, and the commands that ask for them.
const OFFERED: [(Action, Command); 6] = [
    (Action::WaitOn, Command::Wait),
    (Action::Adopt, Command::Adopt),
    (Action::Again, Command::Resend),
    (Action::Close, Command::Close),
    (Action::TagAgain, Command::Tags),
    (Action::Connect, Command::Connect),
];

/// The action that a command asks for which only counts at times.
pub(super) fn occasional(command: Command) -> Option<Action> {
    OFFERED.iter().find(|(_, offered)| *offered == command).map(|(action, _)| *action)
}

/// Whether the purchase on the screen can be asked for this.
pub(super) fn offers(app: &App, command: Command) -> bool {
    let places = app.places();
    let action = occasional(command);
    KEYS.iter().any(|binding| Some(binding.action) == action && places.contains(&binding.place))
}

/// What can be done about the purchase on the screen, in one line.
fn offered(app: &App) -> Option<String> {
    let rows = COMMANDS.iter().filter(|row| offers(app, row.command));
    let told: Vec<String> = rows.map(|row| say!("{command} {does}", command = row.usage, does = row.does)).collect();
    (!told.is_empty()).then(|| say!("{commands}.", commands = clauses(&told)))
}

/// What can be typed, where the purchase waits for the person; nothing while it goes on by itself.
pub(super) fn prompt(app: &App) -> String {
    let Some(row) = app.shown_purchase() else { return String::new() };
    let purchase = &row.snapshot.purchase;
    match purchase.state() {
        State::Refused(_) | State::NothingSent(_) if row.snapshot.earlier.is_none() => {
            tr("An empty line goes back to the answers: ").to_owned()
        }
        _ if purchase.is_settled() => tr("An empty line lists the purchases; .leave leaves: ").to_owned(),
        _ if purchase.is_undecided() => tr("What is to be done: ").to_owned(),
        _ => String::new(),
    }
}

/// How a purchase under way stands at this moment.
pub(super) fn moment(app: &App) -> String {
    let Some(Row { snapshot, .. }) = app.shown_purchase() else { return String::new() };
    let purchase = &snapshot.purchase;
    let state = purchase.word();
    let told = match (purchase.sent_at(), purchase.next_at()) {
        (Some(sent), Some(next)) => {
            let (since, next) = (ago(app.now, sent), ago(next, app.now));
            say!("{state}, ordered {since} ago; the cloud is asked again in {next}.", state, since, next)
        }
        (Some(sent), None) => say!("{state}, ordered {since} ago.", state, since = ago(app.now, sent)),
        (None, _) => say!("{state}.", state),
    };
    told + "\n"
}

/// What has to be typed to do what was asked for.
pub(super) fn asked(app: &App, question: Question) -> String {
    let Some(row) = app.shown_purchase() else { return String::new() };
    let purchase = &row.snapshot.purchase;
    let name = &purchase.intent().name;
    if has_word(app) {
        return tr("To do it, press Enter once more, by itself: ").to_owned();
    }
    match question {
        Question::SendAgain => say!("To send it again, type {name}; an empty line does not: ", name),
        Question::Close if purchase.is_unpaid() => {
            say!("If it is not wanted any more, type {name}; an empty line keeps it: ", name)
        }
        Question::Close => say!("If it was not placed, type {name}; an empty line keeps it: ", name),
    }
}

/// Whether the name stands in the box of the purchase already.
pub(super) fn has_word(app: &App) -> bool {
    let Screen::Purchase(page) = &app.screen else { return false };
    let name = app.shown_purchase().map(|row| row.snapshot.purchase.intent().name.as_str());
    page.asking.as_ref().is_some_and(|asking| Some(asking.confirm.typed.value()) == name)
}

/// All purchases by their numbers.
pub(super) fn all(app: &App) -> String {
    let line = |(at, row): (usize, &Row)| {
        let purchase = &row.snapshot.purchase;
        let to_do = match &row.snapshot.hindrance {
            Some(hindrance) => hindrance.sentence(),
            None => purchase.to_do(),
        };
        let since = say!("since {time}", time = ago(app.now, purchase.since()));
        let told = [purchase.intent().name.clone(), purchase.word().to_owned(), since, to_do];
        format!("  {}  {}\n", at + 1, details(&told))
    };
    let listed = app.purchases.listed();
    let head = if listed.is_empty() { tr("No purchase so far, open or settled.") } else { tr("Purchases.") };
    format!("{head}\n{}", listed.into_iter().enumerate().map(line).collect::<String>())
}
