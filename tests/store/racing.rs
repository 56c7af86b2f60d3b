//! Two that want one purchase at the same moment: whoever waits for the lock decides by what is there once they have it.

use super::journal::{begin, intent, placed, running, take, write};
use super::*;
use std::thread;

/// Whoever holds the purchase records its ID and leaves, but only once the other one waits for the lock. The holder is
/// waited for a moment only, so on a busy machine it may take more than one attempt.
fn wait_for_the_holder<T: Send>(
    want: impl Fn(&Journal, &str) -> Result<T, Refusal> + Sync,
) -> (Result<T, Refusal>, Dirs, TempDir) {
    loop {
        let (home, dirs) = home();
        let [holder, other] = [(); 2].map(|()| Journal::open(&dirs, Pace::default()));
        let open = write(&holder, begin(&holder, intent("orders-prod")).unwrap(), [Fact::Sent]);
        let id = open.id().to_owned();
        let wanted = thread::scope(|scope| {
            let waiting = scope.spawn(|| want(&other, &id));
            while !waiting.is_finished() && !is_waited_for(&dirs) {
                thread::yield_now();
            }
            drop(write(&holder, open, [placed()]));
            waiting.join().unwrap()
        });
        if !matches!(wanted, Err(Refusal::Busy { .. })) {
            return (wanted, dirs, home);
        }
    }
}

/// Whether two in this process have opened the lock of a purchase.
fn is_waited_for(dirs: &Dirs) -> bool {
    let locks = dirs.state.join("purchases/locks");
    let files = fs::read_dir("/proc/self/fd").unwrap().flatten().filter_map(|file| fs::read_link(file.path()).ok());
    files.filter(|file| file.starts_with(&locks)).count() > 1
}

#[test]
fn an_order_is_not_begun_beside_one_that_got_its_id_meanwhile() {
    let (begun, ..) = wait_for_the_holder(|journal, _| begin(journal, intent("orders-prod")));
    let Err(Refusal::Earlier(entry)) = begun else { panic!("{begun:?}") };
    assert_eq!(entry.purchase.instance_id(), Some(ID));
}

#[test]
fn a_purchase_is_taken_over_as_its_holder_left_it() {
    let (taken, dirs, _home) = wait_for_the_holder(take);
    let (open, purchase) = taken.unwrap();
    assert_eq!(purchase.instance_id(), Some(ID));
    // What comes next stands behind all that the holder wrote.
    let text = |name: &str| fs::read_to_string(dirs.state.join("purchases").join(name)).unwrap();
    let file = format!("{}.jsonl", open.id());
    let before = text(&file).trim_end().to_owned();
    write(&Journal::open(&dirs, Pace::default()), open, [Fact::Seen { status: "CREATING".into() }]);
    assert!(before.contains(ID) && text(&file).starts_with(&before), "{}", text(&file));
}

/// A settled one is moved among the receipts, whoever looks meanwhile.
#[test]
fn a_purchase_that_is_settled_just_now_is_seen_by_whoever_looks() {
    let (_home, dirs) = home();
    let [holder, looker] = [(); 2].map(|()| Journal::open(&dirs, Pace::default()));
    for n in 0..200 {
        let bought = intent(&format!("orders-{n}"));
        let open = write(&holder, begin(&holder, bought.clone()).unwrap(), [Fact::Sent, placed()]);
        thread::scope(|scope| {
            let settling = scope.spawn(|| drop(write(&holder, open, [running()])));
            while !settling.is_finished() {
                let seen: Vec<_> = looker
                    .earlier(&bought)
                    .unwrap()
                    .iter()
                    .map(|entry| entry.purchase.instance_id().is_some())
                    .collect();
                assert_eq!(seen, [true], "{n}");
                assert_eq!(looker.unfinished().unwrap().unreadable.len(), 0, "{n}");
            }
        });
    }
}
