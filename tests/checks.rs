//! The checks before a purchase, the lists and the keys, against the sandbox: what each check finds, that nothing that
//! cannot be looked at blocks, and that reads are given up, tried again and filed where they belong.

#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

mod support;

use rocketmq_wizard::app::message::Msg;
use rocketmq_wizard::app::overlay::{Overlay, Page, Topic};
use rocketmq_wizard::catalog::Lookup;
use rocketmq_wizard::clock::Clock;
use rocketmq_wizard::cloud::client::{Client, Settings};
use rocketmq_wizard::cloud::credentials::Credentials;
use rocketmq_wizard::cloud::endpoints::Endpoints;
use rocketmq_wizard::cloud::transport::Limits;
use rocketmq_wizard::failure::Cause;
use rocketmq_wizard::form::lists::Asked;
use rocketmq_wizard::form::state::Form;
use rocketmq_wizard::form::value::Value;
use rocketmq_wizard::purchase::watch::Pace;
use rocketmq_wizard::runtime::worker::{Job, Services, Worker};
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION, Sandbox, start_on_thread};
use rocketmq_wizard::secret::Secret;
use rocketmq_wizard::service::checks::{before_sending, run_checks};
use rocketmq_wizard::service::connection::{Connection, Network};
use rocketmq_wizard::service::deadline::{Deadline, READING};
use rocketmq_wizard::service::lists;
use rocketmq_wizard::steps::account::RequestPlace;
use rocketmq_wizard::steps::checks::{Check, Findings, KeysEnd, Verdict, blocker, checks};
use rocketmq_wizard::store::Dirs;
use rocketmq_wizard::store::journal::Journal;
use std::io::{Read, Write};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use support::listen::listen;
use support::wizard::{Setup, Wizard, forbidden};
use support::{ACCESS_KEY, SECRET_KEY, assert_no_secret};
use tokio::runtime::{Builder, LocalOptions};

const GROUP: &str = "536e7720-9fbe-4a19-a772-f0755ae665a7";
const LOCKED_GROUP: &str = "deb890ab-b4df-47f4-ac4a-ec597bf08335";
const KEY: &str = "75f39f23-8f84-4c42-a05e-7df5b3bc5998";
const EIP: &str = "5474415c-2d56-4712-ab38-00875499b51f";
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads are repeated without much ado, and nothing is waited for long.
const QUICK: Limits =
    Limits { connect: Duration::from_secs(5), call: Duration::from_millis(1500), pause: Duration::from_millis(1) };

/// An order with everything that can be checked.
const ANSWERS: [(&str, &str); 12] = [
    ("name", "orders-prod"),
    ("product_id", "rocketmq.p2.large.12"),
    ("vpc_id", "ce284b4a-5114-4a6e-a463-a0cd7e0af93a"),
    ("subnet_id", "8392788e-bb8c-4ff8-a9bf-34331e23ff77"),
    ("security_group_id", GROUP),
    ("available_zones", "9f1c5806706d4c1fb0eb72f0a9b18c77"),
    ("disk_encrypted_enable", "on"),
    ("disk_encrypted_key", KEY),
    ("enable_publicip", "on"),
    ("publicip_id", EIP),
    ("region", REGION),
    ("project_id", PROJECT_ID),
];

fn form(changed: &[(&str, &str)]) -> Form {
    let mut form = support::forms::form();
    for (key, text) in ANSWERS.iter().chain(changed) {
        let field = form.field(key).unwrap();
        let value = match *text {
            "on" | "off" => Value::Flag(*text == "on"),
            _ if field.is_many() => Value::list(text.split_whitespace().map(str::to_owned).collect()),
            _ => Value::text(*text),
        };
        form.answer(field, value);
    }
    form
}

fn sandbox(world: World) -> Sandbox {
    start_on_thread(world, ([127, 0, 0, 1], 0).into()).unwrap()
}

