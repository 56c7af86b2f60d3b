//! Arguments in, exit code out.

use rocketmq_wizard::terminal::signals::end_by;
use rocketmq_wizard::{args, commands, plain, runtime};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::process::ExitCode;

fn main() -> ExitCode {
    keep_memory_private();
    let mut arguments = std::env::args_os().collect();
    if let Err(unknown) = args::choose_language(&mut arguments) {
        eprintln!("rocketmq-wizard: {unknown}");
        return ExitCode::from(2);
    }
    commands::complete();
    let cli = args::parse(&arguments);
    if let Some(lacking) = runtime::memory::lacking() {
        eprintln!("rocketmq-wizard: {lacking}");
        return ExitCode::FAILURE;
    }
    let code = match cli.command {
        None => {
            let is_plain = plain::is_wanted(&cli.wizard, |name| std::env::var(name).ok());
            runtime::start::run(&cli.wizard, if is_plain { plain::run } else { runtime::start::wizard })
        }
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
