//! Files on a real disk: whole, owner-only, locked, and never lost.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use jiff::{SignedDuration, Timestamp};
use rocketmq_wizard::failure::{Cause, Failure};
use rocketmq_wizard::form::draft::{Draft, DraftLine};
use rocketmq_wizard::language::Text;
use rocketmq_wizard::purchase::record::{Fact, Intent, Record, Serving};
use rocketmq_wizard::purchase::watch::Pace;
use rocketmq_wizard::purchase::{Action, Event, Purchase, State};
use rocketmq_wizard::store::journal::{Journal, Open, Refusal};
use rocketmq_wizard::store::{Dirs, dirs, files};
use std::fs;
use std::io::Write;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const ID: &str = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";

fn now() -> Timestamp {
    "2026-01-23T08:09:10Z".parse().unwrap()
}

fn home() -> (TempDir, Dirs) {
    let home = TempDir::new().unwrap();
    let dirs = dirs(Some(home.path())).unwrap();
    (home, dirs)
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Every file and directory below, without the top.
fn tree(top: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let mut open = vec![top.to_owned()];
    while let Some(dir) = open.pop() {
        for path in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path.clone());
            }
            paths.push(path);
        }
    }
    paths.sort();
    paths
}

fn assert_private(top: &Path) {
    for path in tree(top) {
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        #[cfg(unix)]
        assert_eq!(mode(&path), expected, "{}", path.display());
    }
}

mod journal {
    use super::*;

