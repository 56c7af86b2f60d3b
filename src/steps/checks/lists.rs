//! The checks of answers against the lists they were chosen from, as these were just read.

use super::{Check, Verdict};
use crate::catalog::Choice;
use crate::form::field::{Field, Source};
use crate::form::lists::Asked;
use crate::form::state::Form;
use crate::steps::encryption::KEY;
use crate::steps::flavor::FLAVOR;
use crate::steps::networking::{SUBNET, addresses_taken};
use crate::steps::public_access::EIPS;
use crate::steps::zones::ZONES;
use crate::text::grouped;

pub(super) fn flavor(form: &Form) -> Check {
    let list = match read(form, &FLAVOR, "flavor") {
        Ok(list) => list,
        Err(check) => return check,
    };
    let id = form.text(&FLAVOR);
    match list.iter().find(|choice| choice.id == id) {
        None => Check::new(
            Verdict::Blocks,
            FLAVOR.key,
            "flavor not on sale",
            "The cloud does not list this flavor any more.",
        ),
        Some(choice) => closed(form, &FLAVOR, choice).unwrap_or_else(|| Check::good(FLAVOR.key, "flavor on sale")),
    }
}

pub(super) fn zones(form: &Form) -> Check {
    let list = match read(form, &ZONES, "zones") {
        Ok(list) => list,
        Err(check) => return check,
    };
    let picked = form.value(&ZONES);
    let found: Vec<&Choice> =
        picked.as_list().iter().filter_map(|id| list.iter().find(|zone| zone.id == *id)).collect();
    if found.len() < picked.as_list().len() {
        return Check::new(Verdict::Blocks, ZONES.key, "zone not listed", "The cloud does not list one of the zones.");
    }
    let shut = found.iter().find_map(|zone| closed(form, &ZONES, zone));
    shut.unwrap_or_else(|| Check::good(ZONES.key, if found.len() == 1 { "zone open" } else { "zones open" }))
}

pub(super) fn subnet(form: &Form) -> Check {
    let list = match read(form, &SUBNET, "free IPs") {
        Ok(list) => list,
        Err(check) => return check,
    };
    let id = form.text(&SUBNET);
    let Some(choice) = list.iter().find(|choice| choice.id == id) else {
        let screen = form.screen_of(&SUBNET);
        let why = format!("The VPC's list of subnets does not have it. Choose a subnet of the VPC ({screen}).");
        return Check::new(Verdict::Blocks, SUBNET.key, "subnet not in the VPC", why);
    };
    if let Some(check) = closed(form, &SUBNET, choice) {
        return check;
    }
    let facts = choice.subnet().cloned().unwrap_or_default();
    let dhcp = if facts.dhcp == Some(true) { ", DHCP on" } else { "" };
    match facts.free_addresses {
        None => Check::unknown(SUBNET.key, "free IPs unknown", "The cloud does not say how many addresses are free."),
        Some(free) if free < addresses_taken(form) => {
            let screen = form.screen_of(&SUBNET);
            let why =
                format!("How many an instance takes is not documented; choose a larger subnet to be safe ({screen}).");
            Check::new(Verdict::Warning, SUBNET.key, format!("only {free} free IPs{dhcp}"), why)
        }
        Some(free) => Check::good(SUBNET.key, format!("{} free IPs{dhcp}", grouped(free))),
    }
}

pub(super) fn key(form: &Form) -> Check {
    let list = match read(form, &KEY, "key") {
        Ok(list) => list,
        Err(check) => return check,
    };
    let id = form.text(&KEY);
    match list.iter().find(|choice| choice.id == id) {
        None => Check::new(Verdict::Warning, KEY.key, "key not listed", "You may not be permitted to see it."),
        Some(choice) => closed(form, &KEY, choice).unwrap_or_else(|| Check::good(KEY.key, "key enabled")),
    }
}

pub(super) fn eips(form: &Form) -> Check {
    let list = match read(form, &EIPS, "EIPs") {
        Ok(list) => list,
        Err(check) => return check,
    };
    let picked = form.value(&EIPS);
    let found: Vec<&Choice> = picked.as_list().iter().filter_map(|id| list.iter().find(|eip| eip.id == *id)).collect();
    if let Some(check) = found.iter().find_map(|eip| closed(form, &EIPS, eip)) {
        return check;
    }
    let (count, all) = (found.len(), picked.as_list().len());
    if count < all {
        let why = "You may not be permitted to see all of them.";
        return Check::new(Verdict::Warning, EIPS.key, format!("{} EIPs not listed", all - count), why);
    }
    Check::good(EIPS.key, format!("{count} EIP{} unbound", if count == 1 { "" } else { "s" }))
}

/// An entry that cannot be taken any more, in the words of its list.
fn closed(form: &Form, field: &'static Field, choice: &Choice) -> Option<Check> {
    let closed = form.closed(field, choice)?;
    let opens = closed.remedy(form).map(|remedy| format!(" Or else: {remedy}.")).unwrap_or_default();
    let what = format!("{} {}", choice.label, closed.why);
    let check = Check::new(Verdict::Blocks, field.key, what, format!("Choose another {}.{opens}", field.label));
    Some(Check { used_up: closed.sold_out, ..check })
}

fn lists_all(choices: &[Choice], ids: &[String]) -> bool {
    ids.iter().all(|id| choices.iter().any(|choice| choice.id == *id))
}

/// The list behind a question as it was just read, or why it cannot be told.
fn read<'a>(form: &'a Form, field: &'static Field, topic: &str) -> Result<&'a [Choice], Check> {
    let listing = match form.source(field) {
        Some(Source::Remote { lookup, .. }) => form.listing(lookup),
        _ => None,
    };
    let what = format!("{topic} unknown");
    let unknown = |why: String| Err(Check::unknown(field.key, &what, why));
    match listing {
        Some(list) if list.asked == Asked::Done => match (&list.failure, &list.choices) {
            (Some(failure), _) => Err(Check::failed(Verdict::Unknown, field.key, &what, "", failure)),
            (None, Some(choices)) if list.is_cut && !lists_all(choices, form.value(field).as_list()) => unknown(
                format!("It is not among the first {} of the list; no more are read.", grouped(choices.len() as u64)),
            ),
            (None, Some(choices)) => Ok(choices),
            (None, None) => unknown("The list was not read.".to_owned()),
        },
        _ => unknown("The cloud has not answered yet.".to_owned()),
    }
}