fn keys(access_key: &str) -> Credentials {
    let secret_key = Secret::new(if access_key.is_empty() { String::new() } else { SECRET_KEY.to_owned() });
    let source = "test".to_owned();
    Credentials { access_key: access_key.to_owned(), secret_key, security_token: None, source, expires: None }
}

fn settings(url: &str, credentials: Credentials) -> Settings {
    let endpoints = Endpoints::parse(&[url.to_owned()]).unwrap();
    Settings { region: REGION.to_owned(), project_id: PROJECT_ID.to_owned(), endpoints, ca_bundle: None, credentials }
}

/// The checks of a form in a world, as a command runs them.
fn run(world: World, changed: &[(&str, &str)]) -> (Vec<Check>, usize) {
    let cloud = sandbox(world);
    let client = Rc::new(Client::new(settings(&cloud.url(), keys(ACCESS_KEY)), QUICK).unwrap());
    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default()).unwrap();
    let (mut form, now) = (form(changed), jiff::Timestamp::now());
    let (_, told) = runtime.block_on(run_checks(&client, &mut form, now, Deadline::within(READING)));
    let words: Vec<String> = form.shown().filter_map(|(_, field)| form.warning(field)).collect();
    for check in &told {
        assert_no_secret(format!("{check:?}").as_bytes());
        // The word of a question says all there is.
        let says_all = check.verdict == Verdict::Good || words.contains(&check.what);
        assert_eq!(check.why.is_empty(), says_all, "{check:?}");
    }
    (told, cloud.requests().len())
}

/// A question may have stood for hours before it was answered.
#[test]
fn what_was_read_a_minute_ago_is_read_again_before_an_order_goes_out() {
    let cloud = sandbox(World::default());
    let client = Rc::new(Client::new(settings(&cloud.url(), keys(ACCESS_KEY)), QUICK).unwrap());
    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default()).unwrap();
    let (mut form, begun) = (form(&[]), jiff::Timestamp::now());
    let mut look = |seconds| {
        let before = cloud.requests().len();
        let now = begun + jiff::SignedDuration::from_secs(seconds);
        let (_, unread) = runtime.block_on(before_sending(&client, &mut form, "orders", now));
        let asked = cloud.requests().split_off(before);
        let lists = asked.iter().filter(|seen| !seen.path.ends_with("/instances") && !seen.path.ends_with("/quotas"));
        (lists.map(|seen| seen.path.clone()).collect::<std::collections::BTreeSet<_>>(), unread)
    };
    let (first, unread) = look(0);
    assert_eq!((first.len(), unread), (7, vec![]));
    assert_eq!(look(59).0.len(), 0);
    assert_eq!(look(61).0, first);
    // A clock that was set back proves nothing.
    assert_eq!(look(-3600).0, first);
    let refused = FaultKind::Refuse { status: 403, code: "VPC.0003".to_owned(), message: "no".to_owned() };
    cloud.set_fault(Fault::new(refused).on("GET", "/v3/*/vpc/vpcs").times(2));
    let unread: Vec<Lookup> = look(0).1.into_iter().map(|(lookup, _)| lookup).collect();
    assert_eq!(unread, [Lookup::Vpcs]);
    // Nor is one that could not be read tried again at once.
    assert_eq!(look(59).0.len(), 0);
    assert_eq!(look(61).0, first);
}

fn lines(checks: &[Check]) -> Vec<String> {
    checks.iter().map(|check| format!("{} {}", check.verdict.sign(), check.what)).collect()
}

/// A cloud that is silent, or trickles, behind so much of an answer.
fn silent(begun: &'static str) -> String {
    let address = listen(move |_, mut stream| {
        let mut request = [0; 4096];
        while stream.read(&mut request).is_ok_and(|count| count > 0) && stream.write_all(begun.as_bytes()).is_ok() {}
    });
    format!("http://{address}")
}

