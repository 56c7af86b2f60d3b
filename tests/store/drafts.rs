//! Drafts, and other files that are read as such.

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
    let body = json!({"name": "demo", "engine": "rocketmq", "product_id": "rocketmq.p2.large.12", "sk": SK, "ak": AK});
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
        assert_eq!(name.name, wish.replace(' ', ""));
    }
    assert_eq!(drafts.list().unwrap().len(), 1);
}

#[test]
fn no_draft_is_named_by_a_secret() {
    let (home, dirs, drafts) = drafts();
    let mut session = DraftSession::new(&dirs);
    session.keep_out(&Secret::new(SK.to_owned()));
    let path = home.path().join(format!("{SK}.json"));
    for pasted in [SK, &format!("{SK}-2"), path.to_str().unwrap(), &path.display().to_string().replace("SkEx", "SkEx ")]
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
    let inode = || std::os::unix::fs::MetadataExt::ino(&fs::metadata(dirs.state.join("open/crashed.json")).unwrap());
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
    assert_eq!((drafts.left_open().len(), journal.settled(9).unwrap().entries.len()), (0, 0));
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
