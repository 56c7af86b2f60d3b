//! The real binary on a pseudo-terminal, from the first screen to the printed ID, and every way out.
//!
//! Home and all directories are temporary, nothing is inherited from the environment, and nothing leaves loopback.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

mod support;

use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, start_on_thread};
use rustix::termios::{Action, tcflow};
use std::time::{Duration, Instant};
use support::env::{SIZE, WIZARD, assert_no_secret_below};
use support::pty::{Exit, Key, Session, Signal};
use support::{ACCESS_KEY, SECRET_KEY, assert_no_secret};
use tempfile::TempDir;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A wizard and the only directory it may write to.
struct Started {
    session: Session,
    home: TempDir,
}

/// Starts the wizard with these arguments, in a home of its own.
fn start(size: (u16, u16), args: &[&str]) -> Started {
    start_in(tempfile::tempdir().unwrap(), size, args)
}

fn start_in(home: TempDir, size: (u16, u16), args: &[&str]) -> Started {
    let path = home.path().to_str().unwrap().to_owned();
    let config = format!("{path}/given");
    Started {
        session: Session::spawn(size, WIZARD, &[args, &["--config-dir", &config]].concat(), &[("HOME", &path)]),
        home,
    }
}

/// The sandbox, started by this line of a shell, which gets the program and its arguments as its own.
fn under_shell(line: &str) -> Started {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().to_str().unwrap().to_owned();
    let config = format!("{path}/given");
    let args = ["-c", line, WIZARD, "--sandbox", "--config-dir", &config];
    Started { session: Session::spawn(SIZE, "sh", &args, &[("HOME", &path)]), home }
}

/// The sandbox of the wizard itself, on the screen it begins with.
fn sandbox(size: (u16, u16)) -> Started {
    let mut started = start(size, &["--sandbox"]);
    started.session.wait_text("SANDBOX");
    started
}

impl Started {
    /// Fails unless the terminal is as it was found, and the secret key is nowhere.
    fn is_left(&mut self, exit: &Exit) {
        assert_eq!(self.session.exit(), *exit, "{}", self.session.screen());
        self.session.assert_clean();
        assert_no_secret_below(self.home.path());
    }

    /// The draft on disk that takes the name of [`Self::name`].
    fn draft(&self) -> String {
        std::fs::read_to_string(self.home.path().join("given/drafts/orders-prod.json")).unwrap()
    }

    /// Jumps to a screen by its number.
    fn to(&mut self, step: usize, shown: &str) {
        self.session.key(Key::ctrl('o'));
        self.session.wait_text("S Summary");
        self.session.key(Key::HOME);
        (0..step).for_each(|_| self.session.key(Key::DOWN));
        self.session.key(Key::ENTER);
        self.session.wait_text(shown);
    }

    /// Names the instance. Eight letters in one piece are a paste to the wizard, so this is one.
    fn name(&mut self) {
        self.session.wait_text("[1 ENGINE]");
        self.session.wait_text("> Name");
        self.session.paste("orders-prod");
        self.session.wait_text("name                   orders-prod");
    }

    /// Types into the filter of the list under the cursor, and takes the entry when it stands alone.
    fn pick(&mut self, filter: &str, taken: &str) {
        self.session.keys("/");
        self.session.wait_text("Filter:");
        self.session.type_text(filter);
        self.session.wait_text(&format!("Filter: {filter}"));
        self.session.key(Key::ENTER);
        self.session.wait_text(taken);
    }

    /// Switches on what the question under the cursor is about, and goes on to its list.
    fn switch_on(&mut self, marked: &str, listed: &str) {
        self.session.wait_text(marked);
        self.session.keys(" ");
        self.session.wait_text("[x] on");
        self.session.key(Key::TAB);
        self.session.wait_text(listed);
    }

    /// To the summary, with nothing wrong.
    fn ready(&mut self) {
        self.name();
        self.to(5, "vpc-orders");
        self.pick("vpc-or", "app-tier-b");
        self.pick("tier-b", "sg-mq");
        self.pick("sg-mq", "[6 ZONES]");
        self.to(6, "AZ1");
        self.session.keys(" ");
        self.session.wait_text("[x] AZ1");
        self.to(10, "Account example-corp");
        // The box opens once everything before it was seen.
        if !self.session.screen().contains("To buy, type yes:") {
            self.session.key(Key::END);
            self.session.wait_text("To buy, type yes:");
        }
    }
}