#[test]
fn no_cloud_holds_the_lists_and_checks_up_for_longer_than_the_deadline() {
    const LIMIT: Duration = Duration::from_millis(300);
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let huge: &'static str = format!("{chunked}fffffffffffff\r\n{{").leak();
    for begun in ["", huge] {
        let network = Network { endpoints: Endpoints::parse(&[silent(begun)]).unwrap(), ..Network::default() };
        let connection = Connection::new(network, keys(ACCESS_KEY));
        let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default()).unwrap();
        let started = Instant::now();
        let (failure, found) = runtime.block_on(async {
            let deadline = Deadline::within(LIMIT);
            // One deadline over all rounds: what is asked after it fails at once.
            let (unread, read) = lists::read(&mut form(&[]), &connection, lists::ALL, deadline, |_| {}).await;
            assert!(unread.len() > 5, "{unread:?}");
            let client = connection.client(REGION, PROJECT_ID).await.unwrap();
            let (found, _) = run_checks(&client, &mut form(&[]), jiff::Timestamp::now(), deadline).await;
            (read.unwrap_err(), found.unwrap())
        });
        let took = started.elapsed();
        assert!((LIMIT..LIMIT * 40).contains(&took), "{begun:?}: {took:?}");
        assert_eq!(failure.cause, Cause::NothingSent, "{failure:?}");
        assert!(failure.what().contains("did not answer within"), "{failure:?}");
        assert_eq!(found.named.unwrap_err().cause, Cause::NothingSent);
    }
}

#[test]
fn a_list_that_comes_too_late_is_missed_alone() {
    let late = Fault::new(FaultKind::NeverAnswer).on("GET", "/v3/").times(u32::MAX);
    let cloud = sandbox(World::default().fault(late));
    let network = Network { endpoints: Endpoints::parse(&[cloud.url()]).unwrap(), ..Network::default() };
    let connection = Connection::new(network, keys(ACCESS_KEY));
    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default()).unwrap();
    let mut form = form(&[]);
    let deadline = Deadline::within(Duration::from_secs(1));
    let reading = lists::read(&mut form, &connection, lists::ALL, deadline, |_| {});
    let (unread, read) = runtime.block_on(reading);
    assert_eq!(read, Ok(()));
    assert!(unread.iter().any(|(lookup, _)| *lookup == Lookup::Vpcs), "{unread:?}");
    assert!(form.listing(&Lookup::Zones).unwrap().choices.is_some());
}

#[test]
fn everything_is_looked_at_and_good() {
    let (told, requests) = run(World::default(), &[]);
    let expected = [
        "+ name is free",
        "+ quota 14 of 100",
        "+ flavor on sale",
        "+ zone open",
        "+ 902 free IPs, DHCP on",
        "+ key enabled",
        "+ 1 EIP unbound",
        "+ clock right",
        "! creation fails unless the service may use keys, by an agency or a KMS role",
    ];
    assert_eq!(lines(&told), expected);
    assert!(requests < 16, "{requests} requests for eight checks");
}

#[test]
fn nothing_is_said_of_a_question_without_an_answer() {
    for (key, said) in [
        ("product_id", "flavor"),
        ("available_zones", "zone"),
        ("subnet_id", "free IPs"),
        ("disk_encrypted_key", "key enabled"),
        ("publicip_id", "EIP"),
    ] {
        let (told, _) = run(World::default(), &[(key, "")]);
        assert!(!lines(&told).iter().any(|line| line.contains(said)), "{key}: {:?}", lines(&told));
    }
}

