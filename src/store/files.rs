//! Files that are whole or not there, for their owner only. Knows nothing of what is in them.

use super::error::{Doing, FileError};
use crate::regular_file;
use crate::sort;
use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, Metadata};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::NamedTempFile;

/// The names of files that are still being written begin like this; a killed process leaves one behind.
const UNDER_WAY: &str = ".writing-";
/// Most of our files have no more bytes than this: drafts and receipts, with the room that those are given.
const USUAL: usize = 8192;
/// After this long nobody is still writing such a file.
const ABANDONED: Duration = Duration::from_hours(1);

/// Writes a file whole or not at all, owner-only: temporary file in the same folder, synced, renamed, folder synced.
/// A symbolic link stays one; its target is written.
///
/// # Errors
/// What the system did not do. The old file is untouched then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let link = if path.is_symlink() { fs::canonicalize(path).ok() } else { None };
    let target = link.unwrap_or_else(|| path.to_owned());
    let write = || {
        under_way(&target, bytes)?.persist(&target)?;
        sync_dir(parent(&target))
    };
    write().map_err(FileError::of(Doing::Write, path))
}

/// Like [`write_whole`], but never in the place of another file. Returns the file, open for writing, or `None` if there
/// is one of that name.
///
/// # Errors
/// What the system did not do.
pub fn create_whole(path: &Path, bytes: &[u8]) -> Result<Option<File>, FileError> {
    let create = || match place(under_way(path, bytes)?, path) {
        Ok(file) => sync_dir(parent(path)).map(|()| Some(file)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(None),
        Err(error) => Err(error),
    };
    create().map_err(FileError::of(Doing::Write, path))
}

/// Gives a file its name, where nobody else has it.
fn place(file: NamedTempFile, path: &Path) -> io::Result<File> {
    file.persist_noclobber(path).or_else(|refused| match refused.error.kind() {
        // Some containers know of no call that does it at once, and forbid it: a link is as careful.
        ErrorKind::PermissionDenied => {
            fs::hard_link(refused.file.path(), path)?;
            Ok(refused.file.into_file())
        }
        _ => Err(refused.error),
    })
}

fn under_way(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix(UNDER_WAY).tempfile_in(parent(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Moves a file within its file system, so that a loss of power does not undo it.
///
/// # Errors
/// What the system did not do.
pub fn rename(from: &Path, to: &Path) -> Result<(), FileError> {
    let moved = fs::rename(from, to).and_then(|()| sync_dir(parent(to))).and_then(|()| sync_dir(parent(from)));
    moved.map_err(FileError::of(Doing::Move, from))
}

/// Creates a directory for the owner only, parents included, and takes others' rights away if it has them. One that is
/// reached by a link was put there by somebody who may share it: its rights stay as they are.
///
/// # Errors
/// What the system did not do.
pub fn private_dir(path: &Path) -> Result<(), FileError> {
    let found = match fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(found),
        _ => make_dir(path).and_then(|()| fs::metadata(path)),
    };
    found.and_then(|found| tighten(path, &found)).map_err(FileError::of(Doing::CreateDirectory, path))
}

fn make_dir(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let made = match builder.create(path) {
        Err(error) if error.kind() == ErrorKind::NotFound && parent(path) != path => {
            make_dir(parent(path))?;
            builder.create(path)
        }
        made => made,
    };
    match made {
        // Another process made it meanwhile.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => {}
        other => other?,
    }
    sync_dir(parent(path))
}

#[cfg(unix)]
fn tighten(path: &Path, found: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = found.permissions();
    let is_linked = || path.is_symlink() || parent(path).is_symlink();
    if permissions.mode() & 0o777 != 0o700 && !is_linked() {
        permissions.set_mode(0o700);
        fs::set_permissions(path, permissions)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn tighten(_: &Path, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Syncs a folder, so that the names in it survive a loss of power.
fn sync_dir(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        Some(_) => Path::new("."),
        None => path,
    }
}

/// Reads a file of at most `limit` bytes; `None` if there is none.
///
/// # Errors
/// What the system did not do, or that the file is larger, or something else than a file.
pub fn read_bounded(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, FileError> {
    // One read takes the whole file; without room the bounded reader would begin with 32 bytes.
    let mut bytes = Vec::with_capacity(USUAL);
    let opened = regular_file::open(path, File::options().read(true));
    match opened.and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)) {
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(FileError::of(Doing::Read, path)(error)),
        Ok(_) if bytes.len() as u64 > limit => Err(FileError::TooLarge { path: path.to_owned(), limit }),
        Ok(_) => Ok(Some(bytes)),
    }
}

/// Whether there is anything of this name. Where the folder may not be searched, that is an error rather than a no.
///
/// # Errors
/// What the system did not do.
pub fn exists(path: &Path) -> Result<bool, FileError> {
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if is_absent(&error) => Ok(false),
        Err(error) => Err(FileError::of(Doing::LookAt, path)(error)),
    }
}

/// Whether its user took every right to write away from a file.
pub fn is_read_only(path: &Path) -> bool {
    path.metadata().is_ok_and(|meta| meta.permissions().readonly())
}

/// Whether the file of this name is still being written. One that a killed process left behind is removed.
fn is_under_way(dir: &Path, name: &OsStr) -> bool {
    if !name.as_encoded_bytes().starts_with(UNDER_WAY.as_bytes()) {
        return false;
    }
    let path = dir.join(name);
    let age = path.symlink_metadata().and_then(|meta| meta.modified()).ok().and_then(|then| then.elapsed().ok());
    if age.is_some_and(|age| age > ABANDONED) {
        // If that fails, the next start tries again.
        let _ = fs::remove_file(path);
    }
    true
}

/// The files of a folder with this extension, by name, without those still being written; none if there is no such
/// folder.
///
/// # Errors
/// What the system did not do.
pub(super) fn listed(dir: &Path, extension: &str) -> Result<Vec<PathBuf>, FileError> {
    Ok(listed_few(dir, extension, usize::MAX)?.unwrap_or_default())
}

/// The same of the files whose names end like this.
///
/// # Errors
/// What the system did not do.
pub(super) fn listed_ending(dir: &Path, ending: &str) -> Result<Vec<PathBuf>, FileError> {
    let wanted = |name: &OsStr| name.as_encoded_bytes().ends_with(ending.as_bytes());
    Ok(find(dir, usize::MAX, wanted)?.unwrap_or_default())
}

/// As [`listed`], or `None` where there are more than `most`: the folder is not read to its end then.
///
/// # Errors
/// What the system did not do.
pub(super) fn listed_few(dir: &Path, extension: &str, most: usize) -> Result<Option<Vec<PathBuf>>, FileError> {
    find(dir, most, |name| Path::new(name).extension().is_some_and(|e| e == extension))
}

fn find(dir: &Path, most: usize, wanted: impl Fn(&OsStr) -> bool) -> Result<Option<Vec<PathBuf>>, FileError> {
    let entries = match fs::read_dir(dir) {
        Err(error) if is_absent(&error) => return Ok(Some(Vec::new())),
        Err(error) => return Err(FileError::of(Doing::Read, dir)(error)),
        Ok(entries) => entries,
    };
    let names = entries.flatten().map(|entry| entry.file_name());
    let names = names.filter(|name| !is_under_way(dir, name) && wanted(name)).take(most.saturating_add(1));
    let mut paths: Vec<_> = names.map(|name| dir.join(name)).collect();
    // All of one folder, so this compares their names.
    sort::by(&mut paths, |one, other| one.as_os_str().cmp(other.as_os_str()));
    Ok(Some(paths).filter(|paths| paths.len() <= most))
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
