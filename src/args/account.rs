//! The flags that every command takes which speaks to the cloud.

use clap::{Args, ValueHint};
use std::path::PathBuf;

/// Where flags of every command stand in its help.
pub(super) const ACCOUNT: &str = "Account and files";

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
    /// Try out an organization's rules; with --sandbox or an --endpoint on this host only
    #[arg(long, help_heading = ACCOUNT, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub policy: Option<PathBuf>,
}
