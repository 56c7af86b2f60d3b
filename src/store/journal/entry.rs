//! A purchase as it stands in the journal.

use super::error::JournalError;
use crate::purchase::Purchase;
use crate::purchase::record::Intent;

/// A purchase in the journal.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What the journal calls it: time, plan and name.
    pub id: String,
    /// Its state, as its records give it.
    pub purchase: Purchase,
    /// Who works on it, where that is another process or another part of this one, in words.
    pub held_by: Option<String>,
    /// Whether that is another part of this one.
    pub is_held_here: bool,
}

/// What is found where purchases are looked for.
#[derive(Debug, Default)]
pub struct Found {
    /// Those that can be read.
    pub entries: Vec<Entry>,
    /// One error for each file that cannot be read; these files are left as they are.
    pub unreadable: Vec<JournalError>,
}

/// Whether two purchases are of the same name in the same project of the same cloud. Two pretend clouds know nothing of one
/// another, while the real one is the same by whatever address it is reached.
pub fn concerns(one: &Intent, other: &Intent) -> bool {
    let same_cloud = one.endpoint == other.endpoint || !(one.is_pretend() || other.is_pretend());
    one.project_id == other.project_id && one.name == other.name && same_cloud
}
