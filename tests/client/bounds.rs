//! Clouds without end: lists that go on for ever, waits of years, and what of all that is said.

use crate::server::{Reply, Server, answer, ok};
use crate::{ID, client, look_up, run};
use rocketmq_wizard::catalog::Lookup;
use rocketmq_wizard::failure::Cause;

/// Pages of a list of networks, each with so many entries and a marker that leads to the next.
fn pages(count: usize, entries: usize, marker: impl Fn(usize) -> usize) -> Vec<Reply> {
    let page = |page: usize| {
        let entries: Vec<String> = (0..entries).map(|at| format!(r#"{{"id":"{page}-{at}"}}"#)).collect();
        let body = format!(r#"{{"vpcs":[{}],"page_info":{{"next_marker":"{}"}}}}"#, entries.join(","), marker(page));
        Reply::Keep(answer(200, &[], &body))
    };
    (0..count).map(page).collect()
}

#[test]
fn a_list_without_end_is_cut_and_one_that_goes_in_circles_ends() {
    let server = Server::start(pages(9, 30_000, |page| page + 1));
    let listed = run(client(&server).lookup(&Lookup::Vpcs)).unwrap();
    assert_eq!((listed.entries.len(), listed.is_cut, server.seen().len()), (100_000, true, 4));
    assert_eq!((listed.entries[0].id.as_str(), listed.entries[99_999].id.as_str()), ("0-0", "3-9999"));

    // From the third page back to the second.
    let server = Server::start(pages(9, 2, |page| if page % 3 == 2 { 1 } else { page + 1 }));
    let listed = run(client(&server).lookup(&Lookup::Vpcs)).unwrap();
    assert_eq!((listed.entries.len(), listed.is_cut, server.seen().len()), (6, false, 3));

    let server = Server::start(pages(1, 100_000, |_| 1).into_iter().chain([ok(r#"{"vpcs":[]}"#)]).collect());
    let listed = run(client(&server).lookup(&Lookup::Vpcs)).unwrap();
    assert_eq!((listed.entries.len(), listed.is_cut), (100_000, true), "whether there are more was not asked any more");
}

#[test]
fn what_decides_only_as_a_whole_is_not_decided_by_a_part() {
    let endless = |key: &str, total: &str, id: &str| {
        let entries = vec![format!(r#"{{"{id}":"x-1","name":"orders"}}"#); 100_000].join(",");
        Reply::Keep(answer(200, &[], &format!(r#"{{"{key}":[{entries}],"{total}":4000000}}"#)))
    };
    let instances = || endless("instances", "instance_num", "instance_id");
    let server = Server::start(vec![instances(), instances()]);
    let failure = run(client(&server).instances_named("orders")).unwrap_err();
    assert!(failure.cause == Cause::Other && failure.what().contains("not known whole"), "{failure:?}");
    let server = Server::start(vec![ok(r#"{"domains":[]}"#), endless("order_infos", "total_count", "order_id")]);
    let failure = run(client(&server).unpaid_orders(0)).unwrap_err();
    assert!(failure.what().contains("not known whole"), "{failure:?}");
}

/// What is kept of a purchase is written down, and has to be read again.
#[test]
fn no_text_of_the_cloud_is_kept_without_bounds() {
    let long = "x".repeat(600_000);
    let body = format!(r#"{{"instance_id":"{ID}","status":"{}","order_id":"{long}"}}"#, &"y".repeat(10_000));
    let instance = run(client(&Server::start(vec![ok(&body)])).instance(ID)).unwrap().unwrap();
    assert_eq!((instance.status.len(), instance.order_id), (64, None));
    let placed = format!(r#"{{"instance_id":"{ID}","order_id":"{long}"}}"#);
    let placed = run(client(&Server::start(vec![ok(&placed)])).create("reliability", b"{}")).unwrap();
    assert_eq!((placed.instance_id.as_str(), placed.order_id), (ID, None));
}

#[test]
fn a_wait_of_years_is_not_waited_for_and_is_told_in_sane_words() {
    for (asked, told) in [
        ("11", "Wait 11 s and"),
        ("600", "Wait 10 min and"),
        ("86400", "Wait 60 min and"),
        ("18446744073709551615", "Wait 60 min and"),
        ("99999999999999999999999999", "Wait 60 min and"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "Wait 60 min and"),
    ] {
        let header = format!("retry-after: {asked}");
        let reply = || Reply::Send(answer(429, &[&header, "connection: close"], "{}"));
        let (outcome, seen) = look_up(vec![reply(), ok(r#"{"vpcs":[]}"#)], &Lookup::Vpcs);
        let failure = outcome.unwrap_err();
        assert_eq!((failure.cause, seen.len()), (Cause::Other, 1), "{asked}");
        assert!(failure.action().starts_with(told), "{asked}: {failure:?}");
    }
    // What makes no sense is as if it were not there.
    for asked in ["-1", "soon", "1e9", "\u{ff11}"] {
        let header = format!("retry-after: {asked}");
        let reply = || Reply::Send(answer(429, &[&header, "connection: close"], "{}"));
        let (outcome, seen) = look_up(vec![reply(), ok(r#"{"vpcs":[]}"#)], &Lookup::Vpcs);
        assert_eq!((outcome.is_ok(), seen.len()), (true, 2), "{asked}");
    }
}

#[test]
fn a_detail_of_another_instance_or_order_is_not_believed() {
    let detail = |id: &str| ok(&format!(r#"{{"instance_id":"{id}","name":"orders","status":"RUNNING"}}"#));
    let longer = format!("{ID}0");
    for other in [&*longer, "", "another"] {
        let server = Server::start(vec![detail(other)]);
        let failure = run(client(&server).instance(ID)).unwrap_err();
        assert!(failure.what().contains("not in the documented form"), "{other}: {failure:?}");
    }
    // It is the same one, however its ID is written.
    for same in [ID.to_ascii_uppercase(), ID.replace('-', "")] {
        let server = Server::start(vec![detail(&same)]);
        assert_eq!(run(client(&server).instance(ID)).unwrap().unwrap().id, ID);
    }
    let order = |id: &str| ok(&format!(r#"{{"order_info":{{"order_id":"{id}","status":4}}}}"#));
    let server = Server::start(vec![ok(r#"{"domains":[]}"#), order("CS2")]);
    run(client(&server).order_status("CS1")).unwrap_err();
}
