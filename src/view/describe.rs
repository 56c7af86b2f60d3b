//! Facts in words: what an entry is, why it is closed, how old a list is.

use crate::app::editor::Mode;
use crate::app::state::App;
use crate::app::step::StepScreen;
use crate::catalog::{Choice, Facts, Flavor, Lookup};
use crate::failure::Failure;
use crate::form::field::{Field, Source};
use crate::form::lists::{Asked, Listing};
use crate::language::{say, tr};
use crate::steps::builtin::DATE;
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
        return paragraph(&[failure.action(), failure.what(), tr("An ID can be typed or pasted.").to_owned()]);
    }
    if let Some(told) = empty(app, field) {
        return told;
    }
    let answered = !app.form.value(field).is_empty() || app.touched.contains(field.key);
    if let Some(problem) = app.form.problem(field).filter(|_| answered) {
        // What is being typed stands above; said again here, it would change the line with each key.
        let typing = matches!(step.editor.mode, Mode::Text | Mode::Pairs) && !step.editor.input.value().is_empty();
        return problem.rule.filter(|_| typing).unwrap_or(problem.told);
    }
    let at_cursor = step.at_cursor(&app.form).filter(|_| step.editor.has_list());
    match at_cursor {
        Some(choice) if app.used(field).first() == Some(&choice.id) => {
            paragraph(&[tr("Used last.").to_owned(), entry(app, field, choice)])
        }
        Some(choice) => entry(app, field, choice),
        None => field.help.to_string(),
    }
}

/// That a list which was read has nothing to choose from, and why that may be.
fn empty(app: &App, field: &Field) -> Option<String> {
    let Some(Source::Remote { lookup, .. }) = app.form.source(field).filter(|_| field.is_list()) else { return None };
    let listing = app.form.listing(lookup)?;
    let none = listing.choices.as_ref()?.is_empty() && app.form.value(field).is_empty();
    if !none || listing.failure.is_some() {
        return None;
    }
    let entries = lookup.noun();
    if let Lookup::Subnets { .. } = lookup {
        return Some(say!(
            "There are no {entries} in this VPC, or these keys may not see them. Make one in the console and press ^R, \
             or type an ID.",
            entries
        ));
    }
    Some(say!(
        "There are no {entries} in this project, or these keys may not see them. Make one in the console and press ^R, \
         or type an ID.",
        entries
    ))
}

fn entry(app: &App, field: &Field, choice: &Choice) -> String {
    let facts = match &choice.facts {
        Facts::Flavor(flavor) => say!("{id}: {limits}", id = &choice.id, limits = limits(flavor)),
        _ if choice.label == choice.id => String::new(),
        _ => say!("{name}: {id}.", name = &choice.label, id = &choice.id),
    };
    match app.form.closed(field, choice) {
        Some(closed) => paragraph(&[say!("x = closed: {reason}.", reason = closed.told(&app.form)), facts]),
        None if *field == SECURITY_GROUP => {
            let ports = closed_ports(&app.form, &choice.id)
                .map_or_else(|| field.help.to_string(), |warning| say!("! {warning}.", warning));
            paragraph(&[facts, ports])
        }
        None if facts.is_empty() || !matches!(choice.facts, Facts::Flavor(_)) => {
            paragraph(&[field.help.to_string(), facts])
        }
        None => facts,
    }
}

