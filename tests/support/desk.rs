#![allow(dead_code, unreachable_pub, reason = "counts and benchmarks take the part they need")]
//! Where the wizard is measured: a home of its own with drafts in it, and a pretend cloud on loopback.

use crate::support::pty::{Key, Session};
use crate::support::{ACCESS_KEY, SECRET_KEY, assert_no_secret};
use rocketmq_wizard::sandbox::faults::{Fault, Trouble};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{Sandbox, start_on_thread};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long nothing has to come before a screen counts as finished.
pub const QUIET: Duration = Duration::from_millis(400);

/// A home and a cloud.
pub struct Desk {
    pub home: TempDir,
    pub cloud: Sandbox,
}

impl Desk {
    pub fn new(world: World) -> Self {
        Self::at(tempfile::tempdir().unwrap(), world)
    }

    /// With its home in this folder.
    pub fn at(home: TempDir, world: World) -> Self {
        Self { home, cloud: start_on_thread(world, ([127, 0, 0, 1], 0).into()).unwrap() }
    }

    pub fn config(&self) -> PathBuf {
        self.home.path().join("config")
    }

    /// Puts a complete draft of this name there that was left at this screen.
    pub fn stock(&self, name: &str, screen: &str) {
        let mut draft: Json = serde_json::from_str(include_str!("../cases/api-page/draft.json")).unwrap();
        draft["screen"] = screen.into();
        let answers = draft["answers"].as_object_mut().unwrap();
        answers.insert("name".to_owned(), name.into());
        answers.insert("disk_encrypted_enable".to_owned(), false.into());
        answers.remove("disk_encrypted_key");
        let drafts = self.config().join("drafts");
        std::fs::create_dir_all(&drafts).unwrap();
        std::fs::write(drafts.join(name).with_extension("json"), draft.to_string()).unwrap();
    }

    /// Keys, and where a program may put files.
    pub fn env(&self) -> [(&'static str, String); 6] {
        let home = self.home.path().to_str().unwrap().to_owned();
        [
            ("HOME", home.clone()),
            ("XDG_CONFIG_HOME", home.clone()),
            ("XDG_STATE_HOME", home),
            ("HUAWEICLOUD_SDK_AK", ACCESS_KEY.to_owned()),
            ("HUAWEICLOUD_SDK_SK", SECRET_KEY.to_owned()),
            ("TZ", "UTC".to_owned()),
        ]
    }

    /// Where requests and files go.
    pub fn own(&self) -> Vec<String> {
        let config = self.config().to_str().unwrap().to_owned();
        vec!["--endpoint".to_owned(), self.cloud.url(), "--config-dir".to_owned(), config]
    }

    /// Starts this program (the wizard, or what runs it) with `before`, the account's arguments and `args`.
    pub fn run(&self, size: (u16, u16), program: &str, before: &[&str], args: &[&str]) -> Session {
        let (env, own) = (self.env(), self.own());
        let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let args: Vec<&str> =
            before.iter().copied().chain(args.iter().copied()).chain(own.iter().map(String::as_str)).collect();
        Session::spawn(size, program, &args, &env)
    }

    pub fn wizard(&self, size: (u16, u16), args: &[&str]) -> Session {
        self.run(size, env!("CARGO_BIN_EXE_rocketmq-wizard"), &[], args)
    }
}

/// How often each thread of a process went to sleep of its own accord: a thread that only sleeps adds none.
pub fn wakeups(pid: i32) -> BTreeMap<String, u64> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let count = |task: PathBuf| {
        let status = std::fs::read_to_string(task.join("status")).unwrap();
        let name = of_status(&status, "Name:");
        (
            format!("{name} {}", task.file_name().unwrap().display()),
            of_status(&status, "voluntary_ctxt_switches:").parse().unwrap(),
        )
    };
    tasks.map(|task| count(task.unwrap().path())).collect()
}

/// A figure of `/proc/PID/status`, such as `VmHWM:`.
pub fn of_status(status: &str, name: &str) -> String {
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().trim_end_matches(" kB").to_owned()
}

pub const SIZE: (u16, u16) = (80, 24);
pub const LARGE: (u16, u16) = (200, 60);

/// A folder in memory where there is one, so that no disk is waited for.
pub fn in_memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// A desk with one draft.
pub fn desk() -> Desk {
    let desk = Desk::new(World::default());
    desk.stock("orders", "Engine");
    desk
}

