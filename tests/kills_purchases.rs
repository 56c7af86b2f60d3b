//! Bought once, never lost: the real binary on a pseudo-terminal buys from the sandbox while it is killed, while the
//! line to the cloud fails in every way, while somebody else confirms the same draft, and without a disk to write on.
//!
//! The usual 300 kills (-9) take about a minute; `ROCKETMQ_WIZARD_KILLS=N` makes it N.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

#[path = "support/kill.rs"]
mod kill;
#[path = "support/kill_shop.rs"]
mod kill_shop;
mod support;

use kill::{Random, kill, kills, leave};
use kill_shop::{End, Shop, Shown};
use rocketmq_wizard::sandbox::faults::Trouble;
use rocketmq_wizard::sandbox::world::World;
use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

/// How many buy at the same time, each on their own.
const SHOPPERS: u64 = 4;

/// What was true when the program was killed, by the last fact in the journal, and how often.
type Tally = BTreeMap<String, u64>;

#[test]
fn killed_at_any_moment_it_buys_once_and_keeps_the_id() {
    let kills = kills(300);
    let begun = Instant::now();
    let shoppers: Vec<_> =
        (0..SHOPPERS).map(|seed| thread::spawn(move || shop(seed, kills.div_ceil(SHOPPERS)))).collect();
    let mut all = Tally::new();
    for shopper in shoppers {
        for (fact, count) in shopper.join().unwrap() {
            *all.entry(fact).or_default() += count;
        }
    }
    let done: u64 = all.values().sum();
    println!("{done} kills in {:?}, by the last fact in the journal: {all:?}", begun.elapsed());
    assert!(done >= kills, "{done}");
    // Moments that matter must be among them: on the way to the cloud, and between the ID and the end.
    for fact in ["sent", "placed"] {
        assert!(all.get(fact).is_some_and(|count| *count >= kills / 30), "{fact}: {all:?}");
    }
}

/// Buys one instance after the other until it was killed so many times.
fn shop(seed: u64, kills: u64) -> Tally {
    let shop = Shop::new(World::default().creation_time(Duration::from_millis(200)));
    let mut random = Random::new(seed);
    let mut tally = Tally::new();
    for n in 0_u64.. {
        if tally.values().sum::<u64>() >= kills {
            break;
        }
        let name = format!("k{n:04}");
        shop.stock(&name);
        match random.below(20) {
            0..8 => {}
            8..13 => shop.spoil(Trouble::Slow { ms: random.below(250) }),
            13..16 => shop.spoil(Trouble::DropAfterAccepting),
            16..19 => shop.spoil(Trouble::DropBeforeReading),
            _ => shop.spoil(Trouble::Reset),
        }
        buy(&shop, &name, &mut random, &mut tally);
        shop.cloud.clear_faults();
    }
    shop.home.assert_no_secret();
    tally
}

/// One instance: confirmed, killed up to five times, and gone on with until it serves.
fn buy(shop: &Shop, name: &str, random: &mut Random, tally: &mut Tally) {
    let mut left = 1 + random.below(5);
    let mut begun = false;
    loop {
        let mut session = shop.wizard(name);
        let mut moment = || (left > 0).then(|| Instant::now() + random.moment(Duration::from_millis(400)));
        // Before anything was confirmed there is nothing to lose.
        let due = if begun { moment() } else { None };
        let end = shop.drive(
            &mut session,
            name,
            due,
            || {
                begun = true;
                moment()
            },
            is_end,
        );
        if end == End::Due {
            kill(&mut session);
            left -= 1;
            *tally.entry(last_fact(shop, name)).or_default() += 1;
        } else {
            leave(&mut session);
        }
        check(shop, name);
        let pages = shop.journal(name);
        if pages.iter().any(|page| page.last() == "running") && pages.iter().all(|page| page.is_receipt()) {
            break;
        }
        if shop.bought(name) == 0 {
            shop.let_time_pass(name);
        }
    }
    assert_eq!(shop.bought(name), 1, "{:?}", shop.journal(name));
}

/// It serves, or an earlier purchase has to be looked at first.
fn is_end(shown: Shown, screen: &str) -> bool {
    shown == Shown::Running || (shown == Shown::NothingSent && screen.contains("You bought this name"))
}

fn last_fact(shop: &Shop, name: &str) -> String {
    shop.journal(name).last().map_or("nothing", |page| page.last()).to_owned()
}

/// What holds after every end of the program.
fn check(shop: &Shop, name: &str) {
    let (bought, ids, pages) = (shop.bought(name), shop.ids(name), shop.journal(name));
    assert!(bought <= 1 && ids.len() == bought, "{ids:?} {pages:?}");
    for page in &pages {
        assert_eq!(page.words().first(), Some(&"intent"), "{pages:?}");
        assert!(page.id().is_none_or(|id| id == ids[0]), "{ids:?} {pages:?}");
    }
}
