//! Who works here, for the journal and for others who want to know.

use crate::language::say;
use rustix::process::{getpid, getuid};
use rustix::system::uname;

/// The user and this host, as `user@host`; the number of the user where the environment has no name.
pub fn person() -> String {
    let named =
        ["USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()));
    format!("{}@{}", named.unwrap_or_else(|| getuid().as_raw().to_string()), host())
}

/// This process, as a lock names it: always in English.
pub(super) fn process() -> String {
    format!("process {} on {}", getpid().as_raw_nonzero(), host())
}

/// Whom a lock names, in the language of the moment.
pub(super) fn told(named: &str) -> String {
    match named.strip_prefix("process ").and_then(|rest| rest.split_once(" on ")) {
        Some((number, host)) => say!("process {number} on {host}", number, host),
        None => named.to_owned(),
    }
}

fn host() -> String {
    uname().nodename().to_string_lossy().into_owned()
}
