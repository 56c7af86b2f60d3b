//! How a purchase comes into the journal, record by record, under the lock of its name.

use super::entry::Entry;
use super::error::JournalError;
use super::reading::Journal;
use super::receipt::{self, EXTENSION};
use super::refusal::Refusal;
use crate::purchase::record::{Fact, Intent, Record};
use crate::purchase::{Action, Decision, Event, Purchase};
use crate::store::error::{Doing, FileError};
use crate::store::files;
use crate::store::lock::Lock;
use crate::store::person;
use jiff::Timestamp;
use std::fs::File;
use std::path::PathBuf;

/// A purchase that is being written. Nobody else can buy this name in this project until it is settled or dropped.
#[derive(Debug)]
pub struct Open {
    id: String,
    path: PathBuf,
    project_id: String,
    name: String,
    replaces: Option<String>,
    has_tags: bool,
    file: File,
    end: u64,
    lock: Option<Lock>,
}

impl Journal {
    /// Closes a purchase by this person's word.
    ///
    /// # Errors
    /// If somebody else holds it, if its state does not allow that, or if the disk does not take it. It stays as it is then.
    pub fn close(&self, id: &str, by: &str, now: Timestamp) -> Result<Purchase, Refusal> {
        let mut open = None;
        let mut purchase = self.take(&mut open, id)?;
        let Some(Action::Record(record)) = purchase.on(Event::Person(Decision::Close { by: by.to_owned() }), now)
        else {
            return Err(Refusal::Standing(Box::new(purchase)));
        };
        self.write(&mut open, &record)?;
        purchase.on(Event::Written(Ok(())), now);
        Ok(purchase)
    }

    /// Takes over a purchase that is unsettled, or whose tags were refused, in the place of the open one, to be gone on with by
    /// [`crate::purchase::Event::Start`].
    ///
    /// # Errors
    /// If somebody else holds it, or the file cannot be read. The purchase that was open stays so.
    pub fn take(&self, open: &mut Option<Open>, id: &str) -> Result<Purchase, Refusal> {
        let path = self.path_to_take(id);
        let (mut entry, _) = self.read(&path)?;
        if entry.purchase.has_newer_facts() {
            return Err(JournalError::Newer(Box::new(entry.purchase)).into());
        }
        let Intent { project_id, name, replaces, tags, .. } = entry.purchase.intent().clone();
        let Some(lock) = self.lock_beside(open.as_ref(), &project_id, &name)? else {
            self.see_holder(&mut entry);
            return Err(Refusal::Busy { name, first: Some(Box::new(entry)) });
        };
        // Only what is read under the lock is final.
        let (entry, end) = self.read(&path)?;
        let (file, end) = receipt::reopen(&path, end).map_err(FileError::of(Doing::Write, &path))?;
        let (id, has_tags) = (entry.id, !tags.is_empty());
        *open = Some(Open { id, path, project_id, name, replaces, has_tags, file, end, lock: Some(lock) });
        Ok(entry.purchase)
    }

    /// Where a purchase is that can be taken up: also among the receipts, where its tags were refused.
    fn path_to_take(&self, id: &str) -> PathBuf {
        let open = self.dir.join(id).with_added_extension(EXTENSION);
        let receipt = self.receipts().join(id).with_added_extension(EXTENSION);
        let is_receipt =
            !open.exists() && self.read(&receipt).is_ok_and(|(entry, _)| entry.purchase.has_refused_tags());
        if is_receipt { receipt } else { open }
    }

