//! The terminal.
pub mod backend;