#[test]
fn each_check_says_what_is_wrong() {
    type Case = (fn(World) -> World, &'static [(&'static str, &'static str)], &'static str);
    let same: fn(World) -> World = |world| world;
    let cases: [Case; 21] = [
        (same, &[("name", "orders-staging")], "x name is taken"),
        (same, &[("name", "orders-failed")], "! a failed instance has this name"),
        (|world| world.quota(14), &[], "x quota used up, 14 of 14"),
        (|world| world.quota(15), &[], "+ quota 14 of 15"),
        (|world| world.retired("rocketmq.p2.large.12"), &[], "x rocketmq.p2.large.12 not on sale here"),
        (|world| world.sold_out("rocketmq.p2.large.12"), &[], "x rocketmq.p2.large.12 sold out"),
        (same, &[("product_id", "rocketmq.p2.unheard.of")], "x flavor not on sale"),
        (same, &[("available_zones", "0da758cd89bd1511d45ec89a1b4551a3")], "x AZ7 sold out"),
        (same, &[("available_zones", "00000000000000000000000000000000")], "x zone not listed"),
        (same, &[("subnet_id", "df7cbb71-8f75-4546-a67e-1e6481aaf773")], "! only 3 free IPs, DHCP on"),
        (same, &[("subnet_id", "ef0fdd61-2260-4b90-a4fd-31545787b8db")], "x bare-metal DHCP is off"),
        (same, &[("subnet_id", "0a0f1fcb-f019-458d-b9e5-301867394d50")], "x subnet not in the VPC"),
        (same, &[("disk_encrypted_key", "52234595-06d0-4158-a6f3-bbc0c58c3a52")], "x orders-2023 disabled"),
        (same, &[("disk_encrypted_key", "00000000-0000-0000-0000-000000000000")], "! key not listed"),
        (same, &[("publicip_id", BOUND)], "x 203.0.113.26 bound"),
        (same, &[("publicip_id", "00000000-0000-0000-0000-000000000000")], "! 1 EIP not listed"),
        (same, &[("security_group_id", LOCKED_GROUP)], "! the group lets no client in at TCP 8080, 8100, 10100"),
        (|world| world.clock_offset(-61), &[], "! clock 1 min "),
        (|world| world.clock_offset(-155), &[], "! clock 2 min 3"),
        (|world| world.clock_offset(-60 * 20), &[], "! clock 20 min "),
        (same, &[("charging_mode", "prePaid"), ("is_auto_pay", "on")], "! auto-pay takes the money at once"),
    ];
    for (world, changed, expected) in cases {
        let (told, _) = run(world(World::default()), changed);
        let found = lines(&told).into_iter().find(|line| line.starts_with(expected));
        assert!(found.is_some(), "{expected}: {:#?}", lines(&told));
        // Where every signature is refused, the name cannot be looked up either.
        let blocks = expected.starts_with('x') || expected.starts_with("! clock 20");
        assert_eq!(blocker(&told).is_some(), blocks, "{expected}");
    }
    for (about, id, then) in [
        ("available_zones", "0da758cd89bd1511d45ec89a1b4551a3", "Choose other Zones."),
        ("subnet_id", "ef0fdd61-2260-4b90-a4fd-31545787b8db", "Choose another Subnet."),
    ] {
        let (told, _) = run(World::default(), &[(about, id)]);
        assert!(told.iter().any(|check| check.about == about && check.why.contains(then)), "{told:#?}");
    }
}

/// An EIP of the standard world that belongs to something already.
const BOUND: &str = "d3f4e408-e548-4bae-ac09-ac1874cdb14f";

