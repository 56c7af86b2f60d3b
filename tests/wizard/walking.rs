//! How many keys it takes, and what Enter, Tab and the arrows do.

use crate::support::wizard::{Setup, Wizard, forbidden};
use rocketmq_wizard::app::message::Msg;
use rocketmq_wizard::catalog::Lookup;
use rocketmq_wizard::form::value::Value;
use rocketmq_wizard::sandbox::faults::FaultKind;
use std::time::Duration;

/// Keys of somebody who takes what is proposed: a name, and Enter.
const WALK: &[&str] = &[
    "s", "h", "o", "p", "<Enter>", // Name
    "<Enter>", "<Enter>", "<Enter>", // Version, Flavor, Storage
    "<Enter>", "<Enter>", "<Enter>", // VPC, subnet, group
    "<Enter>", // Zones
    "<Enter>", "<Enter>", "<Enter>", // Encryption, public access, billing
    "y", "e", "s", "<Enter>",
];

#[test]
fn twenty_keys_lead_from_nothing_to_an_instance_id() {
    assert!(WALK.len() <= 20, "{}", WALK.len());
    let (mut wizard, mut screens) = (Wizard::start(), vec![1]);
    for key in WALK {
        wizard = wizard.keys(key);
        screens.extend(wizard.index());
        screens.dedup();
    }
    assert_eq!(screens, [1, 2, 3, 4, 5, 6, 7, 8, 9], "every screen is shown on the way");
    assert_eq!(wizard.orders(), 1, "{}", wizard.screen());
    let id = wizard.purchase().instance_id().unwrap().to_owned();
    assert!(wizard.screen().contains(&id), "{}", wizard.screen());
    let sent = &wizard.cloud().created()[0];
    assert_eq!((&sent["name"], sent["available_zones"].as_array().unwrap().len()), (&"shop".into(), 1));
}

/// Whoever types ahead means the entries of the list that is being read, and not the next questions.
#[test]
fn keys_that_are_typed_ahead_of_a_list_answer_no_other_question() {
    let at_vpc = || Wizard::start().keys("shop<Enter*4>").hold();
    for ahead in ["<Down><Enter>", "<Down><Enter><Down><Enter>", "<Enter*3>", "<Down*3><Enter*2>"] {
        let wizard = at_vpc().keys(&format!("<Enter>{ahead}"));
        assert_eq!(wizard.app.step().map(|step| step.focus.key), Some("subnet_id"), "{ahead}: {}", wizard.screen());
        assert!(wizard.screen().contains("being read; then choose one"), "{ahead}: {}", wizard.screen());
        let wizard = wizard.answer();
        assert!(!wizard.screen().contains("being read"), "{ahead}: {}", wizard.screen());
        let wizard = wizard.keys("<Down><Enter>");
        assert!(!wizard.value("subnet_id").is_empty(), "{ahead}: {}", wizard.screen());
    }
    let elsewhere = at_vpc().keys("<Enter><Tab>");
    assert_eq!(elsewhere.app.step().map(|step| step.focus.key), Some("security_group_id"), "{}", elsewhere.screen());
}

#[test]
fn ten_keys_change_a_number_and_buy() {
    let keys = ["4", "<Down>", "6", "0", "0", "<Enter>", "y", "e", "s", "<Enter>"];
    let changed = keys[..6].iter().fold(Wizard::start().ready(), |wizard, key| wizard.keys(key));
    assert!(changed.screen().contains("600 GB (was 200 GB)"), "{}", changed.screen());
    let bought = keys[6..].iter().fold(changed, |wizard, key| wizard.keys(key));
    assert_eq!(bought.cloud().created()[0]["storage_space"], 600, "{}", bought.screen());
}

