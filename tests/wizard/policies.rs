//! The rules of an organization on the screens.

use super::picture;
use super::support::wizard::Wizard;
use rocketmq_wizard::form::policy::Policy;
use serde_json::json;

/// A wizard under rules that close, fix, limit and ask.
fn under_rules() -> Wizard {
    let mut wizard = Wizard::start();
    let rules = json!({ "version": 1, "contact": "platform@example.com", "rules": {
        "name": { "pattern": "team-*", "reason": "names begin with the team" },
        "description": { "required": true, "reason": "say what it is for" },
        "product_id": { "pattern": "rocketmq.b2.*", "reason": "small ones only" },
        "storage_space": { "most": 1200, "reason": "ask for more" },
        "available_zones": { "allowed": ["ap-southeast-3a", "ap-southeast-3b"] },
        "enable_acl": { "fixed": true, "reason": "nobody without a user" } } });
    let policy = Policy::parse(&rules, "/etc/rocketmq-wizard/policy.json".to_owned(), &wizard.app.form);
    wizard.app.form.govern(policy);
    wizard
}

#[test]
fn closed_choices_carry_the_reason_of_the_organization() {
    let flavors = under_rules().on("product_id").keys("<End>");
    picture("policy_flavors", &flavors.screen());
    picture("policy_zones", &under_rules().on("available_zones").keys("<End>").screen());
}

/// However small the screen is.
#[test]
fn a_closed_choice_says_what_is_allowed_instead() {
    const ZONE: &str = "by policy choose from AZ1, AZ2 (ask platform@example.com)";
    const FLAVOR: &str = "by policy it has to be like rocketmq.b2.* (small ones only; ask platform@example.com)";
    for (width, height) in [(80, 24), (40, 12)] {
        let wizard = || under_rules().resize(width, height);
        let zone = wizard().on("available_zones").keys("<Home><Down*2>");
        assert_told(&zone, &format!("x = closed: {ZONE}."));
        assert_told(&zone.keys("<Space>"), &format!("AZ3 is closed: {ZONE}."));
        let flavor = wizard().on("product_id").keys("<Home>/rocketmq.p2.large.100");
        assert_told(&flavor, &format!("x = closed: {FLAVOR}."));
        assert_told(&flavor.keys("<Enter>"), &format!("rocketmq.p2.large.100 is closed: {FLAVOR}."));
    }
}

#[test]
fn what_is_fixed_is_set_and_stays() {
    let mut wizard = under_rules().on("enable_acl");
    picture("policy_fixed", &wizard.screen());
    wizard.press("<Space>");
    assert_told(&wizard, "stays on by your organization's policy (nobody without a user;");
    assert!(wizard.app.form.is_on(wizard.app.focus().unwrap()));
}

/// What somebody cleared before there were rules is no answer: the summary and the request have what is fixed.
#[test]
fn what_was_cleared_is_bought_as_it_is_fixed() {
    let mut wizard = Wizard::start().ready().on("description").keys("mine<Tab><S-Tab><C-u><Tab>");
    assert!(wizard.app.form.saved().answers["description"].is_null(), "it is cleared on purpose");
    let rules = json!({ "version": 1, "rules": {
        "tags": { "fixed": [{ "key": "team", "value": "orders" }] }, "description": { "fixed": "owned by orders" } } });
    let policy = Policy::parse(&rules, "p.json".to_owned(), &wizard.app.form);
    wizard.app.form.govern(policy);
    assert!(wizard.app.form.saved().answers["description"].is_null(), "what a policy says is nobody's choice");
    let wizard = wizard.keys("<Esc>").on("description").keys("<C-u>");
    assert_told(&wizard, "About stays owned by orders by your organization's policy");
    let wizard = wizard.to(10);
    assert_told(&wizard, "owned by orders");
    let wizard = wizard.buy();
    assert_eq!(wizard.cloud().created()[0]["description"], "owned by orders");
    assert_eq!(wizard.purchase().intent().tags_line(), "team=orders");
}

#[test]
fn an_answer_against_the_rules_is_told_and_blocks_buying() {
    let wizard = under_rules().on("name").keys("orders<Tab><S-Tab>");
    assert_told(&wizard, "policy; it has to be like team-* (names begin with the team; ask platform@example.com)");
    let wizard = wizard.on("storage_space").keys("1500<Tab><S-Tab>");
    assert_told(&wizard, "at most 1,200 GB is allowed by your organization's policy (ask for more;");
    let summary = wizard.to(10);
    picture("policy_summary", &summary.screen());
    assert_eq!(summary.keys("yes<Enter>").orders(), 0);
}

/// Fails unless this stands on the screen, be it in one row or in several.
fn assert_told(wizard: &Wizard, text: &str) {
    let screen = wizard.screen();
    assert!(screen.split_whitespace().collect::<Vec<_>>().join(" ").contains(text), "no {text:?} in {screen}");
}

#[test]
fn rules_that_cannot_be_used_stand_on_the_summary_and_stop_buying() {
    let mut wizard = Wizard::start().ready();
    wizard.app.form.govern(Err("/etc/rocketmq-wizard/policy.json is not understood".to_owned()));
    let wizard = wizard.keys("<Esc>").to(10);
    assert!(wizard.screen().contains("policy.json is not understood"), "{}", wizard.screen());
    assert_eq!(wizard.keys("yes<Enter>").orders(), 0);
}

#[test]
fn an_order_that_new_rules_stop_while_its_name_is_looked_up_says_so() {
    let mut wizard = Wizard::start().ready().wait(70).hold().buy();
    let rules = json!({ "version": 1, "rules": { "name": { "pattern": "team-*" } } });
    let policy = Policy::parse(&rules, "/etc/rocketmq-wizard/policy.json".to_owned(), &wizard.app.form);
    wizard.app.form.govern(policy);
    let wizard = wizard.answer();
    assert_told(&wizard, "Nothing was sent: the order changed while its name was looked up");
    assert_eq!(wizard.orders(), 0);
}
