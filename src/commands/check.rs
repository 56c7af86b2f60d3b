//! `check`: says everything that is wrong with a draft.

use super::causes::Causes;
use super::cloning;
use super::cloud::{Cloud, block_on};
use super::draft_context::DraftContext;
use super::error::{CommandError, DRAFT};
use super::output::{self, note, print, tell};
use super::waiting::waiting;
use crate::args::CheckArgs;
use crate::form::understanding::Obstacle;
use crate::language::{Text, say, tr};
use crate::service::checks::run_checks;
use crate::service::deadline::{Deadline, LISTS, READING};
use crate::service::lists;
use crate::steps::checks::{self, Check, Findings, Verdict};
use crate::steps::price;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

/// Runs the command.
///
/// # Errors
/// When the draft cannot be read, or when with `--online` the cloud cannot be asked.
pub(super) fn run(args: &CheckArgs) -> Result<u8, CommandError> {
    let mut context = cloning::read(&args.draft)?;
    let (found, mut checks) = if args.online { block_on(online(&mut context))? } else { (None, Vec::new()) };
    let form = &context.form;
    let is_open = |obstacle: &mut Obstacle| !args.online && obstacle.awaits_list(form);
    let mut obstacles = output::obstacles(form);
    checks.extend(obstacles.extract_if(.., is_open).map(|open| checks::not_read(&open)));
    let good = obstacles.is_empty() && checks.iter().all(|check| check.verdict != Verdict::Blocks);
    let warnings = || form.shown().filter_map(|(_, field)| Some((field, form.warning(field)?)));
    if args.json {
        let problems: Json = obstacles.iter().map(output::obstacle_json).collect();
        let warnings: Json = warnings().map(|(field, text)| json!({ "field": field.key, "text": text })).collect();
        let checks: Json =
            checks.iter().map(|c| json!({ "result": c.verdict.word(), "text": c.what, "why": c.why })).collect();
        let plan = form.plan();
        // No sum is known, and half of one would mislead.
        print(json!({
            "valid": good, "plan": plan, "problems": problems, "warnings": warnings, "checks": checks,
            "billed": price::billed(form), "price": null,
        }))?;
    } else {
        obstacles.iter().try_for_each(|obstacle| print(output::obstacle_line(obstacle)))?;
        if !args.online {
            warnings().try_for_each(|(field, text)| print(format_args!("! {}: {text}", field.key)))?;
        }
        // What was said on standard error may not be seen beside this.
        let mut causes = Causes::default();
        checks.iter().try_for_each(|check| print(causes.line(check)))?;
        tell(price::told(form));
        match form.plan() {
            Some(plan) if good => print(say!("valid, plan {plan}", plan))?,
            None if good => print(tr("valid as far as can be said without the cloud; the plan comes with --online"))?,
            _ => match obstacles.len() + bad(&checks) {
                1 => print(tr("not valid: 1 thing to fix"))?,
                count => print(say!("not valid: {count} things to fix", count))?,
            },
        }
    }
    if good && !args.online && lists::leaves_open(form) {
        note(tr("the draft leaves answers to the list of flavors, so the plan may be another one with --online."));
    }
    // If the only trouble is that the cloud could not be asked, the draft may still be good.
    let unlooked = found.as_ref().and_then(|found| checks::unlooked(&found.named));
    Ok(match (obstacles.len() + bad(&checks), unlooked) {
        (0, _) => 0,
        (1, Some(failure)) => CommandError::code_of_unlooked(failure),
        _ => DRAFT,
    })
}

/// Reads the cloud's lists into the form and then, if nothing is wrong with the answers, runs the checks.
async fn online(context: &mut DraftContext) -> Result<(Option<Findings>, Vec<Check>), CommandError> {
    let cloud = Cloud::of(context).await?;
    let deadline = Deadline::within(READING);
    context.read_lists(cloud.connection(), lists::ALL, Deadline::within(LISTS)).await?;
    if !context.form.obstacles().is_empty() {
        return Ok((None, Vec::new()));
    }
    let client = cloud.client(&context.form).await?;
    let checking = run_checks(&client, &mut context.form, Timestamp::now(), deadline);
    Ok(waiting(Text("the checks of the cloud"), deadline.limit(), checking).await)
}

fn bad(checks: &[Check]) -> usize {
    checks.iter().filter(|check| check.verdict == Verdict::Blocks).count()
}
