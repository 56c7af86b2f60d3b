//! A purchase as it stands at one moment, for whoever shows it.

use super::Purchase;
use crate::failure::Failure;
use crate::language::{say, tr};
use crate::text::paragraph;

/// What there is to know of a purchase that runs elsewhere.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub purchase: Purchase,
    /// What the journal calls it, once it has it.
    pub id: Option<String>,
    /// The journal's id of an earlier purchase that may have bought this name; because of it nothing was sent.
    pub earlier: Option<String>,
    /// Why the cloud is not asked about it, where it is not.
    pub hindrance: Option<Hindrance>,
}

/// Why an unsettled purchase is only shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// Another process has it, in these words.
    Held(String),
    /// Another purchase of the same name is under way here; this one is gone on with after it.
    SameName,
    /// It was bought with the keys of this account, and those in use belong to another one.
    OtherAccount(String),
    /// Whose the keys in use are could not be asked so far.
    Unread(Failure),
    /// Its file in the journal cannot be read or written.
    Journal(String),
}

impl Hindrance {
    /// What stands in the way and what to do, as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Held(by) => say!("{by} is working on it: go on there, or leave it there first.", by),
            Self::SameName => {
                tr("Another purchase of this name is under way here; this one comes after it.").to_owned()
            }
            Self::OtherAccount(id) => {
                say!("It belongs to the account {id}: start the wizard with keys of that account to go on.", id)
            }
            Self::Unread(failure) => {
                paragraph(&[tr("Whose the keys are is asked again soon.").to_owned(), failure.line()])
            }
            Self::Journal(why) => why.clone(),
        }
    }
}

impl Snapshot {
    /// Of a purchase that nobody drives so far.
    pub fn new(purchase: Purchase, id: Option<String>) -> Self {
        Self { purchase, id, earlier: None, hindrance: None }
    }
}
