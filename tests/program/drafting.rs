//! `drafts`: listed, shown, renamed, copied and removed.

use crate::home::{Home, changed, finish, hourly};
use crate::support::SECRET_KEY;
use crate::support::env::WIZARD;
use crate::support::pty::{Exit, Session};
use serde_json::json;

#[test]
fn drafts_are_listed_and_shown() {
    let home = Home::quick();
    let empty = crate::home::finish(home.command(&["drafts"]).spawn().unwrap()).expect(0, &["no drafts yet"]);
    assert_eq!(empty.out, "");
    home.draft("orders", &hourly());
    home.draft("tests", &changed(&json!({ "name": "a" })));
    std::fs::write(home.path(".config/rocketmq-wizard/drafts/torn.json"), "{").unwrap();
    for args in [&["drafts"][..], &["drafts", "list"]] {
        let run = crate::home::finish(home.command(args).spawn().unwrap()).expect(0, &[]);
        let line = |name: &str| run.out.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
        assert!(line("orders").contains("ap-southeast-3") && line("orders").ends_with("12 answers"), "{run:?}");
        assert!(line("torn").contains("not whole or not JSON"), "{run:?}");
    }
    let show = |name| crate::home::finish(home.command(&["drafts", "show", name]).spawn().unwrap());
    let run = show("tests").expect(0, &["4 to 64 are allowed"]);
    assert!(run.out.contains("product_id            rocketmq.p2.large.12\n"), "{run:?}");
    show("order").expect(2, &["There is no draft named order", "orders"]);
}

#[test]
fn a_draft_is_renamed_copied_and_known_as_bought() {
    let home = Home::quick();
    home.draft("orders", &hourly());
    let ask = |args: &[&str]| crate::home::finish(home.command(&[&["drafts"], args].concat()).spawn().unwrap());
    ask(&["rename", "orders", "orders"]).expect(1, &["orders"]);
    ask(&["rename", "nothing", "orders-2"]).expect(2, &["no draft named nothing"]);
    ask(&["rename", "orders", "orders-2"]).expect(0, &["orders is called orders-2 now"]);
    let copied = ask(&["copy", "orders-2", "orders-stage", "--json"]).expect(0, &[]).json();
    assert_eq!(copied, json!({ "name": "orders-stage", "copy_of": "orders-2", "instance": "orders-stage" }));
    let id = home.run(&["create", "--draft", "orders-2", "--yes", "--wait"]).expect(0, &[]).id().to_owned();
    let list = ask(&["list", "--json"]).expect(0, &[]).json();
    let line = |name: &str| list.as_array().unwrap().iter().find(|line| line["name"] == name).unwrap().clone();
    let (bought, copy) = (line("orders-2"), line("orders-stage"));
    assert_eq!((&bought["instance"], &copy["instance"]), (&json!(crate::home::NAME), &json!("orders-stage")));
    assert_eq!((&bought["answers"], &bought["region"]), (&json!(12), &json!("ap-southeast-3")));
    assert_eq!((&bought["ordered"]["instance_id"], &bought["ordered"]["state"]), (&json!(id), &json!("RUNNING")));
    assert!(copy["ordered"].is_null() && copy["problem"].is_null() && copy["saved"].is_string(), "{copy}");
    assert!(ask(&["list"]).out.contains(&format!("RUNNING {id}")), "and for people");
}

#[test]
fn removing_asks_first() {
    let home = Home::quick();
    home.draft("orders", &hourly());
    let file = home.path(".config/rocketmq-wizard/drafts/orders.json");
    let remove = |more: &[&str]| {
        let args = [&["drafts", "remove", "orders"][..], more].concat();
        crate::home::finish(home.command(&args).spawn().unwrap())
    };
    remove(&[]).expect(2, &["add --yes"]);
    let dir = home.dir.path().to_str().unwrap();
    for (typed, code) in [("no\r", 10), ("yes\r", 0)] {
        let mut session = Session::spawn((80, 24), WIZARD, &["drafts", "remove", "orders"], &[("HOME", dir)]);
        session.wait_text("Type yes:");
        assert!(file.exists());
        session.keys(typed);
        assert_eq!(session.exit(), Exit::Code(code));
    }
    assert!(!file.exists());
    home.draft("orders", &hourly());
    remove(&["--yes"]).expect(0, &["orders is removed"]);
    assert!(!file.exists());
    remove(&["--yes"]).expect(2, &["no draft named orders"]);
}

