//! Tags of what is bought without a screen: told, set by whoever waits or watches, refused and set again.

use crate::home::{Home, changed, finish, hourly, pass, stopped, until};
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::store::journal::Open;
use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Child;

fn tags() -> Json {
    json!([{"key": "team", "value": "orders"}, {"key": "cost", "value": ""}])
}

fn tagged() -> Json {
    changed(&json!({ "tags": tags() }))
}

/// What was sent to set tags.
fn sent(home: &Home) -> Vec<Json> {
    let seen = home.sandbox.requests().into_iter().filter(|seen| seen.path.ends_with("/tags/action"));
    seen.map(|seen| serde_json::from_slice(&seen.body).unwrap()).collect()
}

fn set() -> Json {
    json!({ "action": "create", "tags": [{"key": "cost", "value": ""}, {"key": "team", "value": "orders"}] })
}

fn refusing(home: &Home, times: u32) {
    let no = FaultKind::Refuse { status: 400, code: "DMS.00400062".to_owned(), message: "too many tags".to_owned() };
    home.sandbox.set_fault(Fault::new(no).on("POST", "/v2/*/rocketmq/*/tags/").times(times));
}

/// The files of the journal: those that are open, and the receipts.
fn files(home: &Home) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let dir = home.path(".local/state/rocketmq-wizard/purchases");
    let of = |dir: PathBuf| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(dir).into_iter().flatten();
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
    };
    (of(dir.clone()), of(dir.join("receipts")))
}

fn watch(home: &Home, id: &str) -> crate::home::Run {
    finish(home.command(&["watch", id, "--json"]).spawn().unwrap())
}

#[test]
fn the_command_that_is_printed_finds_the_purchase_where_it_is_kept() {
    let (world, time) = stopped(World::default());
    let home = Home::new(world);
    let (file, config) = (home.file("d.json", &tagged()), home.path("files kept elsewhere"));
    let config = config.to_str().unwrap();
    let run = home.run(&["create", "--draft", &file, "--yes", "--config-dir", config]);
    let run = run.expect(0, &["on this host, which sets its tags, with: rocketmq-wizard watch"]);
    let printed = run.err.split("with: rocketmq-wizard ").nth(1).unwrap().lines().next().unwrap();
    let printed = printed.replace(&format!("'{config}'"), "CONFIG");
    let args = printed.split_whitespace().map(|word| if word == "CONFIG" { config } else { word });
    pass(&time, 5);
    let watched = finish(home.command(&args.collect::<Vec<_>>()).spawn().unwrap());
    watched.expect(0, &["tags set", "cost=, team=orders"]);
}

#[test]
fn without_waiting_they_are_pending_and_the_command_that_is_printed_sets_them_once() {
    let (world, time) = stopped(World::default());
    let home = Home::new(world);
    let file = home.file("d.json", &tagged());
    let run = home.run(&["create", "--draft", &file, "--yes", "--json"]);
    let run = run.expect(0, &["on this host, which sets its tags, with: rocketmq-wizard watch"]);
    let (object, id) = (run.json(), run.json()["instance_id"].as_str().unwrap().to_owned());
    assert_eq!((&object["tags"], sent(&home).len()), (&json!("pending"), 0));
    let listed = finish(home.command(&["purchases", "--json"]).spawn().unwrap());
    assert_eq!(listed.json()[0]["tags"], "pending", "{listed:?}");
    pass(&time, 5);
    let watched = watch(&home, &id).expect(0, &["tags set", "cost=, team=orders"]).json();
    assert_eq!((&watched["tags"], &watched["status"]), (&json!("set"), &json!("RUNNING")));
    let (open, receipts) = files(&home);
    assert_eq!((open.len(), receipts.len()), (0, 1));
    // Later ones only look, for somebody may have changed the tags since.
    assert_eq!(watch(&home, &id).expect(0, &[]).json().get("tags"), None);
    assert_eq!(home.run(&["create", "--draft", &file, "--yes", "--json"]).expect(0, &[]).json()["tags"], "set");
    assert_eq!((sent(&home), home.orders().len()), (vec![set()], 1));
}

