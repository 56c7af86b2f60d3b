//! The wizard in lines, for whom a screen that is drawn is no help: a screen reader, a serial console, a terminal that can
//! do nothing. The same questions one after the other, each with its help and its numbered choices; the problem of an
//! answer in words behind it. It sends text and nothing else.
//!
//! It is the pure [`App`] with another console: a line becomes an answer or an action ([`crate::app::lines`]), and what
//! has changed is told. No rule stands here, and no question by its name: what is asked is read from the table.

mod answer;
mod command;
pub mod console;
mod dialog;
mod drafts;
mod entry;
mod help;
mod obey;
mod order;
mod purchase;
mod question;
mod reply;
mod subject;

use crate::app::state::App;
use crate::args::WizardArgs;
use crate::language;
use crate::runtime::Runtime;
use crate::runtime::start::{self, Start};
use crate::terminal::lines::Lines;
use anyhow::Context;
use console::{PlainConsole, turn};
use std::ops::ControlFlow;

/// Whether the wizard asks in lines: by its flag, or because the environment says that a screen would be no help.
pub fn is_wanted(args: &WizardArgs, variable: impl Fn(&str) -> Option<String>) -> bool {
    let accessible = variable("ACCESSIBLE").is_some_and(|value| !value.is_empty() && value != "0");
    args.plain || accessible || variable("TERM").as_deref() == Some("dumb")
}

/// Runs the wizard in lines; returns its exit code.
///
/// # Errors
/// When arguments cannot be used or there is no terminal.
pub fn run(args: &WizardArgs) -> anyhow::Result<i32> {
    language::set_in_lines();
    let Start { mut app, environment, sandbox: _sandbox } = start::prepare(args)?;
    start::know_host(&mut app);
    let terminal = Lines::open().context("The wizard cannot use this terminal")?;
    let mut runtime = Runtime::new(environment, PlainConsole::new(terminal), &mut app);
    let code = begin_and_run(&mut runtime, &mut app);
    let failed = runtime.failed().map(str::to_owned);
    // The terminal is as it was found from here on.
    drop(runtime);
    Ok(start::conclude(&app, code, failed))
}

fn begin_and_run(runtime: &mut Runtime<PlainConsole<Lines>>, app: &mut App) -> i32 {
    runtime.console.begin(app);
    app.notice = None;
    app.unreadable.clear();
    runtime.begin(app);
    loop {
        if let ControlFlow::Break(code) = turn(runtime, app) {
            return code;
        }
    }
}
