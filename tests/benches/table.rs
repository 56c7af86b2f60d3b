//! The table of speed and size: what must hold, what is aimed at, ours, and the floor measured in the same run.
//!
//! `cargo bench --bench table`. Times are medians of interleaved rounds with the quartiles in brackets; a machine that
//! builds something beside it shows in all of them, in ratios less, and in counts not at all.
#![allow(unreachable_pub, reason = "its parts are modules of one program")]
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the benchmark")]

#[path = "../support/desk.rs"]
mod desk;
mod front;
mod lives;
mod scenes;
#[path = "../support/mod.rs"]
mod support;
mod whole;

use desk::{LARGE, SIZE};
use rocketmq_wizard::cloud::sign;
use rocketmq_wizard::sandbox::SECRET_KEY;
use scenes::{Scene, key, matcher_alone, request};
use std::hint::black_box;
use std::time::Instant;
use whole::{Figures, Front, Shop, WIZARD, floor, in_turn, millis};

fn main() {
    println!("{:<44} {:<26} {:<26} ours", "what", "must", "aim");
    counts();
    screens();
    inside();
    buying();
    lives::print();
}

pub fn row(what: &str, must: &str, aim: &str, ours: impl std::fmt::Display) {
    println!("{what:<44} {must:<26} {aim:<26} {ours}");
}

fn counts() {
    let form = floor("floor_form");
    let calls = |program: &str, args: &[&str]| desk::system_calls(program, args).map(|calls| calls.len());
    let (ours, least) = (calls(WIZARD, &[]), calls(form.to_str().unwrap(), &["run"]));
    row("system calls before the first screen", "140", "100", format!("{ours:?}, floor {least:?}"));
    let first =
        [SIZE, LARGE].map(|size| desk::first_screen(size, &[]).max(desk::first_screen(size, &["--draft", "orders"])));
    row(
        "bytes of the first screen, 80x24 / 200x60",
        "3300 / 8000",
        "2700 / 7000",
        format!("{} / {}", first[0], first[1]),
    );
    let (median, most) = desk::typed_character(SIZE);
    row("bytes of a typed character: median / most", "12 / 160", "1 / 80", format!("{median} / {most}"));
    row("bytes of a key that changes nothing", "12", "0", desk::idle_key());
    row("bytes of a step to the next screen, most", "2500", "1500", desk::next_screens().values().max().unwrap());
    let (wakeups, bytes) = desk::in_flight();
    row("in flight: wakeups/s, bytes/s", "12, 120", "5, 20", format!("{wakeups}, {bytes}"));
    for bracketed in [false, true] {
        let (bytes, took) = desk::paste(bracketed);
        let what = if bracketed { "1,000 characters, bracketed" } else { "1,000 characters, plain" };
        row(what, "10 ms, 4000 bytes", "2 ms, 1000 bytes", format!("{:.1} ms, {bytes} bytes", millis(took)));
    }
    row("frames of 51 resizes in a burst", "10", "3", desk::resizes());
    let size = std::fs::metadata(WIZARD).unwrap().len();
    row("size of the binary, bytes", "5,000,000", "4,000,000", size);
}

fn screens() {
    let (desk, program) = (desk::desk(), floor("floor_form"));
    let [ours, least] = in_turn(|| whole::ours(&desk), || whole::floor_form(&program));
    let rows = [
        ("first screen, ms", "1.6 x floor", "1.25 x"),
        ("first screen, CPU ms", "1.6 x floor", "1.25 x"),
        ("CPU of a key, us", "2 x floor", "1.3 x"),
        ("peak memory of the form, KiB", "6144", "4096"),
        ("quit: key to end, ms", "20", "3"),
    ];
    for ((what, must, aim), (ours, least)) in rows.into_iter().zip(ours.iter().zip(&least)) {
        row(what, must, aim, against(ours, least));
    }
}

