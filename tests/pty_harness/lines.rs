//! The terminal in lines, by a child that says what it was told.

use crate::support::pty::Session;
use crate::{CHILD, SIZE, came, exe, until_something_waits};
use rocketmq_wizard::terminal::lines::{Lines, TypedLine};
use std::time::Duration;

/// Says "busy" until a line waits, when that came, and then of each line how long it is.
pub(super) fn in_the_child() {
    let mut lines = Lines::open().unwrap();
    lines.say("busy\n");
    let waited = until_something_waits();
    let first = next(&mut lines);
    lines.say(&format!("{}\n", came(first.arrival, waited)));
    loop {
        let TypedLine { text, arrival } = next(&mut lines);
        let told = text.map_or_else(|| "not whole".to_owned(), |text| format!("{} typed", text.len()));
        lines.say(&format!("{told}{}\n", if arrival.alone { ", an Enter alone" } else { "" }));
    }
}

fn next(lines: &mut Lines) -> TypedLine {
    std::iter::repeat_with(|| lines.wait(None, true).line).find_map(|line| line).unwrap()
}

fn child() -> Session {
    let env = [("TERMINAL_CHILD", "1"), ("TERMINAL_LINES", "1")];
    let mut session = Session::spawn(SIZE, &exe(), &CHILD, &env);
    session.wait_text("busy");
    session.keys("x\r");
    session.wait_text("came");
    session
}

/// Or it would answer a question that was asked after it was typed.
#[test]
fn a_line_that_waited_is_known_to_have_come_before_it_was_read() {
    assert!(child().screen().contains("came before"));
}

#[test]
fn a_line_that_the_kernel_may_have_cut_is_not_taken_for_a_whole_one() {
    let mut session = child();
    for (length, told) in [(3_900, "3900 typed"), (4_050, "not whole"), (5_000, "not whole"), (7, "7 typed")] {
        session.keys(&format!("{}\r", "x".repeat(length)));
        session.wait_for(told, |screen| screen.trim_end().ends_with(told));
    }
}

/// Ctrl-D hands over what was typed so far.
#[test]
fn only_an_enter_with_nothing_before_it_is_alone() {
    let mut session = child();
    for (keys, told) in [("\r", "0 typed, an Enter alone"), ("yes\r", "3 typed"), ("ye\x04\r", "2 typed")] {
        session.keys(keys);
        session.wait_for(told, |screen| screen.trim_end().ends_with(told));
    }
}

/// Stopped by Ctrl-S and continued by Ctrl-Q.
#[test]
fn what_a_stopped_terminal_does_not_take_it_gets_later() {
    let mut session = child();
    session.raw(b"\x13four\r");
    session.listen(Duration::from_millis(100));
    session.raw(b"\x11");
    session.wait_text("4 typed");
}
