//! What follows from the answers is worked out once until an answer it follows from changes, however often a frame asks.
//!
//! Owns the forgetting: whatever is derived notes which answers were read for it, directly or through something else that
//! is derived, and goes with the first of them that changes. Whoever takes the rest of what is known for writing forgets
//! all of it. So nothing derived can be older than what it follows from. Knows neither questions nor answers.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::ops::{Deref, DerefMut};

/// Answers by name, what else is known, and by name what was derived of it.
#[derive(Clone)]
pub(super) struct Remembered<K, V, D> {
    known: K,
    // Apart from what is filed under them, so that finding one reads little memory.
    names: Vec<&'static str>,
    answers: Vec<Option<V>>,
    derived: Vec<D>,
    /// What was read since the derivation under way began.
    read: Cell<Read>,
}

/// Answers that were read, a bit each. Names that share one, from 64 on, only make more be forgotten.
pub(super) type Read = u64;

/// Something derived, once it was asked for.
#[derive(Clone)]
pub(super) struct Once<T>(OnceCell<(T, Read)>);

/// What is derived under one name.
pub(super) trait Derived: Default {
    /// Forgets what hangs on one of these answers: calls [`Once::forget`] of each part.
    fn forget(&mut self, changed: Read);
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(OnceCell::new())
    }
}

impl<T> Once<T> {
    pub(super) fn forget(&mut self, changed: Read) {
        if self.0.get().is_some_and(|(_, read)| read & changed != 0) {
            self.0.take();
        }
    }
}

impl<K: Default, V: PartialEq, D: Derived> Remembered<K, V, D> {
    /// Nothing is known yet under any of these names.
    pub(super) fn of(names: impl Iterator<Item = &'static str>) -> Self {
        let names: Vec<_> = names.collect();
        let (answers, derived) = names.iter().map(|_| (None, D::default())).unzip();
        Self { known: K::default(), names, answers, derived, read: Cell::default() }
    }

    /// The answer under this name, if there is one.
    pub(super) fn answer(&self, name: &str) -> Option<&V> {
        let at = self.at(name)?;
        self.read.set(self.read.get() | bit(at));
        self.answers.get(at)?.as_ref()
    }

    /// Puts an answer there or takes it away; forgets what was derived of the old one. Unknown names have none.
    pub(super) fn set(&mut self, name: &str, value: Option<V>) {
        let Some(at) = self.at(name) else { return };
        if let Some(answer) = self.answers.get_mut(at).filter(|answer| **answer != value) {
            *answer = value;
            self.derived.iter_mut().for_each(|derived| derived.forget(bit(at)));
        }
    }

    /// What was derived at this place under this name; derives it where that was not done, or was forgotten.
    pub(super) fn once<T: Clone>(
        &self,
        name: &str,
        place: fn(&D) -> &Once<T>,
        derive: impl FnOnce() -> T,
    ) -> Cow<'_, T> {
        let Some(derived) = self.at(name).and_then(|at| self.derived.get(at)) else { return Cow::Owned(derive()) };
        let outer = self.read.take();
        let (value, read) = place(derived).0.get_or_init(|| {
            let value = derive();
            (value, self.read.get())
        });
        self.read.set(outer | read);
        Cow::Borrowed(value)
    }

    fn at(&self, name: &str) -> Option<usize> {
        // Nearly always it is asked for by the very same text, which takes no comparing of characters.
        let same = self.names.iter().position(|known| std::ptr::eq(*known, name));
        same.or_else(|| self.names.iter().position(|known| *known == name))
    }
}

fn bit(at: usize) -> Read {
    1 << (at % 64)
}

impl<K, V, D> Deref for Remembered<K, V, D> {
    type Target = K;

    fn deref(&self) -> &K {
        &self.known
    }
}

impl<K, V, D: Derived> DerefMut for Remembered<K, V, D> {
    fn deref_mut(&mut self) -> &mut K {
        self.derived.iter_mut().for_each(|derived| *derived = D::default());
        &mut self.known
    }
}
