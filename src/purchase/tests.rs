//! Every transition, and that no sequence of events breaks a promise.

use super::log::{Log, Mark};
use super::record::{Fact, Intent, Record, Serving};
use super::watch::Pace;
use super::{Action, Decision, Event, Purchase, State};
use crate::catalog::{Instance, Order, Placed, Tag};
use crate::failure::{Cause, Failure};
use crate::language::Text;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json};
use std::time::Duration;

pub(super) const ID: &str = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";
pub(super) const START: i64 = 1_769_155_750;

pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(START + seconds).unwrap()
}

pub(super) fn intent() -> Intent {
    Intent {
        plan: "7f3c 91ab 02de".into(),
        name: "orders-prod".into(),
        region: "ap-southeast-3".into(),
        project_id: "0123456789abcdef0123456789abcdef".into(),
        account_id: None,
        endpoint: "http://127.0.0.1:1".into(),
        engine: "rocketmq".into(),
        product_id: "rocketmq.p2.large.12".into(),
        vpc_id: "vpc-1".into(),
        yearly_monthly: false,
        auto_pay: false,
        body: r#"{"name":"orders-prod","vpc_id":"vpc-1"}"#.into(),
        tags: Vec::new(),
        at: at(0),
        before: None,
        clock: None,
        replaces: None,
    }
}

pub(super) fn tags() -> Vec<Tag> {
    vec![Tag { key: "cost".into(), value: String::new() }, Tag { key: "team".into(), value: "orders".into() }]
}

pub(super) fn failure(cause: Cause) -> Failure {
    let request_id = Some("req-9".into());
    Failure {
        request_id,
        ..Failure::new(cause, Text("{cause} happened."), Text("Do this.")).with("cause", format!("{cause:?}"))
    }
}

