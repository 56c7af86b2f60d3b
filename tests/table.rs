//! Laws over the table of questions: what every field must keep to, whichever it is.

#![allow(clippy::unwrap_used, reason = "a law that cannot be checked is broken")]

mod support;

use jiff::Timestamp;
use rocketmq_wizard::catalog::{Choice, Lookup};
use rocketmq_wizard::form::field::{Body, Field, Kind};
use rocketmq_wizard::form::state::Form;
use rocketmq_wizard::form::value::{Pair, Value, split};
use rocketmq_wizard::language::Text;
use rocketmq_wizard::steps::STEPS;
use rocketmq_wizard::steps::account::{ACCESS_KEY, SECRET_KEY};
use rocketmq_wizard::steps::builtin::FLAVORS;
use rocketmq_wizard::steps::intent::intent;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use unicode_width::UnicodeWidthStr;

/// Every path of the create call's body (`cloud::api`, "Create"). The SDK's `ipv6_broker_address` and
/// `ipv6_namesrv_address` belong to the answer.
const PATHS: [&str; 28] = [
    "name",
    "description",
    "engine",
    "engine_version",
    "storage_space",
    "vpc_id",
    "subnet_id",
    "security_group_id",
    "available_zones",
    "product_id",
    "ssl_enable",
    "storage_spec_code",
    "enterprise_project_id",
    "enable_acl",
    "ipv6_enable",
    "proxy_enable",
    "enable_publicip",
    "publicip_id",
    "disk_encrypted_enable",
    "disk_encrypted_key",
    "broker_num",
    "arch_type",
    "tls_mode",
    "bss_param.charging_mode",
    "bss_param.period_type",
    "bss_param.period_num",
    "bss_param.is_auto_renew",
    "bss_param.is_auto_pay",
];

/// Fixed at creation (`cloud::api`, "Fixed at creation").
const FIXED: [&str; 13] = [
    "region",
    "project_id",
    "engine",
    "engine_version",
    "arch_type",
    "storage_spec_code",
    "vpc_id",
    "subnet_id",
    "ipv6_enable",
    "available_zones",
    "disk_encrypted_enable",
    "disk_encrypted_key",
    "charging_mode",
];

/// How a help page says whether an answer can be changed after creation.
const LATER: [&str; 11] = [
    "changed later",
    "cannot",
    "can never",
    "later in the console",
    "added later",
    "Another group can be set later",
    "moved to another later",
    "switched on and off later",
    "Once ordered, it stands",
    "nothing to change later",
    "later is a separate process",
];

fn fields() -> impl Iterator<Item = &'static Field> {
    STEPS.iter().flat_map(|step| step.fields).copied()
}

/// A form that asks everything there is to ask, with nothing wrong.
fn everything() -> Form {
    let (mut form, _) = support::forms::load("yearly-public");
    set(&mut form, "tags", "team=orders, cost=");
    set(&mut form, "disk_encrypted_enable", "on");
    set(&mut form, "disk_encrypted_key", "44444444-4d6d-4d8f-8d3f-047b0de4c5cf");
    assert_eq!(form.problems(), []);
    form
}

fn set(form: &mut Form, key: &str, text: &str) {
    let field = form.field(key).unwrap();
    let value = match field.kind {
        Kind::Toggle => Value::Flag(text == "on"),
        Kind::Choices(_) => Value::list(split(text)),
        Kind::Pairs(_) => Value::pairs(Pair::parse_all(text)),
        _ => Value::text(text),
    };
    form.answer(field, value);
}

/// Rows that text takes when it is broken between words; its own line ends count.
fn rows(text: &str, columns: usize) -> usize {
    let rows_of = |line: &str| {
        line.split(' ').fold((1, 0), |(rows, filled), word| {
            let width = word.width();
            if filled + width <= columns { (rows, filled + width + 1) } else { (rows + 1, width + 1) }
        })
    };
    text.split('\n').map(|line| rows_of(line).0).sum()
}

