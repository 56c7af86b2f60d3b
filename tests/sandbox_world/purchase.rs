//! What can be bought, what is refused and why, and what becomes of it.

use crate::caller::{Caller, example, of_project};
use rocketmq_wizard::sandbox::world::World;
use serde_json::{Value as Json, json};
use std::time::Duration;

const ZONE_A: &str = "9f1c5806706d4c1fb0eb72f0a9b18c77";

/// The ids the cases below speak of by name.
struct Ids {
    orders: String,
    tier_a: String,
    tier_b: String,
    tier_c: String,
    small: String,
    bare: String,
    group: String,
    zones: Vec<String>,
    eips: Vec<String>,
    bound: String,
    locked: String,
    v6: String,
    keys: Vec<(String, String)>,
}

impl Ids {
    async fn read(caller: &Caller) -> Self {
        let orders = caller.id(&of_project("v1", "vpcs"), "vpcs", "name", "vpc-orders").await;
        let subnet = async |name: &str| caller.id(&of_project("v1", "subnets"), "subnets", "name", name).await;
        let eip = async |alias: &str| caller.id(&of_project("v3", "eip/publicips"), "publicips", "alias", alias).await;
        let groups = of_project("v3", "vpc/security-groups");
        let zones = caller.get("/v2/available-zones", &[]).await.json();
        let keys = caller.post(&of_project("v1.0", "kms/list-keys"), &json!({ "key_spec": "ALL" })).await.json();
        let text = |item: &Json, key: &str| item[key].as_str().unwrap().to_owned();
        Self {
            tier_a: subnet("app-tier-a").await,
            tier_b: subnet("app-tier-b").await,
            tier_c: subnet("app-tier-c").await,
            small: subnet("db-tier").await,
            bare: subnet("bare-metal").await,
            group: caller.id(&groups, "security_groups", "name", "sg-mq").await,
            zones: zones["available_zones"].as_array().unwrap().iter().map(|zone| text(zone, "id")).collect(),
            eips: vec![eip("mq-1").await, eip("mq-2").await, eip("mq-3").await],
            bound: caller.id(&of_project("v3", "eip/publicips"), "publicips", "status", "ACTIVE").await,
            locked: eip("frozen-by-police").await,
            v6: eip("v6").await,
            keys: keys["key_details"]
                .as_array()
                .unwrap()
                .iter()
                .map(|k| (text(k, "key_alias"), text(k, "key_id")))
                .collect(),
            orders,
        }
    }

    fn key(&self, alias: &str) -> &str {
        &self.keys.iter().find(|(name, _)| name == alias).unwrap().1
    }

    /// A 5.x instance across three zones, public and paid by the month.
    fn cluster(&self) -> Json {
        json!({
            "name": "orders-prod", "description": "订单", "engine": "rocketmq", "engine_version": "5.x",
            "storage_space": 900, "vpc_id": self.orders, "subnet_id": self.tier_b, "security_group_id": self.group,
            "available_zones": self.zones[..3], "product_id": "rocketmq.p2.large.12", "ssl_enable": false,
            "storage_spec_code": "dms.physical.storage.ultra.v2", "enable_acl": true, "ipv6_enable": false,
            "proxy_enable": false, "arch_type": "ARM", "tls_mode": "PERMISSIVE", "broker_num": 1,
            "enable_publicip": true, "publicip_id": self.eips.join(","), "disk_encrypted_enable": false,
            "bss_param": { "charging_mode": "prePaid", "period_type": "month", "period_num": 1,
                           "is_auto_renew": false, "is_auto_pay": true }
        })
    }
}

#[tokio::test]
async fn the_example_of_the_api_page_is_bought_once_and_built() {
    let caller = Caller::new(World::default().creation_time(Duration::ZERO)).await;
    let ids = Ids::read(&caller).await;
    let body = example(ids.key("orders"));
    let reply = caller.create(&body).await;
    assert_eq!((reply.status, reply.json().as_object().unwrap().len()), (200, 1), "{}", reply.json());
    let id = reply.json()["instance_id"].as_str().unwrap().to_owned();
    assert_eq!((id.len(), caller.sandbox.created()), (36, vec![body.clone()]));
    let detail = caller.get(&of_project("v2", &format!("instances/{id}")), &[]).await.json();
    let expected = [
        ("status", json!("RUNNING")),
        ("name", json!("reliability-1751840557")),
        ("total_storage_space", json!(600)),
        ("storage_space", json!(558)),
        ("namesrv_address", json!("192.168.0.10:8100,192.168.0.11:8100")),
        ("grpc_address", json!("")),
        ("charging_mode", json!(1)),
        ("available_zone_names", json!(["ap-southeast-3a"])),
        ("disk_encrypted", json!(true)),
    ];
    for (key, value) in expected {
        assert_eq!(detail[key], value, "{key}");
    }
    assert_eq!(caller.create(&body).await.refusal(), (400, "DMS.00400060".to_owned()));
    assert_eq!(caller.sandbox.created().len(), 1);
    let path = of_project("v2", "rocketmq/instances");
    let sibling = caller.post(&path, &example(ids.key("orders")).with(&[("name", json!("sibling"))])).await;
    assert_eq!(sibling.status, 200);
    let seen = caller.sandbox.requests();
    assert_eq!((&*seen.last().unwrap().method, &seen.last().unwrap().path), ("POST", &path));
}

