//! Reads `assets/sandbox/` and spells out what the files abbreviate; and the made-up ids and addresses that follow.

use super::http;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;

#[derive(Default, Deserialize)]
struct Table {
    defaults: Map<String, Json>,
    items: Vec<Map<String, Json>>,
}

/// Reads an asset. A broken one would give an empty table, but none ships: assets are compiled in, and a test reads each.
pub(super) fn read<T: Default + for<'a> Deserialize<'a>>(asset: &str) -> T {
    serde_json::from_str(asset).unwrap_or_default()
}

/// Entries of an asset: its defaults, overlaid by what each entry says; `null` takes a default away.
pub(super) fn items(asset: &str) -> Vec<Json> {
    let Table { defaults, items } = read(asset);
    let complete = |item: Map<String, Json>| {
        let mut whole = defaults.clone();
        whole.extend(item);
        whole.retain(|_, value| !value.is_null());
        Json::Object(whole)
    };
    items.into_iter().map(complete).collect()
}

/// Turns `offers` (disk type to the letters of its zones) into `ios`, as the flavor list spells it.
pub(super) fn spell_out_offers(product: &mut Json, zones: &[Json]) {
    let Some(product) = product.as_object_mut() else { return };
    let offers = product.remove("offers").and_then(|offers| offers.as_object().cloned()).unwrap_or_default();
    let codes: Vec<&str> = zones.iter().map(|zone| http::text(zone, "code")).collect();
    let ios = offers.iter().map(|(spec, letters)| {
        let open = |code: &&str| letters.as_str().is_some_and(|letters| letters.chars().any(|c| code.ends_with(c)));
        let (open, closed): (Vec<&str>, Vec<&str>) = codes.iter().copied().partition(|code| open(code));
        json!({ "io_spec": spec, "type": "evs", "available_zones": open, "unavailable_zones": closed })
    });
    let ios = ios.collect();
    product.insert("ios".to_owned(), Json::Array(ios));
}

/// Adds what follows from id and CIDR: gateway, network id, and the other id that is so easily mistaken for it.
pub(super) fn complete_subnet(subnet: &mut Json) {
    let id = http::text(subnet, "id").to_owned();
    let gateway = host(http::text(subnet, "cidr"), 1);
    let neutron = id.rsplit('-').collect::<String>();
    subnet["gateway_ip"] = json!(gateway);
    subnet["neutron_network_id"] = json!(id);
    subnet["neutron_subnet_id"] = json!(uuid(&neutron));
}

/// The nth address of a network in dotted form.
pub(super) fn host(cidr: &str, n: u64) -> String {
    let network = cidr.split('/').next().unwrap_or_default();
    let (head, tail) = network.rsplit_once('.').unwrap_or((network, "0"));
    format!("{head}.{}", tail.parse::<u64>().unwrap_or_default() + n)
}

/// 32 hex digits that follow from a text.
pub(super) fn hex_of(text: &str) -> String {
    Sha256::digest(text).iter().take(16).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Puts the dashes of a UUID into 32 hex digits.
pub(super) fn uuid(hex: &str) -> String {
    let mut text = String::with_capacity(36);
    for (n, digit) in hex.chars().enumerate() {
        if [8, 12, 16, 20].contains(&n) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

/// One of the many subnets of the crowded world.
pub(super) fn crowd_subnet(vpc: &str, n: u64) -> Json {
    let cidr = format!("10.{}.{}.0/24", n / 256, n % 256);
    let id = format!("c0ffee00-0000-4000-a000-{:012x}", n + 1);
    let mut subnet = json!({
        "id": id, "name": format!("crowd-{n:05}"), "description": "", "cidr": cidr, "vpc_id": vpc, "status": "ACTIVE",
        "dhcp_enable": true, "ipv6_enable": false, "cidr_v6": "", "availability_zone": "",
        "available_ip_address_count": 251 - n % 240,
    });
    complete_subnet(&mut subnet);
    subnet
}
