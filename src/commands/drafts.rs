//! `drafts`: lists the drafts, shows what is in one, and removes one.

use super::draft_context::DraftContext;
use super::error::CommandError;
use super::output::{self, print, say};
use crate::args::{AccountArgs, DraftArgs, DraftsArgs, DraftsCommand};
use crate::form::draft::DraftLine;
use crate::store;
use crate::store::drafts::Drafts;
use crate::zone;
use std::io::{IsTerminal, Write};

/// Runs the command.
///
/// # Errors
/// When there is no such draft, or its files cannot be read or removed.
pub(super) fn run(args: &DraftsArgs) -> Result<u8, CommandError> {
    let dirs = store::dirs(args.config_dir.as_deref())?;
    let drafts = Drafts::new(&dirs);
    match args.command.as_ref().unwrap_or(&DraftsCommand::List) {
        DraftsCommand::List => list(&drafts),
        DraftsCommand::Show { name } => show(name, args),
        DraftsCommand::Remove { name, yes } => remove(&drafts, name, *yes),
    }
}

fn list(drafts: &Drafts) -> Result<u8, CommandError> {
    let list = drafts.list()?;
    if list.is_empty() {
        say("You have no drafts yet; the wizard makes them.");
    }
    let width = list.iter().map(|line| line.name.len()).max().unwrap_or_default();
    for DraftLine { name, modified, draft, problem, .. } in list {
        let zoned = modified.map(|time| zone::local().to_datetime(time));
        let time = zoned.map(|time| time.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
        let region = draft.region.as_deref().unwrap_or("-");
        let more = problem.unwrap_or_else(|| format!("{} answers", draft.answers.len()));
        print(format_args!("{name:<width$}  {time:<16}  {region:<16}  {more}"))?;
    }
    Ok(0)
}

fn show(name: &str, args: &DraftsArgs) -> Result<u8, CommandError> {
    let account = AccountArgs { config_dir: args.config_dir.clone(), ..AccountArgs::default() };
    let context = DraftContext::read(&DraftArgs { draft: name.to_owned(), account })?;
    print(output::summary(&context.form).trim_end())?;
    for obstacle in &context.form.obstacles() {
        say(output::obstacle_line(obstacle));
    }
    Ok(0)
}

fn remove(drafts: &Drafts, name: &str, yes: bool) -> Result<u8, CommandError> {
    if !drafts.exists(name)? {
        return Err(CommandError::usage(format!("There is no draft named {}.", crate::text::clean(name))));
    }
    if !yes && !std::io::stdin().is_terminal() {
        return Err(CommandError::usage("There is no terminal to ask at. To remove the draft, add --yes."));
    }
    if !yes && !agreed(name)? {
        return Err(CommandError::left(format!("{name} is kept.")));
    }
    let (claim, _) = drafts.open(name)?;
    let open_elsewhere = || CommandError::failed(format!("{name} is open in a wizard. Leave that first."));
    drafts.remove(&claim.ok_or_else(open_elsewhere)?)?;
    say(format_args!("{name} is removed."));
    Ok(0)
}

/// Whether the person agrees to the removal.
fn agreed(name: &str) -> Result<bool, CommandError> {
    write!(std::io::stderr().lock(), "Remove the draft {name} for good? Type yes: ")?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim() == "yes")
}
