//! Lists of the message service itself: zones and flavors (`cloud::api`, "Flavors"; `cloud::api`, "Zones").

use crate::catalog::{Choice, Disk, Facts, Flavor, Listed, Zone};
use crate::cloud::bounded_json::Json;
use crate::cloud::client::Client;
use crate::cloud::client::lists::ListQuery;
use crate::cloud::endpoints::Service;
use crate::cloud::json::{MOST_OF_ONE, flag, items, number, text, texts};
use crate::cloud::page::Page;
use crate::cloud::request::Call;
use crate::failure::Failure;
use crate::language::tr;
use std::collections::HashSet;
use std::sync::Arc;

/// Most lists of zones that are looked through for a known one.
const KNOWN_ZONE_LISTS: usize = 16;

impl Client {
    pub(super) async fn zones(&self, query: ListQuery<'_>) -> Result<Listed, Failure> {
        let call = self.regional(Service::Dms, "/v2/available-zones", query.needs)?;
        self.choices(query, call, "available_zones", &mut zone, &mut |_, _, _| false).await
    }

    /// Pages of ten, the documented default: no source tells how many may be asked for.
    pub(super) async fn flavors(&self, engine: &str, query: ListQuery<'_>) -> Result<Listed, Failure> {
        let call = self
            .regional(Service::Dms, &format!("/v2/{engine}/products"), query.needs)?
            .with("limit", "10")
            .with("offset", "0");
        let mut known = ZoneLists::default();
        let mut parse = |item: &Json| flavor(item, &mut known);
        let mut flavors = self.choices(query, call, "products", &mut parse, &mut next_flavors).await?;
        let mut seen = HashSet::new();
        flavors.entries.retain(|flavor| seen.insert(flavor.id.clone()));
        Ok(flavors)
    }
}

fn next_flavors(call: &mut Call, page: &Page, received: usize) -> bool {
    let total = number(&page.head, "total").and_then(|total| usize::try_from(total).ok());
    let next = match (page.head.get("next_offset"), total) {
        // A negative number is none.
        (Some(_), _) => number(&page.head, "next_offset").and_then(|next| usize::try_from(next).ok()),
        (None, Some(total)) => (received < total).then_some(received),
        (None, None) => (page.count >= 10).then_some(received),
    };
    if let Some(next) = next {
        call.set("offset", next.to_string());
    }
    next.is_some()
}

fn zone(item: &Json) -> Option<Choice> {
    let (id, code, name) = (text(item, "id"), text(item, "code"), text(item, "name"));
    let closed = if flag(item, "soldOut") == Some(true) {
        Some(tr("sold out"))
    } else if flag(item, "resource_availability") == Some(false) {
        Some(tr("resources not available"))
    } else {
        None
    };
    let label = [&name, &code, &id].into_iter().find(|text| !text.is_empty())?.clone();
    let (ipv6, default) = (flag(item, "ipv6_enable"), flag(item, "default_az") == Some(true));
    let zone = Zone { code, ipv6, default, sold_out: closed.is_some() };
    (!id.is_empty()).then(|| Choice { id, label, facts: Facts::Zone(zone), closed: closed.map(str::to_owned) })
}

/// A flavor by what the cloud says of it. What it leaves out is read off `type`, `billing_code` and the id, in this
/// order (`cloud::api`, "Flavors"); a flavor of none of these forms keeps its figures and loses only the words.
fn flavor(item: &Json, known: &mut ZoneLists) -> Option<Choice> {
    let id = text(item, "product_id");
    if id.is_empty() {
        return None;
    }
    let limits = item.get("properties").unwrap_or(&Json::Null);
    let form = format!("{} {} {id}", text(item, "type"), text(item, "billing_code"));
    let versions = versions(&id, limits);
    let per_broker = match versions.as_slice() {
        [] => number(limits, "max_tps_per_broker").is_some(),
        versions => versions.iter().all(|version| version == "4.8.0"),
    };
    let single = ["single", "rocketmq.b1.", "rocketmq.p1."].iter().any(|mark| form.contains(mark));
    let disks: Vec<Disk> = items(item, "ios").iter().filter_map(|item| disk(item, known)).take(MOST_OF_ONE).collect();
    let range = |low: &str, high: &str| Some((number(limits, low)?, number(limits, high)?));
    let figure = |broker: &str, whole: &str| number(limits, if per_broker { broker } else { whole });
    let rcu = || number(limits, "rcu")?.checked_mul(number(limits, "max_tps_per_rcu")?);
    let facts = Flavor {
        edition: edition(&form).to_owned(),
        tps: if per_broker { number(limits, "max_tps_per_broker") } else { rcu() },
        elastic_tps: number(limits, "elastic_tps"),
        topics: figure("max_topic_per_broker", "max_topic"),
        groups: figure("max_consumer_per_broker", "max_consumer"),
        connections: None,
        brokers: if single { Some((1, 1)) } else { range("min_broker", "max_broker").filter(|_| per_broker) },
        brokers_set: number(limits, "broker_num").filter(|_| !per_broker),
        storage_gb: if per_broker {
            range("min_storage_per_node", "max_storage_per_node")
        } else {
            range("min_storage", "max_storage")
        },
        least_per_node: number(limits, "min_storage_per_node").filter(|_| !per_broker),
        architectures: texts(item, "arch_types").iter().map(|arch| arch.to_ascii_uppercase()).collect(),
        billing: texts(item, "charging_mode").into_iter().map(billing).collect(),
        versions,
        single,
        per_broker,
        disks,
    };
    let mut choice = Choice { label: id.clone(), id, facts: Facts::Flavor(Box::new(facts)), closed: None };
    choice.closed = choice.is_sold_out().then(|| tr("sold out").to_owned());
    Some(choice)
}

