//! The world a sandbox starts from: what the account owns, read from `assets/sandbox/`, and how the cloud is set.

use super::constants::REGION;
use super::faults::Fault;
use super::{assets, http};
use crate::clock::Clock;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// Everything the pretend cloud holds, and its settings. [`World::default`] is the standard world.
#[derive(Clone, Debug)]
pub struct World {
    pub(super) zones: Vec<Json>,
    pub(super) products: Vec<Json>,
    pub(super) vpcs: Vec<Json>,
    pub(super) subnets: Vec<Json>,
    pub(super) security_groups: Vec<Json>,
    /// Rules by the name a security group gives under `rules`.
    pub(super) rule_sets: BTreeMap<String, Vec<Json>>,
    pub(super) eips: Vec<Json>,
    pub(super) keys: Vec<Json>,
    pub(super) enterprise_projects: Vec<Json>,
    pub(super) projects: Vec<Json>,
    pub(super) regions: Vec<Json>,
    pub(super) instances: Vec<Json>,
    /// What an instance shows unless it says otherwise.
    pub(super) instance_defaults: Map<String, Json>,
    pub(super) faults: Vec<Fault>,
    pub(super) registration_time: Duration,
    pub(super) listing_time: Duration,
    pub(super) creation_time: Duration,
    pub(super) final_status: String,
    pub(super) clock_offset: i64,
    pub(super) page_cap: usize,
    pub(super) quota: u64,
    pub(super) duplicate_names: bool,
    pub(super) key_lifetime: Duration,
    pub(super) metadata_v1: bool,
    pub(super) clock: Clock,
    pub(super) seed: Option<String>,
    pub(super) loose_types: bool,
}

impl Default for World {
    fn default() -> Self {
        let zones = assets::items(include_str!("../../assets/sandbox/zones.json"));
        let mut products = assets::items(include_str!("../../assets/sandbox/products.json"));
        for product in &mut products {
            assets::spell_out_offers(product, &zones);
        }
        let mut subnets = assets::items(include_str!("../../assets/sandbox/subnets.json"));
        subnets.iter_mut().for_each(assets::complete_subnet);
        Self {
            zones,
            products,
            vpcs: assets::items(include_str!("../../assets/sandbox/vpcs.json")),
            subnets,
            security_groups: assets::items(include_str!("../../assets/sandbox/security_groups.json")),
            rule_sets: assets::read(include_str!("../../assets/sandbox/security_group_rules.json")),
            eips: assets::items(include_str!("../../assets/sandbox/eips.json")),
            keys: assets::items(include_str!("../../assets/sandbox/keys.json")),
            enterprise_projects: assets::items(include_str!("../../assets/sandbox/enterprise_projects.json")),
            projects: assets::items(include_str!("../../assets/sandbox/projects.json")),
            regions: assets::items(include_str!("../../assets/sandbox/regions.json")),
            instances: assets::items(include_str!("../../assets/sandbox/instances.json")),
            instance_defaults: assets::read(include_str!("../../assets/sandbox/instance.json")),
            faults: Vec::new(),
            registration_time: Duration::ZERO,
            listing_time: Duration::ZERO,
            creation_time: Duration::from_secs(4),
            final_status: "RUNNING".to_owned(),
            clock_offset: 0,
            page_cap: usize::MAX,
            quota: 100,
            duplicate_names: false,
            key_lifetime: Duration::from_hours(6),
            metadata_v1: false,
            clock: Clock::default(),
            seed: None,
            loose_types: false,
        }
    }
}

impl World {
    /// The standard world with a VPC `vpc-crowded` of 10,000 subnets, first in its list.
    pub fn crowded() -> Self {
        let mut world = Self::default();
        let vpc = "c0ffee00-0000-4000-a000-000000000000";
        let crowd = json!({ "id": vpc, "name": "vpc-crowded", "description": "", "cidr": "10.0.0.0/8", "status": "OK",
                            "enterprise_project_id": "0" });
        world.vpcs.insert(0, crowd);
        world.subnets.extend((0..10_000).map(|n: u64| assets::crowd_subnet(vpc, n)));
        world
    }

