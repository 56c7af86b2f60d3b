//! KooCLI's `config.json`: profiles, one of them current, their keys encrypted by default.

use super::raw::{RawCredentials, Without, secret};
use crate::language::{Text, say, tr};
use crate::secret::Secret;
use crate::text::clean;
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
pub(super) fn parse(json: &str) -> Result<RawCredentials, Without> {
    let config: Config = serde_json::from_str(json).map_err(|error| malformed(&error))?;
    let current = config.current.expose();
    if current.is_empty() && config.profiles.is_empty() {
        return Err(Without::passed(tr("has no profile yet")));
    }
    let profile = config
        .profiles
        .into_iter()
        .find(|profile| !current.is_empty() && profile.name.expose() == current)
        .ok_or_else(|| Without::broken(NO_CURRENT.shown()))?;
    let name = clean(current);
    usable(profile, &name).map_err(|without| match without {
        Without::Nothing(why) | Without::Passed(why) => {
            Without::Passed(say!("profile {name}: {why}", name = &name, why))
        }
        Without::Broken(why) => Without::Broken(say!("profile {name}: {why}", name = &name, why)),
    })
}

/// Modes of a profile, as KooCLI writes them; in all others it signs in with the keys that it holds.
const SSO: &str = "SSO";
const ECS_AGENCY: &str = "ecsAgency";

const NO_CURRENT: Text = Text("names no current profile; choose one with hcloud configure set --cli-profile=NAME");
const NO_SSO: Text = Text("it signs in by SSO, and has no plain keys");

fn usable(profile: Profile, name: &str) -> Result<RawCredentials, Without> {
    if !profile.agency_name.is_empty() {
        return Err(Without::passed(tr("it acts through an agency, which is not supported")));
    }
    let mode = profile.mode.expose();
    let sso = mode == SSO;
    let keys = match mode {
        SSO => profile.sso_auth.and_then(|auth| auth.sts_token).unwrap_or_default(),
        ECS_AGENCY => return Err(Without::passed(tr("it uses the agency of the host, which is asked last"))),
        _ => Keys {
            access_key_id: profile.access_key_id,
            secret_access_key: profile.secret_access_key,
            security_token: profile.security_token,
        },
    };
    if sso && !is_plain(keys.access_key_id.expose()) {
        return Err(Without::passed(NO_SSO.shown()));
    }
    // Encrypted keys are visible characters only. Others with an invisible one among them are judged as plain keys.
    if is_encrypted(keys.access_key_id.expose()) {
        return Err(Without::passed(ENCRYPTED.shown()));
    }
    let held = RawCredentials {
        source: say!("KooCLI profile {name}", name),
        access_key: keys.access_key_id,
        secret_key: keys.secret_access_key,
        security_token: keys.security_token,
        region: profile.region.expose().to_owned(),
        project_id: profile.project_id.expose().to_owned(),
        tidied: Vec::new(),
    };
    held.whole(["accessKeyId", "secretAccessKey", "securityToken"])
}

const ENCRYPTED: Text = Text(
    "its keys are encrypted; to store them in plain text, run \
     hcloud configure set --cli-auth-encrypt=false and enter the keys in KooCLI again",
);

/// Access keys are 20 capitals and digits, or a few more; nothing that was encrypted looks like that.
fn is_plain(access_key: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    !access_key.is_empty() && access_key.len() <= 32 && access_key.bytes().all(fits)
}

fn is_encrypted(access_key: &str) -> bool {
    !access_key.is_empty() && !is_plain(access_key) && access_key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Names the place of the fault only, because the parser's own words can quote a value.
fn malformed(error: &serde_json::Error) -> Without {
    let line = error.line();
    Without::broken(if error.classify() == Category::Data {
        say!("malformed: an unexpected kind of value in line {line}; fix it, or have KooCLI write it anew", line)
    } else {
        say!("malformed: no valid JSON in line {line}; fix it, or have KooCLI write it anew", line)
    })
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    Option::<String>::deserialize(deserializer).map(|text| secret(text.unwrap_or_default()))
}
