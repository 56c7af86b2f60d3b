//! Every list: its paging, its facts, its closed reasons, and any garbage in its place.

use crate::server::{Reply, Server, ok, status};
use crate::{BODY, PROJECT, QUICK, assert_signed, client, create, look_up, run, settings};
use rocketmq_wizard::catalog::{Choice, Facts, Lookup, Subnet};
use rocketmq_wizard::cloud::client::{Client, Settings};
use rocketmq_wizard::cloud::endpoints::Endpoints;
use rocketmq_wizard::failure::Cause;

fn labels(choices: &[Choice]) -> Vec<(&str, Option<&str>)> {
    choices.iter().map(|choice| (choice.label.as_str(), choice.closed.as_deref())).collect()
}

#[test]
fn zones_read_string_booleans_and_say_why_they_are_closed() {
    let body = r#"{"region_id":"r","available_zones":[
        {"soldOut":true,"id":"z7","code":"ap-7g","name":"AZ7","resource_availability":"true"},
        {"soldOut":false,"id":"z1","code":"ap-1a","name":"AZ1","resource_availability":"true","default_az":"true","ipv6_enable":true},
        {"id":"z2","code":"ap-2b"},
        {"id":"z3","code":"ap-3c","name":"AZ3","resource_availability":"false","ipv6_enable":"false"},
        {"code":"without id"}]}"#;
    let (zones, seen) = look_up(vec![ok(body)], &Lookup::Zones);
    let zones = zones.unwrap();
    assert_eq!(
        labels(&zones),
        [("AZ1", None), ("ap-2b", None), ("AZ7", Some("sold out")), ("AZ3", Some("resources not available"))]
    );
    let first = zones[0].zone().unwrap();
    assert_eq!((first.code.as_str(), first.ipv6, first.default), ("ap-1a", Some(true), true));
    assert_eq!(zones[1].zone().unwrap().ipv6, None);
    assert_eq!(seen[0].target(), "/v2/available-zones");
}

/// A list, what the cloud answers, what is asked, and the IDs that are read.
type Case<'a> = (&'a Lookup, Vec<Reply>, &'a [&'a str], &'a [&'a str]);

