//! Bought once, never lost: the real binary buys from the sandbox while it is killed, while the line to the cloud fails in
//! every way, while somebody else confirms the same draft, and without a disk to write on. The sandbox takes the same
//! name any number of times.
//!
//! Kills (-9): 300 of the wizard on a pseudo-terminal and 100 of `create`, at random moments that are the same in every
//! run but for the machine's own pace; together about a minute. `ROCKETMQ_WIZARD_KILLS=N` makes it N of each.
//!
//! The wizard's pace is the one people have (10 s between two looks); Ctrl-R asks at once. Where it looks for five
//! minutes before it asks the person, the test makes the journal six minutes older and starts it again.

mod person;
mod purchase_fixture;

use super::{Random, half_written, kill, kills};
use crate::support::assert_no_secret;
use crate::support::env::{WIZARD, assert_no_secret_below, put};
use crate::support::pty::{Exit, Session};
use person::{BUY, Shown, TAKEN};
use purchase_fixture::{Page, PurchaseFixture, TALL};
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

/// How many buy at the same time, each on their own.
const BUYERS: u64 = 4;
/// The latest moment of a kill, counted from the last Enter or start.
const LATEST: Duration = Duration::from_millis(400);

/// How often the program was killed, by the last fact in the journal then.
type Tally = BTreeMap<String, u64>;

fn world() -> World {
    World::default().creation_time(Duration::from_millis(200))
}

#[test]
fn a_wizard_killed_at_any_moment_buys_once_and_keeps_the_id() {
    let tally = kill_buyers("wizard", kills(300), buy_in_wizard);
    // Moments that matter must be among them: on the way to the cloud, and between the ID and the end.
    for facts in [&["sent"][..], &["placed", "seen"]] {
        assert!(facts.iter().any(|fact| tally.contains_key(*fact)), "{facts:?}: {tally:?}");
    }
}

#[test]
fn create_killed_at_any_moment_buys_once_and_keeps_the_id() {
    let tally = kill_buyers("create", kills(100), buy_by_command);
    assert!(tally.contains_key("running"), "and between RUNNING and the tags: {tally:?}");
}

/// One instance after the other until the program was killed so many times.
fn kill_buyers(what: &str, kills: u64, buy: fn(&PurchaseFixture, &str, &mut Random, &mut Tally)) -> Tally {
    let begun = Instant::now();
    let mut all = Tally::new();
    thread::scope(|scope| {
        let one = |seed| scope.spawn(move || buyer(seed, kills.div_ceil(BUYERS), buy));
        let buyers: Vec<_> = (0..BUYERS).map(one).collect();
        for (fact, count) in buyers.into_iter().flat_map(|buyer| buyer.join().unwrap()) {
            *all.entry(fact).or_default() += count;
        }
    });
    let done: u64 = all.values().sum();
    println!("{what}: {done} kills in {:.1?}, by the last fact in the journal: {all:?}", begun.elapsed());
    assert!(done >= kills);
    all
}

fn buyer(seed: u64, kills: u64, buy: fn(&PurchaseFixture, &str, &mut Random, &mut Tally)) -> Tally {
    let fixture = PurchaseFixture::new(world());
    let (mut random, mut tally) = (Random::new(seed), Tally::new());
    for n in 0_u64.. {
        if tally.values().sum::<u64>() >= kills {
            break;
        }
        let name = format!("k{n:04}");
        fixture.stock_tagged(&name);
        if random.below(2) == 0 {
            fixture.delay_tags(random.below(250));
        }
        match random.below(20) {
            0..8 => {}
            8..13 => fixture.spoil(FaultKind::Slow { ms: random.below(250) }),
            13..16 => fixture.spoil(FaultKind::DropAfterAccepting),
            16..19 => fixture.spoil(FaultKind::DropBeforeReading),
            _ => fixture.spoil(FaultKind::Reset),
        }
        buy(&fixture, &name, &mut random, &mut tally);
        fixture.env.cloud.clear_faults();
        assert_eq!(fixture.bought(&name), 1, "{:?}", fixture.journal(&name));
        let tags = json!({ "action": "create", "tags": [{ "key": "order", "value": name }] });
        let sent = fixture.tags_sent(&fixture.ids(&name)[0]);
        assert!(!sent.is_empty() && sent.iter().all(|body| *body == tags), "{name}: {sent:?}");
    }
    assert_no_secret_below(fixture.env.home.path());
    tally
}

