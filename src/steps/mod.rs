//! The wizard itself: what it asks, screen by screen. Reading this folder tells what is asked and by which rules.

pub mod account;
pub mod billing;
pub mod builtin;
pub mod checks;
pub mod cloning;
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

use crate::catalog::{Choice, Listed, Lookup};
use crate::failure::{Cause, Failure};
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

/// What came of asking for a list, as it is filed into a form: flavors are completed by what this build knows of them, and
/// where the cloud refuses to list enterprise projects, as it does for an account that has none (`cloud::api`,
/// "Accounts"), the default one is all there is, and its note says why.
///
/// # Errors
/// The failure, of any other list.
pub fn filed(lookup: &Lookup, result: Result<Listed, Failure>) -> Result<Listed, Failure> {
    match (lookup, result) {
        (Lookup::Flavors { .. }, Ok(listed)) => Ok(listed.map(flavor::completed)),
        (
            Lookup::EnterpriseProjects,
            Err(failure @ Failure { cause: Cause::Refused | Cause::Credentials | Cause::Forbidden, .. }),
        ) => Ok(vec![Choice::new("0", "default", failure.what())].into()),
        (_, result) => result,
    }
}

/// The same of an entry that was asked for alone, which says nothing of the others.
///
/// # Errors
/// As for [`filed`].
pub fn filed_alone(lookup: &Lookup, result: Result<Listed, Failure>) -> Result<Listed, Failure> {
    match (lookup, result) {
        (Lookup::Flavors { .. }, Ok(listed)) => Ok(listed.map(flavor::filled_in)),
        (_, result) => filed(lookup, result),
    }
}
