//! Setting tags: what is sent, what counts as done, as a no, and as something to try again.

use crate::server::{Reply, Server, answer, ok, status};
use crate::{ID, PROJECT, assert_no_secret, assert_signed, client, run};
use rocketmq_wizard::catalog::Tag;
use rocketmq_wizard::failure::Cause;

fn tags() -> Vec<Tag> {
    [("cost", ""), ("team", "orders")].map(|(key, value)| Tag { key: key.into(), value: value.into() }).into()
}

#[test]
fn only_what_the_cloud_itself_refuses_is_a_no() {
    let error = |code: &str| format!(r#"{{"error_code":"{code}","error_msg":"x"}}"#);
    let done = || Reply::Send(answer(204, &["connection: close"], ""));
    let there = r#"{"tags":[{"key":"team","value":"orders"},{"key":"more","value":"x"},{"key":"cost","value":""}]}"#;
    let other = r#"{"tags":[{"key":"team","value":"shop"},{"key":"cost","value":""}]}"#;
    let invalid = || status(400, &error("DMS.00400062"));
    let cases: Vec<(&str, Vec<Reply>, Option<Cause>)> = vec![
        ("204", vec![done()], None),
        ("200 with a body, and they are there", vec![ok("{}"), ok(there)], None),
        ("200 with a page", vec![ok("<html>Welcome</html>"), ok(other)], Some(Cause::Other)),
        ("200 with an error", vec![ok(&error("DMS.00400022")), status(403, "{}")], Some(Cause::Other)),
        ("500, then 204", vec![status(500, &error("DMS.00500000")), done()], None),
        ("the instance is busy", vec![status(400, &error("DMS.00400026"))], Some(Cause::Other)),
        ("an order is under way", vec![status(400, &error("CBC.99003651"))], Some(Cause::Other)),
        ("a block page", vec![status(403, "<html>Access denied</html>")], Some(Cause::Other)),
        ("not permitted", vec![status(403, &error("DMS.00403007"))], Some(Cause::Forbidden)),
        ("keys that have ended", vec![status(401, &error("APIGW.0301"))], Some(Cause::Credentials)),
        ("invalid", vec![invalid(), ok(r#"{"tags":[]}"#)], Some(Cause::Refused)),
        ("invalid, others there", vec![invalid(), ok(other)], Some(Cause::Refused)),
        ("invalid, and no list", vec![invalid(), status(403, &error("DMS.00403007"))], Some(Cause::Refused)),
        ("there already", vec![invalid(), ok(there)], None),
    ];
    for (what, replies, cause) in cases {
        let server = Server::start(replies);
        let outcome = run(client(&server).set_tags(ID, &tags()));
        assert_eq!(outcome.as_ref().err().map(|failure| failure.cause), cause, "{what}: {outcome:?}");
        outcome.err().iter().for_each(assert_no_secret);
        let seen = server.seen();
        assert_eq!(seen[0].line, format!("POST /v2/{PROJECT}/rocketmq/{ID}/tags/action HTTP/1.1"), "{what}");
        let body = r#"{"action":"create","tags":[{"key":"cost","value":""},{"key":"team","value":"orders"}]}"#;
        assert_eq!(seen[0].body, body, "{what}");
        assert_signed(&seen[0]);
    }
}
