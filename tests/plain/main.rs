//! The wizard in lines: the real binary on a pseudo-terminal that can do nothing, lines in, text out, against the sandbox.
//!
//! Lines are typed ahead wherever that must make no difference. Every transcript is searched for escape bytes and for the
//! secret key, and the terminal must be left as it was found.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

mod broken;
mod scenarios;
#[path = "../support/mod.rs"]
mod support;

use rocketmq_wizard::sandbox::world::World;
use serde_json::{Value as Json, json};
use std::thread;
use std::time::Duration;
use support::env::{Environment, PLACE, WIZARD, assert_no_secret_below, put};
use support::pty::{Exit, Session, TOO_SOON};
use support::{ACCESS_KEY, SECRET_KEY};

/// Wide enough that no line is broken.
const WIDE: (u16, u16) = (400, 100);
/// Longer than the rule asks for before the Enter that confirms.
const REST: Duration = Duration::from_millis(80);

fn world() -> World {
    World::default().creation_time(Duration::ZERO).seed("lines")
}

/// The wizard in lines, and what it works with.
struct Talk {
    home: Environment,
    session: Session,
    /// What the terminal sends at an Enter.
    enter: &'static str,
}

impl Talk {
    /// With keys, region and project.
    fn begin(world: World, args: &[&str]) -> Self {
        Self::at(Environment::new(world), args)
    }

    fn at(home: Environment, args: &[&str]) -> Self {
        let session = start(&home, &[&PLACE, args].concat(), &home.variables());
        Self { home, session, enter: "\r" }
    }

    /// With a complete draft of this name, opened at its summary; `change` is what its answers differ in.
    fn with_draft(home: Environment, name: &str, change: &Json, args: &[&str]) -> Self {
        home.stock(name, "summary");
        let mut draft: Json = serde_json::from_slice(&std::fs::read(home.draft(name)).unwrap()).unwrap();
        draft["answers"].as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        put(&home.draft(name), draft.to_string().as_bytes());
        Self::at(home, &[&["--draft", name], args].concat())
    }

    /// Types lines at once, as they come from a paste or from hands that are faster than the cloud.
    fn type_lines(&mut self, lines: &[&str]) -> &mut Self {
        let typed: String = lines.iter().flat_map(|line| [line, self.enter]).collect();
        self.session.keys(&typed);
        self
    }

    fn hear(&mut self, text: &str) -> &mut Self {
        self.session.wait_text(text);
        self
    }

    /// Waits until the summary has put its question so many times; what was typed before that does not count.
    fn ready(&mut self, times: usize) -> &mut Self {
        let asked = |screen: &str| screen.matches("To buy, type yes").count();
        self.session.wait_for("the question of the summary", |screen| {
            asked(screen) == times && screen.trim_end().ends_with("type its number:")
        });
        self
    }

    /// Types the word; once more where the machine was too busy to know how it came.
    fn word(&mut self, question: &str, word: &str) -> &mut Self {
        self.hear(question);
        let stands = |screen: &str| screen.trim_end().ends_with("by itself:");
        while !stands(&self.session.screen()) {
            // On a busy machine it cannot be known that it came after the question.
            thread::sleep(REST);
            let refused = self.session.screen().matches(TOO_SOON).count();
            self.type_lines(&[word]);
            self.session.wait_for("an answer to the word", |screen| {
                stands(screen) || screen.matches(TOO_SOON).count() > refused
            });
        }
        self
    }

    /// The same, and then the Enter that confirms.
    fn confirm(&mut self, question: &str, word: &str) -> &mut Self {
        self.word(question, word);
        self.session.enter_until_taken(question, self.enter);
        self
    }

    /// Leaves, and returns the exit code with all that was said.
    fn leave(&mut self) -> (Exit, String) {
        self.type_lines(&[".leave"]);
        self.end()
    }

    fn end(&mut self) -> (Exit, String) {
        let exit = self.session.exit();
        self.session.assert_clean();
        assert_no_secret_below(self.home.home.path());
        let told = String::from_utf8_lossy(self.session.transcript()).into_owned();
        assert!(!told.contains('\x1b'), "an escape byte:\n{told:?}");
        assert!(!told.replace("\r\n", "").contains('\r'), "a bare CR:\n{told:?}");
        assert!(!told.lines().any(|line| line.trim_start().contains("   ")), "a column:\n{told:?}");
        (exit, told)
    }

