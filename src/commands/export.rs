//! `export`: prints what a draft would buy, in a form that other tools understand.

use super::cloud::{Cloud, block_on};
use super::draft_context::DraftContext;
use super::error::CommandError;
use super::output::{print, say};
use crate::args::ExportArgs;
use crate::export::{Format, curl, terraform};
use crate::purchase::State;
use crate::purchase::record::Intent;
use crate::purchase::watch::Pace;
use crate::service::deadline::{Deadline, READING};
use crate::service::lists;
use crate::steps::zones;
use crate::store::journal::Journal;

/// Runs the command.
///
/// # Errors
/// When the draft cannot be read, or has problems.
pub(super) fn run(args: &ExportArgs) -> Result<u8, CommandError> {
    let mut context = DraftContext::read(&args.draft)?;
    if context.search.found.is_some() {
        block_on(look_up(&mut context, args.format))?;
    } else if let Some(broken) = context.search.broken_told() {
        say(format_args!("note: {broken}"));
    }
    let intent = context.intent()?;
    let body = context.form.body().unwrap_or_default();
    match args.format {
        Format::Json => print(format_args!("{body:#}"))?,
        Format::Curl => print(curl::script(&intent).trim_end())?,
        Format::Terraform => {
            let bought = bought(&context, &intent);
            let (text, notes) = terraform::resource(&context.form, &intent, &body, bought.as_deref());
            for note in notes {
                say(format_args!("note: {note}"));
            }
            print(text.trim_end())?;
        }
    }
    Ok(0)
}

/// Reads what the draft leaves to the cloud, as `create` would; for Terraform also the zones, which it names by their
/// codes. The command goes on without what cannot be read.
async fn look_up(context: &mut DraftContext, format: Format) -> Result<(), CommandError> {
    let cloud = Cloud::of(context).await?;
    let deadline = Deadline::within(READING);
    let mut read = context.read_lists(cloud.connection(), lists::DECIDING, deadline).await;
    if format == Format::Terraform && read.is_ok() {
        read = context.read_lists(cloud.connection(), &[|form| form.lookups([&&zones::ZONES])], deadline).await;
    }
    if let Err(error) = read {
        say(format_args!("note: {}", error.text()));
    }
    Ok(())
}

/// The instance that was bought under this name last, by the journal.
fn bought(context: &DraftContext, intent: &Intent) -> Option<String> {
    let journal = Journal::open(&context.dirs, Pace::default());
    let entries = journal.earlier(intent).unwrap_or_else(|why| {
        say(format_args!("note: {why}"));
        Vec::new()
    });
    let stands = |state: &State| !matches!(state, State::Failed(_) | State::Replaced(_));
    let newest = entries.into_iter().rfind(|entry| stands(entry.purchase.state()))?;
    newest.purchase.instance_id().map(str::to_owned)
}
