//! What can be bought, and what becomes of it.

use crate::caller::{Caller, of_project};
use crate::known::{Ids, With, example};
use rocketmq_wizard::sandbox::world::World;
use serde_json::{Value as Json, json};
use std::time::Duration;

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
    let query = json!({ "order_id": detail["order_id"], "only_main_resource": 1 });
    let resources = caller.post("/v2/orders/suscriptions/resources/query", &query).await.json();
    assert_eq!((&resources["total_count"], &resources["data"][0]["resource_id"]), (&json!(1), &json!(id)));
    let again = ids.cluster().with(&[("name", json!("orders-prod-2"))]);
    assert_eq!(caller.create(&again).await.refusal(), (400, "DMS.00400128".to_owned()), "its EIPs are bound now");
}

#[tokio::test]
async fn an_unpaid_order_waits_without_an_instance() {
    let caller = Caller::new(World::default().creation_time(Duration::from_hours(1))).await;
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
async fn an_order_that_is_cancelled_leaves_nothing() {
    let caller = Caller::new(World::default()).await;
    let ids = Ids::read(&caller).await;
    let body = ids.cluster().with(&[("bss_param.is_auto_pay", json!(false))]);
    let id = caller.create(&body).await.json()["instance_id"].as_str().unwrap().to_owned();
    let orders = caller.get("/v2/orders/customer-orders", &[("status", "6")]).await.json();
    let number = orders["order_infos"][0]["order_id"].as_str().unwrap().to_owned();
    caller.sandbox.cancel_orders();
    let detail = caller.get(&format!("/v2/orders/customer-orders/details/{number}"), &[]).await.json();
    assert_eq!(detail["order_info"]["status"], 4);
    assert_eq!(caller.get("/v2/orders/customer-orders", &[("status", "6")]).await.json()["total_count"], 0);
    caller.sandbox.pay_orders();
    let path = of_project("v2", &format!("instances/{id}"));
    assert_eq!(caller.get(&path, &[]).await.refusal(), (404, "DMS.00404022".to_owned()), "it cannot be paid any more");
    let named = ids.cluster().with(&[("bss_param.is_auto_pay", json!(false)), ("enable_publicip", json!(false))]);
    let mut again = named.clone();
    again.as_object_mut().unwrap().remove("publicip_id");
    assert_eq!(caller.create(&again).await.status, 200, "the name is free");
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

#[tokio::test]
async fn a_careless_client_can_buy_twice_and_not_see_it_at_once() {
    let world = World::default().duplicate_names().registration_time(Duration::from_hours(1));
    let caller = Caller::new(world).await;
    let ids = Ids::read(&caller).await;
    let body = example(ids.key("orders"));
    for _ in 0..2 {
        let id = caller.create(&body).await.json()["instance_id"].as_str().unwrap().to_owned();
        let detail = caller.get(&of_project("v2", &format!("instances/{id}")), &[]).await;
        assert_eq!(detail.refusal(), (404, "DMS.00404022".to_owned()));
    }
    let query = [("engine", "reliability"), ("name", "reliability-1751840557")];
    assert_eq!(caller.get(&of_project("v2", "instances"), &query).await.json()["instance_num"], 0);
    assert_eq!(caller.sandbox.created().len(), 2);
}
