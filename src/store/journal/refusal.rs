//! Why the journal does not take a record.

use super::entry::Entry;
use super::error::JournalError;
use crate::purchase::Purchase;
use crate::store::error::FileError;
use std::fmt;

/// Why a record could not be written. Where it is the first of a purchase, nothing may be sent then.
#[derive(Debug)]
pub enum Refusal {
    /// Somebody else is buying this name in this project; `first` is that purchase, if the journal has it already.
    Busy { name: String, first: Option<Box<Entry>> },
    /// An earlier purchase may have bought this name; only an intent that names it in `replaces` goes on.
    Earlier(Box<Entry>),
    /// It is in a state in which it cannot be closed.
    Standing(Box<Purchase>),
    /// Something is wrong with the disk, or with what is on it.
    Disk(JournalError),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disk(error) => write!(f, "{error}"),
            Self::Standing(purchase) => {
                let (name, word) = (&purchase.intent().name, purchase.word());
                write!(f, "{name} is {word}, so it cannot be closed; only what is UNKNOWN or UNPAID can.")?;
                write!(f, " To do: {}.", purchase.to_do())
            }
            Self::Busy { name, first } => {
                write!(f, "Another wizard of yours is buying {name} in this project right now.")?;
                f.write_str(" Go on there, or leave it there and try again.")?;
                let mut holder = first.iter().filter_map(|first| first.held_by.as_ref());
                holder.try_for_each(|by| write!(f, " It is {by}."))?;
                first.iter().try_for_each(|first| write!(f, " {}", first.purchase.sentence()))
            }
            Self::Earlier(entry) => {
                let at = entry.purchase.intent().at;
                write!(f, "You bought this name in this project before, at {at:.0}. {}", entry.purchase.sentence())
            }
        }
    }
}

impl From<JournalError> for Refusal {
    fn from(error: JournalError) -> Self {
        Self::Disk(error)
    }
}

impl From<FileError> for Refusal {
    fn from(error: FileError) -> Self {
        Self::Disk(error.into())
    }
}
