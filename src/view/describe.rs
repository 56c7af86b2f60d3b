//! Facts in words: what an entry is, why it is closed, how old a list is.

use crate::app::state::App;
use crate::app::step::StepScreen;
use crate::catalog::{Choice, Facts, Flavor, Lookup};
use crate::failure::Failure;
use crate::form::field::{Field, Source};
use crate::form::lists::{Asked, Listing};
use crate::steps::builtin::BUILTIN;
use crate::steps::networking::{SECURITY_GROUP, closed_ports};
use crate::steps::public_access::{self, EIPS};
use crate::text::{grouped, paragraph};

/// Most entries of a list without the focus that are looked at one by one.
const COUNTED: usize = 500;

/// What stands below the form: the problem of the focused question, else the entry under the cursor, else the help.
pub fn focus(app: &App, step: &StepScreen) -> String {
    let field = step.focus;
    if let Some(failure) = hindered(app, field) {
        // What to do comes first: it names the permission, which must not be cut.
        return paragraph(&[failure.action(), failure.what(), "An ID can be typed or pasted.".to_owned()]);
    }
    if let Some(told) = empty(app, field) {
        return told;
    }
    let answered = !app.form.value(field).is_empty() || app.touched.contains(field.key);
    if let Some(problem) = app.form.problem(field).filter(|_| answered) {
        return problem.0;
    }
    let at_cursor = step.at_cursor(&app.form).filter(|_| step.editor.has_list());
    match at_cursor {
        Some(choice) => entry(app, field, choice),
        None => field.help.to_owned(),
    }
}

/// That a list which was read has nothing to choose from, and why that may be.
fn empty(app: &App, field: &Field) -> Option<String> {
    let Some(Source::Remote { lookup, .. }) = app.form.source(field).filter(|_| field.is_list()) else { return None };
    let listing = app.form.listing(lookup)?;
    let none = listing.choices.as_ref()?.is_empty() && app.form.value(field).is_empty();
    let place = if let Lookup::Subnets { .. } = lookup { "this VPC" } else { "this project" };
    let told = || {
        format!(
            "There are no {} in {place}, or these keys may not see them. Make one in the console and press ^R, or type \
             an ID.",
            lookup.noun()
        )
    };
    (none && listing.failure.is_none()).then(told)
}

fn entry(app: &App, field: &Field, choice: &Choice) -> String {
    let facts = match &choice.facts {
        Facts::Flavor(flavor) => format!("{}: {}.", choice.id, limits(flavor)),
        _ if choice.label == choice.id => String::new(),
        _ => format!("{}: {}.", choice.label, choice.id),
    };
    match app.form.closed(field, choice) {
        Some(closed) => paragraph(&[format!("x = closed: {}.", closed.told(&app.form)), facts]),
        None if *field == SECURITY_GROUP => {
            let ports =
                closed_ports(&app.form, &choice.id).map_or_else(|| field.help.to_owned(), |shut| format!("! {shut}."));
            paragraph(&[facts, ports])
        }
        None if facts.is_empty() || !matches!(choice.facts, Facts::Flavor(_)) => {
            paragraph(&[field.help.to_owned(), facts])
        }
        None => facts,
    }
}

fn limits(flavor: &Flavor) -> String {
    let mut parts = Vec::new();
    if let Some(tps) = flavor.tps {
        let size = if flavor.per_broker { "1 KB" } else { "4 KB" };
        let bursts = flavor.elastic_tps.map(|more| format!(", bursts of {} more", grouped(more))).unwrap_or_default();
        parts.push(format!("{} TPS of {size} messages{bursts}", grouped(tps)));
    }
    if let Some((least, most)) = flavor.storage_gb {
        parts.push(format!("{} to {} GB", grouped(least), grouped(most)));
    }
    if let Some(connections) = flavor.connections {
        parts.push(format!("{} connections", grouped(connections)));
    }
    if flavor.per_broker {
        parts.push("all of this for each broker".to_owned());
    }
    if flavor.single {
        parts.push("one node, no failover, for tests".to_owned());
    }
    if parts.is_empty() { "the cloud names no limits".to_owned() } else { parts.join("; ") }
}

