//! What is read and set of an instance that exists: tags, configuration, background tasks.

use crate::caller::{Caller, of_project};
use crate::known::{With, example};
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use serde_json::{Value as Json, json};
use std::time::Duration;

/// Buys the API page's example under this name; returns its id.
async fn bought(caller: &Caller, name: &str) -> String {
    let keys = caller.post(&of_project("v1.0", "kms/list-keys"), &json!({})).await.json();
    let body = example(keys["keys"][0].as_str().unwrap()).with(&[("name", json!(name))]);
    let reply = caller.create(&body).await;
    reply.json()["instance_id"].as_str().unwrap().to_owned()
}

fn tag(key: &str, value: &str) -> Json {
    json!({ "key": key, "value": value })
}

/// Adds tags, or takes some off; returns the status and the error code, if any.
async fn tags(caller: &Caller, id: &str, action: &str, tags: Json) -> (u16, String) {
    let path = of_project("v2", &format!("rocketmq/{id}/tags/action"));
    caller.post(&path, &json!({ "action": action, "tags": tags })).await.refusal()
}

#[tokio::test]
async fn tags_are_set_changed_and_taken_off() {
    let caller = Caller::new(World::default().creation_time(Duration::ZERO)).await;
    let (one, other) = (bought(&caller, "orders-1").await, bought(&caller, "orders-2").await);
    let done = (204, "null".to_owned());
    assert_eq!(tags(&caller, &one, "create", json!([tag("team", "orders"), tag("费用", "")])).await, done);
    assert_eq!(tags(&caller, &other, "create", json!([tag("team", "a/b c")])).await, done);
    let of = async |id: &str| caller.get(&of_project("v2", &format!("rocketmq/{id}/tags")), &[]).await.json();
    assert_eq!(of(&one).await["tags"], json!([tag("team", "orders"), tag("费用", "")]));
    let detail = caller.get(&of_project("v2", &format!("instances/{one}")), &[]).await.json();
    assert_eq!(detail["tags"], of(&one).await["tags"]);
    let project = caller.get(&of_project("v2", "rocketmq/tags"), &[]).await.json();
    assert_eq!((&project["total"], &project["next_offset"]), (&json!(3), &json!(-1)));
    assert_eq!(project["tags"][1], json!({ "key": "team", "values": ["a/b c", "orders", "payments"] }));
    assert_eq!(tags(&caller, &one, "create", json!([tag("team", "shop")])).await, done);
    assert_eq!(tags(&caller, &one, "delete", json!([{ "key": "费用" }])).await, done);
    assert_eq!(of(&one).await["tags"], json!([tag("team", "shop")]));
}

#[tokio::test]
async fn tags_that_the_cloud_does_not_take_are_refused_whole() {
    let caller = Caller::new(World::default().creation_time(Duration::ZERO)).await;
    let id = bought(&caller, "tagged").await;
    let many: Vec<Json> = (0..21).map(|n| tag(&format!("k{n}"), "")).collect();
    let bad = [
        json!([]),
        json!(null),
        json!([tag("", "x")]),
        json!([tag(" blank", "x")]),
        json!([tag("a,b", "x")]),
        json!([tag("a/b", "x")]),
        json!([tag(&"k".repeat(129), "x")]),
        json!([tag("key", &"v".repeat(256))]),
        json!([tag("key", "a"), tag("key", "b")]),
        json!([{ "key": "key", "value": 7 }]),
        json!(many),
    ];
    for given in bad {
        let refusal = tags(&caller, &id, "create", given.clone()).await;
        assert_eq!(refusal, (400, "DMS.00400062".to_owned()), "{given}");
    }
    assert_eq!(tags(&caller, &id, "replace", json!([tag("a", "b")])).await.0, 400);
    assert_eq!(tags(&caller, "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d", "create", json!([tag("a", "b")])).await.0, 404);
    let full = tags(&caller, &id, "create", json!(many[..20])).await;
    assert_eq!(full.0, 204);
    assert_eq!(tags(&caller, &id, "create", json!(many[20..])).await.0, 400, "the 21st");
}

#[tokio::test]
async fn an_instance_takes_tags_and_settings_once_it_runs_and_refuses_them_on_demand() {
    let caller = Caller::new(World::default().creation_time(Duration::from_hours(1))).await;
    let id = bought(&caller, "building").await;
    let early = (400, "DMS.00400026".to_owned());
    assert_eq!(tags(&caller, &id, "create", json!([tag("a", "b")])).await, early);
    let configs = of_project("v2", &format!("rocketmq/instances/{id}/configs"));
    let body = json!({ "rocketmq_configs": [{ "name": "fileReservedTime", "value": "72" }] });
    let put =
        async |path: &str, body: &Json| caller.send("PUT", path, &[], body.to_string().into_bytes()).await.unwrap();
    assert_eq!(put(&configs, &body).await.refusal(), early);
    let listed = [("engine", "reliability"), ("name", "payments-prod")];
    let standing = caller.get(&of_project("v2", "instances"), &listed).await.json();
    let running = standing["instances"][0]["instance_id"].as_str().unwrap();

    let refused = FaultKind::Refuse { status: 403, code: "DMS.00403007".to_owned(), message: "no".to_owned() };
    caller.sandbox.set_fault(Fault::new(refused).on("POST", "/v2/*/rocketmq/*/tags/"));
    let create = of_project("v2", "rocketmq/instances");
    assert_ne!(caller.post(&create, &json!({})).await.status, 403, "the fault is for tags");
    assert_eq!(tags(&caller, running, "create", json!([tag("a", "b")])).await, (403, "DMS.00403007".to_owned()));
    assert_eq!(tags(&caller, running, "create", json!([tag("a", "b")])).await.0, 204);

    let configs = of_project("v2", &format!("rocketmq/instances/{running}/configs"));
    assert_eq!(put(&configs, &body).await.status, 204);
    assert_eq!(caller.get(&configs, &[]).await.json()["rocketmq_configs"][0]["value"], "72");
    for (name, value) in [("fileReservedTime", json!("721")), ("fileReservedTime", json!(72)), ("other", json!("1"))] {
        let body = json!({ "rocketmq_configs": [{ "name": name, "value": value }] });
        assert_eq!(put(&configs, &body).await.refusal(), (400, "DMS.00400062".to_owned()), "{body}");
    }
}

#[tokio::test]
async fn the_creation_is_a_background_task_that_says_how_it_went() {
    let endings =
        [("RUNNING", 0, "SUCCESS", ""), ("RUNNING", 9, "EXECUTING", ""), ("CREATEFAILED", 0, "FAILED", "00400055")];
    for (status, hours, told, reason) in endings {
        let world = World::default().final_status(status).creation_time(Duration::from_hours(hours));
        let caller = Caller::new(world).await;
        let id = bought(&caller, "tasks").await;
        let path = of_project("v2", &format!("instances/{id}/tasks"));
        let all = caller.get(&path, &[("start", "1"), ("limit", "10")]).await.json();
        let task = &all["tasks"][0];
        assert_eq!((&all["task_count"], &task["status"]), (&json!("1"), &json!(told)));
        assert!(task["params"].as_str().unwrap().contains(reason), "{task}");
        let one = caller.get(&format!("{path}/{}", task["id"].as_str().unwrap()), &[]).await.json();
        assert_eq!(one["tasks"][0], *task);
        assert_eq!(caller.get(&format!("{path}/none"), &[]).await.status, 400);
        let early = [("begin_time", "20200101000000"), ("end_time", "20210101000000")];
        assert_eq!(caller.get(&path, &early).await.json()["task_count"], "0");
    }
}
