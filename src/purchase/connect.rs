//! How clients reach an instance that serves: the address for each protocol, what its transport mode and its access
//! control ask of them, and what to do when nothing answers (`cloud::api`, "Clients").

use super::record::Serving;
use super::{Purchase, State};
use crate::language::{Text, say, tr};
use crate::sort;
use crate::text::{list, paragraph};

/// A protocol of clients: what the labels of its addresses begin with, and the sentences about it.
struct Protocol {
    label: &'static str,
    /// Which clients speak it, and where they connect to.
    reach: fn(String) -> String,
    plain: Text,
    tls: Text,
    either: Text,
}

const PROTOCOLS: [Protocol; 2] = [
    Protocol {
        label: "gRPC",
        reach: |addresses| say!("gRPC clients (rocketmq-clients, 5.x) connect to {addresses}.", addresses),
        plain: Text("They speak TLS unless told otherwise: switch it off, in Java by enableSsl(false)."),
        tls: Text("They speak TLS by themselves, which this instance requires."),
        either: Text("They may use TLS, as they do by themselves, or not."),
    },
    Protocol {
        label: "Name server",
        reach: |addresses| say!("TCP clients (remoting, 4.x and 5.x) connect to {addresses}.", addresses),
        plain: Text("They need no TLS, which is how they begin."),
        tls: Text("Switch TLS on, which this instance requires: in Java by setUseTLS(true)."),
        either: Text("They may use TLS, in Java by setUseTLS(true), or not."),
    },
];

impl Purchase {
    /// What somebody has to know to connect a client, a paragraph each; empty while the instance does not serve.
    pub fn connect(&self) -> Vec<String> {
        let State::Running(serving) = &self.state else { return Vec::new() };
        let reached = PROTOCOLS.iter().filter_map(|protocol| told(protocol, serving));
        let mut paragraphs: Vec<String> = reached.collect();
        if paragraphs.is_empty() {
            paragraphs.push(tr("The cloud has told no address yet: look at the instance in the console.").to_owned());
        }
        paragraphs.push(access(serving.acl).to_owned());
        paragraphs.push(tr("Create topics and groups first: clients do not create them.").to_owned());
        paragraphs.push(timeouts(&ports(serving)));
        paragraphs
    }

    /// Where it serves: what an address is for, and the comma-joined list. Empty while it does not.
    pub fn addresses(&self) -> Vec<(&str, &str)> {
        let State::Running(serving) = &self.state else { return Vec::new() };
        serving.addresses.iter().map(|(what, list)| (tr(what), list.as_str())).collect()
    }

    /// The ID, every address under what it is for, and how to connect: what one gives to the people who will use it.
    pub fn connect_lines(&self) -> Vec<String> {
        let head =
            format!("{}  {}  {}", self.word(), self.instance_id.as_deref().unwrap_or_default(), self.intent.name);
        let addresses = self.addresses().into_iter().map(|(what, list)| format!("{what}  {list}"));
        std::iter::once(head).chain(addresses).chain(self.connect()).collect()
    }
}

fn told(protocol: &Protocol, serving: &Serving) -> Option<String> {
    let of_protocol = |(what, _): &&(String, String)| what.starts_with(protocol.label);
    let addresses = serving.addresses.iter().filter(of_protocol).map(|(_, list)| list.clone());
    let addresses = addresses.reduce(|one, other| say!("{one} or {other}", one, other))?;
    let transport = match serving.tls_mode.as_deref() {
        Some("PLAINTEXT") => protocol.plain,
        Some("SSL") => protocol.tls,
        Some("PERMISSIVE") => protocol.either,
        _ => Text("Whether they need TLS is not known here: see the instance in the console."),
    };
    Some(paragraph(&[(protocol.reach)(addresses), transport.to_string()]))
}

fn access(acl: Option<bool>) -> &'static str {
    match acl {
        Some(true) => {
            tr("Access control is on: create a user in the console, and give clients its name as access key and its \
             password as secret key.")
        }
        Some(false) => tr("Access control is off: clients need neither user nor password."),
        None => tr("Whether clients need a user is not known here: see the instance in the console."),
    }
}

