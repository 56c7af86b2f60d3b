//! Why something was not done with a draft, as a value.

use super::name::LONGEST;
use crate::form::draft::ReadOnly;
use crate::store::error::FileError;
use crate::store::flaw::DraftFlaw;
use crate::store::format::LIMIT;
use crate::text;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;

/// Why something was not done with a draft.
#[derive(Debug)]
pub enum DraftError {
    /// A file or a folder stood in the way.
    File(FileError),
    /// There is no file at this path.
    NoFile(PathBuf),
    /// There is no draft of this name.
    NoDraft(String),
    /// There is a draft of this name already.
    Taken(String),
    /// This text cannot be the name of a draft.
    NotAName(String),
    /// What this file holds is no draft.
    Unreadable(PathBuf, DraftFlaw),
    /// What was pasted is no draft.
    Pasted(DraftFlaw),
    /// The draft of this name is in this later format, and too different to be edited here.
    Newer(String, u64),
    /// It would be larger than what is read again.
    TooLarge,
    /// It was opened for reading only.
    ReadOnly(ReadOnly),
    /// Another wizard has the draft of this name open.
    OpenElsewhere(String),
    /// This wizard has the draft of this name open.
    OpenHere(String),
    /// The file of the draft of this name holds a key or token, which must not get into another file.
    HoldsSecret(String),
    /// The new name of a draft is a key or token, or holds one.
    SecretName,
    /// The name was free, and another wizard took it just now.
    BegunElsewhere,
}

impl Display for DraftError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::NoFile(path) => write!(f, "There is no file {}.", text::path(path)),
            Self::NoDraft(name) => write!(f, "There is no draft named {name}."),
            Self::Taken(name) => write!(f, "There is a draft named {name} already. Choose another name."),
            Self::NotAName(text) => {
                write!(f, "{text:?} cannot be the name of a draft. Use 1 to {LONGEST} letters, digits, - or _.")
            }
            Self::Unreadable(path, flaw) => write!(f, "The file {} {flaw}.", text::path(path)),
            Self::Pasted(flaw) => write!(f, "The pasted text {flaw}."),
            Self::Newer(name, format) => write!(f, "The draft {name} {}.", DraftFlaw::Newer(*format)),
            Self::TooLarge => write!(f, "The draft is larger than {} KiB, so it is not saved.", LIMIT / 1024),
            Self::ReadOnly(why) => why.fmt(f),
            Self::OpenElsewhere(name) => write!(f, "{name} is open in another wizard."),
            Self::OpenHere(name) => write!(f, "{name} is open here."),
            Self::HoldsSecret(name) => write!(
                f,
                "{name} holds your secret key or token. Open it in the wizard and press Ctrl-S, which takes that out of \
                 the file, then try again."
            ),
            Self::SecretName => f.write_str("That name holds your secret key or token. Choose another name."),
            Self::BegunElsewhere => f.write_str("Another wizard began a draft of this name just now."),
        }
    }
}

// It says itself what it came from, so it has no source to be printed behind it.
impl Error for DraftError {}

impl From<FileError> for DraftError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}