#[test]
fn from_the_first_screen_to_the_printed_id() {
    let mut wizard = sandbox(SIZE);
    wizard.ready();
    wizard.session.confirm("To buy, type yes:", "yes");
    wizard.session.wait_text("RUNNING");
    wizard.session.wait_text("Name server");
    let screen = wizard.session.screen();
    let id = screen.lines().find_map(|line| line.split_once("Instance ID").map(|(_, id)| id.trim().to_owned()));
    let id = id.unwrap_or_else(|| panic!("no ID on\n{screen}"));
    wizard.session.key(Key::ctrl('c'));
    wizard.session.wait_text("Ctrl-C once more");
    wizard.session.key(Key::ctrl('c'));
    wizard.is_left(&Exit::Code(0));
    let normal = wizard.session.screen();
    assert!(normal.contains(&format!("instance_id {id}")), "{normal}");
    assert!(normal.contains(&format!("orders-prod is RUNNING: {id}.")), "{normal}");
}

#[test]
fn an_instance_is_bought_without_typing_a_single_id() {
    let mut wizard = sandbox((100, 30));
    wizard.name();
    wizard.to(3, "[3 FLAVOR]");
    wizard.session.wait_text("rocketmq.p2.large.12");
    wizard.pick("p2.large.12", "rocketmq.p2.large.12");
    wizard.to(5, "[5 NETWORKING]");
    wizard.session.wait_text("vpc-orders");
    wizard.pick("vpc-orders", "app-tier-b");
    wizard.pick("tier-b", "sg-mq");
    wizard.pick("sg-mq", "[6 ZONES]");
    wizard.to(6, "[6 ZONES]");
    wizard.session.wait_text("AZ1");
    for _ in 0..3 {
        wizard.session.keys(" ");
        wizard.session.key(Key::DOWN);
    }
    wizard.session.wait_text("[x] AZ3");
    wizard.to(7, "[7 ENCRYPTION]");
    wizard.switch_on("> At rest", "reliability");
    wizard.pick("orders", "orders");
    wizard.to(8, "[8 PUBLIC ACCESS]");
    wizard.switch_on("> Public", "203.0.113.11");
    wizard.session.keys(" ");
    wizard.session.wait_text("[x] 203.0.113.11");
    wizard.to(10, "[S]");
    for check in [
        "+ name is free",
        "+ zones open",
        "+ 902 free IPs",
        "+ key enabled",
        "+ 1 EIP unbound",
        "! creation fails unless the service may use keys",
    ] {
        wizard.session.wait_text(check);
    }
    wizard.session.confirm("To buy, type yes:", "yes");
    wizard.session.wait_text("RUNNING");
    wizard.session.key(Key::ctrl('c'));
    wizard.session.wait_text("Ctrl-C once more");
    wizard.session.key(Key::ctrl('c'));
    wizard.is_left(&Exit::Code(0));
    assert!(wizard.session.screen().contains("instance_id "), "{}", wizard.session.screen());
}

#[test]
fn ctrl_c_twice_leaves_and_keeps_the_draft() {
    let mut wizard = sandbox(SIZE);
    wizard.name();
    wizard.session.leave();
    wizard.is_left(&Exit::Code(10));
    assert!(wizard.draft().contains("orders-prod"));
    let mut again = start_in(wizard.home, SIZE, &["--sandbox", "--draft", "orders-prod"]);
    again.session.wait_text("orders-prod");
    again.session.signal(Signal::TERM);
    again.is_left(&Exit::Code(143));
}