#[tokio::test]
async fn a_cluster_by_the_month_has_an_order_and_public_addresses() {
    let caller = Caller::new(World::default().creation_time(Duration::ZERO)).await;
    let ids = Ids::read(&caller).await;
    let id = caller.create(&ids.cluster()).await.json()["instance_id"].as_str().unwrap().to_owned();
    let detail = caller.get(&of_project("v2", &format!("instances/{id}")), &[]).await.json();
    assert_eq!((&detail["charging_mode"], &detail["tls_mode"]), (&json!(0), &json!("PERMISSIVE")));
    assert_eq!(detail["grpc_address"], "10.20.4.12:8080,10.20.4.13:8080");
    assert_eq!(detail["public_grpc_address"], "203.0.113.11:8081,203.0.113.12:8081,203.0.113.13:8081");
    let order = format!("/v2/orders/customer-orders/details/{}", detail["order_id"].as_str().unwrap());
    let info = caller.get(&order, &[]).await.json();
    assert_eq!((&info["order_info"]["status"], &info["order_line_items"][0]["period_type"]), (&json!(5), &json!(2)));
    let again = ids.cluster().with(&[("name", json!("orders-prod-2"))]);
    assert_eq!(caller.create(&again).await.refusal(), (400, "DMS.00400128".to_owned()), "its EIPs are bound now");
}

#[tokio::test]
async fn an_unpaid_order_waits_without_an_instance() {
    let caller = Caller::new(World::default().creation_time(Duration::from_secs(3600))).await;
    let ids = Ids::read(&caller).await;
    let body = ids.cluster().with(&[("bss_param.is_auto_pay", json!(false))]);
    let id = caller.create(&body).await.json()["instance_id"].as_str().unwrap().to_owned();
    let path = of_project("v2", &format!("instances/{id}"));
    assert_eq!(caller.get(&path, &[]).await.refusal(), (404, "DMS.00404022".to_owned()));
    let pending = [("service_type_code", "hws.service.type.dms"), ("status", "6"), ("order_by", "-createTime")];
    let orders = caller.get("/v2/orders/customer-orders", &pending).await.json();
    assert_eq!((&orders["total_count"], &orders["order_infos"][0]["status"]), (&json!(1), &json!(6)));
    let name = [("engine", "reliability"), ("name", "orders-prod"), ("include_failure", "true")];
    assert_eq!(caller.get(&of_project("v2", "instances"), &name).await.json()["instance_num"], 0);
    caller.sandbox.pay_orders();
    assert_eq!(caller.get(&path, &[]).await.json()["status"], "CREATING");
    assert_eq!(caller.get("/v2/orders/customer-orders", &pending).await.json()["total_count"], 0);
}

#[tokio::test]
async fn each_of_the_flavors_can_be_bought() {
    let caller = Caller::new(World::default()).await;
    let ids = Ids::read(&caller).await;
    let products = caller.get("/v2/reliability/products", &[("limit", "100")]).await.json();
    for (n, product) in products["products"].as_array().unwrap().iter().enumerate() {
        let properties = &product["properties"];
        let least = ["min_storage", "min_storage_per_node"].iter().find_map(|key| properties.get(*key)).unwrap();
        let whole = |value: &Json| value.as_u64().or_else(|| value.as_str()?.parse().ok());
        let body = example(ids.key("orders")).with(&[
            ("name", json!(format!("flavor-{n}"))),
            ("product_id", product["product_id"].clone()),
            ("engine_version", properties["engine_versions"].clone()),
            ("storage_space", json!(whole(least))),
            ("broker_num", json!(whole(&properties["broker_num"]).unwrap_or(1))),
        ]);
        let reply = caller.create(&body).await;
        assert_eq!(reply.status, 200, "{}: {}", product["product_id"], reply.json());
    }
    assert_eq!(caller.sandbox.created().len(), 19);
}

