//! Where a purchase stands, in sentences.

use super::log::PAY;
use super::search::{Candidate, Search};
use super::watch::advice;
use super::{Payment, Purchase, State};
use crate::catalog::Instance;
use crate::text::clean;

/// How many instances a sentence names.
const MOST_LISTED: usize = 5;

impl Purchase {
    /// Where the purchase stands and what to do, in a sentence or two.
    pub fn sentence(&self) -> String {
        match self.namesakes_told() {
            Some(told) => format!("{} {told}", self.stand()),
            None => self.stand(),
        }
    }

    /// That the name was bought more than once, with the IDs of the others and what to do; `None` where it was not.
    pub fn namesakes_told(&self) -> Option<String> {
        let others = self.namesakes();
        let bear = if others.len() == 1 { "Another instance bears" } else { "Other instances bear" };
        (!others.is_empty()).then(|| {
            format!(
                "{bear} the same name: {}. It was bought at the same time, from another host or by somebody else. Each \
                 is billed: keep one, and delete what is not wanted in the console.",
                listed(others)
            )
        })
    }

    fn stand(&self) -> String {
        let name = &self.intent.name;
        if self.newer {
            return format!("A newer version of this program has gone on with {name}: go on with that one.");
        }
        match &self.state {
            State::Intended => format!("Nothing has been sent for {name} yet."),
            State::Sent => format!("The order for {name} is under way; it may have been placed."),
            State::Unknown(search) => unknown(name, search),
            State::Building(watch) if self.is_unpaid() => {
                let (order, why) = self.order_told();
                format!(
                    "{name} is ordered, and {order} is not paid: {PAY}, and it is built then. {}{why}",
                    watch.instance_id()
                )
            }
            State::Building(watch) => {
                let id = watch.instance_id();
                let status = watch.status().unwrap_or("not listed yet");
                let advice = watch.status().map_or("", advice);
                let (state, more) = if watch.is_over() {
                    ("is not RUNNING within the limit", "It may still become so, and is asked about less often.")
                } else {
                    ("is being built", advice)
                };
                format!("{name} is bought and {state} ({status}): {id}. {more}").trim_end().to_owned()
            }
            State::Running(_) => format!("{name} is RUNNING: {}.", self.instance_id.as_deref().unwrap_or_default()),
            State::Failed(status) => {
                let id = self.instance_id.as_deref().unwrap_or_default();
                format!("{name} was bought, but is {status}: {id}. {}", advice(status))
            }
            State::NothingSent(failure) | State::Refused(failure) => failure.line(),
            State::Cancelled(order) => format!("The order {order} for {name} was cancelled: nothing was bought."),
            State::Closed(by) if self.instance_id.is_some() => {
                format!("{name} was closed unpaid by {by}. Should its order be paid all the same, it is built.")
            }
            State::Closed(by) => format!("{name} was closed by {by}: the order was not placed."),
            State::Replaced(by) => format!("{name} was bought again by the purchase {by}."),
        }
    }

    /// The order by its number, as part of a sentence; and why the number is not known, where that is known.
    fn order_told(&self) -> (String, String) {
        match (&self.order_id, &self.payment) {
            (Some(id), _) => (format!("order {id}"), String::new()),
            (None, Payment::Unread(failure)) => {
                ("the order".to_owned(), format!(". Its number could not be read: {}", failure.line()))
            }
            (None, _) => ("the order".to_owned(), String::new()),
        }
    }
}

fn unknown(name: &str, search: &Search) -> String {
    let found = match (search.candidates.len(), search.answered) {
        (_, 0) => "It could not be looked for so far".to_owned(),
        (0, _) => format!("No instance named {name} has appeared"),
        (n, _) => format!("{n} named {name} appeared, none of them clearly ours"),
    };
    let older = match search.older.as_slice() {
        [] => String::new(),
        older => {
            format!(" Older than the order, so not what it made: {}.", listed(older))
        }
    };
    let orders: Vec<_> = search.orders.iter().map(|order| order.id.as_str()).collect();
    let unpaid = if orders.is_empty() {
        String::new()
    } else {
        format!(" Awaiting payment: order {}; it may be this one, see the console.", orders.join(", "))
    };
    let next = if search.over {
        "Wait on, say which one is yours, or send again, which may buy a second one."
    } else {
        "Looking goes on; nothing is sent again by itself."
    };
    format!("The order for {name} may have been placed. {found}.{older}{unpaid} {next}")
}

/// Instances by their IDs, with the state each is in; the first few of very many.
fn listed(instances: &[Instance]) -> String {
    let named = |instance: &Instance| format!("{} ({})", instance.id, clean(&instance.status));
    let rest = instances.len().saturating_sub(MOST_LISTED);
    let more = (rest > 0).then(|| format!("{rest} more"));
    instances.iter().take(MOST_LISTED).map(named).chain(more).collect::<Vec<_>>().join(", ")
}

impl Candidate {
    /// ID, state and flavor, and how it compares with the order.
    pub fn line(&self) -> String {
        let Instance { id, status, product_id, .. } = &self.instance;
        format!("{id}  {}  {}  {}", clean(status), clean(product_id), self.fit.words())
    }
}
