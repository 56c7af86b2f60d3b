//! Tells the program which commit it is built from; without git, or outside of a repository, it is built all the same. Has
//! the linker leave out of a release what only unwinding reads, and put apart what a form does not run. Lays out the
//! catalogues of translations, so that they cost nothing until somebody reads in them.

#[path = "language/catalogue.rs"]
mod catalogue;
#[path = "language/hash.rs"]
mod hash;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    commit();
    linker_script();
    translations()
}

/// The tables for unwinding would be a tenth of a release, which aborts where it panics, after its message. Whoever chose
/// a linker of their own may have one that reads no scripts; it keeps them, and code where it is.
fn linker_script() {
    const SCRIPT: &str = "src/release.ld";
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

/// The catalogue as three values without addresses in them: what the English texts hash to, in order; where the text that
/// belongs to each ends; and all of the texts in one.
fn translations() -> Result<(), Box<dyn Error>> {
    const CATALOGUE: &str = "assets/locales/zh_CN.po";
    println!("cargo::rerun-if-changed={CATALOGUE}");
    println!("cargo::rerun-if-changed=src/language");
    let entries = std::fs::read_to_string(CATALOGUE).map_err(|error| format!("{CATALOGUE}: {error}"))?;
    let mut texts = BTreeMap::new();
    for (english, chinese) in catalogue::entries(&entries) {
        if texts.insert(hash::hash(&english), chinese).is_some() {
            return Err(
                format!("{CATALOGUE}: another text has the hash of {english:?}, or it stands there twice").into()
            );
        }
    }
    let (mut hashes, mut ends, mut all) = (String::new(), String::new(), String::new());
    for (hash, text) in &texts {
        all.push_str(text);
        let _ = write!(hashes, "{hash:#x},");
        let _ = write!(ends, "{},", all.len());
    }
    let count = texts.len();
    let code = format!(
        "pub(super) static HASHES: [u32; {count}] = [{hashes}];\n\
         pub(super) static ENDS: [u32; {count}] = [{ends}];\n\
         pub(super) static TEXTS: &str = {all:?};\n"
    );
    Ok(std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("chinese.rs"), code)?)
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned()).filter(|text| !text.is_empty())
}
