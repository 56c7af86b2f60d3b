//! Forms from the drafts in `tests/cases/`, shared by the integration tests.

use rocketmq_wizard::form::state::Form;
use rocketmq_wizard::form::value::Value;
use rocketmq_wizard::steps::STEPS;
use rocketmq_wizard::steps::account::{ACCESS_KEY, PROJECT, REGION};
use rocketmq_wizard::store::format::parse;
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
    let mut draft = parse(&std::fs::read(file.unwrap()).unwrap()).unwrap();
    let mut form = form();
    let mut notes = std::mem::take(&mut draft.notes);
    notes.extend(form.load(draft));
    (form, notes)
}
