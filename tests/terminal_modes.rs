//! Terminals as they are: the modes that another program left on, and what they send, at the real binary on a
//! pseudo-terminal; and the purchase box before hands and clipboards.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

mod support;

use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION};
use serde_json::json;
use std::time::Duration;
use support::env::{Environment, SIZE, WIZARD, put};
use support::pty::{Exit, Key, ONCE_MORE, Session};

/// A cloud, a home, and a wizard with a draft in which nothing is missing.
struct Opened {
    env: Environment,
    session: Session,
}

impl Opened {
    fn start(change: impl FnOnce(&mut serde_json::Value)) -> Self {
        Self::on("xterm-256color", change)
    }

    fn on(term: &str, change: impl FnOnce(&mut serde_json::Value)) -> Self {
        let env = Environment::new(World::default().creation_time(Duration::ZERO));
        let mut answers = json!({
            "name": "orders-prod", "engine": "reliability", "engine_version": "5.x", "storage_space": 300,
            "product_id": "rocketmq.b2.large.4", "vpc_id": "ce284b4a-5114-4a6e-a463-a0cd7e0af93a",
            "subnet_id": "8392788e-bb8c-4ff8-a9bf-34331e23ff77",
            "security_group_id": "536e7720-9fbe-4a19-a772-f0755ae665a7",
            "available_zones": ["9f1c5806706d4c1fb0eb72f0a9b18c77"],
        });
        change(&mut answers);
        let draft = json!({ "version": 1, "region": REGION, "project_id": PROJECT_ID, "answers": answers });
        put(&env.draft("orders-prod"), draft.to_string().as_bytes());
        let mut session = env.run(SIZE, "env", &[&format!("TERM={term}"), WIZARD, "--draft", "orders-prod"]);
        session.wait_text("[1 ENGINE]");
        Self { env, session }
    }

    /// To a question of the first screen, as it is marked where it has the focus.
    fn to(&mut self, marked: &str) {
        for _ in 0..6 {
            if self.session.screen().contains(marked) {
                return;
            }
            self.session.key(Key::TAB);
            self.session.listen(Duration::from_millis(150));
        }
        panic!("no {marked} on\n{}", self.session.screen());
    }

    fn go_to_summary(&mut self) {
        self.session.key(Key::ctrl('o'));
        self.session.wait_text("S Summary");
        self.session.keys("s");
        self.session.wait_text("To buy, type yes:");
        self.session.wait_text("clock");
        // What comes while a frame is drawn counts as typed before it.
        self.session.settle(Duration::from_millis(150));
    }

    fn leave(mut self) {
        assert_eq!(self.session.leave(), Exit::Code(10), "{}", self.session.screen());
    }
}

/// What came is none of the answers, and the next key is one.
#[test]
fn reports_of_mice_and_windows_are_not_typed() {
    let mut wizard = Opened::start(|_| {});
    wizard.to("> About");
    let reports: [&[u8]; 6] = [
        b"\x1b[M *%",
        b"\x1b[M\xc2\xa0\xc2\x84%",
        b"\x1b[<0;10;5M\x1b[<0;10;5m",
        b"\x1b[32;10;5M",
        b"\x1b[I\x1b[O",
        b"\x1b]11;rgb:0/0/0\x1b\\",
    ];
    for report in reports {
        wizard.session.raw(report);
    }
    wizard.session.keys("z");
    wizard.session.wait_text("description            z");
    wizard.leave();
}

#[test]
fn an_application_keypad_types_its_digits() {
    let mut wizard = Opened::start(|_| {});
    wizard.to("> About");
    for key in [b"\x1bOw", b"\x1bOs", b"\x1bOq", b"\x1bOy", b"\x1bOu"] {
        wizard.session.raw(key);
    }
    wizard.session.wait_text("73195");
    wizard.leave();
}

