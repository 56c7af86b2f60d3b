//! What a screen, a key and an idle minute cost, in bytes, frames, wakeups and system calls: counts that do not drift.
//!
//! Each is held to the *must* of the table that `cargo bench` prints. The real binary on a pseudo-terminal; only
//! loopback, nothing measured by the clock.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

#[path = "support/desk.rs"]
mod desk;
mod support;

use desk::{Desk, QUIET, wakeups};
use rocketmq_wizard::sandbox::faults::{Fault, Trouble};
use rocketmq_wizard::sandbox::world::World;
use rustix::termios::{Action, tcflow};
use std::collections::BTreeMap;
use std::time::Duration;
use support::assert_no_secret;
use support::pty::{Key, Session};

const SIZE: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (200, 60);
const SCREENS: [&str; 11] = [
    "Account",
    "Engine",
    "Version",
    "Flavor",
    "Storage",
    "Networking",
    "Zones",
    "Encryption",
    "Public access",
    "Billing",
    "Summary",
];

fn desk() -> Desk {
    let desk = Desk::new(World::default());
    desk.stock("orders", "Engine");
    desk
}

/// The wizard with its draft open at this screen, all lists read.
fn at(desk: &Desk, size: (u16, u16), screen: &str) -> Session {
    desk.stock("orders", screen);
    let mut session = desk.wizard(size, &["--draft", "orders"]);
    session.wait_text("rocketmq-wizard");
    settle(&mut session);
    session
}

/// Reads until nothing comes any more.
fn settle(session: &mut Session) {
    while !session.listen(QUIET).is_empty() {}
}

/// How many bytes a key brings.
fn cost(session: &mut Session, key: Key) -> usize {
    let before = session.bytes();
    session.key(key);
    settle(session);
    session.bytes() - before
}

/// No question was asked of the terminal, and no secret was told.
fn is_discreet(session: &Session) {
    assert_eq!(session.questions(), Vec::<String>::new());
    assert_no_secret(session.transcript());
}

fn leave(mut session: Session) {
    is_discreet(&session);
    session.key(Key::Ctrl('c'));
    session.wait_text("Ctrl-C once more");
    session.key(Key::Ctrl('c'));
    session.exit();
}

#[test]
fn the_first_screen_is_few_bytes() {
    let desk = desk();
    for (size, most) in [(SIZE, 3300), (LARGE, 8000)] {
        for args in [&[][..], &["--draft", "orders"]] {
            let mut session = desk.wizard(size, args);
            session.wait_text("rocketmq-wizard");
            settle(&mut session);
            let bytes = session.bytes();
            println!("first screen {size:?} {args:?}: {bytes} bytes");
            assert!(bytes <= most, "{bytes} bytes at {size:?} with {args:?}:\n{}", session.screen());
            leave(session);
        }
    }
}

/// A terminal that takes nothing keeps the program right before its first screen, where it can be looked at.
#[test]
fn before_the_first_screen_there_is_no_thread_no_network_and_no_certificate() {
    let desk = desk();
    let wizard = env!("CARGO_BIN_EXE_rocketmq-wizard");
    let mut session = desk.run(SIZE, "sh", &["-c", "read go; exec \"$0\" \"$@\"", wizard], &["--draft", "orders"]);
    let tty = std::fs::read_link(format!("/proc/{}/fd/0", session.pid())).unwrap();
    let tty = std::fs::File::options().read(true).write(true).open(tty).unwrap();
    tcflow(&tty, Action::OOff).unwrap();
    session.keys("\r");
    wait_until_stuck(session.pid());
    let threads: Vec<String> = wakeups(session.pid()).into_keys().collect();
    assert_eq!(threads.len(), 1, "{threads:?}");
    assert_eq!(network_sockets(session.pid()), Vec::<String>::new());
    let io = std::fs::read_to_string(format!("/proc/{}/io", session.pid())).unwrap();
    let read: u64 = desk::of_status(&io, "rchar:").parse().unwrap();
    println!("bytes read from files before the first screen: {read}");
    assert!(read < 48 * 1024, "{read} bytes were read: as much as a bundle of certificates");
    tcflow(&tty, Action::OOn).unwrap();
    drop(tty);
    session.wait_text("rocketmq-wizard");
    leave(session);
}

