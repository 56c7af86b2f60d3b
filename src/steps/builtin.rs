//! The built-in catalogue, `assets/catalog.json`: what stands in while the cloud was not asked.

use crate::catalog::{Choice, Facts, Flavor};
use serde::Deserialize;
use std::sync::LazyLock;

/// Everything the catalogue holds, as choices.
pub struct Builtin {
    /// The day its facts were collected.
    pub date: String,
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

/// Read once, with the first question that needs it. The file is part of the program and a test reads it, so an
/// unreadable one cannot ship; it would show as empty lists.
pub static BUILTIN: LazyLock<Builtin> = LazyLock::new(|| {
    serde_json::from_str::<File>(include_str!("../../assets/catalog.json")).unwrap_or_default().into()
});

#[derive(Default, Deserialize)]
struct File {
    date: String,
    engines: Vec<Named>,
    versions: Vec<Named>,
    flavors: Vec<Limits>,
    disks: Vec<Named>,
    architectures: Vec<Named>,
    tls_modes: Vec<Named>,
    billing_modes: Vec<Named>,
    periods: Vec<Named>,
    regions: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
    label: String,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
struct Limits {
    id: String,
    version: String,
    edition: String,
    #[serde(default)]
    single: bool,
    tps: Option<u64>,
    elastic_tps: Option<u64>,
    topics: Option<u64>,
    groups: Option<u64>,
    connections: Option<u64>,
    brokers: Option<(u64, u64)>,
    storage_gb: Option<(u64, u64)>,
}

impl From<File> for Builtin {
    fn from(file: File) -> Self {
        let named = |list: Vec<Named>| list.into_iter().map(|n| Choice::new(n.id, n.label, n.note)).collect();
        Self {
            date: file.date,
            engines: named(file.engines),
            versions: named(file.versions),
            flavors: file.flavors.into_iter().map(Choice::from).collect(),
            disks: named(file.disks),
            architectures: named(file.architectures),
            tls_modes: named(file.tls_modes),
            billing_modes: named(file.billing_modes),
            periods: named(file.periods),
            regions: named(file.regions),
        }
    }
}

impl From<Limits> for Choice {
    fn from(limits: Limits) -> Self {
        let flavor = Flavor {
            per_broker: limits.version == "4.8.0",
            versions: vec![limits.version],
            edition: limits.edition,
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
        Self { label: limits.id.clone(), id: limits.id, facts: Facts::Flavor(Box::new(flavor)), closed: None }
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