    /// How long a new instance is neither in the list nor to be had by its id; not at all unless set.
    #[must_use]
    pub fn registration_time(self, registration_time: Duration) -> Self {
        Self { registration_time, ..self }
    }

    /// How long the list lags behind: a new instance is to be had by its id, but not listed; not at all unless set.
    #[must_use]
    pub fn listing_time(self, listing_time: Duration) -> Self {
        Self { listing_time, ..self }
    }

    /// How long an instance is CREATING, from the request on; 4 s unless set.
    #[must_use]
    pub fn creation_time(self, creation_time: Duration) -> Self {
        Self { creation_time, ..self }
    }

    /// What CREATING turns into, instead of RUNNING; `DELETED` makes the instance vanish (404).
    #[must_use]
    pub fn final_status(self, status: &str) -> Self {
        Self { final_status: status.to_owned(), ..self }
    }

    /// Seconds the server's clock is ahead of the real time; negative when it is behind.
    #[must_use]
    pub fn clock_offset(self, seconds: i64) -> Self {
        Self { clock_offset: seconds, ..self }
    }

    /// Most entries on a page of a list that says where the next one starts, whatever `limit` asks for. Lists that end
    /// with a short page (VPC v1, EIP v1, instances) are not capped: a cap would end them early.
    #[must_use]
    pub fn page_cap(self, entries: usize) -> Self {
        Self { page_cap: entries.max(1), ..self }
    }

    /// Instances the account may have; 100 unless set.
    #[must_use]
    pub fn quota(self, instances: u64) -> Self {
        Self { quota: instances, ..self }
    }

    /// A cloud that takes the same name twice, so that nothing but the client prevents a second purchase. Whether the
    /// real one does is not stated (`cloud::api`, "Names").
    #[must_use]
    pub fn duplicate_names(self) -> Self {
        Self { duplicate_names: true, ..self }
    }

    /// How long the temporary keys of the metadata service last; 6 h unless set.
    #[must_use]
    pub fn key_lifetime(self, key_lifetime: Duration) -> Self {
        Self { key_lifetime, ..self }
    }

    /// A host whose metadata service knows no tokens: asking for one gives 404.
    #[must_use]
    pub fn metadata_v1(self) -> Self {
        Self { metadata_v1: true, ..self }
    }

    /// By which time instances and orders are dated and built. Signatures go by this machine's all the same.
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// What its IDs are made of, so that the same requests get the same IDs; else they are new ones each time.
    #[must_use]
    pub fn seed(self, seed: &str) -> Self {
        Self { seed: Some(seed.to_owned()), ..self }
    }

    /// A cloud that writes numbers and truth values as texts and such texts as numbers and truth values. Documented
    /// examples and other operators differ from the vendor's types in this way, if in fewer places.
    #[must_use]
    pub fn loose_types(self) -> Self {
        Self { loose_types: true, ..self }
    }

    /// An account whose resources bear names that would harm a terminal: colours, a bell, a change of direction.
    #[must_use]
    pub fn hostile_names(mut self) -> Self {
        let named = [
            (&mut self.vpcs, "name"),
            (&mut self.subnets, "name"),
            (&mut self.security_groups, "name"),
            (&mut self.eips, "alias"),
            (&mut self.keys, "key_alias"),
            (&mut self.enterprise_projects, "name"),
        ];
        for (list, key) in named {
            for item in list {
                item[key] = json!(format!("\u{1b}[31m{}\u{1b}[0m\u{7}\u{202e}", http::text(item, key)));
            }
        }
        self
    }

    /// A cloud that misbehaves from the start.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Sells the flavor out, in every zone and on every disk type.
    #[must_use]
    pub fn sold_out(mut self, product_id: &str) -> Self {
        let product = self.products.iter_mut().find(|product| http::text(product, "product_id") == product_id);
        for io in product.and_then(|product| product.get_mut("ios")?.as_array_mut()).into_iter().flatten() {
            let zones: Vec<Json> = self.zones.iter().filter_map(|zone| zone.get("code").cloned()).collect();
            *io = json!({ "io_spec": io["io_spec"], "type": "evs", "available_zones": [], "unavailable_zones": zones });
        }
        self
    }

