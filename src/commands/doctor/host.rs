//! The terminal, and the directories for drafts and the journal.

use super::finding::Finding;
use crate::commands::error::DRAFT;
use crate::form::state::Form;
use crate::language::{Text, say, tr};
use crate::store::Dirs;
use crate::terminal::abilities::Abilities;
use crate::terminal::backend;
use crate::text;
use std::io::IsTerminal;
use std::path::Path;

/// With less free space than this, the journal may soon find no room.
const TIGHT: u64 = 16 * 1024 * 1024;
/// With less free space than this, a purchase may find no room in the journal. It takes a few kilobytes.
const FULL: u64 = 64 * 1024;
/// The smallest screen on which the wizard shows everything.
const DESIGN: (u16, u16) = (80, 24);

/// Says which rules of an organization hold here, if any do.
pub(super) fn policy(form: &Form) -> Option<Finding> {
    Some(match form.policy()? {
        Ok(policy) => {
            let (count, source, contact) = (policy.count(), &policy.source, &policy.contact);
            let told = match (count, contact.is_empty()) {
                (1, true) => say!("1 rule in {source}", source),
                (1, false) => say!("1 rule in {source}; ask {contact} about them", source, contact),
                (_, true) => say!("{count} rules in {source}", count, source),
                (_, false) => say!("{count} rules in {source}; ask {contact} about them", count, source, contact),
            };
            Finding::good(Text("policy"), told)
        }
        Err(why) => Finding::bad(DRAFT, Text("policy"), say!("{why}.", why)),
    })
}

/// Looks at the terminal, and at the directories for drafts and for the journal.
pub(super) fn look(dirs: &Dirs) -> Vec<Finding> {
    let mut findings = terminal();
    for (about, dir) in [(Text("drafts"), &dirs.config), (Text("journal"), &dirs.state)] {
        findings.push(directory(about, dir));
        findings.extend(room(about, dir));
    }
    findings
}

fn terminal() -> Vec<Finding> {
    const ABOUT: Text = Text("terminal");
    let able = Abilities::detect(&|name| std::env::var(name).ok());
    let kind = std::env::var("TERM").unwrap_or_default();
    if !std::io::stdin().is_terminal() {
        let text = tr("standard input is not a terminal, so the wizard cannot start and `create` cannot ask");
        return vec![Finding::warning(ABOUT, text)];
    }
    let kind = text::clean(&kind);
    let told = match (able.unicode, able.colour) {
        (true, true) => say!("{kind}, line drawing, 16 colours", kind),
        (true, false) => say!("{kind}, line drawing, no colours", kind),
        (false, true) => say!("{kind}, ASCII drawing, 16 colours", kind),
        (false, false) => say!("{kind}, ASCII drawing, no colours", kind),
    };
    let mut findings = vec![Finding::good(ABOUT, told)];
    let size = backend::size();
    if size.width < DESIGN.0 || size.height < DESIGN.1 {
        let text = say!(
            "{width} by {height} is small; at {columns} by {rows} everything fits",
            width = size.width,
            height = size.height,
            columns = DESIGN.0,
            rows = DESIGN.1
        );
        findings.push(Finding::warning(ABOUT, text));
    }
    findings
}

/// Says whether files can be made in a directory, now or once the directory is made, and whether others may read it.
fn directory(about: Text, dir: &Path) -> Finding {
    let shown = text::path(dir);
    let Some(there) = existing(dir) else {
        let text = say!("no part of {shown} exists. Name another directory with --config-dir.", shown);
        return Finding::bad(1, about, text);
    };
    if let Err(error) = tempfile::tempfile_in(there) {
        let text = say!(
            "{shown} cannot be written: {error}. Make {there} writable, or name another with --config-dir.",
            shown,
            error,
            there = text::path(there)
        );
        return Finding::bad(1, about, text);
    }
    match others(there).filter(|_| there == dir) {
        Some(mode) => {
            let mode = format!("{mode:o}");
            let text =
                say!("{shown} is open to others (mode {mode}); with the next file it is made yours alone", shown, mode);
            Finding::warning(about, text)
        }
        None if there == dir => Finding::good(about, say!("{shown} is writable, and yours alone", shown)),
        None => Finding::good(about, say!("{shown} is made when it is needed", shown)),
    }
}

/// The nearest part of a path that exists.
fn existing(dir: &Path) -> Option<&Path> {
    dir.ancestors().map(|part| if part == Path::new("") { Path::new(".") } else { part }).find(|part| part.exists())
}

/// The mode of a directory, if it gives others any right.
#[cfg(unix)]
fn others(dir: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(dir).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn others(_: &Path) -> Option<u32> {
    None
}

/// Says how much space is free, if the system tells.
#[cfg(unix)]
fn room(about: Text, dir: &Path) -> Option<Finding> {
    let status = rustix::fs::statvfs(existing(dir)?).ok()?;
    let free = status.f_bavail.saturating_mul(status.f_frsize);
    let mib = free / (1024 * 1024);
    Some(if free < FULL {
        let text = say!(
            "{mib} MiB free on its disk: too little for a journal, so nothing can be bought. Free some space there.",
            mib
        );
        Finding::bad(1, about, text)
    } else if free < TIGHT {
        Finding::warning(about, say!("{mib} MiB free on its disk: free some space there", mib))
    } else {
        Finding::good(about, say!("{mib} MiB free on its disk", mib))
    })
}

#[cfg(not(unix))]
fn room(_: Text, _: &Path) -> Option<Finding> {
    None
}
