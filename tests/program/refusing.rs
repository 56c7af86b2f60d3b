//! `create` where it does not buy: every exit code for that, each with its reason.

use crate::home::{Home, at_once, changed, finish, hourly, is_order, monthly, on_order, refuse};
use crate::watching::ADDRESS;
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use serde_json::{Value as Json, json};

#[test]
fn every_problem_is_listed_at_once_with_field_value_and_rule() {
    let home = Home::quick();
    let draft = changed(&json!({
        "name": "1-orders", "product_id": "large", "storage_space": "600 GB", "available_zones": null, "vpc_id": "x",
    }));
    let file = home.file("d.json", &draft);
    let run = home.run(&["create", "--draft", &file, "--yes"]);
    let run = run.expect(3, &["\"1-orders\" starts with '1'", "600 GB", "available_zones", "Zones are required"]);
    assert_eq!(run.out, "");
    let run = home.run(&["create", "--draft", &file, "--yes", "--json"]).expect(3, &[]);
    let problems = run.error()["problems"].clone();
    let fields: Vec<&str> = problems.as_array().unwrap().iter().map(|p| p["field"].as_str().unwrap()).collect();
    for field in ["name", "product_id", "storage_space", "vpc_id", "available_zones"] {
        assert!(fields.contains(&field), "{field} of {problems}");
    }
    let name = problems.as_array().unwrap().iter().find(|problem| problem["field"] == "name").unwrap();
    assert_eq!((&name["value"], &name["screen"]), (&json!("1-orders"), &json!(1)));
    assert_eq!(home.orders().len(), 0);
}

#[test]
fn wrong_use_names_the_mistake_and_the_nearest_right_thing() {
    let home = Home::quick();
    home.draft("orders", &hourly());
    let table: [(&[&str], &[&str]); 9] = [
        (&["crate"], &["unrecognized subcommand 'crate'", "'create'"]),
        (&["create", "--yes"], &["--draft <NAME|FILE|->"]),
        (&["create", "--draft", "orders", "--yess"], &["unexpected argument '--yess'", "'--yes'"]),
        (&["create", "--draft", "order", "--yes"], &["no draft named order", "Your drafts: orders."]),
        (&["create", "--draft", "./order.json", "--yes"], &["There is no file ./order.json."]),
        (&["create", "--draft", "orders", "--yes", "--confirm", "x"], &["cannot be used with"]),
        (&["create", "--draft", "orders", "--yes", "--endpoint", "http://example.com"], &["unencrypted"]),
        (&["export", "--draft", "orders", "--format", "curly"], &["invalid value 'curly'", "'curl'"]),
        (&["watch", "orders"], &["\"orders\" is not an ID"]),
    ];
    for (args, said) in table {
        let run = finish(home.command(args).spawn().unwrap()).expect(2, said);
        assert_eq!(run.out, "", "{args:?}");
    }
    assert_eq!(home.sandbox.requests().len(), 0);
}

#[test]
fn files_that_are_no_drafts_are_named_as_such() {
    let home = Home::quick();
    for (text, said) in [("{", "not whole or not JSON"), ("[]", "not a JSON object"), ("{\"a\": 1}", "neither a draft")]
    {
        std::fs::write(home.path("d.json"), text).unwrap();
        home.run(&["create", "--draft", "./d.json", "--yes"]).expect(3, &[said, "d.json"]);
        home.run_with(&["check", "--draft", "-"], text).expect(3, &[said, "standard input"]);
    }
}

#[test]
fn without_keys_it_says_where_it_looked() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let args = ["create", "--draft", &file, "--yes", "--json", "--endpoint", "http://127.0.0.1:9"];
    let run = finish(home.bare(&args).spawn().unwrap()).expect(4, &[]);
    let told = run.error()["message"].as_str().unwrap().to_owned();
    for place in ["HUAWEICLOUD_SDK_AK", "HW_ACCESS_KEY", "SDK profile", "KooCLI", "agency of this host"] {
        assert!(told.contains(place), "{place}: {told}");
    }
}

#[test]
fn keys_of_the_hosts_agency_buy_as_well() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let args = ["create", "--draft", &file, "--yes", "--endpoint", &home.sandbox.url()];
    finish(home.bare(&args).spawn().unwrap()).expect(0, &[]).id();
}

