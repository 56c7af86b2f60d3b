//! `drafts`: listed, shown and removed.

use crate::home::{Home, changed, hourly};
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
        let mut session = Session::start((80, 24), &["drafts", "remove", "orders"], &[("HOME", dir)]);
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
