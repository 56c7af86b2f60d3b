//! Access keys: what they are, and the chain of places they are looked for in (`product.md` 6, `domain.md` 6.3).
//!
//! AK, SK and token always come from one place, never mixed. Nothing here writes, logs or shows a value of theirs.

#[cfg(test)]
mod agency_tests;
mod file;
mod held;
mod koocli;
mod metadata;
mod profile;
#[cfg(test)]
mod tests;

use crate::catalog::clean;
use crate::secret::Secret;
use held::{Held, secret};
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::path::{Path, PathBuf};

/// Where an ECS finds the metadata service.
pub const METADATA: &str = "http://169.254.169.254";

/// The SDK renews temporary keys that end sooner than this.
const REFRESH: SignedDuration = SignedDuration::from_mins(40);

/// One complete set of keys, all from the same source. `Debug` shows neither key nor token.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key id (AK). Not secret, but never written to files either.
    pub access_key: String,
    /// The secret access key (SK).
    pub secret_key: Secret,
    /// Present with temporary keys only; sent and signed as `X-Security-Token`.
    pub security_token: Option<Secret>,
    /// Where they were found, in words for the header: `env HUAWEICLOUD_SDK_AK`.
    pub source: String,
    /// When temporary keys end, where that is known.
    pub expires: Option<Timestamp>,
}

/// What looking through this host gave.
#[derive(Debug, Default)]
pub struct Search {
    /// The first complete set.
    pub found: Option<Credentials>,
    /// Every place, in the order of the chain.
    pub places: Vec<Place>,
    /// The region, from its variables or else from the file the keys came from.
    pub region: Option<Setting>,
    /// The project id, likewise.
    pub project_id: Option<Setting>,
}

/// A place keys may be in, and what was found there; never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The variables or the file, as a person would name them.
    pub place: String,
    /// A fragment: `used`, `no such file`, or what is wrong and what to do.
    pub outcome: String,
}

/// A region or project id that was found, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub value: String,
    /// `env HW_REGION_NAME`, `KooCLI profile default`.
    pub source: String,
}

/// Variables that belong together.
struct Family {
    access_key: &'static str,
    secret_key: &'static str,
    security_token: Option<&'static str>,
}

/// In the order they count: the SDKs', Terraform's, the sample programs'.
const FAMILIES: [Family; 3] = [
    Family {
        access_key: "HUAWEICLOUD_SDK_AK",
        secret_key: "HUAWEICLOUD_SDK_SK",
        security_token: Some("HUAWEICLOUD_SDK_SECURITY_TOKEN"),
    },
    Family { access_key: "HW_ACCESS_KEY", secret_key: "HW_SECRET_KEY", security_token: Some("HW_SECURITY_TOKEN") },
    Family { access_key: "CLOUD_SDK_AK", secret_key: "CLOUD_SDK_SK", security_token: None },
];

/// Looks for keys in the environment, then in the SDK's profile file and KooCLI's. Fast and without network: two small
/// files at most, and none once keys were found. `env` reads a variable, `home` is the user's home directory.
pub fn local(env: &dyn Fn(&str) -> Option<String>, home: Option<&Path>) -> Search {
    let mut search = Search { region: region(env), project_id: project_id(env), ..Search::default() };
    for family in &FAMILIES {
        search.note(format!("{}, {}", family.access_key, family.secret_key), family.read(env));
    }
    let profile = env("HUAWEICLOUD_SDK_CREDENTIALS_FILE").filter(|path| !path.trim().is_empty()).map(PathBuf::from);
    let profile = profile.or_else(|| Some(home?.join(".huaweicloud").join("credentials")));
    search.note_file("SDK profile", profile, home, profile::parse);
    let config = home.map(|home| home.join(".hcloud").join("config.json"));
    search.note_file("KooCLI", config, home, koocli::parse);
    search
}

