//! Whose keys are used, for which project and by which way: what is refused, and what is said before an order is sent.

use crate::home::{Home, Run, at_once, changed, finish, hourly, is_order};
use crate::support::{ACCESS_KEY, SECRET_KEY};
use rocketmq_wizard::cloud::credentials;
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION};
use rocketmq_wizard::steps::account;
use serde_json::{Value as Json, json};
use std::fs;
use std::net::TcpListener;
use std::time::{Duration, Instant};

const ENTERPRISE: &str = "fd569667-0048-483b-abff-bac5c70e976a";

/// `create --yes --json` of a good draft, with these variables alone.
fn create(home: &Home, env: &[(&str, &str)]) -> Run {
    create_of(home, &hourly(), env)
}

fn create_of(home: &Home, draft: &Json, env: &[(&str, &str)]) -> Run {
    let draft = home.file("d.json", draft);
    let url = home.sandbox.url();
    let mut command = home.bare(&["create", "--draft", &draft, "--yes", "--json", "--endpoint", &url]);
    finish(command.envs(env.iter().copied()).spawn().unwrap())
}

fn profile(home: &Home, text: &str) {
    fs::create_dir_all(home.path(".huaweicloud")).unwrap();
    fs::write(home.path(".huaweicloud/credentials"), text).unwrap();
}

#[test]
fn the_help_names_every_variable_that_a_region_is_read_from() {
    for name in ["HUAWEICLOUD_SDK_REGION", "HW_REGION_NAME", "OS_REGION_NAME"] {
        let found = credentials::local(&|asked| (asked == name).then(|| REGION.to_owned()), None);
        assert!(found.region.is_some() && account::REGION.more.0.contains(name), "{name}");
    }
}

#[test]
fn keys_that_were_meant_but_cannot_be_used_stop_everything_that_needs_keys() {
    let home = Home::quick();
    let other = [("HW_ACCESS_KEY", ACCESS_KEY), ("HW_SECRET_KEY", SECRET_KEY)];
    let hidden = format!("{ACCESS_KEY}\u{200b}");
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[("HUAWEICLOUD_SDK_AK", ACCESS_KEY)], "HUAWEICLOUD_SDK_SK is not"),
        (&[("HUAWEICLOUD_SDK_SK", SECRET_KEY)], "HUAWEICLOUD_SDK_AK is not"),
        (&[("HUAWEICLOUD_SDK_AK", &hidden), ("HUAWEICLOUD_SDK_SK", SECRET_KEY)], "invisible character (U+200B)"),
        (&[("HUAWEICLOUD_SDK_AK", "<AK>"), ("HUAWEICLOUD_SDK_SK", SECRET_KEY)], "a character no key has at place 1"),
    ];
    for (env, why) in cases {
        let run = create(&home, &[env, &other].concat()).expect(4, &[why, "Correct them or take them away"]);
        assert_eq!(run.error()["code"], 4);
    }
    let half = [&[("HUAWEICLOUD_SDK_AK", ACCESS_KEY)][..], &other].concat();
    let (draft, url) = (home.file("d.json", &hourly()), home.sandbox.url());
    let id = "ce284b4a-5114-4a6e-a463-a0cd7e0af93a";
    let commands: [&[&str]; 4] = [
        &["create", "--draft", &draft, "--dry-run"],
        &["check", "--draft", &draft, "--online"],
        &["watch", id],
        &["doctor", "--region", REGION, "--project-id", PROJECT_ID],
    ];
    for args in commands {
        let mut command = home.bare(&[args, &["--endpoint", &url]].concat());
        let run = finish(command.envs(half.iter().copied()).spawn().unwrap());
        assert_eq!(run.code, Some(4), "{run:?}");
        assert!(format!("{}{}", run.out, run.err).contains("HUAWEICLOUD_SDK_SK is not"), "{run:?}");
    }
    // What needs no keys goes on, and says that they are broken where they would have helped.
    let mut command = home.bare(&["export", "--draft", &draft, "--format", "terraform"]);
    finish(command.envs(half).spawn().unwrap()).expect(0, &["HUAWEICLOUD_SDK_SK is not"]);
    assert_eq!(home.sandbox.requests().iter().filter(|seen| !seen.path.starts_with("/v3/regions")).count(), 0);
}