/// Confirmed, killed up to five times, and gone on with until it serves.
fn buy_in_wizard(fixture: &PurchaseFixture, name: &str, random: &mut Random, tally: &mut Tally) {
    let mut left = 1 + random.below(5);
    let mut confirmed = false;
    while !serves(fixture, name) {
        let mut session = fixture.wizard(name);
        let mut moment = || (left > 0).then(|| Instant::now() + random.moment(LATEST));
        // Before anything was confirmed there is nothing to lose.
        let due = if confirmed { moment() } else { None };
        let sent = || {
            confirmed = true;
            moment()
        };
        // An earlier purchase of the name is looked at by the next start.
        let is_end = |shown, screen: &str| {
            let told = ["You bought this name", TAKEN].iter().any(|words| screen.contains(words));
            let serves = shown == Shown::Running && screen.contains("tag is set");
            serves || (matches!(shown, Shown::NothingSent | Shown::Summary) && told)
        };
        if fixture.drive(&mut session, name, due, sent, is_end).is_none() {
            kill(&mut session);
            left -= 1;
            *tally.entry(last_fact(fixture, name)).or_default() += 1;
        } else {
            session.leave();
        }
        come_back_later(fixture, name);
    }
}

/// The same by `create`, which ends as soon as the ID is known; the next one finds that it serves, and `watch` sets the
/// tags. Where the person has
/// to decide, the wizard is where to do so.
fn buy_by_command(fixture: &PurchaseFixture, name: &str, random: &mut Random, tally: &mut Tally) {
    let (mut left, mut left_of_tags) = (1 + random.below(5), random.below(2));
    while !serves(fixture, name) {
        if left == 0 {
            fixture.env.cloud.clear_faults();
        }
        let owing =
            fixture.journal(name).iter().find(|page| page.owes_tags()).and_then(|page| page.id().map(str::to_owned));
        // Who buys without waiting leaves the tags to whoever watches.
        if let Some(id) = owing.clone().filter(|_| left_of_tags > 0) {
            left_of_tags -= 1;
            fixture.delay_tags(250);
            let sent = fixture.tags_sent(&id).len();
            let mut child = start(fixture, &["watch", &id]);
            wait_until(|| fixture.tags_sent(&id).len() > sent, &mut child);
            thread::sleep(random.moment(LATEST));
            child.kill().unwrap();
            child.wait().unwrap();
            *tally.entry(last_fact(fixture, name)).or_default() += 1;
            continue;
        }
        let mut child = match owing {
            Some(id) => start(fixture, &["watch", &id, "--json"]),
            None => create(fixture, name, &["--json"]),
        };
        if left > 0 {
            // Much is read before anything is ordered; most kills come after that.
            let at_once = random.below(4) == 0;
            wait_until(|| at_once || !fixture.journal(name).is_empty(), &mut child);
            thread::sleep(random.moment(LATEST / 2));
            left -= 1;
            child.kill().unwrap();
            *tally.entry(last_fact(fixture, name)).or_default() += 1;
        }
        let output = child.wait_with_output().unwrap();
        assert_no_secret(&[output.stdout.as_slice(), &output.stderr].concat());
        come_back_later(fixture, name);
        match output.status.code() {
            Some(0) => {
                let told: Json = serde_json::from_slice(&output.stdout).unwrap();
                assert_eq!(told["instance_id"], fixture.ids(name)[0], "{told}");
            }
            Some(6) if fixture.bought(name) == 0 => {
                let mut session = fixture.wizard(name);
                fixture.settle(&mut session, name);
                session.leave();
            }
            code => assert!(code.is_none() || code == Some(6), "{code:?} {}", String::from_utf8_lossy(&output.stderr)),
        }
    }
}

fn create(fixture: &PurchaseFixture, name: &str, more: &[&str]) -> Child {
    start(fixture, &[&["create", "--draft", name, "--yes"], more].concat())
}

fn start(fixture: &PurchaseFixture, args: &[&str]) -> Child {
    let mut command = fixture.env.command(args);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits until it is so, or the command has ended.
fn wait_until(so: impl Fn() -> bool, child: &mut Child) {
    while !so() && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(1));
    }
}