    /// Takes the flavor off the list.
    #[must_use]
    pub fn retired(mut self, product_id: &str) -> Self {
        self.products.retain(|product| http::text(product, "product_id") != product_id);
        self
    }

    /// The entry of a list whose `key` is `value`.
    pub(super) fn find<'a>(list: &'a [Json], key: &str, value: &str) -> Option<&'a Json> {
        list.iter().find(|item| http::text(item, key) == value)
    }

    /// Whether the account may work in this project here: the region's own one or a part of it.
    pub(super) fn has_project(&self, id: &str) -> bool {
        Self::find(&self.projects, "id", id).is_some_and(|project| http::text(project, "name").starts_with(REGION))
    }
}

#[cfg(test)]
mod tests {
    use super::super::http::{flag, number, text};
    use super::World;
    use serde_json::Value as Json;
    use std::collections::BTreeSet;

    fn distinct<'a>(list: &'a [Json], key: &str) -> BTreeSet<&'a str> {
        list.iter().map(|item| text(item, key)).collect()
    }

    #[test]
    fn every_asset_reads_and_is_as_large_as_promised() {
        let world = World::default();
        let lists: [(&[Json], &str, usize); 10] = [
            (&world.zones, "id", 7),
            (&world.products, "product_id", 19),
            (&world.vpcs, "id", 40),
            (&world.subnets, "id", 200),
            (&world.security_groups, "id", 120),
            (&world.eips, "id", 30),
            (&world.keys, "key_id", 25),
            (&world.enterprise_projects, "id", 12),
            (&world.projects, "id", 8),
            (&world.regions, "id", 12),
        ];
        for (list, key, least) in lists {
            assert!(list.len() >= least, "{key} of {:?}", list.first());
            assert_eq!(distinct(list, key).len(), list.len(), "ids are unique");
        }
        assert_eq!(distinct(&world.keys, "key_state").len(), 5);
        assert_eq!(distinct(&world.eips, "status").len(), 13);
        assert!(world.security_groups.iter().all(|group| world.rule_sets.contains_key(text(group, "rules"))));
        assert!(world.vpcs.iter().any(|vpc| text(vpc, "name") == "订单"));
    }

    #[test]
    fn names_are_harmless_unless_a_world_is_made_hostile() {
        let harmful = |world: &World| {
            let names = world.vpcs.iter().chain(&world.subnets).chain(&world.security_groups).chain(&world.instances);
            names.filter(|item| text(item, "name").chars().any(|c| c.is_control() || c == '\u{202e}')).count()
        };
        let world = World::default();
        assert_eq!(harmful(&world), 0);
        let named = world.vpcs.len() + world.subnets.len() + world.security_groups.len();
        assert_eq!(harmful(&world.hostile_names()), named);
    }

    #[test]
    fn the_sketches_of_the_product_page_are_in_it() {
        let world = World::default();
        let orders = World::find(&world.vpcs, "name", "vpc-orders").unwrap();
        let tier = World::find(&world.subnets, "name", "app-tier-b").unwrap();
        assert_eq!((text(tier, "vpc_id"), number(tier, "available_ip_address_count")), (text(orders, "id"), Some(902)));
        assert_eq!(text(tier, "gateway_ip"), "10.20.4.1");
        assert_ne!(text(tier, "neutron_subnet_id"), text(tier, "neutron_network_id"));
        assert_eq!(text(tier, "neutron_subnet_id").len(), 36);
        let open: Vec<bool> = world.zones.iter().map(|zone| !flag(zone, "soldOut")).collect();
        assert_eq!(open, [true, true, true, true, true, false, false]);
    }

    #[test]
    fn a_crowded_world_has_ten_thousand_subnets_in_one_network() {
        let world = World::crowded();
        let vpc = text(&world.vpcs[0], "id");
        let crowd: Vec<Json> = world.subnets.iter().filter(|subnet| text(subnet, "vpc_id") == vpc).cloned().collect();
        assert_eq!(distinct(&crowd, "id").len(), 10_000);
    }
}
