//! Outputs that nobody reads: they hold up neither a purchase nor a signal, and whoever reads them late misses nothing.

use crate::home::{Home, Run, finish, hourly, until};
use crate::support::env::WIZARD;
use crate::support::pty::Exit;
use crate::watching::signal;
use rocketmq_wizard::sandbox::PROJECT_ID;
use rustix::fs::OFlags;
use rustix::process::Signal;
use rustix::termios::{Action, tcflow};
use std::fs::File;
use std::io::{PipeReader, PipeWriter, Read, Write};
use std::process::{Child, Stdio};

/// A pipe that is full: its end to read from, and one to write to that waits.
fn full_pipe() -> (PipeReader, PipeWriter) {
    let (read, mut write) = std::io::pipe().unwrap();
    rustix::fs::fcntl_setfl(&write, OFlags::NONBLOCK).unwrap();
    while write.write(&[b'-'; 4096]).is_ok() {}
    rustix::fs::fcntl_setfl(&write, OFlags::empty()).unwrap();
    (read, write)
}

/// The instance's ID, once the receipt is written.
fn receipt(home: &Home) -> Option<String> {
    let receipts = home.path(".local/state/rocketmq-wizard/purchases/receipts");
    let file = std::fs::read_dir(receipts).ok()?.next()?;
    let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
    let (_, behind) = text.split_once("\"instance_id\":\"")?;
    Some(behind.split_once('"')?.0.to_owned())
}

/// Buys with outputs that are full already, until the receipt is written.
fn bought(home: &Home, out: Stdio, err: Stdio) -> Child {
    let file = home.file("d.json", &hourly());
    let args = ["create", "--draft", &file, "--yes", "--wait", "--json", "--endpoint", &home.sandbox.url()];
    let child = home.command(&args).stdout(out).stderr(err).spawn().unwrap();
    until("a receipt with the ID", || receipt(home).is_some());
    child
}

#[test]
fn what_nobody_reads_is_bought_and_kept_all_the_same_and_signals_are_heard() {
    for told in [Signal::TERM, Signal::HUP, Signal::INT] {
        let code = 128 + told.as_raw();
        let home = Home::quick();
        let (_read, write) = full_pipe();
        let child = bought(&home, Stdio::piped(), write.into());
        signal(&child, told);
        let run = finish(child);
        assert_eq!((run.code, run.json()["status"].as_str()), (Some(code), Some("RUNNING")), "{run:?}");

        let home = Home::quick();
        let (_read, write) = full_pipe();
        let child = bought(&home, write.into(), Stdio::piped());
        signal(&child, told);
        let id = receipt(&home).unwrap();
        finish(child).expect(code, &["could not be written to standard output", &id]);

        let home = Home::quick();
        let (_read, write) = full_pipe();
        let child = bought(&home, write.try_clone().unwrap().into(), write.into());
        signal(&child, told);
        assert_eq!(finish(child).code, Some(code));
    }
}

#[test]
fn whoever_reads_late_misses_nothing() {
    let home = Home::quick();
    let ((out, into), (err, onto)) = (full_pipe(), full_pipe());
    let mut child = bought(&home, into.into(), onto.into());
    let read = |mut pipe: PipeReader| {
        std::thread::spawn(move || {
            let mut text = String::new();
            pipe.read_to_string(&mut text).unwrap();
            text.trim_start_matches('-').to_owned()
        })
    };
    let (out, err) = (read(out), read(err));
    let (out, err) = (out.join().unwrap(), err.join().unwrap());
    let run = Run { code: child.wait().unwrap().code(), out, err };
    let id = receipt(&home).unwrap();
    assert_eq!(run.json()["instance_id"], id);
    let run = run.expect(0, &["Account", "RUNNING", "+ "]);
    assert!(run.err.ends_with('\n'), "{run:?}");
}

#[test]
fn a_terminal_that_is_stopped_stops_no_signal() {
    let id = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let place = ["--region", "ap-southeast-3", "--project-id", PROJECT_ID];
    let watch = [&["watch", id][..], &place].concat();
    for args in [&["create", "--draft", &file, "--yes"][..], &watch, &["create", "--draft", &file]] {
        let script = "read go; exec \"$0\" \"$@\"";
        let mut session = home.session((80, 24), &[&["sh", "-c", script, WIZARD][..], args].concat());
        let tty = std::fs::read_link(format!("/proc/{}/fd/0", session.pid())).unwrap();
        let tty = File::options().read(true).write(true).open(tty).unwrap();
        tcflow(&tty, Action::OOff).unwrap();
        drop(tty);
        let before = home.sandbox.requests().len();
        session.keys("\r");
        until("a request", || home.sandbox.requests().len() > before);
        session.signal(Signal::TERM);
        assert_eq!(session.exit(), Exit::Code(143), "{args:?}");
    }
}
