//! The list of drafts as the app shows it, and what the app may ask to be done with drafts on disk.

use crate::form::draft::DraftLine;
use tui_input::Input;

/// Something to be done with drafts on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftCommand {
    /// Show which there are.
    List,
    /// Open the draft of this name, or the file at this path as a new one.
    Open(String),
    /// Begin a draft with this text: a draft or a request body.
    Import(String),
    /// Give the first the name of the second.
    Rename(String, String),
    /// Copy the first to the name of the second.
    Copy(String, String),
    /// Remove the draft of this name for good.
    Remove(String),
}

/// What the list of drafts asks for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// The name of a new draft.
    NewName,
    /// Another name for the draft under the cursor.
    Rename,
    /// The name of a copy of it.
    Copy,
    /// Whether it is to be removed.
    Remove,
}

/// The list of drafts, laid over the first screen.
#[derive(Clone, Debug, Default)]
pub struct DraftList {
    /// The drafts there are.
    pub lines: Vec<DraftLine>,
    /// Index of the one the keys go to.
    pub cursor: usize,
    /// What is asked about it.
    pub asking: Option<Asking>,
    /// The answer so far.
    pub typed: Input,
}
