//! Why something was not done with a draft, as a value.

use super::name::LONGEST;
use crate::form::draft::ReadOnly;
use crate::language::say;
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
        f.write_str(&match self {
            Self::File(error) => return error.fmt(f),
            Self::ReadOnly(why) => return why.fmt(f),
            Self::NoFile(path) => {
                let told = say!("There is no file {path}.", path = text::path(path));
                // A bare word was meant as a name.
                let is_word = path.components().count() == 1 && path.extension().is_none();
                let rule = say!("The name of a draft has 1 to {most} letters, digits, - or _.", most = LONGEST);
                text::paragraph(&[told, if is_word { rule } else { String::new() }])
            }
            Self::NoDraft(name) => say!("There is no draft named {name}.", name),
            Self::Taken(name) => say!("There is a draft named {name} already. Choose another name.", name),
            Self::NotAName(text) => say!(
                "{text} cannot be the name of a draft. Use 1 to {most} letters, digits, - or _.",
                text = format!("{text:?}"),
                most = LONGEST
            ),
            Self::Unreadable(path, flaw) => say!("The file {path} {flaw}.", path = text::path(path), flaw),
            Self::Pasted(flaw) => say!("The pasted text {flaw}.", flaw),
            Self::Newer(name, format) => say!("The draft {name} {flaw}.", name, flaw = DraftFlaw::Newer(*format)),
            Self::TooLarge => say!("The draft is larger than {limit} KiB, so it is not saved.", limit = LIMIT / 1024),
            Self::OpenElsewhere(name) => say!("{name} is open in another wizard. Leave that first.", name),
            Self::OpenHere(name) => say!("{name} is open here. Open another draft first.", name),
            Self::HoldsSecret(name) => say!(
                "{name} holds your secret key or token. Open it in the wizard and press Ctrl-S, which takes that out of \
                 the file, then try again.",
                name
            ),
            Self::SecretName => say!("That name holds your secret key or token. Choose another name."),
            Self::BegunElsewhere => say!(
                "Another wizard began a draft of this name just now; this one is saved under another as soon as a \
                 question is left."
            ),
        })
    }
}

// It says itself what it came from, so it has no source to be printed behind it.
impl Error for DraftError {}

impl From<FileError> for DraftError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}