/// The wizard with its draft open at this screen, all lists read.
pub fn at(desk: &Desk, size: (u16, u16), screen: &str) -> Session {
    desk.stock("orders", screen);
    let mut session = desk.wizard(size, &["--draft", "orders"]);
    session.wait_text("rocketmq-wizard");
    settle(&mut session);
    session
}

/// Reads until nothing comes any more.
pub fn settle(session: &mut Session) {
    while !session.listen(QUIET).is_empty() {}
}

/// What no system call before the first screen may speak of: threads, network, certificates.
pub const NEVER_FIRST: [&str; 4] = ["clone", "AF_INET", "cert", ".pem"];

/// Whether a system call speaks of this, apart from where this checkout and its temporary files happen to lie.
pub fn speaks_of(call: &str, never: &str) -> bool {
    let here = std::env::current_exe().unwrap();
    let target = here.ancestors().nth(3).unwrap().to_str().unwrap();
    let own =
        [target, env!("CARGO_MANIFEST_DIR"), std::env::temp_dir().to_str().unwrap(), "/dev/shm"].map(str::to_owned);
    own.iter().fold(call.to_owned(), |call, own| call.replace(own, "")).contains(never)
}

/// Every screen a draft can be left at.
pub const SCREENS: [&str; 11] = [
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

/// What a screen did in five seconds in which nothing happened.
pub struct Rest {
    pub screen: String,
    pub wakeups: u64,
    pub bytes: usize,
    pub cpu: Duration,
}

/// Every screen and the offer of drafts, all at once, so that five seconds are enough; `cpu` is what a process has used.
pub fn resting(cpu: impl Fn(i32) -> Duration) -> Vec<Rest> {
    let desks: Vec<_> = SCREENS.iter().map(|_| desk()).collect();
    let mut sessions: Vec<_> = desks.iter().zip(SCREENS).map(|(desk, screen)| at(desk, SIZE, screen)).collect();
    let offering = desk();
    sessions.push(offering.wizard(SIZE, &[]));
    sessions.iter_mut().for_each(settle);
    let used = |session: &Session| (wakeups(session.pid()).values().sum::<u64>(), cpu(session.pid()));
    let before: Vec<_> = sessions.iter().map(used).collect();
    std::thread::sleep(Duration::from_secs(5));
    let mut rests = Vec::new();
    for (session, (awake, busy)) in sessions.iter_mut().zip(before) {
        let (awake_now, busy_now) = used(session);
        let screen = session.screen();
        let bytes = session.listen(Duration::from_millis(1)).len();
        rests.push(Rest { screen, wakeups: awake_now - awake, bytes, cpu: busy_now.saturating_sub(busy) });
    }
    sessions.into_iter().for_each(leave);
    rests
}

/// How many bytes a key brings.
pub fn cost(session: &mut Session, key: Key) -> usize {
    let before = session.bytes();
    session.key(key);
    settle(session);
    session.bytes() - before
}

/// Leaves it: no question was asked of the terminal, and no secret was told.
pub fn leave(mut session: Session) {
    assert_eq!(session.questions(), Vec::<String>::new());
    assert_no_secret(session.transcript());
    session.key(Key::Ctrl('c'));
    session.wait_text("Ctrl-C once more");
    session.key(Key::Ctrl('c'));
    session.exit();
}

/// Bytes until the first screen stands, lists included; `args` beside the account's.
pub fn first_screen(size: (u16, u16), args: &[&str]) -> usize {
    let desk = desk();
    let mut session = desk.wizard(size, args);
    session.wait_text("rocketmq-wizard");
    settle(&mut session);
    let bytes = session.bytes();
    leave(session);
    bytes
}

/// System calls before the first screen, as `strace` tells them, one a line; `None` where there is no `strace`.
pub fn system_calls(program: &str, args: &[&str]) -> Option<Vec<String>> {
    let desk = desk();
    let log = desk.home.path().join("calls");
    std::process::Command::new("strace").arg("-V").output().ok()?;
    let before = ["-f", "-o", log.to_str().unwrap(), program];
    let own: Vec<String> = if args.is_empty() { desk.own() } else { args.iter().map(|&arg| arg.to_owned()).collect() };
    let args: Vec<&str> = before.into_iter().chain(own.iter().map(String::as_str)).collect();
    let env = desk.env();
    let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut session = Session::spawn(SIZE, "strace", &args, &env);
    settle(&mut session);
    drop(session);
    let calls = std::fs::read_to_string(log).unwrap();
    // The frame is what is written behind clearing the screen or moving there.
    let is_frame = |line: &str| line.contains("write(") && frame_bytes(line) > 20;
    Some(calls.lines().take_while(|line| !is_frame(line)).map(str::to_owned).collect())
}

fn frame_bytes(line: &str) -> usize {
    line.rsplit_once("= ").and_then(|(_, count)| count.trim().parse().ok()).unwrap_or_default()
}

/// Bytes of a key that adds one character: median and most.
pub fn typed_character(size: (u16, u16)) -> (usize, usize) {
    let desk = desk();
    let mut session = at(&desk, size, "Engine");
    to_the_description(&mut session);
    let costs = typed_characters(&mut session);
    leave(session);
    costs
}

/// The same for any program that shows what is typed.
pub fn typed_characters(session: &mut Session) -> (usize, usize) {
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
    (costs[costs.len() / 2], costs[costs.len() - 1])
}

/// The description takes any text; emptied.
pub fn to_the_description(session: &mut Session) {
    for key in [Key::Tab, Key::Tab, Key::Ctrl('u')] {
        session.key(key);
        settle(session);
    }
}

/// Most bytes of keys that change nothing: at the end of a text, and keys without a meaning.
pub fn idle_key() -> usize {
    let desk = desk();
    let mut session = at(&desk, SIZE, "Engine");
    cost(&mut session, Key::Tab);
    cost(&mut session, Key::End);
    let keys = [Key::Right, Key::End, Key::Delete, Key::Ctrl('g'), Key::Ctrl('k')];
    let most = keys.map(|key| cost(&mut session, key)).into_iter().max().unwrap();
    leave(session);
    most
}

/// Bytes of each step to a next screen, from Engine to the summary, by what the bar then shows as current.
pub fn next_screens() -> BTreeMap<String, usize> {
    let desk = desk();
    let mut session = at(&desk, SIZE, "Engine");
    let mut screen = "1 ENGINE".to_owned();
    let mut steps = BTreeMap::new();
    // The summary has no place of its own in a full bar.
    while !screen.is_empty() {
        let bytes = cost(&mut session, Key::Tab);
        let bar = session.screen().lines().nth(1).unwrap_or_default().to_owned();
        let now = bar.split(['[', ']']).nth(1).unwrap_or_default().to_owned();
        if now != screen {
            steps.insert(now.clone(), bytes);
            screen = now;
        }
    }
    leave(session);
    steps
}

/// Bytes that 1,000 characters in one write bring, and how long until the last of them shows.
pub fn paste(bracketed: bool) -> (usize, Duration) {
    let desk = desk();
    let mut session = at(&desk, SIZE, "Engine");
    to_the_description(&mut session);
    let text = "0123456789".repeat(99) + "__the_end_";
    let (before, begun) = (session.bytes(), Instant::now());
    if bracketed {
        session.paste(&text);
    } else {
        session.keys(&text);
    }
    session.wait_text("__the_end_");
    let took = begun.elapsed();
    settle(&mut session);
    let bytes = session.bytes() - before;
    leave(session);
    (bytes, took)
}

/// Frames of 51 changes of size in a burst: every repaint begins with erasing the screen.
pub fn resizes() -> usize {
    let desk = desk();
    let mut session = at(&desk, SIZE, "Flavor");
    let before = session.bytes();
    for step in 0..50 {
        session.resize((80 + step % 7, 24 + step % 5));
    }
    session.resize(SIZE);
    settle(&mut session);
    let frames = session.transcript()[before..].windows(3).filter(|bytes| bytes == b"\x1b[J").count();
    leave(session);
    frames
}

/// Wakeups and bytes a second while the answer to an order is awaited.
pub fn in_flight() -> (f64, f64) {
    const SECONDS: u32 = 5;
    let desk = Desk::new(World::default());
    let mut session = at(&desk, SIZE, "Summary");
    desk.cloud.set_fault(Fault::new(Trouble::NeverAnswer).on("POST", "/").times(u32::MAX));
    session.wait_text("To buy, type yes");
    session.confirm("To buy, type yes:", "yes");
    session.wait_text("waiting for the answer");
    session.listen(QUIET);
    let awake = |session: &Session| wakeups(session.pid()).values().sum::<u64>();
    let (bytes, woken) = (session.bytes(), awake(&session));
    session.listen(Duration::from_secs(SECONDS.into()));
    let (bytes, woken) = (session.bytes() - bytes, awake(&session) - woken);
    leave(session);
    let per_second = |count: u64| u32::try_from(count).map(f64::from).unwrap() / f64::from(SECONDS);
    (per_second(woken), per_second(bytes as u64))
}
