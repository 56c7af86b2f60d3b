//! The box that buys, as the summary shows it: what is typed, which plan that is for, and whose keys buy.

use super::canvas::Canvas;
use super::input;
use super::theme;
use crate::app::state::App;
use crate::app::summary::{ConfirmBy, SummaryScreen};
use crate::steps::account;

/// Draws the question and what is typed.
pub(super) fn draw(app: &App, summary: &SummaryScreen, canvas: &mut Canvas, y: u16) {
    let prompt = match app.confirm_by() {
        ConfirmBy::Name(_) => "To buy, type the instance name:",
        ConfirmBy::Yes => "To buy, type yes:",
    };
    let end = canvas.put(1, y, if summary.confirming { ">" } else { " " }, theme::BOLD);
    let end = canvas.put(end + 1, y, prompt, theme::BOLD) + 2;
    let typed = &summary.confirm.typed;
    if summary.confirming {
        input::draw(canvas, (end, y), canvas.width(), typed, theme::BOLD);
    } else {
        canvas.put(end, y, typed.value(), theme::BOLD);
    }
}

/// The plan number, and what has changed since the draft was opened, or from the instance it began as.
pub(super) fn plan(app: &App, summary: &SummaryScreen) -> String {
    let plan = summary.plan.as_deref().unwrap_or("none");
    let changes = app.changes();
    let since = app.compared_with().unwrap_or_else(|| "opened".to_owned());
    let told = match changes.as_slice() {
        [] => format!("nothing changed since {since}"),
        [(field, before, now)] => format!("Changed since {since}: {} {before} -> {now}", field.label),
        [(field, before, now), more @ ..] => {
            format!("Changed since {since}: {} {before} -> {now} and {} more, d shows all", field.label, more.len())
        }
    };
    format!("Plan {plan}   {told}")
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
