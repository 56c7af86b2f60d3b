//! Zones: one availability zone, or three and more. Ids on the wire, names and codes on the screen.

use super::account::{REGION, of_zone};
use super::flavor::{flavor, is_single, not_by_flavor};
use super::networking::{IPV6, no_ipv6};
use super::storage::DISK;
use crate::catalog::{Choice, Disk, Lookup};
use crate::form::field::{Body, Closed, Field, Kind, Problem, Source, Step, Unlisted};
use crate::form::rules;
use crate::form::state::Form;
use crate::language::{Text, say, tr};
use crate::text::quoted;

pub(crate) static STEP: Step = Step { key: "zones", title: Text("Zones"), fields: &[&ZONES] };

pub static ZONES: Field = Field {
    key: "available_zones",
    other_names: &["availability_zones"],
    label: Text("Zones"),
    help: Text("Exactly 1, or 3 or more: losing one of two can stop the instance. They cannot be changed later."),
    more: Text(
        "An availability zone has its own power and network. With three or more the instance survives the loss of one. \
           Two are refused, because losing one of two can take the majority and the instance with it. A single node \
           lives in exactly one.\n\n\
           Zones cannot be changed after creation. The request carries their 32-digit ids; a code such as \
           ap-southeast-3a may be typed where the list was read.",
    ),
    kind: Kind::Choices(|_| Source::Remote { lookup: Lookup::Zones, fallback: &[] }),
    fixed_after_creation: true,
    only: |form| form.only_open(&ZONES),
    check: |form, value| zones(form, value.as_list()),
    closed: not_there,
    unlisted: Unlisted::Refuse,
    body: Body::At("available_zones"),
    ..Field::REQUIRED
};

/// The rule of the API page for all versions (`cloud::api`, "Zones"). A code stands for an ID until the list says for which.
fn zones(form: &Form, ids: &[String]) -> Result<(), Problem> {
    let is_code =
        |id: &str| form.are_codes_unread(&ZONES) && of_zone(id).is_some_and(|region| region == form.text(&REGION));
    ids.iter().filter(|id| !is_code(id)).try_for_each(|id| is_zone_id(id))?;
    rules::no_repeats(ids)?;
    match ids.len() {
        count if count > 1 && is_single(form) => {
            Err(Problem::new(say!("{count} zones picked; a single node takes exactly 1", count)))
        }
        2 => Err(Problem::new(match another(form, ids) {
            Some(zone) => say!("2 zones picked: take one away or add {zone}", zone = &zone.label),
            None => tr("2 zones picked: take one away or add one").to_owned(),
        })),
        _ => Ok(()),
    }
}

fn is_zone_id(id: &str) -> Result<(), Problem> {
    if rules::is_hex32(id) {
        return Ok(());
    }
    let (value, count) = (quoted(id), id.chars().count());
    let told = say!("{value} ({count} characters) is not a zone ID; 32 hexadecimal digits are", value, count);
    Err(Problem::new(told).with_rule(tr("not a zone ID; 32 hexadecimal digits are").to_owned()))
}

fn another<'a>(form: &'a Form, ids: &[String]) -> Option<&'a Choice> {
    let free = |choice: &&Choice| !ids.contains(&choice.id) && form.closed(&ZONES, choice).is_none();
    form.choices(&ZONES).iter().find(free)
}

