//! The address of each service of the cloud (`cloud::api`, "Hosts"), and the addresses that may be given instead.
//!
//! Pure: nothing here opens a connection.

use super::credentials::METADATA;
use crate::language::{say, tr};
use crate::text::{clean, list};
use reqwest::Url;
use std::net::IpAddr;

/// A service the wizard talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Distributed Message Service: zones, flavors, instances.
    Dms,
    /// Identity: regions, projects.
    Iam,
    /// Networks, security groups and EIPs.
    Vpc,
    /// Keys for disk encryption.
    Kms,
    /// Enterprise projects.
    Eps,
    /// Orders.
    Bss,
    /// The host's own metadata, for keys of an ECS agency.
    Metadata,
}

/// Every service with the name it has in `--endpoint SERVICE=URL`.
const NAMES: [(&str, Service); 7] = [
    ("dms", Service::Dms),
    ("iam", Service::Iam),
    ("vpc", Service::Vpc),
    ("kms", Service::Kms),
    ("eps", Service::Eps),
    ("bss", Service::Bss),
    ("metadata", Service::Metadata),
];

/// Every service the wizard talks to.
pub(crate) fn services() -> impl Iterator<Item = Service> {
    NAMES.iter().map(|(_, service)| *service)
}

/// Regions whose own IAM host no source lists; the global one serves them (`cloud::api`, "Hosts").
const GLOBAL_IAM: [&str; 6] =
    ["af-north-1", "ap-southeast-5", "cn-south-4", "cn-north-11", "cn-southwest-3", "ru-northwest-2"];

/// The address of every service: by the cloud's rules, unless one was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints {
    all: Option<String>,
    single: Vec<(Service, String)>,
}

impl Endpoints {
    /// Reads repeated `--endpoint [SERVICE=]URL`. A service named by itself goes before one URL for all; of two for the
    /// same, the later counts.
    ///
    /// # Errors
    /// A sentence saying which part cannot be used and what is permitted.
    pub fn parse(given: &[String]) -> Result<Self, String> {
        let mut endpoints = Self::default();
        for text in given {
            if text.contains('@') {
                // The text is not repeated here: a password could stand in it.
                return Err(tr("--endpoint: give scheme, host and port only, without a user name.").to_owned());
            }
            match text.split_once('=') {
                Some((name, url)) if !name.contains("://") => {
                    let service = named(name.trim())?;
                    endpoints.single.push((service, base_of(url.trim(), service)?));
                }
                _ => endpoints.all = Some(base_of(text.trim(), Service::Dms)?),
            }
        }
        Ok(endpoints)
    }

    /// Scheme, host and port of a service, without a slash at the end.
    pub fn base(&self, service: Service, region: &str) -> String {
        self.given(service).map_or_else(|| by_rule(service, region), str::to_owned)
    }

    /// The same endpoints with the message service of this region at `base`. Nothing changes where it is there already, or
    /// where `base` is not permitted. An address of this machine belongs to a pretend cloud, which is then asked for every
    /// service that has no address of its own: the real cloud knows nothing of what was bought there.
    #[must_use]
    pub fn with_dms(&self, region: &str, base: &str) -> Self {
        let (mut endpoints, here) = (self.clone(), self.base(Service::Dms, region));
        // Nearly always both are the same text, and nothing has to be parsed.
        let read = (base != here).then(|| base_of(base, Service::Dms).ok()).flatten();
        let Some(base) = read.filter(|base| *base != here) else { return endpoints };
        endpoints.single.push((Service::Dms, base.clone()));
        if endpoints.is_local() {
            endpoints.all = Some(base);
        }
        endpoints
    }

    /// Whether orders go to this machine, to a pretend cloud, wherever they are for.
    pub fn is_local(&self) -> bool {
        let host = |base: &str| Url::parse(base).is_ok_and(|url| url.host_str().is_some_and(is_loopback));
        self.given(Service::Dms).is_some_and(host)
    }

    /// Whether any service but the host's own metadata is spoken to over TLS.
    pub(crate) fn any_encrypted(&self) -> bool {
        let encrypted = |service| self.given(service).is_none_or(|base| base.starts_with("https"));
        NAMES.iter().any(|(_, service)| *service != Service::Metadata && encrypted(*service))
    }

