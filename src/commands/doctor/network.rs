//! The way to the cloud: names, proxy, certificate and clock.

use super::finding::Finding;
use super::{account, permissions};
use crate::catalog::Lookup;
use crate::cloud::client::Client;
use crate::cloud::endpoints::{self, Endpoints, Service};
use crate::cloud::resolver;
use crate::commands::cloud::Cloud;
use crate::commands::draft_context::DraftContext;
use crate::commands::waiting::waiting;
use crate::failure::Cause;
use crate::language::{Text, say, tr};
use crate::service::deadline::{Deadline, READING};
use crate::service::lists;
use crate::sort;
use crate::steps::account::REGION;
use crate::steps::checks;
use crate::text::clean;
use std::time::Duration;
use tokio::task::spawn_local;
use tokio::time::timeout;

const PROXY: Text = Text("proxy");
const NAMES: Text = Text("names");
const CERTIFICATE: Text = Text("certificate");
/// How long it may take to resolve a name.
const RESOLVING: Duration = Duration::from_secs(5);

/// Looks at region and project, proxy, names, account, permissions, certificate and clock. `cloud` is `None` if there
/// are no keys.
pub(super) async fn look(context: &mut DraftContext, cloud: Option<Cloud>) -> Vec<Finding> {
    let keys = cloud.is_some();
    let deadline = Deadline::within(READING);
    let cloud = cloud.unwrap_or_else(|| Cloud::without_keys(context));
    let mut findings = Vec::new();
    if keys {
        // If this fails, the findings below say why.
        let _ = context.read_lists(cloud.connection(), lists::ACCOUNT, deadline).await;
    }
    findings.extend(account::place(context));
    let region = context.form.text(&REGION);
    // Without a region, the services of regions have no address.
    let regional = !region.is_empty();
    let client = match cloud.client(&context.form).await {
        Ok(client) => client,
        Err(failure) => {
            findings.push(Finding::unreachable(&failure));
            return findings;
        }
    };
    findings.push(match client.proxy() {
        Some(proxy) => Finding::good(PROXY, say!("{proxy}; hosts that NO_PROXY names are reached without it", proxy)),
        None => Finding::good(PROXY, tr("none")),
    });
    findings.extend(waiting(Text("the names of the hosts"), RESOLVING, names(&client, regional)).await);
    let asking = async {
        if keys {
            Box::pin(permissions::look(&client, &context.form, deadline)).await
        } else {
            unsigned(&client, deadline).await
        }
    };
    findings.extend(waiting(Text("all that the wizard asks the cloud for"), deadline.limit(), asking).await);
    findings.push(certificate(&client, &context.endpoints, &region));
    findings.push(clock(client.clock_offset()));
    findings
}

/// Resolves the names of the cloud's hosts, or that of the proxy that leads to them; those of a region only where it is
/// known.
async fn names(client: &Client, regional: bool) -> Vec<Finding> {
    // The metadata service is no part of the cloud: the host itself offers it, at a fixed address.
    let cloud = endpoints::services().filter(|service| match service {
        Service::Metadata => false,
        Service::Dms | Service::Vpc | Service::Kms => regional,
        Service::Iam | Service::Eps | Service::Bss => true,
    });
    let mut hosts: Vec<String> = cloud.map(|service| client.connects_to(service)).collect();
    sort::by(&mut hosts, Ord::cmp);
    hosts.dedup();
    // All begin at once, so that the slowest alone is waited for.
    let begun: Vec<_> =
        hosts.iter().map(|host| spawn_local(timeout(RESOLVING, resolver::lookup(host.clone())))).collect();
    let mut findings = Vec::new();
    for (host, looked_up) in hosts.iter().zip(begun) {
        let why = match looked_up.await {
            Ok(Ok(Ok(_))) => continue,
            Ok(Ok(Err(error))) => clean(&error.to_string()),
            Ok(Err(_)) => say!("no answer within {seconds} s", seconds = RESOLVING.as_secs()),
            Err(error) => error.to_string(),
        };
        let text =
            say!("{host} cannot be resolved: {why}. Check the region, DNS and whether a proxy is needed.", host, why);
        findings.push(Finding::bad(Cause::NothingSent.exit_code(), NAMES, text));
    }
    if findings.is_empty() {
        findings.push(match hosts.len() {
            1 => Finding::good(NAMES, tr("the host resolves")),
            count => Finding::good(NAMES, say!("all {count} hosts resolve", count)),
        });
    }
    findings
}

/// Says whether the cloud answers. Without keys it refuses, but that is an answer too.
async fn unsigned(client: &Client, deadline: Deadline) -> Vec<Finding> {
    match deadline.read(client.lookup(&Lookup::Regions)).await {
        Err(failure) if !matches!(failure.cause, Cause::Credentials | Cause::Forbidden) => {
            vec![Finding::unreachable(&failure)]
        }
        _ => vec![Finding::good(Text("network"), tr("the cloud answers; permissions are not known without keys"))],
    }
}

fn certificate(client: &Client, endpoints: &Endpoints, region: &str) -> Finding {
    let base = endpoints.base(Service::Dms, region);
    match client.issuer() {
        Some(issuer) => {
            Finding::good(CERTIFICATE, say!("issued by {issuer}; if that is a proxy, it can read what is sent", issuer))
        }
        None if base.starts_with("http://") => {
            Finding::good(CERTIFICATE, say!("none is needed: {base} is plain http on this machine", base))
        }
        None => Finding::warning(CERTIFICATE, tr("none was shown, as no connection got that far")),
    }
}

fn clock(offset: Option<i64>) -> Finding {
    let check = checks::host::clock(offset);
    let text = check.told().trim_end_matches(['.', '\u{3002}']).to_owned();
    Finding { verdict: check.verdict, about: Text("clock"), text, code: 0 }
}
