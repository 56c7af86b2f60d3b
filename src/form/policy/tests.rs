use super::*;
use crate::catalog::Lookup;
use crate::failure::Failure;
use crate::language::Text;
use crate::steps::STEPS;
use crate::steps::encryption::{DISK_ENCRYPTION, KEY};
use crate::steps::engine::{DESCRIPTION, ENTERPRISE_PROJECT, NAME, TAGS};
use crate::steps::flavor::{ARCHITECTURE, BROKERS, FLAVOR};
use crate::steps::networking::VPC;
use crate::steps::sample::{
    KEY_1, SUBNET_1, VPC_1, VPC_2, ZONE_A, ZONE_B, ZONE_C, problem, read, set, with, zones as listed_zones,
};
use crate::steps::storage::{DISK, STORAGE};
use crate::steps::version::VERSION;
use crate::steps::zones::ZONES;
use serde_json::{Value as Json, json};
use std::time::Duration;

const EXAMPLE: &str = r#"{"version": 1, "contact": "platform@example.com", "rules": {
    "disk_encrypted_enable": {"fixed": true, "reason": "all disks are encrypted"},
    "storage_space": {"most": 1200, "reason": "ask for more"}, "name": {"pattern": "team-*"},
    "available_zones": {"allowed": ["ap-southeast-3a", "ap-southeast-3b", "ap-southeast-3c"]}}}"#;

fn parsed(rules: &Json) -> Result<Policy, String> {
    Policy::parse(rules, "p.json".to_owned(), &Form::new(STEPS))
}