/// What an instance tells in the terms of an order.
pub(super) fn answers<const N: usize>(told: [(&str, Json); N]) -> Map<String, Json> {
    told.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

pub(super) fn instance(status: &str) -> Instance {
    Instance {
        id: ID.into(),
        name: "orders-prod".into(),
        status: status.into(),
        product_id: "rocketmq.p2.large.12".into(),
        created_at: Some((START + 1) * 1000),
        order_id: None,
        tls_mode: None,
        acl: None,
        reason: None,
        answers: answers([("product_id", "rocketmq.p2.large.12".into()), ("vpc_id", "vpc-1".into())]),
        addresses: vec![("namesrv", "10.0.0.1:8100".into())],
    }
}

fn placed() -> Event {
    let placed = Placed { instance_id: ID.into(), order_id: None, request_id: Some("1f0c2b7a9d".into()) };
    Event::Answer(Ok(placed))
}

pub(super) fn seen(status: &str) -> Event {
    Event::Seen(Ok(Some(instance(status))))
}

pub(super) fn written() -> Event {
    Event::Written(Ok(()))
}

/// A purchase, and the clock it is played by: each event comes one second after the one before.
pub(super) struct Play {
    pub(super) purchase: Purchase,
    pub(super) seconds: i64,
}

impl Play {
    fn new(intent: Intent) -> Self {
        Self { purchase: Purchase::new(intent, Pace::default()), seconds: 0 }
    }

    /// Plays the events and returns the last action in words. That nobody else bought the same is found on the way.
    pub(super) fn on(&mut self, events: impl IntoIterator<Item = Event>) -> String {
        let mut last = "-".to_owned();
        for event in events {
            last = self.step(event);
            if last.starts_with("namesakes") {
                self.seconds -= 1;
                last = self.step(Event::Named(Ok(vec![instance("CREATING")])));
            }
        }
        last
    }

    fn step(&mut self, event: Event) -> String {
        self.seconds += 1;
        words(self.purchase.on(event, at(self.seconds)).as_ref())
    }

    fn sent(intent: Intent) -> Self {
        let mut play = Self::new(intent);
        assert_eq!(play.on([Event::Start, written(), written()]), "send");
        play
    }

    pub(super) fn building(intent: Intent) -> Self {
        let mut play = Self::sent(intent);
        assert_eq!(play.on([placed(), written()]), format!("instance {ID}"));
        play
    }

    pub(super) fn unknown(intent: Intent) -> Self {
        let mut play = Self::sent(intent);
        assert_eq!(play.on([Event::Answer(Err(failure(Cause::Unknown))), written()]), "name");
        play
    }

    pub(super) fn state(&self) -> String {
        state(&self.purchase)
    }
}

pub(super) fn words(action: Option<&Action>) -> String {
    match action {
        None => "-".into(),
        Some(Action::Record(record)) => format!("record {}", kind(&record.fact)),
        Some(Action::Send) => "send".into(),
        Some(Action::LookUpName) => "name".into(),
        Some(Action::LookUpNamesakes(id)) => format!("namesakes {id}"),
        Some(Action::LookUpInstance(id)) => format!("instance {id}"),
        Some(Action::LookUpOrders) => "orders".into(),
        Some(Action::LookUpOrder(id)) => format!("order {id}"),
        Some(Action::SetTags(id)) => format!("tags {id}"),
        Some(Action::Wait(pause)) => format!("wait {}", pause.as_secs()),
    }
}

fn kind(fact: &Fact) -> String {
    let debug = format!("{fact:?}");
    debug.split(|c: char| !c.is_alphanumeric()).next().unwrap().to_lowercase()
}

fn state(purchase: &Purchase) -> String {
    match purchase.state() {
        State::Intended => "intended".into(),
        State::Sent => "sent".into(),
        State::Unknown(search) => format!("unknown{}", if search.over { " over" } else { "" }),
        State::Building(watch) => {
            format!("building {}{}", watch.status().unwrap_or("unseen"), if watch.is_over() { " late" } else { "" })
        }
        State::Running(_) => "running".into(),
        State::Failed { status, .. } => format!("failed {status}"),
        State::NothingSent(_) => "nothing sent".into(),
        State::Refused(_) => "refused".into(),
        State::Replaced(by) => format!("replaced {by}"),
        State::Closed(by) => format!("closed {by}"),
        State::Cancelled(order) => format!("cancelled {order}"),
    }
}

#[test]
fn the_intent_is_confirmed_on_disk_before_it_is_sent() {
    let mut play = Play::new(intent());
    assert_eq!(play.on([Event::Start]), "record intent");
    assert_eq!(play.on([Event::Start]), "-", "starting twice starts once");
    assert_eq!(play.on([written()]), "record sent");
    assert_eq!(play.on([written()]), "send");
    assert_eq!(play.on([placed()]), "record placed", "the ID goes to disk before anything else");
    assert_eq!(play.purchase.instance_id(), Some(ID));
    assert_eq!(play.on([written()]), format!("instance {ID}"));
}

#[test]
fn a_disk_that_does_not_take_the_intent_means_nothing_is_sent() {
    for before in 0..2 {
        let mut play = Play::new(intent());
        play.on([Event::Start]);
        play.on(vec![written(); before]);
        let next = play.on([Event::Written(Err("The disk is full.".into()))]);
        assert_eq!(next, if before == 0 { "-" } else { "record nothingsent" });
        assert_eq!((play.state(), play.purchase.exit_code()), ("nothing sent".to_owned(), 1));
        assert!(
            play.purchase.sentence().starts_with("The disk is full. Nothing was sent from here."),
            "{}",
            play.purchase.sentence()
        );
        assert_eq!(play.on([Event::Written(Err("Still full.".into())), Event::Start, Event::Due, written()]), "-");
    }
}

#[test]
fn every_answer_leads_to_its_state() {
    let no_id = Event::Answer(Ok(Placed { request_id: Some("r".into()), ..Placed::default() }));
    let failed = |cause| Event::Answer(Err(failure(cause)));
    let table = [
        (placed(), "record placed", "building unseen", 0, true),
        (no_id, "record unknown", "unknown", 6, true),
        (failed(Cause::NothingSent), "record nothingsent", "nothing sent", 5, false),
        (failed(Cause::Refused), "record refused", "refused", 7, false),
        (failed(Cause::Credentials), "record refused", "refused", 4, false),
        (failed(Cause::Forbidden), "record refused", "refused", 4, false),
        (failed(Cause::Capacity), "record refused", "refused", 8, false),
        (failed(Cause::Unknown), "record unknown", "unknown", 6, true),
        (failed(Cause::Other), "record unknown", "unknown", 6, true),
    ];
    for (event, action, state, code, bought) in table {
        let mut play = Play::sent(intent());
        let case = format!("{event:?}");
        assert_eq!(play.on([event]), action, "{case}");
        assert_eq!(play.state(), state, "{case}");
        assert_eq!((play.purchase.exit_code(), play.purchase.may_have_bought()), (code, bought), "{case}");
        assert_eq!(play.purchase.is_settled(), !bought, "{case}");
        assert_eq!(play.on([written()]) == "-", !bought, "only what may have been bought is followed up: {case}");
    }
}

#[test]
fn every_state_of_the_instance_is_named_with_what_to_do() {
    let table = [
        ("CREATING", "record seen", "building CREATING", ""),
        ("EXTENDING", "record seen", "building EXTENDING", "unusual"),
        ("STARTING", "record seen", "building STARTING", "unusual"),
        ("RESTARTING", "record seen", "building RESTARTING", "unusual"),
        ("FREEZING", "record seen", "building FREEZING", "unusual"),
        ("EXTENDEDFAILED", "record seen", "building EXTENDEDFAILED", "unusual"),
        ("DREAMING", "record seen", "building DREAMING", "not known to this version"),
        ("", "record seen", "building ", "no state"),
        ("RUNNING", "record running", "running", ""),
        ("CREATEFAILED", "record failed", "failed CREATEFAILED", "delete the failed instance"),
        ("ERROR", "record failed", "failed ERROR", "support"),
        ("FROZEN", "record failed", "failed FROZEN", "balance"),
        ("DELETING", "record failed", "failed DELETING", "being deleted"),
        ("DELETED", "record failed", "failed DELETED", "being deleted"),
    ];
    for (status, action, state, advice) in table {
        let mut play = Play::building(intent());
        assert_eq!(play.on([seen(status)]), action, "{status}");
        assert_eq!(play.state(), state);
        let sentence = play.purchase.sentence();
        assert!(sentence.contains(advice) && sentence.contains(ID), "{status}: {sentence}");
        let settled = play.purchase.is_settled();
        assert_eq!(play.on([written()]), if settled { "-" } else { "wait 10" }, "{status}");
        assert_eq!(play.purchase.exit_code(), if state.starts_with("failed") { 9 } else { 0 });
        assert_eq!(play.purchase.log().last().map(|step| step.words.as_str()), Some(status));
    }
}

#[test]
fn a_state_that_did_not_change_is_not_written_again() {
    let mut play = Play::building(intent());
    assert_eq!(play.on([seen("CREATING"), written(), Event::Due]), format!("instance {ID}"));
    assert_eq!(play.on([seen("CREATING")]), "wait 10");
    assert_eq!(play.on([Event::Due, seen("RUNNING")]), "record running");
}

#[test]
fn control_bytes_in_a_state_are_never_shown() {
    let mut play = Play::building(intent());
    play.on([seen("CRE\u{1b}[31mATING"), written()]);
    assert_eq!(play.state(), "building CRE[31mATING");
}

#[test]
fn of_one_that_never_was_nothing_is_said_to_be_bought() {
    let elsewhere = Intent::elsewhere("ap-southeast-3".into(), "0123".into(), String::new(), at(0));
    let mut play = Play { purchase: Purchase::watching(elsewhere, ID, Pace::default()), seconds: 0 };
    play.on([Event::Start, Event::Seen(Ok(None))]);
    for _ in 0..4 {
        play.seconds += 100;
        play.on([Event::Due, Event::Seen(Ok(None))]);
    }
    let told = play.purchase.sentence();
    assert_eq!(play.state(), "failed vanished");
    assert!(told.contains("knows no instance") && told.contains("0123") && !told.contains("bought"), "{told}");
}

#[test]
fn a_missing_instance_is_waited_for_or_gone() {
    let missing = || Event::Seen(Ok(None));
    let mut seen_before = Play::building(intent());
    assert_eq!(seen_before.on([seen("CREATING"), written(), Event::Due, missing()]), "record failed");
    assert_eq!(seen_before.state(), "failed vanished");
    assert!(seen_before.purchase.sentence().contains("recycle bin"));

    let mut per_use = Play::building(intent());
    assert_eq!(per_use.on([missing()]), "wait 10");
    per_use.seconds += 100;
    assert_eq!(per_use.on([Event::Due, missing()]), "wait 10");
    per_use.seconds += 110;
    assert_eq!(per_use.on([Event::Due]), format!("instance {ID}"));
    per_use.seconds += 110;
    assert_eq!(per_use.on([missing()]), "record failed");

    let mut yearly = Play::building(Intent { yearly_monthly: true, ..intent() });
    for _ in 0..40 {
        assert_eq!(yearly.on([missing()]), "orders");
        assert!(yearly.on([Event::Orders(Ok(Vec::new()))]).starts_with("wait"));
        yearly.seconds += 15;
        assert_eq!(yearly.on([Event::Due]), format!("instance {ID}"));
    }
    assert_eq!(yearly.on([seen("CREATING"), written(), Event::Due, missing()]), "record failed");
}

#[test]
fn an_order_that_awaits_payment_is_said() {
    let order = |id: &str, seconds: i64| Order { id: id.into(), created_at: Some((START + seconds) * 1000) };
    for (order_id, orders, expected) in [
        (None, vec![order("old", -3600), order("CS1", 2)], Some("CS1")),
        (Some("CS2"), vec![order("CS1", 2), order("CS2", 2)], Some("CS2")),
        (None, vec![], None),
    ] {
        let mut play = Play::sent(Intent { yearly_monthly: true, ..intent() });
        let placed = Placed { instance_id: ID.into(), order_id: order_id.map(str::to_owned), ..Placed::default() };
        play.on([Event::Answer(Ok(placed)), written(), Event::Seen(Ok(None)), Event::Orders(Ok(orders)), written()]);
        let step = play.purchase.log().last().unwrap();
        assert_eq!(
            expected.map(|order| format!("order {order} is not paid")),
            Some(&step.words).filter(|words| words.ends_with("is not paid")).cloned()
        );
    }
}

#[test]
fn polls_slow_down_and_end_at_the_limit_but_not_by_sleep() {
    let mut play = Play::building(intent());
    play.on([seen("CREATING"), written()]);
    assert_eq!(play.purchase.to_do(), "nothing; it is being built");
    let mut pauses = Vec::new();
    while !play.state().ends_with("late") {
        play.on([Event::Due]);
        let next = play.on([seen("CREATING")]);
        let Some(pause) = next.strip_prefix("wait ") else { break };
        let pause: i64 = pause.parse().unwrap();
        // The machine sleeps eight hours once; that uses up two minutes of the limit at most.
        play.seconds += if pauses.len() == 100 { 8 * 3600 } else { pause };
        pauses.push(pause);
    }
    assert_eq!(pauses.pop(), Some(300), "from then on it is asked about rarely");
    assert_eq!((pauses.first(), pauses.last()), (Some(&10), Some(&20)));
    let early = pauses.iter().filter(|pause| **pause == 10).count();
    assert!((20..=30).contains(&early) && (120..=160).contains(&pauses.len()), "{early} of {}", pauses.len());
    assert_eq!((play.state(), play.purchase.exit_code()), ("building CREATING late".to_owned(), 9));
    assert_eq!(play.purchase.to_do(), "look at it in the console; it is taking long");
    assert!(!play.purchase.is_settled(), "it is not lost, and the next start offers to watch it");

    assert_eq!(play.on([Event::Person(Decision::Refresh)]), format!("instance {ID}"));
    assert_eq!(play.on([seen("CREATING")]), "wait 300", "one look, and still late");
    assert_eq!(play.on([Event::Person(Decision::WaitOn)]), format!("instance {ID}"));
    assert_eq!(play.on([seen("CREATING")]), "wait 10", "a full round more");
}

#[test]
fn reads_that_fail_change_nothing_but_the_pause() {
    let mut play = Play::building(intent());
    play.on([seen("CREATING"), written()]);
    let lost = || Event::Seen(Err(failure(Cause::NothingSent)));
    let pauses: Vec<_> = (0..5).map(|_| play.on([Event::Due, lost()])).collect();
    assert_eq!(pauses, ["wait 20", "wait 40", "wait 60", "wait 60", "wait 60"]);
    assert_eq!(play.state(), "building CREATING");
    let steps = play.purchase.log();
    assert_eq!(steps.iter().filter(|step| step.mark == Mark::Trouble).count(), 1, "one line, however often");
    assert_eq!(play.on([Event::Due, seen("CREATING")]), "wait 10");
    assert_eq!(play.purchase.log().last().unwrap().words, "CREATING");
}

/// Hours of waiting are a line or two, and a story that comes back to its beginning keeps it.
#[test]
fn a_line_takes_the_place_of_one_of_the_last_two_only() {
    let kept = |words: &[&str]| {
        let mut log = Log::default();
        for &words in words {
            log.add(at(0), Mark::Done, words, "");
        }
        log.all().iter().map(|line| line.words.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(kept(&["lost", "lost"]), "lost");
    assert_eq!(kept(&["lost", "CREATING", "lost"]), "CREATING lost");
    assert_eq!(kept(&["lost", "CREATING", "RUNNING", "lost"]), "lost CREATING RUNNING lost");
}

#[test]
fn asking_at_once_neither_doubles_the_polls_nor_disturbs_sending() {
    let refresh = || Event::Person(Decision::Refresh);
    let mut play = Play::sent(intent());
    assert_eq!(play.on([refresh()]), "-");
    assert_eq!(play.on([placed(), refresh()]), "-", "the record comes first");
    assert_eq!(play.on([written(), refresh()]), "-", "it is being asked already");
    assert_eq!(play.on([seen("CREATING"), written(), refresh()]), format!("instance {ID}"));
    assert_eq!(play.on([Event::Due]), "-", "the wait it replaced is not wanted any more");
    assert_eq!(play.on([seen("CREATING")]), "wait 10");
}

#[test]
fn after_the_id_the_name_is_looked_up_once_more() {
    let other = || Instance { id: "other".into(), ..instance("CREATING") };
    let others_name = || Instance { name: "orders-prod2".into(), ..other() };
    let failed = || Instance { id: "failed".into(), ..instance("CREATEFAILED") };
    let table: Vec<(Vec<Instance>, &[&str])> = vec![
        (vec![], &[]),
        (vec![instance("CREATING")], &[]),
        (vec![instance("CREATING"), others_name()], &[]),
        (vec![instance("CREATING"), failed()], &[]),
        (vec![instance("CREATING"), other()], &["other"]),
        (vec![other(), Instance { id: "third".into(), ..other() }], &["other", "third"]),
    ];
    for first in ["CREATING", "RUNNING", "ERROR"] {
        for (found, ids) in table.clone() {
            let mut play = Play::sent(Intent { before: Some(vec!["failed".into()]), ..intent() });
            assert_eq!(play.on([placed(), written()]), format!("instance {ID}"), "the ID is on disk before");
            play.step(seen(first));
            assert_eq!(play.step(written()), format!("namesakes {ID}"));
            let next = play.step(Event::Named(Ok(found)));
            assert_eq!(next == "wait 10", first == "CREATING", "watching goes on: {next}");
            let names: Vec<&str> = play.purchase.namesakes().iter().map(|other| other.id.as_str()).collect();
            assert_eq!(names, ids);
            let usual = if first == "ERROR" { 9 } else { 0 };
            assert_eq!(play.purchase.exit_code(), if ids.is_empty() { usual } else { 9 });
            let sentence = play.purchase.sentence();
            assert!(sentence.contains(ID) && ids.iter().all(|id| sentence.contains(id)), "{sentence}");
            assert_eq!(sentence.contains("Each is billed"), !ids.is_empty(), "{sentence}");
        }
    }
}

#[test]
fn a_look_at_the_name_that_fails_changes_nothing() {
    for cause in [Cause::NothingSent, Cause::Other, Cause::Forbidden] {
        let mut play = Play::building(intent());
        play.step(seen("CREATING"));
        assert_eq!(play.step(written()), format!("namesakes {ID}"));
        assert_eq!(play.step(Event::Named(Err(failure(cause)))), "wait 10", "{cause:?}");
        assert_eq!((play.state().as_str(), play.purchase.exit_code()), ("building CREATING", 0));
        let told = play.purchase.log().iter().any(|step| step.words.contains("once more"));
        assert_eq!(told, cause != Cause::Forbidden, "{cause:?}");
        assert_eq!(play.on([Event::Due, seen("CREATING")]), "wait 10", "once is enough");
    }
}

#[test]
fn an_order_that_waits_for_payment_is_asked_about_before_the_name() {
    let mut play = Play::building(Intent { yearly_monthly: true, ..intent() });
    assert_eq!(play.step(Event::Seen(Ok(None))), "orders", "its number belongs to the result");
    assert_eq!(play.step(Event::Orders(Ok(Vec::new()))), format!("namesakes {ID}"));
    assert_eq!(play.step(Event::Named(Ok(Vec::new()))), "wait 10");
}

#[test]
fn an_id_the_disk_does_not_take_is_kept_shown_and_tried_again() {
    let full = || Event::Written(Err("The disk is full.".into()));
    let mut play = Play::sent(intent());
    assert_eq!(play.on([placed(), full()]), format!("instance {ID}"));
    assert_eq!(play.purchase.unwritten.len(), 1);
    let step = play.purchase.log().last().unwrap();
    assert!(step.mark == Mark::Trouble && step.detail.contains(ID), "{step:?}");
    assert_eq!(play.on([seen("CREATING")]), "record placed", "the older record first");
    assert_eq!(play.on([full()]), "wait 10");
    assert_eq!(play.on([Event::Due]), "record placed");
    assert_eq!(play.on([written()]), "record seen");
    assert_eq!(play.on([written()]), format!("instance {ID}"));
    assert!(play.purchase.unwritten.is_empty());
}

pub(super) fn records(facts: impl IntoIterator<Item = Fact>) -> Vec<Record> {
    let facts = std::iter::once(Fact::Intent(Box::new(intent()))).chain(facts);
    facts.enumerate().map(|(n, fact)| Record { at: at(i64::try_from(n).unwrap()), fact }).collect()
}

pub(super) fn placed_fact() -> Fact {
    Fact::Placed { instance_id: ID.into(), order_id: None, request_id: None }
}

#[test]
fn a_resumed_purchase_goes_on_and_never_sends() {
    let unknown = || Fact::Unknown(failure(Cause::Unknown));
    let creating = || Fact::Seen { status: "CREATING".into() };
    let adopted = || Fact::Adopted { instance_id: ID.into(), by_person: false };
    let table: Vec<(Vec<Fact>, &str, &str)> = vec![
        (vec![], "record nothingsent", "nothing sent"),
        (vec![Fact::Sent], "record unknown", "unknown"),
        (vec![Fact::Sent, unknown()], "name", "unknown"),
        (vec![Fact::Sent, placed_fact()], "instance", "building unseen"),
        (vec![Fact::Sent, placed_fact(), creating()], "instance", "building CREATING"),
        (vec![Fact::Sent, unknown(), adopted()], "instance", "building unseen"),
        (vec![Fact::Sent, placed_fact(), Fact::Running(Serving::default())], "-", "running"),
        (vec![Fact::Sent, placed_fact(), Fact::Failed { status: "ERROR".into(), reason: None }], "-", "failed ERROR"),
        (vec![Fact::NothingSent(failure(Cause::NothingSent))], "-", "nothing sent"),
        (vec![Fact::Sent, Fact::Refused(failure(Cause::Refused))], "-", "refused"),
        (vec![Fact::Sent, unknown(), Fact::Replaced { by: "p2".into() }], "-", "replaced p2"),
    ];
    for (facts, action, expected) in table {
        let case = format!("{facts:?}");
        let mut purchase = Purchase::resume(&records(facts), Pace::default()).unwrap();
        let next = purchase.on(Event::Start, at(10));
        assert!(words(next.as_ref()).starts_with(action), "{case}: {next:?}");
        assert_eq!(state(&purchase), expected, "{case}");
    }
    assert!(Purchase::resume(&[], Pace::default()).is_err());
    assert!(Purchase::resume(&[Record { at: at(0), fact: Fact::Sent }], Pace::default()).is_err());
}

#[test]
fn days_later_one_look_up_is_enough() {
    let mut purchase = Purchase::resume(&records([Fact::Sent]), Pace::default()).unwrap();
    let later = at(3 * 86_400);
    purchase.on(Event::Start, later);
    purchase.on(written(), later);
    let failed = Event::Named(Err(failure(Cause::NothingSent)));
    assert!(purchase.on(failed, later).is_some(), "one that was not answered is not");
    purchase.on(Event::Due, later);
    assert_eq!(purchase.on(Event::Named(Ok(Vec::new())), later), None);
    assert!(purchase.is_undecided());
}

#[test]
fn records_survive_the_journal() {
    let facts = [
        Fact::Sent,
        Fact::NothingSent(failure(Cause::Other)),
        Fact::Refused(Failure { code: Some("DMS.00400060".into()), ..failure(Cause::Capacity) }),
        Fact::Unknown(failure(Cause::Unknown)),
        placed_fact(),
        Fact::Adopted { instance_id: ID.into(), by_person: true },
        Fact::Seen { status: "CREATING".into() },
        Fact::Running(Serving { addresses: vec![("namesrv".into(), "10.0.0.1:8100".into())], ..Serving::default() }),
        Fact::Failed { status: "ERROR".into(), reason: None },
        Fact::Tagged,
        Fact::TagsRefused(failure(Cause::Forbidden)),
        Fact::Replaced { by: "p2".into() },
    ];
    for record in records(facts) {
        let text = serde_json::to_string(&record).unwrap();
        assert!(!text.contains('\n'));
        assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), record);
    }
}

#[test]
fn the_account_reads_as_on_the_screen() {
    let mut play = Play::building(intent());
    play.on([seen("CREATING"), written()]);
    let account: Vec<_> = play.purchase.log().iter().map(|s| format!("{} | {}", s.words, s.detail)).collect();
    assert_eq!(
        account,
        [
            "intent written to the journal | plan 7f3c 91ab 02de",
            "sent, answered in 2000 ms | request ID 1f0c2b7a9d",
            &format!("ID kept in the journal | {ID}"),
            "CREATING | ",
        ]
    );
    assert_eq!(play.purchase.sent_at(), Some(at(2)));
    assert_eq!(play.purchase.next_at(), Some(at(play.seconds) + SignedDuration::from_secs(10)));
}

/// A small generator of our own, so that a failure can be played again by its number.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn cause(&mut self) -> Cause {
        let all = [
            Cause::NothingSent,
            Cause::Credentials,
            Cause::Forbidden,
            Cause::Refused,
            Cause::Capacity,
            Cause::Unknown,
            Cause::Other,
        ];
        all[usize::try_from(self.roll(7)).unwrap()]
    }

    fn instance(&mut self) -> Instance {
        let status = ["CREATING", "RUNNING", "CREATEFAILED", "ERROR", "ODD", "FROZEN"];
        let ids = [ID, "other", "third"];
        Instance {
            id: ids[usize::try_from(self.roll(3)).unwrap()].into(),
            created_at: (self.roll(3) > 0).then(|| (START + 100).saturating_sub_unsigned(self.roll(3) * 1000) * 1000),
            answers: answers([
                ("product_id", "p".into()),
                ("vpc_id", ["vpc-1", "vpc-2"][usize::from(self.roll(4) == 0)].into()),
            ]),
            ..instance(status[usize::try_from(self.roll(6)).unwrap()])
        }
    }

    fn event(&mut self) -> Event {
        let failure = failure(self.cause());
        match self.roll(18) {
            0 => Event::Start,
            1..=3 => Event::Written(if self.roll(5) == 0 { Err("The disk is full.".into()) } else { Ok(()) }),
            4 => placed(),
            5 => Event::Answer(Err(failure)),
            6 => Event::Named((0..self.roll(3)).map(|_| Ok(self.instance())).collect()),
            7 => Event::Named(Err(failure)),
            8 => Event::Seen(Ok(Some(self.instance()))),
            9 => Event::Seen(if self.roll(2) == 0 { Ok(None) } else { Err(failure) }),
            10 => Event::Orders(if self.roll(2) == 0 { Ok(Vec::new()) } else { Err(failure) }),
            11 | 12 => Event::Due,
            13 => Event::Person(Decision::Refresh),
            14 => Event::Person(Decision::WaitOn),
            15 => Event::Tagged(Ok(())),
            16 => Event::Tagged(Err(failure)),
            _ => Event::Person(Decision::Adopt("other".into())),
        }
    }

    /// The event that belongs to the action, most of the time.
    fn report(&mut self, action: Option<&Action>) -> Event {
        if self.roll(4) == 0 {
            return self.event();
        }
        loop {
            let event = self.event();
            if action.is_none_or(|action| belongs(action, &event)) {
                return event;
            }
        }
    }
}

