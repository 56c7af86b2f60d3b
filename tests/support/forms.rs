//! Forms from the drafts in `tests/cases/`, shared by the integration tests.

use rocketmq_wizard::form::field::Form;
use rocketmq_wizard::form::read::Saved;
use rocketmq_wizard::form::value::Value;
use rocketmq_wizard::steps::STEPS;
use rocketmq_wizard::steps::account::{ACCESS_KEY, PROJECT, REGION};
use serde_json::{Map, Value as Json};
use std::path::{Path, PathBuf};

/// The folder of all cases.
pub fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// An empty form of someone whose keys, region and project stand in the environment.
pub fn form() -> Form {
    let mut form = Form::new(STEPS);
    form.give(&ACCESS_KEY, Value::text("AKIDEXAMPLE0000000001"), "env");
    form.give(&REGION, Value::text("ap-southeast-3"), "env");
    form.give(&PROJECT, Value::text("0123456789abcdef0123456789abcdef"), "env");
    form
}

/// The form of a case, and what was said while it was read.
pub fn load(case: &str) -> (Form, Vec<String>) {
    let folder = cases().join(case);
    let file = ["draft.json", "body.json"].map(|name| folder.join(name)).into_iter().find(|path| path.exists());
    let text = std::fs::read_to_string(file.unwrap()).unwrap();
    let mut form = form();
    let notes = form.load(saved(serde_json::from_str(&text).unwrap()));
    (form, notes)
}

/// A draft as it is, a request body with `bss_param` laid flat and `ssl_enable` left to `tls_mode`.
fn saved(mut json: Map<String, Json>) -> Saved {
    let text = |json: Option<Json>| json.and_then(|json| json.as_str().map(str::to_owned));
    if let Some(Json::Object(answers)) = json.remove("answers") {
        return Saved { region: text(json.remove("region")), project_id: text(json.remove("project_id")), answers };
    }
    if let Some(Json::Object(billing)) = json.remove("bss_param") {
        json.extend(billing);
    }
    json.remove("ssl_enable");
    Saved { answers: json, ..Saved::default() }
}