#[test]
fn nothing_is_bought_before_all_of_the_summary_was_on_the_screen_and_arrows_reach_all_of_it() {
    let told = [
        "AP-Singapore",
        "orders-prod",
        "5.x",
        "rocketmq.b2.large.4",
        "200 GB",
        "vpc-orders",
        "app-tier-b",
        "sg-mq",
        "AZ1",
        "PERMISSIVE",
        "Public off",
        "yearly/monthly",
        "Auto-pay",
        "takes the money at once",
        "Price:",
        "name is free",
        "clock right",
        "Plan ",
        "changed since opened",
    ];
    for size in [(40, 12), (40, 24), (60, 12), (80, 12), (80, 16), (80, 24), (120, 40)] {
        let mut wizard = Setup::default()
            .size(size.0, size.1)
            .start()
            .ready()
            .on("charging_mode")
            .keys("j<Enter>")
            .on("is_auto_pay")
            .keys("<Space>")
            .to(10);
        let mut seen = wizard.screen();
        for _ in 0..40 {
            if wizard.screen().contains("To buy, type") {
                break;
            }
            wizard = wizard.keys("orders-prod<Enter>");
            assert_eq!(wizard.orders(), 0, "{size:?}\n{}", wizard.screen());
            assert!(wizard.screen().contains("The box opens once every row"), "{}", wizard.screen());
            wizard = wizard.keys("<End>");
            seen += &wizard.screen();
        }
        for told in told {
            assert!(seen.contains(told), "{size:?} {told}\n{seen}");
        }
        let (mut wizard, mut again) = (wizard.keys("<Tab><Home>"), String::new());
        let sizes = [(40, 12), (80, 24)];
        for _ in 0..if sizes.contains(&size) { 50 } else { 0 } {
            again += &wizard.screen();
            wizard = wizard.keys("<Down>");
        }
        for told in told {
            assert!(again.is_empty() || again.contains(told), "{size:?} {told} by arrows\n{again}");
        }
        assert_eq!(wizard.keys("<Tab>orders-prod<Enter>").orders(), 1, "{size:?}");
    }
}

#[test]
fn a_row_of_the_summary_opens_its_question_alone_and_leads_back() {
    let opened = || Wizard::start().ready().keys("4<Down><Enter>");
    assert_eq!((opened().focus(), opened().screen().contains("storage_spec_code")), ("storage_space", false));
    let left = opened().keys("<C-u>900<Esc>");
    assert!(left.app.is_summary() && !left.screen().contains("was 200"), "{}", left.screen());
    assert_eq!(left.value("storage_space"), Value::text("200"), "Esc goes back without the answer");
    let undone = left.keys("<C-_>");
    assert_eq!(undone.value("storage_space"), Value::text("900"), "and undoing that brings it back");
    assert_eq!(undone.keys("<C-_>").value("storage_space"), Value::text("200"), "one change each");
    let taken = opened().keys("<C-u>900<Tab><Enter>");
    assert!(taken.screen().contains("900 GB (was 200 GB)"), "{}", taken.screen());
    assert_eq!(taken.keys("yes<Enter>").orders(), 1, "keys go to the box again");
}

#[test]
fn what_is_missing_stands_among_the_answers_and_is_filled_in_one_after_the_other() {
    let mut wizard = Wizard::start().to(10);
    let screen = wizard.screen();
    for told in ["x Name missing", "x VPC missing", "x Subnet missing", "x Zones missing", "5.x*", "200 GB"] {
        assert!(screen.contains(told), "{told}\n{screen}");
    }
    for key in ["<Enter>", "s", "h", "o", "p"].into_iter().chain(["<Enter>"; 9]) {
        wizard = wizard.keys(key);
    }
    assert!(wizard.screen().contains("To buy, type yes:"), "{}", wizard.screen());
    assert_eq!(wizard.keys("yes<Enter>").orders(), 1);
}

#[test]
fn an_answer_that_brings_up_questions_leads_to_them() {
    for (screen, keys, next) in [
        (7, "<Space><Enter>", "disk_encrypted_key"),
        (8, "<Space><Enter>", "publicip_id"),
        (9, "j<Enter>", "period_type"),
    ] {
        let wizard = Wizard::start().ready().to(screen).keys(keys);
        assert_eq!((wizard.index(), wizard.focus()), (Some(screen), next));
        assert_eq!(wizard.keys("<Enter>").index(), Some(screen + 1).filter(|next| *next < 10));
    }
}

