//! VPC and EIP (`cloud::api`, "Networks"). v1 lists end with a short page, v3 lists say whether there is more.

use super::assets::{hex_of, uuid};
use super::http::{Arrived, Refusal, number, text};
use super::paging;
use super::world::World;
use serde_json::{Value as Json, json};

pub(super) fn vpcs_v1(world: &World, request: &Arrived) -> Result<Json, Refusal> {
    paging::v1(request, "vpcs", of_project(&world.vpcs, request))
}

pub(super) fn vpcs_v3(world: &World, request: &Arrived) -> Result<Json, Refusal> {
    let named = of_project(&world.vpcs, request).into_iter();
    let vpcs = named.filter(|vpc| request.filter("name", vpc, "name") && request.filter("id", vpc, "id"));
    let dress = |mut vpc: Json| {
        vpc["status"] = json!("ACTIVE");
        vpc["extend_cidrs"] = json!([]);
        vpc["tags"] = json!([]);
        vpc
    };
    paging::v3(request, "vpcs", vpcs.map(dress).collect(), world.page_cap)
}

pub(super) fn subnets(world: &World, request: &Arrived) -> Result<Json, Refusal> {
    let of_vpc = world.subnets.iter().filter(|subnet| request.filter("vpc_id", subnet, "vpc_id"));
    paging::v1(request, "subnets", of_vpc.collect())
}

pub(super) fn security_groups(world: &World, request: &Arrived) -> Result<Json, Refusal> {
    let groups = of_project(&world.security_groups, request).into_iter();
    let dress = |mut group: Json| {
        if let Some(group) = group.as_object_mut() {
            group.remove("rules");
        }
        group
    };
    let named = groups.filter(|group| request.filter("name", group, "name") && request.filter("id", group, "id"));
    paging::v3(request, "security_groups", named.map(dress).collect(), world.page_cap)
}

pub(super) fn security_group_rules(world: &World, request: &Arrived) -> Result<Json, Refusal> {
    let groups = world.security_groups.iter().filter(|group| request.filter("security_group_id", group, "id"));
    let rules = groups.flat_map(|group| rules_of(world, group)).collect();
    paging::v3(request, "security_group_rules", rules, world.page_cap)
}

pub(super) fn eips_v3(world: &World, request: &Arrived) -> Result<Json, Refusal> {
    let eips = eips(world, request).into_iter().filter(|eip| request.filter("status", eip, "status"));
    let eips: Vec<Json> = eips.collect();
    let total = eips.len();
    let mut page = paging::v3(request, "publicips", eips, world.page_cap)?;
    page["total_count"] = json!(total);
    Ok(page)
}

pub(super) fn eips_v1(world: &World, request: &Arrived) -> Result<Json, Refusal> {
    let flat = |eip: &Json| {
        let mut old = json!({
            "id": eip["id"], "status": eip["status"], "type": eip["publicip_pool_name"], "alias": eip["alias"],
            "public_ip_address": eip["public_ip_address"], "ip_version": eip["ip_version"],
            "bandwidth_size": eip["bandwidth"]["size"], "bandwidth_name": eip["bandwidth"]["name"],
            "bandwidth_share_type": eip["bandwidth"]["share_type"], "bandwidth_id": eip["bandwidth"]["id"],
            "enterprise_project_id": eip["enterprise_project_id"], "create_time": eip["created_at"],
        });
        if let Some(vnic) = eip.get("vnic") {
            old["port_id"] = vnic["port_id"].clone();
            old["private_ip_address"] = vnic["private_ip_address"].clone();
        }
        old
    };
    let filters = ["id", "public_ip_address", "private_ip_address", "port_id"];
    let fits = |eip: &Json| filters.iter().all(|key| request.filter(key, eip, key));
    paging::v1(request, "publicips", eips(world, request).iter().map(flat).filter(fits).collect())
}

fn eips(world: &World, request: &Arrived) -> Vec<Json> {
    let version = request.param("ip_version").and_then(|version| version.parse().ok());
    let fits = |eip: &Json| version.is_none_or(|version: u64| number(eip, "ip_version") == Some(version));
    of_project(&world.eips, request).into_iter().filter(fits).collect()
}

/// What belongs to the enterprise project that is asked for; all of it where none is, or all the caller may see.
fn of_project(items: &[Json], request: &Arrived) -> Vec<Json> {
    let wanted = request.param("enterprise_project_id").filter(|wanted| wanted != "all_granted_eps");
    let fits = |item: &&Json| wanted.as_ref().is_none_or(|wanted| text(item, "enterprise_project_id") == wanted);
    items.iter().filter(fits).cloned().collect()
}

/// The rules a group names, as rules of its own; `self` in them stands for the group.
fn rules_of(world: &World, group: &Json) -> Vec<Json> {
    let set = world.rule_sets.get(text(group, "rules")).map(Vec::as_slice).unwrap_or_default();
    let instance = |(n, rule): (usize, &Json)| {
        let id = uuid(&hex_of(&format!("{} {n}", text(group, "id"))));
        let mut whole = json!({
            "id": id, "description": "", "security_group_id": group["id"], "ethertype": "IPv4",
            "action": "allow", "priority": 1, "created_at": group["created_at"], "updated_at": group["updated_at"],
        });
        for (key, value) in rule.as_object().into_iter().flatten() {
            whole[key] = if value == "self" { group["id"].clone() } else { value.clone() };
        }
        whole
    };
    set.iter().enumerate().map(instance).collect()
}
