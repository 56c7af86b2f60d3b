//! Whatever others wrote (the cloud, files, variables): nothing panics, nothing that comes out of it can act on a terminal,
//! and no secret is repeated. Each parser gets what it usually reads, changed at random; the same changes in every run.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

mod support;

use rocketmq_wizard::catalog::{Facts, Lookup};
use rocketmq_wizard::cloud::client::Client;
use rocketmq_wizard::cloud::credentials;
use rocketmq_wizard::cloud::endpoints::Endpoints;
use rocketmq_wizard::cloud::transport::Limits;
use rocketmq_wizard::failure::Failure;
use rocketmq_wizard::purchase::watch::Pace;
use rocketmq_wizard::store;
use rocketmq_wizard::store::format;
use rocketmq_wizard::store::journal::Journal;
use rocketmq_wizard::text::clean;
use std::fs;
use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::listen::listen;
use support::{ACCESS_KEY, SECRET_KEY, assert_no_secret};

/// A small generator with a fixed seed: what fails once fails again.
struct Dice(u64);

/// What texts are changed with: what means something in them, what they may not hold, and what was found to do harm.
const PIECES: [&str; 36] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "1e400",
    "18446744073709551616",
    "0",
    "\\u0000",
    "\\ud800",
    "\\u202e",
    "\u{202e}",
    "\u{61c}",
    "\u{ad}",
    "\u{3164}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{1b}[2J",
    "\\u001b[2J",
    "\0",
    "\r\n",
    "\u{feff}",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "\"a\":",
    "=",
    "#",
    ";",
    "@",
    "/",
    " ",
    "订单",
    "\"instance_id\":\"../x\"",
];

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }

    /// The same with a few changes.
    fn changed(&mut self, seed: &str) -> Vec<u8> {
        let mut bytes = seed.as_bytes().to_vec();
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len());
            let end = (at + self.below(40)).min(bytes.len());
            match self.below(6) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(at..end)),
                2 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
                3 if !bytes.is_empty() => bytes[at] = u8::try_from(self.below(256)).unwrap(),
                4 => drop(bytes.splice(at..end, PIECES[self.below(PIECES.len())].bytes())),
                _ => drop(bytes.splice(at..at, PIECES[self.below(PIECES.len())].bytes())),
            }
        }
        bytes
    }
}

#[track_caller]
fn assert_harmless(text: &str, of: &[u8]) {
    let of = String::from_utf8_lossy(of);
    // Our own sentences have lines; nothing else of theirs can be taken for a command.
    let lines: String = text.split('\n').map(clean).collect::<Vec<_>>().join("\n");
    assert_eq!(text, lines, "{of}");
    assert_no_secret(text.as_bytes());
}

fn assert_failure_harmless(failure: &Failure, of: &[u8]) {
    assert_harmless(&failure.line(), of);
    assert_harmless(failure.code.as_deref().unwrap_or_default(), of);
}

/// An answer of each kind, as the sandbox or the documents have it.
const ANSWERS: [&str; 9] = [
    r#"{"regions":[{"id":"cn-north-4","locales":{"en-us":"Beijing4"}}],"projects":[{"id":"p1","name":"cn-north-4","enabled":true}],"domains":[{"id":"d-1","name":"corp"}],"enterprise_projects":[{"id":"e1","name":"orders","status":1}],"total_count":1}"#,
    r#"{"available_zones":[{"soldOut":false,"id":"z1","code":"ap-1a","name":"AZ1","resource_availability":"true","default_az":"true","ipv6_enable":true}]}"#,
    r#"{"total":1,"next_offset":-1,"products":[{"type":"cluster","product_id":"c6.4u8g.cluster","arch_types":["X86"],"charging_mode":["monthly"],"ios":[{"io_spec":"dms.physical.storage.ultra.v2","available_zones":["ap-1a"],"unavailable_zones":[]}],"properties":{"min_broker":"1","max_broker":10,"max_tps_per_broker":"20000","engine_versions":"4.8.0"}}]}"#,
    r#"{"vpcs":[{"id":"v1","name":"vpc","cidr":"10.0.0.0/8","status":"OK"}],"subnets":[{"id":"s1","name":"s","cidr":"10.0.0.0/8","dhcp_enable":true,"available_ip_address_count":9}],"security_groups":[{"id":"g1","name":"g"}],"page_info":{"current_count":1}}"#,
    r#"{"publicips":[{"id":"e1","status":"DOWN","public_ip_address":"1.2.3.4","alias":"web","bandwidth":{"size":5}}],"security_group_rules":[{"direction":"ingress","protocol":"tcp","multiport":"8100,10100-10199","action":"allow"}]}"#,
    r#"{"key_details":[{"key_id":"k","key_alias":"orders","key_state":"2","key_spec":"AES_256","key_usage":"ENCRYPT_DECRYPT"}],"next_marker":"","truncated":"false"}"#,
    r#"{"instance_id":"8959ab1c-7a1a-4bb1-a05d-93dfc361b32d","name":"orders-prod","status":"RUNNING","created_at":"1751840557000","namesrv_address":"10.0.0.1:8100","order_id":"CS1"}"#,
    r#"{"instances":[{"instance_id":"8959ab1c-7a1a-4bb1-a05d-93dfc361b32d","name":"orders-prod","status":"CREATING"}],"instance_num":1,"order_infos":[{"order_id":"CS1","create_time":"2026-01-23T08:09:10Z","status":6}],"order_info":{"order_id":"CS1","status":6},"quotas":{"resources":[{"type":"rocketmqInstance","quota":"100","used":17}]}}"#,
    r#"{"error_code":"DMS.00400060","error_msg":"taken","request_id":"r-1","error":{"code":401,"message":"m"}}"#,
];

