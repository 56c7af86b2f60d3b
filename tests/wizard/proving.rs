//! What must be known of the cloud before an order goes out, and what is looked up after it.

use crate::support::wizard::{Setup, Wizard, forbidden};
use rocketmq_wizard::purchase::State;
use rocketmq_wizard::sandbox::PROJECT_ID;
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;

fn list() -> String {
    format!("/v2/{PROJECT_ID}/instances")
}

fn refuse(status: u16, code: &str) -> FaultKind {
    FaultKind::Refuse { status, code: code.to_owned(), message: "no".to_owned() }
}

fn block_page(status: u16) -> FaultKind {
    FaultKind::Verbatim { status, body: "<html><h1>Access denied</h1></html>".to_owned() }
}

fn flat(screen: &str) -> String {
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_name_that_cannot_be_looked_up_holds_the_order_back_until_it_can() {
    for trouble in [FaultKind::Reset, refuse(500, "DMS.00500000"), FaultKind::Garbage, block_page(403)] {
        let wizard = Setup::default().fault("GET", &list(), trouble.clone()).start().ready();
        assert!(wizard.screen().contains("x name not looked up"), "{}", wizard.screen());
        let wizard = wizard.buy();
        assert_eq!((wizard.orders(), wizard.app.is_summary()), (0, true), "{trouble:?}");
        let said = flat(&wizard.screen());
        assert!(said.contains("Nothing was sent: name not looked up") && said.contains("^R"), "{said}");
        let wizard = wizard.clear_faults().keys("<C-r>");
        assert!(wizard.screen().contains("+ name is free"), "{}", wizard.screen());
        assert_eq!(wizard.keys("<Enter>").orders(), 1, "{trouble:?}");
    }
    let permitted = Setup::default().fault("GET", &list(), forbidden()).start().ready().buy();
    assert_eq!(permitted.orders(), 1, "{}", permitted.screen());
}

/// The summary may have stood there for hours.
#[test]
fn what_was_looked_up_long_ago_is_looked_up_again_before_anything_is_sent() {
    let asked = |wizard: &Wizard| wizard.cloud().requests().iter().filter(|seen| seen.path == list()).count();
    let fresh = Wizard::start().ready().wait(50);
    let before = asked(&fresh);
    let order = fresh.buy();
    let looks: Vec<bool> = order.cloud().requests().iter().filter(|seen| seen.path == list()).map(|_| true).collect();
    assert_eq!((order.orders(), looks.len() - before), (1, 2), "only the look after the purchase");

    let stale = Wizard::start().ready().wait(70);
    let before = asked(&stale);
    let order = stale.buy();
    assert_eq!((order.orders(), asked(&order) - before), (1, 4), "{}", order.screen());

    let broken = Wizard::start().ready().wait(70).fault("GET", &list(), 99, refuse(500, "DMS.00500000")).buy();
    assert_eq!(broken.orders(), 0, "{}", broken.screen());
    assert!(flat(&broken.screen()).contains("Nothing was sent: name not looked up"), "{}", broken.screen());
}

#[test]
fn a_confirmed_order_waits_for_the_look_but_not_for_long_and_any_key_stops_it() {
    let waiting = || Wizard::start().ready().wait(70).hold().buy();
    let wizard = waiting();
    assert_eq!((wizard.orders(), wizard.app.is_summary()), (0, true));
    assert!(wizard.screen().contains("The name is looked up first, then this is bought."), "{}", wizard.screen());
    assert_eq!(wizard.answer().orders(), 1);

    assert_eq!(waiting().keys("<Enter>").answer().orders(), 1, "a second Enter changes nothing");
    for key in ["<Up>", "<Esc>", "<C-o>", "<C-c>", "<Tab>"] {
        let stopped = waiting().keys(key).answer();
        assert_eq!(stopped.orders(), 0, "{key}: {}", stopped.screen());
    }
    assert_eq!(waiting().paste("x").answer().orders(), 0);

    let late = waiting().wait(11).answer();
    assert_eq!(late.orders(), 0, "{}", late.screen());
    assert!(late.screen().contains("press Enter to buy"), "{}", late.screen());
    assert_eq!(late.keys("<Enter>").orders(), 1);

    let taken = Wizard::start().ready().on("name").keys("<C-u>orders-staging").unchecked().wait(70).hold().buy();
    let taken = taken.answer();
    assert_eq!(taken.orders(), 0, "{}", taken.screen());
    assert!(taken.screen().contains("name is taken"), "{}", taken.screen());
}

#[test]
fn what_proves_nothing_is_looked_for_and_not_called_a_refusal() {
    for trouble in [block_page(403), block_page(401), refuse(400, "DMS.99999999"), refuse(403, "WAF.0001")] {
        let wizard = Wizard::start().ready().fault("POST", "/v2/", 1, trouble.clone()).buy();
        assert!(matches!(wizard.purchase().state(), State::Unknown(_)), "{}", wizard.screen());
        let wizard = wizard.wait_until_settled().keys("<Enter*5>");
        assert_eq!((wizard.orders(), wizard.cloud().created().len()), (1, 0), "{trouble:?}");
    }
}

#[test]
fn two_of_one_name_are_said_on_both_pages_and_on_leaving() {
    let rival = || Fault::new(FaultKind::Rival { lost: false }).on("POST", "/v2/");
    for creation in [0, 3600] {
        let world = |world: World| {
            let time = std::time::Duration::from_secs(creation);
            world.duplicate_names().creation_time(time).fault(rival())
        };
        let wizard = Setup::default().world(world).start().ready().buy();
        assert_eq!((wizard.orders(), wizard.cloud().created().len()), (1, 2));
        let purchase = wizard.purchase();
        let ids = [purchase.instance_id().unwrap().to_owned(), purchase.namesakes()[0].id.clone()];
        let told = |text: &str| ids.iter().all(|id| text.contains(id)) && text.contains("keep one, and delete");
        assert!(told(&flat(&wizard.screen())), "{}", wizard.screen());
        assert!(told(&wizard.app.exit_message().join(" ")), "{:?}", wizard.app.exit_message());
        if creation == 0 {
            assert_eq!(wizard.keys("<Enter><C-c><C-c>").left, Some(9));
        } else {
            let result = wizard.keys("<Enter>");
            assert!(told(&flat(&result.screen())), "{}", result.screen());
            assert_eq!(result.keys("<C-c><C-c>").left, Some(9));
        }
    }
}

#[test]
fn candidates_outlive_the_screen() {
    let rival = Fault::new(FaultKind::Rival { lost: true }).on("POST", "/v2/");
    let wizard = Setup::default().world(|world| world.duplicate_names().fault(rival)).start().ready().buy();
    let State::Unknown(search) = wizard.purchase().state() else { panic!("{}", wizard.screen()) };
    let ids: Vec<String> = search.candidates.iter().map(|candidate| candidate.instance.id.clone()).collect();
    let told = wizard.app.exit_message().join("\n");
    assert!(ids.len() == 2 && ids.iter().all(|id| told.contains(id) && wizard.screen().contains(id)), "{told}");
    assert_eq!(wizard.keys("<C-c><C-c>").left, Some(6));
}

#[test]
fn an_instance_older_than_the_order_is_not_offered() {
    // It could not be seen before, and the order is lost without a trace.
    let wizard = Wizard::start().ready().on("name").keys("<C-u>orders-staging").unchecked();
    let wizard = wizard.fault("POST", "/v2/", 1, FaultKind::Reset).buy();
    let wizard = wizard.wait_until_settled();
    assert!(wizard.purchase().is_undecided(), "{}", wizard.screen());
    assert!(flat(&wizard.screen()).contains("Older than the order, so not what it made: "), "{}", wizard.screen());
    let wizard = wizard.keys("a");
    assert!(wizard.purchase().instance_id().is_none());
    assert!(wizard.screen().contains("one older than the order cannot"), "{}", wizard.screen());
}
