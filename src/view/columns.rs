//! The columns of a list: what is known of an entry, and which part of that there is room for.

use crate::catalog::{Choice, Facts};
use crate::language::{Text, tr};
use crate::sort;
use crate::text::{grouped, width};
use std::collections::BTreeSet;

/// A column of a list.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) width: usize,
    /// Whether it holds figures, which stand at its right.
    pub(super) right: bool,
    /// The higher, the sooner it goes where there is little room.
    rank: usize,
    /// Which part of an entry it shows.
    pub(super) part: usize,
}

impl Column {
    /// Whether it stays longest beside the name: what one chooses by.
    pub(super) fn is_decisive(&self) -> bool {
        self.rank <= 1
    }
}

/// Cells kept for the remark at the end of a row: "used last".
const REMARK: usize = 9;

/// What is known of such an entry, but for the remark at the end of the row. The right-most goes first where there is
/// little room; of a flavor the TPS stay longest.
fn columns(facts: &Facts) -> Vec<Column> {
    let known: &[(Text, usize, bool, usize)] = match facts {
        Facts::Note(_) | Facts::Ports(..) => &[(Text("Name"), 30, false, 0)],
        Facts::Flavor(_) => &[
            (Text("Flavor"), 21, false, 0),
            (Text("Edition"), 12, false, 3),
            (Text("TPS"), 7, true, 1),
            (Text("Nodes"), 7, false, 2),
            (Text("Disk GB"), 13, false, 4),
            (Text("Zones"), 13, false, 5),
            (Text("Topics"), 6, true, 6),
            (Text("Groups"), 6, true, 7),
        ],
        Facts::Zone(_) => &[(Text("Zone"), 10, false, 0), (Text("Code"), 20, false, 1), (Text("IPv6"), 5, false, 2)],
        Facts::Network { .. } => &[(Text("Name"), 30, false, 0), (Text("CIDR"), 18, false, 1)],
        Facts::Subnet(_) => &[
            (Text("Name"), 24, false, 0),
            (Text("CIDR"), 18, false, 1),
            (Text("Free IPs"), 8, true, 2),
            (Text("IPv6"), 4, false, 3),
        ],
        Facts::Key { .. } => &[(Text("Key"), 30, false, 0), (Text("State"), 20, false, 1)],
        Facts::Instance { .. } => &[
            (Text("Name"), 26, false, 0),
            (Text("State"), 12, false, 1),
            (Text("Flavor"), 21, false, 2),
            (Text("Zones"), 7, false, 3),
        ],
        Facts::Eip { .. } => {
            &[(Text("Address"), 15, false, 0), (Text("Name"), 18, false, 1), (Text("Bandwidth"), 12, true, 2)]
        }
    };
    let column = |(part, (name, width, right, rank)): (usize, &(Text, usize, bool, usize))| Column {
        name: name.shown(),
        width: *width,
        right: *right,
        rank: *rank,
        part,
    };
    known.iter().enumerate().map(column).collect()
}

/// The parts of an entry, in the order of its columns, and a remark.
pub(super) fn facts(choice: &Choice) -> (Vec<String>, String) {
    let figure = |figure: Option<u64>| figure.map(grouped).unwrap_or_default();
    let yes = |yes: Option<bool>| yes.map(|yes| if yes { tr("yes") } else { tr("no") }.to_owned()).unwrap_or_default();
    let said = |said: bool, words: &str| if said { words.to_owned() } else { String::new() };
    let name = choice.label.clone();
    match &choice.facts {
        Facts::Note(note) if note.is_empty() && choice.id != choice.label => (vec![name], choice.id.clone()),
        Facts::Note(note) => (vec![name], note.clone()),
        Facts::Ports(..) => (vec![name], String::new()),
        Facts::Flavor(f) => {
            let nodes = if f.single { tr("single") } else { tr("cluster") };
            let range = |(least, most)| format!("{}-{}", grouped(least), grouped(most));
            let disk = f.storage_gb.map(range).unwrap_or_default();
            let figures = [figure(f.topics), figure(f.groups)];
            let zones = letters(f.disks.iter().flat_map(|disk| disk.zones.iter()));
            let parts = [name, f.edition_shown().to_owned(), figure(f.tps), nodes.to_owned(), disk, zones];
            (parts.into_iter().chain(figures).collect(), String::new())
        }
        Facts::Zone(zone) => (vec![name, zone.code.clone(), yes(zone.ipv6)], said(zone.default, tr("cloud's default"))),
        Facts::Network { cidr } => (vec![name, cidr.clone()], String::new()),
        Facts::Subnet(s) => (vec![name, s.cidr.clone(), figure(s.free_addresses), yes(s.ipv6)], String::new()),
        Facts::Key { state, service_default, .. } => {
            (vec![name, state.clone()], said(*service_default, tr("service default")))
        }
        Facts::Instance { status, product_id, zones } => {
            (vec![name, status.clone(), product_id.clone(), letters(zones)], String::new())
        }
        Facts::Eip { address, status, bandwidth_mbps } => {
            let bandwidth = bandwidth_mbps.map(|mbps| format!("{mbps} Mbit/s")).unwrap_or_default();
            let unbound = status == "DOWN";
            (vec![address.clone(), name, bandwidth], if unbound { tr("unbound").to_owned() } else { status.clone() })
        }
    }
}

/// The last letters of zones, each once: `a b c`.
fn letters<'a>(zones: impl IntoIterator<Item = &'a String>) -> String {
    let letters: BTreeSet<char> = sort::collect(zones.into_iter().filter_map(|zone| zone.chars().last()));
    let apart: String = letters.into_iter().flat_map(|letter| [letter, ' ']).collect();
    apart.trim_end().to_owned()
}

/// Below this many cells the names of a list get no more than the widest of them needs.
const SCARCE: usize = 53;

/// As many columns as fit beside a remark; the name always stays, with what room there is.
pub(super) fn fitting<'a>(mut choices: impl Iterator<Item = &'a Choice> + Clone, room: usize) -> Vec<Column> {
    let all = choices.clone();
    let Some(Choice { facts, .. }) = choices.next() else { return Vec::new() };
    let mut columns = columns(facts);
    // What is said of an entry needs the room more than its name; the address of an EIP is not its name.
    let narrowed = match facts {
        Facts::Note(note) => !note.is_empty() || room < SCARCE,
        Facts::Eip { .. } => false,
        _ => room < SCARCE,
    };
    if let Some(first) = columns.first_mut().filter(|_| narrowed) {
        let widest = all.map(|choice| width(&choice.label)).max().unwrap_or_default();
        first.width = first.width.min(widest.max(width(first.name)));
    }
    // These have none, but for why they are closed, which the columns give way to.
    let bare = matches!(facts, Facts::Flavor(_) | Facts::Subnet(_) | Facts::Instance { .. });
    let room = if bare { room } else { room.saturating_sub(REMARK) };
    while columns.len() > 1 && needed(&columns) > room {
        let least = columns.iter().map(|column| column.rank).max();
        columns.retain(|column| Some(column.rank) != least);
    }
    if let Some(first) = columns.first_mut() {
        first.width = first.width.min(room);
    }
    columns
}

/// Cells that columns take, each with a gap behind it.
pub(super) fn needed(columns: &[Column]) -> usize {
    columns.iter().map(|column| column.width + 2).sum()
}