#[test]
fn answers_of_the_cloud_have_their_exit_codes() {
    let table: [(World, Json, &[&str], i32, &str); 10] = [
        (World::default().fault(on_order(refuse(403, "DMS.00403007"))), hourly(), &[], 4, "dms:instance:create"),
        (World::default().fault(on_order(refuse(401, "APIGW.0301"))), hourly(), &[], 4, "APIGW.0301"),
        (World::default().clock_offset(1200), hourly(), &[], 4, "clock"),
        (World::default().fault(on_order(refuse(400, "DMS.00400062"))), hourly(), &[], 7, "DMS.00400062"),
        (World::default().fault(on_order(FaultKind::Throttle { retry_after: 1 })), hourly(), &[], 7, "APIGW.0308"),
        (World::default().fault(on_order(refuse(400, "DMS.00500987"))), hourly(), &[], 8, "DMS.00500987"),
        (World::default().quota(14), hourly(), &[], 8, "quota used up, 14 of 14"),
        (World::default().fault(on_order(refuse(400, "DMS.00400035"))), hourly(), &[], 8, "DMS.00400035"),
        (World::default().final_status("CREATEFAILED"), hourly(), &["--wait"], 9, "Creation failed"),
        (World::default().final_status("ERROR"), monthly(false), &[], 0, "is not paid"),
    ];
    for (world, draft, flags, code, said) in table {
        let home = Home::new(world.creation_time(std::time::Duration::ZERO));
        let file = home.file("d.json", &draft);
        let args = [&["create", "--draft", &file, "--yes"][..], flags].concat();
        let run = home.run(&args).expect(code, &[said]);
        assert_eq!(run.out.is_empty(), !matches!(code, 0 | 9), "an ID wherever there is one: {run:?}");
        assert!(home.orders().len() <= 1, "{said}");
    }
}

#[test]
fn a_refusal_carries_field_code_and_request_id() {
    let home = Home::new(World::default().fault(on_order(refuse(400, "DMS.00400077"))));
    let file = home.file("d.json", &hourly());
    let error = home.run(&["create", "--draft", &file, "--yes", "--json"]).expect(7, &[]).error();
    assert_eq!((&error["code"], &error["field"]), (&json!(7), &json!("subnet_id")));
    assert_eq!((&error["error_code"], error["request_id"].as_str().unwrap().len()), (&json!("DMS.00400077"), 32));
}

/// For `create` that nothing was sent, for `check` no verdict.
#[test]
fn an_unreachable_cloud_is_a_failure_of_the_network() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let id = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";
    let commands: [(&[&str], &str); 3] = [
        (&["create", "--draft", &file, "--yes"], "Nothing was sent"),
        (&["check", "--draft", &file, "--online"], ""),
        (&[&["watch", id][..], &ADDRESS].concat(), ""),
    ];
    at_once(commands, |(args, said)| {
        let args = [args, &["--endpoint", "http://127.0.0.1:9"]].concat();
        let run = finish(home.command(&args).spawn().unwrap()).expect(5, &["could not be reached", said]);
        assert_eq!(run.out, "", "{args:?}");
    });
    home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]);
}

#[test]
fn a_name_that_is_taken_is_a_problem_of_the_draft() {
    let home = Home::new(World::default().duplicate_names().creation_time(std::time::Duration::ZERO));
    let file = home.file("d.json", &hourly());
    let id = home.run(&["create", "--draft", &file, "--yes", "--wait"]).expect(0, &[]).id().to_owned();
    let elsewhere = ["--config-dir", home.dir.path().join("other").to_str().unwrap()].map(str::to_owned);
    // Another plan of the name, and a host that has no receipt.
    let other = home.file("o.json", &changed(&json!({ "storage_space": 400 })));
    for (file, more) in [(&other, &[][..]), (&file, &elsewhere.each_ref().map(String::as_str))] {
        let args = [&["create", "--draft", file, "--yes", "--json"][..], more].concat();
        let error = home.run(&args).expect(3, &[]).error();
        assert_eq!(error["problems"][0]["field"], "name");
        assert!(error["problems"][0]["rule"].as_str().unwrap().contains(&id), "{error}");
    }
    assert_eq!(home.sandbox.created().len(), 1);
}

#[test]
fn lists_that_may_not_be_read_do_not_stop_a_complete_draft() {
    let denied = |path: &str| Fault::new(refuse(403, "DMS.00403007")).on("GET", path).times(u32::MAX);
    let home = Home::new(World::default().fault(denied("/v2/reliability/products")).fault(denied("/v2/0123")));
    let file = home.file("d.json", &changed(&json!({ "broker_num": null })));
    home.run(&["create", "--draft", &file, "--yes"]).expect(0, &["flavors could not be read", "name not checked"]);
    assert_eq!(home.orders().len(), 1);
    assert!(home.sandbox.requests().iter().any(is_order));
}

#[test]
fn a_flag_that_counts_rather_than_the_draft_is_said() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let told = |region| home.run(&["check", "--draft", &file, "--region", region]).err;
    assert!(told("eu-west-101").contains("--region eu-west-101 counts, not ap-southeast-3 of the draft."));
    assert!(!told("ap-southeast-3").contains("of the draft"));
}
