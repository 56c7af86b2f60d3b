//! Nothing typed is lost: the real binary on a pseudo-terminal types and saves while it is killed, hung up and told to
//! end, beside a second wizard on the same draft, and where it cannot write.
//!
//! Kills (-9): 200 at random moments that are the same in every run but for the machine's own pace;
//! `ROCKETMQ_WIZARD_KILLS=N` makes it N.

use super::{Random, half_written, kill, kills};
use crate::support::assert_no_secret;
use crate::support::env::{Environment, PLACE, SIZE, assert_no_secret_below, put};
use crate::support::pty::{Exit, Key, RESTORED, Session, Signal};
use jiff::Timestamp;
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::store::format;
use serde_json::Value as Json;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

/// How many type at the same time, each on their own.
const TYPISTS: u64 = 4;
/// The latest moment of a kill, counted from the first question.
const LATEST: Duration = Duration::from_millis(900);

/// What was answered: name and description.
type Answers = [String; 2];

/// A question that is typed, in the order of [`Answers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Name,
    About,
}

#[test]
fn a_wizard_killed_at_any_moment_loses_at_most_the_field_being_typed() {
    let (kills, begun) = (kills(200), Instant::now());
    let counts: Vec<[u64; 3]> = thread::scope(|scope| {
        let typists: Vec<_> =
            (0..TYPISTS).map(|seed| scope.spawn(move || typist(seed, kills.div_ceil(TYPISTS)))).collect();
        typists.into_iter().map(|typist| typist.join().unwrap()).collect()
    });
    let [done, saved, torn] = [0, 1, 2].map(|at| counts.iter().map(|count| count[at]).sum::<u64>());
    println!("{done} kills in {:.1?}, {saved} with a draft on disk, {torn} while a file was written", begun.elapsed());
    assert!(done >= kills && saved * 2 > done, "{counts:?}");
}

/// One draft after the other, each in a home of its own; returns kills, those with a draft on disk, and files that were
/// left half written, none of which is a draft.
fn typist(seed: u64, kills: u64) -> [u64; 3] {
    let mut random = Random::new(seed);
    let mut counts = [0; 3];
    while counts[0] < kills {
        let mut draft = Typing::new();
        for _ in 0..=random.below(5) {
            draft.session(&mut random);
            counts[0] += 1;
            counts[1] += u64::from(draft.file().is_some());
        }
        counts[2] += u64::try_from(half_written(&draft.env)).unwrap();
        assert_no_secret_below(draft.env.home.path());
    }
    counts
}

/// A draft that is typed at, and what the disk may hold of it.
struct Typing {
    env: Environment,
    /// What was answered, edit by edit; the disk holds one of these, from the last one that was acknowledged on.
    edits: Vec<Answers>,
    acknowledged: usize,
    /// The last two screens.
    screens: [&'static str; 2],
    started: Timestamp,
    typed: u32,
}

impl Typing {
    fn new() -> Self {
        Self {
            env: Environment::new(World::default()),
            edits: vec![Answers::default()],
            acknowledged: 0,
            screens: ["engine"; 2],
            started: Timestamp::now(),
            typed: 0,
        }
    }

    /// A start, typing, and a kill; then what the disk must hold.
    fn session(&mut self, random: &mut Random) {
        let mut session = self.start(random);
        let due = Instant::now() + random.moment(LATEST);
        while self.act(&mut session, random, due) {}
        kill(&mut session);
        self.check();
    }

