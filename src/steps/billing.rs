//! Screen 9, Billing: by the hour, or ahead for a period.

use super::builtin::BUILTIN;
use super::flavor::{flavor, not_by_flavor};
use crate::form::field::{Body, Field, Form, Kind, Problem, Source, Step};
use crate::form::read::put;
use crate::form::rules;
use crate::form::value::Value;

pub(crate) static STEP: Step = Step {
    short: "Bill",
    title: "Billing",
    fields: &[&CHARGING_MODE, &PERIOD_TYPE, &PERIOD_NUM, &AUTO_RENEW, &AUTO_PAY],
};

pub(crate) const YEARLY_MONTHLY: &str = "prePaid";

pub static CHARGING_MODE: Field = Field {
    key: "charging_mode",
    label: "Billing",
    help: "Pay-per-use is billed by the hour and ends with the instance; yearly/monthly is paid ahead for a period.",
    more: "Pay-per-use has no obligation: it is billed by the hour until the instance is deleted. Yearly/monthly is an \
           order for a whole period and costs less for long use; ending it early means unsubscribing. Moving from one \
           to the other later is a separate process in the console.",
    kind: Kind::Choice(|_| Source::Fixed(&BUILTIN.billing_modes)),
    fixed_after_creation: true,
    default: |_| Value::text("postPaid"),
    closed: |form, choice| {
        let offered = &flavor(form)?.billing;
        let closed = !offered.is_empty() && !offered.contains(&choice.id);
        closed.then(|| not_by_flavor("not offered for this flavor"))
    },
    // Pay-per-use sends no bss_param at all (`domain.md` 1.7).
    body: Body::With(|form, value, body| {
        if is_yearly_monthly(form) {
            put(body, "bss_param.charging_mode", value.as_text().into());
        }
    }),
    ..Field::REQUIRED
};

pub static PERIOD_TYPE: Field = Field {
    key: "period_type",
    label: "Period",
    help: "Whether the period is counted in months (1 to 9) or in years (1 to 3).",
    more: "Months from 1 to 9 or years from 1 to 3. The period is paid for as a whole.",
    kind: Kind::Choice(|_| Source::Fixed(&BUILTIN.periods)),
    shown: is_yearly_monthly,
    default: |_| Value::text("month"),
    body: Body::At("bss_param.period_type"),
    ..Field::REQUIRED
};

pub static PERIOD_NUM: Field = Field {
    key: "period_num",
    label: "How many",
    help: "1 to 9 months or 1 to 3 years; all of it is paid for at once.",
    more: "The number of months (1 to 9) or years (1 to 3). All of it is paid for with the order.",
    kind: Kind::Number { unit: "", step: 1 },
    shown: is_yearly_monthly,
    default: |_| Value::text("1"),
    check: |form, value| period(form, value.as_text()),
    body: Body::At("bss_param.period_num"),
    ..Field::REQUIRED
};

pub static AUTO_RENEW: Field = Field {
    key: "is_auto_renew",
    label: "Auto-renew",
    help: "Buys the next period by itself when this one ends. Can be switched later.",
    more: "When the period ends, the next one is bought by itself. Without it the instance is frozen and later deleted \
           unless someone renews it. It can be switched later in the console.",
    kind: Kind::Toggle,
    shown: is_yearly_monthly,
    default: |_| Value::Flag(false),
    body: Body::At("bss_param.is_auto_renew"),
    ..Field::OPTIONAL
};

pub static AUTO_PAY: Field = Field {
    key: "is_auto_pay",
    label: "Auto-pay",
    help: "On: the money is taken at once. Off: the order waits until someone pays it in the console.",
    more: "With auto-pay the order is paid from the account at once and the instance is made. Without it the order waits \
           for payment; the instance does not exist until someone with a browser pays, and an unpaid order is \
           cancelled after a while.",
    kind: Kind::Toggle,
    shown: is_yearly_monthly,
    default: |_| Value::Flag(false),
    warn: |_, value| Some(auto_pay_words(value.is_on()).to_owned()),
    body: Body::At("bss_param.is_auto_pay"),
    ..Field::OPTIONAL
};

/// Whether a period is bought rather than hours.
pub fn is_yearly_monthly(form: &Form) -> bool {
    form.value(&CHARGING_MODE).as_text() == YEARLY_MONTHLY
}

/// Whether confirming takes money at once, so that the name must be typed.
pub fn takes_money_at_once(form: &Form) -> bool {
    is_yearly_monthly(form) && form.is_on(&AUTO_PAY)
}

fn auto_pay_words(on: bool) -> &'static str {
    if on { "auto-pay takes the money at once" } else { "the order waits until someone pays it in the console" }
}

/// Months 1 to 9, years 1 to 3 (`domain.md` 1.7; DMS.00400038, DMS.00400126).
fn period(form: &Form, text: &str) -> Result<(), Problem> {
    let (most, unit) = if form.text(&PERIOD_TYPE) == "year" { (3, "years") } else { (9, "months") };
    rules::range(text, 1, most, unit).map(|_| ())
}
