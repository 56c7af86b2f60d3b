//! Every screen, one line each: keys in, a picture out.

use crate::support::wizard::{self as support, Setup, Wizard};
use rocketmq_wizard::form::draft::{Draft, DraftLine, LeftOpen};
use rocketmq_wizard::sandbox::faults::FaultKind;
use rocketmq_wizard::sandbox::world::World;
use std::time::Duration;

impl Wizard {
    /// To the summary, yearly/monthly with auto-pay: the name has to be typed.
    pub(crate) fn ready_to_pay(self) -> Self {
        self.ready().on("charging_mode").keys("j<Enter>").on("is_auto_pay").keys("<Space>").to(10).read()
    }

    /// The summary, with checks that were not permitted to look: only the cloud can say no now.
    pub(crate) fn unchecked(self) -> Self {
        self.fault("GET", "/v2/", u32::MAX, support::forbidden()).to(10).clear_faults()
    }
}

macro_rules! pictures {
    ($($name:ident: $picture:expr;)*) => { $(
        #[test]
        fn $name() {
            crate::begin();
            crate::picture(stringify!($name), &$picture);
        }
    )* };
}

fn start() -> Wizard {
    Wizard::start()
}

fn setup() -> Setup {
    Setup::default()
}

/// A cloud where this may not be read.
fn forbidden(path: &str) -> Setup {
    setup().fault("GET", path, support::forbidden())
}

/// A cloud that never gets an instance done.
pub(crate) fn building() -> Setup {
    setup().world(|world| world.creation_time(Duration::from_hours(9)))
}

/// A purchase whose answer was lost before the cloud took it.
pub(crate) fn lost() -> Wizard {
    start().ready().fault("POST", "/v2/", 1, FaultKind::Reset).buy()
}

/// Three purchases in three states: being built, not paid, and unknown.
pub(crate) fn several(setup: Setup) -> Wizard {
    let creating = setup.world(|world| world.creation_time(Duration::from_hours(9))).start().ready().buy().wait(120);
    let unpaid = creating.on("name").keys("<C-u>orders-pic").on("charging_mode").keys("j<Enter>").to(10).buy().wait(60);
    let lost = unpaid.on("name").keys("<C-u>orders-h1s").on("charging_mode").keys("k<Enter>").to(10);
    lost.fault("POST", "/v2/", 1, FaultKind::Reset).buy().wait_until_settled()
}

/// An order that was not paid, and was cancelled in the console.
fn cancelled() -> Wizard {
    let unpaid = start().ready().on("charging_mode").keys("j<Enter>").to(10).buy();
    unpaid.cloud().cancel_orders();
    unpaid.wait(30)
}

/// On 4.8.0, with three brokers.
fn old() -> Wizard {
    start().on("engine_version").keys("/4.8<Enter>").on("broker_num").keys("<C-u>3")
}

/// At a start that finds drafts.
pub(crate) fn with_drafts(mut wizard: Wizard) -> Wizard {
    let at = |text: &str| Some(text.parse().unwrap());
    let line = |name: &str, modified, answers, screen: Option<&str>| DraftLine {
        name: name.to_owned(),
        modified,
        draft: Draft {
            region: Some("ap-southeast-3".to_owned()),
            screen: screen.map(str::to_owned),
            answers: (0..answers).map(|n| (format!("answer_{n}"), true.into())).collect(),
            ..Draft::default()
        },
        ..DraftLine::default()
    };
    let left = line("orders-prod", at("2026-02-28T18:05:00Z"), 11, Some("zones"));
    let broken = line("payments", at("2026-02-14T09:00:00Z"), 0, None);
    wizard.app.offer_drafts(vec![
        DraftLine {
            left_open: at("2026-02-28T17:40:00Z").map(|since| LeftOpen { since, screen: "zones".to_owned() }),
            ..left
        },
        line("orders-staging", at("2026-02-20T11:30:00Z"), 14, Some("summary")),
        DraftLine { problem: Some("is not whole or not JSON".to_owned()), ..broken },
        line("a-name-that-is-rather-long-for-a-draft", None, 0, None),
    ]);
    wizard
}

/// As a start tells it of half a pair of keys.
const BROKEN: &str = "The keys in HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK cannot be used: HUAWEICLOUD_SDK_AK is set but HUAWEICLOUD_SDK_SK is not; give all that belongs together, or nothing of it. Mend them or take them away; no other keys are looked for, as they may be another account's.";

