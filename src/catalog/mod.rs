//! What the cloud tells us: the lists one chooses from, the instances it runs, and who is billed.
//!
//! Plain data shared by every layer. Imports nothing of ours, fetches nothing, draws nothing.

mod lookup;

pub(crate) use lookup::with_lists;
pub use lookup::{Lookup, Owner};

use crate::failure::Failure;
use crate::language::tr;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::sync::Arc;

/// One entry of a list: what goes on the wire, what a person calls it, and the facts one chooses by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The id that is sent.
    pub id: String,
    /// The name a person knows it by; the id where there is none.
    pub label: String,
    /// What else is known of it.
    pub facts: Facts,
    /// Why the cloud itself rules it out (sold out, disabled, bound …), as a short lower-case fragment.
    pub closed: Option<String>,
}

/// The entries of a list, as far as they are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T = Choice> {
    pub entries: Vec<T>,
    /// Whether the cloud has more of them than are read of any list; what is not among these may be there all the same.
    pub is_cut: bool,
}

impl<T> From<Vec<T>> for Listed<T> {
    /// All there are.
    fn from(entries: Vec<T>) -> Self {
        Self { entries, is_cut: false }
    }
}

impl<T> Listed<T> {
    /// The same with other entries made of these.
    pub fn map<U>(self, make: impl FnOnce(Vec<T>) -> Vec<U>) -> Listed<U> {
        Listed { entries: make(self.entries), is_cut: self.is_cut }
    }
}

/// What is known of a choice, by its kind. Every figure may be missing: absent means unknown, never zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facts {
    /// One remark, possibly empty.
    Note(String),
    Flavor(Box<Flavor>),
    Zone(Zone),
    Network {
        cidr: String,
    },
    Subnet(Subnet),
    Key {
        enabled: bool,
        usable: bool,
        state: String,
        service_default: bool,
    },
    Eip {
        address: String,
        status: String,
        bandwidth_mbps: Option<u64>,
    },
    /// What tells an instance from others of a like name.
    Instance {
        /// As the cloud spells it: `RUNNING`.
        status: String,
        product_id: String,
        /// The codes of its zones.
        zones: Vec<String>,
    },
    /// First and last port of a range.
    Ports(u16, u16),
}

/// Limits of a flavor (`cloud::api`, "Flavors"). Counts are per broker where `per_broker` is set, else for the whole
/// instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flavor {
    /// Engine versions it can run: `4.8.0`, `5.x`.
    pub versions: Vec<String>,
    /// `basic` or `professional` in every language; empty when the cloud does not say.
    pub edition: String,
    /// One node only: exactly one broker and one zone.
    pub single: bool,
    /// 4.8.0: topics, groups, TPS and storage are counted per broker.
    pub per_broker: bool,
    pub tps: Option<u64>,
    /// Bursts on top of `tps` (5.x professional).
    pub elastic_tps: Option<u64>,
    pub topics: Option<u64>,
    pub groups: Option<u64>,
    pub connections: Option<u64>,
    /// Least and most brokers; `None` where no source says (5.x clusters).
    pub brokers: Option<(u64, u64)>,
    /// How many brokers a 5.x flavor has, where its list says so (`properties.broker_num`).
    pub brokers_set: Option<u64>,
    /// Least and most storage in GB.
    pub storage_gb: Option<(u64, u64)>,
    /// Least storage of one node in GB, where the list names it beside that of the whole instance (5.x).
    pub least_per_node: Option<u64>,
    /// CPU architectures on offer, `X86` and `ARM`; empty when unknown.
    pub architectures: Vec<String>,
    /// Disk types on offer, each with its zones; empty when unknown.
    pub disks: Vec<Disk>,
    /// Billing modes on offer, `prePaid` and `postPaid`; empty when unknown.
    pub billing: Vec<String>,
}

/// A disk type of a flavor, and where it can be had. Zones are named by code here, as the flavor list does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disk {
    pub spec: String,
    pub zones: Arc<[String]>,
    pub sold_out: Arc<[String]>,
}

/// An availability zone. The choice's id is the hex id of the wire, its label the display name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zone {
    /// The code people know: `ap-southeast-3a`.
    pub code: String,
    pub ipv6: Option<bool>,
    pub default: bool,
    /// Sold out, or its resources are not available.
    pub sold_out: bool,
}

