//! What is kept on disk: drafts, the journal of purchases, and the rules of an organization, which are only read.
//!
//! Files are whole or not at all, 0600 in directories of 0700, and hold no key and no token. Knows nothing of screens
//! and of the network.

pub mod drafts;
pub mod error;
pub mod files;
pub mod flaw;
pub mod format;
pub mod journal;
pub mod lock;
pub mod person;
pub mod policy;

mod body;
mod json;

use directories::ProjectDirs;
use error::NoHome;
use std::path::{Path, PathBuf};

/// Where the program keeps its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dirs {
    /// Drafts.
    pub config: PathBuf,
    /// Journal, receipts, locks, and which drafts are open.
    pub state: PathBuf,
}

/// The directories of the platform (XDG on Linux), or `config_dir` and `state` in it. Creates nothing.
///
/// # Errors
/// If the user has no home directory.
pub fn dirs(config_dir: Option<&Path>) -> Result<Dirs, NoHome> {
    if let Some(dir) = config_dir {
        return Ok(Dirs { config: dir.to_owned(), state: dir.join("state") });
    }
    let project = ProjectDirs::from("", "", "rocketmq-wizard").ok_or(NoHome)?;
    let state = project.state_dir().unwrap_or_else(|| project.data_local_dir());
    Ok(Dirs { config: project.config_dir().to_owned(), state: state.to_owned() })
}