// The screens as one first sees them.
pictures! {
    first_screen: start().styled();
    account_known: start().to(0).screen();
    account_stranger: setup().stranger().start().styled();
    account_masked: setup().stranger().start().on("secret_key").keys("SkExampleNotASecret0000000000000000000001").styled();
    account_broken: setup().broken_keys(BROKEN).start().on("access_key").styled();
    account_broken_below_a_list: setup().broken_keys(BROKEN).start().styled();
    small_account_broken: setup().size(40, 12).broken_keys(BROKEN).start().on("access_key").styled();
    summary_of_an_unreadable_account: forbidden("/v3/auth/domains").fault("GET", "/v3/projects", support::forbidden()).start().ready().screen();
    tags_none: start().on("tags").styled();
    tags_typed: start().on("tags").keys("team=orders<Enter>cost=4 711<Enter>st").styled();
    tags_wrong: start().on("tags").keys("team=orders<Enter>co,st=42<Up><BS*6>*=x").styled();
    tags_too_many: start().on("tags").paste(&crate::tagged::many(24)).keys("<Up*9>").screen();
    tags_forbidden: forbidden("/v2/0123456789abcdef0123456789abcdef/rocketmq/tags").start().on("tags").keys("a=b").screen();
    small_tags: setup().size(40, 12).start().on("tags").paste(&crate::tagged::many(9)).keys("team=o").screen();
    version: start().to(2).screen();
    flavor: start().to(3).styled();
    storage: start().to(4).screen();
    networking: start().to(5).screen();
    networking_before_the_vpc: start().on("subnet_id").screen();
    zones: start().to(6).styled();
    encryption: start().to(7).screen();
    encryption_with_key: start().to(7).keys("<Space>").on("disk_encrypted_key").screen();
    public_access_off: start().to(8).screen();
    public_access_on: start().to(8).keys("<Space><Tab>").screen();
    billing: start().to(9).screen();
    billing_yearly: start().to(9).keys("j<Enter>").screen();
}

// Lists.
pictures! {
    engine_list: start().on("engine").screen();
    enterprise_list: start().on("enterprise_project_id").screen();
    flavor_of_the_old_version: old().on("product_id").screen();
    flavor_filtered: start().on("product_id").keys("/p2").screen();
    flavor_filtered_by_edition: start().on("product_id").keys("/professional").screen();
    flavor_filtered_by_edition_in_chinese: start().on("product_id").keys("/专业版").screen();
    flavor_used_last: start().ready().buy().on("product_id").screen();
    small_flavor_used_last: setup().size(40, 12).start().ready().buy().on("product_id").screen();
    flavor_no_match: start().on("product_id").keys("/c7.huge").screen();
    flavor_closed_refused: start().on("product_id").keys("/c6.4u8g.cluster<Enter>").styled();
    cpu_list: start().on("product_id").keys("/p2.large.12<Enter>").on("arch_type").screen();
    disk_list_of_the_old_version: old().on("storage_spec_code").screen();
    vpc_list: start().on("vpc_id").screen();
    vpc_list_end: start().on("vpc_id").keys("G").screen();
    vpc_hostile: setup().world(World::hostile_names).start().on("vpc_id").screen();
    vpc_filtered_wide: start().on("vpc_id").keys("/订单").styled();
    subnet_list: start().on("vpc_id").keys("/vpc-orders<Enter>").on("subnet_id").screen();
    subnet_closed_by_ipv6: start().on("vpc_id").keys("/vpc-orders<Enter>").on("ipv6_enable").keys("<Space>").on("subnet_id").screen();
    group_list: start().on("security_group_id").screen();
    zones_two_picked: start().on("available_zones").keys("g<Space>j<Space>").styled();
    zones_two_left: start().on("available_zones").keys("g<Space>j<Space><Tab><S-Tab>").styled();
    zones_sold_out: start().on("available_zones").keys("G<Space>").styled();
    zones_pasted: start().on("available_zones").paste("ap-southeast-3a, AZ2\nfc3a7462a6f7c966f51eff558693e977").screen();
    key_list: start().on("disk_encrypted_enable").keys("<Space>").on("disk_encrypted_key").keys("<Down*11>").screen();
    eip_list_picked: start().on("enable_publicip").keys("<Space>").on("publicip_id").keys("g<Space>j<Space>").screen();
    eip_list_end: start().on("enable_publicip").keys("<Space>").on("publicip_id").keys("G").screen();
    eips_pasted: old().on("enable_publicip").keys("<Space>").on("publicip_id").paste("\"203.0.113.11\",\r\n785c96b9-b57f-4f38-accc-70e8ea46ff26").styled();
    period_list: start().to(9).keys("j<Enter>").on("period_type").screen();
}

