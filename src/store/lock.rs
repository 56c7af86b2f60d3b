//! Locks that end with the process that holds them.

use super::error::{Doing, FileError};
use crate::regular_file;
use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// For so long a lock may be held by those who only look at it ([`Lock::is_held`]), which takes a moment each.
const LOOK: Duration = Duration::from_millis(50);
/// How often a lock that somebody holds is tried.
const AGAIN: Duration = Duration::from_millis(1);

/// An advisory lock; other processes of this program see it until its last clone is dropped, also if this process is
/// killed.
#[derive(Clone, Debug)]
pub struct Lock(Arc<Held>);

/// The file that is locked.
#[derive(Debug)]
struct Held(File);

impl Drop for Held {
    /// Closing the file would not do while another thread starts a process: until that runs a program of its own, it has
    /// the file open too. Should unlocking fail, closing it is what is left.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

impl Lock {
    /// Locks by means of a small file that stays; `None` if another process, or another part of this one, holds the lock,
    /// and not only looks at it.
    ///
    /// # Errors
    /// What the system did not do.
    pub fn take(path: &Path) -> Result<Option<Self>, FileError> {
        Self::take_within(path, LOOK)
    }

    fn take_within(path: &Path, patience: Duration) -> Result<Option<Self>, FileError> {
        let mut options = File::options();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = regular_file::open(path, &mut options).map_err(FileError::of(Doing::Write, path))?;
        let since = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Self(Arc::new(Held(file))))),
                Err(TryLockError::WouldBlock) if since.elapsed() >= patience => return Ok(None),
                Err(TryLockError::WouldBlock) => thread::sleep(AGAIN),
                Err(TryLockError::Error(error)) => return Err(FileError::of(Doing::Lock, path)(error)),
            }
        }
    }

    /// Whether somebody holds the lock, as far as can be seen. It creates nothing, so that to look at purchases writes
    /// nowhere.
    pub fn is_held(path: &Path) -> bool {
        // Some network file systems lock only what may be written, and share only what may be read.
        let Ok(file) = regular_file::open(path, File::options().read(true).append(true)) else { return false };
        match file.try_lock_shared() {
            Ok(()) => {
                drop(Held(file));
                false
            }
            Err(error) => matches!(error, TryLockError::WouldBlock),
        }
    }

    /// Writes into the file of the lock who holds it, for others to read. Nothing depends on it, so a failure is ignored.
    pub fn sign(&self, who: &str) {
        let Held(file) = &*self.0;
        let _ = file.set_len(0).and_then(|()| (&*file).write_all(who.as_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn what_is_unlocked_is_free_though_a_process_that_is_being_started_has_the_file_open() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let held = Lock::take(&path).unwrap().unwrap();
        let inherited = held.0.0.try_clone().unwrap();
        assert!(Lock::take(&path).unwrap().is_none());
        drop(held);
        assert!(Lock::take(&path).unwrap().is_some());
        drop(inherited);
    }

    #[test]
    fn to_look_at_a_lock_neither_makes_nor_keeps_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        assert!(!Lock::is_held(&path) && !path.exists());
        let held = Lock::take(&path).unwrap().unwrap();
        assert!(Lock::is_held(&path));
        drop(held);
        let other_look = File::open(&path).unwrap();
        other_look.try_lock_shared().unwrap();
        assert!(!Lock::is_held(&path));
        drop(other_look);
        assert!(Lock::take(&path).unwrap().is_some());
    }

    #[test]
    fn a_lock_names_its_last_holder_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        for holder in ["process 4711 on elsewhere", "process 1"] {
            Lock::take(&path).unwrap().unwrap().sign(holder);
            assert_eq!(std::fs::read_to_string(&path).unwrap(), holder);
        }
    }

    #[test]
    fn who_only_looks_keeps_nobody_from_taking_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let look = File::create(&path).unwrap();
        look.try_lock_shared().unwrap();
        let begun = Barrier::new(2);
        thread::scope(|scope| {
            scope.spawn(|| {
                begun.wait();
                thread::sleep(LOOK);
                drop(look);
            });
            // However the two threads are run, this is never refused.
            begun.wait();
            assert!(Lock::take_within(&path, Duration::from_mins(1)).unwrap().is_some());
        });
    }
}
