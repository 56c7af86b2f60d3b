//! The client against a loopback server that answers by script: what is sent, how often, and what answers mean.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, too")]

mod bounds;
mod connecting;
mod lists;
mod purchase;
mod reads;
mod sending;
mod server;
#[path = "../support/mod.rs"]
mod support;
mod tags;
mod types;

use rocketmq_wizard::catalog::{Choice, Lookup, Placed};
use rocketmq_wizard::cloud::client::{Client, Settings};
use rocketmq_wizard::cloud::sign;
use rocketmq_wizard::cloud::transport::Limits;
use rocketmq_wizard::failure::Failure;
use rocketmq_wizard::sandbox::PROJECT_ID as PROJECT;
use rocketmq_wizard::secret::Secret;
use server::{Reply, Seen, Server};
use std::time::Duration;
use support::{ACCESS_KEY as AK, SECRET_KEY as SK};

const TOKEN: &str = "TokenExampleNotASecret/+==";
const ID: &str = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";
const BODY: &[u8] = br#"{"name":"orders-prod","engine":"rocketmq"}"#;

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn settings(endpoint: &str) -> Settings {
    let mut settings = support::env::settings(endpoint);
    settings.credentials.security_token = Some(Secret::new(TOKEN.to_owned()));
    settings
}

/// Long enough for a busy machine, short enough for a test; reads are repeated without much ado.
const QUICK: Limits =
    Limits { connect: Duration::from_secs(5), call: Duration::from_secs(5), pause: Duration::from_millis(1) };

fn client(server: &Server) -> Client {
    Client::new(settings(&server.base), QUICK).unwrap()
}

/// Limits for scenarios that end by running out of time.
fn hasty(server: &Server) -> Client {
    let limits = Limits { call: Duration::from_millis(300), ..QUICK };
    Client::new(settings(&server.base), limits).unwrap()
}

/// Sends one purchase against one reply; also says how many requests arrived.
fn create(reply: Reply) -> (Result<Placed, Failure>, Vec<Seen>) {
    let stalls = matches!(reply, Reply::Stall(_));
    let server = Server::start(vec![reply]);
    let client = if stalls { hasty(&server) } else { client(&server) };
    let outcome = run(client.create("rocketmq", BODY));
    (outcome, server.seen())
}

fn look_up(replies: Vec<Reply>, lookup: &Lookup) -> (Result<Vec<Choice>, Failure>, Vec<Seen>) {
    let server = Server::start(replies);
    let outcome = run(client(&server).lookup(lookup)).map(|listed| listed.entries);
    if let Err(failure) = &outcome {
        assert_no_secret(failure);
    }
    (outcome, server.seen())
}

fn assert_no_secret(value: &impl std::fmt::Debug) {
    let text = format!("{value:?}");
    assert!(!text.contains(SK) && !text.contains(TOKEN), "a secret shows: {text}");
}

/// Checks a request's signature by deriving it anew from what arrived on the wire.
fn assert_signed(seen: &Seen) {
    let (path, query) = seen.target().split_once('?').unwrap_or((seen.target(), ""));
    let query: Vec<(String, String)> = reqwest::Url::parse(&format!("http://x/?{query}"))
        .unwrap()
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let authorization = seen.header("authorization").unwrap();
    let names = authorization.split("SignedHeaders=").nth(1).unwrap().split(',').next().unwrap();
    let headers: Vec<(&str, &str)> = names
        .split(';')
        .filter(|name| !matches!(*name, "host" | "x-sdk-date"))
        .map(|name| (name, seen.header(name).unwrap()))
        .collect();
    let request = sign::Request {
        method: seen.line.split(' ').next().unwrap(),
        host: seen.header("host").unwrap(),
        path,
        query: &query,
        headers: &headers,
        body: seen.body.as_bytes(),
        date: seen.header("x-sdk-date").unwrap(),
    };
    assert_eq!(authorization, sign::sign(&request, AK, SK));
    assert_eq!(seen.target(), sign::wire_target(path, &query), "wire and signature differ");
}
