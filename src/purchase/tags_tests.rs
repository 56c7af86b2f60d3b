//! Tags: set by their own call once the instance runs, until the cloud says yes or no.

use super::record::{Fact, Intent, Record, Serving};
use super::tests::{ID, Play, at, failure, intent, placed_fact, records, seen, tags, words, written};
use super::watch::Pace;
use super::{Event, Purchase};
use crate::catalog::Tag;
use crate::failure::Cause;

fn running() -> Play {
    let mut play = Play::building(Intent { tags: tags(), ..intent() });
    assert_eq!(play.on([seen("CREATING"), written()]), "wait 10", "before it runs they are not set");
    assert_eq!(play.on([Event::Due, seen("RUNNING"), written()]), format!("tags {ID}"));
    play
}

fn standing(purchase: &Purchase) -> (Option<&str>, bool, u8) {
    (purchase.tags_word(), purchase.is_settled(), purchase.exit_code())
}

#[test]
fn a_purchase_is_settled_once_the_cloud_has_said_yes_or_no_to_its_tags() {
    let untagged = Play::building(intent());
    assert_eq!((untagged.purchase.tags_word(), untagged.purchase.tags_told()), (None, None));
    let mut play = running();
    assert_eq!(standing(&play.purchase), (Some("pending"), false, 0));
    assert_eq!(play.on([Event::Tagged(Ok(()))]), "record tagged");
    assert_eq!(play.on([written()]), "-");
    assert_eq!(standing(&play.purchase), (Some("set"), true, 0));
    assert_eq!(play.purchase.log().last().map(|line| line.detail.as_str()), Some("cost=, team=orders"));
    for cause in [Cause::Refused, Cause::Forbidden, Cause::Capacity] {
        let mut play = running();
        assert_eq!(play.on([Event::Tagged(Err(failure(cause)))]), "record tagsrefused", "{cause:?}");
        assert_eq!(play.on([written()]), "-");
        assert_eq!(standing(&play.purchase), (Some("refused"), true, 9), "{cause:?}");
        let told = play.purchase.sentence();
        assert!(["RUNNING", ID, "req-9", "tried again"].iter().all(|part| told.contains(part)), "{told}");
    }
}

#[test]
fn what_is_no_answer_of_the_cloud_is_tried_again_ever_less_often() {
    for cause in [Cause::NothingSent, Cause::Unknown, Cause::Other, Cause::Credentials] {
        let mut play = running();
        let mut pauses = Vec::new();
        while !play.purchase.is_late() {
            let next = play.on([Event::Tagged(Err(failure(cause)))]);
            let pause: i64 = next.strip_prefix("wait ").unwrap().parse().unwrap();
            play.seconds += pause;
            pauses.push(pause);
            assert_eq!(play.on([Event::Due]), format!("tags {ID}"));
        }
        assert_eq!((&pauses[..4], pauses.last()), (&[10, 20, 40, 60][..], Some(&60)), "{cause:?}");
        assert_eq!(standing(&play.purchase), (Some("pending"), false, 9));
        assert_eq!(play.on([Event::Tagged(Err(failure(cause)))]), "wait 300", "and it goes on");
    }
}

#[test]
fn whoever_takes_it_up_sets_the_same_tags_and_those_that_were_refused_once_more() {
    let facts = |more: Vec<Fact>| {
        let before = [Fact::Sent, placed_fact(), Fact::Running(Serving::default())];
        let mut records = records(before.into_iter().chain(more));
        records[0].fact = Fact::Intent(Box::new(Intent { tags: tags(), ..intent() }));
        records
    };
    for (more, next, settled) in [
        (vec![], "tags", false),
        (vec![Fact::TagsRefused(failure(Cause::Refused))], "tags", true),
        (vec![Fact::TagsRefused(failure(Cause::Refused)), Fact::Tagged], "-", true),
    ] {
        let records = facts(more);
        let mut purchase = Purchase::resume(&records, Pace::default()).unwrap();
        assert_eq!((purchase.is_settled(), purchase.intent().tags.clone()), (settled, tags()));
        assert!(words(purchase.on(Event::Start, at(9)).as_ref()).starts_with(next), "{records:?}");
    }
    let mut newer = facts(vec![Fact::Tagged]);
    newer.push(Record { at: at(8), fact: Fact::Newer(serde_json::json!({ "tags_moved": { "to": "x" } })) });
    let newer = Purchase::resume(&newer, Pace::default()).unwrap();
    assert!(!newer.is_settled() && newer.sentence().contains("newer version"), "{}", newer.sentence());
    let elsewhere = Purchase::watching(Intent { tags: tags(), ..intent() }, ID, Pace::default());
    assert_eq!(elsewhere.intent().tags, Vec::<Tag>::new(), "who only watches sets none");
}

#[test]
fn an_intent_of_an_earlier_build_has_no_tags_and_one_without_is_written_as_before() {
    let without = serde_json::to_string(&Record { at: at(0), fact: Fact::Intent(Box::new(intent())) }).unwrap();
    assert!(!without.contains("tags"), "{without}");
    let Fact::Intent(read) = serde_json::from_str::<Record>(&without).unwrap().fact else { panic!("{without}") };
    assert_eq!(read.tags, Vec::<Tag>::new());
    let with = Intent { tags: tags(), ..intent() };
    assert_eq!(serde_json::from_str::<Intent>(&serde_json::to_string(&with).unwrap()).unwrap(), with);
}
