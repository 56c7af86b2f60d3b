//! `export`: what a draft would buy, in words other tools understand.

use super::cloud::{Cloud, block_on};
use super::draft_context::DraftContext;
use super::error::CommandError;
use super::output::{print, say};
use crate::args::ExportArgs;
use crate::export::{Format, curl, terraform};
use crate::purchase::State;
use crate::purchase::record::Intent;
use crate::purchase::watch::Pace;
use crate::service::lists;
use crate::steps::zones;
use crate::store::journal::Journal;

/// # Errors
/// When the draft cannot be read, or has problems.
pub(super) fn run(args: &ExportArgs) -> Result<u8, CommandError> {
    let mut subject = DraftContext::read(&args.draft)?;
    if subject.search.found.is_some() {
        block_on(look_up(&mut subject, args.format))?;
    } else if let Some(broken) = subject.search.broken_told() {
        say(format_args!("note: {broken}"));
    }
    let intent = subject.intent()?;
    let body = subject.form.body().unwrap_or_default();
    match args.format {
        Format::Json => print(format_args!("{body:#}"))?,
        Format::Curl => print(curl::script(&intent).trim_end())?,
        Format::Terraform => {
            let bought = bought(&subject, &intent);
            let (text, notes) = terraform::resource(&subject.form, &intent, &body, bought.as_deref());
            for note in notes {
                say(format_args!("note: {note}"));
            }
            print(text.trim_end())?;
        }
    }
    Ok(0)
}

/// Reads what the draft leaves to the cloud, as `create` would; and the codes of zones, which Terraform speaks. What
/// cannot be read is done without.
async fn look_up(subject: &mut DraftContext, format: Format) -> Result<(), CommandError> {
    let cloud = Cloud::of(subject).await?;
    let mut read = subject.read_lists(cloud.connection(), lists::DECIDING).await;
    if format == Format::Terraform && read.is_ok() {
        read = subject.read_lists(cloud.connection(), &[|form| form.lookups([&&zones::ZONES])]).await;
    }
    if let Err(stop) = read {
        say(format_args!("note: {}", stop.text()));
    }
    Ok(())
}

/// The instance the journal knows to have been bought by this name.
fn bought(subject: &DraftContext, intent: &Intent) -> Option<String> {
    let journal = Journal::open(&subject.dirs, Pace::default());
    let entries = journal.earlier(intent).unwrap_or_else(|why| {
        say(format_args!("note: {why}"));
        Vec::new()
    });
    let stands = |state: &State| !matches!(state, State::Failed(_) | State::Replaced(_));
    let newest = entries.into_iter().rfind(|entry| stands(entry.purchase.state()))?;
    newest.purchase.instance_id().map(str::to_owned)
}
