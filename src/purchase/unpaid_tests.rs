//! Orders that wait for their payment, and purchases that somebody closes.

use super::record::{Fact, Intent, Record};
use super::tests::{ID, Play, START, at, intent, seen, written};
use super::watch::Pace;
use super::{Decision, Event, Purchase};
use crate::catalog::Order;
use crate::failure::Cause;
use crate::language::Text;

/// Billed by month, and paid by hand.
fn by_hand() -> Intent {
    Intent { yearly_monthly: true, auto_pay: false, endpoint: "https://dms.example.com".into(), ..intent() }
}

fn order(id: &str) -> Order {
    Order { id: id.into(), created_at: Some(START * 1000) }
}

fn orders(ids: &[&str]) -> Event {
    Event::Orders(Ok(ids.iter().map(|id| order(id)).collect()))
}

fn missing() -> Event {
    Event::Seen(Ok(None))
}

#[test]
fn an_order_to_be_paid_by_hand_is_unpaid_from_the_answer_on_until_the_instance_shows() {
    let mut play = Play::building(by_hand());
    assert!(play.purchase.is_unpaid());
    assert_eq!((play.purchase.word(), play.purchase.exit_code()), ("UNPAID", 0));
    assert_eq!(play.purchase.to_do(), "pay the order in the console");
    assert_eq!(play.on([missing(), orders(&["CS1"])]), "record ordered");
    assert_eq!(play.on([written()]), "wait 10");
    assert_eq!(play.purchase.to_do(), "pay order CS1 in the console");
    let sentence = play.purchase.sentence();
    assert!(sentence.contains("order CS1 is not paid") && sentence.contains(ID), "{sentence}");
    assert!(!sentence.contains("being built"), "{sentence}");
    assert_eq!(play.on([Event::Due, seen("CREATING")]), "record seen");
    assert_eq!((play.purchase.word(), play.purchase.is_unpaid()), ("CREATING", false));
}

#[test]
fn an_order_that_should_have_paid_itself_is_unpaid_once_it_is_found_so() {
    let mut play = Play::building(Intent { auto_pay: true, ..by_hand() });
    assert_eq!(play.purchase.word(), "ACCEPTED");
    play.on([missing(), orders(&["CS1"]), written()]);
    assert_eq!(play.purchase.word(), "UNPAID");
}

#[test]
fn what_has_become_of_an_order_is_asked_once_it_waits_no_more() {
    for (status, action, word) in [
        (4, "record cancelled", "CANCELLED"),
        (3, "wait 10", "ACCEPTED"),
        (5, "wait 10", "ACCEPTED"),
        (6, "wait 10", "UNPAID"),
    ] {
        let mut play = Play::building(by_hand());
        play.on([missing(), orders(&["CS1"]), written()]);
        assert_eq!(play.on([Event::Due, missing(), orders(&[])]), "order CS1");
        assert_eq!(play.on([Event::Order(Ok(status))]), action, "{status}");
        assert_eq!(play.purchase.word(), word, "{status}");
        assert_eq!(play.purchase.is_settled(), word == "CANCELLED");
        assert_eq!(play.purchase.may_have_bought(), word != "CANCELLED");
    }
}

#[test]
fn of_several_orders_none_is_taken_for_ours() {
    let mut play = Play::building(by_hand());
    assert_eq!(play.on([missing(), orders(&["CS1", "CS2"])]), "wait 10");
    assert_eq!((play.purchase.order_id(), play.purchase.word()), (None, "UNPAID"));
    assert!(play.purchase.log().iter().any(|step| step.detail == "CS1, CS2"), "{:?}", play.purchase.log());
}

#[test]
fn a_permission_that_is_missing_for_the_number_is_named() {
    let mut play = Play::building(by_hand());
    let refused = super::Failure::new(Cause::Forbidden, Text("needs billing:order:view"), Text("Do this."));
    assert_eq!(play.on([missing(), Event::Orders(Err(refused))]), "wait 10");
    assert!(play.purchase.sentence().contains("billing:order:view"), "{}", play.purchase.sentence());
    assert_eq!(play.purchase.word(), "UNPAID");
}

#[test]
fn what_is_unknown_or_unpaid_may_be_closed_and_nothing_else() {
    let close = || Event::Person(Decision::Close { by: "kim@jump".into() });
    let mut unknown = Play::unknown(intent());
    assert_eq!(unknown.on([close()]), "record closed", "also while it is being looked for");
    assert_eq!(unknown.on([written()]), "-");
    assert_eq!((unknown.purchase.word(), unknown.purchase.may_have_bought()), ("CLOSED", false));
    assert!(unknown.purchase.sentence().contains("kim@jump"), "{}", unknown.purchase.sentence());

    let mut unpaid = Play::building(by_hand());
    unpaid.on([missing(), orders(&["CS1"]), written()]);
    assert_eq!(unpaid.on([close(), written()]), "-");
    assert!(unpaid.purchase.may_have_bought(), "it can still be paid");
    assert_eq!((unpaid.purchase.instance_id(), unpaid.purchase.exit_code()), (Some(ID), 0));

    let mut building = Play::building(intent());
    building.on([seen("CREATING"), written()]);
    let before = building.state();
    building.on([close()]);
    assert_eq!(building.state(), before);
}

#[test]
fn what_a_newer_version_wrote_leaves_a_purchase_open() {
    let lines = [
        serde_json::json!({ "at": at(0), "fact": { "intent": intent() } }),
        serde_json::json!({ "at": at(1), "fact": "sent" }),
        serde_json::json!({ "at": at(2), "fact": { "teleported": { "to": "mars" } } }),
    ];
    let records: Vec<Record> = lines.iter().map(|line| serde_json::from_value(line.clone()).unwrap()).collect();
    assert!(matches!(&records[2].fact, Fact::Newer(kept) if *kept == lines[2]["fact"]));
    assert_eq!(serde_json::to_value(&records[2].fact).unwrap(), lines[2]["fact"], "and is written back as it was");
    let purchase = Purchase::resume(&records, Pace::default()).unwrap();
    assert!(!purchase.is_settled() && purchase.may_have_bought());
}

#[test]
fn the_command_that_watches_runs_on_any_host() {
    let command = Play::building(by_hand()).purchase.watch_command("").unwrap();
    let expected =
        format!("rocketmq-wizard watch {ID} --region ap-southeast-3 --project-id 0123456789abcdef0123456789abcdef");
    assert_eq!(command, expected);
    let pretend = Play::building(intent()).purchase;
    for (given, more) in [
        ("", " --endpoint http://127.0.0.1:1"),
        (" --config-dir /srv/x", " --endpoint http://127.0.0.1:1"),
        (" --endpoint http://127.0.0.1:1/", ""),
        (" --endpoint dms=http://127.0.0.1:1", ""),
        (" --endpoint http://127.0.0.1:18", " --endpoint http://127.0.0.1:1"),
    ] {
        assert_eq!(pretend.watch_command(given).unwrap(), format!("{command}{given}{more}"));
    }
}