/// A subnet; the choice's id is the network id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subnet {
    pub cidr: String,
    pub free_addresses: Option<u64>,
    pub ipv6: Option<bool>,
    pub dhcp: Option<bool>,
}

impl Flavor {
    /// The edition as people read it.
    pub fn edition_shown(&self) -> &str {
        match self.edition.as_str() {
            "basic" => tr("basic"),
            "professional" => tr("professional"),
            unknown => unknown,
        }
    }
}

impl Choice {
    /// An open choice with a remark.
    pub fn new(id: impl Into<String>, label: impl Into<String>, note: impl Into<String>) -> Self {
        Self { id: id.into(), label: label.into(), facts: Facts::Note(note.into()), closed: None }
    }

    /// Whether the cloud has none left of it at present.
    pub fn is_sold_out(&self) -> bool {
        match &self.facts {
            Facts::Zone(zone) => zone.sold_out,
            Facts::Flavor(flavor) => !flavor.disks.is_empty() && flavor.disks.iter().all(|disk| disk.zones.is_empty()),
            _ => false,
        }
    }

    /// The flavor limits, where this is a flavor.
    pub fn flavor(&self) -> Option<&Flavor> {
        if let Facts::Flavor(flavor) = &self.facts { Some(flavor) } else { None }
    }

    /// The zone, where this is one.
    pub fn zone(&self) -> Option<&Zone> {
        if let Facts::Zone(zone) = &self.facts { Some(zone) } else { None }
    }

    /// The subnet, where this is one.
    pub fn subnet(&self) -> Option<&Subnet> {
        if let Facts::Subnet(subnet) = &self.facts { Some(subnet) } else { None }
    }
}

/// An instance as the cloud describes it. Every part but the id may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instance {
    pub id: String,
    pub name: String,
    /// `CREATING`, `RUNNING`, `CREATEFAILED` … as the cloud spells it; unknown words are kept.
    pub status: String,
    pub product_id: String,
    /// Milliseconds since 1970.
    pub created_at: Option<i64>,
    /// Order of a yearly/monthly purchase.
    pub order_id: Option<String>,
    /// What an address is for, and the comma-joined `ip:port` list; empty until RUNNING.
    pub addresses: Vec<(&'static str, String)>,
    /// `PLAINTEXT`, `PERMISSIVE` or `SSL`.
    pub tls_mode: Option<String>,
    /// Whether clients have to name a user.
    pub acl: Option<bool>,
    /// What the cloud says of why its creation failed.
    pub reason: Option<String>,
    /// What an order for this very instance would say, by the names of the create request, as far as is told.
    pub answers: Map<String, Json>,
}

/// What is kept as the reason where the task that failed says none: its name between these two, in English.
pub const TASK_FAILED: [&str; 2] = ["the task ", " failed"];

/// A label of an instance: a key that it has once, and a value, which may be empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tag {
    pub key: String,
    pub value: String,
}

/// What the cloud tells of an instance that another one is to be like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Described {
    pub id: String,
    pub name: String,
    /// The engine, as the cloud spells it; empty where it does not say.
    pub engine: String,
    /// What an order for this very instance would say, by the names of the create request, members of `bss_param` by
    /// their own. What the cloud does not tell is not there.
    pub answers: Map<String, Json>,
    /// Why its entry in the list was not read: that alone tells which key encrypts its disks.
    pub unlisted: Option<Failure>,
    /// The tags that it was to have and the cloud refused, as far as it does not have them since; known on the host that
    /// bought it.
    pub refused_tags: Vec<Tag>,
    /// Whether it is still being created and was bought elsewhere, so that it may get tags nobody here knows of.
    pub may_get_tags: bool,
}

/// Who is billed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub id: String,
    /// The name one signs in with; empty where the cloud tells the id only.
    pub name: String,
}

impl Account {
    /// The name, else the id.
    pub fn shown(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }
}

/// An order in the billing centre, of any product of the message service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    pub id: String,
    /// Milliseconds since 1970.
    pub created_at: Option<i64>,
}

/// The answer to a create request that was accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    pub instance_id: String,
    /// Present only where the cloud sends one; the documented answer has none (`cloud::api`, "Create").
    pub order_id: Option<String>,
    pub request_id: Option<String>,
}
