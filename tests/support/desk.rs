#![allow(dead_code, unreachable_pub, reason = "counts and benchmarks take the part they need")]
//! Where the wizard is measured: a home of its own with drafts in it, and a pretend cloud on loopback.

use crate::support::pty::Session;
use crate::support::{ACCESS_KEY, SECRET_KEY};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{Sandbox, start_on_thread};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

/// How long nothing has to come before a screen counts as finished.
pub const QUIET: Duration = Duration::from_millis(400);

/// A home and a cloud.
pub struct Desk {
    pub home: TempDir,
    pub cloud: Sandbox,
}

impl Desk {
    pub fn new(world: World) -> Self {
        let cloud = start_on_thread(world, ([127, 0, 0, 1], 0).into()).unwrap();
        Self { home: tempfile::tempdir().unwrap(), cloud }
    }

    pub fn config(&self) -> PathBuf {
        self.home.path().join("config")
    }

    /// Puts a complete draft of this name there that was left at this screen.
    pub fn stock(&self, name: &str, screen: &str) {
        let mut draft: Json = serde_json::from_str(include_str!("../cases/api-page/draft.json")).unwrap();
        draft["screen"] = screen.into();
        let answers = draft["answers"].as_object_mut().unwrap();
        answers.insert("name".to_owned(), name.into());
        answers.insert("disk_encrypted_enable".to_owned(), false.into());
        answers.remove("disk_encrypted_key");
        let drafts = self.config().join("drafts");
        std::fs::create_dir_all(&drafts).unwrap();
        std::fs::write(drafts.join(name).with_extension("json"), draft.to_string()).unwrap();
    }

    /// Keys, and where a program may put files.
    pub fn env(&self) -> [(&'static str, String); 6] {
        let home = self.home.path().to_str().unwrap().to_owned();
        [
            ("HOME", home.clone()),
            ("XDG_CONFIG_HOME", home.clone()),
            ("XDG_STATE_HOME", home),
            ("HUAWEICLOUD_SDK_AK", ACCESS_KEY.to_owned()),
            ("HUAWEICLOUD_SDK_SK", SECRET_KEY.to_owned()),
            ("TZ", "UTC".to_owned()),
        ]
    }

    /// Where requests and files go.
    pub fn own(&self) -> Vec<String> {
        let config = self.config().to_str().unwrap().to_owned();
        vec!["--endpoint".to_owned(), self.cloud.url(), "--config-dir".to_owned(), config]
    }

    /// Starts this program (the wizard, or what runs it) with `before`, the account's arguments and `args`.
    pub fn run(&self, size: (u16, u16), program: &str, before: &[&str], args: &[&str]) -> Session {
        let (env, own) = (self.env(), self.own());
        let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let args: Vec<&str> =
            before.iter().copied().chain(args.iter().copied()).chain(own.iter().map(String::as_str)).collect();
        Session::spawn(size, program, &args, &env)
    }

    pub fn wizard(&self, size: (u16, u16), args: &[&str]) -> Session {
        self.run(size, env!("CARGO_BIN_EXE_rocketmq-wizard"), &[], args)
    }
}

/// How often each thread of a process went to sleep of its own accord: a thread that only sleeps adds none.
pub fn wakeups(pid: i32) -> BTreeMap<String, u64> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let count = |task: PathBuf| {
        let status = std::fs::read_to_string(task.join("status")).unwrap();
        let name = of_status(&status, "Name:");
        (
            format!("{name} {}", task.file_name().unwrap().display()),
            of_status(&status, "voluntary_ctxt_switches:").parse().unwrap(),
        )
    };
    tasks.map(|task| count(task.unwrap().path())).collect()
}

/// A figure of `/proc/PID/status`, such as `VmHWM:`.
pub fn of_status(status: &str, name: &str) -> String {
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().trim_end_matches(" kB").to_owned()
}