fn serves(fixture: &PurchaseFixture, name: &str) -> bool {
    let pages = fixture.journal(name);
    pages.iter().any(|page| matches!(page.last(), "running" | "tagged")) && pages.iter().all(Page::is_settled)
}

fn last_fact(fixture: &PurchaseFixture, name: &str) -> String {
    fixture.journal(name).last().map_or("nothing", Page::last).to_owned()
}

/// What holds after every end of the program; where nothing was bought, the next start is six minutes later.
fn come_back_later(fixture: &PurchaseFixture, name: &str) {
    // An order that was on its way when the program was killed is taken in meanwhile.
    let settled = || Some(fixture.ids(name)).filter(|ids| ids.len() == fixture.bought(name));
    let ids = (0..20).find_map(|_| settled()).expect("what was bought is listed");
    let pages = fixture.journal(name);
    assert!(ids.len() <= 1, "{ids:?} {pages:?}");
    for page in &pages {
        assert_eq!(page.words().first(), Some(&"intent"), "{pages:?}");
        assert!(page.id().is_none_or(|id| id == ids[0]), "{ids:?} {pages:?}");
    }
    if ids.is_empty() {
        fixture.let_time_pass(name);
    }
}

/// Keys that were typed ahead, before what comes first could be shown, buy nothing.
#[test]
fn keys_typed_ahead_of_an_unfinished_purchase_buy_nothing() {
    for n in 0..5 {
        let (fixture, name) =
            (PurchaseFixture::new(world().creation_time(Duration::from_hours(9))), format!("k{n:04}"));
        fixture.env.stock(&name, "Summary");
        fixture.spoil(FaultKind::Slow { ms: 5000 });
        let mut session = fixture.wizard(&name);
        session.wait_text("To buy, type");
        session.confirm(BUY, "yes");
        session.wait_text("waiting for the answer");
        assert!(session.reaches(Instant::now() + Duration::from_secs(20), |_| fixture.bought(&name) == 1));
        kill(&mut session);
        let mut session = fixture.wizard(&name);
        session.wait_for("a screen", |screen| Shown::on(screen) != Shown::Other);
        session.keys("yes\r");
        session.listen(Duration::from_millis(50));
        session.keys("\x0fp\r");
        session.wait_text("CREATING");
        assert!(session.screen().contains(&fixture.ids(&name)[0]), "{}", session.screen());
        session.leave();
        let pages = fixture.journal(&name);
        assert_eq!(pages.len(), 1, "{pages:?}");
        assert_eq!((fixture.asked(), pages[0].id()), (1, Some(fixture.ids(&name)[0].as_str())));
    }
}

/// How a purchase ends, by the screen and by the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    /// The answer has the ID.
    Placed,
    /// The answer is lost, but there is an instance, which is found by its name.
    Found,
    /// The answer is lost, and there is nothing to find: the person decides.
    Open,
    Refused,
}

#[test]
fn every_fault_ends_in_the_documented_state_with_one_instance_at_most() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    let location = format!("http://{}/v2/elsewhere", elsewhere.local_addr().unwrap());
    let refuse = |status, code: &str| FaultKind::Refuse { status, code: code.to_owned(), message: "No.".to_owned() };
    let new = Fault::new;
    let table = [
        // The client's limit of a minute ends these two; they begin first.
        (new(FaultKind::NeverAnswer).carry_out(true), Ends::Found),
        (new(FaultKind::Trickle { ms: 2000 }), Ends::Found),
        (new(FaultKind::DropBeforeReading), Ends::Open),
        (new(FaultKind::DropAfterAccepting), Ends::Found),
        (new(FaultKind::Reset), Ends::Open),
        (new(FaultKind::Reset).carry_out(true), Ends::Found),
        (new(refuse(500, "DMS.00500000")), Ends::Open),
        (new(refuse(500, "DMS.00500000")).carry_out(true), Ends::Found),
        (new(refuse(502, "APIGW.0001")), Ends::Open),
        (new(FaultKind::Unavailable { retry_after: 1 }), Ends::Open),
        (new(FaultKind::Unavailable { retry_after: 1 }).carry_out(true), Ends::Found),
        (new(FaultKind::Garbage), Ends::Found),
        (new(FaultKind::EmptyBody), Ends::Found),
        (new(FaultKind::Oversized), Ends::Found),
        (new(FaultKind::WithoutId), Ends::Found),
        (new(FaultKind::Redirect { location }), Ends::Open),
        (new(FaultKind::Trickle { ms: 2 }), Ends::Placed),
        (new(FaultKind::Slow { ms: 300 }), Ends::Placed),
        (new(FaultKind::StaleConnection), Ends::Placed),
        (new(FaultKind::Throttle { retry_after: 1 }), Ends::Refused),
        (new(refuse(400, "DMS.00400137")), Ends::Refused),
        (new(refuse(403, "APIGW.0302")), Ends::Refused),
        (new(refuse(403, "APIGW.0802")), Ends::Open),
        (new(FaultKind::Verbatim { status: 403, body: "<html>Access denied</html>".to_owned() }), Ends::Open),
        (new(FaultKind::Verbatim { status: 429, body: String::new() }).carry_out(true), Ends::Found),
    ];
    let (slow, quick) = table.split_at(2);
    thread::scope(|scope| {
        for (fault, ends) in slow {
            scope.spawn(move || fails(fault, *ends));
        }
        for half in quick.chunks(quick.len() / 2) {
            scope.spawn(move || half.iter().for_each(|(fault, ends)| fails(fault, *ends)));
        }
    });
    elsewhere.set_nonblocking(true).unwrap();
    assert!(elsewhere.accept().is_err(), "a redirect was followed");
}

