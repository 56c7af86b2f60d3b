//! Nothing is bought but by an Enter that came alone, 50 ms after the byte before it, and after the box was drawn: random
//! bytes in random pieces at random times, through the decoder and the app of the wizard.

use super::support::wizard::Wizard;
use jiff::Timestamp;
use ratatui::layout::Rect;
use rocketmq_wizard::app::message::{Effect, Msg};
use rocketmq_wizard::app::state::{App, Screen, Session};
use rocketmq_wizard::form::state::Form;
use rocketmq_wizard::runtime::message;
use rocketmq_wizard::steps::checks::{CheckTarget, Findings, KeysEnd};
use rocketmq_wizard::terminal::decode::{Batch, Decoder};
use rocketmq_wizard::view;
use std::fmt::Write;
use std::time::{Duration, Instant};

const CASES: u64 = 3_000;

/// What clipboards, terminals and hands are made of.
const PIECES: &[&[u8]] = &[
    b"yes",
    b"yes",
    b"y",
    b"e",
    b"s",
    b"yes\r",
    b"yes\n",
    b"yes\r\n",
    b"orders-prod\nyes\n",
    b"\r",
    b"\r",
    b"\r",
    b"\n",
    b"\r\n",
    b"\r\r",
    b"\x1bOM",
    b"\x1b[13u",
    b"\x1b[27;1;13~",
    b"\x1b[57414u",
    b"\x1b[13;2u",
    b"\x1b\r",
    b"\x1b[200~",
    b"\x1b[201~",
    b"\x1b[200~yes\r\x1b[201~",
    b"\x1b[200~x\x1b[201~\x15yes\r",
    b"\x15",
    b"\x7f",
    b"\x1b",
    b"\x1b[M !!",
    b"\x1b]11;rgb",
    b"\x07",
    b"\x1b[I",
    b"\xe8",
    b"\xe8\xae\xa2",
    b"\t",
];

/// All the ways a terminal says that Enter was pressed and nothing else, written down without the decoder.
const ENTERS: &[&[u8]] = &[b"\r", b"\n", b"\r\n", b"\x1bOM", b"\x1b[13u", b"\x1b[27;1;13~", b"\x1b[57414u"];

const PAUSES: [u64; 9] = [0, 0, 1, 5, 49, 50, 51, 120, 400];

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Bytes, cut into reads at random.
    fn reads(&mut self) -> Vec<Vec<u8>> {
        let mut bytes = Vec::new();
        for _ in 0..=self.below(6) {
            match self.below(12) {
                0 => bytes.push(u8::try_from(self.below(256)).unwrap()),
                _ => bytes.extend_from_slice(self.one(PIECES)),
            }
        }
        // From byte by byte to all at once.
        let rarely = self.one(&[1, 2, 3, 8, 1000]);
        let mut reads = vec![Vec::new()];
        for byte in bytes {
            if self.below(rarely) == 0 && !reads.last().unwrap().is_empty() {
                reads.push(Vec::new());
            }
            reads.last_mut().unwrap().push(byte);
        }
        reads
    }
}

/// A wizard on its summary, and the facts that the rule is about, kept apart from it.
struct Desk {
    app: App,
    decoder: Decoder,
    now: Instant,
    /// When the last byte was read.
    last: Option<Instant>,
    /// Since when the box is on the screen without a break.
    boxed: Option<Instant>,
    /// All that was read since.
    read: Vec<u8>,
}

impl Desk {
    fn new(form: Form) -> Self {
        let now: Timestamp = "2026-03-01T14:12:03Z".parse().unwrap();
        let mut app = App::new(form, Session::default(), now);
        let mut effects = Vec::new();
        app.go_to(app.last_step() + 1, &mut effects);
        app.settle(&mut effects);
        // The name is free, as was just looked up: nothing but the rule stands between an Enter and the order.
        let found = Findings { named: Ok(Vec::new()), quota: Ok(None), clock: Some(0), keys: KeysEnd::Never };
        app.update(Msg::Checked(CheckTarget::of(&app.form).unwrap(), Box::new(found)));
        assert!(app.form.problems().is_empty(), "{:?}", app.form.problems());
        Self { app, decoder: Decoder::default(), now: Instant::now(), last: None, boxed: None, read: Vec::new() }
    }

    fn draw(&mut self) {
        let frame = view::shown(&self.app, Rect::new(0, 0, 80, 30), self.now);
        let shows = frame.box_since.is_some();
        self.app.drawn(&frame);
        if !shows {
            (self.boxed, self.read) = (None, Vec::new());
        } else if self.boxed.is_none() {
            self.boxed = Some(self.now);
        }
    }

    /// Whether this was bought by what it brought.
    fn take(&mut self, batch: Batch) -> bool {
        let mut bought = false;
        for input in batch.inputs {
            let effects = self.app.update(message(input, batch.arrival));
            bought |= effects.iter().any(|effect| matches!(effect, Effect::ReadPolicy));
        }
        bought
    }

    /// Lets time pass and reads; fails if it is bought and must not be.
    fn read(&mut self, pause: Duration, bytes: &[u8], told: &str) -> bool {
        let next = self.now + pause;
        if let Some(due) = self.decoder.deadline().filter(|due| *due <= next) {
            self.now = due;
            let inputs = self.decoder.expire();
            assert!(!self.take(Batch { inputs, ..Batch::default() }), "{told}: nothing came, and it was bought");
        }
        self.now = next;
        let batch = self.decoder.feed(bytes, next, next);
        if self.boxed.is_some_and(|boxed| next > boxed) {
            self.read.extend_from_slice(bytes);
        }
        let bought = self.take(batch);
        if bought {
            assert!(ENTERS.contains(&bytes), "{told}: {} is no Enter alone", bytes.escape_ascii());
            let rested = self.last.is_none_or(|last| next - last >= Duration::from_millis(50));
            assert!(rested, "{told}: it came too soon after the byte before it");
            assert!(self.boxed.is_some_and(|boxed| next > boxed), "{told}: the box was not on the screen");
            assert!(types(&unpasted(&self.read), b"yes"), "{told}: nobody typed the word");
        }
        self.last = Some(next);
        bought
    }
}

