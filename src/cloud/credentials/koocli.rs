//! KooCLI's `config.json`: profiles, one of them current, their keys encrypted by default (`domain.md` 6.3).

use super::held::{Held, secret};
use crate::catalog::clean;
use crate::secret::Secret;
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;

#[derive(Deserialize)]
struct Config {
    #[serde(default, deserialize_with = "text")]
    current: Secret,
    #[serde(default)]
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    #[serde(default, deserialize_with = "text")]
    name: Secret,
    #[serde(default, deserialize_with = "text")]
    mode: Secret,
    #[serde(default, deserialize_with = "text")]
    region: Secret,
    #[serde(default, deserialize_with = "text")]
    project_id: Secret,
    #[serde(default, deserialize_with = "text")]
    agency_name: Secret,
    #[serde(default, deserialize_with = "text")]
    access_key_id: Secret,
    #[serde(default, deserialize_with = "text")]
    secret_access_key: Secret,
    #[serde(default, deserialize_with = "text")]
    security_token: Secret,
    #[serde(default)]
    sso_auth: Option<SsoAuth>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SsoAuth {
    #[serde(default)]
    sts_token: Option<Keys>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Keys {
    #[serde(default, deserialize_with = "text")]
    access_key_id: Secret,
    #[serde(default, deserialize_with = "text")]
    secret_access_key: Secret,
    #[serde(default, deserialize_with = "text")]
    security_token: Secret,
}

/// The keys of the current profile, or why they cannot be used.
pub(super) fn parse(json: &str) -> Result<Held, String> {
    let config: Config = serde_json::from_str(json).map_err(|error| malformed(&error))?;
    let current = config.current.expose();
    let profile = config
        .profiles
        .into_iter()
        .find(|profile| !current.is_empty() && profile.name.expose() == current)
        .ok_or_else(|| {
        "names no current profile; choose one with hcloud configure set --cli-profile=NAME".to_owned()
    })?;
    let name = clean(current);
    usable(profile, &name).map_err(|reason| format!("profile {name}: {reason}"))
}

fn usable(profile: Profile, name: &str) -> Result<Held, String> {
    if !profile.agency_name.is_empty() {
        return Err("it acts through an agency, which is not supported; skipped".to_owned());
    }
    let keys = match profile.mode.expose() {
        "SSO" => profile.sso_auth.and_then(|auth| auth.sts_token).unwrap_or_default(),
        "ecsAgency" => return Err("it uses the agency of the host, which is asked last".to_owned()),
        _ => Keys {
            access_key_id: profile.access_key_id,
            secret_access_key: profile.secret_access_key,
            security_token: profile.security_token,
        },
    };
    let held = Held {
        source: format!("KooCLI profile {name}"),
        access_key: keys.access_key_id,
        secret_key: keys.secret_access_key,
        security_token: keys.security_token,
        region: profile.region.expose().to_owned(),
        project_id: profile.project_id.expose().to_owned(),
    };
    let held = held.whole("accessKeyId", "secretAccessKey")?;
    if plain(held.access_key.expose()) { Ok(held) } else { Err(ENCRYPTED.to_owned()) }
}

const ENCRYPTED: &str = "its keys are encrypted; to store them in plain text, run \
                         hcloud configure set --cli-auth-encrypt=false and enter the keys in KooCLI again";

/// Access keys are 20 capitals and digits, or a few more; nothing that was encrypted looks like that.
fn plain(access_key: &str) -> bool {
    access_key.len() <= 32 && access_key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// The place of the fault only: the parser's own words can quote a value.
fn malformed(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Data => format!("malformed: unexpected kind of value in line {}; skipped", error.line()),
        _ => format!("malformed: no valid JSON in line {}; skipped", error.line()),
    }
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    Option::<String>::deserialize(deserializer).map(|text| secret(text.unwrap_or_default()))
}
