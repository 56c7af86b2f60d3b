//! Arguments in, exit code out.

use clap::Parser;
use rocketmq_wizard::args::{Cli, WizardArgs};
use rocketmq_wizard::{commands, runtime};
use rustix::process::{Resource, getrlimit};
use std::io::IsTerminal;
use std::process::ExitCode;

/// Bytes of address space. With less the system may refuse an allocation, which ends the process at once and leaves the
/// terminal as the wizard has it.
const LEAST_MEMORY: u64 = 64 << 20;

fn main() -> ExitCode {
    commands::complete();
    let cli = Cli::parse();
    if let Some(allowed) = getrlimit(Resource::As).current.filter(|allowed| *allowed < LEAST_MEMORY) {
        let (least, allowed) = (LEAST_MEMORY >> 10, allowed >> 10);
        eprintln!("rocketmq-wizard: {allowed} KiB of address space are too few; allow more with `ulimit -v {least}`.");
        return ExitCode::FAILURE;
    }
    ExitCode::from(match cli.command {
        None => wizard(&cli.wizard),
        Some(command) => commands::run(&command),
    })
}

fn wizard(args: &WizardArgs) -> u8 {
    if !std::io::stdin().is_terminal() {
        eprintln!(
            "rocketmq-wizard: The wizard needs a terminal. Without one, buy what a draft says with \
             `rocketmq-wizard create --draft NAME`, and see what it lacks with `rocketmq-wizard check --draft NAME`."
        );
        return 2;
    }
    let code = runtime::start::run(args).unwrap_or_else(|error| {
        eprintln!("rocketmq-wizard: {error:#}");
        1
    });
    u8::try_from(code).unwrap_or(1)
}
