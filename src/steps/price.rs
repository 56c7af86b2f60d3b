//! What is billed, and how often, in words. A sum is never named, and no part of one: no source of prices is known that
//! could be trusted with this order.

use super::billing::{self, AUTO_RENEW, PERIOD_NUM, PERIOD_TYPE};
use super::flavor::{BROKERS, FLAVOR};
use super::public_access::PUBLIC;
use super::storage::{DISK, STORAGE};
use crate::form::field::Field;
use crate::form::number::amount;
use crate::form::state::Form;
use crate::language::{Text, say, tr};
use crate::text::{clauses, list};

/// What there is to say of the sum.
pub const PRICE: Text = Text("Price: not known here; see the price calculator");

/// How often it is billed: `Billed by the hour`, `Billed once, for 3 months`.
pub fn how_often(form: &Form) -> String {
    if !billing::is_yearly_monthly(form) {
        return tr("Billed by the hour").to_owned();
    }
    let period = match (form.number(&PERIOD_NUM), form.text(&PERIOD_TYPE).as_str()) {
        (Some(1), "month") => tr("1 month").to_owned(),
        (Some(1), "year") => tr("1 year").to_owned(),
        (Some(count), "month") => amount(&count.to_string(), "months"),
        (Some(count), "year") => amount(&count.to_string(), "years"),
        _ => tr("a period").to_owned(),
    };
    if form.is_on(&AUTO_RENEW) {
        say!("Billed for {period}, then renewed", period)
    } else {
        say!("Billed once, for {period}", period)
    }
}

/// What is billed and how often, as far as it is answered.
pub fn billed(form: &Form) -> String {
    let or = |field: &Field, other: &str| {
        Some(form.show(field)).filter(|shown| !shown.is_empty()).unwrap_or(other.to_owned())
    };
    let many = |count| if count == 1 { tr("1 broker").to_owned() } else { say!("{count} brokers", count) };
    let brokers = form.number(&BROKERS).map(many);
    let nodes: Vec<String> = std::iter::once(or(&FLAVOR, tr("an instance"))).chain(brokers).collect();
    let storage = form.number(&STORAGE).map_or_else(|| tr("some GB").to_owned(), |_| form.show(&STORAGE));
    let disks = say!("{storage} {disk}", storage, disk = or(&DISK, tr("disk")));
    let addresses = form.is_on(&PUBLIC).then(|| tr("elastic IPs cost extra").to_owned());
    let what: Vec<String> = [list(&nodes), disks].into_iter().chain(addresses).collect();
    say!("{how_often}: {what}", how_often = how_often(form), what = clauses(&what))
}

/// The same, and what there is to say of the sum.
pub fn told(form: &Form) -> String {
    say!("{billed}. {price}.", billed = billed(form), price = PRICE)
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
        let wrong = billed(&sample::with(&[(&STORAGE, "lots")]));
        assert!(wrong.contains("; some GB ") && !wrong.contains("lots"), "{wrong}");
        let open = billed(&sample::with(&[(&FLAVOR, ""), (&STORAGE, "")]));
        assert!(open.starts_with("Billed by the hour: an instance") && open.contains("; some GB "), "{open}");
    }
}
