//! The client against a loopback server that answers by script: what is sent, how often, and what answers mean.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, too")]

#[path = "support/server.rs"]
mod server;

use rocketmq_wizard::catalog::{Cause, Choice, Facts, Failure, Lookup, Subnet};
use rocketmq_wizard::cloud::caller::Settings;
use rocketmq_wizard::cloud::client::Client;
use rocketmq_wizard::cloud::credentials::Credentials;
use rocketmq_wizard::cloud::endpoints::Endpoints;
use rocketmq_wizard::cloud::sign;
use rocketmq_wizard::cloud::transport::Limits;
use rocketmq_wizard::secret::Secret;
use server::{Reply, Seen, Server, answer, ok, status};
use std::time::Duration;

const AK: &str = "AKIDEXAMPLE0000000001";
const SK: &str = "SkExampleNotASecret0000000000000000000001";
const TOKEN: &str = "TokenExampleNotASecret/+==";
const PROJECT: &str = "0123456789abcdef0123456789abcdef";
const ID: &str = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";
const BODY: &[u8] = br#"{"name":"orders-prod","engine":"rocketmq"}"#;

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn settings(endpoint: &str) -> Settings {
    Settings {
        region: "ap-southeast-3".to_owned(),
        project_id: PROJECT.to_owned(),
        endpoints: Endpoints::parse(&[endpoint.to_owned()]).unwrap(),
        ca_bundle: None,
        credentials: Credentials {
            access_key: AK.to_owned(),
            secret_key: Secret::new(SK.to_owned()),
            security_token: Some(Secret::new(TOKEN.to_owned())),
            source: "test".to_owned(),
            expires: None,
        },
    }
}

/// Long enough for a busy machine, short enough for a test; reads are repeated without much ado.
const QUICK: Limits =
    Limits { connect: Duration::from_secs(5), call: Duration::from_secs(5), pause: Duration::from_millis(1) };

fn client(server: &Server) -> Client {
    Client::with_limits(settings(&server.base), QUICK).unwrap()
}

/// Limits for scenarios that end by running out of time.
fn hasty(server: &Server) -> Client {
    let limits = Limits { call: Duration::from_millis(300), ..QUICK };
    Client::with_limits(settings(&server.base), limits).unwrap()
}

/// Sends one purchase against one reply; also says how many requests arrived.
fn create(reply: Reply) -> (Result<rocketmq_wizard::catalog::Placed, Failure>, Vec<Seen>) {
    let stalls = matches!(reply, Reply::Stall(_));
    let server = Server::start(vec![reply]);
    let client = if stalls { hasty(&server) } else { client(&server) };
    let outcome = run(client.create("rocketmq", BODY));
    (outcome, server.seen())
}

fn look_up(replies: Vec<Reply>, lookup: &Lookup) -> (Result<Vec<Choice>, Failure>, Vec<Seen>) {
    let server = Server::start(replies);
    let outcome = run(client(&server).lookup(lookup));
    if let Err(failure) = &outcome {
        assert_no_secret(failure);
    }
    (outcome, server.seen())
}

