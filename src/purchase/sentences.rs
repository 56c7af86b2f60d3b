//! Where a purchase stands, in sentences.

use super::search::{Candidate, Search};
use super::watch::{VANISHED, Watch, advice};
use super::{Payment, Purchase, State};
use crate::catalog::{Instance, TASK_FAILED};
use crate::language::{say, tr};
use crate::text::{clean, list, paragraph};

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

    /// What was bought by a purchase of earlier, as far as is known of it: what the cloud has done since is not.
    pub fn bought_told(&self) -> String {
        let (name, at) = (&self.intent.name, format!("{:.0}", self.intent.at));
        match (&self.state, &self.instance_id) {
            (State::Running(_), Some(id)) => {
                say!(
                    "{name} was bought before, at {at}: {id}. While that is there, another one needs another name.",
                    name,
                    at,
                    id
                )
            }
            _ => self.sentence(),
        }
    }

    /// That the name was bought more than once, with the IDs of the others and what to do; `None` where it was not.
    pub fn namesakes_told(&self) -> Option<String> {
        let ids = listed(self.namesakes());
        let bear = match self.namesakes() {
            [] => return None,
            [_] => say!("Another instance bears the same name: {ids}.", ids),
            _ => say!("Other instances bear the same name: {ids}.", ids),
        };
        let what = tr("It was bought at the same time, from another host or by somebody else.");
        let action = tr("Each is billed: keep one, and delete what is not wanted in the console.");
        Some(paragraph(&[bear, what.to_owned(), action.to_owned()]))
    }

    fn stand(&self) -> Vec<String> {
        let name = &self.intent.name;
        if self.newer {
            return vec![say!("A newer version of this program has gone on with {name}: go on with that one.", name)];
        }
        let id = self.instance_id.as_deref().unwrap_or_default();
        match &self.state {
            State::Intended => vec![say!("Nothing has been sent for {name} yet.", name)],
            State::Sent => vec![say!("The order for {name} is under way; it may have been placed.", name)],
            State::Unknown(search) => unknown(name, search),
            State::Building(_) if self.is_unpaid() => self.unpaid(name, id),
            State::Building(watch) => building(name, id, watch),
            State::Running(_) => vec![say!("{name} is RUNNING: {id}.", name, id)],
            // Of one that was bought elsewhere nothing is known but what the cloud says, and that was nothing.
            State::Failed { status, .. } if status == VANISHED && name.is_empty() => vec![say!(
                "The cloud knows no instance {id} in the project {project} of {region}. Check ID, region and project; \
                 if they are right, it was deleted.",
                id,
                project = &self.intent.project_id,
                region = &self.intent.region
            )],
            State::Failed { status, reason } => {
                let told = match status.as_str() {
                    VANISHED => say!("{name} was bought, but has vanished: {id}.", name, id),
                    status => say!("{name} was bought, but is {status}: {id}.", name, status, id),
                };
                let reason = reason.as_deref().map(shown_reason);
                let reason = reason.map(|reason| say!("The cloud gives the reason: {reason}.", reason));
                [Some(told), reason, Some(advice(status).to_owned())].into_iter().flatten().collect()
            }
            State::NothingSent(failure) | State::Refused(failure) => vec![failure.line()],
            State::Cancelled(order) => {
                vec![say!("The order {order} for {name} was cancelled: nothing was bought.", order, name)]
            }
            State::Closed(by) if self.instance_id.is_some() => vec![
                say!("{name} was closed unpaid by {by}.", name, by),
                if let Some(order) = &self.order_id {
                    say!(
                        "Nothing was cancelled: should the order {order} be paid all the same, {id} is built.",
                        order,
                        id
                    )
                } else {
                    say!("Nothing was cancelled: should its order be paid all the same, {id} is built.", id)
                },
            ],
            State::Closed(by) => {
                let told = say!("{by} closed {name}, saying that the order was not placed.", by, name);
                let orders = Some(list(&self.unpaid_orders)).filter(|orders| !orders.is_empty()).map(|orders| {
                    say!(
                        "Awaiting payment then, and perhaps it: {orders}. Cancel it in the console, under Billing > My \
                         Orders.",
                        orders
                    )
                });
                let billed = say!("If it was placed all the same, it is billed: look for {name} in the console.", name);
                [Some(told), orders, Some(billed)].into_iter().flatten().collect()
            }
            State::Replaced(by) => vec![say!("{name} was bought again by the purchase {by}.", name, by)],
        }
    }

    /// That the order waits for its payment, and why its number is not known where that is known.
    fn unpaid(&self, name: &str, id: &str) -> Vec<String> {
        let Some(order) = &self.order_id else {
            let told = say!(
                "{name} is ordered, and the order is not paid: pay it in the console, under Billing > My Orders, and \
                 the instance {id} is built then.",
                name,
                id
            );
            let unread = match &self.payment {
                Payment::Unread(failure) => {
                    Some(say!("The order's number could not be read: {failure}", failure = failure.line()))
                }
                _ => None,
            };
            return [Some(told), unread].into_iter().flatten().collect();
        };
        vec![say!(
            "{name} is ordered, and order {order} is not paid: pay it in the console, under Billing > My Orders, and \
             the instance {id} is built then.",
            name,
            order,
            id
        )]
    }
}

