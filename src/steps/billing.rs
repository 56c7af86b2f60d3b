//! Billing: by the hour, or ahead for a period.

use super::builtin::{BILLING_MODES, PERIODS};
use super::flavor::{flavor, not_by_flavor};
use crate::catalog::Flavor;
use crate::form::field::{Body, Field, Kind, Problem, Source, Step, Steps};
use crate::form::read::put;
use crate::form::rules;
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::{Text, tr};

pub(crate) static STEP: Step = Step {
    key: "billing",
    title: Text("Billing"),
    fields: &[&CHARGING_MODE, &PERIOD_TYPE, &PERIOD_NUM, &AUTO_RENEW, &AUTO_PAY],
};

pub(crate) const YEARLY_MONTHLY: &str = "prePaid";
const BY_THE_HOUR: &str = "postPaid";

pub static CHARGING_MODE: Field = Field {
    key: "charging_mode",
    label: Text("Billing"),
    help: Text(
        "Pay-per-use is billed by the hour and ends with the instance; yearly/monthly is paid ahead for a period.",
    ),
    more: Text(
        "Pay-per-use has no obligation: it is billed by the hour until the instance is deleted. Yearly/monthly is an \
           order for a whole period and costs less for long use; ending it early means unsubscribing. Moving from one \
           to the other later is a separate process in the console.",
    ),
    kind: Kind::Choice(|_| Source::Fixed(&BILLING_MODES)),
    fixed_after_creation: true,
    default: usual_mode,
    implied: Some(BY_THE_HOUR),
    closed: |form, choice| {
        let sells = |flavor: &Flavor| flavor.billing.contains(&choice.id);
        let closed = flavor(form).is_some_and(|flavor| !flavor.billing.is_empty() && !sells(flavor));
        closed.then(|| not_by_flavor(form, tr("not offered for this flavor"), sells))
    },
    // Pay-per-use sends no bss_param at all (`cloud::api`, "Billing").
    body: Body::With(|form, value, body| {
        if is_yearly_monthly(form) {
            put(body, "bss_param.charging_mode", value.as_text().into());
        }
    }),
    ..Field::REQUIRED
};

pub static PERIOD_TYPE: Field = Field {
    key: "period_type",
    other_names: &["period_unit"],
    label: Text("Period"),
    help: Text("Whether the period is counted in months (1 to 9) or in years (1 to 3)."),
    more: Text(
        "Months from 1 to 9 or years from 1 to 3. The period is paid for as a whole. Once ordered, it stands: ending it \
           early means unsubscribing.",
    ),
    kind: Kind::Choice(|_| Source::Fixed(&PERIODS)),
    shown: is_yearly_monthly,
    gate: Some(&CHARGING_MODE),
    default: |_| Value::text("month"),
    body: Body::At("bss_param.period_type"),
    ..Field::REQUIRED
};

pub static PERIOD_NUM: Field = Field {
    key: "period_num",
    other_names: &["period"],
    label: Text("How many"),
    help: Text("1 to 9 months or 1 to 3 years; all of it is paid for at once."),
    more: Text(
        "The number of months (1 to 9) or years (1 to 3). All of it is paid for with the order. Once ordered, it \
           stands.",
    ),
    kind: Kind::Number { unit: "", steps: |form| Steps { least: 1, most: longest(form).0, by: 1 } },
    shown: is_yearly_monthly,
    gate: Some(&CHARGING_MODE),
    default: |_| Value::text("1"),
    check: |form, value| period(form, value.as_text()),
    body: Body::At("bss_param.period_num"),
    ..Field::REQUIRED
};

pub static AUTO_RENEW: Field = Field {
    key: "is_auto_renew",
    other_names: &["auto_renew"],
    label: Text("Auto-renew"),
    help: Text("Buys the next period by itself when this one ends. Can be switched later."),
    more: Text(
        "When the period ends, the next one is bought by itself. Without it the instance is frozen and later deleted \
           unless someone renews it. It can be switched later in the console.",
    ),
    kind: Kind::Toggle,
    shown: is_yearly_monthly,
    gate: Some(&CHARGING_MODE),
    default: |_| Value::Flag(false),
    body: Body::At("bss_param.is_auto_renew"),
    ..Field::OPTIONAL
};

pub static AUTO_PAY: Field = Field {
    key: "is_auto_pay",
    other_names: &["auto_pay"],
    label: Text("Auto-pay"),
    help: Text("On: the money is taken at once. Off: the order waits until someone pays it in the console."),
    more: Text(
        "With auto-pay the order is paid from the account at once and the instance is made. Without it the order waits \
           for payment; the instance does not exist until someone with a browser pays, and an unpaid order is \
           cancelled after a while. It is about this order only, so there is nothing to change later.",
    ),
    kind: Kind::Toggle,
    shown: is_yearly_monthly,
    gate: Some(&CHARGING_MODE),
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

/// By the hour; nothing where the flavor is sold by period only, because paying ahead is for a person to choose.
fn usual_mode(form: &Form) -> Value {
    let by_period_only =
        |flavor: &Flavor| !flavor.billing.is_empty() && !flavor.billing.iter().any(|b| b == BY_THE_HOUR);
    if flavor(form).is_some_and(by_period_only) { Value::Empty } else { Value::text(BY_THE_HOUR) }
}

fn auto_pay_words(on: bool) -> &'static str {
    if on { tr("auto-pay takes the money at once") } else { tr("the order waits until someone pays it in the console") }
}

