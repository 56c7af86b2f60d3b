//! Setting aside what cannot be read, so that a new draft never overwrites it.

use super::{DraftError, Drafts};
use crate::form::draft::Draft;
use crate::language::say;
use crate::store::error::FileError;
use crate::store::files;
use crate::store::flaw::DraftFlaw;
use crate::store::format::{self, LIMIT};
use crate::text;
use std::path::{Path, PathBuf};

impl Drafts {
    /// Reads the file of a draft that is claimed. One that cannot be understood is set aside, and the draft is new then.
    ///
    /// # Errors
    /// The file can be neither read nor set aside, or is of a newer format.
    pub(super) fn read_or_set_aside(&self, path: &Path, name: &str) -> Result<Draft, DraftError> {
        let bytes = match files::read_bounded(path, LIMIT) {
            Ok(None) => return Ok(Draft::default()),
            Ok(Some(bytes)) => Ok(bytes),
            Err(FileError::TooLarge { limit, .. }) => Err(DraftFlaw::TooLarge(limit)),
            Err(why) => return Err(why.into()),
        };
        match bytes.and_then(|bytes| format::parse(&bytes)) {
            Ok(draft) => Ok(draft),
            Err(DraftFlaw::Newer(format)) => Err(DraftError::Newer(name.to_owned(), format)),
            Err(flaw) => {
                let aside = text::path(&self.set_aside(path, name)?);
                let note = say!(
                    "The draft {name} {flaw}. It is kept, unchanged, as {aside}; this is a new one.",
                    name,
                    flaw,
                    aside
                );
                Ok(Draft { notes: vec![note], ..Draft::default() })
            }
        }
    }

    fn set_aside(&self, path: &Path, name: &str) -> Result<PathBuf, DraftError> {
        let asides = (1_u32..).map(|n| self.dir.join(format!("{name}.broken-{n}")));
        let aside = asides.into_iter().find(|aside| !aside.exists()).unwrap_or_default();
        files::rename(path, &aside)?;
        Ok(aside)
    }
}
