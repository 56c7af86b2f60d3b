//! Whether a purchase was confirmed, and asking where there is somebody to ask (`architecture`, "What confirms a
//! purchase").

use super::error::CommandError;
use super::output::{say, summary};
use super::question;
use super::signals::Signals;
use crate::args::CreateArgs;
use crate::form::field::Form;
use crate::steps::{billing, engine};
use std::io::IsTerminal;

/// What the flags say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Consent {
    Given,
    /// This has to be typed.
    Ask(String),
}

/// Reads the flags. Pay-per-use and orders that wait for payment take `--yes`; where money is taken at once, only the
/// instance's name counts.
///
/// # Errors
/// Usage: which flag is missing or does not fit.
pub(super) fn consent(args: &CreateArgs, form: &Form) -> Result<Consent, CommandError> {
    let name = form.text(&engine::NAME);
    let at_once = billing::takes_money_at_once(form);
    match &args.confirm {
        // A draft without a name is named as wrong before anything is bought.
        Some(_) if name.is_empty() => return Ok(Consent::Given),
        Some(given) if *given == name => return Ok(Consent::Given),
        Some(given) => {
            let text = format!("--confirm says {given}, but the draft's name is {name}. Nothing was sent.");
            return Err(CommandError::usage(text));
        }
        None if args.yes && !at_once => return Ok(Consent::Given),
        None => {}
    }
    let flag = if at_once { format!("--confirm {name}") } else { "--yes".to_owned() };
    if args.yes {
        let text =
            format!("--yes is not enough where the money is taken at once. To buy, add {flag}. Nothing was sent.");
        return Err(CommandError::usage(text));
    }
    if !std::io::stdin().is_terminal() || args.draft.draft == "-" {
        return Err(CommandError::usage(format!(
            "There is no terminal to ask at. To buy, add {flag}. Nothing was sent."
        )));
    }
    Ok(Consent::Ask(if at_once { name } else { "yes".to_owned() }))
}

/// Shows what would be bought and has the person type the word.
///
/// # Errors
/// When they do not, or leave.
pub(super) async fn ask(word: &str, form: &Form, plan: &str, signals: &mut Signals) -> Result<(), CommandError> {
    say(format_args!("{}\nPlan {plan}", summary(form)));
    for warning in form.shown().filter_map(|(_, field)| form.warning(field)) {
        say(format_args!("! {warning}"));
    }
    question::ask(word, format!("To buy, type {word}: "), signals).await
}
