//! Decides whether a purchase is confirmed, by the flags or by asking the person at the terminal (`architecture`, "What
//! confirms a purchase").

use super::caught;
use super::error::CommandError;
use super::output::{self, summary, tell};
use super::question;
use super::signals::Signals;
use super::stream::ERRORS;
use crate::args::CreateArgs;
use crate::form::state::Form;
use crate::language::{say, tr};
use crate::purchase::record::Intent;
use crate::steps::{billing, engine};
use std::io::IsTerminal;

/// Whether the flags confirm the purchase.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Consent {
    Given,
    /// The person has to type this word.
    Ask(String),
}

/// Decides by the flags. `--yes` is enough for pay-per-use and for orders that wait for payment. Where money is taken
/// at once, the instance's name has to be given.
///
/// # Errors
/// When a flag is missing or does not fit. The error says which.
pub(super) fn consent(args: &CreateArgs, form: &Form) -> Result<Consent, CommandError> {
    let name = form.text(&engine::NAME);
    let at_once = billing::takes_money_at_once(form);
    match &args.confirm {
        // A draft without a name is refused later, before anything is sent.
        Some(_) if name.is_empty() => return Ok(Consent::Given),
        Some(given) if *given == name => return Ok(Consent::Given),
        Some(given) => {
            let text = say!("--confirm says {given}, but the draft's name is {name}. Nothing was sent.", given, name);
            return Err(CommandError::usage(text));
        }
        None if args.yes && !at_once => return Ok(Consent::Given),
        None => {}
    }
    let flag = match (at_once, name.as_str()) {
        (true, "") => "--confirm NAME".to_owned(),
        (true, name) => format!("--confirm {name}"),
        (false, _) => "--yes".to_owned(),
    };
    if args.yes {
        return Err(CommandError::usage(say!(
            "--yes is not enough where the money is taken at once. To buy, add {flag}. Nothing was sent.",
            flag
        )));
    }
    if !std::io::stdin().is_terminal() || args.draft.reads_standard_input() {
        let text = say!("There is no terminal to ask at. To buy, add {flag}. Nothing was sent.", flag);
        let mut missing = output::obstacles(form);
        missing.retain(|obstacle| !obstacle.awaits_list(form));
        return Err(CommandError::unasked(text, form, &missing));
    }
    Ok(Consent::Ask(if at_once { name } else { "yes".to_owned() }))
}

/// Checks that the plan number is the one that `--expect` names, if it names one. Blanks, upper and lower case, and the
/// word that stands before the number on the screen make no difference.
///
/// # Errors
/// When the draft has another plan number.
pub(super) fn expect(args: &CreateArgs, intent: &Intent) -> Result<(), CommandError> {
    let bare = |text: &str| text.split_whitespace().collect::<String>().to_ascii_lowercase();
    let Some(expected) = &args.expect else { return Ok(()) };
    let number = bare(expected);
    if number.strip_prefix("plan").unwrap_or(&number) == bare(&intent.plan) {
        return Ok(());
    }
    let text = say!(
        "The draft is plan {plan}, not {expected} as expected. Nothing was sent. `create --dry-run` shows what this plan \
         buys.",
        plan = &intent.plan,
        expected
    );
    Err(CommandError::draft(text).with("plan", intent.plan.clone().into()))
}

/// Shows what would be bought, and asks the person to type the word.
///
/// # Errors
/// When they type something else, or leave.
pub(super) async fn ask(word: &str, form: &Form, plan: &str, signals: &mut Signals) -> Result<(), CommandError> {
    tell(format_args!("{}\n{}", summary(form), say!("Plan {plan}", plan)));
    for warning in form.shown().filter_map(|(_, field)| form.warning(field)) {
        tell(format_args!("! {warning}"));
    }
    // Nobody is asked before they can see what for.
    let _ = ERRORS.finish();
    if let Some(signal) = caught::ending() {
        return Err(CommandError::signal(signal, tr("Left. Nothing was sent; the draft is as it was.")));
    }
    question::ask(word, say!("To buy, type {word}: ", word), signals).await
}
