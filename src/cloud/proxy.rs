//! The proxy for encrypted calls that the environment names, and the hosts that are reached without it.
//!
//! Pure: nothing here opens a connection. The password of a proxy is in no text that is made here.

use super::answer::Peer;
use super::error;
use crate::failure::Failure;
use crate::language::{Text, say};
use crate::text::clean;
use reqwest::Url;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

/// Variables that name a proxy, in the order they count. `HTTP_PROXY` is not among them: plain http goes to this machine
/// only, and never by a proxy.
const NAMES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// Variables that name the hosts which are reached without it.
const PAST: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// What to do about a proxy's address that cannot be meant.
const ADVICE: Text = Text(
    "Set it to http://host:port, or unset it. In its user name and password write @ as %40, # as %23, \\ as %5C, / as %2F \
     and ? as %3F.",
);

/// A proxy, with the variable that names it.
#[derive(Clone)]
pub(crate) struct Proxy {
    variable: &'static str,
    url: Url,
    past: Arc<[Past]>,
}

/// One entry of `NO_PROXY`.
#[derive(Debug, PartialEq, Eq)]
struct Past {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Debug, PartialEq, Eq)]
enum Hosts {
    All,
    /// A host and everything below it.
    Domain(String),
    /// Addresses that begin with so many bits of this one.
    Network(IpAddr, u8),
}

impl Proxy {
    /// Reads the proxy from the variables.
    ///
    /// # Errors
    /// When a proxy is named whose address can be read in two ways or in none. To go round it silently would be a surprise,
    /// and a wrong guess would look up a part of its password as a host.
    pub(crate) fn from(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, Failure> {
        let Some((name, text)) = first(&NAMES, &variable) else { return Ok(None) };
        let url = parse(&text).map_err(|what| error::not_sent(what, ADVICE).with("name", name))?;
        let past = first(&PAST, &variable).map(|(_, list)| list).unwrap_or_default();
        Ok(Some(Self { variable: name, url, past: entries(&past).collect() }))
    }

    /// Whether calls to this URL go by the proxy.
    pub(crate) fn leads_to(&self, url: &Url) -> bool {
        url.scheme() == "https" && !is_here(url) && !self.past.iter().any(|past| past.names(url))
    }

    /// The same rule for the HTTP client.
    pub(crate) fn for_client(&self) -> reqwest::Proxy {
        let proxy = self.clone();
        reqwest::Proxy::custom(move |url| proxy.leads_to(url).then(|| proxy.url.clone()))
    }

    /// The variable and the address, without user name and password.
    pub(crate) fn told(&self) -> String {
        say!("the proxy in {variable}, {address}", variable = self.variable, address = clean(&self.address()))
    }

    /// The same, as what does not take a request.
    pub(crate) fn peer(&self) -> Peer {
        Peer::Proxy { variable: self.variable, address: self.address() }
    }

    /// Host and port.
    pub(crate) fn address(&self) -> String {
        address(&self.url)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.variable, clean(&self.address()))
    }
}

/// Host and port of a URL.
pub(crate) fn address(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
}

fn first(names: &[&'static str], variable: impl Fn(&str) -> Option<String>) -> Option<(&'static str, String)> {
    let value = |name: &&'static str| Some((*name, variable(name)?.trim().to_owned()));
    names.iter().filter_map(value).find(|(_, value)| !value.is_empty())
}

/// Reads the address of a proxy, if there is only one way to read it. The errors, in which `{name}` is its variable, repeat
/// nothing of it, because it may hold a password.
fn parse(text: &str) -> Result<Url, Text> {
    if text.starts_with(['"', '\'']) {
        return Err(Text("The proxy in {name} cannot be used: it stands in quotes."));
    }
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err(Text("The proxy in {name} cannot be used: it is not UTF-8."));
    }
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
        return Err(Text("The proxy in {name} cannot be used: only proxies that speak http or https are known here."));
    }
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if rest.matches('@').count() > 1 {
        return Err(Text("The proxy in {name} cannot be used: it holds more than one @."));
    }
    if rest.contains(['#', '\\', '/', '?']) {
        return Err(Text("The proxy in {name} cannot be used: it holds one of # \\ / ? beside its host and port."));
    }
    if rest.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(Text("The proxy in {name} cannot be used: it holds a blank."));
    }
    let url = Url::parse(&format!("{scheme}://{rest}"))
        .map_err(|_| Text("The proxy in {name} cannot be used: it is not of the form http://host:port."))?;
    if url.host_str().is_none_or(str::is_empty) {
        Err(Text("The proxy in {name} cannot be used: it names no host."))
    } else {
        Ok(url)
    }
}

/// This machine is never reached by a proxy.
fn is_here(url: &Url) -> bool {
    let host = host_of(url);
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// The host in lower case, without the brackets round an address and the dot behind a name.
fn host_of(url: &Url) -> &str {
    url.host_str().unwrap_or_default().trim_matches(['[', ']']).trim_end_matches('.')
}

fn entries(list: &str) -> impl Iterator<Item = Past> {
    list.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty()).map(entry)
}

