//! From keys to the order the cloud received, and everything that must not become one.

use crate::support::wizard::{Setup, Wizard};
use rocketmq_wizard::form::value::Value;
use rocketmq_wizard::purchase::State;
use rocketmq_wizard::sandbox::faults::FaultKind;
use rocketmq_wizard::sandbox::world::World;
use serde_json::json;

/// The example request of the API page, answered by typing, pasting and picking.
#[test]
fn the_example_of_the_api_page() {
    let wizard = Wizard::start().on("name").keys("reliability-1751840557");
    let wizard = wizard.on("engine_version").keys("/4.8<Enter>").on("product_id").keys("/c6.4u8g.cluster<Enter>");
    let wizard = wizard.on("broker_num").keys("<C-u>1").on("storage_space").keys("<C-u>600");
    let wizard = wizard.on("vpc_id").paste("3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf\n");
    let wizard = wizard.on("subnet_id").paste(" \"0a0f1fcb-f019-458d-b9e5-301867394d50\" ");
    let wizard = wizard.on("security_group_id").keys("/23c5977f-ff33-4b95-a73e-08d8a0bc4e6c<Enter>");
    let wizard = wizard.on("available_zones").keys("/9f1c5806706d4c1fb0eb72f0a9b18c77<Enter>");
    let wizard = wizard.on("disk_encrypted_enable").keys("<Space>");
    let wizard = wizard.on("disk_encrypted_key").paste("d1987661-83f9-4d8b-adff-0df8f76d8cdb");
    let wizard = wizard.on("tls_mode").keys("/PLAIN<Enter>").to(10).buy();
    let body = json!({
        "name": "reliability-1751840557", "engine": "reliability", "engine_version": "4.8.0",
        "storage_space": 600, "storage_spec_code": "dms.physical.storage.ultra.v2",
        "vpc_id": "3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf", "subnet_id": "0a0f1fcb-f019-458d-b9e5-301867394d50",
        "security_group_id": "23c5977f-ff33-4b95-a73e-08d8a0bc4e6c",
        "available_zones": ["9f1c5806706d4c1fb0eb72f0a9b18c77"], "product_id": "c6.4u8g.cluster",
        "enterprise_project_id": "0", "ssl_enable": false, "tls_mode": "PLAINTEXT", "ipv6_enable": false,
        "enable_publicip": false, "disk_encrypted_enable": true,
        "disk_encrypted_key": "d1987661-83f9-4d8b-adff-0df8f76d8cdb", "broker_num": 1,
        // Not part of the example; sent as the documented defaults.
        "enable_acl": false, "proxy_enable": false,
    });
    assert_eq!(wizard.cloud().created(), [body]);
    assert_eq!(wizard.orders(), 1);
    let path = "/v2/reliability/0123456789abcdef0123456789abcdef/instances";
    assert!(wizard.cloud().requests().iter().any(|seen| seen.method == "POST" && seen.path == path));
    assert!(matches!(wizard.purchase().state(), State::Running(_)));
}

