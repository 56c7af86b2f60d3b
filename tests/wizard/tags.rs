//! The tags of an order: typed, changed, completed, set by their own call, refused and set again.

use crate::support::SECRET_KEY;
use crate::support::wizard::{Setup, Wizard};
use crate::tagged::{busy, many, ready, refused};
use rocketmq_wizard::form::value::{Pair, Value};
use serde_json::{Value as Json, json};
use std::time::Duration;

/// What was sent to set tags, whether or not the cloud took it.
fn sent(wizard: &Wizard) -> Vec<Json> {
    let seen = wizard.cloud().requests().into_iter().filter(|seen| seen.path.ends_with("/tags/action"));
    seen.map(|seen| serde_json::from_slice(&seen.body).unwrap()).collect()
}

fn two() -> Json {
    json!({ "action": "create", "tags": [{"key": "cost", "value": ""}, {"key": "team", "value": "orders"}] })
}

fn tags(wizard: &Wizard) -> String {
    wizard.app.form.show(wizard.app.form.field("tags").unwrap())
}

#[test]
fn rows_are_added_changed_completed_and_taken_away_by_plain_keys() {
    for (keys, expected) in [
        ("team=orders", "team=orders"),
        ("team=orders<Enter>cost=42<Enter>", "team=orders, cost=42"),
        ("team = orders,cost=<Enter>a=b", "team=orders, cost=, a=b"),
        ("team=orders<Enter>cost=41<Up><Down><BS>2", "team=orders, cost=42"),
        ("team=orders<Enter>cost=42<Up><C-u>", "cost=42"),
        ("team=orders<Enter>cost=42<Up><C-u><Tab>", "cost=42"),
        ("team=orders<Enter>cost=42<Up><C-u>a=b<Down><BS>3", "a=b, cost=43"),
        ("team=orders<Enter><BS><BS>", "team=order"),
        ("st<Right>", "stage=prod"),
        ("st<PgDn><Right>", "stage=staging"),
        ("st<PgDn><Enter>x=y", "stage=staging, x=y"),
        ("st<PgDn><PgUp><Right>", "stage=prod"),
        ("<PgDn><Right>", "stage=prod"),
        ("<Right>", ""),
        ("<Right><Right>", "stage=prod"),
        ("stage=s<Right><Enter>st<Right>", "stage=staging, st"),
        ("te<Left><Right>am=x", "team=x"),
        ("\"a=b\"=c", "\"a=b\"=c"),
    ] {
        let wizard = Wizard::start().on("tags").keys(keys);
        assert_eq!(tags(&wizard), expected, "{keys}\n{}", wizard.screen());
    }
    // What a draft says stays as it is while one only looks at it.
    let odd = json!([{"key": " a,b", "value": "c"}, {"key": "\"d\"", "value": "e"}, {"key": "f=g", "value": ""}]);
    let draft = json!({ "version": 1, "answers": { "name": "orders-prod", "tags": odd } }).to_string();
    let looked = Wizard::start().import(&draft).on("tags").keys("<Up*3><Down*3>x=y");
    let saved = looked.keys("<C-s>").saved().answers["tags"].clone();
    assert_eq!(saved.as_array().unwrap()[..3], odd.as_array().unwrap()[..], "{saved}");
    let undone = Wizard::start().on("tags").keys("team=orders<Tab>").on("tags").keys("<Up><C-u><C-_>");
    assert_eq!(tags(&undone), "team=orders", "{}", undone.screen());
}

#[test]
fn pastes_become_rows_and_what_is_too_long_is_left_out_whole() {
    let pasted = Wizard::start().on("tags").keys("a=1<Enter>").paste("b=2, c=3\n\"d\" = \"4\"\r\ne=5\n");
    assert_eq!(tags(&pasted), "a=1, b=2, c=3, d=4, e=5", "{}", pasted.screen());
    let within = Wizard::start().on("tags").keys("team=x<Left>").paste("orders-");
    assert_eq!(tags(&within), "team=orders-x", "{}", within.screen());
    let flooded = Wizard::start().on("tags").keys("a=1<Enter>").paste(&many(2_000));
    assert_eq!(tags(&flooded), "a=1", "{}", flooded.screen());
    assert!(flooded.screen().contains("too long for this and was left out"), "{}", flooded.screen());
}

#[test]
fn what_is_wrong_is_said_while_it_is_typed() {
    let long = "x".repeat(129);
    for (typed, said) in [
        ("team", "Labels as key=value, at most 20, set once the instance runs."),
        ("=orders", "\"=orders\" has no key; write key=value"),
        ("te*am=x", "the key \"te*am\" has '*'; only letters, digits, blanks and _ . : = + - @ are allowed"),
        ("team=a|b", "the value \"a|b\" has '|'; only letters, digits, blanks and _ . : = + - @ / are allowed"),
        (&*format!("{long}=x"), "has 129 characters; at most 128 are allowed"),
        (&*format!("team={long}{long}"), "has 258 characters; at most 255 are allowed"),
        ("team=a<Enter>team=b", "the key \"team\" is there twice; take one away"),
    ] {
        let wizard = Wizard::start().on("tags").keys(typed);
        let screen = wizard.screen().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(screen.contains(said), "{typed}: {}", wizard.screen());
        assert!(wizard.to(10).screen().contains("x Tags"), "{typed} blocks");
    }
    let more = Wizard::start().on("tags").paste(&many(22));
    assert!(
        more.screen().contains("22 tags are too many; at most 20 are allowed, so take 2 away"),
        "{}",
        more.screen()
    );
    for fine in ["团队=订单/甲", "a.b:c+d-e@f_g=1 2", "x="] {
        let wizard = Wizard::start().on("tags").keys(fine);
        assert!(wizard.screen().contains("OK  valid"), "{fine}: {}", wizard.screen());
    }
}

