//! What may go wrong between sending and the answer: at most one instance, and the next run finds it.

use crate::home::{Home, changed, finish, hourly, is_order, lax, on_order, until, verbatim};
use crate::support::env::WIZARD;
use crate::support::pty::Exit;
use crate::watching::signal;
use jiff::{SignedDuration, Timestamp};
use rocketmq_wizard::purchase::record::Fact;
use rocketmq_wizard::sandbox::PROJECT_ID;
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rustix::process::Signal;
use serde_json::json;

#[test]
fn every_fault_ends_in_its_documented_state_with_one_instance_at_most() {
    let refuse = |status| FaultKind::Refuse { status, code: "DMS.00500000".to_owned(), message: "no".to_owned() };
    let table = [
        (on_order(FaultKind::Slow { ms: 100 }), 0, 1),
        (on_order(FaultKind::Trickle { ms: 1 }), 0, 1),
        (on_order(FaultKind::StaleConnection), 0, 1),
        (on_order(FaultKind::DropAfterAccepting), 0, 1),
        (on_order(FaultKind::Garbage), 0, 1),
        (on_order(FaultKind::EmptyBody), 0, 1),
        (on_order(FaultKind::WithoutId), 0, 1),
        (on_order(FaultKind::Oversized), 0, 1),
        (on_order(FaultKind::Reset).carry_out(true), 0, 1),
        (on_order(refuse(500)).carry_out(true), 0, 1),
        (on_order(refuse(500)), 6, 0),
        (on_order(FaultKind::Unavailable { retry_after: 1 }), 6, 0),
        (on_order(FaultKind::Redirect { location: "http://127.0.0.1:9/".to_owned() }), 6, 0),
        (on_order(FaultKind::DropBeforeReading), 6, 0),
        (on_order(FaultKind::Reset), 6, 0),
        (on_order(FaultKind::Throttle { retry_after: 1 }), 7, 0),
        (on_order(FaultKind::SkewedClock { seconds: 1200 }), 4, 0),
    ];
    // Those that look for an instance do so for a quarter of a minute, all at the same time.
    std::thread::scope(|scope| {
        for (fault, code, bought) in table {
            scope.spawn(move || {
                let home = Home::new(lax().fault(fault.clone()));
                let file = home.file("d.json", &hourly());
                let run = home.run(&["create", "--draft", &file, "--yes", "--json"]).expect(code, &[]);
                assert_eq!((home.sandbox.created().len(), home.orders().len()), (bought, 1), "{fault:?}");
                match code {
                    0 => assert_eq!(run.json()["name"], "orders-prod", "{fault:?}"),
                    6 => assert!(run.error()["message"].as_str().unwrap().contains("may have been placed"), "{run:?}"),
                    _ => assert_eq!(run.out, "", "{fault:?}"),
                }
            });
        }
    });
}

/// The first order is lost on its way. Nobody may take for it what somebody else buys under the name meanwhile.
#[test]
fn an_instance_that_somebody_else_bought_otherwise_is_not_taken_for_ours() {
    let home = Home::new(lax().fault(on_order(FaultKind::Reset)));
    let ours = home.file("ours.json", &hourly());
    let theirs = home.file("theirs.json", &changed(&json!({ "storage_space": 400 })));
    let lost = home.start(&["create", "--draft", &ours, "--yes", "--config-dir", home.path("ours").to_str().unwrap()]);
    home.wait_for("the order", is_order);
    let bought = home.run(&["create", "--draft", &theirs, "--yes"]).expect(0, &[]);
    let told = ["not what was ordered: storage_space", "none of them clearly ours", bought.id()];
    let lost = finish(lost).expect(6, &told);
    assert_eq!((lost.out.as_str(), home.sandbox.created().len(), home.orders().len()), ("", 1, 2));
}

/// A home whose draft was bought by a process that was killed before the answer came, and that draft.
fn killed_before_the_answer() -> (Home, String) {
    let home = Home::new(lax().fault(on_order(FaultKind::NeverAnswer).carry_out(true)));
    let file = home.file("d.json", &hourly());
    let mut child = home.start(&["create", "--draft", &file, "--yes"]);
    home.wait_for("the order", is_order);
    child.kill().unwrap();
    finish(child);
    (home, file)
}

#[test]
fn the_next_run_looks_for_what_the_last_one_may_have_bought() {
    let (home, file) = killed_before_the_answer();
    let run = home.run(&["create", "--draft", &file, "--yes"]).expect(0, &["was ordered before", "found by its name"]);
    assert_eq!((run.id().len(), home.sandbox.created().len(), home.orders().len()), (36, 1, 1));
}

#[test]
fn a_changed_draft_does_not_pass_for_the_one_that_was_bought() {
    let (home, _) = killed_before_the_answer();
    let other = home.file("o.json", &crate::home::changed(&json!({ "storage_space": 400 })));
    home.run(&["create", "--draft", &other, "--yes"]).expect(1, &["as plan", "Nothing was sent"]);
    assert_eq!((home.sandbox.created().len(), home.orders().len()), (1, 1));
}

