//! What the wizard costs on a terminal, in bytes, frames, wakeups and system calls: `tests/counts.rs` holds these counts,
//! the table prints them.
#![allow(dead_code, unreachable_pub, reason = "counts and benchmarks take the part they need")]

use crate::support::env::{Environment, SIZE, WIZARD};
use crate::support::pty::{Key, Session};
use rocketmq_wizard::form::field::{Field, Kind};
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::steps::STEPS;
use std::collections::BTreeMap;
use std::fs::{read_dir, read_to_string};
use std::process::Command;
use std::time::{Duration, Instant};

/// How long nothing has to come before a screen counts as finished.
pub const QUIET: Duration = Duration::from_millis(400);
pub const LARGE: (u16, u16) = (200, 60);
/// How long a key may have no effect before it has none.
const ANSWER: Duration = Duration::from_secs(1);
/// What no system call before the first screen may speak of: threads, network, certificates.
pub const NEVER_FIRST: [&str; 4] = ["clone", "AF_INET", "cert", ".pem"];
/// Every screen a draft can be left at.
const SCREENS: &str = "Account,Engine,Version,Flavor,Storage,Networking,Zones,Encryption,Public access,Billing,Summary";

/// How often each thread of a process went to sleep of its own accord: a thread that only sleeps adds none.
pub fn wakeups(pid: i32) -> BTreeMap<String, u64> {
    let count = |task: std::fs::DirEntry| {
        let status = read_to_string(task.path().join("status")).unwrap();
        let name = format!("{} {}", of_status(&status, "Name:"), task.file_name().display());
        (name, of_status(&status, "voluntary_ctxt_switches:").parse().unwrap())
    };
    read_dir(format!("/proc/{pid}/task")).unwrap().map(|task| count(task.unwrap())).collect()
}

/// A figure of `/proc/PID/status`, such as `VmHWM:`.
pub fn of_status(status: &str, name: &str) -> String {
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().trim_end_matches(" kB").to_owned()
}

/// A home with one draft.
pub fn with_draft(screen: &str) -> Environment {
    let env = Environment::new(World::default());
    env.stock("orders", screen);
    env
}

/// The wizard with its draft open at this screen, all lists read.
pub fn open(env: &Environment, size: (u16, u16), screen: &str) -> Session {
    env.stock("orders", screen);
    first(env, size, &["--draft", "orders"])
}

fn first(env: &Environment, size: (u16, u16), args: &[&str]) -> Session {
    let mut session = env.wizard(size, args);
    session.wait_text("ap-southeast-3");
    session.settle(QUIET);
    session
}

/// Measures at this screen.
fn at<T>(size: (u16, u16), screen: &str, measure: impl FnOnce(&mut Session) -> T) -> T {
    let env = with_draft(screen);
    let mut session = open(&env, size, screen);
    let measured = measure(&mut session);
    session.leave();
    measured
}

/// What a screen did in five seconds in which nothing happened.
pub struct Rest {
    pub screen: String,
    pub wakeups: u64,
    pub bytes: usize,
    pub cpu: Duration,
}

/// Every screen and the offer of drafts, all at once, so that five seconds are enough; `cpu` is what a process has used.
pub fn resting(cpu: impl Fn(i32) -> Duration) -> Vec<Rest> {
    let envs: Vec<_> = SCREENS.split(',').map(with_draft).collect();
    let mut sessions: Vec<_> = envs.iter().map(|env| env.wizard(SIZE, &["--draft", "orders"])).collect();
    sessions.push(envs[0].wizard(SIZE, &[]));
    for session in &mut sessions {
        session.wait_text("ap-southeast-3");
        session.settle(QUIET);
    }
    let used = |session: &Session| (wakeups(session.pid()).values().sum::<u64>(), cpu(session.pid()));
    let before: Vec<_> = sessions.iter().map(used).collect();
    std::thread::sleep(Duration::from_secs(5));
    let rest = |(mut session, (awake, busy)): (Session, (u64, Duration))| {
        let (awake_now, busy_now) = used(&session);
        let screen = session.screen();
        let bytes = session.listen(Duration::from_millis(1)).len();
        session.leave();
        Rest { screen, wakeups: awake_now - awake, bytes, cpu: busy_now.saturating_sub(busy) }
    };
    sessions.into_iter().zip(before).map(rest).collect()
}

/// How many bytes a key brings.
pub fn cost(session: &mut Session, key: Key) -> usize {
    let before = session.transcript().len();
    session.key(key);
    session.settle(QUIET);
    session.transcript().len() - before
}

/// Bytes until the first screen stands, lists included; `args` beside the account's.
pub fn first_screen(size: (u16, u16), args: &[&str]) -> usize {
    let env = with_draft("Engine");
    let mut session = first(&env, size, args);
    let bytes = session.transcript().len();
    session.leave();
    bytes
}

