//! What the journal is asked: what is open, what is settled, who holds it, and which draft it was for.

use super::journal::*;
use super::*;
use rocketmq_wizard::catalog::Tag;

#[test]
fn a_start_reads_only_what_is_open() {
    let (_home, dirs) = home();
    let journal = Journal::open(&dirs, Pace::default());
    let open = begin(&journal, intent("orders-prod")).unwrap();
    let open = write(&journal, open, [Fact::Sent, placed(), running()]);
    drop(open);
    // Ten thousand receipts that nobody could read: a start does not notice, because it does not look.
    let receipts = dirs.state.join("purchases/receipts");
    for n in 0..10_000 {
        fs::write(receipts.join(format!("20260101T000000Z-7f3c91ab02de-orders-{n}.jsonl")), "garbage").unwrap();
    }
    let found = journal.unfinished().unwrap();
    assert!(found.entries.is_empty() && found.unreadable.is_empty());
    begin(&journal, intent("orders-new")).expect("nor does a purchase of another name");
}

#[test]
fn who_holds_a_purchase_is_told_as_far_as_it_is_known() {
    let (_home, dirs) = home();
    let [first, second] = [(); 2].map(|()| Journal::open(&dirs, Pace::default()));
    let open = begin(&first, intent("orders-prod")).unwrap();
    let lock = tree(&dirs.state.join("purchases/locks")).pop().unwrap();
    let ours = fs::read_to_string(&lock).unwrap();
    let held_by = || second.unfinished().unwrap().entries.pop().unwrap().held_by;
    assert_eq!(held_by(), Some(ours.clone()));
    let refusal = take(&second, open.id()).unwrap_err().to_string();
    assert!(refusal.contains(&format!("It is {ours}.")), "{refusal}");
    // An older version leaves the file empty; anything may stand in it.
    for (text, expected) in [("", "another process"), (" \n", "another process"), ("me\u{1b}[2J", "me[2J")] {
        fs::write(&lock, text).unwrap();
        assert_eq!(held_by().as_deref(), Some(expected));
    }
    fs::write(&lock, "process 1 on elsewhere").unwrap();
    drop(open);
    assert_eq!(held_by(), None, "who held it last does not count");
}

#[test]
fn who_tries_refused_tags_again_is_told_and_of_what_is_over_nobody_holds_anything() {
    let (_home, dirs) = home();
    let [first, second] = [(); 2].map(|()| Journal::open(&dirs, Pace::default()));
    let tags = vec![Tag { key: "team".into(), value: "orders".into() }];
    let open = begin(&first, Intent { tags, ..intent("orders-prod") }).unwrap();
    let refused = Fact::TagsRefused(failure(Cause::Refused));
    let id = write(&first, open, [Fact::Sent, placed(), running(), refused]).id().to_owned();
    let held = || second.entry(&id).unwrap().held_by.is_some();
    assert_eq!((receipts(&dirs), held()), (1, false));
    let (open, _) = take(&first, &id).unwrap();
    assert!(held());
    let refusal = take(&second, &id).unwrap_err();
    assert!(matches!(&refusal, Refusal::Busy { first: Some(entry), .. } if entry.held_by.is_some()), "{refusal}");
    drop(write(&first, open, [Fact::Tagged]));
    // Of an order of the same name: that one is held, and not this.
    let replaces = Some(id.clone());
    let _open = begin(&first, Intent { replaces, ..intent("orders-prod") }).unwrap();
    assert!(!held());
}

fn bought(journal: &Journal, hours: i64, instance: &str) -> String {
    let at = now() + SignedDuration::from_hours(hours);
    let open = begin(journal, Intent { at, ..intent(&format!("orders-{hours}")) }).unwrap();
    let placed = Fact::Placed { instance_id: instance.into(), order_id: None, request_id: None };
    write(journal, open, [Fact::Sent, placed, running()]).id().to_owned()
}

