//! Opening files that may be something else: a pipe in the place of a file would be waited for without end, and a device
//! may never end.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::fs::{File, FileType, OpenOptions};
use std::io;
use std::path::Path;

/// Where a shell puts what it hands over open, as by `<(...)`: a pipe that somebody writes into, and that ends.
const HANDED_OVER: &str = "/dev/fd";

/// What stands in the place of a regular file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NotRegular(&'static str);

/// Opens a regular file by these options, or what a shell has handed over, without waiting for anybody at its other end.
/// What was opened is looked at, not what the path named before.
///
/// # Errors
/// What the system did not do, or that something else than a regular file is there ([`is_other_kind`]).
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
        Ok(file) => match other_kind(file.metadata()?.file_type()) {
            None => Ok(file),
            Some(kind) => Err(io::Error::other(NotRegular(kind))),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(error),
        // Some kinds cannot be opened at all.
        Err(error) => match path.metadata().ok().and_then(|meta| other_kind(meta.file_type())) {
            None => Err(error),
            Some(kind) => Err(io::Error::other(NotRegular(kind))),
        },
    }
}

/// Whether a file was not opened because it is no regular file. The error then says so: `is a named pipe, not a
/// file`.
pub fn is_other_kind(error: &io::Error) -> bool {
    error.get_ref().and_then(|inner| inner.downcast_ref::<NotRegular>()).is_some()
}

fn other_kind(kind: FileType) -> Option<&'static str> {
    if kind.is_file() {
        return None;
    }
    if kind.is_dir() {
        return Some("a directory");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("a named pipe");
        }
        if kind.is_socket() {
            return Some("a socket");
        }
    }
    Some("a device")
}

impl Display for NotRegular {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "is {}, not a file", self.0)
    }
}

impl Error for NotRegular {}