/// Whatever ends it is told to whoever started it: by an exit code, or as if nobody had caught the signal.
#[test]
fn signals_end_it_in_order_and_keep_what_was_typed() {
    let by = |name: &str| Exit::Signal(name.to_owned());
    for (signal, exit) in [
        (Signal::TERM, Exit::Code(143)),
        (Signal::HUP, Exit::Code(129)),
        (Signal::QUIT, by("Quit")),
        (Signal::ABORT, by("Aborted")),
        (Signal::ALARM, by("Alarm clock")),
        (Signal::USR1, by("User defined signal 1")),
        (Signal::USR2, by("User defined signal 2")),
        (Signal::VTALARM, by("Virtual timer expired")),
        (Signal::XCPU, by("CPU time limit exceeded")),
        (Signal::POWER, Exit::Code(158)),
        (Signal::STKFLT, Exit::Code(144)),
    ] {
        assert_saved_by(&exit, |session| session.signal(signal));
    }
    // Real-time signals have no names.
    for number in [34, 50, 64] {
        let kill = |session: &Session| {
            let args = [format!("-{number}"), session.pid().to_string()];
            assert!(std::process::Command::new("kill").args(args).status().unwrap().success());
        };
        assert_saved_by(&Exit::Code(128 + number), kill);
    }
}

#[test]
fn what_is_typed_without_a_rest_is_saved_all_the_same() {
    let mut wizard = sandbox(SIZE);
    wizard.name();
    wizard.session.key(Key::TAB);
    wizard.session.wait_text("saved");
    let begun = Instant::now();
    while !wizard.draft().contains("xxxxx") {
        assert!(begun.elapsed() < PATIENCE, "{}", wizard.draft());
        wizard.session.type_text("x");
        wizard.session.listen(Duration::from_millis(50));
    }
}

/// What is being typed is in the draft, and the terminal as it was, once this has ended the wizard so.
fn assert_saved_by(exit: &Exit, end: impl FnOnce(&Session)) {
    let mut wizard = sandbox(SIZE);
    wizard.name();
    end(&wizard.session);
    wizard.is_left(exit);
    assert!(wizard.draft().contains("orders-prod"));
}

#[test]
fn a_signal_that_was_ignored_from_the_start_stays_ignored() {
    let mut wizard = under_shell("trap '' HUP QUIT USR1; exec \"$0\" \"$@\"");
    wizard.session.wait_text("SANDBOX");
    for signal in [Signal::HUP, Signal::QUIT, Signal::USR1] {
        wizard.session.signal(signal);
    }
    wizard.name();
    // A limit of the system is no reason to end either: the write that is refused says it.
    wizard.session.signal(Signal::XFSZ);
    wizard.session.leave();
}

/// The system of this test may write cores elsewhere than in the working directory; the limit says no in any case.
#[test]
fn no_core_is_dumped() {
    let mut wizard = under_shell("cd \"$HOME\"; ulimit -c unlimited 2>/dev/null; exec \"$0\" \"$@\"");
    wizard.session.wait_text("SANDBOX");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", wizard.session.pid())).unwrap();
    let core: Vec<&str> = limits.lines().find(|line| line.contains("core")).unwrap().split_whitespace().collect();
    assert_eq!(core[4..], ["0", "0", "bytes"], "{limits}");
    wizard.session.signal(Signal::QUIT);
    wizard.is_left(&Exit::Signal("Quit".to_owned()));
    let files: Vec<_> = std::fs::read_dir(wizard.home.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(!files.iter().any(|name| name.to_string_lossy().starts_with("core")), "{files:?}");
}

#[test]
fn what_is_being_typed_is_saved_after_a_moment_of_rest() {
    let mut wizard = sandbox(SIZE);
    wizard.name();
    let path = wizard.home.path().join("given/drafts/orders-prod.json");
    let begun = Instant::now();
    while !path.exists() {
        assert!(begun.elapsed() < PATIENCE, "it is not saved");
        wizard.session.listen(Duration::from_millis(20));
    }
    wizard.session.signal(Signal::KILL);
    assert!(wizard.draft().contains("orders-prod"));
}

/// The terminal takes nothing any more, as behind a stopped line or a program that does not read.
#[test]
fn a_terminal_that_takes_nothing_is_left_all_the_same() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let mut wizard = sandbox(SIZE);
        wizard.name();
        let tty = std::fs::read_link(format!("/proc/{}/fd/0", wizard.session.pid())).unwrap();
        let tty = std::fs::File::options().read(true).write(true).open(tty).unwrap();
        tcflow(&tty, Action::OOff).unwrap();
        drop(tty);
        wizard.session.key(Key::TAB);
        wizard.session.keys("a note");
        wizard.session.signal(signal);
        assert_eq!(wizard.session.exit(), Exit::Code(code));
        assert!(wizard.draft().contains("a note"));
    }
}

