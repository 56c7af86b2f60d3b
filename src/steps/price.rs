//! What is billed, and how often, in words. A sum is never named, and no part of one: no source of prices is known that
//! could be trusted with this order.

use super::billing::{self, AUTO_RENEW, PERIOD_NUM, PERIOD_TYPE};
use super::flavor::{BROKERS, FLAVOR};
use super::public_access::PUBLIC;
use super::storage::{DISK, STORAGE};
use crate::form::field::Field;
use crate::form::state::Form;

/// What there is to say of the sum.
pub const PRICE: &str = "Price: not known here; see the price calculator";

/// How often it is billed: `Billed by the hour`, `Billed once, for 3 months`.
pub fn how_often(form: &Form) -> String {
    if !billing::is_yearly_monthly(form) {
        return "Billed by the hour".to_owned();
    }
    let unit = form.text(&PERIOD_TYPE);
    let period = match form.number(&PERIOD_NUM) {
        Some(1) => format!("1 {unit}"),
        Some(count) => format!("{count} {unit}s"),
        None => "a period".to_owned(),
    };
    if form.is_on(&AUTO_RENEW) {
        format!("Billed for {period}, again and again")
    } else {
        format!("Billed once, for {period}")
    }
}

/// What is billed and how often, as far as it is answered.
pub fn billed(form: &Form) -> String {
    let or = |field: &Field, other: &str| {
        Some(form.show(field)).filter(|shown| !shown.is_empty()).unwrap_or(other.to_owned())
    };
    let brokers = match form.number(&BROKERS) {
        Some(1) => " with 1 broker".to_owned(),
        Some(count) => format!(" with {count} brokers"),
        None => String::new(),
    };
    let (flavor, disk) = (or(&FLAVOR, "an instance"), or(&DISK, "disk"));
    let storage = or(&STORAGE, "some GB");
    let addresses = if form.is_on(&PUBLIC) { "; its elastic IPs are billed apart" } else { "" };
    format!("{}: {flavor}{brokers}, {storage} of {disk}{addresses}", how_often(form))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::value::Value;
    use crate::steps::billing::CHARGING_MODE;
    use crate::steps::sample;

    #[test]
    fn what_is_billed_is_said_and_never_a_sum() {
        let mut form = sample::form();

        assert_eq!(billed(&form), "Billed by the hour: rocketmq.b2.large.4 with 1 broker, 200 GB of ultra-high I/O");
        form.answer(&CHARGING_MODE, Value::text("prePaid"));
        assert_eq!(how_often(&form), "Billed once, for 1 month");
    }
}
