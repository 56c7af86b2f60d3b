//! The summary in lines: everything that is bought, what stands in the way, and what buys; and the pages that go with it.

use crate::app::review::Row;
use crate::app::state::{App, Screen};
use crate::export::Format;
use crate::form::field::{Field, Step};
use crate::form::understanding::Obstacle;
use crate::language::{say, tr};
use crate::steps::checks::{Check, Verdict, blocker};
use crate::steps::{account, engine, price};
use crate::text::{clauses, list, paragraph};

/// The whole summary.
pub(super) fn whole(app: &App) -> String {
    let told = [place(app), unclear(app), answers(app), problems(app), words(app), checks_in_short(app)];
    told.into_iter().flatten().map(|line| line + "\n").collect()
}

/// Whether the summary can buy: nothing stands in the way that is known so far.
pub(super) fn is_ready(app: &App) -> bool {
    app.form.obstacles().is_empty() && blocker(&app.checks()).is_none()
}

/// Whether the word that confirms stands in the box already, so that an Enter of its own is all that is missing.
pub(super) fn has_word(app: &App) -> bool {
    let word = app.confirm_by();
    matches!(&app.screen, Screen::Summary(summary) if !word.word().is_empty() && summary.confirm.typed.value() == word.word())
}

/// What can be typed.
pub(super) fn prompt(app: &App) -> String {
    if has_word(app) {
        return tr("To buy, press Enter once more, by itself: ").to_owned();
    }
    let word = app.confirm_by();
    match app.form.obstacles().len() {
        0 if is_ready(app) => {
            say!("To buy, type {word}; to change an answer, type its number: ", word = word.word())
        }
        0 => tr("Number of an answer to change: ").to_owned(),
        _ => tr("Number of an answer to give or change; an empty line goes to the first one: ").to_owned(),
    }
}

/// What the summary is of, and whose keys buy.
fn place(app: &App) -> Vec<String> {
    let keys = app.form.source_of(&account::ACCESS_KEY).unwrap_or(tr("typed in"));
    let account = app.account_told();
    let sandbox = if app.session.sandbox { tr("SANDBOX, nothing is billed.") } else { "" };
    let whose = say!("Account {account}, keys: {keys}.", account, keys);
    vec![paragraph(&[tr("Summary.").to_owned(), sandbox.to_owned(), whose])]
}

/// What was not understood of a draft, each with the number of its row.
fn unclear(app: &App) -> Vec<String> {
    let told = |(at, row): (usize, &Row)| match row {
        Row::Unclear(Obstacle { name, shown, rule, .. }) => {
            let number = at + 1;
            Some(say!(
                "  {number} {name} {value}: {rule} (.drop {number} takes it away)",
                number,
                name,
                value = shown,
                rule
            ))
        }
        Row::Question(..) => None,
    };
    app.review_rows().iter().enumerate().filter_map(told).collect()
}

/// The answers, a line for each screen; each with the number of its row.
fn answers(app: &App) -> Vec<String> {
    let rows: Vec<(usize, Row)> = app.review_rows().into_iter().enumerate().collect();
    let screen = |(step, shown): (usize, &&Step)| {
        let of_screen = |(at, row): &(usize, Row)| match row {
            Row::Question(index, field) if *index == step => Some(answer(app, at + 1, field)),
            _ => None,
        };
        let told: Vec<String> = rows.iter().filter_map(of_screen).collect();
        (!told.is_empty()).then(|| {
            let title = shown.title;
            say!("{title}: {answers}.", title, answers = clauses(&told))
        })
    };
    app.form.steps().iter().enumerate().filter_map(screen).collect()
}

fn answer(app: &App, number: usize, field: &'static Field) -> String {
    let only = || app.form.only(field).map(|only| app.form.show_value(field, &only));
    let shown = Some(app.form.show(field)).filter(|shown| !shown.is_empty()).or_else(only);
    let nothing = if app.form.has_problem(field) { tr("MISSING") } else { tr("none") };
    format!("{number} {} {}", field.label, shown.unwrap_or_else(|| nothing.to_owned()))
}

