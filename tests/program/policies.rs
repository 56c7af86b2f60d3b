//! The rules of an organization: what `check`, `create`, `export` and `doctor` make of them.

use crate::home::{Home, NAME, changed, finish, hourly};
use crate::support::env::WIZARD;
use crate::support::pty::{Exit, Key};
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION};
use serde_json::{Value as Json, json};

/// A home with a valid draft and a policy, and the flag that names it.
fn under(policy: &str) -> (Home, [String; 2]) {
    let home = Home::quick();
    home.draft("orders", &hourly());
    let path = home.path("policy.json");
    std::fs::write(&path, policy).unwrap();
    (home, ["--policy".to_owned(), path.to_str().unwrap().to_owned()])
}

fn with<'a>(args: &[&'a str], flag: &'a [String; 2]) -> Vec<&'a str> {
    args.iter().copied().chain(flag.iter().map(String::as_str)).collect()
}

const COMMANDS: [&[&str]; 4] = [
    &["check", "--draft", "orders"],
    &["create", "--draft", "orders", "--yes"],
    &["export", "--draft", "orders", "--format", "json"],
    &["export", "--draft", "orders", "--format", "terraform"],
];

#[test]
fn what_the_rules_forbid_is_neither_bought_nor_exported() {
    let rules = json!({ "version": 1, "contact": "platform@example.com", "rules": {
        "name": { "pattern": "team-*", "reason": "names begin with the team" } } });
    let (home, flag) = under(&rules.to_string());
    let said = "not allowed by your organization's policy; it has to be like team-* (names begin with the team; ask \
                platform@example.com)";
    for args in COMMANDS {
        let run = home.run(&with(args, &flag));
        assert_eq!(run.code, Some(3), "{args:?} {run:?}");
        assert!(format!("{}{}", run.out, run.err).contains(said), "{args:?} {run:?}");
    }
    assert_eq!(home.orders().len(), 0);
    let check = home.run(&with(&["check", "--draft", "orders", "--json"], &flag));
    assert_eq!(check.json()["problems"][0]["field"], "name", "{check:?}");
}

#[test]
fn what_the_rules_allow_is_bought_with_what_they_fix() {
    let rules = json!({ "version": 1, "rules": {
        "name": { "pattern": NAME },
        "enable_acl": { "fixed": true },
        "available_zones": { "allowed": ["ap-southeast-3a", "ap-southeast-3b", "ap-southeast-3c"] } } });
    let (home, flag) = under(&rules.to_string());
    let run = home.run(&with(COMMANDS[1], &flag)).expect(0, &[]);
    assert_eq!(run.id().len(), 36);
    assert_eq!(home.sandbox.created()[0]["enable_acl"], true);
}

const TEAM: &str = "fd569667-0048-483b-abff-bac5c70e976a";
const OTHER_TEAM: &str = "0d2f9f1e-1f0a-4c7d-9a55-0b8f3c1d2e4f";

/// A draft and a request body in which these answers are spelt like this.
fn spelt(answers: &Json) -> [String; 2] {
    let mut draft = hourly();
    draft["answers"].as_object_mut().unwrap().extend(answers.as_object().unwrap().clone());
    [draft.to_string(), draft["answers"].to_string()]
}

/// What to write behind `create` and `export` for something on standard input.
fn of_stdin<'a>(args: &[&'a str], place: &'a [String; 2]) -> Vec<&'a str> {
    let of_body = ["--draft", "-", "--region", &place[0], "--project-id", &place[1]];
    args.iter().copied().chain(of_body).collect()
}

