//! The built-in catalogue, `assets/catalog.json`: what stands in while the cloud was not asked.

use crate::catalog::{Choice, Facts, Flavor};
use crate::language::tr;
use serde::{Deserialize, Deserializer};
use std::sync::LazyLock;

/// Everything the catalogue holds, as choices.
#[derive(Default, Deserialize)]
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
    /// What the regions are called in English, in the same order.
    #[serde(skip)]
    pub english_regions: Vec<String>,
}

/// Read once, with the first question that needs it. A catalogue that cannot be read would be empty, but none ships: it is
/// compiled in, and a test reads it.
pub static BUILTIN: LazyLock<Builtin> = LazyLock::new(|| {
    let mut builtin: Builtin = serde_json::from_str(include_str!("../../assets/catalog.json")).unwrap_or_default();
    super::flavor::sort(&mut builtin.flavors);
    builtin.english_regions = builtin.regions.iter().map(|region| region.label.clone()).collect();
    builtin.translate();
    builtin
});

impl Builtin {
    /// Puts names and notes into the language of the moment.
    fn translate(&mut self) {
        let lists = [&mut self.engines, &mut self.versions, &mut self.disks, &mut self.architectures];
        let others = [&mut self.tls_modes, &mut self.billing_modes, &mut self.periods, &mut self.regions];
        for choice in lists.into_iter().chain(others).flatten() {
            choice.label = tr(&choice.label).to_owned();
            if let Facts::Note(note) = &mut choice.facts {
                *note = tr(note).to_owned();
            }
        }
    }
}

/// An entry as the file writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry<'a> {
    id: &'a str,
    /// A flavor has none: people know it by its id.
    label: Option<&'a str>,
    #[serde(default)]
    note: &'a str,
    flavor: Option<Box<Flavor>>,
}

impl<'de> Deserialize<'de> for Choice {
    fn deserialize<D: Deserializer<'de>>(entry: D) -> Result<Self, D::Error> {
        Entry::deserialize(entry).map(Self::from)
    }
}

impl From<Entry<'_>> for Choice {
    fn from(entry: Entry<'_>) -> Self {
        let choice = Self::new(entry.id, entry.label.unwrap_or(entry.id), entry.note);
        match entry.flavor {
            Some(flavor) => Self { facts: Facts::Flavor(flavor), ..choice },
            None => choice,
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
            assert_eq!(flavor.per_broker, version == "4.8.0", "{}", choice.id);
            assert!(flavor.tps.is_some() && flavor.storage_gb.is_some(), "{}", choice.id);
            assert_eq!(flavor.single, choice.id.contains("1.large.1") && !choice.id.contains("2."), "{}", choice.id);
        }
    }
}
