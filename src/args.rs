//! The command line. Reads nothing but arguments; what they mean is decided by the commands.

use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Buys a Huawei Cloud DMS for RocketMQ instance, screen by screen, exactly once.
///
/// Without a command the wizard opens in this terminal. Keys are read from the environment
/// (`HUAWEICLOUD_SDK_AK` and `_SK`), from profile files or from the agency of the host, else asked for.
#[derive(Debug, Parser)]
#[command(name = "rocketmq-wizard", version, args_conflicts_with_subcommands = true)]
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
    #[arg(long, value_name = "R")]
    pub region: Option<String>,
    /// Project of the region, 32 hexadecimal digits
    #[arg(long, value_name = "P")]
    pub project_id: Option<String>,
    /// Send one service (dms iam vpc kms eps bss metadata), or all, to this URL
    #[arg(long, value_name = "[SERVICE=]URL")]
    pub endpoint: Vec<String>,
    /// Trust the certificates of this PEM file beside the system's
    #[arg(long, value_name = "FILE")]
    pub ca_bundle: Option<PathBuf>,
    /// Keep drafts here rather than in the platform's config directory
    #[arg(long, value_name = "DIR")]
    pub config_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the pretend cloud alone, print its address and keys, until Ctrl-C
    Sandbox {
        /// Address of this machine to listen on
        #[arg(long, value_name = "127.0.0.1:PORT", default_value = "127.0.0.1:0")]
        listen: SocketAddr,
    },
}
