//! What a person at a slow line feels: the first screen, a key, an idle minute, a paste, leaving.

use crate::measure::{self, LARGE, QUIET, Watched};
use crate::report::{self, Bounds, Figures, SHORT_ROUNDS, heading, in_turn, millis, turns};
use crate::support::env::{Environment, SIZE, WIZARD};
use crate::support::pty::{Key, Session, Signal};
use crate::whole::{self, floor};
use std::path::Path;
use std::time::{Duration, Instant};

pub fn print() {
    let program = floor("floor_form");
    heading("On a terminal");
    first_screen(&program);
    let env = measure::with_draft("Engine");
    let chinese = &["--lang", "zh-CN"];
    let [first, others @ .., least] = turns(
        SHORT_ROUNDS,
        [
            &mut || whole::our_start(&env, &[]),
            &mut || whole::our_start(&env, chinese),
            &mut || whole::start_in_lines(&env),
            &mut || whole::floor_start(&program),
        ],
    );
    let rows = [("first screen, ms", Bounds(1.6, 1.25)), ("first screen, CPU ms", Bounds(1.6, 1.25))];
    ratios(rows, "", &first, &least);
    for (other, figures) in [", in Chinese", ", in lines"].into_iter().zip(&others) {
        ratios(rows, other, figures, &least);
    }
    let [ours, other, least] =
        in_turn([&mut || whole::our_keys(&env, &[]), &mut || whole::our_keys(&env, chinese), &mut || {
            whole::floor_keys(&program)
        }]);
    let rows = [("a typed key, CPU us", Bounds(2.2, 1.5)), ("a key that changes nothing, CPU us", Bounds(2.2, 1.5))];
    ratios(rows, "", &ours, &least);
    ratios(rows, ", in Chinese", &other, &least);
    report::shown("next question or screen, CPU us", &Figures::of(3, || whole::walk(&env)), None);
    bytes(&program);
    idle();
    let (wakeups, bytes) = measure::in_flight();
    report::level("a request in flight: wakeups a second", Bounds(12.0, 5.0), wakeups, None);
    report::level("a request in flight: bytes a second", Bounds(120.0, 20.0), bytes, None);
    for purchases in [3, 50] {
        let Watched { wakeups, bytes, typed, cpu } = measure::watching(purchases, whole::cpu);
        let row = |what: &str, bounds, figure| {
            report::level(&format!("{purchases} purchases watched: {what}"), bounds, figure, None);
        };
        if purchases == 3 {
            row("wakeups a second", Bounds(5.0, 1.0), wakeups);
        } else {
            // One look at each in ten seconds wakes it more often, and nothing is promised of so many.
            report::said(&format!("{purchases} purchases watched: wakeups a second"), report::short(wakeups));
        }
        row("bytes a second", Bounds(0.0, 0.0), bytes);
        row("a typed key: bytes, median", Bounds(12.0, 1.0), typed.0 as f64);
        row("a typed key: bytes, most", Bounds(160.0, 80.0), typed.1 as f64);
        report::said(&format!("{purchases} purchases watched: CPU ms a second"), report::short(cpu));
    }
    pastes();
    for (how, pause) in [("in a burst", 0), ("5 ms apart", 5), ("20 ms apart", 20)] {
        let frames = measure::resizes(Duration::from_millis(pause)) as f64;
        report::level(&format!("51 resizes {how}: frames"), Bounds(10.0, 3.0), frames, None);
    }
    let (memory, least_memory) = (ours[2].median(), least[2].median());
    report::level("the form: peak memory, KiB", Bounds(6144.0, 4096.0), memory, Some(least_memory));
    report::level("quit: key to end, ms", Bounds(20.0, 3.0), ours[3].median(), Some(least[3].median()));
    for (name, signal) in [("SIGTERM", Signal::TERM), ("SIGHUP", Signal::HUP)] {
        let took = Figures::of(7, || ended(&env, signal));
        report::spread(&format!("quit: {name} to end, ms"), Bounds(20.0, 3.0), &took);
    }
    let receipts = env.state().join("purchases/receipts");
    std::fs::create_dir_all(&receipts).unwrap();
    for purchase in 0..10_000 {
        std::fs::write(receipts.join(format!("20260301T141203Z-{purchase}-other.jsonl")), "").unwrap();
    }
    let took = Figures::of(7, || ended(&env, Signal::TERM));
    report::spread("quit: SIGTERM to end beside 10000 settled purchases, ms", Bounds(20.0, 3.0), &took);
    report::said("terminal as found after every way out", "held by tests/terminal.rs");
    let size = std::fs::metadata(WIZARD).unwrap().len() as f64;
    report::level("the binary, MB", Bounds(5.0, 4.5), size / 1e6, None);
    let (major, minor) = oldest_glibc(&std::fs::read(WIZARD).unwrap());
    report::said("oldest glibc the binary starts on; 2.17 where it is shipped", format!("{major}.{minor}"));
}

/// The first figures of each side, one in a row.
fn ratios(rows: [(&str, Bounds); 2], of: &str, ours: &[Figures], floor: &[Figures]) {
    for ((what, bounds), (ours, floor)) in rows.into_iter().zip(ours.iter().zip(floor)) {
        report::ratio(&format!("{what}{of}"), bounds, ours, floor);
    }
}

