//! Memory: after a purchase over TLS, after an answer without end, after many keys and a long day.

use crate::buying::CA;
use crate::front;
use crate::measure::{self, QUIET};
use crate::report::{Bounds, heading, level, said};
use crate::scenes::Scene;
use crate::support::env::{Environment, SIZE};
use crate::support::pty::Key;
use crate::support::wizard::Setup;
use crate::whole::peak;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use rocketmq_wizard::app::message::Msg;
use rocketmq_wizard::arrival::Arrival;
use rocketmq_wizard::sandbox::world::World;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

pub fn print() {
    heading("Memory and long runs");
    bought_over_tls();
    endless_answer();
    floods();
    many_keys();
    day_of_watching();
}

/// The wizard buys over TLS; what it ever held of memory.
fn bought_over_tls() {
    let env = Environment::new(World::default().creation_time(Duration::ZERO));
    let front = front::start(&env.cloud.url());
    env.stock("orders", "Summary");
    let mut session =
        env.wizard(SIZE, &["--draft", "orders", "--ca-bundle", CA, "--endpoint", &format!("dms={front}")]);
    measure::to_the_box(&mut session);
    session.settle(QUIET);
    session.confirm("To buy, type yes:", "yes");
    session.wait_text("RUNNING");
    level("after buying over TLS: peak memory, KiB", Bounds(10240.0, 6144.0), peak(session.pid()), None);
}

fn endless_answer() {
    let env = measure::with_draft("Engine");
    let plain = measure::open(&env, SIZE, "Networking");
    let usual = peak(plain.pid());
    drop(plain);
    let (base, taken) = front::endless();
    let flooded = ["--draft", "orders", "--endpoint", &format!("vpc={base}")];
    let mut session = env.wizard(SIZE, &flooded);
    session.wait_text("ap-southeast-3");
    session.listen(Duration::from_secs(2));
    let more = (peak(session.pid()) - usual).max(0.0);
    level("an answer of 100 MiB: more memory, KiB", Bounds(4096.0, 1024.0), more, None);
    let taken = taken.load(Ordering::SeqCst) as f64 / 1024.0;
    level("an answer of 100 MiB: taken, socket buffers too, KiB", Bounds(4096.0, 1229.0), taken, None);
}

/// A megabyte of each kind of input in one write: memory, and how long until Ctrl-C is obeyed after it.
fn floods() {
    const FLOOD: usize = 1 << 20;
    let paste = format!("\x1b[200~{}\x1b[201~", "abcdefghij".repeat(FLOOD / 10));
    let kinds: [(&str, Vec<u8>); 6] = [
        ("Enter", b"\r".repeat(FLOOD)),
        ("Tab", b"\t".repeat(FLOOD)),
        ("ESC", b"\x1b".repeat(FLOOD)),
        ("one letter", b"x".repeat(FLOOD)),
        ("text", b"abcdefghij".repeat(FLOOD / 10)),
        ("a paste", paste.into_bytes()),
    ];
    for (kind, bytes) in kinds {
        let env = measure::with_draft("Engine");
        let mut session = measure::open(&env, SIZE, "Engine");
        measure::to_the_description(&mut session);
        let before = peak(session.pid());
        let begun = Instant::now();
        session.raw(&bytes);
        let written = begun.elapsed();
        session.key(Key::ctrl('c'));
        session.wait_text("Ctrl-C once more");
        let obeyed = begun.elapsed().saturating_sub(written);
        let more = peak(session.pid()) - before;
        level(&format!("a megabyte of {kind}: more memory, KiB"), Bounds(32_768.0, 8192.0), more, None);
        level(&format!("a megabyte of {kind}: s to Ctrl-C"), Bounds(2.0, 0.5), obeyed.as_secs_f64(), None);
    }
}

/// Random keys on a wizard inside this process, drawn now and then.
fn many_keys() {
    let mut scene = Scene::name(SIZE);
    let mut state = 7_u64;
    let mut memory = Vec::new();
    for count in 0..100_000 {
        if count % 20_000 == 1_000 {
            memory.push(resident());
        }
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        scene.wizard.app.update(Msg::Key(random(state >> 33), Arrival::default()));
        if scene.wizard.app.purchases.last_own().is_some() {
            scene = Scene::name(SIZE);
        }
        if count % 16 == 0 {
            scene.frame();
        }
    }
    memory.push(resident());
    said("100,000 random keys: resident memory, KiB", format!("{memory:?}"));
}

/// A day of an instance that is never ready: each second passes, and the cloud is asked when it is due.
fn day_of_watching() {
    let world = |world: World| world.creation_time(Duration::from_hours(99));
    let mut wizard = Setup::default().world(world).start().ready().buy();
    let mut memory = vec![resident()];
    for _ in 0..4 {
        wizard = wizard.wait(6 * 3600);
        memory.push(resident());
    }
    let id = wizard.purchase().instance_id().unwrap();
    let asked = wizard.cloud().requests().iter().filter(|seen| seen.path.ends_with(id)).count();
    said("a day of watching: resident memory, KiB; the cloud was asked", format!("{memory:?}; {asked} times"));
}

fn random(number: u64) -> KeyEvent {
    let codes = [
        KeyCode::Enter,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Esc,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Backspace,
        KeyCode::Home,
    ];
    let letter = KeyCode::Char(char::from(b' ' + u8::try_from(number / 16 % 95).unwrap()));
    let at = usize::try_from(number % 16).unwrap();
    KeyEvent::new(codes.get(at).copied().unwrap_or(letter), KeyModifiers::NONE)
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    measure::of_status(&status, "VmRSS:").parse().unwrap()
}
