//! Networking: where clients find it.

use super::flavor::BROKERS;
use super::offer;
use super::public_access::PUBLIC;
use super::version::{OLD, VERSION};
use crate::catalog::{Choice, Facts, Lookup};
use crate::form::field::{Body, Closed, Field, Kind, Problem, Source, Step, Unlisted};
use crate::form::rules;
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::{Text, say, tr};
use crate::text::{list, quoted};

pub(crate) static STEP: Step =
    Step { key: "networking", title: Text("Networking"), fields: &[&VPC, &SUBNET, &SECURITY_GROUP, &IPV6] };

/// How many free addresses the instance may take, so that fewer are worth a word. An estimate: the true need is not
/// documented (`cloud::api`, "Free addresses").
pub(crate) fn addresses_taken(form: &Form) -> u64 {
    if form.text(&VERSION) == OLD { form.number(&BROKERS).unwrap_or(1).saturating_mul(3).saturating_add(2) } else { 16 }
}

pub static VPC: Field = Field {
    key: "vpc_id",
    label: Text("VPC"),
    help: Text("The instance's network; it cannot be changed later. Clients elsewhere need peering or public access."),
    more: Text(
        "The instance gets its private addresses in this VPC. Clients in other VPCs reach it over peering, clients \
           outside the cloud only with public access, which is asked for later. The VPC cannot be changed after creation.",
    ),
    kind: Kind::Choice(|_| Source::Remote { lookup: Lookup::Vpcs, fallback: &[] }),
    fixed_after_creation: true,
    only: |form| form.only_open(&VPC),
    check: |_, value| rules::uuid(value.as_text()),
    body: Body::At("vpc_id"),
    ..Field::REQUIRED
};

pub static SUBNET: Field = Field {
    key: "subnet_id",
    label: Text("Subnet"),
    help: Text(
        "Addresses of the instance come from this subnet of the VPC; DHCP must be on. It cannot be changed later.",
    ),
    more: Text(
        "Every node takes addresses from this subnet; more are needed when brokers are added. DHCP must be on. The id \
           that counts is the network ID, which the console shows beside the subnet's own. A subnet cannot be changed \
           after creation.",
    ),
    kind: Kind::Choice(subnets_of_vpc),
    fixed_after_creation: true,
    only: |form| form.only_open(&SUBNET),
    check: |form, value| rules::uuid(value.as_text()).and_then(|()| of_this_vpc(form, value.as_text())),
    warn: few_addresses,
    closed: |form, choice| {
        let lacks = form.is_on(&IPV6) && choice.subnet().is_some_and(|subnet| subnet.ipv6 == Some(false));
        lacks.then(no_ipv6)
    },
    unlisted: Unlisted::Refuse,
    body: Body::At("subnet_id"),
    ..Field::REQUIRED
};

/// A subnet or zone that IPv6 rules out.
pub(crate) fn no_ipv6() -> Closed {
    Closed::by(&IPV6, tr("no IPv6"), tr("switch IPv6 off"))
}

pub static SECURITY_GROUP: Field = Field {
    key: "security_group_id",
    label: Text("Group"),
    help: Text("The security group that lets clients in. It can be changed later."),
    more: Text(
        "The group's inbound TCP rules decide which clients get through: 8100 and 10100 to 10199 inside the VPC, 8080 \
           for gRPC on 5.x; for public access 8200, 8081 and 10101 to 10199. The rules of a fresh group are enough \
           inside the VPC. Another group can be set later.",
    ),
    kind: Kind::Choice(|_| Source::Remote { lookup: Lookup::SecurityGroups, fallback: &[] }),
    only: |form| form.only_open(&SECURITY_GROUP),
    check: |_, value| rules::uuid(value.as_text()),
    warn: |form, value| closed_ports(form, value.as_text()),
    body: Body::At("security_group_id"),
    ..Field::REQUIRED
};

pub static IPV6: Field = Field {
    key: "ipv6_enable",
    label: Text("IPv6"),
    help: Text("IPv6 addresses beside IPv4; needs a subnet and zones that have IPv6. It cannot be switched later."),
    more: Text(
        "Adds IPv6 addresses for clients. The subnet must have IPv6 switched on and every chosen zone must support it. \
           It cannot be switched after creation.",
    ),
    kind: Kind::Toggle,
    fixed_after_creation: true,
    default: |_| Value::Flag(false),
    check: |form, value| if value.is_on() { subnet_has_ipv6(form) } else { Ok(()) },
    body: Body::At("ipv6_enable"),
    ..Field::OPTIONAL
};

