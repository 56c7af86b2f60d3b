//! Tells the program which commit it is built from; without git, or outside of a repository, it is built all the same.
//! And links the unwinder in.

use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    commit();
    link_unwinder();
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

/// Has a release carry the unwinder, where the compiler of this host has it as an archive. Loading it as a library costs
/// every start nine system calls, to unwind nothing: a release aborts.
fn link_unwinder() {
    let is = |name: &str| std::env::var(name).unwrap_or_default();
    let native = is("TARGET") == is("HOST") && is("TARGET").ends_with("-linux-gnu");
    if native && is("PROFILE") == "release" && archive().is_some_and(|archive| archive.is_file()) {
        println!("cargo::rustc-link-lib=gcc_eh");
    }
}

fn archive() -> Option<PathBuf> {
    let output = Command::new("cc").arg("-print-file-name=libgcc_eh.a").output().ok()?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim_end()))
}
