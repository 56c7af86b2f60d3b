//! `purchases`: what stands how, offline, and closing what is unknown or unpaid.

use crate::home::{Home, Run, finish, monthly};
use jiff::{SignedDuration, Timestamp};
use rocketmq_wizard::failure::{Cause, Failure};
use rocketmq_wizard::language::Text;
use rocketmq_wizard::purchase::record::{Fact, Intent, Serving};
use rocketmq_wizard::store::journal::Open;
use serde_json::{Value as Json, json};

const ID: &str = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";
const PROJECT: &str = rocketmq_wizard::sandbox::PROJECT_ID;

fn placed() -> Fact {
    Fact::Placed { instance_id: ID.to_owned(), order_id: None, request_id: None }
}

fn lost() -> Fact {
    Fact::Unknown(Failure::new(Cause::Unknown, Text("The answer was lost."), Text("Look for it.")))
}

fn unpaid() -> [Fact; 3] {
    [Fact::Sent, placed(), Fact::Ordered { order_id: "CS2611272335".to_owned() }]
}

/// Writes what a purchase of this name has become, begun so many hours ago. While the result lives, it is held.
fn bought(home: &Home, name: &str, project: &str, hours: i64, facts: impl IntoIterator<Item = Fact>) -> Open {
    let at = "2026-11-27T12:00:00Z".parse::<Timestamp>().unwrap() - SignedDuration::from_hours(hours);
    let (name, project_id) = (name.to_owned(), project.to_owned());
    let endpoint = "https://dms.ap-southeast-3.myhuaweicloud.com".to_owned();
    home.ordered(Intent { name, project_id, endpoint, yearly_monthly: true, ..home.intent(at) }, facts)
}

/// Without keys and without anything to reach: the command is offline.
fn purchases(home: &Home, args: &[&str]) -> Run {
    let mut command = home.bare(&[&["purchases"][..], args, &["--config-dir", "config"]].concat());
    finish(command.env("USER", "ana").env("TZ", "UTC").spawn().unwrap())
}

#[test]
fn what_was_bought_is_listed_with_what_to_do() {
    let home = Home::quick();
    let empty = purchases(&home, &[]).expect(0, &["Nothing was bought"]);
    assert_eq!((empty.out.as_str(), purchases(&home, &["--json"]).out.as_str()), ("", "[]\n"));
    let running = [Fact::Sent, placed(), Fact::Running(Serving::default())];
    for hours in 0..12 {
        bought(&home, &format!("orders-{hours}"), PROJECT, 20 + hours, running.clone());
    }
    bought(&home, "orders-h1s", PROJECT, 3, [Fact::Sent, lost()]);
    let id = bought(&home, "orders-pic", PROJECT, 2, unpaid()).id().to_owned();
    let held = bought(&home, "orders-new", PROJECT, 1, [Fact::Sent]);
    for args in [&[][..], &["list"]] {
        let run = purchases(&home, args).expect(0, &[]);
        let lines: Vec<&str> = run.out.lines().collect();
        let me = std::process::id();
        assert!(lines[0].starts_with("Name") && lines[0].ends_with("What to do"), "{run:?}");
        assert!(lines[1].starts_with("orders-new  UNKNOWN  2026-11-27 11:00  nothing; process "), "{run:?}");
        assert!(lines[1].contains(&format!("process {me} on ")) && lines[1].ends_with(" is working on it"), "{run:?}");
        assert_eq!(lines[2], "orders-pic  UNPAID   2026-11-27 10:00  pay order CS2611272335 in the console");
        assert_eq!(lines[3], "orders-h1s  UNKNOWN  2026-11-27 09:00  open the wizard to look for it, or close it");
        assert_eq!(lines[4], format!("orders-0    RUNNING  2026-11-26 16:00  {ID}"));
        assert_eq!(lines.len(), 4 + 10, "ten settled ones, the newest");
    }
    let list = purchases(&home, &["list", "--json"]).json();
    assert_eq!(list.as_array().map(Vec::len), Some(13));
    let expected = json!({
        "id": id, "name": "orders-pic", "project_id": PROJECT, "state": "UNPAID", "since": "2026-11-27T10:00:00Z",
        "instance_id": ID, "order_id": "CS2611272335", "action": "pay order CS2611272335 in the console",
    });
    assert_eq!(list[1], expected);
    assert_eq!((&list[2]["instance_id"], &list[2]["order_id"]), (&Json::Null, &Json::Null));
    drop(held);
    assert!(home.sandbox.requests().is_empty());
}

#[test]
fn what_is_unknown_or_unpaid_is_closed_by_name_or_id() {
    let home = Home::quick();
    for (facts, by_id) in [(vec![Fact::Sent, lost()], false), (unpaid().to_vec(), true)] {
        let id = bought(&home, "orders-prod", PROJECT, 1, facts).id().to_owned();
        let run = purchases(&home, &["close", if by_id { &id } else { "orders-prod" }]).expect(0, &["closed"]);
        assert_eq!(run.out, "");
        let receipt = home.path(&format!("config/state/purchases/receipts/{id}.jsonl"));
        let text = std::fs::read_to_string(receipt).unwrap();
        let last: Json = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        let by = last["fact"]["closed"]["by"].as_str().unwrap();
        assert!(by.starts_with("ana@") && by.len() > 4, "{last}");
        purchases(&home, &["close", &id]).expect(2, &["is CLOSED, so it cannot be closed", by]);
    }
    bought(&home, "orders-by-instance", PROJECT, 1, unpaid());
    purchases(&home, &["close", &ID.to_uppercase()]).expect(0, &["closed"]);
    bought(&home, "orders-json", PROJECT, 1, [Fact::Sent, lost()]);
    let closed = purchases(&home, &["close", "orders-json", "--json"]).expect(0, &[]).json();
    assert_eq!((&closed["state"], &closed["name"]), (&json!("CLOSED"), &json!("orders-json")));
}

