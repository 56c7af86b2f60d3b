//! The table of speed and size: what must hold, what is aimed at, ours, and the floor measured in the same run.
//!
//! `cargo bench --bench table`, with the names of parts behind `--` for these alone. Times are medians of rounds taken in
//! turn, with the quartiles in brackets; a machine that builds something beside it shows in all of them, in ratios less,
//! and in counts not at all.
#![allow(unreachable_pub, reason = "its parts are modules of one program")]
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the benchmark")]
#![expect(clippy::cast_precision_loss, reason = "no count is anywhere near 2^52")]

mod buying;
mod copies;
mod core;
mod front;
mod lives;
mod measure;
mod peers;
mod report;
mod scale;
mod scenes;
mod screens;
#[path = "../support/mod.rs"]
mod support;
mod whole;

const PARTS: [(&str, fn()); 7] = [
    ("screens", screens::print),
    ("buying", buying::print),
    ("processes", scale::print_whole),
    ("peers", peers::print),
    ("lives", lives::print),
    ("core", core::print),
    ("scale", scale::print),
];

fn main() {
    // `cargo bench` adds a flag of its own.
    let named: Vec<String> = std::env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    let _copies = copies::folder();
    PARTS.iter().filter(|(name, _)| named.is_empty() || named.iter().any(|n| n == name)).for_each(|(_, print)| print());
}
