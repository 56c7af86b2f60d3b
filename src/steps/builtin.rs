//! The built-in catalogue, `assets/catalog.json`: what stands in while the cloud was not asked.

use crate::catalog::{Choice, Facts, Flavor};
use std::sync::LazyLock;

/// Everything the catalogue holds, as choices.
pub struct Builtin {
    /// The day its facts were collected.
    pub date: &'static str,
    pub engines: Vec<Choice>,
    pub versions: Vec<Choice>,
    pub flavors: Vec<Choice>,
    pub disks: Vec<Choice>,
    pub architectures: Vec<Choice>,
    pub tls_modes: Vec<Choice>,
    pub billing_modes: Vec<Choice>,
    pub periods: Vec<Choice>,
    pub regions: Vec<Choice>,
}

/// The file as constants, one for each of its members.
mod file {
    #![expect(clippy::unreadable_literal, reason = "written by the build")]

    include!(concat!(env!("OUT_DIR"), "/catalog.rs"));
}

/// Put together once, with the first question that needs it.
pub static BUILTIN: LazyLock<Builtin> = LazyLock::new(|| Builtin {
    date: file::DATE,
    engines: named(file::ENGINES),
    versions: named(file::VERSIONS),
    flavors: file::FLAVORS.iter().map(Choice::from).collect(),
    disks: named(file::DISKS),
    architectures: named(file::ARCHITECTURES),
    tls_modes: named(file::TLS_MODES),
    billing_modes: named(file::BILLING_MODES),
    periods: named(file::PERIODS),
    regions: named(file::REGIONS),
});

struct Named {
    id: &'static str,
    label: &'static str,
    note: &'static str,
}

struct Limits {
    id: &'static str,
    version: &'static str,
    edition: &'static str,
    single: bool,
    tps: Option<u64>,
    elastic_tps: Option<u64>,
    topics: Option<u64>,
    groups: Option<u64>,
    connections: Option<u64>,
    brokers: Option<(u64, u64)>,
    storage_gb: Option<(u64, u64)>,
}

impl Limits {
    const UNKNOWN: Self = Self {
        id: "",
        version: "",
        edition: "",
        single: false,
        tps: None,
        elastic_tps: None,
        topics: None,
        groups: None,
        connections: None,
        brokers: None,
        storage_gb: None,
    };
}

fn named(list: &[Named]) -> Vec<Choice> {
    list.iter().map(|n| Choice::new(n.id, n.label, n.note)).collect()
}

impl From<&Limits> for Choice {
    fn from(limits: &Limits) -> Self {
        let flavor = Flavor {
            per_broker: limits.version == "4.8.0",
            versions: vec![limits.version.to_owned()],
            edition: limits.edition.to_owned(),
            single: limits.single,
            tps: limits.tps,
            elastic_tps: limits.elastic_tps,
            topics: limits.topics,
            groups: limits.groups,
            connections: limits.connections,
            brokers: limits.brokers,
            storage_gb: limits.storage_gb,
            ..Flavor::default()
        };
        Self {
            id: limits.id.to_owned(),
            label: limits.id.to_owned(),
            facts: Facts::Flavor(Box::new(flavor)),
            closed: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BUILTIN;

    #[test]
    fn the_catalogue_is_complete() {
        let b = &*BUILTIN;
        assert_eq!((b.flavors.len(), b.disks.len(), b.engines.len(), b.versions.len()), (18, 4, 2, 2));
        assert_eq!((b.tls_modes.len(), b.regions.len(), b.date.len()), (3, 34, 10));
        for choice in &b.flavors {
            let flavor = choice.flavor().unwrap();
            let version = if choice.id.starts_with("c6.") { "4.8.0" } else { "5.x" };
            assert_eq!(flavor.versions, [version], "{}", choice.id);
            assert!(flavor.tps.is_some() && flavor.storage_gb.is_some(), "{}", choice.id);
            assert_eq!(flavor.single, choice.id.contains("1.large.1") && !choice.id.contains("2."), "{}", choice.id);
        }
    }
}