/// The ports of all addresses, each once, in order.
fn ports(serving: &Serving) -> Vec<u16> {
    let addresses = serving.addresses.iter().flat_map(|(_, list)| list.split([',', ';']));
    let mut ports: Vec<u16> = addresses.filter_map(|address| address.trim().rsplit_once(':')?.1.parse().ok()).collect();
    sort::by_key(&mut ports, |port| *port);
    ports.dedup();
    ports
}

fn timeouts(ports: &[u16]) -> String {
    match ports {
        [] => tr("A client that times out is shut out by the security group: let its address in.").to_owned(),
        ports => {
            let ports = list(&ports.iter().map(u16::to_string).collect::<Vec<_>>());
            say!(
                "A client that times out (\"sendDefaultImpl call timeout\") is shut out by the security group: let its \
                 address in at TCP {ports}.",
                ports
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::purchase::record::{Fact, Record};
    use crate::purchase::tests::{at, intent};
    use crate::purchase::watch::Pace;

    type Case<'a> = (&'a Vec<(String, String)>, Option<&'a str>, Option<bool>, &'a [&'a str], &'a [&'a str]);

    fn connect(serving: Serving) -> String {
        let facts = [Fact::Intent(Box::new(intent())), Fact::Running(serving)];
        let records: Vec<Record> = facts.into_iter().map(|fact| Record { at: at(0), fact }).collect();
        Purchase::resume(&records, Pace::default()).unwrap().connect().join("\n")
    }

    #[test]
    fn each_protocol_has_its_own_address_and_the_switch_that_the_transport_mode_asks_for() {
        let addresses = |list: &[(&str, &str)]| list.iter().map(|(what, at)| ((*what).into(), (*at).into())).collect();
        let both = addresses(&[
            ("Name server", "10.0.0.1:8100,10.0.0.2:8100"),
            ("Broker", "10.0.0.3:10100"),
            ("gRPC", "10.0.0.1:8080"),
            ("gRPC, public", "80.0.0.1:8081"),
        ]);
        let only_tcp = addresses(&[("Name server", "10.0.0.1:8100")]);
        let cases: [Case; 6] = [
            (
                &both,
                Some("PLAINTEXT"),
                Some(false),
                &["10.0.0.1:8080 or 80.0.0.1:8081", "enableSsl(false)", "off"],
                &["setUseTLS"],
            ),
            (
                &both,
                Some("SSL"),
                Some(true),
                &["setUseTLS(true)", "which this instance requires", "create a user"],
                &["enableSsl"],
            ),
            (&both, Some("PERMISSIVE"), Some(false), &["or not", "TCP 8080, 8081, 8100, 10100"], &["requires"]),
            (&only_tcp, Some("SSL"), None, &["10.0.0.1:8100", "need a user is not known"], &["gRPC"]),
            (&only_tcp, None, Some(true), &["need TLS is not known"], &["setUseTLS"]),
            (&Vec::new(), Some("SSL"), Some(true), &["no address yet", "Create topics and groups first"], &["TCP "]),
        ];
        for (addresses, mode, acl, there, absent) in cases {
            let serving = Serving { addresses: addresses.clone(), tls_mode: mode.map(str::to_owned), acl };
            let told = connect(serving);
            assert!(there.iter().all(|part| told.contains(part)), "{mode:?} {acl:?}: {told}");
            assert!(!absent.iter().any(|part| told.contains(part)), "{mode:?} {acl:?}: {told}");
        }
    }

    #[test]
    fn receipts_of_older_versions_still_tell_the_addresses() {
        let older = r#"{"running":{"addresses":[["gRPC","10.0.0.1:8080"]]}}"#;
        let Fact::Running(serving) = serde_json::from_str(older).unwrap() else { panic!("not read as running") };
        assert!(connect(serving).contains("10.0.0.1:8080"));
    }
}