    /// Opens the draft as it was left: from the list, or by its name. The first time there is nothing to open.
    fn start(&mut self, random: &mut Random) -> Session {
        let before = self.started;
        self.started = Timestamp::now();
        let Some(file) = self.file() else {
            let mut session = wizard(&self.env, &[]);
            session.wait_text("[1 ENGINE]");
            wait_for_name(&mut session);
            return session;
        };
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let screen = self.json().unwrap()["screen"].as_str().unwrap().to_owned();
        // Written by the killed session, between its start and now.
        let minutes: Vec<String> = [before, self.started].map(|at| at.strftime("%m-%d %H:%M").to_string()).to_vec();
        let mut session;
        if random.below(2) == 0 {
            session = wizard(&self.env, &[]);
            session.wait_text(" Drafts ");
            session.wait_text(&format!("{name}: left open at "));
            let text = session.screen();
            assert!(minutes.iter().any(|since| text.contains(&format!("since {since}"))), "{minutes:?}\n{text}");
            session.key(Key::ENTER);
        } else {
            session = wizard(&self.env, &["--draft", &name]);
            session.wait_text("The wizard ended without leaving this draft, which was open since");
            let text = session.screen();
            assert!(minutes.iter().any(|since| text.contains(since.as_str())), "{minutes:?}\n{text}");
        }
        session.wait_text(&format!(" {}]", screen.to_uppercase()));
        assert!(self.screens.contains(&screen.as_str()), "{screen} is none of {:?}", self.screens);
        if screen == "version" {
            session.key(Key::BACK_TAB);
            session.wait_text("[1 ENGINE]");
            session.key(Key::BACK_TAB);
            session.wait_text("> Enterprise");
            session.key(Key::BACK_TAB);
            session.wait_text("> About");
            session.key(Key::BACK_TAB);
            session.wait_text("> Name");
        } else {
            wait_for_name(&mut session);
        }
        // What the screen shows is what the disk held.
        let [name, about] = &self.edits[0];
        let text = session.screen();
        assert!(text.contains(name.as_str()) && text.contains(about.as_str()), "{name} {about}\n{text}");
        self.screens = ["engine"; 2];
        session
    }

    /// Does one thing, if there is time for it.
    fn act(&mut self, session: &mut Session, random: &mut Random, due: Instant) -> bool {
        let row = if shows(&session.screen(), Row::Name) { Row::Name } else { Row::About };
        if row == Row::About && random.below(6) == 0 {
            return self.look_around(session, due);
        }
        self.typed += 1;
        let text = format!("{}{:05}", if row == Row::Name { "n" } else { "a" }, self.typed);
        session.keys(&format!("\x15{text}"));
        if !session.reaches(due, |screen| screen.contains(&text)) {
            return false;
        }
        let mut answers = self.edits.last().unwrap().clone();
        answers[row as usize] = text;
        self.edits.push(answers);
        if random.below(4) == 0 {
            session.key(Key::ctrl('s'));
        }
        let (key, next) = match (row, random.below(2)) {
            (Row::Name, 0) => (Key::TAB, Row::About),
            (Row::Name, _) => (Key::DOWN, Row::About),
            (Row::About, 0) => (Key::BACK_TAB, Row::Name),
            (Row::About, _) => (Key::UP, Row::Name),
        };
        session.key(key);
        let left = session.reaches(due, |screen| shows(screen, next));
        if left {
            // The frame is drawn after the draft was written.
            self.acknowledged = self.edits.len() - 1;
        }
        left
    }

    /// To the next screen and back.
    fn look_around(&mut self, session: &mut Session, due: Instant) -> bool {
        let way = [
            (Key::TAB, "> Enterprise", None),
            (Key::TAB, "[2 VERSION]", Some("version")),
            (Key::BACK_TAB, "> Enterprise", Some("engine")),
            (Key::BACK_TAB, "> About", None),
        ];
        for (key, shown, screen) in way {
            if let Some(screen) = screen {
                self.screens = [self.screens[1], screen];
            }
            session.key(key);
            if !session.reaches(due, |text| text.contains(shown)) {
                return false;
            }
            if let Some(screen) = screen {
                self.screens = [screen; 2];
            }
        }
        true
    }

    /// The draft, if it was saved: there is never a second one.
    fn file(&self) -> Option<PathBuf> {
        let dir = self.env.config().join("drafts");
        let entries = std::fs::read_dir(dir).into_iter().flatten().map(|entry| entry.unwrap().path());
        let files: Vec<_> =
            entries.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
        assert!(files.len() <= 1, "{files:?}");
        files.into_iter().next()
    }

