//! Keeps the draft: which one is open, under which name it is written, and whether it may be written at all.

use crate::app::message::{SaveDraft, Saved};
use crate::form::draft::{Draft, DraftLine, OpenedDraft, ReadOnly};
use crate::secret::{KnownSecrets, Secret};
use crate::sort;
use crate::store::Dirs;
use crate::store::drafts::{self, Claim, DraftError, Drafts};
use crate::store::format;
use jiff::Timestamp;
use std::path::Path;
use std::time::SystemTime;

/// The drafts of this user, and the one that is open.
#[derive(Debug)]
pub struct DraftSession {
    drafts: Drafts,
    /// What no draft may hold.
    secrets: KnownSecrets,
    claim: Option<Claim>,
    /// Why nothing is written, where that is so.
    read_only: Option<ReadOnly>,
    /// Since when it is open.
    since: Timestamp,
    /// The file as it was read or written last; a later one is another program's.
    seen: Option<(SystemTime, u64)>,
    /// The screen it was left at, until [`Self::mark`] has told the next start that it is open.
    unmarked: Option<String>,
}

impl DraftSession {
    /// Nothing is open yet, and nothing is read or created.
    pub fn new(dirs: &Dirs) -> Self {
        let drafts = Drafts::new(dirs);
        let secrets = KnownSecrets::default();
        let since = Timestamp::now();
        Self { drafts, secrets, claim: None, read_only: None, since, seen: None, unmarked: None }
    }

    /// From now on no draft that is read or written holds this secret.
    pub fn keep_out(&mut self, secret: &Secret) {
        self.secrets.add_with_beginning(secret);
    }