#[test]
fn the_newest_receipts_come_first_and_no_more_are_read() {
    let (_home, dirs) = home();
    let journal = Journal::open(&dirs, Pace::default());
    assert!(journal.settled(9).unwrap().entries.is_empty() && journal.find_instance("i-1").unwrap().is_none());
    for hours in [30, 1, 2] {
        bought(&journal, hours, &format!("i-{hours}"));
    }
    begin(&journal, intent("orders-open")).unwrap();
    let receipts = dirs.state.join("purchases/receipts");
    fs::write(receipts.join("20990101T000000Z-aa-odd.jsonl"), "garbage").unwrap();
    let names = |most| {
        let entries = journal.settled(most).unwrap().entries;
        entries.into_iter().map(|entry| entry.purchase.intent().name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(2), ["orders-30", "orders-2"]);
    assert_eq!(names(9), ["orders-30", "orders-2", "orders-1"]);
    assert_eq!(names(0), [""; 0]);
    let unreadable = journal.settled(1).unwrap().unreadable;
    assert!(unreadable.iter().any(|why| why.to_string().contains("odd.jsonl")), "{unreadable:?}");
    // What it bought may be of the very name.
    let damaged = receipts.join("20260101T000000Z-aa-orders-new.jsonl");
    fs::write(&damaged, "garbage\n{}\n").unwrap();
    let refused = begin(&journal, intent("orders-new")).unwrap_err().to_string();
    assert!(refused.contains("orders-new.jsonl is damaged") && refused.contains("put the file elsewhere"), "{refused}");
    fs::remove_file(damaged).unwrap();
    begin(&journal, intent("orders-new")).unwrap();
    #[cfg(unix)]
    {
        // A link that leads to itself cannot be read by anybody, also not by root.
        fs::remove_dir_all(&receipts).unwrap();
        std::os::unix::fs::symlink(&receipts, &receipts).unwrap();
        assert!(journal.settled(2).unwrap_err().to_string().contains("Could not read"));
    }
}

#[test]
fn what_a_crash_left_settled_among_the_open_ones_becomes_a_receipt() {
    let (_home, dirs) = home();
    let journal = Journal::open(&dirs, Pace::default());
    let name = format!("{}.jsonl", bought(&journal, 1, ID));
    let folder = dirs.state.join("purchases");
    fs::rename(folder.join("receipts").join(&name), folder.join(&name)).unwrap();
    assert!(journal.unfinished().unwrap().entries.is_empty());
    assert!(folder.join("receipts").join(&name).exists() && !folder.join(&name).exists());
}

#[test]
fn a_draft_is_told_of_the_last_purchase_that_may_have_bought_what_it_names_where_it_says() {
    let (_home, dirs) = home();
    let journal = Journal::open(&dirs, Pace::default());
    let at = |hours| Intent { at: now() + SignedDuration::from_hours(hours), ..intent("orders-prod") };
    let told = |region: Option<&str>, counts: bool| {
        let draft = Draft {
            region: region.map(str::to_owned),
            answers: [("name".to_owned(), "orders-prod".into())].into_iter().collect(),
            ..Draft::default()
        };
        let mut lines = [DraftLine { draft, ..DraftLine::default() }];
        journal.see_ordered(&mut lines, |_| counts);
        let [line] = lines;
        line.ordered.map(|ordered| (ordered.state, ordered.instance_id))
    };
    assert_eq!(told(None, true), None);
    write(&journal, begin(&journal, at(0)).unwrap(), [Fact::Sent, placed(), running()]);
    let settled = Some(("RUNNING".to_owned(), Some(ID.to_owned())));
    assert_eq!(told(None, true), settled);
    let replaces = Some("20260123T080910Z-7f3c91ab02de-orders-prod".to_owned());
    let second = write(&journal, begin(&journal, Intent { replaces, ..at(1) }).unwrap(), [Fact::Sent]);
    let open = Some(("UNKNOWN".to_owned(), None));
    assert_eq!((told(None, true), told(Some("ap-southeast-3"), true)), (open.clone(), open.clone()));
    assert_eq!((told(Some("cn-north-4"), true), told(None, false)), (None, None));
    let mut second = Some(second);
    let replaces = second.as_ref().map(|open| open.id().to_owned());
    journal.write(&mut second, &record(Fact::Intent(Box::new(Intent { replaces, ..at(2) })))).unwrap();
    write(&journal, second.unwrap(), [Fact::NothingSent(failure(Cause::NothingSent))]);
    assert_eq!(told(None, true), open, "the last one bought nothing");
}

#[test]
fn an_instance_is_found_open_or_settled() {
    let (_home, dirs) = home();
    let journal = Journal::open(&dirs, Pace::default());
    let receipt = bought(&journal, 1, "i-1");
    let open = begin(&journal, intent("orders-open")).unwrap();
    let open = write(&journal, open, [Fact::Sent, placed()]);
    let found = |id| journal.find_instance(id).unwrap().map(|entry| (entry.id, entry.held_by.is_some()));
    assert_eq!(found("i-1"), Some((receipt, false)));
    assert_eq!(found(ID), Some((open.id().to_owned(), true)));
    assert_eq!(found("i-2"), None);
}

#[test]
fn files_that_cannot_be_read_are_reported_and_left_alone() {
    let (_home, dirs) = home();
    let journal = Journal::open(&dirs, Pace::default());
    let open = begin(&journal, intent("orders-prod")).unwrap();
    let newer = fs::read_to_string(file(&dirs, &open)).unwrap().replace(r#""version":1"#, r#""version":2"#);
    drop(open);
    let dir = dirs.state.join("purchases");
    let unreadable = [
        ("20260101T000000Z-aa-newer.jsonl", newer.as_str(), "newer version"),
        ("20260101T000000Z-aa-foreign.jsonl", "{\"hello\":1}\n", "not a journal"),
        ("20260101T000000Z-aa-damaged.jsonl", "\u{1b}[31m\n{}\n", "is damaged"),
        ("20260101T000000Z-aa-empty.jsonl", "", "does not begin"),
    ];
    for (name, text, _) in unreadable {
        fs::write(dir.join(name), text).unwrap();
    }
    fs::write(dir.join("notes.txt"), "mine").unwrap();
    let found = journal.unfinished().unwrap();
    assert_eq!((found.entries.len(), found.unreadable.len()), (1, 4));
    for (name, text, why) in unreadable {
        let sentence = found.unreadable.iter().map(ToString::to_string).find(|why| why.contains(name)).unwrap();
        assert!(sentence.contains(why) && !sentence.contains('\u{1b}'), "{sentence}");
        assert_eq!(fs::read_to_string(dir.join(name)).unwrap(), text);
    }
    let refusal = begin(&journal, intent("newer")).unwrap_err().to_string();
    assert!(refusal.contains("may be about an order for this name"), "{refusal}");
}

#[test]
fn later_purchases_sort_after_earlier_ones() {
    let (_home, dirs) = home();
    let journal = Journal::open(&dirs, Pace::default());
    for hours in [30, 1, 2] {
        let at = now() + SignedDuration::from_hours(hours);
        begin(&journal, Intent { at, ..intent(&format!("orders-{hours}")) }).unwrap();
    }
    let names = journal.unfinished().unwrap().entries.into_iter().map(|e| e.purchase.intent().name.clone());
    assert_eq!(names.collect::<Vec<_>>(), ["orders-1", "orders-2", "orders-30"]);
}
