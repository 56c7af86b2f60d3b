//! What the summary has the cloud look at before anything is bought. Reads only; what it finds never changes an answer.

use crate::catalog::{Choice, Facts, Failure, Instance};
use crate::cloud::client::Client;
use crate::form::field::Form;
use crate::steps::{encryption, engine, networking, version};

/// The port of every client inside the VPC (`domain.md` section 8).
const CLIENT_PORT: u16 = 8100;
/// The port of gRPC clients inside the VPC, on 5.x.
const GRPC_PORT: u16 = 8080;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Good,
    /// Worth a word, but no reason not to buy.
    Warning,
    /// The purchase would be refused.
    Bad,
    /// The cloud could not be asked, or does not say.
    Unknown,
}

/// One thing that was looked at, as a short fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub mark: Mark,
    pub text: String,
}

impl Check {
    /// A result with its words.
    pub fn new(mark: Mark, text: impl Into<String>) -> Self {
        Self { mark, text: text.into() }
    }
}

/// Looks at the name, the quota, the ports of the security group, and what the lists say of key and subnet; then at the
/// warnings of the form.
pub async fn run(client: &Client, form: &Form) -> Vec<Check> {
    let (wanted, group) = (form.text(&engine::NAME), form.text(&networking::SECURITY_GROUP));
    let (named, quota, ports) =
        tokio::join!(client.instances_named(&wanted), client.quota(), client.open_ports(&group));
    let mut checks = vec![name(&wanted, named.as_deref()), instances(quota)];
    checks.extend(key(form));
    checks.extend(addresses(form));
    checks.push(ports.map_or_else(unknown_ports, |ports| clients(form, &ports)));
    let warnings = form.shown().filter_map(|(_, field)| Some(format!("{}: {}", field.key, form.warning(field)?)));
    checks.extend(warnings.map(|text| Check::new(Mark::Warning, text)));
    checks
}

/// Whether an instance can be given this name. Whether one that failed blocks its name is not documented
/// (`domain.md` 10.6).
pub fn name(wanted: &str, named: Result<&[Instance], &Failure>) -> Check {
    let named = match named {
        Ok(named) => named,
        Err(failure) => {
            return Check::new(Mark::Unknown, format!("whether the name is free is unknown: {}", failure.line()));
        }
    };
    let standing = named.iter().find(|instance| instance.status != "CREATEFAILED");
    match (standing, named.first()) {
        (Some(one), _) => Check::new(Mark::Bad, format!("the name {wanted} is taken by {} ({})", one.id, one.status)),
        (None, Some(failed)) => {
            let text = format!("{}, which failed to be created, bears the name {wanted}", failed.id);
            Check::new(Mark::Warning, text)
        }
        (None, None) => Check::new(Mark::Good, format!("the name {wanted} is free")),
    }
}

fn instances(quota: Result<Option<(u64, u64)>, Failure>) -> Check {
    match quota {
        Ok(Some((used, most))) if used < most => Check::new(Mark::Good, format!("{used} of {most} instances used")),
        Ok(Some((used, most))) => Check::new(Mark::Bad, format!("the quota is used up: {used} of {most} instances")),
        Ok(None) => Check::new(Mark::Unknown, "the quota is unknown"),
        Err(failure) => Check::new(Mark::Unknown, format!("the quota is unknown: {}", failure.line())),
    }
}

fn key(form: &Form) -> Option<Check> {
    let on = form.is_on(&encryption::DISK_ENCRYPTION);
    let choice = form.find(&encryption::KEY, &form.text(&encryption::KEY)).filter(|_| on)?;
    let Facts::Key { enabled: true, .. } = choice.facts else { return None };
    Some(Check::new(Mark::Good, format!("the key {} is enabled", choice.label)))
}

fn addresses(form: &Form) -> Option<Check> {
    let subnet = form.find(&networking::SUBNET, &form.text(&networking::SUBNET)).and_then(Choice::subnet)?;
    Some(Check::new(Mark::Good, format!("{} free addresses in the subnet", subnet.free_addresses?)))
}

fn clients(form: &Form, open: &[(u16, u16)]) -> Check {
    let grpc = form.text(&version::VERSION) != version::OLD;
    let wanted = [Some(CLIENT_PORT), grpc.then_some(GRPC_PORT)].into_iter().flatten();
    let shut = |port: &u16| !open.iter().any(|(first, last)| (first..=last).contains(&port));
    let shut: Vec<String> = wanted.filter(shut).map(|port| port.to_string()).collect();
    if shut.is_empty() {
        return Check::new(Mark::Good, "the security group lets clients in");
    }
    let text = format!("the security group names no source for TCP port {}; clients may not get in", shut.join(", "));
    Check::new(Mark::Warning, text)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape map_or_else wants")]
fn unknown_ports(failure: Failure) -> Check {
    Check::new(Mark::Unknown, format!("what the security group lets in is unknown: {}", failure.line()))
}
