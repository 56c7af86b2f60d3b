//! A question as it is put: its place and name, its help, its numbered choices, and what can be typed.

use super::entry::{self, MOST};
use crate::app::state::App;
use crate::catalog::Lookup;
use crate::form::field::{Field, Kind, Source, Steps};
use crate::form::lists::{Asked, Listing};
use crate::language::{say, tr};
use crate::steps::builtin::DATE;
use crate::text::grouped;

/// Beyond this a number is not bounded by anything one could mean.
const BOUNDLESS: u64 = 1_000_000;
/// Most suggestions that are named.
const SUGGESTED: usize = 10;

/// The question with everything one needs to answer it; of a long list the first entries.
pub(super) fn whole(app: &App, step: usize, field: &'static Field) -> String {
    let title = app.form.steps().get(step).map_or("", |step| step.title.shown());
    let (number, label, key) = (step, field.label, field.key);
    let head = if label.shown() == title {
        say!("{number} {title}. {key}", number, title, key)
    } else {
        say!("{number} {title}: {label}. {key}", number, title, label, key)
    };
    let told =
        [head + "\n", indented(field.help.shown()), range(app, field), listed(app, field), suggested(app, field)];
    told.concat()
}

fn indented(line: &str) -> String {
    format!("  {line}\n")
}

/// The numbers that are possible.
fn range(app: &App, field: &Field) -> String {
    let Some(Steps { least, most, .. }) = app.form.number_steps(field).filter(|steps| steps.most < BOUNDLESS) else {
        return String::new();
    };
    indented(&say!("From {least} to {most}.", least = grouped(least), most = grouped(most)))
}

/// The list of a question, or why there is none.
fn listed(app: &App, field: &'static Field) -> String {
    if !field.is_list() {
        return String::new();
    }
    let count = app.form.choices(field).len();
    let mut told = state_of_list(app, field).map(|state| indented(&state)).unwrap_or_default();
    told += &entry::lines(app, field, 0..MOST);
    if count > MOST {
        told += &more(count, MOST);
    }
    told
}

/// How far a long list was told.
pub(super) fn more(count: usize, told: usize) -> String {
    let (count, told) = (grouped(count as u64), grouped(told as u64));
    indented(&say!("{told} of {count}; .more lists the next ones, a part of a name those that have it.", told, count))
}

/// What there is to say of a list beside its entries.
fn state_of_list(app: &App, field: &Field) -> Option<String> {
    let lookup = match app.form.source(field)? {
        Source::Fixed(_) => return None,
        Source::After(first) => {
            let (label, screen) = (first.label, app.form.screen_of(first));
            return Some(say!("Choose {label} first ({screen}), or type an ID.", label, screen));
        }
        Source::Remote { lookup, .. } => lookup,
    };
    let is_empty = app.form.choices(field).is_empty();
    let listing = app.form.listing(lookup);
    match listing {
        Some(Listing { failure: Some(failure), .. }) => Some(say!(
            "The list could not be read. {why} An ID can be typed; .reload asks again.",
            why = failure.line()
        )),
        Some(Listing { choices: Some(_), .. }) if is_empty => Some(none(lookup)),
        Some(Listing { choices: Some(_), is_cut: false, .. }) => None,
        Some(Listing { choices: Some(_), .. }) => Some(tr("The cloud has more of them than were read.").to_owned()),
        _ if is_empty => Some(tr("The list was not read; an ID can be typed.").to_owned()),
        _ => Some(say!("The cloud's list was not read; these are built in, of {date}.", date = DATE)),
    }
}

fn none(lookup: &Lookup) -> String {
    let list = lookup.noun();
    if let Lookup::Subnets { .. } = lookup {
        say!("There are no {list} in this VPC, or these keys may not see them. An ID can be typed.", list)
    } else {
        say!("There are no {list} in this project, or these keys may not see them. An ID can be typed.", list)
    }
}

/// Pairs that others of the project have.
fn suggested(app: &App, field: &Field) -> String {
    let known = if matches!(field.kind, Kind::Pairs(_)) { app.form.choices(field) } else { &[] };
    let named: Vec<&str> = known.iter().take(SUGGESTED).map(|choice| choice.label.as_str()).collect();
    if named.is_empty() { String::new() } else { indented(&say!("In this project: {tags}.", tags = named.join(", "))) }
}

/// What can be typed, with what an empty line keeps in brackets.
pub(super) fn prompt(app: &App, field: &'static Field) -> String {
    let has_list = !app.form.choices(field).is_empty();
    let wanted = match field.kind {
        Kind::Text => tr("Text"),
        Kind::Number { unit: "", .. } => tr("Number"),
        Kind::Number { unit, .. } => &say!("Number of {unit}", unit),
        Kind::Toggle => tr("On or off"),
        Kind::Secret => tr("It does not show while you type"),
        Kind::Pairs(_) => tr("key=value, several with commas"),
        Kind::Choice(_) | Kind::Choices(_) if !has_list => tr("ID"),
        Kind::Choice(_) => tr("Number, ID, or part of a name"),
        Kind::Choices(_) => tr("Numbers, IDs, or parts of names, with commas"),
    };
    say!("{wanted} [{kept}]: ", wanted, kept = kept(app, field))
}

/// What an empty line keeps, as it stands in brackets.
fn kept(app: &App, field: &'static Field) -> String {
    let shown = match field.kind {
        Kind::Secret if !app.form.secret(field).is_empty() => tr("what was typed").to_owned(),
        Kind::Number { .. } => app.form.text(field),
        _ => app.form.show(field),
    };
    match shown {
        shown if !shown.is_empty() => shown,
        _ if field.required => tr("none yet").to_owned(),
        _ => tr("none").to_owned(),
    }
}

/// The list that has to come before the question can be put.
pub(super) fn awaited<'a>(app: &'a App, field: &Field) -> Option<&'a Lookup> {
    let Some(Source::Remote { lookup, .. }) = app.form.source(field).filter(|_| field.is_list()) else { return None };
    let waits = app.form.listing(lookup).is_some_and(|list| list.asked == Asked::Waiting);
    Some(lookup).filter(|_| waits && !app.form.is_fixed(field))
}

/// A question that has one answer only, as it is passed by; `None` where there is something to be asked.
pub(super) fn settled(app: &App, step: usize, field: &'static Field) -> Option<String> {
    let only = app.form.only(field)?;
    if app.form.has_problem(field) || app.step().is_some_and(|shown| shown.alone.is_some()) {
        return None;
    }
    if let Err(why) = app.form.unlocked(field) {
        return Some(format!("{step} {why}\n"));
    }
    let (label, answer) = (field.label, app.form.show_value(field, &only));
    Some(say!("{step} {label}: {answer}, the only one possible.", step, label, answer) + "\n")
}
