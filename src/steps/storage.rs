//! Screen 4, Storage: which disks and how much of them.

use super::builtin::BUILTIN;
use super::flavor::{BROKERS, flavor, not_by_flavor};
use crate::catalog::{Choice, Flavor};
use crate::form::field::{Body, Closed, Field, Form, Kind, Problem, Source, Step};
use crate::form::rules;
use crate::form::value::{Value, grouped};

pub(crate) static STEP: Step = Step { short: "Disk", title: "Storage", fields: &[&DISK, &STORAGE] };

/// The step that every public sample uses; other values pass (`domain.md` 1.3).
const STEP_GB: u64 = 100;

pub static DISK: Field = Field {
    key: "storage_spec_code",
    label: "Disk type",
    help: "Speed of the disks; the flavor's TPS assume ultra-high I/O or better. It cannot be changed later.",
    more: "From slow to fast: high I/O, general-purpose SSD, ultra-high I/O, extreme SSD. The messages per second a \
           flavor states are measured with ultra-high I/O; production should use that or better.\n\n\
           The type is fixed for good: to change it, one makes a new instance and moves.",
    kind: Kind::Choice(|_| Source::Fixed(&BUILTIN.disks)),
    fixed_after_creation: true,
    default: |_| Value::text("dms.physical.storage.ultra.v2"),
    closed: not_offered,
    body: Body::At("storage_spec_code"),
    ..Field::REQUIRED
};

pub static STORAGE: Field = Field {
    key: "storage_space",
    label: "Storage",
    help: "GB for the whole instance. It can grow later, at most 20 times, and never shrink.",
    more: "The total of all brokers. On 4.8.0 every broker gets the same share, so the total must divide by the brokers, \
           and each share must be within the flavor's range. Logs and formatting take part of it: about half may show \
           as available later.\n\n\
           Messages are kept 48 hours by default. Storage can be added later, up to 20 times, and never taken away. \
           Pay-per-use bills it by the hour, also for an instance in the recycle bin.",
    kind: Kind::Number { unit: "GB", step: STEP_GB },
    default: |form| {
        limits(form).map_or(Value::Empty, |(least, _, brokers)| Value::text(least.saturating_mul(brokers).to_string()))
    },
    check: |form, value| fits(form, value.as_text()),
    body: Body::At("storage_space"),
    ..Field::REQUIRED
};

fn not_offered(form: &Form, choice: &Choice) -> Option<Closed> {
    let disks = &flavor(form)?.disks;
    match disks.iter().find(|disk| disk.spec == choice.id) {
        None if disks.is_empty() => None,
        None => Some(not_by_flavor("not offered for this flavor")),
        Some(disk) if disk.zones.is_empty() && !disk.sold_out.is_empty() => {
            Some(not_by_flavor("sold out for this flavor"))
        }
        Some(_) => None,
    }
}

/// Least and most GB for one share, and the number of shares: brokers on 4.8.0, else one.
fn limits(form: &Form) -> Option<(u64, u64, u64)> {
    let flavor: &Flavor = flavor(form)?;
    let (least, most) = flavor.storage_gb?;
    let brokers = if flavor.per_broker { form.number(&BROKERS).unwrap_or(1).clamp(1, 1000) } else { 1 };
    Some((least, most, brokers))
}

fn fits(form: &Form, text: &str) -> Result<(), Problem> {
    let Some((least, most, brokers)) = limits(form) else {
        return rules::range(text, 1, u64::MAX, "GB").map(|_| ());
    };
    let share = |problem: Problem| match brokers {
        1 => problem,
        _ => Problem(format!("{} ({} to {} for each of {brokers} brokers)", problem.0, grouped(least), grouped(most))),
    };
    let total = rules::range(text, least.saturating_mul(brokers), most.saturating_mul(brokers), "GB").map_err(share)?;
    if total.is_multiple_of(brokers) {
        return Ok(());
    }
    let below = total - total % brokers;
    let (total, below, above) = (grouped(total), grouped(below), grouped(below + brokers));
    Err(Problem(format!("{total} GB does not divide by {brokers} brokers; {below} and {above} GB do")))
}
