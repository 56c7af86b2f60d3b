//! Where the draft of a command is read from: the drafts, a file, or standard input.

use super::error::CommandError;
use super::output::note;
use crate::form::draft::Draft;
use crate::language::{say, tr};
use crate::store::Dirs;
use crate::store::drafts::{DraftError, Drafts, import, is_name};
use crate::store::format::{self, LIMIT};
use crate::text::{list, paragraph};
use std::io::Read;
use std::path::Path;

/// Reads the draft of this name, else the file.
pub(super) fn load(name: &str, dirs: &Dirs) -> Result<Draft, CommandError> {
    let unreadable = |error: DraftError| CommandError::draft(error.to_string());
    let (drafts, path) = (Drafts::new(dirs), Path::new(name));
    if drafts.is_path(name)? {
        return if path.exists() { import(path).map_err(unreadable) } else { Err(missing(name, dirs)) };
    }
    if !drafts.exists(name)? {
        return Err(missing(name, dirs));
    }
    if path.is_file() {
        note(say!("{name} is the draft of this name; the file that lies here is ./{name}.", name));
    }
    drafts.load(name).map_err(unreadable)
}

/// Reads the draft from standard input.
pub(super) fn piped() -> Result<Draft, CommandError> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes);
    read.map_err(|error| CommandError::failed(say!("Standard input could not be read: {error}.", error)))?;
    if bytes.len() as u64 > LIMIT {
        return Err(CommandError::draft(say!(
            "Standard input is larger than {limit} KiB, so it is no draft.",
            limit = LIMIT / 1024
        )));
    }
    format::parse(&bytes).map_err(|flaw| CommandError::draft(say!("What came on standard input {flaw}.", flaw)))
}

/// There is no such draft. The error says which drafts there are.
fn missing(name: &str, dirs: &Dirs) -> CommandError {
    let lines = match Drafts::new(dirs).list() {
        Ok(lines) => lines,
        Err(error) => return error.into(),
    };
    let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
    let shown = crate::text::clean(name);
    let what = if is_name(name) {
        say!("There is no draft named {shown}, and no file of this name here.", shown)
    } else {
        DraftError::NoFile(name.into()).to_string()
    };
    let known = match names.as_slice() {
        [] => tr("You have no drafts yet; the wizard makes them.").to_owned(),
        names => say!("Your drafts: {names}.", names = list(names)),
    };
    CommandError::usage(paragraph(&[what, known]))
}
