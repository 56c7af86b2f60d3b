//! From name resolution to the permission for each list.

use super::account;
use super::finding::Finding;
use crate::catalog::Lookup;
use crate::cloud::client::Client;
use crate::cloud::endpoints::{Endpoints, Service};
use crate::cloud::resolver;
use crate::commands::cloud::Cloud;
use crate::commands::draft_context::DraftContext;
use crate::failure::{Cause, Failure};
use crate::service::lists;
use crate::steps::account::REGION;
use crate::steps::checks::{self, Check};
use crate::steps::engine;
use crate::text::clean;
use jiff::Timestamp;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;

const SERVICES: [Service; 6] = [Service::Dms, Service::Iam, Service::Vpc, Service::Kms, Service::Eps, Service::Bss];
/// How long a name may take.
const RESOLVING: Duration = Duration::from_secs(5);
/// What the message service itself is asked for.
const OWN: [&str; 4] = ["zones", "flavors", "instances", "quota"];
/// A name that no instance has.
const NOBODY: &str = "rocketmq-wizard-doctor";

/// Region and project, names, proxy, permissions, certificates, clock. `cloud` is none where there are no keys.
pub(super) async fn look(subject: &mut DraftContext, cloud: Option<Cloud>) -> Vec<Finding> {
    let keys = cloud.is_some();
    let cloud = cloud.unwrap_or_else(|| Cloud::without_keys(subject));
    let mut findings = Vec::new();
    if keys {
        // That it failed shows below, with its reason.
        let _ = subject.read_lists(cloud.connection(), lists::ACCOUNT).await;
    }
    findings.extend(account::place(subject));
    let region = subject.form.text(&REGION);
    let client = match cloud.client(&subject.form).await {
        Ok(client) => client,
        Err(failure) => {
            findings.push(Finding::bad(5, "network", failure.line()));
            return findings;
        }
    };
    findings.push(match client.proxy() {
        Some(proxy) => Finding::good("proxy", format!("{proxy}; what NO_PROXY names goes past it")),
        None => Finding::good("proxy", "none"),
    });
    findings.extend(names(&client).await);
    if keys {
        findings.push(whose(&client).await);
    }
    findings.extend(if keys { permissions(&client, subject).await } else { unsigned(&client).await });
    findings.push(certificate(&client, &subject.endpoints, &region));
    findings.push(clock(client.clock_offset()));
    findings
}

/// Names of hosts, or of the proxy that leads to them.
async fn names(client: &Client) -> Vec<Finding> {
    let mut hosts: Vec<String> = SERVICES.iter().map(|service| client.connects_to(*service)).collect();
    hosts.sort();
    hosts.dedup();
    let mut findings = Vec::new();
    for host in &hosts {
        let why = match timeout(RESOLVING, resolver::lookup(host.clone())).await {
            Ok(Ok(_)) => continue,
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer within {} s", RESOLVING.as_secs()),
        };
        let text = format!("{host} cannot be resolved: {why}. Check the region, DNS and whether a proxy is needed.");
        findings.push(Finding::bad(5, "names", text));
    }
    if findings.is_empty() {
        findings.push(Finding::good(
            "names",
            match hosts.len() {
                1 => "the host resolves".to_owned(),
                count => format!("all {count} hosts resolve"),
            },
        ));
    }
    findings
}

/// The account that would be billed.
async fn whose(client: &Client) -> Finding {
    match client.account().await {
        Ok(account) => Finding::good("account", clean(account.shown())),
        Err(failure) => Finding::warning("account", format!("whose the keys are is not known: {}", failure.line())),
    }
}

/// Without keys the cloud refuses, but it answers.
async fn unsigned(client: &Client) -> Vec<Finding> {
    match client.lookup(&Lookup::Regions).await {
        Err(failure) if !matches!(failure.cause, Cause::Credentials | Cause::Forbidden) => vec![unreachable(&failure)],
        _ => vec![Finding::good("network", "the cloud answers; permissions are not known without keys")],
    }
}

fn unreachable(failure: &Failure) -> Finding {
    Finding::bad(5, "network", failure.line())
}

