//! `create`, from the draft to the ID: the whole process beside its own exchanges made bare, over HTTP and over TLS.

use crate::copies;
use crate::front;
use crate::report::{self, Bounds, Figures, ROUNDS, SHORT_ROUNDS, heading, millis, once, turns};
use crate::support::env::{Environment, PLACE, files};
use crate::whole::floor;
use rocketmq_wizard::sandbox::PROJECT_ID;
use rocketmq_wizard::sandbox::world::World;
use serde_json::Value as Json;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const CA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/tls/ca.pem");

pub fn print() {
    heading("Buying without a screen");
    let (program, shop) = (floor("floor_create"), Shop::new(in_memory()));
    let front = front::start(&shop.env.cloud.url());
    let shop = RefCell::new(shop);
    // Of the time, and of the CPU.
    let http = [Bounds(2.0, 1.5), Bounds(2.2, 1.5)];
    let tls = [Bounds(1.5, 1.25), Bounds(1.8, 1.4)];
    for (over, bounds, front) in [("HTTP", http, None), ("TLS", tls, Some(front.as_str()))] {
        let floor = |how| shop.borrow_mut().floor(&program, how, front);
        let [ours, in_turn, at_once] = turns(
            SHORT_ROUNDS,
            [&mut || shop.borrow_mut().create(front, true), &mut || floor("in-turn"), &mut || floor("at-once")],
        );
        for (at, unit) in ["ms", "CPU ms"].into_iter().enumerate() {
            let what = format!("create over {over}, {unit}; its own exchanges, bare");
            report::ratio(&what, bounds[at], &ours[at], &at_once[at]);
            // Less work than `create` does, which asks for its lists at once, over a connection each.
            report::shown(&format!("{what}, one after another over two connections"), &ours[at], Some(&in_turn[at]));
        }
    }
    beside_its_libraries(&shop);
    let mut shop = shop.into_inner();
    let open = Figures::of(ROUNDS, || shop.create(None, false)[0]);
    report::shown("create over HTTP, the CPU left to the live list, ms", &open, None);
    among_others(&mut shop);
    vendor(&mut shop);
    let mut shop = Shop::new(tempfile::tempdir().unwrap());
    let synced = Figures::of(ROUNDS, || shop.create(None, true)[0]);
    report::shown("create over HTTP, journal on this disk, ms", &synced, None);
    report::shown("a sync of a small file on this disk, ms", &Figures::of(ROUNDS, || sync(&shop)), None);
    if let Some(counted) = shop.counted() {
        report::said("what create does", counted);
    }
}

/// The exchanges made bare by the library that makes those of `create`: how much of the distance is not ours.
fn beside_its_libraries(shop: &RefCell<Shop>) {
    let (bare, library) = (floor("floor_create"), floor("floor_reqwest"));
    let floor = |program| shop.borrow_mut().floor(program, "at-once", None);
    let [ours, library, bare] = turns(
        SHORT_ROUNDS,
        [&mut || shop.borrow_mut().create(None, true), &mut || floor(&library), &mut || floor(&bare)],
    );
    let [ours, library, bare] = [&ours[1], &library[1], &bare[1]];
    report::shown("create over HTTP, CPU ms; its own exchanges, by reqwest alone", ours, Some(library));
    report::shown("its own exchanges by reqwest alone, CPU ms; bare", library, Some(bare));
}

