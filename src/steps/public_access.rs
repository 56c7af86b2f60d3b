//! Public access: whether clients outside the cloud get through, and by which addresses.

use super::encryption::{ACL, TLS_MODE};
use super::flavor::{BROKERS, flavor};
use super::networking::IPV6;
use crate::catalog::Lookup;
use crate::form::field::{Body, Field, Kind, Problem, Source, Step};
use crate::form::read::put;
use crate::form::rules;
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::{Text, say};
use serde_json::{Map, Value as Json};

pub(crate) static STEP: Step = Step { key: "public_access", title: Text("Public access"), fields: &[&PUBLIC, &EIPS] };

pub static PUBLIC: Field = Field {
    key: "enable_publicip",
    label: Text("Public"),
    help: Text("Lets clients outside the VPC in over elastic IPs, which cost extra. Can be switched later."),
    more: Text(
        "Binds elastic IP addresses to the instance so that clients on the internet reach it. The security group must \
           open the public ports as well; consider SSL and ACL. It can be switched on and off later.",
    ),
    kind: Kind::Toggle,
    default: |_| Value::Flag(false),
    warn: |form, value| if value.is_on() { exposed(form) } else { None },
    body: Body::At("enable_publicip"),
    ..Field::OPTIONAL
};

pub static EIPS: Field = Field {
    key: "publicip_id",
    label: Text("EIPs"),
    help: Text("Unbound IPv4 elastic IPs of this region: three for each broker on 4.8.0, one for a single node."),
    more: Text(
        "Each address must be unbound, IPv4 and of this region. On 4.8.0 public examples bind three for each broker, a \
           single node takes one; for 5.x clusters no source says how many. Any other number is warned about, \
           not refused: the cloud decides.\n\n\
           The addresses can be changed later; adding brokers needs more of them.",
    ),
    kind: Kind::Choices(|_| Source::Remote { lookup: Lookup::Eips, fallback: &[] }),
    shown: |form| form.is_on(&PUBLIC),
    gate: Some(&PUBLIC),
    check: |_, value| addresses(value.as_list()),
    warn: unusual_count,
    body: Body::With(joined),
    ..Field::REQUIRED
};

/// What to know of public access beside what is answered elsewhere (`cloud::api`, "Clients").
fn exposed(form: &Form) -> Option<String> {
    let open = form.text(&TLS_MODE) == "PLAINTEXT" && !form.is_on(&ACL);
    if open {
        let screen = form.screen_of(&ACL);
        let told =
            say!("without TLS and without ACL whoever reaches the address can read and write ({screen})", screen);
        return Some(told);
    }
    let told = Text("an instance with IPv6 may not be reachable from outside, as an older page of the vendor says");
    form.is_on(&IPV6).then(|| told.to_string())
}

fn addresses(ids: &[String]) -> Result<(), Problem> {
    ids.iter().try_for_each(|id| rules::uuid(id))?;
    rules::no_repeats(ids)
}

/// How many addresses the flavor needs: three for each broker of 4.8.0, one for a single node; unknown for 5.x clusters
/// (`cloud::api`, "EIPs").
pub fn needed(form: &Form) -> Option<u64> {
    let flavor = flavor(form)?;
    match (flavor.single, flavor.per_broker) {
        (true, _) => Some(1),
        (false, true) => form.number(&BROKERS)?.checked_mul(3),
        (false, false) => None,
    }
}

fn unusual_count(form: &Form, value: &Value) -> Option<String> {
    let usual = needed(form)?;
    let count = value.as_list().len() as u64;
    (count != usual).then(|| say!("{count} picked; {usual} is usual for this flavor, the cloud decides", count, usual))
}

/// The API takes one string of ids joined by commas.
fn joined(_: &Form, value: &Value, body: &mut Map<String, Json>) {
    put(body, EIPS.key, value.as_list().join(",").into());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::flavor::FLAVOR;
    use crate::steps::sample::{closed, problem, read, set, warning, with};
    use crate::steps::version::VERSION;

    fn eips(count: usize) -> Vec<String> {
        (0..count).map(|at| format!("{at:08}-4d6d-4d8f-8d3f-047b0de4c5cf")).collect()
    }

    #[test]
    fn addresses_are_asked_for_exactly_when_access_is_public() {
        for (on, ids, expected, body) in [
            ("off", "", "", None),
            ("off", &*eips(1)[0], "", None),
            ("off", "nonsense", "", None),
            ("on", "", "nothing is chosen yet; EIPs are required", None),
            ("on", &*eips(1)[0], "", Some(eips(1)[0].clone())),
            ("on", &*eips(3).join(" "), "", Some(eips(3).join(","))),
            ("on", &*eips(3).join(",\n"), "", Some(eips(3).join(","))),
            (
                "on",
                "203.0.113.7",
                "\"203.0.113.7\" is not an ID; 36 characters like 3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf are",
                None,
            ),
            (
                "on",
                &*format!("{0} {0}", eips(1)[0]),
                "\"00000000-4d6d-4d8f-8d3f-...\" is there twice; each may appear once",
                None,
            ),
        ] {
            let form = with(&[(&PUBLIC, on), (&EIPS, ids)]);
            assert_eq!(problem(&form, &EIPS), expected, "{on} {ids}");
            if expected.is_empty() {
                let body_of = form.body().unwrap();
                assert_eq!(body_of["enable_publicip"], on == "on");
                assert_eq!(body_of.get("publicip_id").and_then(Json::as_str), body.as_deref(), "{on} {ids}");
            }
        }
    }

    #[test]
    fn an_unusual_number_gets_a_word_and_is_sent() {
        for (version, flavor, brokers, count, usual) in [
            ("5.x", "rocketmq.b1.large.1", "1", 1, None),
            ("5.x", "rocketmq.b1.large.1", "1", 3, Some(1)),
            ("4.8.0", "c6.4u8g.cluster", "1", 1, Some(3)),
            ("4.8.0", "c6.4u8g.cluster", "1", 3, None),
            ("4.8.0", "c6.4u8g.cluster", "1", 5, Some(3)),
            ("4.8.0", "c6.4u8g.cluster", "2", 5, Some(6)),
            ("4.8.0", "c6.4u8g.cluster", "2", 6, None),
            ("5.x", "rocketmq.p2.large.12", "1", 1, None),
            ("5.x", "rocketmq.p2.large.12", "1", 4, None),
        ] {
            let ids = eips(count).join(" ");
            let form =
                with(&[(&VERSION, version), (&FLAVOR, flavor), (&BROKERS, brokers), (&PUBLIC, "on"), (&EIPS, &ids)]);
            let word = |usual| format!("{count} picked; {usual} is usual for this flavor, the cloud decides");
            assert_eq!(warning(&form, &EIPS), usual.map(word).unwrap_or_default(), "{flavor} {brokers} {count}");
            assert!(form.body().is_ok());
        }
    }

    #[test]
    fn bound_addresses_are_closed_and_unlisted_ones_get_a_word() {
        let ids = eips(2);
        let mut form = with(&[(&PUBLIC, "on"), (&EIPS, &ids.join(" "))]);
        read(&mut form, Lookup::Eips, vec![closed(&ids[1], "203.0.113.7", "bound")]);
        assert_eq!(problem(&form, &EIPS), "\"203.0.113.7\" is closed: bound; no other one is open");
        set(&mut form, &EIPS, &ids[0]);
        assert_eq!(problem(&form, &EIPS), "");
        assert!(warning(&form, &EIPS).contains("is not in the list that was read"));
    }
}