/// Wherever it is put, it is on the screen no longer than the word that refuses it, and in no file at all.
#[test]
fn a_secret_key_is_no_answer() {
    let mut wizard = sandbox(SIZE);
    wizard.name();
    wizard.session.key(Key::TAB);
    wizard.session.wait_text("> About");
    let refused = |wizard: &mut Started, place: &str| {
        wizard.session.wait_text(&format!("taken out of {place}"));
        assert_no_secret(wizard.session.screen().as_bytes());
    };
    wizard.session.paste(&format!("the key is {SECRET_KEY}, keep it"));
    refused(&mut wizard, "About");
    wizard.session.key(Key::RIGHT);
    wizard.session.wait_for("an end of that word", |screen| !screen.contains("taken out"));
    wizard.session.type_text(SECRET_KEY);
    refused(&mut wizard, "About");
    wizard.to(5, "vpc-orders");
    wizard.session.keys("/");
    wizard.session.wait_text("Filter:");
    wizard.session.type_text(SECRET_KEY);
    refused(&mut wizard, "VPC");
    wizard.session.paste(SECRET_KEY);
    refused(&mut wizard, "VPC");
    wizard.session.leave();
    assert!(wizard.draft().contains("orders-prod"));
    wizard.is_left(&Exit::Code(10));
}

#[test]
fn a_line_that_drops_keeps_what_was_typed() {
    let mut wizard = sandbox(SIZE);
    wizard.name();
    wizard.session.hang_up((90, 24));
    assert_eq!(wizard.session.exit(), Exit::Code(129));
    assert!(wizard.draft().contains("orders-prod"));
    assert_no_secret_below(wizard.home.path());
}

#[test]
fn a_signal_during_a_purchase_still_prints_the_id() {
    let world = World::default().creation_time(Duration::from_hours(9));
    let cloud = start_on_thread(world, ([127, 0, 0, 1], 0).into()).unwrap();
    let mut wizard = stranger(&cloud.url());
    wizard.ready();
    wizard.session.confirm("To buy, type yes:", "yes");
    wizard.session.wait_text("ID kept in the journal");
    wizard.session.signal(Signal::TERM);
    wizard.is_left(&Exit::Code(143));
    assert!(wizard.session.screen().contains("instance_id "), "{}", wizard.session.screen());
    assert!(wizard.session.screen().contains("rocketmq-wizard watch "), "{}", wizard.session.screen());
    // The next start finds it, and does not order again.
    let mut again = type_keys(start_in(wizard.home, SIZE, &elsewhere(&cloud.url())));
    again.session.key(Key::ctrl('o'));
    again.session.wait_text("S Summary");
    again.session.key(Key::END);
    again.session.key(Key::ENTER);
    again.session.wait_text("nothing; it is being built");
    again.session.signal(Signal::TERM);
    again.is_left(&Exit::Code(143));
    assert_eq!(cloud.created().len(), 1);
}

/// Without keys in the environment, against a cloud elsewhere on this machine: everything is asked for.
fn stranger(url: &str) -> Started {
    type_keys(start(SIZE, &elsewhere(url)))
}

/// This cloud, on a machine that has no metadata service.
fn elsewhere(url: &str) -> [&str; 4] {
    ["--endpoint", url, "--endpoint", "metadata=http://127.0.0.1:1"]
}

fn type_keys(mut wizard: Started) -> Started {
    wizard.session.wait_text("[0 ACCOUNT]");
    // Drafts and unfinished purchases of an earlier start lie over it. Another key at once would belong to this one.
    wizard.session.type_text("\x1b");
    wizard.session.wait_text("> Region");
    wizard.pick("Singap", "> Access key");
    wizard.session.paste(ACCESS_KEY);
    wizard.session.key(Key::TAB);
    wizard.session.wait_text("> Secret key");
    wizard.session.paste(&format!("{SECRET_KEY}\n"));
    wizard.session.wait_text("************");
    wizard.session.key(Key::ENTER);
    wizard.session.wait_text("> Project");
    wizard.session.paste(PROJECT_ID);
    wizard.session.key(Key::TAB);
    wizard.session.wait_text("[1 ENGINE]");
    wizard
}

