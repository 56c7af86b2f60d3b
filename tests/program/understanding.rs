//! A file is understood whole, or not sent: what each kind of unclear input comes to in `check`, `create` and `export`.

use crate::home::{Home, Run, changed, hourly};
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION};
use serde_json::{Map, Value as Json, json};

const ADDRESS: [&str; 4] = ["--region", REGION, "--project-id", PROJECT_ID];
const KEY: &str = "00000001-4d6d-4d8f-8d3f-047b0de4c5cf";

/// A request body that can be bought; it names no more than the API page makes mandatory.
fn good() -> Map<String, Json> {
    let mut body = hourly()["answers"].as_object().unwrap().clone();
    body.remove("arch_type");
    body
}

/// The same with some members changed; `null` leaves one out.
fn body(changes: &Json) -> Json {
    let mut body = good();
    body.extend(changes.as_object().unwrap().clone());
    body.retain(|_, value| !value.is_null());
    body.into()
}

fn prepaid(more: &Json) -> Json {
    let mut billing = json!({ "charging_mode": "prePaid", "period_type": "month", "period_num": 1 });
    billing.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    billing.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    billing
}

fn create(home: &Home, file: &str) -> Run {
    home.run(&[&["create", "--draft", file, "--yes", "--json"][..], &ADDRESS].concat())
}

fn check(home: &Home, file: &str) -> Json {
    home.run(&[&["check", "--draft", file, "--json"][..], &ADDRESS].concat()).json()
}

/// What `check --json` lists: field and rule.
fn listed(answer: &Json) -> Vec<(String, String)> {
    let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
    answer["problems"].as_array().unwrap().iter().map(|p| (text(&p["field"]), text(&p["rule"]))).collect()
}

#[test]
fn what_cannot_be_meant_is_named_and_never_bought() {
    let eip = json!({ "publicip_id": KEY });
    let table: [(Json, &str, &str); 27] = [
        (json!({ "disk_encryption_enable": true }), "disk_encryption_enable", "did you mean disk_encrypted_enable?"),
        (json!({ "diskEncryptedEnable": true }), "diskEncryptedEnable", "did you mean disk_encrypted_enable?"),
        (json!({ "flavor_id": "x" }), "flavor_id", "did you mean product_id?"),
        (json!({ "availability_zones": [] }), "availability_zones", "did you mean available_zones?"),
        (json!({ "wholly": { "else": 1 } }), "wholly", "take it away"),
        (json!({ "regoin": "x" }), "regoin", "did you mean region?"),
        (json!({ "bss_param": prepaid(&json!({ "period": 2 })) }), "bss_param.period", "did you mean period_num?"),
        (json!({ "bss_param": prepaid(&json!({ "isAutoPay": 1 })) }), "bss_param.isAutoPay", "is_auto_pay"),
        (json!({ "bss_param": [prepaid(&json!({}))] }), "bss_param", "is not an object"),
        (json!({ "bss_param": "prePaid" }), "bss_param", "is not an object"),
        (
            json!({ "bss_param": { "period_type": "month", "period_num": 1 } }),
            "period_num",
            "charging_mode is postPaid",
        ),
        (json!({ "bss_param": prepaid(&json!({ "charging_mode": "postPaid" })) }), "period_type", "charging_mode"),
        (json!({ "period_num": 2 }), "period_num", "not asked while charging_mode is postPaid"),
        (json!({ "bss_param": { "is_auto_pay": true } }), "is_auto_pay", "not asked while charging_mode is postPaid"),
        (json!({ "disk_encrypted_key": KEY }), "disk_encrypted_key", "disk_encrypted_enable is false"),
        (eip, "publicip_id", "enable_publicip is false"),
        (json!({ "charging_mode": "postPaid", "bss_param": prepaid(&json!({})) }), "charging_mode", "prePaid"),
        (json!({ "ssl_enable": true, "tls_mode": "PLAINTEXT" }), "tls_mode", "ssl_enable"),
        (json!({ "ssl_enable": false, "tls_mode": "SSL" }), "tls_mode", "ssl_enable"),
        (json!({ "ssl_enable": 1 }), "tls_mode", "is not true or false"),
        (json!({ "enable_acl": 1 }), "enable_acl", "is not true or false"),
        (json!({ "enable_acl": "on" }), "enable_acl", "is not true or false"),
        (json!({ "storage_space": [300] }), "storage_space", "is not a whole number"),
        (json!({ "available_zones": { "a": 1 } }), "available_zones", "is not a list"),
        (
            json!({ "secret_access_kee": "x", "my_password": "SkExampleNotASecret0000000000000000000001" }),
            "my_password",
            "looks like a secret",
        ),
        (json!({ "enable_publicip": true }), "publicip_id", "EIPs are required"),
        (json!({ "disk_encrypted_enable": true }), "disk_encrypted_key", "Key is required"),
    ];
    let home = Home::quick();
    for (changes, field, rule) in table {
        let file = home.file("body.json", &body(&changes));
        let answer = check(&home, &file);
        let found = listed(&answer);
        assert!(found.iter().any(|(f, r)| f == field && r.contains(rule)), "{changes}: {found:?}");
        assert_eq!((&answer["valid"], &answer["plan"]), (&json!(false), &Json::Null), "{changes}");
        let run = create(&home, &file).expect(3, &[field]);
        assert_eq!(listed(&run.error()), found, "check and create see the same");
        for format in ["json", "curl", "terraform"] {
            let args = ["export", "--draft", &file, "--format", format];
            home.run(&[&args[..], &ADDRESS].concat()).expect(3, &[field]);
        }
    }
    assert_eq!(home.orders().len(), 0);
}

