//! The same answers in the vendor's types and in others, and names that would harm a terminal.

use crate::{QUICK, run};
use rocketmq_wizard::catalog::{Choice, Lookup};
use rocketmq_wizard::cloud::client::Client;
use rocketmq_wizard::sandbox::start_on_thread;
use rocketmq_wizard::sandbox::world::World;
use std::time::Duration;

/// Whatever the client reads of a cloud: the lists, and an instance, the quota and an unpaid order after a purchase.
type Read = (Vec<(Lookup, Vec<Choice>)>, Vec<String>);

fn read_all(world: World) -> Read {
    let world = world.seed("types").creation_time(Duration::ZERO);
    let cloud = start_on_thread(world, ([127, 0, 0, 1], 0).into()).unwrap();
    let client = Client::new(super::support::env::settings(&cloud.url()), QUICK).unwrap();
    let vpc = "ce284b4a-5114-4a6e-a463-a0cd7e0af93a".to_owned();
    let lookups = [
        Lookup::Regions,
        Lookup::Projects { region: "ap-southeast-3".to_owned() },
        Lookup::EnterpriseProjects,
        Lookup::Flavors { engine: "reliability".to_owned() },
        Lookup::Zones,
        Lookup::Vpcs,
        Lookup::Subnets { vpc },
        Lookup::SecurityGroups,
        Lookup::Eips,
        Lookup::Keys,
        Lookup::OpenPorts { group: "536e7720-9fbe-4a19-a772-f0755ae665a7".to_owned() },
    ];
    run(async {
        let mut lists = Vec::new();
        for lookup in lookups {
            let choices = client.lookup(&lookup).await.unwrap().entries;
            assert!(!choices.is_empty(), "{lookup:?}");
            lists.push((lookup, choices));
        }
        let named = client.instances_named("payments-prod").await.unwrap();
        let one = client.instance(&named[0].id).await.unwrap();
        let rest = [format!("{named:?}"), format!("{one:?}"), format!("{:?}", client.quota().await)];
        (lists, rest.to_vec())
    })
}

#[test]
fn numbers_and_switches_are_read_alike_as_texts_and_as_themselves() {
    let (lists, rest) = read_all(World::default());
    let (loose, of_loose) = read_all(World::default().loose_types());
    for (vendor, loose) in lists.into_iter().zip(loose) {
        assert_eq!(vendor, loose);
    }
    assert_eq!(rest, of_loose);
}

#[test]
fn no_name_harms_the_terminal() {
    let (lists, _) = read_all(World::default().hostile_names());
    let harmful = |text: &str| text.chars().any(|c| c.is_control() || c == '\u{202e}');
    for choice in lists.into_iter().flat_map(|(_, choices)| choices) {
        assert!(!harmful(&choice.label), "{choice:?}");
    }
}
