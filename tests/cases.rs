//! Runs every folder of `tests/cases/`: a draft in, what it would buy out.
//!
//! In: `draft.json`, or where there is none `body.json`, a plain request body that has to come out as it went in.
//! Out: `summary.txt`; `body.json` if nothing is wrong, else `problems.txt`; `notes.txt` if anything could not be read.
//! `UPDATE_CASES=1 cargo test --test cases` writes the expectations anew; read the difference before you keep it.

#![allow(clippy::unwrap_used, reason = "a case that cannot be read has failed")]

mod support;

use rocketmq_wizard::form::field::Field;
use rocketmq_wizard::form::state::Form;
use rocketmq_wizard::form::understanding::Obstacle;
use rocketmq_wizard::store::format::encode;
use std::fmt::Write;
use std::fs;

const OUT: [&str; 4] = ["summary.txt", "body.json", "problems.txt", "notes.txt"];

#[test]
fn every_case_gives_what_it_is_expected_to() {
    let mut cases: Vec<String> = fs::read_dir(support::forms::cases())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    cases.sort();
    assert!(cases.len() >= 6, "{cases:?}");
    for case in cases {
        let (form, notes) = support::forms::load(&case);
        let (body, problems) = match form.body() {
            Ok(body) => (format!("{body:#}\n"), String::new()),
            Err(obstacles) => (String::new(), obstacles.iter().map(problem).collect()),
        };
        let notes = notes.iter().fold(String::new(), |text, note| text + note + "\n");
        for (name, text) in OUT.into_iter().zip([summary(&form), body, problems, notes]) {
            compare(&case, name, &text);
        }
    }
}

#[test]
fn a_draft_written_back_is_the_draft_that_was_read() {
    for case in ["api-page", "yearly-public", "empty", "all-wrong", "unknown-keys", "request-body"] {
        let (form, _) = support::forms::load(case);
        let mut again = support::forms::form();
        again.load(form.saved());
        assert_eq!(again.saved(), form.saved(), "{case}");
        assert_eq!((again.values(), again.plan()), (form.values(), form.plan()), "{case}");
    }
}

#[test]
fn what_a_draft_holds_beyond_this_build_is_written_back_but_never_a_secret() {
    let (form, _) = support::forms::load("unknown-keys");
    let written: serde_json::Value = serde_json::from_slice(&encode(&form.saved())).unwrap();
    let answers = &written["answers"];
    assert_eq!(answers["recycle_days"], serde_json::json!({"count": 3, "unit": "day"}));
    assert_eq!(answers["storage_space"], serde_json::json!(["600"]));
    assert!(!format!("{:?}", form.saved()).contains("SkExampleNotASecret"));
}

fn summary(form: &Form) -> String {
    form.summary().iter().fold(String::new(), |mut text, line| {
        let origin = if line.chosen { "" } else { "  (not chosen)" };
        let Field { key, label, .. } = line.field;
        let value = if line.value.is_empty() { "-" } else { &line.value };
        writeln!(text, "{} {label:<10} {key:<21} {value}{origin}", line.step).unwrap();
        text
    })
}

fn problem(Obstacle { place, name, rule, .. }: &Obstacle) -> String {
    let step = place.map_or("-".to_owned(), |(step, _)| step.to_string());
    format!("{step} {name:<21} {rule}\n")
}

fn compare(case: &str, name: &str, text: &str) {
    let path = support::forms::cases().join(case).join(name);
    if std::env::var_os("UPDATE_CASES").is_some() {
        let written = if text.is_empty() { fs::remove_file(&path) } else { fs::write(&path, text) };
        return assert!(written.is_ok() || !path.exists(), "{}", path.display());
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, expected, "{case}/{name}; if this is meant, run with UPDATE_CASES=1");
}
