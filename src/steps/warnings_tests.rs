//! What people run into after the money is spent is said before, beside the answer it speaks of, and never blocks.

use crate::catalog::{Facts, Lookup};
use crate::form::field::Field;
use crate::form::state::Form;
use crate::steps::account::REGION;
use crate::steps::encryption::{ACL, DISK_ENCRYPTION, TLS_MODE};
use crate::steps::flavor::{BROKERS, FLAVOR};
use crate::steps::networking::IPV6;
use crate::steps::public_access::PUBLIC;
use crate::steps::sample::{Answer, ZONE_A, ZONE_B, ZONE_C, disk, live_flavor, problem, read, warning, with, zones};
use crate::steps::storage::STORAGE;
use crate::steps::version::VERSION;
use crate::steps::zones::ZONES;

#[test]
fn each_trap_has_its_word_at_its_question() {
    let cases: [(&[Answer], &Field, &str); 12] = [
        (&[(&REGION, "cn-east-4")], &REGION, "grant resource permissions"),
        (&[(&REGION, "cn-east-3")], &REGION, ""),
        (&[(&DISK_ENCRYPTION, "on")], &DISK_ENCRYPTION, "an agency or a KMS role"),
        (&[(&DISK_ENCRYPTION, "off")], &DISK_ENCRYPTION, ""),
        (&[(&PUBLIC, "on"), (&TLS_MODE, "PLAINTEXT")], &PUBLIC, "can read and write (7)"),
        (&[(&PUBLIC, "on"), (&TLS_MODE, "PLAINTEXT"), (&ACL, "on")], &PUBLIC, ""),
        (&[(&PUBLIC, "off"), (&TLS_MODE, "PLAINTEXT")], &PUBLIC, ""),
        (&[(&PUBLIC, "on"), (&IPV6, "on")], &PUBLIC, "may not be reachable"),
        (&[(&PUBLIC, "off"), (&IPV6, "on")], &PUBLIC, ""),
        (&[(&VERSION, "4.8.0"), (&FLAVOR, "c6.4u8g.cluster.small")], &FLAVOR, "never be changed"),
        (&[(&VERSION, "4.8.0"), (&FLAVOR, "c6.4u8g.cluster")], &FLAVOR, ""),
        (&[(&FLAVOR, "rocketmq.p2.large.12")], &FLAVOR, ""),
    ];
    for (answers, field, expected) in cases {
        let said = warning(&with(answers), field);
        assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{}: {said}", field.key);
    }
}

fn listed(least_per_node: Option<u64>, answers: &[Answer]) -> Form {
    let mut flavor = live_flavor("rocketmq.p2.large.12", vec![disk("dms.physical.storage.ultra.v2", "a", "b")]);
    if let Facts::Flavor(facts) = &mut flavor.facts {
        facts.least_per_node = least_per_node;
    }
    let mut form = with(answers);
    read(&mut form, Lookup::Zones, zones());
    read(&mut form, Lookup::Flavors { engine: "reliability".into() }, vec![flavor]);
    form
}

#[test]
fn storage_below_what_the_list_names_for_the_nodes_gets_a_word() {
    for (per_node, storage, expected) in [(Some(300), "500", "600 GB"), (Some(300), "600", ""), (None, "200", "")] {
        let answers: [Answer; 3] = [(&FLAVOR, "rocketmq.p2.large.12"), (&BROKERS, "2"), (&STORAGE, storage)];
        let form = listed(per_node, &answers);
        let said = warning(&form, &STORAGE);
        assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{per_node:?} {storage}: {said}");
    }
}

#[test]
fn a_zone_in_neither_list_of_the_flavor_is_not_offered_rather_than_sold_out() {
    for (zone, expected) in [(ZONE_A, ""), (ZONE_B, "sold out here"), (ZONE_C, "not offered here")] {
        let said = problem(&listed(None, &[(&FLAVOR, "rocketmq.p2.large.12"), (&ZONES, zone)]), &ZONES);
        assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{zone}: {said}");
    }
}
