//! `doctor`: what it finds, what it advises, and its exit codes.

use crate::home::{Home, Run, at_once, finish};
use crate::support::env::{PLACE, WIZARD};
use crate::support::listen::{listen, secured, server_config};
use crate::support::pty::Exit;
use crate::support::{ACCESS_KEY, SECRET_KEY};
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION};
use serde_json::Value as Json;
use std::io::Read;

/// The texts of a doctor's findings about something, each after its result.
fn about(run: &Run, wanted: &str) -> Vec<String> {
    let findings = run.json()["findings"].clone();
    let text =
        |finding: &Json| format!("{}: {}", finding["result"].as_str().unwrap(), finding["text"].as_str().unwrap());
    findings.as_array().unwrap().iter().filter(|finding| finding["about"] == wanted).map(text).collect()
}

fn doctor(home: &Home, more: &[&str]) -> Run {
    home.run(&[&["doctor", "--json", "--region", REGION, "--project-id", PROJECT_ID][..], more].concat())
}

#[test]
fn a_good_account_has_nothing_bad() {
    let home = Home::quick();
    let run = doctor(&home, &[]).expect(0, &[]);
    assert_eq!(run.json()["good"], true);
    assert_eq!(
        about(&run, "permission"),
        [
            "good: may be read: regions, projects, enterprise projects, tags, flavors, zones, VPCs, subnets, security groups, keys, \
          EIPs, instances, quota, unpaid orders"
        ]
    );
    assert_eq!(about(&run, "keys"), ["good: from env HUAWEICLOUD_SDK_AK; they do not expire"]);
    assert_eq!(about(&run, "region"), [format!("good: {REGION} (given as a flag, or looked up)")]);
    assert_eq!(
        (about(&run, "proxy"), about(&run, "names")),
        (vec!["good: none".into()], vec!["good: the host resolves".into()])
    );
    assert!(about(&run, "certificate")[0].contains("plain http on this machine"));
    assert_eq!(about(&run, "clock"), ["good: clock right"]);
    for dir in ["drafts", "journal"] {
        let found = about(&run, dir);
        assert!(found[0].contains("is made when it is needed") && found[1].contains("MiB free"), "{found:?}");
    }
    assert_eq!((home.orders().len(), home.sandbox.created().len()), (0, 0), "it looks and does nothing");
}

#[test]
fn text_says_the_same_with_signs() {
    let home = Home::quick();
    let run = home.run(&["doctor", "--region", REGION]).expect(2, &[]);
    assert!(run.out.contains("+ keys        from env HUAWEICLOUD_SDK_AK"), "{run:?}");
    let project = run.out.lines().find(|line| line.contains(" project ")).unwrap();
    assert!(
        project.starts_with("x ") && project.contains("--project-id"),
        "three projects are one too many: {project}"
    );
}

#[test]
fn without_a_region_nothing_of_a_region_is_looked_up() {
    let home = Home::quick();
    let url = home.sandbox.url();
    let places: Vec<String> =
        ["iam", "eps", "bss"].iter().map(|service| format!("--endpoint={service}={url}")).collect();
    let args: Vec<&str> = ["doctor", "--json"].into_iter().chain(places.iter().map(String::as_str)).collect();
    let run = finish(home.command(&args).spawn().unwrap()).expect(2, &[]);
    assert!(about(&run, "region")[0].contains("--region"), "{run:?}");
    let of_a_region = |text: &String| ["zones", "VPCs", "keys", "instances"].iter().any(|noun| text.contains(noun));
    assert!(!about(&run, "permission").iter().any(of_a_region) && !run.out.contains("dms."), "{run:?}");
    assert_eq!(about(&run, "names"), ["good: the host resolves"]);
}

#[test]
fn what_is_bad_says_what_to_do_and_has_its_exit_code() {
    let bad = [refused_lists, answers_nobody_understands, a_wrong_clock, out_of_reach, no_folder, no_trust];
    at_once(bad, |bad| bad());
}