    /// What was given for a service on the command line, if anything.
    pub fn given(&self, service: Service) -> Option<&str> {
        let single = self.single.iter().rev().find(|(one, _)| *one == service).map(|(_, base)| base);
        single.or(self.all.as_ref()).map(String::as_str)
    }
}

/// The billing centre of international accounts. The one of China sends them here, by the status 403 with the code
/// `CBC.0150` or `CBC.0156` (`cloud::api`, "Orders").
pub(crate) const INTERNATIONAL_BSS: &str = "https://bss-intl.myhuaweicloud.com";

/// Whether a host is this machine, where plain http is permitted.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn by_rule(service: Service, region: &str) -> String {
    let europe = region.starts_with("eu-west-1");
    let domain = if europe { "myhuaweicloud.eu" } else { "myhuaweicloud.com" };
    let regional = |name: &str| format!("https://{name}.{region}.{domain}");
    match service {
        Service::Dms => regional("dms"),
        Service::Vpc => regional("vpc"),
        Service::Kms => regional("kms"),
        Service::Iam if region.is_empty() || GLOBAL_IAM.contains(&region) => format!("https://iam.{domain}"),
        Service::Iam => regional("iam"),
        Service::Eps if europe => regional("eps"),
        Service::Eps => format!("https://eps.{domain}"),
        Service::Bss => format!("https://bss.{domain}"),
        Service::Metadata => METADATA.to_owned(),
    }
}

fn named(name: &str) -> Result<Service, String> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, service)| *service).ok_or_else(|| {
        let (name, known) = (shown(name), list(&NAMES.map(|(known, _)| known)));
        say!("--endpoint: '{name}' is not a service. Use URL, or SERVICE=URL with one of {known}.", name, known)
    })
}

fn base_of(text: &str, service: Service) -> Result<String, String> {
    let given = shown(text);
    if !text.is_ascii() {
        return Err(say!(
            "--endpoint: '{given}' has letters that no host name is sent with. Write the host in its ASCII form, which begins with xn--.",
            given
        ));
    }
    let Ok(url) = Url::parse(text) else {
        return Err(say!("--endpoint: '{given}' is not a URL. Write it like https://dms.example.com:8443.", given));
    };
    let Some(host) = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")) else {
        return Err(say!("--endpoint: '{given}' must begin with https:// (or http:// for this machine).", given));
    };
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(say!(
            "--endpoint: '{given}' holds more than scheme, host and port. Leave path and query out.",
            given
        ));
    }
    let base = url.as_str().trim_end_matches('/');
    let metadata = service == Service::Metadata && base == METADATA;
    if url.scheme() == "http" && !metadata && !is_loopback(host) {
        return Err(say!(
            "--endpoint: '{given}' would send keys unencrypted. Plain http is only for this machine; use https://.",
            given
        ));
    }
    Ok(base.to_owned())
}

/// What was given, as far as no password can stand in it: scheme and host. What is behind a colon or a slash may be one,
/// also where the `@` behind it was forgotten.
fn shown(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
    let gap = if scheme.is_empty() || !scheme.chars().all(is_plain) { 0 } else { scheme.len() + "://".len() };
    let (before, rest) = text.split_at(gap);
    let host = rest.split(|c| !is_plain(c)).next().unwrap_or_default();
    let more = if host.len() < rest.len() { "..." } else { "" };
    clean(&format!("{before}{host}{more}"))
}

#[cfg(test)]
mod tests {
    use super::{Endpoints, Service};

