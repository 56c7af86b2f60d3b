//! What comes in and what goes out: messages on the one queue, effects for the runtime to carry out.

use super::lines::Line;
use super::purchase_list::Key;
use crate::arrival::Arrival;
use crate::catalog::{Account, Described, Listed, Lookup};
use crate::failure::Failure;
use crate::form::draft::{Draft, DraftLine, OpenedDraft};
use crate::purchase::Decision;
use crate::purchase::record::Intent;
use crate::purchase::snapshot::Snapshot;
use crate::secret::Secret;
use crate::steps::account::RequestPlace;
use crate::steps::checks::{CheckTarget, Findings};
use crossterm::event::KeyEvent;
use jiff::Timestamp;
use std::time::Duration;

/// Keys that were typed behind the mask.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedKeys {
    pub access_key: Secret,
    pub secret_key: Secret,
}

/// A draft that was written.
#[derive(Clone, Debug)]
pub struct Saved {
    /// Its name.
    pub name: String,
    /// The draft that keeps what another program had written into its file since it was read here.
    pub other: Option<String>,
}

/// A draft to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct SaveDraft {
    /// The name it is to have; empty before it has one.
    pub name: String,
    /// Whether the name follows that of the instance.
    pub follows: bool,
    pub draft: Draft,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A key, and how it came in.
    Key(KeyEvent, Arrival),
    /// Pasted text, already tidied, with what was trimmed in words.
    Paste(String, Vec<&'static str>),
    /// The same of keys that came as fast as a paste: they may have been typed over a slow line.
    Burst(String, Vec<&'static str>, Arrival),
    /// What a line says, where people answer in lines rather than with keys.
    Line(Line),
    /// Something was typed that is no text in UTF-8, and was dropped.
    Garbled,
    /// More keys came at once than a person presses, and the rest was dropped.
    Flooded,
    /// Nothing was typed for a moment.
    Rested,
    /// The terminal has another size; only the next frame cares.
    Resize,
    /// A time asked for has come.
    Tick,
    /// The line hung up or the process was told to end: leave with this exit code, keeping everything.
    Leave(i32),
    /// A list was read; it counts for this place only, where one is given.
    Fetched(Option<RequestPlace>, Lookup, Result<Listed, Failure>),
    /// A read is tried again by itself after so many tries in vain.
    Retrying(Option<RequestPlace>, Lookup, u32),
    /// What was found out for the checks beside the lists.
    Checked(CheckTarget, Box<Findings>),
    /// The rules of the organization were read anew, and whether they are others now.
    PolicyRead(bool),
    /// Whose the keys are, or why nobody says.
    Account(Result<Account, Failure>),
    /// A purchase has gone on, and stands like this now.
    Purchase(Key, Box<Snapshot>),
    /// Why a purchase cannot be gone on with.
    Unresumed(Key, String),
    /// Purchases that were settled, and what is said of those that cannot be read.
    Settled(Vec<Snapshot>, Vec<String>),
    /// The host's agency gave keys (from this source, until then), or why not.
    Agency(Result<(String, Option<Timestamp>), String>),
    /// This text was sent to the clipboard, or is too long for it.
    Copied(String, bool),
    /// The draft was written, or why it was not.
    Written(Result<Saved, String>),
    /// A draft was opened, or why it could not be.
    Opened(Result<Box<OpenedDraft>, String>),
    /// What the cloud tells at this place of the instance with this ID, or why no draft can be made from it.
    Described(RequestPlace, String, Result<Box<Described>, String>),
    /// The drafts there are, after one of them was renamed, copied or deleted, and why that failed, if it did.
    Drafts(Vec<DraftLine>, Option<String>),
}

impl Msg {
    /// Whether somebody did something, which takes back what waits to be bought.
    pub(super) fn is_of_person(&self) -> bool {
        let typed = matches!(self, Self::Key(..) | Self::Paste(..) | Self::Burst(..) | Self::Line(_));
        typed || matches!(self, Self::Garbled | Self::Flooded | Self::Leave(_))
    }
}

/// Something to be done with drafts on disk.
#[derive(Clone, Debug, PartialEq)]
pub enum DraftCommand {
    /// Show which there are.
    List,
    /// Open the draft of this name, or the file at this path as a new one.
    Open(String),
    /// Begin a draft with this text: a draft or a request body.
    Import(String),
    /// Begin this draft, under a name like this one.
    Begin(String, Box<Draft>),
    /// Give the first the name of the second.
    Rename(String, String),
    /// Copy the first to the name of the second.
    Copy(String, String),
    /// Remove the draft of this name for good.
    Remove(String),
}

/// Something to be done outside. Whole in itself: carrying it out reads nothing back from the app.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// From now on ask with these keys, where none were found outside.
    UseKeys(TypedKeys),
    Fetch(RequestPlace, Lookup),
    /// Ask what the instance with this ID is like.
    Describe(RequestPlace, String),
    /// Nobody looks at this list any more.
    Cancel(Lookup),
    /// Find out for the checks what lists do not tell.
    Check(CheckTarget),
    /// Read the rules of the organization anew, before something is bought.
    ReadPolicy,
    /// Buy this, exactly once.
    Buy(Key, Box<Intent>),
    /// Go on with an unsettled purchase, which the journal knows by this id.
    Resume(Key, String),
    /// The person decided something about a purchase under way.
    Decide(Key, Decision),
    /// Find the purchases that were settled last.
    ListSettled,
    /// Find those that were settled of instances of this name.
    ListSettledOf(String),
    /// Write the draft.
    Save(Box<SaveDraft>),
    /// Send [`Msg::Rested`] once nothing more asks for it for a moment, unless the draft is written before.
    SaveAtRest,
    Draft(DraftCommand),
    /// Put this text on the clipboard of the person's terminal.
    Copy(String),
    /// Send a `Tick` after this time.
    Tick(Duration),
    /// Draw everything anew.
    Redraw,
    /// Give the terminal back to the shell until it is resumed.
    Suspend,
    /// End with this exit code.
    Quit(i32),
}

impl Effect {
    /// Whether it is carried out before anything else is taken in.
    pub fn is_urgent(&self) -> bool {
        matches!(self, Self::Quit(_) | Self::Suspend | Self::Redraw | Self::ReadPolicy)
    }
}

/// What is to be done, without writing a draft that is written again at once. Drafts are not saved across a change of
/// which one is open.
pub fn without_stale_saves(mut effects: Vec<Effect>) -> Vec<Effect> {
    let mut saved = false;
    effects.reverse();
    effects.retain(|effect| match effect {
        Effect::Save(_) => !std::mem::replace(&mut saved, true),
        Effect::Draft(_) => {
            saved = false;
            true
        }
        _ => true,
    });
    effects.reverse();
    effects
}
