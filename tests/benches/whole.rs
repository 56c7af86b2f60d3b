//! Whole processes: our binary and the floors in turn, on pseudo-terminals and loopback.

use crate::desk::{Desk, QUIET, SIZE, of_status, settle, to_the_description};
use crate::support::pty::{Key, Session};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Rounds of everything that is timed; the median counts.
const ROUNDS: usize = 15;
pub const WIZARD: &str = env!("CARGO_BIN_EXE_rocketmq-wizard");

/// What was measured in some rounds.
#[derive(Clone, Debug, Default)]
pub struct Figures(Vec<f64>);

impl Figures {
    pub fn push(&mut self, figure: f64) {
        self.0.push(figure);
    }

    pub fn median(&self) -> f64 {
        self.at(2)
    }

    /// From the first to the third quartile.
    pub fn spread(&self) -> (f64, f64) {
        (self.at(1), self.at(3))
    }

    fn at(&self, quarter: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[(sorted.len() - 1) * quarter / 4]
    }
}

/// Takes turns, so that a busy minute hits both; the round that warms the caches does not count.
pub fn in_turn<const N: usize>(
    mut ours: impl FnMut() -> [f64; N],
    mut floor: impl FnMut() -> [f64; N],
) -> [[Figures; N]; 2] {
    let mut all: [[Figures; N]; 2] = std::array::from_fn(|_| std::array::from_fn(|_| Figures::default()));
    for round in 0..=ROUNDS {
        for (side, figures) in [ours(), floor()].into_iter().enumerate() {
            for (at, figure) in figures.into_iter().enumerate().filter(|_| round > 0) {
                all[side][at].push(figure);
            }
        }
    }
    all
}

/// A floor program, as `cargo bench` built it beside this one.
pub fn floor(name: &str) -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let built = here.parent().unwrap().read_dir().unwrap().map(|entry| entry.unwrap().path());
    let is_it = |path: &PathBuf| {
        let file = path.file_name().unwrap().to_str().unwrap_or_default();
        file.starts_with(&format!("{name}-")) && path.extension().is_none()
    };
    built.filter(is_it).max_by_key(|path| path.metadata().and_then(|meta| meta.modified()).unwrap()).unwrap()
}

/// First screen, then 40 keys: milliseconds to the screen, its CPU, and CPU of a key, in microseconds; then memory in
/// KiB and milliseconds from the last key to the end.
pub fn screen_and_keys(
    mut start: impl FnMut() -> Session,
    shows: &str,
    prepare: impl Fn(&mut Session),
    quit: &[Key],
) -> [f64; 5] {
    let begun = Instant::now();
    let mut session = start();
    session.wait_text(shows);
    let wall = begun.elapsed();
    let first = cpu(session.pid());
    prepare(&mut session);
    let before = cpu(session.pid());
    session.type_text("a name of forty characters, just as long");
    session.listen(QUIET / 4);
    let key = cpu(session.pid()).saturating_sub(before) / 40;
    let memory = peak(session.pid());
    let (last, others) = quit.split_last().unwrap();
    for other in others {
        session.key(*other);
        session.listen(QUIET / 4);
    }
    let asked = Instant::now();
    session.key(*last);
    session.exit();
    let quit = asked.elapsed();
    [millis(wall), millis(first), millis(key) * 1e3, memory, millis(quit)]
}

pub fn ours(desk: &Desk) -> [f64; 5] {
    let prepare = |session: &mut Session| {
        session.key(Key::Enter);
        settle(session);
        to_the_description(session);
    };
    screen_and_keys(|| desk.wizard(SIZE, &[]), "n new", prepare, &[Key::Ctrl('c'), Key::Ctrl('c')])
}

pub fn floor_form(program: &Path) -> [f64; 5] {
    let start = || Session::spawn(SIZE, program.to_str().unwrap(), &["run"], &[]);
    screen_and_keys(start, "Name", |_| {}, &[Key::Esc])
}

pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Time on a processor so far, of all threads that still run.
fn cpu(pid: i32) -> Duration {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let of = |task: PathBuf| std::fs::read_to_string(task.join("schedstat")).unwrap_or_default();
    let nanos = |text: String| text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0);
    Duration::from_nanos(tasks.map(|task| nanos(of(task.unwrap().path()))).sum())
}

/// The most memory a running process ever had, in KiB.
pub fn peak(pid: i32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    of_status(&status, "VmHWM:").parse().unwrap()
}

/// Somewhere to buy: the cloud, and what `create` and its floor read.
pub struct Shop {
    pub desk: Desk,
    pub body: PathBuf,
    bought: u32,
}

impl Shop {
    pub fn new() -> Self {
        let desk = Desk::new(World::default().duplicate_names().quota(1_000_000).creation_time(Duration::ZERO));
        desk.stock("orders", "Summary");
        let shop = Self { body: desk.home.path().join("body.json"), desk, bought: 0 };
        let body = shop.command(&["export", "--format", "json"], None).output().unwrap().stdout;
        std::fs::write(&shop.body, body).unwrap();
        shop
    }

    /// Our program without a screen, against the cloud or what stands in front of it.
    fn command(&self, args: &[&str], front: Option<&Front>) -> Command {
        let mut command = Command::new(WIZARD);
        command.env_clear().envs(self.desk.env()).args(args).args(["--draft", "orders", "--region", REGION]);
        command.args(["--project-id", PROJECT_ID, "--config-dir"]).arg(self.desk.config());
        match front {
            Some(front) => command.args(["--endpoint", &front.base, "--ca-bundle", CA]),
            None => command.args(["--endpoint", &self.desk.cloud.url()]),
        };
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }

    /// Milliseconds of a whole `create`, and of its CPU. Each buys another name.
    pub fn create(&mut self, front: Option<&Front>) -> [f64; 2] {
        self.bought += 1;
        self.desk.stock("orders", "Summary");
        let draft = self.desk.config().join("drafts/orders.json");
        let text = std::fs::read_to_string(&draft).unwrap();
        std::fs::write(&draft, text.replace("\"name\":\"orders\"", &format!("\"name\":\"orders-{}\"", self.bought)))
            .unwrap();
        timed(&mut self.command(&["create", "--yes"], front))
    }

    pub fn floor(&self, program: &Path, front: Option<&Front>) -> [f64; 2] {
        let url = self.desk.cloud.url();
        let address = front.map_or(url.as_str(), |front| &front.base).split("//").nth(1).unwrap();
        let mut command = Command::new(program);
        command.arg("run").arg(address).arg(&self.body).args(front.map(|_| CA)).stdout(Stdio::piped());
        timed(&mut command)
    }
}

/// Milliseconds from start to end, and on a processor, the program's main thread.
fn timed(command: &mut Command) -> [f64; 2] {
    let begun = Instant::now();
    let child: Child = command.spawn().unwrap();
    let pid = i32::try_from(child.id()).unwrap();
    // Its figures can be read until somebody collects it.
    let id = rustix::process::Pid::from_raw(pid).unwrap();
    let options = rustix::process::WaitIdOptions::EXITED | rustix::process::WaitIdOptions::NOWAIT;
    rustix::process::waitid(rustix::process::WaitId::Pid(id), options).unwrap();
    let (wall, cpu) = (begun.elapsed(), cpu(pid));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    [millis(wall), millis(cpu)]
}

pub const CA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/tls/ca.pem");

/// TLS in front of the pretend cloud, with the tests' own certificates.
pub struct Front {
    pub base: String,
}

impl Front {
    pub fn of(cloud: &str) -> Self {
        Self { base: crate::front::start(cloud) }
    }
}