/// What was not in brackets.
fn unpasted(bytes: &[u8]) -> Vec<u8> {
    let (mut kept, mut rest) = (Vec::new(), bytes);
    let find = |text: &[u8], mark: &[u8]| text.windows(mark.len()).position(|window| window == mark);
    while let Some(begin) = find(rest, b"\x1b[200~") {
        kept.extend_from_slice(&rest[..begin]);
        rest = &rest[begin + 6..];
        rest = find(rest, b"\x1b[201~").map_or(&[], |end| &rest[end + 6..]);
    }
    kept.extend_from_slice(rest);
    kept
}

/// Whether the characters of the word come in these bytes in its order.
fn types(bytes: &[u8], word: &[u8]) -> bool {
    let mut rest = bytes.iter();
    word.iter().all(|letter| rest.any(|byte| byte == letter))
}

fn ready() -> Form {
    Wizard::start().ready().app.form.clone()
}

#[test]
fn nothing_is_confirmed_but_by_an_enter_that_came_alone_after_a_rest_and_after_the_box() {
    let form = ready();
    let (mut bought, mut asked) = (0, 0);
    for seed in 0..CASES {
        let (mut dice, mut desk) = (Dice(seed), Desk::new(form.clone()));
        if dice.below(4) > 0 {
            desk.draw();
        }
        let mut told = format!("seed {seed}:");
        for bytes in dice.reads() {
            let pause = dice.one(&PAUSES);
            let _ = write!(told, " {pause} ms {}", bytes.escape_ascii());
            let before = desk.app.notice.clone();
            if desk.read(Duration::from_millis(pause), &bytes, &told) {
                bought += 1;
                break;
            }
            let said = |notice: &Option<rocketmq_wizard::app::notice::Notice>| {
                notice.as_ref().is_some_and(|notice| notice.text.contains("press Enter once more"))
            };
            asked += usize::from(said(&desk.app.notice) && !said(&before));
            if dice.below(5) > 0 {
                desk.draw();
            }
        }
    }
    // The sequences are worth something only if they get there.
    assert!(bought > CASES / 200, "{bought} bought");
    assert!(asked > 100, "{asked} times it was said to press Enter once more");
    println!("{CASES} random sequences: {bought} bought, {asked} asked for another Enter");
}

/// Somebody who types buys at once, however their terminal says Enter; somebody whose keys come together presses it twice.
#[test]
fn hands_buy_at_once_or_with_one_more_press() {
    let form = ready();
    for enter in ENTERS {
        let shown = enter.escape_ascii();
        for pace in [50, 51, 90, 1000] {
            let mut desk = Desk::new(form.clone());
            desk.draw();
            for key in [b"y", b"e", b"s"] {
                assert!(!desk.read(Duration::from_millis(pace), key, "typing"));
                desk.draw();
            }
            assert!(desk.read(Duration::from_millis(pace), enter, "typing"), "{shown} at {pace} ms");
        }
        for together in [[b"yes".as_slice(), enter].concat(), [b"s".as_slice(), enter].concat()] {
            let mut desk = Desk::new(form.clone());
            desk.draw();
            if together.starts_with(b"s") {
                desk.read(Duration::from_millis(90), b"ye", "slow line");
                desk.draw();
            }
            assert!(!desk.read(Duration::from_millis(90), &together, "slow line"), "{shown}");
            desk.draw();
            let notice = desk.app.notice.clone().unwrap().text;
            assert!(notice.contains("press Enter once more"), "{shown}: {notice}");
            let Screen::Summary(summary) = &desk.app.screen else { panic!("no summary") };
            assert_eq!(summary.confirm.typed.value(), "yes", "the word stands");
            assert!(desk.read(Duration::from_millis(300), enter, "slow line"), "{shown}");
        }
    }
}

/// Cut anywhere, and with any gap between the halves that a line may make of one write.
#[test]
fn no_clipboard_buys_wherever_it_is_cut() {
    let form = ready();
    let clipboards: [&[u8]; 7] = [
        b"yes\n",
        b"yes\r\n\r\n",
        b"x\nyes\nls\n",
        b"\x1b[200~yes\r\x1b[201~",
        b"\x1b[200~x\x1b[201~\x15yes\r\x1b[201~",
        b"\x1b[200~x\x1b[201~\x15yes\r\r\r\x1b[201~",
        b"\x1b[200~\x1b[201~yes\x1bOM\x1b[201~",
    ];
    for clipboard in clipboards {
        for (first, second) in (0..clipboard.len()).flat_map(|a| (a..clipboard.len()).map(move |b| (a, b))) {
            let (mut desk, told) = (Desk::new(form.clone()), clipboard.escape_ascii().to_string());
            desk.draw();
            let reads = [&clipboard[..first], &clipboard[first..second], &clipboard[second..]];
            for (at, read) in reads.into_iter().filter(|read| !read.is_empty()).enumerate() {
                let pause = Duration::from_millis(if at == 0 { 500 } else { 49 });
                assert!(!desk.read(pause, read, &told), "{told} cut at {first} and {second}");
                desk.draw();
            }
        }
    }
}