fn against(ours: &Figures, least: &Figures) -> String {
    let ((a, b), (c, d)) = (ours.spread(), least.spread());
    let (ours, least) = (ours.median(), least.median());
    format!("{:.2} x: {ours:.2} ({a:.2} to {b:.2}), floor {least:.2} ({c:.2} to {d:.2})", ours / least)
}

fn inside() {
    let per =
        |figures: &Figures| format!("{:.1} ({:.1} to {:.1})", figures.median(), figures.spread().0, figures.spread().1);
    let signature =
        repeated(2000, || drop(black_box(sign::sign(black_box(&request()), "AKIDEXAMPLE0000000001", SECRET_KEY))));
    row("a signature, us", "2.5", "1.3", per(&signature));
    for (size, must, aim) in [(SIZE, "160", "80"), (LARGE, "500", "260")] {
        let (mut flavors, mut summary) = (Scene::flavors(size), Scene::summary(size));
        let figures = [repeated(200, || flavors.frame()), repeated(200, || summary.frame())];
        row(
            &format!("a frame, {}x{}: flavors; summary, us", size.0, size.1),
            must,
            aim,
            figures.map(|f| per(&f)).join("; "),
        );
    }
    let mut name = Scene::name(SIZE);
    row("a key: update, checks and draw, us", "", "", per(&repeated(200, || name.type_and_erase())));
    for entries in [100, 1_000, 10_000, 100_000] {
        filter(entries);
    }
}

/// Typing on in a filter, next to the matcher alone and a frame.
fn filter(entries: usize) {
    let texts = scenes::haystacks(entries);
    let mut scene = Scene::filtered(SIZE, entries);
    let frame = repeated(50, || scene.frame()).median() / 1e3;
    let (mut ours, mut least) = (Figures::default(), Figures::default());
    for _ in 0..15 {
        let mut scene = Scene::filtered(SIZE, entries);
        ours.push(once(|| scene.press(key('7'))));
        least.push(once(|| _ = black_box(matcher_alone(&texts, "net7"))) + frame);
    }
    row(&format!("filter of {entries}: key and frame, ms"), "2 x matcher + draw", "1 x", against(&ours, &least));
}

fn once(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    millis(begun.elapsed())
}

/// Microseconds of one of so many, in each of 15 rounds.
fn repeated(times: u32, mut work: impl FnMut()) -> Figures {
    let mut figures = Figures::default();
    for _ in 0..15 {
        let begun = Instant::now();
        (0..times).for_each(|_| work());
        figures.push(millis(begun.elapsed()) * 1e3 / f64::from(times));
    }
    figures
}

fn buying() {
    let program = floor("floor_create");
    let mut shop = Shop::new();
    let front = Front::of(&shop.desk.cloud.url());
    for (what, must, aim, front) in
        [("HTTP", "2.5 x bare", "1.6 x", None), ("TLS", "1.4 x bare TLS", "1.1 x", Some(&front))]
    {
        let (mut ours, mut least) =
            ([Figures::default(), Figures::default()], [Figures::default(), Figures::default()]);
        for round in 0..=15 {
            let (a, b) = (shop.create(front), shop.floor(&program, front));
            for at in (0..2).filter(|_| round > 0) {
                ours[at].push(a[at]);
                least[at].push(b[at]);
            }
        }
        row(&format!("create over {what}, ms"), must, aim, against(&ours[0], &least[0]));
        row(&format!("create over {what}, CPU ms"), must, aim, against(&ours[1], &least[1]));
    }
    row("a sync of a small file, ms (create makes several)", "", "", sync(&shop));
}

fn sync(shop: &Shop) -> String {
    let mut figures = Figures::default();
    for round in 0..15 {
        let path = shop.desk.home.path().join(format!("sync-{round}"));
        figures.push(once(|| {
            let mut file = std::fs::File::create(path).unwrap();
            std::io::Write::write_all(&mut file, &[0; 2048]).unwrap();
            file.sync_all().unwrap();
        }));
    }
    format!("{:.2}", figures.median())
}