#[test]
fn what_cannot_be_looked_at_is_unknown_with_its_reason_and_only_the_name_blocks() {
    let refuse =
        |status: u16, code: &str| FaultKind::Refuse { status, code: code.to_owned(), message: "no".to_owned() };
    let cases = [
        (refuse(403, "DMS.00403002"), "dms:instance:list"),
        (refuse(500, "DMS.00500000"), "request ID "),
        (refuse(404, "DMS.10240407"), "limiting the rate"),
        (FaultKind::Throttle { retry_after: 0 }, "limiting the rate"),
        (FaultKind::Garbage, "not in the documented form"),
        (FaultKind::EmptyBody, "not in the documented form"),
        (FaultKind::Reset, "no usable answer"),
        (FaultKind::NeverAnswer, "timed out"),
        (FaultKind::Redirect { location: "http://127.0.0.1:9/".to_owned() }, "redirect"),
    ];
    for (trouble, reason) in cases {
        let world = World::default().fault(Fault::new(trouble.clone()).on("GET", "/").times(u32::MAX));
        let world = world.fault(Fault::new(trouble.clone()).on("POST", "/v1.0/").times(u32::MAX));
        let (told, _) = run(world, &[]);
        let permitted = !matches!(trouble, FaultKind::Refuse { status: 403, .. });
        assert_eq!(blocker(&told).map(|check| check.about), permitted.then_some("name"), "{trouble:?}");
        for about in ["quota", "product_id", "available_zones", "subnet_id", "disk_encrypted_key", "publicip_id"] {
            let check = told.iter().find(|check| check.about == about).unwrap();
            assert_eq!(check.verdict, Verdict::Unknown, "{trouble:?} {check:?}");
        }
        let name = told.iter().find(|check| check.about == "name").unwrap();
        assert!(name.why.contains(reason), "{trouble:?}: {}", name.why);
        assert_eq!(name.why.contains("check again (in the wizard: ^R"), permitted, "{trouble:?}: {}", name.why);
    }
}

#[test]
fn keys_that_end_before_a_creation_would_are_pointed_out() {
    let now: jiff::Timestamp = "2026-01-23T14:12:00Z".parse().unwrap();
    let minutes = |minutes: i64| KeysEnd::At(now + jiff::SignedDuration::from_mins(minutes));
    for (keys, expected) in [
        (KeysEnd::Never, ""),
        (KeysEnd::Unknown, "? end of the keys unknown"),
        (minutes(360), "+ keys last"),
        (minutes(20), "+ keys last"),
        (minutes(19), "! keys end in 19 min"),
        (minutes(-3), "! keys end now"),
    ] {
        let found = Findings { named: Ok(Vec::new()), quota: Ok(None), clock: Some(0), keys };
        let told = checks(&form(&[]), Some(&found), now);
        let of_keys = |line: &String| line.contains("keys") && !line.contains("may use keys");
        let line = lines(&told).into_iter().find(of_keys);
        assert_eq!(line.unwrap_or_default(), expected);
        assert_eq!(blocker(&told), None);
    }
}

#[test]
fn the_summary_checks_when_it_is_opened_and_again_when_asked() {
    let asked =
        |wizard: &Wizard| wizard.cloud().requests().iter().filter(|seen| seen.path.ends_with("/quotas")).count();
    let lists = |wizard: &Wizard| {
        wizard.cloud().requests().iter().filter(|seen| seen.path.ends_with("/available-zones")).count()
    };
    let wizard = Wizard::start().ready();
    assert_eq!((asked(&wizard), lists(&wizard)), (1, 2));
    let wizard = wizard.keys("<C-r>");
    assert_eq!((asked(&wizard), lists(&wizard)), (2, 3));
    assert!(wizard.screen().contains("+ name is free"), "{}", wizard.screen());
    let wizard = wizard.keys("<Tab>c");
    assert!(matches!(wizard.app.overlay, Some(Overlay::Page(Page { topic: Topic::Checks, .. }))));
    let wizard = wizard.keys("<Esc>").buy();
    let before = wizard.purchase().intent().before.clone();
    assert_eq!(before, Some(Vec::new()), "the name was free just before");
}

#[test]
fn a_check_that_blocks_keeps_the_order_back_until_it_passes() {
    let wizard = Setup::default().world(|world| world.quota(14)).start().ready().buy();
    assert_eq!((wizard.orders(), wizard.app.is_summary()), (0, true), "{}", wizard.screen());
    assert!(wizard.screen().contains("quota used up, 14 of 14"), "{}", wizard.screen());
    let unasked = wizard.on("name").fault("GET", "/v2/", u32::MAX, forbidden()).to(10).clear_faults();
    let unchecked = unasked.buy();
    assert_eq!(unchecked.orders(), 1, "what is not known does not block: {}", unchecked.screen());
}

