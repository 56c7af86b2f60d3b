//! The draft of a command that may begin as an instance.

use super::cloud::{Cloud, block_on};
use super::draft_context::DraftContext;
use super::error::CommandError;
use super::waiting::waiting;
use crate::args::DraftArgs;
use crate::form::state::Form;
use crate::language::{Text, say};
use crate::purchase::watch::Pace;
use crate::service;
use crate::service::deadline::{Deadline, READING};
use crate::service::lists;
use crate::steps::account::RequestPlace;
use crate::store::journal::Journal;
use crate::text::list;

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

/// Makes sure that nothing that stays as it is for good is bought by a default where the instance that the draft began as may
/// have it otherwise, and nobody is asked.
///
/// # Errors
/// When the cloud does not tell such a thing of the instance, and the draft does not say it.
pub(super) fn all_is_told(form: &Form) -> Result<(), CommandError> {
    let Some(source) = form.cloned_from() else { return Ok(()) };
    // Where only one answer is possible, nothing is left to tell.
    let open = form.untold().into_iter().filter(|field| field.fixed_after_creation && form.only(field).is_none());
    match open.map(|field| field.key).collect::<Vec<_>>().as_slice() {
        [] => Ok(()),
        keys => Err(CommandError::draft(say!(
            "The cloud does not tell {keys} of {instance}, and that cannot be changed later. Say it in a draft beside \
             --from, or buy without --yes and --confirm, to be asked. Nothing was sent.",
            keys = list(keys),
            instance = source.name()
        ))),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Described, Facts, Lookup};
    use crate::form::draft::Draft;
    use crate::steps::sample::{live_flavor, read};
    use crate::steps::{STEPS, cloning};
    use serde_json::{Map, json};

    #[test]
    fn what_cannot_be_changed_later_is_no_default_where_nobody_is_asked() {
        let id = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d".to_owned();
        let refused = |told: serde_json::Value, beside: serde_json::Value| {
            let map = |value: serde_json::Value| value.as_object().cloned().unwrap_or_else(Map::new);
            let answers = map(told).into_iter().collect();
            let source = Described { id: id.clone(), name: "orders".to_owned(), answers, ..Described::default() };
            let beside = Draft { answers: map(beside).into_iter().collect(), ..Draft::default() };
            let mut form = Form::new(STEPS);
            form.load(cloning::draft(&source, beside));
            let mut flavor = live_flavor("rocketmq.p2.large.12", Vec::new());
            if let Facts::Flavor(flavor) = &mut flavor.facts {
                flavor.architectures = vec!["X86".to_owned()];
            }
            read(&mut form, Lookup::Flavors { engine: "reliability".into() }, vec![flavor]);
            all_is_told(&form).err().map(|error| format!("{error:?}")).unwrap_or_default()
        };
        let flavor = refused(
            json!({ "engine": "reliability", "engine_version": "5.x", "product_id": "rocketmq.p2.large.12" }),
            json!({}),
        );
        assert!(flavor.contains("disk_encrypted_enable") && !flavor.contains("arch_type"), "it has one: {flavor}");
        let (off, nothing) = (json!({ "disk_encrypted_enable": false }), json!({}));
        assert!(refused(nothing.clone(), nothing.clone()).contains("disk_encrypted_enable"));
        assert!(!refused(off.clone(), nothing.clone()).contains("disk_encrypted_enable"), "the cloud tells it");
        assert!(!refused(nothing, off).contains("disk_encrypted_enable"), "the draft says it");
    }
}