/// The SDK documents a filter for three of the lists. An entry that is not there, or not to be had, takes all of the others.
#[test]
fn an_entry_is_asked_for_alone_and_no_page_is_read_behind_it() {
    let vpc = |n: usize| format!(r#"{{"id":"v{n}","name":"n{n}"}}"#);
    let page = |vpcs: &[usize], more: &str| {
        let vpcs: Vec<String> = vpcs.iter().map(|n| vpc(*n)).collect();
        ok(&format!(r#"{{"vpcs":[{}],"page_info":{{{more}}}}}"#, vpcs.join(",")))
    };
    let more = r#""next_marker":"v2""#;
    let pending = r#"{"vpcs":[{"id":"v3","name":"n","status":"PENDING"},{"id":"v4","name":"n4"}]}"#;
    let group = r#"{"security_groups":[{"id":"v3","name":"n"}],"page_info":{"next_marker":"v3"}}"#;
    let product = r#"{"products":[{"product_id":"v3"}],"total":9,"next_offset":1}"#;
    let subnet = r#"{"subnets":[{"id":"v3","name":"n"},{"id":"v4","name":"n"}]}"#;
    let without_dhcp = r#"{"subnets":[{"id":"v3","name":"n","dhcp_enable":false},{"id":"v4","name":"n"}]}"#;
    let flavors = Lookup::Flavors { engine: "reliability".to_owned() };
    let of_vpc = Lookup::Subnets { vpc: "v".to_owned() };
    let vpcs = "/v3/P/vpc/vpcs?id=v3&limit=1000";
    let subnets = "/v1/P/subnets?limit=1000&vpc_id=v";
    let cases: [Case; 8] = [
        (&Lookup::Vpcs, vec![page(&[3, 4], more)], &[vpcs], &["v3"]),
        // A cloud that does not know the filter sends all of them.
        (&Lookup::Vpcs, vec![page(&[1, 2], more), page(&[3], more)], &[vpcs, &format!("{vpcs}&marker=v2")], &["v3"]),
        (&Lookup::Vpcs, vec![page(&[], "")], &[vpcs], &[]),
        (&Lookup::Vpcs, vec![ok(pending)], &[vpcs], &["v4", "v3"]),
        (&Lookup::SecurityGroups, vec![ok(group)], &["/v3/P/vpc/security-groups?id=v3&limit=1000"], &["v3"]),
        (&flavors, vec![ok(product)], &["/v2/reliability/products?limit=10&offset=0&product_id=v3"], &["v3"]),
        (&of_vpc, vec![ok(subnet)], &[subnets], &["v3"]),
        (
            &of_vpc,
            vec![ok(without_dhcp), ok(r#"{"subnets":[]}"#)],
            &[subnets, "/v1/P/subnets?limit=1000&marker=v4&vpc_id=v"],
            &["v4", "v3"],
        ),
    ];
    for (lookup, replies, targets, ids) in cases {
        let server = Server::start(replies);
        let listed = run(client(&server).entry(lookup, "v3")).unwrap();
        let read: Vec<&str> = listed.entries.iter().map(|choice| choice.id.as_str()).collect();
        assert_eq!((&read[..], listed.is_cut), (ids, false), "{lookup:?}");
        let seen: Vec<String> = server.seen().iter().map(|seen| seen.target().replace(PROJECT, "P")).collect();
        assert_eq!(seen, targets);
    }
}

#[test]
fn flavors_come_from_all_pages_with_numbers_in_either_spelling() {
    let old = r#"{"type":"cluster","product_id":"c6.4u8g.cluster","arch_types":["X86"],"charging_mode":["monthly","hourly"],
        "billing_code":"dms.platinum.c6","ios":[
            {"io_spec":"dms.physical.storage.ultra.v2","type":"evs","available_zones":["ap-1a"],"unavailable_zones":["ap-7g"]},
            {"io_spec":"dms.physical.storage.ultra.v2","type":"dss","available_zones":["ap-1a"]}],
        "properties":{"min_broker":"1","max_broker":10,"max_topic_per_broker":"4000","max_consumer_per_broker":"4000",
            "max_tps_per_broker":"20000","min_storage_per_node":"300","max_storage_per_node":"60000","engine_versions":"4.8.0"}}"#;
    let new = r#"{"type":"cluster.professional","product_id":"rocketmq.p2.large.12","arch_types":["x86","arm"],
        "charging_mode":["hourly"],"ios":[{"io_spec":"dms.physical.storage.high.v2","available_zones":[],"unavailable_zones":["ap-1a"]}],
        "properties":{"broker_num":"2","rcu":12,"max_tps_per_rcu":"500","elastic_tps":"3000","max_topic":"400","max_consumer":1500,
            "min_storage":"200","max_storage":60000,"min_storage_per_node":"300","max_storage_per_node":"90000"}}"#;
    let strange = r#"{"product_id":"mq.x9.single","type":"single.turbo","properties":{"max_topic":"many","rcu":"18446744073709551615","max_tps_per_rcu":"2"}}"#;
    let first = format!(r#"{{"total":3,"next_offset":2,"previous_offset":-1,"products":[{new},{old}]}}"#);
    let last = format!(r#"{{"total":3,"next_offset":-1,"previous_offset":0,"products":[{strange},{old}]}}"#);
    let (flavors, seen) = look_up(vec![ok(&first), ok(&last)], &Lookup::Flavors { engine: "reliability".to_owned() });
    let flavors = flavors.unwrap();
    assert_eq!(
        labels(&flavors),
        [("c6.4u8g.cluster", None), ("mq.x9.single", None), ("rocketmq.p2.large.12", Some("sold out"))]
    );
    assert_eq!(seen[0].target(), "/v2/reliability/products?limit=10&offset=0");
    assert_eq!(seen[1].target(), "/v2/reliability/products?limit=10&offset=2");

    let old = flavors[0].flavor().unwrap();
    assert_eq!((old.versions.as_slice(), old.edition.as_str()), (["4.8.0".to_owned()].as_slice(), "professional"));
    assert_eq!((old.per_broker, old.single, old.brokers, old.brokers_set), (true, false, Some((1, 10)), None));
    assert_eq!((old.tps, old.topics, old.groups), (Some(20_000), Some(4_000), Some(4_000)));
    assert_eq!(
        (old.storage_gb, old.billing.as_slice()),
        (Some((300, 60_000)), ["prePaid".to_owned(), "postPaid".to_owned()].as_slice())
    );
    assert_eq!(old.disks.len(), 1, "dedicated storage has no name in the create request");
    assert_eq!(
        (&*old.disks[0].zones, &*old.disks[0].sold_out),
        (["ap-1a".to_owned()].as_slice(), ["ap-7g".to_owned()].as_slice())
    );

    let new = flavors[2].flavor().unwrap();
    assert_eq!((new.versions.as_slice(), new.edition.as_str()), (["5.x".to_owned()].as_slice(), "professional"));
    assert_eq!((new.per_broker, new.single, new.brokers, new.brokers_set), (false, false, None, Some(2)));
    assert_eq!((new.tps, new.elastic_tps, new.topics, new.groups), (Some(6_000), Some(3_000), Some(400), Some(1_500)));
    assert_eq!((new.storage_gb, new.architectures.join(" ").as_str()), (Some((200, 60_000)), "X86 ARM"));

    let strange = flavors[1].flavor().unwrap();
    assert_eq!((strange.single, strange.tps, strange.topics, strange.edition.as_str()), (true, None, None, ""));
}

/// Some answers do not say where the next page begins: then the number of all flavors decides, or whether a page is full.
#[test]
fn flavors_come_from_all_pages_where_none_names_the_next() {
    let lookup = Lookup::Flavors { engine: "reliability".to_owned() };
    let page = |total: &str, from: usize, count: usize| {
        let flavors: Vec<String> = (from..from + count).map(|at| format!(r#"{{"product_id":"f{at}"}}"#)).collect();
        ok(&format!(r#"{{{total}"products":[{}]}}"#, flavors.join(",")))
    };
    for total in [r#""total":13,"#, ""] {
        let (flavors, seen) = look_up(vec![page(total, 0, 10), page(total, 10, 3)], &lookup);
        let targets: Vec<_> = seen.iter().map(|request| request.target().to_owned()).collect();
        assert_eq!((flavors.unwrap().len(), targets.len()), (13, 2), "{total}");
        assert_eq!(targets[1], "/v2/reliability/products?limit=10&offset=10", "{total}");
    }
}

#[test]
fn networks_follow_their_markers_to_the_last_page() {
    let page = |ids: &[&str], next: &str| {
        let entries: Vec<_> =
            ids.iter().map(|id| format!(r#"{{"id":"{id}","name":"n-{id}","cidr":"10.0.0.0/8"}}"#)).collect();
        format!(
            r#"{{"vpcs":[{}],"security_groups":[{}],"page_info":{{"current_count":2{next}}}}}"#,
            entries.join(","),
            entries.join(",")
        )
    };
    let first = page(&["1", "2"], r#","next_marker":"2""#);
    for lookup in [Lookup::Vpcs, Lookup::SecurityGroups] {
        let (found, seen) = look_up(vec![ok(&first), ok(&page(&["3"], ""))], &lookup);
        assert_eq!(labels(&found.unwrap()), [("n-1", None), ("n-2", None), ("n-3", None)]);
        assert!(seen[1].target().contains("limit=1000&marker=2"), "{:?}", seen[1]);
        seen.iter().for_each(assert_signed);
    }
    // A marker that never moves must not keep us asking.
    let (found, seen) = look_up(vec![ok(&first), ok(&first), ok(&first)], &Lookup::Vpcs);
    assert_eq!((found.unwrap().len(), seen.len()), (4, 2));
}

#[test]
fn subnets_page_by_their_last_id_and_say_what_is_wrong_with_them() {
    let full: Vec<_> = (0..1000).map(|n| format!(r#"{{"id":"s{n}","name":"n{n}"}}"#)).collect();
    let last = r#"{"subnets":[
        {"id":"off","name":"off","cidr":"10.0.1.0/24","dhcp_enable":false,"available_ip_address_count":3},
        {"id":"full","name":"full","dhcp_enable":true,"available_ip_address_count":0},
        {"id":"broken","name":"wrong","status":"ERROR"},
        {"id":"good","name":"","neutron_subnet_id":"other","cidr":"10.0.2.0/24","dhcp_enable":"true","ipv6_enable":true,"available_ip_address_count":902}]}"#;
    let lookup = Lookup::Subnets { vpc: "v1".to_owned() };
    let (found, seen) = look_up(vec![ok(&format!(r#"{{"subnets":[{}]}}"#, full.join(","))), ok(last)], &lookup);
    let found = found.unwrap();
    assert_eq!(seen[1].target(), format!("/v1/{PROJECT}/subnets?limit=1000&marker=s999&vpc_id=v1"));
    assert_eq!(found.len(), 1004);
    assert_eq!(
        labels(&found[1000..]),
        [
            ("good", None),
            ("off", Some("DHCP is off")),
            ("full", Some("no free addresses")),
            ("wrong", Some("in error"))
        ]
    );
    let facts =
        Subnet { cidr: "10.0.2.0/24".to_owned(), free_addresses: Some(902), ipv6: Some(true), dhcp: Some(true) };
    assert_eq!((found[1000].id.as_str(), found[1000].subnet()), ("good", Some(&facts)));
}

#[test]
fn only_free_unlocked_ipv4_addresses_are_open() {
    let entry = |id: &str, more: &str| format!(r#"{{"id":"{id}","public_ip_address":"1.2.3.4"{more}}}"#);
    let entries = [
        entry("active", r#","status":"ACTIVE""#),
        entry("frozen", r#","status":"FREEZED""#),
        entry("tied", r#","status":"DOWN","associate_instance_id":"x""#),
        entry("locked", r#","status":"DOWN","lock_status":"police""#),
        r#"{"id":"six","status":"DOWN","public_ip_address":"2001:db8::1","ip_version":6}"#.to_owned(),
        entry("odd", r#","status":"SOMETHING""#),
        entry("free", r#","status":"DOWN","alias":"web","bandwidth":{"size":5},"associate_instance_id":null"#),
    ];
    let (found, _) = look_up(vec![ok(&format!(r#"{{"publicips":[{}]}}"#, entries.join(",")))], &Lookup::Eips);
    let found = found.unwrap();
    let reasons: Vec<_> = found.iter().map(|choice| (choice.id.as_str(), choice.closed.as_deref())).collect();
    assert_eq!(
        reasons,
        [
            ("free", None),
            ("active", Some("bound")),
            ("frozen", Some("frozen")),
            ("tied", Some("bound")),
            ("locked", Some("locked")),
            ("six", Some("IPv6")),
            ("odd", Some("in state something")),
        ]
    );
    let facts = Facts::Eip { address: "1.2.3.4".to_owned(), status: "DOWN".to_owned(), bandwidth_mbps: Some(5) };
    assert_eq!((found[0].label.as_str(), &found[0].facts), ("web", &facts));
}

#[test]
fn keys_of_every_kind_are_listed_and_only_the_usable_ones_are_open() {
    let key = |id: &str, state: &str, more: &str| {
        format!(
            r#"{{"key_id":"{id}","key_alias":"{id}","key_state":"{state}","key_spec":"AES_256","key_usage":"ENCRYPT_DECRYPT"{more}}}"#
        )
    };
    let first = format!(
        r#"{{"keys":["x"],"key_details":[{},{},{}],"next_marker":"3","truncated":"true"}}"#,
        key("default", "2", r#","default_key_flag":"1""#),
        key("off", "3", ""),
        key("dying", "4", "")
    );
    let last = format!(
        r#"{{"key_details":[{},{}],"next_marker":"","truncated":"false"}}"#,
        r#"{"key_id":"rsa","key_alias":"rsa","key_state":"2","key_spec":"RSA_4096","key_usage":"ENCRYPT_DECRYPT"}"#,
        key("orders", "2", "")
    );
    let (keys, seen) = look_up(vec![ok(&first), ok(&last)], &Lookup::Keys);
    assert_eq!(
        labels(&keys.unwrap()),
        [
            ("orders", None),
            ("default", None),
            ("off", Some("disabled")),
            ("dying", Some("pending deletion")),
            ("rsa", Some("asymmetric: cannot encrypt disks")),
        ]
    );
    assert_eq!(seen[0].line, format!("POST /v1.0/{PROJECT}/kms/list-keys HTTP/1.1"));
    assert_eq!(seen[0].body, r#"{"key_spec":"ALL","limit":"100"}"#);
    assert_eq!(seen[1].body, r#"{"key_spec":"ALL","limit":"100","marker":"3"}"#);
    seen.iter().for_each(assert_signed);
}

#[test]
fn the_account_lists_regions_projects_and_enterprise_projects() {
    let regions =
        r#"{"regions":[{"id":"cn-north-4","locales":{"en-us":"CN North-Beijing4","zh-cn":"x"}},{"id":"xx-1"}]}"#;
    let (found, seen) = look_up(vec![ok(regions)], &Lookup::Regions);
    assert_eq!(labels(&found.unwrap()), [("CN North-Beijing4", None), ("xx-1", None)]);
    assert_eq!((seen[0].target(), seen[0].header("x-project-id")), ("/v3/regions", None));

    let projects = r#"{"projects":[{"id":"p1","name":"cn-north-4_test","enabled":true},{"id":"p2","name":"cn-north-4","enabled":true},
        {"id":"p3","name":"cn-north-41"},{"id":"p4","name":"cn-north-4_old","enabled":false}]}"#;
    let lookup = Lookup::Projects { region: "cn-north-4".to_owned() };
    let denied = status(403, r#"{"error":{"code":403,"message":"no","title":"Forbidden"}}"#);
    let (found, _) = look_up(vec![denied, ok(projects)], &lookup);
    assert_eq!(
        labels(&found.unwrap()),
        [("cn-north-4", None), ("cn-north-4_test", None), ("cn-north-4_old", Some("disabled"))]
    );

    let domain = || ok(r#"{"domains":[{"id":"d-1"}]}"#);
    let list = r#"{"enterprise_projects":[{"id":"e1","name":"orders","status":1},{"id":"0","name":"default"}],"total_count":2}"#;
    let (found, seen) = look_up(vec![domain(), ok(list)], &Lookup::EnterpriseProjects);
    assert_eq!(labels(&found.unwrap()), [("default", None), ("orders", None)]);
    assert_eq!(seen[1].header("x-domain-id"), Some("d-1"));
    let none = status(403, r#"{"error":{"error_code":"EPS.0004","error_msg":"not enabled"}}"#);
    let (found, _) = look_up(vec![domain(), none], &Lookup::EnterpriseProjects);
    let refused = found.unwrap_err();
    assert!(refused.cause == Cause::Forbidden && refused.what().contains("not enabled"), "{refused:?}");
}

#[test]
fn quota_and_open_ports_are_read_leniently() {
    let quotas = r#"{"quotas":{"resources":[{"type":"tags","quota":20,"used":0},{"type":"rocketmqInstance","quota":"100","used":17}]}}"#;
    let rules = r#"{"security_group_rules":[
        {"direction":"ingress","protocol":"tcp","ethertype":"IPv4","multiport":"8100,10100-10199,x","action":"allow"},
        {"direction":"ingress","protocol":"udp","multiport":"1","action":"allow"},
        {"direction":"egress","protocol":"tcp","multiport":"2","action":"allow"},
        {"direction":"ingress","protocol":"tcp","multiport":"3","action":"deny"},
        {"direction":"ingress"}]}"#;
    let server = Server::start(vec![ok(quotas), ok(r#"{"quotas":{}}"#), ok(rules)]);
    let client = client(&server);
    run(async {
        assert_eq!(client.quota().await, Ok(Some((17, 100))));
        assert_eq!(client.quota().await, Ok(None));
        let ports = client.lookup(&Lookup::OpenPorts { group: "g".to_owned() }).await.unwrap();
        let ports: Vec<_> = ports.entries.into_iter().map(|range| range.facts).collect();
        assert_eq!(ports, [Facts::Ports(8100, 8100), Facts::Ports(10100, 10199), Facts::Ports(0, u16::MAX)]);
    });
}

#[test]
fn without_a_region_or_project_the_account_can_still_be_asked() {
    let server = Server::start(vec![ok(r#"{"regions":[]}"#)]);
    let empty = Settings { region: String::new(), project_id: String::new(), ..settings(&server.base) };
    let client = Client::new(empty, QUICK).unwrap();
    run(async {
        assert_eq!(client.lookup(&Lookup::Regions).await, Ok(vec![].into()));
        let failure = client.create("rocketmq", BODY).await.unwrap_err();
        assert_eq!((failure.cause, failure.field), (Cause::NothingSent, Some("project_id")));
    });
    let nowhere = Settings { endpoints: Endpoints::default(), region: String::new(), ..settings(&server.base) };
    let client = Client::new(nowhere, QUICK).unwrap();
    assert_eq!(run(client.lookup(&Lookup::Zones)).unwrap_err().field, Some("region"));
}

#[test]
fn instances_are_listed_by_name_each_once_whichever_spelling_finds_them() {
    let entry = |id: &str, name: &str| {
        format!(
            r#"{{"instance_id":"{id}","name":"{name}","status":"RUNNING","product_id":"p","available_zone_names":["r-1a"]}}"#
        )
    };
    let page = |entries: &[String]| ok(&format!(r#"{{"instances":[{}],"instance_num":9}}"#, entries.join(",")));
    let end = || page(&[]);
    let (a, b) = (entry("1", "orders-b"), entry("2", "orders-a"));
    let replies = vec![page(&[a.clone(), b.clone()]), end(), page(&[b, entry("3", "")]), end()];
    let (found, seen) = look_up(replies, &Lookup::Instances);
    let found = found.unwrap();
    assert_eq!(labels(&found), [("3", None), ("orders-a", None), ("orders-b", None)]);
    let zones = vec!["r-1a".to_owned()];
    let facts = Facts::Instance { status: "RUNNING".to_owned(), product_id: "p".to_owned(), zones };
    assert_eq!(found[1].facts, facts);
    for (seen, engine) in [(&seen[0], "reliability"), (&seen[2], "rocketmq")] {
        assert!(seen.target().contains(&format!("engine={engine}&")), "{seen:?}");
        assert!(seen.target().contains("include_failure=false"), "{seen:?}");
    }
    // One spelling that is refused leaves the other; both refused, or one not answered, is no list.
    let refused = || status(400, r#"{"error_code":"DMS.00400062","error_msg":"engine"}"#);
    let known = |replies: Vec<Reply>| look_up(replies, &Lookup::Instances).0.map(|found| found.len()).ok();
    assert_eq!(known(vec![refused(), page(std::slice::from_ref(&a)), end()]), Some(1));
    assert_eq!(known(vec![refused(), refused()]), None);
    assert_eq!(known(vec![page(&[a]), end(), Reply::CLOSE, Reply::CLOSE, Reply::CLOSE, Reply::CLOSE]), None);
}

#[test]
fn no_bytes_from_the_cloud_can_break_the_client() {
    let lookups = [
        Lookup::Regions,
        Lookup::Projects { region: "r".to_owned() },
        Lookup::EnterpriseProjects,
        Lookup::Flavors { engine: "rocketmq".to_owned() },
        Lookup::Zones,
        Lookup::Vpcs,
        Lookup::Subnets { vpc: "v".to_owned() },
        Lookup::SecurityGroups,
        Lookup::Keys,
        Lookup::Eips,
        Lookup::Instances,
        Lookup::OpenPorts { group: "g".to_owned() },
    ];
    let deep = "[".repeat(100_000);
    let keys = [
        "regions",
        "projects",
        "enterprise_projects",
        "products",
        "available_zones",
        "vpcs",
        "subnets",
        "key_details",
        "instances",
    ];
    let odd = |entry: &str| format!("{{{}}}", keys.map(|key| format!(r#""{key}":[{entry}]"#)).join(","));
    let bodies = [
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        deep,
        odd("null"),
        odd("7,[],\"x\""),
        odd(r#"{"id":{},"product_id":"x","properties":[],"ios":[null,{}],"key_id":"k","key_state":2}"#),
        odd(r#"{"id":"\u0000\u202e","code":-1,"available_ip_address_count":-1,"properties":{"rcu":1e400}}"#),
    ];
    for body in &bodies {
        for lookup in &lookups {
            for code in [200, 400] {
                let replies = (0..3).map(|_| status(code, body)).collect();
                // Whatever comes of it, it is an answer.
                drop(look_up(replies, lookup));
            }
        }
        for code in [200, 299, 400, 500] {
            assert!(create(status(code, body)).0.is_err());
        }
    }
}
