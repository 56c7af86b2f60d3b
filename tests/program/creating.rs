//! `create` where it buys.

use crate::home::{Home, NAME, at_once, changed, hourly, monthly};
use crate::support::env::WIZARD;
use crate::support::pty::{Exit, RESTORED};
use crate::support::{ACCESS_KEY, assert_no_secret};
use rocketmq_wizard::sandbox::world::World;
use serde_json::{Value as Json, json};
use std::time::Duration;

#[test]
fn buys_once_and_prints_the_id_alone() {
    let home = Home::quick();
    home.draft("orders", &hourly());
    let run =
        home.run(&["create", "--draft", "orders", "--yes"]).expect(0, &["intent written", "ID kept in the journal"]);
    let created = home.sandbox.created();
    assert_eq!((created.len(), &created[0]["name"]), (1, &json!(NAME)));
    assert_eq!(run.id().len(), 36);
    assert!(created[0].get("bss_param").is_none(), "pay-per-use sends none: {}", created[0]);
}

#[test]
fn prints_one_object_with_the_facts_and_how_to_connect() {
    let home = Home::quick();
    let draft = home.file("d.json", &hourly());
    let run = home.run(&["create", "--draft", &draft, "--yes", "--wait", "--json"]).expect(0, &["RUNNING"]);
    let object = run.json();
    let keys: Vec<&String> = object.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["addresses", "connect", "instance_id", "name", "plan", "request_id", "status"]);
    let (grpc, connect) = (object["addresses"]["gRPC"].as_str().unwrap(), object["connect"].to_string());
    assert!(grpc.contains(":8080") && connect.contains(grpc), "{object:#}");
    let watched = home.run(&["watch", object["instance_id"].as_str().unwrap(), "--json"]).expect(0, &[]).json();
    assert_eq!((&watched["addresses"], &watched["connect"]), (&object["addresses"], &object["connect"]));
    assert_eq!((&object["status"], &object["name"]), (&json!("RUNNING"), &json!(NAME)));
    assert_eq!((object["request_id"].as_str().unwrap().len(), run.out.lines().count()), (32, 1));
}

/// In lines, at a terminal in one that moves, and what is typed meanwhile is left to the shell: each to the second look.
#[test]
fn an_instance_that_takes_its_time_is_followed() {
    at_once([in_lines, in_one_line_that_moves, leaving_what_is_typed_to_the_shell], |followed| followed());
}

fn in_lines() {
    let home = Home::new(World::default().creation_time(Duration::from_millis(500)));
    let draft = home.file("d.json", &hourly());
    let run = home.run(&["create", "--draft", &draft, "--yes", "--wait"]).expect(0, &["CREATING", "RUNNING"]);
    assert!(!run.err.contains('\r') && !run.err.contains('\x1b'), "plain lines where nobody looks: {run:?}");
    run.id();
}

#[test]
fn a_request_body_and_standard_input_are_drafts_too() {
    let home = Home::quick();
    let run = home.run_with(&["create", "--draft", "-", "--yes"], &hourly().to_string()).expect(0, &[]);
    let body = home.sandbox.created()[0].clone();
    let mut twin = body.clone();
    twin["name"] = json!("orders-twin");
    let file = home.file("body.json", &twin);
    let address = ["--region", "ap-southeast-3", "--project-id", "0123456789abcdef0123456789abcdef"];
    let args = [&["create", "--draft", &file, "--confirm", "orders-twin"][..], &address].concat();
    let other = home.run(&args).expect(0, &["request body of the API"]);
    assert_ne!(run.id(), other.id());
    assert_eq!(home.sandbox.created(), [body, twin]);
}

#[test]
fn what_a_draft_names_and_leaves_open_is_looked_up_as_the_wizard_does() {
    let home = Home::quick();
    let mut draft = changed(&json!({
        "vpc_id": "vpc-orders", "subnet_id": "app-tier-b", "security_group_id": "sg-mq",
        "available_zones": ["ap-southeast-3a"], "arch_type": null, "broker_num": null, "storage_space": null,
    }));
    draft["project_id"] = Json::Null;
    let file = home.file("d.json", &draft);
    home.run(&["create", "--draft", &file, "--yes"]).expect(3, &["project_id", "Project is required"]);
    draft["project_id"] = json!("ap-southeast-3");
    let file = home.file("d.json", &draft);
    home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]);
    let mut expected = hourly()["answers"].clone();
    expected["storage_space"] = json!(200);
    let body = &home.sandbox.created()[0];
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&body[key], value, "{key}");
    }
}

#[test]
fn confirmation_follows_the_money() {
    let table: [(Json, &[&str], i32, &str); 11] = [
        (hourly(), &[], 2, "add --yes"),
        (changed(&json!({ "storage_space": 7 })), &[], 2, "storage_space"),
        (changed(&json!({ "name": null })), &[], 2, "name"),
        (hourly(), &["--yes"], 0, ""),
        (hourly(), &["--confirm", NAME], 0, ""),
        (hourly(), &["--confirm", "orders"], 2, "--confirm says orders, but the draft's name is orders-prod"),
        (monthly(false), &["--yes"], 0, ""),
        (monthly(true), &[], 2, "add --confirm orders-prod"),
        (monthly(true), &["--yes"], 2, "add --confirm orders-prod"),
        (monthly(true), &["--confirm", "orders-Prod"], 2, "--confirm says"),
        (monthly(true), &["--confirm", NAME], 0, ""),
    ];
    for (draft, flags, code, said) in table {
        let home = Home::quick();
        let file = home.file("d.json", &draft);
        home.run(&[&["create", "--draft", &file][..], flags].concat()).expect(code, &[said]);
        assert_eq!(home.orders().len(), usize::from(code == 0), "{flags:?}");
    }
}

