//! Inside the process: a frame, a key, a signature, lists. The same work as in `inside`, in the table's words.

use crate::measure::LARGE;
use crate::report::{self, Bounds, Figures, ROUNDS, heading, once, repeated};
use crate::scenes::{self, Scene, key, matcher_alone, request};
use crate::support::env::SIZE;
use hmac::{Hmac, KeyInit, Mac};
use rocketmq_wizard::cloud::sign;
use rocketmq_wizard::form::state::Form;
use rocketmq_wizard::sandbox::SECRET_KEY;
use sha2::{Digest, Sha256};
use std::hint::black_box;

pub fn print() {
    heading("Inside the process");
    let sign = || drop(black_box(sign::sign(black_box(&request()), "AKIDEXAMPLE0000000001", SECRET_KEY)));
    let (signature, hashes) = (repeated(2000, sign), repeated(2000, hashes_alone));
    report::spread("a signature, us", Bounds(2.5, 1.3), &signature);
    report::shown("a signature, us; its hashes alone", &signature, Some(&hashes));
    for (size, bounds) in [(SIZE, Bounds(160.0, 80.0)), (LARGE, Bounds(500.0, 260.0))] {
        let at = format!("{}x{}", size.0, size.1);
        report::spread(&format!("a frame of the flavors, {at}, us"), bounds, &frames(|| Scene::flavors(size)));
        report::spread(&format!("a frame of the summary, {at}, us"), bounds, &frames(|| Scene::summary(size)));
    }
    let mut name = Scene::name(SIZE);
    // Two keys and two frames.
    report::shown("two keys: update, every check, draw, us", &repeated(100, || name.type_and_erase()), None);
    let summary = Scene::summary(SIZE);
    report::shown("every check of every question, us", &fresh(&summary, |form| drop(black_box(form.problems()))), None);
    report::shown("the summary, us", &fresh(&summary, |form| drop(black_box(form.summary()))), None);
    for entries in [100, 1_000, 10_000, 100_000] {
        filter(entries);
    }
}

/// The hash of the body, of a canonical request, and the keyed hash of the text to sign.
fn hashes_alone() {
    let (request, canonical, text) = (request(), [b'x'; 420], [b'x'; 97]);
    black_box((Sha256::digest(black_box(request.body)), Sha256::digest(black_box(canonical))));
    let mac = Hmac::<Sha256>::new_from_slice(SECRET_KEY.as_bytes()).unwrap();
    black_box(mac.chain_update(black_box(text)).finalize());
}

/// Microseconds of one of two hundred frames. Each round draws a scene of its own beside the others: where the cells lie
/// in memory decides about up to half of the time, and stays for as long as they do.
fn frames(scene: impl Fn() -> Scene) -> Figures {
    let mut kept = Vec::new();
    Figures::of(ROUNDS, || {
        let mut scene = scene();
        let took = once(|| (0..200).for_each(|_| scene.frame())) * 1e3 / 200.0;
        kept.push(scene);
        took
    })
}

/// Microseconds of one of fifty on a form that was just changed, in each round.
fn fresh(scene: &Scene, mut work: impl FnMut(&Form)) -> Figures {
    Figures::of(ROUNDS, || {
        let forms: Vec<Form> = (0..50).map(|_| scenes::changed(scene)).collect();
        once(|| forms.iter().for_each(&mut work)) * 1e3 / 50.0
    })
}

/// The first letter of a filter, and typing on in it; next to the matcher alone and a frame.
fn filter(entries: usize) {
    let texts = scenes::haystacks(entries);
    let mut scene = Scene::filtered(SIZE, entries);
    let frame = repeated(50, || scene.frame()).median() / 1e3;
    let (mut first, mut alone) = (Figures::default(), Figures::default());
    let (mut ours, mut least) = (Figures::default(), Figures::default());
    for _ in 0..ROUNDS {
        let mut scene = Scene::vpcs(SIZE, entries);
        scene.press(key('/'));
        first.push(once(|| scene.press(key('n'))));
        alone.push(once(|| _ = black_box(matcher_alone(&texts, "n"))) + frame);
        let mut scene = Scene::filtered(SIZE, entries);
        ours.push(once(|| scene.press(key('7'))));
        least.push(once(|| _ = black_box(matcher_alone(&texts, "net7"))) + frame);
    }
    report::ratio(&format!("the first letter in the filter of {entries}, ms"), Bounds(2.0, 1.0), &first, &alone);
    report::ratio(&format!("a key in the filter of {entries}, ms"), Bounds(2.0, 1.0), &ours, &least);
}