/// Optional questions are passed over, and arrows lead through this one to its neighbours.
#[test]
fn the_walk_passes_over_tags_and_arrows_lead_through_them() {
    assert_eq!(Wizard::start().keys("orders-prod<Enter>").index(), Some(2));
    let up = Wizard::start().on("tags").keys("a=b<Enter>c=d<Up*2>");
    assert_eq!(up.focus(), "enterprise_project_id");
    let down = up.keys("<Tab><Down>");
    assert_eq!(down.focus(), "engine", "{}", down.screen());
    let done = Wizard::start().on("tags").keys("a=b<Enter><Enter>");
    assert_eq!(done.index(), Some(2), "Enter on the empty row goes on");
    let alone = ready(Wizard::start()).keys("<Tab>1<Down*3><Enter>");
    assert_eq!((alone.focus(), alone.app.step().unwrap().alone.is_some()), ("tags", true), "{}", alone.screen());
    let back = alone.keys("<C-u>more=1<Enter><Enter>");
    assert!(back.app.is_summary() && back.screen().contains("more=1"), "{}", back.screen());
}

#[test]
fn a_secret_takes_only_its_own_row_along() {
    let wizard = Setup::default().stranger().start().on("secret_key").keys(SECRET_KEY);
    let wizard = wizard.on("tags").keys("team=orders<Enter>").paste(&format!("token={SECRET_KEY}"));
    assert_eq!(tags(&wizard), "team=orders", "{}", wizard.screen());
    assert!(wizard.screen().contains("secret key or token. It was taken out of Tags"), "{}", wizard.screen());
}

#[test]
fn tags_are_in_the_draft_and_the_plan_and_go_out_once_the_instance_runs() {
    let building = || Setup::default().world(|world| world.creation_time(Duration::from_mins(1))).start();
    let untagged = building().ready();
    let wizard = ready(building());
    let saved = wizard.saved().answers["tags"].clone();
    assert_eq!(saved, json!([{"key": "team", "value": "orders"}, {"key": "cost", "value": ""}]));
    assert_ne!(wizard.app.form.plan(), untagged.app.form.plan());
    let wizard = wizard.buy().wait(40);
    assert!(!wizard.cloud().created()[0].to_string().contains("tags"), "the order carries none");
    assert_eq!(sent(&wizard), Vec::<Json>::new(), "an instance that is being built takes none");
    assert!(wizard.screen().contains("Its tags are set once it is RUNNING"), "{}", wizard.screen());
    let wizard = wizard.wait(40);
    assert_eq!(sent(&wizard), [two()]);
    assert_eq!((wizard.purchase().tags_word(), wizard.purchase().is_settled()), (Some("set"), true));
    assert!(wizard.screen().contains("Its tags are set."), "{}", wizard.screen());
    let body = Wizard::start().import(&json!({ "version": 1, "answers": { "tags": two()["tags"] } }).to_string());
    assert_eq!(body.value("tags"), Value::pairs(vec![Pair::parse("cost="), Pair::parse("team=orders")]));
}

#[test]
fn an_instance_that_is_busy_is_asked_again_and_a_start_after_a_crash_goes_on() {
    let wizard = busy().buy();
    assert!(!wizard.purchase().is_settled() && wizard.purchase().owes_tags(), "{}", wizard.screen());
    let wizard = wizard.wait(60);
    let tries = sent(&wizard).len();
    assert!((3..=5).contains(&tries), "{tries}");
    let again = wizard.crash_and_restart().keys("<Esc><C-o>p");
    assert!(again.screen().contains("nothing; its tags are being set"), "{}", again.screen());
    let set = again.clear_faults().wait(30);
    assert!(sent(&set).iter().all(|body| *body == two()), "never any others");
    let row = set.app.purchases.at_cursor(None).unwrap().1;
    assert_eq!((row.snapshot.purchase.tags_word(), set.orders()), (Some("set"), 1), "{}", set.screen());
}

#[test]
fn refused_tags_are_told_keep_the_id_and_are_set_again_on_demand() {
    let wizard = refused();
    let id = wizard.purchase().instance_id().unwrap().to_owned();
    let screen = wizard.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [&*id, "Its tags were refused and can be tried again", "request ID", "t tries again", "t tags again"] {
        assert!(screen.contains(said), "{said}: {}", wizard.screen());
    }
    let left = wizard.app.exit_message().join("\n");
    assert!(left.contains(&format!("instance_id {id}")) && left.contains("were refused"), "{left}");
    assert_eq!(wizard.app.purchases.unsettled().count(), 0);
    let again = wizard.keys("t");
    assert_eq!((again.purchase().tags_word(), sent(&again)), (Some("set"), vec![two(), two()]), "{}", again.screen());
    assert_eq!(again.keys("<C-c><C-c>").left, Some(0));
    assert_eq!(refused().keys("<C-c><C-c>").left, Some(9), "bought, but not as it was meant");
    let next = refused().crash_and_restart().keys("<Esc><C-o>p");
    assert!(next.screen().contains("tags refused; t tries again"), "{}", next.screen());
    let set = next.keys("t");
    let row = set.app.purchases.at_cursor(None).unwrap().1;
    assert_eq!((row.snapshot.purchase.tags_word(), sent(&set).len()), (Some("set"), 2), "{}", set.screen());
}
