//! What happens: state, the messages that change it, and the effects it asks for.
//!
//! Pure. `update` cannot fail, cannot wait, and touches neither disk nor network. Each screen and each thing that lies over
//! a screen is a struct of its own, in a file of its own, that owns what belongs to it alone.

mod agency;
mod awaiting;
pub mod buying;
pub mod checks;
pub mod confirm_box;
mod confirming;
mod deciding;
pub mod drafts;
pub mod editor;
pub mod export;
pub mod filter_text;
pub mod history;
pub mod instances;
pub mod keys;
pub mod leaving;
pub mod lines;
pub mod message;
pub mod moving;
pub mod notice;
mod offering;
pub mod order;
pub mod ordered;
pub mod overlay;
pub mod pairs;
pub mod picking;
pub mod purchase;
pub mod purchase_list;
pub mod purchase_places;
pub mod purchases;
pub mod review;
pub mod sight;
pub mod state;
pub mod step;
pub mod summary;
mod together;
pub mod typing;
pub mod update;
pub mod used;
