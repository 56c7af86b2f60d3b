//! The README's tables are those of the program: fields from `STEPS`, keys from `KEYS`. `UPDATE_README=1` rewrites them.

#![allow(clippy::unwrap_used, reason = "a test that cannot read the README has failed")]

use rocketmq_wizard::app::keys::{KEYS, TEXT_KEYS, name};
use rocketmq_wizard::form::field::{Body, Field, Kind};
use rocketmq_wizard::steps::STEPS;
use std::fmt::Write;
use std::fs;
use std::path::Path;

#[test]
fn the_tables_are_those_of_the_program() {
    check("fields", &fields());
    check("keys", &keys());
}

fn check(part: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&path).unwrap();
    let (start, end) = (format!("<!-- {part} -->\n"), format!("<!-- /{part} -->"));
    let (head, rest) = text.split_once(&start).unwrap();
    let (found, tail) = rest.split_once(&end).unwrap();
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(&path, format!("{head}{start}{expected}{end}{tail}")).unwrap();
    } else {
        assert_eq!(found, expected, "README.md is behind the program; UPDATE_README=1 cargo test --test readme");
    }
}

fn fields() -> String {
    let mut table =
        "| Screen | Field | API name | In the request | Needed | Fixed | What it is |\n|---|---|---|---|---|---|---|\n"
            .to_owned();
    for (index, step) in STEPS.iter().enumerate() {
        for field in step.fields {
            let (needed, fixed) = (tick(field.required), tick(field.fixed_after_creation));
            let (label, key, help) = (field.label, field.key, field.help);
            writeln!(
                table,
                "| {index} {} | {label} | `{key}` | {} | {needed} | {fixed} | {help} |",
                step.title,
                place(field)
            )
            .unwrap();
        }
    }
    table
}

fn place(field: &Field) -> String {
    match (&field.body, &field.kind) {
        (_, Kind::Secret) => "never".to_owned(),
        (Body::Address(_) | Body::Omit, _) => "address".to_owned(),
        (Body::At(path), _) => format!("`{path}`"),
        (Body::With(_), _) => "by rule".to_owned(),
        (Body::AfterCreation, _) => "a call of its own".to_owned(),
    }
}

fn tick(yes: bool) -> &'static str {
    if yes { "yes" } else { "" }
}

fn keys() -> String {
    let mut table = "| Where | Keys | What |\n|---|---|---|\n".to_owned();
    for binding in KEYS {
        let names: Vec<String> = binding.keys.iter().map(|key| format!("`{}`", name(*key))).collect();
        writeln!(table, "| {} | {} | {} |", binding.place.words(), names.join(" "), binding.words).unwrap();
    }
    for (names, words) in TEXT_KEYS {
        writeln!(table, "| text | `{names}` | {words} |").unwrap();
    }
    table
}
