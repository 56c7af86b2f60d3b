//! What people do in the wizard, line by line, as its whole transcript shows it.

use crate::support::env::{Environment, put};
use crate::support::pty::Exit;
use crate::support::{ACCESS_KEY, SECRET_KEY};
use crate::{ORDER, REST, Talk, assert_said, start, world};
use rocketmq_wizard::form::field::Field;
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::steps::STEPS;
use serde_json::{Value as Json, json};

/// Nobody has to add a question here: it is put because it stands in the table, and stands in the summary for the same
/// reason.
#[test]
fn every_question_of_the_table_is_put_and_stands_in_the_summary() {
    let home = Environment::new(world());
    let mut draft: Json = serde_json::from_str(include_str!("../cases/yearly-public/draft.json")).unwrap();
    draft["screen"] = "account".into();
    draft["answers"]["disk_encrypted_enable"] = true.into();
    put(&home.draft("all"), draft.to_string().as_bytes());
    let variables: Vec<(&str, &str)> =
        home.variables().into_iter().filter(|(name, _)| !name.starts_with("HUAWEICLOUD")).collect();
    let session = start(&home, &["--draft", "all", "--endpoint", "metadata=http://127.0.0.1:9"], &variables);
    let mut talk = Talk { home, session, enter: "\r" };
    talk.type_lines(&[""]).hear("Access key. access_key").hear("while you type").session.settle(REST);
    talk.type_lines(&[ACCESS_KEY]).hear("Secret key. secret_key").session.settle(REST);
    talk.type_lines(&[SECRET_KEY]).hear("Project. project_id").type_lines(&[""]).hear("1 Engine: Name. name");
    let fields: Vec<&Field> = STEPS.iter().flat_map(|step| step.fields).copied().collect();
    // Two for each: one that has no answer yet says so first.
    talk.type_lines(&vec![""; 2 * fields.len()]).hear("Summary.");
    let (_, told) = talk.leave();
    let (put, summary) = told.split_once("Summary.").unwrap();
    for field in fields {
        let label = field.label;
        let is_put = put.contains(&format!(". {}\r\n", field.key));
        assert!(is_put || put.contains(&format!(" {label}: ")), "{} is not put:\n{told}", field.key);
        let stands = summary.split(['.', ':', ';']).any(|answer| {
            let rest = answer.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
            rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(label.0))
        });
        let is_secret = field.key.ends_with("_key") && field.key != "disk_encrypted_key";
        assert!(stands || is_secret, "{} is not in the summary:\n{told}", field.key);
    }
}

/// A network or a group decides where the instance is, and who reaches it: nothing of that is taken because it is first.
#[test]
fn an_empty_line_takes_nothing_that_the_prompt_does_not_name() {
    let mut talk = Talk::begin(world(), &[]);
    talk.type_lines(&["orders-prod", ".5", "", "", ".5", "vpc-orders", "", "", "", "", "", "", ".leave"]);
    let (exit, told) = talk.end();
    assert_eq!(exit, Exit::Code(10), "{told}");
    let answers = talk.answers("orders-prod");
    for left in ["subnet_id", "security_group_id", "product_id", "available_zones"] {
        assert_eq!(answers[left], Json::Null, "{left}: {told}");
    }
    assert_eq!(told.matches("Number, ID, or part of a name [none yet]: ").count(), 2 + 1 + 2 + 2, "{told}");
    assert_eq!(told.matches("Not yet: nothing is chosen").count(), 4, "{told}");
}

/// Lines that were typed ahead are echoed before their prompts are out.
#[test]
fn what_follows_a_prompt_begins_on_a_line_of_its_own() {
    let mut talk = Talk::begin(world(), &[]);
    talk.type_lines(&ORDER[..9]).hear("3 Flavor: Brokers. broker_num").session.keys("\x04");
    let (exit, told) = talk.end();
    assert_eq!(exit, Exit::Code(10), "{told}");
    for line in told.split("\r\n") {
        let behind = line.split_once("]: ").map_or("", |(_, behind)| behind);
        assert!(!behind.contains(". ") && !behind.contains("is kept"), "{line}\n{told}");
    }
}

#[test]
fn the_end_of_the_input_loses_no_line_that_was_begun() {
    for begun in ["orders-begun", ""] {
        let mut talk = Talk::begin(world(), &["--draft", "begun"]);
        talk.hear("1 Engine: Name. name").session.settle(REST);
        // Ctrl-D hands over what stands on the line, and ends the input where nothing does.
        talk.session.keys(begun);
        talk.session.keys(if begun.is_empty() { "\u{4}" } else { "\u{4}\u{4}" });
        if !begun.is_empty() {
            talk.hear("About. description").session.settle(REST);
            talk.session.keys("\u{4}");
        }
        let (exit, told) = talk.end();
        assert_eq!(exit, Exit::Code(10), "{told}");
        assert_eq!(told.contains("The draft begun is kept."), !begun.is_empty(), "{told}");
        assert_eq!(talk.home.draft("begun").exists(), !begun.is_empty(), "{told}");
        if !begun.is_empty() {
            assert_eq!(talk.answers("begun")["name"], begun);
        }
    }
}

