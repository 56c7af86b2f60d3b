//! The page of purchases: those that are not settled, and the last settled ones. A list beside the drafts, never a mode.

use super::keys::Action;
use super::message::Effect;
use super::notice::About;
use super::purchase_list::{Key, Pending, Row};
use super::state::{App, FormPlace, Screen};
use crate::language::{in_lines, say, tr};
use crate::purchase::snapshot::Snapshot;
use crate::text::paragraph;
use std::time::Duration;

/// How often the elapsed time is drawn anew while something is under way.
const SECOND: Duration = Duration::from_secs(1);

/// What leads to the purchases, as sentences name it: a command where the wizard asks in lines, else keys. Whoever forms a
/// sentence puts it there, because in a finished one it could be part of somebody's answer.
pub(super) fn to_purchases() -> &'static str {
    if in_lines() { ".purchases" } else { "^O p" }
}

/// The list that is shown.
#[derive(Clone, Debug)]
pub struct PurchasesScreen {
    /// The row the cursor is on; the first where it was not moved yet.
    pub cursor: Option<Key>,
    /// Where it was opened from.
    pub(super) back: FormPlace,
}

impl App {
    /// Purchases of earlier starts that are not settled, as the journal has them.
    pub fn add_unsettled(&mut self, found: Vec<Snapshot>) {
        for snapshot in found {
            self.purchases.add(snapshot, false, false);
        }
    }

    /// Settled purchases, to be listed beside the others.
    pub(super) fn add_settled(&mut self, found: Vec<Snapshot>, unreadable: &[String]) {
        if !unreadable.is_empty() && matches!(self.screen, Screen::Purchases(_)) {
            self.warn(paragraph(unreadable));
        }
        for snapshot in found {
            let is_same = |row: &Row| row.snapshot.id == snapshot.id;
            if !self.purchases.rows.iter().any(is_same) {
                self.purchases.add(snapshot, false, true);
            }
        }
    }

    /// Has purchases of earlier starts gone on with once there are keys: looked up and watched, never sent.
    pub(super) fn drive_waiting(&mut self, effects: &mut Vec<Effect>) {
        if self.purchases.rows.iter().all(|row| row.driven) || !self.is_account_complete() {
            return;
        }
        for row in self.purchases.rows.iter_mut().filter(|row| !row.driven) {
            (row.driven, row.pending) = (true, Pending::Asked);
            if let Some(id) = &row.snapshot.id {
                effects.push(Effect::Resume(row.key, id.clone()));
            }
        }
    }

    /// Says that there are unsettled purchases, where there are any.
    pub(super) fn speak_of_unsettled(&mut self) {
        let names: Vec<&str> =
            self.purchases.unsettled().map(|row| row.snapshot.purchase.intent().name.as_str()).collect();
        let purchases = to_purchases();
        let told = match names.as_slice() {
            [] => return,
            [name] => {
                say!("The purchase of {name} is not settled, see {purchases}. Nothing is sent again.", name, purchases)
            }
            names => say!(
                "{count} purchases are not settled, see {purchases}. Nothing is sent again.",
                count = names.len(),
                purchases
            ),
        };
        match self.notice {
            None => self.say_of(About::Unsettled, told),
            Some(_) => self.say_first(&told),
        }
    }

    /// Shows the list.
    pub(super) fn open_purchases(&mut self, effects: &mut Vec<Effect>) {
        self.take_typed(effects);
        let cursor = self.shown_purchase().map(|row| row.key);
        self.overlay = None;
        self.screen = Screen::Purchases(PurchasesScreen { cursor, back: self.form_place() });
        self.save(false, effects);
        effects.push(Effect::ListSettled);
        self.keep_time(effects);
    }

    pub(super) fn on_purchases(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let Screen::Purchases(PurchasesScreen { cursor, back }) = self.screen else { return };
        let Some((at, row)) = self.purchases.at_cursor(cursor) else {
            return match action {
                Action::Back => self.return_to(back),
                Action::New => self.open_drafts(effects),
                _ => self.refuse(tr("No purchase is listed. n begins an order, Esc goes back to the draft.")),
            };
        };
        let key = row.key;
        match action {
            Action::Up => self.select(at.saturating_sub(1)),
            Action::Down => self.select(at + 1),
            Action::First => self.select(0),
            Action::Last => self.select(usize::MAX),
            Action::Accept => self.open_purchase(key, effects),
            Action::Copy | Action::CopyOrder | Action::Reload | Action::TagAgain => {
                self.on_purchase_key(key, action, effects);
            }
            Action::New => self.open_drafts(effects),
            Action::Back => self.return_to(back),
            _ => {}
        }
    }

    /// Has the tags set again that the cloud refused.
    pub(super) fn tag_again(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let Some(row) = self.purchases.get_mut(key) else { return };
        if let Some(id) = row.snapshot.id.clone() {
            row.pending = Pending::Decided;
            effects.push(Effect::Resume(key, id));
        }
    }

    fn select(&mut self, at: usize) {
        let listed = self.purchases.listed();
        let row = listed.get(at.min(listed.len().saturating_sub(1))).map(|row| row.key);
        if let Screen::Purchases(list) = &mut self.screen {
            list.cursor = row;
        }
    }

    /// Asks for the next second while time is shown; nothing otherwise, so that an idle wizard does not wake.
    pub(super) fn keep_time(&mut self, effects: &mut Vec<Effect>) {
        let moves = |row: &Row| {
            let purchase = &row.snapshot.purchase;
            !purchase.is_settled() && !purchase.is_undecided() && row.snapshot.hindrance.is_none()
        };
        let moving = match &self.screen {
            Screen::Purchases(_) => self.purchases.rows.iter().any(moves),
            Screen::Purchase(page) => self.purchases.get(page.key).is_some_and(moves),
            Screen::Step(_) | Screen::Summary(_) => false,
        };
        if moving && !self.ticking {
            self.ticking = true;
            effects.push(Effect::Tick(SECOND));
        }
    }
}