fn entry(text: &str) -> Past {
    let text = text.to_ascii_lowercase();
    let whole = |text: &str| network(text.trim_matches(['[', ']']));
    let (host, port) = match text.rsplit_once(':') {
        // Without brackets all colons belong to the address.
        Some(_) if whole(&text).is_some() && !text.starts_with('[') => (text.as_str(), None),
        Some((host, port)) if !port.is_empty() => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (text.as_str(), None),
        },
        _ => (text.as_str(), None),
    };
    let hosts = match whole(host) {
        Some(network) => network,
        None if host == "*" => Hosts::All,
        None => Hosts::Domain(host.trim_start_matches('*').trim_matches('.').to_owned()),
    };
    Past { hosts, port }
}

fn network(text: &str) -> Option<Hosts> {
    let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.map_or(Some(most), |bits| bits.parse().ok().filter(|bits| *bits <= most))?;
    Some(Hosts::Network(address, bits))
}

impl Past {
    fn names(&self, url: &Url) -> bool {
        let host = host_of(url);
        let port = self.port.is_none_or(|port| url.port_or_known_default() == Some(port));
        port && match &self.hosts {
            Hosts::All => true,
            Hosts::Domain(domain) if domain.is_empty() => false,
            Hosts::Domain(domain) => {
                host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
            Hosts::Network(address, bits) => host.parse().is_ok_and(|host| begins_alike(host, *address, *bits)),
        }
    }
}

fn begins_alike(one: IpAddr, other: IpAddr, bits: u8) -> bool {
    let bits = u32::from(bits);
    match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => bits == 0 || (one.to_bits() ^ other.to_bits()) >> (32 - bits) == 0,
        (IpAddr::V6(one), IpAddr::V6(other)) => bits == 0 || (one.to_bits() ^ other.to_bits()) >> (128 - bits) == 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Proxy;
    use crate::failure::Cause;
    use reqwest::Url;

    const DMS: &str = "https://dms.ap-southeast-3.myhuaweicloud.com/";

    fn proxy(url: &str, past: &str) -> Proxy {
        let read = |name: &str| match name {
            "https_proxy" => Some(url.to_owned()),
            "NO_PROXY" => Some(past.to_owned()),
            _ => None,
        };
        Proxy::from(read).unwrap().unwrap()
    }

    #[test]
    fn the_variables_count_in_their_order_and_empty_ones_do_not() {
        let read = |set: &[&str]| {
            let set: Vec<String> = set.iter().map(|&name| name.to_owned()).collect();
            let value = move |name: &str| match name {
                "HTTPS_PROXY" if !set.contains(&name.to_owned()) => Some(" ".to_owned()),
                name => set.contains(&name.to_owned()).then(|| format!("{}:1", name.replace('_', "-"))),
            };
            Proxy::from(value).unwrap().map(|proxy| proxy.told())
        };
        assert_eq!(read(&[]), None);
        assert_eq!(read(&["HTTP_PROXY", "http_proxy"]), None);
        assert_eq!(read(&["all_proxy", "ALL_PROXY"]).unwrap(), "the proxy in ALL_PROXY, all-proxy:1");
        assert_eq!(read(&["all_proxy", "https_proxy"]).unwrap(), "the proxy in https_proxy, https-proxy:1");
    }

    #[test]
    fn an_address_that_can_be_read_in_two_ways_is_refused_and_never_repeated() {
        for (url, told) in [
            ("proxy.test:3128", "proxy.test:3128"),
            ("http://proxy.test:3128/", "proxy.test:3128"),
            ("HTTPS://proxy.test", "proxy.test:443"),
            ("http://me:p%40%23%5Css@proxy.test:3128", "proxy.test:3128"),
            ("http://me@proxy.test", "proxy.test:80"),
            ("me:Pass:word!@[::1]:3128", "[::1]:3128"),
        ] {
            assert_eq!(proxy(url, "").told(), format!("the proxy in https_proxy, {told}"), "{url}");
        }
        for (url, why) in [
            ("http://me:Pass@word@proxy.test:3128", "more than one @"),
            ("http://me:Pass#word@proxy.test:3128", "one of # \\ / ?"),
            ("http://me:Pass\\word@proxy.test:3128", "one of # \\ / ?"),
            ("http://me:Pass/word@proxy.test:3128", "one of # \\ / ?"),
            ("http://me:Pass?word@proxy.test:3128", "one of # \\ / ?"),
            ("http://me:Pass word@proxy.test:3128", "a blank"),
            ("http://proxy.test:3128/Pass", "one of # \\ / ?"),
            ("http://proxy.test:Pass", "not of the form"),
            ("http://me:Pass@", "not of the form"),
            ("\"http://me:Pass@proxy.test\"", "in quotes"),
            ("http://me:Pass\u{fffd}@proxy.test", "not UTF-8"),
            ("socks5://me:Pass@proxy.test", "http or https"),
        ] {
            let read = |name: &str| (name == "ALL_PROXY").then(|| url.to_owned());
            let failure = Proxy::from(read).unwrap_err();
            assert_eq!(failure.cause, Cause::NothingSent);
            assert!(failure.what().starts_with("The proxy in ALL_PROXY cannot be used: "), "{failure:?}");
            assert!(failure.what().contains(why) && failure.action().contains("%40"), "{url}: {failure:?}");
            assert!(!failure.line().contains("Pass") && !failure.line().contains("word@"), "{failure:?}");
        }
        let debug = format!("{:?}", proxy("http://me:Pass@proxy.test", ""));
        assert!(!debug.contains("Pass"), "{debug}");
    }

    /// Whatever stands in the variables, nothing panics, and the password is in no text.
    #[test]
    fn any_variable_is_a_proxy_or_refused_without_its_password() {
        let pieces = [
            "http://",
            "me",
            ":",
            "Qx7",
            "@",
            "proxy.test",
            ":3128",
            "/",
            "#",
            "[",
            "]",
            "%",
            "::1",
            ",",
            "\u{ad}",
            " ",
        ];
        let hosts: Vec<Url> = [DMS, "https://[fd00::1]:444", "http://x"].map(|url| Url::parse(url).unwrap()).into();
        let mut state = 7_u64;
        let mut piece = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            pieces[usize::try_from(state >> 33).unwrap() % pieces.len()]
        };
        for length in (1..9).cycle().take(4_000) {
            let url: String = ["me:Qx7@"].into_iter().chain((0..length).map(|_| piece())).collect();
            let past: String = (0..length).map(|_| piece()).collect();
            let read = |name: &str| Some(if name == "NO_PROXY" { past.clone() } else { url.clone() });
            let told = match Proxy::from(read) {
                Err(failure) => failure.line(),
                Ok(proxy) => {
                    let proxy = proxy.unwrap();
                    assert!(hosts.iter().filter(|host| proxy.leads_to(host)).count() <= 2);
                    format!("{} {proxy:?}", proxy.told())
                }
            };
            // Behind the last @ it would be the host.
            let host = url.rsplit('@').next().unwrap_or_default();
            assert!(host.to_lowercase().contains("qx7") || !told.to_lowercase().contains("qx7"), "{url}: {told}");
            assert_eq!(told, crate::text::clean(&told), "{url}");
        }
    }

