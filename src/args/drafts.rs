//! What `drafts` takes.

use clap::{Args, Subcommand, ValueHint};
use std::path::PathBuf;

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
