//! What `.help` says: more about what is asked, and the commands that mean something there.

use super::command::{COMMANDS, Command, Place, Row};
use super::purchase;
use crate::app::state::{App, Screen};
use crate::form::field::{Field, Kind};
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
    let here = |row: &&Row| row.place == Place::Everywhere || (row.place == place && has_a_meaning(app, row.command));
    let rows = COMMANDS.iter().filter(here).map(|row| ["  ", row.usage, "  ", row.does.shown(), "\n"].concat());
    told.extend(rows);
    told += tr("An answer that begins with a dot: put a blank before it.");
    told + "\n"
}

/// Whether a command of this place can do anything at the question or the purchase of the moment.
fn has_a_meaning(app: &App, command: Command) -> bool {
    let question = app.focus();
    match command {
        Command::More | Command::Reload => question.is_none_or(Field::is_list),
        Command::Drop => question.is_none_or(|field| matches!(field.kind, Kind::Pairs(_))),
        _ => purchase::occasional(command).is_none() || purchase::offers(app, command),
    }
}

fn about_question(app: &App) -> String {
    let Some(field) = app.focus() else { return String::new() };
    let mut told: Vec<&str> = field.more.shown().split("\n\n").collect();
    if let (Kind::Pairs(_), Some(first)) = (&field.kind, told.first_mut()) {
        // What the page of the screen says first is about keys that there are not here.
        *first = tr(
            "key=value adds a tag, or changes the one of that key; several go with commas between them. .drop KEY takes one away.",
        );
    }
    told.into_iter().flat_map(|line| ["  ", line, "\n"]).collect()
}
