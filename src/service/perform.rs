//! The actions of a purchase that go to the cloud, and waiting.

use super::connection::Connection;
use crate::catalog::Instance;
use crate::clock::Clock;
use crate::cloud::client::Client;
use crate::failure::{Cause, Failure};
use crate::language::Text;
use crate::purchase::record::Intent;
use crate::purchase::search;
use crate::purchase::{Action, Event};
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout, timeout_at};

/// How long the look-up of the name after a purchase may take.
const NAMESAKES: Duration = Duration::from_secs(5);
/// The pause in it, while ours is not listed yet.
const NAMESAKES_PAUSE: Duration = Duration::from_secs(1);

/// Whoever follows a purchase says after each step how far to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    On,
    /// What comes next may take this long; sending has a limit of its own.
    Within(Duration),
    /// Nobody waits for what comes next.
    No,
}

/// Does anything but writing: sends, looks up, waits. Sending happens once per call and is never repeated.
pub(super) async fn perform(
    connection: &Connection,
    (clock, at): (&Clock, Instant),
    intent: Intent,
    action: Action,
    go: Go,
) -> Event {
    if let Action::Wait(pause) = action {
        clock.sleep_until(at + pause).await;
        return Event::Due;
    }
    let client = match connection.client_for(&intent).await {
        Ok(client) => client,
        Err(failure) => return unreached(&action, failure),
    };
    match go {
        // Nothing cuts the sending short: what comes of it would be taken for an order that was not sent.
        Go::Within(limit) if action != Action::Send => timeout(limit, ask(&client, &intent, action.clone()))
            .await
            .unwrap_or_else(|_| unreached(&action, Failure::late(limit, Text("Watch the instance by its ID.")))),
        _ => ask(&client, &intent, action).await,
    }
}

async fn ask(client: &Client, intent: &Intent, action: Action) -> Event {
    match action {
        Action::Send => Event::Answer(client.create(&intent.engine, intent.body.as_bytes()).await),
        Action::LookUpName => Event::Named(client.instances_named(&intent.name).await),
        Action::LookUpNamesakes(ours) => Event::Named(namesakes(client, intent, &ours).await),
        Action::LookUpInstance(id) => Event::Seen(client.instance(&id).await),
        Action::LookUpOrders => Event::Orders(client.unpaid_orders(search::orders_since(intent)).await),
        Action::LookUpOrder(id) => Event::Order(client.order_status(&id).await),
        Action::SetTags(id) => Event::Tagged(client.set_tags(&id, &intent.tags).await),
        // Neither goes to the cloud.
        Action::Wait(_) | Action::Record(_) => Event::Due,
    }
}

/// Lists the instances of the name until ours is among them, so that a list which lags behind is given its time; but not
/// for long, for what was bought is known already. An order that waits for payment is not listed at all.
async fn namesakes(client: &Client, intent: &Intent, ours: &str) -> Result<Vec<Instance>, Failure> {
    let end = Instant::now() + NAMESAKES;
    let waits_for_payment = intent.yearly_monthly && !intent.auto_pay;
    let action = Text("Look in the console whether another one bears the name.");
    let mut found = Err(Failure::late(NAMESAKES, action));
    while let Ok(named) = timeout_at(end.into(), client.instances_named(&intent.name)).await {
        let done = named.as_ref().map_or(true, |named| named.iter().any(|one| one.id == ours) || waits_for_payment);
        found = named.or_else(|failure| if found.is_ok() { found } else { Err(failure) });
        if done || Instant::now() + NAMESAKES_PAUSE >= end {
            break;
        }
        sleep(NAMESAKES_PAUSE).await;
    }
    found
}

/// The event of an action that never came to the network, or of a look whose answer nobody waits for any longer.
fn unreached(action: &Action, failure: Failure) -> Event {
    match action {
        Action::Send => Event::Answer(Err(Failure { cause: Cause::NothingSent, ..failure })),
        Action::LookUpName | Action::LookUpNamesakes(_) => Event::Named(Err(failure)),
        Action::LookUpInstance(_) => Event::Seen(Err(failure)),
        Action::LookUpOrders => Event::Orders(Err(failure)),
        Action::LookUpOrder(_) => Event::Order(Err(failure)),
        Action::SetTags(_) => Event::Tagged(Err(failure)),
        Action::Wait(_) | Action::Record(_) => Event::Due,
    }
}
