//! Which drafts are open: a lock for each keeps other wizards from writing it, and a mark beside the lock lets the start
//! after a crash say which was left open.

use super::name::is_name;
use crate::form::draft::LeftOpen;
use crate::sort;
use crate::store::error::FileError;
use crate::store::files;
use crate::store::format::LIMIT;
use crate::store::lock::Lock;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the marks and locks.
#[derive(Clone, Debug)]
pub(super) struct Marks {
    dir: PathBuf,
}

/// A draft that is open for writing; nobody else can write it until this is dropped.
#[derive(Debug)]
pub struct Claim {
    name: String,
    #[expect(dead_code, reason = "holding it is the claim")]
    lock: Lock,
}

impl Claim {
    /// The name of the draft.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// What a mark says.
#[derive(Serialize, Deserialize)]
struct Mark {
    name: String,
    #[serde(flatten)]
    left: LeftOpen,
}

impl Marks {
    /// Those in this folder, which need not exist yet.
    pub(super) fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Claims a draft; `None` where another wizard has it open.
    ///
    /// # Errors
    /// What the system did not do.
    pub(super) fn claim(&self, name: &str) -> Result<Option<Claim>, FileError> {
        files::private_dir(&self.dir)?;
        let lock = Lock::take(&self.lock(name))?;
        Ok(lock.map(|lock| Claim { name: name.to_owned(), lock }))
    }

    /// Whether another wizard has a draft open, as far as can be seen.
    pub(super) fn is_claimed(&self, name: &str) -> bool {
        Lock::is_held(&self.lock(name))
    }

    /// Marks a draft as open.
    ///
    /// # Errors
    /// What the system did not do.
    pub(super) fn write(&self, name: &str, left: LeftOpen) -> Result<(), FileError> {
        let mark = serde_json::to_vec(&Mark { name: name.to_owned(), left }).unwrap_or_default();
        // Every save marks, and a sync of what stands there already would only hold up whoever types.
        let stands = files::read_bounded(&self.path(name), LIMIT).is_ok_and(|there| there.as_ref() == Some(&mark));
        if stands { Ok(()) } else { files::write_whole(&self.path(name), &mark) }
    }

    /// Takes the mark of a draft away. If that fails, the next start offers to go on with the draft.
    pub(super) fn clear(&self, name: &str) {
        let _ = fs::remove_file(self.path(name));
    }

    /// What the mark of a draft says, if it has one.
    pub(super) fn read(&self, name: &str) -> Option<LeftOpen> {
        self.read_file(&self.path(name)).map(|mark| mark.left)
    }

    /// What all marks say, by the names of their drafts.
    pub(super) fn all(&self) -> BTreeMap<String, LeftOpen> {
        let files = files::listed(&self.dir, "json").unwrap_or_default();
        let marks = files.iter().filter_map(|file| self.read_file(file));
        sort::collect(marks.map(|mark| (mark.name, mark.left)))
    }

    /// A mark that does not stand where that of its draft belongs says nothing.
    fn read_file(&self, path: &Path) -> Option<Mark> {
        let bytes = files::read_bounded(path, LIMIT).ok()??;
        let mark = serde_json::from_slice::<Mark>(&bytes).ok();
        mark.filter(|mark| is_name(&mark.name) && self.path(&mark.name) == path)
    }

    fn lock(&self, name: &str) -> PathBuf {
        self.dir.join(format!("{name}.lock"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join(format!("{name}.json"))
    }
}
