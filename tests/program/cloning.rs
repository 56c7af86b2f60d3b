//! `--from`: a draft that begins as an instance, and what the cloud does not tell of it.

use crate::home::{Home, NAME, changed, finish, hourly, pass, stopped};
use crate::support::env::WIZARD;
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION};
use serde_json::{Value as Json, json};

/// An instance that the account has had for long.
const STAGING: &str = "3127ecc7-6191-4fc7-a8cb-c56e6e6cc975";
const TWIN: &str = "orders-twin";
/// What the cloud does not tell of any instance.
const UNTOLD: [&str; 5] = ["proxy_enable", "period_type", "period_num", "is_auto_renew", "is_auto_pay"];
/// What no two instances have alike.
const OWN: [&str; 2] = ["name", "publicip_id"];
const EIPS: [&str; 4] = [
    "5474415c-2d56-4712-ab38-00875499b51f",
    "785c96b9-b57f-4f38-accc-70e8ea46ff26",
    "d00bdd70-c6e9-40a0-aae2-ae3e9c585e31",
    "3694622f-a3ac-44cf-a97d-16db0b7e81a1",
];

fn detail(id: &str) -> String {
    format!("/v2/{PROJECT_ID}/instances/{id}")
}

/// Runs a command about an instance in the sandbox's project.
fn from(home: &Home, id: &str, args: &[&str]) -> crate::home::Run {
    let place = ["--from", id, "--region", REGION, "--project-id", PROJECT_ID];
    home.run(&[args, &place].concat())
}

/// A body without these members, those of `bss_param` among them.
fn without(body: &Json, keys: &[&str]) -> Json {
    let mut body = body.clone();
    for key in keys {
        body.as_object_mut().unwrap().remove(*key);
        body["bss_param"].as_object_mut().map(|billing| billing.remove(*key));
    }
    body
}

#[test]
fn every_answer_of_an_instance_survives_but_for_name_eips_and_what_nobody_tells() {
    let old =
        json!({ "engine_version": "4.8.0", "product_id": "c6.4u8g.cluster", "broker_num": 2, "storage_space": 600 });
    let single = json!({ "product_id": "rocketmq.b1.large.1", "storage_space": 100 });
    let zones: Vec<Json> = json!([
        "9f1c5806706d4c1fb0eb72f0a9b18c77",
        "e269fd08626ddf27ac9306ba4cc6645c",
        "fc3a7462a6f7c966f51eff558693e977"
    ])
    .as_array()
    .unwrap()
    .clone();
    for (changes, missing) in [
        (json!({}), vec!["name"]),
        (
            json!({ "description": "two\nlines", "tls_mode": "SSL", "enable_acl": true, "available_zones": zones }),
            vec!["name"],
        ),
        (
            json!({ "tls_mode": "PLAINTEXT", "enterprise_project_id": "fd569667-0048-483b-abff-bac5c70e976a" }),
            vec!["name"],
        ),
        (
            json!({ "charging_mode": "prePaid", "period_type": "year", "period_num": 2, "is_auto_renew": true, "is_auto_pay": true }),
            vec!["name", "period_type", "period_num"],
        ),
        (
            json!({ "disk_encrypted_enable": true, "disk_encrypted_key": "75f39f23-8f84-4c42-a05e-7df5b3bc5998" }),
            vec!["name"],
        ),
        (json!({ "ipv6_enable": true, "proxy_enable": true }), vec!["name"]),
        (json!({ "enable_publicip": true, "publicip_id": [EIPS[0], EIPS[1]] }), vec!["name", "publicip_id"]),
        (old, vec!["name"]),
        (single, vec!["name"]),
    ] {
        let home = Home::quick();
        let draft = changed(&changes);
        let file = home.file("draft.json", &draft);
        let bought = home.run(&["create", "--draft", &file, "--confirm", NAME]).expect(0, &[]);
        let body = &home.sandbox.created()[0];
        let check = from(&home, bought.id(), &["check", "--json"]).expect(3, &[]);
        let problems = check.json()["problems"].as_array().unwrap().clone();
        let asked: Vec<&str> = problems.iter().map(|problem| problem["field"].as_str().unwrap()).collect();
        assert_eq!(asked, missing, "{changes}: only what is not told is asked for: {check:?}");
        // Beside it a draft that gives what cannot be known.
        let mut beside = json!({ "version": 1, "answers": { "name": TWIN } });
        let given = UNTOLD.iter().filter_map(|key| Some((key, draft["answers"].get(*key)?)));
        given.for_each(|(key, value)| beside["answers"][*key] = value.clone());
        if changes.get("publicip_id").is_some() {
            beside["answers"]["publicip_id"] = json!([EIPS[2], EIPS[3]]);
        }
        let beside = home.file("beside.json", &beside);
        let twin = from(&home, bought.id(), &["export", "--draft", &beside, "--format", "json"]).expect(0, &[]).json();
        assert_eq!(without(&twin, &OWN), without(body, &OWN), "{changes}");
        assert_eq!(twin["name"], TWIN);
        let eips = body.get("publicip_id").map(|_| json!(EIPS[2..].join(",")));
        assert_eq!(twin.get("publicip_id"), eips.as_ref(), "never those of the other one");
    }
}

