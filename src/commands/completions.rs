//! `completions`, and answering a shell that completes: commands and flags, drafts and regions by value.

use super::error::CommandError;
use crate::args::{Cli, Shell};
use crate::purchase::watch::Pace;
use crate::steps::builtin::BUILTIN;
use crate::store::journal::Journal;
use crate::store::{self, drafts::Drafts};
use clap::CommandFactory;
use clap_complete::engine::{
    ArgValueCandidates, ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter,
};
use clap_complete::env::{Bash, CompleteEnv, EnvCompleter, Fish, Zsh};
use std::ffi::OsStr;
use std::io::Write;

/// What the shell's function sets; a name of our own, so that nothing else in an environment can set it by accident.
const VARIABLE: &str = "ROCKETMQ_WIZARD_COMPLETE";
const NAME: &str = "rocketmq-wizard";
/// Completes the first time, too, where zsh finds the function in a file of its own rather than reading it at the start.
const ZSH_IN_A_FILE: &str = "if [[ $funcstack[1] = _rocketmq-wizard ]]; then\n    \
    _clap_dynamic_completer_rocketmq_wizard \"$@\"\nfi";

/// Answers the shell's question and ends the process, where it is one.
pub fn complete() {
    CompleteEnv::with_factory(command).var(VARIABLE).complete();
}

/// Prints the function a shell has to read.
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
    let regions = || BUILTIN.regions.iter().map(|r| CompletionCandidate::new(&r.id).help(Some(r.label.clone().into())));
    let region = move || ArgValueCandidates::new(move || regions().collect());
    let account = move |command: clap::Command| command.mut_arg("region", |arg| arg.add(region()));
    let drafted = move |command: clap::Command| {
        account(command).mut_arg("draft", |arg| arg.add(ArgValueCompleter::new(DraftOrFile)))
    };
    let named = |command: clap::Command| command.mut_arg("name", |arg| arg.add(ArgValueCandidates::new(drafts)));
    let mut command = Cli::command();
    // Only what is built has the arguments of its commands.
    command.build();
    command = drafted(command);
    for name in ["create", "check", "export"] {
        command = command.mut_subcommand(name, drafted);
    }
    for name in ["watch", "doctor"] {
        command = command.mut_subcommand(name, account);
    }
    let open = |command: clap::Command| command.mut_arg("purchase", |arg| arg.add(ArgValueCandidates::new(purchases)));
    command
        .mut_subcommand("drafts", |drafts| drafts.mut_subcommand("show", named).mut_subcommand("remove", named))
        .mut_subcommand("purchases", |purchases| purchases.mut_subcommand("close", open))
}

/// Drafts by name, then files.
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

/// The drafts of the platform's directory; none where they cannot be read.
fn drafts() -> Vec<CompletionCandidate> {
    let list = store::dirs(None).and_then(|dirs| Drafts::new(&dirs).list()).unwrap_or_default();
    list.into_iter().map(|listing| CompletionCandidate::new(listing.name)).collect()
}

/// The names of the purchases that can be closed; none where the journal cannot be read.
fn purchases() -> Vec<CompletionCandidate> {
    let found = store::dirs(None).and_then(|dirs| Journal::open(&dirs, Pace::default()).unfinished());
    let entries = found.map(|found| found.entries).unwrap_or_default();
    let closable = entries.into_iter().filter(|entry| entry.purchase.can_close());
    closable.map(|entry| CompletionCandidate::new(entry.purchase.intent().name.clone())).collect()
}