#[test]
fn tab_takes_nothing_that_was_only_typed_into_a_filter() {
    let flavor = Wizard::start().on("product_id").keys("zz<Tab>");
    assert_eq!((flavor.value("product_id"), flavor.value("storage_space")), {
        (Value::text("rocketmq.b2.large.4"), Value::text("200"))
    });
    let id = "00000000-4d6d-4d8f-8d3f-047b0de4c5cf";
    let vpc = Wizard::start().on("vpc_id").keys(&format!("{id}<Tab>"));
    assert_eq!(vpc.value("vpc_id"), Value::Empty);
    assert!(vpc.screen().contains("was not taken: Enter takes it"), "{}", vpc.screen());
    let taken = Wizard::start().on("vpc_id").keys(&format!("{id}<Enter>"));
    assert_eq!(taken.value("vpc_id"), Value::text(id));
}

#[test]
fn what_is_typed_is_offered_as_an_id_only_in_its_form_and_below_what_matches() {
    for (key, typed, offered) in [
        ("engine_version", "6.x", false),
        ("charging_mode", "3db8490c-4d6d-4d8f-8d3f-047b0de4c5c0", false),
        ("vpc_id", "zz", false),
        ("vpc_id", "3db8490c-4d6d-4d8f-8d3f-047b0de4c5c0", true),
        ("product_id", "zz", false),
        ("product_id", "rocketmq.p9.large.9", true),
        ("available_zones", "9f1c5806706d4c1fb0eb72f0a9b18c70", true),
        ("region", "southeast-3", false),
        ("region", "eu-west-1", true),
    ] {
        let wizard = Wizard::start().on(key).keys(&format!("/{typed}"));
        let row = format!("use \"{typed}\" as an ID");
        assert_eq!(wizard.screen().contains(&row), offered, "{key} {typed}\n{}", wizard.screen());
    }
    let region = Wizard::start().on("region").keys("/eu-west-1<Enter>");
    assert_eq!(region.value("region"), Value::text("eu-west-101"), "an entry that matches goes before what is typed");
    let junk = Wizard::start().to(0).paste("southeast-3").keys("/southeast-3");
    assert!(junk.screen().contains("AP-Singapore"), "{}", junk.screen());
    assert_eq!(junk.keys("<Enter>").value("region"), Value::text("ap-southeast-3"), "an old answer is no hit");
}

/// Over a slow line several keys come at once, and what is copied may go into a filter.
#[test]
fn what_is_looked_for_in_a_list_never_takes_the_place_of_the_answer() {
    let chosen = || Wizard::start().ready().on("vpc_id");
    let at_once = |wizard: Wizard, keys: &str| wizard.reads(Duration::from_millis(300), &[keys.as_bytes()]);
    let answer = chosen().value("vpc_id");
    let ways: [&dyn Fn() -> Wizard; 5] = [
        &|| at_once(chosen(), "192.168.0.0/16"),
        &|| at_once(chosen(), "/192.168.0.0/16"),
        &|| at_once(chosen().keys("/19"), "2.168.0.0/16"),
        &|| chosen().keys("/").paste("192.168.0.0/16"),
        &|| chosen().paste("192.168.0.0/16"),
    ];
    for look_for in ways {
        let looked_for = look_for();
        assert!(looked_for.screen().contains("192.168.0.0/16"), "{}", looked_for.screen());
        assert!(!looked_for.screen().contains("10.20.0.0/16"), "{}", looked_for.screen());
        let left = looked_for.keys("<Esc>");
        assert_eq!((left.value("vpc_id"), left.focus()), (answer.clone(), "vpc_id"), "{}", left.screen());
        assert!(left.screen().contains("10.20.0.0/16"), "{}", left.screen());
    }
    let other = at_once(chosen().keys("/"), "192.168.0.0/16").keys("<Enter>").value("vpc_id");
    assert!(other != answer && !other.is_empty(), "{other:?}");
    let id = answer.as_text().to_owned();
    assert_eq!(at_once(Wizard::start().on("vpc_id"), &id).value("vpc_id"), answer, "an ID is the answer at once");
}