/// Temporary keys of the agency of this host, from the metadata service at `base` ([`METADATA`], or a URL for tests).
/// Takes a second at most.
///
/// # Errors
/// Why there are none, as a fragment fit for [`Place::outcome`].
pub async fn agency(base: &str) -> Result<Credentials, String> {
    let (held, expires) = metadata::keys(base).await?;
    Ok(credentials(held, Some(expires)))
}

/// The region by its variables. `HUAWEICLOUD_SDK_REGION` is not one of the SDK's, but named as theirs are.
pub fn region(env: &dyn Fn(&str) -> Option<String>) -> Option<Setting> {
    setting(env, &["HUAWEICLOUD_SDK_REGION", "HW_REGION_NAME", "OS_REGION_NAME"])
}

/// The project id by its variables.
pub fn project_id(env: &dyn Fn(&str) -> Option<String>) -> Option<Setting> {
    setting(env, &["HUAWEICLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID"])
}

impl Credentials {
    /// Whether temporary keys should be asked for anew before the next request; never true of keys without an end.
    pub fn needs_refresh(&self, now: Timestamp) -> bool {
        self.ends_within(now, REFRESH)
    }

    /// Whether the keys end sooner than `span` from now, or have ended.
    pub fn ends_within(&self, now: Timestamp, span: SignedDuration) -> bool {
        self.expires.is_some_and(|end| end.duration_since(now) < span)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("source", &self.source)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

impl Search {
    fn note(&mut self, place: String, held: Result<Held, String>) {
        let outcome = match held {
            Ok(_) if self.found.is_some() => "keys found, but a place above comes first".to_owned(),
            Ok(held) => self.take(held),
            Err(reason) => reason,
        };
        self.places.push(Place { place, outcome });
    }

    fn note_file(
        &mut self,
        program: &str,
        path: Option<PathBuf>,
        home: Option<&Path>,
        parse: fn(&str) -> Result<Held, String>,
    ) {
        let place = path.as_ref().map(|path| format!("{program} {}", shown(path, home)));
        let held = match path {
            _ if self.found.is_some() => Err("not read, because a place above has keys".to_owned()),
            Some(path) => file::text(&path).and_then(|text| parse(&text)),
            None => Err("not looked for, because the home directory is not known".to_owned()),
        };
        self.note(place.unwrap_or_else(|| program.to_owned()), held);
    }

    fn take(&mut self, held: Held) -> String {
        let outcome = if held.security_token.is_empty() { "used" } else { "used, temporary keys" };
        self.region = self.region.take().or_else(|| Setting::new(&held.region, &held.source));
        self.project_id = self.project_id.take().or_else(|| Setting::new(&held.project_id, &held.source));
        self.found = Some(credentials(held, None));
        outcome.to_owned()
    }
}

impl Setting {
    fn new(value: &str, source: &str) -> Option<Self> {
        let value = clean(value.trim());
        (!value.is_empty()).then(|| Self { value, source: source.to_owned() })
    }
}

impl Family {
    fn read(&self, env: &dyn Fn(&str) -> Option<String>) -> Result<Held, String> {
        let read = |name| secret(env(name).unwrap_or_default());
        let held = Held {
            source: format!("env {}", self.access_key),
            access_key: read(self.access_key),
            secret_key: read(self.secret_key),
            security_token: self.security_token.map(read).unwrap_or_default(),
            ..Held::default()
        };
        held.whole(self.access_key, self.secret_key)
    }
}

fn credentials(held: Held, expires: Option<Timestamp>) -> Credentials {
    Credentials {
        access_key: held.access_key.expose().to_owned(),
        secret_key: held.secret_key,
        security_token: Some(held.security_token).filter(|token| !token.is_empty()),
        source: held.source,
        expires,
    }
}

fn setting(env: &dyn Fn(&str) -> Option<String>, names: &[&str]) -> Option<Setting> {
    names.iter().find_map(|name| Setting::new(&env(name)?, &format!("env {name}")))
}

fn shown(path: &Path, home: Option<&Path>) -> String {
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) => clean(&Path::new("~").join(rest).to_string_lossy()),
        None => clean(&path.to_string_lossy()),
    }
}