#[test]
fn what_stands_beside_the_answers_of_a_draft_is_understood_or_named_too() {
    let home = Home::quick();
    for (key, value, rule) in [
        ("source", Json::Null, "\"null\" here, which is not an object of the ID of an instance as instance_id"),
        ("origin", Json::Null, "which is not the text body"),
        ("aside", Json::Null, "which is not an object such as"),
        ("dropped", json!([null]), "\"[null]\" here, which is not a list of texts"),
        ("screen", json!(6), "which is not text"),
        ("region", json!(3), "which is not text"),
    ] {
        let mut draft = hourly();
        draft[key] = value;
        let file = home.file("draft.json", &draft);
        let [(field, told)] = &listed(&check(&home, &file))[..] else { panic!("{key}: {:?}", check(&home, &file)) };
        assert!(field == key && told.contains(rule) && told.ends_with("take it away"), "{key}: {told}");
        create(&home, &file).expect(3, &[key]);
    }
    // Nothing is said there, as by an answer that is null.
    for key in ["region", "project_id", "screen"] {
        let mut draft = hourly();
        draft[key] = Json::Null;
        assert_eq!(listed(&check(&home, &home.file("draft.json", &draft))), [], "{key}");
    }
    assert_eq!(home.orders().len(), 0);
}

/// The names around the answers are meant in a draft only; inside a body there are none of them.
#[test]
fn a_misspelt_name_beside_the_answers_is_told_what_was_meant() {
    let home = Home::quick();
    let mut draft = hourly();
    draft["verson"] = json!(1);
    for (file, meant) in [(draft, "did you mean version?"), (body(&json!({ "verson": 1 })), "take it away")] {
        let found = listed(&check(&home, &home.file("draft.json", &file)));
        assert!(found.iter().any(|(key, rule)| key == "verson" && rule.contains(meant)), "{meant}: {found:?}");
    }
}

