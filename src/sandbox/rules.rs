//! What the API page permits in a create request (`cloud::api`, "Create"), as the cloud would enforce it.
//!
//! Written from the page, on purpose without a look at the wizard's field table: where the two disagree, a test fails.

use super::fields;
use super::http::{Refusal, flag, number, text};
use super::instance::is_single;
use super::state::State;
use super::world::World;
use crate::sort;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// Checks a body in full; the first thing wrong with it is the answer. `engine` is the one of the path, if it has one.
pub(super) fn check(body: &Json, engine: Option<&str>, state: &State) -> Result<(), Refusal> {
    fields::check(body, fields::CREATE)?;
    if let Some(bss) = body.get("bss_param") {
        fields::check(bss, fields::BSS)?;
    }
    texts(body, engine)?;
    let product = product(body, &state.world)?;
    brokers(body, product)?;
    storage(body, product)?;
    network(body, product, &state.world)?;
    zones(body, product, &state.world)?;
    transport_and_keys(body, &state.world)?;
    public_access(body, &state.world)?;
    billing(body, product)?;
    account(body, state)
}

/// Addresses a creation takes from the subnet: an estimate, see `cloud::api`, "Free addresses".
fn addresses_needed(body: &Json, product: &Json) -> u64 {
    let brokers = number(body, "broker_num").unwrap_or(1);
    if is_single(text(product, "product_id")) {
        1
    } else if is_5x(product) {
        3
    } else {
        3 * brokers + 2
    }
}

fn is_5x(product: &Json) -> bool {
    text(product, "product_id").starts_with("rocketmq.")
}

fn require(good: bool, code: &str, message: impl FnOnce() -> String) -> Result<(), Refusal> {
    if good { Ok(()) } else { Err(Refusal::dms(code, message())) }
}

fn texts(body: &Json, engine: Option<&str>) -> Result<(), Refusal> {
    let name = text(body, "name");
    let fine = (4..=64).contains(&name.chars().count())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    require(fine, "00400010", || format!("The instance name {name} is invalid."))?;
    let length = text(body, "description").chars().count();
    require(length <= 1024, "00400011", || format!("The description has {length} characters, 1024 are allowed."))?;
    let named = text(body, "engine");
    let known = ["rocketmq", "reliability"].contains(&named) && engine.is_none_or(|engine| engine == named);
    require(known, "00400007", || format!("The engine {named} is not supported here."))?;
    let version = text(body, "engine_version");
    require(["4.8.0", "5.x"].contains(&version), "00400008", || format!("The version {version} is not supported."))
}

fn product<'a>(body: &Json, world: &'a World) -> Result<&'a Json, Refusal> {
    let id = text(body, "product_id");
    let product = World::find(&world.products, "product_id", id);
    let product = product.ok_or_else(|| Refusal::dms("00400009", format!("The product_id {id} is invalid.")))?;
    let versions = text(&product["properties"], "engine_versions");
    let version = text(body, "engine_version");
    require(versions.split(',').any(|offered| offered == version), "00400022", || {
        format!("The product {id} does not match the engine version {version}.")
    })?;
    let arch = body.get("arch_type");
    let offered = product["arch_types"].as_array().is_some_and(|all| arch.is_none_or(|arch| all.contains(arch)));
    require(offered, "00400062", || {
        format!("The product {id} is not offered for arch_type {}.", text(body, "arch_type"))
    })?;
    Ok(product)
}

/// 4.8.0: a choice within a range; 5.x: what the flavor list sets, else 1. A single node is made without the member as
/// well (`cloud::api`, "Brokers").
fn brokers(body: &Json, product: &Json) -> Result<(), Refusal> {
    let properties = &product["properties"];
    let least = number(properties, "min_broker").or(number(properties, "broker_num")).unwrap_or(1);
    let most = number(properties, "max_broker").unwrap_or(least);
    let single = is_single(text(product, "product_id"));
    let brokers = number(body, "broker_num").or(single.then_some(1));
    let brokers = brokers.ok_or_else(|| Refusal::dms("00400062", "The parameter broker_num is missing."))?;
    require((least..=most).contains(&brokers), "00400062", || {
        format!("broker_num is {brokers}, but must be {least} to {most} for this product.")
    })
}

