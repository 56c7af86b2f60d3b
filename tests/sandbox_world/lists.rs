//! Every list, page by page, in the spelling the documents give it.

use crate::caller::{Caller, of_project};
use rocketmq_wizard::sandbox::PROJECT_ID;
use rocketmq_wizard::sandbox::world::World;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

fn ids(items: &[Json], key: &str) -> BTreeSet<String> {
    items.iter().map(|item| item[key].as_str().unwrap().to_owned()).collect()
}

/// Follows markers until the list ends: a v1 list with a short page, a v3 list without a next marker.
async fn by_marker(caller: &Caller, path: &str, name: &str, filter: &[(&str, &str)], limit: usize) -> Vec<Json> {
    let (mut all, mut marker, size) = (Vec::new(), String::new(), limit.to_string());
    loop {
        let mut query = filter.to_vec();
        query.push(("limit", &size));
        if !marker.is_empty() {
            query.push(("marker", &marker));
        }
        let body = caller.get(path, &query).await.json();
        let page = body[name].as_array().unwrap_or_else(|| panic!("{path}: {body}")).clone();
        let next = match body.get("page_info") {
            Some(info) => info.get("next_marker").cloned(),
            None => page.last().filter(|_| page.len() == limit).map(|last| last["id"].clone()),
        };
        all.extend(page);
        match next {
            Some(next) => next.as_str().unwrap().clone_into(&mut marker),
            None => return all,
        }
    }
}

#[tokio::test]
async fn marker_lists_give_the_same_entries_on_any_page_size() {
    let caller = Caller::new(World::default()).await;
    let mq = caller.id(&of_project("v3", "vpc/security-groups"), "security_groups", "name", "sg-mq").await;
    let none: &[(&str, &str)] = &[];
    let rules: &[(&str, &str)] = &[("security_group_id", &mq)];
    let vpc = caller.id(&of_project("v3", "vpc/vpcs"), "vpcs", "name", "vpc-orders").await;
    let one_group: &[(&str, &str)] = &[("id", &mq)];
    let one_vpc: &[(&str, &str)] = &[("id", &vpc)];
    let table = [
        ("v1", "vpcs", "vpcs", none, 44),
        ("v3", "vpc/vpcs", "vpcs", none, 44),
        ("v1", "subnets", "subnets", none, 210),
        ("v3", "vpc/security-groups", "security_groups", none, 124),
        ("v3", "vpc/security-groups", "security_groups", one_group, 1),
        ("v3", "vpc/vpcs", "vpcs", one_vpc, 1),
        ("v3", "vpc/security-group-rules", "security_group_rules", rules, 7),
        ("v1", "publicips", "publicips", none, 32),
        ("v3", "eip/publicips", "publicips", none, 32),
    ];
    for (version, rest, name, filter, count) in table {
        let path = of_project(version, rest);
        for limit in [3, 11, 2000] {
            let all = by_marker(&caller, &path, name, filter, limit).await;
            assert_eq!((all.len(), ids(&all, "id").len()), (count, count), "{path} by {limit}");
        }
        assert_eq!(caller.get(&path, &[("limit", "2001")]).await.status, 400);
        assert_eq!(caller.get(&path, &[("marker", "nowhere")]).await.status, 400);
    }
}

#[tokio::test]
async fn flavors_come_ten_to_a_page() {
    let caller = Caller::new(World::default()).await;
    for engine in ["rocketmq", "reliability"] {
        let path = format!("/v2/{engine}/products");
        let first = caller.get(&path, &[]).await.json();
        assert_eq!((first["products"].as_array().unwrap().len(), &first["total"]), (10, &json!(19)));
        assert_eq!((&first["next_offset"], &first["previous_offset"]), (&json!(10), &json!(-1)));
        let second = caller.get(&path, &[("offset", "10")]).await.json();
        assert_eq!((second["products"].as_array().unwrap().len(), &second["next_offset"]), (9, &json!(-1)));
        assert_eq!(second["previous_offset"], 0);
    }
    let one = caller.get("/v2/rocketmq/products", &[("product_id", "c6.4u8g.cluster")]).await.json();
    let product = &one["products"][0];
    assert_eq!((&product["properties"]["max_broker"], &product["ios"][0]["type"]), (&json!("10"), &json!("evs")));
    let capped = Caller::new(World::default().page_cap(7)).await;
    let page = capped.get("/v2/rocketmq/products", &[("limit", "50")]).await.json();
    assert_eq!((page["products"].as_array().unwrap().len(), &page["next_offset"]), (7, &json!(7)));
}