#[test]
fn a_signal_while_the_answer_is_awaited_loses_nothing() {
    let home = Home::new(lax().fault(on_order(FaultKind::Slow { ms: 600 })));
    let file = home.file("d.json", &hourly());
    let child = home.start(&["create", "--draft", &file, "--yes", "--wait"]);
    home.wait_for("the order", is_order);
    signal(&child, Signal::INT);
    let run = finish(child).expect(130, &["its answer is awaited", "watch"]);
    let watched = finish(home.command(&["watch", run.id()]).spawn().unwrap()).expect(0, &[]);
    assert!(watched.out.starts_with(&format!("RUNNING  {}", run.id())));

    let home = Home::new(lax().fault(on_order(FaultKind::NeverAnswer).carry_out(true)));
    let file = home.file("d.json", &hourly());
    let child = home.start(&["create", "--draft", &file, "--yes", "--wait"]);
    home.wait_for("the order", is_order);
    signal(&child, Signal::INT);
    signal(&child, Signal::TERM);
    finish(child).expect(143, &["Run the same command again"]);
    home.run(&["create", "--draft", &file, "--yes"]).expect(0, &["found by its name"]);
    assert_eq!((home.sandbox.created().len(), home.orders().len()), (1, 1));
}

/// Writes a journal as a process leaves it that died after these facts, an hour ago.
fn leave_behind(home: &Home, facts: &[Fact]) {
    drop(home.ordered(home.intent(Timestamp::now() - SignedDuration::from_hours(1)), facts.iter().cloned()));
}

#[test]
fn what_a_dead_process_left_is_looked_up_and_not_sent_again() {
    let create = |home: &Home| {
        let file = home.file("d.json", &hourly());
        home.run(&["create", "--draft", &file, "--yes", "--config-dir", "config"])
    };
    // It died before sending, so this run buys.
    let home = Home::new(lax());
    leave_behind(&home, &[]);
    create(&home).expect(0, &["was ordered before", "nothing was sent", "ID kept in the journal"]).id();
    assert_eq!(home.orders().len(), 1);

    // It died after sending, and nothing is to be found: unknown, however often it is asked.
    let home = Home::new(lax());
    leave_behind(&home, &[Fact::Sent]);
    for _ in 0..2 {
        let run = create(&home).expect(6, &["was ordered before", "may have been placed", "open the wizard"]);
        assert_eq!(run.out, "");
    }
    assert_eq!(home.orders().len(), 0);
}

#[test]
fn of_two_at_once_one_buys() {
    for round in 0..3 {
        let home = Home::new(lax().fault(on_order(FaultKind::Slow { ms: 150 * round }).times(u32::MAX)));
        let file = home.file("d.json", &hourly());
        let args = ["create", "--draft", &file, "--yes", "--json"];
        let children = [home.start(&args), home.start(&args), home.start(&args)];
        let runs = children.map(finish);
        let bought: Vec<_> = runs.iter().filter(|run| run.code == Some(0)).collect();
        assert!(!bought.is_empty(), "{runs:?}");
        assert_eq!((home.sandbox.created().len(), home.orders().len()), (1, 1), "{runs:?}");
        let ids: Vec<_> = bought.iter().map(|run| run.json()["instance_id"].clone()).collect();
        assert!(ids.iter().all(|id| *id == ids[0]), "{runs:?}");
        for run in runs.iter().filter(|run| run.code != Some(0)) {
            // An order that is under way may have been placed; 1 is for the moment before the journal has it.
            assert!(matches!(run.code, Some(1 | 6)), "busy: {run:?}");
        }
    }
}

/// What the other one has ordered by then is found in the journal, and is no reason to take another name.
#[test]
fn who_looks_long_finds_what_another_process_bought_meanwhile() {
    let list = format!("/v2/{PROJECT_ID}/instances");
    let home = Home::new(lax().fault(Fault::new(FaultKind::Slow { ms: 1500 }).on("GET", &list)));
    let file = home.file("d.json", &hourly());
    let args = ["create", "--draft", &file, "--yes", "--json"];
    let slow = home.start(&args);
    home.wait_for("the first name look-up", |seen| seen.path == list);
    let quick = home.run(&args).expect(0, &[]).json();
    let slow = finish(slow).expect(0, &["bought before"]).json();
    assert_eq!((&slow["instance_id"], home.orders().len()), (&quick["instance_id"], 1));
}

/// The question may stand for hours.
#[test]
fn who_is_asked_long_gets_what_another_process_bought_meanwhile() {
    let home = Home::quick();
    home.draft("orders", &hourly());
    let mut asked = home.session((100, 40), &[WIZARD, "create", "--draft", "orders"]);
    asked.wait_text("To buy, type yes:");
    let bought = home.run(&["create", "--draft", "orders", "--yes"]).expect(0, &[]).id().to_owned();
    assert!(asked.confirm("To buy, type yes:", "yes"), "{}", asked.screen());
    assert_eq!(asked.exit(), Exit::Code(0), "{}", asked.screen());
    assert!(asked.screen().contains("was bought before") && asked.screen().contains(&bought), "{}", asked.screen());
    assert_eq!(home.orders().len(), 1);
}