/// What a flavor carries, a sentence for each limit.
fn limits(flavor: &Flavor) -> String {
    let size = if flavor.per_broker { tr("1 KB") } else { tr("4 KB") };
    let throughput = match (flavor.tps.map(grouped), flavor.elastic_tps.map(grouped)) {
        (Some(tps), Some(more)) => Some(say!("{tps} TPS of {size} messages, bursts of {more} more.", tps, size, more)),
        (Some(tps), None) => Some(say!("{tps} TPS of {size} messages.", tps, size)),
        (None, _) => None,
    };
    let storage = |(least, most)| say!("{least} to {most} GB.", least = grouped(least), most = grouped(most));
    let storage = flavor.storage_gb.map(storage);
    let connections = flavor.connections.map(|count| say!("{count} connections.", count = grouped(count)));
    let each = flavor.per_broker.then(|| tr("All of this for each broker.").to_owned());
    let single = flavor.single.then(|| tr("One node, no failover, for tests.").to_owned());
    let told: Vec<_> = [throughput, storage, connections, each, single].into_iter().flatten().collect();
    if told.is_empty() { tr("The cloud names no limits.").to_owned() } else { paragraph(&told) }
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

/// How many entries a list has, whether it is being read, and how old it is: what is known of these, as a list.
pub fn state_of_list(app: &App, field: &Field) -> String {
    let focused = app.step().filter(|step| *field == *step.focus && step.editor.has_list());
    let picked = focused.filter(|_| field.is_many()).map(|_| picked(app, field));
    let told: Vec<_> = picked.into_iter().chain(count(app, field, focused)).chain(age(app, field)).collect();
    phrases(&told)
}

/// What is to be said of one thing, one after the other.
pub(super) fn phrases(told: &[String]) -> String {
    told.join(tr(", "))
}

/// How many entries are picked, and of how many where that is known.
fn picked(app: &App, field: &Field) -> String {
    let picked = app.form.value(field).as_list().len();
    let needed = Some(&app.form).filter(|_| *field == EIPS).and_then(public_access::needed);
    needed.map_or_else(|| say!("{picked} picked", picked), |needed| say!("{picked} of {needed} picked", picked, needed))
}

/// How many entries there are, and how many of them can be taken.
fn count(app: &App, field: &Field, focused: Option<&StepScreen>) -> Option<String> {
    let choices = app.form.choices(field);
    let is_open = |choice: &&Choice| app.form.closed(field, choice).is_none();
    let (all, open) = match focused {
        // The editor has counted the list it shows.
        Some(step) => step.editor.counts(),
        // Beyond that the open ones of another question are not worth counting with every frame.
        None if choices.len() > COUNTED => (choices.len(), choices.len()),
        None => (choices.len(), choices.iter().filter(is_open).count()),
    };
    if all == 0 {
        return listing(app, field)?.choices.is_some().then(|| tr("none").to_owned());
    }
    let is_whole = app.form.cut_at(field).is_none();
    let (all_open, all, open) = (all == open, grouped(all as u64), grouped(open as u64));
    Some(match (is_whole, all_open) {
        (true, true) => say!("{all} offered", all),
        (true, false) => say!("{all} listed, {open} open", all, open),
        (false, true) => say!("the first {all} offered", all),
        (false, false) => say!("the first {all} listed, {open} open", all, open),
    })
}

/// How old the list is, or what stands in its place.
fn age(app: &App, field: &Field) -> Option<String> {
    let list = match app.form.source(field)? {
        Source::After(first) => return Some(say!("choose {question} first", question = first.label)),
        Source::Remote { .. } => listing(app, field),
        Source::Fixed(_) => return None,
    };
    let Some(list) = list.filter(|list| list.asked == Asked::Waiting || list.choices.is_some()) else {
        let none = app.form.choices(field).is_empty();
        let built_in = || say!("built in, {date}", date = DATE);
        return Some(if none { tr("type or paste an ID").to_owned() } else { built_in() });
    };
    Some(state_of_reading(app, list))
}

/// Whether a list is being read, else how old it is.
pub(super) fn state_of_reading(app: &App, list: &Listing) -> String {
    match list.asked {
        Asked::Waiting if list.tries > 0 => say!("asking the cloud, try {attempt}", attempt = list.tries + 1),
        Asked::Waiting => tr("asking the cloud").to_owned(),
        _ => read(app, list),
    }
}

/// When the entries on the screen were read.
fn read(app: &App, list: &Listing) -> String {
    let seconds = (app.now.as_millisecond() - list.read_at).max(0) / 1000;
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    match (list.failure.is_some(), seconds) {
        (false, ..60) => tr("just read").to_owned(),
        (false, 60..7200) => say!("read {minutes} min ago", minutes),
        (false, _) => say!("read {hours} h ago", hours),
        (true, ..60) => tr("reload failed, just read").to_owned(),
        (true, 60..7200) => say!("reload failed, read {minutes} min ago", minutes),
        (true, _) => say!("reload failed, read {hours} h ago", hours),
    }
}
