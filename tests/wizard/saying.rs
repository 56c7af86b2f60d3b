//! Each problem: quiet while one types, red once the question was left, gone with the keystroke that corrects it.

use crate::support::wizard::{Setup, Wizard};
use rocketmq_wizard::app::message::Msg;
use rocketmq_wizard::catalog::{Choice, Listed, Lookup};

/// Question, keys that prepare, keys that break it, what is said, keys that fix it.
type Case = (&'static str, &'static str, &'static str, &'static str, &'static str);

const PROBLEMS: &[Case] = &[
    ("name", "", "abc", "4 to 64 characters are allowed", "d"),
    ("name", "", "1abc", "the first character must be a letter", "<Home><Del>x"),
    ("name", "", "ab cd", "only letters a-z A-Z, digits, _ and - are allowed, not ' '", "<Left*2><BS>"),
    ("name", "", "ab.cd", "only letters a-z A-Z, digits, _ and - are allowed, not '.'", "<Left*2><BS>"),
    ("broker_num", "", "<C-u>11", "1 to 10 is allowed", "<BS>"),
    ("broker_num", "", "<C-u>x", "not a whole number; 1 to 10 is allowed", "<BS>1"),
    ("storage_space", "", "<C-u>199", "200 to 60,000 GB is allowed", "<End>0"),
    ("storage_space", "", "<C-u>6x", "not a whole number;", "<BS>00"),
    ("period_num", "9j<Enter>", "<C-u>10", "1 to 9 months is allowed", "<BS>"),
];

/// What only the whole state of a list can make wrong: those have no text that is typed bit by bit.
const PICKED: &[Case] = &[
    ("available_zones", "", "g<Space>j<Space>", "2 zones picked: take one away or add AZ3", "j<Space>"),
    ("publicip_id", "8<Space>", "", "nothing is chosen yet; EIPs are required", "g<Space>"),
    ("disk_encrypted_key", "7<Space>", "", "nothing is chosen yet; Key is required", "g<Space>"),
];

/// Keys of the preparation begin with the screen they are meant for.
fn prepared(prepare: &str) -> Wizard {
    let mut keys = prepare.chars();
    match keys.next() {
        Some(step) => Wizard::start().to(step.to_digit(10).unwrap() as usize).keys(keys.as_str()),
        None => Wizard::start(),
    }
}

/// Text of the explanation and the state row, broken where the screen breaks it.
fn told(wizard: &Wizard) -> String {
    let screen = wizard.screen();
    let lines: Vec<&str> = screen.lines().skip(20).take(3).map(str::trim).collect();
    lines.join(" ")
}

fn is_red(wizard: &Wizard) -> bool {
    wizard.styled().lines().any(|line| line.starts_with("row 2") && line.contains("red"))
}

#[test]
fn quiet_while_typing_red_once_left_gone_when_mended() {
    for (key, prepare, breaks, said, corrects) in PROBLEMS.iter().chain(PICKED) {
        let wizard = prepared(prepare);
        let wizard = if wizard.focus() == *key { wizard } else { wizard.to(step(key)) };
        // The first visit: nothing was left yet.
        let wizard = forward_to(wizard, key).keys(breaks);
        assert!(!is_red(&wizard), "{key} is red while it is being typed\n{}", wizard.styled());
        if !breaks.is_empty() {
            assert!(told(&wizard).contains(said), "{key} does not say {said}\n{}", wizard.screen());
        }
        let wizard = wizard.keys("<Tab><S-Tab>");
        assert_eq!(wizard.focus(), *key);
        assert!(is_red(&wizard), "{key} is not red after leaving\n{}", wizard.styled());
        assert!(told(&wizard).contains(said), "{key} does not say {said}\n{}", wizard.screen());
        let wizard = wizard.keys(corrects);
        assert!(!is_red(&wizard), "{key} is red though corrected\n{}", wizard.styled());
        assert!(!told(&wizard).contains(said), "{key} still says {said}\n{}", wizard.screen());
        assert!(told(&wizard).contains("OK  valid"), "{key}\n{}", wizard.screen());
    }
}

/// Tab by Tab, so that the question itself was never left.
fn forward_to(mut wizard: Wizard, key: &str) -> Wizard {
    let screen = wizard.index();
    while wizard.focus() != key {
        wizard.press("<S-Tab>");
        if wizard.index() != screen {
            wizard.press("<Tab>");
            while wizard.focus() != key {
                wizard.press("<Tab>");
            }
        }
    }
    wizard
}

fn step(key: &str) -> usize {
    let steps = rocketmq_wizard::steps::STEPS;
    steps.iter().position(|step| step.fields.iter().any(|field| field.key == key)).unwrap()
}

#[test]
fn ids_that_were_typed_are_judged_once_they_are_taken() {
    for (key, prepare, typed, said) in [
        ("vpc_id", "", "not-a-vpc", "\"not-a-vpc\" is not an ID; 36 characters like"),
        ("subnet_id", "5/vpc-orders<Enter>", "not-a-subnet", "\"not-a-subnet\" is not an ID;"),
        (
            "subnet_id",
            "5/vpc-orders<Enter>",
            "0a0f1fcb-f019-458d-b9e5-301867394d50",
            "is not offered; choose from app-tier-a",
        ),
        ("security_group_id", "", "23c5977f", "\"23c5977f\" is not an ID;"),
        ("available_zones", "", "ap-southeast-3z", "is not a zone ID; 32 hexadecimal digits are"),
        ("enterprise_project_id", "", "shop", "\"shop\" is not an enterprise project; 0 or an ID"),
        ("product_id", "", "c7.large", "\"c7.large\" is not a flavor of 5.x; those start with rocketmq."),
        ("disk_encrypted_key", "7<Space>", "orders", ""),
        ("publicip_id", "8<Space>", "203.0.113.1", "is not an ID;"),
    ] {
        let wizard = prepared(prepare).on(key).paste(typed);
        assert!(told(&wizard).contains(said), "{key} {typed}\n{}", wizard.screen());
    }
}

#[test]
fn other_answers_are_judged_anew_at_once() {
    let ipv6 = Wizard::start().ready().on("subnet_id").keys("/tier-c<Enter>").on("ipv6_enable").keys("<Space>");
    assert!(told(&ipv6).contains("on, but subnet \"app-tier-c\" has no IPv6"), "{}", ipv6.screen());
    assert!(told(&ipv6.keys("<Space>")).contains("OK  valid"));
    let brokers = Wizard::start().on("engine_version").keys("/4.8<Enter>").on("broker_num").keys("<C-u>3");
    let brokers = brokers.on("storage_space").keys("<C-u>1000");
    let said = "1,000 GB does not divide by 3 brokers; 999 and 1,002 GB do";
    assert!(told(&brokers).contains(said), "{}", brokers.screen());
    assert!(told(&brokers.on("broker_num").keys("<C-u>2").on("storage_space")).contains("OK  valid"));
    let single = Wizard::start().on("available_zones").keys("g<Space>j<Space>j<Space>").on("product_id");
    let single = single.keys("/b1.large.1<Enter>").on("available_zones");
    assert!(told(&single).contains("3 zones picked; a single node takes exactly 1"), "{}", single.screen());
}

#[test]
fn a_word_is_no_refusal() {
    for (key, keys, said) in [
        ("name", "orders_prod", "the rename call is documented without it"),
        ("engine_version", "/4.8<Enter><Esc>", "announced the end of service of 4.8.0 for 2026-07"),
        ("broker_num", "<Right>", "the flavor sets the brokers on 5.x"),
    ] {
        let wizard = Wizard::start().on(key).keys(keys);
        assert!(told(&wizard).contains(said), "{key}\n{}", wizard.screen());
        assert!(wizard.styled().contains("magenta bold"), "{key}");
    }
}

/// Of a list that is longer than is read of any, it is said how much is known; an ID behind that is only a warning.
#[test]
fn a_list_that_was_cut_says_how_much_of_it_is_known() {
    let id = |at: usize| format!("ce284b4a-5114-4a6e-a463-{at:012}");
    let entries = (0..1_200).map(|at| Choice::new(id(at), format!("vpc-{at}"), "")).collect();
    let mut wizard = Wizard::start().on("vpc_id");
    wizard.tell(Msg::Fetched(None, Lookup::Vpcs, Ok(Listed { entries, is_cut: true })));
    assert!(wizard.screen().contains("the first 1,200 offered, just read"), "{}", wizard.screen());
    let wizard = wizard.paste(&id(1_200));
    assert!(wizard.screen().contains("is not among the first 1,200 that were read of"), "{}", wizard.screen());
    assert!(!is_red(&wizard.keys("<Tab>")));
}

#[test]
fn header_and_pane_take_an_answer_once_its_question_is_left() {
    let typed = Setup::default().size(120, 40).start().on("name").keys("orders-prod");
    let said = |wizard: &Wizard| wizard.screen().matches("orders-prod").count();
    assert_eq!(said(&typed), 1, "only where it is typed:\n{}", typed.screen());
    let missing = "answers are missing: Name,";
    assert!(typed.screen().contains(missing), "{}", typed.screen());
    let left = typed.keys("<Tab>");
    assert_eq!(said(&left), 3, "the question, the header, the pane:\n{}", left.screen());
    assert!(!left.screen().contains(missing), "{}", left.screen());
}