#[test]
fn a_start_without_keys_asks_for_them_and_buys() {
    let cloud = start_on_thread(World::default(), ([127, 0, 0, 1], 0).into()).unwrap();
    let mut wizard = stranger(&cloud.url());
    assert!(!wizard.session.screen().contains("SANDBOX"), "{}", wizard.session.screen());
    wizard.ready();
    wizard.session.confirm("To buy, type yes:", "yes");
    wizard.session.wait_text("ID kept in the journal");
    assert_eq!(cloud.created().len(), 1);
    wizard.session.key(Key::ctrl('c'));
    wizard.session.key(Key::ctrl('c'));
    wizard.is_left(&Exit::Code(0));
}

#[test]
fn an_idle_wizard_sends_nothing() {
    let mut wizard = sandbox(SIZE);
    // The lists of the first screen have come once nothing changes any more.
    wizard.session.settle(Duration::from_millis(300));
    assert_eq!(wizard.session.listen(Duration::from_secs(1)), Vec::<u8>::new());
    wizard.session.signal(Signal::TERM);
    wizard.is_left(&Exit::Code(143));
}

#[test]
fn an_arrow_key_in_two_pieces_is_an_arrow_key() {
    let mut wizard = sandbox(SIZE);
    wizard.to(2, " >  *  5.x");
    wizard.session.raw(b"\x1b");
    wizard.session.raw(b"[B");
    wizard.session.wait_text(" >     4.8.0");
    wizard.session.raw(b"\x1b[");
    wizard.session.raw(b"A");
    wizard.session.wait_text(" >  *  5.x");
    assert!(wizard.session.screen().contains("[2 VERSION]"), "no Esc was seen");
    wizard.session.signal(Signal::TERM);
    wizard.is_left(&Exit::Code(143));
}

#[test]
fn a_small_terminal_shows_one_question_and_a_smaller_one_loses_nothing() {
    let mut wizard = sandbox((40, 12));
    wizard.session.wait_text("1 of 5");
    wizard.session.keys("orders");
    wizard.session.wait_text("orders");
    wizard.session.resize((30, 8));
    wizard.session.wait_text("too small");
    // Of these the Ctrl-C alone is answered, so that by then the others were taken in.
    wizard.session.keys("-prod");
    wizard.session.key(Key::ENTER);
    wizard.session.key(Key::ctrl('c'));
    wizard.session.wait_text("once more");
    wizard.session.resize(SIZE);
    wizard.session.wait_text("> Name");
    wizard.session.key(Key::TAB);
    wizard.session.wait_text("> About");
    assert!(!wizard.session.screen().contains("-prod"), "{}", wizard.session.screen());
    assert!(wizard.session.screen().contains("name                   orders"), "{}", wizard.session.screen());
    wizard.session.signal(Signal::TERM);
    wizard.is_left(&Exit::Code(143));
}

#[test]
fn the_same_without_colours_and_in_ascii() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().to_str().unwrap().to_owned();
    let env = [("HOME", path.as_str()), ("NO_COLOR", "1"), ("LANG", "C")];
    let session = Session::spawn(SIZE, WIZARD, &["--sandbox", "--ascii", "--config-dir", &path], &env);
    let mut wizard = Started { session, home };
    wizard.session.wait_text("[1 ENGINE]");
    wizard.session.settle(Duration::from_millis(300));
    let sent = String::from_utf8(wizard.session.transcript().to_vec()).unwrap();
    assert!(sent.is_ascii(), "{sent:?}");
    let colours = ["\x1b[3", ";3"].map(|start| ('0'..='7').any(|digit| sent.contains(&format!("{start}{digit}m"))));
    assert_eq!(colours, [false, false], "{sent:?}");
    wizard.session.signal(Signal::TERM);
    wizard.is_left(&Exit::Code(143));
}

#[test]
fn without_a_terminal_it_says_so_at_once() {
    let home = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rocketmq-wizard"));
    command.args(["--sandbox", "--config-dir"]).arg(home.path()).env_clear().env("HOME", home.path());
    // A session of its own has no terminal to fall back to.
    let ended = std::process::Command::new("setsid")
        .arg("-w")
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear()
        .env("HOME", home.path())
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!((ended.status.success(), ended.stdout.len()), (false, 0), "{said}");
    assert!(said.contains("terminal"), "{said}");
    assert_no_secret(said.as_bytes());
}
