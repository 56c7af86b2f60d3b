//! Hosts as they are: folders that may not be read or written, drafts their users want left alone.

use crate::home::{Home, NAME, hourly};
use crate::support::env::{PLACE, WIZARD};
use crate::support::pty::{Exit, Key, Session};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

/// Leaves a wizard by the keys for it; gives its exit code and what stands on the normal screen then.
fn left(mut session: Session) -> (Exit, String) {
    let code = session.leave();
    let text = String::from_utf8_lossy(session.transcript()).into_owned();
    (code, text.rsplit("\x1b[?1049l").next().unwrap().to_owned())
}

fn wizard(home: &Home, dir: &str, args: &[&str]) -> Session {
    let command = ["env", &format!("HOME={dir}"), WIZARD];
    let mut session = home.session((100, 30), &[&command[..], args, &PLACE].concat());
    session.wait_text("[1 ENGINE]");
    session
}

#[test]
fn a_folder_that_may_not_be_read_is_not_no_drafts() {
    let home = Home::quick();
    let drafts = home.path(".config/rocketmq-wizard/drafts");
    fs::create_dir_all(drafts.parent().unwrap()).unwrap();
    symlink("drafts", &drafts).unwrap();
    for args in [&["drafts"][..], &["create", "--draft", "orders", "--yes"], &["drafts", "remove", "orders", "--yes"]] {
        let run = home.command(args).output().unwrap();
        let err = String::from_utf8(run.stderr).unwrap();
        assert!(err.contains("drafts") && err.contains("Could not"), "{args:?}: {err}");
        assert!(!err.contains("no draft"), "{args:?}: {err}");
        assert_eq!(run.status.code(), Some(1), "{args:?}: {err}");
    }
    fs::remove_file(drafts).unwrap();
}

#[test]
fn where_nothing_can_be_kept_leaving_says_so() {
    let home = Home::quick();
    let mut session = wizard(&home, "/proc", &[]);
    session.wait_text("> Name");
    session.type_text(NAME);
    session.key(Key::TAB);
    session.wait_text("NOT SAVED");
    let (code, said) = left(session);
    assert_eq!(code, Exit::Code(1), "{said}");
    assert!(said.contains("Not saved") && !said.contains("is kept"), "{said}");
}

#[test]
fn a_draft_that_its_user_made_read_only_is_left_as_it_is() {
    let home = Home::quick();
    home.draft("orders", &hourly());
    let path = home.path(".config/rocketmq-wizard/drafts/orders.json");
    let before = fs::read(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let mut session = wizard(&home, home.dir.path().to_str().unwrap(), &["--draft", "orders"]);
    session.wait_text("is read-only");
    session.wait_text("> Name");
    session.type_text("-2");
    session.key(Key::TAB);
    session.wait_text("NOT SAVED");
    let (code, said) = left(session);
    assert_eq!(code, Exit::Code(1), "{said}");
    assert!(said.contains("read-only") && said.contains("copy the draft"), "{said}");
    assert_eq!(fs::read(&path).unwrap(), before);
    home.run(&["create", "--draft", "orders", "--yes"]).expect(0, &[]);
}

#[test]
fn a_folder_of_drafts_that_is_a_link_keeps_its_rights() {
    let home = Home::quick();
    let shared = home.path("shared");
    fs::create_dir(&shared).unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o775)).unwrap();
    let config = home.path(".config/rocketmq-wizard");
    fs::create_dir_all(&config).unwrap();
    symlink(&shared, config.join("drafts")).unwrap();
    let mut session = wizard(&home, home.dir.path().to_str().unwrap(), &[]);
    session.wait_text("> Name");
    session.type_text(NAME);
    session.key(Key::TAB);
    session.wait_text("saved");
    assert_eq!(left(session).0, Exit::Code(10));
    assert!(shared.join(format!("{NAME}.json")).is_file());
    assert_eq!(fs::metadata(&shared).unwrap().permissions().mode() & 0o777, 0o775);
}
