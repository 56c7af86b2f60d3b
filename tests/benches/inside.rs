//! What the wizard costs inside the process, next to the floor of each: `cargo bench --bench inside`.
#![allow(unreachable_pub, reason = "its parts are modules of one program")]
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the benchmark")]

mod scenes;
#[path = "../support/mod.rs"]
mod support;

use divan::{Bencher, black_box};
use rocketmq_wizard::cloud::sign;
use rocketmq_wizard::sandbox::SECRET_KEY;
use rocketmq_wizard::store::Dirs;
use rocketmq_wizard::store::drafts::Drafts;
use scenes::{SIZES, Scene, key, list, matcher_alone, request};

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES)]
fn frame_of_the_fullest_screen(bencher: Bencher, size: (u16, u16)) {
    let mut scene = Scene::flavors(size);
    bencher.bench_local(|| scene.frame());
}

#[divan::bench(args = SIZES)]
fn frame_of_the_summary(bencher: Bencher, size: (u16, u16)) {
    let mut scene = Scene::summary(size);
    bencher.bench_local(|| scene.frame());
}

#[divan::bench(args = [40, 80, 160, 300])]
fn frame_by_width(bencher: Bencher, width: u16) {
    let mut scene = Scene::flavors((width, 60));
    bencher.bench_local(|| scene.frame());
}

/// Typed into the name: update, every check of every question, draw.
#[divan::bench]
fn key_update_checks_and_draw(bencher: Bencher) {
    let mut scene = Scene::name((80, 24));
    bencher.bench_local(|| scene.type_and_erase());
}

#[divan::bench]
fn every_problem(bencher: Bencher) {
    let scene = Scene::summary((80, 24));
    bencher.with_inputs(|| scenes::changed(&scene)).bench_local_refs(|form| black_box(form.problems()));
}

#[divan::bench]
fn summary(bencher: Bencher) {
    let scene = Scene::summary((80, 24));
    bencher.with_inputs(|| scenes::changed(&scene)).bench_local_refs(|form| black_box(form.summary()));
}

#[divan::bench]
fn signature(bencher: Bencher) {
    bencher.bench_local(|| sign::sign(black_box(&request()), "AKIDEXAMPLE0000000001", SECRET_KEY));
}

#[divan::bench(args = [100, 1_000, 10_000, 100_000])]
fn list_arrives(bencher: Bencher, entries: usize) {
    let mut scene = Scene::vpcs((80, 24), 1);
    let entries = list(entries);
    bencher.with_inputs(|| entries.clone()).bench_local_values(|entries| scene.answer(entries));
}

#[divan::bench(args = [100, 1_000, 10_000, 100_000])]
fn list_filter_key(bencher: Bencher, entries: usize) {
    let mut scene = Scene::filtered((80, 24), entries);
    bencher.bench_local(|| scene.press(key('7')));
}

#[divan::bench(args = [100, 1_000, 10_000, 100_000])]
fn list_filter_floor_matcher_alone(bencher: Bencher, entries: usize) {
    let texts = scenes::haystacks(entries);
    bencher.bench_local(|| matcher_alone(black_box(&texts), "net7"));
}

#[divan::bench]
fn draft_load(bencher: Bencher) {
    let (_home, drafts) = drafts(1);
    bencher.bench_local(|| black_box(drafts.load("draft-0").unwrap()));
}

/// The syncs of file and folder are what it costs.
#[divan::bench]
fn draft_save(bencher: Bencher) {
    let (_home, drafts) = drafts(1);
    let (claim, opened) = drafts.open("draft-0").unwrap();
    let claim = claim.expect("nobody else is here");
    bencher.bench_local(|| drafts.save(&claim, &opened.draft).unwrap());
}

#[divan::bench(args = [1, 10, 100, 1_000])]
fn drafts_listed(bencher: Bencher, count: usize) {
    let (_home, drafts) = drafts(count);
    bencher.bench_local(|| black_box(drafts.list().unwrap()));
}

fn drafts(count: usize) -> (tempfile::TempDir, Drafts) {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("drafts");
    std::fs::create_dir(&dir).unwrap();
    for draft in 0..count {
        std::fs::write(dir.join(format!("draft-{draft}.json")), include_str!("../cases/api-page/draft.json")).unwrap();
    }
    let drafts = Drafts::new(&Dirs { config: home.path().to_owned(), state: home.path().join("state") });
    (home, drafts)
}
