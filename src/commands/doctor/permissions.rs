//! What the keys may read: whose they are, every list that a question chooses from and what a purchase looks up, asked
//! once. The open ports of a group are not asked for, as there need not be a group.

use super::finding::Finding;
use crate::catalog::{Listed, Lookup};
use crate::cloud::client::Client;
use crate::commands::causes::alike;
use crate::failure::{Cause, Failure};
use crate::form::state::Form;
use crate::language::{Text, say, tr};
use crate::service::deadline::Deadline;
use crate::service::lists::of_every_question;
use crate::sort;
use crate::text::{clean, grouped, list, paragraph};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::rc::Rc;
use tokio::task::JoinSet;

/// A name that no instance has.
const NOBODY: &str = "rocketmq-wizard-doctor";

/// Something the wizard asks the cloud for.
enum Question {
    /// Whose the keys are.
    Account,
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
    /// The account that would be billed.
    Account(String),
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

    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Read, Self::Read) => true,
            (Self::Failed(one), Self::Failed(other)) => one.is_like(other),
            _ => false,
        }
    }

    fn failure(&self) -> Option<&Failure> {
        if let Self::Failed(failure) = self { Some(failure) } else { None }
    }
}

impl Question {
    fn noun(&self) -> &'static str {
        match self {
            Self::Account => tr("account"),
            Self::List(lookup) => lookup.noun(),
            Self::Instances => tr("instances"),
            Self::Quota => tr("quota"),
            Self::UnpaidOrders => tr("unpaid orders"),
        }
    }

    /// Whether the message service itself answers it, and no other service of the cloud.
    fn is_for_message_service(&self) -> bool {
        match self {
            Self::Instances | Self::Quota | Self::List(Lookup::Zones | Lookup::Flavors { .. }) => true,
            Self::Account
            | Self::UnpaidOrders
            | Self::List(
                Lookup::Regions
                | Lookup::Projects { .. }
                | Lookup::EnterpriseProjects
                | Lookup::Tags
                | Lookup::Vpcs
                | Lookup::Subnets { .. }
                | Lookup::SecurityGroups
                | Lookup::Keys
                | Lookup::Eips
                | Lookup::Instances
                | Lookup::OpenPorts { .. },
            ) => false,
        }
    }
}

/// One line for each way it turned out, so that a cause which many questions share is told once. What could not be reached
/// says nothing about permissions, and is told as what it is.
pub(super) async fn look(client: &Rc<Client>, form: &Form, deadline: Deadline) -> Vec<Finding> {
    let mut answered = Box::pin(ask_all(client, form, deadline)).await;
    // Without a region or a project some cannot be asked about. That has a line of its own.
    answered.retain(|(_, outcome)| outcome.failure().is_none_or(|failure| failure.field.is_none()));
    let unreached = |failure: &Failure| failure.cause == Cause::NothingSent;
    if let Some(failure) = answered.first().and_then(|(_, outcome)| outcome.failure())
        && answered.iter().all(|(_, outcome)| outcome.failure().is_some_and(unreached))
    {
        return vec![Finding::unreachable(failure)];
    }
    let mut own = answered.iter().filter(|(question, _)| question.is_for_message_service());
    let is_shut = own.all(|(_, outcome)| outcome.failure().is_some());
    let groups = alike(&answered, |(_, one), (_, other)| one.is_like(other));
    groups.iter().filter_map(|group| finding(group, is_shut)).collect()
}

const PERMISSION: Text = Text("permission");

/// `is_shut` where the message service answers no question at all, so that nothing can be bought.
fn finding(alike: &[&Answered], is_shut: bool) -> Option<Finding> {
    let (_, outcome) = alike.first()?;
    let mut questions = alike.iter().map(|(question, _)| question);
    let nouns = list(&questions.clone().map(Question::noun).collect::<Vec<_>>());
    Some(match outcome {
        Outcome::Account(name) => Finding::good(Text("account"), name),
        Outcome::Read => Finding::good(PERMISSION, say!("may be read: {nouns}", nouns)),
        Outcome::ReadInPart(count) => {
            let count = grouped(*count as u64);
            let text = say!("{nouns}: may be read, but only the first {count}; there are more", nouns, count);
            Finding::warning(PERMISSION, text)
        }
        Outcome::Failed(failure) => {
            let (about, code) = if Finding::is_of_permission(failure) {
                (PERMISSION, Cause::Forbidden.exit_code())
            } else {
                (Text("network"), Cause::NothingSent.exit_code())
            };
            let is_own = questions.clone().any(Question::is_for_message_service);
            let text = say!("{nouns}: {failure}", nouns, failure = failure.line());
            let until = |then: &str| paragraph(&[text.clone(), then.to_owned()]);
            if is_own && is_shut {
                Finding::bad(code, about, until(tr("Until then nothing can be bought.")))
            } else if is_own && failure.cause == Cause::NothingSent {
                Finding::bad(code, about, text)
            } else if questions.any(|question| matches!(question, Question::List(_))) {
                Finding::warning(about, until(tr("Until then, what a list would offer can be typed.")))
            } else {
                Finding::warning(about, text)
            }
        }
    })
}

/// Asks everything at once. Gives the answers in a steady order.
async fn ask_all(client: &Rc<Client>, form: &Form, deadline: Deadline) -> Vec<Answered> {
    let since = Timestamp::now().as_millisecond();
    let (account, lists, named, quota, orders) = tokio::join!(
        client.account(),
        ask_lists(client, of_every_question(form), deadline),
        deadline.read(client.instances_named(NOBODY)),
        deadline.read(client.quota()),
        deadline.read(client.unpaid_orders(since))
    );
    let account = account.map_or_else(Outcome::Failed, |account| Outcome::Account(clean(account.shown())));
    let mut answered = vec![(Question::Account, account)];
    answered.extend(lists.into_iter().map(|(lookup, outcome)| (Question::List(lookup), outcome)));
    answered.extend([
        (Question::Instances, Outcome::of(named)),
        (Question::Quota, Outcome::of(quota)),
        (Question::UnpaidOrders, Outcome::of(orders)),
    ]);
    answered
}

/// Asks for these lists, and for the subnets of the first VPC, as subnets can be asked for only by their VPC.
async fn ask_lists(client: &Rc<Client>, lookups: BTreeSet<Lookup>, deadline: Deadline) -> Vec<(Lookup, Outcome)> {
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
    sort::by(&mut answered, |(one, _), (other, _)| one.cmp(other));
    answered
}
