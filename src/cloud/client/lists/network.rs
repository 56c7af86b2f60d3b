//! Networks, security groups and EIPs (`cloud::api`, "Networks").

use crate::catalog::{Choice, Facts, Listed, Subnet};
use crate::cloud::bounded_json::Json;
use crate::cloud::client::Client;
use crate::cloud::client::lists::ListQuery;
use crate::cloud::endpoints::Service;
use crate::cloud::json::{flag, number, text};
use crate::cloud::page::Page;
use crate::cloud::request::Call;
use crate::failure::Failure;
use crate::language::{say, tr};

/// Entries asked for at once; v3 permits up to 2,000, v1 sends 1,000 by default.
const PAGE: usize = 1000;

impl Client {
    pub(super) async fn vpcs(&self, query: ListQuery<'_>) -> Result<Listed, Failure> {
        let call = self.list("/v3/{project}/vpc/vpcs", query.needs)?;
        self.choices(query, call, "vpcs", &mut vpc, &mut by_marker).await
    }

    pub(super) async fn subnets(&self, vpc: &str, query: ListQuery<'_>) -> Result<Listed, Failure> {
        let call = self.list("/v1/{project}/subnets", query.needs)?.with("vpc_id", vpc);
        self.choices(query, call, "subnets", &mut subnet, &mut by_last_id()).await
    }

    pub(super) async fn security_groups(&self, query: ListQuery<'_>) -> Result<Listed, Failure> {
        let call = self.list("/v3/{project}/vpc/security-groups", query.needs)?;
        let mut group = |item: &Json| {
            let (id, name) = named(item)?;
            Some(Choice::new(id, name, text(item, "description")))
        };
        self.choices(query, call, "security_groups", &mut group, &mut by_marker).await
    }

    pub(super) async fn eips(&self, query: ListQuery<'_>) -> Result<Listed, Failure> {
        let call = self.list("/v3/{project}/eip/publicips", query.needs)?;
        self.choices(query, call, "publicips", &mut eip, &mut by_marker).await
    }

    /// The sources that the rules name do not count: the ports are for a hint about clients only (`cloud::api`, "Ports").
    pub(super) async fn open_ports(&self, group: &str, query: ListQuery<'_>) -> Result<Listed, Failure> {
        let call = self.list("/v3/{project}/vpc/security-group-rules", query.needs)?;
        let rules = self.pages(call.with("security_group_id", group), "security_group_rules", ports, by_marker).await?;
        let range = |(from, to): (u16, u16)| {
            let name = format!("{from}-{to}");
            Choice { id: name.clone(), label: name, facts: Facts::Ports(from, to), closed: None }
        };
        Ok(rules.map(|rules| rules.into_iter().flatten().map(range).collect()))
    }

    fn list(&self, path: &str, needs: &'static str) -> Result<Call, Failure> {
        Ok(self.regional(Service::Vpc, path, needs)?.with("limit", PAGE.to_string()))
    }
}

/// v3: the answer names the marker of the next page, or none on the last.
fn by_marker(call: &mut Call, page: &Page, _: usize) -> bool {
    let marker = page.head.get("page_info").map(|info| text(info, "next_marker")).unwrap_or_default();
    let more = !marker.is_empty();
    if more {
        call.set("marker", marker);
    }
    more
}

/// v1: the marker is the id of the last entry. A short page is documented to be the last one. As no source tells how many
/// entries a page may have, only a page that is empty or shorter than the one before it counts as short.
fn by_last_id() -> impl FnMut(&mut Call, &Page, usize) -> bool {
    let mut before = 0;
    move |call, page, _| {
        let last = text(&page.last, "id");
        let more = page.count >= before && !last.is_empty();
        before = page.count;
        if more {
            call.set("marker", last);
        }
        more
    }
}

