//! The terminal, and the directories for drafts and the journal.

use super::finding::Finding;
use crate::form::state::Form;
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
            let rules = if policy.count() == 1 { "1 rule".to_owned() } else { format!("{} rules", policy.count()) };
            let contact = Some(&policy.contact).filter(|contact| !contact.is_empty());
            let contact = contact.map(|contact| format!("; ask {contact} about them")).unwrap_or_default();
            Finding::good("policy", format!("{rules} in {}{contact}", policy.source))
        }
        Err(why) => Finding::bad(3, "policy", format!("{why}.")),
    })
}

/// Looks at the terminal, and at the directories for drafts and for the journal.
pub(super) fn look(dirs: &Dirs) -> Vec<Finding> {
    let mut findings = terminal();
    for (about, dir) in [("drafts", &dirs.config), ("journal", &dirs.state)] {
        findings.push(directory(about, dir));
        findings.extend(room(about, dir));
    }
    findings
}

fn terminal() -> Vec<Finding> {
    let able = Abilities::detect(&|name| std::env::var(name).ok());
    let kind = std::env::var("TERM").unwrap_or_default();
    let drawing = if able.unicode { "line drawing" } else { "ASCII drawing" };
    let colour = if able.colour { "16 colours" } else { "no colours" };
    if !std::io::stdin().is_terminal() {
        let text = "standard input is not a terminal, so the wizard cannot start and `create` cannot ask";
        return vec![Finding::warning("terminal", text)];
    }
    let mut findings = vec![Finding::good("terminal", format!("{}, {drawing}, {colour}", crate::text::clean(&kind)))];
    let size = backend::size();
    if size.width < DESIGN.0 || size.height < DESIGN.1 {
        let (columns, rows) = DESIGN;
        let text = format!("{} by {} is small; at {columns} by {rows} everything fits", size.width, size.height);
        findings.push(Finding::warning("terminal", text));
    }
    findings
}

/// Says whether files can be made in a directory, now or once the directory is made, and whether others may read it.
fn directory(about: &'static str, dir: &Path) -> Finding {
    let Some(there) = existing(dir) else {
        return Finding::bad(
            1,
            about,
            format!("no part of {} exists. Name another directory with --config-dir.", text::path(dir)),
        );
    };
    let shown = text::path(dir);
    if let Err(error) = tempfile::tempfile_in(there) {
        let text = format!(
            "{shown} cannot be written: {error}. Make {} writable, or name another with --config-dir.",
            text::path(there)
        );
        return Finding::bad(1, about, text);
    }
    match others(there).filter(|_| there == dir) {
        Some(mode) => {
            let text = format!("{shown} is open to others (mode {mode:o}); with the next file it is made yours alone");
            Finding::warning(about, text)
        }
        None if there == dir => Finding::good(about, format!("{shown} is writable, and yours alone")),
        None => Finding::good(about, format!("{shown} is made when it is needed")),
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
fn room(about: &'static str, dir: &Path) -> Option<Finding> {
    let status = rustix::fs::statvfs(existing(dir)?).ok()?;
    let free = status.f_bavail.saturating_mul(status.f_frsize);
    let text = format!("{} MiB free on its disk", free / (1024 * 1024));
    Some(if free < FULL {
        Finding::bad(
            1,
            about,
            format!("{text}: too little for a journal, so nothing can be bought. Free some space there."),
        )
    } else if free < TIGHT {
        Finding::warning(about, format!("{text}: free some space there"))
    } else {
        Finding::good(about, text)
    })
}

#[cfg(not(unix))]
fn room(_: &'static str, _: &Path) -> Option<Finding> {
    None
}