/// What is missing or wrong, each with the number of its row.
fn problems(app: &App) -> Vec<String> {
    let problem = |(at, row): (usize, Row)| match row {
        Row::Question(_, field) => {
            let (number, label) = (at + 1, field.label);
            Some(say!("  {number} {label}: {problem}", number, label, problem = app.form.problem(field)?.told))
        }
        Row::Unclear(_) => None,
    };
    let told: Vec<String> = app.review_rows().into_iter().enumerate().filter_map(problem).collect();
    let head = match told.len() {
        0 => None,
        1 => Some(tr("1 answer is missing or wrong:").to_owned()),
        count => Some(say!("{count} answers are missing or wrong:", count)),
    };
    head.into_iter().chain(told).collect()
}

/// What is worth a word, what is billed, what cannot be changed later, and what was changed.
fn words(app: &App) -> Vec<String> {
    let warned = app.form.shown().filter_map(|(_, field)| {
        let label = field.label;
        Some(say!("Note, {label}: {warning}.", label, warning = app.form.warning(field)?))
    });
    let kept = app.form.shown().filter(|(_, field)| field.fixed_after_creation).map(|(_, field)| field.label.shown());
    let kept = say!("Cannot be changed after creation: {answers}.", answers = list(&kept.collect::<Vec<_>>()));
    let count = app.changes().len();
    let began = app.compared_with().is_some() || !app.session.follows;
    let changed = match count {
        _ if !began => None,
        0 => None,
        1 => Some(tr("1 answer was changed; .changes tells it.").to_owned()),
        count => Some(say!("{count} answers were changed; .changes lists them.", count)),
    };
    let refused = app.refusal().map(|why| say!("Refused last time: {why}", why));
    warned.chain([price::told(&app.form), kept]).chain(changed).chain(refused).collect()
}

/// What is good in one line, and everything else with its reason; the plan number, once there is one.
fn checks_in_short(app: &App) -> Vec<String> {
    let Some(plan) = app.form.plan() else { return Vec::new() };
    let checks = app.checks();
    let good: Vec<&str> = checks.iter().filter(|it| it.verdict == Verdict::Good).map(|it| it.what.as_str()).collect();
    let good = (!good.is_empty()).then(|| say!("Checked: {checks}.", checks = clauses(&good)));
    // What stands at an answer is not said twice.
    let said =
        |check: &&Check| check.verdict != Verdict::Good && (check.verdict != Verdict::Warning || !check.why.is_empty());
    let others = checks.iter().filter(said).map(told);
    good.into_iter().chain(others).chain([say!("Plan {plan}.", plan)]).collect()
}

fn told(check: &Check) -> String {
    let told = check.told();
    match check.verdict {
        Verdict::Blocks => say!("Nothing can be sent: {reason}", reason = told),
        Verdict::Warning => say!("Note: {warning}", warning = told),
        Verdict::Unknown => say!("Not known: {check}", check = told),
        Verdict::Good => told,
    }
}

/// All checks with their reasons.
pub(super) fn checks(app: &App) -> String {
    app.checks().iter().map(|check| told(check) + "\n").collect()
}

/// Which answers were changed since the draft was opened, or differ from the instance it began as.
pub(super) fn changes(app: &App) -> String {
    let head = match app.compared_with() {
        Some(name) => say!("Changed since {name}:", name),
        None => tr("Changed since the draft was opened:").to_owned(),
    };
    let changed = app.changes().into_iter().map(|(field, before, now)| {
        let label = field.label;
        say!("  {label}: {before} -> {now}", label, before, now) + "\n"
    });
    let changed: String = changed.collect();
    let nothing = if changed.is_empty() { format!("  {}\n", tr("Nothing.")) } else { changed };
    format!("{head}\n{nothing}")
}

/// The request as it would be sent.
pub(super) fn request(app: &App) -> String {
    let Ok(body) = app.form.body() else {
        return tr("There is no request yet; the summary says what is missing.").to_owned() + "\n";
    };
    let (engine, project) = (app.form.text(&engine::ENGINE), app.form.text(&account::PROJECT));
    let left_out = app.left_out_of(Format::Json).map(|told| told + "\n").unwrap_or_default();
    format!("POST /v2/{engine}/{project}/instances\n{body:#}\n{left_out}")
}

/// The order for other tools; `None` for a format that there is not.
pub(super) fn export(app: &App, format: &str) -> Option<String> {
    let format = Format::ALL.into_iter().find(|known| known.name().eq_ignore_ascii_case(format))?;
    let left_out = app.left_out_of(format).map(|told| told + "\n").unwrap_or_default();
    Some(format!("{left_out}{}\n", app.export(format)))
}
