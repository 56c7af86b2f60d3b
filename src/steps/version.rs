//! Version: which RocketMQ.

use super::builtin::VERSIONS;
use crate::form::field::{Body, Field, Kind, Source, Step};
use crate::form::value::Value;
use crate::language::Text;

pub(crate) static STEP: Step = Step { key: "version", title: Text("Version"), fields: &[&VERSION, &PROXY] };

/// The older line, with brokers one counts and storage per broker.
pub(crate) const OLD: &str = "4.8.0";
/// What the cloud calls its present line.
pub(crate) const NEW: &str = "5.x";

pub static VERSION: Field = Field {
    key: "engine_version",
    label: Text("Version"),
    help: Text("5.x is on sale without an end date and takes 4.8.0 clients. The version cannot be changed later."),
    more: Text(
        "5.x adds a stateless proxy, pop consumption and gRPC clients, comes in smaller flavors, takes clients written \
           for 4.8.0, and in the professional edition bursts above its TPS. 4.8.0 comes as professional clusters only, \
           sized by the number of brokers.\n\n\
           The vendor's notice for 4.8.0: end of marketing 2025-06, end of service 2026-07. The version cannot be \
           changed after creation.",
    ),
    kind: Kind::Choice(|_| Source::Fixed(&VERSIONS)),
    fixed_after_creation: true,
    default: |_| Value::text(NEW),
    warn: |_, value| {
        let told = Text("the vendor announced the end of service of 4.8.0 for 2026-07");
        (value.as_text() == OLD).then(|| told.to_string())
    },
    body: Body::At("engine_version"),
    ..Field::REQUIRED
};

pub static PROXY: Field = Field {
    key: "proxy_enable",
    label: Text("Proxy"),
    help: Text(
        "Asks for the proxy layer. The vendor does not say what it changes for each version; off is the default.",
    ),
    more: Text(
        "The proxy is the stateless access layer of 5.x that serves gRPC clients. What this switch changes for which \
           version and edition is not documented, nor whether it can be changed later, and the cloud does not report \
           it back. Leave it off unless the vendor's support told you otherwise.",
    ),
    kind: Kind::Toggle,
    default: |_| Value::Flag(false),
    body: Body::At("proxy_enable"),
    ..Field::OPTIONAL
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::sample::{form, problem, sent, warning, with};

    #[test]
    fn versions() {
        for (version, expected) in [
            ("5.x", ""),
            ("4.8.0", ""),
            ("5.0", "\"5.0\" is not offered; choose from 5.x, 4.8.0"),
            ("", "nothing is chosen yet; Version is required"),
        ] {
            assert_eq!(problem(&with(&[(&VERSION, version)]), &VERSION), expected);
        }
        assert_eq!((form().text(&VERSION), warning(&form(), &VERSION)), ("5.x".into(), String::new()));
        assert!(warning(&with(&[(&VERSION, "4.8.0")]), &VERSION).contains("end of service of 4.8.0 for 2026-07"));
    }

    #[test]
    fn the_proxy_is_off_and_says_so_in_the_request() {
        assert_eq!(sent(&form(), "proxy_enable"), false);
        assert_eq!(sent(&with(&[(&PROXY, "on")]), "proxy_enable"), true);
    }
}
