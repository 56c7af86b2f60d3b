//! The command line. Reads nothing but arguments; what they mean is decided by the commands.
//!
//! Help, completions and the manual page are all made from these definitions.

mod account;
mod command;
mod draft;
mod drafts;
mod language;
mod part;
mod purchases;

pub use account::AccountArgs;
pub use command::{Command, DoctorArgs, Shell, WatchArgs};
pub use draft::{CheckArgs, CreateArgs, DraftArgs, ExportArgs};
pub use drafts::{DraftsArgs, DraftsCommand};
pub use language::{choose_language, in_language};
pub use purchases::{PurchasesArgs, PurchasesCommand};

use clap::{Args, CommandFactory, FromArgMatches, Parser};
use part::part;
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
    by_part(arguments).unwrap_or_else(|| {
        let matches = in_language(definition()).try_get_matches_from(arguments);
        matches.and_then(|matches| Cli::from_arg_matches(&matches)).unwrap_or_else(|error| error.exit())
    })
}

/// Reads the command line by the definition of the wizard or of the one command that it names: all of them would cost
/// every start (`architecture`, "Figures": first screen). `None` where it is wrong or asks for help, which takes them all.
fn by_part(arguments: &[OsString]) -> Option<Cli> {
    let command = arguments.get(1).and_then(|first| first.to_str()).filter(|first| !first.starts_with('-'));
    match command {
        Some(name) => {
            Some(Cli { command: Some(Command::named(name, &arguments[1..])?), wizard: WizardArgs::default() })
        }
        None => Some(Cli { command: None, wizard: part(arguments)? }),
    }
}

/// What the wizard takes.
#[derive(Args, Debug, Default)]
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

#[cfg(test)]
mod tests {
    use super::{Cli, by_part, definition};
    use clap::FromArgMatches;
    use std::ffi::OsString;

    /// The part that a command line is read by says the same of it as the whole, or leaves it to that.
    #[test]
    fn a_command_line_means_the_same_by_its_part_and_by_the_whole() {
        let table = [
            ("", true),
            ("--draft orders --region ap-southeast-3", true),
            ("--endpoint a=http://127.0.0.1:1 --endpoint http://127.0.0.1:2 --plain --ascii", true),
            ("create --draft orders --yes --wait --json", true),
            ("create --from 8959ab1c-7a1a-4bb1-a05d-93dfc361b32d --draft=- --dry-run", true),
            ("check --draft orders --online", true),
            ("export --draft orders --format curl", true),
            ("watch 8959ab1c-7a1a-4bb1-a05d-93dfc361b32d --config-dir /tmp/x", true),
            ("watch -- --json", true),
            ("drafts", true),
            ("drafts copy a b --json", true),
            ("purchases close orders-prod", true),
            ("doctor --json", true),
            ("sandbox --listen 127.0.0.1:8080", false),
            ("completions bash", false),
            ("man dir", false),
            // Wrong, or asking for help.
            ("--help", false),
            ("-V", false),
            ("--draft", false),
            ("orders", false),
            ("--plain create --draft orders", false),
            ("create", false),
            ("create --draft orders --yes --confirm orders", false),
            ("create --draft orders --help", false),
            ("create --from orders", false),
            ("help create", false),
            ("drafts help copy", false),
            ("watch", false),
        ];
        for (line, by_its_part) in table {
            let arguments: Vec<OsString> =
                std::iter::once("rocketmq-wizard").chain(line.split_whitespace()).map(OsString::from).collect();
            let part = by_part(&arguments).map(|cli| format!("{cli:?}"));
            assert_eq!(part.is_some(), by_its_part, "{line}");
            let whole = definition().try_get_matches_from(&arguments).and_then(|it| Cli::from_arg_matches(&it));
            assert!(part.is_none_or(|part| whole.is_ok_and(|whole| format!("{whole:?}") == part)), "{line}");
        }
    }
}
