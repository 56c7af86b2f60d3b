//! Which choices the answers of later screens rule out: what a flavor sells against the disk type, zones, billing mode
//! and CPU a person chose.
//!
//! Screens import earlier ones only, so later answers are read by their API names here. Only what was chosen counts:
//! defaults follow by themselves.

use crate::catalog::{Choice, Disk, Flavor, Zone};
use crate::form::field::{Closed, Field, Form};
use crate::form::value::Value;

const ZONES: &str = "available_zones";
const DISK: &str = "storage_spec_code";
const BILLING: &str = "charging_mode";
const CPU: &str = "arch_type";

/// A question and the answer a person chose for it, if they did.
pub(crate) fn chosen(form: &Form, key: &str) -> Option<(&'static Field, Value)> {
    let field = form.field(key).filter(|field| form.is_chosen(field) && (field.shown)(form))?;
    Some((field, form.value(field))).filter(|(_, value)| !value.is_empty())
}

/// Which chosen answer of a later screen this flavor cannot go with.
pub(crate) fn against_flavor(form: &Form, flavor: &Flavor) -> Option<Closed> {
    billing(form, flavor).or_else(|| cpu(form, flavor)).or_else(|| disk(form, flavor)).or_else(|| {
        let wanted = chosen(form, DISK).map(|(_, value)| value.as_text().to_owned());
        let fits = |disk: &&Disk| wanted.as_ref().is_none_or(|wanted| disk.spec == *wanted);
        let open: Vec<&str> =
            flavor.disks.iter().filter(fits).flat_map(|disk| &disk.zones).map(String::as_str).collect();
        if flavor.disks.is_empty() { None } else { outside(form, &open) }
    })
}

/// Which chosen zone this disk type cannot be had in.
pub(crate) fn against_disk(form: &Form, disk: &Disk) -> Option<Closed> {
    let open: Vec<&str> = disk.zones.iter().map(String::as_str).collect();
    outside(form, &open)
}

fn billing(form: &Form, flavor: &Flavor) -> Option<Closed> {
    let (field, mode) = chosen(form, BILLING)?;
    let sold: Vec<&str> = flavor.billing.iter().map(String::as_str).collect();
    excluded(form, field, &mode, &sold, 9)
}

fn cpu(form: &Form, flavor: &Flavor) -> Option<Closed> {
    let (field, cpu) = chosen(form, CPU)?;
    let sold: Vec<&str> = flavor.architectures.iter().map(String::as_str).collect();
    excluded(form, field, &cpu, &sold, 3)
}

fn disk(form: &Form, flavor: &Flavor) -> Option<Closed> {
    let (field, disk) = chosen(form, DISK)?;
    let sold: Vec<&str> = flavor.disks.iter().filter(|d| !d.zones.is_empty()).map(|d| d.spec.as_str()).collect();
    excluded(form, field, &disk, &sold, 4)
}

/// An answer that is not among what is sold; nothing where it is not known what is.
fn excluded(form: &Form, field: &'static Field, answer: &Value, sold: &[&str], screen: usize) -> Option<Closed> {
    if sold.is_empty() || sold.contains(&answer.as_text()) {
        return None;
    }
    let name = |id: &str| form.find(field, id).map_or_else(|| id.to_owned(), |choice| choice.label.clone());
    let why = format!("no {}", name(answer.as_text()));
    Some(Closed { why, by: Some((field.key, format!("choose {} ({screen})", name(sold[0])))) })
}

/// The first chosen zone that is not among these codes, with the smallest change of zones that would do.
fn outside(form: &Form, open: &[&str]) -> Option<Closed> {
    let (field, picked) = chosen(form, ZONES)?;
    let picked = picked.as_list();
    let code = |choice: &Choice| choice.zone().map(|zone: &Zone| zone.code.clone()).unwrap_or_default();
    let shut = form.choices(field).iter().filter(|zone| picked.contains(&zone.id));
    let shut = shut.clone().find(|zone| !code(zone).is_empty() && !open.contains(&code(zone).as_str()))?;
    let mut others = form.choices(field).iter().filter(|zone| !picked.contains(&zone.id) && zone.closed.is_none());
    let other = others.find(|zone| open.contains(&code(zone).as_str()));
    let change = match (picked.len(), other) {
        (4.., _) => format!("take {} away (6)", shut.label),
        (_, Some(other)) => format!("pick {} instead of {} (6)", other.label, shut.label),
        (3, None) => "pick one zone only (6)".to_owned(),
        (_, None) => return Some(Closed { why: format!("sold out in {}", shut.label), by: None }),
    };
    Some(Closed { why: format!("sold out in {}", shut.label), by: Some((field.key, change)) })
}
