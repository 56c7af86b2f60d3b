//! What a person decides about a purchase: which instance is theirs, to look on, to send again, to close it.

use super::confirm_box::ConfirmBox;
use super::message::Effect;
use super::purchase::{Asking, Question};
use super::purchase_list::{Key, Pending, candidates};
use super::state::{App, Screen};
use crate::purchase::Decision;
use crate::purchase::record::Intent;

impl App {
    /// Selects the next of the instances that were found. Says whether there is one.
    pub(super) fn select_candidate(&mut self, key: Key, down: bool) -> bool {
        let last = self.purchases.get(key).map_or(0, |row| candidates(&row.snapshot.purchase).len().saturating_sub(1));
        let Some(page) = self.page_of(key) else { return false };
        let next = if down { (page.candidate + 1).min(last) } else { page.candidate.saturating_sub(1) };
        if next == page.candidate {
            return false;
        }
        (page.candidate, page.scroll) = (next, None);
        true
    }

    pub(super) fn adopt(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let at = self.page_of(key).map_or(0, |page| page.candidate);
        let found = self.purchases.get(key).and_then(|row| candidates(&row.snapshot.purchase).get(at));
        if let Some(id) = found.map(|candidate| candidate.instance.id.clone()) {
            self.decide(key, Decision::Adopt(id), effects);
        }
    }

    pub(super) fn decide(&mut self, key: Key, decision: Decision, effects: &mut Vec<Effect>) {
        if let Some(row) = self.purchases.get_mut(key).filter(|row| row.driven) {
            row.pending = match decision {
                _ if row.snapshot.purchase.is_settled() => Pending::Nothing,
                Decision::Refresh | Decision::WaitOn => Pending::Asked,
                _ => Pending::Decided,
            };
            effects.push(Effect::Decide(key, decision));
        }
    }

    pub(super) fn ask_purchase(&mut self, key: Key, question: Question) {
        if let Some(page) = self.page_of(key) {
            (page.result, page.scroll) = (false, None);
            page.asking = Some(Asking { question, confirm: ConfirmBox::default() });
        }
    }

    /// What the box of this page asks for was confirmed by the name.
    pub(super) fn confirm_purchase(&mut self, effects: &mut Vec<Effect>) {
        let Screen::Purchase(page) = &mut self.screen else { return };
        let (key, Some(Asking { question, .. })) = (page.key, page.asking.take()) else { return };
        let Some(row) = self.purchases.get(key) else { return };
        let again =
            Intent { at: self.now, replaces: row.snapshot.earlier.clone(), ..row.snapshot.purchase.intent().clone() };
        match (question, row.snapshot.earlier.is_some()) {
            (Question::Close, _) => {
                let by = self.session.person.clone();
                self.decide(key, Decision::Close { by }, effects);
            }
            (Question::SendAgain, true) => self.begin(again, effects),
            (Question::SendAgain, false) => {
                if let Some(row) = self.purchases.get_mut(key) {
                    (row.own, row.before) = (true, Some(Box::new(row.snapshot.clone())));
                }
                self.decide(key, Decision::SendAgain, effects);
            }
        }
    }
}
