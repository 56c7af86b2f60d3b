//! The question of `create` at a terminal: who answers it, and how the terminal is left; and signals that were ignored.

use crate::home::{Home, at_once, hourly};
use crate::support::env::WIZARD;
use crate::support::pty::{Exit, Key, ONCE_MORE, Session, Signal};
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use std::time::Duration;

const QUESTION: &str = "To buy, type yes:";

/// `create`, run by the shell with this script.
fn create(home: &Home, script: &str) -> Session {
    let file = home.file("d.json", &hourly());
    home.session((100, 40), &["sh", "-c", script, WIZARD, "create", "--draft", &file])
}

fn asked(home: &Home) -> Session {
    let mut session = create(home, "exec \"$0\" \"$@\"");
    session.wait_text(QUESTION);
    // Whoever waits for the question may be faster than the program that has just written it.
    session.listen(Duration::from_millis(200));
    session
}

#[test]
fn what_was_typed_before_it_had_started_confirms_nothing() {
    let home = Home::quick();
    // The program starts once the line has been typed ahead.
    let script = "read go; \"$0\" \"$@\"; echo left with $?";
    let mut session = create(&home, script);
    session.keys("go\ryes\r");
    session.wait_text(QUESTION);
    // Nothing of it is an answer, and the next Enter is none to a word that nobody typed.
    session.listen(Duration::from_millis(300));
    assert_eq!(home.sandbox.created().len(), 0);
    assert!(session.confirm(QUESTION, "yes"), "{}", session.screen());
    session.wait_text("left with 0");
    assert_eq!(home.sandbox.created().len(), 1);
}

#[test]
fn clipboards_confirm_nothing_and_one_more_enter_does() {
    for clipboard in ["yes\r", "yes\n", "yes\r\n", "\x1b[200~x\x1b[201~\x15yes\r\x1b[201~"] {
        let home = Home::quick();
        let mut session = asked(&home);
        session.keys_until(clipboard, |screen| screen.contains(ONCE_MORE));
        assert_eq!(home.sandbox.created().len(), 0, "{}", session.screen());
        session.enter_until_taken(QUESTION, "\r");
        assert_eq!(session.exit(), Exit::Code(0), "{}", session.screen());
        assert_eq!(home.sandbox.created().len(), 1, "{clipboard:?}");
        session.assert_clean();
    }
    let home = Home::quick();
    let mut session = asked(&home);
    session.paste("yes\n");
    session.wait_text("A paste does not confirm");
    session.enter_until_taken(QUESTION, "\r");
    assert_eq!((session.exit(), home.sandbox.created().len()), (Exit::Code(10), 0));
}

#[test]
fn the_terminal_is_as_it_was_after_every_way_out() {
    type Way = (&'static str, fn(&mut Session), Exit);
    let ways: [Way; 7] = [
        ("Ctrl-C", |session| session.key(Key::ctrl('c')), Exit::Code(130)),
        ("Ctrl-C of modifyOtherKeys", |session| session.raw(b"\x1b[27;5;99~"), Exit::Code(130)),
        ("Ctrl-D", |session| session.key(Key::ctrl('d')), Exit::Code(10)),
        ("Enter", |session| assert!(session.enter_until_taken(QUESTION, "\r")), Exit::Code(10)),
        ("SIGTERM", |session| session.signal(Signal::TERM), Exit::Code(143)),
        ("SIGINT", |session| session.signal(Signal::INT), Exit::Code(130)),
        ("SIGHUP", |session| session.signal(Signal::HUP), Exit::Code(129)),
    ];
    for (way, leave, exit) in ways {
        let home = Home::quick();
        let mut session = asked(&home);
        assert!(session.changes().contains(&"line"), "each key is read by itself");
        leave(&mut session);
        assert_eq!(session.exit(), exit, "{way}: {}", session.screen());
        assert_eq!(home.sandbox.created().len(), 0, "{way}");
        session.assert_clean();
    }
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_asks_anew() {
    let home = Home::quick();
    let script = "set -m; \"$0\" \"$@\"; echo stopped with $?; read x; fg; echo left with $?";
    let mut session = create(&home, script);
    session.wait_text(QUESTION);
    assert!(session.type_word(QUESTION, "ye"));
    session.key(Key::ctrl('z'));
    session.wait_text("stopped with 148");
    assert!(!session.changes().contains(&"line"));
    let questions = session.screen().matches(QUESTION).count();
    session.key(Key::ENTER);
    session.wait_for("the question again", |screen| screen.matches(QUESTION).count() > questions);
    session.key(Key::ctrl('u'));
    assert!(session.confirm(QUESTION, "yes"));
    session.wait_text("left with 0");
    assert_eq!(home.sandbox.created().len(), 1);
}

/// `nohup`, and jobs that a script starts in the background: what they were started to ignore does not end them.
#[test]
fn a_signal_that_was_ignored_at_the_start_stays_ignored() {
    let cases =
        [("HUP", Signal::HUP, Signal::TERM), ("INT", Signal::INT, Signal::HUP), ("TERM", Signal::TERM, Signal::INT)];
    at_once(cases, |(ignored, signal, other)| {
        let home = Home::quick();
        home.sandbox.set_fault(Fault::new(FaultKind::Slow { ms: 1500 }).on("POST", "/v2/").times(1));
        let script = format!("trap '' {ignored}; exec \"$0\" \"$@\" --yes");
        let mut session = create(&home, &script);
        session.wait_for("the order", |_| home.orders().len() == 1);
        session.signal(signal);
        session.signal(signal);
        assert_eq!(session.exit(), Exit::Code(0), "{ignored}: {}", session.screen());
        // Another one is heard.
        home.sandbox.set_fault(Fault::new(FaultKind::NeverAnswer).on("GET", "/").times(u32::MAX));
        let mut session = create(&home, &script);
        session.wait_for("a request", |_| true);
        session.listen(Duration::from_millis(500));
        session.signal(other);
        assert!(matches!(session.exit(), Exit::Code(129 | 130 | 143)), "{ignored}");
    });
}