    /// How many orders arrived.
    fn orders(&self) -> usize {
        let is_order = |method: &str, path: &str| method == "POST" && path.ends_with("/instances");
        self.home.cloud.requests().iter().filter(|seen| is_order(&seen.method, &seen.path)).count()
    }

    fn answers(&self, draft: &str) -> Json {
        let draft: Json = serde_json::from_slice(&std::fs::read(self.home.draft(draft)).unwrap()).unwrap();
        draft["answers"].clone()
    }
}

/// Fails unless all of this was said, in this order.
fn assert_said(told: &str, said: &[&str]) {
    let mut rest = told;
    for text in said {
        let (_, behind) = rest.split_once(text).unwrap_or_else(|| panic!("{text} is not where it belongs in\n{told}"));
        rest = behind;
    }
}

fn start(home: &Environment, args: &[&str], variables: &[(&str, &str)]) -> Session {
    let own = home.arguments();
    let args: Vec<&str> = args.iter().copied().chain(own.iter().map(String::as_str)).collect();
    let variables: Vec<(&str, &str)> = variables.iter().copied().chain([("TERM", "dumb")]).collect();
    Session::spawn(WIDE, WIZARD, &args, &variables)
}

/// From the name to the billing, a line each; empty ones keep what is shown.
const ORDER: [&str; 25] = [
    "orders-prod",
    "",
    "",
    "team=orders, env=prod",
    "",
    "",
    "",
    "",
    "p2.large.12",
    "",
    "",
    "",
    "600",
    "vpc-orders",
    "app-tier-b",
    "sg-mq",
    "",
    "1 2 3",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
];

#[test]
fn a_whole_purchase_from_nothing_with_lines_typed_ahead() {
    let mut talk = Talk::begin(world(), &[]);
    talk.type_lines(&ORDER).hear("Summary.");
    talk.confirm("To buy, type yes", "yes").hear("orders-prod is RUNNING");
    assert_eq!(talk.orders(), 1);
    let (exit, told) = talk.leave();
    assert_eq!(exit, Exit::Code(0), "{told}");
    assert!(told.contains("instance_id ") && told.contains("Asking the cloud for VPCs ..."), "{told}");
}

/// The kernel makes two line ends of CR LF, and the second must neither answer the next question nor spoil the Enter that
/// confirms.
#[test]
fn a_terminal_that_sends_two_bytes_at_each_enter_buys_as_well() {
    let mut talk = Talk::begin(world(), &[]);
    talk.enter = "\r\n";
    // A person answers after the prompt, when the wizard sleeps; only then is it known how the terminal ends its lines.
    talk.hear("Text [none yet]: ").session.settle(REST);
    talk.type_lines(&["orders-prod"]).hear("About. description");
    talk.session.settle(REST);
    talk.type_lines(&ORDER[1..]).hear("Summary.");
    talk.confirm("To buy, type yes", "yes").hear("orders-prod is RUNNING");
    assert_eq!(talk.orders(), 1);
    let (exit, told) = talk.leave();
    assert_eq!(exit, Exit::Code(0), "{told}");
    assert_eq!(talk.answers("orders-prod")["tags"][0]["key"], "team", "{told}");
}

/// An Enter that is pressed twice at once, and blank lines in a paste.
#[test]
fn enters_that_come_together_confirm_nothing() {
    let mut talk = Talk::with_draft(Environment::new(world()), "orders-prod", &json!({}), &[]);
    talk.ready(1).word("To buy, type yes", "yes");
    for (at, pasted) in ["\r\r", "\r\n\r\n", "\r\r\r"].into_iter().enumerate() {
        talk.session.settle(REST);
        talk.session.keys(pasted);
        talk.session.wait_for("a refusal", |screen| screen.matches("by itself: ").count() > at + 1);
        talk.session.settle(REST);
    }
    talk.session.keys("no\r");
    talk.ready(2).session.settle(REST);
    talk.session.keys("yes\r\r\r\r");
    talk.session.settle(REST);
    talk.session.keys("\x03");
    let (exit, told) = talk.end();
    assert_eq!((exit, talk.orders()), (Exit::Code(10), 0), "{told}");
}

