//! Storage: which disks and how much of them.

use super::builtin::DISKS;
use super::flavor::{BROKERS, flavor, not_by_flavor};
use super::offer;
use crate::catalog::{Choice, Disk, Flavor};
use crate::form::field::{Body, Closed, Field, Kind, Problem, Source, Step, Steps};
use crate::form::rules;
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::{Text, say, tr};
use crate::text::grouped;

pub(crate) static STEP: Step = Step { key: "storage", title: Text("Storage"), fields: &[&DISK, &STORAGE] };

/// The step that every public sample uses, for each share; other values pass (`cloud::api`, "Storage").
const STEP_GB: u64 = 100;

/// Disk types by preference.
const USUAL: [&str; 4] = [
    "dms.physical.storage.ultra.v2",
    "dms.physical.storage.extreme",
    "dms.physical.storage.general",
    "dms.physical.storage.high.v2",
];

pub static DISK: Field = Field {
    key: "storage_spec_code",
    label: Text("Disk type"),
    help: Text("Speed of the disks; the flavor's TPS assume ultra-high I/O or better. It cannot be changed later."),
    more: Text(
        "From slow to fast: high I/O, general-purpose SSD, ultra-high I/O, extreme SSD. The messages per second a \
           flavor states are measured with ultra-high I/O; production should use that or better.\n\n\
           The type cannot be changed later: to have another, buy a new instance and move to it.",
    ),
    kind: Kind::Choice(|_| Source::Fixed(&DISKS)),
    fixed_after_creation: true,
    default: usual_disk,
    closed: |form, choice| not_offered(form, choice).or_else(|| not_in_zones(form, choice)),
    body: Body::At("storage_spec_code"),
    ..Field::REQUIRED
};

pub static STORAGE: Field = Field {
    key: "storage_space",
    label: Text("Storage"),
    help: Text("GB for the whole instance. It can grow later, at most 20 times, and never shrink."),
    more: Text(
        "The total of all brokers. On 4.8.0 every broker gets the same share, so the total must divide by the brokers, \
           and each share must be within the flavor's range. Logs and formatting take part of it: about half may show \
           as available later.\n\n\
           Messages are kept 48 hours by default. Storage can be added later, up to 20 times, and never taken away. \
           Pay-per-use bills it by the hour, also for an instance in the recycle bin.",
    ),
    kind: Kind::Number { unit: "GB", steps },
    default: |form| {
        limits(form).map_or(Value::Empty, |(least, _, brokers)| Value::text(least.saturating_mul(brokers).to_string()))
    },
    check: |form, value| fits(form, value.as_text()),
    warn: |form, value| below_nodes(form, value.as_number()?),
    body: Body::At("storage_space"),
    ..Field::REQUIRED
};

/// The list of flavors may name a least size for the whole instance and a larger one for each node; which of them counts
/// is not documented (`cloud::api`, "Storage").
fn below_nodes(form: &Form, ordered: u64) -> Option<String> {
    let flavor = flavor(form).filter(|flavor| !flavor.per_broker)?;
    let least = flavor.least_per_node?.checked_mul(form.number(&BROKERS)?)?;
    let told =
        || say!("the flavor's list names {least} GB for its nodes; the cloud may refuse less", least = grouped(least));
    (ordered < least).then(told)
}

fn not_offered(form: &Form, choice: &Choice) -> Option<Closed> {
    let disks = &flavor(form)?.disks;
    match disks.iter().find(|disk| disk.spec == choice.id) {
        None if disks.is_empty() => None,
        None => Some(not_by_flavor(form, tr("not offered for this flavor"), |other| sells(other, &choice.id))),
        Some(disk) if is_sold_out(disk) => {
            let closed = not_by_flavor(form, tr("sold out for this flavor"), |other| sells(other, &choice.id));
            Some(Closed { sold_out: true, ..closed })
        }
        Some(_) => None,
    }
}

fn is_sold_out(disk: &Disk) -> bool {
    disk.zones.is_empty() && !disk.sold_out.is_empty()
}

fn sells(flavor: &Flavor, spec: &str) -> bool {
    flavor.disks.iter().any(|disk| disk.spec == spec && !is_sold_out(disk))
}