/// As long as another wizard of this person is at the purchase, that one sets the tags.
#[test]
fn tags_that_another_process_tends_are_told_with_the_one_that_has_them() {
    let (world, time) = stopped(World::default());
    let home = Home::new(world);
    let file = home.file("d.json", &tagged());
    let create = || home.run(&["create", "--draft", &file, "--yes", "--json", "--config-dir", "config"]);
    let id = create().expect(0, &[]).json()["instance_id"].as_str().unwrap().to_owned();
    let held = take(&home, &id);
    let again = create().expect(0, &["Another process of yours is following", "process ", "which sets its tags"]);
    assert_eq!((&again.json()["instance_id"], &again.json()["tags"]), (&json!(id), &json!("pending")), "{again:?}");
    assert!(!again.err.contains("is buying"), "{again:?}");
    let closed = finish(home.command(&["purchases", "close", &id, "--config-dir", "config"]).spawn().unwrap());
    let closed = closed.expect(2, &["so it cannot be closed"]);
    assert!(!closed.err.contains("is buying"), "{closed:?}");
    pass(&time, 5);
    let watch = || home.command(&["watch", &id, "--json", "--config-dir", "config"]).spawn().unwrap();
    let told = ["note: ", "only watched", "its tags are not set", "Its purchase is held by process "];
    let told = finish(watch()).expect(9, &told);
    let object = told.json();
    assert_eq!((&object["status"], &object["tags"]), (&json!("RUNNING"), &json!("pending")));
    assert_eq!(sent(&home), [] as [Json; 0]);
    // Once whoever has it leaves it, the one that watches sets them.
    let child = watched(&home, &id, watch);
    drop(held);
    let told = finish(child).expect(0, &["only watched", "tags set"]);
    assert_eq!((&told.json()["tags"], sent(&home)), (&json!("set"), vec![set()]));
}

#[test]
fn who_waits_for_what_another_process_follows_gets_it_once_that_one_leaves() {
    let home = Home::quick();
    let file = home.file("d.json", &tagged());
    let args = ["create", "--draft", &file, "--yes", "--json", "--config-dir", "config"];
    let id = home.run(&args).expect(0, &[]).json()["instance_id"].as_str().unwrap().to_owned();
    let held = take(&home, &id);
    let mut child = home.start(&[&args[..], &["--wait"]].concat());
    let mut errors = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(errors.any(|line| line.contains("Another process of yours is following")), "it says what it waits for");
    drop(held);
    let told = errors.collect::<Vec<_>>().join("\n");
    let run = finish(child);
    assert!(run.code == Some(0) && told.contains("tags set"), "{told}, {run:?}");
    assert_eq!((&run.json()["instance_id"], &run.json()["tags"]), (&json!(id), &json!("set")));
    assert_eq!((sent(&home), home.orders().len()), (vec![set()], 1));
}

/// Where it is not known yet which instance it is, an order may have been placed all the same.
#[test]
fn an_order_that_another_process_is_sending_may_have_been_placed() {
    let home = Home::quick();
    let file = home.file("d.json", &tagged());
    home.sandbox.set_fault(Fault::new(FaultKind::NeverAnswer).on("POST", "/v2/*/*/instances"));
    let mut first = home.start(&["create", "--draft", &file, "--yes", "--json"]);
    home.wait_for("the order", crate::home::is_order);
    let run = home.run(&["create", "--draft", &file, "--yes", "--json"]);
    let run = run.expect(6, &["is buying orders-prod in this project right now", "may have been placed"]);
    assert_eq!((run.out.as_str(), run.error()["code"].clone(), home.orders().len()), ("", json!(6), 1));
    first.kill().unwrap();
    first.wait().unwrap();
}

/// Starts to watch an instance, and waits until it was looked at.
fn watched(home: &Home, id: &str, start: impl Fn() -> Child) -> Child {
    let looks = || home.sandbox.requests().iter().filter(|seen| seen.path.ends_with(id)).count();
    let before = looks();
    let child = start();
    until("the instance to be looked at", || looks() > before);
    child
}

/// The purchase of an instance, as another process of this person has it.
fn take(home: &Home, id: &str) -> Option<Open> {
    let journal = home.journal();
    let (entry, mut open) = (journal.find_instance(id).unwrap().unwrap(), None);
    journal.take(&mut open, &entry.id).unwrap();
    open
}

