//! Access keys: what they are, and the chain of places they are looked for in.
//!
//! AK, SK and token always come from one place, never mixed. A place that somebody meant but that cannot be used ends the
//! search, because the next one may hold the keys of another account. Nothing here writes, logs or shows a value of
//! theirs.

#[cfg(test)]
mod agency_tests;
mod file;
mod koocli;
mod metadata;
mod profile;
mod raw;
#[cfg(test)]
mod tests;

use crate::secret::Secret;
use crate::text::clean;
use jiff::{SignedDuration, Timestamp};
use raw::{RawCredentials, Without, bare};
use std::fmt;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Where an ECS finds the metadata service.
pub const METADATA: &str = "http://169.254.169.254";

/// Names another profile file.
const CREDENTIALS_FILE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

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
    /// The first complete set, unless a place before it is broken.
    pub found: Option<Credentials>,
    /// Every place, in the order of the chain.
    pub places: Vec<Place>,
    /// The region, from its variables or else from the file the keys came from.
    pub region: Option<Setting>,
    /// The project, by its id or its name, likewise.
    pub project: Option<Setting>,
    /// The enterprise project that is meant where an order names none.
    pub enterprise_project: Option<Setting>,
    /// What stood round the keys that were found and was taken off, as a sentence.
    pub tidied: Option<String>,
}

/// A place keys may be in, and what was found there; never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The variables or the file, as a person would name them.
    pub place: String,
    /// A fragment: `used`, `no such file`, or what is wrong and what to do.
    pub outcome: String,
    pub standing: Standing,
}

/// What a place means for the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its keys are the ones.
    Used,
    /// Nobody meant it.
    NotThere,
    /// It is there, but for something else; worth a word.
    PassedOver,
    /// It cannot be used, and was meant: the first such place ends the search.
    Broken,
    /// A place above comes first.
    Behind,
}

/// A setting beside the keys that was found, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub value: String,
    /// `env HW_REGION_NAME`, `KooCLI profile default`.
    pub source: String,
    /// What stood round it and was taken off, as a sentence.
    pub tidied: Option<String>,
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
    Search::through(env, home, false)
}

