//! What each command does.

pub mod sandbox;
pub mod wizard;