#[test]
fn what_was_typed_before_the_question_never_confirms() {
    let mut talk = Talk::begin(world(), &[]);
    talk.type_lines(&[&ORDER[..], &["yes", "", "yes", "", ""]].concat()).hear("To buy, type yes");
    let (exit, told) = talk.leave();
    assert_eq!((exit, talk.orders()), (Exit::Code(10), 0), "{told}");
    assert!(told.contains("Nothing is missing: it can be bought from its summary."), "{told}");
}

/// Only what the program says of a screen has a dot before its number, or a command in the place of its keys.
#[test]
fn an_answer_that_looks_like_a_screen_is_shown_as_it_is() {
    let mut talk = Talk::begin(world(), &[]);
    talk.type_lines(&["orders-prod", "phase (2), ^O p", ".back", "phase (3)", ".undo"]);
    talk.hear("About is phase (2), ^O p again (screen .1).");
    let (_, told) = talk.leave();
    assert!(!told.contains("(.2)") && !told.contains("(.3)") && !told.contains(".purchases again"), "{told}");
}

#[test]
fn problems_are_told_and_commands_lead_about() {
    let mut talk = Talk::begin(world(), &[]);
    talk.type_lines(&[
        "1x",
        "orders-prod",
        ".back",
        ".help",
        "",
        ".3",
        "c6.4u8g.cluster.small",
        "p2.large.12",
        ".4",
        "maybe",
    ]);
    talk.type_lines(&[
        "",
        "maybe",
        "600",
        ".6",
        "1 2",
        "1 9",
        "AZ1",
        ".1",
        "",
        "",
        "2",
        "team",
        "no pair",
        "team=a, env=b",
        ".drop env",
    ]);
    talk.type_lines(&["", ".2", "", "perhaps", "on", ".summary"]).hear("3 answers are missing or wrong:");
    talk.type_lines(&["15", ".none", ".summary", "nothing"]).hear("is no number of an answer. Nothing was sent.");
    let (exit, told) = talk.leave();
    assert_eq!(exit, Exit::Code(10), "{told}");
    for said in [
        "\"1x\"",
        "The name is how people and the console know the instance",
        "Not possible: c6.4u8g.cluster.small is closed (runs 4.8.0). To open it, choose 4.8.0 (.2).",
        "Not valid: \"maybe\" is not a whole number",
        "Not valid: 2 zones picked",
        "Nothing matches \"9\", and it is no ID.",
        "Not valid: \"team\" has no value",
        "\"perhaps\" is neither on nor off.",
        "  15 VPC: nothing is chosen yet",
        "The draft orders-prod is kept.",
    ] {
        assert!(told.contains(said), "{said} is not in\n{told}");
    }
    let answers = talk.answers("orders-prod");
    assert_eq!(answers["tags"], json!([{"key": "team", "value": "a"}]));
    assert_eq!((&answers["proxy_enable"], &answers["product_id"]), (&json!(true), &json!("rocketmq.p2.large.12")));
}

#[test]
fn a_secret_key_shows_nowhere() {
    let home = Environment::new(world());
    let variables: Vec<(&str, &str)> =
        home.variables().into_iter().filter(|(name, _)| !name.starts_with("HUAWEICLOUD")).collect();
    let session = start(&home, &[&PLACE[..], &["--endpoint", "metadata=http://127.0.0.1:9"]].concat(), &variables);
    let mut talk = Talk { home, session, enter: "\r" };
    talk.hear("0 Account: Region")
        .type_lines(&[".clone"])
        .hear("answer screen .0 first.")
        .type_lines(&["", ""])
        .hear("Access key")
        .hear("It does not show")
        .type_lines(&[ACCESS_KEY]);
    talk.hear("Secret key. secret_key").session.settle(REST);
    talk.type_lines(&[SECRET_KEY]).hear("Project. project_id").hear("of a name [ap-southeast-3]: ").type_lines(&[""]);
    talk.hear("1 Engine: Name. name");
    let (exit, told) = talk.leave();
    assert_eq!(exit, Exit::Code(10), "{told}");
}
