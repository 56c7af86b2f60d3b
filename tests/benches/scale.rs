//! What happens to the cost as the work grows.

use crate::front;
use crate::measure;
use crate::report::{self, Figures, heading, millis, repeated};
use crate::scenes::{Scene, list};
use crate::support::env::{SIZE, settings};
use rocketmq_wizard::catalog::Lookup;
use rocketmq_wizard::cloud::client::Client;
use rocketmq_wizard::cloud::transport::Limits;
use rocketmq_wizard::store::Dirs;
use rocketmq_wizard::store::drafts::Drafts;
use rocketmq_wizard::store::journal::Journal;
use std::hint::black_box;
use std::time::Instant;

/// Whole processes, started while this one is still small: starting one takes the longer the more memory it has.
pub fn print_whole() {
    heading("Scale: whole processes");
    first_screen();
}

pub fn print() {
    heading("Scale: inside the process");
    for width in [40, 80, 160, 300] {
        let mut scene = Scene::flavors((width, 60));
        report::shown(&format!("a frame {width} columns wide, 60 rows, us"), &repeated(100, || scene.frame()), None);
    }
    for entries in [100, 1_000, 10_000, 100_000] {
        parsed(entries);
        let mut scene = Scene::vpcs(SIZE, 1);
        let entries_of = list(entries);
        let arrival = Figures::of(5, || {
            let entries = entries_of.clone();
            report::once(|| scene.answer(entries))
        });
        report::shown(&format!("{entries} entries arrive in the picker, and a frame, ms"), &arrival, None);
    }
    drafts();
    receipts();
}

/// A list of the cloud, read page by page over loopback and turned into entries, beside the parsing of its JSON.
fn parsed(entries: usize) {
    let (base, pages) = front::pages(entries);
    let client = Client::new(settings(&base), Limits::default()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ours = Figures::of(5, || {
        report::once(|| {
            let read = runtime.block_on(client.lookup(&Lookup::Vpcs)).unwrap();
            assert_eq!(read.entries.len(), entries);
        })
    });
    let json = |page: &Vec<u8>| drop(black_box(serde_json::from_slice::<serde_json::Value>(page).unwrap()));
    let least = Figures::of(5, || report::once(|| pages.iter().for_each(json)));
    report::shown(&format!("{entries} entries read and parsed, ms; its JSON alone"), &ours, Some(&least));
}

fn drafts() {
    for count in [1, 10, 100, 1_000] {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("drafts");
        std::fs::create_dir(&dir).unwrap();
        for draft in 0..count {
            let path = dir.join(format!("draft-{draft}.json"));
            std::fs::write(path, include_str!("../cases/api-page/draft.json")).unwrap();
        }
        let drafts = Drafts::new(&dirs(home.path()));
        report::shown(&format!("{count} drafts: listed, us"), &repeated(3, || drop(drafts.list().unwrap())), None);
        report::shown(
            &format!("{count} drafts: one read, us"),
            &repeated(20, || drop(drafts.load("draft-0").unwrap())),
            None,
        );
        let (claim, opened) = drafts.open("draft-0").unwrap();
        let claim = claim.expect("nobody else is here");
        let saves = repeated(5, || drafts.save(&claim, &opened.draft).unwrap());
        report::shown(&format!("{count} drafts: one saved and synced, us"), &saves, None);
    }
}

fn dirs(home: &std::path::Path) -> Dirs {
    Dirs { config: home.to_owned(), state: home.join("state") }
}

/// What a start asks the journal.
fn receipts() {
    for count in [1, 100, 1_000, 10_000] {
        let home = tempfile::tempdir().unwrap();
        stock_receipts(&home.path().join("state"), count);
        let journal = Journal::open(&dirs(home.path()), rocketmq_wizard::purchase::watch::Pace::default());
        let what = format!("{count} receipts: unfinished purchases looked for, us");
        report::shown(&what, &repeated(10, || drop(journal.unfinished().unwrap())), None);
    }
}

fn stock_receipts(state: &std::path::Path, count: usize) {
    let folder = state.join("purchases/receipts");
    std::fs::create_dir_all(&folder).unwrap();
    for receipt in 0..count {
        std::fs::write(folder.join(format!("20260301T141203Z-{receipt}-orders.jsonl")), RECEIPT).unwrap();
    }
}

/// As long as a receipt is.
const RECEIPT: &str = include_str!("../cases/api-page/draft.json");

/// The first screen, however many drafts and receipts there are.
fn first_screen() {
    let sizes = [(1, 1), (10, 100), (100, 1_000), (1_000, 10_000)];
    let envs = sizes.map(|(drafts, receipts)| {
        let env = measure::with_draft("Engine");
        (1..drafts).for_each(|draft| env.stock(&format!("orders-{draft}"), "Engine"));
        stock_receipts(&env.config().join("state"), receipts);
        env
    });
    let mut figures = [const { None }; 4].map(|_: Option<()>| (Figures::default(), Figures::default()));
    for round in 0..8 {
        for (env, (first, listed)) in envs.iter().zip(&mut figures) {
            let begun = Instant::now();
            let mut session = env.wizard(SIZE, &[]);
            session.wait_text("n new");
            let seen = millis(begun.elapsed());
            session.wait_text("answers");
            let told = millis(begun.elapsed());
            session.leave();
            if round > 0 {
                first.push(seen);
                listed.push(told);
            }
        }
    }
    for ((drafts, receipts), (first, listed)) in sizes.into_iter().zip(&figures) {
        report::shown(&format!("{drafts} drafts, {receipts} receipts: first screen, ms"), first, None);
        report::shown(&format!("{drafts} drafts, {receipts} receipts: with its list, ms"), listed, None);
    }
}
