//! Kernels that lack calls, containers that forbid them, users who may have no more threads: each pretended by `strace`,
//! which answers a call in the kernel's stead.

use crate::home::{Home, Run, at_once, finish, hourly};
use crate::support::env::{PLACE, WIZARD};
use crate::support::pty::Exit;
use std::fs;
use std::process::{Command, Stdio};

/// What a kernel of 3.10 lacks of the calls that the program makes, and one that hardened services forbid; what the C
/// library makes of its own accord fits the kernel it came with.
const WITH_A_WAY_ROUND: [&str; 4] = ["statx", "getrandom", "renameat2", "prlimit64"];
/// The calls that write, and give names; some processors have only the younger of those.
const WRITING: &str = "fsync,fdatasync,?rename,?renameat,renameat2,write,writev";
/// Starting a thread, by whichever call the C library takes.
const THREADS: &str = "clone,clone3";

/// The options of a `strace` under which these calls fail like this; nothing without a `strace`.
fn failing(home: &Home, calls: &str, error: &str) -> Option<Vec<String>> {
    let mut options = noting(home, calls)?;
    options.extend(["-e".to_owned(), format!("inject={calls}:error={error}")]);
    Some(options)
}

/// Those of one that notes these calls, with the names of files.
fn noting(home: &Home, calls: &str) -> Option<Vec<String>> {
    if Command::new("strace").arg("-V").output().is_err() {
        println!("skipped: strace is not installed");
        return None;
    }
    let log = home.path("calls").to_str().unwrap().to_owned();
    Some(["-f", "-qq", "-y", "-o", &log, "-e", &format!("trace={calls}")].map(str::to_owned).to_vec())
}

/// Runs the binary under a `strace` with these options, everything sent to this address.
fn run(home: &Home, options: &[String], args: &[&str], endpoint: &str) -> Run {
    traced(home, options, args, &[&["--endpoint", endpoint][..], &PLACE].concat())
}

