//! What an answer proves, and what `create` looks at before and after it sends.

use crate::home::{
    Home, NAME, always, at_once, changed, finish, hourly, lax, monthly, on_order, pass, refuse, stopped, verbatim,
};
use crate::support::env::WIZARD;
use crate::support::pty::Exit;
use rocketmq_wizard::sandbox::PROJECT_ID;
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use serde_json::json;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// What no vendor documents, each with the order carried out or not, and with a list that lags behind. Nothing is sent
/// again, neither by the first run nor by the second.
#[test]
fn what_proves_nothing_is_looked_up_and_never_sent_again() {
    let block_page = "<!DOCTYPE html><html><title>403 Forbidden</title><h1>Blocked by policy</h1></html>";
    let troubles = [
        verbatim(403, block_page),
        verbatim(401, block_page),
        verbatim(429, ""),
        verbatim(401, ""),
        verbatim(403, ""),
        verbatim(400, r#"{"reason":"policy","ticket":4711}"#),
        refuse(403, "WAF.0001"),
        refuse(400, "DMS.99999999"),
        refuse(400, "DMS.00400026"),
        refuse(404, "DMS.00404022"),
    ];
    std::thread::scope(|scope| {
        for (trouble, bought, lag) in troubles.iter().flat_map(|t| [(t, false, 0), (t, true, 0), (t, true, 3)]) {
            scope.spawn(move || {
                let world = lax().listing_time(Duration::from_secs(lag));
                let home = Home::new(world.fault(on_order(trouble.clone()).carry_out(bought)));
                let file = home.file("d.json", &hourly());
                let about = format!("{trouble:?} {bought} {lag}");
                for _ in 0..2 {
                    let run = home.run(&["create", "--draft", &file, "--yes", "--json"]);
                    let run = run.expect(if bought { 0 } else { 6 }, &[]);
                    if bought {
                        assert_eq!(run.json()["name"], NAME, "{about}");
                    } else {
                        assert!(run.err.contains("may have been placed"), "{about}: {run:?}");
                    }
                    assert_eq!(
                        (home.orders().len(), home.sandbox.created().len()),
                        (1, usize::from(bought)),
                        "{about}"
                    );
                }
            });
        }
    });
}

#[test]
fn a_documented_refusal_is_a_no_and_the_command_may_be_run_again() {
    let table = [
        (refuse(400, "DMS.00400137"), 7),
        (refuse(403, "APIGW.0302"), 4),
        (refuse(401, "APIG.0301"), 4),
        (refuse(429, "APIGW.0308"), 7),
        (refuse(404, "DMS.10240407"), 7),
        (refuse(413, "APIGW.0201"), 7),
        (refuse(400, "DMS.00400055"), 8),
    ];
    for (trouble, code) in table {
        let home = Home::new(lax().fault(on_order(trouble.clone())));
        let file = home.file("d.json", &hourly());
        home.run(&["create", "--draft", &file, "--yes"]).expect(code, &[]);
        home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]).id();
        assert_eq!((home.orders().len(), home.sandbox.created().len()), (2, 1), "{trouble:?}");
    }
}

#[test]
fn nothing_is_sent_before_the_name_was_looked_up() {
    let table = [
        (FaultKind::Reset, 5, "could not be looked up"),
        (refuse(500, "DMS.00500000"), 5, "internal error"),
        (FaultKind::Unavailable { retry_after: 0 }, 5, "internal error"),
        (FaultKind::Throttle { retry_after: 0 }, 5, "limiting the rate"),
        (FaultKind::Garbage, 5, "not in the documented form"),
        (verbatim(403, "<html>Access denied</html>"), 5, "Access denied"),
        (verbatim(401, ""), 5, "not in the cloud's form"),
        (verbatim(404, "<html>"), 5, "could not be looked up"),
        (refuse(401, "APIGW.0301"), 4, "APIGW.0301"),
        (refuse(400, "DMS.00400002"), 7, "DMS.00400002"),
    ];
    std::thread::scope(|scope| {
        for (trouble, code, said) in table {
            scope.spawn(move || {
                let list = format!("/v2/{PROJECT_ID}/instances");
                let home = Home::new(lax().fault(always("GET", &list, trouble.clone())));
                let file = home.file("d.json", &hourly());
                // Both look the name up as often as such an answer is worth it.
                let check = home.start(&["check", "--draft", &file, "--online"]);
                let run = home.run(&["create", "--draft", &file, "--yes", "--json"]);
                let run = run.expect(code, &[said, "Nothing was sent."]);
                // Only where that may help.
                assert_eq!(run.err.contains("Run the command again."), code == 5, "{}", run.err);
                assert_eq!((run.out.as_str(), home.orders().len()), ("", 0), "{trouble:?}");
                finish(check).expect(code, &[]);
                home.sandbox.clear_faults();
                home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]).id();
            });
        }
    });
}