/// Where the money is taken at once, the word is the name of the instance.
#[test]
fn without_a_name_no_word_counts_as_typed() {
    let home = Environment::new(world());
    let change =
        json!({ "name": "", "charging_mode": "prePaid", "period_type": "month", "period_num": 1, "is_auto_pay": true });
    let mut talk = Talk::with_draft(home, "nameless", &change, &[]);
    talk.hear("Number of an answer to give or change");
    let (_, told) = talk.leave();
    assert!(!told.contains("To buy"), "{told}");
}

fn refusal() -> Fault {
    let no = FaultKind::Refuse { status: 400, code: "DMS.00400800".to_owned(), message: "no".to_owned() };
    Fault::new(no).on("POST", "/v2/")
}

#[test]
fn a_refused_order_leads_back_to_the_answers_and_is_bought_as_another() {
    let home = Environment::new(world().fault(refusal()));
    let mut talk = Talk::with_draft(home, "orders-prod", &json!({}), &[]);
    talk.confirm("To buy, type yes", "yes").hear("An empty line goes back to the answers: ").type_lines(&[""]);
    talk.ready(2).type_lines(&["3", "orders-again"]).ready(3);
    let (exit, told) = talk.leave();
    assert_eq!((exit, talk.orders()), (Exit::Code(10), 1), "{told}");
    assert_said(&told, &["sent and refused", "Refused last time: A parameter is invalid: no.", "3 Name orders-again"]);
}

#[test]
fn an_unpaid_order_says_where_it_is_paid_and_is_closed_by_its_name() {
    let monthly = json!({ "charging_mode": "prePaid", "period_type": "month", "period_num": 1, "is_auto_pay": false });
    let mut talk = Talk::with_draft(Environment::new(world()), "orders-prod", &monthly, &[]);
    talk.confirm("To buy, type yes", "yes").hear("is not paid pay it in the console");
    talk.type_lines(&[".help", ".close"]).hear("an empty line keeps it");
    let (exit, told) = talk.leave();
    assert_eq!((exit, talk.orders()), (Exit::Code(0), 1), "{told}");
    assert_said(
        &told,
        &[
            "orders-prod is ordered, and the order is not paid: pay it in the console",
            "  .close  closes it, after asking",
            "If it is not wanted any more, type orders-prod; an empty line keeps it: ",
            "state UNPAID",
        ],
    );
}

#[test]
fn an_unknown_outcome_is_never_sent_again_unasked() {
    let home = Environment::new(world().fault(Fault::new(FaultKind::Reset).on("POST", "/v2/")));
    let mut talk = Talk::with_draft(home, "orders-prod", &json!({}), &[]);
    talk.confirm("To buy, type yes", "yes").hear(".close closes it");
    talk.type_lines(&["", ".resend", ".help", ".close"]).hear("If it was not placed, type orders-prod");
    talk.type_lines(&["wrong"]).hear("That is not the name; nothing was done.").session.settle(REST);
    talk.confirm("If it was not placed, type orders-prod", "orders-prod").hear("An empty line");
    let (exit, told) = talk.leave();
    assert_eq!((exit, talk.orders()), (Exit::Code(10), 1), "{told}");
    assert_said(
        &told,
        &[
            "The order may have been placed.",
            "UNKNOWN, ordered ",
            "\".resend\" means nothing here",
            "That is not the name; nothing was done.",
            "closed orders-prod, saying that the order was not placed.",
        ],
    );
}

#[test]
fn several_purchases_and_drafts_are_named_by_their_numbers() {
    let mut talk = Talk::with_draft(Environment::new(world()), "orders-prod", &json!({}), &[]);
    talk.confirm("To buy, type yes", "yes").hear("orders-prod is RUNNING");
    talk.type_lines(&[".drafts", ".copy 1", "orders-two", "1"]).hear("3 Name orders-two").ready(2);
    talk.confirm("type its number: ", "yes").hear("orders-two is RUNNING");
    talk.type_lines(&[".purchases", "3", "2", ".connect", "", "", ".drafts"]);
    talk.type_lines(&[".rename 2", "first", ".delete 2", "no", ".delete 2", "yes", ".new third", "", "", ".drafts"]);
    let (exit, told) = talk.leave();
    assert_eq!((exit, talk.orders()), (Exit::Code(0), 2), "{told}");
    assert_said(
        &told,
        &[
            "  1  orders-two, 17 answers",
            "  1  orders-two, RUNNING",
            "  2  orders-prod, RUNNING",
            "There is no \"3\" here.",
            "Name server  ",
            "bought by this draft at ",
            ", see .purchases.",
            "Choose another name (.1).",
            "  2  first, for orders-prod",
            "Nothing was deleted; to delete, type yes.",
            "goes back to third: ",
        ],
    );
}

