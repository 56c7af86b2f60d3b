//! The checks of answers against the lists they were chosen from, as these were just read.

use super::{Check, Verdict};
use crate::catalog::Choice;
use crate::form::field::{Field, Source};
use crate::form::lists::Asked;
use crate::form::state::Form;
use crate::language::{Text, say, tr};
use crate::steps::encryption::KEY;
use crate::steps::flavor::FLAVOR;
use crate::steps::networking::{SUBNET, addresses_taken};
use crate::steps::public_access::EIPS;
use crate::steps::zones::ZONES;
use crate::text::{grouped, paragraph};

pub(super) fn flavor(form: &Form) -> Check {
    let list = match read(form, &FLAVOR, Text("flavor unknown")) {
        Ok(list) => list,
        Err(check) => return check,
    };
    let id = form.text(&FLAVOR);
    match list.iter().find(|choice| choice.id == id) {
        None => {
            let why = [tr("The cloud does not list this flavor any more."), tr("Choose another flavor.")];
            Check::new(Verdict::Blocks, FLAVOR.key, tr("flavor not on sale"), paragraph(&why.map(str::to_owned)))
        }
        Some(choice) => closed(form, &FLAVOR, choice).unwrap_or_else(|| Check::good(FLAVOR.key, tr("flavor on sale"))),
    }
}

pub(super) fn zones(form: &Form) -> Check {
    let list = match read(form, &ZONES, Text("zones unknown")) {
        Ok(list) => list,
        Err(check) => return check,
    };
    let picked = form.value(&ZONES);
    let found: Vec<&Choice> =
        picked.as_list().iter().filter_map(|id| list.iter().find(|zone| zone.id == *id)).collect();
    if found.len() < picked.as_list().len() {
        let why = [tr("The cloud does not list one of the zones."), tr("Choose the zones again.")];
        return Check::new(Verdict::Blocks, ZONES.key, tr("zone not listed"), paragraph(&why.map(str::to_owned)));
    }
    let shut = found.iter().find_map(|zone| closed(form, &ZONES, zone));
    shut.unwrap_or_else(|| Check::good(ZONES.key, if found.len() == 1 { tr("zone open") } else { tr("zones open") }))
}

pub(super) fn subnet(form: &Form) -> Check {
    let list = match read(form, &SUBNET, Text("free IPs unknown")) {
        Ok(list) => list,
        Err(check) => return check,
    };
    let id = form.text(&SUBNET);
    let Some(choice) = list.iter().find(|choice| choice.id == id) else {
        let screen = form.screen_of(&SUBNET);
        let why = say!("The VPC's list of subnets does not have it. Choose a subnet of the VPC ({screen}).", screen);
        return Check::new(Verdict::Blocks, SUBNET.key, tr("subnet not in the VPC"), why);
    };
    if let Some(check) = closed(form, &SUBNET, choice) {
        return check;
    }
    let facts = choice.subnet().cloned().unwrap_or_default();
    let dhcp = facts.dhcp == Some(true);
    match facts.free_addresses {
        None => {
            let why = tr("The cloud does not say how many addresses are free.");
            Check::unknown(SUBNET.key, tr("free IPs unknown"), why)
        }
        Some(count) if count < addresses_taken(form) => {
            let what = match (count, dhcp) {
                (1, true) => say!("only {count} free IP, DHCP on", count),
                (1, false) => say!("only {count} free IP", count),
                (_, true) => say!("only {count} free IPs, DHCP on", count),
                (_, false) => say!("only {count} free IPs", count),
            };
            let why = say!(
                "How many an instance takes is not documented; choose a larger subnet to be safe ({screen}).",
                screen = form.screen_of(&SUBNET),
            );
            Check::new(Verdict::Warning, SUBNET.key, what, why)
        }
        Some(free) => {
            let count = grouped(free);
            let what = if dhcp { say!("{count} free IPs, DHCP on", count) } else { say!("{count} free IPs", count) };
            Check::good(SUBNET.key, what)
        }
    }
}

pub(super) fn key(form: &Form) -> Check {
    let list = match read(form, &KEY, Text("key unknown")) {
        Ok(list) => list,
        Err(check) => return check,
    };
    let id = form.text(&KEY);
    match list.iter().find(|choice| choice.id == id) {
        None => Check::new(Verdict::Warning, KEY.key, tr("key not listed"), tr("You may not be permitted to see it.")),
        Some(choice) => closed(form, &KEY, choice).unwrap_or_else(|| Check::good(KEY.key, tr("key enabled"))),
    }
}

pub(super) fn eips(form: &Form) -> Check {
    let list = match read(form, &EIPS, Text("EIPs unknown")) {
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
        let why = tr("You may not be permitted to see all of them.");
        return Check::new(
            Verdict::Warning,
            EIPS.key,
            match all - count {
                1 => tr("1 EIP not listed").to_owned(),
                count => say!("{count} EIPs not listed", count),
            },
            why,
        );
    }
    let what = if count == 1 { tr("1 EIP unbound").to_owned() } else { say!("{count} EIPs unbound", count) };
    Check::good(EIPS.key, what)
}

/// An entry that cannot be taken any more, in the words of its list.
fn closed(form: &Form, field: &'static Field, choice: &Choice) -> Option<Check> {
    let closed = form.closed(field, choice)?;
    let other = if field.is_plural() {
        say!("Choose other {question}.", question = field.label)
    } else {
        say!("Choose another {question}.", question = field.label)
    };
    let opens = closed.remedy(form).map(|remedy| say!("Or else: {remedy}.", remedy)).unwrap_or_default();
    let what = say!("{answer} {why}", answer = &choice.label, why = closed.why);
    let check = Check::new(Verdict::Blocks, field.key, what, paragraph(&[other, opens]));
    Some(Check { used_up: closed.sold_out, ..check })
}

fn lists_all(choices: &[Choice], ids: &[String]) -> bool {
    ids.iter().all(|id| choices.iter().any(|choice| choice.id == *id))
}

/// The list behind a question as it was just read, or why it cannot be told.
fn read<'a>(form: &'a Form, field: &'static Field, unknown: Text) -> Result<&'a [Choice], Check> {
    let listing = match form.source(field) {
        Some(Source::Remote { lookup, .. }) => form.listing(lookup),
        _ => None,
    };
    let what = unknown.shown();
    let unknown = |why: String| Err(Check::unknown(field.key, what, why));
    match listing {
        Some(list) if list.asked == Asked::Done => match (&list.failure, &list.choices) {
            (Some(failure), _) => Err(Check::failed(Verdict::Unknown, field.key, what, "", failure)),
            (None, Some(choices)) if list.is_cut && !lists_all(choices, form.value(field).as_list()) => unknown(say!(
                "It is not among the first {count} of the list; no more are read.",
                count = grouped(choices.len() as u64),
            )),
            (None, Some(choices)) => Ok(choices),
            (None, None) => unknown(tr("The list was not read.").to_owned()),
        },
        _ => unknown(tr("The cloud has not answered yet.").to_owned()),
    }
}
