//! What happens: state, the messages that change it, and the effects it asks for.
//!
//! Pure. `update` cannot fail, cannot wait, and touches neither disk nor network.

pub mod checking;
pub mod confirm_box;
pub mod draft;
pub mod drafting;
pub mod editor;
pub mod exporting;
pub mod filling;
pub mod keys;
pub mod message;
pub mod purchase;
pub mod purchase_list;
pub mod purchases;
pub mod reviewing;
pub mod state;
pub mod update;
