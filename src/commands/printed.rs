//! The one result of a command that buys, and how to come back to a purchase that was left.

use super::error::CommandError;
use super::stream::OUTPUT;
use crate::args::CreateArgs;
use crate::language::{say, tr};
use crate::purchase::Purchase;
use crate::sort;
use crate::text::paragraph;
use serde_json::{Map, Value as Json, json};
use std::io;

/// The one result of a command that buys, on standard output.
#[derive(Debug)]
pub(super) struct Printed {
    json: bool,
    /// Flags that a command needs which comes back to the purchase.
    given: String,
    /// The state that was printed, and whether it was.
    outcome: Option<(String, io::Result<()>)>,
}

impl Printed {
    /// Nothing is printed yet. With `--json` the result will be one object, otherwise the ID alone.
    pub(super) fn nothing(args: &CreateArgs) -> Self {
        Self { json: args.json, given: args.draft.account.given(), outcome: None }
    }

    /// Prints the result if the instance's ID is known, and never twice. Does not wait for whoever reads it.
    pub(super) fn print(&mut self, purchase: &Purchase) {
        self.print_as(purchase, purchase.word());
    }

    /// Does the same with another state than the purchase has.
    pub(super) fn print_as(&mut self, purchase: &Purchase, status: &str) {
        if let (Some(id), None) = (purchase.instance_id(), &self.outcome) {
            let line = if self.json { Json::from(facts(purchase, status)).to_string() } else { id.to_owned() };
            self.outcome = Some((status.to_owned(), OUTPUT.put(&(line + "\n"))));
        }
    }

    /// Waits until the result is taken, if there is one.
    ///
    /// # Errors
    /// When it could not be written. The error then holds everything that the result would have said.
    pub(super) fn check(&mut self, purchase: &Purchase) -> Result<(), CommandError> {
        let Some((status, printed)) = self.outcome.take() else { return Ok(()) };
        let Err(error) = printed.and_then(|()| OUTPUT.finish()) else { return Ok(()) };
        let id = purchase.instance_id().unwrap_or_default();
        let text = say!(
            "The result could not be written to standard output: {error}. It is bought all the same, as {id}.",
            error,
            id
        );
        let error = CommandError::failed(paragraph(&[text, self.way_back(purchase)]));
        let facts = facts(purchase, &status);
        Err(facts.into_iter().fold(error, |error, (key, value)| error.with(&key, value)))
    }

    /// How to come back to a purchase that was left, as a sentence.
    pub(super) fn way_back(&self, purchase: &Purchase) -> String {
        match purchase.watch_command(&self.given) {
            Some(command) if purchase.tags_word() == Some("pending") => {
                say!("Follow the instance on this host, which sets its tags, with: {command}", command)
            }
            Some(command) => say!("Follow the instance with: {command}", command),
            None if purchase.may_have_bought() => {
                tr("Run the same command again: it looks for the instance and sends nothing while this is open. \
                 To decide yourself, open the wizard, or see `purchases close`.")
                .to_owned()
            }
            None => tr("Nothing was bought.").to_owned(),
        }
    }
}

/// The members of the result as a JSON object.
fn facts(purchase: &Purchase, status: &str) -> Map<String, Json> {
    let object = json!({
        "instance_id": purchase.instance_id(), "status": status, "name": purchase.intent().name,
        "plan": purchase.intent().plan, "request_id": purchase.request_id(),
    });
    let mut facts = object.as_object().cloned().unwrap_or_default();
    if purchase.is_unpaid() {
        facts.insert("order_id".to_owned(), purchase.order_id().into());
    }
    facts.extend(purchase.tags_word().map(|word| ("tags".to_owned(), word.into())));
    if !purchase.addresses().is_empty() {
        facts.extend(serving(purchase).map(|(key, value)| (key.to_owned(), value)));
    }
    facts
}

/// What a result says of how to connect: every address by what it is for, and the same in sentences.
pub(super) fn serving(purchase: &Purchase) -> [(&'static str, Json); 2] {
    let addresses = purchase.addresses().into_iter().map(|(what, list)| (what.to_owned(), list.into()));
    [("addresses", Json::Object(sort::collect(addresses))), ("connect", purchase.connect().into())]
}
