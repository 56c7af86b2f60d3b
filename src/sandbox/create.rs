//! The purchase: a request that passes the rules becomes an instance, and an order where it is yearly/monthly.

use super::assets::host;
use super::http::{Answer, Arrived, Refusal, flag, number, text};
use super::instance::{Fate, Instance, RETENTION_HOURS, complete};
use super::rules;
use super::state::{Order, OrderStatus, State};
use super::world::World;
use crate::sort;
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

/// Creates an instance; `engine` is the one of the path, if it has one. The answer holds its id and nothing else.
pub(super) fn create(state: &mut State, request: &Arrived, engine: Option<&str>) -> Result<Answer, Refusal> {
    let now = state.date();
    let body = request.object()?;
    rules::check(&body, engine, state)?;
    let id = state.uuid();
    let order = body.get("bss_param").map(|bss| place_order(state, bss, &id, now));
    let unpaid = order.as_ref().is_some_and(|order| order.status == OrderStatus::Unpaid);
    let instance = Instance {
        body: describe(&body, &id, order.as_ref(), &state.world, now),
        addresses: addresses(&body, &state.world),
        begun: (!unpaid).then(|| state.world.clock.instant()),
        fate: Fate {
            shown: state.world.registration_time,
            listed: state.world.listing_time,
            built: state.world.creation_time,
            status: state.world.final_status.clone(),
        },
        retention_hours: RETENTION_HOURS,
        id: id.clone(),
    };
    state.instances.push(instance);
    state.orders.extend(order);
    bind_eips(&body, &mut state.world);
    state.created.push(body);
    Ok(Answer::json(200, &json!({ "instance_id": id })))
}

/// The same on the older path, which knows pay-per-use only.
pub(super) fn by_use(state: &mut State, request: &Arrived) -> Result<Answer, Refusal> {
    if request.object()?.get("bss_param").is_some() {
        return Err(Refusal::new(400, "SANDBOX.0001", "The page of this path knows no field bss_param."));
    }
    create(state, request, None)
}

fn place_order(state: &mut State, bss: &Json, instance_id: &str, now: Timestamp) -> Order {
    let digits = state.hex_id().to_uppercase();
    let tail: String = digits.chars().take(5).collect();
    Order {
        id: format!("CS{}{tail}", now.strftime("%y%m%d%H%M")),
        instance_id: instance_id.to_owned(),
        status: if flag(bss, "is_auto_pay") { OrderStatus::Done } else { OrderStatus::Unpaid },
        placed: now,
        period_type: if text(bss, "period_type") == "year" { 3 } else { 2 },
        period_num: number(bss, "period_num").unwrap_or(1),
    }
}

/// The instance as detail and list show it (`cloud::api`, "Instances"), but for status and addresses.
fn describe(body: &Json, id: &str, order: Option<&Order>, world: &World, now: Timestamp) -> Map<String, Json> {
    let named = |list: &[Json], key: &str, value: &Json| -> Json {
        World::find(list, key, value.as_str().unwrap_or_default()).map_or(Json::Null, |item| item["name"].clone())
    };
    let product = World::find(&world.products, "product_id", text(body, "product_id"));
    let subnet = World::find(&world.subnets, "id", text(body, "subnet_id"));
    let zones = body["available_zones"].as_array().cloned().unwrap_or_default();
    let codes: Vec<Json> =
        zones.iter().filter_map(|id| Some(World::find(&world.zones, "id", id.as_str()?)?["code"].clone())).collect();
    let total = number(body, "storage_space").unwrap_or_default();
    let ssl = flag(body, "ssl_enable") || text(body, "tls_mode") == "SSL";
    let mode = body.get("tls_mode").cloned().unwrap_or_else(|| json!(if ssl { "SSL" } else { "PLAINTEXT" }));
    let mut view = json!({
        "instance_id": id, "engine": "reliability", "created_at": now.as_millisecond().to_string(),
        "charging_mode": i32::from(order.is_none()),
        "vpc_name": named(&world.vpcs, "id", &body["vpc_id"]), "subnet_name": named(&world.subnets, "id", &body["subnet_id"]),
        "security_group_name": named(&world.security_groups, "id", &body["security_group_id"]),
        "subnet_cidr": subnet.map(|subnet| &subnet["cidr"]), "available_zone_names": codes,
        "storage_space": total * 93 / 100, "total_storage_space": total,
        "ssl_enable": ssl, "tls_mode": mode, "disk_encrypted": flag(body, "disk_encrypted_enable"),
        "publicip_address": eips(body, world).iter().map(|eip| text(eip, "public_ip_address")).collect::<Vec<_>>().join(","),
        "enable_publicip": flag(body, "enable_publicip"), "publicip_id": text(body, "publicip_id"),
        "ipv6_enable": flag(body, "ipv6_enable"), "enable_acl": flag(body, "enable_acl"),
        "description": text(body, "description"),
        "enterprise_project_id": body.get("enterprise_project_id").unwrap_or(&json!("0")),
        "arch_type": body.get("arch_type").or(product.and_then(|product| product["arch_types"].get(0))),
        "type": product.and_then(|product| product.get("type")), "order_id": order.map(|order| &order.id),
    });
    let same = [
        "name",
        "engine_version",
        "vpc_id",
        "subnet_id",
        "security_group_id",
        "available_zones",
        "product_id",
        "storage_spec_code",
        "broker_num",
        "disk_encrypted_key",
    ];
    for key in same {
        view[key] = body.get(key).cloned().unwrap_or_default();
    }
    complete(&view, world)
}

const ADDRESSES: [&str; 6] = [
    "namesrv_address",
    "broker_address",
    "grpc_address",
    "public_namesrv_address",
    "public_broker_address",
    "public_grpc_address",
];

/// The addresses it will have, with the ports of `cloud::api`, "Ports"; gRPC with 5.x only.
fn addresses(body: &Json, world: &World) -> Map<String, Json> {
    let subnet = World::find(&world.subnets, "id", text(body, "subnet_id"));
    let cidr = subnet.map(|subnet| text(subnet, "cidr")).unwrap_or_default();
    let private = |first: u64, ports: &[u64]| {
        let list: Vec<String> = (first..).zip(ports).map(|(n, port)| format!("{}:{port}", host(cidr, n))).collect();
        list.join(",")
    };
    let eips = eips(body, world);
    let public = |port: u64| {
        let list: Vec<String> = eips.iter().map(|eip| format!("{}:{port}", text(eip, "public_ip_address"))).collect();
        list.join(",")
    };
    let grpc = text(body, "engine_version") == "5.x";
    let values = [
        private(10, &[8100, 8100]),
        private(12, &[10100, 10100, 10100]),
        if grpc { private(12, &[8080, 8080]) } else { String::new() },
        public(8200),
        public(10101),
        if grpc { public(8081) } else { String::new() },
    ];
    sort::collect(ADDRESSES.iter().zip(values).map(|(key, value)| ((*key).to_owned(), Json::from(value))))
}

fn eips<'a>(body: &Json, world: &'a World) -> Vec<&'a Json> {
    text(body, "publicip_id").split(',').filter_map(|id| World::find(&world.eips, "id", id)).collect()
}

fn bind_eips(body: &Json, world: &mut World) {
    let ids: Vec<&str> = text(body, "publicip_id").split(',').collect();
    for eip in world.eips.iter_mut().filter(|eip| ids.contains(&text(eip, "id"))) {
        eip["status"] = json!("ACTIVE");
        eip["associate_instance_type"] = json!("PORT");
        let port = json!({ "port_id": eip["id"], "private_ip_address": "" });
        eip["vnic"] = port;
    }
}