/// 4.8.0: GB per broker, whole ones; 5.x: GB of the instance.
fn storage(body: &Json, product: &Json) -> Result<(), Refusal> {
    let properties = &product["properties"];
    let (total, brokers) = (number(body, "storage_space"), number(body, "broker_num"));
    let (total, brokers) = (total.unwrap_or_default(), brokers.unwrap_or(1).max(1));
    let (share, least, most) = if is_5x(product) {
        (1, "min_storage", "max_storage")
    } else {
        (brokers, "min_storage_per_node", "max_storage_per_node")
    };
    let range =
        number(properties, least).unwrap_or_default() * share..=number(properties, most).unwrap_or_default() * share;
    require(range.contains(&total) && total % share == 0, "00400500", || {
        format!("storage_space is {total}, but must be {} to {} in {share} equal parts.", range.start(), range.end())
    })
}

fn network(body: &Json, product: &Json, world: &World) -> Result<(), Refusal> {
    let vpc = text(body, "vpc_id");
    let group = text(body, "security_group_id");
    let id = text(body, "subnet_id");
    require(!vpc.is_empty(), "00400013", || "The vpc_id is empty.".to_owned())?;
    require(!group.is_empty(), "00400014", || "The security_group_id is empty.".to_owned())?;
    require(!id.is_empty(), "00400016", || "The subnet_id is empty.".to_owned())?;
    require(World::find(&world.vpcs, "id", vpc).is_some(), "00400068", || format!("The VPC {vpc} does not exist."))?;
    let groups = &world.security_groups;
    require(World::find(groups, "id", group).is_some(), "00400046", || {
        format!("The security group {group} does not exist.")
    })?;
    let subnet = World::find(&world.subnets, "id", id).filter(|subnet| text(subnet, "vpc_id") == vpc);
    let subnet = subnet.ok_or_else(|| Refusal::dms("00400018", format!("The subnet {id} is not in the VPC {vpc}.")))?;
    require(flag(subnet, "dhcp_enable"), "00400020", || format!("DHCP is off in the subnet {id}."))?;
    let free = number(subnet, "available_ip_address_count").unwrap_or_default();
    require(free >= addresses_needed(body, product), "00400077", || {
        format!("The subnet {id} has {free} free addresses, which is too few.")
    })?;
    require(!flag(body, "ipv6_enable") || flag(subnet, "ipv6_enable"), "00400062", || {
        format!("IPv6 is off in the subnet {id}.")
    })
}