fn building(name: &str, id: &str, watch: &Watch) -> Vec<String> {
    let told = match (watch.status(), watch.is_over()) {
        (Some(status), true) => {
            say!("{name} is bought and is not RUNNING within the limit ({status}): {id}.", name, status, id)
        }
        (None, true) => say!("{name} is bought and is not listed within the limit: {id}.", name, id),
        (Some(status), false) => say!("{name} is bought and is being built ({status}): {id}.", name, status, id),
        (None, false) => say!("{name} is bought and is being built (not listed yet): {id}.", name, id),
    };
    let more = if watch.is_over() {
        tr("It may still get there; from now on it is asked about less often.")
    } else {
        watch.status().map_or("", advice)
    };
    vec![told, more.to_owned()]
}

fn unknown(name: &str, search: &Search) -> Vec<String> {
    let mut told = vec![say!("The order for {name} may have been placed.", name)];
    told.push(match (search.candidates.len(), search.answered) {
        (_, 0) => tr("It could not be looked for so far.").to_owned(),
        (0, _) => say!("No instance named {name} has appeared.", name),
        (count, _) => say!("{count} named {name} appeared, none of them clearly ours.", count, name),
    });
    if !search.older.is_empty() {
        told.push(say!("Older than the order, so not what it made: {ids}.", ids = listed(&search.older)));
    }
    let orders = list(&search.orders.iter().map(|order| order.id.as_str()).collect::<Vec<_>>());
    match search.orders.len() {
        0 => {}
        1 => {
            told.push(say!(
                "The order {order} waits for payment; it may be this one, see the console.",
                order = orders
            ));
        }
        _ => told.push(say!("The orders {orders} wait for payment; one may be this one, see the console.", orders)),
    }
    let next = if search.over && search.answered == 0 && !search.forbidden {
        tr("Check the network and wait on: nothing is sent again before the name was looked up once.")
    } else if search.over && search.candidates.is_empty() {
        tr("Wait on, or send again, which may buy a second one.")
    } else if search.over {
        tr("Wait on, say which one is yours, or send again, which may buy a second one.")
    } else {
        tr("It is looked for while this program runs and after each start; nothing is sent again by itself.")
    };
    told.push(next.to_owned());
    told
}

/// Why an instance could not be made, as it is shown: what the cloud says as it came, and our own words in the language of
/// the moment.
pub(super) fn shown_reason(reason: &str) -> String {
    let [before, behind] = TASK_FAILED;
    match reason.strip_prefix(before).and_then(|rest| rest.strip_suffix(behind)) {
        Some(task) => say!("the task {task} failed", task),
        None => reason.to_owned(),
    }
}

/// Instances by their IDs, with the state each is in; the first few of very many.
fn listed(instances: &[Instance]) -> String {
    let named = |instance: &Instance| say!("{id} ({status})", id = &instance.id, status = clean(&instance.status));
    let rest = instances.len().saturating_sub(MOST_LISTED);
    let more = (rest > 0).then(|| say!("{count} more", count = rest));
    list(&instances.iter().take(MOST_LISTED).map(named).chain(more).collect::<Vec<_>>())
}

impl Candidate {
    /// ID, state and flavor, and how it compares with the order.
    pub fn line(&self) -> String {
        let Instance { id, status, product_id, .. } = &self.instance;
        format!("{id}  {}  {}  {}", clean(status), clean(product_id), self.fit.words())
    }
}