// Lists that are not there.
pictures! {
    vpc_asking: setup().unanswered().start().on("vpc_id").screen();
    flavor_asking: setup().unanswered().start().on("product_id").screen();
    vpc_typed_while_asking: setup().unanswered().start().on("vpc_id").keys("3db8").answer().screen();
    vpc_forbidden: forbidden("/v3/").start().on("vpc_id").styled();
    vpc_forbidden_typed: forbidden("/v3/").start().on("vpc_id").keys("3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf").styled();
    flavor_forbidden: forbidden("/v2/reliability/products").start().on("product_id").screen();
    zones_forbidden: forbidden("/v2/available-zones").start().on("available_zones").screen();
    zones_forbidden_typed: forbidden("/v2/available-zones").start().on("available_zones").keys("9f1c5806706d4c1fb0eb72f0a9b18c77, e269fd08626ddf27ac9306ba4cc6645c").screen();
    vpc_no_network: start().unplug().on("vpc_id").styled();
    vpc_reloaded_in_vain: start().on("vpc_id").wait(600).unplug().keys("<C-r>").screen();
    vpc_old_list: start().on("vpc_id").wait(600).screen();
    keys_that_do_not_fit: setup().stranger().start().on("region").keys("/ap-southeast-3<Enter>").on("access_key").keys("AKIDEXAMPLE0000000001<Tab>wrong<S-Tab>").on("project_id").screen();
}

// Problems and words.
pictures! {
    name_quiet: start().on("name").keys("abc").styled();
    name_left: start().on("name").keys("abc<Tab>").styled();
    name_left_and_back: start().on("name").keys("abc<Tab><S-Tab>").styled();
    name_mended: start().on("name").keys("abc<Tab><S-Tab>d").styled();
    name_empty_left: start().on("name").keys("<Tab>").screen();
    name_warned: start().on("name").keys("orders_prod").styled();
    description_wide: start().on("description").keys("订单系统的消息队列，负责人：王小明。生产环境，工单四七一一，请勿删除。如有疑问请联系平台组。").styled();
    description_too_long: start().on("description").paste(&"订单".repeat(513)).screen();
    storage_out_of_range: start().on("storage_space").keys("<C-u>100<Tab>").to(4).screen();
    storage_does_not_divide: old().on("storage_space").keys("<C-u>1000").screen();
    subnet_of_another_vpc: start().on("vpc_id").keys("/vpc-reliability<Enter>").on("vpc_id").keys("/vpc-orders<Enter>").on("subnet_id").paste("0a0f1fcb-f019-458d-b9e5-301867394d50").screen();
    subnet_few_addresses: start().on("vpc_id").keys("/vpc-orders<Enter>").on("subnet_id").keys("/db-tier<Enter><S-Tab>").screen();
    vpc_not_listed: start().on("vpc_id").paste("00000000-4d6d-4d8f-8d3f-047b0de4c5cf").screen();
    version_warned: start().on("engine_version").keys("/4.8<Enter><Esc>").screen();
    auto_pay_on: start().to(9).keys("j<Enter>").on("is_auto_pay").keys("<Space>").styled();
    pasted_with_extras: start().on("name").paste("  \"orders-prod\"\r\n").screen();
    paste_into_a_switch: start().on("enable_acl").paste("true").screen();
    copied: start().on("vpc_id").keys("y").screen();
    ctrl_c_once: start().keys("<C-c>").styled();
}

// What lies over a screen.
pictures! {
    drafts: with_drafts(start()).styled();
    drafts_rename: with_drafts(start()).keys("jrorders-2").screen();
    drafts_delete: with_drafts(start()).keys("d").screen();
    drafts_not_deleted: with_drafts(start()).keys("dno<Enter>").styled();
    drafts_left: with_drafts(start()).keys("<Esc>").screen();
    small_drafts: with_drafts(setup().size(40, 12).start()).screen();
    help_of_a_list: start().on("product_id").keys("?").screen();
    help_of_a_text: start().on("name").keys("<F1>").screen();
    help_keys: start().on("name").keys("<F1><PgDn>").screen();
    help_end: start().on("name").keys("<F1>G").screen();
    help_of_the_summary: start().ready().keys("<F1>").screen();
    steps_fresh: start().keys("<C-o>").styled();
    steps_visited: start().on("name").keys("abc").on("available_zones").keys("<C-o>").styled();
    steps_ready: start().ready().keys("<C-o>").screen();
    request_without_answers: start().to(10).keys("r").screen();
    request: start().ready().keys("<Tab>r").screen();
    request_end: start().ready().keys("<Tab>rG").screen();
    changes_none: start().to(10).keys("d").screen();
    changes: start().ready().keys("<Tab>d").screen();
}

