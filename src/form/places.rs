//! Where a form keeps what it knows of a question, found by the address of the question alone.

use super::field::Field;
use std::ptr;

/// The places of the questions of a form, in the order of its screens. Two questions lie at least the size of one apart, so
/// their addresses differ when they are counted in that size; all are statics of one program, which lie near one another. A
/// frame asks hundreds of times (`architecture`, "Figures": CPU of a key).
#[derive(Clone)]
pub(super) struct Places {
    first: usize,
    /// What lies there, from the first question to the last.
    places: Vec<Option<u16>>,
}

impl Places {
    pub(super) fn of(fields: impl Iterator<Item = &'static Field> + Clone) -> Self {
        let first = fields.clone().map(slot).min().unwrap_or_default();
        let mut places = Vec::new();
        for (place, field) in (0..).zip(fields) {
            let at = slot(field) - first;
            places.resize(places.len().max(at + 1), None);
            places[at] = Some(place);
        }
        Self { first, places }
    }

    /// The place of a question, if the form has it.
    pub(super) fn find(&self, field: &Field) -> Option<usize> {
        self.places.get(slot(field).checked_sub(self.first)?)?.map(usize::from)
    }
}

fn slot(field: &Field) -> usize {
    ptr::from_ref(field).addr() / size_of::<Field>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_question_has_its_place_and_others_have_none() {
        static FIELDS: [Field; 5] = [Field::REQUIRED; 5];
        let order = [3, 1, 4];
        let places = Places::of(order.iter().map(|at| &FIELDS[*at]));
        let found: Vec<_> = FIELDS.iter().map(|field| places.find(field)).collect();
        assert_eq!(found, [None, Some(1), None, Some(0), Some(2)]);
        assert_eq!(places.find(&Field::REQUIRED), None);
        assert_eq!(Places::of(FIELDS[..0].iter()).find(&FIELDS[0]), None);
    }
}