#[test]
fn an_answer_the_cloud_refused_may_be_tried_again_as_it_is() {
    let sold_out = FaultKind::Refuse { status: 400, code: "DMS.00400055".to_owned(), message: "sold out".to_owned() };
    let refused = Wizard::start().ready().fault("POST", "/v2/", 1, sold_out).buy().keys("<Enter>");
    let zones = refused.app.form.field("available_zones").unwrap();
    let problem = refused.app.form.problem(zones).unwrap().told;
    assert!(problem.contains("sold out") && problem.contains("request ID"), "{problem}");
    let again = refused.keys("<C-r>");
    assert_eq!(again.app.form.problem(zones), None);
    assert_eq!(again.to(10).buy().orders(), 2);
}

#[test]
fn lists_nobody_looks_at_are_given_up_and_asked_for_when_one_returns() {
    let asked = |wizard: &Wizard| wizard.app.form.listing(&Lookup::Vpcs).map(|list| list.asked);
    let reads = |wizard: &Wizard| wizard.cloud().requests().iter().filter(|seen| seen.path.ends_with("/vpcs")).count();
    let wizard = Setup::default().unanswered().start().on("vpc_id");
    assert_eq!(asked(&wizard), Some(Asked::Waiting));
    // Given up before it is on its way, it would not be asked for at all.
    let begun = Instant::now();
    while reads(&wizard) == 0 {
        assert!(begun.elapsed() < Duration::from_mins(1), "it is not asked for");
        std::thread::yield_now();
    }
    let wizard = wizard.to(7);
    assert_eq!(asked(&wizard), Some(Asked::NotYet));
    let wizard = wizard.on("vpc_id").answer();
    assert_eq!(asked(&wizard), Some(Asked::Done));
    assert_eq!(reads(&wizard), 2, "it was given up and asked for anew");
}

#[test]
fn nothing_is_asked_with_half_a_key_and_nothing_is_kept_of_another_region() {
    let typing = Setup::default().stranger().start().on("region").keys(&format!("{REGION}<Enter>"));
    let typing = typing.on("project_id").keys(&format!("{PROJECT_ID}<Enter>"));
    let typing = typing.on("access_key").keys(ACCESS_KEY).on("secret_key").keys("SkExample");
    assert_eq!(typing.cloud().requests().len(), 0, "{:?}", typing.cloud().requests());
    let whole = typing.keys(&format!("<C-u>{SECRET_KEY}<Tab>"));
    assert!(whole.app.form.listing(&Lookup::Zones).is_some_and(|list| list.choices.is_some()), "{}", whole.screen());
    let reads = |wizard: &Wizard| {
        wizard.cloud().requests().iter().filter(|seen| seen.path.ends_with("/available-zones")).count()
    };
    let before = reads(&whole);
    let elsewhere = whole.on("region").keys("/eu-west-101<Enter>").on("available_zones");
    assert_eq!(reads(&elsewhere), before + 1, "zones of the other region were asked for: {}", elsewhere.screen());
}

#[test]
fn other_peoples_text_steers_nothing() {
    let wizard = Wizard::start();
    let field = wizard.app.form.field("description").unwrap();
    let mut form = wizard.app.form.clone();
    form.answer(field, Value::text("a\u{1b}[2Jb\u{202e}c\u{7}\nd"));
    assert_eq!(form.show(field), "a[2Jbcd");
}

/// A worker that asks this cloud, and what it reports.
fn worker(url: &str) -> (Worker, Receiver<Msg>, tempfile::TempDir) {
    let files = tempfile::tempdir().unwrap();
    let dirs = Dirs { config: files.path().join("config"), state: files.path().join("state") };
    let (tell, told) = channel();
    let endpoints = Endpoints::parse(&[url.to_owned()]).unwrap();
    let network = Network { endpoints, ..Network::default() };
    let (journal, pace, clock) = (Journal::open(&dirs, Pace::default()), Pace::default(), Clock::default());
    let services = Services { network, journal, pace, clock };
    let worker = Worker::start(services, move |msg| drop(tell.send(msg)));
    (worker.unwrap(), told, files)
}