    fn json(&self) -> Option<Json> {
        self.file().map(|file| serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
    }

    /// The draft is whole, loads, and holds everything but the field that was being typed.
    fn check(&mut self) {
        let Some(file) = self.file() else {
            assert_eq!(self.acknowledged, 0, "{:?}", self.edits);
            self.edits.truncate(1);
            return;
        };
        let bytes = std::fs::read(file).unwrap();
        let draft = format::parse(&bytes).unwrap();
        assert!(draft.notes.is_empty(), "{:?}", draft.notes);
        let answer = |key: &str| draft.answers.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        let held = [answer("name"), answer("description")];
        assert!(self.edits[self.acknowledged..].contains(&held), "{held:?} of {:?} {}", self.edits, self.acknowledged);
        self.edits = vec![held];
        self.acknowledged = 0;
    }
}

/// Whether the question of this row has the focus.
fn shows(screen: &str, row: Row) -> bool {
    screen.contains(match row {
        Row::Name => "> Name ",
        Row::About => "> About ",
    })
}

/// To the first question that is typed.
fn wait_for_name(session: &mut Session) {
    session.wait_text("> Name");
}

/// The wizard with a region and a project for new drafts.
fn wizard(env: &Environment, args: &[&str]) -> Session {
    env.wizard(SIZE, &[&PLACE, args].concat())
}

/// A wizard at the name of a new draft, with something typed there.
fn typing(env: &Environment, text: &str) -> Session {
    let mut session = wizard(env, &[]);
    wait_for_name(&mut session);
    session.type_text(text);
    session.wait_text(text);
    session
}

fn answer(env: &Environment, draft: &str, key: &str) -> Json {
    let json: Json = serde_json::from_slice(&std::fs::read(env.draft(draft)).unwrap()).unwrap();
    json["answers"][key].clone()
}

#[test]
fn signals_save_what_is_being_typed_and_restore_the_terminal() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let env = Environment::new(World::default());
        let mut session = typing(&env, "orders");
        session.signal(signal);
        assert_eq!((session.exit(), session.changes()), (Exit::Code(code), RESTORED));
        assert_eq!(answer(&env, "orders", "name"), "orders");
        assert_no_secret(session.transcript());

        // It was left in order, so the next start speaks of no crash.
        let mut session = wizard(&env, &["--draft", "orders"]);
        wait_for_name(&mut session);
        assert!(!session.screen().contains("ended with this draft open"), "{}", session.screen());
        session.leave();
    }
}

#[test]
fn a_line_that_drops_loses_nothing() {
    let env = Environment::new(World::default());
    let mut session = typing(&env, "orders");
    session.hang_up((90, 30));
    assert_eq!(session.exit(), Exit::Code(129));
    assert_eq!(answer(&env, "orders", "name"), "orders");
}

#[test]
fn an_id_that_is_being_typed_into_a_filter_is_kept() {
    let env = Environment::new(World::default());
    let mut session = typing(&env, "orders");
    session.key(Key::TAB);
    session.key(Key::TAB);
    session.wait_text("> Enterprise");
    session.wait_text("offered");
    let id = "0aad99bc-f5f6-4f78-8404-c598d76b0ed2";
    session.type_text(&format!("/{id}"));
    session.wait_text(id);
    session.signal(Signal::TERM);
    assert_eq!(session.exit(), Exit::Code(143));
    assert_eq!(answer(&env, "orders", "enterprise_project_id"), id);
}

#[test]
fn arrows_between_texts_save() {
    let env = Environment::new(World::default());
    let mut session = typing(&env, "orders");
    session.key(Key::DOWN);
    session.wait_text("> About");
    session.type_text("first");
    session.key(Key::UP);
    session.wait_text("> Name");
    assert_eq!(answer(&env, "orders", "description"), "first");
    kill(&mut session);
}