#[test]
fn a_broken_profile_never_leads_to_the_agency_of_the_host() {
    let home = Home::quick();
    for (text, why) in [
        ("[basics]\nak=x\nsk=y\n", "has no section [basic], but [basics]"),
        ("[basic]\nak=x\n", "ak is set but sk is not"),
        ("[basic\nak=x\nsk=y\n", "line 1 is not of the form [section]"),
        ("[basic]\n[defualt]\nak=x\nsk=y\n", "[basic] has no keys, but there is [defualt]"),
    ] {
        profile(&home, text);
        create(&home, &[]).expect(4, &["SDK profile ~/.huaweicloud/credentials", why]);
    }
    assert_eq!(home.sandbox.requests().len(), 0, "not even the agency was asked");
    profile(&home, "[global]\nak=x\nsk=y\n");
    create(&home, &[]).expect(0, &["has only [global]", "keys from ECS agency"]);
    assert_eq!(home.orders().len(), 1);
}

#[test]
fn quotes_and_remarks_are_taken_off_and_said() {
    let home = Home::quick();
    let quoted = [ACCESS_KEY, SECRET_KEY].map(|key| format!("\"{key}\""));
    let env = [("HUAWEICLOUD_SDK_AK", &*quoted[0]), ("HUAWEICLOUD_SDK_SK", &quoted[1])];
    create(&home, &env).expect(0, &["note: Taken off: the quotes round HUAWEICLOUD_SDK_AK"]);
    profile(&home, &format!("[basic] # main\nak = {ACCESS_KEY}\nsk = {SECRET_KEY} ; mine\n"));
    let twin = changed(&json!({ "name": "orders-twin" }));
    let said = ["the remark behind [basic] in the profile file, the remark behind sk in the profile file"];
    create_of(&home, &twin, &[]).expect(0, &said);
    assert_eq!(home.orders().len(), 2);
    // The home is searched for the secret key when it is dropped.
    fs::remove_dir_all(home.path(".huaweicloud")).unwrap();
}

const KEYS: [(&str, &str); 2] = [("HUAWEICLOUD_SDK_AK", ACCESS_KEY), ("HUAWEICLOUD_SDK_SK", SECRET_KEY)];

#[test]
fn whose_keys_buy_is_said_before_anything_is_sent() {
    let home = Home::quick();
    let whose = format!("Account example-corp; keys from env HUAWEICLOUD_SDK_AK; project {PROJECT_ID} in {REGION}.");
    let run = create(&home, &KEYS).expect(0, &[&whose]);
    assert!(run.err.find(&whose) < run.err.find("intent written"), "{run:?}");
    let asked = home.sandbox.requests();
    let place = |path: &str| asked.iter().position(|seen| seen.path == path).unwrap();
    assert!(place("/v3/auth/domains") < asked.iter().position(is_order).unwrap());
}

