//! The built-in catalogue: what stands in while the cloud was not asked. Its live lists always go before it.

use super::version::{NEW, OLD};
use crate::catalog::{Choice, Facts, Flavor};
use crate::language::Text;
use std::sync::LazyLock;

/// A list in the language of the moment, made with the first question that needs it, so that the first screen waits for
/// none that it does not show (`architecture`, "Figures": first screen).
type List = LazyLock<Vec<Choice>>;

/// The day its facts were collected.
pub const DATE: &str = "2026-08-21";

pub static ENGINES: List = List::new(|| {
    vec![
        plain("reliability", Text("the name the cloud itself answers with")),
        plain("rocketmq", Text("the other name the create call takes")),
    ]
});

pub static VERSIONS: List = List::new(|| {
    vec![
        plain(NEW, Text("stateless proxy, gRPC clients, smaller flavors")),
        plain(OLD, Text("end of service announced for 2026-07")),
    ]
});

pub static DISKS: List = List::new(|| {
    vec![
        named("dms.physical.storage.high.v2", Text("high I/O"), Text("slowest; below the stated TPS")),
        named("dms.physical.storage.general", Text("general-purpose SSD"), Text("not in every region")),
        named("dms.physical.storage.ultra.v2", Text("ultra-high I/O"), Text("what the stated TPS are measured with")),
        named("dms.physical.storage.extreme", Text("extreme SSD"), Text("fastest; not in every region")),
    ]
});

pub static ARCHITECTURES: List =
    List::new(|| vec![plain("X86", Text("the usual one")), plain("ARM", Text("where the flavor offers it"))]);

pub static TLS_MODES: List = List::new(|| {
    vec![
        plain("PERMISSIVE", Text("plaintext and TLS clients")),
        plain("SSL", Text("TLS clients only")),
        plain("PLAINTEXT", Text("no encryption in transit")),
    ]
});

pub static BILLING_MODES: List = List::new(|| {
    vec![
        named("postPaid", Text("pay-per-use"), Text("billed by the hour, ends when deleted")),
        named("prePaid", Text("yearly/monthly"), Text("paid ahead for a period")),
    ]
});

pub static PERIODS: List =
    List::new(|| vec![named("month", Text("months"), Text("1 to 9")), named("year", Text("years"), Text("1 to 3"))]);

/// By version, edition and TPS.
pub static FLAVORS: List = List::new(|| {
    vec![
        single_node("rocketmq.b1.large.1", "basic", 50),
        basic("rocketmq.b2.large.4", 2000, 4000),
        basic("rocketmq.b2.large.8", 4000, 4000),
        basic("rocketmq.b2.large.12", 6000, 6000),
        single_node("rocketmq.p1.large.1", "professional", 200),
        professional("rocketmq.p2.large.8", (4000, 2000), (400, 1500), (200, 60_000)),
        professional("rocketmq.p2.large.12", (6000, 3000), (400, 1500), (200, 60_000)),
        professional("rocketmq.p2.large.20", (10_000, 5000), (800, 1500), (200, 60_000)),
        professional("rocketmq.p2.large.40", (20_000, 10_000), (800, 1500), (400, 120_000)),
        professional("rocketmq.p2.large.100", (50_000, 25_000), (1000, 2000), (400, 120_000)),
        professional("rocketmq.p2.large.150", (75_000, 37_500), (1000, 2000), (400, 120_000)),
        professional("rocketmq.p2.large.200", (100_000, 50_000), (1500, 4000), (800, 240_000)),
        professional("rocketmq.p2.large.300", (150_000, 50_000), (1500, 4000), (800, 240_000)),
        per_broker("c6.4u8g.cluster.small", 15_000, 2000, 30_000),
        per_broker("c6.4u8g.cluster", 20_000, 4000, 60_000),
        per_broker("c6.8u16g.cluster", 25_000, 8000, 90_000),
        per_broker("c6.12u24g.cluster", 28_000, 12_000, 90_000),
        per_broker("c6.16u32g.cluster", 30_000, 16_000, 90_000),
    ]
});

pub static REGIONS: List =
    List::new(|| REGION_NAMES.iter().map(|(id, name)| Choice::new(*id, name.map_or(*id, Text::shown), "")).collect());