#[tokio::test]
async fn zones_spell_their_oddities() {
    let caller = Caller::new(World::default().sold_out("rocketmq.p2.large.8").retired("rocketmq.b1.large.1")).await;
    let body = caller.get("/v2/available-zones", &[]).await.json();
    let zones = body["available_zones"].as_array().unwrap();
    assert_eq!((zones.len(), &body["region_id"]), (7, &json!("ap-southeast-3")));
    assert_eq!(
        (&zones[0]["id"], &zones[0]["code"]),
        (&json!("9f1c5806706d4c1fb0eb72f0a9b18c77"), &json!("ap-southeast-3a"))
    );
    assert_eq!((&zones[6]["soldOut"], &zones[4]["resource_availability"]), (&json!(true), &json!("false")));
    let products = caller.get("/v2/rocketmq/products", &[("limit", "100")]).await.json();
    let products = products["products"].as_array().unwrap().clone();
    assert_eq!(products.len(), 18);
    let sold_out = products.iter().find(|product| product["product_id"] == "rocketmq.p2.large.8").unwrap();
    assert!(sold_out["ios"].as_array().unwrap().iter().all(|io| io["available_zones"] == json!([])));
}

#[tokio::test]
async fn instances_are_found_in_part_and_in_full() {
    let caller = Caller::new(World::default()).await;
    let path = of_project("v2", "instances");
    let count = async |query: &[(&str, &str)]| {
        let mut all = vec![("engine", "reliability")];
        all.extend(query);
        let body = caller.get(&path, &all).await.json();
        (body["instances"].as_array().unwrap().len(), body["instance_num"].as_u64().unwrap())
    };
    assert_eq!(count(&[]).await, (10, 12));
    assert_eq!(count(&[("offset", "10")]).await, (2, 12));
    assert_eq!(count(&[("limit", "50"), ("include_failure", "true")]).await, (14, 14));
    assert_eq!(count(&[("name", "orders")]).await, (1, 1));
    assert_eq!(count(&[("name", "orders"), ("include_failure", "true")]).await, (2, 2));
    assert_eq!(count(&[("name", "orders"), ("exact_match_name", "true")]).await, (0, 0));
    assert_eq!(count(&[("name", "orders-staging"), ("exact_match_name", "true")]).await, (1, 1));
    assert_eq!(count(&[("status", "FROZEN")]).await, (1, 1));
    for bad in [&[("engine", "kafka")][..], &[], &[("engine", "rocketmq"), ("limit", "51")]] {
        assert_eq!(caller.get(&path, bad).await.status, 400, "{bad:?}");
    }
    let listed = caller.get(&path, &[("engine", "rocketmq"), ("name", "payments-prod")]).await.json();
    let item = &listed["instances"][0];
    let detail = caller.get(&format!("{path}/{}", item["instance_id"].as_str().unwrap()), &[]).await.json();
    let places = [("disk_encrypted_key", true, false), ("subnet_name", false, true), ("order_id", false, true)];
    for (key, in_list, in_detail) in places {
        assert_eq!((item.get(key).is_some(), detail.get(key).is_some()), (in_list, in_detail), "{key}");
    }
    let missing = caller.get(&format!("{path}/8959ab1c-7a1a-4bb1-a05d-93dfc361b32d"), &[]).await;
    assert_eq!(missing.refusal(), (404, "DMS.00404022".to_owned()));
}

