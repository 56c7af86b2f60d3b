//! What can go wrong with files, as values: a caller decides by the variant, and the sentence is made where it is shown.
//!
//! The sentence says what happened to which file and, where the person can do something about it, what to do.

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
        f.write_str("You have no home directory to keep drafts in. Name a directory with --config-dir.")
    }
}

impl Display for FileError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::System { path, error, .. } if regular_file::is_other_kind(error) => {
                write!(f, "{} {error}, so it is left alone. Move it away, or name another.", text::path(path))
            }
            Self::System { doing, path, error } => {
                let (path, to_do) = (text::path(path), to_do(error));
                write!(f, "Could not {doing} {path}: {error}. {to_do}, or name another directory with --config-dir.")
            }
            Self::TooLarge { path, limit } => {
                let (path, limit) = (text::path(path), limit / 1024);
                write!(f, "{path} is larger than {limit} KiB, so it is not read. Is it the right file?")
            }
        }
    }
}

fn to_do(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "Free some space there",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "Make it accessible to you",
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "A part of this path is a file: move that away",
        ErrorKind::NotFound => "See whether it was moved or removed",
        _ => "Check its disk and its file system",
    }
}

impl Display for Doing {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CreateDirectory => "create the directory",
            Self::Lock => "lock",
            Self::LookAt => "look at",
            Self::Move => "move",
            Self::Read => "read",
            Self::Remove => "remove",
            Self::Write => "write",
        })
    }
}

impl Error for NoHome {}

// It says itself what it came from, so it has no source to be printed behind it.
impl Error for FileError {}
