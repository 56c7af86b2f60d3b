//! How a command that buys ends: with a result on standard output, and an exit code.

use super::error::CommandError;
use super::follow::End;
use super::output::tell;
use super::printed::Printed;
use crate::language::tr;
use crate::purchase::{Purchase, State};
use crate::text::paragraph;
use serde_json::Value as Json;

/// Prints the result unless it is printed already, and ends the command by the state of the purchase.
///
/// # Errors
/// Every state but an instance that was bought, has not failed so far, has not been refused its tags, and is the only one
/// of its name.
pub(super) fn conclude(purchase: &Purchase, end: &End, mut printed: Printed) -> Result<u8, CommandError> {
    printed.print(purchase);
    printed.check(purchase)?;
    if let End::Signalled(signal) = end {
        return Err(CommandError::signal(*signal, paragraph(&[tr("Left.").to_owned(), printed.way_back(purchase)])));
    }
    match (purchase.exit_code(), purchase.state()) {
        (0, State::Building(_)) => {
            if purchase.is_unpaid() {
                tell(purchase.sentence());
            }
            tell(printed.way_back(purchase));
            Ok(0)
        }
        (0, State::Running(_)) if purchase.owes_tags() => {
            tell(printed.way_back(purchase));
            Ok(0)
        }
        (0, _) => Ok(0),
        (_, State::NothingSent(failure) | State::Refused(failure)) => Err(failure.clone().into()),
        (code, State::Unknown(_)) => Err(undecided(code, purchase, &printed)),
        (code, _) => Err(of_several(CommandError::new(code, purchase.sentence()), purchase)),
    }
}

/// The outcome is not known. The error lists the instances that were found, and says how to go on.
fn undecided(code: u8, purchase: &Purchase, printed: &Printed) -> CommandError {
    let candidates = match purchase.state() {
        State::Unknown(search) => search.candidates.as_slice(),
        _ => &[],
    };
    let told = paragraph(&[purchase.sentence(), printed.way_back(purchase)]);
    let lines = candidates.iter().map(|candidate| format!("  {}", candidate.line()));
    let text: Vec<String> = std::iter::once(told).chain(lines).collect();
    let ids: Json = candidates.iter().map(|candidate| candidate.instance.id.as_str()).collect();
    CommandError::new(code, text.join("\n")).with("candidates", ids)
}

/// Adds the IDs of all instances of the name to the JSON object, if there are several.
fn of_several(error: CommandError, purchase: &Purchase) -> CommandError {
    let others = purchase.namesakes().iter().map(|other| other.id.as_str());
    match purchase.instance_id() {
        Some(id) if !purchase.namesakes().is_empty() => {
            error.with("instance_ids", std::iter::once(id).chain(others).collect())
        }
        _ => error,
    }
}