#[tokio::test]
async fn keys_take_strings_and_answer_with_strings() {
    let caller = Caller::new(World::default()).await;
    let path = of_project("v1.0", "kms/list-keys");
    let (mut all, mut marker) = (Vec::new(), None);
    loop {
        let mut ask = json!({ "limit": "4", "key_spec": "ALL" });
        if let Some(marker) = marker {
            ask["marker"] = marker;
        }
        let body = caller.post(&path, &ask).await.json();
        all.extend(body["key_details"].as_array().unwrap().clone());
        if body["truncated"] == "false" {
            break;
        }
        marker = Some(body["next_marker"].clone());
    }
    assert_eq!((all.len(), ids(&all, "key_id").len()), (27, 27));
    let symmetric = caller.post(&path, &json!({ "key_state": "2" })).await.json();
    let details = symmetric["key_details"].as_array().unwrap();
    assert!(details.iter().all(|key| key["key_spec"] == "AES_256" && key["key_state"] == "2"));
    assert_eq!(
        (&details[0]["key_alias"], details.len()),
        (&json!("orders"), symmetric["keys"].as_array().unwrap().len())
    );
    assert_eq!(caller.post(&path, &json!({ "limit": 100 })).await.refusal(), (400, "KMS.0204".to_owned()));
    let one = of_project("v1.0", "kms/describe-key");
    let info = caller.post(&one, &json!({ "key_id": details[0]["key_id"] })).await.json();
    assert_eq!(info["key_info"]["key_alias"], "orders");
    assert_eq!(caller.post(&one, &json!({ "key_id": "none" })).await.refusal(), (404, "KMS.2103".to_owned()));
}

#[tokio::test]
async fn the_account_knows_its_projects() {
    let caller = Caller::new(World::default().page_cap(5)).await;
    let mut all = Vec::new();
    while all.len() < 11 {
        let offset = all.len().to_string();
        let body = caller.get("/v1.0/enterprise-projects", &[("status", "1"), ("offset", &offset)]).await.json();
        assert_eq!(body["total_count"], 11);
        all.extend(body["enterprise_projects"].as_array().unwrap().clone());
    }
    assert_eq!((&all[0]["id"], ids(&all, "id").len()), (&json!("0"), 11));
    let named = caller.get("/v3/projects", &[("name", "ap-southeast-3")]).await.json();
    assert_eq!((named["projects"].as_array().unwrap().len(), &named["projects"][0]["id"]), (1, &json!(PROJECT_ID)));
    let listed = caller.get("/v3/auth/projects", &[]).await.json();
    let part =
        listed["projects"].as_array().unwrap().iter().find(|project| project["parent_id"] == PROJECT_ID).unwrap();
    let of_part = format!("/v3/{}/vpc/vpcs", part["id"].as_str().unwrap());
    assert_eq!(caller.get(&of_part, &[]).await.status, 200);
    assert_eq!(caller.get("/v3/auth/domains", &[]).await.json()["domains"][0]["name"], "example-corp");
    assert_eq!(caller.get("/v3/regions", &[]).await.json()["regions"][0]["locales"]["en-us"], "AP-Singapore");
    let quotas = caller.get(&of_project("v2", "quotas"), &[("onlyQuota", "reliability")]).await.json();
    assert_eq!(quotas["quotas"]["resources"][0], json!({ "type": "rocketmqInstance", "quota": 100, "used": 14 }));
}

#[tokio::test]
async fn networks_can_be_narrowed_down() {
    let caller = Caller::new(World::crowded()).await;
    let vpcs = of_project("v1", "vpcs");
    let subnets = of_project("v1", "subnets");
    let crowded = caller.id(&vpcs, "vpcs", "name", "vpc-crowded").await;
    let all = by_marker(&caller, &subnets, "subnets", &[("vpc_id", &crowded)], 2000).await;
    assert_eq!((all.len(), ids(&all, "id").len()), (10_000, 10_000));
    let orders = caller.id(&vpcs, "vpcs", "name", "vpc-orders").await;
    let few = by_marker(&caller, &subnets, "subnets", &[("vpc_id", &orders)], 100).await;
    assert_eq!((few.len(), &few[1]["neutron_network_id"]), (6, &few[1]["id"]));
    let eips = of_project("v3", "eip/publicips");
    let free = by_marker(&caller, &eips, "publicips", &[("ip_version", "4"), ("status", "DOWN")], 100).await;
    assert_eq!((free.len(), free.iter().filter(|eip| eip.get("lock_status").is_some()).count()), (14, 1));
    let old = by_marker(&caller, &of_project("v1", "publicips"), "publicips", &[], 100).await;
    assert!(old.iter().any(|eip| eip["port_id"].is_string() && eip["bandwidth_size"] == 10));
    let everything = by_marker(&caller, &vpcs, "vpcs", &[("enterprise_project_id", "all_granted_eps")], 100).await;
    let default = by_marker(&caller, &vpcs, "vpcs", &[("enterprise_project_id", "0")], 100).await;
    assert!(default.len() < everything.len() && !default.is_empty());
}
