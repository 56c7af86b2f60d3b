//! One may always leave, and nothing is lost.

use crate::support::wizard::{Setup, Wizard};
use rocketmq_wizard::app::message::Msg;
use rocketmq_wizard::catalog::Lookup;
use rocketmq_wizard::form::value::Value;
use rocketmq_wizard::sandbox::faults::FaultKind;
use rocketmq_wizard::steps::STEPS;
use std::time::Duration;

/// Keys that leave something wrong behind on each screen.
const WRONG: [(&str, &str); 9] = [
    ("name", "9 x"),
    ("engine_version", "/none"),
    ("broker_num", "<C-u>999"),
    ("storage_space", "<C-u>12x"),
    ("vpc_id", "/no such network"),
    ("available_zones", "g<Space>j<Space>"),
    ("disk_encrypted_enable", "<Space>"),
    ("enable_publicip", "<Space>"),
    ("charging_mode", "j<Enter><Tab><C-u>99"),
];

fn in_disorder() -> Wizard {
    WRONG.iter().fold(Wizard::start(), |wizard, (key, keys)| wizard.on(key).keys(keys))
}

#[test]
fn nothing_ever_keeps_one_on_a_screen() {
    for (key, keys) in WRONG {
        let at = || Wizard::start().on(key).keys(keys);
        let here = at().index().unwrap();
        let forward = at().keys("<Tab*9>");
        assert_ne!(forward.index(), Some(here), "Tab on {key}\n{}", forward.screen());
        let back = at().keys("<Esc*2>");
        assert!(back.index() < Some(here), "Esc on {key}\n{}", back.screen());
        let back = at().keys("<S-Tab*9>");
        assert!(back.index() < Some(here), "Shift-Tab on {key}\n{}", back.screen());
        let mut jumping = at();
        for to in 1..=9 {
            jumping = jumping.to(to);
            assert_eq!(jumping.index(), Some(to), "from {key}");
            jumping = jumping.to(here);
        }
        assert!(jumping.to(10).app.is_summary());
    }
    let mut wizard = in_disorder().to(10);
    for screen in (1..=9).rev() {
        wizard = wizard.keys("<Esc>");
        assert_eq!(wizard.index(), Some(screen));
    }
    assert_eq!(wizard.keys("<Esc*5>").left, None, "Esc never ends it");
}

#[test]
fn answers_survive_leaving_and_coming_back() {
    let mut wizard = in_disorder();
    let before = wizard.app.form.saved();
    for step in (0..=10).chain((0..10).rev()) {
        wizard = wizard.to(step).keys("<Tab><S-Tab><C-o><Esc><F1><PgDn><Esc>").resize(30, 5).resize(80, 24);
    }
    assert_eq!(wizard.app.form.saved(), before);
    assert_eq!(wizard.saved().answers, before.answers, "and they are on disk");
    assert_eq!(wizard.value("name"), Value::text("9 x"));
    assert_eq!(wizard.value("vpc_id"), Value::Empty, "what was only looked for is no answer");
}

#[test]
fn a_default_follows_and_an_answer_stays() {
    let wizard = Wizard::start().on("engine_version").keys("/4.8<Enter>");
    assert_eq!(wizard.value("product_id"), Value::text("c6.4u8g.cluster.small"));
    let wizard = wizard.on("product_id").keys("/c6.8u16g<Enter>").on("engine_version").keys("/5<Enter>");
    assert_eq!(wizard.value("product_id"), Value::text("c6.8u16g.cluster"));
    assert!(wizard.to(3).screen().contains("runs 4.8.0"));
}

#[test]
fn enter_walks_from_the_first_screen_to_the_summary() {
    let mut wizard = Wizard::start().keys("<Enter>orders-prod<Enter>");
    assert_eq!(wizard.index(), Some(2));
    for _ in 0..40 {
        if wizard.app.is_summary() {
            return assert_eq!(wizard.left, None);
        }
        wizard = wizard.keys("<Enter>");
    }
    panic!("Enter does not get to the summary:\n{}", wizard.screen());
}

