//! Drafts: one file each, `NAME.json`, saved whole; who has one open keeps others from writing it.
//!
//! A file that cannot be read is set aside, never overwritten. In the state directory, `open` notes which draft is open
//! since when and at which screen, so that the start after a crash can say so.

mod aside;
mod error;
mod name;
mod open;

use super::Dirs;
use super::error::{Doing, FileError};
use super::files;
use super::format::{self, LIMIT};
use crate::form::draft::{Draft, DraftLine, LeftOpen, OpenedDraft, ReadOnly};
use crate::secret::KnownSecrets;
use crate::text::clean;
use jiff::Timestamp;
use name::LONGEST;
use open::Marks;
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

pub use error::DraftError;
pub use name::{is_like, is_name};
pub use open::Claim;

/// The drafts of this user.
#[derive(Clone, Debug)]
pub struct Drafts {
    dir: PathBuf,
    marks: Marks,
}

/// Reads a draft or a request body from anywhere. The file is not written to.
///
/// # Errors
/// Why it cannot be read, or is neither.
pub fn import(path: &Path) -> Result<Draft, DraftError> {
    let bytes = files::read_bounded(path, LIMIT)?;
    let bytes = bytes.ok_or_else(|| DraftError::NoFile(path.to_owned()))?;
    format::parse(&bytes).map_err(|flaw| DraftError::Unreadable(path.to_owned(), flaw))
}

impl Drafts {
    /// The drafts in the configuration directory. Nothing is read or created yet.
    pub fn new(dirs: &Dirs) -> Self {
        Self { dir: dirs.config.join("drafts"), marks: Marks::new(dirs.state.join("open")) }
    }

    /// Whether there is a draft of this name.
    ///
    /// # Errors
    /// If that cannot be told because the directory may not be read.
    pub fn exists(&self, name: &str) -> Result<bool, DraftError> {
        Ok(is_name(name) && files::exists(&self.path(name))?)
    }

    /// Whether a file is meant rather than a draft: by a path, and by a name that no draft has and a file does. A draft goes
    /// before a file of its name that happens to lie here, which `./` names.
    ///
    /// # Errors
    /// As [`Self::exists`].
    pub fn is_path(&self, name_or_path: &str) -> Result<bool, DraftError> {
        Ok(!is_name(name_or_path) || (!self.exists(name_or_path)? && Path::new(name_or_path).is_file()))
    }

    /// Why a draft must not be written, where its user made the file read-only.
    fn read_only(&self, name: &str) -> Option<ReadOnly> {
        let path = self.path(name);
        files::is_read_only(&path).then_some(ReadOnly::File(path))
    }

    /// All drafts, the one changed last first.
    ///
    /// # Errors
    /// If the directory cannot be read.
    pub fn list(&self) -> Result<Vec<DraftLine>, DraftError> {
        Ok(self.list_few(usize::MAX)?.unwrap_or_default())
    }

    /// The same, or `None` where there are more than `most`: then none of them is read.
    ///
    /// # Errors
    /// If the directory cannot be read.
    pub fn list_few(&self, most: usize) -> Result<Option<Vec<DraftLine>>, DraftError> {
        let Some(files) = files::listed_few(&self.dir, "json", most)? else { return Ok(None) };
        let mut list = Vec::new();
        for path in files {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let about = path.metadata().ok();
            if !is_name(&name) || about.as_ref().is_some_and(Metadata::is_dir) {
                continue;
            }
            let modified = about.and_then(|about| Timestamp::try_from(about.modified().ok()?).ok());
            let unreadable = |why: DraftError| (Draft::default(), Some(why.to_string()));
            let (draft, problem) = import(&path).map_or_else(unreadable, |draft| (draft, None));
            list.push(DraftLine { name, modified, draft, problem, ..DraftLine::default() });
        }
        crate::sort::by(&mut list, |a, b| b.modified.cmp(&a.modified).then_with(|| a.name.cmp(&b.name)));
        Ok(Some(list))
    }

    /// Reads a draft by name, or a draft or request body by path, without opening it for writing.
    ///
    /// # Errors
    /// There is none, it is broken, or it is too large.
    pub fn load(&self, name_or_path: &str) -> Result<Draft, DraftError> {
        if !is_name(name_or_path) {
            return import(Path::new(name_or_path));
        }
        let path = self.path(name_or_path);
        if files::exists(&path)? { import(&path) } else { Err(DraftError::NoDraft(name_or_path.to_owned())) }
    }

    /// Opens a draft, or a new one: for writing with the claim, and without one for reading only, because another wizard
    /// has it open. A broken file is set aside first, which the notes say.
    ///
    /// # Errors
    /// The name is not allowed, or the file can be neither read nor set aside.
    pub fn open(&self, name: &str) -> Result<(Option<Claim>, OpenedDraft), DraftError> {
        let claim = self.claim(name)?;
        let path = self.path(name);
        let draft = match &claim {
            Some(_) => self.read_or_set_aside(&path, name)?,
            None if path.exists() => import(&path)?,
            None => Draft::default(),
        };
        let left_open =
            claim.as_ref().and_then(|claim| self.marks.read(claim.name())).filter(|_| !draft.answers.is_empty());
        let read_only = match &claim {
            Some(_) => self.read_only(name),
            None => Some(ReadOnly::OpenElsewhere(name.to_owned())),
        };
        Ok((claim, OpenedDraft { name: name.to_owned(), draft, left_open, read_only, is_new: !path.exists() }))
    }