/// The answer to the order may come from something on the way that mixed up two of them.
#[test]
fn an_instance_of_another_name_is_said() {
    let home = Home::new(lax().creation_time(std::time::Duration::ZERO));
    let other =
        home.run(&["create", "--draft", &home.file("d.json", &hourly()), "--yes"]).expect(0, &[]).id().to_owned();
    home.sandbox.set_fault(on_order(verbatim(200, &format!(r#"{{"instance_id":"{other}"}}"#))));
    let file = home.file("e.json", &changed(&json!({ "name": "orders-two" })));
    let said = ["the instance bears another name than orders-two", "orders-prod; look in the console"];
    home.run(&["create", "--draft", &file, "--yes", "--wait"]).expect(0, &said);
}

#[test]
fn without_a_journal_nothing_is_sent() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    std::fs::write(home.path("blocked"), "a file, not a directory").unwrap();
    let args = ["create", "--draft", &file, "--yes", "--config-dir", "blocked"];
    let run = home.run(&args).expect(1, &["blocked", "A part of this path is a file"]);
    assert_eq!((run.out.as_str(), home.orders().len()), ("", 0));
}

#[test]
fn an_instance_that_is_gone_gives_its_name_back() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let create = || home.run(&["create", "--draft", &file, "--yes", "--wait"]);
    let first = create().expect(0, &["RUNNING"]).id().to_owned();
    // The cloud forgets it: neither the list nor the detail has it any more.
    let gone = |path: &str, trouble| Fault::new(trouble).on("GET", path).times(u32::MAX);
    let detail = format!("/v2/0123456789abcdef0123456789abcdef/instances/{first}");
    let missing = FaultKind::Refuse { status: 404, code: "DMS.00404022".to_owned(), message: "none".to_owned() };
    home.sandbox.set_fault(gone(&detail, missing));
    create().expect(3, &["An instance named orders-prod exists"]);
    let denied = FaultKind::Refuse { status: 403, code: "DMS.00403007".to_owned(), message: "no".to_owned() };
    let list = Fault::new(denied).on("GET", "/v2/0123456789abcdef0123456789abcdef/instances").times(4);
    home.sandbox.set_fault(list);
    create().expect(7, &["bought before", "is gone", "DMS.00400060"]);
    assert_eq!(home.sandbox.created().len(), 1);
}

/// Its instance is looked at twice: whether this order was bought before, and whether its name is free again.
#[test]
fn nobody_waits_long_for_an_instance_that_was_bought_before_and_a_signal_ends_it() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let args = ["create", "--draft", &file, "--yes"];
    let first = home.run(&args).expect(0, &[]).id().to_owned();
    let detail = format!("/v2/{PROJECT_ID}/instances/{first}");
    let missing = FaultKind::Refuse { status: 404, code: "DMS.00404022".to_owned(), message: "none".to_owned() };
    let denied = FaultKind::Refuse { status: 403, code: "DMS.00403007".to_owned(), message: "no".to_owned() };
    let silent = || Fault::new(FaultKind::NeverAnswer).on("GET", &detail).times(u32::MAX);
    for looks in [0_usize, 2] {
        home.sandbox.clear_faults();
        if looks > 0 {
            home.sandbox.set_fault(Fault::new(missing.clone()).on("GET", &detail).times(2));
        }
        home.sandbox.set_fault(silent());
        home.sandbox.set_fault(Fault::new(denied.clone()).on("GET", &format!("/v2/{PROJECT_ID}/instances")).times(9));
        let before = home.sandbox.requests().len();
        let run = home.start(&args);
        let asked = || home.sandbox.requests().into_iter().skip(before).filter(|seen| seen.path == detail).count();
        until("the instance is looked at", || asked() > looks);
        signal(&run, Signal::TERM);
        let run = finish(run).expect(143, &["Left. Nothing was sent."]);
        assert_eq!((run.out.as_str(), home.sandbox.created().len()), ("", 1), "{run:?}");
    }
}

/// The instance is that of another account, which these keys know nothing of.
#[test]
fn nothing_is_looked_up_with_the_keys_of_another_account() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let create = ["create", "--draft", &file, "--yes"];
    let first = home.run(&create).expect(0, &[]).id().to_owned();
    let watch = ["watch", &first];
    home.run(&watch).expect(0, &[]);
    for receipt in std::fs::read_dir(home.path(".local/state/rocketmq-wizard/purchases/receipts")).unwrap() {
        let path = receipt.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let account = text.split("\"account_id\":\"").nth(1).unwrap().split('"').next().unwrap();
        std::fs::write(&path, text.replace(account, "acc-of-somebody-else")).unwrap();
    }
    let before = home.sandbox.requests().len();
    for args in [&create[..], &watch] {
        home.run(args).expect(4, &["account acc-of-somebody-else", "belong to another one"]);
    }
    let asked = home.sandbox.requests();
    assert!(asked.iter().skip(before).all(|seen| !seen.path.ends_with(&first)), "{asked:?}");
}
