//! The journal of purchases: one file each, written before the step it announces, kept as a receipt.
//!
//! A file is created whole with the intent in it, and then grows by one synced line per record; a line that a crash
//! tore was never confirmed and does not count. Appending, unlike rewriting, needs no new space at the moment an ID
//! arrives: room for it is taken on disk along with the intent. Files that are settled move to `receipts`, so a start
//! reads only what is open, however many there are. Nothing is ever deleted. The decisions are those of
//! [`crate::purchase`].

use super::Dirs;
use super::files::{self, Lock};
use super::person;
use super::receipt::{self, EXTENSION, LIMIT, safe};
use crate::purchase::record::{Fact, Intent, Record};
use crate::purchase::watch::Pace;
use crate::purchase::{Action, Decision, Event, Purchase};
use crate::text::clean;
use jiff::Timestamp;
use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};

/// How many settled purchases are listed beside those that are not.
pub const SETTLED: usize = 10;

/// The purchases of this user.
#[derive(Clone, Debug)]
pub struct Journal {
    dir: PathBuf,
    pace: Pace,
}

/// A purchase in the journal.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What the journal calls it: time, plan and name.
    pub id: String,
    pub purchase: Purchase,
    /// Who is at it, where another process is, or another part of this one.
    pub held_by: Option<String>,
}

/// What a start finds.
#[derive(Debug, Default)]
pub struct Found {
    /// Purchases that are not settled, oldest first.
    pub entries: Vec<Entry>,
    /// A sentence for each file that cannot be read; it is left as it is.
    pub odd: Vec<String>,
}

/// A purchase that is being written. Nobody else can buy this name in this project until it is settled or dropped.
#[derive(Debug)]
pub struct Open {
    id: String,
    path: PathBuf,
    project_id: String,
    name: String,
    replaces: Option<String>,
    file: File,
    end: u64,
    lock: Option<Lock>,
}

/// Why a record could not be written. Of the first record all reasons mean that nothing may be sent.
#[derive(Debug)]
pub enum Refusal {
    /// Somebody else is buying this name in this project; the purchase, if it is in the journal already.
    Busy { name: String, first: Option<Box<Entry>> },
    /// An earlier purchase may have bought this name; only an intent that names it in `replaces` goes on.
    Earlier(Box<Entry>),
    /// It cannot be closed as it stands.
    Standing(Box<Purchase>),
    /// A sentence on what is wrong with the disk, and what to do.
    Disk(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disk(why) => f.write_str(why),
            Self::Standing(purchase) => {
                let (name, word) = (&purchase.intent().name, purchase.word());
                write!(f, "{name} is {word}, so it cannot be closed; only what is UNKNOWN or UNPAID can.")?;
                write!(f, " To do: {}.", purchase.to_do())
            }
            Self::Busy { name, first } => {
                write!(f, "Another wizard of yours is buying {name} in this project right now.")?;
                f.write_str(" Go on there, or leave it there and try again.")?;
                let mut holder = first.iter().filter_map(|first| first.held_by.as_ref());
                holder.try_for_each(|by| write!(f, " It is {by}."))?;
                first.iter().try_for_each(|first| write!(f, " {}", first.purchase.sentence()))
            }
            Self::Earlier(entry) => {
                let at = entry.purchase.intent().at;
                write!(f, "You bought this name in this project before, at {at:.0}. {}", entry.purchase.sentence())
            }
        }
    }
}

impl Journal {
    /// The journal in the state directory. Nothing is read or created yet.
    pub fn open(dirs: &Dirs, pace: Pace) -> Self {
        Self { dir: dirs.state.join("purchases"), pace }
    }

    /// Everything that is not settled, to be spoken of before anything else. Settled files that a crash left here are
    /// put among the receipts.
    ///
    /// # Errors
    /// A sentence, if the directory cannot be read.
    pub fn unfinished(&self) -> Result<Found, String> {
        let mut found = Found::default();
        for file in files::listed(&self.dir, EXTENSION)? {
            match self.read(&file.path()) {
                Err(why) => found.odd.push(why),
                Ok((entry, _)) if entry.purchase.is_settled() => self.archive(&file.path()),
                Ok((mut entry, _)) => {
                    self.see_holder(&mut entry);
                    found.entries.push(entry);
                }
            }
        }
        Ok(found)
    }

    /// The purchase the journal calls this, settled or not, and who is at it.
    ///
    /// # Errors
    /// A sentence, if there is none or it cannot be read.
    pub fn entry(&self, id: &str) -> Result<Entry, String> {
        let name = Path::new(id).with_added_extension(EXTENSION);
        let (mut entry, _) = self.read(&self.dir.join(&name)).or_else(|why| {
            // It may have been settled meanwhile.
            self.read(&self.receipts().join(&name)).map_err(|_| why)
        })?;
        self.see_holder(&mut entry);
        Ok(entry)
    }

