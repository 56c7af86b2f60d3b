//! The commands, which work without a screen. The wizard itself is in `runtime`.
//!
//! Standard output gets results only. Everything else goes to standard error. Nothing is asked where there is no
//! terminal.

mod caught;
mod causes;
mod check;
mod cloning;
mod cloud;
mod completions;
mod confirm;
mod create;
mod doctor;
mod draft_context;
mod draft_source;
mod drafts;
mod dry_run;
mod earlier;
mod error;
mod export;
mod follow;
mod man;
mod output;
mod printed;
mod progress;
mod purchases;
mod question;
mod result;
mod sandbox;
mod signals;
mod stream;
mod tags_elsewhere;
mod waiting;
mod watch;

pub use completions::complete;

use crate::args::Command;
use error::CommandError;

/// Higher exit codes stand for signals.
const SIGNALLED: u8 = 128;

/// Runs a command to its end. Returns the exit code.
pub fn run(command: &Command) -> u8 {
    let (result, json) = match command {
        Command::Create(args) => (create::run(args), args.json),
        Command::Check(args) => (check::run(args), args.json),
        Command::Export(args) => (export::run(args), false),
        Command::Watch(args) => (watch::run(args), args.json),
        Command::Drafts(args) => (drafts::run(args), args.json),
        Command::Purchases(args) => (purchases::run(args), args.json),
        Command::Doctor(args) => (doctor::run(args), args.json),
        Command::Sandbox { listen } => (sandbox::run(*listen).map_err(CommandError::from), false),
        Command::Completions { shell } => (completions::run(*shell), false),
        Command::Man { dir } => (man::run(dir), false),
    };
    let code = result.unwrap_or_else(|error| error.tell(json));
    // If nobody reads it any more, that is no error.
    let _ = stream::ERRORS.finish();
    match caught::ending() {
        // It may have been a second signal that the command ended by.
        Some(signal) if code <= SIGNALLED => signal.exit_code(),
        _ => code,
    }
}
