//! A part of the command line, read by itself.

use clap::Args;
use std::ffi::OsString;

/// The arguments behind the first one, by the definition of these alone. `None` where one is wrong, or asks for help.
pub(super) fn part<T: Args>(arguments: &[OsString]) -> Option<T> {
    let matches = T::augment_args(clap::Command::new("")).try_get_matches_from(arguments);
    T::from_arg_matches(&matches.ok()?).ok()
}