#[tokio::test]
async fn what_the_page_forbids_is_refused_with_its_code() {
    let caller = Caller::new(World::default()).await;
    let ids = Ids::read(&caller).await;
    let base = example(ids.key("orders"));
    let path = of_project("v2/reliability", "instances");
    let table = [refused_texts(), refused_networks(&ids), refused_options(&ids)].concat();
    for (code, changes) in table {
        let reply = caller.post(&path, &base.with(&changes)).await;
        let code = if code.contains('.') { code.to_owned() } else { format!("DMS.{code}") };
        assert_eq!(reply.refusal(), (400, code), "{changes:?}: {}", reply.json());
    }
    for key in base.as_object().unwrap().keys() {
        let optional = ["ssl_enable", "ipv6_enable", "enterprise_project_id", "enable_publicip", "publicip_id"];
        if !optional.contains(&key.as_str()) && !key.starts_with("disk_encrypted") {
            let mut body = base.clone();
            body.as_object_mut().unwrap().remove(key);
            assert_eq!(caller.post(&path, &body).await.status, 400, "{key}");
        }
    }
    for (bytes, code) in [(&b""[..], "00400004"), (b"{\"name\"", "00400005"), (b"[]", "00400005")] {
        let reply = caller.send("POST", &path, &[], bytes.to_vec()).await.unwrap();
        assert_eq!(reply.refusal(), (400, format!("DMS.{code}")));
    }
    assert!(caller.sandbox.created().is_empty());
}

type Cases = Vec<(&'static str, Vec<(&'static str, Json)>)>;

fn refused_texts() -> Cases {
    let five = |id: &str, gb: u64| {
        vec![("product_id", json!(id)), ("engine_version", json!("5.x")), ("storage_space", json!(gb))]
    };
    vec![
        ("00400010", vec![("name", json!("abc"))]),
        ("00400010", vec![("name", json!("a".repeat(65)))]),
        ("00400010", vec![("name", json!("1-digit-first"))]),
        ("00400010", vec![("name", json!("blank inside"))]),
        ("00400010", vec![("name", json!("名字名字"))]),
        ("00400010", vec![("name", json!(7))]),
        ("00400011", vec![("description", json!("d".repeat(1025)))]),
        ("00400007", vec![("engine", json!("kafka"))]),
        ("00400007", vec![("engine", json!("rocketmq"))]),
        ("00400008", vec![("engine_version", json!("5.0"))]),
        ("00400009", vec![("product_id", json!("c6.2u4g.cluster"))]),
        ("00400022", vec![("engine_version", json!("5.x"))]),
        ("00400500", vec![("storage_space", json!(299))]),
        ("00400500", vec![("storage_space", json!(60_001))]),
        ("00400500", vec![("storage_space", json!("600"))]),
        ("00400500", vec![("storage_space", json!(899)), ("broker_num", json!(3))]),
        ("00400500", vec![("storage_space", json!(1000)), ("broker_num", json!(3))]),
        ("00400500", five("rocketmq.p2.large.40", 399)),
        ("00400500", five("rocketmq.b1.large.1", 30_001)),
        ("00400062", vec![("broker_num", json!(0))]),
        ("00400062", vec![("broker_num", json!(11)), ("storage_space", json!(11_000))]),
        ("00400062", [five("rocketmq.b1.large.1", 100), vec![("broker_num", json!(2))]].concat()),
        ("00400062", vec![("storage_spec_code", json!("dms.physical.storage.general.v2"))]),
        ("00400062", vec![("arch_type", json!("ARM"))]),
        ("00400062", vec![("arch_type", json!("x86"))]),
        ("00400062", vec![("enable_acl", json!("true"))]),
        ("SANDBOX.0001", vec![("storage_size", json!(600))]),
        ("00500033", vec![("enterprise_project_id", json!("nowhere"))]),
        ("00400060", vec![("name", json!("orders-failed"))]),
    ]
}

