//! What follows from the answers is worked out once between two changes, however often a frame asks for it.
//!
//! Owns the forgetting: whoever takes what is known for writing forgets what was derived of it, so nothing derived can
//! be older than an answer. Knows neither questions nor answers.

use std::ops::{Deref, DerefMut};

/// What is known, and by name what was derived of it since it last changed.
#[derive(Clone)]
pub(super) struct Remembered<K, D> {
    known: K,
    derived: Vec<(&'static str, D)>,
}

impl<K: Default, D: Default> Remembered<K, D> {
    /// Nothing is known yet, and nothing derived under any of these names.
    pub(super) fn of(names: impl Iterator<Item = &'static str>) -> Self {
        let mut derived: Vec<_> = names.map(|name| (name, D::default())).collect();
        derived.sort_unstable_by_key(|(name, _)| *name);
        Self { known: K::default(), derived }
    }

    /// What was derived under this name; `None` where nothing is remembered under it.
    pub(super) fn derived(&self, name: &str) -> Option<&D> {
        let at = self.derived.binary_search_by_key(&name, |(name, _)| *name).ok()?;
        self.derived.get(at).map(|(_, derived)| derived)
    }
}

impl<K, D> Deref for Remembered<K, D> {
    type Target = K;

    fn deref(&self) -> &K {
        &self.known
    }
}

impl<K, D: Default> DerefMut for Remembered<K, D> {
    fn deref_mut(&mut self) -> &mut K {
        self.derived.iter_mut().for_each(|(_, derived)| *derived = D::default());
        &mut self.known
    }
}
