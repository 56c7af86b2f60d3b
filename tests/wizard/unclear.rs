//! What a file says and was not understood: it stands among the problems, blocks buying, and can be taken away.

use crate::support::wizard::{Setup, Wizard};
use serde_json::{Value as Json, json};

/// A pasted request body with more in it than this build knows.
fn body(more: &Json) -> String {
    let mut body: Json = serde_json::from_str(include_str!("../cases/api-page/body.json")).unwrap();
    body["name"] = json!("orders-prod");
    body["disk_encrypted_enable"] = json!(false);
    body["disk_encrypted_key"] = json!("");
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    body.to_string()
}

fn opened(more: &Json) -> Wizard {
    Wizard::start().import(&body(more)).to(10)
}

#[test]
fn what_was_not_understood_is_a_row_that_can_be_taken_away() {
    let wizard = opened(&json!({ "diskEncryptedEnable": true, "wholly": { "else": 1 }, "period_num": 3 }));
    crate::picture("unclear_rows", &wizard.styled());
    let wizard = wizard.keys("yes<Enter>");
    assert_eq!(wizard.orders(), 0);
    assert!(wizard.keys("<Enter>").screen().contains("Delete takes it away"));
    let wizard = opened(&json!({ "diskEncryptedEnable": true, "period_num": 3 })).keys("<Del><BS>");
    assert_eq!((wizard.saved().unclear.len(), wizard.saved().answers.get("period_num")), (0, None));
    let wizard = wizard.keys("<End>");
    assert!(wizard.screen().contains("To buy, type yes:"), "{}", wizard.screen());
    assert_eq!(wizard.buy().wait_until_settled().orders(), 1);
}

#[test]
fn a_small_screen_shows_the_rows_too() {
    let wizard = Setup::default().size(40, 12).start().import(&body(&json!({ "wholly": 1 }))).to(10);
    crate::picture("small_unclear_rows", &wizard.screen());
}

#[test]
fn an_answer_settles_what_the_file_left_unclear() {
    let wizard = opened(&json!({ "ssl_enable": true, "tls_mode": "PLAINTEXT", "storage_space": [600] }));
    let wizard = wizard.keys("<Up>7<Down>");
    assert!(wizard.screen().contains("tls_mode says"), "{}", wizard.screen());
    let wizard = wizard.on("storage_space").keys("<C-u>600").on("tls_mode").keys("g<Enter>").to(10);
    assert!(wizard.screen().contains("ready; nothing has been sent yet"), "{}", wizard.screen());
    let wizard = wizard.buy();
    assert_eq!(wizard.cloud().created()[0]["storage_space"], 600);
    assert_eq!(wizard.saved().unclear.len(), 0);
}

#[test]
fn a_body_is_not_filled_up_with_defaults_in_the_wizard_either() {
    let wizard = opened(&json!({ "engine_version": null, "storage_space": null }));
    let screen = wizard.screen();
    assert!(screen.contains("x Version missing") && screen.contains("x Storage missing"), "{screen}");
    assert!(wizard.saved().from_body, "and the draft that is kept says so");
}

#[test]
fn what_is_unknown_among_the_answers_that_are_set_aside_stays_among_them() {
    let draft = json!({
        "version": 1, "answers": { "name": "orders-prod", "colour": "red" },
        "aside": { "shape": "round", "period_num": "many" }
    });
    let wizard = Wizard::start().import(&draft.to_string()).on("description").keys("more<Tab>");
    let file = wizard.files.path().join("config/drafts").join(format!("{}.json", wizard.app.session.draft));
    let kept: Json = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!((&kept["aside"], &kept["answers"]["colour"]), (&draft["aside"], &json!("red")), "{kept:#}");
    assert!(["shape", "period_num"].iter().all(|key| kept["answers"].get(key).is_none()), "{kept:#}");
    let wizard = wizard.to(10);
    assert!(wizard.screen().contains("shape"), "it is told: {}", wizard.screen());
}

#[test]
fn an_answer_whose_question_is_not_asked_any_more_is_set_aside_and_comes_back() {
    let wizard = Wizard::start().ready().on("charging_mode").keys("j<Enter>").on("period_num").keys("<C-u>3<Tab>");
    let wizard = wizard.on("charging_mode").keys("k<Enter>").to(10);
    assert!(wizard.screen().contains("ready; nothing has been sent yet"), "{}", wizard.screen());
    let saved = wizard.saved();
    assert_eq!((saved.answers.get("period_num"), saved.aside.get("period_num")), (None, Some(&json!(3))));
    let wizard = wizard.crash_and_restart().keys("<Enter>").on("charging_mode").keys("j<Enter>");
    assert_eq!(wizard.value("period_num").as_text(), "3");
}