fn refused_networks(ids: &Ids) -> Cases {
    let zones =
        |list: &[usize]| vec![("available_zones", json!(list.iter().map(|n| &ids.zones[*n]).collect::<Vec<_>>()))];
    let in_orders = |subnet: &String, more: Vec<(&'static str, Json)>| {
        [vec![("vpc_id", json!(ids.orders)), ("subnet_id", json!(subnet))], more].concat()
    };
    let ipv6 = |n: usize| [zones(&[n]), vec![("ipv6_enable", json!(true))]].concat();
    let single =
        [vec![("product_id", json!("rocketmq.p1.large.1")), ("engine_version", json!("5.x"))], zones(&[0, 1, 2])];
    vec![
        ("00400013", vec![("vpc_id", json!(""))]),
        ("00400016", vec![("subnet_id", json!(""))]),
        ("00400014", vec![("security_group_id", json!(""))]),
        ("00400068", vec![("vpc_id", json!("nowhere"))]),
        ("00400046", vec![("security_group_id", json!("nowhere"))]),
        ("00400018", vec![("subnet_id", json!(ids.tier_b))]),
        ("00400020", in_orders(&ids.bare, Vec::new())),
        ("00400077", in_orders(&ids.small, Vec::new())),
        ("00400062", in_orders(&ids.tier_c, ipv6(0))),
        ("00400049", in_orders(&ids.tier_a, ipv6(2))),
        ("00400042", vec![("available_zones", json!(["ap-southeast-3a"]))]),
        ("00400042", vec![("available_zones", json!(ZONE_A))]),
        ("00400062", vec![("available_zones", json!([]))]),
        ("00400062", zones(&[0, 1])),
        ("00400062", zones(&[0, 1, 1])),
        ("00400055", zones(&[5])),
        ("00400055", zones(&[4])),
        ("00400055", [zones(&[2]), vec![("storage_spec_code", json!("dms.physical.storage.extreme"))]].concat()),
        ("00400067", single.concat()),
    ]
}

fn refused_options(ids: &Ids) -> Cases {
    let public = |list: &[&String]| {
        let joined: Vec<&str> = list.iter().map(|id| id.as_str()).collect();
        vec![("enable_publicip", json!(true)), ("publicip_id", json!(joined.join(",")))]
    };
    let bss = |mode: &str, period: &str, count: Json| {
        vec![("bss_param", json!({ "charging_mode": mode, "period_type": period, "period_num": count }))]
    };
    let single = [("product_id", json!("rocketmq.p1.large.1")), ("engine_version", json!("5.x"))];
    vec![
        ("00400062", vec![("tls_mode", json!("ssl"))]),
        ("00400062", vec![("tls_mode", json!("PERMISSIVE")), ("ssl_enable", json!(true))]),
        ("00400136", vec![("disk_encrypted_key", json!(""))]),
        ("00400062", vec![("disk_encrypted_enable", json!(false))]),
        ("00400137", vec![("disk_encrypted_key", json!(ids.key("orders-2023")))]),
        ("00400137", vec![("disk_encrypted_key", json!(ids.key("sign-orders")))]),
        ("00400137", vec![("disk_encrypted_key", json!("nowhere"))]),
        ("00400128", vec![("enable_publicip", json!(true))]),
        ("00400128", vec![("publicip_id", json!(ids.eips[0]))]),
        ("00400128", public(&[&ids.eips[0], &ids.eips[0]])),
        ("00400128", public(&[&ids.eips[0], &ids.bound])),
        ("00400128", public(&[&ids.locked])),
        ("00400128", public(&[&ids.v6])),
        ("00400062", bss("postPaid", "month", json!(1))),
        ("00400126", bss("prePaid", "month", json!(0))),
        ("00400126", bss("prePaid", "month", json!(10))),
        ("00400126", bss("prePaid", "year", json!(4))),
        ("00400038", bss("prePaid", "year", json!("1"))),
        ("00400047", bss("prePaid", "week", json!(1))),
        ("00400062", [&single[..], &bss("prePaid", "month", json!(1))].concat()),
        ("SANDBOX.0001", vec![("bss_param", json!({ "chargingMode": "prePaid" }))]),
    ]
}

#[tokio::test]
async fn quota_and_other_endings_are_told() {
    let world = World::default().quota(15).final_status("CREATEFAILED").creation_time(Duration::ZERO);
    let caller = Caller::new(world).await;
    let ids = Ids::read(&caller).await;
    let body = example(ids.key("orders"));
    let id = caller.create(&body).await.json()["instance_id"].as_str().unwrap().to_owned();
    let path = of_project("v2", &format!("instances/{id}"));
    assert_eq!(caller.get(&path, &[]).await.json()["status"], "CREATEFAILED");
    let second = body.with(&[("name", json!("one-too-many"))]);
    assert_eq!(caller.create(&second).await.refusal(), (400, "DMS.00400035".to_owned()));

    let caller = Caller::new(World::default().final_status("DELETED").creation_time(Duration::ZERO)).await;
    let id = caller.create(&body).await.json()["instance_id"].as_str().unwrap().to_owned();
    let path = of_project("v2", &format!("instances/{id}"));
    assert_eq!(caller.get(&path, &[]).await.status, 404);
}

/// A copy of a body with some of it changed.
trait With {
    fn with(&self, changes: &[(&str, Json)]) -> Json;
}

impl With for Json {
    fn with(&self, changes: &[(&str, Json)]) -> Json {
        let mut body = self.clone();
        for (key, value) in changes {
            match key.split_once('.') {
                Some((outer, inner)) => body[outer][inner] = value.clone(),
                None => body[*key] = value.clone(),
            }
        }
        body
    }
}