/// Neither has to be understood to be removed, and nothing of it stays behind.
#[test]
fn a_broken_draft_and_one_of_a_newer_format_are_removed_like_any_other() {
    let home = Home::quick();
    let dir = home.path(".config/rocketmq-wizard/drafts");
    std::fs::create_dir_all(&dir).unwrap();
    for bytes in ["{", r#"{"version": 99, "answers": []}"#] {
        std::fs::write(dir.join("orders.json"), bytes).unwrap();
        let run = crate::home::finish(home.command(&["drafts", "remove", "orders", "--yes"]).spawn().unwrap());
        run.expect(0, &["orders is removed"]);
        let left: Vec<_> = std::fs::read_dir(&dir).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert!(left.is_empty(), "{bytes}: {left:?}");
    }
}

#[test]
fn a_key_is_copied_neither_from_a_draft_nor_into_the_name_of_one() {
    let home = Home::quick();
    home.draft("good", &hourly());
    home.draft("leaky", &changed(&json!({ "description": format!("made with {SECRET_KEY}") })));
    let ask = |args: &[&str]| crate::home::finish(home.command(&[&["drafts"], args].concat()).spawn().unwrap());
    for (verb, from, to, said) in [
        ("copy", "leaky", "new", "leaky holds your secret key or token"),
        ("rename", "leaky", "new", "leaky holds your secret key or token"),
        ("copy", "good", SECRET_KEY, "That name holds your secret key"),
        ("rename", "good", SECRET_KEY, "That name holds your secret key"),
    ] {
        let run = ask(&[verb, from, to]).expect(1, &[said]);
        assert!(!format!("{run:?}").contains(SECRET_KEY), "{verb}");
        for (name, there) in [(from, true), (to, false)] {
            let file = home.path(&format!(".config/rocketmq-wizard/drafts/{name}.json"));
            assert_eq!(file.exists(), there, "{verb} {name}");
        }
    }
    let listed = ask(&["list"]).expect(0, &[]);
    assert!(listed.out.contains("leaky") && !listed.out.contains(SECRET_KEY), "{listed:?}");
    std::fs::remove_file(home.path(".config/rocketmq-wizard/drafts/leaky.json")).unwrap();
}

/// A file that happens to lie here does not take the place of a draft.
#[test]
fn a_bare_word_is_the_draft_of_that_name_and_a_file_is_named_by_a_path() {
    let home = Home::quick();
    home.draft("amb", &hourly());
    home.file("amb", &changed(&json!({ "storage_space": 400 })));
    let size = |name: &str| home.run(&["export", "--draft", name, "--format", "json"]).expect(0, &[]);
    let (draft, file) = (size("amb"), size("./amb"));
    assert_eq!((&draft.json()["storage_space"], &file.json()["storage_space"]), (&json!(300), &json!(400)));
    assert!(draft.err.contains("the file that lies here is ./amb") && !file.err.contains("./amb"), "{draft:?}");
    std::fs::remove_file(home.path(".config/rocketmq-wizard/drafts/amb.json")).unwrap();
    assert_eq!(size("amb").json()["storage_space"], json!(400), "where no draft has the name");
}

/// The pretend cloud keeps purchases of its own, but not drafts.
#[test]
fn a_draft_that_is_open_is_open_whichever_cloud_it_is_for() {
    let home = Home::quick();
    home.draft("both", &hourly());
    let (size, env) = ((100, 40), [("HOME", home.dir.path().to_str().unwrap())]);
    let mut pretend = Session::spawn(size, WIZARD, &["--sandbox", "--draft", "both"], &env);
    pretend.wait_text("Engine");
    let mut real = home.session(size, &[WIZARD, "--draft", "both"]);
    real.wait_text("READ ONLY");
    let rename = |to: &str| finish(home.command(&["drafts", "rename", "both", to]).spawn().unwrap());
    rename("other").expect(1, &["both is open in a wizard. Leave that first."]);
    real.leave();
    pretend.leave();
    rename("a/b").expect(2, &["letters, digits"]);
}

/// What leaving says of a draft is so: one that was read from a file is on disk then, and one that was only named is not.
#[test]
fn leaving_says_kept_of_drafts_that_are() {
    let home = Home::quick();
    let file = home.file("body.json", &json!({ "name": "orders-read", "engine": "rocketmq" }));
    for (draft, said, kept) in [
        (file.as_str(), "The draft body is kept.", Some("body")),
        ("fresh", "No draft was made. To begin again:", None),
    ] {
        let mut session = home.session((200, 40), &[WIZARD, "--draft", draft]);
        session.wait_text("Engine");
        session.leave();
        assert!(session.screen().contains(said), "{}", session.screen());
        let dir = home.path(".config/rocketmq-wizard/drafts");
        let names = ["body", "fresh"].into_iter().find(|name| dir.join(name).with_extension("json").exists());
        assert_eq!(names, kept, "{draft}");
        std::fs::remove_dir_all(dir).ok();
    }
}
