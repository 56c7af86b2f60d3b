//! What the journal holds: the purchases that are not settled, and the receipts of those that are.

use super::entry::{Entry, Found, concerns};
use super::error::{JournalError, JournalFlaw};
use super::receipt::{self, EXTENSION, LIMIT, safe};
use crate::language::tr;
use crate::purchase::Purchase;
use crate::purchase::record::Intent;
use crate::purchase::watch::Pace;
use crate::sort;
use crate::store::Dirs;
use crate::store::files;
use crate::store::lock::Lock;
use crate::store::person;
use crate::text::clean;
use std::path::{Path, PathBuf};

/// How many settled purchases are listed beside those that are not.
pub const SETTLED: usize = 10;

/// How many settled ones are read at least to find those whose tags were refused: as many as take no time one would feel.
const LOOKED_AT: usize = 1000;

/// The purchases of this user.
#[derive(Clone, Debug)]
pub struct Journal {
    pub(super) dir: PathBuf,
    pace: Pace,
}

impl Journal {
    /// The journal in the state directory. Nothing is read or created yet.
    pub fn open(dirs: &Dirs, pace: Pace) -> Self {
        Self { dir: dirs.state.join("purchases"), pace }
    }

    /// Everything that is not settled. Settled files that a crash left here are put among the receipts.
    ///
    /// # Errors
    /// If the directory cannot be read.
    pub fn unfinished(&self) -> Result<Found, JournalError> {
        let mut found = Found::default();
        for file in files::listed(&self.dir, EXTENSION)? {
            match self.read(&file) {
                // It was settled meanwhile.
                Err(why) if why.is_gone() => {}
                Err(why) => found.unreadable.push(why),
                Ok((entry, _)) if entry.purchase.is_settled() => self.archive(&file),
                Ok((mut entry, _)) => {
                    self.see_holder(&mut entry);
                    found.entries.push(entry);
                }
            }
        }
        Ok(found)
    }

    /// The purchase the journal calls this, settled or not, and who holds it.
    ///
    /// # Errors
    /// If there is none or it cannot be read.
    pub fn entry(&self, id: &str) -> Result<Entry, JournalError> {
        let name = Path::new(id).with_added_extension(EXTENSION);
        let (mut entry, _) = self.read(&self.dir.join(&name)).or_else(|why| {
            // It may have been settled meanwhile.
            self.read(&self.receipts().join(&name)).map_err(|_| why)
        })?;
        self.see_holder(&mut entry);
        Ok(entry)
    }

    /// The purchases that were settled last, newest first, and of the older ones (the last thousand) those whose tags were
    /// refused, which can be tried again.
    ///
    /// # Errors
    /// If the directory cannot be read.
    pub fn settled(&self, most: usize) -> Result<Found, JournalError> {
        // They come sorted by name, and a name begins with the time.
        let files = files::listed(&self.receipts(), EXTENSION)?;
        let looked_at = files.iter().rev().take(most.max(LOOKED_AT));
        let mut place = 0;
        Ok(self.read_each(looked_at, |entry| {
            place += 1;
            place <= most || entry.purchase.has_refused_tags()
        }))
    }

    /// The settled purchases of instances of this name, in any project.
    ///
    /// # Errors
    /// If the directory cannot be read.
    pub fn settled_of(&self, name: &str) -> Result<Found, JournalError> {
        let files = files::listed_ending(&self.receipts(), &receipt::ending(name))?;
        Ok(self.read_each(&files, |entry| entry.purchase.intent().name == name))
    }