fn refused_lists() {
    let denied = || FaultKind::Refuse { status: 403, code: "DMS.00403007".to_owned(), message: "no".to_owned() };
    let one = World::default().fault(Fault::new(denied()).on("GET", "/v2/available-zones"));
    let run = doctor(&Home::new(one), &[]).expect(0, &[]);
    let zones: Vec<String> = about(&run, "permission").into_iter().filter(|text| text.contains("zones")).collect();
    assert!(zones[0].starts_with("warning: zones:") && zones[0].contains("dms:instance:list"), "{zones:?}");

    // Where a form makes do with the default enterprise project, the doctor still says that the list was refused.
    let denied_by_eps = FaultKind::Refuse { status: 403, code: "EPS.0004".to_owned(), message: "no".to_owned() };
    let one = World::default().fault(Fault::new(denied_by_eps).on("GET", "/v1.0/enterprise-projects"));
    let home = Home::new(one);
    let told = about(&doctor(&home, &[]).expect(0, &[]), "permission");
    assert!(told.iter().any(|text| text.starts_with("warning: enterprise projects: ")), "{told:?}");
    assert!(told.iter().all(|text| !text.starts_with("good: ") || !text.contains("enterprise")), "{told:?}");

    let all = World::default().fault(Fault::new(denied()).times(u32::MAX));
    let run = doctor(&Home::new(all), &[]).expect(4, &[]);
    let told = about(&run, "permission");
    let own = told.iter().find(|text| text.contains("zones")).unwrap();
    assert!(own.starts_with("bad: flavors, zones, instances") && own.contains("nothing can be bought"), "{told:?}");
}

/// A block page, or answers that nobody understands, say nothing about permissions.
fn answers_nobody_understands() {
    let blocked = FaultKind::Verbatim { status: 403, body: "<html>blocked</html>".to_owned() };
    at_once([blocked, FaultKind::Garbage], |kind| {
        let run = doctor(&Home::new(World::default().fault(Fault::new(kind).times(u32::MAX))), &[]).expect(5, &[]);
        assert_eq!(about(&run, "permission"), Vec::<String>::new());
        let told = about(&run, "network");
        assert!(told.len() < 4 && told.iter().any(|text| text.ends_with("nothing can be bought.")), "{told:?}");
    });
}

fn a_wrong_clock() {
    let run = doctor(&Home::new(World::default().clock_offset(-1200)), &[]).expect(4, &[]);
    let clock = about(&run, "clock");
    assert!(
        clock[0].starts_with("warning: clock 20 min") && clock[0].contains("Set this machine's clock"),
        "{clock:?}"
    );
}

fn out_of_reach() {
    let home = Home::quick();
    let args = ["doctor", "--json", "--region", REGION, "--project-id", PROJECT_ID, "--endpoint", "http://127.0.0.1:9"];
    let cloud = home.command(&args).spawn().unwrap();
    let metadata = ["--endpoint", "metadata=http://127.0.0.1:9", "--endpoint", &home.sandbox.url()];
    let agency = home.bare(&[&args[..6], &metadata].concat()).spawn().unwrap();
    let run = finish(cloud).expect(5, &[]);
    assert!(about(&run, "network")[0].contains("could not be reached"), "{run:?}");
    let run = finish(agency).expect(4, &[]);
    assert!(about(&run, "network")[0].contains("the cloud answers"), "{run:?}");
    assert!(about(&run, "keys")[0].contains("Set HUAWEICLOUD_SDK_AK"), "{run:?}");
}

fn no_folder() {
    let home = Home::quick();
    std::fs::write(home.path("file"), "").unwrap();
    let run = doctor(&home, &["--config-dir", "file"]).expect(1, &[]);
    assert!(about(&run, "drafts")[0].contains("--config-dir"), "{run:?}");
}

#[test]
fn wrong_keys_are_the_cause_of_the_rest() {
    let home = Home::quick();
    let mut command = home.command(&["doctor", "--json", "--region", REGION, "--endpoint", &home.sandbox.url()]);
    let run = finish(command.env("HUAWEICLOUD_SDK_AK", "AKIDEXAMPLE0000000009").spawn().unwrap()).expect(4, &[]);
    let told = about(&run, "permission");
    assert!(told.len() == 1 && told[0].contains("Check access key and secret key"), "one cause is told once: {told:?}");
    assert_eq!(about(&run, "network"), Vec::<String>::new(), "the network is well: {run:?}");
}