#[test]
fn only_the_expected_plan_is_bought() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let plan = home.run(&["check", "--draft", &file, "--json"]).json()["plan"].as_str().unwrap().to_owned();
    let run = home.run(&["create", "--draft", &file, "--yes", "--json", "--expect", "7f3c 91ab 02de"]).expect(3, &[]);
    assert_eq!((&run.error()["plan"], run.out.as_str()), (&json!(plan), ""));
    let other = home.file("o.json", &changed(&json!({ "storage_space": 400 })));
    home.run(&["create", "--draft", &other, "--yes", "--expect", &plan]).expect(3, &[&plan, "Nothing was sent"]);
    assert_eq!(home.orders().len(), 0);
    let spaced = plan.to_uppercase().replace(' ', "");
    let run = home.run(&["create", "--draft", &file, "--yes", "--json", "--expect", &spaced]).expect(0, &[]);
    assert_eq!(run.json()["plan"], json!(plan));
}

#[test]
fn a_dry_run_shows_the_request_and_sends_nothing() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let url = format!("{}/v2/reliability/0123456789abcdef0123456789abcdef/instances", home.sandbox.url());
    let run =
        home.run(&["create", "--draft", &file, "--dry-run"]).expect(0, &["nothing was sent", "name is free", "of 100"]);
    assert!(run.out.starts_with(&format!("POST {url}\n")), "{run:?}");
    assert!(run.out.contains("\nauthorization: [redacted]\n") && !run.out.contains(ACCESS_KEY), "{run:?}");
    let object = home.run(&["create", "--draft", &file, "--dry-run", "--json"]).json();
    let body = run.out.split_once("\n\n").unwrap().1;
    assert_eq!(serde_json::from_str::<Json>(body).unwrap(), object["body"]);
    assert_eq!((&object["method"], &object["url"]), (&json!("POST"), &json!(url)));
    assert_eq!((home.orders().len(), home.sandbox.created().len()), (0, 0));

    // Without keys it shows the same, and asks nobody.
    let before = home.sandbox.requests().len();
    let nowhere = format!("metadata={}", "http://127.0.0.1:9");
    let dms = format!("dms={}", home.sandbox.url());
    let args = ["create", "--draft", &file, "--dry-run", "--json", "--endpoint", &nowhere, "--endpoint", &dms];
    let bare = crate::home::finish(home.bare(&args).spawn().unwrap()).expect(0, &["no keys were found"]);
    assert_eq!((bare.json()["body"].clone(), home.sandbox.requests().len()), (object["body"].clone(), before));

    // What was bought by this plan is given again; by another one its name is taken.
    let id = home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]).out;
    let told = ["bought before by this plan", id.trim(), "nothing is sent"];
    home.run(&["create", "--draft", &file, "--dry-run"]).expect(0, &told);
    let other = home.file("o.json", &changed(&json!({ "storage_space": 400 })));
    home.run(&["create", "--draft", &other, "--dry-run"]).expect(3, &["would be refused", "name is taken"]);
}

#[test]
fn at_a_terminal_it_asks_for_the_word() {
    for (typed, code, bought) in [("yes", 0, 1), ("y", 10, 0), ("\x04", 10, 0), ("\x03", 130, 0)] {
        let home = Home::quick();
        let file = home.file("d.json", &hourly());
        let mut session = home.session((100, 40), &[WIZARD, "create", "--draft", &file]);
        session.wait_text("To buy, type yes:");
        assert!(session.screen().contains("rocketmq.p2.large.12"), "{}", session.screen());
        if typed.starts_with('y') {
            session.confirm("To buy, type yes:", typed);
        } else {
            session.keys(typed);
        }
        assert_eq!(session.exit(), Exit::Code(code), "{}", session.screen());
        assert_eq!(session.changes(), RESTORED, "{typed:?}");
        assert_eq!(home.sandbox.created().len(), bought, "{typed:?}");
        assert_no_secret(session.transcript());
    }
}

fn in_one_line_that_moves() {
    let home = Home::new(World::default().creation_time(Duration::from_secs(2)));
    let file = home.file("d.json", &monthly(true));
    let mut session = home.session((100, 40), &[WIZARD, "create", "--draft", &file, "--wait"]);
    session.wait_text("To buy, type orders-prod:");
    session.confirm("To buy, type orders-prod:", "orders-prod");
    session.wait_text("next look in 7 s");
    assert_eq!(session.exit(), Exit::Code(0));
    assert!(session.screen().contains("RUNNING") && !session.screen().contains("next look"), "{}", session.screen());
}

fn leaving_what_is_typed_to_the_shell() {
    let home = Home::new(World::default().creation_time(Duration::from_secs(2)));
    let file = home.file("d.json", &hourly());
    let script = "\"$0\" \"$@\" --wait; read line; echo the shell got $line";
    let mut session = home.session((100, 40), &["sh", "-c", script, WIZARD, "create", "--draft", &file]);
    session.wait_text("To buy, type yes:");
    session.confirm("To buy, type yes:", "yes");
    session.wait_text("next look in");
    session.keys("uptime\r");
    session.wait_text("the shell got uptime");
    assert_eq!(home.sandbox.created().len(), 1);
}
