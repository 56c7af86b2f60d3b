//! `export`: read back by parsers, and run.

use crate::home::{Home, Run, changed, finish, hourly, is_order, monthly, on_order, pass, stopped, verbatim};
use crate::support::{ACCESS_KEY, SECRET_KEY, assert_no_secret};
use hcl::{Block, Body, Expression};
use jiff::SignedDuration;
use rocketmq_wizard::cloud::credentials;
use rocketmq_wizard::failure::{Cause, Failure};
use rocketmq_wizard::language::Text;
use rocketmq_wizard::purchase::record::{Fact, Intent, Record};
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use serde_json::{Value as Json, json};
use std::process::{Command, Output};

/// A text that means something to JSON, to HCL, to a shell and to bash's here-documents.
const NASTY: &str = "it's \"quoted\" \\ ${HOME} $${x} %{if} `id` $(id)\nBODY\n\u{8ba2}\u{5355} @name@";

impl Home {
    fn export(&self, draft: &Json, format: &str) -> Run {
        let file = self.file("d.json", draft);
        self.run(&["export", "--draft", &file, "--format", format])
    }

    /// Runs an exported script with keys in its environment.
    fn script(&self, text: &str, env: &[(&str, &str)]) -> Output {
        std::fs::write(self.path("buy.sh"), text).unwrap();
        let mut command = Command::new("bash");
        command.arg(self.path("buy.sh")).env_clear().env("PATH", std::env::var("PATH").unwrap());
        let output = command.envs(env.iter().copied()).output().unwrap();
        assert_no_secret(&output.stdout);
        assert_no_secret(&output.stderr);
        output
    }
}

#[test]
fn json_is_the_body_as_it_would_be_sent() {
    let home = Home::quick();
    let draft = changed(&json!({ "description": NASTY }));
    let body = home.export(&draft, "json").expect(0, &[]).json();
    assert_eq!(body["description"], NASTY);
    assert_eq!(home.orders().len(), 0);
    let file = home.file("d.json", &draft);
    home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]);
    assert_eq!(home.sandbox.created(), [body]);
}

#[test]
fn a_draft_with_problems_is_not_exported() {
    let home = Home::quick();
    for format in ["json", "curl", "terraform"] {
        let run = home.export(&changed(&json!({ "name": "a" })), format).expect(3, &["4 to 64"]);
        assert_eq!(run.out, "");
    }
    assert_eq!(home.sandbox.requests().len(), 0, "a draft is judged before anybody is asked");
}

#[test]
fn only_the_zones_are_asked_for_and_only_for_terraform() {
    let home = Home::quick();
    let open = changed(&json!({ "arch_type": null, "broker_num": null }));
    for format in ["json", "curl"] {
        home.export(&open, format).expect(0, &["may be another"]);
    }
    assert_eq!(home.sandbox.requests().len(), 0);
    home.export(&open, "terraform").expect(0, &["the zones are read from the cloud"]);
    let asked: Vec<String> = home.sandbox.requests().into_iter().map(|seen| seen.path).collect();
    assert_eq!(asked, ["/v2/available-zones"]);
}

#[test]
fn without_keys_it_asks_nobody() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    for format in ["json", "curl", "terraform"] {
        let args = ["export", "--draft", &file, "--format", format, "--endpoint", &home.sandbox.url()];
        finish(home.bare(&args).spawn().unwrap()).expect(0, &[]);
    }
    assert_eq!(home.sandbox.requests().len(), 0);
}

#[test]
fn the_script_buys_what_the_draft_says() {
    let keys = [("HUAWEICLOUD_SDK_AK", ACCESS_KEY), ("HUAWEICLOUD_SDK_SK", SECRET_KEY)];
    for draft in [changed(&json!({ "description": NASTY })), monthly(true)] {
        let home = Home::quick();
        let script = home.export(&draft, "curl").expect(0, &[]).out;
        let body = home.export(&draft, "json").json();
        let output = home.script(&script, &keys);
        assert!(output.status.success(), "{output:?}");
        let answer: Json = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer["instance_id"].as_str().unwrap().len(), 36);
        assert_eq!((home.sandbox.created(), home.orders().len()), (vec![body], 1));
    }
}

#[test]
fn the_script_takes_temporary_keys_and_says_what_it_lacks() {
    let home = Home::quick();
    let script = home.export(&hourly(), "curl").out;
    let output = home.script(&script, &[("HUAWEICLOUD_SDK_AK", ACCESS_KEY)]);
    assert!(
        !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("HUAWEICLOUD_SDK_SK: is not set")
    );
    assert_eq!(home.orders().len(), 0);

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let temporary = runtime.block_on(credentials::agency(&home.sandbox.url())).unwrap();
    let token = temporary.security_token.unwrap();
    let keys = |token| {
        let pair = [("HUAWEICLOUD_SDK_AK", temporary.access_key.as_str()), ("HUAWEICLOUD_SDK_SK", SECRET_KEY)];
        [pair[0], pair[1], ("HUAWEICLOUD_SDK_SECURITY_TOKEN", token)]
    };
    let output = home.script(&script, &keys("tok+/=="));
    let answer: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.success(), &answer["error_code"]), (false, &json!("APIGW.0301")), "{answer}");
    assert!(home.script(&script, &keys(token.expose())).status.success());

    home.sandbox.set_fault(Fault::new(FaultKind::DropBeforeReading).on("POST", "/v2/"));
    let before = home.orders().len();
    assert!(!home.script(&script, &keys(token.expose())).status.success());
    assert_eq!(home.sandbox.requests().iter().filter(|seen| is_order(seen)).count(), before + 1, "sent once");
}