// The summary.
pictures! {
    summary_with_problems: start().to(10).styled();
    summary_problem_chosen: start().to(10).keys("jj").screen();
    summary_ready: start().ready().styled();
    summary_rows: start().ready().keys("<Tab>jjj").styled();
    summary_wrong_word: start().ready().keys("yas<Enter>").styled();
    summary_pasted: start().ready().paste("yes").screen();
    summary_longer_than_the_screen: start().ready().on("charging_mode").keys("j<Enter>").to(10).screen();
    summary_name_to_type: start().ready_to_pay().keys("orders-p").screen();
    summary_quota: setup().world(|w| w.quota(1)).start().ready().screen();
    summary_no_network: start().ready().unplug().keys("<C-r>").screen();
    summary_checks: start().ready().keys("<Tab>c").screen();
    summary_everything: start().ready_to_pay().on("description").keys("Orders of the web shop, 订单, ticket 4711").on("ipv6_enable").keys("<Space>").on("available_zones").keys("gj<Space>j<Space>").on("disk_encrypted_enable").keys("<Space>").on("disk_encrypted_key").keys("/orders<Enter>").on("enable_publicip").keys("<Space>").on("publicip_id").keys("g<Space>j<Space>j<Space>").to(10).screen();
}

// The purchase and what comes of it.
pictures! {
    purchase_creating: building().start().ready().buy().styled();
    purchase_creating_later: building().start().ready().buy().wait(327).screen();
    purchase_over_the_limit: building().start().ready().buy().wait_until_settled().screen();
    purchase_leave_early: building().start().ready().buy().keys("<Enter>").screen();
    purchase_not_listed_yet: setup().world(|w| w.registration_time(Duration::from_hours(9))).start().ready().buy().wait(20).screen();
    purchase_tags_due: crate::tagged::busy().buy().wait(5).screen();
    purchase_tags_set: crate::tagged::ready(start()).buy().screen();
    purchase_tags_refused: crate::tagged::refused().styled();
    purchases_tags_refused: crate::tagged::refused().keys("<Enter>").styled();
    summary_tags: crate::tagged::ready(start()).screen();
    request_tags: crate::tagged::ready(start()).keys("<Tab>rG").screen();
    export_tags: crate::tagged::ready(start()).keys("<Tab>x").screen();
    purchase_failed: setup().world(|w| w.final_status("CREATEFAILED")).start().ready().buy().styled();
    purchase_vanished: setup().world(|w| w.final_status("DELETED")).start().ready().buy().wait_until_settled().screen();
    purchase_refused_name: start().ready().on("name").keys("<C-u>orders-staging").unchecked().buy().styled();
    purchase_refused_name_mend: start().ready().on("name").keys("<C-u>orders-staging").unchecked().buy().keys("<Enter>").styled();
    purchase_refused_quota: setup().world(|w| w.quota(1)).start().ready().unchecked().buy().screen();
    purchase_refused_back: setup().world(|w| w.quota(1)).start().ready().unchecked().buy().keys("<Enter>").screen();
    purchase_forbidden: setup().fault("POST", "/v2/", FaultKind::Refuse { status: 403, code: "APIGW.0302".to_owned(), message: "no".to_owned() }).start().ready().buy().screen();
    purchase_nothing_sent: start().ready().unplug().buy().styled();
    purchase_looking: lost().styled();
    purchase_undecided: lost().wait_until_settled().styled();
    purchase_wait_on: lost().wait_until_settled().keys("w").wait(30).screen();
    purchase_send_again: lost().wait_until_settled().keys("sorders").screen();
    purchase_sent_again: lost().wait_until_settled().keys("sorders-prod<Enter>").screen();
    purchase_found: building().start().ready().fault("POST", "/v2/", 1, FaultKind::DropAfterAccepting).buy().wait(5).screen();
    purchase_unpaid: start().ready().on("charging_mode").keys("j<Enter>").to(10).buy().wait(60).screen();
    purchase_cloud_gone: building().start().ready().buy().unplug().wait(300).screen();
    purchase_bought_before: setup().world(World::duplicate_names).start().ready().buy().crash_and_restart().keys("<Enter>").unchecked().buy().styled();
    checks_blocked: start().ready().on("name").keys("<C-u>orders-staging").to(10).styled();
    checks_blocked_buying: start().ready().on("name").keys("<C-u>orders-staging").to(10).buy().styled();
    checks_forbidden: start().ready().unchecked().styled();
    checks_with_reasons: setup().world(|w| w.quota(1).clock_offset(-130)).start().ready().to(10).keys("<Tab>c").styled();
    purchase_resumed: building().start().ready().buy().wait(60).crash_and_restart().keys("<C-o>p<Enter>").screen();
    purchases: several(setup()).keys("<C-o>p").styled();
    purchases_overview: several(setup()).keys("<C-o>G").screen();
    purchases_while_the_next_is_filled: several(setup()).on("name").keys("<C-u>orders-next").screen();
    purchases_listed_after_a_crash: several(setup()).crash_and_restart().keys("<C-o>p").screen();
    purchases_none: start().keys("<C-o>p").screen();
    purchases_settled: start().ready().buy().keys("<Enter>").screen();
    purchase_close: lost().wait_until_settled().keys("corders").screen();
    purchase_unpaid_close: start().ready().on("charging_mode").keys("j<Enter>").to(10).buy().wait(60).keys("corders").screen();
    purchase_closed: lost().wait_until_settled().keys("corders-prod<Enter>").screen();
    purchase_cancelled: cancelled().styled();
    purchase_same_name: lost().to(10).buy().screen();
    purchase_help: building().start().ready().buy().keys("<F1>").screen();
    result: start().ready().buy().styled();
    result_public: start().ready().on("enable_publicip").keys("<Space>").on("publicip_id").keys("g<Space>j<Space>").to(10).buy().screen();
    result_yearly: start().ready_to_pay().keys("orders-prod<Enter>").screen();
    result_copied: start().ready().buy().keys("y").screen();
    result_steps: start().ready().buy().keys("<Esc>").screen();
}

