//! A purchase leaves at most once, and only a clear answer is believed.

use crate::server::{Reply, Server, answer, ok, status};
use crate::{BODY, ID, assert_no_secret, client, create, run};
use rocketmq_wizard::catalog::{Cause, Lookup};

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
        if code == 429 {
            assert!(failure.action.contains("Wait a minute"), "{failure:?}");
        }
        if body.contains("r-1") {
            assert_eq!(failure.request_id.as_deref(), Some("r-1"));
            assert!(failure.code.is_some());
        }
    }
}

#[test]
fn a_throttled_purchase_says_how_long_to_wait_and_is_not_sent_again() {
    let body = r#"{"error_code":"APIGW.0308","error_msg":"policy user over ratelimit"}"#;
    let (outcome, seen) = create(Reply::Send(answer(429, &["retry-after: 17", "connection: close"], body)));
    let failure = outcome.unwrap_err();
    assert_eq!((failure.cause, failure.action.as_str()), (Cause::Refused, "Wait 17 s and try again."));
    assert!(failure.what.contains("over ratelimit"), "{failure:?}");
    assert_eq!(seen.len(), 1);
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