    fn parse(given: &[&str]) -> Result<Endpoints, String> {
        Endpoints::parse(&given.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn hosts_follow_the_rules_of_the_region() {
        let cases = [
            (Service::Dms, "ap-southeast-3", "https://dms.ap-southeast-3.myhuaweicloud.com"),
            (Service::Dms, "eu-west-101", "https://dms.eu-west-101.myhuaweicloud.eu"),
            (Service::Dms, "eu-west-0", "https://dms.eu-west-0.myhuaweicloud.com"),
            (Service::Vpc, "cn-north-4", "https://vpc.cn-north-4.myhuaweicloud.com"),
            (Service::Vpc, "eu-west-101", "https://vpc.eu-west-101.myhuaweicloud.eu"),
            (Service::Kms, "cn-north-4", "https://kms.cn-north-4.myhuaweicloud.com"),
            (Service::Iam, "cn-north-4", "https://iam.cn-north-4.myhuaweicloud.com"),
            (Service::Iam, "eu-west-101", "https://iam.eu-west-101.myhuaweicloud.eu"),
            (Service::Iam, "af-north-1", "https://iam.myhuaweicloud.com"),
            (Service::Iam, "", "https://iam.myhuaweicloud.com"),
            (Service::Eps, "cn-north-4", "https://eps.myhuaweicloud.com"),
            (Service::Eps, "eu-west-101", "https://eps.eu-west-101.myhuaweicloud.eu"),
            (Service::Bss, "cn-north-4", "https://bss.myhuaweicloud.com"),
            (Service::Bss, "eu-west-101", "https://bss.myhuaweicloud.eu"),
            (Service::Metadata, "cn-north-4", "http://169.254.169.254"),
        ];
        for (service, region, expected) in cases {
            assert_eq!(Endpoints::default().base(service, region), expected);
        }
    }

    #[test]
    fn given_endpoints_go_first_and_the_single_one_before_the_one_for_all() {
        let endpoints = parse(&["vpc=https://vpc.test", "http://127.0.0.1:9000/", "vpc=https://VPC.two:443"]).unwrap();
        assert_eq!(endpoints.base(Service::Dms, "x"), "http://127.0.0.1:9000");
        assert_eq!(endpoints.base(Service::Vpc, "x"), "https://vpc.two");
        assert_eq!(parse(&[]).unwrap().given(Service::Dms), None);
    }

    #[test]
    fn a_purchase_in_a_pretend_cloud_is_asked_about_there_only() {
        let at = |given: &[&str], base| parse(given).unwrap().with_dms("x", base);
        let pretend = at(&[], "http://127.0.0.1:9000");
        assert_eq!(pretend.base(Service::Dms, "x"), "http://127.0.0.1:9000");
        assert_eq!(pretend.base(Service::Iam, "x"), "http://127.0.0.1:9000");
        let named = at(&["http://127.0.0.1:8000", "iam=https://iam.test"], "http://127.0.0.1:9000");
        assert_eq!(named.base(Service::Bss, "x"), "http://127.0.0.1:9000");
        assert_eq!(named.base(Service::Iam, "x"), "https://iam.test");
        let private = at(&[], "https://dms.test");
        assert_eq!(private.base(Service::Dms, "x"), "https://dms.test");
        assert_eq!(private.base(Service::Iam, "x"), "https://iam.x.myhuaweicloud.com");
    }

    #[test]
    fn only_https_or_loopback_and_only_an_origin() {
        for good in [
            "https://example.com",
            "http://localhost:80",
            "http://[::1]:8080",
            "http://127.9.9.9",
            "metadata=http://169.254.169.254",
        ] {
            assert!(parse(&[good]).is_ok(), "{good}");
        }
        let cases = [
            ("http://example.com", "unencrypted"),
            ("http://127.0.0.1.example.com", "unencrypted"),
            ("http://169.254.169.254", "unencrypted"),
            ("dms=http://10.0.0.1", "unencrypted"),
            ("ftp://example.com", "must begin with https://"),
            ("example.com", "is not a URL"),
            ("https://example.com/v2", "Leave path and query out"),
            ("https://example.com?x=y", "Leave path and query out"),
            ("https://user:SkExample@example.com", "without a user name"),
            ("https://user:SkExample@example.com/?x=y", "without a user name"),
            ("user:SkExample@example.com", "without a user name"),
            ("vpc=https://user:SkExample@example.com", "without a user name"),
            ("user:SkEx=SkExample@example.com", "without a user name"),
            ("https://user:SkExample", "'https://user...' is not a URL"),
            ("user:SkExample", "'user...'"),
            ("SkEx:SkExample=x", "'SkEx...' is not a service"),
            ("https://user:SkExample\u{ff20}example.com", "'https://user...' has letters"),
            ("https://example.com/SkExample", "'https://example.com...' holds more"),
            ("oss=https://example.com", "'oss' is not a service"),
            ("https://b\u{fc}cher.example", "ASCII form, which begins with xn--"),
            ("", "is not a URL"),
        ];
        for (text, expected) in cases {
            let told = parse(&[text]).unwrap_err();
            assert!(told.contains(expected), "{text}: {told}");
            assert!(!told.contains("SkExample"), "{told}");
        }
    }
}