    /// The purchases that were settled last, newest first. Receipts that cannot be read are left out.
    ///
    /// # Errors
    /// A sentence, if the directory cannot be read.
    pub fn settled(&self, most: usize) -> Result<Vec<Entry>, String> {
        // By name, and so by time.
        let files = files::listed(&self.receipts(), EXTENSION)?;
        Ok(files.iter().rev().filter_map(|file| Some(self.read(&file.path()).ok()?.0)).take(most).collect())
    }

    /// The purchase of this instance: an unsettled one first, else the latest receipt of it.
    ///
    /// # Errors
    /// A sentence, if the directory cannot be read.
    pub fn find_instance(&self, id: &str) -> Result<Option<Entry>, String> {
        let has = |entry: &Entry| entry.purchase.instance_id() == Some(id);
        let open = self.unfinished()?.entries.into_iter().find(has);
        if open.is_some() {
            return Ok(open);
        }
        Ok(self.settled(usize::MAX)?.into_iter().find(has))
    }

    /// Closes a purchase by this person's word.
    ///
    /// # Errors
    /// If somebody else is at it, if it stands so that it cannot be closed, or if the disk does not take it. It stays as it
    /// is then.
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

    /// Takes an unsettled purchase over in the place of the open one, to be gone on with by
    /// [`crate::purchase::Event::Start`].
    ///
    /// # Errors
    /// If somebody else is at it, or the file cannot be read. The purchase that was open stays so.
    pub fn take(&self, open: &mut Option<Open>, id: &str) -> Result<Purchase, Refusal> {
        let path = self.dir.join(id).with_added_extension(EXTENSION);
        let (mut entry, _) = self.read(&path).map_err(Refusal::Disk)?;
        if entry.purchase.has_newer_facts() {
            return Err(Refusal::Disk(entry.purchase.sentence()));
        }
        let Intent { project_id, name, replaces, .. } = entry.purchase.intent().clone();
        let Some(lock) = self.lock_beside(open.as_ref(), &project_id, &name).map_err(Refusal::Disk)? else {
            self.see_holder(&mut entry);
            return Err(Refusal::Busy { name, first: Some(Box::new(entry)) });
        };
        // Only what is read under the lock is final.
        let (entry, end) = self.read(&path).map_err(Refusal::Disk)?;
        let (file, end) =
            receipt::reopen(&path, end).map_err(|error| Refusal::Disk(files::failed("write", &path, &error)))?;
        *open = Some(Open { id: entry.id, path, project_id, name, replaces, file, end, lock: Some(lock) });
        Ok(entry.purchase)
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
        let Some(open) = open else {
            return Err(Refusal::Disk("This purchase is not open in the journal.".to_owned()));
        };
        open.add(record).map_err(|error| Refusal::Disk(files::failed("write", &open.path, &error)))?;
        match &record.fact {
            Fact::Placed { .. } | Fact::Adopted { .. } => self.close_replaced(open, record),
            fact if fact.is_final() => {
                // What remains of the room is not part of the receipt; if it stays, it is blank.
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
            files::private_dir(dir).map_err(Refusal::Disk)?;
        }
        let lock = self.lock_beside(old, &intent.project_id, &intent.name).map_err(Refusal::Disk)?;
        let earlier = self.earlier(intent).map_err(Refusal::Disk)?;
        let Some(lock) = lock else {
            let first = earlier.into_iter().rfind(|entry| !entry.purchase.is_settled());
            return Err(Refusal::Busy { name: intent.name.clone(), first: first.map(Box::new) });
        };
        if let Some(entry) = unacknowledged(intent, earlier) {
            return Err(Refusal::Earlier(Box::new(entry)));
        }
        self.create(lock, intent, record).map_err(Refusal::Disk)
    }

    fn create(&self, lock: Lock, intent: &Intent, record: &Record) -> Result<Open, String> {
        let (bytes, end) = receipt::begun(record);
        for n in 1_u32.. {
            let id = receipt::file_stem(intent, n);
            let path = self.dir.join(&id).with_added_extension(EXTENSION);
            let taken = self.receipts().join(&id).with_added_extension(EXTENSION).exists();
            if !taken && let Some(file) = files::create_whole(&path, &bytes)? {
                let Intent { project_id, name, replaces, .. } = intent.clone();
                return Ok(Open { id, path, project_id, name, replaces, file, end, lock: Some(lock) });
            }
        }
        Err("The journal has no name left for this purchase.".to_owned())
    }

    /// Purchases of the same name in the same project, settled or not, oldest first. An unsettled one that cannot be
    /// read is an error: what it says may matter.
    ///
    /// # Errors
    /// A sentence, if the directory or an unsettled one cannot be read.
    pub fn earlier(&self, intent: &Intent) -> Result<Vec<Entry>, String> {
        let ending = format!("-{}.{EXTENSION}", safe(&intent.name));
        let mut entries = Vec::new();
        for (dir, settled) in [(&self.receipts(), true), (&self.dir, false)] {
            for file in files::listed(dir, EXTENSION)? {
                if !file.file_name().to_string_lossy().ends_with(&ending) {
                    continue;
                }
                match self.read(&file.path()) {
                    Ok((entry, _)) => entries.push(entry),
                    Err(_) if settled => {}
                    Err(why) => return Err(format!("{why} It may be about an order for this name: see the console.")),
                }
            }
        }
        entries.retain(|entry| concerns(entry.purchase.intent(), intent));
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(entries)
    }

    /// Marks what was sent in vain as replaced, now that the purchase in its place has an ID. Failing that, it is asked
    /// about once more, which does no harm.
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

    /// Puts a settled file among the receipts. If that fails, the next start does it.
    fn archive(&self, path: &Path) {
        if let Some(name) = path.file_name() {
            let _ = files::rename(path, &self.receipts().join(name));
        }
    }

    /// Reads a file; also says where its last whole line ends.
    fn read(&self, path: &Path) -> Result<(Entry, u64), String> {
        let odd = |why: &str| format!("The journal file {} {why}. It is left as it is.", path.display());
        let bytes = files::read_bounded(path, LIMIT)?.ok_or_else(|| odd("is not there any more"))?;
        let (records, end) = receipt::parse(&bytes).map_err(|why| odd(&why))?;
        let purchase = Purchase::resume(&records, self.pace).map_err(|_| odd("does not begin with an intent"))?;
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok((Entry { id, purchase, held_by: None }, end))
    }

    /// The lock of a name, which the purchase that is open may hold already.
    fn lock_beside(&self, open: Option<&Open>, project_id: &str, name: &str) -> Result<Option<Lock>, String> {
        let same = |open: &&Open| open.project_id == project_id && open.name == name;
        match open.filter(same).and_then(|open| open.lock.clone()) {
            None => Ok(self.lock(project_id, name)?.inspect(|lock| lock.sign(&person::process()))),
            held => Ok(held),
        }
    }

    fn lock(&self, project_id: &str, name: &str) -> Result<Option<Lock>, String> {
        files::private_dir(&self.dir.join("locks"))?;
        files::lock(&self.lock_path(project_id, name))
    }

    fn lock_path(&self, project_id: &str, name: &str) -> PathBuf {
        self.dir.join("locks").join(format!("{}-{}", safe(project_id), safe(name)))
    }

    /// Finds out who is at an unsettled purchase.
    fn see_holder(&self, entry: &mut Entry) {
        let Intent { project_id, name, .. } = entry.purchase.intent();
        if !entry.purchase.is_settled() && matches!(self.lock(project_id, name), Ok(None)) {
            let signed = files::read_bounded(&self.lock_path(project_id, name), LIMIT).ok().flatten();
            let words =
                signed.map(|bytes| clean(&String::from_utf8_lossy(&bytes))).filter(|words| !words.trim().is_empty());
            entry.held_by = Some(words.unwrap_or_else(|| "another process".to_owned()));
        }
    }

    fn receipts(&self) -> PathBuf {
        self.dir.join("receipts")
    }
}

impl Open {
    /// What the journal calls the purchase; an intent that replaces it names it by this.
    pub fn id(&self) -> &str {
        &self.id
    }

    fn add(&mut self, record: &Record) -> std::io::Result<()> {
        self.end = receipt::append(&mut self.file, self.end, record)?;
        Ok(())
    }
}

/// Whether two purchases are of the same name in the same project of the same cloud.
pub fn concerns(one: &Intent, other: &Intent) -> bool {
    let same_cloud = one.endpoint == other.endpoint || !(is_local(one) || is_local(other));
    one.project_id == other.project_id && one.name == other.name && same_cloud
}

/// Whether it went to a pretend cloud on this machine. Those come and go, and know nothing of one another; the real
/// cloud is the same one by whatever address it is reached.
pub fn is_local(intent: &Intent) -> bool {
    intent.endpoint.starts_with("http://")
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