/// The program may run its calls on any thread.
#[test]
fn calls_can_move_between_threads() {
    fn movable<T: Send>(value: T) -> T {
        value
    }
    let server = Server::start(vec![]);
    let client = movable(client(&server));
    drop(movable(client.create("rocketmq", BODY)));
    drop(movable(client.lookup(&Lookup::Keys)));
    drop(movable(client.unpaid_orders(0)));
    assert!(server.seen().is_empty(), "a call that is not awaited is not made");
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

// ---- what is sent ----

#[test]
fn a_purchase_is_one_signed_post_with_the_bytes_it_was_given() {
    let reply = answer(200, &["x-request-id: 1f0c2b7a9d"], &format!(r#"{{"instance_id":"{ID}"}}"#));
    let (outcome, seen) = create(Reply::Send(reply));
    let placed = outcome.unwrap();
    assert_eq!((placed.instance_id.as_str(), placed.request_id.as_deref()), (ID, Some("1f0c2b7a9d")));
    let [request] = seen.as_slice() else { panic!("{seen:?}") };
    assert_eq!(request.line, format!("POST /v2/rocketmq/{PROJECT}/instances HTTP/1.1"));
    assert_eq!(request.body.as_bytes(), BODY);
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("x-project-id"), Some(PROJECT));
    assert_eq!(request.header("x-security-token"), Some(TOKEN));
    assert!(
        request
            .header("authorization")
            .unwrap()
            .contains("SignedHeaders=content-type;host;x-project-id;x-sdk-date;x-security-token,")
    );
    assert_signed(request);
}

#[test]
fn awkward_names_go_out_byte_for_byte_as_they_were_signed() {
    for name in ["a b~c/é*'", "100%", "a+b&c=d", "?#[]@!$()", "", "日本 \u{1f980}", "..", "%2e%2E/"] {
        let server = Server::start(vec![ok(r#"{"instances":[]}"#), ok(r#"{"instances":[]}"#)]);
        assert_eq!(run(client(&server).instances_named(name)), Ok(vec![]));
        let seen = server.seen();
        assert_eq!(seen.len(), 2);
        seen.iter().for_each(assert_signed);
        assert!(seen[0].target().contains("exact_match_name=true&include_failure=true"), "{:?}", seen[0]);
    }
}

#[test]
fn a_dry_run_shows_the_request_without_its_secrets() {
    let server = Server::start(vec![]);
    let client = client(&server);
    let (url, headers) = client.dry_run("reliability", BODY).unwrap();
    assert_eq!(url, format!("{}/v2/reliability/{PROJECT}/instances", server.base));
    assert_eq!(url, client.create_url("reliability"));
    let value = |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!(value("authorization"), Some("[redacted]"));
    assert_eq!(value("x-security-token"), Some("[redacted]"));
    assert_eq!(value("x-project-id"), Some(PROJECT));
    assert_no_secret(&(url, &headers));
    assert_no_secret(&client);
    assert!(server.seen().is_empty());
}

#[test]
fn ids_that_would_change_the_address_are_refused_before_sending() {
    let server = Server::start(vec![]);
    for id in ["", "..", "a/b", "a?b", "a b", "a%2fb", "a#b"] {
        let failure = run(client(&server).instance(id)).unwrap_err();
        assert_eq!(failure.cause, Cause::NothingSent, "{id}");
        assert_eq!(run(client(&server).create(id, BODY)).unwrap_err().field, Some("engine"));
    }
    for region in ["evil.com/", "a@b", "a:b", "a b"] {
        let failure = Client::new(Settings { region: region.to_owned(), ..settings(&server.base) }).unwrap_err();
        assert_eq!((failure.cause, failure.field), (Cause::NothingSent, Some("region")));
    }
    assert!(server.seen().is_empty());
}

// ---- sent once ----

#[test]
fn nothing_but_a_clear_answer_counts_and_no_purchase_is_ever_repeated() {
    let oversized = format!(r#"{{"instance_id":"{ID}","x":"{}"}}"#, "x".repeat(1 << 20));
    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n",
        2 << 20,
        "x".repeat(2 << 20)
    );
    let cases = [
        ("closed without an answer", Reply::Close),
        ("closed within the answer", Reply::Send(b"HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n{\"inst".to_vec())),
        ("no answer in time", Reply::Stall(Vec::new())),
        ("half an answer in time", Reply::Stall(b"HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n{\"inst".to_vec())),
        ("not http", Reply::Send(b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec())),
        ("200 garbage", ok("\u{0}\u{1b}[2J<html>")),
        ("200 without an id", ok("{}")),
        ("200 with an empty id", ok(r#"{"instance_id":""}"#)),
        ("200 with an id of another type", ok(r#"{"instance_id":7}"#)),
        ("200 with an id that is a path", ok(r#"{"instance_id":"../x"}"#)),
        ("200 with an error", ok(r#"{"error_code":"DMS.00400060","error_msg":"taken"}"#)),
        ("200 too large", ok(&oversized)),
        ("200 too large, in chunks", Reply::Send(chunked.into_bytes())),
        ("redirect", Reply::Send(answer(307, &["location: /elsewhere", "connection: close"], ""))),
        ("408", status(408, r#"{"error_code":"DMS.1","error_msg":"x"}"#)),
        ("404 of another shape", status(404, "<html>not found</html>")),
        ("409 of another shape", status(409, r#"{"NeutronError":{"type":"x","message":"y"}}"#)),
        ("500", status(500, r#"{"error_code":"DMS.00500000","error_msg":"internal"}"#)),
        ("501 quota", status(501, r#"{"error_code":"DMS.00501118","error_msg":"quota"}"#)),
        ("502", status(502, "")),
        ("503 with retry-after", Reply::Send(answer(503, &["retry-after: 0", "connection: close"], "{}"))),
        ("600", status(600, "{}")),
    ];
    for (what, reply) in cases {
        let (outcome, seen) = create(reply);
        let failure = outcome.expect_err(what);
        assert_eq!(failure.cause, Cause::Unknown, "{what}: {failure:?}");
        assert!(failure.action.contains("may have been placed"), "{what}: {failure:?}");
        assert!(failure.line().chars().all(|c| !c.is_control()), "{what}: {failure:?}");
        assert_eq!(seen.len(), 1, "{what}: sent {} times", seen.len());
        assert_no_secret(&failure);
    }
}

#[test]
fn refusals_are_told_apart_from_lost_answers() {
    let dms = |code: &str| format!(r#"{{"error_code":"{code}","error_msg":"told so","request_id":"r-1"}}"#);
    let cases = [
        (400, dms("DMS.00400060"), Cause::Refused, Some("name")),
        (400, dms("DMS.00400135"), Cause::Refused, Some("disk_encrypted_enable")),
        (400, dms("DMS.00400055"), Cause::Capacity, Some("available_zones")),
        (400, dms("DMS.00500987"), Cause::Capacity, None),
        (400, dms("DMS.99999999"), Cause::Refused, None),
        (401, dms("APIGW.0301"), Cause::Credentials, None),
        (401, "<html>".to_owned(), Cause::Credentials, None),
        (403, dms("DMS.00403002"), Cause::Credentials, None),
        (403, r#"{"error":{"code":403,"message":"no"}}"#.to_owned(), Cause::Credentials, None),
        (404, dms("APIG.0101"), Cause::Refused, None),
        (404, dms("DMS.10240407"), Cause::Refused, None),
        (429, dms("APIGW.0308"), Cause::Refused, None),
        (429, String::new(), Cause::Refused, None),
    ];
    for (code, body, cause, field) in cases {
        let (outcome, seen) = create(status(code, &body));
        let failure = outcome.unwrap_err();
        assert_eq!((failure.cause, failure.field), (cause, field), "{code} {body}: {failure:?}");
        assert_eq!(seen.len(), 1);
        if body.contains("r-1") {
            assert_eq!(failure.request_id.as_deref(), Some("r-1"));
            assert!(failure.code.is_some());
        }
    }
}

#[test]
fn a_purchase_never_travels_on_a_connection_that_was_used_before() {
    let placed = format!(r#"{{"instance_id":"{ID}"}}"#);
    let server = Server::start(vec![
        Reply::Keep(answer(200, &[], r#"{"vpcs":[]}"#)),
        Reply::Keep(answer(200, &[], r#"{"vpcs":[]}"#)),
        Reply::Keep(answer(200, &[], &placed)),
        Reply::Close,
        Reply::Keep(answer(200, &[], r#"{"vpcs":[]}"#)),
    ]);
    run(async {
        let client = client(&server);
        client.lookup(&Lookup::Vpcs).await.unwrap();
        client.lookup(&Lookup::Vpcs).await.unwrap();
        client.create("rocketmq", BODY).await.unwrap();
        assert_eq!(client.create("rocketmq", BODY).await.unwrap_err().cause, Cause::Unknown);
        client.lookup(&Lookup::Vpcs).await.unwrap();
    });
    let connections: Vec<usize> = server.seen().iter().map(|seen| seen.connection).collect();
    // Reads share the first connection; each purchase has its own, and the one that was closed on was not resent.
    assert_eq!(connections, [1, 1, 2, 3, 1]);
}

#[test]
fn before_a_connection_stands_nothing_was_sent() {
    // Accepts, and never says a word of TLS.
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let plain = Server::start(vec![]);
    let stranger = Server::start_tls(vec![]);
    let cases = [
        // Nothing listens on the port of tcpmux.
        ("http://127.0.0.1:1".to_owned(), "refused"),
        ("https://127.0.0.1:1".to_owned(), "refused"),
        (format!("https://{}", mute.local_addr().unwrap()), "timed out"),
        (plain.base.replace("http", "https"), "could not be reached"),
        (stranger.base.clone(), "certificate"),
    ];
    for (endpoint, detail) in cases {
        let connect = if detail == "timed out" { Duration::from_millis(300) } else { QUICK.connect };
        let limits = Limits { connect, call: Duration::from_secs(10), ..QUICK };
        let client = Client::with_limits(settings(&endpoint), limits).unwrap();
        let failure = run(client.create("rocketmq", BODY)).unwrap_err();
        assert_eq!(failure.cause, Cause::NothingSent, "{endpoint}: {failure:?}");
        assert!(failure.what.contains(detail), "{endpoint}: {failure:?}");
        assert!(failure.action.contains("Nothing was sent."), "{failure:?}");
        assert_eq!(failure.action.contains("--ca-bundle"), detail == "certificate", "{failure:?}");
    }
    assert!(stranger.seen().is_empty());
}

#[test]
fn a_ca_bundle_is_trusted_beside_the_system_and_must_hold_certificates() {
    let placed = || Reply::Keep(answer(200, &[], &format!(r#"{{"instance_id":"{ID}"}}"#)));
    let server = Server::start_tls(vec![placed(), placed()]);
    let with = |path: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        Client::with_limits(Settings { ca_bundle: Some(path), ..settings(&server.base) }, QUICK)
    };
    let client = with("tests/support/tls/ca.pem").unwrap();
    run(async {
        client.create("rocketmq", BODY).await.unwrap();
        client.create("rocketmq", BODY).await.unwrap();
    });
    let connections: Vec<usize> = server.seen().iter().map(|seen| seen.connection).collect();
    assert_eq!(connections, [1, 2], "over TLS as well, each purchase has a connection of its own");
    server.seen().iter().for_each(assert_signed);
    for path in ["no/such/file", "Cargo.toml", "tests"] {
        let failure = with(path).unwrap_err();
        assert_eq!(failure.cause, Cause::NothingSent);
        assert!(failure.what.contains(path) && failure.action.contains("--ca-bundle"), "{failure:?}");
    }
}

/// Set for the child process that [`proxies_and_certificates_come_from_the_environment`] starts.
const IN_CHILD: &str = "CLIENT_TEST_LOOPBACK";

#[test]
fn proxies_and_certificates_come_from_the_environment() {
    let international = status(403, r#"{"error_code":"CBC.0150","error_msg":"not of this site"}"#);
    let script =
        vec![ok(&format!(r#"{{"instance_id":"{ID}"}}"#)), ok("{}"), international, ok(r#"{"order_infos":[]}"#)];
    let (proxy, loopback) = (Server::start_proxy(script), Server::start_tls(vec![ok(r#"{"vpcs":[]}"#)]));
    // The environment cannot be changed for one test of many, so a process of its own runs the client.
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_child_that_uses_the_proxy", "--nocapture"])
        .env("https_proxy", proxy.base.replace("http://", "http://user:ProxyPassword@"))
        .env_remove("HTTPS_PROXY")
        .env_remove("ALL_PROXY")
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env("SSL_CERT_FILE", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/tls/ca.pem"))
        .env(IN_CHILD, &loopback.base)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("ProxyPassword"));
    let lines: Vec<String> = proxy.seen().into_iter().map(|seen| seen.line).collect();
    let orders = "GET /v2/orders/customer-orders?limit=100&offset=0&order_by=-createTime&service_type_code=hws.service.type.dms&status=6 HTTP/1.1";
    assert_eq!(
        lines,
        [
            "CONNECT dms.ap-southeast-3.myhuaweicloud.com:443 HTTP/1.1",
            &format!("POST /v2/rocketmq/{PROJECT}/instances HTTP/1.1"),
            "CONNECT iam.ap-southeast-3.myhuaweicloud.com:443 HTTP/1.1",
            "GET /v3/auth/domains HTTP/1.1",
            "CONNECT bss.myhuaweicloud.com:443 HTTP/1.1",
            orders,
            "CONNECT bss-intl.myhuaweicloud.com:443 HTTP/1.1",
            orders,
        ]
    );
    assert!(proxy.seen()[0].header("authorization").is_none(), "keys are not for the proxy");
    assert_eq!(proxy.seen()[1].header("proxy-authorization"), None, "the proxy's password is not for the cloud");
    assert_signed(&proxy.seen()[1]);
    assert_eq!(loopback.seen().len(), 1, "loopback is never asked for by a proxy");
}

#[test]
fn the_child_that_uses_the_proxy() {
    let Ok(loopback) = std::env::var(IN_CHILD) else { return };
    run(async {
        let far = Settings { endpoints: Endpoints::default(), ..settings(&loopback) };
        let client = Client::with_limits(far, QUICK).unwrap();
        println!("{client:?}");
        client.create("rocketmq", BODY).await.unwrap();
        assert_eq!(client.unpaid_orders(0).await, Ok(vec![]));
        let near = Client::with_limits(settings(&loopback), QUICK).unwrap();
        assert_eq!(near.lookup(&Lookup::Vpcs).await, Ok(vec![]));
    });
}

// ---- reads ----

#[test]
fn reads_are_repeated_where_that_helps_and_at_most_four_times() {
    let empty = || ok(r#"{"vpcs":[]}"#);
    let cases = [
        (vec![Reply::Close, empty()], 2, true),
        (vec![status(500, "{}"), status(503, "{}"), status(502, ""), empty()], 4, true),
        (vec![Reply::Send(answer(429, &["retry-after: 0", "connection: close"], "{}")), empty()], 2, true),
        (vec![status(404, r#"{"error_code":"DMS.10240407","error_msg":"slow"}"#), empty()], 2, true),
        (vec![Reply::Send(b"HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n{".to_vec()), empty()], 2, true),
        ((0..9).map(|_| status(500, "{}")).collect(), 4, false),
        (vec![status(400, "{}"), empty()], 1, false),
        (vec![status(403, "{}"), empty()], 1, false),
        (vec![status(404, "{}"), empty()], 1, false),
        (vec![ok("no json"), empty()], 1, false),
        (vec![ok("{}"), empty()], 1, false),
    ];
    for (replies, requests, succeeds) in cases {
        let (outcome, seen) = look_up(replies, &Lookup::Vpcs);
        assert_eq!((seen.len(), outcome.is_ok()), (requests, succeeds), "{outcome:?}");
    }
}

#[test]
fn a_page_too_large_or_too_slow_is_told_and_not_asked_for_again() {
    let large = format!(r#"{{"vpcs":["{}"]}}"#, "x".repeat(4 << 20));
    let (outcome, seen) = look_up(vec![ok(&large), ok("{}")], &Lookup::Vpcs);
    let failure = outcome.unwrap_err();
    assert_eq!((failure.cause, seen.len()), (Cause::Other, 1));
    assert!(failure.what.contains("larger than 4 MiB"), "{failure:?}");

    let server = Server::start(vec![Reply::Stall(Vec::new())]);
    let failure = run(hasty(&server).lookup(&Lookup::Vpcs)).unwrap_err();
    assert_eq!((failure.cause, server.seen().len()), (Cause::Other, 1));
    assert!(failure.what.contains("timed out"), "{failure:?}");
}

#[test]
fn a_missing_permission_is_named() {
    let denied = || status(403, r#"{"error_code":"DMS.00403002","error_msg":"denied"}"#);
    let cases = [
        (Lookup::Zones, "dms:instance:list"),
        (Lookup::Vpcs, "vpc:vpcs:list"),
        (Lookup::Subnets { vpc: "v".to_owned() }, "vpc:subnets:get"),
        (Lookup::Keys, "kms:cmk:list"),
        (Lookup::Eips, "vpc:publicIps:list"),
    ];
    for (lookup, action) in cases {
        let failure = look_up(vec![denied()], &lookup).0.unwrap_err();
        assert_eq!(failure.cause, Cause::Credentials);
        assert!(failure.action.contains(action), "{failure:?}");
    }
    let (outcome, _) = create(denied());
    assert!(outcome.unwrap_err().action.contains("dms:instance:create"));
}

#[test]
fn a_clock_that_is_wrong_is_blamed_and_by_how_much() {
    let date = |seconds: u64| {
        let then = std::time::SystemTime::now().checked_sub(Duration::from_secs(seconds)).unwrap();
        format!("date: {}", httpdate::fmt_http_date(then))
    };
    let body =
        r#"{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: signature expired"}"#;
    let expired = |seconds| Reply::Send(answer(401, &[&date(seconds), "connection: close"], body));
    let server = Server::start(vec![expired(1265), expired(0)]);
    let client = client(&server);
    assert_eq!(client.clock_offset(), None);
    run(async {
        let failure = client.lookup(&Lookup::Vpcs).await.unwrap_err();
        assert!(failure.what.contains("clock is 21 min ") && failure.what.contains("ahead of"), "{failure:?}");
        assert!(matches!(client.clock_offset(), Some(1265..=1275)), "{:?}", client.clock_offset());
        let failure = client.lookup(&Lookup::Vpcs).await.unwrap_err();
        assert!(failure.what.contains("clock is right"), "{failure:?}");
    });
}

#[test]
fn an_answer_that_echoes_the_token_does_not_show_it() {
    let echoes = [
        format!(
            r#"{{"error_code":"APIGW.0301","error_msg":"verify aksk signature fail, canonicalRequest:POST|/|{TOKEN}|"}}"#
        ),
        format!(r#"{{"error_code":"{SK}","error_msg":"you sent {TOKEN} and {SK}","request_id":"{TOKEN}"}}"#),
        format!("<p>{TOKEN}{SK}</p>"),
        format!(r#"{{"code":"X","message":"{}{TOKEN}"}}"#, "x".repeat(290)),
    ];
    for body in echoes {
        for code in [400, 401, 403, 500] {
            let failure = create(status(code, &body)).0.unwrap_err();
            assert_no_secret(&failure);
            assert!(!failure.line().contains("TokenExample"), "{failure:?}");
            assert!(failure.what.len() < 500, "{failure:?}");
        }
    }
}

#[test]
fn an_instance_is_found_by_id_or_said_not_to_be_there() {
    let detail = format!(
        r#"{{"instance_id":"{ID}","name":"orders\u001b[2J","status":"RUNNING","created_at":"1751840557000",
            "namesrv_address":"10.0.0.1:8100","broker_address":"","order_id":"CS1","charging_mode":0}}"#
    );
    let missing = r#"{"error_code":"DMS.00404022","error_msg":"This instance does not exist."}"#;
    let server = Server::start(vec![ok(&detail), status(404, missing), status(404, "{}")]);
    let client = client(&server);
    run(async {
        let found = client.instance(ID).await.unwrap().unwrap();
        assert_eq!((found.id.as_str(), found.name.as_str(), found.status.as_str()), (ID, "orders[2J", "RUNNING"));
        assert_eq!((found.created_at, found.order_id.as_deref()), (Some(1_751_840_557_000), Some("CS1")));
        assert_eq!(found.addresses, [("Name server", "10.0.0.1:8100".to_owned())]);
        assert_eq!(client.instance(ID).await, Ok(None));
        assert!(client.instance(ID).await.is_err());
    });
    assert_eq!(server.seen()[0].target(), format!("/v2/{PROJECT}/instances/{ID}"));
}

#[test]
fn an_instance_is_found_by_its_exact_name_on_any_page_under_either_engine() {
    let entries = |from: usize, to: usize, total: usize| {
        let entry =
            |n| format!(r#"{{"instance_id":"i-{n}","name":"{}"}}"#, if n == 52 { "orders" } else { "orders-2" });
        format!(r#"{{"instances":[{}],"instance_num":{total}}}"#, (from..to).map(entry).collect::<Vec<_>>().join(","))
    };
    let names = |replies: Vec<Reply>| {
        let server = Server::start(replies);
        (run(client(&server).instances_named("orders")), server.seen())
    };
    let ids = |found: Result<Vec<rocketmq_wizard::catalog::Instance>, Failure>| {
        found.unwrap().into_iter().map(|instance| instance.id).collect::<Vec<_>>()
    };
    // Both engines are asked at once; both lists are the same here.
    let page = |offset, body: &str| Reply::For(offset, answer(200, &["connection: close"], body));
    let first = || page("offset=0", &entries(0, 50, 53));
    let last = || page("offset=50", &entries(50, 53, 53));
    let (found, seen) = names(vec![first(), first(), last(), last()]);
    assert_eq!(ids(found), ["i-52"]);
    assert_eq!(seen.iter().filter(|seen| seen.target().contains("offset=50")).count(), 2);

    let refused = || status(400, r#"{"error_code":"DMS.00400007","error_msg":"unsupported type"}"#);
    assert_eq!(ids(names(vec![refused(), ok(&entries(52, 53, 1))]).0), ["i-52"]);
    assert_eq!(names(vec![ok(r#"{"instances":null}"#), ok(r#"{"instance_num":0}"#)]).0, Ok(vec![]));
    // A list that could not be read is not an empty one, nor is one that was throttled.
    assert!(names(vec![ok(r#"{"instances":[]}"#), ok("{}")]).0.is_err());
    let empty = ok(r#"{"instances":[]}"#);
    let throttled = || status(404, r#"{"error_code":"DMS.10240407","error_msg":"slow down"}"#);
    assert!(names(vec![empty, throttled(), throttled(), throttled(), throttled()]).0.is_err());
}

#[test]
fn unpaid_orders_are_those_of_the_message_service_since_a_moment() {
    let body = r#"{"total_count":2,"order_infos":[
        {"order_id":"CS2","create_time":"2026-01-23T08:09:10Z","status":6},
        {"order_id":"CS1","create_time":"2019-05-06T08:05:01Z","status":6}]}"#;
    let server = Server::start(vec![ok(r#"{"domains":[{"id":"d-1"}]}"#), ok(body)]);
    let found = run(client(&server).unpaid_orders(1_700_000_000_000)).unwrap();
    assert_eq!(found.iter().map(|order| order.id.as_str()).collect::<Vec<_>>(), ["CS2"]);
    let seen = server.seen();
    assert_eq!(seen[0].target(), "/v3/auth/domains");
    assert_eq!(
        seen[1].target(),
        "/v2/orders/customer-orders?limit=100&offset=0&order_by=-createTime&service_type_code=hws.service.type.dms&status=6"
    );
    assert_eq!((seen[1].header("x-domain-id"), seen[1].header("x-project-id")), (Some("d-1"), None));
    assert_signed(&seen[1]);
}

// ---- lists ----

fn labels(choices: &[Choice]) -> Vec<(&str, Option<&str>)> {
    choices.iter().map(|choice| (choice.label.as_str(), choice.closed.as_deref())).collect()
}

#[test]
fn zones_read_string_booleans_and_say_why_they_are_closed() {
    let body = r#"{"region_id":"r","available_zones":[
        {"soldOut":true,"id":"z7","code":"ap-7g","name":"AZ7","resource_availability":"true"},
        {"soldOut":false,"id":"z1","code":"ap-1a","name":"AZ1","resource_availability":"true","default_az":"true","ipv6_enable":true},
        {"id":"z2","code":"ap-2b"},
        {"id":"z3","code":"ap-3c","name":"AZ3","resource_availability":"false","ipv6_enable":"false"},
        {"code":"without id"}]}"#;
    let (zones, seen) = look_up(vec![ok(body)], &Lookup::Zones);
    let zones = zones.unwrap();
    assert_eq!(
        labels(&zones),
        [("AZ1", None), ("ap-2b", None), ("AZ7", Some("sold out")), ("AZ3", Some("resources not available"))]
    );
    let first = zones[0].zone().unwrap();
    assert_eq!((first.code.as_str(), first.ipv6, first.default), ("ap-1a", Some(true), true));
    assert_eq!(zones[1].zone().unwrap().ipv6, None);
    assert_eq!(seen[0].target(), "/v2/available-zones");
}

#[test]
fn flavors_come_from_all_pages_with_numbers_in_either_spelling() {
    let old = r#"{"type":"cluster","product_id":"c6.4u8g.cluster","arch_types":["X86"],"charging_mode":["monthly","hourly"],
        "billing_code":"dms.platinum.c6","ios":[
            {"io_spec":"dms.physical.storage.ultra.v2","type":"evs","available_zones":["ap-1a"],"unavailable_zones":["ap-7g"]},
            {"io_spec":"dms.physical.storage.ultra.v2","type":"dss","available_zones":["ap-1a"]}],
        "properties":{"min_broker":"1","max_broker":10,"max_topic_per_broker":"4000","max_consumer_per_broker":"4000",
            "max_tps_per_broker":"20000","min_storage_per_node":"300","max_storage_per_node":"60000","engine_versions":"4.8.0"}}"#;
    let new = r#"{"type":"cluster.professional","product_id":"rocketmq.p2.large.12","arch_types":["x86","arm"],
        "charging_mode":["hourly"],"ios":[{"io_spec":"dms.physical.storage.high.v2","available_zones":[],"unavailable_zones":["ap-1a"]}],
        "properties":{"broker_num":"2","rcu":12,"max_tps_per_rcu":"500","elastic_tps":"3000","max_topic":"400","max_consumer":1500,
            "min_storage":"200","max_storage":60000,"min_storage_per_node":"300","max_storage_per_node":"90000"}}"#;
    let strange = r#"{"product_id":"mq.x9.single","type":"single.turbo","properties":{"max_topic":"many","rcu":"18446744073709551615","max_tps_per_rcu":"2"}}"#;
    let first = format!(r#"{{"total":3,"next_offset":2,"previous_offset":-1,"products":[{new},{old}]}}"#);
    let last = format!(r#"{{"total":3,"next_offset":-1,"previous_offset":0,"products":[{strange},{old}]}}"#);
    let (flavors, seen) = look_up(vec![ok(&first), ok(&last)], &Lookup::Flavors { engine: "reliability".to_owned() });
    let flavors = flavors.unwrap();
    assert_eq!(
        labels(&flavors),
        [("c6.4u8g.cluster", None), ("mq.x9.single", None), ("rocketmq.p2.large.12", Some("sold out"))]
    );
    assert_eq!(seen[0].target(), "/v2/reliability/products?limit=10&offset=0");
    assert_eq!(seen[1].target(), "/v2/reliability/products?limit=10&offset=2");

    let old = flavors[0].flavor().unwrap();
    assert_eq!((old.versions.as_slice(), old.edition.as_str()), (["4.8.0".to_owned()].as_slice(), "professional"));
    assert_eq!((old.per_broker, old.single, old.brokers, old.brokers_set), (true, false, Some((1, 10)), None));
    assert_eq!((old.tps, old.topics, old.groups), (Some(20_000), Some(4_000), Some(4_000)));
    assert_eq!(
        (old.storage_gb, old.billing.as_slice()),
        (Some((300, 60_000)), ["prePaid".to_owned(), "postPaid".to_owned()].as_slice())
    );
    assert_eq!(old.disks.len(), 1, "dedicated storage has no name in the create request");
    assert_eq!(
        (old.disks[0].zones.as_slice(), old.disks[0].sold_out.as_slice()),
        (["ap-1a".to_owned()].as_slice(), ["ap-7g".to_owned()].as_slice())
    );

    let new = flavors[2].flavor().unwrap();
    assert_eq!((new.versions.as_slice(), new.edition.as_str()), (["5.x".to_owned()].as_slice(), "professional"));
    assert_eq!((new.per_broker, new.single, new.brokers, new.brokers_set), (false, false, None, Some(2)));
    assert_eq!((new.tps, new.elastic_tps, new.topics, new.groups), (Some(6_000), Some(3_000), Some(400), Some(1_500)));
    assert_eq!((new.storage_gb, new.architectures.join(" ").as_str()), (Some((200, 60_000)), "X86 ARM"));

    let strange = flavors[1].flavor().unwrap();
    assert_eq!((strange.single, strange.tps, strange.topics, strange.edition.as_str()), (true, None, None, ""));
}

#[test]
fn networks_follow_their_markers_to_the_last_page() {
    let page = |ids: &[&str], next: &str| {
        let entries: Vec<_> =
            ids.iter().map(|id| format!(r#"{{"id":"{id}","name":"n-{id}","cidr":"10.0.0.0/8"}}"#)).collect();
        format!(
            r#"{{"vpcs":[{}],"security_groups":[{}],"page_info":{{"current_count":2{next}}}}}"#,
            entries.join(","),
            entries.join(",")
        )
    };
    let first = page(&["1", "2"], r#","next_marker":"2""#);
    for lookup in [Lookup::Vpcs, Lookup::SecurityGroups] {
        let (found, seen) = look_up(vec![ok(&first), ok(&page(&["3"], ""))], &lookup);
        assert_eq!(labels(&found.unwrap()), [("n-1", None), ("n-2", None), ("n-3", None)]);
        assert!(seen[1].target().contains("limit=1000&marker=2"), "{:?}", seen[1]);
        seen.iter().for_each(assert_signed);
    }
    // A marker that never moves must not keep us asking.
    let (found, seen) = look_up(vec![ok(&first), ok(&first), ok(&first)], &Lookup::Vpcs);
    assert_eq!((found.unwrap().len(), seen.len()), (4, 2));
}

#[test]
fn subnets_page_by_their_last_id_and_say_what_is_wrong_with_them() {
    let full: Vec<_> = (0..1000).map(|n| format!(r#"{{"id":"s{n}","name":"n{n}"}}"#)).collect();
    let last = r#"{"subnets":[
        {"id":"off","name":"off","cidr":"10.0.1.0/24","dhcp_enable":false,"available_ip_address_count":3},
        {"id":"full","name":"full","dhcp_enable":true,"available_ip_address_count":0},
        {"id":"good","name":"","neutron_subnet_id":"other","cidr":"10.0.2.0/24","dhcp_enable":"true","ipv6_enable":true,"available_ip_address_count":902}]}"#;
    let lookup = Lookup::Subnets { vpc: "v1".to_owned() };
    let (found, seen) = look_up(vec![ok(&format!(r#"{{"subnets":[{}]}}"#, full.join(","))), ok(last)], &lookup);
    let found = found.unwrap();
    assert_eq!(seen[1].target(), format!("/v1/{PROJECT}/subnets?limit=1000&marker=s999&vpc_id=v1"));
    assert_eq!(found.len(), 1003);
    assert_eq!(
        labels(&found[1000..]),
        [("good", None), ("off", Some("DHCP is off")), ("full", Some("no free addresses"))]
    );
    let facts =
        Subnet { cidr: "10.0.2.0/24".to_owned(), free_addresses: Some(902), ipv6: Some(true), dhcp: Some(true) };
    assert_eq!((found[1000].id.as_str(), found[1000].subnet()), ("good", Some(&facts)));
}

#[test]
fn only_free_unlocked_ipv4_addresses_are_open() {
    let entry = |id: &str, more: &str| format!(r#"{{"id":"{id}","public_ip_address":"1.2.3.4"{more}}}"#);
    let entries = [
        entry("active", r#","status":"ACTIVE""#),
        entry("frozen", r#","status":"FREEZED""#),
        entry("tied", r#","status":"DOWN","associate_instance_id":"x""#),
        entry("locked", r#","status":"DOWN","lock_status":"police""#),
        r#"{"id":"six","status":"DOWN","public_ip_address":"2001:db8::1","ip_version":6}"#.to_owned(),
        entry("odd", r#","status":"SOMETHING""#),
        entry("free", r#","status":"DOWN","alias":"web","bandwidth":{"size":5},"associate_instance_id":null"#),
    ];
    let (found, _) = look_up(vec![ok(&format!(r#"{{"publicips":[{}]}}"#, entries.join(",")))], &Lookup::Eips);
    let found = found.unwrap();
    let reasons: Vec<_> = found.iter().map(|choice| (choice.id.as_str(), choice.closed.as_deref())).collect();
    assert_eq!(
        reasons,
        [
            ("free", None),
            ("active", Some("bound")),
            ("frozen", Some("frozen")),
            ("tied", Some("bound")),
            ("locked", Some("locked")),
            ("six", Some("IPv6")),
            ("odd", Some("in state something")),
        ]
    );
    let facts = Facts::Eip { address: "1.2.3.4".to_owned(), status: "DOWN".to_owned(), bandwidth_mbps: Some(5) };
    assert_eq!((found[0].label.as_str(), &found[0].facts), ("web", &facts));
}

#[test]
fn keys_of_every_kind_are_listed_and_only_the_usable_ones_are_open() {
    let key = |id: &str, state: &str, more: &str| {
        format!(
            r#"{{"key_id":"{id}","key_alias":"{id}","key_state":"{state}","key_spec":"AES_256","key_usage":"ENCRYPT_DECRYPT"{more}}}"#
        )
    };
    let first = format!(
        r#"{{"keys":["x"],"key_details":[{},{},{}],"next_marker":"3","truncated":"true"}}"#,
        key("default", "2", r#","default_key_flag":"1""#),
        key("off", "3", ""),
        key("dying", "4", "")
    );
    let last = format!(
        r#"{{"key_details":[{},{}],"next_marker":"","truncated":"false"}}"#,
        r#"{"key_id":"rsa","key_alias":"rsa","key_state":"2","key_spec":"RSA_4096","key_usage":"ENCRYPT_DECRYPT"}"#,
        key("orders", "2", "")
    );
    let (keys, seen) = look_up(vec![ok(&first), ok(&last)], &Lookup::Keys);
    assert_eq!(
        labels(&keys.unwrap()),
        [
            ("orders", None),
            ("default", None),
            ("off", Some("disabled")),
            ("dying", Some("pending deletion")),
            ("rsa", Some("asymmetric: cannot encrypt disks")),
        ]
    );
    assert_eq!(seen[0].line, format!("POST /v1.0/{PROJECT}/kms/list-keys HTTP/1.1"));
    assert_eq!(seen[0].body, r#"{"key_spec":"ALL","limit":"100"}"#);
    assert_eq!(seen[1].body, r#"{"key_spec":"ALL","limit":"100","marker":"3"}"#);
    seen.iter().for_each(assert_signed);
}

#[test]
fn the_account_lists_regions_projects_and_enterprise_projects() {
    let regions =
        r#"{"regions":[{"id":"cn-north-4","locales":{"en-us":"CN North-Beijing4","zh-cn":"x"}},{"id":"xx-1"}]}"#;
    let (found, seen) = look_up(vec![ok(regions)], &Lookup::Regions);
    assert_eq!(labels(&found.unwrap()), [("CN North-Beijing4", None), ("xx-1", None)]);
    assert_eq!((seen[0].target(), seen[0].header("x-project-id")), ("/v3/regions", None));

    let projects = r#"{"projects":[{"id":"p1","name":"cn-north-4_test","enabled":true},{"id":"p2","name":"cn-north-4","enabled":true},
        {"id":"p3","name":"cn-north-41"},{"id":"p4","name":"cn-north-4_old","enabled":false}]}"#;
    let lookup = Lookup::Projects { region: "cn-north-4".to_owned() };
    let (found, _) = look_up(vec![status(403, "{}"), ok(projects)], &lookup);
    assert_eq!(
        labels(&found.unwrap()),
        [("cn-north-4", None), ("cn-north-4_test", None), ("cn-north-4_old", Some("disabled"))]
    );

    let domain = || ok(r#"{"domains":[{"id":"d-1"}]}"#);
    let list = r#"{"enterprise_projects":[{"id":"e1","name":"orders","status":1},{"id":"0","name":"default"}],"total_count":2}"#;
    let (found, seen) = look_up(vec![domain(), ok(list)], &Lookup::EnterpriseProjects);
    assert_eq!(labels(&found.unwrap()), [("default", None), ("orders", None)]);
    assert_eq!(seen[1].header("x-domain-id"), Some("d-1"));
    let none = status(403, r#"{"error":{"error_code":"EPS.0004","error_msg":"not enabled"}}"#);
    let (found, _) = look_up(vec![domain(), none], &Lookup::EnterpriseProjects);
    let found = found.unwrap();
    assert_eq!((found[0].id.as_str(), found.len()), ("0", 1));
    assert!(matches!(&found[0].facts, Facts::Note(why) if why.contains("not enabled")), "{found:?}");
}

#[test]
fn quota_and_open_ports_are_read_leniently() {
    let quotas = r#"{"quotas":{"resources":[{"type":"tags","quota":20,"used":0},{"type":"rocketmqInstance","quota":"100","used":17}]}}"#;
    let rules = r#"{"security_group_rules":[
        {"direction":"ingress","protocol":"tcp","ethertype":"IPv4","multiport":"8100,10100-10199,x","action":"allow"},
        {"direction":"ingress","protocol":"udp","multiport":"1","action":"allow"},
        {"direction":"egress","protocol":"tcp","multiport":"2","action":"allow"},
        {"direction":"ingress","protocol":"tcp","multiport":"3","action":"deny"},
        {"direction":"ingress"}]}"#;
    let server = Server::start(vec![ok(quotas), ok(r#"{"quotas":{}}"#), ok(rules)]);
    let client = client(&server);
    run(async {
        assert_eq!(client.quota().await, Ok(Some((17, 100))));
        assert_eq!(client.quota().await, Ok(None));
        assert_eq!(client.open_ports("g").await, Ok(vec![(8100, 8100), (10100, 10199), (0, u16::MAX)]));
    });
}

#[test]
fn without_a_region_or_project_the_account_can_still_be_asked() {
    let server = Server::start(vec![ok(r#"{"regions":[]}"#)]);
    let empty = Settings { region: String::new(), project_id: String::new(), ..settings(&server.base) };
    let client = Client::with_limits(empty, QUICK).unwrap();
    run(async {
        assert_eq!(client.lookup(&Lookup::Regions).await, Ok(vec![]));
        let failure = client.create("rocketmq", BODY).await.unwrap_err();
        assert_eq!((failure.cause, failure.field), (Cause::NothingSent, Some("project_id")));
    });
    let nowhere = Settings { endpoints: Endpoints::default(), region: String::new(), ..settings(&server.base) };
    let client = Client::with_limits(nowhere, QUICK).unwrap();
    assert_eq!(run(client.lookup(&Lookup::Zones)).unwrap_err().field, Some("region"));
}

#[test]
fn no_bytes_from_the_cloud_can_break_the_client() {
    let lookups = [
        Lookup::Regions,
        Lookup::Projects { region: "r".to_owned() },
        Lookup::EnterpriseProjects,
        Lookup::Flavors { engine: "rocketmq".to_owned() },
        Lookup::Zones,
        Lookup::Vpcs,
        Lookup::Subnets { vpc: "v".to_owned() },
        Lookup::SecurityGroups,
        Lookup::Keys,
        Lookup::Eips,
    ];
    let deep = "[".repeat(100_000);
    let keys =
        ["regions", "projects", "enterprise_projects", "products", "available_zones", "vpcs", "subnets", "key_details"];
    let odd = |entry: &str| format!("{{{}}}", keys.map(|key| format!(r#""{key}":[{entry}]"#)).join(","));
    let bodies = [
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        deep,
        odd("null"),
        odd("7,[],\"x\""),
        odd(r#"{"id":{},"product_id":"x","properties":[],"ios":[null,{}],"key_id":"k","key_state":2}"#),
        odd(r#"{"id":"\u0000\u202e","code":-1,"available_ip_address_count":-1,"properties":{"rcu":1e400}}"#),
    ];
    for body in &bodies {
        for lookup in &lookups {
            for code in [200, 400] {
                let replies = (0..3).map(|_| status(code, body)).collect();
                // Whatever comes of it, it is an answer.
                drop(look_up(replies, lookup));
            }
        }
        for code in [200, 299, 400, 500] {
            assert!(create(status(code, body)).0.is_err());
        }
    }
}
