//! What `.help` says: more about what is asked, and the commands that mean something there.

use super::command::{COMMANDS, Place, Row};
use super::purchase;
use crate::app::state::{App, Screen};
use crate::form::field::Kind;
use crate::language::tr;

/// The help for what is asked at the moment.
pub(super) fn help(app: &App) -> String {
    let place = match (&app.overlay, &app.screen) {
        (Some(_), _) => Place::Drafts,
        (None, Screen::Step(_)) => Place::Question,
        (None, Screen::Summary(_)) => Place::Summary,
        (None, Screen::Purchases(_) | Screen::Purchase(_)) => Place::Purchase,
    };
    let mut told = if place == Place::Question { about_question(app) } else { String::new() };
    let here = |row: &&Row| {
        let is_known = purchase::occasional(row.command).is_none() || purchase::offers(app, row.command);
        row.place == Place::Everywhere || (row.place == place && is_known)
    };
    let rows = COMMANDS.iter().filter(here).map(|row| {
        [
            "  ",
            row.usage,
            "  ",
            row.does.shown(),
            "
",
        ]
        .concat()
    });
    told.extend(rows);
    told += tr("An answer that begins with a dot: put a blank before it.");
    told + "\n"
}

fn about_question(app: &App) -> String {
    let Some(field) = app.focus() else { return String::new() };
    // What is said first of pairs is about keys that there are not here.
    let skipped = usize::from(matches!(field.kind, Kind::Pairs(_)));
    let paragraphs = field.more.shown().split("\n\n").skip(skipped);
    paragraphs.flat_map(|line| ["  ", line, "\n"]).collect()
}