fn versions(id: &str, limits: &Json) -> Vec<String> {
    let mut versions = texts(limits, "engine_versions");
    if versions.is_empty() {
        let joined = text(limits, "engine_versions");
        versions.extend(joined.split(',').map(str::trim).filter(|version| !version.is_empty()).map(str::to_owned));
    }
    if versions.is_empty() && id.starts_with("c6.") {
        versions.push("4.8.0".to_owned());
    } else if versions.is_empty() && id.starts_with("rocketmq.") {
        versions.push("5.x".to_owned());
    }
    versions
}

fn edition(form: &str) -> &'static str {
    let has = |marks: &[&str]| marks.iter().any(|mark| form.contains(mark));
    if has(&["basic", " rocketmq.b"]) {
        "basic"
    } else if has(&["professional", ".pro.", ".platinum.", " rocketmq.p", " c6."]) {
        "professional"
    } else {
        ""
    }
}

/// Dedicated storage (`dss`) is left out: the create request has no name for it.
fn disk(item: &Json, known: &mut ZoneLists) -> Option<Disk> {
    let spec = text(item, "io_spec");
    let public = text(item, "type") != "dss" && !spec.is_empty();
    let mut zones = |key| known.texts(item, key);
    public.then(|| Disk { spec, zones: zones("available_zones"), sold_out: zones("unavailable_zones") })
}

/// The lists of zones that were read so far. All flavors together have few different ones; to read each of them anew takes
/// `create` 4 % more instructions (`architecture`, "Figures": create).
#[derive(Default)]
struct ZoneLists(Vec<Arc<[String]>>);

impl ZoneLists {
    /// What [`texts`] reads.
    fn texts(&mut self, item: &Json, key: &str) -> Arc<[String]> {
        let told = items(item, key);
        let is_same =
            |known: &&Arc<[String]>| known.iter().map(|text| Some(text.as_str())).eq(told.iter().map(Json::as_str));
        if let Some(known) = self.0.iter().find(is_same) {
            return known.clone();
        }
        let list: Arc<[String]> = texts(item, key).into();
        if self.0.len() < KNOWN_ZONE_LISTS {
            self.0.push(list.clone());
        }
        list
    }
}

fn billing(mode: String) -> String {
    match mode.as_str() {
        "monthly" => "prePaid".to_owned(),
        "hourly" => "postPaid".to_owned(),
        _ => mode,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::bounded_json::json;

    #[test]
    fn a_list_of_zones_is_the_same_whether_it_was_met_before_or_not() {
        let usual = ["", "\"a\"", "\"b\"", "\"a\",\"b\"", "\"b\",\"a\"", "\"a\",\"b\",\"c\""];
        let strange = ["\"\"", "null", "\"a\",\"\"", "\"a\",null", "7", "\"7\"", "\"a\\u001b\"", "{},\"a\""];
        let many = (0..KNOWN_ZONE_LISTS).map(|at| format!("\"zone-{at}\""));
        let lists: Vec<String> = usual.into_iter().chain(strange).map(str::to_owned).chain(many).collect();
        let mut known = ZoneLists::default();
        for list in lists.iter().chain(&lists) {
            let text = format!("{{\"zones\":[{list}]}}");
            let item = json(text.as_bytes()).unwrap();
            assert_eq!(*known.texts(&item, "zones"), *texts(&item, "zones"), "{list}");
        }
        assert!(known.0.len() <= KNOWN_ZONE_LISTS);
    }
}