fn place() -> RequestPlace {
    RequestPlace { region: REGION.to_owned(), project_id: PROJECT_ID.to_owned() }
}

#[test]
fn a_read_given_up_reports_nothing_and_one_tried_again_says_so() {
    let cloud = sandbox(World::default());
    let (worker, told, _files) = worker(&cloud.url());
    cloud.set_fault(Fault::new(FaultKind::Slow { ms: 100 }).on("GET", "/v3/"));
    cloud.set_fault(Fault::new(FaultKind::Unavailable { retry_after: 1 }).on("GET", "/v2/available-zones"));
    worker.send(keys(ACCESS_KEY), Job::Fetch(place(), Lookup::Vpcs));
    worker.send(keys(ACCESS_KEY), Job::Cancel(Lookup::Vpcs));
    worker.send(keys(ACCESS_KEY), Job::Fetch(place(), Lookup::Zones));
    let retrying = told.recv_timeout(PATIENCE).unwrap();
    let here = |at: &RequestPlace| *at == place();
    assert!(matches!(&retrying, Msg::Retrying(Some(at), Lookup::Zones, 1) if here(at)), "{retrying:?}");
    let fetched = told.recv_timeout(PATIENCE).unwrap();
    assert!(
        matches!(&fetched, Msg::Fetched(Some(at), Lookup::Zones, Ok(zones)) if here(at) && zones.entries.len() == 7),
        "{fetched:?}"
    );
    assert!(told.try_recv().is_err(), "the list that was given up did not come");
}

#[test]
fn keys_of_the_agency_sign_with_their_token_and_are_renewed_before_they_end() {
    for (lifetime, renewals) in [(Duration::from_hours(6), 1), (Duration::from_mins(30), 3)] {
        let cloud = sandbox(World::default().key_lifetime(lifetime));
        let (worker, told, _files) = worker(&cloud.url());
        worker.send(keys(""), Job::FindKeys);
        let found = told.recv_timeout(PATIENCE).unwrap();
        assert!(matches!(&found, Msg::Agency(Ok((_, Some(_))))), "{found:?}");
        for lookup in [Lookup::Zones, Lookup::Vpcs] {
            worker.send(keys(""), Job::Fetch(place(), lookup));
            let fetched = told.recv_timeout(PATIENCE).unwrap();
            assert!(matches!(&fetched, Msg::Fetched(.., Ok(_))), "{fetched:?}");
        }
        let asked = cloud.requests().iter().filter(|seen| seen.path.ends_with("/securitykey")).count();
        assert_eq!(asked, renewals, "keys that last {lifetime:?}");
    }
}

#[test]
fn the_cursor_stays_in_a_list_of_ten_thousand_whatever_is_pressed() {
    const CROWD: &str = "c0ffee00-0000-4000-a000-000000000000";
    let wizard = Setup::default().world(|_| World::crowded()).start();
    let mut wizard = wizard.on("vpc_id").paste(CROWD).on("subnet_id");
    let list = wizard.app.form.listing(&Lookup::Subnets { vpc: CROWD.to_owned() }).unwrap();
    assert_eq!(list.choices.as_ref().map(Vec::len), Some(10_000));
    // `>` marks the entry under the cursor.
    for (keys, shown) in [
        ("<Down>", ">     crowd-00001"),
        ("<PgDn*3><End>", ">     crowd-09999"),
        ("<Home>", ">     crowd-00000"),
        ("/c42", ">     crowd-00042"),
        ("<BS>", ">     crowd-01024"),
        ("<Esc>", ">     crowd-"),
    ] {
        wizard = wizard.keys(keys);
        let editor = &wizard.app.step().unwrap().editor;
        assert!(editor.cursor < editor.rows.len(), "{keys}");
        assert!(wizard.screen().contains(shown), "{keys}\n{}", wizard.screen());
    }
}
