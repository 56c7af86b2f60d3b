//! The page of purchases: a list beside the drafts, never a lock.

use crate::support::wizard::{Setup, Wizard};
use crate::support::{ACCESS_KEY, SECRET_KEY};
use rocketmq_wizard::purchase::watch::Pace;
use rocketmq_wizard::sandbox::PROJECT_ID;
use rocketmq_wizard::sandbox::faults::FaultKind;
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::service::purchase::JournalWriter;
use rocketmq_wizard::store::Dirs;
use rocketmq_wizard::store::journal::Journal;
use std::path::PathBuf;
use std::time::Duration;

/// A cloud that never gets an instance done.
fn building() -> Setup {
    Setup::default().world(|world| world.creation_time(Duration::from_hours(9)))
}

/// An order without a trace, on the page where the person decides.
/// The pretend cloud ends with the wizard that has it; any other one stays.
#[test]
fn what_becomes_of_a_purchase_on_leaving_is_said_as_it_is() {
    let known = building().stranger().start().on("region").keys("/ap-southeast-3<Enter>");
    let known = known.on("access_key").keys(ACCESS_KEY).on("secret_key").keys(SECRET_KEY);
    let known = known.on("project_id").keys(&format!("/{PROJECT_ID}<Enter>"));
    let own = building().start();
    for (wizard, said) in [(known, "Pick it up again from any shell with"), (own, "The pretend cloud ends with")] {
        let screen = wizard.ready().buy().screen();
        assert!(screen.contains(said), "{screen}");
    }
}

fn undecided() -> Wizard {
    Wizard::start().ready().fault("POST", "/v2/", 1, FaultKind::Reset).buy().wait_until_settled()
}

/// The files of the purchases that are not settled.
fn open_files(wizard: &Wizard) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(wizard.files.path().join("state/purchases")).unwrap();
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

#[test]
fn other_orders_are_bought_beside_one_that_is_not_settled() {
    let first = building().start().ready().buy();
    let second = first.on("name").keys("<C-u>orders-next").to(10).buy();
    let listed = second.keys("<C-o>p");
    assert_eq!((listed.orders(), listed.app.purchases.unsettled().count()), (2, 2), "{}", listed.screen());
    let screen = listed.screen();
    assert!(screen.contains("orders-next") && screen.contains("orders-prod"), "{screen}");
    let back = listed.keys("<Esc>");
    assert!(back.app.is_summary(), "{}", back.screen());
}

#[test]
fn a_second_order_of_the_name_is_not_offered_and_the_first_one_is_told() {
    type Scene = fn() -> Wizard;
    fn lost(wizard: Wizard) -> Wizard {
        wizard.fault("POST", "/v2/", 1, FaultKind::Reset).buy()
    }
    fn refused() -> Wizard {
        let no = FaultKind::Refuse { status: 400, code: "DMS.00400800".to_owned(), message: "no".to_owned() };
        Wizard::start().ready().fault("POST", "/v2/", 1, no).buy().to(10)
    }
    assert!(refused().screen().contains("refused this last time"), "{}", refused().screen());
    let may = "an order of this draft may have been placed";
    let scenes: [(Scene, &str); 5] = [
        (|| building().start().ready().buy(), "bought by this draft at"),
        (|| lost(Wizard::start().ready()), may),
        (undecided, may),
        (|| undecided().crash_and_restart().keys("<Enter>"), may),
        (|| lost(refused()), may),
    ];
    for (scene, told) in scenes {
        let first = scene();
        let orders = first.orders();
        let again = first.to(10);
        let screen = again.screen();
        assert!(screen.contains(told) && screen.contains("nothing can be sent"), "{screen}");
        for ready in ["ready", "To buy, type", "refused this last time"] {
            assert!(!screen.contains(ready), "{screen}");
        }
        let all = again.keys("<C-o>");
        assert!(all.screen().contains(told) && !all.screen().contains("ready"), "{}", all.screen());
        let typed = all.keys("<Esc>yes<Enter>");
        assert!(typed.screen().contains("orders-prod was ordered before"), "{}", typed.screen());
        assert_eq!(typed.to(10).keys("<Tab>yes<Enter>").orders(), orders);
    }
}

