//! The box that buys, as the summary shows it: what is typed, which plan that is for, and whose keys buy.

use super::canvas::Canvas;
use super::input;
use super::theme;
use crate::app::state::App;
use crate::app::summary::{ConfirmBy, SummaryScreen};
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
        ConfirmBy::Yes => "> To buy, type yes:",
        ConfirmBy::Name(_) if input::asked_rows(width, WHOLE, word) == 1 => WHOLE,
        ConfirmBy::Name(_) => "> To buy, type its name:",
    };
    (question, word)
}

/// The question for the name, where there is room.
const WHOLE: &str = "> To buy, type the instance name:";

/// The plan number, and what has changed since the draft was opened or from the instance it began as, as far as there is
/// room for that.
pub(super) fn plan(app: &App, summary: &SummaryScreen, width: u16) -> String {
    let plan = summary.plan.as_deref().unwrap_or("none");
    let changes = app.changes();
    let since = app.compared_with().unwrap_or_else(|| "opened".to_owned());
    let told = match changes.as_slice() {
        [] => format!("nothing changed since {since}"),
        [(field, before, now)] => format!("Changed since {since}: {} {before} -> {now}", field.label),
        all => format!("{} answers changed since {since}: Tab d shows them", all.len()),
    };
    let line = format!("Plan {plan}   {told}");
    let fits = changes.len() != 1 || text::width(&line) + 1 < usize::from(width);
    if fits { line } else { format!("Plan {plan}   1 answer changed since opened: Tab d shows it") }
}

/// Whose keys buy, and what the star at an answer means, as far as there is room for that.
pub(super) fn whose(app: &App, canvas: &mut Canvas, y: u16) {
    let keys = app.form.source_of(&account::ACCESS_KEY).unwrap_or("typed in");
    let told = format!("Account {}, keys: {keys}", app.account_told());
    let end = canvas.put_within(1, y, canvas.width() - 1, &told, theme::PLAIN) + 3;
    let meanings = ["* cannot be changed after creation", "* cannot be changed", "* fixed"];
    let fits = |meaning: &&str| usize::from(end) + meaning.len() < usize::from(canvas.width());
    if let Some(meaning) = meanings.into_iter().find(fits) {
        canvas.put(end, y, meaning, theme::DIM);
    }
}
