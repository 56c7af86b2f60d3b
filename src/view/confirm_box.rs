//! The box that buys, as the summary shows it: what is typed, which plan that is for, and whose keys buy.

use super::canvas::Canvas;
use super::input;
use super::theme;
use crate::app::state::App;
use crate::app::summary::{ConfirmBy, SummaryScreen};
use crate::form::field::Field;
use crate::language::{Text, say, tr};
use crate::steps::account;
use crate::text;

/// Rows of the box: the word must have room behind the question, or stands below it.
pub(super) fn rows(app: &App, width: u16) -> u16 {
    let (question, word) = question(app, width);
    input::asked_rows(width, question, word)
}

/// Draws the question and what is typed.
pub(super) fn draw(app: &App, summary: &SummaryScreen, canvas: &mut Canvas, y: u16) {
    let (question, word) = question(app, canvas.width());
    let rows = input::asked_rows(canvas.width(), question, word);
    let sign = if summary.confirming { ">" } else { " " };
    let question = format!("{sign}{}", question.trim_start_matches('>'));
    input::ask(canvas, (y, rows), &question, &summary.confirm.typed, summary.confirming);
}

/// The question, shorter where the word would have no room behind it, and the cells that the word needs.
fn question(app: &App, width: u16) -> (&'static str, usize) {
    let asked = app.confirm_by();
    let word = text::width(asked.word()) + 1;
    let question = match asked {
        ConfirmBy::Yes => Text("> To buy, type yes:"),
        ConfirmBy::Name(_) if input::asked_rows(width, WHOLE.shown(), word) == 1 => WHOLE,
        ConfirmBy::Name(_) => Text("> To buy, type its name:"),
    };
    (question.shown(), word)
}

/// The question for the name, where there is room.
const WHOLE: Text = Text("> To buy, type the instance name:");

/// The plan number, and what has changed since the draft was opened or from the instance it began as: in one line where
/// that is as wide, else apart.
pub(super) fn plan(app: &App, summary: &SummaryScreen, width: u16) -> Vec<String> {
    let plan = match &summary.plan {
        Some(plan) => say!("Plan {plan}", plan),
        None => tr("No plan number").to_owned(),
    };
    let changed = changed(&app.changes(), app.compared_with());
    let line = format!("{plan}   {changed}");
    if text::width(&line) + 1 < usize::from(width) { vec![line] } else { vec![plan, changed] }
}

/// What has changed since the draft was opened, or from the instance of this name.
fn changed(changes: &[(&Field, String, String)], source: Option<String>) -> String {
    let count = changes.len();
    match (changes, source) {
        ([], None) => tr("nothing changed since opened").to_owned(),
        ([], Some(instance)) => say!("nothing changed since {instance}", instance),
        ([(field, before, now)], None) => {
            say!("Changed since opened: {label} {before} -> {now}", label = field.label, before, now)
        }
        ([(field, before, now)], Some(instance)) => {
            say!("Changed since {instance}: {label} {before} -> {now}", instance, label = field.label, before, now)
        }
        (_, None) => say!("{count} answers changed since opened: Tab d shows them", count),
        (_, Some(instance)) => say!("{count} answers changed since {instance}: Tab d shows them", count, instance),
    }
}

/// Whose keys buy, and what the star at an answer means, as far as there is room for that.
pub(super) fn whose(app: &App, canvas: &mut Canvas, y: u16) {
    let source = app.form.source_of(&account::ACCESS_KEY).unwrap_or(tr("typed in"));
    let told = say!("Account {account}, keys: {source}", account = app.account_told(), source);
    let end = canvas.put_within(1, y, canvas.width() - 1, &told, theme::PLAIN) + 3;
    let meanings = [tr("* cannot be changed after creation"), tr("* cannot be changed"), tr("* fixed")];
    let fits = |meaning: &&str| usize::from(end) + text::width(meaning) < usize::from(canvas.width());
    if let Some(meaning) = meanings.into_iter().find(fits) {
        canvas.put(end, y, meaning, theme::ASIDE);
    }
}
