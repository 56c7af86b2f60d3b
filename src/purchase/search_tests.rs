//! Looking for an instance after a lost answer: which one is ours, and when the person has to decide.

use super::record::Intent;
use super::search::{Candidate, Fit};
use super::tests::{ID, Play, START, answers, at, failure, instance, intent, written};
use super::{Decision, Event, State};
use crate::catalog::{Instance, Order};
use crate::failure::Cause;
use serde_json::Value as Json;

fn other(member: &str) -> Fit {
    Fit::Differs(vec![member.to_owned()])
}

/// A case of the table below: an instance that tells this.
fn told(
    member: &'static str,
    value: Json,
    fit: Fit,
) -> (&'static str, Option<Vec<&'static str>>, Instance, Option<Fit>) {
    let mut instance = instance("CREATING");
    instance.answers.insert(member.to_owned(), value);
    (member, None, instance, Some(fit))
}

/// What an instance of the name turns out to be.
#[test]
fn only_what_fits_the_intent_is_adopted() {
    let with = |change: fn(&mut Instance)| {
        let mut instance = instance("CREATING");
        change(&mut instance);
        instance
    };
    let minutes = |n: i64| Some((START + n * 60) * 1000);
    let made = |n: i64| Instance { created_at: minutes(n), ..instance("CREATING") };
    let timeless = || with(|i| i.created_at = None);
    let body = r#"{"name":"orders-prod","product_id":"rocketmq.p2.large.12","vpc_id":"vpc-1","storage_space":300,
        "available_zones":["a","c"],"engine_version":"5.x"}"#;
    let table = [
        ("as ordered", None, instance("CREATING"), Some(Fit::Ours)),
        ("failed", None, instance("CREATEFAILED"), Some(Fit::Ours)),
        ("14 minutes older, clocks not compared", None, made(-14), Some(Fit::Ours)),
        ("16 minutes older, clocks not compared", None, made(-16), None),
        ("16 minutes older, name was free", Some(vec![""]), made(-16), Some(Fit::Unclear)),
        ("made within the limit", None, made(64), Some(Fit::Ours)),
        ("made long after", None, made(66), Some(Fit::Unclear)),
        ("another name", None, with(|i| i.name = "orders-prod2".into()), None),
        ("another case", None, with(|i| i.name = "Orders-prod".into()), None),
        told("product_id", "c6.4u8g.cluster".into(), other("product_id")),
        told("vpc_id", "vpc-2".into(), other("vpc_id")),
        told("storage_space", 400.into(), other("storage_space")),
        told("storage_space", 300.into(), Fit::Ours),
        told("available_zones", ["a", "b"].into_iter().collect(), other("available_zones")),
        told("available_zones", ["c", "a"].into_iter().collect(), Fit::Ours),
        told("charging_mode", "prePaid".into(), other("charging_mode")),
        told("arch_type", "ARM".into(), Fit::Ours),
        told("engine_version", "5.3.0".into(), Fit::Ours),
        ("no flavor", None, with(|i| drop(i.answers.remove("product_id"))), Some(Fit::Unclear)),
        ("no VPC", None, with(|i| drop(i.answers.remove("vpc_id"))), Some(Fit::Unclear)),
        ("no time, name not checked", None, timeless(), Some(Fit::Unclear)),
        ("no time, name was free", Some(vec![""]), timeless(), Some(Fit::Ours)),
        ("zero time, name was free", Some(vec![""]), with(|i| i.created_at = Some(0)), Some(Fit::Ours)),
        ("was there before", Some(vec![ID]), instance("RUNNING"), None),
    ];
    for (case, before, instance, expected) in table {
        let before = before.map(|ids| ids.into_iter().map(str::to_owned).collect());
        let mut play = Play::unknown(Intent { before, body: body.to_owned(), ..intent() });
        let next = play.on([Event::Named(Ok(vec![instance]))]);
        assert_eq!(next == "record adopted", expected == Some(Fit::Ours), "{case}: {next}");
        if let State::Unknown(search) = play.purchase.state() {
            let found = search.candidates.first();
            assert_eq!(found.map(|candidate| &candidate.fit), expected.as_ref(), "{case}");
            let told = found.map(Candidate::line).unwrap_or_default();
            let why = match &expected {
                Some(Fit::Differs(_)) => format!("  not what was ordered: {case}"),
                Some(_) => "  may be yours".to_owned(),
                None => String::new(),
            };
            assert!(told.ends_with(&why), "{case}: {told}");
        }
    }
}

/// Sent at second 2 by this machine's clock; the cloud dates by its own.
#[test]
fn what_is_older_than_the_order_is_never_ours() {
    let table = [
        // Seconds this machine is ahead, the instance's second by the cloud's clock, whether it can be ours.
        (Some(0), 2, true),
        (Some(0), -1, true),
        (Some(0), -2, false),
        (Some(0), -600, false),
        (Some(600), -599, true),
        (Some(600), -602, false),
        (Some(-600), 601, true),
        (Some(-600), 598, false),
        (None, -890, true),
        (None, -899, false),
    ];
    for (clock, second, ours) in table {
        let made = Instance { created_at: Some((START + second) * 1000), ..instance("RUNNING") };
        let mut play = Play::unknown(Intent { clock, ..intent() });
        let next = play.on([Event::Named(Ok(vec![made]))]);
        assert_eq!(next == "record adopted", ours, "{clock:?} {second}: {next}");
        if !ours {
            let adopt = Event::Person(Decision::Adopt(ID.into()));
            assert_eq!(play.on([adopt]), "-", "not by hand either: {clock:?} {second}");
            let State::Unknown(search) = play.purchase.state() else { panic!("{}", play.state()) };
            assert_eq!((search.candidates.len(), search.older.len()), (0, 1));
            let sentence = play.purchase.sentence();
            assert!(sentence.contains("Older than the order") && sentence.contains(ID), "{sentence}");
        }
    }
}

