//! The draft of a command that may begin as an instance.

use super::cloud::{Cloud, block_on};
use super::draft_context::DraftContext;
use super::error::CommandError;
use super::waiting::waiting;
use crate::args::DraftArgs;
use crate::language::Text;
use crate::purchase::watch::Pace;
use crate::service;
use crate::service::deadline::{Deadline, READING};
use crate::service::lists;
use crate::steps::account::RequestPlace;
use crate::store::journal::Journal;

/// Reads the draft that was named, over the answers of the instance that was named.
///
/// # Errors
/// When either cannot be read, or when the instance is none that is bought here.
pub(super) fn read(args: &DraftArgs) -> Result<DraftContext, CommandError> {
    let mut context = DraftContext::read(args)?;
    if let Some(id) = &args.from {
        block_on(begin_as(&mut context, id))?;
    }
    Ok(context)
}

async fn begin_as(context: &mut DraftContext, id: &str) -> Result<(), CommandError> {
    let cloud = Cloud::of(context).await?;
    let deadline = Deadline::within(READING);
    context.read_lists(cloud.connection(), lists::ACCOUNT, deadline).await?;
    context.need_account()?;
    let place = RequestPlace::of(&context.form);
    let journal = Journal::open(&context.dirs, Pace::default());
    let reading = service::cloning::read(cloud.connection(), &journal, id, &place, deadline);
    let source = waiting(Text("the instance that the draft begins as"), deadline.limit(), reading).await?;
    context.begin_as(&source);
    Ok(())
}