#[test]
fn refused_tags_stay_refused_for_who_only_watches_and_are_listed_whatever_their_age() {
    let home = Home::quick();
    let file = home.file("d.json", &tagged());
    refusing(&home, 1);
    let at = ["--config-dir", "config"];
    let create = |file: &str, wait: &[&str]| {
        home.run(&[&["create", "--draft", file, "--yes", "--json"][..], &at, wait].concat())
    };
    let id = create(&file, &["--wait"]).expect(9, &["were refused"]).json()["instance_id"].as_str().unwrap().to_owned();
    let held = take(&home, &id);
    let watch = || home.command(&[&["watch", &id, "--json"][..], &at].concat()).spawn().unwrap();
    let child = watched(&home, &id, watch);
    drop(held);
    let object = finish(child).expect(9, &["only watched", "Another process of yours", "were refused"]).json();
    assert_eq!((&object["status"], &object["tags"], sent(&home).len()), (&json!("RUNNING"), &json!("refused"), 1));
    // A receipt's name begins with its day; those of the same second are in no order.
    let receipts = home.path("config/state/purchases/receipts");
    let receipt = std::fs::read_dir(&receipts).unwrap().next().unwrap().unwrap().file_name().into_string().unwrap();
    std::fs::rename(
        receipts.join(&receipt),
        receipts.join(receipt.replacen(receipt.split_once('T').unwrap().0, "20200101", 1)),
    )
    .unwrap();
    for n in 0..12 {
        let later = home.file("l.json", &changed(&json!({ "name": format!("later-{n}") })));
        create(&later, &["--wait"]).expect(0, &[]);
    }
    let listed = || finish(home.command(&[&["purchases", "--json"][..], &at].concat()).spawn().unwrap()).json();
    let list = listed();
    let list = list.as_array().unwrap();
    assert_eq!((list.len(), &list[10]["instance_id"], &list[10]["tags"]), (11, &json!(id), &json!("refused")));
    finish(watch()).expect(0, &["tags set"]);
    assert_eq!(listed().as_array().unwrap().len(), 10, "once they are set it is as old as it is");
}

#[test]
fn who_waits_gets_an_instance_with_its_tags() {
    let home = Home::quick();
    let run = home.run(&["create", "--draft", &home.file("d.json", &tagged()), "--yes", "--wait", "--json"]);
    let object = run.expect(0, &["tags set"]).json();
    assert_eq!((&object["tags"], &object["status"], sent(&home)), (&json!("set"), &json!("RUNNING"), vec![set()]));
    let bare =
        home.run(&["create", "--draft", &home.file("b.json", &changed(&json!({ "name": "bare" }))), "--yes", "--json"]);
    assert_eq!(bare.json().get("tags"), None, "an order without tags says nothing of them: {bare:?}");
}

#[test]
fn refused_tags_are_told_with_the_reason_beside_the_id_and_watch_sets_them_again() {
    let home = Home::quick();
    let file = home.file("d.json", &tagged());
    refusing(&home, 2);
    let run = home.run(&["create", "--draft", &file, "--yes", "--wait", "--json"]);
    let run = run.expect(9, &["Its tags were refused", "too many tags", "DMS.00400062", "request ID"]);
    let id = run.json()["instance_id"].as_str().unwrap().to_owned();
    assert_eq!(run.json()["tags"], "refused", "{run:?}");
    assert_eq!((files(&home).0.len(), files(&home).1.len()), (0, 1), "it is settled");
    let listed = finish(home.command(&["purchases"]).spawn().unwrap()).out;
    assert!(listed.contains(&format!("tags refused; to try again: watch {id}")), "{listed}");
    let again = home.run(&["create", "--draft", &file, "--yes", "--json"]).expect(0, &["were refused", "watch"]);
    assert_eq!((&again.json()["tags"], sent(&home).len()), (&json!("refused"), 1), "nothing is set without waiting");
    assert_eq!(watch(&home, &id).expect(9, &["were refused"]).json()["tags"], "refused");
    assert_eq!(watch(&home, &id).expect(0, &["tags set"]).json()["tags"], "set");
    assert_eq!((sent(&home), files(&home).0.len(), files(&home).1.len()), (vec![set(), set(), set()], 0, 1));
    assert_eq!(home.orders().len(), 1);
}

