//! Flavor: how big, how many brokers, which CPU.

use super::builtin::{ARCHITECTURES, FLAVORS};
use super::engine::ENGINE;
use super::offer;
use super::version::{OLD, VERSION};
use crate::catalog::{Choice, Facts, Flavor, Lookup};
use crate::form::field::{Body, Closed, Field, Kind, Opening, Problem, Source, Step, Steps, Unlisted};
use crate::form::rules;
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::{Text, say, tr};
use crate::sort;
use crate::text::{list, quoted};

pub(crate) static STEP: Step =
    Step { key: "flavor", title: Text("Flavor"), fields: &[&FLAVOR, &BROKERS, &ARCHITECTURE] };

/// No source limits the brokers of 5.x clusters; this is the most that any names (`cloud::api`, "Brokers").
const MOST_BROKERS: u64 = 10;

/// The one cluster flavor whose size of a broker is final (`cloud::api`, "Growing").
const DEAD_END: &str = "c6.4u8g.cluster.small";

pub static FLAVOR: Field = Field {
    key: "product_id",
    other_names: &["flavor_id"],
    label: Text("Flavor"),
    help: Text(
        "Size of the instance: messages a second, topics, groups. A single node has no failover and cannot grow.",
    ),
    more: Text(
        "The flavor decides how many messages a second the instance takes, how many topics and groups it holds, and \
           most of what it costs. Basic is for a start on a small budget, professional has more topics and bursts. \
           Names with b1 or p1 are single nodes: for tests, without failover, and their flavor can never be changed.\n\n\
           TPS count messages of 1 KB on 4.8.0 and of 4 KB on 5.x, where a delayed, scheduled or transactional message \
           counts as five. A cluster can be made larger later: 5.x by flavor only, 4.8.0 by flavor, with about a \
           minute's interruption, and by brokers. A public instance needs its EIPs for that as well.",
    ),
    kind: Kind::Choice(flavors),
    default: smallest_cluster,
    warn: |_, value| {
        let told =
            Text("this flavor can never be changed for another, only brokers can be added; the next one can grow");
        (value.as_text() == DEAD_END).then(|| told.to_string())
    },
    check: |form, value| known_shape(form, value.as_text()),
    closed: |form, choice| other_version(form, choice).or_else(|| later_answers(form, choice)),
    unlisted: Unlisted::Refuse,
    body: Body::At("product_id"),
    ..Field::REQUIRED
};

pub static BROKERS: Field = Field {
    key: "broker_num",
    label: Text("Brokers"),
    help: Text(
        "On 4.8.0, how many groups of three nodes; with two or more, writes go on when one is lost. On 5.x, leave it.",
    ),
    more: Text(
        "On 4.8.0 a broker is one master and two replicas. TPS, topics, groups and storage of the flavor are counted \
           per broker. With one broker there is no other group to write to while it fails over; two or more are \
           advised for production. Brokers can be added later, never taken away.\n\n\
           On 5.x the flavor sets the number; the field is sent because the API asks for it. A single node has \
           exactly one.",
    ),
    kind: Kind::Number {
        unit: "",
        steps: |form| {
            let (least, most) = brokers_range(form).unwrap_or((1, MOST_BROKERS));
            Steps { least, most, by: 1 }
        },
    },
    default: brokers_of_flavor,
    only: |form| {
        brokers_range(form).filter(|(least, most)| least == most).map(|(only, _)| Value::text(only.to_string()))
    },
    check: |form, value| brokers_fit(form, value.as_text()),
    warn: brokers_unproven,
    body: Body::At("broker_num"),
    ..Field::REQUIRED
};

