//! What the app knows of drafts on disk, and what it may ask to be done with them.

use crate::form::draft::Draft;
use jiff::Timestamp;

/// A draft as the list shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DraftLine {
    pub name: String,
    pub modified: Option<Timestamp>,
    pub region: String,
    /// How many questions were answered.
    pub answers: usize,
    /// The screen it was left at.
    pub screen: String,
    /// Since when it was open, and at which screen, where the wizard ended without leaving it.
    pub left_open: Option<(Timestamp, String)>,
    /// Why it cannot be read.
    pub problem: Option<String>,
}

/// A draft that was opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenedDraft {
    pub name: String,
    pub draft: Draft,
    /// Since when it was open, and at which screen, where the wizard ended without leaving it.
    pub left_open: Option<(Timestamp, String)>,
    /// Why nothing will be written, where another wizard has it open.
    pub read_only: Option<String>,
}

/// Something to be done with drafts on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftCommand {
    /// Show which there are.
    List,
    Open(String),
    Import(String),
    Rename(String, String),
    Copy(String, String),
    Remove(String),
}
