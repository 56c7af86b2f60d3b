//! Reads: what is tried again, what failures say, and how an instance is found.

use crate::server::{Reply, Server, answer, ok, status};
use crate::{
    ID, PROJECT, QUICK, SK, TOKEN, assert_no_secret, assert_signed, client, create, hasty, look_up, run, settings,
};
use rocketmq_wizard::catalog::{Instance, Lookup};
use rocketmq_wizard::cloud::client::Client;
use rocketmq_wizard::cloud::client::retry::reporting;
use rocketmq_wizard::failure::{Cause, Failure};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

#[test]
fn reads_are_repeated_where_that_helps_and_at_most_four_times() {
    let empty = || ok(r#"{"vpcs":[]}"#);
    let cases = [
        (vec![Reply::CLOSE, empty()], 2, true),
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
fn who_waits_is_told_of_each_try_in_vain() {
    let server = Server::start(vec![status(500, "{}"), status(503, "{}"), ok(r#"{"vpcs":[]}"#)]);
    let client = Client::new(settings(&server.base), QUICK).unwrap();
    let told = Rc::new(RefCell::new(Vec::new()));
    let note = told.clone();
    run(reporting(move |tried| note.borrow_mut().push(tried), client.lookup(&Lookup::Vpcs))).unwrap();
    assert_eq!(*told.borrow(), [1, 2]);
}

#[test]
fn a_page_too_large_or_too_slow_is_told_and_not_asked_for_again() {
    let large = format!(r#"{{"vpcs":["{}"]}}"#, "x".repeat(4 << 20));
    let (outcome, seen) = look_up(vec![ok(&large), ok("{}")], &Lookup::Vpcs);
    let failure = outcome.unwrap_err();
    assert_eq!((failure.cause, seen.len()), (Cause::Other, 1));
    assert!(failure.what().contains("larger than 4 MiB"), "{failure:?}");

    let server = Server::start(vec![Reply::Stall(Vec::new())]);
    let failure = run(hasty(&server).lookup(&Lookup::Vpcs)).unwrap_err();
    assert_eq!((failure.cause, server.seen().len()), (Cause::Other, 1));
    assert!(failure.what().contains("timed out"), "{failure:?}");
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
        assert_eq!(failure.cause, Cause::Forbidden);
        assert!(failure.action().contains(action), "{failure:?}");
    }
    let (outcome, _) = create(denied());
    assert!(outcome.unwrap_err().action().contains("dms:instance:create"));
}

/// Keys and permissions are blamed where the cloud itself says so, and nothing else is told as if it had.
#[test]
fn permissions_and_the_network_are_never_told_as_one_another() {
    let coded =
        |status: u16, code: &str| self::status(status, &format!(r#"{{"error_code":"{code}","error_msg":"m"}}"#));
    let page = |status: u16| self::status(status, "<html><title>Access denied</title></html>");
    let (rights, keys, network) = (Cause::Forbidden, Cause::Credentials, Cause::Other);
    for (reply, cause) in [
        (coded(403, "DMS.00403002"), rights),
        (coded(403, "APIGW.0302"), rights),
        (coded(403, "VPC.0009"), rights),
        (coded(401, "APIGW.0301"), keys),
        (coded(401, "VPC.0401"), keys),
        (coded(400, "DMS.10240101"), keys),
        // A code that is about something else is so with these statuses, too.
        (coded(403, "DMS.00500987"), Cause::Capacity),
        (coded(403, "DMS.00400077"), Cause::Refused),
        (coded(403, "APIGW.0308"), network),
        (coded(401, "APIGW.0601"), network),
        // In no form of the cloud: it may be anybody on the way.
        (page(401), network),
        (page(403), network),
        (page(407), network),
        (page(451), network),
        (status(403, r#"{"reason":"policy","ticket":4711}"#), network),
        (status(403, ""), network),
        (status(302, ""), network),
        (Reply::Stall(Vec::new()), network),
    ] {
        let server = Server::start(vec![reply]);
        let failure = run(hasty(&server).lookup(&Lookup::Vpcs)).unwrap_err();
        assert_eq!(failure.cause, cause, "{failure:?}");
        let line = failure.line();
        let blames_rights =
            ["ermission", "vpc:vpcs:list", "may not", "access key"].iter().any(|word| line.contains(word));
        let blames_network = ["proxy", "network", "timed out", "reached"].iter().any(|word| line.contains(word));
        assert_eq!(
            blames_rights,
            matches!(cause, Cause::Forbidden | Cause::Credentials) && !line.contains("token"),
            "{line}"
        );
        assert!(!(blames_rights && blames_network), "{line}");
    }
    let unreached = Client::new(settings("http://127.0.0.1:9"), QUICK).unwrap();
    let failure = run(unreached.lookup(&Lookup::Vpcs)).unwrap_err();
    assert_eq!(failure.cause, Cause::NothingSent);
    assert!(failure.line().contains("network") && !failure.line().contains("ermission"), "{failure:?}");
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
        assert!(failure.what().contains("clock is 21 min ") && failure.what().contains("ahead of"), "{failure:?}");
        assert!(matches!(client.clock_offset(), Some(1265..=1275)), "{:?}", client.clock_offset());
        let failure = client.lookup(&Lookup::Vpcs).await.unwrap_err();
        assert!(failure.what().contains("clock is right"), "{failure:?}");
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
            assert!(failure.what().len() < 500, "{failure:?}");
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
    let ids = |found: Result<Vec<Instance>, Failure>| {
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

/// Only the cloud can say that these keys may not look. Then the person may buy without; else nothing is sent.
#[test]
fn that_a_name_may_not_be_looked_up_is_only_taken_from_the_cloud() {
    let cause = |body: &str| {
        let server = Server::start(vec![status(403, body), status(403, body)]);
        run(client(&server).instances_named("orders")).unwrap_err().cause
    };
    for ours in ["DMS.00403002", "APIGW.0302", "DMS.00403999", "PAP5.0020"] {
        assert_eq!(cause(&format!(r#"{{"error_code":"{ours}","error_msg":"no"}}"#)), Cause::Forbidden, "{ours}");
    }
    for other in [
        r#"{"code":403,"message":"Forbidden"}"#,
        r#"{"error":{"code":403,"message":"Forbidden"}}"#,
        r#"{"code":"WAF-1","message":"blocked"}"#,
        r#"{"error_code":"0302","error_msg":"blocked"}"#,
        r#"{"error_code":"waf.0001","error_msg":"blocked"}"#,
        "<html>blocked</html>",
    ] {
        assert_eq!(cause(other), Cause::Other, "{other}");
    }
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

#[test]
fn an_order_is_read_by_its_number_and_never_taken_for_another() {
    let read = |reply: Reply| {
        let server = Server::start(vec![ok(r#"{"domains":[{"id":"d-1"}]}"#), reply]);
        (run(client(&server).order_status("CS1")), server.seen())
    };
    let info = |id: &str, status: &str| ok(&format!(r#"{{"order_info":{{"order_id":"{id}","status":{status}}}}}"#));
    for (status, expected) in [("4", 4), (r#""4""#, 4), ("6", 6), ("42", 42)] {
        assert_eq!(read(info("CS1", status)).0, Ok(expected), "{status}");
    }
    for reply in [info("CS2", "4"), info("CS1", "null"), ok("{}"), ok("no json")] {
        read(reply).0.unwrap_err();
    }
    let denied = status(403, r#"{"error_code":"CBC.0151","error_msg":"denied"}"#);
    let (outcome, seen) = read(denied);
    assert!(outcome.unwrap_err().action().contains("billing:order:view"));
    assert_eq!(seen[1].target(), "/v2/orders/customer-orders/details/CS1");
    assert_signed(&seen[1]);
    let server = Server::start(vec![]);
    run(client(&server).order_status("../CS1")).unwrap_err();
    assert!(server.seen().is_empty(), "what is no number goes nowhere");
}

#[test]
fn a_detail_that_speaks_of_another_instance_is_not_believed() {
    for (id, believed) in [(ID, true), ("8959ab1c-7a1a-4bb1-a05d-93dfc361b32e", false), ("", false)] {
        let server = Server::start(vec![ok(&format!(r#"{{"instance_id":"{id}","status":"RUNNING"}}"#))]);
        assert_eq!(run(client(&server).instance(ID)).is_ok(), believed, "{id}");
        let engine = r#""engine":"reliability","status":"RUNNING""#;
        let list = ok(r#"{"instances":[],"instance_num":0}"#);
        let server = Server::start(vec![ok(&format!(r#"{{"instance_id":"{id}",{engine}}}"#)), list]);
        assert_eq!(run(client(&server).described(ID)).is_ok(), believed, "{id}");
    }
}
