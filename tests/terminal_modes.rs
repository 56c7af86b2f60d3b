//! Terminals as they are: the modes that another program left on, and what they send, at the real binary on a
//! pseudo-terminal; and the purchase box before hands and clipboards.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

mod support;

use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION, Sandbox, start_on_thread};
use serde_json::json;
use std::time::Duration;
use support::pty::{Exit, Key, Modes, Session};
use support::{ACCESS_KEY, SECRET_KEY, assert_no_secret};
use tempfile::TempDir;

/// A cloud, a home, and a wizard with a draft in which nothing is missing.
struct Desk {
    cloud: Sandbox,
    home: TempDir,
    session: Session,
}

impl Desk {
    fn start(change: impl FnOnce(&mut serde_json::Value)) -> Self {
        Self::on("xterm-256color", change)
    }

    fn on(term: &str, change: impl FnOnce(&mut serde_json::Value)) -> Self {
        let cloud =
            start_on_thread(World::default().creation_time(Duration::ZERO), ([127, 0, 0, 1], 0).into()).unwrap();
        let home = tempfile::tempdir().unwrap();
        let mut answers = json!({
            "name": "orders-prod", "engine": "reliability", "engine_version": "5.x", "storage_space": 300,
            "product_id": "rocketmq.b2.large.4", "vpc_id": "ce284b4a-5114-4a6e-a463-a0cd7e0af93a",
            "subnet_id": "8392788e-bb8c-4ff8-a9bf-34331e23ff77",
            "security_group_id": "536e7720-9fbe-4a19-a772-f0755ae665a7",
            "available_zones": ["9f1c5806706d4c1fb0eb72f0a9b18c77"],
        });
        change(&mut answers);
        let draft = json!({ "version": 1, "region": REGION, "project_id": PROJECT_ID, "answers": answers });
        let path = home.path().join("d.json");
        std::fs::write(&path, draft.to_string()).unwrap();
        let dir = home.path().to_str().unwrap();
        let env =
            [("HOME", dir), ("HUAWEICLOUD_SDK_AK", ACCESS_KEY), ("HUAWEICLOUD_SDK_SK", SECRET_KEY), ("TERM", term)];
        let (url, file) = (cloud.url(), path.to_str().unwrap());
        let mut session = Session::start((80, 24), &["--draft", file, "--endpoint", &url], &env);
        session.wait_text("[1 ENGINE]");
        Self { cloud, home, session }
    }

    /// To a question of the first screen, as it is marked where it has the focus.
    fn to(&mut self, marked: &str) {
        for _ in 0..6 {
            if self.session.screen().contains(marked) {
                return;
            }
            self.session.key(Key::Tab);
            self.session.listen(Duration::from_millis(150));
        }
        panic!("no {marked} on\n{}", self.session.screen());
    }

    fn go_to_summary(&mut self) {
        self.session.key(Key::Ctrl('o'));
        self.session.wait_text("S Summary");
        self.session.key(Key::End);
        self.session.key(Key::Enter);
        self.session.wait_text("To buy, type yes:");
        self.session.wait_text("clock");
    }

    fn leave(mut self) {
        self.session.key(Key::Ctrl('c'));
        self.session.wait_text("Ctrl-C once more");
        self.session.key(Key::Ctrl('c'));
        assert_eq!(self.session.exit(), Exit::Code(10), "{}", self.session.screen());
        assert_eq!(self.session.modes(), Modes::RESTORED);
        assert_eq!(self.session.questions(), Vec::<String>::new());
        assert_no_secret(self.session.transcript());
        drop(self.home);
    }
}

/// What came is none of the answers, and the next key is one.
#[test]
fn reports_of_mice_and_windows_are_not_typed() {
    let mut desk = Desk::start(|_| {});
    desk.to("> About");
    let reports: [&[u8]; 6] = [
        b"\x1b[M *%",
        b"\x1b[M\xc2\xa0\xc2\x84%",
        b"\x1b[<0;10;5M\x1b[<0;10;5m",
        b"\x1b[32;10;5M",
        b"\x1b[I\x1b[O",
        b"\x1b]11;rgb:0/0/0\x1b\\",
    ];
    for report in reports {
        desk.session.raw(report);
    }
    desk.session.keys("z");
    desk.session.wait_text("description            z");
    desk.leave();
}

