//! The command line. Reads nothing but arguments; what they mean is decided by the commands.
//!
//! Help, completions and the manual pages are all made from these definitions.

use clap::{ArgMatches, Args, Error, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Version and commit; the commit is missing in a build from an archive.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), env!("COMMIT"));

/// Where flags of every command stand in its help.
const ACCOUNT: &str = "Account and files";

/// Buys a Huawei Cloud DMS for RocketMQ instance, screen by screen, exactly once.
#[derive(Debug, Parser)]
#[command(name = "rocketmq-wizard", version = VERSION, args_conflicts_with_subcommands = true)]
#[command(after_help = "Without a command the wizard opens in this terminal. Keys are read from the environment\n\
    (HUAWEICLOUD_SDK_AK and _SK), from profile files or from the agency of the host, else asked for.\n\n\
    Examples:\n  \
    rocketmq-wizard                          begin, or go on with a draft\n  \
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

/// What the wizard takes.
#[derive(Args, Debug)]
pub struct WizardArgs {
    /// Open or begin this draft: a name, or a file with a draft or a request body
    #[arg(long, value_name = "NAME|FILE")]
    pub draft: Option<String>,
    /// Buy from the embedded pretend cloud; nothing is billed
    #[arg(long)]
    pub sandbox: bool,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    #[command(flatten)]
    pub account: AccountArgs,
}

/// Where requests go and where files are kept.
#[derive(Args, Clone, Debug, Default)]
pub struct AccountArgs {
    /// Region, such as ap-southeast-3
    #[arg(long, help_heading = ACCOUNT, value_name = "R")]
    pub region: Option<String>,
    /// Project of the region, 32 hexadecimal digits
    #[arg(long, help_heading = ACCOUNT, value_name = "P")]
    pub project_id: Option<String>,
    /// Send one service (dms iam vpc kms eps bss metadata), or all, to this URL
    #[arg(long, help_heading = ACCOUNT, value_name = "[SERVICE=]URL", value_hint = ValueHint::Url)]
    pub endpoint: Vec<String>,
    /// Trust the certificates of this PEM file beside the system's
    #[arg(long, help_heading = ACCOUNT, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub ca_bundle: Option<PathBuf>,
    /// Keep drafts here rather than in the platform's config directory
    #[arg(long, help_heading = ACCOUNT, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub config_dir: Option<PathBuf>,
}

/// A draft to read, and the account it is for.
#[derive(Args, Debug)]
pub struct DraftArgs {
    /// Name of a draft, a file with a draft or a request body, or - for standard input
    #[arg(long, value_name = "NAME|FILE|-")]
    pub draft: String,
    #[command(flatten)]
    pub account: AccountArgs,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Buy what a draft says, exactly once
    #[command(after_help = "Examples:\n  \
        rocketmq-wizard create --draft orders --yes --wait\n  \
        rocketmq-wizard create --draft orders --confirm orders-prod --expect '7f3c 91ab 02de' --json\n  \
        rocketmq-wizard create --draft body.json --dry-run\n\n\
        Standard output gets the instance's ID, or with --json one object, and nothing else.\n\
        Run again, it gives the same ID: what an earlier run bought or may have bought is looked for before anything is sent.")]
    Create(Deferred<CreateArgs>),
    /// Say everything that is wrong with a draft
    #[command(after_help = "Examples:\n  \
        rocketmq-wizard check --draft orders\n  \
        rocketmq-wizard check --draft orders.json --online --json\n\n\
        Exit code 3 if anything is wrong, else 0.")]
    Check(Deferred<CheckArgs>),
    /// Print what a draft would buy: as JSON, as a script, as Terraform
    #[command(after_help = "Examples:\n  \
        rocketmq-wizard export --draft orders --format json > body.json\n  \
        rocketmq-wizard export --draft orders --format curl > buy.sh\n  \
        rocketmq-wizard export --draft orders --format terraform > rocketmq.tf")]
    Export(Deferred<ExportArgs>),
    /// Follow an instance until it serves
    #[command(after_help = "Example:\n  rocketmq-wizard watch 8959ab1c-7a1a-4bb1-a05d-93dfc361b32d\n\n\
        Leaving is safe at any time. Exit code 9 if the instance fails or is not RUNNING within 50 minutes.")]
    Watch(Deferred<WatchArgs>),
    /// List, show and remove drafts
    #[command(after_help = "Examples:\n  \
        rocketmq-wizard drafts\n  \
        rocketmq-wizard drafts show orders\n  \
        rocketmq-wizard drafts remove orders")]
    Drafts(Deferred<DraftsArgs>),
    /// List purchases that are not settled and the last settled ones, or close one
    #[command(after_help = "Examples:\n  \
        rocketmq-wizard purchases\n  \
        rocketmq-wizard purchases --json\n  \
        rocketmq-wizard purchases close orders-prod")]
    Purchases(Deferred<PurchasesArgs>),
    /// Check keys, network, clock, permissions, terminal and files
    #[command(after_help = "Example:\n  rocketmq-wizard doctor --region ap-southeast-3\n\n\
        Exit code 0 if nothing is bad, 4 if keys or permissions are, 5 if the network is, else 1.")]
    Doctor(Deferred<DoctorArgs>),
    /// Run the pretend cloud alone, print its address and keys, until Ctrl-C
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
        /// Where they are written; it is made where it is missing
        #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
        dir: PathBuf,
    },
}