#[test]
fn a_name_that_may_not_be_looked_up_is_said_and_the_order_goes_out() {
    for code in ["DMS.00403007", "APIGW.0302", "PAP.0001"] {
        let list = format!("/v2/{PROJECT_ID}/instances");
        let home = Home::new(lax().fault(always("GET", &list, refuse(403, code))));
        let file = home.file("d.json", &hourly());
        let run =
            home.run(&["create", "--draft", &file, "--yes"]).expect(0, &["name not checked", "dms:instance:list"]);
        assert_eq!((run.id().len(), home.orders().len()), (36, 1));
    }
}

#[test]
fn the_same_order_gives_its_id_again_whatever_its_state() {
    let table = [("RUNNING", 0, 0), ("EXTENDING", 0, 0), ("FROZEN", 9, 9), ("CREATEFAILED", 9, 9)];
    for (status, first, waiting) in table {
        let home = Home::new(World::default().creation_time(Duration::ZERO).final_status(status));
        let eips = json!({ "enable_publicip": true, "publicip_id": ["5474415c-2d56-4712-ab38-00875499b51f"] });
        let file = home.file("d.json", &changed(&eips));
        let args = ["create", "--draft", &file, "--yes"];
        let id = home.run(&args).expect(first, &[]).id().to_owned();
        assert_eq!(home.run(&args).expect(0, &[]).id(), id, "{status}");
        let object = home.run(&[&args[..], &["--json"]].concat()).expect(0, &[]).json();
        let keys: Vec<&String> = object.as_object().unwrap().keys().collect();
        let serves = status == "RUNNING";
        assert_eq!(
            keys.contains(&&"connect".to_owned()) && keys.contains(&&"addresses".to_owned()),
            serves,
            "{status}"
        );
        assert_eq!(keys.len(), if serves { 7 } else { 5 });
        assert_eq!((&object["instance_id"], &object["status"]), (&json!(id), &json!(status)));
        assert_eq!(object["request_id"].as_str().unwrap().len(), 32);
        if status != "EXTENDING" {
            let run = home.run(&[&args[..], &["--wait"]].concat()).expect(waiting, &["bought before by this plan"]);
            assert_eq!(run.id(), id, "{status}");
        }
        assert_eq!((home.orders().len(), home.sandbox.created().len()), (1, 1), "{status}");
    }
}

#[test]
fn while_the_cloud_does_not_answer_the_receipt_has_the_id() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let args = ["create", "--draft", &file, "--yes", "--json"];
    let id = home.run(&args).expect(0, &[]).json()["instance_id"].clone();
    home.sandbox.set_fault(always("GET", "/", refuse(500, "DMS.00500000")));
    let object = home.run(&args).expect(0, &["Nothing is sent"]).json();
    assert_eq!((&object["instance_id"], &object["status"]), (&id, &json!("RUNNING")));
}

