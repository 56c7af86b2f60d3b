//! The metadata service, played by a few lines on loopback.

use super::{Credentials, agency};
use crate::secret::Secret;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;

const KEYS: &str = r#"{"credential":{"access":"AKIDEXAMPLE0000000001","secret":"SkExampleNotASecret0000000000000000000001","securitytoken":"tok+/==","expires_at":"2026-01-23T09:10:11.123000Z"}}"#;
const OTHER_SPELLING: &str = r#"{"credentials":{"accessKeyId":"AKIDEXAMPLE0000000001","secretAccessKey":"SkExampleNotASecret0000000000000000000001","securityToken":"tok+/==","expiration":"2026-01-23T09:10:11Z"}}"#;
const NO_AGENCY: &str = "Please configure Cloud Service Agency first";

/// Answers one connection after the other with these, then ends and gives the heads of the requests.
async fn service(answers: Vec<(u16, String)>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let mut requests = Vec::new();
        for (status, body) in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            requests.push(String::from_utf8(head).unwrap().to_lowercase());
            let length = body.len();
            let head =
                format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\nLocation: /x\r\n\r\n");
            // The client may have gone on already where it refuses the answer.
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
        }
        requests
    });
    (base, served)
}

/// What came out, and the requests the service saw.
async fn ask(answers: &[(u16, &str)]) -> (Result<Credentials, String>, Vec<String>) {
    let (base, served) = service(answers.iter().map(|(status, body)| (*status, (*body).to_owned())).collect()).await;
    let result = agency(&base).await;
    let told = format!("{result:?}");
    assert!(!told.contains("SkExample") && !told.contains("tok+"), "{told}");
    (result, timeout(Duration::from_secs(10), served).await.unwrap().unwrap())
}

fn is_whole(keys: &Credentials) -> bool {
    keys.access_key == "AKIDEXAMPLE0000000001"
        && keys.secret_key.expose() == "SkExampleNotASecret0000000000000000000001"
        && keys.security_token.as_ref().map(Secret::expose) == Some("tok+/==")
        && keys.source == "ECS agency"
        && keys.expires.is_some_and(|end| end.as_second() == 1_769_159_411)
}

#[tokio::test]
async fn the_second_version_asks_for_a_token_first() {
    for keys in [KEYS, OTHER_SPELLING] {
        let (result, requests) = ask(&[(200, "ticket\n"), (200, keys)]).await;
        assert!(is_whole(&result.unwrap()));
        assert!(requests[0].starts_with("put /meta-data/latest/api/token http/1.1\r\n"));
        assert!(requests[0].contains("\r\nx-metadata-token-ttl-seconds: 21600\r\n"));
        assert!(requests[1].starts_with("get /openstack/latest/securitykey http/1.1\r\n"));
        assert!(requests[1].contains("\r\nx-metadata-token: ticket\r\n"));
    }
}

#[tokio::test]
async fn the_first_version_is_asked_without_a_token() {
    for status in [404, 405, 503] {
        let (result, requests) = ask(&[(status, "no"), (200, KEYS)]).await;
        assert!(is_whole(&result.unwrap()), "{status}");
        assert!(!requests[1].contains("x-metadata-token"), "{status}");
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let (result, requests) = ask(&[(200, "old"), (401, ""), (200, "new"), (200, KEYS)]).await;
    assert!(is_whole(&result.unwrap()));
    assert!(requests[3].contains("\r\nx-metadata-token: new\r\n"));

    let (result, requests) = ask(&[(200, "old"), (401, ""), (200, "new"), (401, "")]).await;
    assert_eq!(
        (result.unwrap_err().as_str(), requests.len()),
        ("the metadata service answered 401 when asked for keys", 4)
    );
}

#[tokio::test]
async fn what_goes_wrong_is_said_without_a_value() {
    let no_agency = "this host has no agency; give the ECS one in the console, or set keys";
    let no_keys = "the metadata service answered something other than keys";
    let no_end = "the metadata service does not say when its keys end";
    let long = "x".repeat(65 * 1024);
    let endless = KEYS.replace("2026-01-23T09:10:11.123000Z", "soon");
    let half = KEYS.replace("SkExampleNotASecret0000000000000000000001", "");
    let cases: [(&[(u16, &str)], &str); 10] = [
        (&[(500, "")], "the metadata service answered 500 when asked for a token"),
        (&[(302, "")], "the metadata service answered 302 when asked for a token"),
        (&[(200, "a\nb")], "the metadata token is malformed"),
        (&[(404, ""), (302, "")], "the metadata service answered 302 when asked for keys"),
        (&[(200, "ticket"), (401, NO_AGENCY)], no_agency),
        (&[(200, "ticket"), (404, NO_AGENCY)], no_agency),
        (&[(404, ""), (200, "<html>SkExample")], no_keys),
        (&[(404, ""), (200, &endless)], no_end),
        (
            &[(404, ""), (200, &half)],
            "access is set but secret is not; give all that belongs together, or nothing of it",
        ),
        (&[(404, ""), (200, &long)], "the answer of the metadata service is too long to be keys"),
    ];
    for (answers, reason) in cases {
        assert_eq!(ask(answers).await.0.unwrap_err(), reason);
    }
}

#[tokio::test]
async fn silence_ends_within_the_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let result = timeout(Duration::from_secs(10), agency(&base)).await.unwrap();
    assert_eq!(result.unwrap_err(), "no answer within 1 s, so this is probably not an ECS");
}

#[tokio::test]
async fn a_closed_port_is_no_ecs() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(agency(&base).await.unwrap_err(), "no metadata service here, so this is not an ECS");
}

#[tokio::test]
async fn plain_http_goes_nowhere_but_to_this_host() {
    let bases = [
        "http://192.0.2.1",
        "http://169.254.169.253",
        "http://metadata.example",
        "http://127.0.0.1@metadata.example",
        "http://[2001:db8::1]:80",
        "ftp://127.0.0.1",
    ];
    for base in bases {
        let reason = agency(base).await.unwrap_err();
        assert_eq!(reason, "the endpoint must begin with https:// unless it is on this host", "{base}");
    }
    let reason = agency("127.0.0.1").await.unwrap_err();
    assert_eq!(reason, "the endpoint is not a URL; give one such as http://127.0.0.1:8080");
}