/// The lists of the screen a draft goes on at are asked for, also where it was picked from the list of drafts.
#[test]
fn a_draft_from_the_list_goes_on_with_its_lists() {
    let env = Environment::new(World::default());
    let draft = r#"{"version": 1, "screen": "Networking", "answers": {"name": "orders"}}"#;
    put(&env.draft("orders"), draft.as_bytes());
    let mut session = wizard(&env, &[]);
    session.wait_text("orders: 1 answer, at Networking");
    session.key(Key::ENTER);
    session.wait_text("vpc-orders");
    session.leave();
}

#[test]
fn the_second_wizard_on_a_draft_only_reads() {
    let env = Environment::new(World::default());
    let mut first = typing(&env, "orders");
    first.key(Key::TAB);
    first.wait_text("> About");
    let mut second = wizard(&env, &["--draft", "orders"]);
    second.wait_text("orders is open in another wizard; this one only reads it");
    second.wait_text("leave it there");
    wait_for_name(&mut second);
    second.type_text("2");
    second.wait_text("orders2");
    second.key(Key::TAB);
    second.wait_text("NOT SAVED: orders");
    second.wait_text("is not saved: orders is open in another wizard");
    assert_eq!(answer(&env, "orders", "name"), "orders");
    second.signal(Signal::TERM);
    assert_eq!((second.exit(), second.changes()), (Exit::Code(143), RESTORED));
    second.wait_text("the draft was not kept as it was left");
    assert_eq!(answer(&env, "orders", "name"), "orders");

    // The first is not disturbed, and after a kill the draft is free again.
    first.type_text("mine");
    first.key(Key::BACK_TAB);
    first.wait_text("> Name");
    assert_eq!(answer(&env, "orders", "description"), "mine");
    kill(&mut first);
    let mut third = wizard(&env, &["--draft", "orders"]);
    third.wait_text("The wizard ended without leaving this draft, which was open since");
    assert!(!third.screen().contains("only reads"), "{}", third.screen());
    third.leave();
}

/// Where nothing can be written the header says so and why, nothing half written is left, and it is tried again.
#[test]
fn what_cannot_be_saved_says_so_and_is_saved_once_it_can() {
    let env = Environment::new(World::default());
    put(&env.config().join("drafts"), b"a file where the directory should be");
    let mut session = typing(&env, "orders");
    session.key(Key::TAB);
    session.wait_text("NOT SAVED: ");
    session.resize((240, 24));
    session.wait_text("A part of this path is a file: move that away");
    session.resize(SIZE);
    std::fs::remove_file(env.config().join("drafts")).unwrap();
    // Leaving tries again, though nothing was typed since.
    assert_eq!(session.leave(), Exit::Code(10));
    assert_eq!(answer(&env, "orders", "name"), "orders");

    // The same without a remedy: it is said where it can be read after leaving.
    let env = Environment::new(World::default());
    put(&env.config().join("drafts"), b"");
    let mut session = typing(&env, "orders");
    assert_eq!((session.leave(), session.changes()), (Exit::Code(1), RESTORED));
    assert!(session.screen().contains("the draft was not kept as it was left"), "{}", session.screen());
}

/// A directory nobody may write to, where there is such a thing: root may always.
#[test]
fn a_read_only_directory_is_said_before_anything_is_typed() {
    use std::os::unix::fs::PermissionsExt;
    let env = Environment::new(World::default());
    put(&env.draft("orders"), br#"{"version": 1, "answers": {"name": "orders"}}"#);
    let only_read = |mode| std::fs::set_permissions(env.config(), PermissionsExt::from_mode(mode)).unwrap();
    only_read(0o500);
    if std::fs::write(env.config().join("probe"), "").is_ok() {
        only_read(0o700);
        std::fs::write(env.config().join("state"), "").unwrap();
    }
    let mut session = wizard(&env, &["--draft", "orders"]);
    assert_eq!((session.exit(), session.changes()), (Exit::Code(1), RESTORED));
    let told = session.screen().replace('\n', " ");
    only_read(0o700);
    assert!(told.contains("Could not create the directory") && told.contains("--config-dir"), "{told}");
    assert_eq!(answer(&env, "orders", "name"), "orders");
}
