//! Temporary keys of the host's agency, from the metadata service of an ECS.

use super::raw::{RawCredentials, Without, secret};
use crate::cloud::resolver::Resolver;
use crate::cloud::tls;
use crate::language::{say, tr};
use crate::secret::Secret;
use jiff::Timestamp;
use reqwest::header::HeaderValue;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};
use serde::{Deserialize, Deserializer};
use std::net::IpAddr;
use std::time::Duration;
use zeroize::Zeroizing;

/// How long all calls together may take: the service is on the host's own link, and where it is absent nothing answers.
const LIMIT: Duration = Duration::from_secs(1);
/// The most bytes of an answer that are read: far above any answer of this service.
const MOST: usize = 64 * 1024;
const TOKEN_PATH: &str = "/meta-data/latest/api/token";
const KEYS_PATH: &str = "/openstack/latest/securitykey";
/// Six hours, as the SDK asks for.
const TOKEN_SECONDS: &str = "21600";
/// What the service answers on a host without an agency.
const NO_AGENCY: &str = "Please configure Cloud Service Agency first";

#[derive(Deserialize)]
struct Answer {
    #[serde(alias = "credentials")]
    credential: Keys,
}

#[derive(Deserialize)]
struct Keys {
    #[serde(alias = "accessKeyId", deserialize_with = "text")]
    access: Secret,
    #[serde(alias = "secretAccessKey", deserialize_with = "text")]
    secret: Secret,
    #[serde(alias = "securityToken", deserialize_with = "text")]
    securitytoken: Secret,
    #[serde(alias = "expiration")]
    expires_at: String,
}

/// The agency's keys and their end, or why there are none, as a fragment without any value.
pub(super) async fn keys(base: &str) -> Result<(RawCredentials, Timestamp), String> {
    let base = allowed(base)?;
    tls::install_provider();
    let client = Client::builder()
        .dns_resolver(Resolver)
        .no_proxy()
        .redirect(Policy::none())
        .build()
        .map_err(|_| tr("no HTTP client"))?;
    let answer = tokio::time::timeout(LIMIT, ask(&client, base)).await;
    answer.map_err(|_| tr("no answer within 1 s, so this is probably not an ECS").to_owned())?
}

/// Keys travel in this answer, so plain HTTP is for this host and for the metadata address of its own link only.
fn allowed(base: &str) -> Result<&str, String> {
    let url = Url::parse(base).map_err(|_| tr("the endpoint is not a URL; give one such as http://127.0.0.1:8080"))?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let near = host == "localhost"
        || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback() || ip == IpAddr::from([169, 254, 169, 254]));
    match url.scheme() {
        "https" => Ok(base.trim_end_matches('/')),
        "http" if near => Ok(base.trim_end_matches('/')),
        _ => Err(tr("the endpoint must begin with https:// unless it is on this host").to_owned()),
    }
}

async fn ask(client: &Client, base: &str) -> Result<(RawCredentials, Timestamp), String> {
    let token = token(client, base).await?;
    let mut answer = keys_once(client, base, token.as_ref()).await?;
    if answer.0 == StatusCode::UNAUTHORIZED && !answer.1.contains(NO_AGENCY) {
        let fresh = self::token(client, base).await?;
        answer = keys_once(client, base, fresh.as_ref()).await?;
    }
    match answer {
        (StatusCode::OK, body) => parse(&body),
        (_, body) if body.contains(NO_AGENCY) => {
            Err(tr("this host has no agency; give the ECS one in the console, or set keys").to_owned())
        }
        (status, _) => {
            Err(say!("the metadata service answered {status} when asked for keys", status = status.as_u16()))
        }
    }
}

/// The token of the second version of the service; none where only the first is there.
async fn token(client: &Client, base: &str) -> Result<Option<HeaderValue>, String> {
    let request = client.put(format!("{base}{TOKEN_PATH}")).header("X-Metadata-Token-Ttl-Seconds", TOKEN_SECONDS);
    let (status, body) = read(request.send().await).await?;
    match status.as_u16() {
        200 => {
            let mut token = HeaderValue::from_str(body.trim()).map_err(|_| tr("the metadata token is malformed"))?;
            token.set_sensitive(true);
            Ok(Some(token))
        }
        404 | 405 | 503 => Ok(None),
        status => Err(say!("the metadata service answered {status} when asked for a token", status)),
    }
}

async fn keys_once(
    client: &Client,
    base: &str,
    token: Option<&HeaderValue>,
) -> Result<(StatusCode, Zeroizing<String>), String> {
    let mut request = client.get(format!("{base}{KEYS_PATH}"));
    if let Some(token) = token {
        request = request.header("X-Metadata-Token", token);
    }
    read(request.send().await).await
}

async fn read(response: reqwest::Result<Response>) -> Result<(StatusCode, Zeroizing<String>), String> {
    let mut response = response.map_err(|error| unreachable(&error))?;
    let mut body = Zeroizing::new(Vec::with_capacity(MOST));
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(&error))? {
        if body.len() + chunk.len() > MOST {
            return Err(tr("the answer of the metadata service is too long to be keys").to_owned());
        }
        body.extend_from_slice(&chunk);
    }
    let text = std::str::from_utf8(&body).map_err(|_| tr("the answer of the metadata service is not text"))?;
    Ok((response.status(), Zeroizing::new(text.to_owned())))
}

fn unreachable(error: &reqwest::Error) -> String {
    if error.is_connect() {
        tr("no metadata service here, so this is not an ECS").to_owned()
    } else {
        tr("the metadata service broke off its answer").to_owned()
    }
}

fn parse(json: &str) -> Result<(RawCredentials, Timestamp), String> {
    // The parser's own words are dropped, because they can quote a value.
    let Answer { credential } =
        serde_json::from_str(json).map_err(|_| tr("the metadata service answered something other than keys"))?;
    let end = credential.expires_at.parse().map_err(|_| tr("the metadata service does not say when its keys end"))?;
    let held = RawCredentials {
        source: tr("ECS agency").to_owned(),
        access_key: credential.access,
        secret_key: credential.secret,
        security_token: credential.securitytoken,
        ..RawCredentials::default()
    };
    Ok((held.whole(["access", "secret", "securitytoken"]).map_err(Without::why)?, end))
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    String::deserialize(deserializer).map(secret)
}