/// System calls before the first screen, as `strace` tells them, one a line; `None` where there is no `strace`. Of the
/// wizard, or of another program with these arguments.
pub fn system_calls(other: Option<(&str, &str)>) -> Option<Vec<String>> {
    Command::new("strace").arg("-V").output().ok()?;
    let env = with_draft("Engine");
    let log = env.home.path().join("calls");
    let before = ["-f", "-o", log.to_str().unwrap()];
    let mut session = match other {
        None => env.run(SIZE, "strace", &[&before[..], &[WIZARD]].concat()),
        Some((program, argument)) => {
            Session::spawn(SIZE, "strace", &[&before[..], &[program, argument]].concat(), &env.variables())
        }
    };
    session.settle(QUIET);
    drop(session);
    let written = |line: &str| line.rsplit_once("= ").and_then(|(_, count)| count.trim().parse().ok()).unwrap_or(0);
    // The frame is what is written behind clearing the screen or moving there.
    let is_frame = |line: &str| line.contains("write(") && written(line) > 20;
    Some(read_to_string(log).unwrap().lines().take_while(|line| !is_frame(line)).map(str::to_owned).collect())
}

/// Whether a system call speaks of this, apart from where this checkout and its temporary files happen to lie.
pub fn speaks_of(call: &str, never: &str) -> bool {
    let here = std::env::current_exe().unwrap();
    let target = here.ancestors().nth(3).unwrap().to_str().unwrap();
    let own =
        [target, env!("CARGO_MANIFEST_DIR"), std::env::temp_dir().to_str().unwrap(), "/dev/shm"].map(str::to_owned);
    own.iter().fold(call.to_owned(), |call, own| call.replace(own, "")).contains(never)
}

/// Bytes of a key that adds one character: the question it is typed in, median and most.
pub type Typed = (String, usize, usize);

/// The text questions of the screens that a draft without keys asks, each typed into from empty, all at the same time.
pub fn typed_everywhere(size: (u16, u16)) -> Vec<Typed> {
    let fields = STEPS.iter().flat_map(|step| step.fields.iter().map(move |field| (step.title.0, field)));
    std::thread::scope(|scope| {
        let typed: Vec<_> =
            fields.map(|(screen, field)| scope.spawn(move || typed_into(size, screen, field))).collect();
        typed.into_iter().filter_map(|typed| typed.join().unwrap()).collect()
    })
}

fn typed_into(size: (u16, u16), screen: &str, field: &Field) -> Option<Typed> {
    let text = match field.kind {
        Kind::Text | Kind::Secret => GOOD_NAME,
        Kind::Pairs(_) => "team=orders,cost-centre=4711,stage=x",
        Kind::Number { .. } => "12345678",
        Kind::Toggle | Kind::Choice(_) | Kind::Choices(_) => return None,
    };
    at(size, screen, |session| {
        let question = format!("> {}", field.label.0);
        let (median, most) = to_the_text(session, &[&question]).then(|| typed_characters(session, text))?;
        Some((field.key.to_owned(), median, most))
    })
}

/// Also a good description.
pub const GOOD_NAME: &str = "orders-of-the-shop-and-40-more-words";

/// The same for any program that shows what is typed.
pub fn typed_characters(session: &mut Session, text: &str) -> (usize, usize) {
    let costs = (1..=text.len()).map(|end| {
        let before = session.transcript().len();
        session.keys(text.get(end - 1..end).unwrap());
        // On a busy machine the answer takes its time, and must not count for the next key.
        session.listen_once(ANSWER);
        session.settle(Duration::from_millis(60));
        session.transcript().len() - before
    });
    let mut costs: Vec<usize> = costs.collect();
    costs.sort_unstable();
    (costs[costs.len() / 2], costs[costs.len() - 1])
}

/// The description takes any text; emptied.
pub fn to_the_description(session: &mut Session) {
    assert!(to_the_text(session, &["> About", "> 描述"]), "{}", session.screen());
}

/// To a text question of the screen, named in any of the languages, emptied; whether it is asked there.
fn to_the_text(session: &mut Session, question: &[&str]) -> bool {
    for _ in 0..12 {
        let screen = session.screen();
        if question.iter().any(|named| screen.contains(named)) {
            session.key(Key::ctrl('u'));
            session.settle(QUIET);
            return true;
        }
        session.key(Key::TAB);
        session.settle(QUIET);
    }
    false
}

/// Most bytes of keys that change nothing: at the end of a text, and keys without a meaning.
pub fn idle_key() -> usize {
    at(SIZE, "Engine", |session| {
        cost(session, Key::TAB);
        cost(session, Key::END);
        let keys = [Key::RIGHT, Key::END, Key::DELETE, Key::ctrl('g'), Key::ctrl('k')];
        keys.map(|key| cost(session, key)).into_iter().max().unwrap()
    })
}

