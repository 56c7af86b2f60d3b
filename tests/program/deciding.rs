//! What the cloud's lists decide about an order right before it is sent.

use crate::home::{Home, always, at_once, changed, hourly, is_order, refuse, verbatim};
use rocketmq_wizard::sandbox::PROJECT_ID;
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use serde_json::{Value as Json, json};
use std::time::Duration;

/// The lists that can be asked for one entry, each with the filter for that of the usual draft.
const ALONE: [(&str, &str); 3] = [
    ("/v2/reliability/products", "product_id=rocketmq.p2.large.12"),
    ("/v3/*/vpc/vpcs", "id=ce284b4a-5114-4a6e-a463-a0cd7e0af93a"),
    ("/v3/*/vpc/security-groups", "id=536e7720-9fbe-4a19-a772-f0755ae665a7"),
];

#[test]
fn what_the_lists_close_is_not_sent() {
    let public = |eip: &str| json!({ "enable_publicip": true, "publicip_id": [eip] });
    let encrypted =
        json!({ "disk_encrypted_enable": true, "disk_encrypted_key": "52234595-06d0-4158-a6f3-bbc0c58c3a52" });
    let table: [(World, Json, i32, &str); 9] = [
        (World::default(), public("d3f4e408-e548-4bae-ac09-ac1874cdb14f"), 3, "is closed: bound"),
        (World::default(), encrypted, 3, "disabled"),
        (World::default(), json!({ "available_zones": ["0da758cd89bd1511d45ec89a1b4551a3"] }), 8, "sold out"),
        (World::default(), json!({ "available_zones": ["00000000000000000000000000000000"] }), 3, "is not offered"),
        (World::default().sold_out("rocketmq.p2.large.12"), json!({}), 8, "sold out"),
        (World::default().retired("rocketmq.p2.large.12"), json!({}), 3, "not on sale here"),
        (World::default(), json!({ "subnet_id": "ef0fdd61-2260-4b90-a4fd-31545787b8db" }), 3, "DHCP is off"),
        (World::default().quota(14), json!({}), 8, "quota used up, 14 of 14"),
        (World::default(), public("5474415c-2d56-4712-ab38-00875499b51f"), 0, ""),
    ];
    for (world, changes, code, said) in table {
        let home = Home::new(world.creation_time(Duration::ZERO));
        let file = home.file("d.json", &changed(&changes));
        let run = home.run(&["create", "--draft", &file, "--yes", "--json"]).expect(code, &[said]);
        assert_eq!(home.orders().len(), usize::from(code == 0), "{run:?}");
        if code != 0 {
            assert_eq!((&run.error()["code"], run.out.as_str()), (&json!(code), ""));
            home.run(&["create", "--draft", &file, "--dry-run"]).expect(code, &[said]);
        }
    }
}

#[test]
fn a_list_that_is_refused_or_out_of_reach_is_said_and_does_not_block() {
    let eips = json!({ "enable_publicip": true, "publicip_id": ["5474415c-2d56-4712-ab38-00875499b51f"] });
    let nowhere = "http://127.0.0.1:9";
    let cases = [
        (vec![always("GET", "/v3/", refuse(403, "VPC.0003"))], vec![], "VPCs"),
        (vec![always("GET", "/v3/", refuse(500, "VPC.0500"))], vec![], "VPCs, security groups and EIPs"),
        (vec![always("GET", "/v1/", verbatim(403, "<html>"))], vec![], "subnets"),
        (vec![always("GET", "/v2/available-zones", FaultKind::Garbage)], vec![], "zones"),
        (vec![], vec!["--endpoint".to_owned(), format!("vpc={nowhere}")], "VPCs, subnets, security groups and EIPs"),
    ];
    at_once(cases, |(faults, flags, said)| {
        let home = Home::new(faults.into_iter().fold(World::default(), World::fault));
        let file = home.file("d.json", &changed(&eips));
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let run = home.run(&[&["create", "--draft", &file, "--yes"][..], &flags].concat());
        let run = run.expect(0, &[&format!("note: the {said} could not be read, so they were not checked.")]);
        assert_eq!((run.id().len(), home.orders().len()), (36, 1));
    });
}