    #[test]
    fn hosts_are_reached_past_the_proxy_as_people_write_them() {
        let cases = [
            ("", DMS, false),
            ("*", DMS, true),
            ("myhuaweicloud.com", DMS, true),
            (".myhuaweicloud.com", DMS, true),
            ("*.myhuaweicloud.com", DMS, true),
            ("*.MyHuaweiCloud.com.", DMS, true),
            ("huaweicloud.com", DMS, false),
            ("dms.ap-southeast-3.myhuaweicloud.com", DMS, true),
            ("iam.ap-southeast-3.myhuaweicloud.com", DMS, false),
            ("other.test, *.myhuaweicloud.com", DMS, true),
            ("other.test *.myhuaweicloud.com", DMS, true),
            ("other.test;x *.myhuaweicloud.com", DMS, true),
            ("*.myhuaweicloud.com:443", DMS, true),
            ("*.myhuaweicloud.com:8443", DMS, false),
            ("*:443", DMS, true),
            ("dms.test:8443", "https://dms.test:8443", true),
            ("dms.test:443", "https://dms.test:8443", false),
            ("10.1.2.3", "https://10.1.2.3", true),
            ("10.0.0.0/8", "https://10.1.2.3", true),
            ("10.0.0.0/8", "https://11.1.2.3", false),
            ("0.0.0.0/0", "https://11.1.2.3", true),
            ("10.1.2.3:443", "https://10.1.2.3", true),
            ("10.1.2.3:8443", "https://10.1.2.3", false),
            ("10.0.0.0/33", "https://10.1.2.3", false),
            ("10", "https://10.1.2.3", false),
            ("fd00::/8", "https://[fd00::1]", true),
            ("fd00::/8", "https://[fe00::1]", false),
            ("::/0", "https://[fe00::1]", true),
            ("[fd00::1]:443", "https://[fd00::1]", true),
            ("[fd00::1]:444", "https://[fd00::1]", false),
            ("fd00::1", "https://[fd00::1]", true),
            ("10.0.0.0/8", "https://[fd00::1]", false),
            (",, ,", DMS, false),
            ("*.", DMS, false),
            (".", DMS, false),
            // Whatever is named, this machine and plain http are never reached by a proxy.
            ("", "https://127.0.0.2:8443", true),
            ("", "https://localhost", true),
            ("", "https://[::1]", true),
            ("", "http://dms.test", true),
        ];
        for (past, url, direct) in cases {
            let proxy = proxy("http://proxy.test:3128", past);
            assert_eq!(!proxy.leads_to(&Url::parse(url).unwrap()), direct, "{past:?}, {url}");
        }
    }
}