/// Arguments of a command that are defined only once it is named: defining those of all would cost every start.
#[derive(Debug)]
pub struct Deferred<T>(pub T);

impl<T: Args> Args for Deferred<T> {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.defer(with_own_about::<T>)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        command.defer(T::augment_args_for_update)
    }
}

/// Adds arguments; groups of them that describe themselves do not take the place of what the command says of itself.
fn with_own_about<T: Args>(command: clap::Command) -> clap::Command {
    let own = command.get_about().cloned();
    let command = T::augment_args(command);
    match own {
        Some(own) => command.about(own),
        None => command,
    }
}

impl<T: FromArgMatches> FromArgMatches for Deferred<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct CreateArgs {
    #[command(flatten)]
    pub draft: DraftArgs,
    /// Buy without asking; enough unless money is taken at once (yearly/monthly with auto-pay)
    #[arg(long, conflicts_with = "confirm")]
    pub yes: bool,
    /// Buy without asking, if the instance's name is this one
    #[arg(long, value_name = "NAME")]
    pub confirm: Option<String>,
    /// Buy only if the plan number is this one; blanks, case and the word plan before it do not count
    #[arg(long, value_name = "PLAN")]
    pub expect: Option<String>,
    /// Stay until the instance is RUNNING, 50 minutes at most
    #[arg(long)]
    pub wait: bool,
    /// Print the request instead of sending it, signature and token redacted
    #[arg(long, conflicts_with_all = ["wait", "yes", "confirm"])]
    pub dry_run: bool,
    /// Print one JSON object; errors too, on standard error
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    pub draft: DraftArgs,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Ask the cloud too: lists, quota, whether the name is free
    #[arg(long)]
    pub online: bool,
}

#[derive(Args, Debug)]
pub struct ExportArgs {
    #[command(flatten)]
    pub draft: DraftArgs,
    /// What to print: json, the body of the request; curl, a bash script; or terraform
    #[arg(long, hide_possible_values = true)]
    pub format: Format,
}

/// What `export` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The body of the request
    Json,
    /// A bash script that signs and sends it with openssl and curl
    Curl,
    /// A resource of the official Terraform provider
    Terraform,
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
pub struct DraftsArgs {
    #[command(subcommand)]
    pub command: Option<DraftsCommand>,
    /// Keep drafts here rather than in the platform's config directory
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, global = true)]
    pub config_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum DraftsCommand {
    /// List all drafts, the one changed last first
    #[command(after_help = "Example:\n  rocketmq-wizard drafts list")]
    List,
    /// Show the answers of a draft, and what is wrong with them
    #[command(after_help = "Example:\n  rocketmq-wizard drafts show orders")]
    Show {
        /// Name of the draft
        name: String,
    },
    /// Remove a draft for good
    #[command(after_help = "Example:\n  rocketmq-wizard drafts remove orders --yes")]
    Remove {
        /// Name of the draft
        name: String,
        /// Remove without asking
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Args, Debug)]
pub struct PurchasesArgs {
    #[command(subcommand)]
    pub command: Option<PurchasesCommand>,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// The directory that was given to the wizard, if one was
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, global = true)]
    pub config_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum PurchasesCommand {
    /// List them: name, state, since when, and what to do
    #[command(after_help = "Example:\n  rocketmq-wizard purchases list --json")]
    List,
    /// Close one whose outcome is unknown or whose order is not paid: nobody looks for it any more
    #[command(after_help = "Example:\n  rocketmq-wizard purchases close orders-prod\n\n\
        To be used when you know from the console that the order was not placed, or do not want it any more.")]
    Close {
        /// Its id, or the name of the instance
        #[arg(value_name = "ID|NAME")]
        purchase: String,
    },
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