#[test]
fn numbers_are_read_as_people_write_them_and_arrows_keep_to_what_is_valid() {
    let on = |keys: &str| Wizard::start().on("storage_space").keys(keys).value("storage_space");
    for typed in ["1200", "1,200", "1 200", "1200GB", "1,200 gb"] {
        assert_eq!(on(&format!("<C-u>{typed}")), Value::text("1200"), "{typed}");
    }
    for (keys, number) in
        [("<Left*3>", "200"), ("<Right>", "300"), ("<C-u>250<Right>", "300"), ("<C-u>250<Left>", "200")]
    {
        assert_eq!(on(keys), Value::text(number), "{keys}");
    }
    let old = Wizard::start().on("engine_version").keys("/4.8<Enter>").on("broker_num").keys("<C-u>3");
    let old = old.on("storage_space");
    assert_eq!(old.value("storage_space"), Value::text("900"));
    let old = old.keys("<Right>");
    assert_eq!(old.value("storage_space"), Value::text("1200"));
    assert_eq!(old.keys("<Left*9>").value("storage_space"), Value::text("900"));
    let brokers = Wizard::start().on("broker_num").keys("<Left*2>");
    assert_eq!(brokers.value("broker_num"), Value::text("1"));
    assert!(brokers.keys("?").screen().contains("broker_num"), "a question mark is no part of a number");
    assert_eq!(Wizard::start().on("description").keys("why?").value("description"), Value::text("why?"));
}

#[test]
fn of_a_text_a_word_is_undone_at_a_time_and_what_was_cut_comes_back() {
    let typed = Wizard::start().on("description").keys("one two three<C-_>");
    assert_eq!(typed.value("description"), Value::text("one two "), "{}", typed.screen());
    let cut = typed.keys("<C-u>").keys("<C-_>");
    assert_eq!(cut.value("description"), Value::text("one two "), "{}", cut.screen());
    let rubbed = cut.keys("<BS><BS><BS><BS>").keys("<C-_>");
    assert_eq!(rubbed.value("description"), Value::text("one two "), "one change: {}", rubbed.screen());
    assert_eq!(rubbed.keys("<C-_><C-_>").value("description"), Value::text(""), "and then the words");
}

#[test]
fn the_last_change_of_an_answer_is_undone_wherever_one_is() {
    let wizard = Wizard::start().on("description").keys("old").on("product_id").keys("/p2.large.12<Enter>");
    let wizard = wizard.on("enable_acl").keys("<Space>").on("name").keys("shop");
    let wizard = wizard.keys("<C-_>");
    assert_eq!(wizard.value("name"), Value::Empty, "a text that was typed in one go is one change");
    assert!(wizard.screen().contains("Undone: Name is not answered again"), "{}", wizard.screen());
    let wizard = wizard.keys("<C-_>");
    assert_eq!(wizard.value("enable_acl"), Value::Flag(false));
    let wizard = wizard.to(10).keys("<C-_>");
    assert_eq!(wizard.value("product_id"), Value::text("rocketmq.b2.large.4"));
    // As terminals send it.
    let wizard = wizard.reads(Duration::from_millis(90), &[b"\x1f", b"\x1f"]);
    assert_eq!(wizard.value("description"), Value::Empty);
    assert!(wizard.screen().contains("No answer was changed"), "{}", wizard.screen());
    let taken = Wizard::start().on("engine_version").keys("<Enter><C-_>");
    assert!(taken.screen().contains("Undone: Version has its default again, 5.x (screen 2)."), "{}", taken.screen());
}

