//! A draft that begins as an instance: from the list of them, or by its ID at the start.

use crate::picture;
use crate::support::SECRET_KEY;
use crate::support::wizard::{Setup, Wizard, forbidden};
use rocketmq_wizard::form::value::Value;
use rocketmq_wizard::sandbox::PROJECT_ID;

/// An instance that the account has had for long.
const STAGING: &str = "3127ecc7-6191-4fc7-a8cb-c56e6e6cc975";

fn list() -> String {
    format!("/v2/{PROJECT_ID}/instances")
}

/// At the list of instances, above a draft that has a name.
fn listing(wizard: Wizard) -> Wizard {
    wizard.on("name").keys("orders-new").on("description").keys("kept").keys("<C-o>di")
}

#[test]
fn one_of_the_instances_becomes_a_new_draft_and_the_open_one_stays_as_it_is() {
    let list = listing(Wizard::start());
    picture("instances", &list.screen());
    picture("instances_filtered", &list.keys("stag").styled());
    let begun = listing(Wizard::start()).keys("staging<Enter>");
    picture("cloned", &begun.screen());
    let header = begun.screen().lines().next().unwrap().to_owned();
    assert!(header.contains("orders-staging-clone"), "{header}");
    assert_eq!((begun.focus(), begun.value("name")), ("name", Value::Empty), "the name is left open");
    let saved = begun.saved();
    assert_eq!((saved.source.as_ref().unwrap().instance_id.as_str(), saved.answers.len() > 12), (STAGING, true));
    let differing = begun.keys("orders-twin").on("storage_space").keys("<C-u>1200").to(10);
    picture("cloned_summary", &differing.screen());
    let changes = differing.keys("<Tab>d");
    picture("cloned_changes", &changes.screen());
    // The other draft has all that was typed into it.
    let back = changes.keys("<Esc><C-o>d").keys("jg");
    assert!(back.screen().contains("orders-new"), "{}", back.screen());
    let other = back.keys("<Down><Enter>");
    assert_eq!((other.value("description"), other.saved().source), (Value::text("kept"), None));
}

#[test]
fn it_compares_with_its_source_after_another_start_too() {
    let again = listing(Wizard::start()).keys("staging<Enter>orders-twin<Tab>").crash_and_restart().keys("<Enter>");
    let changes = again.to(10).keys("<Tab>d").screen();
    assert!(changes.contains("Changed since orders-staging"), "{changes}");
    assert!(changes.contains("Name: orders-staging -> orders-twin"), "{changes}");
}

#[test]
fn a_list_that_may_not_be_read_says_so_and_an_id_does_instead() {
    // Both spellings of the engine are asked for.
    let refused = listing(Wizard::start().fault("GET", &list(), 2, forbidden()));
    picture("instances_forbidden", &refused.screen());
    let nothing = refused.keys("nobody<Enter>");
    assert!(nothing.screen().contains("and it is no ID"), "{}", nothing.screen());
    let typed = nothing.keys("<C-u>").paste(STAGING).keys("<Enter>");
    assert_eq!(typed.saved().source.unwrap().instance_id, STAGING);
    let drafts = listing(Wizard::start().fault("GET", &list(), 2, forbidden())).keys("<Esc>");
    assert!(drafts.screen().contains("Drafts") && drafts.screen().contains("orders-new"), "{}", drafts.screen());
}

#[test]
fn an_instance_that_is_not_told_of_begins_nothing_and_one_may_leave_meanwhile() {
    let gone = "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d";
    let refused = listing(Wizard::start()).paste(gone).keys("<Enter>");
    let screen = refused.screen();
    assert!(screen.contains("There is no instance") && screen.contains("Check all three."), "{screen}");
    let left = listing(Wizard::start()).hold().keys("staging<Enter><Esc>").answer();
    assert!(left.screen().contains("Enter goes on with one"), "{}", left.screen());
    assert_eq!(left.keys("<Esc>").saved().source, None);
}

#[test]
fn by_its_id_at_the_start_its_answers_go_under_what_is_answered() {
    let mut wizard = Wizard::start().on("storage_space").keys("<C-u>1200").on("name");
    wizard.app.begin_as(STAGING);
    let begun = wizard.keys("orders-twin");
    assert_eq!(begun.value("storage_space"), Value::text("1200"), "what was answered goes before");
    assert_eq!(begun.value("name"), Value::text("orders-twin"), "{}", begun.screen());
    assert_eq!(begun.value("product_id"), Value::text("rocketmq.p2.large.12"));
    assert_eq!(begun.saved().source.unwrap().instance_id, STAGING);
    // Without keys nothing can be asked yet.
    let mut stranger = Setup::default().stranger().start();
    stranger.app.begin_as(STAGING);
    let stranger = stranger.keys("<Tab>");
    assert!(stranger.cloud().requests().iter().all(|seen| !seen.path.contains(STAGING)));
}

#[test]
fn a_look_at_the_instances_takes_back_no_clone_that_the_start_asked_for() {
    let mut wizard = Setup::default().unanswered().start();
    wizard.app.begin_as(STAGING);
    let wizard = wizard.keys("<C-o>di<Esc><Esc>").answer();
    assert_eq!(wizard.app.form.cloned_from().map(|source| source.instance_id.as_str()), Some(STAGING));
}

#[test]
fn what_is_sold_no_more_stays_visible_and_says_so() {
    for (world, said) in [
        (Setup::default().world(|world| world.retired("rocketmq.p2.large.12")), "not on sale here"),
        (Setup::default().world(|world| world.sold_out("rocketmq.p2.large.12")), "sold out"),
    ] {
        let summary = listing(world.start()).keys("staging<Enter>orders-twin").on("product_id");
        let screen = summary.screen();
        assert!(screen.contains("rocketmq.p2.large.12") && screen.contains(said), "{screen}");
    }
}

#[test]
fn tags_that_were_refused_are_told_and_not_taken_over() {
    const TOLD: &str = "Tags that the cloud refused it are not taken over: cost=, team=orders.";
    for bought in [crate::tagged::refused(), crate::tagged::refused().crash_and_restart().keys("<Esc>")] {
        let clone = bought.keys("<C-o>di").keys("orders-prod<Enter>");
        let screen = clone.screen().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(clone.value("tags").is_empty() && screen.contains(TOLD), "{}", clone.screen());
    }
}

#[test]
fn tags_that_its_purchase_has_still_to_set_are_taken_over() {
    let bought = crate::tagged::busy().buy();
    let clone = bought.keys("<C-o>di").keys("orders-prod<Enter>");
    assert!(format!("{:?}", clone.value("tags")).contains("team"), "{}", clone.screen());
}

#[test]
fn a_secret_is_taken_out_of_the_filter() {
    let known = || {
        let wizard = Setup::default().stranger().start().on("region").keys("/ap-southeast-3<Enter>");
        let wizard = wizard.on("access_key").keys("AKIDEXAMPLE0000000001").on("secret_key").keys(SECRET_KEY);
        wizard.on("project_id").keys(&format!("/{PROJECT_ID}<Enter>"))
    };
    for wizard in [listing(known()).keys(SECRET_KEY), listing(known()).paste(&format!("x {SECRET_KEY}"))] {
        let screen = wizard.screen();
        assert!(!screen.contains(SECRET_KEY), "{screen}");
        assert!(screen.contains("secret key or token. It was taken out of the filter"), "{screen}");
        assert!(wizard.keys("stag").screen().contains("orders-staging"));
    }
}
