//! `man DIR`: the pages, where they are written, and what is said where they cannot be.

use crate::home::{Home, Run, finish};
use std::fs;

/// Every page, in the order in which the commands stand in the help.
pub(crate) const PAGES: [&str; 17] = [
    "rocketmq-wizard",
    "rocketmq-wizard-create",
    "rocketmq-wizard-check",
    "rocketmq-wizard-export",
    "rocketmq-wizard-watch",
    "rocketmq-wizard-drafts",
    "rocketmq-wizard-drafts-list",
    "rocketmq-wizard-drafts-show",
    "rocketmq-wizard-drafts-remove",
    "rocketmq-wizard-drafts-rename",
    "rocketmq-wizard-drafts-copy",
    "rocketmq-wizard-purchases",
    "rocketmq-wizard-purchases-list",
    "rocketmq-wizard-purchases-close",
    "rocketmq-wizard-doctor",
    "rocketmq-wizard-sandbox",
    "rocketmq-wizard-completions",
];

fn man(home: &Home, dir: &str) -> Run {
    finish(home.command(&["man", dir]).spawn().unwrap())
}

#[test]
fn there_is_a_page_for_every_command_with_its_flags_and_examples() {
    let home = Home::quick();
    let run = man(&home, "share/man/man1").expect(0, &[]);
    let listed: Vec<String> =
        PAGES.iter().chain(&["rocketmq-wizard-man"]).map(|name| format!("share/man/man1/{name}.1")).collect();
    assert_eq!(run.out.lines().collect::<Vec<_>>(), listed);
    assert_eq!(fs::read_dir(home.path("share/man/man1")).unwrap().count(), listed.len(), "nothing but what was told");
    for (name, path) in PAGES.iter().zip(&listed) {
        let page = fs::read_to_string(home.path(path)).unwrap();
        let title = page.lines().find(|line| line.starts_with(".TH ")).unwrap();
        assert!(title.starts_with(&format!(".TH {name} 1 \" \" \"rocketmq-wizard ")), "{title}");
        assert!(title.ends_with(" \"User Commands\""), "{title}");
        let (_, extra) = page.split_once(".SH EXTRA\n").unwrap();
        assert!(extra.contains("Example"), "{name} has no example:\n{page}");
        let help = finish(
            home.command(&[&name.split('-').skip(2).collect::<Vec<_>>()[..], &["--help"]].concat()).spawn().unwrap(),
        );
        for flag in help.out.split_whitespace().filter_map(|word| word.strip_prefix("--")).filter(|flag| flag.len() > 1)
        {
            let written = flag.trim_end_matches(|end: char| !end.is_ascii_lowercase()).replace('-', "\\-");
            assert!(page.contains(&written), "{name} lacks --{flag}:\n{page}");
        }
    }
}

/// The same bytes whenever and wherever they are written, so that packages can be compared.
#[test]
fn pages_are_the_same_each_time() {
    let home = Home::quick();
    for dir in ["one", "two"] {
        man(&home, dir).expect(0, &[]);
        man(&home, dir).expect(0, &[]);
    }
    for name in PAGES {
        let [one, two] = ["one", "two"].map(|dir| fs::read(home.path(&format!("{dir}/{name}.1"))).unwrap());
        assert!(one == two, "{name}");
    }
}

#[test]
fn where_nothing_can_be_written_the_directory_is_named() {
    let home = Home::quick();
    fs::write(home.path("file"), "").unwrap();
    let run = man(&home, "file/man1").expect(1, &["No manual pages can be written to file/man1: "]);
    assert_eq!(run.out, "");
    finish(home.command(&["man"]).spawn().unwrap()).expect(2, &["DIR"]);
}

/// Groups of flags that commands share describe themselves; a page begins with what its command does.
#[test]
fn pages_and_help_begin_with_what_the_command_does() {
    let home = Home::quick();
    man(&home, "pages").expect(0, &[]);
    for (command, does) in [
        ("create", "Buy what a draft says, exactly once"),
        ("check", "Say everything that is wrong with a draft"),
        ("watch", "Follow an instance until it is RUNNING"),
        ("drafts", "List, show, rename, copy and remove drafts"),
    ] {
        let page = fs::read_to_string(home.path(&format!("pages/rocketmq-wizard-{command}.1"))).unwrap();
        assert!(page.contains(&format!("rocketmq\\-wizard\\-{command} \\- {does}\n")), "{page}");
        let help = finish(home.command(&[command, "--help"]).spawn().unwrap()).out;
        assert!(help.starts_with(&format!("{does}\n")), "{help}");
    }
}