#[test]
fn the_script_succeeds_where_an_instance_was_made_and_only_there() {
    let id = r#"{"instance_id":"8959ab1c-7a1a-4bb1-a05d-93dfc361b32d"}"#;
    let keys = [("HUAWEICLOUD_SDK_AK", ACCESS_KEY), ("HUAWEICLOUD_SDK_SK", SECRET_KEY)];
    for (status, body, made) in [(202, id, true), (200, "{}", false), (302, id, false), (500, id, false)] {
        let home = Home::new(World::default().fault(on_order(verbatim(status, body))));
        let output = home.script(&home.export(&hourly(), "curl").out, &keys);
        assert_eq!(output.status.success(), made, "{status} {body}: {output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), body);
    }
}

/// A proxy would read the keys' signature and the token, which plain http does not hide.
#[test]
fn the_script_sends_nothing_unencrypted_by_a_proxy() {
    let home = Home::quick();
    let script = home.export(&hourly(), "curl").out;
    let keys = [("HUAWEICLOUD_SDK_AK", ACCESS_KEY), ("HUAWEICLOUD_SDK_SK", SECRET_KEY)];
    let proxies = [("http_proxy", "http://127.0.0.1:9"), ("ALL_PROXY", "http://127.0.0.1:9"), ("no_proxy", "x.test")];
    let output = home.script(&script, &[keys, [proxies[0], proxies[1]]].concat());
    assert!(output.status.success(), "{output:?}");
    assert!(home.script(&script, &[keys, [proxies[1], proxies[2]]].concat()).stdout.starts_with(b"{"));
    assert_eq!(home.orders().len(), 2);
}

#[test]
fn no_command_of_the_script_is_given_the_secret_key() {
    let home = Home::quick();
    let script = home.export(&hourly(), "curl").out;
    // Bash prints every command with its arguments before it runs it; builtins see the key, programs must not.
    let spied = script.replacen("set -euo pipefail", "set -euo pipefail\nopenssl() { printf '%s\\n' \"$@\" >>args; command openssl \"$@\"; }\ncurl() { printf '%s\\n' \"$@\" >>args; command curl \"$@\"; }", 1);
    std::fs::write(home.path("spied.sh"), &spied).unwrap();
    let mut command = Command::new("bash");
    command.arg("spied.sh").current_dir(home.dir.path()).env_clear().env("PATH", std::env::var("PATH").unwrap());
    let output = command.env("HUAWEICLOUD_SDK_AK", ACCESS_KEY).env("HUAWEICLOUD_SDK_SK", SECRET_KEY).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let args = std::fs::read_to_string(home.path("args")).unwrap();
    assert!(args.contains("dgst") && args.contains("--data-binary") && !args.contains(SECRET_KEY), "{args}");
}

/// The resource block, with its expressions by name.
fn resource(text: &str) -> (Block, Body) {
    let body: Body = hcl::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let block = body.blocks().find(|block| block.identifier() == "resource").unwrap().clone();
    (block, body)
}

fn value(block: &Block, name: &str) -> Json {
    let attribute = block.body().attributes().find(|attribute| attribute.key() == name);
    let value = attribute.map(|attribute| hcl::eval::Evaluate::evaluate(attribute.expr(), &hcl::eval::Context::new()));
    value.map_or(Json::Null, |value| serde_json::to_value(value.unwrap()).unwrap())
}

#[test]
fn terraform_says_the_same_in_its_own_words() {
    let home = Home::quick();
    let eips = json!(["5474415c-2d56-4712-ab38-00875499b51f", "785c96b9-b57f-4f38-accc-70e8ea46ff26"]);
    let mut draft = monthly(false);
    draft["answers"]["description"] = json!(NASTY);
    draft["answers"]["tls_mode"] = json!("SSL");
    draft["answers"]["enable_acl"] = json!(true);
    draft["answers"]["enable_publicip"] = json!(true);
    draft["answers"]["publicip_id"] = eips;
    draft["answers"]["disk_encrypted_enable"] = json!(true);
    draft["answers"]["disk_encrypted_key"] = json!("75f39f23-8f84-4c42-a05e-7df5b3bc5998");
    draft["answers"]["proxy_enable"] = json!(true);
    let run = home.export(&draft, "terraform").expect(0, &[]);
    let (block, body) = resource(&run.out);
    let labels: Vec<&str> = block.labels().iter().map(hcl::BlockLabel::as_str).collect();
    assert_eq!(labels, ["huaweicloud_dms_rocketmq_instance", "orders-prod"]);
    let expected = json!({
        "region": "ap-southeast-3", "name": "orders-prod", "description": NASTY, "engine_version": "5.x",
        "flavor_id": "rocketmq.p2.large.12", "broker_num": 1, "storage_space": 300,
        "storage_spec_code": "dms.physical.storage.ultra.v2", "vpc_id": "ce284b4a-5114-4a6e-a463-a0cd7e0af93a",
        "subnet_id": "8392788e-bb8c-4ff8-a9bf-34331e23ff77", "security_group_id": "536e7720-9fbe-4a19-a772-f0755ae665a7",
        "availability_zones": ["ap-southeast-3a"], "ipv6_enable": false, "tls_mode": "SSL",
        "enable_acl": true, "enable_publicip": true, "enterprise_project_id": "0",
        "publicip_id": "5474415c-2d56-4712-ab38-00875499b51f,785c96b9-b57f-4f38-accc-70e8ea46ff26",
        "charging_mode": "prePaid", "period_unit": "month", "period": 1, "auto_renew": "false",
    });
    for (name, wanted) in expected.as_object().unwrap() {
        assert_eq!(&value(&block, name), wanted, "{name}");
    }
    assert_eq!(block.body().attributes().count(), expected.as_object().unwrap().len());
    let lifecycle = block.body().blocks().find(|block| block.identifier() == "lifecycle").unwrap();
    let ignored = lifecycle.body().attributes().next().unwrap().expr().to_string();
    assert_eq!(ignored.split_whitespace().collect::<String>(), "[period,period_unit,auto_renew]");
    let comments: String = run.out.lines().filter(|line| line.starts_with('#')).collect();
    for words in [
        "NOT encrypted at rest",
        "disk_encrypted_key = 75f39f23-8f84-4c42-a05e-7df5b3bc5998",
        "proxy_enable = true",
        "arch_type = X86",
        "is_auto_pay = false",
    ] {
        assert!(comments.contains(words), "{words}: {comments}");
    }
    assert!(body.blocks().all(|block| block.identifier() != "import"), "there is nothing to import yet");
}

#[test]
fn an_instance_that_exists_is_imported() {
    // Left before it was seen RUNNING, then finished.
    let (world, time) = stopped(World::default());
    let home = Home::new(world);
    let file = home.file("d.json", &hourly());
    let id = home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]).id().to_owned();
    for finished in [false, true] {
        if finished {
            pass(&time, 5);
            home.run(&["watch", &id]).expect(0, &[]);
        }
        let (_, body) = resource(&home.export(&hourly(), "terraform").expect(0, &[]).out);
        let import = body.blocks().find(|block| block.identifier() == "import").unwrap();
        assert_eq!(value(import, "id"), json!(id));
        let to = import.body().attributes().find(|attribute| attribute.key() == "to").unwrap();
        let Expression::Traversal(to) = to.expr() else { panic!("{to:?}") };
        assert_eq!(hcl::format::to_string(&**to).unwrap().trim(), "huaweicloud_dms_rocketmq_instance.orders-prod");
    }
    let (block, _) = resource(&home.export(&hourly(), "terraform").out);
    assert_eq!((value(&block, "charging_mode"), value(&block, "period")), (json!("postPaid"), Json::Null));
    assert_eq!(block.body().blocks().count(), 0, "what is paid by use has no period to be replaced for");
}

