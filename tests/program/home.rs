//! A home for one test: a sandbox, a directory, drafts in it, and the binary.

use crate::support::env::{WIZARD, assert_no_secret_below};
use crate::support::pty::Session;
use crate::support::{ACCESS_KEY, SECRET_KEY, assert_no_secret};
use jiff::{SignedDuration, Timestamp};
use rocketmq_wizard::clock::Clock;
use rocketmq_wizard::purchase::record::{Fact, Intent, Record};
use rocketmq_wizard::purchase::watch::Pace;
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{self, PROJECT_ID, REGION, Sandbox, Seen};
use rocketmq_wizard::store::dirs;
use rocketmq_wizard::store::journal::{Journal, Open};
use serde_json::{Value as Json, json};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::watch;

/// Longest anything may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);
pub(crate) const NAME: &str = "orders-prod";

pub(crate) struct Home {
    pub(crate) dir: TempDir,
    pub(crate) sandbox: Sandbox,
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The error object on standard error.
    pub(crate) fn error(&self) -> Json {
        let line = self.err.lines().find(|line| line.starts_with('{')).unwrap_or_else(|| panic!("{self:?}"));
        serde_json::from_str::<Json>(line).unwrap()["error"].clone()
    }

    /// The ID alone on standard output.
    pub(crate) fn id(&self) -> &str {
        let id = self.out.strip_suffix('\n').unwrap_or_else(|| panic!("{self:?}"));
        assert_eq!(id.len(), 36, "{self:?}");
        id
    }

    /// Fails unless the run ended so and said all of this on standard error.
    pub(crate) fn expect(self, code: i32, said: &[&str]) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        for words in said {
            assert!(self.err.contains(words), "no {words:?} in {self:?}");
        }
        self
    }
}

impl Home {
    pub(crate) fn new(world: World) -> Self {
        let sandbox = sandbox::start_on_thread(world, ([127, 0, 0, 1], 0).into()).unwrap();
        Self { dir: TempDir::new().unwrap(), sandbox }
    }

    /// A cloud that builds at once.
    pub(crate) fn quick() -> Self {
        Self::new(World::default().creation_time(Duration::ZERO))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file and gives its path as an argument.
    pub(crate) fn file(&self, name: &str, json: &Json) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, json.to_string()).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// A named draft in the platform's directory.
    pub(crate) fn draft(&self, name: &str, draft: &Json) {
        self.file(&format!(".config/rocketmq-wizard/drafts/{name}.json"), draft);
    }

    /// The journal of `--config-dir config`.
    pub(crate) fn journal(&self) -> Journal {
        Journal::open(&dirs(Some(&self.path("config"))).unwrap(), Pace::default())
    }

    /// What was ordered here at this time.
    pub(crate) fn intent(&self, at: Timestamp) -> Intent {
        Intent {
            account_id: None,
            plan: "7f3c 91ab 02de".to_owned(),
            name: NAME.to_owned(),
            region: REGION.to_owned(),
            project_id: PROJECT_ID.to_owned(),
            endpoint: self.sandbox.url(),
            engine: "reliability".to_owned(),
            product_id: "rocketmq.p2.large.12".to_owned(),
            vpc_id: "ce284b4a-5114-4a6e-a463-a0cd7e0af93a".to_owned(),
            yearly_monthly: false,
            auto_pay: false,
            body: "{}".to_owned(),
            tags: Vec::new(),
            at,
            before: Some(Vec::new()),
            clock: None,
            replaces: None,
        }
    }

    /// Writes into the journal what became of an order. While the result lives, it is held.
    pub(crate) fn ordered(&self, intent: Intent, facts: impl IntoIterator<Item = Fact>) -> Open {
        let (journal, at, mut open) = (self.journal(), intent.at, None);
        let all = std::iter::once(Fact::Intent(Box::new(intent))).chain(facts);
        all.for_each(|fact| journal.write(&mut open, &Record { at, fact }).unwrap());
        open.unwrap()
    }

