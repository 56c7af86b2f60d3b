//! The list of the account's instances, one of which a draft can begin as.

use super::canvas::{Canvas, Rows, cells};
use super::columns::{Column, facts, fitting};
use super::describe::{phrases, state_of_reading};
use super::{input, theme};
use crate::app::instances::InstancesOverlay;
use crate::app::state::App;
use crate::catalog::{Choice, Lookup};
use crate::form::lists::Listing;
use crate::language::{say, tr};
use crate::steps::account::REGION;
use crate::text::{self, clean, grouped, paragraph};

/// Where the text of a row begins.
const TEXT: u16 = 3;

/// Draws the list of instances.
pub(super) fn draw(app: &App, list: &InstancesOverlay, canvas: &mut Canvas, rows: Rows) {
    let listing = app.form.listing(&Lookup::Instances);
    let end = canvas.put(1, rows.top, tr("Begin a draft like an instance"), theme::BOLD);
    let region = clean(&app.form.text(&REGION));
    let told = match app.asked_about() {
        Some(id) => say!("asking about {id}", id),
        None => phrases(&[region, count(app, listing)]),
    };
    canvas.put(end + 3, rows.top, &told, theme::ASIDE);
    let x = canvas.put(1, rows.top + 1, tr("Filter or ID: "), theme::PLAIN);
    let room = canvas.width().saturating_sub(x + 1);
    input::draw(canvas, (x, rows.top + 1), room, &list.filter, theme::BOLD);
    let rows = Rows { top: rows.top + 2, ..rows };
    let shown = app.instances();
    if !shown.is_empty() {
        return entries(list, canvas, rows, &shown);
    }
    let told = match listing.and_then(|listing| listing.failure.as_ref()) {
        Some(failure) => paragraph(&[
            tr("The list could not be read.").to_owned(),
            failure.line(),
            tr("The ID of an instance can be typed.").to_owned(),
        ]),
        None if listing.is_none_or(|listing| listing.choices.is_none()) => return,
        None if list.filter.value().trim().is_empty() => tr("This project has no RocketMQ instance.").to_owned(),
        None => tr("Nothing matches. An ID that is typed whole counts all the same.").to_owned(),
    };
    let width = usize::from(canvas.width().saturating_sub(TEXT + 1));
    for (line, y) in text::wrap(&told, width).iter().zip(rows.top..rows.bottom) {
        canvas.put(TEXT, y, line, theme::PLAIN);
    }
}

/// How many there are, and how old the list is.
fn count(app: &App, listing: Option<&Listing>) -> String {
    let Some(listing) = listing else { return tr("not read yet").to_owned() };
    let age = state_of_reading(app, listing);
    match listing.choices.as_ref().map(|choices| grouped(choices.len() as u64)) {
        Some(count) if listing.is_cut => say!("the first {count}, {age}", count, age),
        Some(count) => say!("{count}, {age}", count, age),
        None if listing.failure.is_some() => tr("not read").to_owned(),
        None => age,
    }
}

fn entries(list: &InstancesOverlay, canvas: &mut Canvas, rows: Rows, shown: &[&Choice]) {
    let columns = fitting(shown.iter().copied(), usize::from(canvas.width().saturating_sub(TEXT)));
    let heading: Vec<String> =
        columns.iter().map(|column| text::fill(column.name, column.width, canvas.ascii)).collect();
    canvas.put(TEXT, rows.top, heading.join("  ").trim_end(), theme::ASIDE);
    let top = rows.top + 1;
    let room = usize::from(rows.bottom.saturating_sub(top)).max(1);
    canvas.row_on_rule(rows, list.cursor, shown.len(), room);
    let first = (list.cursor + 1).saturating_sub(room);
    for (at, choice) in shown.iter().enumerate().skip(first).take(room) {
        let (y, here) = (top + cells(at - first), at == list.cursor);
        let (parts, _) = facts(choice);
        let part =
            |column: &Column| text::fill(parts.get(column.part).map_or("", String::as_str), column.width, canvas.ascii);
        let line: Vec<String> = columns.iter().map(part).collect();
        canvas.put(1, y, if here { ">" } else { " " }, theme::BOLD);
        let end = canvas.put(TEXT, y, line.join("  ").trim_end(), if here { theme::BOLD } else { theme::PLAIN });
        if here {
            canvas.restyle(TEXT, y, end.saturating_sub(TEXT), theme::HERE);
        }
    }
}
