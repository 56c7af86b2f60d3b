//! The purchases: those that are not settled, and the last settled ones. A list beside the drafts, never a mode.

use super::confirm_box::ConfirmBox;
use super::draft::Asking;
use super::keys::Action;
use super::message::Effect;
use super::state::{App, Overlay, Screen};
use crate::purchase::Purchase;
use crate::purchase::snapshot::Snapshot;
use std::time::Duration;

/// How often the elapsed time is drawn anew while something is under way.
const SECOND: Duration = Duration::from_secs(1);

/// A purchase in this wizard, by a number of its own that stays the same while it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u32);

/// A purchase and how far it is known here.
#[derive(Clone, Debug)]
pub struct Row {
    pub key: Key,
    pub snapshot: Snapshot,
    /// Whether it was confirmed in this wizard.
    pub own: bool,
    /// Whether somebody drives it, or it needs nobody.
    pub driven: bool,
    /// Whether it was asked for something and has not answered yet.
    pub awaited: bool,
}

/// What a page of one purchase asks to be confirmed by the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    SendAgain,
    /// It was not placed, or is not wanted any more: nobody looks for it from now on.
    Close,
}

/// All purchases that are listed, and what is selected.
#[derive(Clone, Debug, Default)]
pub struct Purchases {
    rows: Vec<Row>,
    /// The row that is selected; none where nothing was selected yet.
    cursor: Option<Key>,
    /// The instance that is selected on the page of a purchase.
    pub candidate: usize,
    /// What that page asks for.
    pub asking: Option<Question>,
    pub confirm: ConfirmBox,
    /// The screen the list was opened from.
    came_from: Option<Screen>,
}

impl Purchases {
    /// All, those that wait for the person first, then those under way, then the settled ones; each newest first.
    pub fn listed(&self) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by_key(|row| {
            let purchase = &row.snapshot.purchase;
            let rank = if purchase.is_settled() { 2 } else { u8::from(!purchase.needs_person()) };
            (rank, std::cmp::Reverse(purchase.intent().at))
        });
        rows
    }

    /// Those that are not settled.
    pub fn unsettled(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !row.snapshot.purchase.is_settled())
    }

    pub fn get(&self, key: Key) -> Option<&Row> {
        self.rows.iter().find(|row| row.key == key)
    }

    pub(super) fn get_mut(&mut self, key: Key) -> Option<&mut Row> {
        self.rows.iter_mut().find(|row| row.key == key)
    }

    /// The selected row: its place in the list, and the row.
    pub fn selected(&self) -> Option<(usize, &Row)> {
        let listed = self.listed();
        let at = listed.iter().position(|row| Some(row.key) == self.cursor).unwrap_or(0);
        Some((at, *listed.get(at)?))
    }

    /// Puts a purchase into the list, in the place of one the journal knows by the same id.
    pub(super) fn add(&mut self, snapshot: Snapshot, own: bool, driven: bool) -> Key {
        let known =
            snapshot.id.as_ref().and_then(|id| self.rows.iter().find(|row| row.snapshot.id.as_ref() == Some(id)));
        let key =
            known.map_or_else(|| Key(self.rows.iter().map(|row| row.key.0 + 1).max().unwrap_or(0)), |row| row.key);
        self.rows.retain(|row| row.key != key);
        self.rows.push(Row { key, awaited: driven && !snapshot.purchase.is_settled(), snapshot, own, driven });
        key
    }

    /// How many wait for what, in words.
    pub fn told(&self) -> String {
        let count =
            |wanted: fn(&Purchase) -> bool| self.unsettled().filter(|row| wanted(&row.snapshot.purchase)).count();
        let (pay, decide) = (count(Purchase::is_unpaid), count(Purchase::is_undecided));
        let counts = [(pay, "to pay"), (decide, "to decide"), (self.unsettled().count() - pay - decide, "under way")];
        let told: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")).collect();
        if told.is_empty() {
            "all are settled".to_owned()
        } else {
            format!("{}; nothing is sent again by itself", told.join(", "))
        }
    }

    /// The last purchase that was confirmed in this wizard.
    pub fn last_own(&self) -> Option<&Row> {
        self.rows.iter().filter(|row| row.own).max_by_key(|row| row.snapshot.purchase.intent().at)
    }
}

impl App {
    /// Purchases of earlier starts that are not settled, as the journal has them.
    pub fn add_unsettled(&mut self, found: Vec<Snapshot>) {
        for snapshot in found {
            self.purchases.add(snapshot, false, false);
        }
    }

