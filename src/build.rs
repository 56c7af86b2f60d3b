//! Tells the program which commit it is built from; without git, or outside of a repository, it is built all the same.
//! And writes the built-in catalogue down as Rust, so that no start has to read it as JSON.

use serde_json::Value;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

const CATALOG: &str = "assets/catalog.json";

fn main() -> Result<(), Box<dyn Error>> {
    commit();
    println!("cargo::rerun-if-changed={CATALOG}");
    let catalog: Value = serde_json::from_str(&std::fs::read_to_string(CATALOG)?)?;
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    std::fs::write(out.join("catalog.rs"), source(&catalog).ok_or("the catalogue is not an object of lists")?)?;
    Ok(())
}

/// One constant for each member, named as it: a text, or a list of entries.
fn source(catalog: &Value) -> Option<String> {
    let constant = |(name, value): (&String, &Value)| {
        let name = name.to_ascii_uppercase();
        Some(match value {
            Value::Array(entries) if name == "FLAVORS" => {
                format!("pub(super) const {name}: &[super::Limits] = &[{}];\n", list(entries, limits)?)
            }
            Value::Array(entries) => {
                format!("pub(super) const {name}: &[super::Named] = &[{}];\n", list(entries, named)?)
            }
            text => format!("pub(super) const {name}: &str = {:?};\n", text.as_str()?),
        })
    };
    catalog.as_object()?.iter().filter(|(name, _)| *name != "about").map(constant).collect()
}

fn list(entries: &[Value], literal: fn(&Value) -> Option<String>) -> Option<String> {
    entries.iter().map(literal).collect()
}

fn named(entry: &Value) -> Option<String> {
    let [id, label] = [entry["id"].as_str()?, entry["label"].as_str()?];
    let note = entry["note"].as_str().unwrap_or_default();
    Some(format!("super::Named {{ id: {id:?}, label: {label:?}, note: {note:?} }},"))
}

/// Most members may be missing, which is what `UNKNOWN` says of them.
fn limits(entry: &Value) -> Option<String> {
    let members = entry.as_object()?.iter().map(|(name, value)| Some(format!("{name}: {}, ", written(value)?)));
    Some(format!("super::Limits {{ {}..super::Limits::UNKNOWN }},", members.collect::<Option<String>>()?))
}

/// Numbers and pairs of them may be missing in another entry.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(format!("{text:?}")),
        Value::Bool(on) => Some(on.to_string()),
        Value::Number(number) => Some(format!("Some({number})")),
        Value::Array(pair) => match pair.as_slice() {
            [least, most] => Some(format!("Some(({least}, {most}))")),
            _ => None,
        },
        Value::Null | Value::Object(_) => None,
    }
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