fn first_screen(program: &Path) {
    let calls = [None, Some((program.to_str().unwrap(), "run"))].map(measure::system_calls);
    let [Some(ours), Some(least)] = calls else {
        return report::said("system calls before the first screen", "strace is not installed");
    };
    report::level("first screen: system calls", Bounds(110.0, 90.0), ours.len() as f64, Some(least.len() as f64));
    let never = measure::NEVER_FIRST.map(|never| ours.iter().filter(|line| measure::speaks_of(line, never)).count());
    let threads_sockets_certificates = never.into_iter().sum::<usize>() as f64;
    report::level("first screen: threads, sockets, certificates", Bounds(0.0, 0.0), threads_sockets_certificates, None);
    for (size, bounds) in [(SIZE, Bounds(3300.0, 2700.0)), (LARGE, Bounds(8000.0, 7000.0))] {
        let ours = measure::first_screen(size, &[]).max(measure::first_screen(size, &["--draft", "orders"]));
        let least = floor_bytes(program, size);
        let what = format!("first screen: bytes, {}x{}", size.0, size.1);
        report::level(&what, bounds, ours as f64, Some(least as f64));
    }
    let mut session = measure::open(&measure::with_draft("Engine"), SIZE, "Flavor");
    session.settle(QUIET);
    let questions = session.questions().len() as f64;
    report::level("questions asked of the terminal", Bounds(0.0, 0.0), questions, None);
}

fn floor_bytes(program: &Path, size: (u16, u16)) -> usize {
    let mut session = Session::spawn(size, program.to_str().unwrap(), &["run"], &[]);
    session.wait_text("Name");
    session.settle(QUIET);
    session.transcript().len()
}

fn bytes(program: &Path) {
    let mut all = measure::typed_everywhere(SIZE);
    all.sort_by_key(|(_, median, most)| (*median, *most));
    let told: Vec<String> = all.iter().map(|(key, median, most)| format!("{key} {median}/{most}")).collect();
    report::said("a typed key in each text question: bytes, median/most, the worst last", told.join(", "));
    let worst = |of: fn(&measure::Typed) -> usize| all.iter().map(of).max().unwrap();
    let (median, most) = (worst(|(_, median, _)| *median), worst(|(.., most)| *most));
    let mut session = Session::spawn(SIZE, program.to_str().unwrap(), &["run"], &[]);
    session.wait_text("Name");
    session.settle(QUIET);
    let (least, least_most) = measure::typed_characters(&mut session, measure::GOOD_NAME);
    report::level("a typed key: bytes, median", Bounds(12.0, 1.0), median as f64, Some(least as f64));
    report::level("a typed key: bytes, most", Bounds(160.0, 80.0), most as f64, Some(least_most as f64));
    let least = measure::cost(&mut session, Key::END) as f64;
    report::level("a key that changes nothing: bytes", Bounds(12.0, 0.0), measure::idle_key() as f64, Some(least));
    let most = *measure::next_screens().values().max().unwrap();
    report::level("next screen: bytes, most", Bounds(2500.0, 1500.0), most as f64, None);
}

/// The most of any screen, each of them for five seconds.
fn idle() {
    let resting = measure::resting(whole::cpu);
    let most = |of: fn(&measure::Rest) -> f64| resting.iter().map(of).fold(0.0, f64::max);
    report::level("idle 5 s on each screen: wakeups", Bounds(0.0, 0.0), most(|rest| rest.wakeups as f64), None);
    report::level("idle 5 s on each screen: bytes", Bounds(0.0, 0.0), most(|rest| rest.bytes as f64), None);
    let cpu = most(|rest| millis(rest.cpu));
    report::level("idle 5 s on each screen: CPU ms", Bounds(0.0, 0.0), cpu, None);
}

/// The newest symbol version of the C library that a program asks for.
fn oldest_glibc(program: &[u8]) -> (u32, u32) {
    let text = String::from_utf8_lossy(program);
    let versions = text.split("GLIBC_").skip(1).filter_map(|rest| {
        let version: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let mut parts = version.split('.').map(str::parse);
        Some((parts.next()?.ok()?, parts.next()?.ok()?))
    });
    versions.max().unwrap_or_default()
}

fn pastes() {
    for bracketed in [false, true] {
        let how = if bracketed { "bracketed" } else { "plain" };
        let all: Vec<(usize, Duration)> = (0..7).map(|_| measure::paste(bracketed)).collect();
        let mut times = Figures::default();
        for (_, took) in &all {
            times.push(millis(*took));
        }
        report::spread(&format!("1,000 characters, {how}: ms"), Bounds(10.0, 2.0), &times);
        let bytes = all.iter().map(|(bytes, _)| *bytes).max().unwrap() as f64;
        report::level(&format!("1,000 characters, {how}: bytes"), Bounds(4000.0, 1000.0), bytes, None);
    }
}

/// Milliseconds from a signal to the end.
fn ended(env: &Environment, signal: Signal) -> f64 {
    let mut session = measure::open(env, SIZE, "Engine");
    let asked = Instant::now();
    session.signal(signal);
    session.exit();
    let took = asked.elapsed();
    session.exit();
    millis(took)
}