    /// Performs [`crate::purchase::Action::Record`]: begins a file with an intent, else adds to the open one. An intent
    /// while another purchase of the same name is open takes over its lock, for sending again.
    ///
    /// # Errors
    /// Why it is not on disk. The purchase that was open stays so.
    pub fn write(&self, open: &mut Option<Open>, record: &Record) -> Result<(), Refusal> {
        if let Fact::Intent(intent) = &record.fact {
            *open = Some(self.begin(open.as_ref(), intent, record)?);
            return Ok(());
        }
        let open = open.as_mut().ok_or(JournalError::NotOpen)?;
        open.add(record)?;
        match &record.fact {
            Fact::Placed { .. } | Fact::Adopted { .. } => self.close_replaced(open, record),
            fact if fact.settles(open.has_tags) => {
                // The blank room behind the last record is cut off; a receipt that keeps it can be read as well.
                let _ = open.file.set_len(open.end);
                self.archive(&open.path);
                open.lock = None;
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&self, old: Option<&Open>, intent: &Intent, record: &Record) -> Result<Open, Refusal> {
        for dir in [&self.dir, &self.receipts()] {
            files::private_dir(dir)?;
        }
        let lock = self.lock_beside(old, &intent.project_id, &intent.name)?;
        let earlier = self.earlier(intent)?;
        let Some(lock) = lock else {
            let first = earlier.into_iter().rfind(|entry| !entry.purchase.is_settled());
            return Err(Refusal::Busy { name: intent.name.clone(), first: first.map(Box::new) });
        };
        if let Some(entry) = unacknowledged(intent, earlier) {
            return Err(Refusal::Earlier(Box::new(entry)));
        }
        Ok(self.create(lock, intent, record)?)
    }

    fn create(&self, lock: Lock, intent: &Intent, record: &Record) -> Result<Open, JournalError> {
        let (bytes, end) = receipt::begun(record);
        for n in 1_u32.. {
            let id = receipt::file_stem(intent, n);
            let path = self.dir.join(&id).with_added_extension(EXTENSION);
            let taken = self.receipts().join(&id).with_added_extension(EXTENSION).exists();
            if !taken && let Some(file) = files::create_whole(&path, &bytes)? {
                let Intent { project_id, name, replaces, tags, .. } = intent.clone();
                let has_tags = !tags.is_empty();
                return Ok(Open { id, path, project_id, name, replaces, has_tags, file, end, lock: Some(lock) });
            }
        }
        Err(JournalError::NoNameLeft)
    }

    /// Marks the purchases that this one replaces as replaced, now that it has an ID. If that fails, they are looked up
    /// once more, which does no harm.
    fn close_replaced(&self, by: &Open, record: &Record) {
        let mut next = by.replaces.clone();
        while let Some(id) = next.take() {
            let path = self.dir.join(&id).with_added_extension(EXTENSION);
            let Ok((entry, end)) = self.read(&path) else { return };
            if entry.purchase.instance_id().is_some() || entry.purchase.is_settled() {
                return;
            }
            next.clone_from(&entry.purchase.intent().replaces);
            let replaced = Record { at: record.at, fact: Fact::Replaced { by: by.id.clone() } };
            let added =
                receipt::reopen(&path, end).and_then(|(mut file, end)| receipt::append(&mut file, end, &replaced));
            if added.is_ok() {
                self.archive(&path);
            }
        }
    }

    /// The lock of a name; the purchase that is open may hold it already.
    fn lock_beside(&self, open: Option<&Open>, project_id: &str, name: &str) -> Result<Option<Lock>, JournalError> {
        let same = |open: &&Open| open.project_id == project_id && open.name == name;
        match open.filter(same).and_then(|open| open.lock.clone()) {
            None => Ok(self.lock(project_id, name)?.inspect(|lock| lock.sign(&person::process()))),
            held => Ok(held),
        }
    }
}

impl Open {
    /// The name of the purchase in the journal, by which a later intent can say that it replaces this one.
    pub fn id(&self) -> &str {
        &self.id
    }

    fn add(&mut self, record: &Record) -> Result<(), FileError> {
        let added = receipt::append(&mut self.file, self.end, record);
        self.end = added.map_err(FileError::of(Doing::Write, &self.path))?;
        Ok(())
    }
}

/// The newest purchase that may have bought the name and that the intent does not name, directly or through what it
/// replaces.
fn unacknowledged(intent: &Intent, earlier: Vec<Entry>) -> Option<Entry> {
    let mut named = Vec::new();
    let mut next = intent.replaces.clone();
    while let Some(id) = next.filter(|id| !named.contains(id)) {
        let entry = earlier.iter().find(|entry| entry.id == id);
        next = entry.and_then(|entry| entry.purchase.intent().replaces.clone());
        named.push(id);
    }
    earlier.into_iter().rfind(|entry| entry.purchase.may_have_bought() && !named.contains(&entry.id))
}