#[test]
fn a_list_that_is_under_way_blocks_nothing() {
    let wizard = Setup::default().unanswered().start().on("vpc_id").keys("3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf");
    let wizard = wizard.keys("<Tab>0a0f1fcb-f019-458d-b9e5-301867394d50<Tab>").answer();
    assert_eq!(wizard.value("vpc_id"), Value::text("3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf"));
    assert_eq!(wizard.value("subnet_id"), Value::text("0a0f1fcb-f019-458d-b9e5-301867394d50"));
    assert_eq!(wizard.app.form.show(wizard.app.form.field("vpc_id").unwrap()), "vpc-reliability");
}

#[test]
fn typed_keys_stay_where_they_are() {
    let wizard = Setup::default().stranger().start().on("region").keys("/ap-southeast-3<Enter>");
    let wizard = wizard.on("access_key").keys("AKIDEXAMPLE0000000001").on("secret_key");
    let wizard = wizard.keys("SkExampleNotASecret0000000000000000000001<Tab>").on("project_id");
    let wizard = wizard.keys("/0123456789abcdef0123456789abcdef<Enter>").ready().buy();
    assert_eq!(wizard.cloud().created().len(), 1, "{}", wizard.screen());
    let draft = std::fs::read_to_string(wizard.files.path().join("config/drafts/orders-prod.json")).unwrap();
    assert!(draft.contains("orders-prod") && !draft.contains("AKID"), "{draft}");
}

#[test]
fn keys_that_become_others_forget_what_was_read_before() {
    let known = || {
        let wizard = Setup::default().stranger().start().on("region").keys("/ap-southeast-3<Enter>");
        let wizard = wizard.on("access_key").keys("AKIDEXAMPLE0000000001").on("secret_key");
        let wizard = wizard.keys("SkExampleNotASecret0000000000000000000001<Tab>").on("project_id");
        wizard.keys("/0123456789abcdef0123456789abcdef<Enter>").on("available_zones").on("secret_key")
    };
    let is_known = |wizard: &Wizard| wizard.app.form.listing(&Lookup::Zones).is_some();
    assert!(is_known(&known()));
    for (how, wizard) in [("typed", known().keys("x")), ("pasted", known().paste("x"))] {
        assert!(!is_known(&wizard), "{how}");
    }
}

/// The host is asked for keys from the first screen on, and may take seconds to say that it has none.
#[test]
fn word_from_the_host_takes_nothing_that_is_being_typed() {
    let none = || Msg::Agency(Err("nothing answers".to_owned()));
    let mut wizard = Setup::default().stranger().start().on("region").keys("/Singap");
    wizard.tell(none());
    assert!(wizard.screen().contains("Filter: Singap"), "{}", wizard.screen());
    let mut wizard = wizard.keys("<Enter>").on("name").keys("ab<Left>");
    wizard.tell(none());
    let mut wizard = wizard.keys("x");
    assert_eq!((wizard.value("region"), wizard.value("name")), (Value::text("ap-southeast-3"), Value::text("axb")));
    // Where it has keys, there is nothing left to type.
    wizard = wizard.on("access_key");
    wizard.tell(Msg::Agency(Ok(("agency".to_owned(), None))));
    assert!(wizard.screen().contains("> Region"), "{}", wizard.screen());
}

/// The built-in list gives way to the cloud's, which has other entries in other places.
#[test]
fn a_list_that_arrives_moves_neither_the_cursor_nor_the_answer() {
    let wizard = Setup::default().unanswered().start().to(0);
    let held = wizard.screen();
    let wizard = wizard.answer();
    assert!(held.contains("> *  AP-Singapore") || held.contains(">  *  AP-Singapore"), "{held}");
    assert!(wizard.screen().contains(">  *  AP-Singapore"), "{}", wizard.screen());
    assert_eq!(wizard.keys("<Enter>").value("region"), Value::text("ap-southeast-3"));
}

