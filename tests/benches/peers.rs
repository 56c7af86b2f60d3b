//! The neighbours, where they are installed: the same screen, key and list, for a sense of proportion.

use crate::measure::{self, QUIET};
use crate::report::{self, Figures, heading, millis, said, shown};
use crate::scenes::list;
use crate::support::env::SIZE;
use crate::support::pty::{Key, Session};
use std::time::{Duration, Instant};

pub fn print() {
    heading("Neighbours");
    let installed = |program: &str| std::process::Command::new(program).arg("--version").output().is_ok();
    let neighbours: [(&str, fn()); 2] = [("whiptail", whiptail), ("fzf", fzf)];
    for (program, measure) in neighbours {
        if installed(program) {
            measure();
        } else {
            said(program, "not installed");
        }
    }
}

/// An input box: its first screen, and a key in it.
fn whiptail() {
    let start = || Session::spawn(SIZE, "whiptail", &["--inputbox", "Name", "8", "60"], &[]);
    let first = Figures::of(7, || {
        let begun = Instant::now();
        start().wait_text("Name");
        millis(begun.elapsed())
    });
    shown("whiptail, an input box: first screen, ms", &first, None);
    let mut session = start();
    session.wait_text("Name");
    session.settle(QUIET);
    said("whiptail, an input box: bytes of the first screen", session.transcript().len());
    let (median, most) = measure::typed_characters(&mut session, measure::GOOD_NAME);
    said("whiptail, an input box: bytes of a typed key, median and most", format!("{median}, {most}"));
}

/// The same networks, filtered by the same word: from the last key to the last byte.
fn fzf() {
    for entries in [10_000, 100_000] {
        let file = tempfile::NamedTempFile::new().unwrap();
        let lines: Vec<String> = list(entries).iter().map(|entry| format!("{} {}", entry.label, entry.id)).collect();
        std::fs::write(file.path(), lines.join("\n")).unwrap();
        let command = format!("fzf < {}", file.path().display());
        let (mut waits, mut bytes) = (Figures::default(), 0);
        for _ in 0..5 {
            let mut session = Session::spawn(SIZE, "sh", &["-c", &command], &[]);
            session.wait_text(&format!("{entries}/{entries}"));
            session.type_text("net");
            session.settle(QUIET);
            let (begun, before) = (Instant::now(), session.transcript().len());
            session.keys("7");
            let mut last = Duration::ZERO;
            while !session.listen_once(QUIET).is_empty() {
                last = begun.elapsed();
            }
            waits.push(millis(last));
            bytes = session.transcript().len() - before;
            session.key(Key::ESC);
        }
        report::shown(&format!("fzf, a key in the filter of {entries}: to its last byte, ms"), &waits, None);
        said(&format!("fzf, a key in the filter of {entries}: bytes"), bytes);
    }
}