/// Bytes of each step to a next screen, from Engine to the summary, by what the bar then shows as current.
pub fn next_screens() -> BTreeMap<String, usize> {
    at(SIZE, "Engine", |session| {
        let mut screen = "1 ENGINE".to_owned();
        let mut steps = BTreeMap::new();
        while screen != "S" {
            let bytes = cost(session, Key::TAB);
            let bar = session.screen().lines().nth(1).unwrap_or_default().to_owned();
            let now = bar.split(['[', ']']).nth(1).unwrap_or_default().to_owned();
            if now != screen {
                steps.insert(now.clone(), bytes);
                screen = now;
            }
        }
        steps
    })
}

/// Bytes that 1,000 characters in one write bring, and how long until the last of them shows.
pub fn paste(bracketed: bool) -> (usize, Duration) {
    at(SIZE, "Engine", |session| {
        to_the_description(session);
        let text = "0123456789".repeat(99) + "__the_end_";
        let (before, begun) = (session.transcript().len(), Instant::now());
        let write = if bracketed { Session::paste } else { Session::keys };
        write(session, &text);
        session.wait_text("__the_end_");
        let took = begun.elapsed();
        session.settle(QUIET);
        (session.transcript().len() - before, took)
    })
}

/// Frames of 51 changes of size, so far apart: every repaint begins with erasing the screen.
pub fn resizes(pause: Duration) -> usize {
    at(SIZE, "Flavor", |session| {
        let before = session.transcript().len();
        for step in 0..50 {
            session.resize((80 + step % 7, 24 + step % 5));
            std::thread::sleep(pause);
        }
        session.resize(SIZE);
        session.settle(QUIET);
        session.transcript()[before..].windows(3).filter(|bytes| bytes == b"\x1b[J").count()
    })
}

/// From the summary to the box at its end, which stays shut until the rows before it were seen.
pub fn to_the_box(session: &mut Session) {
    let is_open = |screen: &str| screen.contains("To buy, type yes");
    session.wait_for("the summary", |screen| is_open(screen) || screen.contains("End more rows"));
    if !is_open(&session.screen()) {
        session.key(Key::END);
        session.wait_for("the box", is_open);
    }
}

/// Wakeups and bytes a second while the answer to an order is awaited.
pub fn in_flight() -> (f64, f64) {
    const SECONDS: u32 = 5;
    let env = Environment::new(World::default());
    let mut session = open(&env, SIZE, "Summary");
    env.cloud.set_fault(Fault::new(FaultKind::NeverAnswer).on("POST", "/").times(u32::MAX));
    to_the_box(&mut session);
    session.confirm("To buy, type yes:", "yes");
    session.wait_text("waiting for the answer");
    session.listen(QUIET);
    let spent = a_second(&mut session, SECONDS);
    session.leave();
    spent
}

/// What is spent while so many purchases that are being built are watched from a screen that shows none of them.
pub struct Watched {
    pub wakeups: f64,
    pub bytes: f64,
    /// Bytes of a key that adds one character meanwhile: median and most.
    pub typed: (usize, usize),
    /// Time on a processor, in ms a second.
    pub cpu: f64,
}

/// Wakeups and bytes a second, and what typing costs, while purchases are watched.
pub fn watching(purchases: usize, cpu: impl Fn(i32) -> Duration) -> Watched {
    // Longer than the pause between two looks, so that each of them is looked at.
    const SECONDS: u32 = 12;
    let world = World::default().creation_time(Duration::from_hours(9)).quota(1_000);
    let env = Environment::new(world);
    for name in (0..purchases).map(|at| format!("orders-{at}")) {
        env.stock(&name, "Engine");
        let bought = env.command(&["create", "--draft", &name, "--yes"]).output().unwrap();
        assert!(bought.status.success(), "{bought:?}");
    }
    let mut session = env.wizard(SIZE, &["--draft", "orders-0"]);
    session.wait_text(&format!("{purchases} purchases are not settled"));
    session.settle(QUIET);
    let before = cpu(session.pid());
    let (wakeups, bytes) = a_second(&mut session, SECONDS);
    let cpu = cpu(session.pid()).saturating_sub(before).as_secs_f64() * 1e3 / f64::from(SECONDS);
    to_the_description(&mut session);
    let typed = typed_characters(&mut session, GOOD_NAME);
    session.leave();
    Watched { wakeups, bytes, typed, cpu }
}

fn a_second(session: &mut Session, seconds: u32) -> (f64, f64) {
    let awake = |session: &Session| wakeups(session.pid()).values().sum::<u64>();
    let woken = awake(session);
    let bytes = session.listen(Duration::from_secs(seconds.into())).len();
    let per_second = |count: u64| u32::try_from(count).map(f64::from).unwrap() / f64::from(seconds);
    (per_second(awake(session) - woken), per_second(bytes as u64))
}