#[test]
fn enter_on_a_wrong_answer_says_once_what_is_wrong_with_it() {
    for (field, keys, told) in [
        ("name", "ab", "\"ab\" has 2 characters; 4 to 64 are allowed."),
        ("storage_space", "50", "50 GB is out of range"),
        ("available_zones", "3", "3 zones picked"),
        ("tags", "team", "\"team\" has no value"),
    ] {
        let single = Wizard::start().on("product_id").keys("/b1.large.1<Enter>").on(field).keys(keys);
        let held = single.keys(if field == "tags" { "<Enter><Enter>" } else { "<Enter>" });
        assert_eq!(held.focus(), field, "{}", held.screen());
        let said = held.screen().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(&format!("X {told}")) && said.contains("Enter once more goes on."), "{}", held.screen());
        assert_ne!(held.keys("<Enter>").focus(), field);
    }
    let other = Wizard::start().on("name").keys("ab<Enter>c<Enter>");
    assert_eq!(other.focus(), "name", "another wrong answer is said as well: {}", other.screen());
}

#[test]
fn zones_and_addresses_are_picked_so_many_at_once() {
    let count = |wizard: &Wizard, key: &str| wizard.value(key).as_list().len();
    let zones = Wizard::start().on("available_zones").keys("3");
    assert_eq!(count(&zones, "available_zones"), 3, "{}", zones.screen());
    assert!(zones.screen().contains("3 picked"), "{}", zones.screen());
    assert_eq!(count(&zones.keys("1"), "available_zones"), 1);
    let taken = Wizard::start().on("available_zones").keys("j<Enter>");
    assert_eq!((count(&taken, "available_zones"), taken.index()), (1, Some(7)), "Enter takes the highlighted one");
    let eips = Wizard::start().on("engine_version").keys("/4.8<Enter>").on("broker_num").keys("<C-u>3");
    let eips = eips.on("enable_publicip").keys("<Space>").on("publicip_id");
    assert!(eips.screen().contains("0 of 9 picked"), "{}", eips.screen());
    let eips = eips.keys("a");
    assert_eq!(count(&eips, "publicip_id"), 9, "{}", eips.screen());
    assert!(eips.screen().contains("9 of 9 picked"), "{}", eips.screen());
    let unknown = Wizard::start().on("enable_publicip").keys("<Space>").on("publicip_id").keys("a");
    assert!(unknown.screen().contains("No source says how many"), "{}", unknown.screen());
}

#[test]
fn enter_on_a_closed_row_offers_to_go_to_what_closes_it() {
    let closed = Wizard::start().on("product_id").keys("/c6.4u8g.cluster<Enter>");
    assert!(closed.screen().contains("Enter again goes"), "{}", closed.screen());
    assert_eq!(closed.keys("<Enter>").focus(), "engine_version");
    let moved = Wizard::start().on("product_id").keys("/c6.4u8g.cluster<Enter><Down><Enter>");
    assert_eq!(moved.index(), Some(3), "another key takes the offer back");
}

#[test]
fn an_answer_that_makes_another_one_wrong_says_so_where_it_is_given() {
    let single = Wizard::start().on("available_zones").keys("3").on("product_id").keys("/b1.large.1<Enter>");
    let told = "does not go with Zones (6): 3 zones picked";
    assert!(single.index() == Some(3) && single.screen().contains(told), "{}", single.screen());
    assert_eq!(single.value("product_id"), Value::text("rocketmq.b1.large.1"));
    let on = single.keys("<Enter>");
    assert_eq!(on.index(), Some(4), "it is said once: {}", on.screen());
    let back = on.on("product_id").keys("/b2.large.4<Enter>");
    assert!(!back.on("product_id").screen().contains(told));
}

#[test]
fn a_digit_and_letters_lead_anywhere_from_the_overview() {
    let at = |keys: &str| Wizard::start().keys(keys);
    assert_eq!(at("<C-o>6").index(), Some(6));
    assert_eq!(at("<C-o>0").index(), Some(0));
    assert!(at("<C-o>s").app.is_summary());
    assert!(at("<C-o>p").screen().contains("PURCHASES"));
    assert!(at("<C-o>d").app.overlay.is_some());
    let shown = Wizard::start().ready().keys("<C-o>").screen();
    assert!(shown.contains("vpc-orders") && shown.contains("200 GB"), "{shown}");
}

