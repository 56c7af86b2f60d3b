//! What is written to the two outputs, and how: results to standard output, everything else to standard error.

use super::stream::{ERRORS, OUTPUT};
use crate::form::field::Field;
use crate::form::state::Form;
use crate::form::understanding::Obstacle;
use crate::language::say;
use crate::steps::account;
use crate::steps::checks::Check;
use crate::text::{clean, fill, list, width};
use serde_json::{Value as Json, json};
use std::fmt::{Display, Write as _};

/// A line of text shows at most this many cells of a value.
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
pub(super) fn tell(text: impl Display) {
    let lines: Vec<String> = text.to_string().split('\n').map(clean).collect();
    let _ = ERRORS.put(&(lines.join("\n") + "\n"));
}

/// Prints a remark on standard error.
pub(super) fn note(note: impl Display) {
    tell(say!("note: {note}", note));
}

/// Says which answers were left open and decided by the organization's policy, where it decided any.
pub(super) fn note_policy(form: &Form) {
    let answers = form.decided_by_policy().map(|field| format!("{} {}", field.key, form.show(field)));
    let answers: Vec<String> = answers.collect();
    if !answers.is_empty() {
        note(say!("the policy decides what the draft leaves open: {answers}", answers = list(&answers)));
    }
}

/// Prints rows on standard output, all columns but the last as wide as the widest of their cells.
///
/// # Errors
/// When they cannot be written.
pub(super) fn table<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> std::io::Result<()> {
    let widest = |column: usize| rows.iter().map(|row| width(&row[column])).max().unwrap_or_default();
    let widths: [usize; COLUMNS] = std::array::from_fn(|column| if column + 1 < COLUMNS { widest(column) } else { 0 });
    let line = |row: &[String; COLUMNS]| {
        row.iter().zip(widths).map(|(text, cells)| padded(text, cells)).collect::<Vec<_>>().join("  ")
    };
    rows.iter().try_for_each(|row| print(line(row)))
}

/// The text, filled with blanks to at least this many cells.
pub(super) fn padded(text: &str, cells: usize) -> String {
    fill(text, cells.max(width(text)), true)
}

/// The answers as a table with the columns label, API name and value.
pub(super) fn summary(form: &Form) -> String {
    let mut text = String::new();
    for line in form.summary() {
        let value = if line.value.is_empty() { "-" } else { &line.value };
        let Field { key, label, .. } = line.field;
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{} {key:<21} {}", padded(label.shown(), 10), clean(value));
    }
    text
}

/// Everything that blocks sending a draft. If the region has several projects and none was chosen, this names them and
/// says how to choose one.
pub(super) fn obstacles(form: &Form) -> Vec<Obstacle> {
    let mut obstacles = form.obstacles();
    let open = obstacles.iter_mut().find(|obstacle| obstacle.name == account::PROJECT.key);
    if let Some((Obstacle { rule, .. }, listed)) = open.zip(account::projects(form)) {
        *rule = say!("{rule}; {listed}; choose one with --project-id or HW_PROJECT_NAME", rule = rule.as_str(), listed);
    }
    obstacles
}

/// Something that blocks sending, as a line: screen, field, value, rule.
pub(super) fn obstacle_line(obstacle: &Obstacle) -> String {
    let step = obstacle.place.map_or("-".to_owned(), |(step, _)| step.to_string());
    let value = if obstacle.shown.is_empty() { "-" } else { &obstacle.shown };
    let (name, value) = (padded(&clean(&obstacle.name), 21), fill(&clean(value), SHOWN, true));
    format!("  {step} {name} {value}  {}", obstacle.rule)
}

/// Something that blocks sending, as JSON: field, value, rule, and the screen that asks for it.
pub(super) fn obstacle_json(Obstacle { place, name, value, rule, .. }: &Obstacle) -> Json {
    json!({ "field": name, "value": value, "rule": rule, "screen": place.map(|(step, _)| step) })
}

/// A check as a line, with the sign that the wizard's summary shows.
pub(super) fn check_line(check: &Check) -> String {
    let Check { what, why, .. } = check;
    let sign = check.verdict.sign();
    if why.is_empty() { format!("{sign} {what}") } else { say!("{sign} {what}: {why}", sign, what, why) }
}