/// An answer that is there and empty is none: no spelling of it keeps what is fixed from being bought.
#[test]
fn what_is_fixed_is_bought_whatever_is_left_empty() {
    let rules = json!({ "version": 1, "rules": {
        "enterprise_project_id": { "fixed": TEAM },
        "tags": { "fixed": [{ "key": "team", "value": "orders" }] },
        "arch_type": { "fixed": "X86" },
        "description": { "fixed": "owned by orders" } } });
    let null = json!({ "enterprise_project_id": null, "tags": null, "arch_type": null, "description": null });
    let blank = json!({ "enterprise_project_id": "", "tags": [], "arch_type": "", "description": "" });
    let place = [REGION.to_owned(), PROJECT_ID.to_owned()];
    for text in [spelt(&null), spelt(&blank), spelt(&json!({}))].concat() {
        let (home, flag) = under(&rules.to_string());
        let run = |args: &[&str]| home.run_with(&with(&of_stdin(args, &place), &flag), &text).expect(0, &[]);
        let dry = run(&["create", "--dry-run", "--json"]);
        assert!(dry.err.contains("tags/action sets: team=orders"), "{text} {dry:?}");
        let told = "note: the policy decides what the draft leaves open: description owned by orders, ";
        assert!(dry.err.contains(told), "{text} {dry:?}");
        let exported = run(&["export", "--format", "json"]).json();
        run(&["create", "--yes", "--wait"]);
        let sent = home.sandbox.created().remove(0);
        for (key, fixed) in [("enterprise_project_id", TEAM), ("arch_type", "X86"), ("description", "owned by orders")]
        {
            assert_eq!([&sent[key], &dry.json()["body"][key], &exported[key]], [fixed; 3], "{key} {text}");
        }
        let tagged = home.sandbox.requests().into_iter().filter(|seen| seen.path.ends_with("/tags/action"));
        let tags: Vec<Json> = tagged.map(|seen| serde_json::from_slice(&seen.body).unwrap()).collect();
        assert_eq!(tags.len(), 1, "{text}");
        assert_eq!(tags[0]["tags"], json!([{ "key": "team", "value": "orders" }]), "{text}");
    }
}

