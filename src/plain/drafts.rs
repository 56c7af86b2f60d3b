//! The drafts and the instances in lines.

use super::entry::{self, MOST};
use super::question;
use crate::app::drafts::{DraftsOverlay, Question};
use crate::app::state::App;
use crate::catalog::Lookup;
use crate::form::draft::{DraftLine, Ordered};
use crate::form::lists::{Asked, Listing};
use crate::language::{say, tr};
use crate::text::{details, list};
use jiff::Timestamp;

/// The drafts by their numbers.
pub(super) fn all(app: &App, drafts: &DraftsOverlay) -> String {
    let line = |(at, draft): (usize, &DraftLine)| format!("  {}  {}\n", at + 1, details(&told(app, draft)));
    let head = if drafts.lines.is_empty() { tr("There are no drafts.") } else { tr("Drafts.") };
    format!("{head}\n{}", drafts.lines.iter().enumerate().map(line).collect::<String>())
}

/// What tells a draft from the others, and how far it is.
fn told(app: &App, draft: &DraftLine) -> Vec<String> {
    let mut told = vec![draft.name.clone()];
    if let Some(problem) = &draft.problem {
        told.push(problem.clone());
        return told;
    }
    let instance = draft.instance();
    told.extend((!instance.is_empty() && instance != draft.name).then(|| say!("for {instance}", instance)));
    told.push(match draft.draft.answers.len() {
        1 => tr("1 answer").to_owned(),
        count => say!("{count} answers", count),
    });
    let screen = app.form.screen_title(draft.draft.screen.as_deref().unwrap_or_default());
    told.push(if let Some(left) = &draft.left_open {
        let screen = app.form.screen_title(&left.screen);
        say!("left open at {screen} since {time}", screen, time = when(app, left.since))
    } else {
        say!("at {screen}", screen)
    });
    told.extend(draft.modified.map(|at| say!("saved {time}", time = when(app, at))));
    told.extend(draft.ordered.as_ref().map(|Ordered { at, state, instance_id }| {
        let ordered = say!("ordered {time}, {state}", time = when(app, *at), state);
        list(&[ordered].into_iter().chain(instance_id.clone()).collect::<Vec<_>>())
    }));
    told
}

fn when(app: &App, at: Timestamp) -> String {
    at.to_zoned_datetime(app.session.zone.clone()).strftime("%m-%d %H:%M").to_string()
}

/// What can be typed at the list of drafts.
pub(super) fn prompt(app: &App) -> String {
    if app.session.draft.is_empty() {
        tr("Number or file to go on with, .clone to begin like an instance; an empty line begins a new draft: ")
            .to_owned()
    } else {
        let name = &app.session.draft;
        say!("Number or file to go on with, .new NAME, .clone; an empty line goes back to {name}: ", name)
    }
}

/// What is asked about a draft.
pub(super) fn asked(drafts: &DraftsOverlay, question: Question) -> String {
    let name = drafts.at_cursor().map_or("", |line| line.name.as_str());
    match question {
        Question::NewName => tr("Name of the new draft: ").to_owned(),
        Question::Rename => say!("New name of {name}; an empty line keeps it: ", name),
        Question::Copy => {
            say!("Name of the instance that the copy of {name} is for; an empty line copies nothing: ", name)
        }
        Question::Remove => say!("To delete {name} for good, type yes; an empty line keeps it: ", name),
    }
}

/// The list of instances, and whether it is being read.
fn listing(app: &App) -> Option<&Listing> {
    app.form.listing(&Lookup::Instances)
}

/// Whether the list of instances, or one of them, is being asked for.
pub(super) fn awaits(app: &App) -> bool {
    listing(app).is_some_and(|listing| listing.asked == Asked::Waiting)
}

/// The instances by their numbers, these of them.
pub(super) fn instances(app: &App, places: impl Iterator<Item = usize>) -> String {
    let entries = app.instances();
    let line = |at: usize| {
        let choice = entries.get(at)?;
        let told: Vec<String> = std::iter::once(choice.label.clone()).chain(entry::facts(choice)).collect();
        Some(format!("  {}  {}\n", at + 1, details(&told)))
    };
    places.filter_map(line).collect()
}

/// The first instances, or why none is listed.
pub(super) fn first_instances(app: &App) -> String {
    let count = app.instances().len();
    let failure = listing(app).and_then(|listing| listing.failure.as_ref());
    let head = match failure {
        Some(failure) => {
            say!("The list could not be read. {why} An ID can be typed; .reload asks again.", why = failure.line())
        }
        None if count == 0 => tr("This project has no RocketMQ instance.").to_owned(),
        None => tr("Instances, to begin a draft like one of them.").to_owned(),
    };
    let more = if count > MOST { question::more(count, MOST) } else { String::new() };
    format!("{head}\n{}{more}", instances(app, 0..MOST))
}

/// What can be typed at the list of instances.
pub(super) fn instance_prompt() -> &'static str {
    tr("Number, ID, or part of a name; an empty line goes back: ")
}
