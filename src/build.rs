//! Tells the program which commit it is built from; without git, or outside of a repository, it is built all the same. Has
//! the linker leave out of a release what only unwinding reads.

use std::path::Path;
use std::process::Command;

fn main() {
    commit();
    no_unwind_tables();
}

/// A release aborts where it panics, after its message, yet the tables for unwinding would be a tenth of its file. Whoever
/// chose a linker of their own may have one that reads no scripts, and keeps them.
fn no_unwind_tables() {
    const SCRIPT: &str = "src/no_unwind_tables.ld";
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|is| is == value);
    let own_linker = std::env::var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| flags.contains("fuse-ld"));
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_OS", "linux") && !own_linker {
        println!("cargo::rustc-link-arg-bins=-T{}/{SCRIPT}", env!("CARGO_MANIFEST_DIR"));
    }
    println!("cargo::rerun-if-changed={SCRIPT}");
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