#[test]
fn a_result_stays_within_reach() {
    let bought = Wizard::start().ready().buy();
    let id = bought.purchase().instance_id().unwrap().to_owned();
    let elsewhere = bought.keys("<Esc>").on("description").keys("more");
    assert_eq!(elsewhere.left, None);
    let result = elsewhere.keys("<C-o>p<Enter>");
    assert!(result.screen().contains(&format!("Instance ID         {id}")), "{}", result.screen());
    let next = result.keys("<C-c><C-c>").crash_and_restart().keys("<Esc><C-o>p<Enter>");
    assert!(next.screen().contains(&id), "also in the next start: {}", next.screen());
}

#[test]
fn what_was_not_placed_is_closed_by_its_name_and_frees_it() {
    let wizard = undecided().keys("cyes<Enter>");
    assert!(!wizard.purchase().is_settled(), "{}", wizard.screen());
    let wizard = wizard.keys("<C-u>orders-prod<Enter>");
    assert!(wizard.screen().contains("CLOSED  orders-prod"), "{}", wizard.screen());
    assert_eq!(open_files(&wizard), Vec::<PathBuf>::new());
    let again = wizard.keys("<Enter>");
    assert!(again.app.is_summary(), "nothing is awaited: {}", again.screen());
    let again = again.buy();
    assert_eq!((again.orders(), again.cloud().created().len()), (2, 1), "{}", again.screen());
}

#[test]
fn an_order_sent_again_in_vain_leaves_the_first_one_open() {
    let no = FaultKind::Refuse { status: 400, code: "DMS.00400055".to_owned(), message: "sold out".to_owned() };
    let wizard = undecided().fault("POST", "/v2/", 1, no).keys("sorders-prod<Enter>").keys("<C-o>p");
    let screen = wizard.screen();
    assert!(screen.contains("UNKNOWN") && screen.contains("REFUSED"), "{screen}");
    assert_eq!((wizard.orders(), open_files(&wizard).len()), (2, 1), "{screen}");
}

#[test]
fn a_purchase_of_another_account_is_listed_and_not_asked_about() {
    let building = building().start().ready().buy();
    let path = open_files(&building).pop().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("\"account_id\":null"), "the account is kept: {text}");
    let account = text.split("\"account_id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    std::fs::write(&path, text.replace(&account, "acc-of-somebody-else")).unwrap();
    let before = building.cloud().requests().len();
    let listed = building.crash_and_restart().keys("<Esc><C-o>p").wait(60);
    assert!(listed.screen().contains("acc-of-somebody-else"), "{}", listed.screen());
    let id = listed.app.purchases.at_cursor(None).unwrap().1.snapshot.purchase.instance_id().unwrap().to_owned();
    let asked = listed.cloud().requests();
    assert!(asked.iter().skip(before).all(|seen| !seen.path.ends_with(&id)), "{asked:?}");
}

#[test]
fn while_nobody_can_say_whose_the_keys_are_nothing_is_asked_or_settled() {
    let building = building().start().ready().buy().fault("GET", "/v3/", u32::MAX, FaultKind::Reset);
    let listed = building.crash_and_restart().keys("<Esc><C-o>p");
    assert!(listed.screen().contains("Whose the keys are is asked again soon"), "{}", listed.screen());
    let listed = listed.clear_faults().keys("<C-r>");
    assert!(listed.screen().contains("nothing; it is being built"), "{}", listed.screen());
}