/// No token ties two requests together, so both hosts may buy; whoever sees both says so.
#[test]
fn two_of_one_name_are_both_named() {
    for (world, wait) in [(lax(), false), (lax(), true), (lax().listing_time(Duration::from_secs(2)), false)] {
        let home = Home::new(world.fault(on_order(FaultKind::Rival { lost: false })));
        let file = home.file("d.json", &hourly());
        let args = ["create", "--draft", &file, "--yes", "--json"];
        let more: &[&str] = if wait { &["--wait"] } else { &[] };
        let run = home.run(&[&args[..], more].concat()).expect(9, &["ID kept in the journal"]);
        assert_eq!(run.json()["status"], "RUNNING", "the result is on standard output all the same");
        let error = run.error();
        let ids: Vec<&str> = error["instance_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        assert_eq!((ids.len(), ids[0]), (2, run.json()["instance_id"].as_str().unwrap()));
        let told = error["message"].as_str().unwrap();
        assert!(ids.iter().all(|id| told.contains(id)) && told.contains("keep one, and delete"), "{told}");
        assert_eq!((home.orders().len(), home.sandbox.created().len()), (1, 2));
    }
}

/// Two hosts that share nothing but the draft. Neither is kept from buying, and the later one sees both.
#[test]
fn two_hosts_at_the_same_moment_are_told() {
    // The list shows the first one long after the second one looked, on a busy machine, too, and both once they are answered.
    let slow = on_order(FaultKind::Slow { ms: 4000 }).times(2);
    let home = Home::new(lax().listing_time(Duration::from_secs(3)).fault(slow));
    let file = home.file("d.json", &hourly());
    let start = |dir| home.start(&["create", "--draft", &file, "--yes", "--config-dir", dir]);
    let runs = [start("one"), start("two")].map(finish);
    assert_eq!(home.sandbox.created().len(), 2, "{runs:?}");
    let told: Vec<_> = runs.iter().filter(|run| run.code == Some(9)).collect();
    assert!(!told.is_empty() && runs.iter().all(|run| matches!(run.code, Some(0 | 9))), "{runs:?}");
    assert!(told.iter().all(|run| runs.iter().all(|other| run.err.contains(other.id()))), "{runs:?}");
}

#[test]
fn no_look_holds_an_order_up_for_long() {
    at_once([a_look_after_the_purchase_that_fails, lists_that_never_come], |look| look());
}

fn a_look_after_the_purchase_that_fails() {
    let list = format!("/v2/{PROJECT_ID}/instances");
    let look = |trouble: FaultKind| {
        let home = Home::quick();
        // The two spellings of the engine are looked up before; what comes then fails, the look at the instance as well.
        home.sandbox.set_fault(always("GET", &list, trouble.clone()).skip(2));
        let file = home.file("d.json", &hourly());
        let begun = Instant::now();
        let run = home.run(&["create", "--draft", &file, "--yes"]).expect(0, &["ID kept in the journal"]);
        assert_eq!(run.id().len(), 36);
        assert!(begun.elapsed() < Duration::from_secs(25), "{trouble:?}: {:?}", begun.elapsed());
    };
    at_once([FaultKind::NeverAnswer, refuse(500, "DMS.00500000"), refuse(403, "DMS.00403007")], look);
}

/// They are waited for ten seconds.
fn lists_that_never_come() {
    let home = Home::new(World::default().fault(always("GET", "/v3/", FaultKind::NeverAnswer)));
    let file = home.file("d.json", &hourly());
    let begun = Instant::now();
    let run = home.run(&["create", "--draft", &file, "--yes"]).expect(0, &["did not answer within 10 s"]);
    assert_eq!((run.id().len(), run.err.matches("Waiting for ").count()), (36, 1), "{run:?}");
    assert!(run.err.contains("Waiting for the name, the quota and the lists of the cloud, 30 s at most."), "{run:?}");
    let took = begun.elapsed();
    assert!((Duration::from_secs(10)..Duration::from_secs(25)).contains(&took), "{took:?}");
}

/// An instance of the name that was there before the order was sent is not what the order made.
#[test]
fn an_older_instance_is_not_adopted_and_candidates_are_named() {
    // Each looks for an instance for a quarter of a minute.
    at_once([an_older_instance_is_not_adopted, candidates_are_named], |case| case());
}

/// Somebody else's, which nobody could see before: the list is not permitted until the order was sent.
fn an_older_instance_is_not_adopted() {
    let (world, time) = stopped(lax());
    let home = Home::new(world);
    // Further than clocks can be off that were measured.
    pass(&time, -4);
    let file = home.file("d.json", &hourly());
    let elsewhere = ["create", "--draft", &file, "--yes", "--config-dir", "elsewhere"];
    let other = home.run(&elsewhere).expect(0, &[]).id().to_owned();
    pass(&time, 4);
    let list = format!("/v2/{PROJECT_ID}/instances");
    home.sandbox.set_fault(Fault::new(refuse(403, "DMS.00403007")).on("GET", &list).times(2));
    home.sandbox.set_fault(on_order(FaultKind::Reset));
    let run = home.run(&["create", "--draft", &file, "--yes", "--json"]).expect(6, &["Older than the order", &other]);
    assert_eq!((run.error()["candidates"].clone(), run.out.as_str()), (json!([]), ""));
    assert_eq!((home.orders().len(), home.sandbox.created().len()), (2, 1));
}

/// Two that may be it: both are named, and neither is taken.
fn candidates_are_named() {
    let home = Home::new(lax().fault(on_order(FaultKind::Rival { lost: true })));
    let file = home.file("d.json", &hourly());
    let run = home.run(&["create", "--draft", &file, "--yes", "--json"]).expect(6, &["none of them clearly ours"]);
    let error = run.error();
    let ids: Vec<&str> = error["candidates"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!((ids.len(), home.sandbox.created().len(), home.orders().len()), (2, 2, 1));
    assert!(ids.iter().all(|id| error["message"].as_str().unwrap().contains(id)), "{error}");
}

/// A case of people's reports: "stdout is full after buying".
#[test]
fn a_result_that_cannot_be_written_is_told_on_standard_error() {
    for json in [true, false] {
        let home = Home::quick();
        let file = home.file("d.json", &hourly());
        let flags: &[&str] = if json { &["--json"] } else { &[] };
        let url = home.sandbox.url();
        let args = [&["create", "--draft", &file, "--yes", "--endpoint", &url][..], flags].concat();
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let run = finish(home.command(&args).stdout(Stdio::from(full)).spawn().unwrap());
        let run = run.expect(1, &["could not be written to standard output", "No space left"]);
        let id = home.run(&args[..args.len() - flags.len() - 2]).expect(0, &[]).id().to_owned();
        assert!(run.err.contains(&id), "{run:?}");
        if json {
            let error = run.error();
            assert_eq!((&error["code"], &error["instance_id"]), (&json!(1), &json!(id)));
            assert_eq!((&error["status"], &error["name"]), (&json!("RUNNING"), &json!(NAME)));
        }
        assert_eq!(home.orders().len(), 1);
    }
}

/// The state is that of the moment, also where the result could not be written.
#[test]
fn what_was_bought_before_is_told_with_its_state_of_now_on_standard_error() {
    let home = Home::quick();
    let (file, url) = (home.file("d.json", &hourly()), home.sandbox.url());
    let id = home.run(&["create", "--draft", &file, "--yes", "--wait"]).expect(0, &[]).id().to_owned();
    let body = json!({ "instance_id": id, "name": NAME, "status": "FROZEN" }).to_string();
    let frozen = FaultKind::Verbatim { status: 200, body };
    home.sandbox.set_fault(Fault::new(frozen).on("GET", &format!("/v2/{PROJECT_ID}/instances/{id}")).times(u32::MAX));
    let args = ["create", "--draft", &file, "--yes", "--json", "--endpoint", &url];
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let run = finish(home.command(&args).stdout(Stdio::from(full)).spawn().unwrap()).expect(1, &["is FROZEN"]);
    assert_eq!((&run.error()["instance_id"], &run.error()["status"]), (&json!(id), &json!("FROZEN")));
}

#[test]
fn a_watched_state_that_cannot_be_written_is_told_on_standard_error() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let id = home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]).id().to_owned();
    let url = home.sandbox.url();
    let args = ["watch", &id, "--json", "--region", "ap-southeast-3", "--project-id", PROJECT_ID, "--endpoint", &url];
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let error = finish(home.command(&args).stdout(Stdio::from(full)).spawn().unwrap()).expect(1, &[]).error();
    assert_eq!((&error["instance_id"], &error["status"]), (&json!(id), &json!("RUNNING")));
}