    pub(super) fn intent(name: &str) -> Intent {
        Intent {
            plan: "7f3c 91ab 02de".into(),
            name: name.into(),
            region: "ap-southeast-3".into(),
            project_id: "0123456789abcdef0123456789abcdef".into(),
            account_id: None,
            endpoint: "http://127.0.0.1:1".into(),
            engine: "rocketmq".into(),
            product_id: "rocketmq.p2.large.12".into(),
            vpc_id: "vpc-1".into(),
            yearly_monthly: false,
            auto_pay: false,
            body: format!(r#"{{"name":"{name}"}}"#),
            tags: Vec::new(),
            at: now(),
            before: None,
            clock: None,
            replaces: None,
        }
    }

    fn record(fact: Fact) -> Record {
        Record { at: now(), fact }
    }

    fn begin(journal: &Journal, intent: Intent) -> Result<Open, Refusal> {
        let mut open = None;
        journal.write(&mut open, &record(Fact::Intent(Box::new(intent))))?;
        Ok(open.unwrap())
    }

    fn take(journal: &Journal, id: &str) -> Result<(Open, Purchase), Refusal> {
        let mut open = None;
        let purchase = journal.take(&mut open, id)?;
        Ok((open.unwrap(), purchase))
    }

    fn write(journal: &Journal, open: Open, facts: impl IntoIterator<Item = Fact>) -> Open {
        let mut open = Some(open);
        facts.into_iter().for_each(|fact| journal.write(&mut open, &record(fact)).unwrap());
        open.unwrap()
    }

    fn placed() -> Fact {
        Fact::Placed { instance_id: ID.into(), order_id: None, request_id: None }
    }

    fn running() -> Fact {
        Fact::Running(Serving::default())
    }

    fn lost() -> Fact {
        Fact::Unknown(failure(Cause::Unknown))
    }

    fn failure(cause: Cause) -> Failure {
        Failure::new(cause, Text("It happened."), Text("Do this."))
    }

    fn receipts(dirs: &Dirs) -> usize {
        fs::read_dir(dirs.state.join("purchases/receipts")).unwrap().count()
    }

    fn file(dirs: &Dirs, open: &Open) -> PathBuf {
        dirs.state.join("purchases").join(format!("{}.jsonl", open.id()))
    }

    #[test]
    fn a_purchase_is_kept_as_a_receipt_and_owner_only() {
        let (home, dirs) = home();
        let journal = Journal::open(&dirs, Pace::default());
        assert!(tree(home.path()).is_empty(), "nothing is written before there is something to write");
        let open = begin(&journal, intent("orders-prod")).unwrap();
        assert_eq!(open.id(), "20260123T080910Z-7f3c91ab02de-orders-prod");
        let open = write(&journal, open, [Fact::Sent, placed()]);
        assert_private(home.path());
        let [entry] = &journal.unfinished().unwrap().entries[..] else { panic!() };
        let holder = entry.held_by.as_deref().unwrap();
        assert!(holder.starts_with(&format!("process {} on ", std::process::id())), "{holder}");
        assert_eq!(entry.purchase.instance_id(), Some(ID));

        write(&journal, open, [running()]);
        let found = journal.unfinished().unwrap();
        assert!(found.entries.is_empty() && found.unreadable.is_empty());
        let receipt = dirs.state.join("purchases/receipts/20260123T080910Z-7f3c91ab02de-orders-prod.jsonl");
        let text = fs::read_to_string(receipt).unwrap();
        assert_eq!(text.lines().count(), 4, "no blank room is left in it");
        assert!(text.lines().all(|line| line.starts_with(r#"{"version":1,"at":"2026-01-23T08:09:10Z","fact":"#)));
        assert_private(home.path());
    }

    #[test]
    fn room_for_the_id_is_on_disk_before_anything_is_sent() {
        let (_home, dirs) = home();
        let journal = Journal::open(&dirs, Pace::default());
        let open = begin(&journal, intent("orders-prod")).unwrap();
        let before = fs::metadata(file(&dirs, &open)).unwrap().len();
        let open = write(&journal, open, [Fact::Sent, placed()]);
        assert_eq!(fs::metadata(file(&dirs, &open)).unwrap().len(), before);
    }

    #[test]
    fn an_unwritable_directory_means_nothing_is_sent() {
        let home = TempDir::new().unwrap();
        fs::write(home.path().join("file"), "").unwrap();
        let dirs = dirs(Some(&home.path().join("file"))).unwrap();
        let journal = Journal::open(&dirs, Pace::default());
        let mut purchase = Purchase::new(intent("orders-prod"), Pace::default());
        let Some(Action::Record(record)) = purchase.on(Event::Start, now()) else { panic!() };
        let result = journal.write(&mut None, &record).map_err(|refusal| refusal.to_string());
        assert!(result.as_ref().is_err_and(|why| why.contains("--config-dir")), "{result:?}");
        assert_eq!(purchase.on(Event::Written(result), now()), None);
        assert!(matches!(purchase.state(), State::NothingSent(_)));
    }

    #[test]
    fn of_two_that_confirm_the_same_name_the_second_is_told_about_the_first() {
        let (_home, dirs) = home();
        let [first, second] = [(); 2].map(|()| Journal::open(&dirs, Pace::default()));
        let open = begin(&first, intent("orders-prod")).unwrap();
        let open = write(&first, open, [Fact::Sent]);
        let refusal = begin(&second, intent("orders-prod")).unwrap_err();
        assert!(matches!(&refusal, Refusal::Busy { first: Some(entry), .. } if entry.id == open.id()));
        assert!(refusal.to_string().contains("Another wizard of yours is buying orders-prod"), "{refusal}");
        assert!(matches!(take(&second, open.id()), Err(Refusal::Busy { .. })));
        begin(&second, intent("orders-test")).expect("another name is free");
        let elsewhere = Intent { project_id: "f".repeat(32), ..intent("orders-prod") };
        begin(&second, elsewhere).expect("another project is free");

        // The first one ends before it knows an ID; who comes next is told, and goes on with it.
        let id = open.id().to_owned();
        drop(open);
        let refusal = begin(&second, intent("orders-prod")).unwrap_err();
        assert!(matches!(&refusal, Refusal::Earlier(entry) if entry.id == id), "{refusal}");
        let (open, mut purchase) = take(&second, &id).unwrap();
        assert!(matches!(purchase.on(Event::Start, now()), Some(Action::Record(_))));
        write(&second, open, [lost(), placed(), running()]);
        let refusal = begin(&second, intent("orders-prod")).unwrap_err();
        assert!(refusal.to_string().contains(ID), "bought by the receipt: {refusal}");
        begin(&second, Intent { replaces: Some(id), ..intent("orders-prod") }).expect("the person knows of it");
    }

    #[test]
    fn an_order_begun_while_another_is_open_is_under_the_lock_of_its_own_name_and_project() {
        let (_home, dirs) = home();
        let [first, second] = [(); 2].map(|()| Journal::open(&dirs, Pace::default()));
        let mut open = Some(begin(&first, intent("orders-prod")).unwrap());
        let elsewhere = |name| Intent { project_id: "f".repeat(32), ..intent(name) };
        for other in [elsewhere("orders-prod"), elsewhere("orders-test")] {
            first.write(&mut open, &record(Fact::Intent(Box::new(other.clone())))).unwrap();
            assert!(matches!(begin(&second, other), Err(Refusal::Busy { .. })));
        }
    }

    #[test]
    fn what_bought_nothing_stands_in_nobodys_way() {
        let table = [
            vec![],
            vec![Fact::NothingSent(failure(Cause::NothingSent))],
            vec![Fact::Sent, Fact::Refused(failure(Cause::Refused))],
        ];
        let (_home, dirs) = home();
        let journal = Journal::open(&dirs, Pace::default());
        let mut shown = Vec::new();
        for facts in table {
            let is_settled = !facts.is_empty();
            let open = write(&journal, begin(&journal, intent("orders-prod")).unwrap(), facts);
            // A wizard that still shows how it ended.
            shown.extend(Some(open).filter(|_| is_settled));
        }
        assert_eq!((journal.unfinished().unwrap().entries.len(), receipts(&dirs)), (1, 2));
        let second = begin(&journal, intent("orders-prod")).unwrap();
        assert_eq!(second.id(), "20260123T080910Z.4-7f3c91ab02de-orders-prod", "no file is ever overwritten");
    }

    #[test]
    fn sending_again_keeps_the_old_one_open_until_the_new_one_has_an_id() {
        let (_home, dirs) = home();
        let journal = Journal::open(&dirs, Pace::default());
        let open = begin(&journal, intent("orders-prod")).unwrap();
        let mut open = Some(write(&journal, open, [Fact::Sent, lost()]));
        for _ in 0..2 {
            let replaces = open.as_ref().map(|open| open.id().to_owned());
            let again = Intent { replaces, ..intent("orders-prod") };
            journal.write(&mut open, &record(Fact::Intent(Box::new(again)))).expect("the lock is passed on");
            open = Some(write(&journal, open.unwrap(), [Fact::Sent, lost()]));
        }
        assert_eq!(journal.unfinished().unwrap().entries.len(), 3);
        let adopted = Fact::Adopted { instance_id: ID.into(), by_person: false };
        let open = write(&journal, open.unwrap(), [adopted]);
        let [entry] = &journal.unfinished().unwrap().entries[..] else { panic!("both old ones are settled") };
        assert_eq!(entry.id, open.id());
        let receipt = dirs.state.join("purchases/receipts/20260123T080910Z-7f3c91ab02de-orders-prod.jsonl");
        assert!(fs::read_to_string(receipt).unwrap().contains(&format!(r#"{{"replaced":{{"by":"{}""#, open.id())));
    }

    #[test]
    fn one_that_has_an_id_of_its_own_is_never_replaced() {
        let (_home, dirs) = home();
        let journal = Journal::open(&dirs, Pace::default());
        let open = write(&journal, begin(&journal, intent("orders-prod")).unwrap(), [Fact::Sent, lost()]);
        let (old, path) = (open.id().to_owned(), file(&dirs, &open));
        let again = Intent { replaces: Some(old.clone()), ..intent("orders-prod") };
        let mut open = Some(open);
        journal.write(&mut open, &record(Fact::Intent(Box::new(again)))).unwrap();
        // Found by another program that was looking for it meanwhile.
        let found =
            r#"{"version":1,"at":"2026-01-23T08:09:10Z","fact":{"adopted":{"instance_id":"found","by_person":false}}}"#;
        writeln!(fs::File::options().append(true).open(path).unwrap(), "{found}").unwrap();
        write(&journal, open.unwrap(), [Fact::Sent, placed(), running()]);
        let [entry] = &journal.unfinished().unwrap().entries[..] else { panic!("it is still open") };
        assert_eq!((&entry.id, entry.purchase.instance_id()), (&old, Some("found")));
    }

    #[test]
    fn an_intent_that_is_refused_leaves_the_open_purchase_open() {
        let (_home, dirs) = home();
        let journal = Journal::open(&dirs, Pace::default());
        let open = begin(&journal, intent("orders-prod")).unwrap();
        let mut open = Some(write(&journal, open, [Fact::Sent, lost()]));
        let second = record(Fact::Intent(Box::new(intent("orders-prod"))));
        assert!(matches!(journal.write(&mut open, &second), Err(Refusal::Earlier(_))));
        assert!(matches!(begin(&journal, intent("orders-prod")), Err(Refusal::Busy { .. })), "it is still locked");
        journal.write(&mut open, &record(placed())).expect("an ID that comes now is kept");
        let [entry] = &journal.unfinished().unwrap().entries[..] else { panic!("there is one purchase") };
        assert_eq!(entry.purchase.instance_id(), Some(ID));
    }

    #[test]
    fn a_kill_at_any_byte_leaves_a_readable_journal() {
        let (_home, dirs) = home();
        let journal = Journal::open(&dirs, Pace::default());
        let open = begin(&journal, intent("orders-prod")).unwrap();
        let (path, id) = (file(&dirs, &open), open.id().to_owned());
        let begun = fs::read(&path).unwrap();
        drop(write(&journal, open, [Fact::Sent, placed()]));
        let whole = fs::read(&path).unwrap();
        let first = begun.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let last = whole.iter().rposition(|byte| *byte != b'\n').unwrap() + 2;
        for cut in (first..=last).filter(|cut| cut % 5 == 0 || cut + 3 > last) {
            // Torn either into the room that was taken, or where the file ends.
            for tail in [&begun[cut..], &[]] {
                fs::write(&path, [&whole[..cut], tail].concat()).unwrap();
                let (open, purchase) = take(&journal, &id).unwrap();
                let sent = !matches!(purchase.state(), State::Intended);
                assert_eq!(purchase.instance_id().is_some(), cut >= last - 1, "cut at {cut} of {last}");
                assert!(sent || cut < last);
                // First a record that is shorter than what was torn.
                drop(write(&journal, open, [Fact::Sent]));
                let (open, _) = take(&journal, &id).unwrap();
                drop(write(&journal, open, [placed()]));
                let [entry] = &journal.unfinished().unwrap().entries[..] else { panic!("cut at {cut}") };
                assert_eq!(entry.purchase.instance_id(), Some(ID), "cut at {cut}");
            }
        }
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
        assert!(journal.settled(9).unwrap().is_empty() && journal.find_instance("i-1").unwrap().is_none());
        for hours in [30, 1, 2] {
            bought(&journal, hours, &format!("i-{hours}"));
        }
        begin(&journal, intent("orders-open")).unwrap();
        let receipts = dirs.state.join("purchases/receipts");
        fs::write(receipts.join("20990101T000000Z-aa-odd.jsonl"), "garbage").unwrap();
        let names = |most| {
            let entries = journal.settled(most).unwrap();
            entries.into_iter().map(|entry| entry.purchase.intent().name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(2), ["orders-30", "orders-2"]);
        assert_eq!(names(9), ["orders-30", "orders-2", "orders-1"]);
        assert_eq!(names(0), [""; 0]);
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
    fn closing_takes_what_is_unknown_or_unpaid_and_nothing_else() {
        let unpaid = || vec![Fact::Sent, placed(), Fact::Ordered { order_id: "CS1".into() }];
        let table = [
            (vec![Fact::Sent], Ok(())),
            (vec![Fact::Sent, lost()], Ok(())),
            (unpaid(), Ok(())),
            (vec![], Err("is CONFIRMED")),
            (vec![Fact::Sent, placed()], Err("is ACCEPTED, so it cannot be closed")),
            (vec![Fact::Sent, placed(), Fact::Seen { status: "CREATING".into() }], Err("is bought and is being built")),
        ];
        for (facts, expected) in table {
            let case = format!("{facts:?}");
            let (_home, dirs) = home();
            let journal = Journal::open(&dirs, Pace::default());
            let bought = facts.contains(&placed());
            let open = write(&journal, begin(&journal, intent("orders-prod")).unwrap(), facts);
            let (id, path) = (open.id().to_owned(), file(&dirs, &open));
            let held = journal.close(&id, "ana@jump", now()).unwrap_err();
            assert!(matches!(&held, Refusal::Busy { first: Some(entry), .. } if entry.held_by.is_some()), "{held}");
            drop(open);
            let before = fs::read(&path).unwrap();
            match (journal.close(&id, "ana@jump", now()), expected) {
                (Ok(purchase), Ok(())) => {
                    assert_eq!(purchase.word(), "CLOSED", "{case}");
                    let receipt = dirs.state.join(format!("purchases/receipts/{id}.jsonl"));
                    let last = r#"{"version":1,"at":"2026-01-23T08:09:10Z","fact":{"closed":{"by":"ana@jump"}}}"#;
                    assert_eq!(fs::read_to_string(receipt).unwrap().lines().last(), Some(last), "{case}");
                    assert!(journal.unfinished().unwrap().entries.is_empty() && !path.exists());
                    // Of what was not placed the name is free; an unpaid order may be paid still.
                    assert_eq!(begin(&journal, intent("orders-prod")).is_err(), bought, "{case}");
                }
                (Err(refusal), Err(words)) => {
                    assert!(matches!(refusal, Refusal::Standing(_)), "{case}: {refusal}");
                    assert!(refusal.to_string().contains(words), "{case}: {refusal}");
                    let trimmed = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
                    assert_eq!(trimmed(&fs::read(&path).unwrap()), trimmed(&before), "{case}");
                }
                (result, _) => panic!("{case}: {result:?}"),
            }
        }
    }

    #[test]
    fn what_a_newer_version_wrote_is_kept_byte_for_byte_and_stays_open() {
        let newer = r#"{"version":1,"at":"2026-01-24T08:09:10Z","fact":{"teleported":{"z":1.50,  "a":"\u00e9"}}}"#;
        for settled in [vec![], vec![placed(), running()]] {
            let (_home, dirs) = home();
            let journal = Journal::open(&dirs, Pace::default());
            let open = begin(&journal, intent("orders-prod")).unwrap();
            let (path, id) = (file(&dirs, &open), open.id().to_owned());
            drop(write(&journal, open, [Fact::Sent]));
            let told = settled.iter().map(|fact| serde_json::to_value(fact).unwrap());
            let lines = told.map(|fact| serde_json::json!({ "version": 1, "at": now(), "fact": fact }).to_string());
            let head = fs::read_to_string(&path).unwrap().trim_end().to_owned();
            let text: Vec<String> = [head].into_iter().chain(lines).chain([newer.to_owned()]).collect();
            let text = text.join("\n") + "\n";
            fs::write(&path, &text).unwrap();

            let found = journal.unfinished().unwrap();
            let [entry] = &found.entries[..] else { panic!("{found:?}") };
            assert!(found.unreadable.is_empty() && !entry.purchase.is_settled() && entry.purchase.has_newer_facts());
            assert!(entry.purchase.sentence().contains("newer version"), "{}", entry.purchase.sentence());
            let refusals = [take(&journal, &id).unwrap_err(), journal.close(&id, "ana@jump", now()).unwrap_err()];
            assert!(refusals.iter().all(|refusal| refusal.to_string().contains("newer version")), "{refusals:?}");
            assert!(matches!(begin(&journal, intent("orders-prod")), Err(Refusal::Earlier(_))));
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn hostile_names_stay_in_the_directory() {
        let (home, dirs) = home();
        let journal = Journal::open(&dirs, Pace::default());
        for name in ["../../escape", "/etc/passwd", "a\u{0}b", "..", "\u{1b}[2J", &"x".repeat(5000), ""] {
            let open = begin(&journal, intent(name)).unwrap();
            assert!(file(&dirs, &open).is_file(), "{name:?}");
            write(&journal, open, [Fact::NothingSent(failure(Cause::Other))]);
        }
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
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
}

mod drafts {
    use super::*;
    use rocketmq_wizard::app::message::SaveDraft;
    use rocketmq_wizard::form::draft::{LeftOpen, ReadOnly};
    use rocketmq_wizard::runtime::draft_session::DraftSession;
    use rocketmq_wizard::secret::Secret;
    use rocketmq_wizard::store::drafts::{Claim, DraftError, Drafts, import, is_name};
    use rustix::time::{ClockId, clock_gettime};
    use serde_json::json;
    use std::time::Duration;

    const SK: &str = "SkExampleNotASecret0000000000000000000001";
    const AK: &str = "AKIDEXAMPLE0000000001";

    fn drafts() -> (TempDir, Dirs, Drafts) {
        let (home, dirs) = home();
        let drafts = Drafts::new(&dirs);
        (home, dirs, drafts)
    }

    fn ours(drafts: &Drafts, name: &str) -> (Claim, Draft) {
        let (claim, opened) = drafts.open(name).unwrap();
        (claim.expect("it is open nowhere else"), opened.draft)
    }

    fn draft(name: &str) -> Draft {
        let answers = json!({"name": name, "storage_space": 600}).as_object().unwrap().clone();
        Draft { region: Some("ap-southeast-3".into()), screen: Some("zones".into()), answers, ..Draft::default() }
    }

    fn saved(drafts: &Drafts, name: &str) -> Claim {
        let (claim, _) = ours(drafts, name);
        drafts.save(&claim, &draft(name)).unwrap();
        claim
    }

    fn write(dirs: &Dirs, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        files::private_dir(&dirs.config.join("drafts")).unwrap();
        let path = dirs.config.join("drafts").join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    #[test]
    fn a_draft_is_saved_whole_owner_only_and_listed() {
        let (home, _, drafts) = drafts();
        assert!(drafts.list().unwrap().is_empty() && tree(home.path()).is_empty(), "looking creates nothing");
        let claim = saved(&drafts, "orders");
        drafts.mark_open(&claim, now(), "zones").unwrap();
        assert_private(home.path());
        assert_eq!(drafts.load("orders").unwrap(), draft("orders"));
        let [line] = &drafts.list().unwrap()[..] else { panic!() };
        assert_eq!((line.name.as_str(), &line.draft), ("orders", &draft("orders")));
        assert!(line.modified.is_some() && line.problem.is_none());
    }

    #[test]
    fn others_rights_to_a_directory_are_taken_away() {
        let (_home, dirs, drafts) = drafts();
        fs::create_dir_all(dirs.config.join("drafts")).unwrap();
        let path = write(&dirs, "orders.json", "{\"version\":1}");
        #[cfg(unix)]
        for rights in [0o777, 0o750, 0o705, 0o600] {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(dirs.config.join("drafts"), fs::Permissions::from_mode(rights | 0o700)).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(rights)).unwrap();
            drop(saved(&drafts, "orders"));
            assert_private(&dirs.config);
        }
    }

    #[test]
    fn the_second_to_open_a_draft_reads_it_only() {
        let (_home, _, drafts) = drafts();
        let claim = saved(&drafts, "orders");
        let second = drafts.clone();
        let (none, read) = second.open("orders").unwrap();
        assert!(none.is_none(), "both could write");
        let why = Some(ReadOnly::OpenElsewhere("orders".to_owned()));
        assert_eq!((read.draft, read.read_only, read.left_open), (draft("orders"), why, None));
        second.copy("orders", "orders-2").expect("a copy is its own");
        assert!(matches!(second.copy("orders", "orders-2"), Err(DraftError::Taken(name)) if name == "orders-2"));
        drop(claim);
        ours(&second, "orders");
    }

    #[test]
    fn rename_and_remove_never_touch_another_draft() {
        let (_home, dirs, drafts) = drafts();
        let mut claim = saved(&drafts, "orders");
        drop(saved(&drafts, "taken"));
        drafts.mark_open(&claim, now(), "zones").unwrap();
        for name in ["taken", "../x", "", ".hidden", "a/b", "a\0b", "\u{1b}[2J", "x.json", "-x", &"x".repeat(65)] {
            let why = drafts.rename(&mut claim, name).unwrap_err().to_string();
            assert!(why.contains("Choose another") || why.contains("cannot be the name"), "{why}");
            assert!(!why.contains('\u{1b}'), "{why:?}");
            assert_eq!(claim.name(), "orders");
        }
        drafts.rename(&mut claim, "orders-prod").unwrap();
        assert_eq!(drafts.load("orders-prod").unwrap(), draft("orders"));
        assert!(drafts.load("orders").unwrap_err().to_string().contains("no draft named orders"));
        let marks: Vec<_> = fs::read_dir(dirs.state.join("open")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(marks.iter().any(|mark| mark == "orders-prod.json") && !marks.iter().any(|mark| mark == "orders.json"));
        drafts.remove(&claim).unwrap();
        drafts.remove(&claim).expect("gone is gone");
        // What the system does not remove is said, rather than taken for gone.
        let folder = dirs.config.join("drafts/orders-prod.json");
        fs::create_dir(&folder).unwrap();
        assert!(drafts.remove(&claim).unwrap_err().to_string().contains("orders-prod.json"));
        fs::remove_dir(&folder).unwrap();
        let names: Vec<_> = drafts.list().unwrap().into_iter().map(|line| line.name).collect();
        assert_eq!(names, ["taken"]);
    }

    #[test]
    fn a_broken_file_is_set_aside_and_never_overwritten() {
        let big = format!(r#"{{"version":1,"answers":{{"description":"{}"}}}}"#, "x".repeat(10 * 1024 * 1024));
        let table = [
            (r#"{"version":1,"answers":{"name":"ord"#.to_owned(), "not whole"),
            ("\0".repeat(300), "control bytes"),
            (String::new(), "not whole"),
            (big, "larger than 1024 KiB"),
            ("[".repeat(100_000), "nested"),
        ];
        let (_home, dirs, drafts) = drafts();
        for (n, (bytes, why)) in table.iter().enumerate() {
            let path = write(&dirs, "orders.json", bytes);
            assert!(drafts.list().unwrap().iter().any(|line| line.problem.is_some()));
            let reading = drafts.load("orders").unwrap_err().to_string();
            assert!(reading.contains(why) && path.exists(), "reading moves nothing: {reading}");
            let (claim, draft) = ours(&drafts, "orders");
            let aside = dirs.config.join("drafts").join(format!("orders.broken-{}", n + 1));
            assert!(draft.notes.first().unwrap().contains(aside.to_str().unwrap()), "{:?}", draft.notes);
            assert!(draft.notes.first().unwrap().contains(why), "{:?}", draft.notes);
            drafts.save(&claim, &draft).unwrap();
            assert_eq!(fs::read_to_string(aside).unwrap(), *bytes);
        }
        let names: Vec<_> = drafts.list().unwrap().into_iter().map(|line| line.name).collect();
        assert_eq!(names, ["orders"], "what is set aside is not offered");
    }

    #[test]
    fn a_newer_draft_is_edited_as_it_is_or_left_alone() {
        let (_home, dirs, drafts) = drafts();
        let json = json!({"version": 9, "extra": {"a": 1}, "answers": {"name": "orders", "odd": [1]}});
        write(&dirs, "orders.json", json.to_string());
        let (claim, draft) = ours(&drafts, "orders");
        drafts.save(&claim, &draft).unwrap();
        let text = fs::read(dirs.config.join("drafts/orders.json")).unwrap();
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&text).unwrap(), json);

        let text = r#"{"version":9,"answers":"elsewhere"}"#;
        let path = write(&dirs, "strange.json", text);
        assert!(matches!(drafts.open("strange"), Err(DraftError::Newer(_, 9))));
        assert_eq!(fs::read_to_string(path).unwrap(), text);
    }

    #[test]
    fn files_from_anywhere_are_read_and_left_alone() {
        let (home, _, drafts) = drafts();
        let body =
            json!({"name": "demo", "engine": "rocketmq", "product_id": "rocketmq.p2.large.12", "sk": SK, "ak": AK});
        let path = home.path().join("body.json");
        fs::write(&path, body.to_string()).unwrap();
        let draft = drafts.load(path.to_str().unwrap()).unwrap();
        assert_eq!(draft.answers.get("product_id"), body.get("product_id"));
        assert_eq!(fs::read_to_string(&path).unwrap(), body.to_string());

        let (claim, _) = ours(&drafts, &drafts.free_name("demo"));
        drafts.save(&claim, &draft).unwrap();
        fs::remove_file(&path).unwrap();
        for path in tree(home.path()).into_iter().filter(|path| path.is_file()) {
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains(SK) && !text.contains(AK), "{}", path.display());
        }
        assert!(!format!("{draft:?}").contains(SK));
        // As a shell hands it over by `--draft <(...)`.
        let (reader, mut writer) = std::io::pipe().unwrap();
        writer.write_all(body.to_string().as_bytes()).unwrap();
        drop(writer);
        let handed = import(Path::new(&format!("/dev/fd/{}", reader.as_raw_fd()))).unwrap();
        assert_eq!(handed.answers.get("product_id"), body.get("product_id"));
        for (path, why) in
            [("/nowhere/x.json", "There is no file"), ("/", "is a directory, not a file"), ("/dev/zero", "is a device")]
        {
            let error = import(Path::new(path)).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn names_that_are_wished_for_become_names_that_are_free() {
        let (_home, _, drafts) = drafts();
        drop(saved(&drafts, "orders"));
        drop(saved(&drafts, "orders-2"));
        let table = [
            ("orders", "orders-3"),
            ("orders-prod", "orders-prod"),
            ("../../etc", "etc"),
            ("--flag", "flag"),
            ("\u{8ba2}\u{5355}", "draft"),
            ("", "draft"),
        ];
        for (wish, expected) in table {
            assert_eq!(drafts.free_name(wish), expected);
        }
        assert!(is_name(&drafts.free_name(&"x".repeat(5000))));
    }

    #[test]
    fn a_draft_named_after_what_no_draft_can_be_called_keeps_one_name() {
        let (_home, dirs, drafts) = drafts();
        let mut session = DraftSession::new(&dirs);
        for wish in ["my orders", "my orders", "myorders", "orders", "orders"] {
            let draft = Draft { screen: Some("engine".to_owned()), ..draft("orders") };
            let name = session.save(SaveDraft { name: wish.to_owned(), follows: true, draft }).unwrap();
            assert_eq!(name, wish.replace(' ', ""));
        }
        assert_eq!(drafts.list().unwrap().len(), 1);
    }

    #[test]
    fn no_draft_is_named_by_a_secret() {
        let (home, dirs, drafts) = drafts();
        let mut session = DraftSession::new(&dirs);
        session.keep_out(&Secret::new(SK.to_owned()));
        let path = home.path().join(format!("{SK}.json"));
        for pasted in
            [SK, &format!("{SK}-2"), path.to_str().unwrap(), &path.display().to_string().replace("SkEx", "SkEx ")]
        {
            let why = session.open(pasted).unwrap_err().to_string();
            assert!(why.contains("holds your secret key or token") && !why.contains(SK), "{why}");
        }
        let opened = session.import_text(&json!({"version": 1, "answers": {"name": SK}}).to_string()).unwrap();
        assert_eq!((opened.name.as_str(), opened.draft.answers.get("name")), ("draft", None));
        let opened = session.begin_new(&format!("{SK}-clone"), draft("orders")).unwrap();
        assert_eq!(opened.name, "draft-2");
        assert_eq!(drafts.list().unwrap().len(), 2);
        let named = tree(home.path()).into_iter().find(|path| path.to_string_lossy().contains(SK));
        assert_eq!(named, None);
    }

    #[test]
    fn the_start_after_a_crash_knows_which_draft_was_open() {
        let (_home, dirs, drafts) = drafts();
        let [crashed, left, live] = ["crashed", "left", "live"].map(|name| saved(&drafts, name));
        for (claim, hours) in [(&crashed, 0), (&left, 1), (&live, 2)] {
            drafts.mark_open(claim, now() + SignedDuration::from_hours(hours), "zones").unwrap();
        }
        drafts.mark_open(&crashed, now(), "billing").unwrap();
        let inode =
            || std::os::unix::fs::MetadataExt::ino(&fs::metadata(dirs.state.join("open/crashed.json")).unwrap());
        let written = inode();
        drafts.mark_open(&crashed, now(), "billing").unwrap();
        assert_eq!(inode(), written, "what stands there is not written and synced again");
        drafts.clear_open("left");
        assert!(drafts.left_open().is_empty(), "all of them are open still, or were left");
        drop((crashed, left));
        let left = LeftOpen { since: now(), screen: "billing".to_owned() };
        assert_eq!(drafts.left_open(), [("crashed".to_owned(), left.clone())].into());
        assert_eq!(drafts.open("crashed").unwrap().1.left_open, Some(left));

        fs::write(dirs.state.join("open/torn.json"), "{\"name\":\"to").unwrap();
        fs::write(dirs.state.join("open/evil.json"), r#"{"name":"../x","since":"2026-01-23T08:09:10Z","screen":""}"#)
            .unwrap();
        assert_eq!(drafts.left_open().len(), 1);
    }

    #[test]
    fn what_cannot_be_saved_says_why_and_loses_nothing() {
        let home = TempDir::new().unwrap();
        fs::write(home.path().join("file"), "").unwrap();
        let dirs = Dirs { config: home.path().join("file"), state: home.path().join("state") };
        let drafts = Drafts::new(&dirs);
        let (claim, _) = ours(&drafts, "orders");
        let why = drafts.save(&claim, &draft("orders")).unwrap_err().to_string();
        assert!(why.contains("file/drafts") && why.contains("--config-dir"), "{why}");

        let (_home, _, drafts) = self::drafts();
        let claim = saved(&drafts, "orders");
        let mut large = draft("orders");
        large.answers.insert("description".into(), "x".repeat(2 * 1024 * 1024).into());
        assert!(matches!(drafts.save(&claim, &large), Err(DraftError::TooLarge)));
        assert_eq!(drafts.load("orders").unwrap(), draft("orders"));
    }

    #[test]
    fn a_save_that_was_killed_leaves_the_old_file_and_is_cleared_away_later() {
        let (_home, dirs, drafts) = drafts();
        let claim = saved(&drafts, "orders");
        let litter = write(&dirs, ".writing-abc", "{\"ver");
        assert_eq!(drafts.list().unwrap().len(), 1);
        assert!(litter.exists(), "somebody may be writing it right now");
        let old = fs::File::options().write(true).open(&litter).unwrap();
        old.set_modified(std::time::SystemTime::now() - std::time::Duration::from_hours(2)).unwrap();
        assert_eq!(drafts.list().unwrap().len(), 1);
        assert!(!litter.exists());
        drop(claim);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_draft_elsewhere_stays_a_link() {
        let (home, dirs, drafts) = drafts();
        let target = home.path().join("elsewhere.json");
        fs::write(&target, "{\"version\":1}").unwrap();
        files::private_dir(&dirs.config.join("drafts")).unwrap();
        let link = dirs.config.join("drafts/orders.json");
        std::os::unix::fs::symlink(&target, &link).unwrap();
        drop(saved(&drafts, "orders"));
        assert!(link.is_symlink());
        assert_eq!(import(&target).unwrap(), draft("orders"));
    }

    /// Something else in the place of a file.
    fn put(kind: &str, path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match kind {
            "a named pipe" => {
                use rustix::fs::{CWD, FileType, Mode, mknodat};
                mknodat(CWD, path, FileType::Fifo, Mode::RWXU, 0).unwrap();
            }
            "a socket" => drop(std::os::unix::net::UnixListener::bind(path).unwrap()),
            "a device" => std::os::unix::fs::symlink("/dev/zero", path).unwrap(),
            _ => fs::create_dir(path).unwrap(),
        }
    }

    /// What is said where this stands in the places of all files there are. One that waited for a pipe would never end.
    fn told_of(kind: &'static str) -> Vec<String> {
        let (home, dirs, drafts) = drafts();
        let journal = Journal::open(&dirs, Pace::default());
        let (name, purchase) = ("orders", "20260123T080910Z-abc-orders");
        let locked = journal::intent("locked");
        for path in [
            dirs.config.join("drafts/orders.json"),
            dirs.state.join("open/locked.lock"),
            dirs.state.join("open/orders.json"),
            dirs.state.join("purchases").join(purchase).with_added_extension("jsonl"),
            dirs.state.join("purchases/receipts").join(purchase).with_added_extension("jsonl"),
            dirs.state.join(format!("purchases/locks/{}-locked", locked.project_id)),
        ] {
            put(kind, &path);
        }
        assert_eq!((drafts.left_open().len(), journal.settled(9).unwrap().len()), (0, 0));
        let mut listed: Vec<String> = drafts.list().unwrap().into_iter().filter_map(|line| line.problem).collect();
        listed.extend(journal.unfinished().unwrap().unreadable.iter().map(ToString::to_string));
        let begun = journal.write(&mut None, &Record { at: now(), fact: Fact::Intent(Box::new(locked)) });
        let opened = [
            drafts.load(name).unwrap_err().to_string(),
            drafts.open(name).unwrap_err().to_string(),
            drafts.open("locked").unwrap_err().to_string(),
            journal.take(&mut None, purchase).unwrap_err().to_string(),
            begun.unwrap_err().to_string(),
        ];
        drop(home);
        opened.into_iter().chain(listed).collect()
    }

    #[test]
    fn what_is_no_file_is_refused_by_its_kind_and_never_waited_for() {
        for kind in ["a named pipe", "a socket", "a device", "a directory"] {
            let (tell, told) = std::sync::mpsc::channel();
            std::thread::spawn(move || tell.send(told_of(kind)));
            let told = told.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
            // A directory is no draft, so it is not listed as one.
            assert_eq!(told.len(), if kind == "a directory" { 6 } else { 7 }, "{told:#?}");
            for text in told {
                assert!(text.contains(&format!(" is {kind}, not a file")) && text.contains("Move it away"), "{text}");
            }
        }
    }

    #[test]
    fn a_thousand_drafts_are_listed_with_one_look_at_each() {
        // Of this thread alone, as others may keep a busy machine from it for longer than all of this takes.
        let spent = || Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap();
        let (_home, dirs, drafts) = drafts();
        let times = [100, 1000].map(|count| {
            for n in 0..count {
                write(&dirs, &format!("orders-{n}.json"), r#"{"version":1,"answers":{"name":"orders"}}"#);
            }
            let list = |_| {
                let start = spent();
                assert_eq!(drafts.list().unwrap().len(), count);
                spent().saturating_sub(start)
            };
            (0..7).map(list).min().unwrap()
        });
        println!("100 and 1,000 drafts listed in {times:?}");
        // Quadratic work would take a hundred times as long.
        assert!(times[1] < times[0] * 50, "{times:?}");
    }
}
