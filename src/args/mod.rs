//! The command line. Reads nothing but arguments; what they mean is decided by the commands.
//!
//! Help, completions and the manual page are all made from these definitions.

mod account;
mod command;
mod deferred;
mod draft;
mod drafts;
mod language;
mod purchases;

pub use account::AccountArgs;
pub use command::{Command, DoctorArgs, Shell, WatchArgs};
pub use deferred::Deferred;
pub use draft::{CheckArgs, CreateArgs, DraftArgs, ExportArgs};
pub use drafts::{DraftsArgs, DraftsCommand};
pub use language::{choose_language, in_language};
pub use purchases::{PurchasesArgs, PurchasesCommand};

use clap::{Args, CommandFactory, FromArgMatches, Parser};
use std::ffi::OsString;

/// Version and commit; the commit is missing in a build from an archive.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), env!("COMMIT"));

/// Buy a Huawei Cloud DMS for RocketMQ instance, screen by screen, exactly once.
#[derive(Debug, Parser)]
#[command(name = "rocketmq-wizard", version = VERSION, args_conflicts_with_subcommands = true)]
#[command(after_help = "Without a command the wizard opens in this terminal. Keys are read from the environment\n\
    (HUAWEICLOUD_SDK_AK and _SK), from profile files or from the agency of the host, else asked for.\n\n\
    Examples:\n  \
    rocketmq-wizard --sandbox                try it out; nothing is billed\n  \
    rocketmq-wizard create --draft orders --confirm orders-prod --wait\n\n\
    Exit codes: 0 done, 1 failed, 2 usage, 3 draft invalid, 4 credentials or permission,\n\
    5 network, nothing was sent, 6 outcome unknown: the order may have been placed,\n\
    7 refused, 8 no capacity, quota or balance, 9 bought but not RUNNING, 10 left by you")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub wizard: WizardArgs,
}

/// The definition of the command line, in English.
pub fn definition() -> clap::Command {
    Cli::command().arg(language::argument())
}

/// Reads the command line; the language is chosen already. Ends the process where it is wrong, or asks for help.
pub fn parse(arguments: &[OsString]) -> Cli {
    // Only what is said of the command line costs a translation.
    let matches = definition().try_get_matches_from(arguments);
    let matches = matches.or_else(|_| in_language(definition()).try_get_matches_from(arguments));
    matches.and_then(|matches| Cli::from_arg_matches(&matches)).unwrap_or_else(|error| error.exit())
}

/// What the wizard takes.
#[derive(Args, Debug)]
pub struct WizardArgs {
    /// Open or begin this draft: a name, or a file with a draft or a request body
    #[arg(long, value_name = "NAME|FILE")]
    pub draft: Option<String>,
    /// Answer as this instance is, but for its name and EIPs; what the draft says goes before
    #[arg(long, value_name = "INSTANCE_ID", value_parser = draft::instance_id)]
    pub from: Option<String>,
    /// Buy from the embedded pretend cloud; nothing is billed
    #[arg(long)]
    pub sandbox: bool,
    /// Ask in lines, without a full-screen terminal; also with ACCESSIBLE=1 or TERM=dumb
    #[arg(long)]
    pub plain: bool,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    #[command(flatten)]
    pub account: AccountArgs,
}
