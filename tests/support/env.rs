//! All that the program knows of this machine in a test: a home, keys, and a pretend cloud on loopback.

use super::pty::Session;
use super::{ACCESS_KEY, SECRET_KEY, assert_no_secret};
use rocketmq_wizard::cloud::client::Settings;
use rocketmq_wizard::cloud::credentials::Credentials;
use rocketmq_wizard::cloud::endpoints::Endpoints;
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION, Sandbox, start_on_thread};
use rocketmq_wizard::secret::Secret;
use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The program under test: what was built with the tests, or the file that `ROCKETMQ_WIZARD_FILE` named meanwhile.
pub const WIZARD: &str = match option_env!("ROCKETMQ_WIZARD_FILE") {
    Some(file) => file,
    None => env!("CARGO_BIN_EXE_rocketmq-wizard"),
};
/// The size every product picture has.
pub const SIZE: (u16, u16) = (80, 24);
/// Where new drafts buy.
pub const PLACE: [&str; 4] = ["--region", REGION, "--project-id", PROJECT_ID];

/// Both are gone once it is dropped.
pub struct Environment {
    pub home: TempDir,
    pub cloud: Sandbox,
}

impl Environment {
    pub fn new(world: World) -> Self {
        Self::at(tempfile::tempdir().unwrap(), world)
    }

    /// With its home in this folder.
    pub fn at(home: TempDir, world: World) -> Self {
        Self { home, cloud: start_on_thread(world, ([127, 0, 0, 1], 0).into()).unwrap() }
    }

    /// The wizard's `--config-dir`.
    pub fn config(&self) -> PathBuf {
        self.home.path().join("config")
    }

    pub fn state(&self) -> PathBuf {
        self.config().join("state")
    }

    pub fn draft(&self, name: &str) -> PathBuf {
        self.config().join("drafts").join(name).with_extension("json")
    }

    /// Puts a complete draft of this name there that was left at this screen.
    pub fn stock(&self, name: &str, screen: &str) {
        let mut draft: Json = serde_json::from_str(include_str!("../cases/api-page/draft.json")).unwrap();
        draft["screen"] = screen.into();
        draft["answers"]["name"] = name.into();
        draft["answers"]["disk_encrypted_enable"] = false.into();
        draft["answers"].as_object_mut().unwrap().remove("disk_encrypted_key");
        put(&self.draft(name), draft.to_string().as_bytes());
    }

    /// Keys, and where a program may put files.
    pub fn variables(&self) -> [(&str, &str); 6] {
        let home = self.home.path().to_str().unwrap();
        let keys = [("HUAWEICLOUD_SDK_AK", ACCESS_KEY), ("HUAWEICLOUD_SDK_SK", SECRET_KEY)];
        [("HOME", home), ("XDG_CONFIG_HOME", home), ("XDG_STATE_HOME", home), keys[0], keys[1], ("TZ", "UTC")]
    }

    /// Where requests and files go.
    pub fn arguments(&self) -> [String; 4] {
        let config = self.config().to_str().unwrap().to_owned();
        ["--endpoint".to_owned(), self.cloud.url(), "--config-dir".to_owned(), config]
    }

    /// Starts a program (the wizard, or what runs it) on a terminal, with `args` and then [`Self::arguments`].
    pub fn run(&self, size: (u16, u16), program: &str, args: &[&str]) -> Session {
        let own = self.arguments();
        let args: Vec<&str> = args.iter().copied().chain(own.iter().map(String::as_str)).collect();
        Session::spawn(size, program, &args, &self.variables())
    }

    pub fn wizard(&self, size: (u16, u16), args: &[&str]) -> Session {
        self.run(size, WIZARD, args)
    }

    /// The same without a terminal.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(WIZARD);
        command.args(args).args(self.arguments()).env_clear().envs(self.variables());
        command
    }
}

/// Fails if the secret key is in any file.
pub fn assert_no_secret_below(top: &Path) {
    for file in files(top) {
        assert_no_secret(&std::fs::read(file).unwrap());
    }
}

/// Every file below a directory.
pub fn files(top: &Path) -> Vec<PathBuf> {
    let (mut files, mut dirs) = (Vec::new(), vec![top.to_owned()]);
    while let Some(dir) = dirs.pop() {
        for path in std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { dirs.push(path) } else { files.push(path) }
        }
    }
    files
}

/// Puts a file there, with the directories above it.
pub fn put(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// What a client needs to call the cloud at this address.
pub fn settings(url: &str) -> Settings {
    let credentials = Credentials {
        access_key: ACCESS_KEY.to_owned(),
        secret_key: Secret::new(SECRET_KEY.to_owned()),
        security_token: None,
        source: "test".to_owned(),
        expires: None,
    };
    let endpoints = Endpoints::parse(&[url.to_owned()]).unwrap();
    Settings { region: REGION.to_owned(), project_id: PROJECT_ID.to_owned(), endpoints, ca_bundle: None, credentials }
}