#[test]
fn its_tags_are_set_on_the_next_one_too_whether_or_not_it_has_them_yet() {
    for wait in [&["--wait"][..], &[]] {
        let home = Home::quick();
        let tags = json!([{ "key": "stage", "value": "" }, { "key": "team", "value": "orders" }]);
        let file = home.file("draft.json", &changed(&json!({ "tags": tags })));
        let create = ["create", "--draft", &file, "--yes", "--json"];
        let bought = home.run(&[&create, wait].concat()).expect(0, &[]).json();
        let beside = home.file("beside.json", &json!({ "version": 1, "answers": { "name": TWIN } }));
        let id = bought["instance_id"].as_str().unwrap();
        let twin = from(&home, id, &["create", "--draft", &beside, "--yes", "--wait", "--json"]).expect(0, &[]).json();
        let of = |instance: &Json| {
            let path = format!("/{}/tags/action", instance["instance_id"].as_str().unwrap());
            let calls = home.sandbox.requests().into_iter().filter(|seen| seen.path.ends_with(&path));
            calls.map(|seen| serde_json::from_slice::<Json>(&seen.body).unwrap()["tags"].clone()).collect::<Vec<_>>()
        };
        let set = wait.iter().map(|_| tags.clone()).collect();
        assert_eq!((of(&bought), of(&twin)), (set, vec![tags]));
    }
}

#[test]
fn its_refused_tags_are_told_until_it_has_them() {
    const SETS: &str = "/v2/*/rocketmq/*/tags/";
    let home = Home::quick();
    let tags = json!([{ "key": "stage", "value": "" }, { "key": "team", "value": "orders" }]);
    let file = home.file("draft.json", &changed(&json!({ "tags": tags })));
    let no = FaultKind::Refuse { status: 400, code: "DMS.00400062".to_owned(), message: "too many tags".to_owned() };
    home.sandbox.set_fault(Fault::new(no).on("POST", SETS));
    let bought = home.run(&["create", "--draft", &file, "--yes", "--wait"]).expect(9, &["Its tags were refused"]);
    let beside = home.file("beside.json", &json!({ "version": 1, "answers": { "name": TWIN } }));
    let said = "Tags that the cloud refused it are not taken over: stage=, team=orders.";
    let twin = || from(&home, bought.id(), &["create", "--draft", &beside, "--dry-run"]);
    let refused = twin().expect(0, &[said]);
    assert!(!refused.err.contains("/tags/action sets"), "{refused:?}");
    finish(home.command(&["watch", bought.id()]).spawn().unwrap()).expect(0, &["tags set"]);
    let set = twin().expect(0, &["/tags/action sets: stage=, team=orders"]);
    assert!(!set.err.contains("refused"), "{set:?}");
    // Another host knows nothing of what it was to have.
    std::fs::remove_dir_all(home.path(".local/state")).unwrap();
    twin().expect(0, &["/tags/action sets: stage=, team=orders"]);
}

