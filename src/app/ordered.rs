//! What was ordered under the name that the summary shows: an order whose outcome is open keeps it from buying again, and
//! one that was bought is told by its time.

use super::purchase_list::Row;
use super::purchases::to_purchases;
use super::state::App;
use crate::language::say;
use crate::purchase::Purchase;
use crate::purchase::record::Intent;
use crate::steps::account::PROJECT;
use crate::steps::checks::{Check, Verdict};
use crate::steps::engine;
use jiff::Timestamp;

impl App {
    /// The newest purchase of the form's name in its project that is not settled, of those that may have bought anything
    /// where one has. As long as there is one, nothing is sent.
    pub fn open_order(&self) -> Option<&Row> {
        self.of_this_name(|purchase| !purchase.is_settled())
    }

    /// What such a purchase keeps the summary from, and where to look at it.
    pub fn open_order_told(&self) -> Option<String> {
        let (purchase, purchases) = (&self.open_order()?.snapshot.purchase, to_purchases());
        Some(match (purchase.instance_id(), self.is_of_this_plan(purchase)) {
            (None, _) if !purchase.may_have_bought() => {
                say!("an order of this name is not settled, see {purchases}", purchases)
            }
            (Some(_), true) => {
                say!("bought by this draft at {time}, see {purchases}", time = self.ordered_at(purchase), purchases)
            }
            (Some(_), false) => {
                say!("bought under this name at {time}, see {purchases}", time = self.ordered_at(purchase), purchases)
            }
            (None, true) => say!("an order of this draft may have been placed, see {purchases}", purchases),
            (None, false) => say!("an order of this name may have been placed, see {purchases}", purchases),
        })
    }

    /// That an order is in the way, as a check.
    pub(super) fn check_of_order(&self) -> Option<Check> {
        Some(Check {
            verdict: Verdict::Blocks,
            what: self.open_order_told()?,
            why: say!(
                "Nothing is sent under this name before that order is settled, see {purchases}.",
                purchases = to_purchases()
            ),
            about: engine::NAME.key,
            used_up: false,
            failure: None,
        })
    }

    /// That the name is taken by what was bought from here, where it is.
    pub(super) fn taken_by_own(&self) -> Option<String> {
        let named = self.findings()?.named.as_ref().ok()?;
        let bears = |purchase: &Purchase| named.iter().any(|found| Some(found.id.as_str()) == purchase.instance_id());
        let purchase = &self.of_this_name(bears)?.snapshot.purchase;
        let (time, purchases) = (self.ordered_at(purchase), to_purchases());
        Some(if self.is_of_this_plan(purchase) {
            say!("name is taken: bought by this draft at {time}, see {purchases}", time, purchases)
        } else {
            say!("name is taken: bought under this name at {time}, see {purchases}", time, purchases)
        })
    }

    /// The newest purchase of the form's name in its project that may have bought anything.
    pub(super) fn bought_under_this_name(&self) -> Option<&Row> {
        self.of_this_name(Purchase::may_have_bought)
    }

    fn of_this_name(&self, wanted: impl Fn(&Purchase) -> bool) -> Option<&Row> {
        let (name, project) = (self.form.text(&engine::NAME), self.form.text(&PROJECT));
        // What an earlier pretend cloud sold ended with it.
        let is_there = |intent: &Intent| !self.session.sandbox || intent.endpoint == self.session.endpoint;
        let same = |row: &&Row| {
            let intent = row.snapshot.purchase.intent();
            intent.name == name && intent.project_id == project && is_there(intent) && wanted(&row.snapshot.purchase)
        };
        let rank = |row: &&Row| (row.snapshot.purchase.may_have_bought(), row.snapshot.purchase.intent().at);
        self.purchases.rows.iter().filter(same).max_by_key(rank)
    }

    fn is_of_this_plan(&self, purchase: &Purchase) -> bool {
        self.form.plan().as_ref() == Some(&purchase.intent().plan)
    }

    /// When it was confirmed: the time, and the day where that is another one.
    fn ordered_at(&self, purchase: &Purchase) -> String {
        let local = |at: Timestamp| at.to_zoned_datetime(self.session.zone.clone());
        let (at, now) = (local(purchase.intent().at), local(self.now));
        at.strftime(if at.date() == now.date() { "%H:%M" } else { "%m-%d %H:%M" }).to_string()
    }
}
