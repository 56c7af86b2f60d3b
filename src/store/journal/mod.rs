//! The journal of purchases: one file each, written before the step it announces, kept as a receipt.
//!
//! A file is created whole with the intent in it, and then grows by one synced line per record; a line that a crash
//! tore was never confirmed and does not count. Appending, unlike rewriting, needs no new space at the moment an ID
//! arrives: room for it is taken on disk along with the intent. Files that are settled move to `receipts`, so a start
//! reads only what is open, however many there are. Nothing is ever deleted. The decisions are those of
//! [`crate::purchase`].

mod entry;
mod error;
mod ordered;
mod reading;
mod receipt;
mod refusal;
mod writing;

pub use entry::{Entry, Found, concerns};
pub use error::{JournalError, JournalFlaw};
pub use reading::{Journal, SETTLED};
pub use refusal::Refusal;
pub use writing::Open;
