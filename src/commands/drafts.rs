//! `drafts`: lists the drafts, shows what is in one, and renames, copies and removes them.

use super::draft_context::{DraftContext, secrets_of};
use super::error::CommandError;
use super::output::{self, print, table, tell};
use crate::args::{AccountArgs, DraftArgs, DraftsArgs, DraftsCommand};
use crate::form::draft::{Draft, DraftLine, Ordered};
use crate::language::{say, tr};
use crate::purchase::watch::Pace;
use crate::secret::KnownSecrets;
use crate::service::account;
use crate::sort;
use crate::store::drafts::{Claim, Drafts};
use crate::store::journal::Journal;
use crate::store::{self, Dirs};
use crate::text::clean;
use crate::zone;
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};
use std::io::{BufRead, IsTerminal, Write};

/// Runs the command.
///
/// # Errors
/// When there is no such draft, its files cannot be read or changed, or a name is taken.
pub(super) fn run(args: &DraftsArgs) -> Result<u8, CommandError> {
    let dirs = store::dirs(args.config_dir.as_deref())?;
    let drafts = Drafts::new(&dirs);
    match args.command.as_ref().unwrap_or(&DraftsCommand::List) {
        DraftsCommand::List => list(&drafts, &dirs, args.json),
        DraftsCommand::Show { name } => show(name, args),
        DraftsCommand::Remove { name, yes } => {
            remove(&drafts, name, *yes)?;
            done(args, say!("{name} is removed.", name), &json!({ "removed": name }))
        }
        DraftsCommand::Rename { name, new } => {
            there_is(&drafts, name)?;
            drafts.keep_secrets_out(name, new, &secrets_here())?;
            drafts.rename(&mut claimed(&drafts, name)?, new)?;
            done(args, say!("{name} is called {new} now.", name, new), &json!({ "name": new, "was": name }))
        }
        DraftsCommand::Copy { name, new } => {
            there_is(&drafts, name)?;
            drafts.keep_secrets_out(name, new, &secrets_here())?;
            drafts.copy(name, new)?;
            let told = say!("{new} is a copy of {name}; its instance is to be called {new}, too.", new, name);
            done(args, told, &json!({ "name": new, "copy_of": name, "instance": new }))
        }
    }
}

/// Says what was done, as JSON where that was asked for.
fn done(args: &DraftsArgs, told: String, facts: &Json) -> Result<u8, CommandError> {
    if args.json {
        print(facts)?;
    } else {
        tell(told);
    }
    Ok(0)
}

fn list(drafts: &Drafts, dirs: &Dirs, json: bool) -> Result<u8, CommandError> {
    let mut list = drafts.list()?;
    let secrets = secrets_here();
    for line in &mut list {
        line.draft.drop_secrets(&secrets);
    }
    Journal::open(dirs, Pace::default()).see_ordered(&mut list, |_| true);
    if json {
        print(list.iter().map(facts).collect::<Json>())?;
    } else if list.is_empty() {
        tell(tr("You have no drafts yet; the wizard makes them."));
    } else {
        table(&rows(&list))?;
    }
    Ok(0)
}

fn rows(list: &[DraftLine]) -> Vec<[String; 5]> {
    let zone = zone::local();
    let time = |at: Timestamp| zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string();
    let row = |line: &DraftLine| {
        let region = line.draft.region.clone().unwrap_or("-".to_owned());
        let answers = line.draft.answers.len();
        let far = match (&line.problem, &line.ordered) {
            (Some(problem), _) => problem.clone(),
            (None, Some(Ordered { at, state, instance_id: Some(id) })) => {
                say!("ordered {time}, {state} {id}", time = time(*at), state, id)
            }
            (None, Some(Ordered { at, state, instance_id: None })) => {
                say!("ordered {time}, {state}", time = time(*at), state)
            }
            (None, None) if answers == 1 => tr("1 answer").to_owned(),
            (None, None) => say!("{answers} answers", answers),
        };
        let instance = if line.instance().is_empty() { "-" } else { line.instance() };
        [line.name.clone(), clean(instance), clean(&region), line.modified.map(time).unwrap_or_default(), far]
    };
    let head = [tr("Draft"), tr("Instance"), tr("Region"), tr("Saved"), tr("Progress")].map(str::to_owned);
    std::iter::once(head).chain(list.iter().map(row)).collect()
}

fn facts(line: &DraftLine) -> Json {
    let Draft { region, project_id, answers, .. } = &line.draft;
    let ordered = line
        .ordered
        .as_ref()
        .map(|Ordered { at, state, instance_id }| json!({ "at": at, "state": state, "instance_id": instance_id }));
    let instance = Some(line.instance()).filter(|name| !name.is_empty());
    json!({
        "name": line.name, "instance": instance, "region": region, "project_id": project_id,
        "saved": line.modified, "answers": answers.len(), "problem": line.problem, "ordered": ordered,
    })
}

fn show(name: &str, args: &DraftsArgs) -> Result<u8, CommandError> {
    let account = AccountArgs { config_dir: args.config_dir.clone(), ..AccountArgs::default() };
    let form = DraftContext::read(&DraftArgs { draft: Some(name.to_owned()), from: None, account })?.form;
    if args.json {
        let answers: Map<String, Json> =
            sort::collect(form.summary().into_iter().map(|line| (line.field.key.to_owned(), line.value.into())));
        let problems: Json = form.obstacles().iter().map(output::obstacle_json).collect();
        let source =
            form.cloned_from().map(|source| json!({ "instance_id": source.instance_id, "name": source.name() }));
        print(json!({ "name": name, "source": source, "answers": answers, "problems": problems }))?;
        return Ok(0);
    }
    if let Some(source) = form.cloned_from() {
        let (name, id) = (source.name(), &source.instance_id);
        print(clean(&say!("It began as {name} (instance {id}).", name, id)))?;
    }
    print(output::summary(&form).trim_end())?;
    form.obstacles().iter().for_each(|obstacle| tell(output::obstacle_line(obstacle)));
    Ok(0)
}

fn there_is(drafts: &Drafts, name: &str) -> Result<(), CommandError> {
    let there_is = drafts.exists(name)?;
    there_is
        .then_some(())
        .ok_or_else(|| CommandError::usage(say!("There is no draft named {name}.", name = clean(name))))
}

/// The keys and tokens of this host, to keep them out of files and of what is printed.
fn secrets_here() -> KnownSecrets {
    secrets_of(&account::of_host())
}

/// The right to change a draft, which no wizard has open.
fn claimed(drafts: &Drafts, name: &str) -> Result<Claim, CommandError> {
    drafts.claim(name)?.ok_or_else(|| CommandError::failed(say!("{name} is open in a wizard. Leave that first.", name)))
}

fn remove(drafts: &Drafts, name: &str, yes: bool) -> Result<(), CommandError> {
    there_is(drafts, name)?;
    if !yes && !std::io::stdin().is_terminal() {
        return Err(CommandError::usage(tr("There is no terminal to ask at. To remove the draft, add --yes.")));
    }
    if !yes && !agreed(name)? {
        return Err(CommandError::left(say!("{name} is kept.", name)));
    }
    Ok(drafts.remove(&claimed(drafts, name)?)?)
}

/// Whether the person agrees to the removal.
fn agreed(name: &str) -> Result<bool, CommandError> {
    let question = say!("Remove the draft {name} for good? Type yes: ", name);
    std::io::stderr().lock().write_all(question.as_bytes())?;
    let mut line = Vec::new();
    std::io::stdin().lock().read_until(b'\n', &mut line)?;
    Ok(line.trim_ascii() == b"yes")
}