/// Until the shell has become the wizard, and sleeps for as long as a busy machine could keep it waiting.
fn wait_until_stuck(pid: i32) {
    let mut asleep = 0;
    for _ in 0..2000 {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let is_wizard = desk::of_status(&status, "Name:").starts_with("rocketmq");
        let sleeps = is_wizard && desk::of_status(&status, "State:").starts_with('S');
        asleep = if sleeps { asleep + 1 } else { 0 };
        if asleep == 20 {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("process {pid} does not wait for its terminal");
}

/// Sockets of a process that are TCP or UDP; pairs within the process are none.
fn network_sockets(pid: i32) -> Vec<String> {
    let tables = ["tcp", "tcp6", "udp", "udp6"].map(|name| std::fs::read_to_string(format!("/proc/{pid}/net/{name}")));
    let known: Vec<String> = tables.into_iter().flatten().collect();
    let fds = std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap();
    let links = fds.filter_map(|fd| std::fs::read_link(fd.unwrap().path()).ok());
    let inodes =
        links.filter_map(|link| Some(link.to_str()?.strip_prefix("socket:[")?.trim_end_matches(']').to_owned()));
    inodes.filter(|inode| known.iter().any(|table| table.split_whitespace().any(|word| word == inode))).collect()
}

/// Needs `strace`; where there is none, the benchmark's table lacks the row too.
#[test]
fn the_first_screen_takes_few_system_calls() {
    let desk = desk();
    let log = desk.home.path().join("calls");
    if std::process::Command::new("strace").arg("-V").output().is_err() {
        println!("skipped: strace is not installed");
        return;
    }
    let before = ["-f", "-o", log.to_str().unwrap(), env!("CARGO_BIN_EXE_rocketmq-wizard")];
    let mut session = desk.run(SIZE, "strace", &before, &[]);
    session.wait_text("orders");
    settle(&mut session);
    leave(session);
    let calls = std::fs::read_to_string(log).unwrap();
    // The frame is the first long write.
    let drawn = calls.lines().position(|line| line.contains("write(") && frame_bytes(line) > 500).unwrap();
    let before: Vec<&str> = calls.lines().take(drawn).collect();
    println!("{drawn} system calls before the first screen");
    assert!(drawn <= 140, "{drawn} system calls:\n{}", before.join("\n"));
    for never in ["clone", "AF_INET", "cert", ".pem"] {
        let found: Vec<_> = before.iter().filter(|line| line.contains(never)).collect();
        assert!(found.is_empty(), "{never}: {found:?}");
    }
}

fn frame_bytes(line: &str) -> usize {
    line.rsplit_once("= ").and_then(|(_, count)| count.trim().parse().ok()).unwrap_or_default()
}

#[test]
fn a_typed_character_is_a_few_bytes() {
    let desk = desk();
    for size in [SIZE, LARGE] {
        let mut session = at(&desk, size, "Engine");
        // To the description, which takes any text.
        session.key(Key::Tab);
        session.key(Key::Tab);
        settle(&mut session);
        session.key(Key::Ctrl('u'));
        settle(&mut session);
        let mut costs = Vec::new();
        let mut typed = String::new();
        for letter in "orders of the shop, and 40 more words".chars() {
            typed.push(letter);
            let before = session.bytes();
            session.keys(letter.encode_utf8(&mut [0; 4]));
            session.wait_text(typed.trim_end());
            session.listen(Duration::from_millis(60));
            costs.push(session.bytes() - before);
        }
        costs.sort_unstable();
        let (median, most) = (costs[costs.len() / 2], costs[costs.len() - 1]);
        println!("typed character {size:?}: median {median}, most {most} bytes");
        assert!(median <= 12 && most <= 160, "median {median}, most {most}: {costs:?}");
        leave(session);
    }
}

#[test]
fn a_key_that_changes_nothing_is_next_to_no_bytes() {
    let desk = desk();
    let mut session = at(&desk, SIZE, "Engine");
    session.key(Key::Tab);
    settle(&mut session);
    session.key(Key::End);
    settle(&mut session);
    for key in [Key::Right, Key::End, Key::Delete, Key::Ctrl('g'), Key::Ctrl('k')] {
        let bytes = cost(&mut session, key);
        println!("{key:?}: {bytes} bytes");
        assert!(bytes <= 12, "{key:?}: {bytes} bytes:\n{}", session.screen());
    }
    leave(session);
}

#[test]
fn a_step_to_the_next_screen_is_part_of_a_screen() {
    let desk = desk();
    let mut session = at(&desk, SIZE, "Engine");
    let mut screen = "1 ENGINE".to_owned();
    let mut steps = BTreeMap::new();
    for _ in 0..60 {
        let bytes = cost(&mut session, Key::Tab);
        let bar = session.screen().lines().nth(1).unwrap_or_default().to_owned();
        let now = bar.split(['[', ']']).nth(1).unwrap_or_default().to_owned();
        if now != screen {
            steps.insert(now.clone(), bytes);
            screen = now;
        }
        // The summary has no place of its own in a full bar.
        if screen.is_empty() {
            break;
        }
    }
    println!("steps to the next screen: {steps:?}");
    assert_eq!(steps.len(), 9, "{steps:?}");
    assert!(steps.values().all(|bytes| *bytes <= 2500), "{steps:?}");
    leave(session);
}

#[test]
fn a_paste_is_one_frame() {
    let desk = desk();
    for bracketed in [false, true] {
        let mut session = at(&desk, SIZE, "Engine");
        session.key(Key::Tab);
        session.key(Key::Tab);
        settle(&mut session);
        session.key(Key::Ctrl('u'));
        settle(&mut session);
        let text = "0123456789".repeat(99) + "__the_end_";
        let before = session.bytes();
        if bracketed {
            session.paste(&text);
        } else {
            session.keys(&text);
        }
        session.wait_text("__the_end_");
        settle(&mut session);
        let bytes = session.bytes() - before;
        println!("1,000 characters, bracketed {bracketed}: {bytes} bytes");
        assert!(bytes <= 4000, "{bytes} bytes");
        leave(session);
    }
}

#[test]
fn a_burst_of_resizes_is_few_frames() {
    let desk = desk();
    let mut session = at(&desk, SIZE, "Flavor");
    let before = session.bytes();
    for step in 0..50 {
        session.resize((80 + step % 7, 24 + step % 5));
    }
    session.resize(SIZE);
    settle(&mut session);
    // Every repaint begins with erasing the screen.
    let frames = session.transcript()[before..].windows(3).filter(|bytes| bytes == b"\x1b[J").count();
    println!("51 resizes: {frames} frames, {} bytes", session.bytes() - before);
    assert!((1..=10).contains(&frames), "{frames} frames");
    leave(session);
}

#[test]
fn idle_screens_send_nothing_and_never_wake() {
    // All at once, so that five seconds are enough.
    let desks: Vec<_> = SCREENS.iter().map(|_| desk()).collect();
    let mut sessions: Vec<_> = desks.iter().zip(SCREENS).map(|(desk, screen)| at(desk, SIZE, screen)).collect();
    let offering = desk();
    sessions.push(offering.wizard(SIZE, &[]));
    for session in &mut sessions {
        settle(session);
    }
    let before: Vec<_> = sessions.iter().map(|session| (session.bytes(), wakeups(session.pid()))).collect();
    std::thread::sleep(Duration::from_secs(5));
    for (session, (bytes, awake)) in sessions.iter_mut().zip(before) {
        let screen = session.screen();
        assert_eq!(session.listen(Duration::from_millis(1)).len(), 0, "{bytes} before; now\n{screen}");
        assert_eq!(wakeups(session.pid()), awake, "woke on\n{screen}");
    }
    sessions.into_iter().for_each(leave);
}

#[test]
fn waiting_for_an_answer_wakes_and_sends_little() {
    const SECONDS: u64 = 5;
    let slow = |method: &str| Fault::new(Trouble::NeverAnswer).on(method, "/").times(u32::MAX);
    let desk = Desk::new(World::default());
    let mut session = at(&desk, SIZE, "Summary");
    desk.cloud.set_fault(slow("POST"));
    session.wait_text("To buy, type yes");
    session.type_text("yes");
    session.key(Key::Enter);
    session.wait_text("CONFIRMED");
    session.listen(QUIET);
    let (bytes, awake) = (session.bytes(), wakeups(session.pid()).values().sum::<u64>());
    session.listen(Duration::from_secs(SECONDS));
    let (bytes, awake) = (session.bytes() - bytes, wakeups(session.pid()).values().sum::<u64>() - awake);
    println!("a request in flight for {SECONDS} s: {bytes} bytes, {awake} wakeups\n{}", session.screen());
    assert!(awake <= 12 * SECONDS, "{awake} wakeups");
    assert!(bytes <= 120 * usize::try_from(SECONDS).unwrap(), "{bytes} bytes");
    leave(session);
}