/// Id and name; the id stands in for a name that is missing.
fn named(item: &Json) -> Option<(String, String)> {
    let (id, name) = (text(item, "id"), text(item, "name"));
    let name = if name.is_empty() { id.clone() } else { name };
    (!id.is_empty()).then_some((id, name))
}

fn vpc(item: &Json) -> Option<Choice> {
    let (id, label) = named(item)?;
    let closed = (text(item, "status") == "PENDING").then(|| tr("still being created").to_owned());
    Some(Choice { id, label, facts: Facts::Network { cidr: text(item, "cidr") }, closed })
}

/// The id is the network id, which is what a purchase takes as `subnet_id`.
fn subnet(item: &Json) -> Option<Choice> {
    let (id, label) = named(item)?;
    let facts = Subnet {
        cidr: text(item, "cidr"),
        free_addresses: number(item, "available_ip_address_count"),
        ipv6: flag(item, "ipv6_enable"),
        dhcp: flag(item, "dhcp_enable"),
    };
    let closed = match &facts {
        Subnet { dhcp: Some(false), .. } => Some(tr("DHCP is off")),
        Subnet { free_addresses: Some(0), .. } => Some(tr("no free addresses")),
        _ if text(item, "status") == "ERROR" => Some(tr("in error")),
        _ => None,
    };
    Some(Choice { id, label, facts: Facts::Subnet(facts), closed: closed.map(str::to_owned) })
}

fn eip(item: &Json) -> Option<Choice> {
    let id = text(item, "id");
    let (alias, address, status) = (text(item, "alias"), text(item, "public_ip_address"), text(item, "status"));
    let label = [&alias, &address, &id].into_iter().find(|text| !text.is_empty())?.clone();
    let bandwidth_mbps = item.get("bandwidth").and_then(|bandwidth| number(bandwidth, "size"));
    let closed = closed_eip(item, &address, &status);
    (!id.is_empty()).then_some(Choice { id, label, facts: Facts::Eip { address, status, bandwidth_mbps }, closed })
}

/// Only unbound IPv4 addresses without a lock can be used (`cloud::api`, "EIP states").
fn closed_eip(item: &Json, address: &str, status: &str) -> Option<String> {
    let has = |key: &str| !text(item, key).is_empty();
    let why = match status {
        "ACTIVE" | "ELB" | "VPN" => tr("bound"),
        "FREEZED" => tr("frozen"),
        "BIND_ERROR" => tr("binding failed"),
        "BINDING" => tr("being bound"),
        "PENDING_CREATE" | "NOTIFYING" => tr("being created"),
        "PENDING_DELETE" | "NOTIFY_DELETE" => tr("being released"),
        "PENDING_UPDATE" => tr("being changed"),
        "ERROR" => tr("in error"),
        _ if address.contains(':') || text(item, "ip_version") == "6" => "IPv6",
        _ if has("port_id") || has("associate_instance_id") => tr("bound"),
        _ if has("lock_status") => tr("locked"),
        "DOWN" | "" => return None,
        other => return Some(say!("in state {state}", state = other.to_ascii_lowercase())),
    };
    Some(why.to_owned())
}

/// The ports of a rule that lets TCP in over IPv4; `None` for every other rule.
fn ports(item: &Json) -> Option<Vec<(u16, u16)>> {
    let is = |key: &str, wanted: &[&str]| wanted.contains(&text(item, key).to_ascii_lowercase().as_str());
    let lets_in = is("direction", &["ingress"]) && is("action", &["allow", ""]) && is("ethertype", &["ipv4", ""]);
    if !lets_in || !is("protocol", &["tcp", "6", ""]) {
        return None;
    }
    let range = |text: &str| match text.trim().split_once('-') {
        Some((low, high)) => Some((low.trim().parse().ok()?, high.trim().parse().ok()?)),
        None => text.trim().parse().ok().map(|port| (port, port)),
    };
    match text(item, "multiport").as_str() {
        "" => Some(vec![(0, u16::MAX)]),
        list => Some(list.split(',').filter_map(range).collect()),
    }
}