fn not_there(form: &Form, choice: &Choice) -> Option<Closed> {
    let zone = choice.zone()?;
    if form.is_on(&IPV6) && zone.ipv6 == Some(false) {
        return Some(no_ipv6());
    }
    let disks = &flavor(form)?.disks;
    let wanted = form.text(&DISK);
    let disk = disks.iter().find(|disk| disk.spec == wanted)?;
    if disk.zones.contains(&zone.code) {
        return None;
    }
    // A zone in neither list of the flavor is one that it was never sold in.
    let sold_out = disk.sold_out.contains(&zone.code);
    let other = disks.iter().find(|disk| disk.zones.contains(&zone.code)).and_then(|disk| form.find(&DISK, &disk.spec));
    if let Some(other) = other {
        let disk = form.show(&DISK);
        let why = if sold_out { say!("{disk} sold out here", disk) } else { say!("{disk} not offered here", disk) };
        return Some(Closed { sold_out, ..Closed::by(&DISK, why, say!("choose {answer}", answer = &other.label)) });
    }
    let sells = |disk: &Disk| disk.spec == wanted && disk.zones.contains(&zone.code);
    let why = if sold_out { tr("flavor sold out here") } else { tr("flavor not offered here") };
    Some(Closed { sold_out, ..not_by_flavor(form, why, |other| other.disks.iter().any(sells)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::value::Value;
    use crate::steps::flavor::FLAVOR;
    use crate::steps::sample::{
        ZONE_A, ZONE_B, ZONE_C, ZONE_D, disk, form, live_flavor, problem, read, sent, set, with, zones,
    };

    const CLUSTER: &str = "rocketmq.p2.large.12";
    const ULTRA: &str = "dms.physical.storage.ultra.v2";

    fn ids(letters: &str) -> String {
        let all = [('a', ZONE_A), ('b', ZONE_B), ('c', ZONE_C), ('d', ZONE_D)];
        let id = |letter| all.iter().find(|(known, _)| *known == letter).map_or("?", |(_, id)| id);
        letters.chars().map(id).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn one_zone_or_three_and_more() {
        let single = |count| format!("{count} zones picked; a single node takes exactly 1");
        for (flavor, letters, expected) in [
            (CLUSTER, "", "nothing is chosen yet; Zones are required".to_owned()),
            (CLUSTER, "a", String::new()),
            (CLUSTER, "ab", "2 zones picked: take one away or add AZ3".into()),
            (CLUSTER, "abc", String::new()),
            (CLUSTER, "abcd", String::new()),
            ("rocketmq.b1.large.1", "", "nothing is chosen yet; Zones are required".into()),
            ("rocketmq.b1.large.1", "a", String::new()),
            ("rocketmq.b1.large.1", "ab", single(2)),
            ("rocketmq.p1.large.1", "abc", single(3)),
            ("rocketmq.p1.large.1", "abcd", single(4)),
        ] {
            let mut form = with(&[(&FLAVOR, flavor), (&ZONES, &ids(letters))]);
            read(&mut form, Lookup::Zones, zones());
            assert_eq!(problem(&form, &ZONES), expected, "{flavor} {letters}");
        }
        let unread = with(&[(&ZONES, &ids("ab"))]);
        assert_eq!(problem(&unread, &ZONES), "2 zones picked: take one away or add one");
        assert_eq!(
            sent(&with(&[(&ZONES, &ids("cab"))]), "available_zones"),
            serde_json::json!([ZONE_C, ZONE_A, ZONE_B])
        );
    }

    #[test]
    fn zones_are_judged_anew_when_the_flavor_changes() {
        let mut form = with(&[(&FLAVOR, CLUSTER), (&ZONES, &ids("abc"))]);
        assert_eq!(problem(&form, &ZONES), "");
        set(&mut form, &FLAVOR, "rocketmq.b1.large.1");
        assert_eq!(problem(&form, &ZONES), "3 zones picked; a single node takes exactly 1");
    }

    #[test]
    fn zones_are_ids_and_each_is_there_once() {
        const CODES: &str = "zones are named by codes, and the list that has their IDs is not read";
        for (answer, expected) in [
            (
                format!("{} {ZONE_A}", ids("abc")),
                "\"9f1c5806706d4c1fb0eb72f0...\" is there twice; each may appear once",
            ),
            ("ap-southeast-3a".to_owned(), CODES),
            (format!("{ZONE_A} ap-southeast-3b ap-southeast-3c"), CODES),
            ("ap-southeast-3a ap-southeast-3b".to_owned(), "2 zones picked: take one away or add one"),
            ("ap-southeast-3a ap-southeast-3a".to_owned(), "\"ap-southeast-3a\" is there twice; each may appear once"),
            (
                "ap-southeast-2a".to_owned(),
                "\"ap-southeast-2a\" (15 characters) is not a zone ID; 32 hexadecimal digits are",
            ),
            (
                "ap-southeast-3".to_owned(),
                "\"ap-southeast-3\" (14 characters) is not a zone ID; 32 hexadecimal digits are",
            ),
            (
                "a".repeat(31),
                "\"aaaaaaaaaaaaaaaaaaaaaaaa...\" (31 characters) is not a zone ID; 32 hexadecimal digits are",
            ),
            (
                "a".repeat(33),
                "\"aaaaaaaaaaaaaaaaaaaaaaaa...\" (33 characters) is not a zone ID; 32 hexadecimal digits are",
            ),
            ("a".repeat(32), ""),
        ] {
            assert_eq!(problem(&with(&[(&ZONES, &answer)]), &ZONES), expected);
        }
        let mut form = with(&[(&ZONES, "ap-southeast-3a")]);
        read(&mut form, Lookup::Zones, zones());
        assert!(problem(&form, &ZONES).contains("is not a zone ID"), "once the list was read, its ID is taken");
        let mut form = with(&[(&ZONES, &"a".repeat(32))]);
        read(&mut form, Lookup::Zones, zones());
        let expected = "\"aaaaaaaaaaaaaaaaaaaaaaaa...\" is not offered; choose from AZ1, AZ2, AZ3, AZ4";
        assert_eq!(problem(&form, &ZONES), expected);
    }

    #[test]
    fn codes_and_names_may_be_typed_where_the_list_was_read() {
        let mut form = form();
        assert_eq!(form.resolve(&ZONES, "ap-southeast-3b"), "ap-southeast-3b");
        let mut list = zones();
        list[3].label = "AZ1".into();
        read(&mut form, Lookup::Zones, list);
        for (typed, id) in
            [("ap-southeast-3b", ZONE_B), ("AZ2", ZONE_B), (ZONE_B, ZONE_B), ("AZ1", "AZ1"), ("AZ9", "AZ9")]
        {
            assert_eq!(form.resolve(&ZONES, typed), id);
        }
        form.answer(&ZONES, Value::list(vec![form.resolve(&ZONES, "ap-southeast-3b")]));
        assert_eq!((sent(&form, "available_zones"), form.show(&ZONES).as_str()), (serde_json::json!([ZONE_B]), "AZ2"));
    }

    #[test]
    fn closed_zones_say_why_and_what_would_open_them() {
        let wide = [disk(ULTRA, "abcd", "")];
        let elsewhere = [disk(ULTRA, "ac", "bd"), disk("dms.physical.storage.extreme", "abc", "d")];
        let by_disk = "\"AZ2\" is closed: ultra-high I/O sold out here; choose extreme SSD (4)";
        for (disks, ipv6, letters, expected) in [
            (&wide[..], "off", "a", ""),
            (&wide[..], "off", "abcd", ""),
            (&wide[..], "on", "abc", ""),
            (&wide[..], "on", "abcd", "\"AZ4\" is closed: no IPv6; switch IPv6 off (5)"),
            (&elsewhere[..], "off", "a", ""),
            (&elsewhere[..], "off", "b", by_disk),
            (&elsewhere[..], "off", "abc", by_disk),
            (&elsewhere[..], "off", "d", "\"AZ4\" is closed: flavor sold out here; choose from AZ1, AZ3"),
            (&[], "off", "d", ""),
        ] {
            let mut form = with(&[(&FLAVOR, CLUSTER), (&IPV6, ipv6), (&ZONES, &ids(letters))]);
            read(&mut form, Lookup::Zones, zones());
            let flavors = Lookup::Flavors { engine: "reliability".into() };
            read(&mut form, flavors, vec![live_flavor(CLUSTER, disks.to_vec())]);
            assert_eq!(problem(&form, &ZONES), expected, "{letters}");
        }
    }

    #[test]
    fn a_sold_out_zone_is_refused_and_never_proposed() {
        let mut form = with(&[(&ZONES, &ids("ab"))]);
        let mut list = zones();
        list[2].closed = Some("sold out".into());
        read(&mut form, Lookup::Zones, list);
        assert_eq!(problem(&form, &ZONES), "2 zones picked: take one away or add AZ4");
        set(&mut form, &ZONES, &ids("abc"));
        assert_eq!(problem(&form, &ZONES), "\"AZ3\" is closed: sold out; choose from AZ1, AZ2, AZ4");
    }
}