/// Months 1 to 9, years 1 to 3 (`cloud::api`, "Billing").
fn longest(form: &Form) -> (u64, &'static str) {
    if form.text(&PERIOD_TYPE) == "year" { (3, "years") } else { (9, "months") }
}

fn period(form: &Form, text: &str) -> Result<(), Problem> {
    let (most, unit) = longest(form);
    rules::range(text, 1, most, unit).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Choice, Facts, Lookup};
    use crate::steps::flavor::FLAVOR;
    use crate::steps::sample::{form, live_flavor, problem, read, sent, set, warning, with};
    use serde_json::{Value as Json, json};

    #[test]
    fn periods_run_from_1_to_9_months_or_3_years() {
        let months = |number: &str| format!("{number} months is out of range; 1 to 9 months is allowed");
        let years = |number: &str| format!("{number} years is out of range; 1 to 3 years is allowed");
        for (unit, number, expected) in [
            ("month", "0", months("0")),
            ("month", "1", String::new()),
            ("month", "9", String::new()),
            ("month", "10", months("10")),
            ("year", "0", years("0")),
            ("year", "1", String::new()),
            ("year", "3", String::new()),
            ("year", "4", years("4")),
            ("year", "9", years("9")),
            ("month", "half", "\"half\" is not a whole number; 1 to 9 months is allowed".into()),
            ("month", "", "nothing is entered yet; How many is required".into()),
        ] {
            let form = with(&[(&CHARGING_MODE, "prePaid"), (&PERIOD_TYPE, unit), (&PERIOD_NUM, number)]);
            assert_eq!(problem(&form, &PERIOD_NUM), expected, "{unit} {number}");
            if expected.is_empty() {
                let bss = json!({"charging_mode": "prePaid", "period_type": unit, "period_num": number.parse::<u64>().unwrap(),
                    "is_auto_renew": false, "is_auto_pay": false});
                assert_eq!(sent(&form, "bss_param"), bss);
            }
        }
    }

    #[test]
    fn a_period_is_judged_anew_when_its_unit_or_the_mode_changes() {
        let mut form = with(&[(&CHARGING_MODE, "prePaid"), (&PERIOD_NUM, "9")]);
        assert_eq!(problem(&form, &PERIOD_NUM), "");
        set(&mut form, &PERIOD_TYPE, "year");
        assert_eq!(problem(&form, &PERIOD_NUM), "9 years is out of range; 1 to 3 years is allowed");
        set(&mut form, &CHARGING_MODE, "postPaid");
        assert_eq!((problem(&form, &PERIOD_NUM).as_str(), form.problems().len()), ("", 0));
    }

    #[test]
    fn pay_per_use_sends_no_bss_param_at_all() {
        let left_over = [
            (&PERIOD_TYPE, "year"),
            (&PERIOD_NUM, "99"),
            (&AUTO_RENEW, "on"),
            (&AUTO_PAY, "on"),
            (&CHARGING_MODE, "postPaid"),
        ];
        for form in [form(), with(&left_over)] {
            assert_eq!(form.body().unwrap().get("bss_param"), None);
            assert!(!takes_money_at_once(&form));
        }
    }

    #[test]
    fn modes_and_units_are_those_of_the_catalogue() {
        for (field, answer, expected) in [
            (&CHARGING_MODE, "hourly", "\"hourly\" is not offered; choose from postPaid, prePaid"),
            (&CHARGING_MODE, "", "nothing is chosen yet; Billing is required"),
            (&PERIOD_TYPE, "week", "\"week\" is not offered; choose from month, year"),
            (&PERIOD_TYPE, "", "nothing is chosen yet; Period is required"),
        ] {
            assert_eq!(problem(&with(&[(&CHARGING_MODE, "prePaid"), (field, answer)]), field), expected);
        }
    }

    #[test]
    fn a_flavor_may_be_sold_in_one_mode_only() {
        for (sold, answer, expected) in [
            (&["prePaid"][..], "prePaid", ""),
            (
                &["prePaid"][..],
                "postPaid",
                "\"pay-per-use\" is closed: not offered for this flavor; choose from yearly/monthly",
            ),
            (&["prePaid", "postPaid"][..], "postPaid", ""),
            (&[][..], "prePaid", ""),
        ] {
            let mut form = with(&[(&FLAVOR, "rocketmq.p2.large.12"), (&CHARGING_MODE, answer)]);
            let mut choice: Choice = live_flavor("rocketmq.p2.large.12", Vec::new());
            if let Facts::Flavor(flavor) = &mut choice.facts {
                flavor.billing = sold.iter().map(|&mode| mode.to_owned()).collect();
            }
            read(&mut form, Lookup::Flavors { engine: "reliability".into() }, vec![choice]);
            assert_eq!(problem(&form, &CHARGING_MODE), expected);
        }
    }

    #[test]
    fn auto_pay_says_what_happens_to_the_money() {
        for (answer, word, at_once) in [
            ("on", "auto-pay takes the money at once", true),
            ("off", "the order waits until someone pays it in the console", false),
        ] {
            let form = with(&[(&CHARGING_MODE, "prePaid"), (&AUTO_PAY, answer)]);
            assert_eq!((warning(&form, &AUTO_PAY).as_str(), takes_money_at_once(&form)), (word, at_once));
            assert_eq!(sent(&form, "bss_param")["is_auto_pay"], Json::Bool(at_once));
        }
        assert_eq!(warning(&form(), &AUTO_PAY), "");
    }
}
