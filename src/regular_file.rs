//! Opening files that may be something else: a pipe in the place of a file would be waited for without end, and a device
//! may never end.

use crate::language::Text;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::fs::{File, FileType, OpenOptions};
use std::io;
use std::path::Path;

/// Where a shell puts what it hands over open, as by `<(...)`: a pipe that somebody writes into, and that ends.
const HANDED_OVER: &str = "/dev/fd";

/// What stands in the place of a regular file. What it says is a sentence without its subject: `is a directory, not a
/// file`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherKind {
    Directory,
    NamedPipe,
    Socket,
    Device,
}

/// Opens a regular file by these options, or what a shell has handed over, without waiting for anybody at its other end.
/// What was opened is looked at, not what the path named before.
///
/// # Errors
/// What the system did not do, or that something else than a regular file is there ([`other_kind`]).
pub fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    if path.starts_with(HANDED_OVER) {
        return options.open(path);
    }
    // Nor must a terminal become that of this process.
    #[cfg(unix)]
    let options = {
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags.bits().cast_signed())
    };
    match options.open(path) {
        Ok(file) => match kind_of(file.metadata()?.file_type()) {
            None => Ok(file),
            Some(kind) => Err(io::Error::other(kind)),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(error),
        // Some kinds cannot be opened at all.
        Err(error) => match path.metadata().ok().and_then(|meta| kind_of(meta.file_type())) {
            None => Err(error),
            Some(kind) => Err(io::Error::other(kind)),
        },
    }
}

/// What is there instead, where a file was not opened because it is no regular file.
pub fn other_kind(error: &io::Error) -> Option<OtherKind> {
    error.get_ref().and_then(|inner| inner.downcast_ref()).copied()
}

fn kind_of(kind: FileType) -> Option<OtherKind> {
    if kind.is_file() {
        return None;
    }
    if kind.is_dir() {
        return Some(OtherKind::Directory);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some(OtherKind::NamedPipe);
        }
        if kind.is_socket() {
            return Some(OtherKind::Socket);
        }
    }
    Some(OtherKind::Device)
}

impl Display for OtherKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let told = match self {
            Self::Directory => Text("is a directory, not a file"),
            Self::NamedPipe => Text("is a named pipe, not a file"),
            Self::Socket => Text("is a socket, not a file"),
            Self::Device => Text("is a device, not a file"),
        };
        told.fmt(f)
    }
}

impl Error for OtherKind {}
