//! `man`: the manual pages, from the same definitions as the help.

use super::error::CommandError;
use crate::args;
use crate::language::{say, tr};
use clap_mangen::Man;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes one page for the program and one for each command into a directory, and prints where they are.
///
/// # Errors
/// When they cannot be written.
pub(super) fn run(dir: &Path) -> Result<u8, CommandError> {
    // The command `help` has no page: whoever reads one needs none.
    let mut program = args::in_language(args::definition().disable_help_subcommand(true));
    // Only what is built has the arguments of its commands.
    program.build();
    let source = format!("{} {}", program.get_name(), program.get_version().unwrap_or_default());
    let pages = fs::create_dir_all(dir).and_then(|()| write_pages(program, &source, dir));
    let pages = pages.map_err(|why| {
        CommandError::failed(say!("No manual pages can be written to {dir}: {why}.", dir = dir.display(), why))
    })?;
    let mut out = io::stdout();
    for page in pages {
        writeln!(out, "{}", page.display())?;
    }
    Ok(0)
}

/// Writes the page of a command and those of its commands; returns their paths.
fn write_pages(command: clap::Command, source: &str, dir: &Path) -> io::Result<Vec<PathBuf>> {
    let shown: Vec<_> = command.get_subcommands().filter(|below| !below.is_hide_set()).cloned().collect();
    // Without a date, which would make other pages of the same program; an empty one would shift what comes after it.
    let page = Man::new(command).date(" ").source(source).manual(tr("User Commands"));
    let mut pages = vec![page.generate_to(dir)?];
    for below in shown {
        pages.extend(write_pages(below, source, dir)?);
    }
    Ok(pages)
}