/// A cloud that answers everything with what the test has put there last.
fn cloud() -> (Client, Arc<Mutex<Vec<u8>>>) {
    let said = Arc::new(Mutex::new(Vec::new()));
    let saying = said.clone();
    let address = listen(move |_, mut stream| {
        let mut request = vec![0; 16 * 1024];
        while stream.read(&mut request).is_ok_and(|count| count > 0) {
            drop(stream.write_all(&saying.lock().unwrap()));
        }
    });
    let limits =
        Limits { connect: Duration::from_secs(5), call: Duration::from_millis(200), pause: Duration::from_millis(1) };
    (Client::new(support::env::settings(&format!("http://{address}")), limits).unwrap(), said)
}

/// Everything the client makes of an answer to anything.
async fn hear(client: &Client, of: &[u8]) {
    let lookups = [
        Lookup::Regions,
        Lookup::Projects { region: "cn-north-4".to_owned() },
        Lookup::EnterpriseProjects,
        Lookup::Flavors { engine: "rocketmq".to_owned() },
        Lookup::Zones,
        Lookup::Vpcs,
        Lookup::Subnets { vpc: "v1".to_owned() },
        Lookup::SecurityGroups,
        Lookup::Keys,
        Lookup::Eips,
        Lookup::OpenPorts { group: "g1".to_owned() },
    ];
    for lookup in &lookups {
        match client.lookup(lookup).await {
            Err(failure) => assert_failure_harmless(&failure, of),
            Ok(listed) => {
                for choice in listed.entries {
                    let note = if let Facts::Note(note) = &choice.facts { note } else { "" };
                    let closed = choice.closed.as_deref().unwrap_or_default();
                    for text in [&choice.id, &choice.label, note, closed] {
                        assert_harmless(text, of);
                    }
                    assert!(!choice.id.is_empty(), "{choice:?}");
                }
            }
        }
    }
    let id = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";
    let instances = match client.instance(id).await {
        Err(failure) => Err(failure),
        Ok(found) => client.instances_named("orders-prod").await.map(|named| (found, named)),
    };
    match instances {
        Err(failure) => assert_failure_harmless(&failure, of),
        Ok((found, named)) => {
            assert!(found.iter().all(|instance| instance.id == id));
            assert!(named.iter().all(|instance| instance.name == "orders-prod"));
            for instance in found.iter().chain(&named) {
                assert_harmless(&format!("{}{}{}", instance.id, instance.status, instance.product_id), of);
                instance.addresses.iter().for_each(|(_, address)| assert_harmless(address, of));
            }
        }
    }
    match client.create("rocketmq", b"{}").await {
        Err(failure) => assert_failure_harmless(&failure, of),
        Ok(placed) => assert!(placed.instance_id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/')),
    }
    let told = [client.quota().await.err(), client.unpaid_orders(0).await.err(), client.account().await.err()];
    told.iter()
        .flatten()
        .chain(client.order_status("CS1").await.err().iter())
        .for_each(|f| assert_failure_harmless(f, of));
}

#[test]
fn any_answer_of_the_cloud_is_an_answer() {
    let (client, said) = cloud();
    let mut dice = Dice(16);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for round in 0..60 {
        let body = dice.changed(ANSWERS[round % ANSWERS.len()]);
        let status = [200, 200, 200, 400, 403][dice.below(5)];
        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nx-request-id: r\u{ad}1\r\n\r\n", body.len());
        *said.lock().unwrap() = [head.as_bytes(), &body].concat();
        runtime.block_on(hear(&client, &body));
    }
}

/// Drafts and request bodies: what is read is read again, and what is not says why.
#[test]
fn any_draft_is_a_draft_or_says_why_not() {
    let seeds = [
        include_str!("cases/api-page/draft.json").to_owned(),
        r#"{"path":{"engine":"reliability","project_id":"p"},"body":{"engine":"reliability","name":"a","ssl_enable":"true","bss_param":{"charging_mode":"prePaid","period_num":1}}}"#.to_owned(),
        format!(r#"{{"version":1,"sk":"{SECRET_KEY}","answers":{{"name":"orders","x_auth_token":"{SECRET_KEY}"}},"aside":{{}}}}"#),
    ];
    let mut dice = Dice(5);
    for round in 0..3_000 {
        let bytes = dice.changed(&seeds[round % 2]);
        match format::parse(&bytes) {
            Err(flaw) => assert_harmless(&flaw.to_string(), &bytes),
            Ok(draft) => {
                let again = format::parse(&format::encode(&draft)).unwrap();
                assert_eq!((again.answers, again.unclear), (draft.answers, draft.unclear), "{bytes:?}");
            }
        }
        // Its secrets stay behind unless the change has taken their names apart.
        let kept = format::parse(seeds[2].as_bytes()).unwrap();
        assert_no_secret(format!("{kept:?}").as_bytes());
    }
}

#[test]
fn any_journal_is_read_or_left_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let dirs = store::dirs(Some(home.path())).unwrap();
    let journal = Journal::open(&dirs, Pace::default());
    let intent = r#"{"version":1,"at":"2026-01-23T08:09:10Z","fact":{"intent":{"plan":"7f3c 91ab 02de","name":"orders","region":"r","project_id":"p","account_id":null,"endpoint":"http://127.0.0.1:1","engine":"rocketmq","product_id":"x","vpc_id":"v","yearly_monthly":false,"auto_pay":false,"body":"{}","at":"2026-01-23T08:09:10Z"}}}"#;
    let sent = r#"{"version":1,"at":"2026-01-23T08:09:11Z","fact":"sent"}"#;
    let placed = r#"{"version":1,"at":"2026-01-23T08:09:12Z","fact":{"placed":{"instance_id":"8959ab1c-7a1a-4bb1-a05d-93dfc361b32d","order_id":null,"request_id":"r"}}}"#;
    let seed = format!("{intent}\n{sent}\n{placed}\n");
    let (open, receipts) = (dirs.state.join("purchases"), dirs.state.join("purchases/receipts"));
    fs::create_dir_all(&receipts).unwrap();
    let name = "20260123T080910Z-7f3c91ab02de-orders.jsonl";
    fs::write(open.join(name), &seed).unwrap();
    assert_eq!(journal.unfinished().unwrap().entries.len(), 1, "the seed is a purchase");
    let mut dice = Dice(9);
    for _ in 0..600 {
        let bytes = dice.changed(&seed);
        fs::write(open.join(name), &bytes).unwrap();
        let found = journal.unfinished().unwrap();
        for why in found.unreadable {
            assert_harmless(&why.to_string(), &bytes);
        }
        let kept = if open.join(name).exists() { open.join(name) } else { receipts.join(name) };
        assert_eq!(fs::read(&kept).unwrap(), bytes);
        if kept.starts_with(&receipts) {
            fs::rename(kept, open.join(name)).unwrap();
        }
        fs::copy(open.join(name), receipts.join(name)).unwrap();
        // A receipt that cannot be read is left out, whatever is in it.
        assert!(journal.settled(9).unwrap().entries.len() <= 1);
        fs::remove_file(receipts.join(name)).unwrap();
    }
}

#[test]
fn any_file_of_keys_is_used_or_said_not_to_be() {
    let profile =
        format!("; mine\n[basic]\nak = {ACCESS_KEY}\nsk = \"{SECRET_KEY}\"\nproject_id = p\n[global]\nak=x\n");
    let koocli = format!(
        r#"{{"current":"a","profiles":[{{"name":"a","mode":"AKSK","region":"r","accessKeyId":"{ACCESS_KEY}","secretAccessKey":"{SECRET_KEY}","authEncryptParams":null}}]}}"#
    );
    let home = tempfile::tempdir().unwrap();
    let files = [home.path().join(".huaweicloud/credentials"), home.path().join(".hcloud/config.json")];
    let mut dice = Dice(3);
    for round in 0..2_000 {
        let (file, seed) = if round % 2 == 0 { (&files[0], &profile) } else { (&files[1], &koocli) };
        let bytes = dice.changed(seed);
        for file in &files {
            drop(fs::remove_file(file));
        }
        support::env::put(file, &bytes);
        let search = credentials::local(&|_| None, Some(home.path()));
        let told = search.places.iter().map(|place| format!("{} {}", place.place, place.outcome));
        for text in told.chain(search.broken_told()).chain(search.notes()).chain(search.notes_of_settings()) {
            // A value that the changes broke up is no secret any more, but the one that is left whole is.
            assert_harmless(&text, &bytes);
        }
    }
}

#[test]
fn no_address_shows_the_password_in_it() {
    let mut dice = Dice(7);
    let seeds = [
        "https://user:pass@dms.example.com:8443",
        "vpc=https://user:pass@example.com",
        "https://user:pass",
        "user:pass",
    ];
    for round in 0..4_000 {
        let given = dice.changed(&seeds[round % seeds.len()].replace("pass", "Qx7"));
        let given = String::from_utf8_lossy(&given).into_owned();
        if let Err(told) = Endpoints::parse(std::slice::from_ref(&given)) {
            assert_harmless(&told, given.as_bytes());
            // Where the changes have left the colon that a password stands behind.
            assert!(!given.contains(":Qx7") || !told.contains("Qx7"), "{given}: {told}");
        }
    }
}