fn belongs(action: &Action, event: &Event) -> bool {
    matches!(
        (action, event),
        (Action::Record(_), Event::Written(_))
            | (Action::Send, Event::Answer(_))
            | (Action::LookUpName | Action::LookUpNamesakes(_), Event::Named(_))
            | (Action::LookUpInstance(_), Event::Seen(_))
            | (Action::LookUpOrders, Event::Orders(_))
            | (Action::LookUpOrder(_), Event::Order(_))
            | (Action::SetTags(_), Event::Tagged(_))
            | (Action::Wait(_), Event::Due)
    )
}

/// Plays one life of a purchase, with crashes, against a journal; checks the promises after every event.
fn play_out(seed: u64) {
    let mut dice = Dice(seed);
    let tags = if dice.roll(2) == 0 { tags() } else { Vec::new() };
    let yearly_monthly = dice.roll(2) == 0;
    let bought = Intent { yearly_monthly, before: (dice.roll(2) == 0).then(Vec::new), tags, ..intent() };
    let mut purchase = Purchase::new(bought, Pace::default());
    let (mut disk, mut sends, mut known): (Vec<Record>, u32, Option<String>) = (Vec::new(), 0, None);
    let mut now = at(0);
    let mut last = purchase.on(Event::Start, now);
    for _ in 0..dice.roll(60) {
        now += Duration::from_secs(dice.roll(200));
        if dice.roll(12) == 0 && !disk.is_empty() {
            // Killed. A record under way may or may not have reached the disk.
            if let (Some(Action::Record(record)), 0) = (&last, dice.roll(2)) {
                disk.push(record.clone());
            }
            purchase = Purchase::resume(&disk, Pace::default()).unwrap();
            known = purchase.instance_id().map(str::to_owned);
            last = purchase.on(Event::Start, now);
            assert_ne!(last, Some(Action::Send), "seed {seed}");
            continue;
        }
        let event = dice.report(last.as_ref());
        if let (Event::Written(Ok(())), Some(Action::Record(record))) = (&event, &last) {
            disk.push(record.clone());
        }
        let reported = last.as_ref().is_some_and(|action| belongs(action, &event));
        let answered = reported && matches!(event, Event::Answer(_));
        let next = purchase.on(event, now);
        if next == Some(Action::Send) {
            sends += 1;
            let facts: Vec<_> = disk.iter().map(|record| kind(&record.fact)).collect();
            assert_eq!((sends, facts.join(" ").as_str()), (1, "intent sent"), "seed {seed}");
        }
        if answered {
            assert!(matches!(next, Some(Action::Record(_))), "seed {seed}: {next:?}");
        }
        if let Some(Action::SetTags(id)) = &next {
            assert!(!purchase.intent().tags.is_empty() && state(&purchase) == "running", "seed {seed}");
            assert_eq!(Some(id.as_str()), purchase.instance_id(), "seed {seed}");
        }
        if let Some(id) = &known {
            assert_eq!(purchase.instance_id(), Some(id.as_str()), "seed {seed}");
        }
        known = purchase.instance_id().map(str::to_owned);
        if next.is_some() || reported {
            last = next;
        }
        let rests = purchase.is_settled() || purchase.is_undecided();
        assert!(last.is_some() || rests, "seed {seed}: nothing goes on in {}", state(&purchase));
        assert!(purchase.log().len() < 200 && !purchase.sentence().is_empty());
    }
}

#[test]
fn no_sequence_of_events_breaks_a_promise() {
    for seed in 0..20_000 {
        play_out(seed);
    }
}
