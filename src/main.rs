//! Arguments in, exit code out.

use clap::Parser;
use rocketmq_wizard::args::{Cli, Command};
use rocketmq_wizard::{commands, runtime};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        None => runtime::start::run(&cli.wizard),
        Some(Command::Sandbox { listen }) => commands::sandbox::run(listen),
    };
    let code = result.unwrap_or_else(|error| {
        eprintln!("rocketmq-wizard: {error:#}");
        1
    });
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
