//! The form engine: a table of questions, the answers given so far, and everything that follows from both.
//!
//! Knows no cloud, no terminal and no particular question. Pure: it cannot fail and cannot wait.

pub mod draft;
pub mod field;
pub mod json;
pub mod lists;
pub mod number;
pub mod origin;
mod places;
pub mod policy;
pub mod problems;
pub mod read;
pub mod rules;
pub mod screens;
pub mod state;
mod unclear;
pub mod understanding;
pub mod value;