/// The reader of a pipe is gone before the result comes.
#[test]
fn a_result_nobody_reads_is_told_on_standard_error() {
    let home = Home::new(World::default().fault(on_order(FaultKind::Slow { ms: 300 })));
    let file = home.file("d.json", &monthly(false));
    let mut child = home.start(&["create", "--draft", &file, "--yes", "--json"]);
    drop(child.stdout.take());
    let error = finish(child).expect(1, &["could not be written"]).error();
    assert_eq!(error["instance_id"].as_str().unwrap().len(), 36);
}

/// A case of people's reports: "plan copied with its word".
#[test]
fn the_plan_may_be_copied_with_its_word() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let shown = home.run(&["check", "--draft", &file]).expect(0, &[]).out;
    let plan = shown.trim_end().strip_prefix("valid, ").unwrap().to_owned();
    assert!(plan.starts_with("plan "), "{plan}");
    let create = |expected: &str| home.run(&["create", "--draft", &file, "--yes", "--json", "--expect", expected]);
    create("plan 0000 0000 0000").expect(3, &["not plan 0000 0000 0000 as expected"]);
    create("plan").expect(3, &[]);
    assert_eq!(home.orders().len(), 0);
    create(&plan.replace("plan", "Plan")).expect(0, &[]);
    create(&plan).expect(0, &[]);
    assert_eq!(home.orders().len(), 1);
}

#[test]
fn an_id_in_upper_case_is_watched() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let id = home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]).id().to_owned();
    let shouted = id.to_uppercase();
    assert_ne!(shouted, id);
    let args = ["watch", &shouted, "--region", "ap-southeast-3", "--project-id", PROJECT_ID];
    let run = home.run(&args).expect(0, &[]);
    assert!(run.out.starts_with(&format!("RUNNING  {id}  {NAME}")), "{run:?}");
}

/// Between the question and the answer somebody else takes the name.
#[test]
fn the_name_is_looked_up_again_after_the_question() {
    let home = Home::new(lax());
    let file = home.file("d.json", &hourly());
    let mut session = home.session((100, 40), &[WIZARD, "create", "--draft", &file]);
    session.wait_text("To buy, type yes:");
    home.run(&["create", "--draft", &file, "--yes", "--config-dir", "elsewhere"]).expect(0, &[]);
    session.confirm("To buy, type yes:", "yes");
    assert_eq!(session.exit(), Exit::Code(3), "{}", session.screen());
    assert_eq!(home.sandbox.created().len(), 1);
}
