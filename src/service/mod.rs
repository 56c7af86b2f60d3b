//! What the wizard and the commands do alike, once: connect, read lists, run checks, drive a purchase.
//!
//! Knows no screen and no command line. Everything here runs on one thread of a tokio runtime.

pub mod account;
pub mod checks;
pub mod cloning;
pub mod connection;
pub mod deadline;
pub mod lists;
pub mod perform;
pub mod purchase;
pub mod resume;
