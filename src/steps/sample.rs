//! Forms for the tests of the steps: filled validly, then bent where a test wants it.

use super::account::{ACCESS_KEY, PROJECT, REGION, SECRET_KEY};
use super::engine::NAME;
use super::networking::{SECURITY_GROUP, SUBNET, VPC};
use super::zones::ZONES;
use crate::catalog::{Choice, Disk, Facts, Flavor, Lookup, Subnet, Zone};
use crate::form::field::{Field, Kind};
use crate::form::state::Form;
use crate::form::value::{Pair, Value, split};
use serde_json::Value as Json;
use unicode_width::UnicodeWidthStr;

/// A question and the answer to it, as [`set`] reads it.
pub(crate) type Answer<'a> = (&'static Field, &'a str);

pub(crate) const VPC_1: &str = "3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf";
pub(crate) const VPC_2: &str = "77777777-4d6d-4d8f-8d3f-047b0de4c5cf";
pub(crate) const SUBNET_1: &str = "0a0f1fcb-f019-458d-b9e5-301867394d50";
pub(crate) const SUBNET_2: &str = "11111111-f019-458d-b9e5-301867394d50";
pub(crate) const ZONE_A: &str = "9f1c5806706d4c1fb0eb72f0a9b18c77";
pub(crate) const ZONE_B: &str = "effdcbc7d4d64a02aa1fa26b42f56533";
pub(crate) const ZONE_C: &str = "a3f68f4a6e0a4d7dbd1a3ad5b4d7a9c2";
pub(crate) const ZONE_D: &str = "d0000000000000000000000000000001";
pub(crate) const KEY_1: &str = "44444444-4d6d-4d8f-8d3f-047b0de4c5cf";

/// A valid form, 5.x and pay-per-use, without any list of the cloud.
pub(crate) fn form() -> Form {
    let mut form = Form::new(super::STEPS);
    form.secret_mut(&ACCESS_KEY).push("AKIDEXAMPLE0000000001");
    form.secret_mut(&SECRET_KEY).push("hidden");
    for (field, text) in [
        (&REGION, "ap-southeast-3"),
        (&PROJECT, "0123456789abcdef0123456789abcdef"),
        (&NAME, "orders-prod"),
        (&VPC, VPC_1),
        (&SUBNET, SUBNET_1),
        (&SECURITY_GROUP, "23c5977f-ff33-4b95-a73e-08d8a0bc4e6c"),
        (&ZONES, ZONE_A),
    ] {
        set(&mut form, field, text);
    }
    assert_eq!(form.problems(), []);
    form
}

/// The valid form with these answers on top.
pub(crate) fn with(answers: &[Answer]) -> Form {
    let mut form = form();
    for (field, text) in answers {
        set(&mut form, field, text);
    }
    form
}

/// Answers as a person would type it: `on` and `off` for switches, entries of a list apart by blanks.
pub(crate) fn set(form: &mut Form, field: &Field, text: &str) {
    let value = match field.kind {
        Kind::Toggle => Value::Flag(text == "on"),
        Kind::Choices(_) => Value::list(split(text)),
        Kind::Pairs(_) => Value::pairs(Pair::parse_all(text)),
        _ => Value::text(text),
    };
    form.answer(field, value);
}

/// What is wrong with an answer, empty where nothing is. It always fits where the help text stood: two rows of 76.
pub(crate) fn problem(form: &Form, field: &Field) -> String {
    let text = form.problem(field).map(|problem| problem.told).unwrap_or_default();
    assert!(rows(&text, 76) <= 2, "{} does not fit: {text}", field.key);
    text
}

/// What is worth a word, empty where nothing is.
pub(crate) fn warning(form: &Form, field: &Field) -> String {
    let text = form.warning(field).unwrap_or_default();
    assert!(rows(&text, 76) <= 2, "{} does not fit: {text}", field.key);
    text
}

/// Rows that text takes when it is broken between words.
fn rows(text: &str, columns: usize) -> usize {
    let (mut rows, mut filled) = (1, 0);
    for word in text.split(' ') {
        let width = word.width();
        (rows, filled) = if filled + width <= columns { (rows, filled + width + 1) } else { (rows + 1, width + 1) };
    }
    rows
}

/// What the request would hold at the top, `null` where nothing.
pub(crate) fn sent(form: &Form, key: &str) -> Json {
    form.body().unwrap()[key].clone()
}

/// Files a list of the cloud as read.
pub(crate) fn read(form: &mut Form, lookup: Lookup, choices: Vec<Choice>) {
    form.listing_mut(lookup).choices = Some(choices);
}

/// A live flavor of 5.x with these disks.
pub(crate) fn live_flavor(id: &str, disks: Vec<Disk>) -> Choice {
    let flavor = Flavor { versions: vec!["5.x".into()], storage_gb: Some((200, 60_000)), disks, ..Flavor::default() };
    with_facts(id, id, Facts::Flavor(Box::new(flavor)))
}

/// A disk type that is had in these zones, by the last letter of their codes.
pub(crate) fn disk(spec: &str, zones: &str, sold_out: &str) -> Disk {
    let codes = |letters: &str| letters.chars().map(|letter| format!("ap-southeast-3{letter}")).collect();
    Disk { spec: spec.into(), zones: codes(zones), sold_out: codes(sold_out) }
}

/// Zones `AZ1` to `AZ4` with the codes `a` to `d`; the fourth has no IPv6.
pub(crate) fn zones() -> Vec<Choice> {
    let ids = [(ZONE_A, 'a'), (ZONE_B, 'b'), (ZONE_C, 'c'), (ZONE_D, 'd')];
    let zone = |(at, (id, letter)): (usize, &(&str, char))| {
        let zone = Zone {
            code: format!("ap-southeast-3{letter}"),
            ipv6: Some(*letter != 'd'),
            default: at == 0,
            sold_out: false,
        };
        with_facts(id, &format!("AZ{}", at + 1), Facts::Zone(zone))
    };
    ids.iter().enumerate().map(zone).collect()
}

pub(crate) fn subnet(id: &str, label: &str, free_addresses: u64, ipv6: bool) -> Choice {
    let subnet = Subnet { free_addresses: Some(free_addresses), ipv6: Some(ipv6), ..Subnet::default() };
    with_facts(id, label, Facts::Subnet(subnet))
}

pub(crate) fn closed(id: &str, label: &str, why: &str) -> Choice {
    Choice { closed: Some(why.into()), ..Choice::new(id, label, "") }
}

fn with_facts(id: &str, label: &str, facts: Facts) -> Choice {
    Choice { facts, ..Choice::new(id, label, "") }
}
