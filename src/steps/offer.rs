//! Which choices the answers of later screens rule out: what a flavor sells against the disk type, zones, billing mode
//! and CPU a person chose.
//!
//! Only what was chosen counts: defaults follow by themselves.

use super::billing::CHARGING_MODE;
use super::flavor::ARCHITECTURE;
use super::storage::DISK;
use super::zones::ZONES;
use crate::catalog::{Choice, Disk, Flavor, Zone};
use crate::form::field::{Closed, Field, Opening};
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::{say, tr};

/// The answer a person chose for a question that is asked, if they did.
pub(crate) fn chosen(form: &Form, field: &Field) -> Option<Value> {
    let asked = form.is_chosen(field) && form.is_shown(field);
    asked.then(|| form.value(field).clone()).filter(|value| !value.is_empty())
}

/// Which chosen answer of a later screen this flavor cannot go with.
pub(crate) fn against_flavor(form: &Form, flavor: &Flavor) -> Option<Closed> {
    billing(form, flavor).or_else(|| cpu(form, flavor)).or_else(|| disk(form, flavor)).or_else(|| {
        let wanted = chosen(form, &DISK).map(|value| value.as_text().to_owned());
        let fits = |disk: &&Disk| wanted.as_ref().is_none_or(|wanted| disk.spec == *wanted);
        let disks: Vec<&Disk> = flavor.disks.iter().filter(fits).collect();
        if flavor.disks.is_empty() { None } else { outside(form, &disks) }
    })
}

/// Which chosen zone this disk type cannot be had in.
pub(crate) fn against_disk(form: &Form, disk: &Disk) -> Option<Closed> {
    outside(form, &[disk])
}

fn billing(form: &Form, flavor: &Flavor) -> Option<Closed> {
    let sold: Vec<&str> = flavor.billing.iter().map(String::as_str).collect();
    excluded(form, &CHARGING_MODE, &sold)
}

fn cpu(form: &Form, flavor: &Flavor) -> Option<Closed> {
    let sold: Vec<&str> = flavor.architectures.iter().map(String::as_str).collect();
    excluded(form, &ARCHITECTURE, &sold)
}

fn disk(form: &Form, flavor: &Flavor) -> Option<Closed> {
    let sold: Vec<&str> = flavor.disks.iter().filter(|d| !d.zones.is_empty()).map(|d| d.spec.as_str()).collect();
    excluded(form, &DISK, &sold)
}

/// A chosen answer that is not among what is sold; nothing where it is not known what is.
fn excluded(form: &Form, field: &'static Field, sold: &[&str]) -> Option<Closed> {
    let answer = chosen(form, field)?;
    if sold.is_empty() || sold.contains(&answer.as_text()) {
        return None;
    }
    let name = |id: &str| form.find(field, id).map_or_else(|| id.to_owned(), |choice| choice.label.clone());
    let why = say!("no {answer}", answer = name(answer.as_text()));
    Some(Closed::by(field, why, say!("choose {answer}", answer = name(sold[0]))))
}