/// The test itself stands for the other process.
#[test]
fn a_purchase_that_is_held_elsewhere_is_only_shown_and_taken_over_later() {
    let building = building().start().ready().buy();
    let file = open_files(&building).pop().unwrap();
    let wizard = Wizard::start();
    let dirs = Dirs { config: wizard.files.path().join("config"), state: wizard.files.path().join("state") };
    let purchases = dirs.state.join("purchases");
    std::fs::create_dir_all(&purchases).unwrap();
    std::fs::copy(&file, purchases.join(file.file_name().unwrap())).unwrap();
    let id = file.file_stem().unwrap().to_string_lossy().into_owned();
    let held = JournalWriter::take(Journal::open(&dirs, Pace::default()), &id).unwrap();
    let wizard = wizard.crash_and_restart().keys("<C-o>p");
    let told = wizard.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("Another purchase of this name is under way"), "{}", wizard.screen());
    drop(held);
    let wizard = wizard.keys("<C-r>");
    assert!(wizard.screen().contains("nothing; it is being built"), "{}", wizard.screen());
}

#[test]
fn the_exit_code_speaks_of_the_last_purchase_made_here() {
    let other = building().start().ready().buy().crash_and_restart().keys("<Esc><C-c><C-c>");
    assert_eq!(other.left, Some(10), "it was made in an earlier start");
    let world = |world: World| world.final_status("ERROR").creation_time(Duration::ZERO);
    let failed = Setup::default().world(world).start().ready().buy();
    let refused = failed.on("name").keys("<C-u>orders-staging").unchecked().buy().keys("<C-c><C-c>");
    assert_eq!(refused.left, Some(10), "{}", refused.screen());
}

/// Purchases in every state that has a page.
fn pages() -> Vec<(&'static str, Wizard)> {
    let setup = || Setup::default().size(160, 24);
    let slow = || setup().world(|world| world.creation_time(Duration::from_hours(9))).start().ready().buy();
    let ready = || setup().start().ready();
    let lost = || ready().fault("POST", "/v2/", 1, FaultKind::Reset).buy();
    let unpaid = || ready().on("charging_mode").keys("j<Enter>").to(10).buy().wait(60);
    let failed = setup().world(|world| world.final_status("CREATEFAILED")).start().ready().buy();
    let taken = ready().fault("POST", "/v2/", 1, FaultKind::DropAfterAccepting).buy().wait_until_settled();
    vec![
        ("building", slow()),
        ("over the limit", slow().wait_until_settled()),
        ("looked for", lost()),
        ("undecided", lost().wait_until_settled()),
        ("found", taken),
        ("refused", setup().world(|world| world.quota(1)).start().ready().unchecked().buy()),
        ("nothing sent", ready().unplug().buy()),
        ("unpaid", unpaid()),
        ("unpaid, its result", unpaid().keys("<Enter>")),
        ("failed", failed),
        ("running", ready().buy()),
        ("tags refused", crate::tagged::refused().resize(160, 24)),
    ]
}

/// The rows of the page that are in view.
fn content(wizard: &Wizard) -> Vec<String> {
    let screen = wizard.screen();
    let rows = screen.lines().skip(3).take_while(|row| !row.contains("\u{2500}\u{2500}\u{2500}"));
    rows.map(|row| row.trim().to_owned()).collect()
}

#[test]
fn every_page_can_be_read_to_its_end_and_offers_the_keys_that_count() {
    for (state, page) in pages() {
        let small = reads_to_the_end(state, page.resize(40, 12));
        offers_what_counts(state, small.resize(160, 24));
    }
}

/// Every row can be reached, and what is below is announced.
fn reads_to_the_end(state: &str, mut page: Wizard) -> Wizard {
    let (mut told, runs) = (content(&page), page.purchase().word() == "RUNNING");
    while page.screen().contains("more below") && told.len() < 60 {
        page = page.keys("<Down>");
        told.push(content(&page).pop().unwrap());
    }
    let bottom = content(&page);
    page = page.keys("<Down>");
    assert_eq!(content(&page), bottom, "{state}: nothing announced what is below");
    let stands = if runs { page.purchase().instance_id().unwrap().to_owned() } else { page.purchase().sentence() };
    let words = |text: &str| text.split_whitespace().collect::<String>();
    assert!(words(&told.join(" ")).contains(&words(&stands)), "{state}: {stands} in {told:#?}");
    assert!(told.iter().all(|row| !row.contains('\u{2026}')), "{state}: {told:#?}");
    page
}

