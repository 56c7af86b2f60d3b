//! All pages of a list, as far as they are read: a cloud whose list never ends neither keeps us nor fills the memory.

use super::Client;
use crate::catalog::Listed;
use crate::cloud::page::{self, Page};
use crate::cloud::request::Call;
use crate::failure::{Cause, Failure};
use crate::language::Text;
use serde_json::Value;
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
    pub(super) async fn pages<T>(
        &self,
        mut call: Call,
        key: &str,
        parse: impl Fn(&Value) -> Option<T>,
        mut next: impl FnMut(&mut Call, &Page, usize) -> bool,
    ) -> Result<Listed<T>, Failure> {
        let (since, mut extent, mut entries) = (Instant::now(), Extent::default(), Vec::new());
        let hasher = RandomState::new();
        let place = |call: &Call| hasher.hash_one((&call.query, &call.body));
        let mut asked = HashSet::from([place(&call)]);
        loop {
            let answer = self.read(&call).await?;
            self.succeeded(&call, &answer)?;
            let keep = |entry: &Value| {
                // One more than is kept shows that the list is longer.
                if entries.len() <= ENTRIES {
                    entries.extend(parse(entry));
                }
            };
            let Some(page) = page::read(&answer.body, key, keep) else { return Err(self.unreadable(&answer)) };
            extent.entries += page.count;
            extent.bytes += answer.body.len();
            extent.pages += 1;
            extent.time = since.elapsed();
            // A list that leads back to a page of its own ends there.
            let more = page.count > 0 && next(&mut call, &page, extent.entries) && asked.insert(place(&call));
            let is_cut = entries.len() > ENTRIES || (more && extent.is_enough());
            if is_cut || !more {
                entries.truncate(ENTRIES);
                return Ok(Listed { entries, is_cut });
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