pub static ARCHITECTURE: Field = Field {
    key: "arch_type",
    label: Text("CPU"),
    help: Text(
        "CPU architecture, where the flavor offers more than one; clients do not notice. It cannot be changed later.",
    ),
    more: Text(
        "Some flavors are sold on X86 and on ARM processors. Clients see no difference. Where the flavor offers one \
           only, or you do not choose, nothing is sent and the cloud decides. It cannot be changed later.",
    ),
    kind: Kind::Choice(|_| Source::Fixed(&ARCHITECTURES)),
    fixed_after_creation: true,
    default: usual_architecture,
    only: |form| match flavor(form)?.architectures.as_slice() {
        [only] => Some(Value::text(only)),
        _ => None,
    },
    closed: |form, choice| {
        let offered = &flavor(form)?.architectures;
        let closed = !offered.is_empty() && !offered.contains(&choice.id);
        let sells = |other: &Flavor| other.architectures.contains(&choice.id);
        let why = || say!("the flavor offers {architectures}", architectures = list(offered));
        closed.then(|| not_by_flavor(form, why(), sells))
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

/// A choice that the flavor closes. The change that opens it is the flavor nearest in TPS that `sells` it, where there
/// is one.
pub(crate) fn not_by_flavor(form: &Form, why: impl Into<String>, sells: impl Fn(&Flavor) -> bool) -> Closed {
    let now = flavor(form);
    let like = |other: &Flavor| now.is_none_or(|now| now.single == other.single) && sells(other);
    let open = |choice: &&Choice| choice.closed.is_none() && other_version(form, choice).is_none();
    let fitting = form.choices(&FLAVOR).iter().filter(open).filter(|choice| choice.flavor().is_some_and(like));
    let tps = |flavor: Option<&Flavor>| flavor.and_then(|flavor| flavor.tps).unwrap_or_default();
    let nearest = fitting.min_by_key(|choice| tps(choice.flavor()).abs_diff(tps(now)));
    let opens =
        nearest.map(|choice| Opening { field: &FLAVOR, change: say!("choose {answer}", answer = &choice.label) });
    Closed { why: why.into(), opens, ..Closed::default() }
}

/// The live list of flavors, completed by what this build knows of them: figures the cloud leaves out (connections,
/// bursts), and those it does not sell any more, closed. What the cloud says always goes before.
pub fn completed(choices: Vec<Choice>) -> Vec<Choice> {
    let mut choices = filled_in(choices);
    let missing = FLAVORS.iter().filter(|known| choices.iter().all(|choice| choice.id != known.id));
    let not_sold = |known: &Choice| Choice { closed: Some(tr("not on sale here").to_owned()), ..known.clone() };
    let missing: Vec<Choice> = missing.map(not_sold).collect();
    choices.extend(missing);
    sort(&mut choices);
    choices
}

/// Flavors of the cloud with the figures it leaves out, as far as this build knows them; none is added.
pub(super) fn filled_in(mut choices: Vec<Choice>) -> Vec<Choice> {
    for choice in &mut choices {
        let known = FLAVORS.iter().find(|known| known.id == choice.id).and_then(Choice::flavor);
        if let (Facts::Flavor(live), Some(known)) = (&mut choice.facts, known) {
            fill_in(live, known);
        }
    }
    choices
}

/// By version, the newer first, edition and TPS.
pub(super) fn sort(flavors: &mut [Choice]) {
    let order = |choice: &Choice| {
        let flavor = choice.flavor()?;
        let old = flavor.versions.iter().all(|version| version == OLD);
        Some((old, flavor.edition.clone(), flavor.tps.unwrap_or(u64::MAX)))
    };
    sort::by_key(flavors, order);
}

fn fill_in(live: &mut Flavor, known: &Flavor) {
    live.tps = live.tps.or(known.tps);
    live.elastic_tps = live.elastic_tps.or(known.elastic_tps);
    live.topics = live.topics.or(known.topics);
    live.groups = live.groups.or(known.groups);
    live.connections = live.connections.or(known.connections);
    live.brokers = live.brokers.or(known.brokers);
    live.storage_gb = live.storage_gb.or(known.storage_gb);
    if live.edition.is_empty() {
        live.edition.clone_from(&known.edition);
    }
}

fn flavors(form: &Form) -> Source {
    let lookup = Lookup::Flavors { engine: form.text(&ENGINE) };
    Source::Remote { lookup, fallback: &FLAVORS }
}

/// The first that is open and not a single node: small, but fit for production.
fn smallest_cluster(form: &Form) -> Value {
    let cluster = |choice: &&Choice| choice.flavor().is_some_and(|flavor| !flavor.single);
    // By earlier answers only: a default that also followed later ones would change size and price unasked.
    let open = |choice: &&Choice| choice.closed.is_none() && other_version(form, choice).is_none();
    let fitting = form.choices(&FLAVOR).iter().filter(cluster).filter(open);
    let smallest = fitting.min_by_key(|choice| choice.flavor().and_then(|flavor| flavor.tps).unwrap_or(u64::MAX));
    smallest.map_or(Value::Empty, |choice| Value::text(&choice.id))
}

fn other_version(form: &Form, choice: &Choice) -> Option<Closed> {
    let versions = &choice.flavor()?.versions;
    if versions.is_empty() || versions.contains(&form.text(&VERSION)) {
        return None;
    }
    let versions = list(versions);
    let why = say!("runs {versions}", versions = &versions);
    Some(Closed::by(&VERSION, why, say!("choose {answer}", answer = versions)))
}

/// The present answer is not closed by later ones: where the two conflict, the later one says so.
fn later_answers(form: &Form, choice: &Choice) -> Option<Closed> {
    let present = form.value(&FLAVOR).as_text() == choice.id;
    if present { None } else { offer::against_flavor(form, choice.flavor()?) }
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
    let value = quoted(id);
    Err(Problem::new(say!("{value} is not a flavor of {version}; those start with {prefix}", value, version, prefix)))
}

/// 1 for a single node, what the flavor list sets for 5.x, else 1 (`cloud::api`, "Brokers").
fn brokers_of_flavor(form: &Form) -> Value {
    let least = |flavor: &Flavor| flavor.brokers_set.or(flavor.brokers.map(|(least, _)| least));
    Value::text(flavor(form).and_then(least).unwrap_or(1).to_string())
}

fn brokers_fit(form: &Form, text: &str) -> Result<(), Problem> {
    let (least, most) = brokers_range(form).unwrap_or((1, MOST_BROKERS));
    rules::range(text, least, most, "").map(|_| ())
}

/// The least and the most brokers of the chosen flavor; `None` where nothing is known of it.
fn brokers_range(form: &Form) -> Option<(u64, u64)> {
    let flavor = flavor(form)?;
    let unlimited = (1, flavor.brokers_set.unwrap_or(0).max(MOST_BROKERS));
    Some(if flavor.single { (1, 1) } else { flavor.brokers.unwrap_or(unlimited) })
}

fn brokers_unproven(form: &Form, value: &Value) -> Option<String> {
    let flavor = flavor(form)?;
    let other = flavor.brokers.is_none() && *value != brokers_of_flavor(form);
    other.then(|| tr("the flavor sets the brokers on 5.x; the cloud may refuse another number").to_owned())
}

/// X86 where the flavor offers a choice that includes it; otherwise left to the cloud.
fn usual_architecture(form: &Form) -> Value {
    let usual =
        |flavor: &Flavor| flavor.architectures.len() > 1 && flavor.architectures.iter().any(|arch| arch == "X86");
    if flavor(form).is_some_and(usual) { Value::text("X86") } else { Value::Empty }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Facts;
    use crate::steps::sample::{form, live_flavor, problem, read, sent, set, warning, with};
    use crate::steps::storage::STORAGE;

    const FLAVORS: fn() -> Lookup = || Lookup::Flavors { engine: "reliability".into() };

    /// A live flavor whose limits a test sets.
    fn live(id: &str, change: impl FnOnce(&mut Flavor)) -> Choice {
        let mut choice = live_flavor(id, Vec::new());
        if let Facts::Flavor(flavor) = &mut choice.facts {
            change(flavor);
        }
        choice
    }

    #[test]
    fn a_flavor_belongs_to_its_version() {
        for (version, flavor, expected) in [
            ("5.x", "rocketmq.p2.large.12", ""),
            ("4.8.0", "c6.4u8g.cluster", ""),
            ("5.x", "c6.4u8g.cluster", "\"c6.4u8g.cluster\" is closed: runs 4.8.0; choose 4.8.0 (2)"),
            ("4.8.0", "rocketmq.p2.large.12", "\"rocketmq.p2.large.12\" is closed: runs 5.x; choose 5.x (2)"),
            ("5.x", "", "nothing is chosen yet; Flavor is required"),
        ] {
            assert_eq!(problem(&with(&[(&VERSION, version), (&FLAVOR, flavor)]), &FLAVOR), expected);
        }
    }

    #[test]
    fn an_unknown_flavor_passes_only_while_no_list_was_read() {
        let refused = "\"rocketmq.p9.large.999\" is not offered; choose from rocketmq.p2.large.12";
        for (version, flavor, unread, live) in [
            ("5.x", "rocketmq.p9.large.999", "", refused),
            ("4.8.0", "c6.99u9g.cluster", "", "\"c6.99u9g.cluster\" is not offered; choose from rocketmq.p2.large.12"),
            (
                "5.x",
                "c6.99u9g.cluster",
                "\"c6.99u9g.cluster\" is not a flavor of 5.x; those start with rocketmq.",
                "\"c6.99u9g.cluster\" is not a flavor of 5.x; those start with rocketmq.",
            ),
            (
                "4.8.0",
                "large",
                "\"large\" is not a flavor of 4.8.0; those start with c6.",
                "\"large\" is not a flavor of 4.8.0; those start with c6.",
            ),
        ] {
            let mut form = with(&[(&VERSION, version), (&FLAVOR, flavor)]);
            assert_eq!(problem(&form, &FLAVOR), unread);
            read(&mut form, FLAVORS(), vec![live_flavor("rocketmq.p2.large.12", Vec::new())]);
            assert_eq!(problem(&form, &FLAVOR), live);
        }
    }

    #[test]
    fn the_live_list_goes_before_the_built_in_one() {
        let mut form = with(&[(&FLAVOR, "c6.4u8g.cluster")]);
        read(&mut form, FLAVORS(), vec![live("c6.4u8g.cluster", |flavor| flavor.storage_gb = Some((500, 700)))]);
        assert_eq!((problem(&form, &FLAVOR), form.text(&STORAGE)), (String::new(), "500".into()));
    }

    #[test]
    fn an_untouched_flavor_follows_the_version_and_a_chosen_one_is_marked() {
        let mut form = form();
        assert_eq!(form.text(&FLAVOR), "rocketmq.b2.large.4");
        set(&mut form, &VERSION, "4.8.0");
        assert_eq!((form.text(&FLAVOR), problem(&form, &FLAVOR)), ("c6.4u8g.cluster.small".into(), String::new()));
        set(&mut form, &FLAVOR, "c6.8u16g.cluster");
        set(&mut form, &VERSION, "5.x");
        assert_eq!(form.text(&FLAVOR), "c6.8u16g.cluster");
        assert_eq!(problem(&form, &FLAVOR), "\"c6.8u16g.cluster\" is closed: runs 4.8.0; choose 4.8.0 (2)");
        set(&mut form, &VERSION, "4.8.0");
        assert_eq!(problem(&form, &FLAVOR), "");
    }

    #[test]
    fn brokers_keep_to_the_kind_of_flavor() {
        let ten = |number: &str| format!("{number} is out of range; 1 to 10 is allowed");
        let one = |number: &str| format!("{number} is out of range; exactly 1 is allowed");
        for (version, flavor, brokers, expected) in [
            ("4.8.0", "c6.4u8g.cluster", "0", ten("0")),
            ("4.8.0", "c6.4u8g.cluster", "1", String::new()),
            ("4.8.0", "c6.4u8g.cluster", "10", String::new()),
            ("4.8.0", "c6.4u8g.cluster", "11", ten("11")),
            ("5.x", "rocketmq.b1.large.1", "0", one("0")),
            ("5.x", "rocketmq.b1.large.1", "1", String::new()),
            ("5.x", "rocketmq.b1.large.1", "2", one("2")),
            ("5.x", "rocketmq.p1.large.1", "1", String::new()),
            ("5.x", "rocketmq.p1.large.1", "2", one("2")),
            ("5.x", "rocketmq.p2.large.12", "0", ten("0")),
            ("5.x", "rocketmq.p2.large.12", "1", String::new()),
            ("5.x", "rocketmq.p2.large.12", "10", String::new()),
            ("5.x", "rocketmq.p2.large.12", "11", ten("11")),
            ("5.x", "rocketmq.unknown", "10", String::new()),
            ("5.x", "rocketmq.unknown", "11", ten("11")),
            ("4.8.0", "c6.4u8g.cluster", "two", "\"two\" is not a whole number; 1 to 10 is allowed".into()),
            ("4.8.0", "c6.4u8g.cluster", "1.5", "\"1.5\" is not a whole number; 1 to 10 is allowed".into()),
            ("4.8.0", "c6.4u8g.cluster", "", "nothing is entered yet; Brokers are required".into()),
        ] {
            let form = with(&[(&VERSION, version), (&FLAVOR, flavor), (&BROKERS, brokers)]);
            assert_eq!(problem(&form, &BROKERS), expected, "{flavor} {brokers}");
        }
    }

    #[test]
    fn brokers_follow_what_the_live_list_sets() {
        for (limits, set_to, default, brokers, allowed, warns) in [
            (Some((2, 4)), None, "2", "1", false, false),
            (Some((2, 4)), None, "2", "2", true, false),
            (Some((2, 4)), None, "2", "4", true, false),
            (Some((2, 4)), None, "2", "5", false, false),
            (None, Some(4), "4", "4", true, false),
            (None, Some(4), "4", "1", true, true),
            (None, Some(16), "16", "16", true, false),
            (None, Some(16), "16", "17", false, false),
        ] {
            let mut form = with(&[(&FLAVOR, "rocketmq.p2.large.12")]);
            let flavor = live("rocketmq.p2.large.12", |flavor| (flavor.brokers, flavor.brokers_set) = (limits, set_to));
            read(&mut form, FLAVORS(), vec![flavor]);
            assert_eq!((form.text(&BROKERS).as_str(), problem(&form, &BROKERS)), (default, String::new()));
            assert_eq!(sent(&form, "broker_num"), default.parse::<u64>().unwrap());
            set(&mut form, &BROKERS, brokers);
            assert_eq!(problem(&form, &BROKERS).is_empty(), allowed, "{limits:?} {set_to:?} {brokers}");
            assert_eq!(!warning(&form, &BROKERS).is_empty(), warns, "{limits:?} {set_to:?} {brokers}");
        }
    }

    #[test]
    fn architectures_are_those_of_the_flavor() {
        for (offered, answer, expected, body) in [
            ("", None, "", None),
            ("", Some("ARM"), "", Some("ARM")),
            ("", Some("x86"), "\"x86\" is not offered; choose from X86, ARM", None),
            ("X86", None, "", None),
            ("X86", Some("X86"), "", Some("X86")),
            ("X86", Some("ARM"), "\"ARM\" is closed: the flavor offers X86; choose from X86", None),
            ("X86 ARM", None, "", Some("X86")),
            ("X86 ARM", Some("ARM"), "", Some("ARM")),
            ("ARM", Some("X86"), "\"X86\" is closed: the flavor offers ARM; choose from ARM", None),
        ] {
            let mut form = with(&[(&FLAVOR, "rocketmq.p2.large.12")]);
            let offered: Vec<String> = offered.split_whitespace().map(str::to_owned).collect();
            read(
                &mut form,
                FLAVORS(),
                vec![live("rocketmq.p2.large.12", |flavor| flavor.architectures = offered.clone())],
            );
            if let Some(architecture) = answer {
                set(&mut form, &ARCHITECTURE, architecture);
            }
            assert_eq!(problem(&form, &ARCHITECTURE), expected, "{offered:?}");
            if expected.is_empty() {
                assert_eq!(sent(&form, "arch_type").as_str(), body, "{offered:?} {answer:?}");
            }
        }
    }
}
