//! Screen 3, Flavor: how big, how many brokers, which CPU.

use super::builtin::BUILTIN;
use super::engine::ENGINE;
use super::version::{OLD, VERSION};
use crate::catalog::{Choice, Flavor, Lookup};
use crate::form::field::{Body, Closed, Field, Form, Kind, Problem, Source, Step, Unlisted};
use crate::form::rules;
use crate::form::value::Value;

pub(crate) static STEP: Step = Step { short: "Flavor", title: "Flavor", fields: &[&FLAVOR, &BROKERS, &ARCHITECTURE] };

/// No source limits the brokers of 5.x clusters; this is the most that any names (`domain.md` 1.2).
const MOST_BROKERS: u64 = 10;

pub static FLAVOR: Field = Field {
    key: "product_id",
    label: "Flavor",
    help: "Size of the instance: messages a second, topics, groups. A single node has no failover and cannot grow.",
    more: "The flavor decides how many messages a second the instance takes, how many topics and groups it holds, and \
           most of what it costs. Basic is for a start on a small budget, professional has more topics and bursts. \
           Names with b1 or p1 are single nodes: for tests, without failover, and their flavor can never be changed.\n\n\
           TPS count messages of 1 KB on 4.8.0 and of 4 KB on 5.x, where a delayed, scheduled or transactional message \
           counts as five. A cluster can be made larger later: 5.x by flavor, 4.8.0 by flavor and brokers.",
    kind: Kind::Choice(flavors),
    default: smallest_cluster,
    check: |form, value| known_shape(form, value.as_text()),
    closed: other_version,
    unlisted: Unlisted::Refuse,
    body: Body::At("product_id"),
    ..Field::REQUIRED
};

pub static BROKERS: Field = Field {
    key: "broker_num",
    label: "Brokers",
    help: "On 4.8.0, how many groups of three nodes; two or more keep writes going when one is lost. 5.x: leave it.",
    more: "On 4.8.0 a broker is one master and two replicas. TPS, topics, groups and storage of the flavor are counted \
           per broker. With one broker there is no other group to write to while it fails over; two or more are \
           advised for production. Brokers can be added later, never taken away.\n\n\
           On 5.x the flavor sets the number; the field is sent because the API asks for it. A single node has \
           exactly one.",
    kind: Kind::Number { unit: "", step: 1 },
    default: brokers_of_flavor,
    check: |form, value| brokers_fit(form, value.as_text()),
    warn: brokers_unproven,
    body: Body::At("broker_num"),
    ..Field::REQUIRED
};

pub static ARCHITECTURE: Field = Field {
    key: "arch_type",
    label: "CPU",
    help: "CPU architecture, where the flavor offers more than one. Clients do not notice. Fixed for good.",
    more: "Some flavors are sold on X86 and on ARM processors. Clients see no difference. Where the flavor offers one \
           only, or you do not choose, nothing is sent and the cloud decides. It cannot be changed later.",
    kind: Kind::Choice(|_| Source::Fixed(&BUILTIN.architectures)),
    fixed_after_creation: true,
    default: usual_architecture,
    closed: |form, choice| {
        let offered = &flavor(form)?.architectures;
        let closed = !offered.is_empty() && !offered.contains(&choice.id);
        closed.then(|| not_by_flavor(format!("the flavor offers {}", offered.join(", "))))
    },
    body: Body::At("arch_type"),
    ..Field::OPTIONAL
};

/// Limits of the chosen flavor, as far as anything is known of it.
pub(crate) fn flavor(form: &Form) -> Option<&Flavor> {
    form.find(&FLAVOR, form.value(&FLAVOR).as_text()).and_then(Choice::flavor)
}

/// Whether the chosen flavor is a single node; unknown flavors are taken for clusters.
pub(crate) fn is_single(form: &Form) -> bool {
    flavor(form).is_some_and(|flavor| flavor.single)
}

/// A choice that the flavor closes.
pub(crate) fn not_by_flavor(why: impl Into<String>) -> Closed {
    Closed { why: why.into(), by: Some((FLAVOR.key, "choose another flavor (3)".to_owned())) }
}

fn flavors(form: &Form) -> Source {
    let lookup = Lookup::Flavors { engine: form.text(&ENGINE) };
    Source::Remote { lookup, fallback: &BUILTIN.flavors }
}

/// The first that is open and not a single node: small, but fit for production.
fn smallest_cluster(form: &Form) -> Value {
    let open = |choice: &&Choice| choice.flavor().is_some_and(|f| !f.single) && form.closed(&FLAVOR, choice).is_none();
    let fitting = form.choices(&FLAVOR).iter().filter(open);
    let smallest = fitting.min_by_key(|choice| choice.flavor().and_then(|flavor| flavor.tps).unwrap_or(u64::MAX));
    smallest.map_or(Value::Empty, |choice| Value::text(&choice.id))
}

fn other_version(form: &Form, choice: &Choice) -> Option<Closed> {
    let versions = &choice.flavor()?.versions;
    if versions.is_empty() || versions.contains(&form.text(&VERSION)) {
        return None;
    }
    let runs = versions.join(", ");
    Some(Closed { why: format!("runs {runs}"), by: Some((VERSION.key, format!("choose {runs} (2)"))) })
}

/// A flavor that no list knows may still be right: the built-in one is old, and listing may not be permitted.
fn known_shape(form: &Form, id: &str) -> Result<(), Problem> {
    if form.find(&FLAVOR, id).is_some() {
        return Ok(());
    }
    let version = form.text(&VERSION);
    let prefix = if version == OLD { "c6." } else { "rocketmq." };
    if id.starts_with(prefix) {
        return Ok(());
    }
    Err(Problem(format!("{} is not a flavor of {version}; those start with {prefix}", rules::quoted(id))))
}

/// 1 for a single node, what the flavor list sets for 5.x, else 1 (`domain.md` 9, row 1).
fn brokers_of_flavor(form: &Form) -> Value {
    let least = |flavor: &Flavor| flavor.brokers_set.or(flavor.brokers.map(|(least, _)| least));
    Value::text(flavor(form).and_then(least).unwrap_or(1).to_string())
}

fn brokers_fit(form: &Form, text: &str) -> Result<(), Problem> {
    let flavor = flavor(form);
    let (least, most) = match flavor {
        Some(flavor) if flavor.single => (1, 1),
        Some(flavor) => flavor.brokers.unwrap_or((1, MOST_BROKERS)),
        None => (1, MOST_BROKERS),
    };
    rules::range(text, least, most, "").map(|_| ())
}

fn brokers_unproven(form: &Form, value: &Value) -> Option<String> {
    let flavor = flavor(form)?;
    let other = flavor.brokers.is_none() && *value != brokers_of_flavor(form);
    other.then(|| "the flavor sets the brokers on 5.x; the cloud may refuse another number".to_owned())
}

/// X86 where the flavor offers a choice that includes it; otherwise left to the cloud.
fn usual_architecture(form: &Form) -> Value {
    let usual =
        |flavor: &Flavor| flavor.architectures.len() > 1 && flavor.architectures.iter().any(|arch| arch == "X86");
    if flavor(form).is_some_and(usual) { Value::text("X86") } else { Value::Empty }
}
