//! Sorting that is one piece of program for whatever is sorted: the library's own is compiled anew for each type, 8 KB
//! each time, also where a map or a set is collected. For lists that are sorted once; where a key waits for it, and in the
//! signature, the library's stays.

use std::cmp::Ordering;

/// Sorts as [`slice::sort_by_key`] does: what has the same key stays in its order.
pub(crate) fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts as [`slice::sort_by`] does.
pub(crate) fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut order: Vec<usize> = (0..items.len()).collect();
    arrange(&mut order, &|one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    for start in 0..order.len() {
        let mut at = start;
        // Follows the ring of places that change with one another; each is done once.
        while let Some(from) = order.get_mut(at).map(|place| std::mem::replace(place, at)).filter(|from| *from != start)
        {
            items.swap(at, from);
            at = from;
        }
    }
}

/// Collects into a map or a set entry by entry, where [`Iterator::collect`] would sort them first.
pub(crate) fn collect<C: Default + Extend<T>, T>(items: impl IntoIterator<Item = T>) -> C {
    let mut collection = C::default();
    collection.extend(items);
    collection
}

fn arrange(order: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    order.sort_by(|one, other| compare(*one, *other));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_the_library_does_and_keeps_the_order_of_equals() {
        let mut state = 1_u64;
        for length in [0, 1, 2, 3, 7, 20, 21, 100, 1000] {
            for most in [1, 2, 10, 10_000] {
                let mut next = || {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (state >> 33) % most
                };
                let items: Vec<(u64, usize)> = (0..length).map(|at| (next(), at)).collect();
                let (mut ours, mut expected) = (items.clone(), items);
                by_key(&mut ours, |item| item.0);
                expected.sort_by_key(|item| item.0);
                assert_eq!(ours, expected);
            }
        }
    }
}
