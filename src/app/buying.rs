//! From the confirmed summary to a purchase that is under way, and back where the cloud refused it.

use super::message::Effect;
use super::notice::About;
use super::state::App;
use crate::failure::Failure;
use crate::language::{say, tr};
use crate::purchase::Purchase;
use crate::purchase::record::Intent;
use crate::purchase::snapshot::Snapshot;
use crate::steps::{checks, engine, intent};
use jiff::{SignedDuration, Timestamp};

/// How long a confirmed order waits for that. Later it would come as a surprise.
const PATIENCE: SignedDuration = SignedDuration::from_secs(10);

impl App {
    /// Starts the purchase of what the summary shows. Only called once it was confirmed.
    pub(super) fn buy(&mut self, effects: &mut Vec<Effect>) {
        let Some(plan) = self.form.plan() else { return };
        if self.show_open_order(effects) {
            return;
        }
        if !self.is_name_fresh() {
            return self.look_first();
        }
        // The rules of the organization may have changed since the last check read them.
        self.inquiry.confirmed = Some(plan);
        effects.push(Effect::ReadPolicy);
    }

    /// The rules were read anew: what was confirmed is bought, unless they changed. Keys that came behind the confirmation
    /// may have changed the order or left the summary.
    pub(super) fn on_policy_read(&mut self, changed: bool, effects: &mut Vec<Effect>) {
        let Some(plan) = self.inquiry.confirmed.take() else { return };
        if changed {
            return self.refuse(self.new_rules());
        }
        let intent = intent::intent(&self.form, self.session.endpoint.clone(), self.now);
        let is_here = self.is_summary() && self.overlay.is_none();
        let Some(intent) = intent.filter(|intent| is_here && intent.plan == plan) else { return self.refuse(left()) };
        let clock = self.findings().and_then(|found| found.clock);
        let intent = Intent { before: self.names_before(), clock, account_id: self.account_id(), ..intent };
        self.save(false, effects);
        self.begin(intent, effects);
    }

    /// That the rules changed, and what they say now.
    fn new_rules(&self) -> String {
        let Some(first) = self.form.obstacles().into_iter().next() else {
            return tr(
                "Nothing was sent: your organization's policy has changed. Look through the summary and confirm again.",
            )
            .to_owned();
        };
        say!(
            "Nothing was sent: your organization's policy has changed. {name}: {rule}. Fix what the summary marks.",
            name = first.name,
            rule = first.rule
        )
    }

    /// Shows the order of this name that is not settled, which is asked about first. Says whether there is one.
    pub(super) fn show_open_order(&mut self, effects: &mut Vec<Effect>) -> bool {
        let Some(key) = self.open_order().map(|row| row.key) else { return false };
        self.open_purchase(key, effects);
        let name = self.form.text(&engine::NAME);
        self.refuse(say!("{name} was ordered before, and that is not settled. Nothing was sent.", name));
        true
    }

    /// Hands the purchase over and shows it. What came of an older one counts no more.
    pub(super) fn begin(&mut self, intent: Intent, effects: &mut Vec<Effect>) {
        self.refusal = None;
        let purchase = Purchase::new(intent.clone(), self.session.pace);
        let key = self.purchases.add(Snapshot::new(purchase, None), true, true);
        effects.push(Effect::Buy(key, Box::new(intent)));
        self.open_purchase(key, effects);
    }

    /// Puts what the cloud said onto the question it is about, and keeps it for the summary, as long as the answers are
    /// those it was said of.
    pub(super) fn land(&mut self, intent: &Intent, failure: &Failure) {
        if self.form.plan().as_ref() != Some(&intent.plan) {
            return;
        }
        match failure.field.and_then(|key| self.form.field(key)) {
            Some(field) => {
                self.form.refuse(field.key, failure.line());
                self.touched.insert(field.key);
            }
            None => self.refusal = Some((intent.plan.clone(), failure.line())),
        }
    }

    /// Why the cloud refused the order that the summary shows, where it did and no question is to blame.
    pub fn refusal(&self) -> Option<&str> {
        let (plan, why) = self.refusal.as_ref()?;
        (self.form.plan().as_ref() == Some(plan)).then_some(why)
    }

    /// Whether somebody has just looked for instances of the name.
    pub(super) fn is_name_fresh(&self) -> bool {
        self.findings().is_some() && self.inquiry.found_at.is_some_and(|at| checks::is_fresh(at, self.now))
    }

    /// The name is looked up before what was confirmed is bought.
    pub(super) fn look_first(&mut self) {
        self.inquiry.then_buy = self.form.plan().map(|plan| (plan, self.now));
        self.inquiry.due |= !self.inquiry.under_way;
        self.say_of(About::Checks, tr("The name is looked up first, then this is bought. Any key stops it."));
    }

    /// The name was looked up: what was confirmed is bought, unless anything has changed or it took too long.
    pub(super) fn buy_at_last(&mut self, plan: &str, confirmed: Timestamp, effects: &mut Vec<Effect>) {
        if self.form.plan().as_deref() != Some(plan) {
            // Nobody typed since, so that what is allowed has changed, or what the cloud offers.
            return self.refuse(tr(
                "Nothing was sent: the order changed while its name was looked up, by new rules of your organization or \
                 new lists of the cloud. Look through the summary, fix what it marks, and confirm again.",
            ));
        }
        if !self.is_summary() || self.overlay.is_some() {
            return self.refuse(left());
        }
        match checks::blocker(&self.checks()) {
            Some(check) => self.refuse(say!("Nothing was sent: {why}", why = check.told())),
            None if self.now.duration_since(confirmed).abs() > PATIENCE => {
                self.say(tr("The name has been looked up by now. Nothing was sent; press Enter to buy."));
            }
            None => self.buy(effects),
        }
    }
}

/// Somebody went on typing.
fn left() -> &'static str {
    tr("Nothing was sent: the summary was left meanwhile. Confirm the order again there.")
}
