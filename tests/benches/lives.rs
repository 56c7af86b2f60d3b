//! Memory: after a purchase over TLS, after an answer without end, after many keys and a long day.

use crate::buying::CA;
use crate::front;
use crate::measure::{self, QUIET};
use crate::report::{Bounds, heading, level, said};
use crate::scenes::{Scene, key};
use crate::support::env::{Environment, SIZE};
use crate::whole::peak;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use rocketmq_wizard::app::message::{Effect, Msg};
use rocketmq_wizard::app::state::App;
use rocketmq_wizard::arrival::Arrival;
use rocketmq_wizard::catalog::{Instance, Placed};
use rocketmq_wizard::purchase::{Action, Event};
use rocketmq_wizard::sandbox::world::World;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

pub fn print() {
    heading("Memory and long runs");
    bought_over_tls();
    endless_answer();
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
    session.wait_text("To buy, type yes");
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
    session.wait_text("rocketmq-wizard");
    session.listen(Duration::from_secs(2));
    let more = (peak(session.pid()) - usual).max(0.0);
    level("an answer of 100 MiB: more memory, KiB", Bounds(4096.0, 1024.0), more, None);
    let taken = taken.load(Ordering::SeqCst) as f64 / 1024.0;
    level("an answer of 100 MiB: taken, socket buffers too, KiB", Bounds(4096.0, 1229.0), taken, None);
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
        if scene.wizard.app.purchase.is_some() {
            scene = Scene::name(SIZE);
        }
        if count % 16 == 0 {
            scene.frame();
        }
    }
    memory.push(resident());
    said("100,000 random keys: resident memory, KiB", format!("{memory:?}"));
}

/// A day of an instance that is never ready: each second is drawn, the cloud is asked when it is due, and somebody waits
/// on whenever the limit is reached.
fn day_of_watching() {
    let mut scene = Scene::summary(SIZE);
    let begin = scene.wizard.app.now;
    let (mut due, mut asked, mut memory) = (begin, 0, Vec::new());
    scene.wizard.app.drawn(Some(Instant::now()));
    let came = Arrival { alone: true, at: Some(Instant::now() + Duration::from_secs(1)), before: None };
    let mut effects =
        "yes".chars().flat_map(|letter| scene.wizard.app.update(Msg::Key(key(letter), came))).collect::<Vec<_>>();
    effects.extend(scene.wizard.app.update(Msg::Key(KeyCode::Enter.into(), came)));
    for second in 0..86_400 {
        if second % 20_000 == 1_000 {
            memory.push(resident());
        }
        let app: &mut App = &mut scene.wizard.app;
        app.now = begin + jiff::SignedDuration::from_secs(second);
        if app.must_decide() {
            effects.extend(app.update(Msg::Key(key('w'), Arrival::default())));
        }
        effects.extend(app.update(Msg::Tick));
        if due <= app.now {
            due = Timestamp::MAX;
            effects.extend(app.update(Msg::Purchase(Event::Due)));
        }
        while let Some(effect) = effects.pop() {
            let Effect::Purchase(action) = effect else { continue };
            asked += usize::from(matches!(action, Action::LookUpInstance(_)));
            let event = match action {
                Action::Record(_) => Event::Written(Ok(())),
                Action::Send => Event::Answer(Ok(Placed { instance_id: INSTANCE.to_owned(), ..Placed::default() })),
                Action::LookUpInstance(_) => Event::Seen(Ok(Some(building()))),
                Action::Wait(pause) => {
                    due = app.now + pause;
                    continue;
                }
                Action::LookUpNamesakes(_) => Event::Named(Ok(Vec::new())),
                Action::LookUpName | Action::LookUpOrders => panic!("the answer was clear"),
            };
            effects.extend(app.update(Msg::Purchase(event)));
        }
        scene.frame();
    }
    memory.push(resident());
    said("a day of watching: resident memory, KiB; the cloud was asked", format!("{memory:?}; {asked} times"));
}

const INSTANCE: &str = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";

fn building() -> Instance {
    Instance { id: INSTANCE.to_owned(), status: "CREATING".to_owned(), ..Instance::default() }
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
