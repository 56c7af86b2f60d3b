//! The floor of a purchase on the libraries that `create` is made with: the exchanges of `floor_create`, made at once by
//! reqwest on one thread of tokio, and nothing else.
//!
//! Run as `floor_reqwest at-once HOST:PORT REQUESTS`. Without arguments, as `cargo bench` does it, it does nothing.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the benchmark")]
#![allow(unreachable_pub, reason = "its parts are modules of one program")]

mod signed;

use reqwest::header::HeaderMap;
use reqwest::{Client, Url, redirect, retry};
use signed::{Requests, Sent};
use std::time::Duration;
use tokio::runtime::{Builder, LocalOptions};
use tokio::task::JoinSet;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let [_, host, requests] = &args[..] else { return };
    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default()).unwrap();
    runtime.block_on(at_once(host, signed::read(requests)));
}

/// The order goes over a connection of its own.
async fn at_once(host: &str, Requests { first, again, order, after }: Requests) {
    let (reads, once) = (client(usize::MAX), client(0));
    let mut asked = JoinSet::new();
    for request in first {
        let (client, host) = (reads.clone(), host.to_owned());
        asked.spawn_local(async move { exchange(&client, &host, &request).await });
    }
    asked.join_all().await;
    for request in &again {
        exchange(&reads, host, request).await;
    }
    exchange(&once, host, &order).await;
    for request in &after {
        exchange(&reads, host, request).await;
    }
}

/// With the limits and the refusals that the program's own clients have.
fn client(kept: usize) -> Client {
    let provider = rustls::crypto::ring::default_provider().into();
    let tls = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let tls = tls.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
    let client = Client::builder().tls_backend_preconfigured(tls).http1_only().no_proxy().pool_max_idle_per_host(kept);
    let client = client.redirect(redirect::Policy::none()).retry(retry::never().max_retries_per_request(0));
    client.connect_timeout(Duration::from_secs(10)).timeout(Duration::from_mins(1)).build().unwrap()
}

async fn exchange(client: &Client, host: &str, request: &Sent) {
    let [target, date, signature] = signed::signed(host, request);
    let url: Url = format!("http://{host}{target}").parse().unwrap();
    let mut headers = HeaderMap::new();
    headers.insert("content-type", "application/json".parse().unwrap());
    headers.insert("x-sdk-date", date.parse().unwrap());
    headers.insert("authorization", signature.parse().unwrap());
    let [method, .., body] = request;
    let mut sending = client.request(method.parse().unwrap(), url).headers(headers);
    if !body.is_empty() {
        sending = sending.body(body.clone());
    }
    let answer = sending.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap();
}
