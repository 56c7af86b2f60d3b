//! The form engine: a table of questions, the answers given so far, and everything that follows from both.
//!
//! Knows no cloud, no terminal and no particular question. Pure: it cannot fail and cannot wait.

pub mod field;
#[allow(clippy::module_inception, reason = "the form is what this module is about; the file holds the type itself")]
pub mod form;
pub mod read;
pub mod rules;
pub mod value;
