//! The flags that every command takes which speaks to the cloud.

use crate::text::clean;
use clap::{Args, ValueHint};
use std::ffi::OsStr;
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
        // From another directory a relative path would lead elsewhere.
        let whole = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone()).into_os_string();
        let files = [("--ca-bundle", &self.ca_bundle), ("--config-dir", &self.config_dir), ("--policy", &self.policy)];
        let files = files.into_iter().filter_map(|(flag, file)| Some((flag, whole(file.as_ref()?))));
        let given = files.chain(self.endpoint.iter().map(|url| ("--endpoint", url.into())));
        given.flat_map(|(flag, value)| [" ".to_owned(), flag.to_owned(), " ".to_owned(), in_shell(&value)]).collect()
    }
}

/// A value as a shell takes it; bytes that cannot be shown by their numbers, as `bash` and `zsh` read them.
fn in_shell(value: &OsStr) -> String {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./:=,@+%".contains(byte);
    match value.to_str() {
        Some(text) if text.as_bytes().iter().all(is_plain) => text.to_owned(),
        Some(text) if clean(text) == text => format!("'{}'", text.replace('\'', "'\\''")),
        _ => {
            let shown =
                |byte: &u8| if is_plain(byte) { char::from(*byte).to_string() } else { format!("\\x{byte:02x}") };
            format!("$'{}'", value.as_encoded_bytes().iter().map(shown).collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn a_value_is_quoted_so_that_a_shell_gives_back_its_bytes() {
        let table: [(&[u8], &str); 5] = [
            (b"/home/kim/x.y", "/home/kim/x.y"),
            (b"/a b", "'/a b'"),
            (b"it's", "'it'\\''s'"),
            ("/\u{8ba2}\u{5355}".as_bytes(), "'/\u{8ba2}\u{5355}'"),
            (b"/c\xff\x1b'", "$'/c\\xff\\x1b\\x27'"),
        ];
        for (value, shown) in table {
            assert_eq!(in_shell(OsStr::from_bytes(value)), shown);
        }
    }
}