    /// Settled purchases, to be listed beside the others.
    pub(super) fn add_settled(&mut self, found: Vec<Snapshot>) {
        for snapshot in found {
            let known = |row: &&Row| row.snapshot.id == snapshot.id;
            if !self.purchases.rows.iter().any(|row| known(&row)) {
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
            (row.driven, row.awaited) = (true, true);
            if let Some(id) = &row.snapshot.id {
                effects.push(Effect::Resume(row.key, id.clone()));
            }
        }
    }

    /// Says that there are unsettled purchases, where there are any.
    pub(super) fn speak_of_unsettled(&mut self) {
        let names: Vec<&str> =
            self.purchases.unsettled().map(|row| row.snapshot.purchase.intent().name.as_str()).collect();
        match names.as_slice() {
            [] => {}
            [name] => {
                self.say_first(&format!("The purchase of {name} is not settled: ^O then p. Nothing is sent again."))
            }
            names => {
                self.say_first(&format!("{} purchases are not settled: ^O then p. Nothing is sent again.", names.len()))
            }
        }
    }

    /// Shows the list.
    pub(super) fn open_purchases(&mut self, effects: &mut Vec<Effect>) {
        if self.step().is_some() {
            self.take_typed();
        }
        if !matches!(self.screen, Screen::Purchases | Screen::Purchase(_) | Screen::Result(_)) {
            self.purchases.came_from = Some(self.screen);
        }
        self.overlay = None;
        self.screen = Screen::Purchases;
        self.save(false, effects);
        effects.push(Effect::ListSettled);
        self.keep_time(effects);
    }

    /// Shows one purchase.
    pub(super) fn open_purchase(&mut self, key: Key, effects: &mut Vec<Effect>) {
        if !matches!(self.screen, Screen::Purchases | Screen::Purchase(_) | Screen::Result(_)) {
            self.purchases.came_from = Some(self.screen);
        }
        self.overlay = None;
        self.purchases.cursor = Some(key);
        self.purchases.candidate = 0;
        self.purchases.asking = None;
        self.purchases.confirm = ConfirmBox::default();
        self.screen = Screen::Purchase(key);
        self.keep_time(effects);
    }

    pub(super) fn on_purchases(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let Some((at, row)) = self.purchases.selected() else {
            return match action {
                Action::Back => self.leave_purchases(effects),
                Action::New => self.new_order(),
                _ => self.refuse("No purchase is listed. n begins an order, Esc goes back to the draft."),
            };
        };
        let (key, purchase) = (row.key, &row.snapshot.purchase);
        match action {
            Action::Up => self.select(at.saturating_sub(1)),
            Action::Down => self.select(at + 1),
            Action::First => self.select(0),
            Action::Last => self.select(usize::MAX),
            Action::Accept if purchase.is_settled() && purchase.instance_id().is_some() => {
                self.open_purchase(key, effects);
                self.screen = Screen::Result(key);
            }
            Action::Accept => self.open_purchase(key, effects),
            Action::Copy | Action::CopyOrder | Action::Reload => self.on_purchase_key(key, action, effects),
            Action::New => self.new_order(),
            Action::Back => self.leave_purchases(effects),
            _ => {}
        }
    }

    fn select(&mut self, at: usize) {
        let listed = self.purchases.listed();
        self.purchases.cursor = listed.get(at.min(listed.len().saturating_sub(1))).map(|row| row.key);
    }

    /// Back to the draft that is open.
    pub(super) fn leave_purchases(&mut self, effects: &mut Vec<Effect>) {
        match self.purchases.came_from.take() {
            Some(Screen::Step(step)) => self.enter_step(step, false, effects),
            Some(Screen::Summary) => self.open_summary(),
            _ => self.show_step(self.first_screen()),
        }
    }

    /// The drafts, and a name for a new one.
    fn new_order(&mut self) {
        self.purchases.came_from = None;
        self.show_step(self.first_screen());
        self.overlay = Some(Overlay::Drafts);
        self.drafts.asking = Some(Asking::NewName);
        self.drafts.typed = tui_input::Input::default();
    }

    /// Asks for the next second while time is shown; nothing otherwise, so that an idle wizard does not wake.
    pub(super) fn keep_time(&mut self, effects: &mut Vec<Effect>) {
        let moves = |row: &Row| {
            let purchase = &row.snapshot.purchase;
            !purchase.is_settled() && !purchase.is_undecided() && row.snapshot.hindrance.is_none()
        };
        let moving = match self.screen {
            Screen::Purchases => self.purchases.rows.iter().any(moves),
            Screen::Purchase(key) | Screen::Result(key) => self.purchases.get(key).is_some_and(moves),
            Screen::Step(_) | Screen::Summary => false,
        };
        if moving && !self.ticking {
            self.ticking = true;
            effects.push(Effect::Tick(SECOND));
        }
    }
}
