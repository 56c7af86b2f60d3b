//! `create --dry-run`: shows the request instead of sending it.

use super::cloud::Cloud;
use super::confirm::expect;
use super::draft_context::DraftContext;
use super::error::CommandError;
use super::output::{note, note_policy, print, tell};
use super::waiting::waiting;
use crate::args::CreateArgs;
use crate::language::{Text, say, tr};
use crate::purchase::watch::Pace;
use crate::service::checks::run_checks;
use crate::service::deadline::{Deadline, LISTS, READING};
use crate::service::lists;
use crate::sort;
use crate::steps::checks;
use crate::store::journal::Journal;
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

/// Prints the request. Where there are keys, it also looks at everything that the wizard's summary looks at.
///
/// # Errors
/// When the draft has problems, the plan is not the expected one, or the cloud would refuse the order.
pub(super) async fn dry_run(context: &mut DraftContext, args: &CreateArgs) -> Result<u8, CommandError> {
    let (cloud, keys) = match Cloud::of(context).await {
        Ok(cloud) => (cloud, true),
        Err(error) if context.search.broken().is_some() => return Err(error),
        Err(_) => (Cloud::without_keys(context), false),
    };
    let deadline = Deadline::within(READING);
    if keys {
        let account = cloud.ask_account(&context.form).await;
        context.read_lists(cloud.connection(), lists::ALL, Deadline::within(LISTS)).await?;
        tell(cloud.whose(context, account).await.0);
    } else {
        note(tr("no keys were found, so the cloud was not asked and the signature is an invented one."));
    }
    let intent = context.intent()?;
    expect(args, &intent)?;
    note_policy(&context.form);
    let client = cloud.client(&context.form).await?;
    let (url, headers) = client.dry_run(&intent.engine, intent.body.as_bytes())?;
    if args.json {
        let headers: Map<String, Json> = sort::collect(headers.into_iter().map(|(name, value)| (name, value.into())));
        let body: Json = context.form.body().unwrap_or_default();
        print(json!({ "method": "POST", "url": url, "headers": headers, "body": body, "plan": intent.plan }))?;
    } else {
        print(format_args!("POST {url}"))?;
        headers.iter().try_for_each(|(name, value)| print(format_args!("{name}: {value}")))?;
        print(format_args!("\n{}", intent.body))?;
    }
    tell(say!("plan {plan}; nothing was sent", plan = &intent.plan));
    if !intent.tags.is_empty() {
        let (project, tags) = (&intent.project_id, intent.tags_line());
        tell(say!(
            "Once it is RUNNING, POST /v2/{project}/rocketmq/INSTANCE_ID/tags/action sets: {tags}",
            project,
            tags
        ));
    }
    if !keys {
        return Ok(0);
    }
    let checking = run_checks(&client, &mut context.form, Timestamp::now(), deadline);
    let (found, checks) = waiting(Text("the checks of the cloud"), deadline.limit(), checking).await;
    for check in &checks {
        tell(context.causes.line(check));
    }
    if let Some(failure) = found.as_ref().and_then(|found| checks::unlooked(&found.named)) {
        return Err(context.name_not_looked_up(&intent.name, failure, args.json));
    }
    let named = found.and_then(|found| found.named.ok()).unwrap_or_default();
    let before = Journal::open(&context.dirs, Pace::default()).same_order(&intent)?;
    if let Some(id) = before.as_ref().and_then(|entry| entry.purchase.instance_id())
        && named.iter().any(|instance| instance.id == id)
    {
        tell(say!(
            "{name} was bought before by this plan: {id}. Without --dry-run you get that ID, and nothing is sent.",
            name = &intent.name,
            id
        ));
        return Ok(0);
    }
    match checks::blocker(&checks) {
        None => Ok(0),
        Some(check) => Err(CommandError::blocked(&checks, say!("It would be refused: {check}", check = check.told()))),
    }
}
