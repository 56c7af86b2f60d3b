//! All pages of a list, as far as they are read: a cloud whose list never ends neither keeps us nor fills the memory.

use super::Client;
use super::lists::ListQuery;
use crate::catalog::{Choice, Listed};
use crate::cloud::bounded_json::Json;
use crate::cloud::page::{self, Page};
use crate::cloud::request::Call;
use crate::failure::{Cause, Failure};
use crate::language::Text;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

/// Most entries that are kept of one list.
const ENTRIES: usize = 100_000;
/// After so many bytes of its answers no further page is asked for. That many entries have fewer, of any list.
const BYTES: usize = 64 << 20;
/// Most pages of one list: they hold that many entries where a page has a hundred.
const PAGES: usize = 1_000;
/// After this long no further page is asked for.
const TIME: Duration = Duration::from_mins(1);

/// How much of a list was read.
#[derive(Clone, Copy, Debug, Default)]
struct Extent {
    entries: usize,
    bytes: usize,
    pages: usize,
    time: Duration,
}

impl Extent {
    /// Whether no more of the list is read.
    fn is_enough(self) -> bool {
        self.entries >= ENTRIES || self.bytes >= BYTES || self.pages >= PAGES || self.time >= TIME
    }
}

impl Client {
    /// All pages of a list, or as many as are read of any. `next` turns the call into the one for the next page, by the
    /// page and the number of entries received so far, and says whether there is one.
    pub(super) async fn pages<T: Send>(
        &self,
        call: Call,
        key: &str,
        mut parse: impl FnMut(&Json) -> Option<T> + Send,
        mut next: impl FnMut(&mut Call, &Page, usize) -> bool + Send,
    ) -> Result<Listed<T>, Failure> {
        let mut entries = Vec::new();
        let mut keep = |entry: &Json| {
            // One more than is kept shows that the list is longer.
            if entries.len() <= ENTRIES {
                entries.extend(parse(entry));
            }
            entries.len() > ENTRIES
        };
        let is_cut = self.each_entry(call, key, &mut keep, &mut next).await?;
        entries.truncate(ENTRIES);
        Ok(Listed { entries, is_cut })
    }

    /// The same of what is chosen from. Where the query wants one entry it is that alone, as soon as it is read, unless it is
    /// closed or missing. One piece of program for all lists.
    pub(super) async fn choices(
        &self,
        query: ListQuery<'_>,
        mut call: Call,
        key: &str,
        parse: &mut (dyn FnMut(&Json) -> Option<Choice> + Send),
        next: &mut (dyn FnMut(&mut Call, &Page, usize) -> bool + Send),
    ) -> Result<Listed, Failure> {
        let Some(id) = query.only else { return self.pages(call, key, parse, next).await };
        if let Some(filter) = query.filter {
            call.set(filter, id.to_owned());
        }
        let (mut wanted, mut others) = (None, Vec::new());
        let mut keep = |entry: &Json| {
            if wanted.is_none()
                && let Some(choice) = parse(entry)
            {
                if choice.id == id && choice.closed.is_none() {
                    wanted = Some(choice);
                } else if others.len() <= ENTRIES {
                    others.push(choice);
                }
            }
            wanted.is_some() || others.len() > ENTRIES
        };
        let is_cut = self.each_entry(call, key, &mut keep, next).await?;
        others.truncate(ENTRIES);
        Ok(wanted.map_or(Listed { entries: others, is_cut }, |wanted| vec![wanted].into()))
    }

    /// Hands over each entry of all pages, and returns whether there are more of them than are read. `keep` says whether it
    /// has more than enough. One piece of program for all lists: for each of them it would be 6 KB.
    async fn each_entry(
        &self,
        mut call: Call,
        key: &str,
        keep: &mut (dyn FnMut(&Json) -> bool + Send),
        next: &mut (dyn FnMut(&mut Call, &Page, usize) -> bool + Send),
    ) -> Result<bool, Failure> {
        let (since, mut extent, mut is_over) = (Instant::now(), Extent::default(), false);
        let hasher = RandomState::new();
        let place = |call: &Call| hasher.hash_one((&call.query, &call.body));
        let mut asked = HashSet::from([place(&call)]);
        loop {
            let answer = self.read(&call).await?;
            self.succeeded(&call, &answer)?;
            let read = page::read(&answer.body, key, &mut |entry| is_over |= keep(entry));
            let Some(page) = read else { return Err(self.unreadable(&answer)) };
            extent.entries += page.count;
            extent.bytes += answer.body.len();
            extent.pages += 1;
            extent.time = since.elapsed();
            // A list that leads back to a page of its own ends there.
            let more = page.count > 0 && next(&mut call, &page, extent.entries) && asked.insert(place(&call));
            let is_cut = is_over || (more && extent.is_enough());
            if is_cut || !more {
                return Ok(is_cut);
            }
        }
    }
}

/// The entries of a list that decides only as a whole.
///
/// # Errors
/// When there are more of them than are read.
pub(super) fn whole<T>(listed: Listed<T>) -> Result<Vec<T>, Failure> {
    if listed.is_cut {
        let what = Text("The cloud lists more than is read of any list, so it is not known whole.");
        return Err(Failure::new(Cause::Other, what, Text("Look at it in the console.")));
    }
    Ok(listed.entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_until_any_of_its_bounds() {
        let most = Extent { entries: ENTRIES - 1, bytes: BYTES - 1, pages: PAGES - 1, time: Duration::from_secs(59) };
        assert!(!most.is_enough());
        for more in [
            Extent { entries: ENTRIES, ..most },
            Extent { bytes: BYTES, ..most },
            Extent { pages: PAGES, ..most },
            Extent { time: TIME, ..most },
        ] {
            assert!(more.is_enough(), "{more:?}");
        }
    }
}
