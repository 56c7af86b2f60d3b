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
    input::asked_rows(width, question(app, true), text::width(app.confirm_by().word()) + 1)
}

/// Draws the question and what is typed.
pub(super) fn draw(app: &App, summary: &SummaryScreen, canvas: &mut Canvas, y: u16) {
    let question = question(app, summary.confirming);
    input::ask(canvas, (y, rows(app, canvas.width())), question, &summary.confirm.typed, summary.confirming);
}

fn question(app: &App, confirming: bool) -> &'static str {
    match (app.confirm_by(), confirming) {
        (ConfirmBy::Name(_), true) => "> To buy, type the instance name:",
        (ConfirmBy::Name(_), false) => "  To buy, type the instance name:",
        (ConfirmBy::Yes, true) => "> To buy, type yes:",
        (ConfirmBy::Yes, false) => "  To buy, type yes:",
    }
}

/// The plan number, and what has changed since the draft was opened, as far as there is room for that.
pub(super) fn plan(app: &App, summary: &SummaryScreen, width: u16) -> String {
    let plan = summary.plan.as_deref().unwrap_or("none");
    let changes = app.changes();
    let told = match changes.as_slice() {
        [] => "nothing changed since opened".to_owned(),
        [(field, before, now)] => format!("Changed since opened: {} {before} -> {now}", field.label),
        all => format!("{} answers changed since opened: Tab d shows them", all.len()),
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
