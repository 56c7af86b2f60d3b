//! `--lang`, which is read before everything else, so that help and errors are in that language, too.

use super::account::ACCOUNT;
use crate::language::{self, Language, UnknownLanguage, say, tr};
use crate::text;
use clap::builder::{PossibleValuesParser, StyledStr};
use clap::{Arg, Command};
use std::ffi::OsString;

const FLAG: &str = "--lang";
const KNOWN: [&str; 2] = ["en", "zh-CN"];

/// The argument as help and completions tell of it. It is taken out before any other is read, so that it may stand
/// anywhere.
pub(super) fn argument() -> Arg {
    Arg::new("lang")
        .long("lang")
        .value_name("en|zh-CN")
        .help("Language to speak; else LC_ALL, LC_MESSAGES and LANG decide")
        .value_parser(PossibleValuesParser::new(KNOWN))
        .hide_possible_values(true)
        .global(true)
}

/// Speaks the language that the arguments name, else that of the environment, and takes the one that names it out of them.
/// With `--json` that is English, because programs read it.
///
/// # Errors
/// That the language is not known, as a sentence.
pub fn choose_language(arguments: &mut Vec<OsString>) -> Result<(), String> {
    let variable = |name: &str| std::env::var(name).ok();
    language::set(language::wanted(None, variable).unwrap_or(Language::English));
    if let Some(name) = take_name(arguments) {
        let unknown = |UnknownLanguage(name)| {
            say!("There is no language {name}. Give --lang en or --lang zh-CN.", name = text::quoted(&name))
        };
        language::set(language::wanted(Some(&name), variable).map_err(unknown)?);
    }
    if own(arguments).iter().any(|argument| argument == "--json") {
        language::set(Language::English);
    }
    Ok(())
}

/// What stands before `--`: all flags do.
fn own(arguments: &[OsString]) -> &[OsString] {
    arguments.split(|argument| argument == "--").next().unwrap_or_default()
}

/// Takes every `--lang` with its name out. Returns the last name; one that lacks it stays.
fn take_name(arguments: &mut Vec<OsString>) -> Option<String> {
    let mut last = None;
    let mut at = 0;
    while let Some(argument) = own(arguments).get(at).map(|argument| argument.to_string_lossy().into_owned()) {
        let inline = argument.strip_prefix(FLAG).and_then(|rest| rest.strip_prefix('='));
        let next = own(arguments).get(at + 1).filter(|_| argument == FLAG);
        let name = inline.map(str::to_owned).or_else(|| Some(next?.to_string_lossy().into_owned()));
        match name {
            Some(name) => {
                arguments.drain(at..=at + usize::from(inline.is_none()));
                last = Some(name);
            }
            None => at += 1,
        }
    }
    last
}

/// The command line with its help in the language of the moment.
pub fn in_language(mut command: Command) -> Command {
    if language::current() != Language::English {
        // Only what is built has its arguments, and those that clap adds.
        command.build();
        command = translated(command);
    }
    command
}

fn translated(command: Command) -> Command {
    let shown = |text: Option<&StyledStr>| text.map(|text| tr(&text.to_string()).to_owned());
    let (about, after) = (shown(command.get_about()), shown(command.get_after_help()));
    let argument = |arg: Arg| {
        let heading = match arg.get_help_heading() {
            Some(_) => tr(ACCOUNT),
            None if arg.is_positional() => tr("Arguments"),
            None => tr("Options"),
        };
        let help = shown(arg.get_help());
        arg.help_heading(heading).help(help.unwrap_or_default())
    };
    let template = ["{about-with-newline}\n", tr("Usage:"), " {usage}\n\n{all-args}{after-help}"].concat();
    command
        .help_template(template)
        .about(about.unwrap_or_default())
        .after_help(after.unwrap_or_default())
        .subcommand_help_heading(tr("Commands"))
        .mut_args(argument)
        .mut_subcommands(translated)
}
