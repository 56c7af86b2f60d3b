//! What the keys may read: every list that a question chooses from and what a purchase looks up, asked once. The open ports of
//! a group are not asked for, as there need not be a group.

use super::finding::Finding;
use crate::catalog::Lookup;
use crate::cloud::client::Client;
use crate::failure::{Cause, Failure};
use crate::form::field::Source;
use crate::form::state::Form;
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

/// A question, and why it was not answered if it was not.
type Answered = (Question, Option<Failure>);

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

/// One line for each list that a question of the wizard chooses from, and for what a purchase looks up.
pub(super) async fn look(client: &Rc<Client>, form: &Form) -> Vec<Finding> {
    let mut answered = ask_all(client, form).await;
    // Without a region or a project some cannot be asked about. That has a line of its own.
    answered.retain(|(_, failure)| failure.as_ref().is_none_or(|failure| failure.field.is_none()));
    let failures = || answered.iter().filter_map(|(_, failure)| failure.as_ref());
    if let Some(failure) = failures().find(|failure| failure.cause == Cause::NothingSent) {
        return vec![Finding::unreachable(failure)];
    }
    let mut own = answered.iter().filter(|(question, _)| question.is_for_message_service());
    let nothing = own.all(|(_, failure)| failure.is_some());
    let mut findings: Vec<Finding> = answered.iter().map(finding).collect();
    if nothing {
        let text = "nothing of the message service may be read with these keys: check the keys and their policies";
        findings.push(Finding::bad(Cause::Forbidden.exit_code(), "permission", text));
    }
    findings
}

fn finding((question, failure): &Answered) -> Finding {
    let noun = question.noun();
    match failure {
        None => Finding::good("permission", format!("{noun}: may be read")),
        Some(failure) => {
            Finding::warning("permission", format!("{noun}: {} Until then type what it would list.", failure.line()))
        }
    }
}

/// Asks everything at once. Gives the answers in a steady order.
async fn ask_all(client: &Rc<Client>, form: &Form) -> Vec<Answered> {
    let since = Timestamp::now().as_millisecond();
    let (lists, named, quota, orders) = tokio::join!(
        ask_lists(client, lists_of(form)),
        client.instances_named(NOBODY),
        client.quota(),
        client.unpaid_orders(since)
    );
    let mut answered: Vec<Answered> =
        lists.into_iter().map(|(lookup, failure)| (Question::List(lookup), failure)).collect();
    answered.extend([
        (Question::Instances, named.err()),
        (Question::Quota, quota.err()),
        (Question::UnpaidOrders, orders.err()),
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
async fn ask_lists(client: &Rc<Client>, lookups: Vec<Lookup>) -> Vec<(Lookup, Option<Failure>)> {
    let mut asked = JoinSet::new();
    for lookup in lookups {
        let client = client.clone();
        asked.spawn_local(async move {
            let read = client.lookup(&lookup).await;
            let vpc = read.as_ref().ok().filter(|_| lookup == Lookup::Vpcs).and_then(|vpcs| vpcs.first());
            let subnets = vpc.map(|vpc| Lookup::Subnets { vpc: vpc.id.clone() });
            let mut answered = vec![(lookup, read.err())];
            if let Some(subnets) = subnets {
                let failure = client.lookup(&subnets).await.err();
                answered.push((subnets, failure));
            }
            answered
        });
    }
    let mut answered: Vec<_> = asked.join_all().await.into_iter().flatten().collect();
    answered.sort_by(|(one, _), (other, _)| one.cmp(other));
    answered
}
