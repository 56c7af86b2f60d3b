//! The two ways the cloud cuts lists into pages: by offset, and by the last id seen.

use super::http::{Arrived, Refusal, text};
use serde_json::{Value as Json, json};
use std::borrow::Borrow;
use std::ops::RangeInclusive;

/// A page of a list that counts.
pub(super) struct Page {
    pub(super) items: Vec<Json>,
    pub(super) total: usize,
    pub(super) offset: usize,
    pub(super) limit: usize,
}

impl Page {
    /// The answer of a DMS list that says where its pages start, with -1 where there is none.
    pub(super) fn named(self, name: &str) -> Json {
        let none = json!(-1);
        let next = self.next_offset().map_or(none.clone(), Json::from);
        let previous = if self.offset == 0 { none } else { json!(self.offset.saturating_sub(self.limit)) };
        json!({ name: self.items, "total": self.total, "next_offset": next, "previous_offset": previous })
    }

    /// Where the next page starts, if there is one.
    pub(super) fn next_offset(&self) -> Option<usize> {
        let next = self.offset + self.items.len();
        (next < self.total && !self.items.is_empty()).then_some(next)
    }
}

/// Cuts by `limit` and `offset`; pages hold at most `cap` entries.
pub(super) fn by_offset(
    request: &Arrived,
    items: Vec<Json>,
    (default, limits): (usize, RangeInclusive<usize>),
    cap: usize,
) -> Result<Page, Refusal> {
    let limit = whole(request, "limit", default, limits)?.min(cap);
    let offset = whole(request, "offset", 0, 0..=usize::MAX)?;
    let total = items.len();
    let items = items.into_iter().skip(offset).take(limit).collect();
    Ok(Page { items, total, offset, limit })
}

/// Cuts after the entry whose id is `marker`; with the page comes the marker of the next one, if there is one.
fn by_marker<T: Borrow<Json>>(
    request: &Arrived,
    items: Vec<T>,
    cap: usize,
) -> Result<(Vec<T>, Option<String>), Refusal> {
    // Default and most are those of the VPC pages: 1,000 and 2,000.
    let limit = whole(request, "limit", 1000, 0..=2000)?.min(cap);
    let start = match request.param("marker") {
        None => 0,
        Some(marker) => {
            let place = items.iter().position(|item| text(item.borrow(), "id") == marker);
            place.map(|place| place + 1).ok_or_else(|| malformed(&format!("marker {marker} is unknown")))?
        }
    };
    let more = items.len() > start + limit;
    let page: Vec<T> = items.into_iter().skip(start).take(limit).collect();
    let next = page.last().filter(|_| more).map(|item| text(item.borrow(), "id").to_owned());
    Ok((page, next))
}

/// A v1 list, which ends with a short page.
pub(super) fn v1<T: Borrow<Json>>(request: &Arrived, name: &str, items: Vec<T>) -> Result<Json, Refusal> {
    let (page, _) = by_marker(request, items, usize::MAX)?;
    let page: Vec<&Json> = page.iter().map(Borrow::borrow).collect();
    Ok(json!({ name: page }))
}

/// A v3 list: the page under its name, and `page_info`, whose `next_marker` is absent on the last page.
pub(super) fn v3(request: &Arrived, name: &str, items: Vec<Json>, cap: usize) -> Result<Json, Refusal> {
    let (page, next) = by_marker(request, items, cap)?;
    let mut info = json!({ "current_count": page.len() });
    if let Some(first) = page.first() {
        info["previous_marker"] = first["id"].clone();
    }
    if let Some(next) = next {
        info["next_marker"] = json!(next);
    }
    Ok(json!({ name: page, "page_info": info }))
}

fn whole(request: &Arrived, name: &str, default: usize, range: RangeInclusive<usize>) -> Result<usize, Refusal> {
    let Some(text) = request.param(name) else { return Ok(default) };
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| malformed(&format!("{name} is {text}, but must be {} to {}", range.start(), range.end())))
}

fn malformed(what: &str) -> Refusal {
    Refusal::new(400, "APIGW.0106", format!("Invalid request parameter: {what}"))
}
