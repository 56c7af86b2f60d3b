//! Which words of a Chinese screen are English by accident.

/// What stands on a screen as it is in every language: names of products, of keys and of settings, and what the API calls
/// its fields.
const NAMES: &str = "Enter Space Home PgUp PgDn Shift Delete Backspace Down Left Right Topic Proxy RocketMQ Terraform Java \
    reliability rocketmq sandbox gRPC remoting setUseTLS curl terraform json postPaid true false month \
    name description region engine tags draft default";
/// What the sandbox's world and the scenes are called, and what the cloud and the operating system say.
const OF_OTHERS: &str = "orders payments shipping warehouse analytics marketing platform partners imported edge abcd Kong \
    order intake fulfilment message queue clients every client port Default security group nothing comes protocol both \
    ways enterprise project Orders shop ticket Connection reset peer error refused connection closed before completed \
    systems cost Incorrect authentication information verify aksk signature fail resources sold zone";

/// Rows with English words of four letters and more that are no names. What has a digit, a dot, a dash or capitals alone is
/// one. Below a picture stands how it looks, which is no part of it; requests and exports are English in every language.
pub(crate) fn left_in(screen: &str) -> Vec<&str> {
    let picture = screen.split("\ncursor ").next().unwrap_or_default();
    picture.lines().filter(|row| !is_data(row) && words(row).any(is_english)).collect()
}

fn is_data(row: &str) -> bool {
    ["\"", "{", "}", "#", "POST ", "resource "].iter().any(|begin| row.trim_start().starts_with(begin))
        || row.contains(" = ")
}

fn words(row: &str) -> impl Iterator<Item = &str> {
    let in_name = |c: char| c.is_ascii_alphanumeric() || "_-./:@^=*{}$".contains(c);
    row.split(move |c| !in_name(c)).map(|word| word.trim_matches(['.', ':', '-', '/', '=', '*']))
}

fn is_english(word: &str) -> bool {
    let letters = word.chars().all(|c| c.is_ascii_alphabetic());
    let capitals = word.chars().all(|c| c.is_ascii_uppercase());
    word.len() >= 4
        && letters
        && !capitals
        && !NAMES.split_whitespace().chain(OF_OTHERS.split_whitespace()).any(|name| name.starts_with(word))
}
