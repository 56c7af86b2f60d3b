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
        format!("Billed for {period}, then renewed")
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
        Some(1) => ", 1 broker".to_owned(),
        Some(count) => format!(", {count} brokers"),
        None => String::new(),
    };
    let (flavor, storage, disk) = (or(&FLAVOR, "an instance"), or(&STORAGE, "some GB"), or(&DISK, "disk"));
    let addresses = if form.is_on(&PUBLIC) { "; elastic IPs cost extra" } else { "" };
    format!("{}: {flavor}{brokers}; {storage} {disk}{addresses}", how_often(form))
}

/// The same, and what there is to say of the sum.
pub fn told(form: &Form) -> String {
    format!("{}. {PRICE}.", billed(form))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::billing::CHARGING_MODE;
    use crate::steps::sample;

    #[test]
    fn what_is_billed_is_said_and_how_often() {
        let period: [sample::Answer; 3] = [(&CHARGING_MODE, "prePaid"), (&PERIOD_NUM, "3"), (&AUTO_RENEW, "off")];
        for (answers, expected) in [
            (&[][..], "Billed by the hour: rocketmq.b2.large.4, 1 broker; 200 GB ultra-high I/O"),
            (&period, "Billed once, for 3 months: rocketmq.b2.large.4, 1 broker; 200 GB ultra-high I/O"),
            (&[period[0]], "Billed once, for 1 month: rocketmq.b2.large.4, 1 broker; 200 GB ultra-high I/O"),
            (
                &[(&CHARGING_MODE, "prePaid"), (&PERIOD_TYPE, "year"), (&AUTO_RENEW, "on"), (&PUBLIC, "on")],
                "Billed for 1 year, then renewed: rocketmq.b2.large.4, 1 broker; 200 GB ultra-high I/O; elastic IPs cost \
                 extra",
            ),
        ] {
            assert_eq!(billed(&sample::with(answers)), expected);
        }
        let open = billed(&sample::with(&[(&FLAVOR, ""), (&STORAGE, "")]));
        assert!(open.starts_with("Billed by the hour: an instance") && open.contains("; some GB "), "{open}");
    }
}
