//! Leaving the wizard: keeping what was typed, the exit code, and what must outlive the screen.

use super::message::Effect;
use super::purchase_list::{Row, candidates};
use super::state::{App, Saving, Session};
use crate::form::field::Field;
use crate::form::understanding::Obstacle;
use crate::form::value::Value;
use crate::language::{Text, say, tr};
use crate::purchase::Purchase;
use crate::purchase::search::Candidate;
use crate::purchase::snapshot::Snapshot;
use crate::steps::engine;
use crate::text::{clean, list, paragraph};
use std::time::Duration;

/// Within this time a second Ctrl-C leaves.
const ARMED: Duration = Duration::from_secs(2);

/// What becomes of a purchase in the embedded cloud when the wizard is left.
pub const WITH_SANDBOX: Text = Text("The pretend cloud ends with the wizard, and so does what was bought there.");

impl App {
    /// Leaves with this exit code, once what was typed is kept.
    pub(super) fn leave(&mut self, code: i32, effects: &mut Vec<Effect>) {
        self.take_typed(effects);
        self.keep_typed_id();
        self.save(false, effects);
        // The draft may have been bought before, and leaving says so.
        effects.extend([Effect::ListSettledOf(self.form.text(&engine::NAME)), Effect::Quit(code)]);
    }

    /// Ctrl-C: says that a second one leaves.
    pub(super) fn interrupt(&mut self, effects: &mut Vec<Effect>) {
        self.armed_until = self.now.checked_add(ARMED).ok();
        match &self.session.saving {
            Saving::Failed(why) => {
                let why = why.clone();
                self.refuse(say!(
                    "Press Ctrl-C once more within 2 seconds to leave. The draft is not saved: {why}",
                    why
                ));
            }
            _ => self.say(tr("Press Ctrl-C once more within 2 seconds to leave; the draft is kept.")),
        }
        effects.push(Effect::Tick(ARMED));
    }

    /// The exit code of leaving now: that of the last purchase made here, where it may have bought anything.
    pub(super) fn code_of_leaving(&self, otherwise: i32) -> i32 {
        let last = self.purchases.last_own().map(|row| &row.snapshot.purchase);
        last.filter(|purchase| purchase.may_have_bought()).map_or(otherwise, |purchase| i32::from(purchase.exit_code()))
    }

    /// Lines for the normal screen after leaving: the draft, and an instance ID, must outlive the alternate screen. Of
    /// purchases those that were made here, and those that were not settled before.
    pub fn exit_message(&self) -> Vec<String> {
        let bought = self.purchases.listed().into_iter().filter(|row| is_told(row));
        self.left_draft().into_iter().chain(bought.flat_map(|row| self.left(&row.snapshot))).collect()
    }

    /// The draft, how to go on with it, and what it lacks.
    fn left_draft(&self) -> Vec<String> {
        let Session { draft, command, saving, flags, others, .. } = &self.session;
        if draft.is_empty() {
            let flag =
                |(field, value): &(&Field, Value)| format!(" --{} {}", field.key.replace('_', "-"), value.as_text());
            let command = [command.clone(), flags.iter().map(flag).collect()].concat();
            return vec![say!("No draft was made. To begin again: {command}", command)];
        }
        let command = format!("{command} --draft {draft}");
        let first = match saving {
            Saving::Unmade => return vec![say!("No draft was made. To begin again: {command}", command)],
            Saving::Failed(_) => {
                say!("The draft {draft} is on disk as it was last saved. To go on with it: {command}", draft, command)
            }
            Saving::ReadOnly => say!("The draft {draft} is as it was. To go on with it: {command}", draft, command),
            Saving::Nothing | Saving::Pending | Saving::Done(_) => {
                say!("The draft {draft} is kept. To go on with it: {command}", draft, command)
            }
        };
        let lacks = match self.bought_under_this_name() {
            None => Some(self.lacks()),
            Some(row) if is_told(row) => None,
            Some(row) => Some(row.snapshot.purchase.bought_told()),
        };
        let others = others.iter().map(|(name, other)| changed_elsewhere(name, other));
        std::iter::once(first).chain(others).chain(lacks).collect()
    }

    /// What keeps the draft from being bought.
    fn lacks(&self) -> String {
        let obstacles = self.form.obstacles();
        let is_missing = |obstacle: &&Obstacle| obstacle.place.is_some() && obstacle.shown.is_empty();
        let (missing, wrong): (Vec<&Obstacle>, Vec<&Obstacle>) = obstacles.iter().partition(is_missing);
        let missing = match (missing.len(), names(&missing)) {
            (0, _) => String::new(),
            (1, name) => say!("1 answer is missing: {name}.", name),
            (count, names) => say!("{count} answers are missing: {names}.", count, names),
        };
        let wrong = match (wrong.len(), names(&wrong)) {
            (0, _) => String::new(),
            (1, name) => say!("1 answer is wrong: {name}.", name),
            (count, names) => say!("{count} answers are wrong: {names}.", count, names),
        };
        if obstacles.is_empty() {
            return tr("Nothing is missing: it can be bought from its summary.").to_owned();
        }
        paragraph(&[missing, wrong])
    }

    /// What must not be lost of a purchase when the wizard is left.
    fn left(&self, snapshot: &Snapshot) -> Vec<String> {
        let purchase = &snapshot.purchase;
        let mut lines = vec![
            purchase.sentence(),
            format!("name {}", clean(&purchase.intent().name)),
            format!("state {}", purchase.word()),
        ];
        lines.extend(candidates(purchase).iter().map(Candidate::line));
        lines.extend(purchase.instance_id().map(|id| format!("instance_id {id}")));
        lines.extend(purchase.order_id().map(|id| format!("order_id {id}")));
        lines.extend(self.watch_command(purchase).map(|command| say!("To watch it from any host: {command}", command)));
        lines
    }

    /// The command that follows an instance after the wizard was left; none in the embedded cloud, which ends with it.
    pub fn watch_command(&self, purchase: &Purchase) -> Option<String> {
        purchase.watch_command(&self.session.given).filter(|_| !self.session.sandbox)
    }
}

/// That the file of a draft was another program's, and where it went.
pub(super) fn changed_elsewhere(name: &str, other: &str) -> String {
    say!(
        "{name} was changed by another program while it was open here. What that wrote is the draft {other} now.",
        name,
        other
    )
}

/// Whether leaving tells of a purchase: what became of it since the start may be known from here alone.
fn is_told(row: &Row) -> bool {
    row.snapshot.purchase.may_have_bought() && (row.own || row.was_open)
}

/// The questions that these are about, by their labels; what is about none, as the draft calls it.
fn names(obstacles: &[&Obstacle]) -> String {
    let name = |it: &&Obstacle| it.place.map_or_else(|| clean(&it.name), |(_, field)| field.label.to_string());
    list(&obstacles.iter().map(name).collect::<Vec<_>>())
}
