//! What comes of a purchase on standard output, and how the command ends.

use super::follow::End;
use super::output::{print, say};
use super::stop::Stop;
use crate::purchase::{Purchase, State};
use serde_json::json;

/// What a purchase has that was accepted, while the cloud has not shown its instance.
const ACCEPTED: &str = "ACCEPTED";

/// Prints the instance's ID, or with `json` the one object of `product.md` section 4; then ends as the purchase stands.
///
/// # Errors
/// Everything but an instance that was bought and has not failed so far.
pub(super) fn conclude(purchase: &Purchase, end: &End, json: bool) -> Result<u8, Stop> {
    if let Some(id) = purchase.instance_id() {
        let object = json!({
            "instance_id": id, "status": status(purchase), "name": purchase.intent().name,
            "plan": purchase.intent().plan, "request_id": purchase.request_id(),
        });
        if json { print(object)? } else { print(id)? }
    }
    if let End::Told(signal) = end {
        return Err(Stop::signal(*signal, format!("Left. {}", way_back(purchase))));
    }
    match (purchase.exit_code(), purchase.state()) {
        (0, State::Building(_)) => {
            say(way_back(purchase));
            Ok(0)
        }
        (0, _) => Ok(0),
        (_, State::NothingSent(failure) | State::Refused(failure)) => Err(failure.clone().into()),
        (code, State::Unknown(_)) => Err(Stop::new(code, format!("{} {}", purchase.sentence(), way_back(purchase)))),
        (code, _) => Err(Stop::new(code, purchase.sentence())),
    }
}

/// The state of the instance, in the cloud's words where it has said any.
pub(super) fn status(purchase: &Purchase) -> &str {
    match purchase.state() {
        State::Building(watch) => watch.status().unwrap_or(ACCEPTED),
        State::Running(_) => "RUNNING",
        State::Failed(status) => status,
        _ => ACCEPTED,
    }
}

/// How to come back to a purchase that is left.
fn way_back(purchase: &Purchase) -> String {
    match purchase.instance_id() {
        Some(id) => format!("Follow the instance with: rocketmq-wizard watch {id}"),
        None if purchase.may_have_bought() => {
            "Run the same command again: it looks for the instance and sends nothing while this is open. \
             To decide yourself, open the wizard."
                .to_owned()
        }
        None => "Nothing was bought.".to_owned(),
    }
}