#[test]
fn what_is_not_named_is_neither_deleted_nor_taken_away() {
    let unknown = json!({"alien": 1, "colour": "blue"});
    let mut talk = Talk::with_draft(Environment::new(world()), "orders-prod", &unknown, &[]);
    talk.hear(".drop 2 takes it away").type_lines(&[".drop", ".drop 99", ".drop hue", ".drop colour"]);
    talk.hear("colour is taken away").type_lines(&[".drafts", ".copy 1", "orders-two", ".delete", ".delete 3"]);
    talk.type_lines(&[".delete orders-three", ".delete orders-prod"]).hear("To delete orders-prod for good");
    talk.type_lines(&["", ".delete orders-two", "yes"]).hear("  1  orders-prod");
    let (exit, told) = talk.leave();
    assert_eq!(exit, Exit::Code(10), "{told}");
    assert_said(
        &told,
        &[
            "\".drop\" means nothing here; .help lists what does.",
            "There is no \"99\" here.",
            "There is no \"hue\" here.",
            "\".delete\" means nothing here; .help lists what does.",
            "There is no \"3\" here.",
            "There is no \"orders-three\" here.",
            "To delete orders-two for good, type yes",
        ],
    );
    assert_eq!((&talk.answers("orders-prod")["alien"], talk.answers("orders-prod").get("colour")), (&json!(1), None));
}

#[test]
fn a_clone_begins_as_an_instance_and_leaves_the_name_open() {
    let mut talk = Talk::begin(world(), &[]);
    talk.type_lines(&[".clone", "orders", "orders-new", ".summary"]).ready(1);
    for (at, command) in [".changes", ".export toml", ".checks"].into_iter().enumerate() {
        talk.type_lines(&[command]).ready(at + 2);
    }
    talk.type_lines(&[".request"]).hear("POST /v2/reliability/");
    let (exit, told) = talk.leave();
    assert_eq!((exit, talk.orders()), (Exit::Code(10), 0), "{told}");
    assert_said(
        &told,
        &[
            "The draft begins as orders-staging is; Name is left open.",
            "Text [none yet]: ",
            "3 Name orders-new; 4 About staging twin of orders-prod",
            "Changed since orders-staging:",
            "The formats are json, curl and terraform.",
        ],
    );
}

#[test]
fn a_policy_closes_choices_and_refuses_answers_with_its_reason() {
    let home = Environment::new(world());
    let policy = home.home.path().join("policy.json");
    let rules = json!({ "version": 1, "contact": "platform@example.com", "rules": {
        "disk_encrypted_enable": { "fixed": true, "reason": "all disks are encrypted" },
        "storage_space": { "most": 1200, "reason": "ask for more" },
        "name": { "pattern": "team-*", "reason": "names begin with the team" },
        "product_id": { "allowed": ["rocketmq.p2.large.12"], "reason": "one size" } } });
    put(&policy, rules.to_string().as_bytes());
    let mut talk = Talk::at(home, &["--policy", policy.to_str().unwrap()]);
    talk.type_lines(&["orders", "team-orders", ".3", ".4", "", "5000", "900"]);
    talk.type_lines(&[".7", ".summary"]).hear("Summary.");
    let (exit, told) = talk.leave();
    assert_eq!(exit, Exit::Code(10), "{told}");
    assert_said(
        &told,
        &[
            "\"orders\" is not allowed by your organization's policy; it has to be like team-* (names begin with the team; ask platform@example.com)",
            "3 Flavor stays rocketmq.p2.large.12 by your organization's policy (one size; ask platform@example.com).",
            "From 200 to 1,200.",
            "at most 1,200 GB is allowed by your organization's policy (ask for more",
            "20 At rest on",
        ],
    );
}

#[test]
fn a_jump_by_number_comes_back_to_the_summary_and_undo_takes_it_back() {
    let mut talk = Talk::with_draft(Environment::new(world()), "orders-prod", &json!({}), &[]);
    talk.ready(1).type_lines(&["14", ".help", "1200"]).ready(2).type_lines(&[".changes"]);
    talk.ready(3).type_lines(&[".undo"]).ready(4);
    talk.type_lines(&["14", ".back"]).ready(5).type_lines(&["99"]).hear("is no number of an answer");
    talk.type_lines(&[".2", ".back", ".undo"]);
    let (exit, told) = talk.leave();
    assert_eq!((exit, talk.orders()), (Exit::Code(10), 0), "{told}");
    assert_said(
        &told,
        &[
            "The total of all brokers.",
            "14 Storage 1,200 GB",
            "  Storage: 600 GB -> 1,200 GB",
            "Undone: Storage is 600 GB again",
            "\"99\" is no number of an answer. Nothing was sent.",
            "2 Version. engine_version",
            "1 Engine. engine",
            "No answer was changed since the draft was opened.",
        ],
    );
}
