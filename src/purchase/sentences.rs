//! Where a purchase stands, in sentences.

use super::search::{Candidate, Search};
use super::watch::{Watch, advice};
use super::{Payment, Purchase, State};
use crate::catalog::Instance;
use crate::text::{clean, paragraph};

/// How many instances a sentence names.
const MOST_LISTED: usize = 5;

impl Purchase {
    /// Where the purchase stands and what to do, in a few sentences.
    pub fn sentence(&self) -> String {
        let mut sentences = self.stand();
        sentences.extend(self.tags_told());
        sentences.extend(self.namesakes_told());
        paragraph(&sentences)
    }

    /// That the name was bought more than once, with the IDs of the others and what to do; `None` where it was not.
    pub fn namesakes_told(&self) -> Option<String> {
        let ids = listed(self.namesakes());
        let bear = match self.namesakes() {
            [] => return None,
            [_] => format!("Another instance bears the same name: {ids}."),
            _ => format!("Other instances bear the same name: {ids}."),
        };
        let what = "It was bought at the same time, from another host or by somebody else.";
        let action = "Each is billed: keep one, and delete what is not wanted in the console.";
        Some(paragraph(&[bear, what.to_owned(), action.to_owned()]))
    }

    fn stand(&self) -> Vec<String> {
        let name = &self.intent.name;
        if self.newer {
            return vec![format!("A newer version of this program has gone on with {name}: go on with that one.")];
        }
        let id = self.instance_id.as_deref().unwrap_or_default();
        match &self.state {
            State::Intended => vec![format!("Nothing has been sent for {name} yet.")],
            State::Sent => vec![format!("The order for {name} is under way; it may have been placed.")],
            State::Unknown(search) => unknown(name, search),
            State::Building(_) if self.is_unpaid() => self.unpaid(name, id),
            State::Building(watch) => building(name, id, watch),
            State::Running(_) => vec![format!("{name} is RUNNING: {id}.")],
            State::Failed { status, reason } => {
                let reason = reason.as_ref().map(|reason| format!("The cloud gives the reason: {reason}."));
                let told = [Some(format!("{name} was bought, but is {status}: {id}.")), reason];
                told.into_iter().flatten().chain([advice(status).to_owned()]).collect()
            }
            State::NothingSent(failure) | State::Refused(failure) => vec![failure.line()],
            State::Cancelled(order) => vec![format!("The order {order} for {name} was cancelled: nothing was bought.")],
            State::Closed(by) if self.instance_id.is_some() => vec![
                format!("{name} was closed unpaid by {by}."),
                "Should its order be paid all the same, it is built.".to_owned(),
            ],
            State::Closed(by) => vec![format!("{name} was closed by {by}: the order was not placed.")],
            State::Replaced(by) => vec![format!("{name} was bought again by the purchase {by}.")],
        }
    }

    /// That the order waits for its payment, and why its number is not known where that is known.
    fn unpaid(&self, name: &str, id: &str) -> Vec<String> {
        let Some(order) = &self.order_id else {
            let told = format!(
                "{name} is ordered, and the order is not paid: pay it in the console, under Billing > My Orders, and \
                 the instance {id} is built then."
            );
            let unread = match &self.payment {
                Payment::Unread(failure) => Some(format!("The order's number could not be read: {}", failure.line())),
                _ => None,
            };
            return [Some(told), unread].into_iter().flatten().collect();
        };
        vec![format!(
            "{name} is ordered, and order {order} is not paid: pay it in the console, under Billing > My Orders, and \
             the instance {id} is built then."
        )]
    }
}

fn building(name: &str, id: &str, watch: &Watch) -> Vec<String> {
    let told = match (watch.status(), watch.is_over()) {
        (Some(status), true) => format!("{name} is bought and is not RUNNING within the limit ({status}): {id}."),
        (None, true) => format!("{name} is bought and is not listed within the limit: {id}."),
        (Some(status), false) => format!("{name} is bought and is being built ({status}): {id}."),
        (None, false) => format!("{name} is bought and is being built (not listed yet): {id}."),
    };
    let more = if watch.is_over() {
        "It may still get there; from now on it is asked about less often."
    } else {
        watch.status().map_or("", advice)
    };
    vec![told, more.to_owned()]
}

fn unknown(name: &str, search: &Search) -> Vec<String> {
    let mut told = vec![format!("The order for {name} may have been placed.")];
    told.push(match (search.candidates.len(), search.answered) {
        (_, 0) => "It could not be looked for so far.".to_owned(),
        (0, _) => format!("No instance named {name} has appeared."),
        (n, _) => format!("{n} named {name} appeared, none of them clearly ours."),
    });
    if !search.older.is_empty() {
        told.push(format!("Older than the order, so not what it made: {}.", listed(&search.older)));
    }
    let orders = search.orders.iter().map(|order| order.id.as_str()).collect::<Vec<_>>().join(", ");
    match search.orders.len() {
        0 => {}
        1 => told.push(format!("The order {orders} waits for payment; it may be this one, see the console.")),
        _ => told.push(format!("The orders {orders} wait for payment; one may be this one, see the console.")),
    }
    let next = if search.over {
        "Wait on, say which one is yours, or send again, which may buy a second one."
    } else {
        "Looking goes on; nothing is sent again by itself."
    };
    told.push(next.to_owned());
    told
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
