//! What the keys may read: every list that a question chooses from and what a purchase looks up, asked once. The open ports of
//! a group are not asked for, as there need not be a group.

use super::finding::Finding;
use crate::catalog::{Listed, Lookup};
use crate::cloud::client::Client;
use crate::failure::{Cause, Failure};
use crate::form::field::Source;
use crate::form::state::Form;
use crate::service::deadline::Deadline;
use crate::text::grouped;
use jiff::Timestamp;
use std::rc::Rc;
use tokio::task::JoinSet;

/// A name that no instance has.
const NOBODY: &str = "rocketmq-wizard-doctor";

/// Something the wizard asks the cloud for.
enum Question {
    /// A list to choose from.
    List(Lookup),
    /// The instances of a name.
    Instances,
    Quota,
    UnpaidOrders,
}

/// A question, and what came of it.
type Answered = (Question, Outcome);

enum Outcome {
    Read,
    /// So many entries of a list that has more than are read of any.
    ReadInPart(usize),
    Failed(Failure),
}

impl Outcome {
    fn of<T>(read: Result<T, Failure>) -> Self {
        read.map_or_else(Self::Failed, |_| Self::Read)
    }

    fn of_list(read: Result<Listed, Failure>) -> Self {
        match read {
            Ok(Listed { entries, is_cut: true }) => Self::ReadInPart(entries.len()),
            read => Self::of(read),
        }
    }

    fn failure(&self) -> Option<&Failure> {
        if let Self::Failed(failure) = self { Some(failure) } else { None }
    }
}

impl Question {
    fn noun(&self) -> &'static str {
        match self {
            Self::List(lookup) => lookup.noun(),
            Self::Instances => "instances",
            Self::Quota => "quota",
            Self::UnpaidOrders => "unpaid orders",
        }
    }

    /// Whether the message service itself answers it, and no other service of the cloud.
    fn is_for_message_service(&self) -> bool {
        match self {
            Self::Instances | Self::Quota | Self::List(Lookup::Zones | Lookup::Flavors { .. }) => true,
            Self::UnpaidOrders
            | Self::List(
                Lookup::Regions
                | Lookup::Projects { .. }
                | Lookup::EnterpriseProjects
                | Lookup::Vpcs
                | Lookup::Subnets { .. }
                | Lookup::SecurityGroups
                | Lookup::Keys
                | Lookup::Eips
                | Lookup::OpenPorts { .. },
            ) => false,
        }
    }
}

/// One line for each list that a question of the wizard chooses from, and for what a purchase looks up. What could not be
/// reached says nothing about permissions, and is told as what it is.
pub(super) async fn look(client: &Rc<Client>, form: &Form, deadline: Deadline) -> Vec<Finding> {
    let mut answered = ask_all(client, form, deadline).await;
    // Without a region or a project some cannot be asked about. That has a line of its own.
    answered.retain(|(_, outcome)| outcome.failure().is_none_or(|failure| failure.field.is_none()));
    let unreached = |failure: &Failure| failure.cause == Cause::NothingSent;
    if let Some(failure) = answered.first().and_then(|(_, outcome)| outcome.failure())
        && answered.iter().all(|(_, outcome)| outcome.failure().is_some_and(unreached))
    {
        return vec![Finding::unreachable(failure)];
    }
    let own = answered.iter().filter(|(question, _)| question.is_for_message_service());
    let own: Vec<Option<&Failure>> = own.map(|(_, outcome)| outcome.failure()).collect();
    let mut findings: Vec<Finding> = answered.iter().map(finding).collect();
    if own.iter().all(|failure| failure.is_some_and(Finding::is_of_permission)) {
        let text = "nothing of the message service may be read with these keys: check the keys and their policies";
        findings.push(Finding::bad(Cause::Forbidden.exit_code(), "permission", text));
    } else if own.iter().all(Option::is_some) {
        let text = "the message service answers none of these questions, so nothing can be bought now: try again later";
        findings.push(Finding::bad(Cause::NothingSent.exit_code(), "network", text));
    }
    findings
}

fn finding((question, outcome): &Answered) -> Finding {
    let noun = question.noun();
    match outcome {
        Outcome::Read => Finding::good("permission", format!("{noun}: may be read")),
        Outcome::ReadInPart(count) => {
            let count = grouped(*count as u64);
            Finding::warning("permission", format!("{noun}: may be read, but only the first {count}; there are more"))
        }
        Outcome::Failed(failure) => {
            let text = format!("{noun}: {} Until then type what it would list.", failure.line());
            match failure.cause {
                _ if Finding::is_of_permission(failure) => Finding::warning("permission", text),
                cause @ Cause::NothingSent if question.is_for_message_service() => {
                    Finding::bad(cause.exit_code(), "network", format!("{noun}: {}", failure.line()))
                }
                _ => Finding::warning("network", text),
            }
        }
    }
}

/// Asks everything at once. Gives the answers in a steady order.
async fn ask_all(client: &Rc<Client>, form: &Form, deadline: Deadline) -> Vec<Answered> {
    let since = Timestamp::now().as_millisecond();
    let (lists, named, quota, orders) = tokio::join!(
        ask_lists(client, lists_of(form), deadline),
        deadline.read(client.instances_named(NOBODY)),
        deadline.read(client.quota()),
        deadline.read(client.unpaid_orders(since))
    );
    let mut answered: Vec<Answered> =
        lists.into_iter().map(|(lookup, outcome)| (Question::List(lookup), outcome)).collect();
    answered.extend([
        (Question::Instances, Outcome::of(named)),
        (Question::Quota, Outcome::of(quota)),
        (Question::UnpaidOrders, Outcome::of(orders)),
    ]);
    answered
}

/// The lists of all questions, whether a question is asked for the present answers or not.
fn lists_of(form: &Form) -> Vec<Lookup> {
    let fields = form.steps().iter().flat_map(|step| step.fields);
    let lookup = |source: &Source| if let Source::Remote { lookup, .. } = source { Some(lookup.clone()) } else { None };
    fields.filter_map(|field| lookup(form.source(field)?)).collect()
}

/// Asks for these lists, and for the subnets of the first VPC, as subnets can be asked for only by their VPC.
async fn ask_lists(client: &Rc<Client>, lookups: Vec<Lookup>, deadline: Deadline) -> Vec<(Lookup, Outcome)> {
    let mut asked = JoinSet::new();
    for lookup in lookups {
        let client = client.clone();
        asked.spawn_local(async move {
            let read = deadline.read(client.lookup(&lookup)).await;
            let vpc = read.as_ref().ok().filter(|_| lookup == Lookup::Vpcs).and_then(|vpcs| vpcs.entries.first());
            let subnets = vpc.map(|vpc| Lookup::Subnets { vpc: vpc.id.clone() });
            let mut answered = vec![(lookup, Outcome::of_list(read))];
            if let Some(subnets) = subnets {
                let read = deadline.read(client.lookup(&subnets)).await;
                answered.push((subnets, Outcome::of_list(read)));
            }
            answered
        });
    }
    let mut answered: Vec<_> = asked.join_all().await.into_iter().flatten().collect();
    answered.sort_by(|(one, _), (other, _)| one.cmp(other));
    answered
}