/// An order for years, in three zones and with public access; confirmed by typing the name, since it takes money at once.
#[test]
fn a_yearly_one_with_three_zones_and_public_access() {
    let wizard = Wizard::start().on("engine").keys("/rocketmq<Enter>").on("name").keys("orders-prod");
    let wizard = wizard.on("description").keys("Orders of the web shop, 订单").on("product_id");
    let wizard = wizard.keys("/p2.large.12<Enter>").on("storage_space").keys("<Right*7>");
    let wizard = wizard.on("vpc_id").keys("/vpc-orders<Enter>").on("subnet_id").keys("/tier-b<Enter>");
    let wizard = wizard.on("security_group_id").keys("/sg-mq<Enter>");
    let wizard = wizard.on("available_zones").keys("g<Space>j<Space>j<Space>");
    let wizard = wizard.on("enable_acl").keys("<Space>").on("enable_publicip").keys("<Space>");
    let wizard = wizard.on("publicip_id").keys("g<Space>j<Space>").on("charging_mode").keys("j<Enter>");
    let wizard = wizard.on("period_type").keys("j<Enter>").on("period_num").keys("<Right>");
    let wizard = wizard.on("is_auto_renew").keys("<Space>").on("is_auto_pay").keys("<Space>").to(10).read();
    let wizard = wizard.keys("yes<Enter>");
    assert_eq!(wizard.orders(), 0, "money is taken at once, so yes is not enough");
    let wizard = wizard.keys("<C-u>orders-prod<Enter>");
    let body = json!({
        "name": "orders-prod", "description": "Orders of the web shop, 订单", "engine": "rocketmq",
        "engine_version": "5.x", "product_id": "rocketmq.p2.large.12", "arch_type": "X86", "broker_num": 1,
        "storage_space": 900, "storage_spec_code": "dms.physical.storage.ultra.v2", "enterprise_project_id": "0",
        "vpc_id": "ce284b4a-5114-4a6e-a463-a0cd7e0af93a", "subnet_id": "8392788e-bb8c-4ff8-a9bf-34331e23ff77",
        "security_group_id": "536e7720-9fbe-4a19-a772-f0755ae665a7", "ipv6_enable": false, "proxy_enable": false,
        "available_zones": ["9f1c5806706d4c1fb0eb72f0a9b18c77", "e269fd08626ddf27ac9306ba4cc6645c",
                            "fc3a7462a6f7c966f51eff558693e977"],
        "disk_encrypted_enable": false, "tls_mode": "PERMISSIVE", "ssl_enable": false, "enable_acl": true,
        "enable_publicip": true,
        "publicip_id": "5474415c-2d56-4712-ab38-00875499b51f,785c96b9-b57f-4f38-accc-70e8ea46ff26",
        "bss_param": {"charging_mode": "prePaid", "period_type": "year", "period_num": 2, "is_auto_renew": true,
                      "is_auto_pay": true},
    });
    assert_eq!(wizard.cloud().created(), [body]);
}

/// A longer name that matches as well must not be taken for the one that was typed whole.
#[test]
fn an_id_that_was_typed_whole_is_meant() {
    for (version, typed, taken) in [
        ("4.8", "c6.4u8g.cluster", Value::text("c6.4u8g.cluster")),
        ("4.8", "c6.4u8g.cluster.small", Value::text("c6.4u8g.cluster.small")),
        ("5.x", "rocketmq.b2.large.4", Value::text("rocketmq.b2.large.4")),
        ("5.x", "rocketmq.p2.large.12", Value::text("rocketmq.p2.large.12")),
    ] {
        let wizard = Wizard::start().on("engine_version").keys(&format!("/{version}<Enter>"));
        let wizard = wizard.on("product_id").keys(&format!("/{typed}<Enter>"));
        assert_eq!(wizard.value("product_id"), taken, "{typed}\n{}", wizard.screen());
    }
}

#[test]
fn neither_a_held_enter_nor_a_paste_buys() {
    let held = Wizard::start().keys("<Enter*300>");
    assert_eq!(held.orders(), 0);
    let held = held.ready().keys("<Enter*300>");
    assert_eq!(held.orders(), 0);
    let pasted = held.paste("yes").keys("<Enter>").paste("yes\n").paste("yes\r").keys("<Enter*3>");
    assert_eq!(pasted.orders(), 0);
    let named = Wizard::start().ready_to_pay().paste("orders-prod\n").keys("<Enter*3>");
    assert_eq!(named.orders(), 0);
}

#[test]
fn a_wrong_word_never_buys() {
    let mut wizard = Wizard::start().ready();
    for word in ["y", "ye", "Yes", "YES", "yes ", " yes", "yess", "no", "orders-prod", "ja"] {
        wizard = wizard.keys(&format!("<C-u>{word}<Enter>"));
        assert_eq!(wizard.orders(), 0, "{word:?}");
    }
    assert_eq!(wizard.keys("<C-u>yes<Enter>").orders(), 1);
    let mut wizard = Wizard::start().ready_to_pay();
    for word in ["yes", "orders", "Orders-prod", "orders-prod ", "orders-prod2"] {
        wizard = wizard.keys(&format!("<C-u>{word}<Enter>"));
        assert_eq!(wizard.orders(), 0, "{word:?}");
    }
    assert_eq!(wizard.keys("<C-u>orders-prod<Enter>").orders(), 1);
}

