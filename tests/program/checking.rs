//! `check`: problems as text and JSON, with and without the cloud.

use crate::home::{Home, changed, finish, hourly};
use crate::support::env::PLACE;
use rocketmq_wizard::sandbox::world::World;
use serde_json::json;

#[test]
fn a_good_draft_is_valid_and_has_a_plan() {
    let home = Home::quick();
    home.draft("orders", &hourly());
    let run = home.run(&["check", "--draft", "orders"]).expect(0, &[]);
    let plan = home.run(&["check", "--draft", "orders", "--json"]).expect(0, &[]).json();
    let price = "Billed by the hour: rocketmq.p2.large.12, 1 broker; 300 GB ultra-high I/O. Price: not known here; see \
                 the price calculator.";
    assert_eq!(run.out, format!("valid, plan {}\n", plan["plan"].as_str().unwrap()));
    assert!(run.err.contains(price), "{run:?}");
    assert!(plan["price"].is_null() && price.starts_with(plan["billed"].as_str().unwrap()), "{plan}");
    assert_eq!((&plan["valid"], &plan["problems"]), (&json!(true), &json!([])));
    assert_eq!(home.sandbox.requests().len(), 0, "nobody is asked without --online");
    assert!(!run.err.contains("--online"), "the plan stands: {run:?}");
    let open = home.file("d.json", &changed(&json!({ "arch_type": null })));
    home.run(&["check", "--draft", &open]).expect(0, &["the plan may be another one with --online"]);
}

#[test]
fn a_bad_draft_has_each_of_its_problems_on_standard_output() {
    let home = Home::quick();
    let file = home.file("d.json", &changed(&json!({ "name": "a", "available_zones": ["x"] })));
    let run = home.run(&["check", "--draft", &file]).expect(3, &[]);
    assert_eq!(run.out.lines().last(), Some("not valid: 2 things to fix"));
    let object = home.run(&["check", "--draft", &file, "--json"]).expect(3, &[]).json();
    assert_eq!((&object["valid"], &object["plan"]), (&json!(false), &json!(null)));
    let rule = "\"a\" has 1 character; 4 to 64 are allowed";
    assert_eq!(object["problems"][0], json!({ "field": "name", "value": "a", "rule": rule, "screen": 1 }));
}

#[test]
fn online_the_cloud_has_its_say() {
    let sold_out = || World::default().sold_out("rocketmq.p2.large.12");
    let encrypted = json!({ "disk_encrypted_enable": true, "disk_encrypted_key": "orders", "subnet_id": "app-tier-b" });
    let disabled = json!({ "disk_encrypted_enable": true, "disk_encrypted_key": "orders-2023" });
    let table = [
        (World::default(), json!({}), 0, "902 free IPs"),
        (World::default(), encrypted, 0, "key enabled"),
        (World::default(), disabled, 3, "disk_encrypted_key"),
        (sold_out(), json!({}), 3, "sold out"),
        (World::default().quota(14), json!({}), 3, "quota used up, 14 of 14"),
        (World::default(), json!({ "subnet_id": "0a0f1fcb-f019-458d-b9e5-301867394d50" }), 3, "is not offered"),
    ];
    for (world, changes, code, said) in table {
        let home = Home::new(world);
        let file = home.file("d.json", &changed(&changes));
        let run = home.run(&["check", "--draft", &file, "--online"]).expect(code, &[]);
        assert!(run.out.contains(said), "{run:?}");
        let object = home.run(&["check", "--draft", &file, "--online", "--json"]).expect(code, &[]).json();
        assert_eq!(object["valid"], json!(code == 0), "{said}");
        assert_eq!(home.orders().len(), 0);
    }
}

/// Keys that do not fit close everything: one cause, said once on each output, with all that it concerns.
#[test]
fn one_cause_is_told_once_with_all_that_it_concerns() {
    const CAUSE: &str = "does not accept the signature";
    const LISTS: &str = "the regions, projects, flavors, zones, VPCs, subnets and security groups could not be read. ";
    let home = Home::quick();
    // An answer is left open, so that `create` reads the flavors, too.
    let file = home.file("d.json", &changed(&json!({ "storage_space": null })));
    let url = home.sandbox.url();
    for (args, code, lists, said) in [
        (&["create", "--dry-run"][..], 4, LISTS, [1, 0]),
        (&["create", "--yes"], 4, "note: the flavors could not be read. ", [1, 0]),
        (&["check", "--online"], 4, LISTS, [1, 1]),
        (&["doctor"], 4, "", [0, 1]),
    ] {
        let draft: &[&str] = if args == ["doctor"] { &PLACE } else { &["--draft", &file] };
        let args = [args, draft, &["--endpoint", &url]].concat();
        let run = finish(home.command(&args).env("HUAWEICLOUD_SDK_SK", "another").spawn().unwrap());
        let run = run.expect(code, &[lists]);
        assert_eq!([&run.err, &run.out].map(|text| text.matches(CAUSE).count()), said, "{args:?}: {run:?}");
    }
    // What is read by programs says all of it.
    let args = ["create", "--dry-run", "--json", "--draft", &file, "--endpoint", &url];
    let run = finish(home.command(&args).env("HUAWEICLOUD_SDK_SK", "another").spawn().unwrap()).expect(4, &[]);
    assert!(run.error()["message"].as_str().unwrap().contains(CAUSE), "{run:?}");
}