/// An order of the same name that was confirmed once more and bought nothing changes nothing about what is there.
#[test]
fn an_instance_is_imported_although_a_later_order_of_its_name_came_to_nothing() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let here = ["--config-dir", "config"];
    let id = home.run(&[&["create", "--draft", &file, "--yes", "--wait"], &here[..]].concat()).id().to_owned();
    let journal = home.journal();
    let first = journal.find_instance(&id).unwrap().unwrap();
    let at = first.purchase.intent().at + SignedDuration::from_secs(60);
    let again = Intent { at, replaces: Some(first.id), ..first.purchase.intent().clone() };
    let no = Failure::new(Cause::Other, Text("The name is taken."), Text("Choose another one."));
    let mut open = None;
    for fact in [Fact::Intent(Box::new(again)), Fact::Sent, Fact::Refused(no)] {
        journal.write(&mut open, &Record { at, fact }).unwrap();
    }
    let run = home.run(&[&["export", "--draft", &file, "--format", "terraform"], &here[..]].concat()).expect(0, &[]);
    let import = resource(&run.out).1.into_blocks().find(|block| block.identifier() == "import");
    assert_eq!(value(&import.unwrap(), "id"), json!(id));
}

#[test]
fn zones_that_were_not_read_are_marked_as_such() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let run = finish(home.bare(&["export", "--draft", &file, "--format", "terraform"]).spawn().unwrap());
    let run = run.expect(0, &["put the codes in"]);
    let (block, _) = resource(&run.out);
    assert_eq!(value(&block, "availability_zones"), json!(["9f1c5806706d4c1fb0eb72f0a9b18c77"]));
    assert!(run.out.contains("# put the codes of these ids in"), "{run:?}");
}
