//! What can go wrong with files, as values: a caller decides by the variant, and the sentence is made where it is shown.
//!
//! The sentence says what happened to which file and, where the person can do something about it, what to do.

use crate::language::{say, tr};
use crate::{regular_file, text};
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// There is no home directory, and so no place for files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoHome;

/// What went wrong with a file or a folder.
#[derive(Debug)]
pub enum FileError {
    /// The system did not do this.
    System {
        /// What was to be done.
        doing: Doing,
        /// The file or folder it was to be done with.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file is larger than any of ours, so it is not read.
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most bytes it may have.
        limit: u64,
    },
}

/// What was to be done with a file or a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Making a folder.
    CreateDirectory,
    /// Locking a file.
    Lock,
    /// Finding out whether a file is there.
    LookAt,
    /// Giving a file another place or name.
    Move,
    /// Reading a file or folder.
    Read,
    /// Removing a file.
    Remove,
    /// Writing a file.
    Write,
}

impl FileError {
    /// What turns an error of the system into one that says what was to be done with which file.
    pub(super) fn of(doing: Doing, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::System { doing, path: path.to_owned(), error }
    }
}

impl Display for NoHome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(tr("You have no home directory to keep drafts in. Name a directory with --config-dir."))
    }
}

impl Display for FileError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::System { doing, path, error } => match regular_file::other_kind(error) {
                Some(kind) => say!(
                    "{path} {kind}, so it is left alone. Move it away, or name another.",
                    path = text::path(path),
                    kind
                ),
                None => text::paragraph(&[doing.failed(&text::path(path), error), to_do(error).to_owned()]),
            },
            Self::TooLarge { path, limit } => say!(
                "{path} is larger than {limit} KiB, so it is not read. Is it the right file?",
                path = text::path(path),
                limit = limit / 1024
            ),
        })
    }
}

fn to_do(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            tr("Free some space there, or name another directory with --config-dir.")
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            tr("Make it accessible to you, or name another directory with --config-dir.")
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            tr("A part of this path is a file: move that away, or name another directory with --config-dir.")
        }
        ErrorKind::NotFound => tr("See whether it was moved or removed, or name another directory with --config-dir."),
        _ => tr("Check its disk and its file system, or name another directory with --config-dir."),
    }
}

impl Doing {
    /// That it was not done with this file or folder, and what the system says.
    fn failed(self, path: &str, error: &io::Error) -> String {
        match self {
            Self::CreateDirectory => say!("Could not create the directory {path}: {error}.", path, error),
            Self::Lock => say!("Could not lock {path}: {error}.", path, error),
            Self::LookAt => say!("Could not look at {path}: {error}.", path, error),
            Self::Move => say!("Could not move {path}: {error}.", path, error),
            Self::Read => say!("Could not read {path}: {error}.", path, error),
            Self::Remove => say!("Could not remove {path}: {error}.", path, error),
            Self::Write => say!("Could not write {path}: {error}.", path, error),
        }
    }
}

impl Error for NoHome {}

// It says itself what it came from, so it has no source to be printed behind it.
impl Error for FileError {}