#[test]
fn the_word_counts_on_the_summary_only() {
    for elsewhere in ["<C-o>yes<Enter>", "<F1>yes<Enter>", "<Esc>yes<Enter>", "<Tab>ryes<Enter>"] {
        assert_eq!(Wizard::start().ready().keys(elsewhere).orders(), 0, "{elsewhere}");
    }
    assert_eq!(Wizard::start().ready().keys("<F1><Esc>yes<Enter>").orders(), 1);
}

#[test]
fn nothing_is_sent_while_anything_is_wrong() {
    let wizard = Wizard::start().ready().on("name").keys("<C-u>abc").to(10).keys("yes<Enter><Tab>yes<Enter>");
    assert_eq!(wizard.orders(), 0);
}

#[test]
fn any_change_clears_the_confirmation() {
    for change in ["<Space>", "j<Enter>"] {
        let key = if change == "<Space>" { "enable_acl" } else { "tls_mode" };
        let wizard = Wizard::start().ready().keys("yes").on(key).keys(change).to(10);
        assert_eq!(wizard.typed(), "");
        assert_eq!(wizard.keys("<Enter>").orders(), 0, "{key}");
    }
    let looked = Wizard::start().ready().keys("ye<C-o><Esc><F1><Esc>s<Enter>");
    assert_eq!(looked.orders(), 1, "looking around changes nothing");
}

#[test]
fn a_second_enter_does_not_buy_again() {
    let wizard = Wizard::start().ready().keys("yes<Enter*50>");
    assert_eq!(wizard.orders(), 1);
    let wizard = wizard.keys("<Esc*20><C-o>yes<Enter*5>yes<Enter>s<Enter>");
    assert_eq!(wizard.orders(), 1);
}

#[test]
fn a_lost_answer_is_looked_for_and_never_sent_again() {
    let lost = || Wizard::start().ready().fault("POST", "/v2/", 1, FaultKind::DropAfterAccepting);
    let found = lost().keys("yes<Enter>").wait_until_settled();
    assert!(matches!(found.purchase().state(), State::Running(_)), "{}", found.screen());
    assert_eq!((found.orders(), found.cloud().created().len()), (1, 1));
    let never = Wizard::start().ready().fault("POST", "/v2/", 1, FaultKind::Reset).keys("yes<Enter>");
    let never = never.wait_until_settled().keys("<Enter*9>yes<Enter>");
    assert!(never.purchase().is_undecided(), "{}", never.screen());
    assert_eq!((never.orders(), never.cloud().created().len()), (1, 0));
    let again = never.keys("s<Enter>").keys("yes<Enter>");
    assert_eq!(again.orders(), 1, "another order takes the name");
    let again = again.keys("<C-u>orders-prod<Enter>").wait_until_settled();
    assert_eq!((again.orders(), again.cloud().created().len()), (2, 1), "{}", again.screen());
}

#[test]
fn a_refusal_lands_on_its_question_and_the_mended_order_passes() {
    let wizard = Wizard::start().ready().on("name").keys("<C-u>orders-staging").unchecked().buy();
    assert_eq!((wizard.orders(), wizard.cloud().created().len()), (1, 0), "{}", wizard.screen());
    let wizard = wizard.keys("<Enter>");
    assert_eq!((wizard.index(), wizard.focus()), (Some(1), "name"));
    let wizard = wizard.keys("-2").to(10).buy();
    assert_eq!((wizard.orders(), wizard.cloud().created().len()), (2, 1), "{}", wizard.screen());
}

#[test]
fn the_id_outlives_the_screen() {
    let wizard = Wizard::start().ready().buy();
    let id = wizard.purchase().instance_id().unwrap().to_owned();
    assert!(wizard.app.exit_message().contains(&format!("instance_id {id}")));
    let wizard = wizard.keys("y");
    assert_eq!(wizard.copied(), [id]);
    assert_eq!(wizard.keys("<Enter><C-c><C-c>").left, Some(0));
}