/// Somebody's log file, by mistake: a part of it would be no answer either, so none of it is taken.
#[test]
fn a_very_long_paste_is_left_out_whole_and_with_a_word() {
    let wizard = Wizard::start().on("description").keys("ab<Left>").paste(&"订 ".repeat(100_000)).keys("c");
    assert_eq!(wizard.value("description"), Value::text("acb"));
    for field in ["name", "description", "vpc_id", "available_zones"] {
        let wizard = Wizard::start().on(field).paste(&"a1,".repeat(2_000));
        assert!(wizard.screen().contains("too long for this and was left out"), "{field}\n{}", wizard.screen());
        assert_eq!(wizard.value(field), Value::Empty, "{field}");
    }
}

/// Beside what could be right there is room for what is wrong to be seen, and no more.
#[test]
fn a_text_that_is_too_long_takes_no_more_letters() {
    let typed = |field: &str, count: usize| {
        let wizard = (0..count).fold(Wizard::start().on(field), |wizard, _| wizard.keys("x"));
        (wizard.value(field).as_text().len(), wizard.screen().contains("no more can be typed"))
    };
    assert_eq!(typed("name", 100), (100, false));
    assert_eq!(typed("name", 101), (100, true));
}

#[test]
fn the_bar_of_steps_shows_where_one_is_and_the_summary_at_every_width() {
    let mut wizard = in_disorder().to(8);
    for (place, to) in [("[8", 8), ("[S]", 10)] {
        wizard = wizard.to(to);
        for width in 40..=120 {
            wizard = wizard.resize(width, 24);
            let bar = wizard.screen().lines().nth(1).unwrap().to_owned();
            assert!(bar.contains(place) && bar.ends_with(['S', ']']), "{width}: {bar}");
            let marked = bar.replace(['+', '!', '[', ']'], "");
            let names =
                marked.split(char::is_numeric).skip(1).map(|name| name.trim().trim_end_matches(" S").to_lowercase());
            let whole: Vec<String> = STEPS.iter().map(|step| step.title.shown().to_lowercase()).collect();
            assert!(
                names.clone().all(|name| whole.iter().any(|title| title.starts_with(&name)) || name == "s"),
                "{bar}"
            );
        }
    }
}

#[test]
fn the_first_digit_in_a_number_begins_another_one() {
    let brokers = || Wizard::start().on("engine_version").keys("/4.8<Enter>").on("broker_num");
    for (before, keys, number) in [
        ("", "3", "3"),
        ("", "12", "12"),
        ("", "<Right>2", "22"),
        ("", "<End>2", "12"),
        ("", "<C-u>2", "2"),
        ("", "<C-u><Right>", "1"),
        ("", "<BS>4", "4"),
        ("3<Tab><S-Tab>", "2", "2"),
        ("3<Tab><S-Tab>", "<Left>1", "21"),
    ] {
        let wizard = brokers().keys(before).keys(keys);
        assert_eq!(wizard.value("broker_num"), Value::text(number), "{keys}\n{}", wizard.screen());
    }
    for (pasted, size) in [("600", "600"), (" 1,200 GB", "1200")] {
        let wizard = Wizard::start().on("storage_space").paste(pasted);
        assert_eq!(wizard.value("storage_space"), Value::text(size), "a fast typist's digits come as a paste");
    }
    assert_eq!(brokers().keys("3<Tab><S-Tab>4").value("broker_num"), Value::text("4"));
}

#[test]
fn an_id_that_is_looked_for_as_one_leaves_stays_picked() {
    for leave in ["<C-o>d", "<C-c><C-c>"] {
        let wizard = Wizard::start().on("available_zones").keys("3");
        let picked = wizard.value("available_zones");
        let wizard = wizard.keys(&format!("/{}{leave}", picked.as_list()[1]));
        assert_eq!(wizard.value("available_zones"), picked, "{leave}\n{}", wizard.screen());
    }
}

#[test]
fn a_filter_that_is_left_gives_the_cursor_back_to_the_answer() {
    for (field, keys, taken) in [
        ("product_id", "/z<Esc><Enter>", "rocketmq.b2.large.4"),
        ("product_id", "<Home>p2<Esc><Enter>", "rocketmq.b2.large.4"),
        ("product_id", "/p2<Esc>j<Enter>", "rocketmq.b2.large.8"),
    ] {
        assert_eq!(Wizard::start().on(field).keys(keys).value(field), Value::text(taken), "{keys}");
    }
    let unanswered = |keys: &str| Wizard::start().on("vpc_id").keys(keys).value("vpc_id");
    let second = unanswered("j<Enter>");
    assert!(second != unanswered("<Enter>") && !second.is_empty());
    assert_eq!(unanswered("j/z<Esc><Enter>"), second, "where nothing is answered yet, to where it stood");
}

