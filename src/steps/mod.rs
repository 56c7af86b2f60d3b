//! The wizard itself: what it asks, screen by screen. Reading this folder tells what is asked and by which rules.

pub mod account;
pub mod billing;
pub mod builtin;
pub mod checks;
pub mod encryption;
pub mod engine;
pub mod flavor;
pub mod intent;
pub mod networking;
pub mod offer;
pub mod price;
pub mod public_access;
#[cfg(test)]
pub(crate) mod sample;
pub mod storage;
pub mod version;
#[cfg(test)]
mod warnings_tests;
pub mod zones;

use crate::form::field::Step;

/// All screens, in order; the index is the number a person sees.
pub static STEPS: &[&Step] = &[
    &account::STEP,
    &engine::STEP,
    &version::STEP,
    &flavor::STEP,
    &storage::STEP,
    &networking::STEP,
    &zones::STEP,
    &encryption::STEP,
    &public_access::STEP,
    &billing::STEP,
];
