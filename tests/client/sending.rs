//! What a call looks like on the wire, and what never gets there.

use crate::server::{Reply, Server, answer, ok};
use crate::{BODY, ID, PROJECT, QUICK, TOKEN, assert_no_secret, assert_signed, client, create, run, settings};
use rocketmq_wizard::catalog::Lookup;
use rocketmq_wizard::cloud::client::{Client, Settings};
use rocketmq_wizard::failure::Cause;

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
        let failure = Client::new(Settings { region: region.to_owned(), ..settings(&server.base) }, QUICK).unwrap_err();
        assert_eq!((failure.cause, failure.field), (Cause::NothingSent, Some("region")));
    }
    assert!(server.seen().is_empty());
}