#[test]
fn nothing_is_sent_again_before_the_name_was_looked_up_once() {
    for (cause, again) in [(Cause::NothingSent, false), (Cause::Other, false), (Cause::Forbidden, true)] {
        let mut play = Play::unknown(intent());
        while play.on([Event::Named(Err(failure(cause)))]) != "-" {
            play.seconds += 20;
            play.on([Event::Due]);
        }
        assert_eq!(play.purchase.again("p1", at(900)).is_some(), again, "{cause:?}");
    }
}

#[test]
fn several_are_left_to_the_person() {
    let other = || Instance { id: "other".into(), ..instance("RUNNING") };
    let answers = || answers([("vpc_id", "vpc-2".into())]);
    let wrong = || Instance { id: "wrong".into(), answers: answers(), ..instance("RUNNING") };
    for (found, next) in [
        (vec![instance("CREATING"), other()], "wait 2"),
        (vec![instance("CREATING"), wrong()], "record adopted"),
        (vec![wrong()], "wait 2"),
        (vec![], "wait 2"),
    ] {
        let mut play = Play::unknown(intent());
        assert_eq!(play.on([Event::Named(Ok(found))]), next);
    }
    let mut play = Play::unknown(intent());
    play.on([Event::Named(Ok(vec![instance("CREATING"), other()]))]);
    let State::Unknown(search) = play.purchase.state() else { panic!("{}", play.state()) };
    assert!(search.candidates.iter().all(|candidate| candidate.line().ends_with("fits the order")));
    assert_eq!(play.on([Event::Person(Decision::Adopt(" ".into()))]), "-");
    assert_eq!(play.on([Event::Person(Decision::Adopt("other".into()))]), "record adopted");
    assert_eq!(play.purchase.instance_id(), Some("other"));
    assert_eq!(play.on([written()]), "instance other");
}

#[test]
fn the_search_backs_off_for_minutes_and_then_asks_the_person() {
    let mut play = Play::unknown(intent());
    let mut pauses = Vec::new();
    loop {
        assert!(play.purchase.again("p1", at(play.seconds)).is_none(), "not while it is being looked for");
        let next = play.on([Event::Named(Ok(Vec::new()))]);
        let Some(pause) = next.strip_prefix("wait ") else { break };
        assert_eq!(play.purchase.to_do(), "nothing; it is looked for by its name");
        let pause: i64 = pause.parse().unwrap();
        pauses.push(pause);
        play.seconds += pause;
        assert_eq!(play.on([Event::Due]), "name");
    }
    assert_eq!(pauses.get(..6), Some(&[2, 4, 8, 16, 20, 20][..]));
    assert!((250..330).contains(&play.seconds), "{}", play.seconds);
    assert_eq!((play.state(), play.purchase.exit_code()), ("unknown over".to_owned(), 6));
    assert_eq!(play.purchase.to_do(), "decide: not in the list");

    let again = play.purchase.again("p1", at(900)).unwrap();
    let expected = Intent { at: at(900), before: Some(vec![]), replaces: Some("p1".into()), ..intent() };
    assert_eq!(again.intent(), &expected);
    assert_eq!(play.on([Event::Person(Decision::WaitOn)]), "name");
    assert_eq!(play.on([Event::Named(Ok(Vec::new()))]), "wait 20", "a full round more");
}

#[test]
fn a_search_without_network_ends_and_says_that_nothing_is_known() {
    let mut play = Play::unknown(intent());
    while play.on([Event::Named(Err(failure(Cause::NothingSent)))]) != "-" {
        play.seconds += 20;
        play.on([Event::Due]);
    }
    assert!(play.purchase.is_undecided());
    assert!(play.purchase.sentence().contains("could not be looked for"), "{}", play.purchase.sentence());
    assert!(play.purchase.is_unlooked() && play.purchase.again("p1", at(900)).is_none(), "nobody looked");
}

#[test]
fn a_lost_yearly_order_is_looked_for_among_the_unpaid_ones() {
    let mut play = Play::unknown(Intent { yearly_monthly: true, ..intent() });
    assert_eq!(play.on([Event::Named(Ok(Vec::new()))]), "orders");
    let order = |id: &str, seconds: i64| Order { id: id.into(), created_at: Some((START + seconds) * 1000) };
    assert_eq!(play.on([Event::Orders(Ok(vec![order("old", -7200), order("CS9", 1)]))]), "wait 2");
    let sentence = play.purchase.sentence();
    assert!(sentence.contains("CS9") && !sentence.contains("old"), "{sentence}");
    assert_eq!(
        play.on([Event::Due, Event::Named(Ok(vec![])), Event::Orders(Err(failure(Cause::Credentials)))]),
        "wait 4"
    );
    assert_eq!(play.state(), "unknown");
}
