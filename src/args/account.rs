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

impl AccountArgs {
    /// What of it no draft and no purchase keeps, as it was given, with a blank before each flag: behind the name of a
    /// command it makes that one speak to the same cloud, and find the same files.
    pub fn given(&self) -> String {
        let path = |path: &PathBuf| path.display().to_string();
        let files = [("--ca-bundle", &self.ca_bundle), ("--config-dir", &self.config_dir), ("--policy", &self.policy)];
        let files = files.into_iter().filter_map(|(flag, file)| Some((flag, path(file.as_ref()?))));
        let given = files.chain(self.endpoint.iter().map(|url| ("--endpoint", url.clone())));
        given.flat_map(|(flag, value)| [" ".to_owned(), flag.to_owned(), " ".to_owned(), in_shell(&value)]).collect()
    }
}

/// A value as a shell takes it.
fn in_shell(value: &str) -> String {
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./:=,@+%".contains(&byte));
    if plain { value.to_owned() } else { format!("'{}'", value.replace('\'', "'\\''")) }
}