/// The regions by ID, with their names; those without one are called by their ID.
pub(super) const REGION_NAMES: [(&str, Option<Text>); 34] = [
    ("ae-ad-1", None),
    ("af-north-1", Some(Text("AF-Cairo"))),
    ("af-south-1", Some(Text("AF-Johannesburg"))),
    ("ap-southeast-1", Some(Text("CN-Hong Kong"))),
    ("ap-southeast-2", Some(Text("AP-Bangkok"))),
    ("ap-southeast-3", Some(Text("AP-Singapore"))),
    ("ap-southeast-4", Some(Text("AP-Jakarta"))),
    ("ap-southeast-5", Some(Text("AP-Manila"))),
    ("cn-east-2", Some(Text("CN East-Shanghai2"))),
    ("cn-east-3", Some(Text("CN East-Shanghai1"))),
    ("cn-east-4", Some(Text("CN East2"))),
    ("cn-east-5", Some(Text("CN East-Qingdao"))),
    ("cn-north-1", Some(Text("CN North-Beijing1"))),
    ("cn-north-11", Some(Text("CN North-Ulanqab201"))),
    ("cn-north-12", Some(Text("CN North3"))),
    ("cn-north-2", None),
    ("cn-north-4", Some(Text("CN North-Beijing4"))),
    ("cn-north-9", Some(Text("CN North-Ulanqab1"))),
    ("cn-south-1", Some(Text("CN South-Guangzhou"))),
    ("cn-south-2", Some(Text("CN South-Shenzhen"))),
    ("cn-south-4", Some(Text("CN South-Guangzhou-InvitationOnly"))),
    ("cn-southwest-2", Some(Text("CN Southwest-Guiyang1"))),
    ("cn-southwest-3", None),
    ("eu-west-0", Some(Text("EU-Paris"))),
    ("eu-west-101", Some(Text("EU-Dublin"))),
    ("la-north-2", Some(Text("LA-Mexico City2"))),
    ("la-south-2", Some(Text("LA-Santiago"))),
    ("me-east-1", Some(Text("ME-Riyadh"))),
    ("my-kualalumpur-1", Some(Text("AP-Kuala Lumpur-OP6"))),
    ("na-mexico-1", Some(Text("LA-Mexico City1"))),
    ("ru-moscow-1", None),
    ("ru-northwest-2", Some(Text("RU-Moscow2"))),
    ("sa-brazil-1", Some(Text("LA-Sao Paulo1"))),
    ("tr-west-1", Some(Text("TR-Istanbul"))),
];

/// What is called by its ID in every language.
fn plain(id: &str, note: Text) -> Choice {
    Choice::new(id, id, note.shown())
}

fn named(id: &str, label: Text, note: Text) -> Choice {
    Choice::new(id, label.shown(), note.shown())
}

/// A flavor, which people know by its ID.
fn flavor(id: &str, version: &str, edition: &str, limits: Flavor) -> Choice {
    let flavor = Flavor { versions: vec![version.to_owned()], edition: edition.to_owned(), ..limits };
    Choice { facts: Facts::Flavor(Box::new(flavor)), ..Choice::new(id, id, "") }
}

/// A cluster of 4.8.0, whose figures count for each of its brokers; `most_gb` is its most storage.
fn per_broker(id: &str, tps: u64, topics_and_groups: u64, most_gb: u64) -> Choice {
    let limits = Flavor {
        per_broker: true,
        tps: Some(tps),
        topics: Some(topics_and_groups),
        groups: Some(topics_and_groups),
        brokers: Some((1, 10)),
        storage_gb: Some((300, most_gb)),
        ..Flavor::default()
    };
    flavor(id, OLD, "professional", limits)
}

fn single_node(id: &str, edition: &str, topics: u64) -> Choice {
    let limits = Flavor {
        single: true,
        tps: Some(500),
        topics: Some(topics),
        groups: Some(500),
        brokers: Some((1, 1)),
        storage_gb: Some((100, 30_000)),
        ..Flavor::default()
    };
    flavor(id, NEW, edition, limits)
}

fn basic(id: &str, tps: u64, connections: u64) -> Choice {
    let limits = Flavor {
        tps: Some(tps),
        topics: Some(100),
        groups: Some(1000),
        connections: Some(connections),
        storage_gb: Some((200, 60_000)),
        ..Flavor::default()
    };
    flavor(id, NEW, "basic", limits)
}

/// `tps` are those it has and the burst on top of them; `counts` its topics and groups; `storage_gb` the least and the most.
fn professional(id: &str, tps: (u64, u64), counts: (u64, u64), storage_gb: (u64, u64)) -> Choice {
    let limits = Flavor {
        tps: Some(tps.0),
        elastic_tps: Some(tps.1),
        topics: Some(counts.0),
        groups: Some(counts.1),
        storage_gb: Some(storage_gb),
        ..Flavor::default()
    };
    flavor(id, NEW, "professional", limits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_complete() {
        assert_eq!((FLAVORS.len(), DISKS.len(), ENGINES.len(), VERSIONS.len()), (18, 4, 2, 2));
        assert_eq!((TLS_MODES.len(), REGIONS.len(), DATE.len()), (3, 34, 10));
        for choice in &*FLAVORS {
            let flavor = choice.flavor().unwrap();
            let version = if choice.id.starts_with("c6.") { OLD } else { NEW };
            assert_eq!(flavor.versions, [version], "{}", choice.id);
            assert_eq!(flavor.per_broker, version == OLD, "{}", choice.id);
            assert!(flavor.tps.is_some() && flavor.storage_gb.is_some(), "{}", choice.id);
            assert_eq!(flavor.single, choice.id.contains("1.large.1") && !choice.id.contains("2."), "{}", choice.id);
        }
        let mut sorted = FLAVORS.clone();
        crate::steps::flavor::sort(&mut sorted);
        assert_eq!(*FLAVORS, sorted);
    }
}
