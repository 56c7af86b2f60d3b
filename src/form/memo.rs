//! What follows from the answers is worked out once between two changes, however often a frame asks for it.
//!
//! Owns the forgetting: whoever takes what is known for writing forgets what was derived of it, so nothing derived can
//! be older than an answer. Knows neither questions nor answers.

use std::ops::{Deref, DerefMut};

/// What is known, and by name what was derived of it since it last changed.
#[derive(Clone)]
pub(super) struct Remembered<K, D> {
    known: K,
    // Apart from what is filed under them, so that finding one reads little memory.
    names: Vec<&'static str>,
    derived: Vec<D>,
}

impl<K: Default, D: Default> Remembered<K, D> {
    /// Nothing is known yet, and nothing derived under any of these names.
    pub(super) fn of(names: impl Iterator<Item = &'static str>) -> Self {
        let names: Vec<_> = names.collect();
        Self { known: K::default(), derived: names.iter().map(|_| D::default()).collect(), names }
    }

    /// What was derived under this name; `None` where nothing is remembered under it.
    pub(super) fn derived(&self, name: &str) -> Option<&D> {
        // Nearly always it is asked for by the very same text, which takes no comparing of characters.
        let same = self.names.iter().position(|known| std::ptr::eq(*known, name));
        self.derived.get(same.or_else(|| self.names.iter().position(|known| *known == name))?)
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
        self.derived.iter_mut().for_each(|derived| *derived = D::default());
        &mut self.known
    }
}