/// What is read before the order goes out: each list it depends on once, and nothing else.
#[test]
fn only_the_lists_of_this_order_are_read() {
    let reads = |draft: &Json| {
        let home = Home::quick();
        let file = home.file("d.json", draft);
        home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]);
        let seen = home.sandbox.requests();
        let order = seen.iter().position(is_order).unwrap();
        let mut paths: Vec<String> = seen[..order].iter().map(|seen| seen.path.replace(PROJECT_ID, "P")).collect();
        paths.sort();
        paths.dedup();
        (paths, seen.len())
    };
    let usual = [
        "/v1/P/subnets",
        "/v2/P/instances",
        "/v2/P/quotas",
        "/v2/available-zones",
        "/v2/reliability/products",
        "/v3/P/vpc/security-groups",
        "/v3/P/vpc/vpcs",
        "/v3/auth/domains",
    ];
    let (paths, count) = reads(&hourly());
    assert_eq!(paths, usual);
    assert_eq!(count, 13, "requests, those after the order too");
    let more = json!({
        "enable_publicip": true, "publicip_id": ["5474415c-2d56-4712-ab38-00875499b51f"],
        "disk_encrypted_enable": true, "disk_encrypted_key": "75f39f23-8f84-4c42-a05e-7df5b3bc5998",
    });
    let (paths, _) = reads(&changed(&more));
    assert!(paths.contains(&"/v3/P/eip/publicips".to_owned()), "{paths:?}");
    assert!(paths.contains(&"/v1.0/P/kms/list-keys".to_owned()), "{paths:?}");
}

/// The queries of a list before the order.
fn queries(home: &Home, list: &str) -> Vec<String> {
    let path = list.replace('*', PROJECT_ID);
    let seen = home.sandbox.requests().into_iter().take_while(|seen| !is_order(seen));
    seen.filter(|seen| seen.path == path).map(|seen| seen.query).collect()
}

fn has(query: &str, pair: &str) -> bool {
    query.split('&').any(|one| one == pair)
}

/// A list may have thousands of others, and the line may be slow.
#[test]
fn of_a_list_only_the_entry_that_was_chosen_is_read() {
    // So that a list that is read whole shows.
    let home = Home::new(World::default().page_cap(1).creation_time(Duration::ZERO));
    let file = home.file("d.json", &hourly());
    home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]);
    for (list, filter) in ALONE.into_iter().chain([("/v1/*/subnets", "vpc_id=ce284b4a-5114-4a6e-a463-a0cd7e0af93a")]) {
        let asked = queries(&home, list);
        assert!(asked.len() == 1 && has(&asked[0], filter), "{list}: {asked:?}");
    }
    // Of an answer that nobody chose, every entry may be the one.
    let file = home.file("d.json", &changed(&json!({ "name": "orders-other", "product_id": null })));
    home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]);
}