    /// Claims a draft without reading it, to rename or remove it, also where it is broken; `None` where another wizard has
    /// it open.
    ///
    /// # Errors
    /// The name is not allowed, or the system does not let it be claimed.
    pub fn claim(&self, name: &str) -> Result<Option<Claim>, DraftError> {
        allow(name)?;
        Ok(self.marks.claim(name)?)
    }

    /// Saves a draft, whole or not at all.
    ///
    /// # Errors
    /// Why it could not be saved; the file is as it was.
    pub fn save(&self, claim: &Claim, draft: &Draft) -> Result<(), DraftError> {
        let bytes = format::encode(draft);
        if bytes.len() as u64 > LIMIT {
            return Err(DraftError::TooLarge);
        }
        if let Some(why) = self.read_only(claim.name()) {
            return Err(DraftError::ReadOnly(why));
        }
        files::private_dir(&self.dir)?;
        Ok(files::write_whole(&self.path(claim.name()), &bytes)?)
    }

    /// Gives an open draft another name.
    ///
    /// # Errors
    /// The name is not allowed or taken, or the file cannot be moved. It keeps its name then.
    pub fn rename(&self, claim: &mut Claim, name: &str) -> Result<(), DraftError> {
        let new = self.claim_new(name)?;
        let (from, to) = (self.path(claim.name()), self.path(name));
        // A mark without a draft says nothing, but a draft without its mark is not spoken of after a crash.
        if let Some(left) = self.marks.read(claim.name()) {
            self.marks.write(name, left)?;
        }
        if from.exists() {
            files::rename(&from, &to).inspect_err(|_| self.marks.clear(name))?;
        }
        self.marks.clear(claim.name());
        *claim = new;
        Ok(())
    }

    /// Copies a draft to a name that is not taken. The instance gets that name too: a project has each name once, so a
    /// copy with the old one could not be bought, and nobody could tell the two apart.
    ///
    /// # Errors
    /// There is no such draft or it is broken, or the new name is not allowed or taken.
    pub fn copy(&self, from: &str, to: &str) -> Result<(), DraftError> {
        allow(from)?;
        let claim = self.claim_new(to)?;
        let mut draft = self.load(from)?;
        draft.answers.insert("name".to_owned(), to.into());
        self.save(&claim, &draft)
    }

    /// Checks that copying or renaming a draft would write none of these secrets.
    ///
    /// # Errors
    /// The file or the new name holds one, there is no such draft, or it is broken.
    pub fn keep_secrets_out(&self, from: &str, to: &str, secrets: &KnownSecrets) -> Result<(), DraftError> {
        if secrets.are_in(to) {
            return Err(DraftError::SecretName);
        }
        if self.load(from)?.drop_secrets(secrets) { Err(DraftError::HoldsSecret(from.to_owned())) } else { Ok(()) }
    }

    /// Removes a draft for good.
    ///
    /// # Errors
    /// If the file cannot be removed.
    pub fn remove(&self, claim: &Claim) -> Result<(), DraftError> {
        self.marks.clear(claim.name());
        let path = self.path(claim.name());
        match fs::remove_file(&path) {
            Err(error) if path.exists() => Err(FileError::of(Doing::Remove, &path)(error).into()),
            _ => Ok(()),
        }
    }

    /// A name like the one wished for that is allowed and not taken.
    pub fn free_name(&self, wish: &str) -> String {
        name::like(wish).find(|name| !self.path(name).exists()).unwrap_or_default()
    }

    /// What tells whether the file of a draft is still the one that was seen; `None` where there is none.
    pub fn stamp(&self, name: &str) -> Option<(SystemTime, u64)> {
        self.path(name).metadata().ok().and_then(|meta| Some((meta.modified().ok()?, meta.len())))
    }

    /// Makes another draft of what stands in the file of this one. Returns its name.
    ///
    /// # Errors
    /// If the file cannot be moved.
    pub fn move_aside(&self, name: &str) -> Result<String, DraftError> {
        let other = self.free_name(name);
        Ok(files::rename(&self.path(name), &self.path(&other)).map(|()| other)?)
    }

    /// Notes that a draft is open, since when and at which screen.
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn mark_open(&self, claim: &Claim, since: Timestamp, screen: &str) -> Result<(), DraftError> {
        Ok(self.marks.write(claim.name(), LeftOpen { since, screen: screen.to_owned() })?)
    }

    /// Notes that a draft was left in order. If that fails, the next start offers to go on with it.
    pub fn clear_open(&self, name: &str) {
        self.marks.clear(name);
    }

    /// The drafts, by name, that were open when the program ended without leaving them. Those that another wizard has
    /// open are not among them.
    pub fn left_open(&self) -> BTreeMap<String, LeftOpen> {
        let mut left = self.marks.all();
        left.retain(|name, _| !self.marks.is_claimed(name));
        left
    }

    fn claim_new(&self, name: &str) -> Result<Claim, DraftError> {
        allow(name)?;
        match self.marks.claim(name)? {
            Some(claim) if !self.path(name).exists() => Ok(claim),
            _ => Err(DraftError::Taken(name.to_owned())),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join(format!("{name}.json"))
    }
}

fn allow(name: &str) -> Result<(), DraftError> {
    let shown = || clean(name).chars().take(LONGEST).collect();
    if is_name(name) { Ok(()) } else { Err(DraftError::NotAName(shown())) }
}
