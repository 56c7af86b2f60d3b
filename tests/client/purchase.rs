//! A purchase leaves at most once, and only a clear answer is believed.

use crate::server::{Reply, Server, answer, ok, status};
use crate::{BODY, ID, assert_no_secret, client, create, run};
use rocketmq_wizard::catalog::Lookup;
use rocketmq_wizard::failure::Cause;

#[test]
fn nothing_but_a_clear_answer_counts_and_no_purchase_is_ever_repeated() {
    let oversized = format!(r#"{{"instance_id":"{ID}","x":"{}"}}"#, "x".repeat(1 << 20));
    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n",
        2 << 20,
        "x".repeat(2 << 20)
    );
    let cases = [
        ("closed without an answer", Reply::CLOSE),
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
        ("401 alone", status(401, "")),
        ("403 alone", status(403, "")),
        ("429 alone", status(429, "")),
        ("401 of a block page", status(401, "<html><title>Access denied</title></html>")),
        ("403 of a block page", status(403, "<html><title>Access denied</title></html>")),
        ("403 of a block page in JSON", status(403, r#"{"reason":"policy","ticket":4711}"#)),
        ("403 with a code of another gateway", status(403, r#"{"error_code":"0401","error_msg":"blocked"}"#)),
        ("403 with a code far below", status(403, r#"{"waf":{"x":{"error_code":"APIG.0302","error_msg":"no"}}}"#)),
        ("403 in the shape of other services", status(403, r#"{"code":"APIG.0302","message":"blocked"}"#)),
        ("429 in the shape of older services", status(429, r#"{"errorCode":"APIG.0308","errorMsg":"slow down"}"#)),
        ("403 with a code and no words", status(403, r#"{"error_code":"APIG.0302"}"#)),
        (
            "400 with an instance",
            status(400, r#"{"error_code":"DMS.00400060","error_msg":"taken","instance_id":"3db8490c"}"#),
        ),
        (
            "400 with an instance in its error",
            status(400, r#"{"error":{"error_code":"DMS.00400060","error_msg":"taken","instance_id":"3db8490c"}}"#),
        ),
        ("200 with two instances", ok(r#"{"instance_id":"3db8490c","instance_id":"4db8490c"}"#)),
        ("403 in IAM's shape", status(403, r#"{"error":{"code":403,"message":"no"}}"#)),
        ("400 with a code nobody knows", status(400, r#"{"error_code":"DMS.99999999","error_msg":"x"}"#)),
        ("403 with a code nobody knows", status(403, r#"{"error_code":"WAF.0001","error_msg":"x"}"#)),
        ("429 with a code nobody knows", status(429, r#"{"error_code":"APIGW.0999","error_msg":"x"}"#)),
        (
            "400 cut off",
            Reply::Send(b"HTTP/1.1 400 X\r\ncontent-length: 60\r\n\r\n{\"error_code\":\"DMS.0040".to_vec()),
        ),
        ("404 of an instance", status(404, r#"{"error_code":"DMS.00404022","error_msg":"none"}"#)),
        ("408 with a code", status(408, r#"{"error_code":"APIGW.0308","error_msg":"x"}"#)),
        ("504 of the gateway", status(504, r#"{"error_code":"APIGW.0201","error_msg":"backend timeout"}"#)),
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
        assert!(failure.action().contains("may have been placed"), "{what}: {failure:?}");
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
        (401, dms("APIGW.0301"), Cause::Credentials, None),
        (403, dms("DMS.00403002"), Cause::Forbidden, None),
        (403, dms("APIG.0302"), Cause::Forbidden, None),
        (400, format!(r#"{{"error":{}}}"#, dms("DMS.00400137")), Cause::Refused, Some("disk_encrypted_key")),
        (413, dms("APIG.0201"), Cause::Refused, None),
        (404, dms("APIG.0101"), Cause::Refused, None),
        (404, dms("DMS.10240407"), Cause::Refused, None),
        (429, dms("APIGW.0308"), Cause::Refused, None),
    ];
    for (code, body, cause, field) in cases {
        let (outcome, seen) = create(status(code, &body));
        let failure = outcome.unwrap_err();
        assert_eq!((failure.cause, failure.field), (cause, field), "{code} {body}: {failure:?}");
        assert_eq!(seen.len(), 1);
        if code == 429 {
            assert!(failure.action().contains("Wait a minute"), "{failure:?}");
        }
        if body.starts_with(r#"{"error_code"#) {
            assert_eq!(failure.request_id.as_deref(), Some("r-1"));
        }
        assert!(failure.code.is_some());
    }
}

/// The person is told what came, so that whoever runs the proxy or the firewall can be asked.
#[test]
fn an_answer_that_proves_nothing_is_shown() {
    let (outcome, _) = create(status(403, r#"{"error_code":"WAF.0001","error_msg":"blocked by policy 7"}"#));
    let line = outcome.unwrap_err().line();
    for words in ["status 403", "proves nothing", "blocked by policy 7", "(WAF.0001)", "may have been placed"] {
        assert!(line.contains(words), "{words}: {line}");
    }
    let named = r#"{"error_code":"DMS.00400060","error_msg":"taken","instance_id":"3db8490c"}"#;
    let line = create(status(400, named)).0.unwrap_err().line();
    assert!(line.contains("taken (instance_id: 3db8490c)"), "{line}");
    let (outcome, _) = create(status(429, ""));
    assert!(outcome.unwrap_err().line().contains("status 429 and none of the cloud's documented refusals"));
}

#[test]
fn an_id_in_an_answer_that_cannot_be_relied_on_is_told() {
    let whole = format!(r#"{{"instance_id":"{ID}"}}"#);
    let sent = |head: &str, body: &str| Reply::Send(format!("HTTP/1.1 200 X\r\n{head}\r\n\r\n{body}").into_bytes());
    for (what, reply) in [
        ("shorter than announced", sent("content-length: 300", &whole)),
        (
            "a chunk that is none",
            sent("transfer-encoding: chunked", &format!("{:x}\r\n{whole}\r\nzz\r\n", whole.len())),
        ),
        ("a BOM and a NUL", ok(&format!("\u{feff}{whole}\0"))),
        ("in a list", ok(&format!(r#"{{"instance_id":["{ID}"]}}"#))),
        ("in an object", ok(&format!(r#"{{"instance_id":{{"id":"{ID}"}}}}"#))),
        ("between blanks", ok(&format!(r#"{{"instance_id":" {ID}\n"}}"#))),
        ("in capitals, cut", sent("content-length: 300", &whole.to_uppercase().replace("INSTANCE_ID", "instance_id"))),
        ("further in", ok(&format!(r#"{{"data":{whole}}}"#))),
        (
            "a gateway's failure",
            status(504, &format!(r#"{{"error_code":"APIGW.0201","error_msg":"x","data":{whole}}}"#)),
        ),
        ("a refusal, cut", Reply::Send(format!("HTTP/1.1 400 X\r\ncontent-length: 300\r\n\r\n{whole}").into_bytes())),
    ] {
        let (outcome, seen) = create(reply);
        let failure = outcome.expect_err(what);
        assert_eq!((failure.cause, seen.len()), (Cause::Unknown, 1), "{what}: {failure:?}");
        let told =
            format!("names the instance {ID}, which may be the one that was made. The order may have been placed");
        assert!(failure.line().contains(&told), "{what}: {}", failure.line());
    }
    // What is shown as it came tells it already.
    let line = create(status(500, &whole)).0.unwrap_err().line();
    assert_eq!(line.matches(ID).count(), 1, "{line}");
    let twice = format!(r#"{{"instance_id":"{ID}","instance_id":"{ID}"}}"#);
    assert_eq!(create(ok(&twice)).0.unwrap().instance_id, ID, "the same twice is no other");
}

/// A block page instead of one of the two lists must not pass for a name that is free.
#[test]
fn only_the_cloud_itself_may_leave_one_spelling_of_the_engine_out() {
    let none = || ok(r#"{"instances":[]}"#);
    let named = |second: Reply| {
        let server = Server::start(vec![none(), second]);
        run(client(&server).instances_named("orders-prod"))
    };
    assert_eq!(named(status(400, r#"{"error_code":"DMS.00400062","error_msg":"engine"}"#)), Ok(Vec::new()));
    for (code, body) in [(400, "<html>blocked</html>"), (404, r#"{"error_code":"WAF.1","error_msg":"x"}"#), (403, "")] {
        named(status(code, body)).expect_err(body);
    }
    // Nor may a failure, whatever its code says: who failed has refused nothing.
    for (code, known) in [(504, "APIGW.0201"), (500, "DMS.00400800"), (503, "APIGW.0101"), (408, "DMS.00400062")] {
        let failed = || status(code, &format!(r#"{{"error_code":"{known}","error_msg":"x"}}"#));
        let server = Server::start(std::iter::once(none()).chain((0..9).map(|_| failed())).collect());
        let failure = run(client(&server).instances_named("orders-prod")).expect_err(known);
        assert_eq!(failure.cause, Cause::Other, "{code} {known}: {failure:?}");
    }
    // Nor may an entry that nobody can read, or an error beside an empty list.
    for body in [
        r#"{"instances":[{"name":"orders-prod"}]}"#,
        r#"{"instances":[{"instance_id":"8959ab1c-7a1a-4bb1-a05d-93dfc361b32d","name":null}]}"#,
        r#"{"instances":[null]}"#,
        r#"{"instance_num":0,"instances":[],"error_code":"DMS.00500006"}"#,
        r#"{"instance_num":0,"error_code":"DMS.00500006"}"#,
    ] {
        named(ok(body)).expect_err(body);
    }
}

#[test]
fn a_throttled_purchase_says_how_long_to_wait_and_is_not_sent_again() {
    let body = r#"{"error_code":"APIGW.0308","error_msg":"policy user over ratelimit"}"#;
    let (outcome, seen) = create(Reply::Send(answer(429, &["retry-after: 17", "connection: close"], body)));
    let failure = outcome.unwrap_err();
    assert_eq!((failure.cause, failure.action().as_str()), (Cause::Refused, "Wait 17 s and try again."));
    assert!(failure.what().contains("over ratelimit"), "{failure:?}");
    assert_eq!(seen.len(), 1);
}

#[test]
fn a_purchase_never_travels_on_a_connection_that_was_used_before() {
    let placed = format!(r#"{{"instance_id":"{ID}"}}"#);
    let server = Server::start(vec![
        Reply::Keep(answer(200, &[], r#"{"vpcs":[]}"#)),
        Reply::Keep(answer(200, &[], r#"{"vpcs":[]}"#)),
        Reply::Keep(answer(200, &[], &placed)),
        Reply::CLOSE,
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