fn subnets_of_vpc(form: &Form) -> Source {
    match form.value(&VPC) {
        Value::Text(vpc) if rules::uuid(vpc).is_ok() => {
            Source::Remote { lookup: Lookup::Subnets { vpc: vpc.clone() }, fallback: &[] }
        }
        _ => Source::After(&VPC),
    }
}

/// Another VPC's list may already have been read.
fn of_this_vpc(form: &Form, subnet: &str) -> Result<(), Problem> {
    let vpc = form.text(&VPC);
    let elsewhere = form.choices(&VPC).iter().filter(|other| other.id != vpc).find(|other| {
        let list = form.listing(&Lookup::Subnets { vpc: other.id.clone() });
        list.and_then(|list| list.choices.as_ref()).is_some_and(|subnets| subnets.iter().any(|s| s.id == subnet))
    });
    match elsewhere {
        Some(other) if form.find(&SUBNET, subnet).is_none() => {
            let (subnet, other, vpc) = (quoted(subnet), quoted(&other.label), quoted(&form.show(&VPC)));
            Err(Problem::new(say!("{subnet} belongs to {other}; choose a subnet of {vpc}", subnet, other, vpc)))
        }
        _ => Ok(()),
    }
}

fn few_addresses(form: &Form, value: &Value) -> Option<String> {
    let free = form.find(&SUBNET, value.as_text()).and_then(Choice::subnet)?.free_addresses?;
    let taken = addresses_taken(form);
    (free < taken).then(|| {
        if free == 1 {
            say!("only 1 free address is left in this subnet; about {taken} are taken", taken)
        } else {
            say!("only {free} free addresses are left in this subnet; about {taken} are taken", free, taken)
        }
    })
}

/// What to know of a group that clients do not get through, as far as its rules were read (`cloud::api`, "Ports"). A
/// rule counts from whichever source it lets in, so a group that passes may still shut some clients out.
pub fn closed_ports(form: &Form, group: &str) -> Option<String> {
    let rules = form.listing(&Lookup::OpenPorts { group: group.to_owned() })?.choices.as_ref()?;
    let open =
        |port: &u16| rules.iter().any(|r| matches!(r.facts, Facts::Ports(from, to) if (from..=to).contains(port)));
    let new = form.text(&VERSION) != OLD;
    let public = offer::chosen(form, &PUBLIC).is_some_and(|value| value.is_on());
    let inside = if new { vec![8080, 8100, 10100] } else { [8100].into_iter().chain(ports_of_brokers(form)).collect() };
    let outside: &[u16] = if new { &[8081, 8200, 10101] } else { &[8200, 10101] };
    let mut needed = inside;
    needed.extend(if public { outside } else { &[] });
    needed.dedup();
    let shut: Vec<u16> = needed.into_iter().filter(|port| !open(port)).collect();
    let told =
        || say!("the group lets no client in at TCP {ports}; add rules or choose another", ports = list(&runs(&shut)));
    (!shut.is_empty()).then(told)
}

/// The three nodes of each broker of 4.8.0 take a port each. Brokers that are added later need theirs opened as well.
fn ports_of_brokers(form: &Form) -> impl Iterator<Item = u16> {
    let brokers = form.number(&BROKERS).and_then(|brokers| u16::try_from(brokers).ok()).unwrap_or(1).clamp(1, 33);
    (0..3 * brokers).map(|node| 10100 + node)
}

/// The ports, those in a row as the first and the last.
fn runs(ports: &[u16]) -> Vec<String> {
    let in_a_row = |one: &u16, next: &u16| one.checked_add(1) == Some(*next);
    let run = |run: &[u16]| match run {
        [first, .., last] if run.len() > 2 => vec![format!("{first}-{last}")],
        _ => run.iter().map(u16::to_string).collect(),
    };
    ports.chunk_by(in_a_row).flat_map(run).collect()
}

