//! How things read on the two outputs: results on standard output, everything else on standard error.

use crate::catalog::clean;
use crate::form::field::{Field, Form, Problem};
use crate::steps::account;
use serde_json::{Value as Json, json};
use std::fmt::{Display, Write as _};
use std::io::Write as _;

/// Most characters of a value in a line of text.
const SHOWN: usize = 24;

/// A result, as a line on standard output.
///
/// # Errors
/// When it cannot be written; a result that is lost must not look like success.
pub(super) fn print(line: impl Display) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// A line on standard error. Nobody may be listening any more.
pub(super) fn say(line: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// The answers as a table: label, API name, value.
pub(super) fn summary(form: &Form) -> String {
    let mut text = String::new();
    for line in form.summary() {
        let value = if line.value.is_empty() { "-" } else { &line.value };
        let Field { key, label, .. } = line.field;
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{label:<10} {key:<21} {}", clean(value));
    }
    text
}

/// Everything that is wrong with a draft. Where none of a region's projects was chosen, they are named, with what chooses
/// one.
pub(super) fn problems(form: &Form) -> Vec<(usize, &'static Field, Problem)> {
    let mut problems = form.problems();
    let open = problems.iter_mut().find(|(_, field, _)| **field == account::PROJECT);
    if let Some(((_, _, Problem(rule)), listed)) = open.zip(account::projects(form)) {
        *rule = format!("{rule}; {listed}; choose one with --project-id or HW_PROJECT_NAME");
    }
    problems
}

/// A problem as a line: screen, field, value, rule.
pub(super) fn problem_line(form: &Form, (step, field, Problem(rule)): &(usize, &'static Field, Problem)) -> String {
    let value = form.show(field);
    let value = if value.is_empty() { "-" } else { &value };
    format!("  {step} {:<21} {:<SHOWN$}  {rule}", field.key, shortened(value))
}

/// A problem as JSON: field, value, rule, and the screen that asks for it.
pub(super) fn problem_json(form: &Form, (step, field, Problem(rule)): &(usize, &'static Field, Problem)) -> Json {
    json!({ "field": field.key, "value": form.value(field).to_json(&field.kind), "rule": rule, "screen": step })
}

fn shortened(value: &str) -> String {
    let value = clean(value);
    match value.char_indices().nth(SHOWN) {
        Some(_) => value.chars().take(SHOWN - 3).chain("...".chars()).collect(),
        None => value,
    }
}