/// What a `create` costs whose user bought before: purchases that nobody has followed to their end are read, and those
/// that are settled are looked through for one of the same name.
fn among_others(shop: &mut Shop) {
    let alone = Figures::of(ROUNDS, || shop.create(None, true)[1]);
    // One that was placed but not followed lacks the lines behind that, and still has the room for them.
    let kinds = [("unsettled", "", 3, 6_000, 100), ("settled", "receipts", usize::MAX, 0, 10_000)];
    for (kind, folder, lines, room, count) in kinds {
        shop.create(None, true);
        let purchases = shop.env.state().join("purchases");
        let receipt = files(&purchases.join("receipts")).pop().expect("it was settled at once");
        let receipt = std::fs::read_to_string(receipt).unwrap();
        let other: String = receipt.lines().take(lines).flat_map(|line| [line, "\n"]).collect();
        let other = other + &"\n".repeat(room);
        for purchase in 0..count {
            let name = format!("20260301T141203Z-{purchase}-other.jsonl");
            std::fs::write(purchases.join(folder).join(name), &other).unwrap();
        }
        let beside = Figures::of(ROUNDS, || shop.create_another(None, true)[1]);
        report::shown(
            &format!("create over HTTP, {count} {kind} purchases before, CPU ms; none"),
            &beside,
            Some(&alone),
        );
    }
}

/// Somewhere to buy: the cloud, and what `create` and its floor read.
pub struct Shop {
    pub env: Environment,
    body: PathBuf,
    /// What one `create` sends, and the name that it bought.
    sent: String,
    name: String,
    requests: PathBuf,
    bought: u32,
}

impl Shop {
    /// In this folder: syncs of the journal cost what they cost there.
    pub fn new(home: TempDir) -> Self {
        let world = World::default().duplicate_names().quota(1_000_000).creation_time(Duration::ZERO);
        let env = Environment::at(home, world);
        env.stock("orders", "Summary");
        let [body, requests] = ["body.json", "requests.json"].map(|name| env.home.path().join(name));
        let mut shop = Self { body, sent: String::new(), name: String::new(), requests, env, bought: 0 };
        shop.next_draft(true);
        let body = shop.command(&["export", "--format", "json"], None).output().unwrap().stdout;
        std::fs::write(&shop.body, body).unwrap();
        let before = shop.env.cloud.requests().len();
        shop.create(None, true);
        let sent = shop.env.cloud.requests().into_iter().skip(before);
        let sent: Vec<[String; 4]> =
            sent.map(|seen| [seen.method, seen.path, seen.query, String::from_utf8(seen.body).unwrap()]).collect();
        (shop.sent, shop.name) = (serde_json::to_string(&sent).unwrap(), name(shop.bought));
        shop
    }

    /// One that nobody bought yet, so that it is found nowhere.
    fn next_name(&mut self) -> String {
        self.bought += 1;
        name(self.bought)
    }

    /// A draft that buys another name; a `whole` one leaves nothing to the cloud's lists.
    fn next_draft(&mut self, whole: bool) {
        self.env.stock("orders", "Summary");
        let path = self.env.draft("orders");
        let mut draft: Json = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let answers = draft["answers"].as_object_mut().unwrap();
        answers.insert("name".to_owned(), self.next_name().into());
        if whole {
            answers.insert("arch_type".to_owned(), "X86".into());
        }
        std::fs::write(path, draft.to_string()).unwrap();
    }

    /// Our program without a screen, against the cloud or what stands in front of it.
    fn command(&self, args: &[&str], front: Option<&str>) -> Command {
        let mut command = Command::new(copies::wizard());
        command.env_clear().envs(self.env.variables()).args(args).args(["--draft", "orders"]).args(PLACE);
        command.arg("--config-dir").arg(self.env.config());
        match front {
            Some(front) => command.args(["--endpoint", front, "--ca-bundle", CA]),
            None => command.args(["--endpoint", &self.env.cloud.url()]),
        };
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }

    /// Milliseconds of a whole `create`, and of its CPU, by somebody who bought nothing before: it looks through all
    /// earlier purchases, and every round leaves one.
    fn create(&mut self, front: Option<&str>, whole: bool) -> [f64; 2] {
        let state = self.env.state();
        if state.exists() {
            std::fs::remove_dir_all(state).unwrap();
        }
        self.create_another(front, whole)
    }