/// A default that rules move is told, and an answer is not.
#[test]
fn answers_that_rules_move_are_told() {
    let (home, flag) =
        under(r#"{"version": 1, "rules": {"broker_num": {"least": 2}, "storage_space": {"least": 300}}}"#);
    home.draft("open", &changed(&json!({ "broker_num": null })));
    home.draft("said", &changed(&json!({ "broker_num": 2 })));
    let note = "note: the policy decides what the draft leaves open: broker_num 2\n";
    for args in [&["create", "--dry-run"][..], &["create", "--yes"]] {
        for (draft, is_told) in [("said", false), ("open", true)] {
            let run = home.run(&with(&[args, &["--draft", draft]].concat(), &flag));
            assert_eq!(run.err.contains(note), is_told, "{args:?} {draft} {run:?}");
        }
    }
}

/// What is left out is judged by what the cloud makes of it.
#[test]
fn what_is_left_empty_has_to_be_allowed_as_well() {
    let projects = |ids: [&str; 2]| {
        let rule = json!({ "allowed": ids, "reason": "it pays" });
        json!({ "version": 1, "rules": { "enterprise_project_id": rule } }).to_string()
    };
    let (strict, lax) = (projects([TEAM, OTHER_TEAM]), projects(["0", TEAM]));
    let about = json!({ "version": 1, "rules": { "description": { "allowed": ["orders", "billing"] } } }).to_string();
    let pattern = json!({ "version": 1, "rules": { "description": { "pattern": "orders *" } } }).to_string();
    let default = "\"default\" is not allowed by your organization's policy; choose from ";
    let needed = "an answer is required by your organization's policy; choose from orders, billing";
    let place = [REGION.to_owned(), PROJECT_ID.to_owned()];
    for (policy, key, said) in [
        (&strict, "enterprise_project_id", Some(default)),
        (&lax, "enterprise_project_id", None),
        (&about, "description", Some(needed)),
        (&pattern, "description", None),
    ] {
        for text in [spelt(&json!({ key: null })), spelt(&json!({ key: "" })), spelt(&json!({}))].concat() {
            let (home, flag) = under(policy);
            for args in [&["export", "--format", "json"][..], &["create", "--yes"]] {
                let run = home.run_with(&with(&of_stdin(args, &place), &flag), &text);
                assert_eq!(run.code, Some(if said.is_some() { 3 } else { 0 }), "{policy} {text} {run:?}");
                // Without the cloud a project is known by its ID alone.
                let said = said.map(|said| said.replace("default", if args[0] == "export" { "0" } else { "default" }));
                assert!(said.is_none_or(|said| run.err.contains(&said)), "{policy} {text} {run:?}");
            }
            assert_eq!(home.orders().len(), usize::from(said.is_none()), "{policy} {text}");
        }
    }
}

/// What is only known from the list of zones is held to it before anything is handed out or bought, and never before it is
/// plain that nothing else is wrong.
#[test]
fn codes_of_zones_in_rules_and_drafts_are_held_to_the_list() {
    let rules =
        |zones: &Json| json!({ "version": 1, "rules": { "available_zones": { "allowed": zones } } }).to_string();
    let (id, code) = (json!(["9f1c5806706d4c1fb0eb72f0a9b18c77"]), json!(["ap-southeast-3a"]));
    let (by_codes, by_ids) = (rules(&json!(["ap-southeast-3a", "ap-southeast-3b"])), rules(&id));
    let free = r#"{"version": 1, "rules": {}}"#.to_owned();
    for (policy, zones, good) in [
        (&by_codes, &id, true),
        (&by_codes, &code, true),
        (&by_ids, &code, true),
        (&free, &code, true),
        (&by_codes, &json!(["ap-southeast-3d"]), false),
        (&by_ids, &json!(["ap-southeast-3d"]), false),
        (&by_codes, &json!(["ea451c35585815daf63c15841fbd8f41"]), false),
        (&free, &json!(["ap-southeast-3x"]), false),
        (&free, &json!(["ap-southeast-2a"]), false),
    ] {
        let (home, flag) = under(policy);
        home.draft("orders", &changed(&json!({ "available_zones": zones })));
        let code = if good { 0 } else { 3 };
        for args in &COMMANDS[2..] {
            let run = home.run(&with(args, &flag));
            assert_eq!((run.code, run.out.is_empty()), (Some(code), !good), "{policy} {zones} {args:?} {run:?}");
        }
        assert_eq!(
            home.run(&with(&["check", "--draft", "orders", "--online"], &flag)).code,
            Some(code),
            "{policy} {zones}"
        );
        let run = home.run(&with(COMMANDS[1], &flag));
        assert_eq!(run.code, Some(code), "{policy} {zones} {run:?}");
        let sent = home.sandbox.created().into_iter().map(|body| body["available_zones"].clone());
        assert_eq!(sent.collect::<Vec<_>>(), if good { vec![id.clone()] } else { vec![] }, "{policy} {zones}");
    }
    // Nothing is handed out that could not be held against the list, and nobody is asked about what is wrong anyway.
    for (policy, zones, said) in [
        (&by_codes, &id, "the policy names zones by codes, and the list that has them is not read"),
        (&free, &code, "zones are named by codes, and the list that has their IDs is not read"),
    ] {
        let (home, flag) = under(policy);
        home.draft("orders", &changed(&json!({ "available_zones": zones })));
        let offline = home.run(&with(COMMANDS[0], &flag)).expect(0, &[]);
        let told = format!("? available_zones not checked: {said}; check --online reads it\n");
        assert!(offline.out.contains(&told), "{offline:?}");
        assert!(offline.out.ends_with("valid as far as can be said without the cloud; the plan comes with --online\n"));
        let json = home.run(&with(&["check", "--draft", "orders", "--json"], &flag)).expect(0, &[]).json();
        assert_eq!((&json["valid"], &json["plan"], &json["problems"]), (&json!(true), &Json::Null, &json!([])));
        assert_eq!(json["checks"][0]["result"], "unknown");
        home.draft("worse", &changed(&json!({ "available_zones": zones, "name": "a" })));
        home.run(&with(&["export", "--draft", "worse", "--format", "json"], &flag)).expect(3, &["4 to 64"]);
        assert_eq!(home.sandbox.requests().len(), 0, "{zones}");
        let forbidden = FaultKind::Refuse { status: 403, code: "APIGW.0302".to_owned(), message: "no".to_owned() };
        home.sandbox.set_fault(Fault::new(forbidden).on("GET", "/v2/available-zones").times(u32::MAX));
        for args in &COMMANDS[1..] {
            let run = home.run(&with(args, &flag)).expect(3, &["the zones could not be read", said]);
            assert!(run.out.is_empty() && !run.err.contains("check --online"), "{args:?} {run:?}");
        }
        assert_eq!(home.orders().len(), 0);
    }
}

#[test]
fn export_asks_for_the_zones_only_where_codes_stand_against_ids_and_else_says_what_it_lacks() {
    let rules =
        |allowed: &str| json!({ "version": 1, "rules": { "available_zones": { "allowed": [allowed] } } }).to_string();
    let (by_codes, by_ids) = (rules("ap-southeast-3a"), rules("9f1c5806706d4c1fb0eb72f0a9b18c77"));
    let free = r#"{"version": 1, "rules": {"name": {"pattern": "orders-*"}}}"#.to_owned();
    for format in ["json", "curl"] {
        let export = ["export", "--draft", "orders", "--format", format];
        for (policy, asked) in [(&by_codes, &["/v2/available-zones"][..]), (&by_ids, &[]), (&free, &[])] {
            let (home, flag) = under(policy);
            let run = home.run(&with(&export, &flag)).expect(0, &[]);
            let seen: Vec<String> = home.sandbox.requests().into_iter().map(|seen| seen.path).collect();
            assert_eq!(
                (seen, run.out.is_empty()),
                (asked.iter().map(ToString::to_string).collect(), false),
                "{policy}"
            );
            // Without keys the same is handed out, where nobody has to be asked.
            let url = home.sandbox.url();
            let nowhere = ["--endpoint", &url, "--endpoint", "metadata=http://127.0.0.1:1"];
            let keyless = finish(home.bare(&[&with(&export, &flag)[..], &nowhere].concat()).spawn().unwrap());
            if asked.is_empty() {
                assert_eq!(keyless.expect(0, &[]).out, run.out, "{policy}");
            } else {
                let told = ["both their codes and their IDs are needed", "No keys were found. Set HUAWEICLOUD_SDK_AK"];
                assert_eq!(keyless.expect(4, &told).out, "", "{policy}");
            }
        }
    }
    let (home, flag) = under(&by_codes);
    let mut nobody = with(COMMANDS[2], &flag);
    nobody.extend(["--endpoint", "http://127.0.0.1:1"]);
    let run = finish(home.command(&nobody).spawn().unwrap());
    assert_eq!(run.expect(5, &["both their codes and their IDs are needed", "Check the network"]).out, "");
}

#[test]
fn rules_that_are_not_understood_stop_every_purchase_and_say_where() {
    for (policy, said) in [
        ("{", "is not whole or not JSON"),
        (r#"{"version": 1, "rules": {}, "rules": {}}"#, "has the key \"rules\" twice"),
        (r#"{"version": 2, "rules": {}}"#, "is not understood: version has to be 1"),
        (
            r#"{"version": 1, "rules": {"name": {"forbid": "x"}}}"#,
            "is not understood: rules.name.\"forbid\" is not known",
        ),
    ] {
        let (home, flag) = under(policy);
        for args in COMMANDS {
            let run = home.run(&with(args, &flag));
            assert_eq!(run.code, Some(3), "{policy} {args:?} {run:?}");
            let told = format!("{}{}", run.out, run.err);
            assert!(told.contains(said) && told.contains(&flag[1]), "{policy} {args:?} {told}");
            assert!(told.contains("nothing is bought until"), "{told}");
        }
        assert_eq!(home.orders().len(), 0);
    }
    let home = Home::quick();
    home.draft("orders", &hourly());
    let path = home.path("missing.json").to_str().unwrap().to_owned();
    let run = home.run(&with(COMMANDS[1], &["--policy".to_owned(), path])).expect(3, &["missing.json does not exist"]);
    assert_eq!((run.out.as_str(), home.orders().len()), ("", 0));
}

/// A wizard and a question may stand for days.
#[test]
fn rules_that_changed_meanwhile_hold_before_anything_is_bought() {
    const RULES: &str = r#"{"version": 1, "rules": {"name": {"pattern": "team-*"}}}"#;
    for args in [&[WIZARD, "--draft", "orders"][..], &[WIZARD, "create", "--draft", "orders"]] {
        let (home, flag) = under(r#"{"version": 1, "rules": {}}"#);
        let mut session = home.session((100, 40), &with(args, &flag));
        let is_wizard = args.len() == 3;
        if is_wizard {
            session.wait_text("Engine");
            session.key(Key::ctrl('o'));
            session.wait_text("Enter go");
            session.keys("s");
        }
        session.wait_text("To buy, type yes:");
        std::fs::write(&flag[1], RULES).unwrap();
        if is_wizard {
            session.wait_text("name is free");
            session.key(Key::ctrl('r'));
            session.wait_text("1 answer, marked x, blocks buying.");
            session.leave();
        } else {
            assert!(session.confirm("To buy, type yes:", "yes"), "{}", session.screen());
            assert_eq!(session.exit(), Exit::Code(3), "{}", session.screen());
            assert!(session.screen().contains("not allowed by your organization's policy"), "{}", session.screen());
        }
        assert_eq!(home.orders().len(), 0, "{args:?}");
    }
}

/// The look at the cloud right before sending may take half a minute.
#[test]
fn rules_that_changed_during_the_last_look_hold() {
    let (home, flag) = under(r#"{"version": 1, "rules": {}}"#);
    let list = format!("/v2/{PROJECT_ID}/instances");
    home.sandbox.set_fault(Fault::new(FaultKind::Slow { ms: 1500 }).on("GET", &list));
    let run = home.start(&with(&["create", "--draft", "orders", "--yes"], &flag));
    home.wait_for("the name look-up", |seen| seen.path == list);
    std::fs::write(&flag[1], r#"{"version": 1, "rules": {"name": {"pattern": "team-*"}}}"#).unwrap();
    finish(run).expect(3, &["not allowed by your organization's policy"]);
    assert_eq!(home.orders().len(), 0);
}

/// Nobody is bound to look at the summary again before they buy, and its checks are fresh for a minute.
#[test]
fn rules_that_changed_while_the_summary_is_open_keep_the_order_back() {
    let fixed = |acl: bool| json!({ "version": 1, "rules": { "enable_acl": { "fixed": acl } } }).to_string();
    let forbids = r#"{"version": 1, "rules": {"name": {"pattern": "team-*"}}}"#.to_owned();
    for (rules, said) in [
        (fixed(true), "policy has changed. Look through the summary and confirm again"),
        (forbids, "it has to be like team-*"),
        ("{".to_owned(), "is not whole or not JSON"),
    ] {
        let (home, flag) = under(&fixed(false));
        let mut session = home.session((150, 40), &with(&[WIZARD, "--draft", "orders"], &flag));
        session.wait_text("Engine");
        session.key(Key::ctrl('o'));
        session.wait_text("Enter go");
        session.keys("s");
        session.wait_text("To buy, type yes:");
        session.wait_text("name is free");
        std::fs::write(&flag[1], &rules).unwrap();
        session.confirm("To buy, type yes:", "yes");
        session.wait_text("Nothing was sent: your organization's policy has changed.");
        session.wait_text(said);
        assert_eq!(home.orders().len(), 0, "{rules} {}", session.screen());
        session.leave();
    }
}

#[test]
fn the_doctor_says_which_rules_hold() {
    let (home, flag) =
        under(r#"{"version": 1, "contact": "platform@example.com", "rules": {"name": {"pattern": "a*"}}}"#);
    let run = home.run(&with(&["doctor"], &flag));
    assert!(run.out.contains(&format!("1 rule in {}; ask platform@example.com about them", flag[1])), "{run:?}");
    let (home, flag) = under("[]");
    let run = home.run(&with(&["doctor"], &flag));
    assert!(run.out.contains("is not understood: it is not a JSON object"), "{run:?}");
    assert_ne!(run.code, Some(0), "{run:?}");
}

#[test]
fn nobody_chooses_the_rules_a_real_order_is_held_to() {
    let (home, flag) = under(r#"{"version": 1, "rules": {}}"#);
    for endpoint in [&["--endpoint", "https://dms.example.com"][..], &["--endpoint", "vpc=http://127.0.0.1:9"]] {
        let mut args = with(COMMANDS[0], &flag);
        args.extend(endpoint);
        let run = finish(home.command(&args).spawn().unwrap());
        run.expect(2, &["--policy tries rules out, so it works with --sandbox or an --endpoint on this host only"]);
    }
}