    /// Reads these files, and keeps of what they hold what is wanted.
    fn read_each<'a>(
        &self,
        files: impl IntoIterator<Item = &'a PathBuf>,
        mut wants: impl FnMut(&Entry) -> bool,
    ) -> Found {
        let mut found = Found::default();
        for file in files {
            match self.read(file) {
                Ok((entry, _)) => found.entries.extend(Some(entry).filter(&mut wants)),
                Err(why) => found.unreadable.push(why),
            }
        }
        found
    }

    /// The purchase of this instance: an unsettled one first, else the latest receipt of it.
    ///
    /// # Errors
    /// If the directory cannot be read.
    pub fn find_instance(&self, id: &str) -> Result<Option<Entry>, JournalError> {
        let has = |entry: &Entry| entry.purchase.instance_id() == Some(id);
        let open = self.unfinished()?.entries.into_iter().find(has);
        if open.is_some() {
            return Ok(open);
        }
        Ok(self.settled(usize::MAX)?.entries.into_iter().find(has))
    }

    /// Purchases of the same name in the same project, settled or not, oldest first. One that cannot be read is an error: what
    /// it says may matter, and what is bought stays so after its purchase is settled.
    ///
    /// # Errors
    /// If the directory or one of them cannot be read.
    pub fn earlier(&self, intent: &Intent) -> Result<Vec<Entry>, JournalError> {
        let mut entries = Vec::new();
        // The receipts come last: what is settled meanwhile is moved there, and may be found twice, but not missed.
        for dir in [&self.dir, &self.receipts()] {
            for file in files::listed_ending(dir, &receipt::ending(&intent.name))? {
                match self.read(&file) {
                    Ok((entry, _)) => entries.push(entry),
                    Err(why) if why.is_gone() => {}
                    Err(why) => return Err(JournalError::MayConcern(Box::new(why))),
                }
            }
        }
        entries.retain(|entry| concerns(entry.purchase.intent(), intent));
        sort::by(&mut entries, |a, b| a.id.cmp(&b.id));
        entries.dedup_by(|receipt, open| receipt.id == open.id);
        Ok(entries)
    }

    /// The last purchase of this name that bought something or may have, if it was of this very plan.
    ///
    /// # Errors
    /// As [`Self::earlier`].
    pub fn same_order(&self, intent: &Intent) -> Result<Option<Entry>, JournalError> {
        let last = self.earlier(intent)?.into_iter().rfind(|entry| entry.purchase.may_have_bought());
        Ok(last.filter(|entry| entry.purchase.intent().plan == intent.plan))
    }

    /// Puts a settled file among the receipts. If that fails, the next start does it.
    pub(super) fn archive(&self, path: &Path) {
        if let Some(name) = path.file_name() {
            let _ = files::rename(path, &self.receipts().join(name));
        }
    }

    /// Reads a file; also says where its last whole line ends. Who reads while another process writes may get the beginning
    /// from before and the end from after that, so what cannot be read is read once more.
    pub(super) fn read(&self, path: &Path) -> Result<(Entry, u64), JournalError> {
        self.read_once(path).or_else(|_| self.read_once(path))
    }

    fn read_once(&self, path: &Path) -> Result<(Entry, u64), JournalError> {
        let unreadable = |flaw| JournalError::Unreadable(path.to_owned(), flaw);
        let bytes = files::read_bounded(path, LIMIT)?.ok_or_else(|| unreadable(JournalFlaw::Gone))?;
        let (records, end) = receipt::parse(&bytes).map_err(unreadable)?;
        let purchase = Purchase::resume(&records, self.pace).map_err(|_| unreadable(JournalFlaw::NoIntent))?;
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok((Entry { id, purchase, held_by: None, is_held_here: false }, end))
    }

    pub(super) fn lock(&self, project_id: &str, name: &str) -> Result<Option<Lock>, JournalError> {
        files::private_dir(&self.dir.join("locks"))?;
        Ok(Lock::take(&self.lock_path(project_id, name))?)
    }

    fn lock_path(&self, project_id: &str, name: &str) -> PathBuf {
        self.dir.join("locks").join(format!("{}-{}", safe(project_id), safe(name)))
    }

    /// Finds out who holds a purchase that can be taken over.
    pub(super) fn see_holder(&self, entry: &mut Entry) {
        let Intent { project_id, name, .. } = entry.purchase.intent();
        let is_over = entry.purchase.is_settled() && !entry.purchase.has_refused_tags();
        let lock = self.lock_path(project_id, name);
        if !is_over && Lock::is_held(&lock) {
            let signed = files::read_bounded(&lock, LIMIT).ok().flatten();
            let words =
                signed.map(|bytes| clean(&String::from_utf8_lossy(&bytes))).filter(|words| !words.trim().is_empty());
            entry.is_held_here = words.as_ref().is_some_and(|words| *words == person::process());
            entry.held_by = Some(words.map_or_else(|| tr("another process").to_owned(), |words| person::told(&words)));
        }
    }

    pub(super) fn receipts(&self) -> PathBuf {
        self.dir.join("receipts")
    }
}
