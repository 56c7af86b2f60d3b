//! What a filter finds an entry of a list by: what is shown of it, and the word that the API has for that.

use crate::catalog::{Choice, Facts};
use crate::text::simple_width;
use nucleo_matcher::Utf32String;

/// The name of an entry, and the other text people know it by: code, CIDR, address, edition, state.
pub fn texts(choice: &Choice) -> [&str; 2] {
    let other = match &choice.facts {
        Facts::Zone(zone) => &zone.code,
        Facts::Network { cidr } => cidr,
        Facts::Subnet(subnet) => &subnet.cidr,
        Facts::Eip { address, .. } => address,
        Facts::Flavor(flavor) => flavor.edition_shown(),
        Facts::Key { state, .. } => state,
        Facts::Instance { product_id, .. } => product_id,
        // A remark may name another entry, which is then not the one that was meant.
        Facts::Note(_) | Facts::Ports(..) => "",
    };
    [&choice.label, other]
}

/// The API's word for what is shown in another one.
fn own_word(choice: &Choice) -> &str {
    match &choice.facts {
        Facts::Flavor(flavor) if flavor.edition != flavor.edition_shown() => &flavor.edition,
        Facts::Eip { status, .. } => status,
        _ => "",
    }
}

/// What a filter reads loosely of an entry.
pub(super) fn haystack(choice: &Choice) -> Utf32String {
    let [name, other] = texts(choice);
    let text = [name, other, own_word(choice)].join(" ");
    let text = text.trim_end();
    match simple_width(text) {
        // Each character stands for itself, so nothing has to be segmented.
        Some(_) if !text.is_ascii() => Utf32String::Unicode(text.chars().collect()),
        _ => Utf32String::from(text),
    }
}
