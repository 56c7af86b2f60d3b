//! The real binary on a pseudo-terminal, buying from the embedded cloud: everything is picked by name, no ID is typed.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

mod support;

use support::env::assert_no_secret_below;
use support::pty::{Exit, Key, Session};

/// An empty home, so that neither keys nor drafts of the person who tests come into play.
fn start(home: &tempfile::TempDir) -> Session {
    let home = home.path().to_str().unwrap();
    let config = format!("{home}/config");
    Session::start((100, 30), &["--sandbox", "--config-dir", &config], &[("HOME", home)])
}

/// Jumps to a screen by its number, counted from the top of the overview.
fn to(session: &mut Session, screen: usize, title: &str) {
    session.key(Key::Ctrl('o'));
    session.wait_text("0 Account");
    session.key(Key::Home);
    (0..screen).for_each(|_| session.key(Key::Down));
    session.key(Key::Enter);
    session.wait_text(title);
}

/// Filters the focused list by a name and takes the entry.
fn pick(session: &mut Session, name: &str, listed: &str) {
    session.wait_text(listed);
    session.keys("/");
    session.wait_text("Filter:");
    session.type_text(name);
    session.wait_text(&format!("Filter: {name}"));
    session.key(Key::Enter);
}

#[test]
fn an_instance_is_bought_without_typing_a_single_id() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(&home);
    session.wait_text("[1 ENGINE]");
    session.key(Key::Tab);
    session.wait_text("> Name");
    session.type_text("orders-prod");
    to(&mut session, 3, "[3 FLAVOR]");
    pick(&mut session, "p2.large.12", "rocketmq.p2.large.12");
    to(&mut session, 5, "[5 NET]");
    pick(&mut session, "vpc-orders", "vpc-orders");
    pick(&mut session, "tier-b", "app-tier-b");
    pick(&mut session, "sg-mq", "sg-mq");
    to(&mut session, 6, "[6 ZONES]");
    session.wait_text("AZ1");
    for _ in 0..3 {
        session.keys(" ");
        session.key(Key::Down);
    }
    session.wait_text("[x] AZ3");
    to(&mut session, 7, "[7 KEYS]");
    session.wait_text("> At rest");
    session.keys(" ");
    session.wait_text("[x] on");
    session.key(Key::Tab);
    pick(&mut session, "orders", "reliability");
    to(&mut session, 8, "[8 PUB]");
    session.wait_text("> Public");
    session.keys(" ");
    session.wait_text("[x] on");
    session.key(Key::Tab);
    session.wait_text("203.0.113.11");
    session.keys(" ");
    session.wait_text("[x] 203.0.113.11");
    to(&mut session, 10, "[S]");
    for check in ["+ name is free", "+ zones open", "+ 902 free IPs", "+ key enabled", "+ 1 EIP unbound"] {
        session.wait_text(check);
    }
    session.confirm("To buy, type yes:", "yes");
    session.wait_text("RUNNING");
    session.key(Key::Enter);
    assert_eq!(session.exit(), Exit::Code(0));
    session.assert_clean();
    let text = String::from_utf8_lossy(session.transcript()).into_owned();
    let farewell = text.rsplit("\x1b[?1049l").next().unwrap();
    assert!(farewell.contains("instance_id "), "{farewell}");
    assert_no_secret_below(home.path());
}
