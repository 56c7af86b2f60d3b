//! An instance: what is shown of it, and what becomes of it (`cloud::api`, "Instances").

use super::assets;
use super::http::text;
use super::world::World;
use serde_json::{Map, Value as Json, json};
use std::time::{Duration, Instant};

/// What becomes of an instance, counted from when it began to be built.
#[derive(Clone, Debug)]
pub(super) struct Fate {
    /// Not shown until then.
    pub(super) shown: Duration,
    /// Not listed until then.
    pub(super) listed: Duration,
    /// CREATING until then.
    pub(super) built: Duration,
    /// Its status from then on.
    pub(super) status: String,
}

/// An instance and what becomes of it.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub(super) id: String,
    /// Everything but the addresses and, while it is being built, the status.
    pub(super) body: Map<String, Json>,
    /// Shown once it is RUNNING.
    pub(super) addresses: Map<String, Json>,
    /// When it began to be built; never, while its order waits for payment.
    pub(super) begun: Option<Instant>,
    pub(super) fate: Fate,
    /// How long it keeps messages.
    pub(super) retention_hours: u64,
}

/// How long an instance keeps messages unless it is told otherwise.
pub(super) const RETENTION_HOURS: u64 = 48;

impl Instance {
    /// One that the account has had for long, as the assets describe it.
    pub(super) fn standing(body: Json, world: &World, begun: Instant) -> Self {
        let member = |key: &str| text(&body, key).to_owned();
        let fate =
            Fate { shown: Duration::ZERO, listed: Duration::ZERO, built: Duration::ZERO, status: member("status") };
        Self {
            id: member("instance_id"),
            body: complete(&body, world),
            addresses: Map::new(),
            begun: Some(begun),
            fate,
            retention_hours: RETENTION_HOURS,
        }
    }

    /// The same for the list, which may lag behind.
    pub(super) fn listed(&self, now: Instant) -> Option<Map<String, Json>> {
        if now.duration_since(self.begun?) < self.fate.listed { None } else { self.view(now) }
    }

    /// The instance as it is now, or nothing where the cloud does not show it: unpaid, not registered yet, or gone.
    pub(super) fn view(&self, now: Instant) -> Option<Map<String, Json>> {
        let age = now.duration_since(self.begun?);
        let status = if age < self.fate.built { "CREATING" } else { &self.fate.status };
        if age < self.fate.shown || status == "DELETED" {
            return None;
        }
        let mut body = self.body.clone();
        body.insert("status".to_owned(), Json::from(status));
        if status == "RUNNING" {
            body.extend(self.addresses.clone());
        }
        Some(body)
    }
}

/// All members that detail and list show, the ones that are not given included: those that are the same for every
/// instance, and those that follow from the others.
pub(super) fn complete(given: &Json, world: &World) -> Map<String, Json> {
    let mut whole = world.instance_defaults.clone();
    let stated = given.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    whole.extend(stated.map(|(key, value)| (key.clone(), value.clone())));
    let id = text(given, "product_id");
    let product = World::find(&world.products, "product_id", id).cloned().unwrap_or_default();
    let brokers = whole.get("broker_num").and_then(Json::as_u64).unwrap_or(1);
    let alias = text(&product["properties"], "product_alias");
    let old = text(given, "engine_version") == "4.8.0";
    let derived = json!({
        "specification": if old { format!("{alias} * {brokers} broker") } else { id.to_owned() },
        "node_num": if is_single(id) { 1 } else { 3 * brokers },
        "storage_resource_id": assets::uuid(&assets::hex_of(&format!("{} disk", text(given, "instance_id")))),
    });
    whole.extend(derived.as_object().cloned().unwrap_or_default());
    whole
}

/// Whether the flavor is a single node, by its id.
pub(super) fn is_single(product_id: &str) -> bool {
    ["rocketmq.b1.", "rocketmq.p1."].iter().any(|start| product_id.starts_with(start))
}
