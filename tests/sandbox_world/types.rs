//! The types of what is answered: those of the vendor's models, which its clients insist on.

use crate::caller::{Caller, of_project};
use crate::known::{Ids, With, example};
use rocketmq_wizard::sandbox::world::World;
use serde_json::{Value as Json, json};

/// The type of a value in one word.
fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "nothing",
        Json::Bool(_) => "switch",
        Json::Number(number) if number.is_f64() => "fraction",
        Json::Number(_) => "number",
        Json::String(_) => "text",
        Json::Array(_) => "list",
        Json::Object(_) => "object",
    }
}

#[track_caller]
fn assert_kinds(item: &Json, expected: &str, keys: &[&str]) {
    for key in keys {
        assert_eq!(kind(&item[*key]), expected, "{key} of {item}");
    }
}

#[tokio::test]
async fn zones_and_flavors_have_the_types_of_the_vendor_s_models() {
    let caller = Caller::new(World::default()).await;
    let zones = caller.get("/v2/available-zones", &[]).await.json();
    for zone in zones["available_zones"].as_array().unwrap() {
        assert_kinds(zone, "switch", &["default_az", "soldOut"]);
        assert_kinds(zone, "text", &["resource_availability", "port", "id", "code"]);
    }
    assert_eq!(zones["available_zones"][0]["default_az"], true);
    let products = caller.get("/v2/reliability/products", &[("limit", "100")]).await.json();
    assert_kinds(&products, "number", &["total", "next_offset", "previous_offset"]);
    for product in products["products"].as_array().unwrap() {
        for (key, value) in product["properties"].as_object().unwrap() {
            assert_eq!(kind(value), "text", "{key} of {product}");
        }
        assert_kinds(product, "list", &["arch_types", "charging_mode", "ios", "support_features"]);
    }
}

#[tokio::test]
async fn an_instance_shows_every_member_that_the_vendor_documents_in_its_type() {
    let texts = "name engine status description type specification engine_version instance_id vpc_id vpc_name created_at \
        product_id security_group_id security_group_name subnet_id subnet_cidr user_id user_name maintain_begin \
        maintain_end publicip_id publicip_address cross_vpc_info storage_resource_id storage_spec_code service_type \
        storage_type ipv6_broker_address ipv6_namesrv_address support_features ces_version namesrv_address \
        namesrv_domain_name broker_address public_namesrv_address public_namesrv_domain_name public_broker_address \
        grpc_address grpc_domain_name public_grpc_address public_grpc_domain_name enterprise_project_id \
        resource_spec_code quota_address tls_mode arch_type";
    let numbers = "charging_mode storage_space used_storage_space extend_times node_num broker_num total_storage_space \
        produce_portion consume_portion max_msg_process_tps";
    let switches = "enable_log_collection enable_publicip ssl_enable ipv6_enable disk_encrypted new_spec_billing_enable \
        enable_acl dns_enable dr_enable config_ssl_need_restart_process enable_elastic_tps";
    let members = [
        ("text", texts),
        ("number", numbers),
        ("switch", switches),
        ("list", "available_zones available_zone_names tags"),
    ];
    let caller = Caller::new(World::default()).await;
    let ids = Ids::read(&caller).await;
    for body in [ids.cluster(), example(ids.key("orders"))] {
        assert_eq!(caller.create(&body).await.status, 200);
    }
    let query = [("engine", "rocketmq"), ("limit", "50"), ("include_failure", "true")];
    let listed = caller.get(&of_project("v2", "instances"), &query).await.json();
    for item in listed["instances"].as_array().unwrap() {
        let path = of_project("v2", &format!("instances/{}", item["instance_id"].as_str().unwrap()));
        let detail = caller.get(&path, &[]).await.json();
        for (expected, keys) in members {
            let keys: Vec<&str> = keys.split_whitespace().collect();
            assert_kinds(item, expected, &keys);
            assert_kinds(&detail, expected, &keys);
        }
        assert_kinds(&detail, "switch", &["auto_volume_expand_enable"]);
        assert_kinds(&detail, "text", &["subnet_name"]);
    }
    let small = listed["instances"].as_array().unwrap().iter().find(|item| item["name"] == "warehouse-legacy").unwrap();
    assert_eq!(
        (&small["specification"], &small["node_num"]),
        (&json!("rocketmq.4u8g.cluster.small * 1 broker"), &json!(3))
    );
}

#[tokio::test]
async fn the_older_path_buys_by_use_only_and_a_single_node_needs_no_number_of_brokers() {
    let caller = Caller::new(World::default()).await;
    let ids = Ids::read(&caller).await;
    let older = of_project("v2", "instances");
    let monthly = caller.post(&older, &ids.cluster()).await;
    assert_eq!((monthly.status, caller.sandbox.created().len()), (400, 0));
    let single =
        [("product_id", json!("rocketmq.b1.large.1")), ("engine_version", json!("5.x")), ("storage_space", json!(300))];
    let mut body = example(ids.key("orders")).with(&single);
    body.as_object_mut().unwrap().remove("broker_num");
    let reply = caller.post(&older, &body).await;
    assert_eq!(reply.status, 200, "{}", reply.json());
    let id = reply.json()["instance_id"].as_str().unwrap().to_owned();
    let detail = caller.get(&of_project("v2", &format!("instances/{id}")), &[]).await.json();
    assert_eq!((&detail["broker_num"], &detail["node_num"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn eips_of_the_older_list_are_found_by_their_addresses() {
    let caller = Caller::new(World::default()).await;
    let path = of_project("v1", "publicips");
    let two = [("public_ip_address", "203.0.113.11"), ("public_ip_address", "203.0.113.26")];
    let found = caller.get(&path, &two).await.json()["publicips"].as_array().unwrap().clone();
    let addresses: Vec<&Json> = found.iter().map(|eip| &eip["public_ip_address"]).collect();
    assert_eq!(addresses, ["203.0.113.11", "203.0.113.26"]);
    let port = found[1]["port_id"].as_str().unwrap();
    let of_port = caller.get(&path, &[("port_id", port)]).await.json();
    assert_eq!(of_port["publicips"], json!([found[1]]));
    let none = caller.get(&path, &[("public_ip_address", "192.0.2.1")]).await.json();
    assert_eq!(none, json!({ "publicips": [] }));
}
