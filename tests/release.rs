//! The shipped file at work in an old system: its own sandbox on a terminal, and a cloud found by name that the system's
//! certificates vouch for.
//!
//! `.ci/release --check` makes the files and the system, installs the package there, and runs this as root.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

#[path = "benches/front.rs"]
#[expect(dead_code, unreachable_pub, reason = "it is the benchmarks', who take other parts of it")]
mod front;
mod support;

use rocketmq_wizard::sandbox::world::World;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;
use support::env::{Environment, PLACE, SIZE, assert_no_secret_below};
use support::pty::{Exit, Key, Session};
use support::{ACCESS_KEY, SECRET_KEY};

/// The user of the old system, by number.
const SOMEBODY: &str = "1000:1000";
const WIZARD: &str = "/usr/bin/rocketmq-wizard";
/// A host of the certificate in `support/tls`; the old system's own table says that it is this machine.
const HOST: &str = "dms.ap-southeast-3.myhuaweicloud.com";

/// The old system, and a home in it with the draft `orders`.
struct Old {
    tree: PathBuf,
    env: Environment,
}

impl Old {
    fn new() -> Self {
        let tree = PathBuf::from(std::env::var("ROCKETMQ_WIZARD_TREE").unwrap());
        let home = tempfile::tempdir_in(tree.join("home/somebody")).unwrap();
        let env = Environment::at(home, World::default().creation_time(Duration::ZERO));
        env.stock("orders", "Summary");
        assert!(
            Command::new("chown").args(["-R", SOMEBODY]).arg(tree.join("home/somebody")).status().unwrap().success()
        );
        Self { tree, env }
    }

    /// The path of a file as it is called in there.
    fn inside(&self, path: &Path) -> String {
        format!("/{}", path.strip_prefix(&self.tree).unwrap().to_str().unwrap())
    }

    /// What starts the shipped file there, as the user.
    fn arguments(&self, args: &[&str]) -> Vec<String> {
        let enter = [&format!("--userspec={SOMEBODY}"), self.tree.to_str().unwrap(), WIZARD].map(str::to_owned);
        let config = ["--config-dir".to_owned(), self.inside(&self.env.config())];
        enter.into_iter().chain(args.iter().map(|arg| (*arg).to_owned())).chain(config).collect()
    }

    fn variables(&self) -> [(&'static str, String); 3] {
        let home = self.inside(self.env.home.path());
        [("HOME", home), ("HUAWEICLOUD_SDK_AK", ACCESS_KEY.to_owned()), ("HUAWEICLOUD_SDK_SK", SECRET_KEY.to_owned())]
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new("chroot");
        command.args(self.arguments(args)).env_clear().envs(self.variables());
        command.env("PATH", std::env::var("PATH").unwrap()).output().unwrap()
    }

    /// On a terminal, with as little address space as is enough.
    fn session(&self, args: &[&str]) -> Session {
        let (args, variables) = (self.arguments(args), self.variables());
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let limited = ["-c", "ulimit -v 65536 && exec chroot \"$@\"", "sh"];
        let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
        Session::spawn(SIZE, "sh", &[&limited, &args[..]].concat(), &variables)
    }

    /// Runs one of the system's own programs.
    fn administer(&self, command: &[&str]) {
        assert!(Command::new("chroot").arg(&self.tree).args(command).status().unwrap().success(), "{command:?}");
    }
}

impl Drop for Old {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_no_secret_below(self.env.home.path());
        }
    }
}

#[test]
#[ignore = "needs what .ci/release --check makes"]
fn it_buys_in_its_sandbox_and_gives_the_terminal_back() {
    let old = Old::new();
    let mut session = old.session(&["--sandbox", "--draft", "orders"]);
    // The draft's summary is longer than the screen.
    session.wait_text("End more rows");
    session.key(Key::END);
    session.wait_text("To buy, type yes:");
    session.confirm("To buy, type yes:", "yes");
    session.wait_text("RUNNING");
    session.key(Key::ctrl('c'));
    session.wait_text("Ctrl-C once more");
    session.key(Key::ctrl('c'));
    assert_eq!(session.exit(), Exit::Code(0), "{}", session.screen());
    session.assert_clean();
    assert!(session.screen().contains("instance_id "), "{}", session.screen());
}

#[test]
#[ignore = "needs what .ci/release --check makes"]
fn it_finds_a_host_by_name_and_trusts_what_the_system_trusts() {
    let old = Old::new();
    let port = front::start(&old.env.cloud.url()).rsplit(':').next().unwrap().to_owned();
    let endpoint = format!("https://{HOST}:{port}");
    let create = || {
        let args = ["create", "--draft", "orders", "--yes", "--json", "--endpoint", &endpoint];
        let Output { status, stdout, stderr } = old.run(&[&args[..], &PLACE].concat());
        (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    };
    let (code, _, said) = create();
    assert!(code == Some(5) && said.contains(HOST) && said.contains("lookup"), "a name that nobody has: {said}");

    let mut hosts = fs::File::options().append(true).create(true).open(old.tree.join("etc/hosts")).unwrap();
    writeln!(hosts, "127.0.0.1 {HOST}").unwrap();
    let (code, _, said) = create();
    assert!(code == Some(5) && said.contains("certificate"), "nobody vouches for it yet: {said}");

    fs::copy("tests/support/tls/ca.pem", old.tree.join("usr/local/share/ca-certificates/test.crt")).unwrap();
    old.administer(&["update-ca-certificates"]);
    let (code, bought, said) = create();
    assert_eq!(code, Some(0), "{said}");
    assert!(bought.contains("\"instance_id\""), "{bought}");
}