#[test]
fn leaving_says_how_it_stands() {
    let code = |wizard: Wizard| wizard.keys("<C-c><C-c>").left;
    assert_eq!(code(Wizard::start()), Some(10));
    assert_eq!(code(Wizard::start().ready()), Some(10));
    let building = || Setup::default().world(|world| world.creation_time(std::time::Duration::from_hours(9))).start();
    assert_eq!(code(building().ready().buy()), Some(0));
    assert_eq!(code(building().ready().buy().wait_until_settled()), Some(9));
    let unknown = Wizard::start().ready().fault("POST", "/v2/", 1, FaultKind::Reset).buy();
    assert_eq!(code(unknown), Some(6));
    let failed = Setup::default().world(|world| world.final_status("CREATEFAILED")).start().ready().buy();
    assert_eq!(code(failed), Some(9));
    let slow = Wizard::start().keys("<C-c>").wait(3).keys("<C-c>");
    assert_eq!(slow.left, None, "the second press came too late");
}

#[test]
fn a_start_after_a_crash_goes_on_with_the_purchase_and_never_sends() {
    let hours = std::time::Duration::from_hours(9);
    let building = Setup::default().world(|world| world.creation_time(hours)).start().ready().buy();
    let building = building.crash_and_restart();
    assert!(building.screen().contains("The purchase of orders-prod is not settled"), "{}", building.screen());
    let building = building.keys("p");
    assert!(building.screen().contains("CREATING"), "{}", building.screen());
    assert_eq!(building.orders(), 1);
    let lost = Wizard::start().ready().fault("POST", "/v2/", 1, FaultKind::DropAfterAccepting);
    let lost = lost.fault("GET", "/v2/", u32::MAX, FaultKind::Reset).buy();
    let found = lost.crash_and_restart().clear_faults().keys("<C-o>p<Enter>").wait_until_settled();
    assert!(matches!(found.purchase().state(), State::Running(_)), "{}", found.screen());
    assert_eq!(found.orders(), 1);
}

/// One of them holds the name's lock, which must not look like somebody else's to the other.
#[test]
fn two_unsettled_purchases_of_one_name_are_gone_on_with_side_by_side() {
    let hours = std::time::Duration::from_hours(9);
    let building = Setup::default().world(|world| world.creation_time(hours)).start().ready().buy();
    let journal = building.files.path().join("state/purchases");
    let begun = std::fs::read_dir(&journal).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.is_file());
    let lines = std::fs::read_to_string(begun.unwrap()).unwrap();
    // An order that the process did not live to send.
    std::fs::write(journal.join("20200101T000000Z-0-orders-prod.jsonl"), lines.lines().next().unwrap()).unwrap();
    let both = building.crash_and_restart();
    assert!(both.screen().contains("2 purchases are not settled"), "{}", both.screen());
    let both = both.keys("<C-o>p").wait(40);
    let screen = both.screen();
    assert!(screen.contains("CREATING") && screen.contains("NOT SENT"), "{screen}");
    assert_eq!(both.orders(), 1);
}

#[test]
fn a_draft_that_was_left_open_is_offered_and_goes_on_where_it_was() {
    let wizard = Wizard::start().on("name").keys("orders-prod").on("available_zones").crash_and_restart();
    assert!(wizard.screen().contains("left open at Zones, since"), "{}", wizard.screen());
    let wizard = wizard.keys("<Enter>");
    assert_eq!(wizard.value("name"), Value::text("orders-prod"), "{}", wizard.screen());
}

/// The cloud takes the same name twice, so only the wizard stands in the way.
#[test]
fn the_same_name_is_not_bought_twice_unasked() {
    let start = || Setup::default().world(World::duplicate_names).start();
    let again = start().ready().buy().keys("<C-c><C-c>").crash_and_restart();
    let seen = again.keys("<Enter>").to(10).buy();
    assert_eq!(seen.orders(), 1, "the check found the name taken: {}", seen.screen());
    let again = seen.on("name").unchecked().buy();
    assert_eq!(again.orders(), 1, "the journal knows of the first purchase: {}", again.screen());
    let meant = again.keys("sorders-prod<Enter>");
    assert_eq!(meant.orders(), 2, "{}", meant.screen());
}