/// The zones have their say on their own screen (`cloud::api`, "Zones").
fn subnet_has_ipv6(form: &Form) -> Result<(), Problem> {
    let subnet = form.find(&SUBNET, form.value(&SUBNET).as_text());
    let Some(subnet) = subnet.filter(|choice| choice.subnet().is_some_and(|subnet| subnet.ipv6 == Some(false))) else {
        return Ok(());
    };
    let subnet = quoted(&subnet.label);
    Err(Problem::new(say!(
        "on, but subnet {subnet} has no IPv6; switch IPv6 off or choose a subnet that has it",
        subnet
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::sample::{
        SUBNET_1, SUBNET_2, VPC_1, VPC_2, closed, form, problem, read, sent, set, subnet, warning, with,
    };

    fn subnets(vpc: &str) -> Lookup {
        Lookup::Subnets { vpc: vpc.into() }
    }

    fn vpcs() -> Vec<Choice> {
        vec![Choice::new(VPC_1, "vpc-orders", ""), Choice::new(VPC_2, "vpc-test", "")]
    }

    #[test]
    fn networks_and_groups_are_named_by_id() {
        for field in [&VPC, &SECURITY_GROUP] {
            for (id, expected) in [
                (VPC_2, ""),
                ("3DB8490C-4D6D-4D8F-8D3F-047B0DE4C5CF", ""),
                (
                    "vpc-orders",
                    "\"vpc-orders\" is not an ID; 36 characters like 3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf are",
                ),
                ("", &*format!("nothing is chosen yet; {} is required", field.label)),
            ] {
                assert_eq!(problem(&with(&[(field, id)]), field), expected);
            }
        }
    }

    #[test]
    fn an_id_that_no_list_shows_passes_with_a_word() {
        let mut form = with(&[(&VPC, "99999999-4d6d-4d8f-8d3f-047b0de4c5cf")]);
        read(&mut form, Lookup::Vpcs, vpcs());
        read(&mut form, Lookup::SecurityGroups, Vec::new());
        for field in [&VPC, &SECURITY_GROUP] {
            assert_eq!(problem(&form, field), "");
            assert!(warning(&form, field).ends_with("is not in the list that was read; the cloud may refuse it"));
        }
        set(&mut form, &VPC, VPC_1);
        assert_eq!(warning(&form, &VPC), "");
    }

    #[test]
    fn what_the_cloud_rules_out_is_closed() {
        let mut form = form();
        let group = form.text(&SECURITY_GROUP);
        read(&mut form, Lookup::SecurityGroups, vec![closed(&group, "sg-locked", "no rules")]);
        assert_eq!(problem(&form, &SECURITY_GROUP), "\"sg-locked\" is closed: no rules; no other one is open");
    }

    #[test]
    fn a_subnet_belongs_to_the_vpc() {
        let mut form = with(&[(&VPC, "")]);
        assert_eq!(problem(&form, &SUBNET), "");
        set(&mut form, &SUBNET, "");
        assert_eq!(problem(&form, &SUBNET), "choose VPC first (screen 5)");
        set(&mut form, &VPC, VPC_1);
        assert_eq!(problem(&form, &SUBNET), "nothing is chosen yet; Subnet is required");
        set(&mut form, &SUBNET, "10.0.0.0/24");
        assert!(problem(&form, &SUBNET).starts_with("\"10.0.0.0/24\" is not an ID; "));

        set(&mut form, &SUBNET, SUBNET_2);
        assert_eq!(problem(&form, &SUBNET), "");
        read(&mut form, Lookup::Vpcs, vpcs());
        read(&mut form, subnets(VPC_2), vec![subnet(SUBNET_2, "test-a", 200, true)]);
        let elsewhere = "\"11111111-f019-458d-b9e5-...\" belongs to \"vpc-test\"; choose a subnet of \"vpc-orders\"";
        assert_eq!(problem(&form, &SUBNET), elsewhere);
        read(&mut form, subnets(VPC_1), vec![subnet(SUBNET_1, "app-tier-a", 200, true)]);
        assert_eq!(problem(&form, &SUBNET), elsewhere);
        set(&mut form, &VPC, VPC_2);
        assert_eq!(problem(&form, &SUBNET), "");
        set(&mut form, &VPC, VPC_1);
        set(&mut form, &SUBNET, "22222222-f019-458d-b9e5-301867394d50");
        assert_eq!(
            problem(&form, &SUBNET),
            "\"22222222-f019-458d-b9e5-...\" is not offered; choose from 0a0f1fcb-f019-458d-b9e5-301867394d50"
        );
        read(&mut form, subnets(VPC_1), Vec::new());
        assert_eq!(problem(&form, &SUBNET), "\"22222222-f019-458d-b9e5-...\" is not offered; the list is empty");
    }

    #[test]
    fn long_names_leave_room_for_the_rule() {
        let mut form = with(&[(&SUBNET, SUBNET_2)]);
        let wide = "\u{7db2}".repeat(64);
        read(&mut form, Lookup::Vpcs, vec![Choice::new(VPC_1, &wide, ""), Choice::new(VPC_2, &wide, "")]);
        read(&mut form, subnets(VPC_2), vec![subnet(SUBNET_2, &wide, 200, false)]);
        assert!(problem(&form, &SUBNET).contains("; choose a subnet of \""));
        set(&mut form, &VPC, VPC_2);
        set(&mut form, &IPV6, "on");
        assert!(problem(&form, &IPV6).ends_with("choose a subnet that has it"));
        assert!(problem(&form, &SUBNET).ends_with("is closed: no IPv6; switch IPv6 off (5)"));
    }

    #[test]
    fn few_free_addresses_get_a_word() {
        for (free, warns) in [(0, true), (15, true), (16, false), (902, false)] {
            let mut form = form();
            read(&mut form, subnets(VPC_1), vec![subnet(SUBNET_1, "app", free, false)]);
            let expected = format!("only {free} free addresses are left in this subnet; about 16 are taken");
            assert_eq!(
                (problem(&form, &SUBNET).as_str(), warning(&form, &SUBNET)),
                ("", if warns { expected } else { String::new() })
            );
        }
    }

    #[test]
    fn ipv6_needs_a_subnet_that_has_it() {
        for (subnet_has, on, closed, expected) in [
            (Some(true), "on", "", ""),
            (None, "on", "", ""),
            (Some(false), "off", "", ""),
            (
                Some(false),
                "on",
                "\"app\" is closed: no IPv6; switch IPv6 off (5)",
                "on, but subnet \"app\" has no IPv6; switch IPv6 off or choose a subnet that has it",
            ),
        ] {
            let mut form = with(&[(&IPV6, on)]);
            if let Some(ipv6) = subnet_has {
                read(&mut form, subnets(VPC_1), vec![subnet(SUBNET_1, "app", 200, ipv6)]);
            }
            assert_eq!((problem(&form, &SUBNET).as_str(), problem(&form, &IPV6).as_str()), (closed, expected));
            if expected.is_empty() {
                assert_eq!(sent(&form, "ipv6_enable"), on == "on");
            }
        }
    }

    #[test]
    fn a_group_that_shuts_clients_out_gets_a_word_once_its_rules_were_read() {
        let new = "the group lets no client in at TCP 8080, 8100, 10100; add rules or choose another";
        for (version, public, ranges, expected) in [
            ("5.x", "off", &[][..], new),
            ("5.x", "off", &[(0, u16::MAX)][..], ""),
            ("5.x", "off", &[(8080, 8081), (8100, 8100), (10_100, 10_199)][..], ""),
            ("5.x", "on", &[(8080, 8080), (8100, 8100), (10_100, 10_100)][..], "TCP 8081, 8200, 10101;"),
            ("4.8.0", "off", &[(8080, 8081), (10_100, 10_101)][..], "TCP 8100, 10102;"),
            ("5.x", "off", &[(22, 22)][..], new),
        ] {
            let mut form =
                with(&[(&VERSION, version), (&crate::steps::public_access::PUBLIC, public), (&BROKERS, "1")]);
            assert_eq!(warning(&form, &SECURITY_GROUP), "", "nothing is said before the rules were read");
            let facts = |(from, to): &(u16, u16)| Choice { facts: Facts::Ports(*from, *to), ..Choice::new("", "", "") };
            let group = form.text(&SECURITY_GROUP);
            read(&mut form, Lookup::OpenPorts { group }, ranges.iter().map(facts).collect());
            let said = warning(&form, &SECURITY_GROUP);
            assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{said}");
        }
    }

    #[test]
    fn the_old_version_needs_ports_and_addresses_for_each_of_its_brokers() {
        for (brokers, ports, taken) in [("1", "10100-10102", 5), ("2", "10100-10105", 8), ("10", "10100-10129", 32)] {
            let mut form = with(&[(&VERSION, OLD), (&BROKERS, brokers)]);
            read(&mut form, subnets(VPC_1), vec![subnet(SUBNET_1, "app", taken - 1, false)]);
            assert!(warning(&form, &SUBNET).ends_with(&format!("; about {taken} are taken")), "{brokers}");
            let group = form.text(&SECURITY_GROUP);
            read(&mut form, Lookup::OpenPorts { group }, Vec::new());
            let expected = format!("at TCP 8100, {ports};");
            assert!(warning(&form, &SECURITY_GROUP).contains(&expected), "{}", warning(&form, &SECURITY_GROUP));
        }
    }
}
