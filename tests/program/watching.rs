//! `watch`: ours by the journal, others by their ID.

use crate::home::{Home, at_once, finish, hourly, pass, stopped, until};
use crate::support::env::WIZARD;
use crate::support::pty::Exit;
use rocketmq_wizard::sandbox::PROJECT_ID;
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use std::process::Child;
use std::time::Duration;

pub(crate) const ADDRESS: [&str; 4] = ["--region", "ap-southeast-3", "--project-id", PROJECT_ID];

/// A test that was started to ignore the signal, as by `nohup` or in the background of a shell, has a child that does, too;
/// it would be waited for in vain.
pub(crate) fn signal(child: &Child, signal: Signal) {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap().trim();
    let is_ignored = u64::from_str_radix(ignored, 16).unwrap() & (1 << (signal.as_raw() - 1)) != 0;
    assert!(!is_ignored, "{signal:?} is ignored here; start the tests in the foreground, without nohup");
    kill_process(Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap(), signal).unwrap();
}

#[test]
fn an_instance_of_ours_needs_nothing_but_its_id() {
    let (world, time) = stopped(World::default());
    let home = Home::new(world);
    let file = home.file("d.json", &hourly());
    // Left before it was seen RUNNING.
    let id = home.run(&["create", "--draft", &file, "--yes"]).expect(0, &["watch"]).id().to_owned();
    pass(&time, 5);
    // Whose the keys are cannot be asked: nothing is settled with them.
    let deaf = ["watch", &id, "--endpoint", "iam=http://127.0.0.1:9"];
    finish(home.command(&deaf).spawn().unwrap()).expect(5, &["could not be reached", "127.0.0.1"]);
    // Neither region nor project nor endpoint: the journal has them.
    let run = finish(home.command(&["watch", &id, "--json"]).spawn().unwrap()).expect(0, &["RUNNING"]);
    let object = run.json();
    assert_eq!((&object["instance_id"], &object["status"]), (&json!(id), &json!("RUNNING")));
    assert!(object["addresses"].as_object().unwrap().values().any(|list| list.as_str().unwrap().contains(":8100")));
    let receipts = home.path(".local/state/rocketmq-wizard/purchases/receipts");
    assert_eq!(std::fs::read_dir(receipts).unwrap().count(), 1, "what is settled is a receipt");
}

#[test]
fn any_other_instance_is_watched_by_its_id() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let id = home.run(&["create", "--draft", &file, "--yes", "--wait"]).expect(0, &[]).id().to_owned();
    let watch = |more: &[&str]| home.run(&[&["watch", &id][..], more, &ADDRESS].concat());
    let run = watch(&["--config-dir", "elsewhere"]).expect(0, &[]);
    assert!(run.out.starts_with(&format!("RUNNING  {id}  orders-prod\n")), "{run:?}");
    let unknown = home.run(&["watch", &id, "--region", "ap-southeast-3", "--config-dir", "elsewhere"]);
    unknown.expect(2, &["project_id", "--project-id"]);
    // Neither region nor project nor endpoint: the receipt has them.
    let ours = finish(home.command(&["watch", &id]).spawn().unwrap()).expect(0, &[]);
    assert!(ours.out.starts_with(&format!("RUNNING  {id}  orders-prod\n")), "{ours:?}");
}

#[test]
fn a_failed_instance_is_exit_code_9() {
    let home = Home::new(World::default().creation_time(Duration::ZERO).final_status("ERROR"));
    let file = home.file("d.json", &hourly());
    let run = home.run(&["create", "--draft", &file, "--yes", "--wait"]).expect(9, &["faulty"]);
    let args = [&["watch", run.id(), "--json"][..], &ADDRESS].concat();
    let again = home.run(&args).expect(9, &["faulty"]);
    assert_eq!(again.json()["status"], "ERROR");
}

#[test]
fn what_may_not_be_asked_about_is_not_watched() {
    let home = Home::quick();
    let id = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";
    let denied = FaultKind::Refuse { status: 403, code: "DMS.00403007".to_owned(), message: "no".to_owned() };
    home.sandbox.set_fault(Fault::new(denied).on("GET", "/v2/"));
    home.run(&[&["watch", id][..], &ADDRESS].concat()).expect(4, &["dms:instance:get"]);
}

/// SIGUSR1, as it ends the process that does not catch it, does so once this was said.
#[test]
fn leaving_says_how_to_come_back_and_a_stop_is_no_leaving() {
    let told = [(Signal::INT, Some(130)), (Signal::TERM, Some(143)), (Signal::HUP, Some(129)), (Signal::USR1, None)];
    at_once(told, |(told, code)| {
        let home = Home::quick();
        let id = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";
        let child = home.start(&[&["watch", id][..], &ADDRESS].concat());
        let looks = || home.sandbox.requests().iter().filter(|seen| seen.path.ends_with(id)).count();
        until("a second look", || looks() > 1);
        signal(&child, Signal::STOP);
        signal(&child, Signal::CONT);
        let before = looks();
        until("another look", || looks() > before);
        signal(&child, told);
        let run = finish(child);
        assert_eq!(run.code, code, "{run:?}");
        let again = format!("rocketmq-wizard watch {id}");
        for hint in ["the cloud knows no such instance", PROJECT_ID, "for 5 minutes", &again] {
            assert!(run.err.contains(hint), "{hint}: {run:?}");
        }
    });
}

/// Colours have nothing to do with it.
#[test]
fn the_time_is_counted_in_one_line_on_every_terminal_that_can_redraw_it() {
    let cases =
        [("TERM=xterm", "CLICOLOR=0", true), ("TERM=vt100", "NO_COLOR=", true), ("TERM=dumb", "NO_COLOR=1", false)];
    for (term, wish, redraws) in cases {
        let home = Home::quick();
        let id = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";
        let mut session = home.session((100, 20), &[&["env", term, wish, WIZARD, "watch", id][..], &ADDRESS].concat());
        if redraws {
            session.wait_text("next look in");
        } else {
            home.wait_for("the first look", |seen| seen.path.ends_with(id));
            session.listen(Duration::from_millis(1500));
        }
        session.signal(Signal::INT);
        assert_eq!(session.exit(), Exit::Code(130));
        let text = String::from_utf8_lossy(session.transcript()).into_owned();
        assert_eq!(text.contains("next look in"), redraws, "{term} {wish}: {text}");
    }
}

#[test]
fn a_wait_that_is_left_can_be_picked_up() {
    let (world, time) = stopped(World::default());
    let home = Home::new(world);
    let file = home.file("d.json", &hourly());
    let child = home.start(&["create", "--draft", &file, "--yes", "--wait"]);
    home.wait_for("a look at the instance", |seen| seen.path.contains("/instances/"));
    signal(&child, Signal::INT);
    let left = finish(child).expect(130, &["rocketmq-wizard watch"]);
    pass(&time, 5);
    let watched = finish(home.command(&["watch", left.id(), "--json"]).spawn().unwrap()).expect(0, &[]);
    assert_eq!(watched.json()["status"], "RUNNING");
    assert_eq!(home.sandbox.created().len(), 1);
}
