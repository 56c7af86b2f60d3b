//! What `drafts` takes.

use clap::{Args, Subcommand, ValueHint};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub struct DraftsArgs {
    #[command(subcommand)]
    pub command: Option<DraftsCommand>,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Keep drafts here rather than in the platform's config directory
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, global = true)]
    pub config_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum DraftsCommand {
    /// List all drafts, the one changed last first
    #[command(after_help = "Examples:\n  rocketmq-wizard drafts list\n  rocketmq-wizard drafts list --json")]
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
    /// Give a draft another name; the name of its instance stays
    #[command(after_help = "Example:\n  rocketmq-wizard drafts rename orders orders-2026")]
    Rename {
        /// Name of the draft
        name: String,
        /// The name it gets
        new: String,
    },
    /// Copy a draft for another instance, which gets the name of the copy
    #[command(after_help = "Example:\n  rocketmq-wizard drafts copy orders-prod orders-stage")]
    Copy {
        /// Name of the draft
        name: String,
        /// Name of the copy and of its instance
        new: String,
    },
}
