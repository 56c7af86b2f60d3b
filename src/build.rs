//! Tells the program which commit it is built from; without git, or outside of a repository, it is built all the same.

use std::path::Path;
use std::process::Command;

fn main() {
    commit();
}

fn commit() {
    let commit = git(&["rev-parse", "--short=12", "HEAD"]);
    let shown = commit.map(|commit| format!(" ({commit})")).unwrap_or_default();
    println!("cargo::rustc-env=COMMIT={shown}");
    println!("cargo::rerun-if-changed=src/build.rs");
    // Where HEAD moves, by a commit or by switching branches, this file grows.
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]).filter(|log| Path::new(log).exists()) {
        println!("cargo::rerun-if-changed={log}");
    }
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned()).filter(|text| !text.is_empty())
}
