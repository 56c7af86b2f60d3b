//! What `purchases` takes.

use clap::{Args, Subcommand, ValueHint};
use std::path::PathBuf;

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
    /// List purchases: name, state, since when, and what to do
    #[command(after_help = "Example:\n  rocketmq-wizard purchases list --json")]
    List,
    /// Close a purchase whose outcome is unknown or whose order is not paid: nobody looks for it any more
    #[command(after_help = "Example:\n  rocketmq-wizard purchases close orders-prod\n\n\
        To be used when you know from the console that the order was not placed, or do not want it any more.")]
    Close {
        /// ID of the purchase, or name of its instance
        #[arg(value_name = "ID|NAME")]
        purchase: String,
    },
}