#[test]
fn ctrl_c_leaves_in_every_form_and_out_of_every_sequence() {
    let forms: [&[u8]; 4] = [b"\x03", b"\x1b[27;5;99~", b"\x1b[99;5u", b"\x1b[67;46;3;1;8;1_"];
    for form in forms {
        for begun in [&b""[..], b"\x1b]", b"\x1bP", b"\x1bX", b"\x1b^", b"\x1b_", b"\x1bO", b"\x1b["] {
            let mut wizard = Opened::start(|_| {});
            wizard.session.raw(&[begun, form].concat());
            wizard.session.wait_text("Ctrl-C once more");
            wizard.session.raw(&[begun, form].concat());
            assert_eq!(wizard.session.exit(), Exit::Code(10), "{} {}", begun.escape_ascii(), form.escape_ascii());
        }
    }
}

#[test]
fn carriage_return_and_line_feed_are_one_enter() {
    let mut wizard = Opened::start(|answers| answers["name"] = json!(null));
    wizard.to("> Name");
    wizard.session.raw(b"\r\n");
    wizard.session.wait_text("Name is missing");
    assert!(wizard.session.screen().contains("> Name"), "{}", wizard.session.screen());
    wizard.session.raw(b"\r");
    wizard.session.raw(b"\n");
    wizard.session.wait_text("[2 VERSION]");
    wizard.session.listen(Duration::from_millis(100));
    assert!(wizard.session.screen().contains("[2 VERSION]"), "{}", wizard.session.screen());
    wizard.leave();
}

#[test]
fn gbk_is_refused_with_a_word() {
    let mut wizard = Opened::start(|_| {});
    wizard.to("> About");
    wizard.session.raw(b"\xb6\xa9\xb5\xa5");
    wizard.session.wait_text("not UTF-8");
    wizard.session.raw("订".as_bytes());
    wizard.session.wait_text("description            订");
    wizard.leave();
}

#[test]
fn modes_that_were_left_on_are_switched_off_in_forms_that_no_console_prints() {
    const QUIET: &str = "\x1b[?1;9;1000;1001;1002;1003;1004;1005;1006;1015;1016l\x1b>";
    const PLAIN: &str = "\x1b[>4m\x1b[=0u";
    for (term, quiet, plain) in [
        ("xterm-256color", 2, 2),
        ("tmux-256color", 2, 2),
        ("putty", 2, 2),
        ("linux", 2, 0),
        ("vt100", 2, 0),
        ("", 0, 0),
    ] {
        let mut wizard = Opened::on(term, |_| {});
        wizard.session.leave();
        let sent = String::from_utf8_lossy(wizard.session.transcript()).into_owned();
        let counts = (sent.matches(QUIET).count(), sent.matches(PLAIN).count());
        assert_eq!(counts, (quiet, plain), "{term}");
        assert_eq!(sent.matches("\x1b[>").count() + sent.matches("\x1b[=").count(), plain * 2, "{term}");
        let left = sent.split("\x1b[?1049l").nth(1).unwrap();
        assert_eq!(left.matches(QUIET).count(), quiet / 2, "{term}: on the screen that is left to others");
    }
}

#[test]
fn hands_buy_and_clipboards_do_not() {
    for clipboard in ["yes\n", "yes\r", "yes\r\n", "\x1b[200~x\x1b[201~\x15yes\r\x1b[201~"] {
        let mut wizard = Opened::start(|_| {});
        wizard.go_to_summary();
        wizard.session.keys_until(clipboard, |screen| screen.contains(ONCE_MORE));
        assert_eq!(wizard.env.cloud.created().len(), 0, "{}", wizard.session.screen());
        wizard.session.enter_until_taken("To buy, type yes:", "\r");
        wizard.session.wait_text("RUNNING");
        assert_eq!(wizard.env.cloud.created().len(), 1, "{clipboard:?}");
    }
    let mut wizard = Opened::start(|_| {});
    wizard.go_to_summary();
    wizard.session.paste("yes\n");
    wizard.session.wait_text("A paste does not confirm");
    wizard.session.confirm("To buy, type yes:", "yes");
    wizard.session.wait_text("RUNNING");
    assert_eq!(wizard.env.cloud.created().len(), 1);
}
