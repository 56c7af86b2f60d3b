//! `completions`, and the answers to a shell that completes: commands, flags, drafts, purchases and regions. They are made
//! from the definitions of the command line.

use super::error::CommandError;
use crate::args::{self, Shell};
use crate::catalog::Choice;
use crate::purchase::watch::Pace;
use crate::steps::builtin::REGIONS;
use crate::store::journal::Journal;
use crate::store::{self, drafts::Drafts};
use clap::Arg;
use clap_complete::engine::{
    ArgValueCandidates, ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter,
};
use clap_complete::env::{Bash, CompleteEnv, EnvCompleter, Fish, Zsh};
use std::ffi::OsStr;
use std::io::Write;

/// The shell's function sets this variable to ask for completions. No other program uses the name.
const VARIABLE: &str = "ROCKETMQ_WIZARD_COMPLETE";
const NAME: &str = "rocketmq-wizard";
/// Completes the first time, too, where zsh finds the function in a file of its own rather than reading it at the start.
const ZSH_IN_A_FILE: &str = "if [[ $funcstack[1] = _rocketmq-wizard ]]; then\n    \
    _clap_dynamic_completer_rocketmq_wizard \"$@\"\nfi";

/// If a shell asks for completions, answers it and ends the process.
pub fn complete() {
    // It would ask for the working directory first, at every start.
    if std::env::var_os(VARIABLE).is_none() {
        return;
    }
    CompleteEnv::with_factory(command).var(VARIABLE).complete();
}

/// Prints the function that a shell has to read.
///
/// # Errors
/// When it cannot be written.
pub(super) fn run(shell: Shell) -> Result<u8, CommandError> {
    let completer: &dyn EnvCompleter = match shell {
        Shell::Bash => &Bash,
        Shell::Zsh => &Zsh,
        Shell::Fish => &Fish,
    };
    let mut out = std::io::stdout();
    completer.write_registration(VARIABLE, NAME, NAME, NAME, &mut out)?;
    if let Shell::Zsh = shell {
        writeln!(out, "{ZSH_IN_A_FILE}")?;
    }
    Ok(0)
}

/// The command line, with what its values may be.
fn command() -> clap::Command {
    let mut command = args::in_language(args::definition());
    // A command has its arguments only once it is built.
    command.build();
    with_values(command)
}

/// Says of every argument what its values may be. An argument of the same name takes the same values in every command.
fn with_values(command: clap::Command) -> clap::Command {
    let valued = |arg: Arg| match arg.get_id().as_str() {
        "region" => arg.add(ArgValueCandidates::new(regions)),
        "draft" => arg.add(ArgValueCompleter::new(DraftOrFile)),
        "name" => arg.add(ArgValueCandidates::new(drafts)),
        "purchase" => arg.add(ArgValueCandidates::new(purchases)),
        _ => arg,
    };
    command.mut_args(valued).mut_subcommands(with_values)
}

/// Completes a draft: by its name, or as a file.
struct DraftOrFile;

impl ValueCompleter for DraftOrFile {
    fn complete(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let begun = current.to_string_lossy();
        let mut candidates = drafts();
        candidates.retain(|candidate| candidate.get_value().to_string_lossy().starts_with(&*begun));
        candidates.extend(PathCompleter::file().complete(current));
        candidates
    }
}

/// The built-in regions, with their names.
fn regions() -> Vec<CompletionCandidate> {
    let region = |region: &Choice| CompletionCandidate::new(&region.id).help(Some(region.label.clone().into()));
    REGIONS.iter().map(region).collect()
}

/// The drafts in the platform's directory. There are none if they cannot be read.
fn drafts() -> Vec<CompletionCandidate> {
    let list = store::dirs(None).ok().and_then(|dirs| Drafts::new(&dirs).list().ok()).unwrap_or_default();
    list.into_iter().map(|line| CompletionCandidate::new(line.name)).collect()
}

/// The names of the purchases that can be closed. There are none if the journal cannot be read.
fn purchases() -> Vec<CompletionCandidate> {
    let found = store::dirs(None).ok().and_then(|dirs| Journal::open(&dirs, Pace::default()).unfinished().ok());
    let entries = found.map(|found| found.entries).unwrap_or_default();
    let closable = entries.into_iter().filter(|entry| entry.purchase.can_close());
    closable.map(|entry| CompletionCandidate::new(entry.purchase.intent().name.clone())).collect()
}