    /// The same by somebody who bought all this before.
    fn create_another(&mut self, front: Option<&str>, whole: bool) -> [f64; 2] {
        self.next_draft(whole);
        timed(&mut self.command(&["create", "--yes"], front))
    }

    fn floor(&mut self, program: &Path, how: &str, front: Option<&str>) -> [f64; 2] {
        let name = self.next_name();
        std::fs::write(&self.requests, self.sent.replace(&self.name, &name)).unwrap();
        let url = self.env.cloud.url();
        let address = front.unwrap_or(&url).split("//").nth(1).unwrap();
        let mut command = Command::new(program);
        command.arg(how).arg(address).arg(&self.requests).args(front.map(|_| CA)).stdout(Stdio::piped());
        timed(&mut command)
    }

    /// How often `create` has a file synced, and what it sends; `None` where there is no `strace`.
    fn counted(&mut self) -> Option<String> {
        Command::new("strace").arg("-V").output().ok()?;
        self.next_draft(true);
        let (create, log) = (self.command(&["create", "--yes"], None), self.env.home.path().join("calls"));
        let mut traced = Command::new("strace");
        traced.args(["-f", "-e", "trace=fsync,fdatasync,connect,writev"]).arg("-o").arg(&log);
        traced.arg(create.get_program()).args(create.get_args()).env_clear().envs(self.env.variables());
        traced.env("PATH", std::env::var_os("PATH")?);
        assert!(traced.output().unwrap().status.success());
        let calls = std::fs::read_to_string(log).unwrap();
        let count = |name: &str| calls.lines().filter(|line| line.contains(name)).count();
        let (syncs, requests, connections) = (count("sync("), count("writev("), count("connect("));
        Some(format!("{syncs} syncs, {requests} requests, {connections} connections"))
    }
}

/// Of the same length each time.
fn name(number: u32) -> String {
    format!("orders-{number:05}")
}

/// A folder in memory where there is one, so that no disk is waited for.
fn in_memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Milliseconds from start to end, and on a processor, the program's main thread.
fn timed(command: &mut Command) -> [f64; 2] {
    let begun = Instant::now();
    let child = command.spawn().unwrap();
    let pid = i32::try_from(child.id()).unwrap();
    // Its figures can be read until somebody collects it.
    let id = rustix::process::Pid::from_raw(pid).unwrap();
    let options = rustix::process::WaitIdOptions::EXITED | rustix::process::WaitIdOptions::NOWAIT;
    rustix::process::waitid(rustix::process::WaitId::Pid(id), options).unwrap();
    let (wall, cpu) = (begun.elapsed(), crate::whole::cpu(pid));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    [millis(wall), millis(cpu)]
}

fn sync(shop: &Shop) -> f64 {
    once(|| {
        let mut file = tempfile::NamedTempFile::new_in(shop.env.home.path()).unwrap();
        std::io::Write::write_all(&mut file, &[0; 2048]).unwrap();
        file.as_file().sync_all().unwrap();
    })
}

/// The same order by the vendor's own Python SDK, where `ROCKETMQ_WIZARD_SDK` names a Python that has it.
fn vendor(shop: &mut Shop) {
    let Ok(python) = std::env::var("ROCKETMQ_WIZARD_SDK") else {
        return report::said("create: the vendor's Python SDK", "ROCKETMQ_WIZARD_SDK names no Python that has it");
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/benches/floors/vendor.py");
    let (url, body) = (shop.env.cloud.url(), shop.body.clone());
    let order = || {
        let mut command = Command::new(&python);
        command.arg(script).args([&url, PROJECT_ID]).arg(&body).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.envs(shop.env.variables());
        timed(&mut command)
    };
    let sdk = Figures::of(7, || order()[0]);
    let ours = Figures::of(7, || shop.create(None, true)[0]);
    report::ratio("create over HTTP beside the vendor's Python SDK, ms", Bounds(0.04, 0.025), &ours, &sdk);
}
