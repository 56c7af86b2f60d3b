//! The commands, each with its help, and the arguments of those that read no draft and keep no files.

use super::account::AccountArgs;
use super::draft::{CheckArgs, CreateArgs, ExportArgs};
use super::drafts::DraftsArgs;
use super::part::part;
use super::purchases::PurchasesArgs;
use clap::{Args, Subcommand, ValueEnum, ValueHint};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Buy what a draft says, exactly once
    #[command(after_help = "Examples:\n  \
        rocketmq-wizard create --draft orders --yes --wait\n  \
        rocketmq-wizard create --draft orders --confirm orders-prod --expect '7f3c 91ab 02de' --json\n  \
        rocketmq-wizard create --draft body.json --dry-run\n  \
        rocketmq-wizard create --from 8959ab1c-7a1a-4bb1-a05d-93dfc361b32d --draft changes.json --dry-run\n\n\
        Standard output gets the instance's ID, or with --json one object, and nothing else.\n\
        Tags of the draft are set once the instance is RUNNING, by --wait or by the watch command that is printed.\n\
        Run again, it gives the same ID: what an earlier run bought or may have bought is looked for before anything is sent.")]
    Create(CreateArgs),
    /// Say everything that is wrong with a draft
    #[command(after_help = "Examples:\n  \
        rocketmq-wizard check --draft orders\n  \
        rocketmq-wizard check --draft orders.json --online --json\n\n\
        Exit code 3 if anything is wrong, else 0.")]
    Check(CheckArgs),
    /// Print what a draft would buy: as JSON, as a script, as Terraform
    #[command(after_help = "Examples:\n  \
        rocketmq-wizard export --draft orders --format json > body.json\n  \
        rocketmq-wizard export --draft orders --format curl > buy.sh\n  \
        rocketmq-wizard export --draft orders --format terraform > rocketmq.tf")]
    Export(ExportArgs),
    /// Follow an instance until it is RUNNING
    #[command(after_help = "Example:\n  rocketmq-wizard watch 8959ab1c-7a1a-4bb1-a05d-93dfc361b32d\n\n\
        Leaving is safe at any time. Exit code 9 if the instance fails or is not RUNNING within 50 minutes.\n\
        An instance that was bought from this host gets the tags of its draft once it is RUNNING, those that were\n\
        refused before once more; exit code 9 if the cloud refuses them, or another process has them to set.")]
    Watch(WatchArgs),
    /// List, show, rename, copy and remove drafts
    #[command(after_help = "Examples:\n  \
        rocketmq-wizard drafts\n  \
        rocketmq-wizard drafts show orders\n  \
        rocketmq-wizard drafts copy orders-prod orders-stage\n  \
        rocketmq-wizard drafts remove orders")]
    Drafts(DraftsArgs),
    /// List purchases that are not settled and the last settled ones, or close one
    #[command(after_help = "Examples:\n  \
        rocketmq-wizard purchases\n  \
        rocketmq-wizard purchases --json\n  \
        rocketmq-wizard purchases close orders-prod")]
    Purchases(PurchasesArgs),
    /// Check keys, network, clock, permissions, terminal and files
    #[command(after_help = "Example:\n  rocketmq-wizard doctor --region ap-southeast-3\n\n\
        Exit code 0 if nothing is bad, 5 if the network is, 4 if keys or permissions are, 3 if the policy is,\n\
        2 if region or project is not known, else 1.")]
    Doctor(DoctorArgs),
    /// Run the pretend cloud until Ctrl-C, and print its address and keys
    #[command(after_help = "Example:\n  rocketmq-wizard sandbox --listen 127.0.0.1:8080")]
    Sandbox {
        /// Address of this machine to listen on
        #[arg(long, value_name = "127.0.0.1:PORT", default_value = "127.0.0.1:0")]
        listen: SocketAddr,
    },
    /// Print what a shell needs to complete commands, drafts and regions
    #[command(after_help = "Examples:\n  \
        source <(rocketmq-wizard completions bash)       in ~/.bashrc\n  \
        source <(rocketmq-wizard completions zsh)        in ~/.zshrc, after compinit\n  \
        rocketmq-wizard completions fish | source        in ~/.config/fish/config.fish")]
    Completions {
        /// bash, zsh or fish
        #[arg(value_name = "SHELL", hide_possible_values = true)]
        shell: Shell,
    },
    /// Write the manual pages, one for each command, into a directory
    #[command(
        after_help = "Example:\n  rocketmq-wizard man ~/.local/share/man/man1       then: man rocketmq-wizard-create"
    )]
    Man {
        /// Where they are written; it is made if it is missing
        #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
        dir: PathBuf,
    },
}

impl Command {
    /// The command of this name with these arguments, of which the first is the name. `None` where an argument is wrong,
    /// where help is asked for, and of the commands that nobody waits for.
    pub(super) fn named(name: &str, arguments: &[OsString]) -> Option<Self> {
        match name {
            "create" => part(arguments).map(Self::Create),
            "check" => part(arguments).map(Self::Check),
            "export" => part(arguments).map(Self::Export),
            "watch" => part(arguments).map(Self::Watch),
            "drafts" => part(arguments).map(Self::Drafts),
            "purchases" => part(arguments).map(Self::Purchases),
            "doctor" => part(arguments).map(Self::Doctor),
            _ => None,
        }
    }
}

#[derive(Args, Debug)]
pub struct WatchArgs {
    /// ID of the instance
    #[arg(value_name = "INSTANCE_ID")]
    pub instance_id: String,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub account: AccountArgs,
}

#[derive(Args, Debug)]
pub struct DoctorArgs {
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub account: AccountArgs,
}

/// A shell that completions are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
}