/// The first chosen zone that none of these disks can be had in, with the smallest change of zones that would do.
fn outside(form: &Form, disks: &[&Disk]) -> Option<Closed> {
    let sold_in = |code: &str| disks.iter().any(|disk| disk.zones.iter().any(|zone| zone == code));
    let picked = chosen(form, &ZONES)?;
    let picked = picked.as_list();
    let code = |choice: &Choice| choice.zone().map(|zone: &Zone| zone.code.clone()).unwrap_or_default();
    let shut = form.choices(&ZONES).iter().filter(|zone| picked.contains(&zone.id));
    let shut = shut.clone().find(|zone| !code(zone).is_empty() && !sold_in(&code(zone)))?;
    let mut others = form.choices(&ZONES).iter().filter(|zone| !picked.contains(&zone.id) && zone.closed.is_none());
    let other = others.find(|zone| sold_in(&code(zone)));
    let change = match (picked.len(), other) {
        (4.., _) => Some(say!("take {zone} away", zone = &shut.label)),
        (_, Some(other)) => Some(say!("pick {other} instead of {zone}", other = &other.label, zone = &shut.label)),
        (3, None) => Some(tr("pick one zone only").to_owned()),
        (_, None) => None,
    };
    let opens = change.map(|change| Opening { field: &ZONES, change });
    let sold_out = disks.iter().any(|disk| disk.sold_out.contains(&code(shut)));
    let zone = &shut.label;
    let why = if sold_out { say!("sold out in {zone}", zone) } else { say!("not offered in {zone}", zone) };
    Some(Closed { why, opens, sold_out, ..Closed::default() })
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Choice, Disk, Facts, Flavor, Lookup};
    use crate::form::field::Field;
    use crate::form::state::Form;
    use crate::steps::billing::CHARGING_MODE;
    use crate::steps::flavor::{ARCHITECTURE, FLAVOR, completed};
    use crate::steps::sample::{
        Answer, ZONE_A, ZONE_B, ZONE_C, ZONE_D, disk, form, live_flavor, problem, read, set, with, zones,
    };
    use crate::steps::storage::DISK;
    use crate::steps::zones::ZONES;

    const NOW: &str = "rocketmq.p2.large.12";
    const OTHER: &str = "rocketmq.p2.large.20";
    const ULTRA: &str = "dms.physical.storage.ultra.v2";
    const EXTREME: &str = "dms.physical.storage.extreme";

    fn flavors() -> Lookup {
        Lookup::Flavors { engine: "reliability".into() }
    }

    fn live(id: &str, disks: &[Disk], tps: u64, change: impl Fn(&mut Flavor)) -> Choice {
        let mut choice = live_flavor(id, disks.to_vec());
        if let Facts::Flavor(flavor) = &mut choice.facts {
            flavor.tps = Some(tps);
            change(flavor);
        }
        choice
    }

    /// Why an entry is closed and the change that opens it, as the person reads it.
    fn closed(form: &Form, field: &Field, id: &str) -> String {
        let closed = form.closed(field, form.find(field, id).unwrap());
        closed.map_or_else(String::new, |closed| closed.told(form))
    }

    #[test]
    fn later_answers_close_flavors_and_say_what_opens_them() {
        let everywhere = [disk(ULTRA, "abcd", ""), disk(EXTREME, "abcd", "")];
        let here_and_there = [disk(ULTRA, "ab", "cd"), disk(EXTREME, "a", "bcd")];
        let (ab, abc, abcd) = (
            format!("{ZONE_A} {ZONE_B}"),
            format!("{ZONE_A} {ZONE_B} {ZONE_C}"),
            format!("{ZONE_A} {ZONE_B} {ZONE_C} {ZONE_D}"),
        );
        let cases: [(Vec<Answer>, &[Disk], &str); 10] = [
            (vec![], &everywhere, ""),
            (vec![(&ZONES, &abcd)], &everywhere, ""),
            (vec![(&ZONES, &ab)], &here_and_there, ""),
            (vec![(&ZONES, ZONE_C)], &here_and_there, "sold out in AZ3; pick AZ1 instead of AZ3 (6)"),
            (vec![(&ZONES, &abc)], &here_and_there, "sold out in AZ3; pick one zone only (6)"),
            (vec![(&ZONES, &abcd)], &here_and_there, "sold out in AZ3; take AZ3 away (6)"),
            (vec![(&ZONES, ZONE_B), (&DISK, EXTREME)], &here_and_there, "sold out in AZ2; pick AZ1 instead of AZ2 (6)"),
            (
                vec![(&DISK, "dms.physical.storage.general")],
                &everywhere,
                "no general-purpose SSD; choose ultra-high I/O (4)",
            ),
            (vec![(&CHARGING_MODE, "prePaid")], &everywhere, "no yearly/monthly; choose pay-per-use (9)"),
            (vec![(&ARCHITECTURE, "ARM")], &everywhere, "no ARM; choose X86 (3)"),
        ];
        for (answers, disks, expected) in cases {
            let mut form = with(&[(&FLAVOR, NOW)]);
            for (field, text) in answers {
                set(&mut form, field, text);
            }
            read(&mut form, Lookup::Zones, zones());
            let limited = |flavor: &mut Flavor| {
                flavor.billing = vec!["postPaid".into()];
                flavor.architectures = vec!["X86".into()];
            };
            let list = vec![live(NOW, disks, 6_000, limited), live(OTHER, disks, 10_000, limited)];
            read(&mut form, flavors(), list);
            assert_eq!(closed(&form, &FLAVOR, OTHER), expected);
            assert_eq!(problem(&form, &FLAVOR), "", "the later answer says so, once");
        }
    }

    #[test]
    fn zones_close_other_disks_and_a_nearby_flavor_opens_what_this_one_lacks() {
        let now = [disk(ULTRA, "abc", "d"), disk(EXTREME, "a", "bcd")];
        let more = [disk(ULTRA, "abcd", ""), disk("dms.physical.storage.general", "abcd", "")];
        let mut form = with(&[(&FLAVOR, NOW), (&ZONES, ZONE_B)]);
        read(&mut form, Lookup::Zones, zones());
        let list = vec![
            live(NOW, &now, 6_000, |_| {}),
            live("rocketmq.p2.large.300", &more, 150_000, |_| {}),
            live(OTHER, &more, 10_000, |_| {}),
            live("rocketmq.p1.large.1", &more, 500, |flavor| flavor.single = true),
        ];
        read(&mut form, flavors(), list);
        assert_eq!(closed(&form, &DISK, EXTREME), "sold out in AZ2; pick AZ1 instead of AZ2 (6)");
        let general = "not offered for this flavor; choose rocketmq.p2.large.20 (3)";
        assert_eq!(closed(&form, &DISK, "dms.physical.storage.general"), general);
        assert_eq!(closed(&form, &ZONES, ZONE_D), "flavor sold out here; choose rocketmq.p2.large.20 (3)");
        set(&mut form, &ZONES, ZONE_D);
        assert_eq!(problem(&form, &ZONES), "\"AZ4\" is closed: flavor sold out here; choose rocketmq.p2.large.20 (3)");
    }

    #[test]
    fn defaults_follow_the_flavor_but_no_later_answer() {
        let mut form = with(&[(&FLAVOR, NOW), (&ZONES, ZONE_B)]);
        read(&mut form, Lookup::Zones, zones());
        let by_period = |flavor: &mut Flavor| flavor.billing = vec!["prePaid".into()];
        read(&mut form, flavors(), vec![live(NOW, &[disk(ULTRA, "", "abcd"), disk(EXTREME, "a", "b")], 1, by_period)]);
        assert_eq!((form.text(&DISK), form.text(&CHARGING_MODE)), (EXTREME.to_owned(), String::new()));
        assert_eq!(problem(&form, &CHARGING_MODE), "nothing is chosen yet; Billing is required");
        read(&mut form, flavors(), vec![live(NOW, &[disk(ULTRA, "a", "b"), disk(EXTREME, "ab", "")], 1, |_| {})]);
        assert_eq!((form.text(&DISK), form.text(&CHARGING_MODE)), (ULTRA.to_owned(), "postPaid".to_owned()));
        assert!(problem(&form, &ZONES).ends_with("ultra-high I/O sold out here; choose extreme SSD (4)"));
    }

    #[test]
    fn the_live_list_overrules_the_built_in_one_which_fills_its_gaps() {
        let bare = |flavor: &mut Flavor| (flavor.tps, flavor.topics) = (None, Some(7));
        let list = vec![live("rocketmq.p2.large.8", &[], 0, bare), live("rocketmq.x9.huge", &[], 1, |_| {})];
        let list = completed(list);
        let of = |id: &str| list.iter().find(|choice| choice.id == id).unwrap();
        let facts = of("rocketmq.p2.large.8").flavor().unwrap();
        assert_eq!((facts.tps, facts.topics, facts.elastic_tps), (Some(4_000), Some(7), Some(2_000)));
        let basic = completed(vec![live("rocketmq.b2.large.4", &[], 0, |_| {})]);
        let basic = basic.iter().find(|choice| choice.id == "rocketmq.b2.large.4").unwrap();
        assert_eq!(basic.flavor().unwrap().connections, Some(4_000));
        assert_eq!(of("rocketmq.x9.huge").closed.as_deref(), None);
        let sizes = list.iter().filter_map(Choice::flavor).map(|flavor| (flavor.edition.as_str(), flavor.tps));
        let sizes: Vec<_> = sizes.collect();
        assert!(sizes.starts_with(&[("", Some(1)), ("basic", Some(500))]), "by edition and TPS: {sizes:?}");
        let mut form = form();
        set(&mut form, &FLAVOR, "rocketmq.p2.large.12");
        read(&mut form, flavors(), list);
        assert_eq!(
            problem(&form, &FLAVOR),
            "\"rocketmq.p2.large.12\" is closed: not on sale here; choose from rocketmq.x9.huge, rocketmq.p2.large.8"
        );
        set(&mut form, &FLAVOR, "rocketmq.x9.huge");
        assert_eq!(problem(&form, &FLAVOR), "");
    }
}
