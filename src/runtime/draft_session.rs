//! Keeps the draft: which one is open, under which name it is written, and whether it may be written at all.

use crate::app::message::SaveDraft;
use crate::form::draft::{Draft, DraftLine, FORMAT, OpenedDraft, ReadOnly};
use crate::store::Dirs;
use crate::store::drafts::{self, Claim, Drafts};
use jiff::Timestamp;
use std::path::Path;

/// The drafts of this user, and the one that is open.
#[derive(Debug)]
pub struct DraftSession {
    drafts: Drafts,
    claim: Option<Claim>,
    /// The format of the file.
    version: u64,
    /// Why nothing is written, where that is so.
    read_only: Option<ReadOnly>,
    /// Since when it is open.
    since: Timestamp,
}

impl DraftSession {
    /// Nothing is open yet, and nothing is read or created.
    pub fn new(dirs: &Dirs) -> Self {
        let drafts = Drafts::new(dirs);
        Self { drafts, claim: None, version: FORMAT, read_only: None, since: Timestamp::now() }
    }

    /// All drafts, the one that was left open in the middle of things first, then the one changed last.
    ///
    /// # Errors
    /// A sentence, if the directory cannot be read.
    pub fn list(&self) -> Result<Vec<DraftLine>, String> {
        Ok(self.list_few(usize::MAX)?.unwrap_or_default())
    }

    /// The same, or `None` where there are more than `most`: then none of them is read.
    ///
    /// # Errors
    /// A sentence, if the directory cannot be read.
    pub fn list_few(&self, most: usize) -> Result<Option<Vec<DraftLine>>, String> {
        let Some(mut lines) = self.drafts.list_few(most)? else { return Ok(None) };
        let mut left = self.drafts.left_open();
        for line in &mut lines {
            line.left_open = left.remove(&line.name);
        }
        lines.sort_by_key(|line| line.left_open.is_none());
        Ok(Some(lines))
    }

    /// Opens a draft by name, or begins one; a path is read into a new draft named after it, the file is not written.
    ///
    /// # Errors
    /// A sentence on why it cannot be opened.
    pub fn open(&mut self, name_or_path: &str) -> Result<OpenedDraft, String> {
        if drafts::is_name(name_or_path) && !Path::new(name_or_path).is_file() {
            return self.open_named(name_or_path);
        }
        let path = Path::new(name_or_path);
        let draft = drafts::import(path)?;
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        self.begin(&stem, draft)
    }

    /// Takes a pasted draft or request body into a new draft.
    ///
    /// # Errors
    /// A sentence on why the text is neither.
    pub fn import_text(&mut self, text: &str) -> Result<OpenedDraft, String> {
        let draft = crate::store::format::parse(text.as_bytes()).map_err(|flaw| format!("The pasted text {flaw}."))?;
        let wish = draft.answers.get("name").and_then(|name| name.as_str()).unwrap_or("pasted").to_owned();
        let opened = self.begin(&wish, draft)?;
        // It exists nowhere else.
        if let Some(claim) = &self.claim {
            self.drafts.save(claim, &opened.draft)?;
        }
        Ok(opened)
    }

    fn open_named(&mut self, name: &str) -> Result<OpenedDraft, String> {
        if self.claim.as_ref().is_some_and(|claim| claim.name() == name) {
            // Our own lock would look like another wizard's.
            self.leave();
        }
        let (claim, opened) = self.drafts.open(name)?;
        self.leave();
        if let Some(claim) = &claim {
            self.drafts.mark_open(claim, Timestamp::now(), opened.draft.screen.as_deref().unwrap_or_default())?;
        }
        self.claim = claim;
        self.read_only.clone_from(&opened.read_only);
        self.version = opened.draft.version;
        self.since = Timestamp::now();
        Ok(opened)
    }

    fn begin(&mut self, wish: &str, draft: Draft) -> Result<OpenedDraft, String> {
        let name = self.drafts.free_name(wish);
        let mut opened = self.open_named(&name)?;
        let notes = std::mem::replace(&mut opened.draft, draft).notes;
        opened.draft.notes.extend(notes);
        self.version = opened.draft.version;
        Ok(opened)
    }

    /// Writes the draft; the first time it takes the name wished for, and while the draft follows the instance's name it
    /// is renamed with it. Returns the name it has.
    ///
    /// # Errors
    /// A sentence on why it could not be written.
    pub fn save(&mut self, save: SaveDraft) -> Result<String, String> {
        let SaveDraft { name: wish, follows, draft } = save;
        if let Some(why) = &self.read_only {
            return Err(why.to_string());
        }
        self.take_name(&wish, follows)?;
        let Some(claim) = &self.claim else { return Err("The draft has no name.".to_owned()) };
        let draft = Draft { version: self.version, ..draft };
        self.drafts.save(claim, &draft)?;
        self.drafts.mark_open(claim, self.since, draft.screen.as_deref().unwrap_or_default())?;
        Ok(claim.name().to_owned())
    }

    fn take_name(&mut self, wish: &str, follows: bool) -> Result<(), String> {
        match &mut self.claim {
            Some(claim) if follows && !is_like(claim.name(), wish) => {
                let name = self.drafts.free_name(wish);
                self.drafts.rename(claim, &name)
            }
            Some(_) => Ok(()),
            None => {
                let (claim, _) = self.drafts.open(&self.drafts.free_name(wish))?;
                let claim = claim.ok_or("Another wizard began a draft of this name just now.")?;
                self.drafts.mark_open(&claim, self.since, "")?;
                self.claim = Some(claim);
                Ok(())
            }
        }
    }

    /// Gives the draft of this name another one; also the one that is open.
    ///
    /// # Errors
    /// A sentence: the name is not allowed or taken, or the draft is open elsewhere.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), String> {
        match &mut self.claim {
            Some(claim) if claim.name() == from => self.drafts.rename(claim, to),
            _ => self.drafts.rename(&mut self.claim_of(from)?, to),
        }
    }

    /// Copies a draft to a name that is not taken.
    ///
    /// # Errors
    /// A sentence on why not.
    pub fn copy(&self, from: &str, to: &str) -> Result<(), String> {
        self.drafts.copy(from, to)
    }

    /// Removes a draft for good.
    ///
    /// # Errors
    /// A sentence, also where another wizard has it open.
    pub fn remove(&mut self, name: &str) -> Result<(), String> {
        if self.claim.as_ref().is_some_and(|claim| claim.name() == name) {
            return Err(format!("{name} is open here."));
        }
        self.drafts.remove(&self.claim_of(name)?)
    }

    fn claim_of(&self, name: &str) -> Result<Claim, String> {
        let (claim, _) = self.drafts.open(name)?;
        claim.ok_or_else(|| format!("{name} is open in another wizard."))
    }

    /// Notes that the wizard was left in order.
    pub fn leave(&mut self) {
        if let Some(claim) = self.claim.take() {
            self.drafts.clear_open(claim.name());
        }
    }
}

/// Whether a draft has the name wished for, or that with a number behind it because it was taken.
fn is_like(name: &str, wish: &str) -> bool {
    let rest = name.strip_prefix(wish);
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(|n| n.parse::<u32>().is_ok()))
}
