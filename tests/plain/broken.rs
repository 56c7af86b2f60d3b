//! Input that is no line, and lines that end for good: nothing typed is lost, and nothing is bought.

use crate::support::env::{Environment, WIZARD};
use crate::support::pty::{Exit, Signal};
use crate::{Talk, world};
use serde_json::json;
use std::process::Stdio;

/// How typing ends for good.
#[derive(Clone, Copy, Debug)]
enum End {
    Interrupt,
    Closed,
    HangUp,
}

const BY_ITSELF: &str = "by itself: ";

/// At each kind of prompt: the lines that lead there, and what is said then.
const PROMPTS: [(&[&str], &str); 14] = [
    (&[], "To buy, type yes"),
    (&[], BY_ITSELF),
    (&["3"], "Text [orders-prod]: "),
    (&["6"], "key=value, several with commas [none]: "),
    (&["9"], "On or off [off]: "),
    (&["10"], "or part of a name [c6.4u8g.cluster]: "),
    (&["14"], "Number of GB [600]: "),
    (&["19"], "with commas [AZ1]: "),
    (&["14", "x"], "is not a whole number"),
    (&[".purchases"], "goes back to the draft: "),
    (&[".drafts"], ".new NAME"),
    (&[".drafts", ".delete 1"], "type yes; an empty line keeps it: "),
    (&[".drafts", ".rename 1"], "New name of orders-prod"),
    (&[".clone"], "an empty line goes back: "),
];

#[test]
fn at_every_prompt_the_end_loses_nothing_and_buys_nothing() {
    let ends = [End::Interrupt, End::Closed, End::HangUp].into_iter().cycle();
    for ((lines, prompt), end) in PROMPTS.into_iter().zip(ends) {
        let mut talk = Talk::with_draft(Environment::new(world()), "orders-prod", &json!({}), &[]);
        talk.ready(1);
        if prompt == BY_ITSELF {
            talk.word("To buy, type yes", "yes");
        }
        talk.type_lines(lines).hear(prompt);
        let code = match end {
            End::Interrupt => (talk.session.keys("\x03"), 10).1,
            End::Closed => (talk.session.keys("\x04"), 10).1,
            End::HangUp => (talk.session.signal(Signal::HUP), 129).1,
        };
        let (exit, told) = talk.end();
        assert_eq!((exit, talk.orders()), (Exit::Code(code), 0), "{end:?} at {prompt}: {told}");
        let answers = talk.answers("orders-prod");
        assert_eq!(answers["name"], "orders-prod", "{end:?} at {prompt}: {told}");
        assert!(told.contains("The draft orders-prod is kept."), "{end:?} at {prompt}: {told}");
    }
}

#[test]
fn what_is_no_line_is_left_out_and_said() {
    let mut talk = Talk::begin(world(), &[]);
    talk.hear("Text [none yet]: ");
    let long = "x".repeat(1 << 20) + "\r";
    let broken: [&[u8]; 4] = [long.as_bytes(), b"orders-\xff\xfe\r", b"orders-\0\r", b"\x1b[A\r"];
    for (at, bytes) in broken.into_iter().enumerate() {
        talk.session.raw(bytes);
        talk.session.wait_for("a word on it", |screen| screen.matches("was left out").count() > at);
    }
    talk.type_lines(&["orders-prod", ""]).hear("About. description");
    let (exit, told) = talk.leave();
    assert_eq!(exit, Exit::Code(10), "{told}");
    assert_eq!(talk.answers("orders-prod"), json!({ "name": "orders-prod" }), "{told}");
}

#[test]
fn without_a_terminal_it_ends_with_2_at_once() {
    let home = Environment::new(world());
    for redirected in [true, false] {
        let mut command = std::process::Command::new("setsid");
        command.args(["-w", WIZARD, "--plain"]).args(home.arguments()).env_clear().envs(home.variables());
        let stdin = if redirected { Stdio::null() } else { Stdio::piped() };
        let ended = command.env("PATH", std::env::var("PATH").unwrap()).stdin(stdin).output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!((ended.status.code(), ended.stdout.len()), (Some(2), 0), "{said}");
        assert!(said.contains("terminal"), "{said}");
    }
}
