//! What is written to the two outputs, and how: results to standard output, everything else to standard error.

use super::stream::{ERRORS, OUTPUT};
use crate::form::field::Field;
use crate::form::state::Form;
use crate::form::understanding::Obstacle;
use crate::steps::account;
use crate::steps::checks::Check;
use crate::text::clean;
use serde_json::{Value as Json, json};
use std::fmt::{Display, Write as _};

/// A line of text shows at most this many characters of a value.
const SHOWN: usize = 24;

/// Prints a result as a line on standard output.
///
/// # Errors
/// When it cannot be written, because a result that is lost must not look like success.
pub(super) fn print(line: impl Display) -> std::io::Result<()> {
    OUTPUT.put(&format!("{line}\n"))?;
    OUTPUT.finish()
}

/// Prints text on standard error, made harmless line by line, whoever wrote the parts of it. If nobody reads it any more,
/// that is no error.
pub(super) fn say(text: impl Display) {
    let lines: Vec<String> = text.to_string().split('\n').map(clean).collect();
    let _ = ERRORS.put(&(lines.join("\n") + "\n"));
}

/// The answers as a table with the columns label, API name and value.
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

/// Everything that blocks sending a draft. If the region has several projects and none was chosen, this names them and
/// says how to choose one.
pub(super) fn obstacles(form: &Form) -> Vec<Obstacle> {
    let mut obstacles = form.obstacles();
    let open = obstacles.iter_mut().find(|obstacle| obstacle.name == account::PROJECT.key);
    if let Some((Obstacle { rule, .. }, listed)) = open.zip(account::projects(form)) {
        *rule = format!("{rule}; {listed}; choose one with --project-id or HW_PROJECT_NAME");
    }
    obstacles
}

/// Something that blocks sending, as a line: screen, field, value, rule.
pub(super) fn obstacle_line(obstacle: &Obstacle) -> String {
    let step = obstacle.place.map_or("-".to_owned(), |(step, _)| step.to_string());
    let value = if obstacle.shown.is_empty() { "-" } else { &obstacle.shown };
    format!("  {step} {:<21} {:<SHOWN$}  {}", clean(&obstacle.name), shortened(value), obstacle.rule)
}

/// Something that blocks sending, as JSON: field, value, rule, and the screen that asks for it.
pub(super) fn obstacle_json(Obstacle { place, name, value, rule, .. }: &Obstacle) -> Json {
    json!({ "field": name, "value": value, "rule": rule, "screen": place.map(|(step, _)| step) })
}

/// A check as a line, with the sign that the wizard's summary shows.
pub(super) fn check_line(check: &Check) -> String {
    let gap = if check.why.is_empty() { "" } else { ": " };
    format!("{} {}{gap}{}", check.verdict.sign(), check.what, check.why)
}

fn shortened(value: &str) -> String {
    let value = clean(value);
    match value.char_indices().nth(SHOWN) {
        Some(_) => value.chars().take(SHOWN - 3).chain("...".chars()).collect(),
        None => value,
    }
}
