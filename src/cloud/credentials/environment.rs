//! The variables that hold keys, and those that hold what belongs to them: region, project, enterprise project.

use super::raw::{RawCredentials, Without, bare};
use crate::language::{say, tr};
use crate::text::clean;
use zeroize::Zeroizing;

/// Names another profile file.
pub(super) const CREDENTIALS_FILE: [&str; 1] = ["HUAWEICLOUD_SDK_CREDENTIALS_FILE"];

/// A setting beside the keys that was found, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub value: String,
    /// `env HW_REGION_NAME`, `KooCLI profile default`.
    pub source: String,
    /// What stood round it and was taken off, as a sentence.
    pub tidied: Option<String>,
}

/// The variables of one program that hold keys. They are read together, never mixed with those of another.
pub(super) struct Family {
    access_key: &'static str,
    secret_key: &'static str,
    security_token: Option<&'static str>,
}

/// In the order they count: those of the vendor's SDKs, of its Terraform provider, and of its sample programs.
pub(super) const FAMILIES: [Family; 3] = [
    Family {
        access_key: "HUAWEICLOUD_SDK_AK",
        secret_key: "HUAWEICLOUD_SDK_SK",
        security_token: Some("HUAWEICLOUD_SDK_SECURITY_TOKEN"),
    },
    Family { access_key: "HW_ACCESS_KEY", secret_key: "HW_SECRET_KEY", security_token: Some("HW_SECURITY_TOKEN") },
    Family { access_key: "CLOUD_SDK_AK", secret_key: "CLOUD_SDK_SK", security_token: None },
];

/// Variables of a region. `HUAWEICLOUD_SDK_REGION` is not one of the SDK's, but named as theirs are.
pub(super) const REGION: [&str; 3] = ["HUAWEICLOUD_SDK_REGION", "HW_REGION_NAME", "OS_REGION_NAME"];
/// Variables of a project: an id goes before a name, as with the vendor's Terraform provider.
pub(super) const PROJECT: [&str; 3] = ["HUAWEICLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID", "HW_PROJECT_NAME"];
/// The variable of the enterprise project that is meant where an order names none.
pub(super) const ENTERPRISE_PROJECT: [&str; 1] = ["HW_ENTERPRISE_PROJECT_ID"];

impl Setting {
    /// A setting that is there: one without a value counts as none.
    pub(super) fn new(value: &str, source: &str, tidied: Option<String>) -> Option<Self> {
        let value = clean(value.trim());
        (!value.is_empty()).then(|| Self { value, source: source.to_owned(), tidied })
    }
}

impl Family {
    /// The variables of the keys, as a person would name this place.
    pub(super) fn place(&self) -> String {
        format!("{}, {}", self.access_key, self.secret_key)
    }

    /// The keys these variables hold, or why they hold none.
    pub(super) fn read(&self, env: &dyn Fn(&str) -> Option<String>) -> Result<RawCredentials, Without> {
        let mut held = RawCredentials { source: variable(self.access_key), ..RawCredentials::default() };
        let mut is_set = false;
        let mut read = |name: &str| {
            let raw = Zeroizing::new(env(name).unwrap_or_default());
            is_set |= env(name).is_some();
            held.tidy(name, &raw)
        };
        let (access_key, secret_key) = (read(self.access_key), read(self.secret_key));
        let security_token = self.security_token.map(read).unwrap_or_default();
        let held = RawCredentials { access_key, secret_key, security_token, ..held };
        let names = [self.access_key, self.secret_key, self.security_token.unwrap_or_default()];
        held.whole(names).map_err(|without| match without {
            Without::Nothing(_) if is_set => Without::passed(tr("set, but empty")),
            without => without,
        })
    }
}

/// The first of these variables that is set.
pub(super) fn setting(env: &dyn Fn(&str) -> Option<String>, names: &[&str]) -> Option<Setting> {
    names.iter().find_map(|name| {
        let raw = env(name)?;
        let bare = bare(&raw);
        let tidied = bare.taken_off(name).map(|what| taken_off(&what));
        Setting::new(bare.text, &variable(name), tidied)
    })
}

/// A variable as a source, in the words of the header.
fn variable(name: &str) -> String {
    say!("env {name}", name)
}

/// What was taken off from round a value, as a sentence.
pub(super) fn taken_off(what: &str) -> String {
    say!("Taken off: {what}.", what)
}