#[test]
fn what_cannot_be_closed_says_how_it_stands() {
    let home = Home::quick();
    purchases(&home, &["close", "orders-prod"]).expect(2, &["There is no purchase orders-prod."]);
    let creating = Fact::Seen { status: "CREATING".to_owned() };
    bought(&home, "orders-new", PROJECT, 2, [Fact::Sent, placed(), creating]);
    bought(&home, "orders-old", PROJECT, 3, [Fact::Sent, placed(), Fact::Running(Serving::default())]);
    purchases(&home, &["close", "orders-new"]).expect(2, &["is CREATING", "is being built (CREATING)"]);
    purchases(&home, &["close", "orders-old"]).expect(2, &["is RUNNING", ID]);
    let held = bought(&home, "orders-held", PROJECT, 1, [Fact::Sent, lost()]);
    let holder = format!("process {} on ", std::process::id());
    purchases(&home, &["close", "orders-held"]).expect(1, &[&holder]);
    drop(held);
    purchases(&home, &["close", "orders-held"]).expect(0, &[]);
}

#[test]
fn a_name_that_several_have_is_closed_by_id() {
    let home = Home::quick();
    let other = "f".repeat(32);
    let ids = [PROJECT, &other].map(|project| {
        bought(&home, "orders-prod", project, if project == PROJECT { 1 } else { 2 }, unpaid()).id().to_owned()
    });
    let run = purchases(&home, &["close", "orders-prod"]).expect(2, &[&ids[0], &ids[1], "UNPAID"]);
    assert_eq!(run.out, "");
    let told = purchases(&home, &["close", "orders-prod", "--json"]).expect(2, &[]).error();
    assert_eq!((told["code"].clone(), told["purchases"].as_array().unwrap().len()), (json!(2), 2));
    purchases(&home, &["close", &ids[0]]).expect(0, &[]);
    purchases(&home, &["close", "orders-prod"]).expect(0, &[]);
}

#[test]
fn a_folder_that_cannot_be_read_is_said() {
    let home = Home::quick();
    for folder in ["config/state/purchases", "config/state/purchases/receipts"] {
        let path = home.path(folder);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        // A link that leads to itself fails for everybody, also for root.
        std::os::unix::fs::symlink(&path, &path).unwrap();
        for args in [&[][..], &["--json"], &["close", "orders-prod"]] {
            assert_eq!(purchases(&home, args).expect(1, &[folder]).out, "");
        }
        std::fs::remove_file(&path).unwrap();
    }
    std::fs::create_dir_all(home.path("config/state/purchases")).unwrap();
    std::fs::write(home.path("config/state/purchases/odd.jsonl"), "garbage\n{}\n").unwrap();
    assert_eq!(purchases(&home, &["--json"]).expect(1, &["odd.jsonl is damaged"]).out, "[]\n");
    let told = purchases(&home, &[]).expect(1, &["odd.jsonl is damaged"]);
    assert!(!told.err.contains("Nothing was bought"), "{told:?}");
}

#[test]
fn an_unpaid_order_is_no_failure_and_can_be_closed() {
    let home = Home::quick();
    let file = home.file("d.json", &monthly(false));
    let create = ["create", "--draft", &file, "--yes", "--json", "--config-dir", "config"];
    let run = home.run(&create).expect(0, &["is not paid"]);
    let told = run.json();
    assert_eq!(told["status"], "UNPAID");
    assert!(told["order_id"].as_str().is_some_and(|order| order.starts_with("CS")), "{told}");
    assert!(!run.err.contains("being built"), "{run:?}");
    let listed = purchases(&home, &["--json"]).json();
    assert_eq!((&listed[0]["state"], &listed[0]["instance_id"]), (&json!("UNPAID"), &told["instance_id"]));
    purchases(&home, &["close", told["instance_id"].as_str().unwrap()]).expect(0, &["closed unpaid by ana@"]);
    // It can be paid still, so nothing buys the name a second time without a person's word.
    home.run(&create).expect(1, &["closed unpaid by ana@"]);
    assert_eq!(home.sandbox.created().len(), 1);
}

#[test]
fn an_unpaid_order_goes_on_once_it_is_paid_and_ends_once_it_is_cancelled() {
    for paid in [true, false] {
        let home = Home::quick();
        let file = home.file("d.json", &monthly(false));
        let run = home.run(&["create", "--draft", &file, "--yes", "--config-dir", "config"]).expect(0, &[]);
        let number = purchases(&home, &["--json"]).json()[0]["order_id"].as_str().unwrap().to_owned();
        assert!(purchases(&home, &[]).out.contains(&format!("pay order {number} in the console")));
        if paid {
            home.sandbox.pay_orders();
        } else {
            home.sandbox.cancel_orders();
        }
        let watch = home.run(&["watch", run.id(), "--json", "--config-dir", "config"]);
        let (code, state) = if paid { (0, "RUNNING") } else { (9, "CANCELLED") };
        assert_eq!((watch.code, watch.json()["status"].as_str()), (Some(code), Some(state)), "{watch:?}");
        let told = &purchases(&home, &["--json"]).json()[0];
        assert_eq!((&told["state"], &told["order_id"]), (&json!(state), &json!(number)));
        // What was cancelled bought nothing, so the name is free.
        let again = home.run(&["create", "--draft", &file, "--yes", "--config-dir", "config"]);
        assert_eq!((again.code, home.sandbox.created().len()), (Some(0), if paid { 1 } else { 2 }), "{again:?}");
    }
}
