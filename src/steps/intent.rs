//! From a form without problems to the intent a purchase is made of. Pure; time is an argument.

use super::{account, billing, engine, flavor, networking};
use crate::form::state::Form;
use crate::purchase::record::Intent;
use jiff::Timestamp;

/// What the form would buy, sent to `endpoint` (scheme, host and port); `None` while it has problems. Nobody has looked
/// for instances of the name yet.
pub fn intent(form: &Form, endpoint: String, at: Timestamp) -> Option<Intent> {
    let body = form.body().ok()?.to_string();
    let tags = form.after_creation().remove(engine::TAGS.key);
    Some(Intent {
        plan: form.plan_of(&body),
        name: form.text(&engine::NAME),
        region: form.text(&account::REGION),
        project_id: form.text(&account::PROJECT),
        account_id: None,
        endpoint,
        engine: form.text(&engine::ENGINE),
        product_id: form.text(&flavor::FLAVOR),
        vpc_id: form.text(&networking::VPC),
        yearly_monthly: billing::is_yearly_monthly(form),
        auto_pay: billing::takes_money_at_once(form),
        body,
        tags: tags.and_then(|tags| serde_json::from_value(tags).ok()).unwrap_or_default(),
        at,
        before: None,
        clock: None,
        replaces: None,
    })
}