#[test]
fn what_has_one_possible_answer_is_settled() {
    let single = Wizard::start().on("product_id").keys("/b1.large.1<Enter>");
    let screen = single.to(3).screen();
    assert!(screen.contains("the only one possible"), "{screen}");
}

#[test]
fn networks_of_the_last_purchase_come_first_and_say_so() {
    let first = |wizard: &Wizard| wizard.screen().lines().nth(6).unwrap_or_default().trim().to_owned();
    let before = Wizard::start().on("vpc_id");
    assert!(first(&before).contains("vpc-orders") && !before.screen().contains("used last"), "{}", before.screen());
    let other = before.keys("/vpc-reliability<Enter>").on("subnet_id").keys("/reliability-2<Enter>");
    let other = other.on("security_group_id").keys("/sg-any<Enter>").on("available_zones").keys("1");
    let bought = other.on("name").keys("orders-prod").to(10).buy();
    assert_eq!(bought.orders(), 1, "{}", bought.screen());
    let next = bought.keys("<C-c><C-c>").crash_and_restart().keys("<Esc>").on("vpc_id");
    assert!(first(&next).contains("vpc-reliability") && first(&next).ends_with("used last"), "{}", next.screen());
    let next = next.keys("<Enter>");
    assert_eq!(next.value("vpc_id"), Value::text("3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf"));
    assert!(next.screen().contains("subnet-reliability-2      192.168.1.0/24"), "{}", next.screen());
}

#[test]
fn an_empty_list_says_that_it_is_empty_and_why_that_may_be() {
    let mut wizard = Wizard::start().on("enable_publicip").keys("<Space>").on("publicip_id");
    wizard.tell(Msg::Fetched(None, Lookup::Eips, Ok(Vec::new().into())));
    let wizard = wizard.on("publicip_id");
    let screen = wizard.screen();
    assert!(screen.contains("none, just read") && screen.contains("There are no EIPs in this project"), "{screen}");
}

#[test]
fn reasons_permissions_and_the_tps_are_never_cut() {
    let narrow = Setup::default().size(60, 24).fault("GET", "/v3/", forbidden()).start().on("security_group_id");
    assert!(narrow.screen().contains("vpc:securityGroups:get"), "{}", narrow.screen());
    let small = Setup::default().size(40, 12).fault("GET", "/v3/", forbidden()).start().on("security_group_id");
    assert!(small.screen().contains("vpc:securityGroups:get"), "{}", small.screen());
    let flavors = Setup::default().size(40, 12).start().on("product_id");
    assert!(flavors.screen().contains("TPS") && !flavors.screen().contains("Edition"), "{}", flavors.screen());
    for (size, zones) in [((80, 24), false), ((100, 24), true)] {
        let flavors = Setup::default().size(size.0, size.1).start().on("product_id");
        assert!(flavors.screen().contains("Disk GB"), "{}", flavors.screen());
        assert_eq!(flavors.screen().contains("a b c"), zones, "{}", flavors.screen());
    }
    let lost = Setup::default().size(40, 12).start().ready().fault("POST", "/v2/", 1, FaultKind::Reset);
    let undecided = lost.buy().wait_until_settled().screen();
    assert!(undecided.contains("send again, which may buy a second"), "{undecided}");
    let closed = Wizard::start().on("disk_encrypted_enable").keys("<Space>").on("disk_encrypted_key").keys("G");
    assert!(closed.screen().contains("asymmetric: cannot encrypt disks"), "{}", closed.screen());
}

/// The last row of the screen.
fn keys_told(wizard: &Wizard) -> String {
    wizard.screen().trim_end().lines().last().unwrap_or_default().to_owned()
}

