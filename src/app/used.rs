//! Which networks were used last: those of purchases made from this host, as its journal and receipts have them.

use super::message::Effect;
use super::state::App;
use crate::catalog::{Choice, Lookup};
use crate::form::field::Field;
use crate::purchase::Purchase;
use crate::sort;
use crate::steps::networking::{SECURITY_GROUP, SUBNET, VPC};
use serde_json::Value as Json;
use std::cmp::Reverse;

/// The question whose answers a list of networks holds.
fn asked_by(lookup: &Lookup) -> Option<&'static Field> {
    match lookup {
        Lookup::Vpcs => Some(&VPC),
        Lookup::Subnets { .. } => Some(&SUBNET),
        Lookup::SecurityGroups => Some(&SECURITY_GROUP),
        _ => None,
    }
}

impl App {
    /// Asks once for the purchases that tell which networks were used, before the first list of them is read.
    pub(super) fn ask_used(&mut self, lookup: &Lookup, effects: &mut Vec<Effect>) {
        if asked_by(lookup).is_some() && !std::mem::replace(&mut self.inquiry.asked_used, true) {
            effects.push(Effect::ListSettled);
        }
    }

    /// What purchases of this host answered to a question, the last one first.
    pub fn used(&self, field: &Field) -> Vec<String> {
        let purchases = self.purchases.rows.iter().map(|row| &row.snapshot.purchase);
        let mut made: Vec<&Purchase> = purchases.filter(|purchase| purchase.may_have_bought()).collect();
        sort::by_key(&mut made, |purchase| Reverse(purchase.intent().at));
        let sent = |purchase: &&Purchase| serde_json::from_str::<Json>(&purchase.intent().body).ok();
        let answers = made.iter().filter_map(sent).filter_map(|body| body.get(field.key)?.as_str().map(str::to_owned));
        answers.collect()
    }

    /// The entries of a list; in lists of networks those that were used last come first.
    pub(super) fn used_first(&self, lookup: &Lookup, mut choices: Vec<Choice>) -> Vec<Choice> {
        if let Some(field) = asked_by(lookup) {
            let used = self.used(field);
            sort::by_key(&mut choices, |choice| used.iter().position(|id| *id == choice.id).unwrap_or(usize::MAX));
        }
        choices
    }
}
