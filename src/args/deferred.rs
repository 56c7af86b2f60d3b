//! Arguments that are defined only when they are needed, so that a start without a command is fast.

use clap::{ArgMatches, Args, Command, Error, FromArgMatches};

/// Arguments of a command that are defined only once it is named: defining those of all would cost every start.
#[derive(Debug)]
pub struct Deferred<T>(pub T);

impl<T: Args> Args for Deferred<T> {
    fn augment_args(command: Command) -> Command {
        command.defer(with_own_about::<T>)
    }

    fn augment_args_for_update(command: Command) -> Command {
        command.defer(T::augment_args_for_update)
    }
}

/// Adds arguments; groups of them that describe themselves do not take the place of what the command says of itself.
fn with_own_about<T: Args>(command: Command) -> Command {
    let own = command.get_about().cloned();
    let command = T::augment_args(command);
    match own {
        Some(own) => command.about(own),
        None => command,
    }
}

impl<T: FromArgMatches> FromArgMatches for Deferred<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}
