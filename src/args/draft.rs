//! What the commands take that read a draft: `create`, `check` and `export`.

use super::account::AccountArgs;
use crate::export::Format;
use crate::form::rules;
use clap::{ArgGroup, Args};

/// A draft to read, and the account it is for.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("order").args(["draft", "from"]).required(true).multiple(true)))]
pub struct DraftArgs {
    /// Name of a draft, a file with a draft or a request body, or - for standard input
    #[arg(long, value_name = "NAME|FILE|-")]
    pub draft: Option<String>,
    /// Answer as this instance is, but for its name and EIPs; what a draft beside it says goes before
    #[arg(long, value_name = "INSTANCE_ID", value_parser = instance_id)]
    pub from: Option<String>,
    #[command(flatten)]
    pub account: AccountArgs,
}

impl DraftArgs {
    /// Whether the draft is to be read from standard input, so that nothing else can be asked there.
    pub fn reads_standard_input(&self) -> bool {
        self.draft.as_deref() == Some("-")
    }
}

/// The ID of an instance, as the cloud writes it.
///
/// # Errors
/// That it is none.
pub(super) fn instance_id(text: &str) -> Result<String, String> {
    rules::instance_id(text).map_err(|problem| problem.told)
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
    /// Buy only if this is the plan number; blanks, case and a leading "plan" are ignored
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