#[test]
fn every_field_stands_on_one_screen_under_a_key_of_its_own() {
    let keys: Vec<&str> = fields().map(|field| field.key).collect();
    let unique: BTreeSet<&str> = keys.iter().copied().collect();
    assert_eq!(keys.len(), unique.len());
    assert_eq!(keys.len(), 32);
    let form = everything();
    for (at, step) in STEPS.iter().enumerate() {
        assert!(!step.fields.is_empty() && !step.title.0.is_empty(), "{}", step.title);
        for field in step.fields {
            assert_eq!(form.field(field.key), Some(*field));
            let places = form.shown().filter(|(_, shown)| shown == field).map(|(step, _)| step);
            let masked = matches!(field.kind, Kind::Secret);
            assert_eq!(places.collect::<Vec<_>>(), if masked { vec![] } else { vec![at] }, "{}", field.key);
        }
    }
}

#[test]
fn screens_have_the_numbers_that_messages_call_them_by() {
    for (key, screen) in
        [("engine_version", 2), ("product_id", 3), ("storage_spec_code", 4), ("ipv6_enable", 5), ("enable_publicip", 8)]
    {
        assert!(STEPS[screen].fields.iter().any(|field| field.key == key), "{key} is not on screen {screen}");
    }
}

#[test]
fn labels_and_helps_fit_their_place_and_are_sentences() {
    for Field { key, label: Text(label), help: Text(help), .. } in fields() {
        assert!((1..=10).contains(&label.width()), "{key}: {label}");
        assert!(help.ends_with('.') && help.starts_with(|c: char| c.is_ascii_alphanumeric()), "{key}: {help}");
        assert!(help.matches(". ").count() <= 1, "{key} has more than two sentences: {help}");
        assert!(rows(help, 78) <= 2, "{key} does not fit two rows: {help}");
    }
}

#[test]
fn help_pages_fit_and_say_whether_the_answer_can_be_changed_later() {
    for Field { key, more: Text(more), body, .. } in fields() {
        assert!(more.ends_with('.') && rows(more, 74) <= 18, "{key}: {more}");
        let sent = !matches!(body, Body::Omit);
        assert!(!sent || LATER.iter().any(|words| more.contains(words)), "{key} does not say it: {more}");
    }
}

#[test]
fn texts_are_plain_ascii() {
    for Field { key, label: Text(label), help: Text(help), more: Text(more), .. } in fields() {
        for text in [key, label, help, more] {
            assert!(text.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)), "{key}: {text}");
            assert!(!text.contains("  ") && !text.contains('\t'), "{key}: {text}");
        }
    }
}

#[test]
fn every_path_of_the_request_is_written_by_one_field() {
    let form = everything();
    let mut writers: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for field in fields() {
        let paths = match field.body {
            Body::Omit | Body::Address(_) | Body::AfterCreation => Vec::new(),
            Body::At(path) => vec![path.to_owned()],
            Body::With(write) => {
                let mut body = Map::new();
                write(&form, form.value(field), &mut body);
                leaves("", &Json::Object(body))
            }
        };
        for path in paths {
            writers.entry(path).or_default().push(field.key);
        }
    }
    assert_eq!(writers.keys().map(String::as_str).collect::<BTreeSet<_>>(), PATHS.into());
    for (path, keys) in &writers {
        let own = path.rsplit('.').next().unwrap();
        assert_eq!(keys, &[if own == "ssl_enable" { "tls_mode" } else { own }], "{path}");
    }
    assert_eq!(leaves("", &form.body().unwrap()).into_iter().collect::<BTreeSet<_>>(), PATHS.map(str::to_owned).into());
}

