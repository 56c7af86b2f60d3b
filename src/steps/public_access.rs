//! Screen 8, Public access: whether clients outside the cloud get through, and by which addresses.

use super::flavor::{BROKERS, flavor};
use crate::catalog::Lookup;
use crate::form::field::{Body, Field, Form, Kind, Problem, Source, Step};
use crate::form::read::put;
use crate::form::rules;
use crate::form::value::Value;
use serde_json::{Map, Value as Json};

pub(crate) static STEP: Step = Step { short: "Publ", title: "Public access", fields: &[&PUBLIC, &EIPS] };

pub static PUBLIC: Field = Field {
    key: "enable_publicip",
    label: "Public",
    help: "Lets clients outside the VPC in over elastic IPs, which cost extra. Can be switched later.",
    more: "Binds elastic IP addresses to the instance so that clients on the internet reach it. The security group must \
           open the public ports as well; consider SSL and ACL. It can be switched on and off later.",
    kind: Kind::Toggle,
    default: |_| Value::Flag(false),
    body: Body::At("enable_publicip"),
    ..Field::OPTIONAL
};

pub static EIPS: Field = Field {
    key: "publicip_id",
    label: "EIPs",
    help: "Unbound IPv4 elastic IPs of this region: three for each broker on 4.8.0, one for a single node.",
    more: "Each address must be unbound, IPv4 and of this region. On 4.8.0 public examples bind three for each broker, a \
           single node takes one; for 5.x clusters no source says how many. An unusual number gets a word, not a \
           refusal: the cloud decides. Adding brokers later needs more addresses.",
    kind: Kind::Choices(|_| Source::Remote { lookup: Lookup::Eips, fallback: &[] }),
    shown: |form| form.is_on(&PUBLIC),
    check: |_, value| addresses(value.as_list()),
    warn: unusual_count,
    body: Body::With(joined),
    ..Field::REQUIRED
};

fn addresses(ids: &[String]) -> Result<(), Problem> {
    ids.iter().try_for_each(|id| rules::uuid(id))?;
    rules::no_repeats(ids)
}

/// `domain.md` 1.4: three for each broker of 4.8.0, one for a single node; unknown for 5.x clusters.
fn unusual_count(form: &Form, value: &Value) -> Option<String> {
    let flavor = flavor(form)?;
    let usual = match (flavor.single, flavor.per_broker) {
        (true, _) => 1,
        (false, true) => 3 * form.number(&BROKERS)?,
        (false, false) => return None,
    };
    let count = value.as_list().len() as u64;
    (count != usual).then(|| format!("{count} picked; {usual} is usual for this flavor, the cloud decides"))
}

/// The API takes one string of ids joined by commas.
fn joined(_: &Form, value: &Value, body: &mut Map<String, Json>) {
    put(body, EIPS.key, value.as_list().join(",").into());
}
