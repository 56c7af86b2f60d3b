//! Access keys: what they are, and the chain of places they are looked for in.
//!
//! Access key, secret key and token always come from one place, never mixed. A place that somebody meant but that cannot
//! be used ends the search, because the next one may hold the keys of another account. Nothing here writes, logs or shows
//! a value of theirs.

#[cfg(test)]
mod agency_tests;
mod environment;
mod file;
mod keys;
mod koocli;
mod metadata;
mod profile;
mod raw;
mod search;
#[cfg(test)]
mod tests;

pub use environment::Setting;
pub use keys::Credentials;
pub use search::{Place, Search, Standing};

use std::path::Path;

/// Where an ECS finds the metadata service.
pub const METADATA: &str = "http://169.254.169.254";

/// Looks for keys in the environment, then in the SDK's profile file and KooCLI's. Fast and without network: two small
/// files at most, and none once keys were found. `env` reads a variable, `home` is the user's home directory.
pub fn local(env: &dyn Fn(&str) -> Option<String>, home: Option<&Path>) -> Search {
    Search::through(env, home, false)
}

/// Looks into every place, those behind the keys that are used too, to say what is wrong with any of them.
pub fn survey(env: &dyn Fn(&str) -> Option<String>, home: Option<&Path>) -> Vec<Place> {
    Search::through(env, home, true).places
}

/// Temporary keys of the agency of this host, from the metadata service at `base` ([`METADATA`], or a URL for tests).
/// Takes a second at most.
///
/// # Errors
/// Why there are none, as a fragment fit for [`Place::outcome`].
pub async fn agency(base: &str) -> Result<Credentials, String> {
    let (keys, expires) = metadata::keys(base).await?;
    Ok(Credentials::new(keys, Some(expires)))
}