fn zones(body: &Json, product: &Json, world: &World) -> Result<(), Refusal> {
    let ids: Vec<&str> = body["available_zones"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let distinct: BTreeSet<&&str> = sort::collect(&ids);
    require(distinct.len() == ids.len(), "00400062", || "available_zones holds a zone twice.".to_owned())?;
    require(!is_single(text(product, "product_id")) || ids.len() == 1, "00400067", || {
        format!("{} zones were given, but a single-node instance takes exactly 1.", ids.len())
    })?;
    require(ids.len() == 1 || ids.len() >= 3, "00400062", || {
        format!("{} zones were given, but 1, or 3 or more are needed.", ids.len())
    })?;
    let spec = text(body, "storage_spec_code");
    let io = product["ios"].as_array().into_iter().flatten().find(|io| text(io, "io_spec") == spec);
    let io = io.ok_or_else(|| {
        Refusal::dms("00400062", format!("The storage_spec_code {spec} is not offered for this product."))
    })?;
    for id in ids {
        let zone = World::find(&world.zones, "id", id);
        let zone = zone.ok_or_else(|| Refusal::dms("00400042", format!("The zone {id} does not exist.")))?;
        let open = !flag(zone, "soldOut")
            && text(zone, "resource_availability") == "true"
            && io["available_zones"].as_array().is_some_and(|codes| codes.contains(&zone["code"]));
        require(open, "00400055", || format!("Resources are sold out in the zone {id}."))?;
        require(!flag(body, "ipv6_enable") || flag(zone, "ipv6_enable"), "00400049", || {
            format!("The zone {id} does not support IPv6.")
        })?;
    }
    Ok(())
}

/// `ssl_enable` false beside `SSL` is let pass: the cloud takes it, and `tls_mode` wins
/// (`cloud::api`, "Transport").
fn transport_and_keys(body: &Json, world: &World) -> Result<(), Refusal> {
    if body.get("tls_mode").is_some() {
        let mode = text(body, "tls_mode");
        let known = ["PLAINTEXT", "SSL", "PERMISSIVE"].contains(&mode);
        require(known, "00400062", || format!("The tls_mode {mode} is invalid."))?;
        require(!flag(body, "ssl_enable") || mode == "SSL", "00400062", || {
            format!("ssl_enable contradicts the tls_mode {mode}.")
        })?;
    }
    let (encrypt, id) = (flag(body, "disk_encrypted_enable"), text(body, "disk_encrypted_key"));
    if !encrypt {
        return require(id.is_empty(), "00400062", || "A disk_encrypted_key without disk encryption.".to_owned());
    }
    require(!id.is_empty(), "00400136", || "The disk_encrypted_key is empty.".to_owned())?;
    let key = World::find(&world.keys, "key_id", id);
    let usable = key.is_some_and(|key| text(key, "key_state") == "2" && text(key, "key_usage") == "ENCRYPT_DECRYPT");
    require(usable, "00400137", || format!("The key {id} is not an enabled encryption key."))
}

fn public_access(body: &Json, world: &World) -> Result<(), Refusal> {
    let refuse =
        |why: String| require(false, "00400128", || format!("The public access parameters are invalid: {why}."));
    let listed = text(body, "publicip_id");
    match (flag(body, "enable_publicip"), listed.is_empty()) {
        (false, true) => return Ok(()),
        (false, false) => return refuse("publicip_id is given, but public access is off".to_owned()),
        (true, true) => return refuse("publicip_id is empty".to_owned()),
        (true, false) => {}
    }
    let mut seen = BTreeSet::new();
    for id in listed.split(',') {
        let eip = World::find(&world.eips, "id", id);
        let usable = eip.is_some_and(|eip| {
            text(eip, "status") == "DOWN" && eip.get("lock_status").is_none() && number(eip, "ip_version") == Some(4)
        });
        if !usable {
            return refuse(format!("the EIP {id} does not exist, is bound or locked, or is not IPv4"));
        }
        if !seen.insert(id) {
            return refuse(format!("the EIP {id} is given twice"));
        }
    }
    Ok(())
}

/// `bss_param` is for yearly/monthly only; pay-per-use goes without it (`cloud::api`, "Billing").
fn billing(body: &Json, product: &Json) -> Result<(), Refusal> {
    let sold = |mode: &str| product["charging_mode"].as_array().is_some_and(|modes| modes.iter().any(|m| m == mode));
    let Some(bss) = body.get("bss_param") else {
        return require(sold("hourly"), "00400062", || "This product is not sold pay-per-use.".to_owned());
    };
    let (mode, period, count) = (text(bss, "charging_mode"), text(bss, "period_type"), number(bss, "period_num"));
    require(mode == "prePaid", "00400062", || format!("bss_param is for prePaid, charging_mode is {mode}."))?;
    require(sold("monthly"), "00400062", || "This product is not sold yearly/monthly.".to_owned())?;
    let most = match period {
        "month" => 9,
        "year" => 3,
        other => return require(false, "00400047", || format!("The period_type {other} is invalid.")),
    };
    let count = count.unwrap_or_default();
    require((1..=most).contains(&count), "00400126", || format!("The period_num {count} is not 1 to {most}."))
}

fn account(body: &Json, state: &State) -> Result<(), Refusal> {
    let world = &state.world;
    let project = body.get("enterprise_project_id").map_or("0", |_| text(body, "enterprise_project_id"));
    let enabled = World::find(&world.enterprise_projects, "id", project).is_some_and(|project| project["status"] == 1);
    require(enabled, "00500033", || format!("The enterprise project {project} does not exist or is disabled."))?;
    let name = text(body, "name");
    let taken = state.instances.iter().any(|instance| instance.body.get("name").is_some_and(|other| other == name));
    require(!taken || world.duplicate_names, "00400060", || format!("The instance name {name} already exists."))?;
    let room = u64::try_from(state.instances.len()).is_ok_and(|used| used < world.quota);
    require(room, "00400035", || format!("The quota of {} instances is used up.", world.quota))
}