fn traced(home: &Home, options: &[String], args: &[&str], place: &[&str]) -> Run {
    let own = home.command(args);
    let mut command = Command::new("strace");
    command.args(options).arg(WIZARD).args(args).args(place).env_clear();
    command.envs(own.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(home.dir.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    finish(command.spawn().unwrap())
}

/// Whether the pretending was of use: the call was made, and refused.
fn refused(home: &Home, call: &str) -> bool {
    let calls = fs::read_to_string(home.path("calls")).unwrap();
    calls.lines().any(|line| line.contains(&format!("{call}(")) && line.ends_with("(INJECTED)"))
}

#[test]
fn what_an_old_kernel_lacks_or_a_container_forbids_has_a_way_round() {
    for error in ["ENOSYS", "EPERM"] {
        let home = Home::quick();
        let Some(options) = failing(&home, &WITH_A_WAY_ROUND.join(","), error) else { return };
        let file = home.file("d.json", &hourly());
        let run = run(&home, &options, &["create", "--draft", &file, "--yes"], &home.sandbox.url());
        assert_eq!(run.expect(0, &[]).id().len(), 36);
        for call in WITH_A_WAY_ROUND {
            assert!(refused(&home, call), "{call} is not made any more, so nothing was shown by {error}");
        }
        let kept = fs::read_dir(home.path(".local/state/rocketmq-wizard/purchases")).unwrap();
        let under_way = kept.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with('.'));
        assert_eq!(under_way.count(), 0, "nothing half-written is left after {error}");
    }
}

#[test]
fn where_a_file_cannot_be_locked_nothing_is_sent() {
    let home = Home::quick();
    let Some(options) = failing(&home, "flock", "ENOLCK") else { return };
    let file = home.file("d.json", &hourly());
    let create = ["create", "--draft", &file, "--yes"];
    run(&home, &options, &create, &home.sandbox.url()).expect(1, &["locks", "Nothing was sent"]);
    assert!(refused(&home, "flock") && home.orders().is_empty());
}

/// What a loss of power leaves is what was synced: the order and the name of its file before it is sent, its ID before it
/// is told; and of a settled one the place it was moved to.
#[test]
fn each_step_of_an_order_is_on_disk_before_the_next() {
    let home = Home::quick();
    let Some(options) = noting(&home, WRITING) else { return };
    let file = home.file("d.json", &hourly());
    let args = ["create", "--draft", &file, "--yes", "--wait"];
    let run = run(&home, &options, &args, &home.sandbox.url()).expect(0, &["RUNNING"]);
    let told = format!("\"{}", run.id().split_at(20).0);
    let steps = [
        ["fsync(", "/purchases/.writing-"],
        ["renameat2(", "/purchases/.writing-"],
        ["fsync(", "/purchases>"],
        // That it is sent now.
        ["write(", ".jsonl>"],
        ["fdatasync(", ".jsonl>"],
        ["writev(", "\"POST /v2/"],
        ["write(", ".jsonl>"],
        ["fdatasync(", ".jsonl>"],
        // That it serves.
        ["write(", ".jsonl>"],
        ["fdatasync(", ".jsonl>"],
        ["rename", "/purchases/receipts/"],
        ["fsync(", "/receipts>"],
        ["fsync(", "/purchases>"],
        ["write(1<", &told],
    ];
    assert_order(&home, &steps);
}

/// Nothing that was typed is lost with the power, either.
#[test]
fn a_draft_is_on_disk_before_its_name_is() {
    let home = Home::quick();
    let Some(options) = noting(&home, WRITING) else { return };
    home.draft("orders", &hourly());
    let begun = traced(&home, &options, &["drafts", "copy", "orders", "more"], &[]);
    begun.expect(0, &[]);
    assert_order(&home, &[["fsync(", "/drafts/.writing-"], ["rename", "/drafts/more.json"], ["fsync(", "/drafts>"]]);
}

/// These calls were made in this order, others in between.
fn assert_order(home: &Home, steps: &[[&str; 2]]) {
    let calls = fs::read_to_string(home.path("calls")).unwrap();
    let mut left = calls.lines();
    for step in steps {
        assert!(left.any(|call| step.iter().all(|part| call.contains(part))), "{step:?} in its place in:\n{calls}");
    }
}

#[test]
fn without_threads_a_name_is_not_looked_up_and_nothing_is_sent() {
    let ways: [fn(&Home, &[String], &str); 4] = [
        |home, options, file| {
            let create = ["create", "--draft", file, "--yes"];
            run(home, options, &create, &named(home)).expect(5, &["no thread can be started"]);
            assert!(home.orders().is_empty());
        },
        |home, options, _| {
            let found = run(home, options, &["doctor"], &named(home)).expect(5, &[]);
            assert!(found.out.contains("no thread can be started"), "{found:?}");
        },
        |home, options, file| {
            let create = [WIZARD, "create", "--draft", file];
            let mut asking = home.session((100, 40), &[&strace(options), &create[..]].concat());
            assert_eq!(asking.exit(), Exit::Code(1), "{}", asking.screen());
            asking.assert_clean();
            assert!(asking.screen().contains("could not be read: no thread can be started"), "{}", asking.screen());
        },
        |home, options, file| {
            run(home, options, &["create", "--draft", file, "--yes"], &home.sandbox.url()).expect(0, &[]);
        },
    ];
    at_once(ways, |way| {
        let home = Home::quick();
        let Some(options) = failing(&home, THREADS, "EAGAIN") else { return };
        way(&home, &options, &home.file("d.json", &hourly()));
    });
}

/// The sandbox by a name that has to be looked up.
fn named(home: &Home) -> String {
    home.sandbox.url().replace("127.0.0.1", "localhost")
}

#[test]
fn without_threads_the_wizard_is_left_with_a_sentence() {
    let home = Home::quick();
    let Some(options) = failing(&home, THREADS, "EAGAIN") else { return };
    home.draft("orders", &hourly());
    left(&home, &options, &["--draft", "orders"], "The cloud cannot be asked: no thread can be started");
    left(&home, &options, &["--sandbox"], "The pretend cloud cannot be started on 127.0.0.1: no thread can be started");
}

/// Nothing can go round these; what is refused is said, and no wizard waits for what never comes.
#[test]
fn what_a_container_forbids_altogether_is_said() {
    for (call, said) in [("eventfd2", "The cloud cannot be asked: Op"), ("socketpair", "cannot use this terminal")] {
        let home = Home::quick();
        let Some(options) = failing(&home, call, "EPERM") else { return };
        home.draft("orders", &hourly());
        left(&home, &options, &["--draft", "orders"], said);
    }
}

#[test]
fn too_little_address_space_is_said_before_anything_begins() {
    let home = Home::quick();
    home.draft("orders", &hourly());
    let little = ["sh", "-c", "ulimit -v 50000 && exec \"$0\" \"$@\"", WIZARD];
    for args in [&["--draft", "orders"][..], &["create", "--draft", "orders", "--yes"]] {
        let mut session = home.session((100, 30), &[&little, args].concat());
        assert_eq!(session.exit(), Exit::Code(1), "{}", session.screen());
        session.assert_clean();
        assert!(session.screen().contains("allow it with `ulimit -v`"), "{}", session.screen());
    }
    assert!(home.orders().is_empty());
}

/// Under a `strace` with these options the wizard is left by itself, saying this.
fn left(home: &Home, options: &[String], args: &[&str], said: &str) {
    let wizard = [&strace(options)[..], &[WIZARD], args].concat();
    let place = if args == ["--sandbox"] { &[][..] } else { &PLACE };
    let mut session = home.session((100, 30), &[&wizard[..], place].concat());
    assert_eq!(session.exit(), Exit::Code(1), "{}", session.screen());
    session.assert_clean();
    assert!(session.screen().replace('\n', "").contains(said), "{}", session.screen());
}

fn strace(options: &[String]) -> Vec<&str> {
    ["strace"].into_iter().chain(options.iter().map(String::as_str)).collect()
}
