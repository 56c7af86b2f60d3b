//! Files on a real disk: whole, owner-only, locked, and never lost.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod drafts;
mod journal;
mod racing;
mod reading;

use jiff::{SignedDuration, Timestamp};
use rocketmq_wizard::failure::{Cause, Failure};
use rocketmq_wizard::form::draft::{Draft, DraftLine};
use rocketmq_wizard::language::Text;
use rocketmq_wizard::purchase::record::{Fact, Intent, Record, Serving};
use rocketmq_wizard::purchase::watch::Pace;
use rocketmq_wizard::purchase::{Action, Event, Purchase, State};
use rocketmq_wizard::store::journal::{Journal, Open, Refusal};
use rocketmq_wizard::store::{Dirs, dirs, files};
use std::fs;
use std::io::Write;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const ID: &str = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";

fn now() -> Timestamp {
    "2026-01-23T08:09:10Z".parse().unwrap()
}

fn home() -> (TempDir, Dirs) {
    let home = TempDir::new().unwrap();
    let dirs = dirs(Some(home.path())).unwrap();
    (home, dirs)
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Every file and directory below, without the top.
fn tree(top: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let mut open = vec![top.to_owned()];
    while let Some(dir) = open.pop() {
        for path in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path.clone());
            }
            paths.push(path);
        }
    }
    paths.sort();
    paths
}

fn assert_private(top: &Path) {
    for path in tree(top) {
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        #[cfg(unix)]
        assert_eq!(mode(&path), expected, "{}", path.display());
    }
}
