//! Leaving the wizard: keeping what was typed, the exit code, and what must outlive the screen.

use super::message::Effect;
use super::purchase::candidates;
use super::purchase_list::Row;
use super::state::{App, Saving};
use crate::purchase::Purchase;
use crate::purchase::search::Candidate;
use crate::purchase::snapshot::Snapshot;
use std::time::Duration;

/// Within this time a second Ctrl-C leaves.
const ARMED: Duration = Duration::from_secs(2);
/// Exit code of a wizard that was left before anything was bought (`architecture`, "Exit codes").
pub const LEFT: i32 = 10;

impl App {
    /// Leaves with this exit code, once what was typed is kept.
    pub(super) fn leave(&mut self, code: i32, effects: &mut Vec<Effect>) {
        self.take_typed(effects);
        self.keep_typed_id();
        self.save(false, effects);
        effects.push(Effect::Quit(code));
    }

    /// Ctrl-C: says that a second one leaves.
    pub(super) fn interrupt(&mut self, effects: &mut Vec<Effect>) {
        self.armed_until = self.now.checked_add(ARMED).ok();
        match &self.session.saving {
            Saving::Failed(why) => {
                let why = why.clone();
                self.refuse(format!("Press Ctrl-C once more within 2 seconds to leave. The draft is not saved: {why}"));
            }
            _ => self.say("Press Ctrl-C once more within 2 seconds to leave; the draft is kept."),
        }
        effects.push(Effect::Tick(ARMED));
    }

    /// The exit code of leaving now: that of the last purchase made here, where it may have bought anything.
    pub(super) fn code_of_leaving(&self, otherwise: i32) -> i32 {
        let last = self.purchases.last_own().map(|row| &row.snapshot.purchase);
        last.filter(|purchase| purchase.may_have_bought()).map_or(otherwise, |purchase| i32::from(purchase.exit_code()))
    }

    /// Lines for the normal screen after leaving: an instance ID must outlive the alternate screen. Of the purchases made
    /// here, and of those that are not settled.
    pub fn exit_message(&self) -> Vec<String> {
        let told =
            |row: &&Row| row.snapshot.purchase.may_have_bought() && (row.own || !row.snapshot.purchase.is_settled());
        self.purchases.listed().into_iter().filter(told).flat_map(|row| self.left(&row.snapshot)).collect()
    }

    /// What must not be lost of a purchase when the wizard is left.
    fn left(&self, snapshot: &Snapshot) -> Vec<String> {
        let purchase = &snapshot.purchase;
        let mut lines = vec![purchase.sentence()];
        lines.extend(candidates(purchase).iter().map(Candidate::line));
        lines.extend(purchase.instance_id().map(|id| format!("instance_id {id}")));
        lines.extend(purchase.order_id().map(|id| format!("order_id {id}")));
        let command = self.watch_command(purchase).filter(|_| !purchase.is_settled());
        lines.extend(command.map(|command| format!("Pick it up again with: {command}")));
        lines
    }

    /// The command that follows an instance after the wizard was left; none in the embedded cloud, which ends with it.
    pub fn watch_command(&self, purchase: &Purchase) -> Option<String> {
        purchase.watch_command().filter(|_| !self.session.sandbox)
    }
}
