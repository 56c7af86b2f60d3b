//! How purchases come into the journal: under which lock, what is kept, and what is refused.

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

pub(super) fn record(fact: Fact) -> Record {
    Record { at: now(), fact }
}

pub(super) fn begin(journal: &Journal, intent: Intent) -> Result<Open, Refusal> {
    let mut open = None;
    journal.write(&mut open, &record(Fact::Intent(Box::new(intent))))?;
    Ok(open.unwrap())
}

pub(super) fn take(journal: &Journal, id: &str) -> Result<(Open, Purchase), Refusal> {
    let mut open = None;
    let purchase = journal.take(&mut open, id)?;
    Ok((open.unwrap(), purchase))
}

pub(super) fn write(journal: &Journal, open: Open, facts: impl IntoIterator<Item = Fact>) -> Open {
    let mut open = Some(open);
    facts.into_iter().for_each(|fact| journal.write(&mut open, &record(fact)).unwrap());
    open.unwrap()
}

pub(super) fn placed() -> Fact {
    Fact::Placed { instance_id: ID.into(), order_id: None, request_id: None }
}

pub(super) fn running() -> Fact {
    Fact::Running(Serving::default())
}

pub(super) fn lost() -> Fact {
    Fact::Unknown(failure(Cause::Unknown))
}

pub(super) fn failure(cause: Cause) -> Failure {
    Failure::new(cause, Text("It happened."), Text("Do this."))
}

pub(super) fn receipts(dirs: &Dirs) -> usize {
    fs::read_dir(dirs.state.join("purchases/receipts")).unwrap().count()
}

pub(super) fn file(dirs: &Dirs, open: &Open) -> PathBuf {
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

/// Some containers forbid the one call that gives a name only where nobody has it. The same again under a `strace` that
/// pretends so.
#[test]
fn where_a_name_cannot_be_given_at_once_no_purchase_takes_the_place_of_another() {
    let mut forbidding = std::process::Command::new("strace");
    forbidding.args(["-f", "-qq", "-o", "/dev/null", "-e", "inject=renameat2:error=EPERM"]);
    forbidding.arg(std::env::current_exe().unwrap());
    forbidding.args(["--exact", "journal::sending_again_keeps_the_old_one_open_until_the_new_one_has_an_id"]);
    let Ok(output) = forbidding.output() else { return println!("skipped: strace is not installed") };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
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
