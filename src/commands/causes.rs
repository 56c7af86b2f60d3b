//! Tells why the cloud could not be asked: every cause once, with all that it concerns.

use super::output::{check_line, note};
use crate::failure::Failure;
use crate::language::{say, tr};
use crate::service::lists::Unread;
use crate::sort;
use crate::steps::checks::Check;
use crate::text::{paragraph, series};

/// The causes that were told so far in one place.
#[derive(Default)]
pub(super) struct Causes(Vec<Failure>);

impl Causes {
    /// Says which lists could not be read, and why; and that they were not checked, if they should have been.
    pub(super) fn say_unread(&mut self, mut unread: Vec<Unread>, to_check: bool) {
        sort::by(&mut unread, |(one, _), (other, _)| one.cmp(other));
        for alike in alike(&unread, |(_, one), (_, other)| one.is_like(other)) {
            let nouns: Vec<&str> = alike.iter().map(|(lookup, _)| lookup.noun()).collect();
            let why = alike.first().map(|(_, failure)| self.why(failure)).unwrap_or_default();
            let lists = series(&nouns);
            let told = if to_check {
                say!("the {lists} could not be read, so they were not checked.", lists)
            } else {
                say!("the {lists} could not be read.", lists)
            };
            note(paragraph(&[told, why]));
        }
    }

    /// The cause as sentences, or that it is the one that was told before.
    pub(super) fn why(&mut self, failure: &Failure) -> String {
        if self.0.iter().any(|told| told.is_like(failure)) {
            return tr("The reason is the same as above.").to_owned();
        }
        self.0.push(failure.clone());
        failure.line()
    }

    /// A check as a line.
    pub(super) fn line(&mut self, check: &Check) -> String {
        let Some(failure) = &check.failure else { return check_line(check) };
        let why = check.why.replace(&failure.line(), &self.why(failure));
        check_line(&Check { why, ..check.clone() })
    }
}

/// Puts together what turned out alike, each in the place of the first of its kind.
pub(super) fn alike<T>(all: &[T], is_like: impl Fn(&T, &T) -> bool) -> Vec<Vec<&T>> {
    let mut groups: Vec<Vec<&T>> = Vec::new();
    for one in all {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| is_like(first, one))) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}
