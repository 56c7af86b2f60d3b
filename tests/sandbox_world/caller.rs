//! A client of a few lines: signs, sends, reads.

use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use rocketmq_wizard::cloud::sign;
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{self, ACCESS_KEY, PROJECT_ID, SECRET_KEY, Sandbox};
use serde_json::Value as Json;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// What came back: status, headers, body.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Status and error code, in whichever shape it came.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let body = self.json();
        let inner = body.get("error").unwrap_or(&body).clone();
        let code = inner.get("error_code").or(inner.get("code")).cloned().unwrap_or_default();
        (self.status, code.as_str().map_or_else(|| code.to_string(), str::to_owned))
    }
}

/// A sandbox and a client for it.
pub(crate) struct Caller {
    pub(crate) sandbox: Sandbox,
    client: reqwest::Client,
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    pub(crate) security_token: Option<String>,
    /// Seconds the client's clock is ahead.
    pub(crate) clock: i64,
    /// Whether `Host` is among the headers that are signed.
    pub(crate) signs_host: bool,
}

const ANY_PORT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

impl Caller {
    pub(crate) async fn new(world: World) -> Self {
        // A second test in the same process finds it installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        let sandbox = sandbox::start(world, ANY_PORT).await.unwrap();
        let (access_key, secret_key) = (ACCESS_KEY.to_owned(), SECRET_KEY.to_owned());
        Self { sandbox, client, access_key, secret_key, security_token: None, clock: 0, signs_host: true }
    }

    /// Sends a signed request as it is.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        query: &[(&str, &str)],
        body: Vec<u8>,
    ) -> reqwest::Result<Reply> {
        let date = (Timestamp::now() + SignedDuration::from_secs(self.clock)).strftime("%Y%m%dT%H%M%SZ").to_string();
        let host = if self.signs_host { self.sandbox.addr().to_string() } else { String::new() };
        let mut headers = vec![("Content-Type", "application/json")];
        headers.extend(self.security_token.as_deref().map(|token| ("X-Security-Token", token)));
        let request = sign::Request { method, host: &host, path, query, headers: &headers, body: &body, date: &date };
        let authorization = sign::sign(&request, &self.access_key, &self.secret_key);
        let url = format!("{}{}", self.sandbox.url(), sign::wire_target(path, query));
        let mut builder = self.client.request(method.parse::<Method>().unwrap(), url);
        for (name, value) in headers {
            builder = builder.header(name, value);
        }
        let sent = builder.header("X-Sdk-Date", date).header("Authorization", authorization).body(body).send().await?;
        let (status, headers) = (sent.status().as_u16(), sent.headers().clone());
        Ok(Reply { status, headers, bytes: sent.bytes().await?.to_vec() })
    }

    pub(crate) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Reply {
        self.send("GET", path, query, Vec::new()).await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: &Json) -> Reply {
        self.send("POST", path, &[], body.to_string().into_bytes()).await.unwrap()
    }

    /// Creates an instance on the path the API page documents.
    pub(crate) async fn create(&self, body: &Json) -> Reply {
        let engine = body["engine"].as_str().unwrap_or("reliability");
        self.post(&format!("/v2/{engine}/{PROJECT_ID}/instances"), body).await
    }

    /// An unsigned request, for the metadata service and the control endpoint.
    pub(crate) async fn plain(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let url = format!("{}{path}", self.sandbox.url());
        let mut builder = self.client.request(method.parse::<Method>().unwrap(), url).body(body.to_owned());
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        let sent = builder.send().await.unwrap();
        let (status, headers) = (sent.status().as_u16(), sent.headers().clone());
        Reply { status, headers, bytes: sent.bytes().await.unwrap().to_vec() }
    }

    /// The id of the first entry of a list that has this name.
    pub(crate) async fn id(&self, path: &str, list: &str, key: &str, name: &str) -> String {
        let found = self.get(path, &[]).await.json()[list].as_array().unwrap().clone();
        let item = found.into_iter().find(|item| item[key] == name);
        item.unwrap_or_else(|| panic!("no {name} in {list}"))["id"].as_str().unwrap().to_owned()
    }
}

/// A path below the account's project.
pub(crate) fn of_project(version: &str, rest: &str) -> String {
    format!("/{version}/{PROJECT_ID}/{rest}")
}