/// What the cloud makes of a tag that is there already is not documented.
#[test]
fn tags_that_are_there_already_count_as_set() {
    let home = Home::quick();
    // The first answer is lost, and the second call finds what the first one did.
    let path = "/v2/*/rocketmq/*/tags/";
    home.sandbox.set_fault(Fault::new(FaultKind::DropAfterAccepting).on("POST", path));
    let no = FaultKind::Refuse { status: 400, code: "DMS.00400062".to_owned(), message: "there already".to_owned() };
    home.sandbox.set_fault(Fault::new(no).on("POST", path).skip(0).times(u32::MAX));
    let run = home.run(&["create", "--draft", &home.file("d.json", &tagged()), "--yes", "--wait", "--json"]);
    assert_eq!(run.expect(0, &["tags set"]).json()["tags"], "set");
}

#[test]
fn other_tools_are_told_or_get_them() {
    let home = Home::quick();
    let file = home.file("d.json", &tagged());
    for format in ["json", "curl"] {
        let run = home.run(&["export", "--draft", &file, "--format", format]);
        let run = run.expect(0, &["note: The tags (cost=, team=orders) are not in this"]);
        assert!(!run.out.contains("\"tags\""), "{format}: {run:?}");
    }
    let run = home.run(&["export", "--draft", &file, "--format", "terraform"]).expect(0, &[]);
    let body: hcl::Body = hcl::parse(&run.out).unwrap();
    let block = body.blocks().next().unwrap();
    let argument = block.body().attributes().find(|attribute| attribute.key() == "tags").unwrap();
    assert_eq!(
        hcl::format::to_string(argument.expr()).unwrap().split_whitespace().collect::<String>(),
        r#"{"cost"="""team"="orders"}"#
    );
    assert!(!run.err.contains("tags"), "{run:?}");
    let plain = home.run(&["export", "--draft", &home.file("p.json", &hourly()), "--format", "terraform"]);
    assert!(!plain.out.contains("tags") && !plain.err.contains("tags"), "{plain:?}");
    let dry = home.run(&["create", "--draft", &file, "--dry-run"]);
    dry.expect(0, &["/tags/action sets: cost=, team=orders"]);
}

#[test]
fn tags_of_another_shape_are_refused_with_what_would_be_right() {
    let home = Home::quick();
    let mut body = home.run(&["export", "--draft", &home.file("d.json", &tagged()), "--format", "json"]).json();
    for (tags, said) in [
        (json!({"team": "orders"}), r#"which is not a list such as [{"key": "team", "value": "orders"}]"#),
        (json!("team=orders"), "which is not a list such as"),
        (json!([{"key": "team", "value": 1}]), "which is not a list such as"),
        (json!([{"key": "team"}]), "has no value"),
        (json!([{"key": " team", "value": ""}]), "has a blank at an end"),
        (json!([{"key": "a", "value": ""}, {"key": "a", "value": "b"}]), "is there twice"),
    ] {
        let file = home.file("w.json", &changed(&json!({ "tags": tags })));
        let run = home.run(&["check", "--draft", &file]);
        assert!(run.code == Some(3) && run.out.contains(said), "{tags}: {run:?}");
        body["tags"] = tags.clone();
        let run = home.run(&["check", "--draft", &home.file("b.json", &body)]);
        assert!(run.code == Some(3) && run.out.contains(said), "the same in a request body: {tags}: {run:?}");
    }
    body["tags"] = tags();
    let address = ["--region", "ap-southeast-3", "--project-id", "0123456789abcdef0123456789abcdef"];
    let file = home.file("b.json", &body);
    let plan = |args: &[&str]| home.run(args).expect(0, &[]).json()["plan"].clone();
    let of_body = plan(&[&["check", "--json", "--draft", &file][..], &address].concat());
    assert_eq!(of_body, plan(&["check", "--json", "--draft", &home.file("d.json", &tagged())]));
}