// Other sizes, and ASCII.
pictures! {
    ascii_zones: setup().ascii().start().to(6).screen();
    ascii_flavor: setup().ascii().size(120, 40).start().on("product_id").keys("/p2").screen();
    ascii_drafts: with_drafts(setup().ascii().start()).screen();
    ascii_summary: setup().ascii().start().ready().screen();
    ascii_wide: setup().ascii().start().on("vpc_id").keys("/订单<Enter>").on("description").keys("订单系统").screen();
    small_engine: setup().size(40, 12).start().styled();
    small_name_wrong: setup().size(40, 12).start().on("name").keys("abc<Tab><S-Tab>").screen();
    small_flavor: setup().size(40, 12).start().to(3).screen();
    small_flavor_filtered: setup().size(40, 12).start().on("product_id").keys("/p2").screen();
    small_vpc: setup().size(40, 12).start().on("vpc_id").screen();
    small_zones: setup().size(40, 12).start().on("available_zones").keys("g<Space>j<Space>").screen();
    small_steps: setup().size(40, 12).start().keys("<C-o>").screen();
    small_help: setup().size(40, 12).start().on("product_id").keys("?").screen();
    small_summary_problems: setup().size(40, 12).start().to(10).screen();
    small_summary: setup().size(40, 12).start().ready().screen();
    small_summary_read: setup().size(40, 12).start().ready_to_pay().screen();
    small_summary_rows: setup().size(40, 12).start().ready().keys("<Tab><Down*9>").screen();
    small_purchase: building().size(40, 12).start().ready().buy().wait(60).screen();
    small_purchases: several(setup().size(40, 12)).keys("<C-o>p").screen();
    small_undecided: setup().size(40, 12).start().ready().fault("POST", "/v2/", 1, FaultKind::Reset).buy().wait_until_settled().screen();
    small_result: setup().size(40, 12).start().ready().buy().screen();
    low_flavor: setup().size(80, 20).start().to(3).screen();
    narrow_subnets: setup().size(60, 24).start().on("vpc_id").keys("/vpc-orders<Enter>").on("subnet_id").screen();
    large_flavor: setup().size(120, 40).start().to(3).screen();
    large_networking: setup().size(120, 40).start().on("vpc_id").keys("/vpc-orders<Enter>").on("subnet_id").screen();
    large_summary: setup().size(120, 40).start().ready().screen();
    large_purchase: building().size(120, 40).start().ready().buy().wait(60).screen();
    crowded_subnets: setup().world(|_| World::crowded()).start().on("vpc_id").keys("/vpc-crowded<Enter>").on("subnet_id").keys("G").screen();
    too_small: setup().size(39, 12).start().screen();
    too_low: setup().size(80, 11).start().screen();
    tiny: setup().size(7, 3).start().screen();
    shrunk_and_grown: start().on("name").keys("orders").resize(1, 1).keys("-prod").resize(80, 24).screen();
}
