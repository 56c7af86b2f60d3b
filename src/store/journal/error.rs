//! Why something was not done in the journal, as a value.

use crate::language::say;
use crate::purchase::Purchase;
use crate::store::error::FileError;
use crate::text::{self, paragraph};
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;

/// Why something was not done in the journal.
#[derive(Debug)]
pub enum JournalError {
    /// A file or a folder stood in the way.
    File(FileError),
    /// What this file holds is no journal of a purchase.
    Unreadable(PathBuf, JournalFlaw),
    /// The same, of a file that may be about the very name that is to be bought.
    MayConcern(Box<JournalError>),
    /// A later version of this program went on with this purchase.
    Newer(Box<Purchase>),
    /// The purchase was not begun or taken over before something was to be added to it.
    NotOpen,
    /// Every name for the file of this purchase is taken.
    NoNameLeft,
}

/// Why a file is no journal of a purchase. What it says is a sentence without its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalFlaw {
    /// It is not there any more.
    Gone,
    /// A line before the last is torn.
    Damaged,
    /// It is in this later format.
    Newer(u64),
    /// It holds something else.
    Foreign,
    /// Its first record is not an intent.
    NoIntent,
}

impl JournalError {
    /// Whether the file is not there any more. One that was settled is moved.
    pub(super) fn is_gone(&self) -> bool {
        matches!(self, Self::Unreadable(_, JournalFlaw::Gone))
    }
}

impl Display for JournalError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::File(error) => return error.fmt(f),
            Self::Unreadable(path, flaw @ JournalFlaw::Gone) => {
                say!("The journal file {path} {flaw}.", path = text::path(path), flaw)
            }
            Self::Unreadable(path, flaw) => {
                say!("The journal file {path} {flaw}. It is left as it is.", path = text::path(path), flaw)
            }
            Self::MayConcern(why) => paragraph(&[
                why.to_string(),
                say!(
                    "It may be about an order for this name: look for it in the console, then put the file elsewhere."
                ),
            ]),
            Self::Newer(purchase) => purchase.sentence(),
            Self::NotOpen => say!("This purchase is not open in the journal."),
            Self::NoNameLeft => say!("The journal has no name left for this purchase."),
        })
    }
}

impl Display for JournalFlaw {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Gone => say!("is not there any more"),
            Self::Damaged => say!("is damaged"),
            Self::Newer(format) => say!("was written by a newer version of this program (format {format})", format),
            Self::Foreign => say!("is not a journal of this program"),
            Self::NoIntent => say!("does not begin with an intent"),
        })
    }
}

// It says itself what it came from, so it has no source to be printed behind it.
impl Error for JournalError {}

impl From<FileError> for JournalError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}
