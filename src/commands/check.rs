//! `check`: everything that is wrong with a draft, at once.

use super::cloud::{Cloud, block_on};
use super::lists;
use super::output::{self, print, say};
use super::stop::Stop;
use super::subject::Subject;
use crate::args::CheckArgs;
use crate::checks::{Check, Verdict};
use crate::gather;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

/// The exit code of a draft that is wrong.
const INVALID: u8 = 3;

/// # Errors
/// When the draft cannot be read, or with `--online` the cloud cannot be asked.
pub(super) fn run(args: &CheckArgs) -> Result<u8, Stop> {
    let mut subject = Subject::read(&args.draft)?;
    let checks = if args.online { block_on(online(&mut subject))? } else { Vec::new() };
    let form = &subject.form;
    let problems = output::problems(form);
    let good = problems.is_empty() && checks.iter().all(|check| check.verdict != Verdict::Blocks);
    let warnings = || form.shown().filter_map(|(_, field)| Some((field, form.warning(field)?)));
    if args.json {
        let problems: Json = problems.iter().map(|problem| output::problem_json(form, problem)).collect();
        let warnings: Json = warnings().map(|(field, text)| json!({ "field": field.key, "text": text })).collect();
        let checks: Json =
            checks.iter().map(|c| json!({ "result": c.verdict.word(), "text": c.what, "why": c.why })).collect();
        let plan = form.plan();
        print(json!({ "valid": good, "plan": plan, "problems": problems, "warnings": warnings, "checks": checks }))?;
    } else {
        for problem in &problems {
            print(output::problem_line(form, problem))?;
        }
        if !args.online {
            warnings().try_for_each(|(field, text)| print(format_args!("! {}: {text}", field.key)))?;
        }
        checks.iter().try_for_each(|check| print(line(check)))?;
        match form.plan() {
            Some(plan) if good => print(format_args!("valid, plan {plan}"))?,
            _ => print(format_args!("not valid: {} to mend", problems.len() + bad(&checks)))?,
        }
    }
    if good && !args.online && lists::leaves_open(form) {
        say("note: the draft leaves answers to the list of flavors, so the plan may be another one with --online.");
    }
    Ok(if good { 0 } else { INVALID })
}

async fn online(subject: &mut Subject) -> Result<Vec<Check>, Stop> {
    let mut cloud = Cloud::of(subject).await?;
    lists::all(subject, &mut cloud).await?;
    if !subject.form.problems().is_empty() {
        return Ok(Vec::new());
    }
    let client = cloud.client(&subject.form).await?;
    Ok(gather::check(&client, &mut subject.form, Timestamp::now()).await.1)
}

fn bad(checks: &[Check]) -> usize {
    checks.iter().filter(|check| check.verdict == Verdict::Blocks).count()
}

/// A check as a line, with the signs of the summary.
pub(super) fn line(check: &Check) -> String {
    let gap = if check.why.is_empty() { "" } else { ": " };
    format!("{} {}{gap}{}", check.verdict.sign(), check.what, check.why)
}
