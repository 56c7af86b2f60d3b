//! The languages: how one is chosen, that all of what people read follows it, and that nothing else does.

use crate::home::{Home, Run, changed, finish, hourly};
use crate::manual::PAGES;
use crate::support::env::{WIZARD, files};
use crate::support::pty::{Exit, Key};
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use serde_json::json;
use std::fs;

const CHINESE: &str = "zh_CN.UTF-8";

fn ask(home: &Home, locale: &str, args: &[&str]) -> Run {
    finish(home.command(args).env("LANG", locale).spawn().unwrap())
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

#[test]
fn a_language_is_chosen_by_name_anywhere_or_by_the_locale_and_others_are_refused() {
    let home = Home::quick();
    for (locale, args, chinese) in [
        ("C", &["drafts"][..], false),
        (CHINESE, &["drafts"], true),
        ("C", &["drafts", "--lang", "zh-CN"], true),
        ("C", &["--lang=zh-CN", "drafts"], true),
        ("C", &["--lang", "zh-CN", "drafts", "list"], true),
        (CHINESE, &["drafts", "--lang", "en"], false),
    ] {
        assert_eq!(is_chinese(&ask(&home, locale, args).expect(0, &[]).err), chinese, "{locale} {args:?}");
    }
    for (args, said) in [
        (&["drafts", "--lang", "fr"][..], "There is no language \"fr\". Give --lang en or --lang zh-CN."),
        (&["--lang=", "drafts"], "There is no language \"\". Give --lang en or --lang zh-CN."),
        (&["--lang"], "a value is required"),
        (&["create", "--json", "--lang", "fr"], "--lang zh-CN"),
    ] {
        assert_eq!(ask(&home, "C", args).expect(2, &[said]).out, "");
    }
}

/// Whoever reads JSON, exports or exit codes is no person, and gets the same whatever the person's language is.
#[test]
fn what_programs_read_is_the_same_in_every_language() {
    let home = Home::quick();
    home.draft("orders", &changed(&json!({ "description": "订单" })));
    let bad = home.file("bad.json", &changed(&json!({ "name": "a", "broker_num": 99 })));
    let url = home.sandbox.url();
    let at = ["--endpoint", &*url];
    for args in [
        &["drafts", "--json"][..],
        &["drafts", "show", "orders", "--json"],
        &["drafts", "show", "none", "--json"],
        &["check", "--draft", "orders", "--json"],
        &["check", "--draft", &bad, "--json"],
        &["check", "--draft", "orders", "--online", "--json", at[0], at[1]],
        &["create", "--draft", &bad, "--yes", "--json", at[0], at[1]],
        &["create", "--draft", "orders", "--json", at[0], at[1]],
        &["create", "--draft", "orders", "--yes", "--expect", "1", "--json", at[0], at[1]],
        &["purchases", "--json"],
        &["purchases", "close", "orders", "--json"],
        &["watch", "none", "--json"],
        &["export", "--draft", "orders", "--format", "json", at[0], at[1]],
        &["export", "--draft", "orders", "--format", "curl", at[0], at[1]],
        &["export", "--draft", "orders", "--format", "terraform", at[0], at[1]],
    ] {
        let [english, chinese] = ["C", CHINESE].map(|locale| ask(&home, locale, args));
        assert_eq!((english.code, &english.out), (chinese.code, &chinese.out), "{args:?}");
        if args.contains(&"--json") {
            assert_eq!(english.err, chinese.err, "{args:?}");
        }
    }
    let doctor = ask(&home, CHINESE, &["doctor", "--json", "--endpoint", &url]);
    assert!(!is_chinese(&doctor.out) && !is_chinese(&doctor.err), "{doctor:?}");
}

/// One machine may speak another language tomorrow, and one purchase may be told to people of two.
#[test]
fn what_is_kept_is_the_same_in_every_language() {
    let home = Home::quick();
    home.draft("orders", &hourly());
    let copied = ["C", CHINESE].map(|locale| {
        ask(&home, locale, &["drafts", "copy", "orders", "stage"]).expect(0, &[]);
        let copy = fs::read(home.path(".config/rocketmq-wizard/drafts/stage.json")).unwrap();
        ask(&home, locale, &["drafts", "remove", "stage", "--yes"]).expect(0, &[]);
        copy
    });
    assert_eq!(copied[0], copied[1]);
    let refused = FaultKind::Refuse { status: 400, code: "DMS.00400060".to_owned(), message: "no".to_owned() };
    home.sandbox.set_fault(Fault::new(refused).on("POST", "/v2/").times(1));
    let url = home.sandbox.url();
    for code in [7, 0] {
        let buying = ["create", "--draft", "orders", "--yes", "--wait", "--endpoint", &url];
        let bought = ask(&home, CHINESE, &buying).expect(code, &[]);
        assert!(is_chinese(&bought.err) && bought.out.is_ascii(), "{bought:?}");
    }
    for file in files(home.dir.path()) {
        assert!(!is_chinese(&fs::read_to_string(&file).unwrap()), "{}", file.display());
    }
}

#[test]
fn help_pages_and_completions_speak_chinese_in_every_line() {
    let home = Home::quick();
    ask(&home, CHINESE, &["man", "pages"]).expect(0, &[]);
    for name in PAGES {
        let command: Vec<&str> = name.split('-').skip(2).collect();
        let help = ask(&home, CHINESE, &[&command[..], &["--help"]].concat()).expect(0, &[]).out;
        let code = ["rocketmq-wizard ", "source <("];
        for line in help.lines().filter(|line| !line.trim().is_empty()) {
            assert!(is_chinese(line) || code.iter().any(|code| line.trim().starts_with(code)), "{name}: {line}");
        }
        let page = fs::read_to_string(home.path(&format!("pages/{name}.1"))).unwrap();
        let about = page.split_once(".SH NAME\n").unwrap().1.lines().next().unwrap();
        assert!(is_chinese(about), "{about}");
    }
    let mut fish = home.command(&["--", "rocketmq-wizard", "cre"]);
    let offered = finish(fish.env("LANG", CHINESE).env("ROCKETMQ_WIZARD_COMPLETE", "fish").spawn().unwrap());
    assert!(offered.out.starts_with("create\t") && is_chinese(&offered.out), "{offered:?}");
}

#[test]
fn the_question_of_create_asks_for_the_same_word_in_every_language() {
    let home = Home::quick();
    let file = home.file("d.json", &hourly());
    let mut session = home.session((100, 40), &[WIZARD, "create", "--draft", &file, "--lang", "zh-CN"]);
    session.wait_text("yes\u{ff1a}");
    session.key(Key::ctrl('c'));
    assert_eq!((session.exit(), home.sandbox.created().len()), (Exit::Code(130), 0));
}
