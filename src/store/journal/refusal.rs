//! Why the journal does not take a record.

use super::entry::Entry;
use super::error::JournalError;
use crate::language::say;
use crate::purchase::Purchase;
use crate::store::error::FileError;
use crate::text::paragraph;
use std::fmt;

/// Why a record could not be written. Where it is the first of a purchase, nothing may be sent then.
#[derive(Debug)]
pub enum Refusal {
    /// Somebody else is buying this name in this project, or follows what was bought; `first` is that purchase, if the
    /// journal has it already.
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
        f.write_str(&paragraph(&match self {
            Self::Disk(error) => vec![error.to_string()],
            Self::Standing(purchase) => vec![
                say!(
                    "{name} is {state}, so it cannot be closed; only what is UNKNOWN or UNPAID can.",
                    name = &purchase.intent().name,
                    state = purchase.word()
                ),
                purchase.sentence(),
            ],
            Self::Busy { name, first } => {
                let holder = first.as_ref().and_then(|first| first.held_by.as_ref());
                let is_bought = first.as_ref().is_some_and(|first| first.purchase.instance_id().is_some());
                let buying = if is_bought {
                    say!("Another process of yours is following {name} right now.", name)
                } else {
                    say!("Another wizard of yours is buying {name} in this project right now.", name)
                };
                let to_do = say!("Go on there, or leave it there and try again.");
                let holder = holder.map(|holder| say!("It is {holder}.", holder));
                let stands = first.as_ref().map(|first| first.purchase.sentence());
                [Some(buying), Some(to_do), holder, stands].into_iter().flatten().collect()
            }
            Self::Earlier(entry) => {
                let time = format!("{:.0}", entry.purchase.intent().at);
                vec![say!("You bought this name in this project before, at {time}.", time), entry.purchase.sentence()]
            }
        }))
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