#[test]
fn keys_that_end_soon_and_half_pairs_get_a_word() {
    let home = Home::new(World::default().key_lifetime(std::time::Duration::from_mins(50)));
    let args = ["doctor", "--json", "--region", REGION, "--project-id", PROJECT_ID, "--endpoint", &home.sandbox.url()];
    let run = finish(home.bare(&args).spawn().unwrap()).expect(0, &[]);
    assert!(about(&run, "keys")[0].contains("a slow creation may outlast them"), "{run:?}");
    assert_eq!(about(&run, "account"), ["good: example-corp"]);

    // Behind the keys in use it stops nothing; before them it does, and what is broken behind it is listed too.
    let mut command = home.command(&args);
    let run = finish(command.env("HW_ACCESS_KEY", ACCESS_KEY).spawn().unwrap()).expect(0, &[]);
    let keys = about(&run, "keys");
    assert!(keys[0].starts_with("good: ") && keys[1].starts_with("warning: HW_ACCESS_KEY"), "{keys:?}");
    assert!(keys[1].contains("HW_SECRET_KEY is not"), "{keys:?}");
    std::fs::create_dir(home.path(".huaweicloud")).unwrap();
    std::fs::write(home.path(".huaweicloud/credentials"), "[basics]\nak=x").unwrap();
    let mut command = home.bare(&args);
    let run = finish(command.env("HW_ACCESS_KEY", ACCESS_KEY).spawn().unwrap()).expect(4, &[]);
    let keys = about(&run, "keys");
    assert!(keys[0].starts_with("bad: The keys in HW_ACCESS_KEY") && keys[1].contains("[basics]"), "{keys:?}");
}

#[test]
fn a_proxy_is_named_but_not_its_password() {
    let home = Home::quick();
    let mut command = home.command(&["doctor", "--json", "--region", REGION, "--endpoint", &home.sandbox.url()]);
    let run = finish(command.env("HTTPS_PROXY", format!("http://me:{SECRET_KEY}@127.0.0.1:9")).spawn().unwrap());
    assert!(about(&run, "proxy")[0].contains("the proxy in HTTPS_PROXY, 127.0.0.1:9"), "{run:?}");
}

/// The issuer of a certificate is shown, trusted or not.
fn no_trust() {
    let config = server_config();
    // Whatever is asked, there is no answer.
    let address = listen(move |_, stream| drop(secured(stream, config.clone()).read(&mut [0; 4096])));
    let url = format!("https://{address}");
    let home = Home::quick();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/tls");
    let [ca, other] = ["ca.pem", "other.pem"].map(|name| format!("{folder}/{name}"));
    let (ca, other) = (ca.as_str(), other.as_str());
    // The bundle, the system's certificates, and whether one of them issued the server's.
    let cases = [
        (None, other, false),
        (None, ca, true),
        (Some(ca), other, true),
        (Some(other), ca, true),
        (Some(other), other, false),
        (Some(ca), "/no/such/file", true),
        (Some(other), "/no/such/file", false),
    ];
    // All at once, as each of them waits for answers that never come.
    let started = cases.map(|(bundle, system, _)| {
        let args = ["doctor", "--json", "--region", REGION, "--project-id", PROJECT_ID, "--endpoint", &url];
        let more = bundle.map(|bundle| ["--ca-bundle", bundle]);
        let mut command = home.command(&[&args[..], more.as_ref().map_or(&[][..], |more| more)].concat());
        command.env("SSL_CERT_FILE", system).spawn().unwrap()
    });
    for ((bundle, system, trusted), child) in cases.into_iter().zip(started) {
        let run = finish(child);
        let found = about(&run, "certificate");
        assert!(found[0].contains("issued by rocketmq-wizard test CA"), "{found:?}");
        let network = about(&run, "network");
        let refused = network.iter().any(|text| text.contains("certificate"));
        assert_eq!(refused, !trusted, "{bundle:?}, {system}: {network:?}");
    }
    let mut command = home.command(&["doctor", "--region", REGION, "--endpoint", &url]);
    let run = finish(command.env("SSL_CERT_FILE", folder).spawn().unwrap());
    assert!(run.out.contains("in SSL_CERT_FILE is a directory, not a file"), "{run:?}");
}

#[test]
fn at_a_terminal_it_says_what_that_can_do() {
    let home = Home::quick();
    let mut session = home.session((160, 20), &[&[WIZARD, "doctor"], &PLACE[..]].concat());
    assert_eq!(session.exit(), Exit::Code(0));
    let text = String::from_utf8_lossy(session.transcript()).into_owned();
    assert!(text.contains("xterm-256color, line drawing, 16 colours"), "{text}");
    assert!(text.contains("160 by 20 is small; at 80 by 24 everything fits"), "{text}");
}
