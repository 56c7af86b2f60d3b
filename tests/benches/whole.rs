//! Whole processes on pseudo-terminals: what is read of them from outside.

use crate::copies;
use crate::measure::{QUIET, of_status, open, to_the_description};
use crate::report::millis;
use crate::support::env::{Environment, SIZE};
use crate::support::pty::{Key, Session, Signal};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Keys of each kind that are timed.
const KEYS: u32 = 30;
/// Time between two keys: three times as fast as one that is held down, and no person sends them faster. Where the next one is
/// sent as soon as anything comes back, a program that answers in pieces has it before it waits, and is spared the waking.
const PACE: Duration = Duration::from_millis(10);

/// A copy of a floor program, which `cargo bench` built beside this one.
pub fn floor(name: &str) -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let built = here.parent().unwrap().read_dir().unwrap().map(|entry| entry.unwrap().path());
    let is_it = |path: &PathBuf| {
        let file = path.file_name().unwrap().to_str().unwrap_or_default();
        file.starts_with(&format!("{name}-")) && path.extension().is_none()
    };
    let last = built.filter(is_it).max_by_key(|path| path.metadata().and_then(|meta| meta.modified()).unwrap());
    copies::of(&last.unwrap())
}

/// What a start costs: milliseconds until the first screen shows this, and on a processor until then.
fn start(program: impl FnOnce() -> Session, shows: &str) -> [f64; 2] {
    let begun = Instant::now();
    let mut session = program();
    session.wait_text(shows);
    let wall = begun.elapsed();
    // What other threads do begins after the first screen.
    [millis(wall), millis(main_thread(&session))]
}

/// What keys on a terminal cost: microseconds on a processor of a typed one and of one that changes nothing; KiB that the
/// program takes; milliseconds from the last key to the end.
fn keys(mut session: Session, shows: &str, prepare: impl Fn(&mut Session), nothing: Key, quit: &[Key]) -> [f64; 4] {
    session.wait_text(shows);
    prepare(&mut session);
    let before = cpu(session.pid());
    for key in "a name of thirty characters ..".chars() {
        session.keys(&key.to_string());
        session.listen(PACE);
    }
    let typed = cpu(session.pid()).saturating_sub(before);
    let before = cpu(session.pid());
    for _ in 0..KEYS {
        session.key(nothing);
        session.listen(PACE);
    }
    let idle = cpu(session.pid()).saturating_sub(before);
    let memory = peak(session.pid());
    let (last, others) = quit.split_last().unwrap();
    for other in others {
        session.key(*other);
        session.listen(QUIET / 4);
    }
    let asked = Instant::now();
    session.key(*last);
    session.exit();
    [micros(typed / KEYS), micros(idle / KEYS), memory, millis(asked.elapsed())]
}

fn micros(time: Duration) -> f64 {
    millis(time) * 1e3
}

/// A start of the wizard that shows the offer of its drafts.
pub fn our_start(env: &Environment, args: &[&str]) -> [f64; 2] {
    start(|| our_session(env, args), "orders")
}

/// One of the wizard in lines, up to its first question.
pub fn start_in_lines(env: &Environment) -> [f64; 2] {
    start(|| our_session(env, &["--plain", "--draft", "orders"]), "[orders]: ")
}

pub fn floor_start(program: &Path) -> [f64; 2] {
    start(|| floor_session(program), "Name")
}

pub fn our_keys(env: &Environment, args: &[&str]) -> [f64; 4] {
    let prepare = |session: &mut Session| {
        session.key(Key::ENTER);
        session.settle(QUIET);
        to_the_description(session);
    };
    keys(our_session(env, args), "orders", prepare, Key::END, &[Key::ctrl('c'), Key::ctrl('c')])
}

pub fn floor_keys(program: &Path) -> [f64; 4] {
    keys(floor_session(program), "Name", |_| {}, Key::END, &[Key::ESC])
}

fn our_session(env: &Environment, args: &[&str]) -> Session {
    env.run(SIZE, copies::wizard().to_str().unwrap(), args)
}

fn floor_session(program: &Path) -> Session {
    Session::spawn(SIZE, program.to_str().unwrap(), &["run"], &[])
}

/// Microseconds on a processor of each Tab from the first screen to the summary: next question, or next screen.
pub fn walk(env: &Environment) -> f64 {
    let mut session = open(env, SIZE, "Engine");
    let before = cpu(session.pid());
    let mut tabs = 0;
    while !session.screen().contains("[S]") {
        session.key(Key::TAB);
        session.listen(QUIET / 8);
        tabs += 1;
        assert!(tabs < 100, "{}", session.screen());
    }
    micros(cpu(session.pid()).saturating_sub(before) / tabs)
}

/// Time on a processor so far, of all threads that still run.
pub fn cpu(pid: i32) -> Duration {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    tasks.map(|task| of_schedstat(&task.unwrap().path())).sum()
}

/// The same of the first thread alone. The kernel counts what runs only when it looks, so the process is stopped meanwhile.
fn main_thread(session: &Session) -> Duration {
    let task = PathBuf::from(format!("/proc/{pid}/task/{pid}", pid = session.pid()));
    session.signal(Signal::STOP);
    let is_stopped = || std::fs::read_to_string(task.join("stat")).unwrap().contains(") T ");
    let asked = Instant::now();
    while !is_stopped() {
        assert!(asked.elapsed() < Duration::from_secs(10), "it does not stop");
    }
    let took = of_schedstat(&task);
    session.signal(Signal::CONT);
    took
}

fn of_schedstat(task: &Path) -> Duration {
    let text = std::fs::read_to_string(task.join("schedstat")).unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0))
}

/// The most memory a running process ever had, in KiB.
pub fn peak(pid: i32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    of_status(&status, "VmHWM:").parse().unwrap()
}
