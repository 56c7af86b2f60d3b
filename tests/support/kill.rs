#![allow(dead_code, unreachable_pub, reason = "each kill test takes the part it needs")]
//! What both kill tests share: random moments that come again with the same seed, and a home of its own for the program.

use crate::support::pty::{Exit, Key, Session, Signal};
use crate::support::{ACCESS_KEY, SECRET_KEY, assert_no_secret};
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION, Sandbox, start_on_thread, world::World};
use rocketmq_wizard::store::Dirs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The size every product picture has.
pub const SIZE: (u16, u16) = (80, 24);

/// Numbers that look random and come again (a linear congruential generator, its high bits).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// A time up to `end`, by the microsecond; short ones are more likely, for that is when most happens.
    pub fn moment(&mut self, end: Duration) -> Duration {
        let most = u64::try_from(end.as_micros()).unwrap();
        let (one, other) = (self.below(most), self.below(most));
        Duration::from_micros(one.min(other))
    }
}

/// How many times to kill: so many, or what `ROCKETMQ_WIZARD_KILLS` says.
pub fn kills(usual: u64) -> u64 {
    std::env::var("ROCKETMQ_WIZARD_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// A cloud on this thread's own port.
pub fn cloud(world: World) -> Sandbox {
    start_on_thread(world, ([127, 0, 0, 1], 0).into()).unwrap()
}

/// A directory that is all the program knows of this machine.
pub struct Home {
    dir: TempDir,
}

impl Home {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub fn config(&self) -> PathBuf {
        self.dir.path().join("config")
    }

    pub fn dirs(&self) -> Dirs {
        Dirs { config: self.config(), state: self.config().join("state") }
    }

    pub fn draft(&self, name: &str) -> PathBuf {
        self.config().join("drafts").join(name).with_extension("json")
    }

    /// Starts the wizard against a cloud, with these arguments on top.
    pub fn wizard(&self, cloud: &Sandbox, args: &[&str]) -> Session {
        self.run(env!("CARGO_BIN_EXE_rocketmq-wizard"), &[], cloud, args)
    }

    /// The same by way of another program, which gets `before` and then the wizard's arguments.
    pub fn run(&self, program: &str, before: &[&str], cloud: &Sandbox, args: &[&str]) -> Session {
        let own = self.arguments(cloud);
        let args: Vec<&str> =
            before.iter().copied().chain(own.iter().map(String::as_str)).chain(args.iter().copied()).collect();
        Session::spawn(SIZE, program, &args, &self.environment())
    }

    /// Starts a command without a terminal.
    pub fn command(&self, cloud: &Sandbox, name: &str, args: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rocketmq-wizard"));
        command.arg(name).args(self.arguments(cloud)).args(args).env_clear().envs(self.environment());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Where everything is.
    fn arguments(&self, cloud: &Sandbox) -> [String; 8] {
        let config = self.config().to_str().unwrap().to_owned();
        let [endpoint, dir, region, project] =
            ["--endpoint", "--config-dir", "--region", "--project-id"].map(str::to_owned);
        [endpoint, cloud.url(), dir, config, region, REGION.to_owned(), project, PROJECT_ID.to_owned()]
    }

    fn environment(&self) -> [(&str, &str); 6] {
        let home = self.dir.path().to_str().unwrap();
        [
            ("HOME", home),
            ("XDG_CONFIG_HOME", home),
            ("XDG_STATE_HOME", home),
            ("HUAWEICLOUD_SDK_AK", ACCESS_KEY),
            ("HUAWEICLOUD_SDK_SK", SECRET_KEY),
            ("TZ", "UTC"),
        ]
    }

    /// All files, for what must be in none of them.
    pub fn files(&self) -> Vec<PathBuf> {
        let (mut files, mut dirs) = (Vec::new(), vec![self.dir.path().to_owned()]);
        while let Some(dir) = dirs.pop() {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { dirs.push(path) } else { files.push(path) }
            }
        }
        files
    }

    /// How many files were being written when the program was killed.
    pub fn half_written(&self) -> usize {
        self.files().iter().filter(|file| file.to_string_lossy().contains(".writing-")).count()
    }

    /// Fails if the secret key is in any file.
    pub fn assert_no_secret(&self) {
        for file in self.files() {
            assert_no_secret(&std::fs::read(file).unwrap());
        }
    }
}

/// Puts a file there, with the directories above it.
pub fn put(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// Kills the program as nothing can prevent, and sees that it is gone.
pub fn kill(session: &mut Session) {
    session.signal(Signal::KILL);
    assert_eq!(session.exit(), Exit::Signal("Killed".to_owned()));
    assert_no_secret(session.transcript());
}

/// Leaves the wizard with Ctrl-C twice; returns the exit code.
pub fn leave(session: &mut Session) -> Exit {
    session.key(Key::Ctrl('c'));
    session.wait_text("Press Ctrl-C once more");
    session.key(Key::Ctrl('c'));
    let exit = session.exit();
    assert_no_secret(session.transcript());
    exit
}

/// Reads until `deadline`, or until the screen is as wanted; says whether it is.
pub fn reaches(session: &mut Session, deadline: Instant, wanted: impl Fn(&str) -> bool) -> bool {
    loop {
        if wanted(&session.screen()) {
            return true;
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return false;
        }
        session.listen(left.min(Duration::from_millis(5)));
    }
}
