//! What the API page forbids, and the code it is refused with.

use crate::caller::{Caller, of_project};
use crate::known::{Ids, With, example};
use rocketmq_wizard::sandbox::world::World;
use serde_json::{Value as Json, json};

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
        ("00400042", vec![("available_zones", json!(ids.zones[0]))]),
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