#[test]
fn an_undone_answer_on_the_summary_says_nothing_of_what_it_was() {
    let changed = Wizard::start().ready().on("description").keys("old").to(10).keys("<Tab>").keys("<Home>");
    let at = |wizard: Wizard| wizard.keys("3<Enter>/p2.large.8<Enter>");
    let changed = at(changed);
    assert!(changed.screen().contains("(was "), "{}", changed.screen());
    let undone = changed.keys("<C-_>");
    assert!(undone.screen().contains("Undone") && !undone.screen().contains("(was "), "{}", undone.screen());
}

#[test]
fn several_copied_lines_are_told_by_their_number() {
    let copied = Wizard::start().ready().buy().keys("cy");
    let lines = copied.copied().last().unwrap().lines().count();
    assert!(lines > 1 && copied.screen().contains(&format!("clipboard: {lines} lines.")), "{}", copied.screen());
}

/// Keys that would change an answer, buy, decide or move, were the screen to be seen.
const BLIND: &str = "yx1<Space><Enter><Tab><Down>j/d<C-o>p<Esc><C-_><C-u><BS><C-r><C-t>?";

#[test]
fn nothing_typed_blind_changes_anything_and_nothing_typed_before_is_lost() {
    type Scene = fn() -> Wizard;
    let scenes: [Scene; 9] = [
        || Wizard::start().keys("ord"),
        || Wizard::start().on("product_id").keys("/p2"),
        || Wizard::start().on("available_zones").keys("g<Space>"),
        || Wizard::start().on("disk_encrypted_enable"),
        || Wizard::start().ready().keys("ye"),
        || Wizard::start().ready().keys("yes"),
        || Wizard::start().ready().keys("<C-o>d").keys("n").keys("copy"),
        || Wizard::start().ready().buy().keys("<C-o>p"),
        || {
            let lost = Wizard::start().ready().fault("POST", "/v2/", 1, FaultKind::Reset);
            lost.buy().wait_until_settled().keys("s").keys("orders-prod")
        },
    ];
    for (at, scene) in scenes.iter().enumerate() {
        for (width, height) in [(39, 12), (80, 11), (1, 1)] {
            let wizard = scene();
            let (seen, saved, orders) = (wizard.screen(), wizard.app.form.saved(), wizard.orders());
            let blind = wizard.resize(width, height).keys(BLIND).paste("zzz");
            let blind = blind.reads(Duration::from_millis(90), &[b"yes\r", b"\xff", b"orders-prod\r"]);
            assert_eq!((blind.app.form.saved(), blind.orders()), (saved, orders), "{at}");
            assert_eq!(blind.resize(80, 24).screen(), seen, "{at} at {width}x{height}");
        }
    }
    let bought = scenes[5]().resize(30, 8).keys("<Enter>").resize(80, 24).keys("<Enter>");
    assert_eq!(bought.orders(), 1, "what was typed before counts once it is seen again");
}

#[test]
fn the_notice_of_a_small_terminal_says_which_keys_work_and_they_do() {
    let wizard = Wizard::start().keys("orders").resize(38, 11);
    let said = wizard.screen().replace('\n', " ");
    for told in
        ["38x11 is too small; 40x12 is needed", "Nothing is lost", "Ctrl-C (twice leaves), Ctrl-Z, Ctrl-S and Ctrl-L"]
    {
        assert!(said.contains(told), "{said}");
    }
    let saved = wizard.keys("<C-s>");
    assert_eq!(saved.saved().answers.len(), saved.app.form.saved().answers.len());
    let asked = saved.keys("<C-c>");
    assert!(asked.screen().replace('\n', " ").contains("once more within 2 seconds"), "{}", asked.screen());
    assert_eq!(asked.keys("<C-c>").left, Some(10));
}
