//! The entries of a list: the order they are numbered in, what is known of each in words, and which one is meant by what
//! was typed.

use crate::app::state::App;
use crate::catalog::{Choice, Facts, Flavor};
use crate::form::field::Field;
use crate::form::state::Form;
use crate::language::{say, tr};
use crate::sort;
use crate::text::{details, grouped, list};
use std::collections::BTreeSet;

/// Most entries that are listed at once.
pub(super) const MOST: usize = 20;

/// Which entries are meant by what was typed, by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    One(usize),
    /// One of these; more has to be typed.
    Several(Vec<usize>),
    Nothing,
}

/// The entries of a question as they are numbered: those that can be taken first.
pub(super) fn numbered<'a>(form: &'a Form, field: &Field) -> Vec<&'a Choice> {
    let mut entries: Vec<&Choice> = form.choices(field).iter().collect();
    sort::by_key(&mut entries, |choice| form.closed(field, choice).is_some());
    entries
}

/// The lines of these entries, by their places.
pub(super) fn lines(app: &App, field: &Field, places: impl Iterator<Item = usize>) -> String {
    let (form, entries) = (&app.form, numbered(&app.form, field));
    let line = |at: usize| {
        let choice = entries.get(at)?;
        let closed = form.closed(field, choice).map(|closed| say!("closed: {reason}", reason = closed.told(form)));
        let told = closed.map_or_else(|| facts(choice), |closed| vec![closed]);
        let told: Vec<String> = std::iter::once(choice.label.clone()).chain(told).collect();
        Some(format!("  {}  {}\n", at + 1, details(&told)))
    };
    places.filter_map(line).collect()
}

/// Which entries are meant: by their number, their ID or their name, else by a part of what is known of them.
pub(super) fn meant(entries: &[&Choice], typed: &str) -> Meant {
    let is_named =
        |choice: &Choice| choice.id == typed || choice.label == typed || choice.zone().is_some_and(|z| z.code == typed);
    let number = typed.parse::<usize>().ok();
    let by_number = number.and_then(|number| number.checked_sub(1)).filter(|at| *at < entries.len());
    let places = |is_meant: &dyn Fn(&Choice) -> bool| -> Vec<usize> {
        entries.iter().enumerate().filter(|(_, choice)| is_meant(choice)).map(|(at, _)| at).collect()
    };
    let mut found: Vec<usize> = places(&is_named).into_iter().chain(by_number).collect();
    sort::by_key(&mut found, |at| *at);
    found.dedup();
    let part = typed.to_lowercase();
    if found.is_empty() && number.is_none() {
        found = places(&|choice| texts(choice).iter().any(|text| text.to_lowercase().contains(&part)));
    }
    match found.as_slice() {
        [] => Meant::Nothing,
        [one] => Meant::One(*one),
        _ => Meant::Several(found),
    }
}

/// What an entry is known by.
fn texts(choice: &Choice) -> Vec<&str> {
    let other = match &choice.facts {
        Facts::Zone(zone) => &zone.code,
        Facts::Network { cidr } => cidr,
        Facts::Subnet(subnet) => &subnet.cidr,
        Facts::Eip { address, .. } => address,
        Facts::Flavor(flavor) => &flavor.edition,
        Facts::Instance { product_id, .. } => product_id,
        Facts::Note(_) | Facts::Key { .. } | Facts::Ports(..) => "",
    };
    vec![&choice.label, &choice.id, other]
}

/// What one chooses by beside the name.
pub(super) fn facts(choice: &Choice) -> Vec<String> {
    let yes = |is_so: bool, words: &str| if is_so { words.to_owned() } else { String::new() };
    let told = match &choice.facts {
        Facts::Note(note) if note.is_empty() && choice.id != choice.label => vec![choice.id.clone()],
        Facts::Note(note) => vec![note.clone()],
        Facts::Ports(..) => Vec::new(),
        Facts::Flavor(flavor) => of_flavor(flavor),
        Facts::Zone(zone) => {
            vec![
                zone.code.clone(),
                yes(zone.ipv6 == Some(true), tr("with IPv6")),
                yes(zone.default, tr("cloud's default")),
            ]
        }
        Facts::Network { cidr } => vec![cidr.clone()],
        Facts::Subnet(subnet) => {
            let free = subnet.free_addresses.map(|free| say!("{count} free addresses", count = grouped(free)));
            vec![subnet.cidr.clone(), free.unwrap_or_default(), yes(subnet.ipv6 == Some(true), tr("with IPv6"))]
        }
        Facts::Key { state, service_default, .. } => vec![state.clone(), yes(*service_default, tr("cloud's default"))],
        Facts::Instance { status, product_id, zones } => vec![status.clone(), product_id.clone(), list(zones)],
        Facts::Eip { address, status, bandwidth_mbps } => {
            let bandwidth = bandwidth_mbps.map(|mbps| format!("{mbps} Mbit/s")).unwrap_or_default();
            vec![address.clone(), bandwidth, if status == "DOWN" { tr("unbound").to_owned() } else { status.clone() }]
        }
    };
    told.into_iter().filter(|part| !part.is_empty() && *part != choice.label).collect()
}

fn of_flavor(flavor: &Flavor) -> Vec<String> {
    let nodes = if flavor.single { tr("single node") } else { tr("cluster") };
    let throughput = flavor.tps.map(|tps| format!("{} TPS", grouped(tps)));
    let storage = flavor
        .storage_gb
        .map(|(least, most)| say!("{least} to {most} GB", least = grouped(least), most = grouped(most)));
    let zones: BTreeSet<&str> =
        sort::collect(flavor.disks.iter().flat_map(|disk| disk.zones.iter()).filter_map(|zone| letter(zone)));
    let zones = zones.into_iter().collect::<Vec<_>>().join(" ");
    let zones = if zones.is_empty() { zones } else { say!("zones {letters}", letters = zones) };
    vec![
        flavor.edition_shown().to_owned(),
        nodes.to_owned(),
        throughput.unwrap_or_default(),
        storage.unwrap_or_default(),
        zones,
    ]
}

/// The letter that tells a zone from others of its region.
fn letter(code: &str) -> Option<&str> {
    let (at, _) = code.char_indices().next_back()?;
    code.get(at..)
}

#[cfg(test)]
mod tests {
    use super::{Meant, meant};
    use crate::catalog::Choice;

    #[test]
    fn what_is_typed_means_a_number_a_name_an_id_or_a_part() {
        let entries = [("id-a", "orders"), ("id-b", "orders-db"), ("id-c", "2"), ("77", "seven")];
        let entries = entries.map(|(id, name)| Choice::new(id, name, ""));
        let entries: Vec<&Choice> = entries.iter().collect();
        for (typed, expected) in [
            ("1", Meant::One(0)),
            ("orders", Meant::One(0)),
            ("ORDERS-", Meant::One(1)),
            ("id-c", Meant::One(2)),
            ("rders", Meant::Several(vec![0, 1])),
            ("2", Meant::Several(vec![1, 2])),
            ("77", Meant::One(3)),
            ("7", Meant::Nothing),
            ("0", Meant::Nothing),
            ("x", Meant::Nothing),
        ] {
            assert_eq!(meant(&entries, typed), expected, "{typed}");
        }
    }
}