    /// The binary with the sandbox's keys and nothing else in its environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.bare(args);
        command.env("HUAWEICLOUD_SDK_AK", ACCESS_KEY).env("HUAWEICLOUD_SDK_SK", SECRET_KEY);
        command
    }

    /// The same without keys.
    pub(crate) fn bare(&self, args: &[&str]) -> Command {
        let mut command = Command::new(WIZARD);
        command.args(args).env_clear().env("HOME", self.dir.path()).env("PATH", std::env::var("PATH").unwrap());
        command.current_dir(self.dir.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs to the end, everything sent to the sandbox.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        finish(self.start(args))
    }

    /// The same with something on standard input.
    pub(crate) fn run_with(&self, args: &[&str], input: &str) -> Run {
        let mut child = self.aimed(args).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        finish(child)
    }

    /// Starts the binary, everything sent to the sandbox.
    pub(crate) fn start(&self, args: &[&str]) -> Child {
        self.aimed(args).spawn().unwrap()
    }

    fn aimed(&self, args: &[&str]) -> Command {
        let mut command = self.command(args);
        command.args(["--endpoint", &self.sandbox.url()]);
        command
    }

    /// The same on a terminal: this program, which is the binary or runs it, and its arguments.
    pub(crate) fn session(&self, size: (u16, u16), command: &[&str]) -> Session {
        let (url, home) = (self.sandbox.url(), self.dir.path().to_str().unwrap());
        let env = [("HOME", home), ("HUAWEICLOUD_SDK_AK", ACCESS_KEY), ("HUAWEICLOUD_SDK_SK", SECRET_KEY)];
        Session::spawn(size, command[0], &[&command[1..], &["--endpoint", &url]].concat(), &env)
    }

    /// The create requests the sandbox has seen.
    pub(crate) fn orders(&self) -> Vec<Seen> {
        self.sandbox.requests().into_iter().filter(is_order).collect()
    }

    /// Waits until the sandbox has seen a request like this.
    pub(crate) fn wait_for(&self, what: &str, wanted: impl Fn(&Seen) -> bool) {
        until(what, || self.sandbox.requests().iter().any(&wanted));
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_no_secret_below(self.dir.path());
        }
    }
}

/// Whether a request is a purchase.
pub(crate) fn is_order(seen: &Seen) -> bool {
    seen.method == "POST" && seen.path.starts_with("/v2/") && seen.path.ends_with("/instances")
}

/// Waits for a run's end. No secret shows on either output.
pub(crate) fn finish(child: Child) -> Run {
    let output = child.wait_with_output().unwrap();
    assert_no_secret(&output.stdout);
    assert_no_secret(&output.stderr);
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Tries cases that are nothing to each other at the same time, as each of them waits more than it works.
pub(crate) fn at_once<T: Send>(cases: impl IntoIterator<Item = T>, case: impl Fn(T) + Sync) {
    let case = &case;
    std::thread::scope(|scope| cases.into_iter().for_each(|one| drop(scope.spawn(move || case(one)))));
}

/// The same cloud, in which nothing is built and nothing grows older until [`pass`] says so.
pub(crate) fn stopped(world: World) -> (World, watch::Sender<Timestamp>) {
    let time = watch::Sender::new(Timestamp::now());
    (world.clock(Clock::stopped(time.subscribe())), time)
}

/// Lets seconds pass there.
pub(crate) fn pass(time: &watch::Sender<Timestamp>, seconds: i64) {
    time.send_modify(|now| *now += SignedDuration::from_secs(seconds));
}

pub(crate) fn until(what: &str, done: impl Fn() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < end, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A draft that can be bought, paid per use.
pub(crate) fn hourly() -> Json {
    json!({ "version": 1, "region": REGION, "project_id": PROJECT_ID, "answers": {
        "name": NAME, "engine": "reliability", "engine_version": "5.x", "product_id": "rocketmq.p2.large.12",
        "broker_num": 1, "arch_type": "X86", "storage_space": 300, "storage_spec_code": "dms.physical.storage.ultra.v2",
        "vpc_id": "ce284b4a-5114-4a6e-a463-a0cd7e0af93a", "subnet_id": "8392788e-bb8c-4ff8-a9bf-34331e23ff77",
        "security_group_id": "536e7720-9fbe-4a19-a772-f0755ae665a7",
        "available_zones": ["9f1c5806706d4c1fb0eb72f0a9b18c77"],
    }})
}

/// The same with some answers changed; `null` leaves an answer out.
pub(crate) fn changed(changes: &Json) -> Json {
    let mut draft = hourly();
    for (key, value) in changes.as_object().unwrap() {
        draft["answers"][key] = value.clone();
    }
    draft["answers"].as_object_mut().unwrap().retain(|_, value| !value.is_null());
    draft
}

/// By the month; with auto-pay the money is taken at once.
pub(crate) fn monthly(auto_pay: bool) -> Json {
    changed(&json!({ "charging_mode": "prePaid", "period_type": "month", "period_num": 1, "is_auto_pay": auto_pay }))
}

/// A cloud in which nothing but the client prevents a second purchase.
pub(crate) fn lax() -> World {
    World::default().duplicate_names().creation_time(Duration::ZERO)
}

pub(crate) fn refuse(status: u16, code: &str) -> FaultKind {
    FaultKind::Refuse { status, code: code.to_owned(), message: "no".to_owned() }
}

pub(crate) fn verbatim(status: u16, body: &str) -> FaultKind {
    FaultKind::Verbatim { status, body: body.to_owned() }
}

pub(crate) fn on_order(trouble: FaultKind) -> Fault {
    Fault::new(trouble).on("POST", "/v2/")
}

pub(crate) fn always(method: &str, path: &str, trouble: FaultKind) -> Fault {
    Fault::new(trouble).on(method, path).times(u32::MAX)
}