#[test]
fn what_is_set_after_creation_stands_beside_the_request_and_not_in_it() {
    let form = everything();
    let later: BTreeSet<&str> = fields().filter(|f| matches!(f.body, Body::AfterCreation)).map(|f| f.key).collect();
    assert_eq!(later, ["tags"].into());
    let tags = json!([{"key": "cost", "value": ""}, {"key": "team", "value": "orders"}]);
    assert_eq!(Json::Object(form.after_creation()), json!({ "tags": tags }), "in the order of the keys");
    assert!(!form.body().unwrap().to_string().contains("tags"));
    let saved = form.saved().answers["tags"].clone();
    assert_eq!(saved, json!([tags[1], tags[0]]), "a draft keeps the order they were given in");
    let intent = intent(&form, String::new(), Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!((serde_json::to_value(&intent.tags).unwrap(), intent.plan), (tags, form.plan().unwrap()));
    let mut other = form.clone();
    set(&mut other, "tags", "cost=, team=orders");
    assert_eq!(other.plan(), form.plan(), "their order says nothing");
    set(&mut other, "tags", "");
    assert_ne!(other.plan(), form.plan());
    assert_eq!(other.after_creation().len(), 0, "nothing is set where none are given");
}

fn leaves(prefix: &str, json: &Json) -> Vec<String> {
    let Json::Object(inner) = json else { return vec![prefix.to_owned()] };
    let path = |key: &String| if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
    inner.iter().flat_map(|(key, json)| leaves(&path(key), json)).collect()
}

#[test]
fn switches_are_sent_either_way_and_billing_only_for_a_period() {
    let (form, _) = support::forms::load("api-page");
    let body = form.body().unwrap();
    for field in fields().filter(|field| matches!(field.kind, Kind::Toggle)) {
        match field.body {
            Body::At(path) if path.starts_with("bss_param.") => {}
            Body::At(path) => assert_eq!(body[path], form.is_on(field), "{path}"),
            _ => panic!("{} is a switch that is not sent", field.key),
        }
    }
    assert_eq!(body["ssl_enable"], false);
    assert_eq!(body.get("bss_param"), None);
    assert_eq!(everything().body().unwrap()["bss_param"].as_object().unwrap().len(), 5);
}

#[test]
fn what_is_fixed_is_what_the_vendor_says_is_fixed() {
    let fixed: BTreeSet<&str> = fields().filter(|field| field.fixed_after_creation).map(|field| field.key).collect();
    assert_eq!(fixed, FIXED.into());
}

#[test]
fn defaults_are_valid_or_absent() {
    let form = Form::new(STEPS);
    for field in fields() {
        let value = (field.default)(&form);
        if value.is_empty() {
            let asked = form.problem(field).is_some();
            assert_eq!(asked, field.required && (field.shown)(&form), "{}", field.key);
            continue;
        }
        assert_eq!(form.problem(field), None, "{}", field.key);
        // Accounts without enterprise projects have no list of them, and send 0.
        if field.is_list() && field.key != "enterprise_project_id" {
            assert!(value.as_list().iter().all(|id| form.find(field, id).is_some()), "{}: {value:?}", field.key);
        }
    }
}

#[test]
fn drafts_hold_every_choice_and_no_secret() {
    let mut form = everything();
    for field in [&ACCESS_KEY, &SECRET_KEY] {
        form.secret_mut(field).push("SkExampleNotASecret0000000000000000000001");
        form.answer(field, Value::text("SkExampleNotASecret0000000000000000000001"));
    }
    let every: Vec<&Field> = fields().filter(|field| !matches!(field.kind, Kind::Secret)).collect();
    for field in &every {
        form.answer(field, form.value(field).clone());
    }
    let saved = form.saved();
    assert!(!format!("{saved:?}").contains("SkExampleNotASecret"));
    let held: BTreeSet<&str> = saved.answers.keys().map(String::as_str).chain(["region", "project_id"]).collect();
    assert_eq!(held, every.iter().map(|field| field.key).collect());

    let mut again = support::forms::form();
    assert_eq!(again.load(saved.clone()), Vec::<String>::new());
    assert_eq!(again.saved(), saved);
    assert_eq!((again.body(), again.plan()), (form.body(), form.plan()));
}

#[test]
fn drafts_hold_nothing_that_was_not_chosen() {
    let form = Form::new(STEPS);
    assert_eq!(form.saved(), rocketmq_wizard::form::draft::Draft::default());
}

/// For each answer that is sent, another one that is valid too.
const OTHERS: [(&str, &str); 30] = [
    ("region", "cn-north-4"),
    ("project_id", "ffffffffffffffffffffffffffffffff"),
    ("engine", "reliability"),
    ("name", "orders-test"),
    ("description", "another"),
    ("enterprise_project_id", "55555555-4d6d-4d8f-8d3f-047b0de4c5cf"),
    ("tags", "team=orders, cost=42"),
    ("engine_version", "4.8.0"),
    ("proxy_enable", "on"),
    ("product_id", "rocketmq.p2.large.20"),
    ("broker_num", "2"),
    ("arch_type", "ARM"),
    ("storage_spec_code", "dms.physical.storage.general"),
    ("storage_space", "1000"),
    ("vpc_id", "66666666-4d6d-4d8f-8d3f-047b0de4c5cf"),
    ("subnet_id", "77777777-4d6d-4d8f-8d3f-047b0de4c5cf"),
    ("security_group_id", "88888888-4d6d-4d8f-8d3f-047b0de4c5cf"),
    ("ipv6_enable", "off"),
    ("available_zones", "9f1c5806706d4c1fb0eb72f0a9b18c77"),
    ("disk_encrypted_enable", "off"),
    ("disk_encrypted_key", "99999999-4d6d-4d8f-8d3f-047b0de4c5cf"),
    ("tls_mode", "SSL"),
    ("enable_acl", "off"),
    ("enable_publicip", "off"),
    ("publicip_id", "00000001-4d6d-4d8f-8d3f-047b0de4c5cf"),
    ("charging_mode", "postPaid"),
    ("period_type", "month"),
    ("period_num", "2"),
    ("is_auto_renew", "off"),
    ("is_auto_pay", "off"),
];

#[test]
fn the_plan_number_changes_with_every_answer_that_is_sent() {
    let sent: BTreeSet<&str> = fields().filter(|f| !matches!(f.body, Body::Omit)).map(|f| f.key).collect();
    assert_eq!(OTHERS.map(|(key, _)| key).into_iter().collect::<BTreeSet<_>>(), sent);
    let form = everything();
    let mut plans = BTreeMap::from([(form.plan().unwrap(), "nothing")]);
    for (key, other) in OTHERS {
        let mut form = form.clone();
        if key == "engine_version" {
            // One version's flavor is not the other's.
            set(&mut form, "product_id", "c6.4u8g.cluster");
        }
        set(&mut form, key, other);
        let plan = form.plan().unwrap_or_else(|| panic!("{key}: {:?}", form.problems()));
        assert_eq!(plans.insert(plan, key), None, "{key}");
    }
}

#[test]
fn the_plan_number_changes_with_nothing_else() {
    let form = everything();
    let plan = form.plan().unwrap();
    let mut other = form.clone();
    other.secret_mut(&SECRET_KEY).push("x");
    other.give(&ACCESS_KEY, Value::text("AKIDEXAMPLE0000000002"), "a profile");
    other.listing_mut(Lookup::Vpcs).choices = Some(vec![Choice::new("x", "y", "z")]);
    for field in fields().filter(|field| !matches!(field.kind, Kind::Secret)) {
        other.answer(field, form.value(field).clone());
    }
    assert_eq!(other.plan().unwrap(), plan);
    set(&mut other, "name", "x");
    assert_eq!(other.plan(), None);
    set(&mut other, "name", "orders-prod");
    assert_eq!(other.plan().unwrap(), plan);
    set(&mut other, "enable_publicip", "off");
    let without = other.plan();
    set(&mut other, "publicip_id", "not even an id");
    assert_eq!(other.plan(), without);
}

#[test]
fn the_plan_number_is_the_same_tomorrow() {
    let (form, notes) = support::forms::load("api-page");
    assert_eq!((form.plan().unwrap().as_str(), notes.len()), ("b80e fde5 7198", 0));
}

#[test]
fn every_flavor_can_be_bought() {
    assert_eq!(FLAVORS.len(), 18);
    for choice in &*FLAVORS {
        let (mut form, _) = support::forms::load("api-page");
        let version = &choice.flavor().unwrap().versions[0];
        for key in ["broker_num", "storage_space"] {
            form.forget(form.field(key).unwrap());
        }
        set(&mut form, "engine_version", version);
        set(&mut form, "product_id", &choice.id);
        let body = form.body().unwrap_or_else(|problems| panic!("{}: {problems:?}", choice.id));
        let (least, _) = choice.flavor().unwrap().storage_gb.unwrap();
        assert_eq!(
            (&body["product_id"], &body["engine_version"]),
            (&choice.id.as_str().into(), &version.as_str().into())
        );
        assert_eq!((&body["broker_num"], &body["storage_space"]), (&1.into(), &least.into()), "{}", choice.id);
    }
}