#[test]
fn an_account_that_may_not_be_read_is_said_and_blocks_nothing() {
    let denied = || FaultKind::Refuse { status: 403, code: "PAP5.0011".to_owned(), message: "no".to_owned() };
    let domains = || Fault::new(denied()).on("GET", "/v3/auth/domains").times(u32::MAX);
    // The projects tell the ID alone.
    let home = Home::new(World::default().creation_time(Duration::ZERO).fault(domains()));
    let run = create(&home, &KEYS).expect(0, &["keys from env HUAWEICLOUD_SDK_AK"]);
    let account = run.err.split("Account ").nth(1).unwrap().split(';').next().unwrap();
    assert_eq!(account.len(), 32, "{run:?}");

    let projects = || Fault::new(denied()).on("GET", "/v3/projects").times(u32::MAX);
    let home = Home::new(World::default().creation_time(Duration::ZERO).fault(domains()).fault(projects()));
    create(&home, &KEYS).expect(0, &["Account not known (", "to list domains", "keys from env"]);
    assert_eq!(home.orders().len(), 1);
    // In Chinese no piece of the English sentence is left.
    let home = Home::new(World::default().creation_time(Duration::ZERO).fault(domains()).fault(projects()));
    let (draft, url) = (home.file("d.json", &hourly()), home.sandbox.url());
    let mut command = home.bare(&["create", "--draft", &draft, "--yes", "--lang", "zh-CN", "--endpoint", &url]);
    finish(command.envs(KEYS).spawn().unwrap()).expect(0, &["向账号管理员申请查询账号列表的权限"]);

    let silent = Fault::new(FaultKind::NeverAnswer).on("GET", "/v3/auth/domains").times(u32::MAX);
    let home = Home::new(World::default().creation_time(Duration::ZERO).fault(silent));
    let begun = Instant::now();
    create(&home, &KEYS).expect(0, &["Account not known (IAM did not answer in time."]);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn the_enterprise_project_of_the_environment_is_the_default_one() {
    let home = Home::quick();
    let env = |value: &'static str| [&KEYS[..], &[("HW_ENTERPRISE_PROJECT_ID", value)]].concat();
    create(&home, &env(ENTERPRISE)).expect(0, &["from env HW_ENTERPRISE_PROJECT_ID", ENTERPRISE]);
    let named = changed(&json!({ "name": "orders-twin", "enterprise_project_id": "0" }));
    let run = create_of(&home, &named, &env(ENTERPRISE)).expect(0, &[]);
    assert!(!run.err.contains("HW_ENTERPRISE_PROJECT_ID"), "the draft's own goes first: {run:?}");
    let sent: Vec<Json> = home.sandbox.created().iter().map(|body| body["enterprise_project_id"].clone()).collect();
    assert_eq!(sent, [json!(ENTERPRISE), json!("0")]);
    let third = changed(&json!({ "name": "orders-third" }));
    create_of(&home, &third, &env("shop")).expect(3, &["is not an enterprise project", "env HW_ENTERPRISE_PROJECT_ID"]);
}

#[test]
fn the_projects_of_a_region_are_named_and_a_name_chooses() {
    let home = Home::quick();
    let mut draft = hourly();
    draft["project_id"] = Json::Null;
    let all = [PROJECT_ID, "ap-southeast-3_", "choose one with --project-id or HW_PROJECT_NAME"];
    create_of(&home, &draft, &KEYS).expect(3, &all);
    let file = home.file("d.json", &draft);
    let run = home.run(&["check", "--draft", &file, "--online", "--json"]);
    assert!(all.iter().all(|words| run.out.contains(words)) && run.code == Some(3), "{run:?}");
    let env = |name: &'static str| [&KEYS[..], &[("HW_PROJECT_NAME", name)]].concat();
    let wrong = ["is none of the region's projects (env HW_PROJECT_NAME)", PROJECT_ID];
    create_of(&home, &draft, &env("ap-southeast-3_nowhere")).expect(3, &wrong);
    assert_eq!(home.orders().len(), 0);
    create_of(&home, &draft, &env("ap-southeast-3")).expect(0, &[]);
    assert!(home.orders()[0].path.contains(PROJECT_ID));
}

#[test]
fn a_zone_is_no_region() {
    let home = Home::quick();
    let draft = home.file("d.json", &hourly());
    for (region, code, words) in [
        ("ap-southeast-3a", 3, "\\\"ap-southeast-3a\\\" is a zone; its region is ap-southeast-3"),
        ("ap-sotheast-3", 0, "ap-southeast-3 (AP-Singapore) was probably meant"),
    ] {
        let run = home.run(&["check", "--draft", &draft, "--region", region, "--project-id", PROJECT_ID, "--json"]);
        assert!(run.code == Some(code) && run.out.contains(words), "{run:?}");
    }
    let zone = ["create", "--draft", &draft, "--yes", "--region", "ap-southeast-3a"];
    home.run(&zone).expect(3, &["is a zone; its region is ap-southeast-3"]);
    home.run(&["create", "--draft", &draft, "--region", "ap-sotheast-3", "--dry-run"])
        .expect(0, &["ap-southeast-3 (AP-Singapore) was probably meant"]);
    assert_eq!(home.orders().len(), 0);
}

#[test]
fn a_proxy_that_cannot_be_used_is_what_is_named() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gone = format!("http://me:Pass%40Rest@{free}");
    let refused = format!("the proxy in HTTPS_PROXY, {free}: Connection refused");
    let cases = [
        (gone.as_str(), refused.as_str()),
        ("http://me:Pass@Rest@proxy.test:1", "The proxy in HTTPS_PROXY cannot be used: it holds more than one @"),
        ("http://me:Pass#Rest@proxy.test:1", "The proxy in HTTPS_PROXY cannot be used: it holds one of #"),
        ("http://me:Pass\\Rest@proxy.test:1", "The proxy in HTTPS_PROXY cannot be used: it holds one of #"),
        ("http://me:Pass@nowhere.invalid:1", "the proxy in HTTPS_PROXY, nowhere.invalid:1: "),
    ];
    at_once(cases, |(proxy, words)| {
        let home = Home::quick();
        let draft = home.file("d.json", &hourly());
        // Nothing but the proxy is looked up, so no host of the cloud has to be there.
        let mut command = home.command(&["create", "--draft", &draft, "--yes"]);
        let run = finish(command.env("HTTPS_PROXY", proxy).spawn().unwrap()).expect(5, &[words]);
        for hidden in ["Pass", "Rest", "myhuaweicloud"] {
            assert!(!run.err.contains(hidden), "{hidden}: {run:?}");
        }
    });
}
