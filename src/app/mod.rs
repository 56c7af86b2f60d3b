//! What happens: state, the messages that change it, and the effects it asks for.
//!
//! Pure. `update` cannot fail, cannot wait, and touches neither disk nor network.

pub mod checks;
pub mod confirm_box;
pub mod draft;
pub mod drafts;
pub mod editor;
pub mod export;
pub mod keys;
pub mod message;
pub mod purchase;
pub mod purchase_list;
pub mod purchases;
pub mod state;
pub mod step;
pub mod summary;
pub mod update;