    /// All drafts, the one that was left open in the middle of things first, then the one changed last.
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
        let Some(mut lines) = self.drafts.list_few(most)? else { return Ok(None) };
        let mut left = self.drafts.left_open();
        for line in &mut lines {
            line.draft.drop_secrets(&self.secrets);
            line.left_open = left.remove(&line.name);
        }
        sort::by_key(&mut lines, |line| line.left_open.is_none());
        Ok(Some(lines))
    }

    /// Opens a draft by name, or begins one; a path is read into a new draft named after it, the file is not written. A
    /// secret is no name: what was meant for another question would be written as the name of a file.
    ///
    /// # Errors
    /// Why it cannot be opened.
    pub fn open(&mut self, name_or_path: &str) -> Result<OpenedDraft, DraftError> {
        if self.secrets.are_in(name_or_path) {
            return Err(DraftError::SecretName);
        }
        if !self.drafts.is_path(name_or_path)? {
            return self.open_named(name_or_path);
        }
        let path = Path::new(name_or_path);
        let mut draft = drafts::import(path)?;
        draft.drop_secrets(&self.secrets);
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        self.begin(&stem, draft)
    }

    /// Takes a pasted draft or request body into a new draft.
    ///
    /// # Errors
    /// Why the text is neither.
    pub fn import_text(&mut self, text: &str) -> Result<OpenedDraft, DraftError> {
        let draft = format::parse(text.as_bytes()).map_err(DraftError::Pasted)?;
        let wish = draft.answers.get("name").and_then(|name| name.as_str()).unwrap_or("pasted").to_owned();
        self.begin_new(&wish, draft)
    }

    /// Begins a draft with these answers, under a name like the one wished for, unless that is a secret.
    ///
    /// # Errors
    /// Why it cannot be opened or written.
    pub fn begin_new(&mut self, wish: &str, mut draft: Draft) -> Result<OpenedDraft, DraftError> {
        draft.drop_secrets(&self.secrets);
        let wish = if self.secrets.are_in(wish) { "" } else { wish };
        let mut opened = self.begin(wish, draft)?;
        self.mark();
        // It exists nowhere else.
        if let Some(claim) = &self.claim {
            self.drafts.save(claim, &opened.draft)?;
            self.seen = self.drafts.stamp(claim.name());
            opened.is_new = false;
        }
        Ok(opened)
    }

    /// Notes that the draft which was opened last is open, so that the start after a crash can say so. Not part of opening
    /// it, because two syncs would hold up the first screen (`architecture`, "Figures": first screen). If this fails, the
    /// next save does it, and says so.
    pub fn mark(&mut self) {
        if let (Some(claim), Some(screen)) = (&self.claim, self.unmarked.take()) {
            let _ = self.drafts.mark_open(claim, self.since, &screen);
        }
    }

    fn open_named(&mut self, name: &str) -> Result<OpenedDraft, DraftError> {
        if self.claim.as_ref().is_some_and(|claim| claim.name() == name) {
            // Our own lock would look like another wizard's.
            self.leave();
        }
        let seen = self.drafts.stamp(name);
        let (claim, mut opened) = self.drafts.open(name)?;
        opened.draft.drop_secrets(&self.secrets);
        self.leave();
        (self.since, self.seen) = (Timestamp::now(), seen);
        self.unmarked = Some(opened.draft.screen.clone().unwrap_or_default());
        self.claim = claim;
        self.read_only.clone_from(&opened.read_only);
        Ok(opened)
    }

    fn begin(&mut self, wish: &str, draft: Draft) -> Result<OpenedDraft, DraftError> {
        let name = self.drafts.free_name(wish);
        let mut opened = self.open_named(&name)?;
        let notes = std::mem::replace(&mut opened.draft, draft).notes;
        opened.draft.notes.extend(notes);
        Ok(opened)
    }

    /// Writes the draft; the first time it takes the name wished for, and while the draft follows the instance's name it
    /// is renamed with it. What another program wrote into the file meanwhile becomes a draft of its own.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn save(&mut self, save: SaveDraft) -> Result<Saved, DraftError> {
        let SaveDraft { name: wish, follows, mut draft } = save;
        let screen = draft.screen.clone().unwrap_or_default();
        if let Some(why) = &self.read_only {
            return Err(DraftError::ReadOnly(why.clone()));
        }
        let (claim, renames) = match self.claim.take() {
            Some(claim) => {
                let renames = follows && !drafts::is_like(claim.name(), &wish);
                (claim, renames)
            }
            None => (self.claim_free(&wish, &screen)?, false),
        };
        let claim = self.claim.insert(claim);
        if renames {
            self.drafts.rename(claim, &self.drafts.free_name(&wish))?;
        }
        draft.drop_secrets(&self.secrets);
        let now = self.drafts.stamp(claim.name());
        let other = (now.is_some() && now != self.seen).then(|| self.drafts.move_aside(claim.name())).transpose()?;
        self.drafts.save(claim, &draft)?;
        self.seen = self.drafts.stamp(claim.name());
        self.drafts.mark_open(claim, self.since, &screen)?;
        Ok(Saved { name: claim.name().to_owned(), other })
    }

    /// A new draft is marked before it is written: one without its mark is not spoken of after a crash.
    fn claim_free(&self, wish: &str, screen: &str) -> Result<Claim, DraftError> {
        let (claim, _) = self.drafts.open(&self.drafts.free_name(wish))?;
        let claim = claim.ok_or(DraftError::BegunElsewhere)?;
        self.drafts.mark_open(&claim, self.since, screen)?;
        Ok(claim)
    }

    /// Gives the draft of this name another one; also the one that is open.
    ///
    /// # Errors
    /// The name is not allowed or taken, or the draft is open elsewhere, is broken or holds a secret.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), DraftError> {
        self.drafts.keep_secrets_out(from, to, &self.secrets)?;
        match &mut self.claim {
            Some(claim) if claim.name() == from => self.drafts.rename(claim, to),
            _ => self.drafts.rename(&mut self.claim_of(from)?, to),
        }
    }

    /// Copies a draft to a name that is not taken.
    ///
    /// # Errors
    /// Why it was not copied.
    pub fn copy(&self, from: &str, to: &str) -> Result<(), DraftError> {
        self.drafts.keep_secrets_out(from, to, &self.secrets)?;
        self.drafts.copy(from, to)
    }

    /// Removes a draft for good.
    ///
    /// # Errors
    /// If it cannot be removed, also because another wizard has it open.
    pub fn remove(&mut self, name: &str) -> Result<(), DraftError> {
        if self.claim.as_ref().is_some_and(|claim| claim.name() == name) {
            return Err(DraftError::OpenHere(name.to_owned()));
        }
        self.drafts.remove(&self.claim_of(name)?)
    }

    fn claim_of(&self, name: &str) -> Result<Claim, DraftError> {
        self.drafts.claim(name)?.ok_or_else(|| DraftError::OpenElsewhere(name.to_owned()))
    }

    /// Notes that the wizard was left in order.
    pub fn leave(&mut self) {
        if let Some(claim) = self.claim.take() {
            self.drafts.clear_open(claim.name());
        }
    }
}