/// Zones are chosen on a later screen; against the present answer they speak there.
fn not_in_zones(form: &Form, choice: &Choice) -> Option<Closed> {
    let present = form.value(&DISK).as_text() == choice.id;
    let disk = flavor(form)?.disks.iter().find(|disk| disk.spec == choice.id)?;
    if present { None } else { offer::against_disk(form, disk) }
}

/// What the stated TPS are measured with, or else what the flavor offers instead: the faster ones first.
fn usual_disk(form: &Form) -> Value {
    let flavor = flavor(form).filter(|flavor| !flavor.disks.is_empty());
    let offered = |spec: &&&str| flavor.is_none_or(|flavor| sells(flavor, spec));
    Value::text(*USUAL.iter().find(offered).unwrap_or(&USUAL[0]))
}

/// Least and most GB for one share, and the number of shares: brokers on 4.8.0, else one.
fn limits(form: &Form) -> Option<(u64, u64, u64)> {
    let flavor: &Flavor = flavor(form)?;
    let (least, most) = flavor.storage_gb?;
    let brokers = if flavor.per_broker { form.number(&BROKERS).unwrap_or(1).clamp(1, 1000) } else { 1 };
    Some((least, most, brokers))
}

/// By a hundred for each share, so that every number divides.
fn steps(form: &Form) -> Steps {
    let (least, most, shares) = limits(form).unwrap_or((1, u64::MAX, 1));
    Steps { least: least.saturating_mul(shares), most: most.saturating_mul(shares), by: STEP_GB.saturating_mul(shares) }
}

