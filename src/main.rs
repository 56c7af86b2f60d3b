//! Arguments in, exit code out.

use clap::Parser;
use rocketmq_wizard::args::{Cli, WizardArgs};
use rocketmq_wizard::{commands, runtime};
use std::io::IsTerminal;
use std::process::ExitCode;

fn main() -> ExitCode {
    commands::complete();
    let cli = Cli::parse();
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