/// A cloud that knows no such filter, or may not be asked for it, and one that answers with nothing or with others.
#[test]
fn where_an_entry_cannot_be_had_alone_the_whole_list_decides() {
    let others = json!({
        "products": [{ "product_id": "rocketmq.p2.large.8", "type": "cluster.professional" }],
        "vpcs": [{ "id": "00000000-0000-4000-a000-000000000000", "name": "other" }],
        "security_groups": [{ "id": "00000000-0000-4000-a000-000000000000", "name": "other" }],
    });
    let nothing = r#"{"products":[],"vpcs":[],"security_groups":[]}"#;
    let answers = [
        refuse(400, "APIGW.0106"),
        refuse(403, "VPC.0003"),
        verbatim(400, "<html>"),
        verbatim(200, "{}"),
        verbatim(200, nothing),
        verbatim(200, &others.to_string()),
    ];
    at_once(answers, |answer| {
        let world = |world: World| {
            let once = |world: World, (list, _): (&str, _)| world.fault(Fault::new(answer.clone()).on("GET", list));
            ALONE.into_iter().fold(world.creation_time(Duration::ZERO), once)
        };
        let home = Home::new(world(World::default()));
        let file = home.file("d.json", &hourly());
        let run = home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]);
        assert!(!run.err.contains("not in the list") && !run.err.contains("could not be read"), "{run:?}");
        for (list, filter) in ALONE {
            let asked = queries(&home, list);
            let alone = asked.iter().filter(|query| has(query, filter)).count();
            assert!(alone == 1 && asked.len() > 1, "{answer:?} {list}: {asked:?}");
        }
        let home = Home::new(world(World::default().sold_out("rocketmq.p2.large.12")));
        let file = home.file("d.json", &hourly());
        home.run(&["create", "--draft", &file, "--yes"]).expect(8, &["sold out"]);
        assert_eq!(home.orders().len(), 0);
    });
}

/// Nothing else that is slow or fails makes up for what a list said of the order, and nothing is said to be unread that was
/// read.
#[test]
fn what_was_said_of_an_entry_counts_whatever_becomes_of_the_rest() {
    let after = |path: &str, requests: u32| always("GET", path, refuse(500, "VPC.0500")).skip(requests);
    let silent = || always("GET", "/v2/*/quotas", FaultKind::NeverAnswer);
    let sold_out = || World::default().sold_out("rocketmq.p2.large.12");
    let retired = || World::default().retired("rocketmq.p2.large.12");
    let no_such = json!({ "product_id": "rocketmq.p9.large.999" });
    let of_another_vpc = json!({ "vpc_id": "3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf" });
    let without_dhcp = json!({ "subnet_id": "ef0fdd61-2260-4b90-a4fd-31545787b8db" });
    let (flavors, subnets) = ("/v2/reliability/products", "/v1/*/subnets");
    let cases: [(World, Fault, &Json, i32, &str); 9] = [
        (sold_out(), silent(), &json!({}), 8, "sold out for this flavor; choose rocketmq.b2.large.12"),
        (sold_out(), after(flavors, 1), &json!({}), 8, "sold out"),
        (retired(), silent(), &json!({}), 3, "not on sale here"),
        (retired(), after(flavors, 1), &json!({}), 3, "not on sale here"),
        (World::default(), silent(), &no_such, 3, "is not offered"),
        (World::default(), silent(), &of_another_vpc, 3, "is not offered"),
        (World::default(), after(subnets, 2), &of_another_vpc, 3, "is not offered"),
        (World::default(), silent(), &without_dhcp, 3, "DHCP is off"),
        (World::default(), after(subnets, 2), &without_dhcp, 3, "DHCP is off"),
    ];
    at_once(cases, |(world, fault, changes, code, said)| {
        let home = Home::new(world.fault(fault.clone()));
        let file = home.file("d.json", &changed(changes));
        let run = home.run(&["create", "--draft", &file, "--yes"]).expect(code, &[said]);
        assert_eq!(home.orders().len(), 0, "{fault:?} {run:?}");
        assert!(!run.err.contains("could not be read"), "{fault:?} {run:?}");
    });
}

#[test]
fn where_the_order_cannot_be_sent_the_whole_list_says_what_can_be_had() {
    let home = Home::new(World::default().sold_out("rocketmq.p2.large.12"));
    let file = home.file("d.json", &hourly());
    home.run(&["create", "--draft", &file, "--yes"]).expect(8, &["sold out"]);
    for (list, filter) in ALONE {
        let whole = queries(&home, list).into_iter().filter(|query| !has(query, filter)).count();
        assert!(whole > 0, "{list}");
    }
}
