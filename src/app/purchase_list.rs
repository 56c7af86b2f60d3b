//! The purchases that are listed. Knows nothing of screens.

use crate::language::{say, tr};
use crate::purchase::search::Candidate;
use crate::purchase::snapshot::Snapshot;
use crate::purchase::{Purchase, State};
use crate::sort;
use crate::text::list;

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
    /// Whether it was not settled when it came into the list.
    pub was_open: bool,
    /// Whether somebody drives it, or it needs nobody.
    pub driven: bool,
    /// The purchase that it was sent again in the place of.
    pub(super) before: Option<Box<Snapshot>>,
    pub pending: Pending,
}

impl Row {
    /// Whether an answer is awaited: of whoever drives it, of the cloud or of the disk.
    pub fn awaits_answer(&self) -> bool {
        self.pending != Pending::Nothing || self.snapshot.purchase.is_asking()
    }
}

/// What was asked of whoever drives a purchase, and is not answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    Nothing,
    /// To go on, or to ask the cloud at once.
    Asked,
    /// To go on as the person decided.
    Decided,
}

/// All purchases that are listed.
#[derive(Clone, Debug, Default)]
pub struct Purchases {
    pub(super) rows: Vec<Row>,
}

impl Purchases {
    /// All, those that wait for the person first, then those under way, then the settled ones; each newest first.
    pub fn listed(&self) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        sort::by_key(&mut rows, |row| {
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

    /// The row the cursor is on, which is the first where it is on none: its place in the list, and the row.
    pub fn at_cursor(&self, cursor: Option<Key>) -> Option<(usize, &Row)> {
        let listed = self.listed();
        let at = listed.iter().position(|row| Some(row.key) == cursor).unwrap_or(0);
        Some((at, *listed.get(at)?))
    }

    /// Puts a purchase into the list, in the place of one the journal knows by the same id.
    pub(super) fn add(&mut self, snapshot: Snapshot, own: bool, driven: bool) -> Key {
        let known =
            snapshot.id.as_ref().and_then(|id| self.rows.iter().find(|row| row.snapshot.id.as_ref() == Some(id)));
        let key =
            known.map_or_else(|| Key(self.rows.iter().map(|row| row.key.0 + 1).max().unwrap_or(0)), |row| row.key);
        let was_open = !snapshot.purchase.is_settled() || self.get(key).is_some_and(|row| row.was_open);
        self.rows.retain(|row| row.key != key);
        self.rows.push(Row {
            key,
            was_open,
            pending: if driven && !snapshot.purchase.is_settled() { Pending::Asked } else { Pending::Nothing },
            snapshot,
            own,
            driven,
            before: None,
        });
        key
    }

    /// How many wait for what, in words, and that nothing is sent again.
    pub fn told(&self) -> String {
        let told = self.counted();
        if self.unsettled().next().is_none() {
            return told;
        }
        say!("{counts}; nothing is sent again by itself", counts = told)
    }

    /// How many wait for what, in words.
    pub fn counted(&self) -> String {
        let count =
            |wanted: fn(&Purchase) -> bool| self.unsettled().filter(|row| wanted(&row.snapshot.purchase)).count();
        let (pay, decide) = (count(Purchase::is_unpaid), count(Purchase::is_undecided));
        let rest = self.unsettled().count() - pay - decide;
        let told = [
            (pay > 0).then(|| say!("{count} to pay", count = pay)),
            (decide > 0).then(|| say!("{count} to decide", count = decide)),
            (rest > 0).then(|| say!("{count} under way", count = rest)),
        ];
        let told: Vec<String> = told.into_iter().flatten().collect();
        match told.as_slice() {
            [] if self.rows.is_empty() => tr("nothing was ordered so far").to_owned(),
            [] => match self.rows.iter().filter(|row| row.snapshot.purchase.has_failed()).count() {
                0 => tr("all are settled").to_owned(),
                count => say!("all are settled, {count} failed", count),
            },
            told => list(told),
        }
    }

    /// The last purchase that was confirmed in this wizard.
    pub fn last_own(&self) -> Option<&Row> {
        self.rows.iter().filter(|row| row.own).max_by_key(|row| row.snapshot.purchase.intent().at)
    }
}

/// The instances that were found while an order's outcome is unknown.
pub fn candidates(purchase: &Purchase) -> &[Candidate] {
    match purchase.state() {
        State::Unknown(search) => &search.candidates,
        _ => &[],
    }
}