#[test]
fn an_application_keypad_types_its_digits() {
    let mut desk = Desk::start(|_| {});
    desk.to("> About");
    for key in [b"\x1bOw", b"\x1bOs", b"\x1bOq", b"\x1bOy", b"\x1bOu"] {
        desk.session.raw(key);
    }
    desk.session.wait_text("73195");
    desk.leave();
}

#[test]
fn ctrl_c_leaves_in_every_form_and_out_of_every_sequence() {
    let forms: [&[u8]; 4] = [b"\x03", b"\x1b[27;5;99~", b"\x1b[99;5u", b"\x1b[67;46;3;1;8;1_"];
    for form in forms {
        for begun in [&b""[..], b"\x1b]", b"\x1bP", b"\x1bX", b"\x1b^", b"\x1b_", b"\x1bO", b"\x1b["] {
            let mut desk = Desk::start(|_| {});
            desk.session.raw(&[begun, form].concat());
            desk.session.wait_text("Ctrl-C once more");
            desk.session.raw(&[begun, form].concat());
            assert_eq!(desk.session.exit(), Exit::Code(10), "{} {}", begun.escape_ascii(), form.escape_ascii());
        }
    }
}

#[test]
fn carriage_return_and_line_feed_are_one_enter() {
    let mut desk = Desk::start(|answers| answers["name"] = json!(null));
    desk.to("> Name");
    desk.session.raw(b"\r\n");
    desk.session.wait_text("Name is missing");
    assert!(desk.session.screen().contains("> Name"), "{}", desk.session.screen());
    desk.session.raw(b"\r");
    desk.session.raw(b"\n");
    desk.session.wait_text("> About");
    desk.session.listen(Duration::from_millis(100));
    assert!(desk.session.screen().contains("> About"), "{}", desk.session.screen());
    desk.leave();
}

#[test]
fn gbk_is_refused_with_a_word() {
    let mut desk = Desk::start(|_| {});
    desk.to("> About");
    desk.session.raw(b"\xb6\xa9\xb5\xa5");
    desk.session.wait_text("not UTF-8");
    desk.session.raw("订".as_bytes());
    desk.session.wait_text("description            订");
    desk.leave();
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
        ("dumb", 0, 0),
    ] {
        let mut desk = Desk::on(term, |_| {});
        desk.session.key(Key::Ctrl('c'));
        desk.session.wait_text("Ctrl-C once more");
        desk.session.key(Key::Ctrl('c'));
        desk.session.exit();
        let sent = String::from_utf8_lossy(desk.session.transcript()).into_owned();
        let counts = (sent.matches(QUIET).count(), sent.matches(PLAIN).count());
        assert_eq!(counts, (quiet, plain), "{term}");
        assert_eq!(sent.matches("\x1b[>").count() + sent.matches("\x1b[=").count(), plain * 2, "{term}");
        let left = sent.split("\x1b[?1049l").nth(1).unwrap();
        assert_eq!(left.matches(QUIET).count(), quiet / 2, "{term}: on the screen that is left to others");
    }
}

#[test]
fn hands_buy_and_clipboards_do_not() {
    for clipboard in [&b"yes\n"[..], b"yes\r", b"yes\r\n", b"\x1b[200~x\x1b[201~\x15yes\r\x1b[201~"] {
        let mut desk = Desk::start(|_| {});
        desk.go_to_summary();
        desk.session.raw(clipboard);
        desk.session.wait_text("press Enter once more");
        assert_eq!(desk.cloud.created().len(), 0, "{}", desk.session.screen());
        // It has been seen since, and nothing else comes.
        std::thread::sleep(Duration::from_millis(60));
        desk.session.key(Key::Enter);
        desk.session.wait_text("RUNNING");
        assert_eq!(desk.cloud.created().len(), 1, "{}", clipboard.escape_ascii());
    }
    let mut desk = Desk::start(|_| {});
    desk.go_to_summary();
    desk.session.paste("yes\n");
    desk.session.wait_text("A paste does not confirm");
    desk.session.confirm("To buy, type yes:", "yes");
    desk.session.wait_text("RUNNING");
    assert_eq!(desk.cloud.created().len(), 1);
}
