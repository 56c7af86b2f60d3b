//! Sorting for all kinds of entries by one piece of machine code. The standard library's sort is compiled anew for every
//! type and every key, 5 KB each time; only what sorts within a keystroke or a signature is worth that.

use std::cmp::Ordering;

/// Sorts by a key, which is made anew for each comparison; what is equal stays in its order.
pub fn by_key<T, K: Ord>(entries: &mut [T], key: impl Fn(&T) -> K) {
    by(entries, |one, other| key(one).cmp(&key(other)));
}

/// Sorts by a comparison; what is equal stays in its order.
pub fn by<T>(entries: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    for (one, other) in exchanges(entries.len(), &|one, other| compare(&entries[one], &entries[other])) {
        entries.swap(one, other);
    }
}

/// A map or set of these, one after the other: collecting into one sorts first, by code of its own.
pub fn filled<C: Default + Extend<T>, T>(entries: impl Iterator<Item = T>) -> C {
    let mut all = C::default();
    all.extend(entries);
    all
}

/// What to swap, one after the other, so that as many entries as this are in order.
fn exchanges(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    let mut places = vec![0; count];
    for (place, at) in order.into_iter().enumerate() {
        places[at] = place;
    }
    let mut exchanges = Vec::new();
    for at in 0..count {
        while places[at] != at {
            let place = places[at];
            exchanges.push((at, place));
            places.swap(at, place);
        }
    }
    exchanges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        for count in 0..40_u64 {
            for times in [1, 7, 11, 37] {
                let entries: Vec<(u64, u64)> = (0..count).map(|at| (at * times % 40 / 3, at)).collect();
                let (mut ours, mut theirs) = (entries.clone(), entries);
                by_key(&mut ours, |entry| entry.0);
                theirs.sort_by_key(|entry| entry.0);
                assert_eq!(ours, theirs);
            }
        }
    }
}
