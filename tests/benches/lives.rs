//! Memory: after a purchase over TLS, after an answer without end, after many keys and many days; and scale.

use crate::desk::{self, Desk, SIZE};
use crate::scenes::Scene;
use crate::support::pty::Key;
use crate::whole::{CA, Figures, Front, millis, peak};
use crate::{front, row};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use rocketmq_wizard::app::message::Msg;
use rocketmq_wizard::app::state::App;
use rocketmq_wizard::sandbox::world::World;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

pub fn print() {
    bought_over_tls();
    endless_answer();
    many_keys();
    drafts_and_receipts();
}

/// The wizard buys over TLS; what it ever held of memory.
fn bought_over_tls() {
    let desk = Desk::new(World::default().creation_time(Duration::ZERO));
    let front = Front::of(&desk.cloud.url());
    desk.stock("orders", "Summary");
    let mut session =
        desk.wizard(SIZE, &["--draft", "orders", "--ca-bundle", CA, "--endpoint", &format!("dms={}", front.base)]);
    session.wait_text("To buy, type yes");
    desk::settle(&mut session);
    session.type_text("yes");
    session.key(Key::Enter);
    session.wait_text("RUNNING");
    row("peak memory after buying over TLS, KiB", "10240", "6144", peak(session.pid()));
}

fn endless_answer() {
    let desk = desk::desk();
    let plain = desk::at(&desk, SIZE, "Networking");
    let usual = peak(plain.pid());
    drop(plain);
    let (base, taken) = front::endless();
    let flooded = ["--draft", "orders", "--endpoint", &format!("vpc={base}")];
    let mut session = desk.wizard(SIZE, &flooded);
    session.wait_text("rocketmq-wizard");
    session.listen(Duration::from_secs(2));
    let (more, taken) = (peak(session.pid()) - usual, taken.load(Ordering::SeqCst) / 1024);
    row(
        "an answer of 100 MiB: memory, bytes taken, KiB",
        "4096, 4096",
        "1024, 1229",
        format!("{more} more, {taken} (with socket buffers)"),
    );
}

/// Random keys, and a day of seconds, on a wizard inside this process.
fn many_keys() {
    let mut scene = Scene::name(SIZE);
    let mut state = 7_u64;
    let mut memory = Vec::new();
    for count in 0..100_000 {
        if count % 20_000 == 1_000 {
            memory.push(resident());
        }
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        scene.wizard.app.update(Msg::Key(random(state >> 33)));
        if scene.wizard.app.purchase.is_some() {
            scene = Scene::name(SIZE);
        }
        if count % 16 == 0 {
            scene.frame();
        }
    }
    memory.push(resident());
    row("100,000 random keys: resident memory, KiB", "flat", "flat", format!("{memory:?}"));
    day_of_watching();
}

fn day_of_watching() {
    let mut scene = Scene::summary(SIZE);
    scene.wizard.press("yes<Enter>");
    let mut memory = Vec::new();
    for second in 0..86_400 {
        if second % 20_000 == 1_000 {
            memory.push(resident());
        }
        let app: &mut App = &mut scene.wizard.app;
        app.now += jiff::SignedDuration::from_secs(1);
        app.update(Msg::Tick);
        scene.frame();
    }
    memory.push(resident());
    row("a day of watching: resident memory, KiB", "flat", "flat", format!("{memory:?}"));
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
    desk::of_status(&status, "VmRSS:").parse().unwrap()
}

/// The first screen, however many drafts and receipts there are.
fn drafts_and_receipts() {
    for (drafts, receipts) in [(1, 1), (10, 100), (100, 1_000), (1_000, 10_000)] {
        let desk = desk::desk();
        for draft in 1..drafts {
            desk.stock(&format!("orders-{draft}"), "Engine");
        }
        let folder = desk.config().join("state/purchases/receipts");
        std::fs::create_dir_all(&folder).unwrap();
        for receipt in 0..receipts {
            std::fs::write(folder.join(format!("20260301T141203Z-{receipt}-orders.jsonl")), "{}\n").unwrap();
        }
        let (mut first, mut listed) = (Figures::default(), Figures::default());
        for _ in 0..7 {
            let begun = Instant::now();
            let mut session = desk.wizard(SIZE, &[]);
            session.wait_text("n new");
            first.push(millis(begun.elapsed()));
            session.wait_text("answers");
            listed.push(millis(begun.elapsed()));
        }
        let what = format!("{drafts} drafts, {receipts} receipts: screen, ms");
        row(&what, "the same", "the same", format!("{:.1}, with the list {:.1}", first.median(), listed.median()));
    }
}
