//! Help, version and completions: made from the same definitions, and they work in a real shell.

use crate::home::{Home, Run, finish, hourly, monthly};
use std::process::Command;

fn ask(home: &Home, args: &[&str]) -> Run {
    finish(home.command(args).spawn().unwrap())
}

#[test]
fn every_help_is_a_short_page_with_an_example() {
    let home = Home::quick();
    let pages: [&[&str]; 16] = [
        &[],
        &["create"],
        &["check"],
        &["export"],
        &["watch"],
        &["drafts"],
        &["drafts", "list"],
        &["drafts", "show"],
        &["drafts", "remove"],
        &["purchases"],
        &["purchases", "list"],
        &["purchases", "close"],
        &["doctor"],
        &["sandbox"],
        &["completions"],
        &["man"],
    ];
    for page in pages {
        let run = ask(&home, &[page, &["--help"]].concat()).expect(0, &[]);
        let example = format!("  rocketmq-wizard {}", page.join(" "));
        let named = run.out.lines().any(|line| line.contains("rocketmq-wizard") && line.starts_with(' '));
        assert!(run.out.contains("Example") && (named || run.out.contains(example.trim_end())), "{page:?}: {run:?}");
        assert!(run.out.lines().count() <= 46 && run.out.is_ascii(), "{page:?} has {} lines", run.out.lines().count());
        assert_eq!(ask(&home, &[page, &["-h"]].concat()).out, run.out, "one page, however it is asked for");
    }
}

#[test]
fn no_flag_takes_a_secret_or_switches_checks_off() {
    let home = Home::quick();
    for command in ["create", "check", "export", "watch", "doctor"] {
        let help = ask(&home, &[command, "--help"]).out.to_lowercase();
        for word in ["--secret", "--token", "--password", "--insecure", "--access-key", "--no-verify"] {
            assert!(!help.contains(word), "{command} has {word}");
        }
    }
}

#[test]
fn the_version_names_the_commit_it_was_built_from() {
    let home = Home::quick();
    let version = ask(&home, &["--version"]).expect(0, &[]).out;
    let rest = version.strip_prefix(concat!("rocketmq-wizard ", env!("CARGO_PKG_VERSION"))).unwrap().trim_end();
    let commit = rest.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')')).unwrap_or_default();
    assert!(rest.is_empty() || (commit.len() >= 7 && commit.bytes().all(|b| b.is_ascii_hexdigit())), "{version:?}");
}

#[test]
fn without_a_terminal_the_wizard_says_what_to_run_instead() {
    let home = Home::quick();
    let run = ask(&home, &["--sandbox"]).expect(2, &["needs a terminal", "rocketmq-wizard create --draft"]);
    assert_eq!(run.out, "");
}

#[test]
fn shells_get_a_function_that_asks_the_program() {
    let home = Home::quick();
    for shell in ["bash", "zsh", "fish"] {
        let run = ask(&home, &["completions", shell]).expect(0, &[]);
        assert!(run.out.contains("rocketmq-wizard") && run.out.contains("ROCKETMQ_WIZARD_COMPLETE"), "{run:?}");
    }
    let zsh = ask(&home, &["completions", "zsh"]).out;
    let (defined, called) = zsh.split_once("if [[ $funcstack[1] = _rocketmq-wizard ]]; then\n").unwrap();
    let function = called.split_whitespace().next().unwrap();
    assert!(defined.contains(&format!("function {function}()")), "what is called is what was defined: {zsh}");
    ask(&home, &["completions", "cmd"]).expect(2, &["invalid value 'cmd'"]);
}

/// What bash would offer for these words; the last one is being typed.
fn offered(home: &Home, words: &[&str]) -> Vec<String> {
    let program = env!("CARGO_BIN_EXE_rocketmq-wizard");
    let script = format!(
        "shopt -s progcomp; source <(rocketmq-wizard completions bash)\n\
         spec=$(complete -p rocketmq-wizard); function=${{spec##*-F }}; function=${{function%% *}}\n\
         COMP_WORDS=({}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_TYPE=9\n\
         COMP_LINE=\"${{COMP_WORDS[*]}}\"; COMP_POINT=${{#COMP_LINE}}\n\
         \"$function\" rocketmq-wizard \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\" 2>/dev/null\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ")
    );
    let folder = std::path::Path::new(program).parent().unwrap().to_str().unwrap();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    command.args(["--norc", "-c", &script]).env_clear().env("PATH", path).env("HOME", home.dir.path());
    let output = command.current_dir(home.dir.path()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn bash_completes_commands_drafts_and_regions_by_value() {
    let home = Home::quick();
    home.draft("orders-prod", &hourly());
    home.draft("orders-test", &hourly());
    std::fs::write(home.path("orders.json"), "{}").unwrap();
    assert_eq!(offered(&home, &["rocketmq-wizard", "cre"]), ["create"]);
    let mut drafts = offered(&home, &["rocketmq-wizard", "create", "--draft", "ord"]);
    drafts.sort();
    assert_eq!(drafts, ["orders-prod", "orders-test", "orders.json"]);
    assert_eq!(offered(&home, &["rocketmq-wizard", "drafts", "remove", "orders-t"]), ["orders-test"]);
    let file = home.file("d.json", &monthly(false));
    home.run(&["create", "--draft", &file, "--yes"]).expect(0, &[]);
    assert_eq!(offered(&home, &["rocketmq-wizard", "purchases", "close", "ord"]), ["orders-prod"]);
    let regions = offered(&home, &["rocketmq-wizard", "check", "--region", "ap-southeast-"]);
    assert!(regions.contains(&"ap-southeast-3".to_owned()) && regions.len() >= 4, "{regions:?}");
    assert_eq!(offered(&home, &["rocketmq-wizard", "export", "--format", "te"]), ["terraform"]);
}