fn fails(fault: &Fault, ends: Ends) {
    let (fixture, name) = (PurchaseFixture::new(world()), "k0001");
    fixture.env.stock(name, "Summary");
    fixture.env.cloud.set_fault(fault.clone().on("POST", "/v2/"));
    let mut session = fixture.wizard(name);
    let shown = fixture.settle(&mut session, name);
    let screen = session.screen();
    let exit = session.leave();
    let (expected, words, code): (_, &[&str], _) = match ends {
        Ends::Placed => (Shown::Running, &["intent", "sent", "placed"], 0),
        Ends::Found => (Shown::Running, &["intent", "sent", "unknown", "adopted"], 0),
        Ends::Open => (Shown::Looking, &["intent", "sent", "unknown"], 6),
        Ends::Refused => (Shown::Refused, &["intent", "sent", "refused"], 10),
    };
    let pages = fixture.journal(name);
    let about = format!("{fault:?}\n{screen}\n{:?}", pages[0].words());
    assert_eq!((shown, exit, pages.len()), (expected, Exit::Code(code), 1), "{about}");
    assert!(pages[0].words().starts_with(words), "{about}");
    let (ids, bought) = (fixture.ids(name), usize::from(matches!(ends, Ends::Placed | Ends::Found)));
    assert_eq!((fixture.asked(), ids.len(), fixture.bought(name)), (1, bought, bought), "{about}");
    assert_eq!(pages[0].id(), ids.first().map(String::as_str), "{about}");
    assert!(ids.iter().all(|id| screen.contains(id)), "{about}");
    if ends == Ends::Open {
        assert!(screen.contains("may have been placed"), "{about}");
        send_again(&fixture, name);
    }
    assert_no_secret_below(fixture.env.home.path());
}

/// Five minutes later the person is asked, nothing is sent by itself, and on their word it is bought.
fn send_again(fixture: &PurchaseFixture, name: &str) {
    fixture.let_time_pass(name);
    let mut session = fixture.wizard(name);
    session.wait_for("a screen", |screen| Shown::on(screen) != Shown::Other);
    session.keys("\x0fp\r");
    session.wait_text("YOUR DECISION");
    for key in ["\r", "yes\r", "\x12", "s\r"] {
        session.keys(key);
        session.listen(Duration::from_millis(50));
    }
    assert_eq!(fixture.asked(), 1, "{}", session.screen());
    session.keys("\x1b");
    session.wait_for("the box to close", |screen| Shown::on(screen) == Shown::Decision);
    assert_eq!(fixture.settle(&mut session, name), Shown::Running);
    assert_eq!(session.leave(), Exit::Code(0));
    let pages = fixture.journal(name);
    assert_eq!((fixture.asked(), fixture.bought(name)), (2, 1));
    assert_eq!(pages.iter().map(Page::last).collect::<Vec<_>>(), ["replaced", "running"]);
    assert_eq!(pages[1].id(), Some(fixture.ids(name)[0].as_str()));
    assert!(pages.iter().all(Page::is_receipt));
}

