//! Copies of the programs that are measured, as whoever installs them makes them.
//!
//! How a file came to be where it is decides how the system keeps it in memory, and with that a fifth of what a short process
//! costs: a linker leaves behind single pages, and a copy is in stretches of many, which are mapped at once.

use crate::support::env::WIZARD;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// A folder for the copies, which are gone once it is dropped.
pub fn folder() -> TempDir {
    // On the disk that the programs are on: elsewhere files are kept otherwise.
    let folder = tempfile::tempdir_in(std::env::current_exe().unwrap().parent().unwrap()).unwrap();
    FOLDER.set(folder.path().to_owned()).unwrap();
    folder
}

/// The copy of the wizard.
pub fn wizard() -> PathBuf {
    of(Path::new(WIZARD))
}

/// The copy of this program.
pub fn of(program: &Path) -> PathBuf {
    let copy = FOLDER.get().unwrap().join(program.file_name().unwrap());
    if !copy.exists() {
        std::fs::write(&copy, std::fs::read(program).unwrap()).unwrap();
        std::fs::set_permissions(&copy, PermissionsExt::from_mode(0o755)).unwrap();
    }
    copy
}