/// A valid form with these answers, under these rules.
fn under(rules: &Json, answers: &[(&'static Field, &str)]) -> Form {
    let mut form = with(answers);
    form.govern(Ok(parsed(&json!({ "version": 1, "rules": rules })).unwrap()));
    form
}

#[test]
fn the_example_of_the_readme_rules() {
    let mut form = with(&[(&NAME, "orders"), (&FLAVOR, "rocketmq.p2.large.12"), (&STORAGE, "1500")]);
    form.govern(parsed(&serde_json::from_str(EXAMPLE).unwrap()));
    read(&mut form, Lookup::Zones, listed_zones());
    assert!(form.is_on(&DISK_ENCRYPTION), "what is fixed needs no answer");
    let said = form.problems().into_iter().map(|(_, field, problem)| (field.key, problem.told)).collect::<Vec<_>>();
    assert_eq!(
        said,
        [
            (
                "name",
                "\"orders\" is not allowed by your organization's policy; it has to be like team-* \
                 (ask platform@example.com)"
                    .to_owned()
            ),
            (
                "storage_space",
                "1,500 GB is out of range; at most 1,200 GB is allowed by your organization's policy (ask for more; ask \
                 platform@example.com)"
                    .to_owned()
            ),
            ("disk_encrypted_key", "nothing is chosen yet; Key is required".to_owned()),
        ]
    );
    for (field, answer) in [(&NAME, "team-orders"), (&STORAGE, "1200"), (&KEY, KEY_1)] {
        set(&mut form, field, answer);
    }
    assert_eq!(form.problems(), []);
    set(&mut form, &DISK_ENCRYPTION, "off");
    form.forget(&KEY);
    let said = "\"off\" is not allowed by your organization's policy; only on is allowed (all disks are encrypted; ask \
                platform@example.com)";
    assert_eq!(problem(&form, &DISK_ENCRYPTION), said);
    assert_eq!(form.unlocked(&DISK_ENCRYPTION), Ok(()), "a wrong answer can be put right");
    form.forget(&DISK_ENCRYPTION);
    assert!(
        form.unlocked(&DISK_ENCRYPTION).unwrap_err().contains(" stays on by your organization"),
        "{form:?}",
        form = form.show(&DISK_ENCRYPTION)
    );
}

#[test]
fn every_word_is_held_against_the_answer() {
    let flavor = "rocketmq.p2.large.12";
    for (rules, field, answer, part) in [
        (
            json!({"description": {"required": true, "reason": "say whose"}}),
            &DESCRIPTION,
            "",
            "is required by your organization's policy (say whose)",
        ),
        (json!({"description": {"required": true}}), &DESCRIPTION, "orders of team 7", ""),
        (json!({"description": {"pattern": "team ?: *"}}), &DESCRIPTION, "team 7: orders", ""),
        (json!({"description": {"pattern": "team ?: *"}}), &DESCRIPTION, "team 77: orders", "like team ?: *"),
        (json!({"description": {"fixed": "x"}}), &DESCRIPTION, "y", "only x is allowed"),
        (json!({"product_id": {"pattern": "rocketmq.p2.*"}}), &FLAVOR, flavor, ""),
        (
            json!({"product_id": {"pattern": "rocketmq.b*"}}),
            &FLAVOR,
            flavor,
            "is not allowed by your organization's policy; it has to be like rocketmq.b* (set in p.json)",
        ),
        (
            json!({"storage_spec_code": {"fixed": "dms.physical.storage.extreme"}}),
            &DISK,
            "dms.physical.storage.ultra.v2",
            "is not allowed by your organization's policy; only extreme SSD is allowed (set in p.json)",
        ),
        (json!({"vpc_id": {"allowed": [VPC_2, VPC_1]}}), &VPC, VPC_2, ""),
        (json!({"vpc_id": {"allowed": [VPC_1, SUBNET_1]}}), &VPC, VPC_2, "choose from the 2 it names"),
        (
            json!({"vpc_id": {"allowed": [VPC_1, SUBNET_1], "reason": "ours"}}),
            &VPC,
            VPC_2,
            "choose from the 2 in p.json (ours)",
        ),
        (json!({"broker_num": {"least": 2}}), &BROKERS, "1", "1 is out of range; 2 or more is allowed"),
        (json!({"broker_num": {"least": 1, "most": 1}}), &BROKERS, "1", ""),
        (json!({"tags": {"required": true}}), &TAGS, "", "Tags are required by your organization's policy"),
        (json!({"tags": {"fixed": [{"key": "team", "value": "a"}]}}), &TAGS, "team=b", "only team=a is allowed"),
        (json!({"engine_version": {"allowed": ["4.8.0"]}}), &VERSION, "5.x", "only 4.8.0 is allowed (set in p.json)"),
    ] {
        let form = under(&rules, &[(&FLAVOR, flavor), (field, answer)]);
        let said = problem(&form, field);
        assert!(if part.is_empty() { said.is_empty() } else { said.contains(part) }, "{rules} {answer}: {said}");
    }
}

#[test]
fn an_empty_answer_is_none_to_what_is_fixed_and_judged_by_what_is_allowed() {
    let fixed = [
        (&ENTERPRISE_PROJECT, json!(VPC_1)),
        (&TAGS, json!([{ "key": "team", "value": "a" }])),
        (&DESCRIPTION, json!("ours")),
        (&ARCHITECTURE, json!("X86")),
        (&VERSION, json!("5.x")),
        (&STORAGE, json!(600)),
        (&ZONES, json!([ZONE_A])),
    ];
    for (field, fixed) in fixed {
        let mut form = under(&json!({ field.key: { "fixed": fixed } }), &[]);
        for said in [None, Some(Value::Empty)] {
            form.put(field, said);
            assert_eq!((form.value(field).to_json(&field.kind), form.is_chosen(field)), (fixed.clone(), false));
            assert_eq!((problem(&form, field), form.is_fixed(field)), (String::new(), true), "{field:?}");
            assert!(form.show(field).len() > 1, "{field:?}");
        }
        assert_eq!(form.saved().answers[field.key], Json::Null, "what was chosen is kept");
    }
    for (rule, field, said) in [
        (
            json!({ "allowed": [VPC_1, VPC_2] }),
            &ENTERPRISE_PROJECT,
            "\"0\" is not allowed by your organization's policy",
        ),
        (json!({ "allowed": [VPC_1, "0"] }), &ENTERPRISE_PROJECT, ""),
        (json!({ "allowed": ["a", "b"] }), &DESCRIPTION, "an answer is required by your organization's policy; choose"),
        (json!({ "pattern": "team ?" }), &DESCRIPTION, ""),
        (json!({ "pattern": "team ?", "required": true }), &DESCRIPTION, "About is required by your organization's"),
        (json!({ "least": 600 }), &STORAGE, "nothing is entered yet"),
    ] {
        let form = under(&json!({ field.key: rule.clone() }), &[(field, "")]);
        let told = problem(&form, field);
        assert!(if said.is_empty() { told.is_empty() } else { told.starts_with(said) }, "{rule}: {told}");
    }
}

#[test]
fn a_default_moves_into_the_range_and_arrows_stay_in_it() {
    let mut form = under(&json!({"storage_space": {"least": 950, "most": 1250}}), &[]);
    assert_eq!((form.text(&STORAGE), problem(&form, &STORAGE)), ("1000".to_owned(), String::new()));
    let steps = form.number_steps(&STORAGE).unwrap();
    assert_eq!((steps.least, steps.most), (1000, 1200));
    set(&mut form, &STORAGE, "900");
    assert!(problem(&form, &STORAGE).contains("950 to 1,250 GB is allowed by your organization's policy"));
}

#[test]
fn zones_are_named_by_code_or_id_and_never_taken_unseen() {
    let ids = format!("{ZONE_A} {ZONE_B} {ZONE_C}");
    let rules = |allowed: Json| json!({ "available_zones": { "allowed": allowed } });
    for (allowed, good) in [
        (json!(["ap-southeast-3a", "ap-southeast-3b", "ap-southeast-3c"]), true),
        (json!([ZONE_A, ZONE_B, "ap-southeast-3c"]), true),
        (json!([ZONE_A, ZONE_B]), false),
    ] {
        let mut form = under(&rules(allowed.clone()), &[(&FLAVOR, "rocketmq.p2.large.12"), (&ZONES, &ids)]);
        let codes = allowed.to_string().contains("ap-");
        let awaits = |form: &Form| {
            let said = problem(form, &ZONES);
            assert_eq!(form.awaits_list(&ZONES), said.contains("the list that has them is not read"), "{said}");
            form.awaits_list(&ZONES)
        };
        assert_eq!(awaits(&form), codes, "{allowed}: nobody has asked for the zones");
        form.file(Lookup::Zones, Err(Failure::late(Duration::ZERO, Text("Try again."))), 0);
        assert_eq!(awaits(&form), codes, "{allowed}: they could not be read");
        read(&mut form, Lookup::Zones, listed_zones());
        assert_eq!(form.problem(&ZONES).is_none(), good, "{allowed}");
    }
    // Of two codes it is plain whether they are the same, and of two IDs.
    for (allowed, zone, said) in [
        (json!(["ap-southeast-3a", "ap-southeast-3b"]), "ap-southeast-3a", "named by codes, and the list"),
        (
            json!(["ap-southeast-3a", "ap-southeast-3b"]),
            "ap-southeast-3d",
            "choose from ap-southeast-3a, ap-southeast-3b",
        ),
        (json!([ZONE_A, ZONE_B]), "ap-southeast-3d", "named by codes, and the list"),
        (json!([ZONE_A, ZONE_B]), ZONE_C, "choose from the 2 it names"),
    ] {
        let form = under(&rules(allowed.clone()), &[(&ZONES, zone)]);
        assert!(problem(&form, &ZONES).contains(said), "{allowed} {zone}: {}", problem(&form, &ZONES));
    }
    let fixed = json!({"available_zones": {"fixed": ["ap-southeast-3c", "ap-southeast-3a", "ap-southeast-3b"]}});
    let mut form = under(&fixed, &[(&FLAVOR, "rocketmq.p2.large.12"), (&ZONES, &ids)]);
    read(&mut form, Lookup::Zones, listed_zones());
    assert_eq!(problem(&form, &ZONES), "");
    form.forget(&ZONES);
    assert_eq!(form.value(&ZONES).as_list(), [ZONE_C, ZONE_A, ZONE_B]);
}

#[test]
fn a_closed_entry_says_what_is_allowed_as_its_problem_does() {
    let entry = |form: &Form, field: &Field, id: &str| {
        form.closed(field, form.find(field, id).unwrap()).map(|closed| (closed.told(form), closed.why)).unwrap()
    };
    let rules = json!({ "available_zones": { "allowed": ["ap-southeast-3a", ZONE_B], "reason": "near" } });
    let mut form = under(&rules, &[(&ZONES, ZONE_C)]);
    read(&mut form, Lookup::Zones, listed_zones());
    let said = "choose from AZ1, AZ2 (near)";
    assert_eq!(entry(&form, &ZONES, ZONE_C), (format!("by policy {said}"), "policy: near".to_owned()));
    assert_eq!(problem(&form, &ZONES), format!("\"AZ3\" is not allowed by your organization's policy; {said}"));
    let form = under(&json!({ "engine_version": { "fixed": "5.x" } }), &[(&VERSION, "4.8.0")]);
    let said = "only 5.x is allowed (set in p.json)";
    assert_eq!(entry(&form, &VERSION, "4.8.0").0, format!("by policy {said}"));
    assert_eq!(problem(&form, &VERSION), format!("\"4.8.0\" is not allowed by your organization's policy; {said}"));
}

#[test]
fn what_is_not_understood_is_named_with_its_place() {
    for (policy, said) in [
        (json!([]), "it is not a JSON object"),
        (json!({"rules": {}}), "version has to be 1; this build knows no other"),
        (json!({"version": 2, "rules": {}}), "version has to be 1; this build knows no other"),
        (json!({"version": 1}), "there are no rules in it"),
        (
            json!({"version": 1, "rules": {}, "deny": 1}),
            "\"deny\" is not known to this build; it knows version, contact, rules",
        ),
        (json!({"version": 1, "rules": {"access_key": {}}}), "rules.access_key is no question of this build"),
        (json!({"version": 1, "rules": {"storage": {}}}), "rules.storage is no question of this build"),
        (
            json!({"version": 1, "rules": {"name": {"max": 3}}}),
            "rules.name.\"max\" is not known to this build; it knows fixed, allowed, least, most, pattern, required, reason",
        ),
        (
            json!({"version": 1, "rules": {"name": {"least": 3}}}),
            "rules.name.least has to be a whole number, of a question that is answered by one",
        ),
        (
            json!({"version": 1, "rules": {"storage_space": {"most": "3"}}}),
            "rules.storage_space.most has to be a whole number, of a question that is answered by one",
        ),
        (
            json!({"version": 1, "rules": {"storage_space": {"least": 5, "most": 3}}}),
            "rules.storage_space.least is more than rules.storage_space.most",
        ),
        (
            json!({"version": 1, "rules": {"enable_acl": {"fixed": "true"}}}),
            "rules.enable_acl.fixed has to be true or false",
        ),
        (
            json!({"version": 1, "rules": {"enable_acl": {"allowed": [true]}}}),
            "rules.enable_acl.allowed has to be a list of answers; what is on or off, and tags, can only be fixed",
        ),
        (
            json!({"version": 1, "rules": {"vpc_id": {"allowed": []}}}),
            "rules.vpc_id.allowed has to be a list of answers; what is on or off, and tags, can only be fixed",
        ),
        (
            json!({"version": 1, "rules": {"enable_acl": {"pattern": "*"}}}),
            "rules.enable_acl.pattern has to be text, of a question that is answered by text",
        ),
        (
            json!({"version": 1, "rules": {"vpc_id": {"pattern": "team-*"}}}),
            "rules.vpc_id.pattern cannot be used: this question is answered by IDs; list them in allowed",
        ),
        (json!({"version": 1, "rules": {"name\u{1b}[2J": {}}}), "rules.name[2J is no question of this build"),
        (
            json!({"version": 1, "rules": {"name": {"pattern": "x\u{1b}[2J*"}}}),
            "rules.name holds characters that cannot be shown",
        ),
        (
            json!({"version": 1, "rules": {"product_id": {"allowed": ["x", "y\u{9b}2J"]}}}),
            "rules.product_id holds characters that cannot be shown",
        ),
        (
            json!({"version": 1, "rules": {"tags": {"fixed": [{"key": "a", "value": "\u{202e}b"}]}}}),
            "rules.tags holds characters that cannot be shown",
        ),
        (json!({"version": 1, "rules": {"name": {"required": 1}}}), "rules.name.required has to be true or false"),
        (json!({"version": 1, "rules": {"name": {"reason": 1}}}), "rules.name.reason has to be text"),
        (json!({"version": 1, "contact": 7, "rules": {}}), "contact has to be text"),
        (
            json!({"version": 1, "rules": {"vpc_id": {"allowed": [VPC_1, "orders-vpc"]}}}),
            "rules.vpc_id: \"orders-vpc\" is not an ID; 36 characters like 3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf are",
        ),
        (
            json!({"version": 1, "rules": {"subnet_id": {"fixed": "app-tier"}}}),
            "rules.subnet_id: \"app-tier\" is not an ID; 36 characters like 3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf are",
        ),
        (
            json!({"version": 1, "rules": {"enterprise_project_id": {"allowed": ["0", "default"]}}}),
            "rules.enterprise_project_id: \"default\" is not an enterprise project; 0 or an ID of 36 characters is",
        ),
    ] {
        assert_eq!(parsed(&policy).err().as_deref(), Some(said), "{policy}");
    }
}

#[test]
fn rules_that_cannot_be_used_stop_buying() {
    let mut form = with(&[]);
    assert!(form.body().is_ok());
    form.govern(Err("/etc/p.json is not understood".to_owned()));
    let said = form.body().unwrap_err();
    assert_eq!(
        (said.len(), said[0].name.as_str(), said[0].rule.as_str()),
        (1, "policy", "/etc/p.json is not understood")
    );
}

#[test]
fn patterns_know_any_characters_and_one() {
    for (pattern, text, expected) in [
        ("team-*", "team-a", true),
        ("team-*", "team-", true),
        ("team-*", "xteam-a", false),
        ("*-prod", "orders-prod", true),
        ("*-prod", "orders-prod2", false),
        ("*a*b*", "xaxxbx", true),
        ("*a*b*", "xbxa", false),
        ("??", "ab", true),
        ("??", "abc", false),
        ("", "", true),
        ("", "a", false),
        ("a.c", "abc", false),
        ("**", "", true),
        ("订?-*", "订单-1", true),
    ] {
        assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
    }
}