#[test]
fn another_instance_than_the_draft_began_as_is_said() {
    let home = Home::quick();
    let told = format!("The draft began as orders-old is; from now on it is compared with {STAGING} instead.");
    for (source, said) in [("8959ab1c-7a1a-4bb1-a05d-93dfc361b32d", true), (STAGING, false)] {
        let source = json!({ "instance_id": source, "answers": { "name": "orders-old" } });
        let draft = json!({ "version": 1, "answers": { "name": TWIN }, "source": source });
        let check = from(&home, STAGING, &["check", "--draft", &home.file("draft.json", &draft)]);
        assert_eq!(check.err.contains(&told), said, "{check:?}");
    }
}

#[test]
fn it_is_bought_with_a_draft_beside_it_that_goes_before_and_nothing_is_guessed() {
    let home = Home::quick();
    let said = "note: The draft begins as orders-staging is; name is left open. The cloud does not tell proxy_enable (off): look \
                at that.";
    from(&home, STAGING, &["create", "--yes"]).expect(3, &[said, "name", "Name is required"]);
    assert_eq!(home.orders().len(), 0);
    let changes = json!({ "version": 1, "answers": { "name": TWIN, "storage_space": 300, "enable_acl": false,
        "available_zones": ["9f1c5806706d4c1fb0eb72f0a9b18c77"] } });
    let file = home.file("changes.json", &changes);
    let run = from(&home, STAGING, &["create", "--draft", &file, "--yes"])
        .expect(0, &["The draft begins as orders-staging is."]);
    assert_ne!(run.id(), STAGING);
    let body = &home.sandbox.created()[0];
    for (key, value) in changes["answers"].as_object().unwrap() {
        assert_eq!(&body[key], value, "the draft goes before: {key}");
    }
    for (key, value) in [
        ("product_id", json!("rocketmq.p2.large.12")),
        ("vpc_id", json!("ce284b4a-5114-4a6e-a463-a0cd7e0af93a")),
        ("tls_mode", json!("PERMISSIVE")),
        ("enterprise_project_id", json!("fd569667-0048-483b-abff-bac5c70e976a")),
        ("description", json!("staging twin of orders-prod")),
    ] {
        assert_eq!(body[key], value, "and the rest is the instance's: {key}");
    }
}

#[test]
fn an_answer_of_the_draft_that_needs_none_of_the_instance_leaves_it_aside() {
    let home = Home::quick();
    let encrypted =
        json!({ "disk_encrypted_enable": true, "disk_encrypted_key": "75f39f23-8f84-4c42-a05e-7df5b3bc5998" });
    let file = home.file("draft.json", &changed(&encrypted));
    let bought = home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]);
    let off = json!({ "version": 1, "answers": { "name": TWIN, "disk_encrypted_enable": false } });
    let beside = home.file("beside.json", &off);
    let run = from(&home, bought.id(), &["export", "--draft", &beside, "--format", "json"]).expect(0, &[]);
    assert_eq!((&run.json()["disk_encrypted_enable"], run.json().get("disk_encrypted_key")), (&json!(false), None));
    // A list that may not be read costs the key, and that is said.
    let list = format!("/v2/{PROJECT_ID}/instances");
    let forbidden = FaultKind::Refuse { status: 403, code: "APIGW.0302".to_owned(), message: "no".to_owned() };
    home.sandbox.set_fault(Fault::new(forbidden).on("GET", &list).skip(1).times(u32::MAX));
    let said =
        ["disk_encrypted_key (missing)", "The list, which tells the key, could not be read", "dms:instance:list"];
    let check = from(&home, bought.id(), &["check"]).expect(3, &said);
    assert!(check.out.contains("disk_encrypted_key"), "{check:?}");
}