/// Looks into every place, those behind the keys that are used too, to say what is wrong with any of them.
pub fn survey(env: &dyn Fn(&str) -> Option<String>, home: Option<&Path>) -> Vec<Place> {
    Search::through(env, home, true).places
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

/// Variables of a region. `HUAWEICLOUD_SDK_REGION` is not one of the SDK's, but named as theirs are.
const REGION: [&str; 3] = ["HUAWEICLOUD_SDK_REGION", "HW_REGION_NAME", "OS_REGION_NAME"];
/// Those of a project: an id goes before a name, as with the vendor's Terraform provider.
const PROJECT: [&str; 3] = ["HUAWEICLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID", "HW_PROJECT_NAME"];
const ENTERPRISE_PROJECT: [&str; 1] = ["HW_ENTERPRISE_PROJECT_ID"];

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
    fn through(env: &dyn Fn(&str) -> Option<String>, home: Option<&Path>, thorough: bool) -> Self {
        let mut search = Self {
            region: setting(env, &REGION),
            project: setting(env, &PROJECT),
            enterprise_project: setting(env, &ENTERPRISE_PROJECT),
            ..Self::default()
        };
        for family in &FAMILIES {
            search.note(format!("{}, {}", family.access_key, family.secret_key), family.read(env));
        }
        let named = env(CREDENTIALS_FILE).filter(|path| !path.trim().is_empty()).map(PathBuf::from);
        let is_named = named.is_some();
        let profile = named.or_else(|| Some(home?.join(".huaweicloud").join("credentials")));
        let read = |path: &Path| file::text(path, is_named).and_then(|text| profile::parse(&text));
        search.note_file("SDK profile", profile, home, thorough, &read);
        let config = home.map(|home| home.join(".hcloud").join("config.json"));
        let read = |path: &Path| file::text(path, false).and_then(|text| koocli::parse(&text));
        search.note_file("KooCLI", config, home, thorough, &read);
        search
    }

    /// The place the search ended at without keys, because it is there but cannot be used.
    pub fn broken(&self) -> Option<&Place> {
        self.places.iter().find(|place| place.standing == Standing::Broken).filter(|_| self.found.is_none())
    }

    /// The same in words: which place, what is wrong with it, and what to do.
    pub fn broken_told(&self) -> Option<String> {
        let Place { place, outcome, .. } = self.broken()?;
        Some(format!(
            "The keys in {place} cannot be used: {outcome}. Mend them or take them away; no other keys are looked for, \
             as they may be another account's."
        ))
    }

    /// What is worth a word about the keys that were found: places that were passed over, and what was taken off.
    pub fn notes(&self) -> Vec<String> {
        let before = self.places.iter().take_while(|place| place.standing != Standing::Used);
        let passed = before.filter(|place| place.standing == Standing::PassedOver);
        let passed = passed.map(|Place { place, outcome, .. }| format!("{place} is passed over: {outcome}."));
        passed.chain(self.tidied.clone()).collect()
    }

    /// The same about the settings beside the keys.
    pub fn notes_of_settings(&self) -> Vec<String> {
        let settings = [&self.region, &self.project, &self.enterprise_project];
        settings.into_iter().flatten().filter_map(|setting| setting.tidied.clone()).collect()
    }

    fn note(&mut self, place: String, held: Result<RawCredentials, Without>) {
        let (standing, outcome) = match held {
            Ok(_) if self.found.is_some() => (Standing::Behind, "keys found, but a place above comes first".to_owned()),
            Ok(_) if self.broken().is_some() => {
                (Standing::Behind, "keys found, but not used, as a place above has to be mended first".to_owned())
            }
            Ok(held) => (Standing::Used, self.take(held)),
            Err(Without::Nothing(why)) => (Standing::NotThere, why),
            Err(Without::Passed(why)) => (Standing::PassedOver, why),
            Err(Without::Broken(why)) => (Standing::Broken, why),
        };
        self.places.push(Place { place, outcome, standing });
    }

    fn note_file(
        &mut self,
        program: &str,
        path: Option<PathBuf>,
        home: Option<&Path>,
        thorough: bool,
        read: &dyn Fn(&Path) -> Result<RawCredentials, Without>,
    ) {
        let place = path.as_ref().map(|path| format!("{program} {}", shown(path, home)));
        let nothing = |why: &str| Err(Without::Nothing(why.to_owned()));
        let held = match path {
            _ if self.found.is_some() && !thorough => nothing("not read, because a place above has keys"),
            Some(path) => read(&path),
            None => nothing("not looked for, because the home directory is not known"),
        };
        self.note(place.unwrap_or_else(|| program.to_owned()), held);
    }

    fn take(&mut self, held: RawCredentials) -> String {
        let outcome = if held.security_token.is_empty() { "used" } else { "used, temporary keys" };
        self.region = self.region.take().or_else(|| Setting::new(&held.region, &held.source, None));
        self.project = self.project.take().or_else(|| Setting::new(&held.project_id, &held.source, None));
        let tidied = held.tidied.join(", ");
        self.tidied = (!tidied.is_empty()).then(|| taken_off(&tidied));
        let outcome = if tidied.is_empty() { outcome.to_owned() } else { format!("{outcome}, without {tidied}") };
        self.found = Some(credentials(held, None));
        outcome
    }
}

impl Setting {
    fn new(value: &str, source: &str, tidied: Option<String>) -> Option<Self> {
        let value = clean(value.trim());
        (!value.is_empty()).then(|| Self { value, source: source.to_owned(), tidied })
    }
}

impl Family {
    fn read(&self, env: &dyn Fn(&str) -> Option<String>) -> Result<RawCredentials, Without> {
        let mut held = RawCredentials { source: format!("env {}", self.access_key), ..RawCredentials::default() };
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
            Without::Nothing(_) if is_set => Without::passed("set, but empty"),
            without => without,
        })
    }
}

fn credentials(held: RawCredentials, expires: Option<Timestamp>) -> Credentials {
    Credentials {
        access_key: held.access_key.expose().to_owned(),
        secret_key: held.secret_key,
        security_token: Some(held.security_token).filter(|token| !token.is_empty()),
        source: held.source,
        expires,
    }
}

fn setting(env: &dyn Fn(&str) -> Option<String>, names: &[&str]) -> Option<Setting> {
    names.iter().find_map(|name| {
        let raw = env(name)?;
        let bare = bare(&raw);
        let tidied = bare.taken_off(name).map(|what| taken_off(&what));
        Setting::new(bare.text, &format!("env {name}"), tidied)
    })
}

fn taken_off(what: &str) -> String {
    format!("Taken off: {what}.")
}

fn shown(path: &Path, home: Option<&Path>) -> String {
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) => clean(&Path::new("~").join(rest).to_string_lossy()),
        None => clean(&path.to_string_lossy()),
    }
}