/// What a body says, what is sent for it, and what is said about it.
type Taken<'a> = (Json, &'a [(&'a str, Json)], &'a str);

#[test]
fn what_has_one_clear_meaning_is_taken_and_said_once() {
    let table: [Taken; 9] = [
        (json!({ "ssl_enable": "true" }), &[("ssl_enable", json!(true)), ("tls_mode", json!("SSL"))], "taken as true"),
        (json!({ "ssl_enable": true }), &[("ssl_enable", json!(true)), ("tls_mode", json!("SSL"))], ""),
        (json!({ "enable_acl": "True" }), &[("enable_acl", json!(true))], "enable_acl; it is taken as true"),
        (json!({ "storage_space": "400" }), &[("storage_space", json!(400))], "taken as 400"),
        (json!({ "available_zones": "9f1c5806706d4c1fb0eb72f0a9b18c77" }), &[], "available_zones; it is taken as"),
        (json!({ "enterprise_project_id": 0 }), &[("enterprise_project_id", json!("0"))], "taken as \"0\""),
        (json!({ "publicip_id": "", "disk_encrypted_key": "" }), &[("enable_publicip", json!(false))], ""),
        (json!({}), &[("tls_mode", json!("PLAINTEXT")), ("ssl_enable", json!(false))], "request body of the API"),
        (
            json!({ "bss_param": prepaid(&json!({ "period_num": "2" })) }),
            &[(
                "bss_param",
                json!({ "charging_mode": "prePaid", "period_type": "month", "period_num": 2,
                "is_auto_renew": false, "is_auto_pay": false }),
            )],
            "period_num; it is taken as 2",
        ),
    ];
    for (changes, sent, note) in table {
        let home = Home::quick();
        let file = home.file("body.json", &body(&changes));
        let run = create(&home, &file).expect(0, &[note]);
        assert!(note.is_empty() || run.err.matches(note).count() == 1, "{run:?}");
        let created = home.sandbox.created();
        for (key, value) in sent {
            assert_eq!(created[0][*key], *value, "{changes}");
        }
        assert_eq!(created[0]["available_zones"], hourly()["answers"]["available_zones"]);
    }
}

#[test]
fn null_and_an_empty_billing_object_are_nothing_said() {
    for billing in [Json::Null, json!({})] {
        let home = Home::quick();
        let mut with = body(&json!({}));
        with["bss_param"] = billing;
        create(&home, &home.file("body.json", &with)).expect(0, &[]);
        assert!(home.sandbox.created()[0].get("bss_param").is_none());
    }
}

#[test]
fn a_body_without_what_the_api_makes_mandatory_is_never_filled_up() {
    let mandatory = [
        "name",
        "engine",
        "engine_version",
        "product_id",
        "broker_num",
        "storage_space",
        "storage_spec_code",
        "vpc_id",
        "subnet_id",
        "security_group_id",
        "available_zones",
    ];
    let home = Home::quick();
    for key in mandatory {
        let file = home.file("body.json", &body(&json!({ key: null, "description": "engine" })));
        let found = listed(&check(&home, &file));
        assert!(found.iter().any(|(field, rule)| field == key && rule.contains("required")), "{key}: {found:?}");
        create(&home, &file).expect(3, &[key]);
    }
    for key in ["period_type", "period_num"] {
        let file = home.file("body.json", &body(&json!({ "bss_param": prepaid(&json!({ key: null })) })));
        create(&home, &file).expect(3, &[key, "is required"]);
    }
    let bare = home.file("body.json", &json!({ "engine": "reliability", "name": "orders-prod" }));
    let found = listed(&check(&home, &bare));
    assert_eq!(found.len(), mandatory.len() - 2, "all at once: {found:?}");
    assert_eq!(home.orders().len(), 0);
    let single = json!({ "product_id": "rocketmq.b1.large.1", "broker_num": null, "storage_space": 100 });
    let file = home.file("body.json", &body(&single));
    create(&home, &file).expect(0, &[]);
    assert_eq!(home.sandbox.created()[0]["broker_num"], 1, "a single node has exactly one");
}

#[test]
fn a_body_comes_out_as_it_went_in() {
    let home = Home::quick();
    create(&home, &home.file("body.json", &body(&json!({})))).expect(0, &[]);
    let mut sent = home.sandbox.created()[0].as_object().unwrap().clone();
    let said = good();
    assert!(said.iter().all(|(key, value)| sent.get(key) == Some(value)), "{sent:?}");
    sent.retain(|key, _| !said.contains_key(key));
    let defaults = json!({ "disk_encrypted_enable": false, "enable_acl": false, "enable_publicip": false,
        "ipv6_enable": false, "proxy_enable": false, "ssl_enable": false, "tls_mode": "PLAINTEXT" });
    assert_eq!(Json::Object(sent), defaults, "the cloud's own defaults, and nothing else");
}

#[test]
fn a_repeated_key_is_refused_at_any_depth() {
    let home = Home::quick();
    let members = body(&json!({})).to_string();
    let members = members.trim_matches(['{', '}']);
    for (more, key) in [
        ("\"storage_space\": 3000", "storage_space"),
        ("\"storage_space\": 300", "storage_space"),
        ("\"bss_param\": {\"period_num\": 1, \"period_num\": 9}", "period_num"),
        ("\"deep\": [{\"x\": 1, \"\\u0078\": 2}]", "x"),
    ] {
        let path = home.path("body.json");
        std::fs::write(&path, format!("{{{members},{more}}}")).unwrap();
        create(&home, path.to_str().unwrap()).expect(3, &[&format!("has the key \\\"{key}\\\" twice"), "body.json"]);
    }
    assert_eq!(home.orders().len(), 0);
}

#[test]
fn a_body_under_body_and_files_of_other_systems_are_read_and_said() {
    let nested =
        |engine: &str| json!({ "path": { "engine": engine, "project_id": PROJECT_ID }, "body": body(&json!({})) });
    let home = Home::quick();
    let file = home.file("body.json", &nested("reliability"));
    home.run(&["create", "--draft", &file, "--yes", "--region", REGION]).expect(0, &["under \"body\""]);
    assert_eq!(home.sandbox.created()[0]["storage_space"], 300);
    let file = home.file("body.json", &nested("rocketmq"));
    let run = create(&home, &file).expect(3, &["path.engine", "rocketmq", "reliability"]);
    assert_eq!(listed(&run.error())[0].0, "engine");

    let other = Home::quick();
    let text = format!("\u{feff}{:#}", body(&json!({}))).replace('\n', "\r\n");
    std::fs::write(other.path("body.json"), text).unwrap();
    create(&other, "body.json").expect(0, &["byte order mark", "as on Windows"]);
    assert_eq!((home.orders().len(), other.orders().len()), (1, 1));

    let wide: Vec<u8> = body(&json!({})).to_string().encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(other.path("body.json"), [&[0xff, 0xfe][..], &wide].concat()).unwrap();
    create(&other, "body.json").expect(3, &["is in UTF-16; save it as UTF-8"]);
}

#[test]
fn two_projects_or_regions_are_never_chosen_between() {
    let home = Home::quick();
    let other = "f".repeat(32);
    let files = [
        json!({ "path": { "project_id": other }, "body": body(&json!({})), "project_id": PROJECT_ID }),
        json!({ "path": { "project_id": other }, "body": body(&json!({ "project_id": PROJECT_ID })) }),
        json!({ "version": 1, "region": REGION, "project_id": PROJECT_ID, "answers": changed(&json!({ "project_id": other }))["answers"] }),
        json!({ "version": 1, "region": "cn-north-4", "project_id": PROJECT_ID, "answers": changed(&json!({ "region": REGION }))["answers"] }),
    ];
    for file in files {
        let path = home.file("d.json", &file);
        home.run(&["create", "--draft", &path, "--yes", "--json"]).expect(3, &["keep one"]);
    }
    assert_eq!(home.orders().len(), 0);
}

#[test]
fn drafts_of_the_wizard_keep_their_defaults_and_say_what_they_do_not_know() {
    let home = Home::quick();
    let mut draft = changed(&json!({ "engine_version": null, "broker_num": null, "colour": "red" }));
    draft["regoin"] = json!("cn-north-4");
    draft["source"] = json!("3127ecc7-6191-4fc7-a8cb-c56e6e6cc975");
    let file = home.file("d.json", &draft);
    let found = listed(&home.run(&["check", "--draft", &file, "--json"]).json());
    let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["regoin", "source", "colour"], "{found:?}");
    assert!(found[1].1.contains("which is not an object of the ID of an instance"), "{found:?}");
    assert!(found[1].1.ends_with("take it away"), "{found:?}");
    draft.as_object_mut().unwrap().retain(|key, _| !["regoin", "source"].contains(&key.as_str()));
    draft["answers"].as_object_mut().unwrap().remove("colour");
    for version in [2, 0] {
        draft["version"] = json!(version);
        let file = home.file("d.json", &draft);
        home.run(&["create", "--draft", &file, "--yes", "--json"]).expect(3, &["version", "take it away"]);
    }
    draft["version"] = json!(1);
    let file = home.file("d.json", &draft);
    home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]);
    assert_eq!(home.sandbox.created()[0]["engine_version"], "5.x");
    draft["origin"] = json!("body");
    draft["answers"]["name"] = json!("orders-two");
    let file = home.file("d.json", &draft);
    home.run(&["create", "--draft", &file, "--yes"]).expect(3, &["engine_version", "broker_num"]);
}

#[test]
fn an_id_that_neither_list_nor_catalogue_knows_is_a_warning_offline_too() {
    let home = Home::quick();
    let old = json!({ "product_id": "c6.2u4g.cluster", "engine_version": "4.8.0" });
    let answer = check(&home, &home.file("body.json", &body(&old)));
    let warnings = answer["warnings"].as_array().unwrap();
    let about: Vec<_> = warnings.iter().filter(|warning| warning["field"] == "product_id").collect();
    assert!(about[0]["text"].as_str().unwrap().contains("\"c6.2u4g.cluster\" is not in the built-in list"), "{answer}");
    assert_eq!(check(&home, &home.file("body.json", &body(&json!({}))))["warnings"], json!([]));
}