/// A key stands in the row of keys exactly where it does something; of others that one looks for, the reason is said.
fn offers_what_counts(state: &str, mut page: Wizard) {
    for (key, told, why_not) in [
        ("y", "y copy ID", "There is no instance ID to copy yet."),
        ("o", "o copy order no.", "The number of the order is not known."),
        ("x", "x export", ""),
        ("s", "s send again", ""),
        ("c", " c c", "can be closed."),
        ("<C-r>", "^R ask now", ""),
        ("w", "w wait on", ""),
        ("t", "t tags again", "Only tags that were refused"),
        ("a", "a adopt", ""),
    ] {
        let (before, stood, copied) = (page.screen(), content(&page), page.copied().len());
        let offered = before.lines().rev().find(|row| row.contains("Esc back")).unwrap().contains(told);
        page = page.keys(key);
        let acts = page.copied().len() > copied || content(&page) != stood;
        assert_eq!(offered, acts, "{key} where it is {state}: {before}\n{}", page.screen());
        assert!(acts || page.screen().contains(why_not), "{key} where it is {state}: {}", page.screen());
        page = if acts && matches!(key, "x" | "s" | "c") { page.keys("<Esc>") } else { page };
    }
}

#[test]
fn what_warns_stands_beside_the_box_on_the_smallest_screen() {
    let undecided = || {
        Setup::default()
            .size(40, 12)
            .start()
            .ready()
            .fault("POST", "/v2/", 1, FaultKind::Reset)
            .buy()
            .wait_until_settled()
    };
    for (key, warning) in [("s", "This may buy it twice"), ("c", "If it was placed, it stays billed")] {
        for typed in ["", "orders", "<Enter>", "wrong<Enter>"] {
            let page = undecided().keys(key).keys(typed);
            let screen = page.screen();
            assert!(screen.contains(warning) && screen.contains("instance name:"), "{key}{typed}: {screen}");
        }
    }
}

#[test]
fn a_list_longer_than_the_screen_says_which_row_of_how_many_is_selected() {
    let first = building().size(40, 12).start().ready().buy();
    let third = first.on("name").keys("<C-u>orders-b").to(10).buy().on("name").keys("<C-u>orders-c").to(10).buy();
    let list = third.keys("<C-o>p<Down>");
    assert!(list.screen().contains("row 3 of 3"), "{}", list.screen());
}

#[test]
fn an_order_that_is_not_paid_for_an_hour_still_says_that_this_is_what_it_waits_for() {
    let unpaid = Wizard::start().ready().on("charging_mode").keys("j<Enter>").to(10).buy().wait(3700);
    let screen = unpaid.screen();
    assert!(screen.contains("placed, and not paid") && screen.contains("w wait on"), "{screen}");
}

/// What it bought may be the very instance that somebody looks for.
#[test]
fn a_receipt_that_cannot_be_read_is_said_on_the_page_of_purchases() {
    let wizard = Wizard::start().ready().buy().wait_until_settled();
    let receipts = wizard.files.path().join("state/purchases/receipts");
    std::fs::write(receipts.join("20260101T000000Z-aa-odd.jsonl"), "garbage\n{}\n").unwrap();
    let page = wizard.keys("<C-o>p").screen();
    assert!(page.contains("odd.jsonl") && page.contains("orders-prod"), "{page}");
}

#[test]
fn the_overview_says_what_keeps_a_bought_order_from_being_sent_again() {
    let wizard = Wizard::start().ready().buy().wait_until_settled().to(10);
    let overview = wizard.keys("<C-o>").screen();
    assert!(overview.contains("! name is taken"), "{overview}");
}
