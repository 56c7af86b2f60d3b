//! `export`: prints what a draft would buy, in a form that other tools understand.

use super::cloning;
use super::cloud::{Cloud, block_on};
use super::draft_context::DraftContext;
use super::error::CommandError;
use super::output::{note, print};
use crate::args::ExportArgs;
use crate::catalog::Lookup;
use crate::export::{Format, curl, terraform};
use crate::language::tr;
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
/// When the draft cannot be read, or has problems; when it has none but that the zones are needed, and they cannot be read.
pub(super) fn run(args: &ExportArgs) -> Result<u8, CommandError> {
    let mut context = cloning::read(&args.draft)?;
    if context.awaits_a_list() {
        read_zones(&mut context)?;
    }
    let intent = context.intent()?;
    let body = context.form.body().unwrap_or_default();
    if lists::leaves_open(&context.form) {
        note(tr(
            "the draft leaves answers to the list of flavors, so the plan of `create`, which reads it, may be another.",
        ));
    }
    if let Some(told) = args.format.leaves_out(&intent) {
        note(told);
    }
    match args.format {
        Format::Json => print(format_args!("{body:#}"))?,
        Format::Curl => print(curl::script(&intent).trim_end())?,
        Format::Terraform => {
            if context.search.found.is_some() {
                read_zones(&mut context).unwrap_or_else(|error| note(error.text()));
            } else {
                context.search.broken_told().iter().for_each(note);
            }
            let bought = bought(&context, &intent);
            let (text, notes) = terraform::resource(&context.form, &intent, &body, bought.as_deref());
            notes.iter().for_each(note);
            print(text.trim_end())?;
        }
    }
    Ok(0)
}

/// Reads the zones, which Terraform, rules and drafts may name by codes and an order by IDs. That they may not be read is
/// said.
///
/// # Errors
/// When there is nobody to read them from, or with nothing.
fn read_zones(context: &mut DraftContext) -> Result<(), CommandError> {
    if context.form.listing(&Lookup::Zones).is_some() {
        return Ok(());
    }
    note(tr("the zones are read from the cloud, because both their codes and their IDs are needed."));
    block_on(async {
        let cloud = Cloud::of(context).await?;
        let deadline = Deadline::within(READING);
        context.read_lists(cloud.connection(), &[|form| form.lookups([&&zones::ZONES])], deadline).await
    })
}

/// The instance that was bought under this name last, by the journal. An order that has none, because it was refused or is
/// not answered yet, does not hide the one before it.
fn bought(context: &DraftContext, intent: &Intent) -> Option<String> {
    let journal = Journal::open(&context.dirs, Pace::default());
    let entries = journal.earlier(intent).unwrap_or_else(|why| {
        note(why);
        Vec::new()
    });
    let stands = |state: &State| !matches!(state, State::Failed { .. } | State::Replaced(_) | State::Cancelled(_));
    let mut standing = entries.iter().rev().filter(|entry| stands(entry.purchase.state()));
    standing.find_map(|entry| entry.purchase.instance_id()).map(str::to_owned)
}
