//! Screen 6, Zones: one availability zone, or three and more. Ids on the wire, names and codes on the screen.

use super::flavor::{flavor, is_single, not_by_flavor};
use super::networking::IPV6;
use super::storage::DISK;
use crate::catalog::{Choice, Lookup};
use crate::form::field::{Body, Closed, Field, Form, Kind, Problem, Source, Step, Unlisted};
use crate::form::rules;

pub(crate) static STEP: Step = Step { short: "Zones", title: "Zones", fields: &[&ZONES] };

pub static ZONES: Field = Field {
    key: "available_zones",
    label: "Zones",
    help: "Exactly 1, or 3 and more. Two are refused: losing one of two can take the instance down. Fixed for good.",
    more: "An availability zone has its own power and network. With three or more the instance survives the loss of one. \
           Two are refused, because losing one of two can take the majority and the instance with it. A single node \
           lives in exactly one.\n\n\
           Zones cannot be changed after creation. The request carries their 32-digit ids; a code such as \
           ap-southeast-3a may be typed where the list was read.",
    kind: Kind::Choices(|_| Source::Remote { lookup: Lookup::Zones, fallback: &[] }),
    fixed_after_creation: true,
    check: |form, value| zones(form, value.as_list()),
    closed: not_there,
    unlisted: Unlisted::Refuse,
    body: Body::At("available_zones"),
    ..Field::REQUIRED
};

/// `domain.md` 1.5 and section 9, row 6; the API page of 2026-01.
fn zones(form: &Form, ids: &[String]) -> Result<(), Problem> {
    ids.iter().try_for_each(|id| rules::hex32(id, "a zone ID"))?;
    rules::no_repeats(ids)?;
    match ids.len() {
        count if count > 1 && is_single(form) => {
            Err(Problem(format!("{count} zones picked; a single node takes exactly 1")))
        }
        2 => Err(Problem(format!("2 zones picked: take one away or add {}", another(form, ids)))),
        _ => Ok(()),
    }
}

fn another(form: &Form, ids: &[String]) -> String {
    let free = |choice: &&Choice| !ids.contains(&choice.id) && form.closed(&ZONES, choice).is_none();
    let mut choices = form.choices(&ZONES).iter().filter(free);
    choices.next().map_or_else(|| "one".to_owned(), |choice| choice.label.clone())
}

fn not_there(form: &Form, choice: &Choice) -> Option<Closed> {
    let zone = choice.zone()?;
    if form.is_on(&IPV6) && zone.ipv6 == Some(false) {
        return Some(Closed { why: "no IPv6".to_owned(), by: Some((IPV6.key, "switch IPv6 off (5)".to_owned())) });
    }
    let disks = &flavor(form)?.disks;
    let wanted = form.text(&DISK);
    let disk = disks.iter().find(|disk| disk.spec == wanted)?;
    if disk.zones.contains(&zone.code) {
        return None;
    }
    let other = disks.iter().find(|disk| disk.zones.contains(&zone.code)).and_then(|disk| form.find(&DISK, &disk.spec));
    Some(match other {
        Some(other) => Closed {
            why: format!("{} sold out here", form.show(&DISK)),
            by: Some((DISK.key, format!("choose {} (4)", other.label))),
        },
        None => not_by_flavor("flavor sold out here"),
    })
}