#[test]
fn the_row_of_keys_keeps_enter_and_esc_and_offers_nothing_that_does_nothing() {
    for size in [(40, 12), (80, 24)] {
        let start = || Setup::default().size(size.0, size.1).start();
        for question in ["engine_version", "product_id", "vpc_id", "available_zones", "tags", "storage_space", "name"] {
            let told = keys_told(&start().on(question));
            assert!(told.contains("Enter next") && told.contains("Esc back"), "{question} {size:?}: {told}");
        }
        for (keys, enter, esc) in [
            ("<C-o>d", "Enter open", "Esc back"),
            ("<C-o>", "Enter go", "Esc close"),
            ("<F1>", "Enter go", "Esc close"),
        ] {
            let told = keys_told(&start().on("name").keys("orders<Tab>").keys(keys));
            assert!(told.contains(enter) && told.contains(esc), "{keys} {size:?}: {told}");
        }
    }
    let on = |flavor: &str, question: &str| {
        let public = Wizard::start().on("product_id").keys(&format!("/{flavor}<Enter>")).on("enable_publicip");
        keys_told(&public.keys("<Space>").on(question))
    };
    for (flavor, question, key, offered) in [
        ("rocketmq.p2.large.12", "publicip_id", "a pick all needed", false),
        ("rocketmq.b1.large.1", "publicip_id", "a pick all needed", true),
        ("rocketmq.p2.large.12", "available_zones", "3 pick 3", true),
        ("rocketmq.b1.large.1", "available_zones", "3 pick 3", false),
        ("rocketmq.b1.large.1", "available_zones", "1 pick 1", true),
    ] {
        let told = on(flavor, question);
        assert_eq!(told.contains(key), offered, "{flavor}: {told}");
    }
    let none = keys_told(&Wizard::start().keys("<C-o>p"));
    assert!(!none.contains("copy") && !none.contains("open"), "{none}");
}

/// On the first screen Esc does nothing, anywhere else its word stands in the row of keys.
#[test]
fn the_row_of_keys_never_drops_esc() {
    let start = || Setup::default().size(40, 12).start();
    let lost = || start().ready().fault("POST", "/v2/", 1, FaultKind::Reset).buy();
    for keys in ["", "<C-o>", "<F1>", "<C-o>d", "<C-o>dn", "<C-o>di", "<C-o>p"] {
        told_with_esc(&start().keys(keys));
    }
    let questions = [("product_id", "/p2"), ("enable_acl", ""), ("available_zones", "/a"), ("tags", "a=b<Enter>te")];
    for (question, keys) in questions {
        told_with_esc(&start().on(question));
        told_with_esc(&start().on(question).keys(keys));
    }
    told_with_esc(&start().to(10));
    for keys in ["", "<Tab>", "<Tab>4<Enter>", "<Tab>6<Enter>", "<Tab>r", "<Tab>x", "<Tab>c", "<Tab>d"] {
        told_with_esc(&start().ready().keys(keys));
        told_with_esc(&start().ready().read().keys(keys));
    }
    for keys in ["", "c", "<C-o>p", "<C-o>s"] {
        told_with_esc(&start().ready().buy().keys(keys));
        told_with_esc(&lost().keys(keys));
        told_with_esc(&lost().wait_until_settled().keys(keys));
        told_with_esc(&crate::tagged::refused().resize(40, 12).keys(keys));
    }
}

fn told_with_esc(wizard: &Wizard) {
    assert!(keys_told(wizard).contains("Esc "), "{}", wizard.screen());
}

#[test]
fn a_filter_finds_the_word_of_the_api_whatever_its_letters() {
    for (question, typed, value) in [
        ("charging_mode", "prepaid", "prePaid"),
        ("tls_mode", "plaintext", "PLAINTEXT"),
        // What only the remark of another entry says is not meant.
        ("tls_mode", "plain", "PLAINTEXT"),
    ] {
        let wizard = Wizard::start().on(question).keys(&format!("/{typed}<Enter>"));
        assert_eq!(wizard.value(question), Value::text(value), "{typed}");
    }
}