/// One line for each list the wizard reads, and for what a purchase looks up.
async fn permissions(client: &Rc<Client>, subject: &DraftContext) -> Vec<Finding> {
    let since = Timestamp::now().as_millisecond();
    let (lists, named, quota, orders) = tokio::join!(
        lists_of(client, subject),
        client.instances_named(NOBODY),
        client.quota(),
        client.unpaid_orders(since)
    );
    let mut read: Vec<(&str, Option<Failure>)> =
        lists.into_iter().map(|(lookup, failure)| (lookup.noun(), failure)).collect();
    read.extend([("instances", named.err()), ("quota", quota.err()), ("unpaid orders", orders.err())]);
    // Without a region or a project some cannot be asked about; that has a line of its own.
    read.retain(|(_, failure)| failure.as_ref().is_none_or(|failure| failure.field.is_none()));
    let unreached = read.iter().find_map(|(_, failure)| failure.clone().filter(|f| f.cause == Cause::NothingSent));
    if let Some(failure) = unreached {
        return vec![unreachable(&failure)];
    }
    let own = |(noun, _): &&(&str, Option<Failure>)| OWN.contains(noun);
    let nothing = read.iter().filter(own).all(|(_, failure)| failure.is_some());
    let mut lines: Vec<Finding> = read.into_iter().map(|(noun, failure)| line(noun, failure)).collect();
    if nothing {
        let text = "nothing of the message service may be read with these keys: check the keys and their policies";
        lines.push(Finding::bad(4, "permission", text));
    }
    lines
}

/// Reads every list at once; subnets are those of the first VPC. Gives what went wrong with each, in a steady order.
async fn lists_of(client: &Rc<Client>, subject: &DraftContext) -> Vec<(Lookup, Option<Failure>)> {
    let region = subject.form.text(&REGION);
    let flavors = Lookup::Flavors { engine: subject.form.text(&engine::ENGINE) };
    let mut asked = JoinSet::new();
    for lookup in [
        Lookup::Zones,
        flavors,
        Lookup::Vpcs,
        Lookup::SecurityGroups,
        Lookup::Keys,
        Lookup::Eips,
        Lookup::EnterpriseProjects,
        Lookup::Regions,
        Lookup::Projects { region },
    ] {
        let client = client.clone();
        asked.spawn_local(async move {
            let read = client.lookup(&lookup).await;
            let vpc = read.as_ref().ok().filter(|_| lookup == Lookup::Vpcs).and_then(|vpcs| vpcs.first());
            let subnets = vpc.map(|vpc| Lookup::Subnets { vpc: vpc.id.clone() });
            let mut lines = vec![(lookup, read.err())];
            if let Some(subnets) = subnets {
                let failure = client.lookup(&subnets).await.err();
                lines.push((subnets, failure));
            }
            lines
        });
    }
    let mut lines: Vec<_> = asked.join_all().await.into_iter().flatten().collect();
    lines.sort_by(|(one, _), (other, _)| one.cmp(other));
    lines
}

fn line(noun: &str, failure: Option<Failure>) -> Finding {
    match failure {
        None => Finding::good("permission", format!("{noun}: may be read")),
        Some(failure) => {
            Finding::warning("permission", format!("{noun}: {} Until then type what it would list.", failure.line()))
        }
    }
}

fn certificate(client: &Client, endpoints: &Endpoints, region: &str) -> Finding {
    let base = endpoints.base(Service::Dms, region);
    match client.issuer() {
        Some(issuer) => {
            Finding::good("certificate", format!("issued by {issuer}; a proxy's name here means that it reads along"))
        }
        None if base.starts_with("http://") => {
            Finding::good("certificate", format!("none: {base} is plain http on this machine"))
        }
        None => Finding::warning("certificate", "none was shown, as no connection came that far"),
    }
}

fn clock(offset: Option<i64>) -> Finding {
    let Check { verdict, what, why, .. } = checks::clock(offset);
    let text = format!("{what}. {why}").trim_end_matches([' ', '.']).to_owned();
    Finding { verdict, about: "clock", text, code: 0 }
}