/// The list of the cloud behind a question, if it has one.
pub fn listing<'a>(app: &'a App, field: &Field) -> Option<&'a Listing> {
    match app.form.source(field)? {
        Source::Remote { lookup, .. } => app.form.listing(lookup),
        _ => None,
    }
}

/// Why the list of a question could not be read, if it could not.
pub fn failure_of<'a>(app: &'a App, field: &Field) -> Option<&'a Failure> {
    listing(app, field)?.failure.as_ref()
}

/// Why there is nothing to choose from, where the answer waits for a list that could not be read.
pub fn hindered<'a>(app: &'a App, field: &Field) -> Option<&'a Failure> {
    let waits = field.is_list() && app.form.value(field).is_empty() && app.form.choices(field).is_empty();
    failure_of(app, field).filter(|_| waits)
}

/// How many entries a list has, whether it is being read, and how old it is.
pub fn state_of_list(app: &App, field: &Field) -> String {
    let choices = app.form.choices(field);
    let focused = app.step().filter(|step| *field == *step.focus && step.editor.has_list());
    let open = |choice: &&Choice| app.form.closed(field, choice).is_none();
    let count = match (focused, choices.len()) {
        // The editor has counted the list it shows.
        (Some(step), _) => step.editor.counts(),
        // Beyond that the open ones of another question are not worth counting with every frame.
        (None, all) if all > COUNTED => (all, all),
        (None, all) => (all, choices.iter().filter(open).count()),
    };
    let first = if app.form.cut_at(field).is_some() { "the first " } else { "" };
    let count = match count {
        (0, _) if listing(app, field).is_some_and(|list| list.choices.is_some()) => "none".to_owned(),
        (0, _) => String::new(),
        (all, open) if all == open => format!("{first}{} offered", grouped(all as u64)),
        (all, open) => format!("{first}{} listed, {} open", grouped(all as u64), grouped(open as u64)),
    };
    let age = match (app.form.source(field), listing(app, field)) {
        (Some(Source::After(first)), _) => format!("choose {} first", first.label),
        (Some(Source::Remote { .. }), Some(list)) => age(app, list, choices.is_empty()),
        (Some(Source::Remote { .. }), None) => stand_in(choices.is_empty()),
        _ => String::new(),
    };
    let picked = focused.filter(|_| field.is_many()).map(|_| picked(app, field)).unwrap_or_default();
    [picked, count, age].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}

/// How many entries are picked, and of how many where that is known.
fn picked(app: &App, field: &Field) -> String {
    let picked = app.form.value(field).as_list().len();
    match Some(&app.form).filter(|_| *field == EIPS).and_then(public_access::needed) {
        Some(needed) => format!("{picked} of {needed} picked"),
        None => format!("{picked} picked"),
    }
}

fn age(app: &App, list: &Listing, empty: bool) -> String {
    let seconds = (app.now.as_millisecond() - list.read_at).max(0) / 1000;
    match (list.asked, &list.choices) {
        (Asked::Waiting, _) if list.tries > 0 => format!("asking the cloud, try {}", list.tries + 1),
        (Asked::Waiting, _) => "asking the cloud".to_owned(),
        (_, Some(_)) if list.failure.is_some() => format!("reload failed, {}", passed(seconds)),
        (_, None) => stand_in(empty),
        (_, Some(_)) => passed(seconds),
    }
}

fn passed(seconds: i64) -> String {
    match seconds {
        ..60 => "just read".to_owned(),
        60..7200 => format!("read {} min ago", seconds / 60),
        _ => format!("read {} h ago", seconds / 3600),
    }
}

fn stand_in(empty: bool) -> String {
    if empty { "type or paste an ID".to_owned() } else { format!("built in, {}", BUILTIN.date) }
}
