//! What `.help` says: more about what is asked, and the commands that mean something there.

use super::command::{COMMANDS, Place};
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
    for row in COMMANDS.iter().filter(|row| row.place == place || row.place == Place::Everywhere) {
        if row.place != Place::Purchase
            || purchase::occasional(row.command).is_none()
            || purchase::offers(app, row.command)
        {
            told += &format!("  {}  {}\n", row.usage, row.does);
        }
    }
    told += tr("An answer that begins with a dot: put a blank before it.");
    told + "\n"
}

fn about_question(app: &App) -> String {
    let Some(field) = app.focus() else { return String::new() };
    // What is said first of pairs is about keys that there are not here.
    let skipped = usize::from(matches!(field.kind, Kind::Pairs(_)));
    let paragraphs = field.more.shown().split("\n\n").skip(skipped);
    paragraphs.map(|line| format!("  {line}\n")).collect()
}
