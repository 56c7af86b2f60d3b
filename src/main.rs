//! Arguments in, exit code out.

use clap::Parser;
use rocketmq_wizard::args::{Cli, WizardArgs};
use rocketmq_wizard::terminal::output::print_last;
use rocketmq_wizard::terminal::signals::end_by;
use rocketmq_wizard::{commands, plain, runtime};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::hint::black_box;
use std::io::IsTerminal;
use std::process::ExitCode;

/// MiB of address space. With less the system may refuse an allocation later, which would end the process at once and
/// leave the terminal as the wizard has it.
const LEAST_MEMORY: usize = 48;

fn main() -> ExitCode {
    keep_memory_private();
    commands::complete();
    let cli = Cli::parse();
    // Nothing is written there, so it costs no memory; asking for the limit is forbidden to some services.
    if black_box(Vec::<u8>::new()).try_reserve_exact(black_box(LEAST_MEMORY << 20)).is_err() {
        eprintln!("rocketmq-wizard: It needs {LEAST_MEMORY} MiB more of address space; allow them with `ulimit -v`.");
        return ExitCode::FAILURE;
    }
    let code = match cli.command {
        None => wizard(&cli.wizard),
        Some(command) => commands::run(&command),
    };
    end_by(code);
    ExitCode::from(code)
}

/// Keys must reach no disk in a core dump, and no other program of the same user by looking into this one. Where the
/// system does not have that, the keys are used all the same.
fn keep_memory_private() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

fn wizard(args: &WizardArgs) -> u8 {
    if !std::io::stdin().is_terminal() {
        eprintln!(
            "rocketmq-wizard: The wizard needs a terminal. Without one, buy what a draft says with \
             `rocketmq-wizard create --draft NAME`, and see what it lacks with `rocketmq-wizard check --draft NAME`."
        );
        return 2;
    }
    let is_plain = plain::is_wanted(args, |name| std::env::var(name).ok());
    let run = if is_plain { plain::run } else { runtime::start::run };
    let code = run(args).unwrap_or_else(|error| {
        print_last(std::io::stderr(), &format!("rocketmq-wizard: {error:#}\n"));
        1
    });
    u8::try_from(code).unwrap_or(1)
}