/// Of two wizards on one draft the second says that it only reads; whoever confirms first buys, the other is told.
#[test]
fn two_wizards_that_confirm_the_same_draft_at_once_buy_one() {
    for n in 0..6 {
        let (fixture, name) = (PurchaseFixture::new(world()), format!("k{n:04}"));
        fixture.env.stock(&name, "Summary");
        fixture.spoil(FaultKind::Slow { ms: n * 40 });
        let mut sessions = [fixture.wizard(&name), fixture.wizard(&name)];
        for session in &mut sessions {
            session.wait_text("To buy, type");
        }
        let readers = sessions.iter().filter(|session| session.screen().contains("is open in another wizard"));
        assert_eq!(readers.count(), 1);
        let (start, fixture, name) = (&Barrier::new(2), &fixture, name.as_str());
        let shown = thread::scope(|scope| {
            let confirm = move |session: &mut Session| {
                start.wait();
                (fixture.settle(session, name), session.screen())
            };
            let both: Vec<_> = sessions.iter_mut().map(|session| scope.spawn(move || confirm(session))).collect();
            both.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
        });
        let running = shown.iter().filter(|(shown, _)| *shown == Shown::Running).count();
        let told =
            ["Another wizard of yours is buying", "Another process of yours", "You bought this name", "name is taken"];
        let refused = shown.iter().filter(|(_, screen)| told.iter().any(|words| screen.contains(words))).count();
        assert_eq!((running, refused), (1, 1), "{shown:#?}");
        assert_eq!((fixture.asked(), fixture.bought(name)), (1, 1));
        for session in &mut sessions {
            session.leave();
        }
        let pages = fixture.journal(name);
        assert_eq!((pages.len(), pages[0].id()), (1, Some(fixture.ids(name)[0].as_str())));
    }
}

/// The wizard and `create`, and `create` twice.
#[test]
fn a_wizard_and_two_commands_at_once_buy_one() {
    for n in 0..4 {
        let (fixture, name) = (PurchaseFixture::new(world()), format!("k{n:04}"));
        fixture.env.stock(&name, "Summary");
        let mut session = fixture.wizard(&name);
        session.wait_text("To buy, type");
        let mut children = [create(&fixture, &name, &[]), create(&fixture, &name, &[])];
        session.confirm(BUY, "yes");
        for child in &mut children {
            child.wait().unwrap();
        }
        session.wait_for("an end", |screen| {
            matches!(Shown::on(screen), Shown::Building | Shown::Running | Shown::NothingSent)
                || screen.contains("is taken")
        });
        session.leave();
        assert_eq!((fixture.asked(), fixture.bought(&name)), (1, 1), "{:?}", fixture.journal(&name));
        let ids: Vec<String> = fixture.journal(&name).iter().filter_map(Page::id).map(str::to_owned).collect();
        assert_eq!(ids, fixture.ids(&name));
    }
}

#[test]
fn without_a_journal_nothing_is_sent() {
    // A file stands where the directory should be.
    let (fixture, name) = (PurchaseFixture::new(world()), "k0001");
    fixture.env.stock(name, "Summary");
    put(&fixture.env.state().join("purchases"), b"");
    refuses(&fixture, &mut fixture.wizard(name), "A part of this path is a file");

    // No file can have more than a KiB, which stands in for a disk that is full: the journal takes its room at once.
    let fixture = PurchaseFixture::new(world());
    fixture.env.stock(name, "Summary");
    let script = "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\"";
    let mut session = fixture.env.run(TALL, "sh", &["-c", script, WIZARD, "--draft", name]);
    refuses(&fixture, &mut session, "File too large");
    assert_eq!(fixture.journal(name).len(), 0, "nothing half written is left");
    assert_eq!(half_written(&fixture.env), 0);
}

fn refuses(fixture: &PurchaseFixture, session: &mut Session, why: &str) {
    assert_eq!(fixture.settle(session, "k0001"), Shown::NothingSent);
    let screen = session.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(screen.contains("Nothing was sent") && screen.contains("--config-dir"), "{screen}");
    assert!(screen.contains(why), "{screen}");
    assert_eq!(session.leave(), Exit::Code(10));
    assert_eq!((fixture.asked(), fixture.bought("k0001")), (0, 0));
}
