//! What would be bought, in words other tools understand. Pure: the wizard and the commands print the same text.

pub mod curl;
pub mod terraform;