fn fits(form: &Form, text: &str) -> Result<(), Problem> {
    let Some((least, most, brokers)) = limits(form) else {
        return rules::range(text, 1, u64::MAX, "GB").map(|_| ());
    };
    let each = |problem: String| {
        let (least, most) = (grouped(least), grouped(most));
        say!("{problem} ({least} to {most} for each of {brokers} brokers)", problem, least, most, brokers)
    };
    let share = |problem: Problem| if brokers == 1 { problem } else { problem.map(each) };
    let total = rules::range(text, least.saturating_mul(brokers), most.saturating_mul(brokers), "GB").map_err(share)?;
    if total.is_multiple_of(brokers) {
        return Ok(());
    }
    let below = total - total % brokers;
    let (total, below, above) = (grouped(total), grouped(below), grouped(below + brokers));
    Err(Problem::new(say!(
        "{total} GB does not divide by {brokers} brokers; {below} and {above} GB do",
        total,
        brokers,
        below,
        above
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Lookup;
    use crate::steps::flavor::FLAVOR;
    use crate::steps::sample::{disk, form, live_flavor, problem, read, sent, set, with};
    use crate::steps::version::VERSION;

    const OLD: (&str, &str) = ("4.8.0", "c6.4u8g.cluster");
    const NEW: (&str, &str) = ("5.x", "rocketmq.p2.large.12");
    const SINGLE: (&str, &str) = ("5.x", "rocketmq.b1.large.1");

    #[test]
    fn storage_keeps_to_the_range_of_the_flavor_and_its_brokers() {
        let old_1 = "GB is out of range; 300 to 60,000 GB is allowed";
        let old_3 = "GB is out of range; 900 to 180,000 GB is allowed (300 to 60,000 for each of 3 brokers)";
        let new = "GB is out of range; 200 to 60,000 GB is allowed";
        let single = "GB is out of range; 100 to 30,000 GB is allowed";
        for ((version, flavor), brokers, gb, expected) in [
            (OLD, "1", "299", old_1),
            (OLD, "1", "300", ""),
            (OLD, "1", "301", ""),
            (OLD, "1", "59999", ""),
            (OLD, "1", "60000", ""),
            (OLD, "1", "60001", old_1),
            (OLD, "3", "899", old_3),
            (OLD, "3", "900", ""),
            (OLD, "3", "901", "901 GB does not divide by 3 brokers; 900 and 903 GB do"),
            (OLD, "3", "902", "902 GB does not divide by 3 brokers; 900 and 903 GB do"),
            (OLD, "3", "903", ""),
            (OLD, "3", "179999", "179,999 GB does not divide by 3 brokers; 179,997 and 180,000 GB do"),
            (OLD, "3", "180000", ""),
            (OLD, "3", "180001", old_3),
            (NEW, "1", "199", new),
            (NEW, "1", "200", ""),
            (NEW, "1", "201", ""),
            (NEW, "1", "59999", ""),
            (NEW, "1", "60000", ""),
            (NEW, "1", "60001", new),
            (NEW, "3", "199", new),
            (NEW, "3", "200", ""),
            (NEW, "3", "60000", ""),
            (NEW, "3", "60001", new),
            (SINGLE, "1", "99", single),
            (SINGLE, "1", "100", ""),
            (SINGLE, "1", "30000", ""),
            (SINGLE, "1", "30001", single),
            (("5.x", "rocketmq.unknown"), "1", "0", "0 GB is out of range; 1 GB or more is allowed"),
            (("5.x", "rocketmq.unknown"), "1", "1", ""),
            (NEW, "1", "600 GB", "\"600 GB\" is not a whole number; 200 to 60,000 GB is allowed"),
            (NEW, "1", "-600", "\"-600\" is not a whole number; 200 to 60,000 GB is allowed"),
            (NEW, "1", "99999999999999999999", "\"99999999999999999999\" is out of range; 200 to 60,000 GB is allowed"),
            (NEW, "1", "", "nothing is entered yet; Storage is required"),
        ] {
            let form = with(&[(&VERSION, version), (&FLAVOR, flavor), (&BROKERS, brokers), (&STORAGE, gb)]);
            let said = problem(&form, &STORAGE);
            assert!(
                said.ends_with(expected) && said.is_empty() == expected.is_empty(),
                "{flavor} {brokers} {gb}: {said}"
            );
        }
    }

    #[test]
    fn storage_is_judged_anew_when_brokers_or_flavor_change() {
        let mut form = with(&[(&VERSION, OLD.0), (&FLAVOR, OLD.1)]);
        assert_eq!(form.text(&STORAGE), "300");
        set(&mut form, &BROKERS, "3");
        assert_eq!((form.text(&STORAGE).as_str(), problem(&form, &STORAGE)), ("900", String::new()));
        set(&mut form, &STORAGE, "600");
        assert!(problem(&form, &STORAGE).starts_with("600 GB is out of range; 900 to 180,000 GB"));
        set(&mut form, &BROKERS, "2");
        assert_eq!((problem(&form, &STORAGE).as_str(), sent(&form, "storage_space")), ("", 600.into()));
        set(&mut form, &FLAVOR, "c6.4u8g.cluster.small");
        set(&mut form, &STORAGE, "60002");
        assert!(problem(&form, &STORAGE).contains("(300 to 30,000 for each of 2 brokers)"));
        set(&mut form, &FLAVOR, OLD.1);
        assert_eq!(problem(&form, &STORAGE), "");
    }

    #[test]
    fn disks() {
        let (high, ultra) = ("dms.physical.storage.high.v2", "dms.physical.storage.ultra.v2");
        let extreme = "dms.physical.storage.extreme";
        let live = [disk(high, "abc", ""), disk(ultra, "", "abc")];
        for (disks, answer, expected) in [
            (&live[..0], high, ""),
            (&live[..0], "dms.physical.storage.general", ""),
            (&live[..0], ultra, ""),
            (&live[..0], extreme, ""),
            (
                &live[..0],
                "ssd",
                "\"ssd\" is not offered; choose from high I/O, general-purpose SSD, ultra-high I/O, extreme SSD",
            ),
            (&live[..0], "", "nothing is chosen yet; Disk type is required"),
            (&live, high, ""),
            (&live, ultra, "\"ultra-high I/O\" is closed: sold out for this flavor; choose from high I/O"),
            (&live, extreme, "\"extreme SSD\" is closed: not offered for this flavor; choose from high I/O"),
        ] {
            let mut form = with(&[(&DISK, answer), (&FLAVOR, NEW.1)]);
            let lookup = Lookup::Flavors { engine: "reliability".into() };
            read(&mut form, lookup, vec![live_flavor(NEW.1, disks.to_vec())]);
            assert_eq!(problem(&form, &DISK), expected);
        }
        assert_eq!(sent(&form(), "storage_spec_code"), ultra);
    }
}
