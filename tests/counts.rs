//! What a screen, a key and an idle minute cost, in bytes, frames, wakeups and system calls: counts that do not drift.
//!
//! Each is held to the *must* of the table that the benchmarks print. The real binary on a pseudo-terminal; only
//! loopback, nothing measured by the clock.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

#[path = "benches/measure.rs"]
mod measure;
mod support;

use measure::{LARGE, wakeups};
use rustix::termios::{Action, tcflow};
use std::time::Duration;
use support::env::{SIZE, WIZARD};

#[test]
fn the_first_screen_is_few_bytes() {
    for (size, most) in [(SIZE, 3300), (LARGE, 8000)] {
        for args in [&[][..], &["--draft", "orders"]] {
            let bytes = measure::first_screen(size, args);
            println!("{bytes} bytes at {size:?} with {args:?}");
            assert!(bytes <= most, "{bytes} bytes at {size:?} with {args:?}");
        }
    }
}

/// A terminal that takes nothing keeps the program right before its first screen, where it can be looked at.
#[test]
fn before_the_first_screen_there_is_no_thread_no_network_and_no_certificate() {
    let env = measure::with_draft("Engine");
    let script = "read go; exec \"$0\" \"$@\"";
    let mut session = env.run(SIZE, "sh", &["-c", script, WIZARD, "--draft", "orders"]);
    let tty = std::fs::read_link(format!("/proc/{}/fd/0", session.pid())).unwrap();
    let tty = std::fs::File::options().read(true).write(true).open(tty).unwrap();
    tcflow(&tty, Action::OOff).unwrap();
    session.keys("\r");
    wait_until_stuck(session.pid());
    let threads: Vec<String> = wakeups(session.pid()).into_keys().collect();
    assert_eq!(threads.len(), 1, "{threads:?}");
    assert_eq!(network_sockets(session.pid()), Vec::<String>::new());
    let io = std::fs::read_to_string(format!("/proc/{}/io", session.pid())).unwrap();
    let read: u64 = measure::of_status(&io, "rchar:").parse().unwrap();
    println!("bytes read from files before the first screen: {read}");
    assert!(read < 48 * 1024, "{read} bytes were read: as much as a bundle of certificates");
    tcflow(&tty, Action::OOn).unwrap();
    drop(tty);
    session.wait_text("ap-southeast-3");
    session.leave();
}

/// Until the shell has become the wizard, and sleeps for as long as a busy machine could keep it waiting.
fn wait_until_stuck(pid: i32) {
    let mut asleep = 0;
    for _ in 0..2000 {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let is_wizard = measure::of_status(&status, "Name:").starts_with("rocketmq");
        let sleeps = is_wizard && measure::of_status(&status, "State:").starts_with('S');
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

/// Needs `strace`; without it the look at the stuck program above has to do.
#[test]
fn the_first_screen_takes_few_system_calls() {
    let Some(calls) = measure::system_calls(None) else {
        println!("skipped: strace is not installed");
        return;
    };
    println!("{} system calls before the first screen", calls.len());
    assert!((40..=110).contains(&calls.len()), "{} system calls:\n{}", calls.len(), calls.join("\n"));
    for never in measure::NEVER_FIRST {
        let found: Vec<_> = calls.iter().filter(|line| measure::speaks_of(line, never)).collect();
        assert!(found.is_empty(), "{never}: {found:?}");
    }
}

#[test]
fn a_typed_character_is_a_few_bytes() {
    let few = |size| {
        let all = measure::typed_everywhere(size);
        assert!(all.len() == 5, "{all:?}");
        assert!(all.iter().all(|(_, median, most)| *median <= 12 && *most <= 160), "{size:?}: {all:?}");
    };
    std::thread::scope(|scope| [SIZE, LARGE].map(|size| drop(scope.spawn(move || few(size)))));
}

#[test]
fn a_key_that_changes_nothing_is_next_to_no_bytes() {
    let bytes = measure::idle_key();
    assert!(bytes <= 12, "{bytes} bytes");
}

#[test]
fn a_step_to_the_next_screen_is_part_of_a_screen() {
    let steps = measure::next_screens();
    assert_eq!(steps.len(), 9, "{steps:?}");
    assert!(steps.values().all(|bytes| *bytes <= 2500), "{steps:?}");
}

#[test]
fn a_paste_is_one_frame() {
    for bracketed in [false, true] {
        let (bytes, _) = measure::paste(bracketed);
        assert!(bytes <= 4000, "{bytes} bytes");
    }
}

#[test]
fn a_burst_of_resizes_is_few_frames() {
    let frames = measure::resizes(Duration::ZERO);
    assert!((1..=10).contains(&frames), "{frames} frames");
}

#[test]
fn idle_screens_send_nothing_and_never_wake() {
    for rest in measure::resting(|_| Duration::ZERO) {
        assert_eq!((rest.wakeups, rest.bytes), (0, 0), "on\n{}", rest.screen);
    }
}

#[test]
fn waiting_for_an_answer_wakes_and_sends_little() {
    let (wakeups, bytes) = measure::in_flight();
    assert!(wakeups <= 12.0, "{wakeups} wakeups a second");
    assert!(bytes <= 120.0, "{bytes} bytes a second");
}

#[test]
fn purchases_watched_from_another_screen_wake_little_and_send_nothing() {
    let measure::Watched { wakeups, bytes, typed, .. } = measure::watching(3, |_| Duration::ZERO);
    assert!(typed.0 <= 12 && typed.1 <= 160, "{typed:?} bytes a key");
    assert!(wakeups <= 5.0, "{wakeups} wakeups a second");
    assert!(bytes <= 0.0, "{bytes} bytes a second");
}