#[test]
fn the_wizard_begins_as_the_instance_too() {
    let home = Home::quick();
    let mut session =
        home.session((100, 30), &[WIZARD, "--from", STAGING, "--region", REGION, "--project-id", PROJECT_ID]);
    session.wait_text("The draft begins as orders-staging is; Name is left open.");
    session.wait_text("staging twin of orders-prod");
    session.leave();
    let kept = std::fs::read_to_string(home.path(".config/rocketmq-wizard/drafts/draft.json")).unwrap();
    let kept: Json = serde_json::from_str(&kept).unwrap();
    assert_eq!((&kept["source"]["instance_id"], &kept["answers"]["storage_space"]), (&json!(STAGING), &json!(900)));
    let shown = finish(home.command(&["drafts", "show", "draft"]).spawn().unwrap());
    assert!(shown.out.starts_with(&format!("It began as orders-staging (instance {STAGING}).\n")), "{shown:?}");
    let shown = finish(home.command(&["drafts", "show", "draft", "--json"]).spawn().unwrap()).json();
    assert_eq!(shown["source"], json!({ "instance_id": STAGING, "name": "orders-staging" }));
    home.run(&["--from", "staging"]).expect(2, &["is not an ID"]);
}

#[test]
fn what_is_no_instance_to_begin_as_is_told_with_what_to_do() {
    let kafka = json!({ "instance_id": STAGING, "name": "events", "engine": "kafka", "status": "RUNNING" });
    let nameless = json!({ "instance_id": STAGING, "name": "events", "status": "RUNNING" });
    let other =
        json!({ "instance_id": "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d", "name": "events", "engine": "reliability" });
    let verbatim = |body: &Json| Some(FaultKind::Verbatim { status: 200, body: body.to_string() });
    let absent = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";
    let forbidden = FaultKind::Refuse { status: 403, code: "APIGW.0302".to_owned(), message: "no".to_owned() };
    for (id, fault, code, said) in [
        ("staging", None, 2, &["\"staging\" is not an ID"][..]),
        (absent, None, 2, &["There is no instance 8959ab1c", PROJECT_ID, "Check all three."]),
        (STAGING, verbatim(&kafka), 2, &["is an instance of kafka, and only RocketMQ is bought here"]),
        (STAGING, verbatim(&other), 1, &["The cloud"]),
        (STAGING, Some(forbidden), 4, &["dms:instance:get"]),
    ] {
        let home = Home::quick();
        if let Some(fault) = fault {
            home.sandbox.set_fault(Fault::new(fault).on("GET", &detail(id)).times(u32::MAX));
        }
        let run = from(&home, id, &["create", "--yes"]).expect(code, said);
        assert!(run.out.is_empty() && home.orders().is_empty(), "{run:?}");
    }
    // The list of the engine tells what the detail leaves out.
    let home = Home::quick();
    home.sandbox.set_fault(Fault::new(verbatim(&nameless).unwrap()).on("GET", &detail(STAGING)).times(u32::MAX));
    from(&home, STAGING, &["create", "--yes"]).expect(3, &["1 answer to fix in the draft", "Name is required"]);
    let missing = home.run(&["create", "--from", STAGING, "--yes"]).expect(2, &["Give --region and --project-id."]);
    assert!(missing.out.is_empty());
    home.draft("orders", &hourly());
    home.run(&["create", "--yes"]).expect(2, &["--draft <NAME|FILE|->|--from <INSTANCE_ID>"]);
}

/// The tags of an instance are set once it is RUNNING, and only the host that bought it knows which.
#[test]
fn tags_may_still_come_to_an_instance_that_was_bought_elsewhere_just_now() {
    let (world, time) = stopped(World::default());
    let home = Home::new(world);
    let file = home.file("draft.json", &changed(&json!({ "tags": [{ "key": "team", "value": "orders" }] })));
    let create = ["create", "--draft", &file, "--yes", "--config-dir", "there"];
    let bought = home.run(&create).expect(0, &[]);
    let beside = home.file("beside.json", &json!({ "version": 1, "answers": { "name": TWIN } }));
    let twin = |at: &str| {
        from(&home, bought.id(), &["create", "--draft", &beside, "--dry-run", "--config-dir", at]).expect(0, &[])
    };
    let said = "It is still being created, and whoever bought it may set tags on it then";
    assert!(twin("here").err.contains(said), "{:?}", twin("here"));
    let there = twin("there").expect(0, &["/tags/action sets: team=orders"]);
    assert!(!there.err.contains(said), "{there:?}");
    pass(&time, 5);
    assert!(!twin("here").err.contains(said), "{:?}", twin("here"));
}
