//! Any keys, any pastes, any size, on every screen: nothing panics, nothing that was answered gets lost, nothing secret
//! is kept. The same sequences in every run.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

mod support;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rocketmq_wizard::app::message::{Effect, Msg, Saved};
use rocketmq_wizard::app::overlay::Overlay;
use rocketmq_wizard::app::purchase_list::Key;
use rocketmq_wizard::app::state::{App, Screen, Session};
use rocketmq_wizard::arrival::Arrival;
use rocketmq_wizard::catalog::{Instance, Lookup, Placed};
use rocketmq_wizard::failure::{Cause, Failure};
use rocketmq_wizard::form::field::{Field, Kind};
use rocketmq_wizard::form::state::Form;
use rocketmq_wizard::form::value::Value;
use rocketmq_wizard::language::Text;
use rocketmq_wizard::purchase::snapshot::Snapshot;
use rocketmq_wizard::purchase::watch::Pace;
use rocketmq_wizard::purchase::{Action, Decision, Event, Purchase};
use rocketmq_wizard::steps::STEPS;
use rocketmq_wizard::steps::checks::{CheckTarget, Findings, KeysEnd};
use rocketmq_wizard::terminal::decode::{Decoder, Input};
use rocketmq_wizard::terminal::paste;
use rocketmq_wizard::view;
use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};
use support::SECRET_KEY;
use support::wizard::{Setup, Wizard};

/// How many people there are, and how much each of them does.
const PEOPLE: u64 = 40;
const EVENTS: usize = 80;

/// Texts people type and paste: right ones, wrong ones, and nonsense.
const TEXTS: &[&str] = &[
    "yes",
    "orders-prod",
    "9",
    "600",
    "3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf",
    "0a0f1fcb-f019-458d-b9e5-301867394d50",
    "23c5977f-ff33-4b95-a73e-08d8a0bc4e6c",
    "9f1c5806706d4c1fb0eb72f0a9b18c77, AZ2 fc3a7462a6f7c966f51eff558693e977",
    "vpc-orders",
    "c6.4u8g.cluster",
    "rocketmq.b1.large.1",
    "订单系统",
    "e\u{301}👩\u{200d}👧 x",
    "99999999999999999999999999",
    " \t\"a b\"\r\n",
    "{\"name\": \"x\"}",
    "ap-southeast-3",
    "*",
];

/// A small generator with a fixed seed: what fails once fails again.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next()).unwrap() % limit
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn key(&mut self) -> KeyEvent {
        use KeyCode as Code;
        const NAMED: [KeyCode; 20] = [
            Code::Enter,
            Code::Enter,
            Code::Tab,
            Code::Tab,
            Code::BackTab,
            Code::Esc,
            Code::Up,
            Code::Down,
            Code::Down,
            Code::Left,
            Code::Right,
            Code::Home,
            Code::End,
            Code::PageUp,
            Code::PageDown,
            Code::Backspace,
            Code::Delete,
            Code::F(1),
            Code::F(7),
            Code::Char(' '),
        ];
        match self.below(10) {
            0..=4 => KeyEvent::new(self.one(&NAMED), KeyModifiers::NONE),
            5..=6 => KeyEvent::new(
                Code::Char(self.one(&['o', 'r', 's', 'u', 'k', 'w', 'a', 'e', 't'])),
                KeyModifiers::CONTROL,
            ),
            7 => KeyEvent::new(Code::Char(self.one(&['单', 'é', '\u{301}', '~', '?'])), KeyModifiers::NONE),
            _ => KeyEvent::new(
                Code::Char(self.one(&['a', 'd', 'e', 'g', 'G', 'j', 'k', 'q', 'r', 's', 'w', 'y', '/', '1', '4', '-'])),
                KeyModifiers::NONE,
            ),
        }
    }

    /// Mostly what people have; a very large one takes as long to draw as all the others.
    fn size(&mut self) -> (u16, u16) {
        let [width, height] = match self.below(40) {
            0 => [300, 100],
            1..=4 => [130, 50],
            _ => self.one(&[[100, 30], [82, 26], [50, 14], [41, 13], [12, 4]]),
        };
        (1 + u16::try_from(self.below(width)).unwrap(), 1 + u16::try_from(self.below(height)).unwrap())
    }

    fn failure(&mut self) -> Failure {
        let causes =
            [Cause::NothingSent, Cause::Forbidden, Cause::Refused, Cause::Unknown, Cause::Capacity, Cause::Other];
        let cause = self.one(&causes);
        let field = self.one(&[None, Some("name"), Some("subnet_id"), Some("no_such_field")]);
        let what = Text("It did not work, for a reason that takes more words than a narrow screen has room for.");
        let mut failure = Failure::new(cause, what, Text("Try again."));
        (failure.request_id, failure.field) = (Some("r".repeat(32)), field);
        failure
    }
}

/// A form whose lists are those of the sandbox, read once.
fn read() -> (Form, Form) {
    let visit = |wizard: Wizard| (0..=9).fold(wizard, Wizard::to);
    let known = Wizard::start().on("vpc_id").keys("/vpc-orders<Enter>").on("enable_publicip").keys("<Space>");
    let known = visit(known.on("disk_encrypted_enable").keys("<Space>"));
    let lists = known.app.form.clone();
    let mut form = Wizard::start().app.form.clone();
    form.drop_lists(|_| false);
    (form, lists)
}

/// The lists of one form as answers to the questions of another.
fn fetch(lists: &Form, lookup: Lookup, dice: &mut Dice) -> Msg {
    let choices = lists.listing(&lookup).and_then(|list| list.choices.clone()).unwrap_or_default();
    let result = if dice.below(4) == 0 { Err(dice.failure()) } else { Ok(choices.into()) };
    Msg::Fetched(None, lookup, result)
}

/// What kind of screen it is.
fn title(screen: &Screen) -> &'static str {
    match screen {
        Screen::Step(_) => "step",
        Screen::Summary(_) => "summary",
        Screen::Purchases(_) => "purchases",
        Screen::Purchase(page) if page.result => "result",
        Screen::Purchase(_) => "purchase",
    }
}

/// What is found out for the checks; now and then nobody answers.
fn checked(subject: CheckTarget, dice: &mut Dice) -> Option<Msg> {
    let named = if dice.below(4) == 0 { Err(dice.failure()) } else { Ok(Vec::new()) };
    let found = Findings { named, quota: Ok(Some((1, 100))), clock: Some(0), keys: KeysEnd::Never };
    (dice.below(5) > 0).then(|| Msg::Checked(subject, Box::new(found)))
}

/// What becomes of an action; nothing while time has to pass first.
fn event(action: &Action, dice: &mut Dice) -> Option<Event> {
    let fails = dice.below(3) == 0;
    let instance = |status: &str| Instance {
        id: "8959ab1c-7a1a-4bb1-a05d-93dfc361b32d".to_owned(),
        name: "orders-prod".to_owned(),
        status: status.to_owned(),
        ..Instance::default()
    };
    let found = instance(dice.one(&["CREATING", "RUNNING", "CREATEFAILED", "\u{1b}odd", ""]));
    Some(match action {
        Action::Record(_) if fails => Event::Written(Err("The disk is full.".to_owned())),
        Action::Record(_) => Event::Written(Ok(())),
        Action::Send if fails => Event::Answer(Err(dice.failure())),
        Action::Send => Event::Answer(Ok(Placed { instance_id: found.id, ..Placed::default() })),
        Action::LookUpName | Action::LookUpNamesakes(_) if fails => Event::Named(Err(dice.failure())),
        Action::LookUpName | Action::LookUpNamesakes(_) => Event::Named(Ok(vec![found; dice.below(30)])),
        Action::LookUpInstance(_) if fails => Event::Seen(Err(dice.failure())),
        Action::LookUpInstance(_) => Event::Seen(Ok(Some(found))),
        Action::LookUpOrders => Event::Orders(Err(dice.failure())),
        Action::LookUpOrder(_) => Event::Order(Err(dice.failure())),
        Action::SetTags(_) if fails => Event::Tagged(Err(dice.failure())),
        Action::SetTags(_) => Event::Tagged(Ok(())),
        // Rounds of waiting come with the ticks.
        Action::Wait(_) => return None,
    })
}

/// What a person is protected from losing.
#[derive(PartialEq)]
struct Answered(BTreeMap<&'static str, Value>);

impl Answered {
    fn of(form: &Form) -> Self {
        let fields = STEPS.iter().flat_map(|step| step.fields).filter(|field| form.is_chosen(field));
        Self(fields.map(|field| (field.key, form.value(field).clone())).collect())
    }

    /// Everything that was answered but this question, which the key was aimed at.
    fn is_kept_in(&self, now: &Self, aim: Option<&Field>) -> bool {
        let others = self.0.iter().filter(|(key, _)| aim.is_none_or(|aim| aim.key != **key));
        others.into_iter().all(|(key, value)| now.0.get(key) == Some(value))
    }
}

/// A draft that is loaded says again what it said.
fn assert_loads_back(form: &Form, seed: u64) {
    let saved = form.saved();
    let told = format!("{saved:?}");
    assert!(!told.contains(SECRET_KEY), "seed {seed}: {told}");
    let mut loaded = Form::new(STEPS);
    loaded.load(saved.clone());
    assert_eq!(loaded.saved(), saved, "seed {seed}");
}

struct Person<'a> {
    app: App,
    lists: &'a Form,
    dice: Dice,
    seed: u64,
    size: (u16, u16),
    sent: usize,
    purchases: BTreeMap<Key, Purchase>,
    /// When the last key came.
    typed: Instant,
}

impl Person<'_> {
    fn act(&mut self) {
        match self.dice.below(24) {
            20 => self.buy(),
            0 => self.size = self.dice.size(),
            1 | 2 => {
                let text = self.dice.one(TEXTS);
                let times = if self.dice.below(10) == 0 { 600 } else { 1 };
                let tidied = paste::tidy(&text.repeat(times));
                let came = self.came();
                let msg = match self.dice.below(2) {
                    0 => Msg::Paste(tidied.text, tidied.trimmed),
                    _ => Msg::Burst(tidied.text, tidied.trimmed, came),
                };
                self.tell(msg);
            }
            3 => {
                self.app.now += SignedDuration::from_secs(i64::try_from(self.dice.below(400)).unwrap());
                self.tell(Msg::Tick);
                for key in self.purchases.keys().copied().collect::<Vec<_>>() {
                    let msg = self.drive(key, Event::Due);
                    self.tell(msg);
                }
            }
            4 | 5 => {
                // Typed, also where letters are keys.
                for letter in self.dice.one(TEXTS).chars() {
                    let came = self.came();
                    self.tell(Msg::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE), came));
                }
            }
            _ => {
                let (key, came) = (self.dice.key(), self.came());
                self.tell(Msg::Key(key, came));
            }
        }
        self.draw();
    }

    /// What somebody does who means it, from wherever they are, on a screen that has room for it.
    fn buy(&mut self) {
        self.size = (80, 24);
        let word = self.app.confirm_by().word().to_owned();
        let ctrl_o = KeyEvent::new(KeyCode::Char('o'), KeyModifiers::CONTROL);
        let keys = [KeyCode::Esc, KeyCode::Esc].into_iter().map(KeyEvent::from).chain([ctrl_o]);
        let jump = [KeyCode::Char('s'), KeyCode::End].into_iter().chain(word.chars().map(KeyCode::Char));
        for key in keys.chain(jump.chain([KeyCode::Enter]).map(KeyEvent::from)) {
            self.draw();
            let came = self.came();
            self.tell(Msg::Key(key, came));
        }
    }

    /// As somebody types who takes their time.
    fn came(&mut self) -> Arrival {
        let before = Some(self.typed);
        self.typed += Duration::from_millis(90);
        Arrival { alone: true, at: Some(self.typed), before }
    }

    fn tell(&mut self, msg: Msg) {
        let (before, aim) = (Answered::of(&self.app.form), self.app.focus());
        let told =
            if let Msg::Key(..) | Msg::Paste(..) | Msg::Burst(..) = msg { format!("{msg:?}") } else { String::new() };
        let mut queue = VecDeque::from(self.app.update(msg));
        while let Some(effect) = queue.pop_front() {
            let msg = match effect {
                Effect::Fetch(_, lookup) => Some(fetch(self.lists, lookup, &mut self.dice)),
                Effect::Save(_) => Some(Msg::Written(Ok(Saved { name: "orders-prod".to_owned(), other: None }))),
                Effect::Buy(key, intent) => {
                    self.purchases.insert(key, Purchase::new(*intent, Pace::default()));
                    Some(self.drive(key, Event::Start))
                }
                Effect::Decide(key, Decision::SendAgain) => {
                    let again = self.purchases[&key].again("earlier", self.app.now);
                    again.map(|purchase| {
                        self.purchases.insert(key, purchase);
                        self.drive(key, Event::Start)
                    })
                }
                Effect::Decide(key, decision) => Some(self.drive(key, Event::Person(decision))),
                Effect::Copy(text) => Some(Msg::Copied(text, true)),
                Effect::ReadPolicy => Some(Msg::PolicyRead(false)),
                Effect::Check(subject) => checked(subject, &mut self.dice),
                _ => None,
            };
            if let Some(msg) = msg {
                queue.extend(self.app.update(msg));
            }
        }
        let kept = before.is_kept_in(&Answered::of(&self.app.form), aim);
        assert!(kept, "seed {}: {told} at {} lost another answer", self.seed, aim.map_or("", |field| field.key));
    }

    /// Lets a purchase go on until time has to pass, and says how it stands.
    fn drive(&mut self, key: Key, event: Event) -> Msg {
        let purchase = self.purchases.get_mut(&key).unwrap();
        let mut next = purchase.on(event, self.app.now);
        while let Some(action) = next {
            self.sent += usize::from(action == Action::Send);
            next = self::event(&action, &mut self.dice).and_then(|event| purchase.on(event, self.app.now));
        }
        Msg::Purchase(key, Box::new(Snapshot::new(purchase.clone(), Some("id".to_owned()))))
    }

    fn draw(&mut self) {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        view::draw(&self.app, &mut Buffer::empty(area));
        let shown = view::shown(&self.app, area, self.typed);
        self.app.drawn(&shown);
    }
}

#[test]
fn any_keys_any_size_nothing_panics_and_nothing_is_lost() {
    let (form, lists) = read();
    let now: Timestamp = "2026-03-01T14:12:03Z".parse().unwrap();
    let (mut sent, mut screens) = (0, std::collections::BTreeSet::new());
    for seed in 0..PEOPLE {
        let app = App::new(form.clone(), Session { sandbox: seed % 2 == 0, ..Session::default() }, now);
        let mut person = Person {
            app,
            lists: &lists,
            dice: Dice(seed),
            seed,
            size: (80, 24),
            sent: 0,
            purchases: BTreeMap::new(),
            typed: Instant::now(),
        };
        person.app.ascii = seed % 3 == 0;
        if seed % 5 == 0 {
            fill(&mut person.app.form);
        }
        let mut effects = Vec::new();
        person.app.settle(&mut effects);
        let step = person.dice.below(11);
        person.app.go_to(step, &mut effects);
        for effect in effects {
            if let Effect::Fetch(_, lookup) = effect {
                let msg = fetch(&lists, lookup, &mut person.dice);
                person.tell(msg);
            }
        }
        for _ in 0..EVENTS {
            person.act();
            screens.insert(format!(
                "{} {:?} {}",
                title(&person.app.screen),
                person.app.step().map(|step| step.index),
                person.app.overlay.is_some()
            ));
        }
        assert_loads_back(&person.app.form, seed);
        sent += person.sent;
    }
    // The sequences are worth something only if they get everywhere.
    assert!(sent > 0, "nobody bought anything");
    assert!(screens.len() >= 24, "{screens:?}");
}

/// Everything answered, and nothing wrong.
fn fill(form: &mut Form) {
    for (key, id) in [
        ("name", "orders-prod"),
        ("vpc_id", "ce284b4a-5114-4a6e-a463-a0cd7e0af93a"),
        ("subnet_id", "8392788e-bb8c-4ff8-a9bf-34331e23ff77"),
        ("security_group_id", "536e7720-9fbe-4a19-a772-f0755ae665a7"),
        ("available_zones", "9f1c5806706d4c1fb0eb72f0a9b18c77"),
    ] {
        let field = form.field(key).unwrap();
        let value = if field.is_many() { Value::list(vec![id.to_owned()]) } else { Value::text(id) };
        form.answer(field, value);
    }
}

/// An answer a person may give: an entry of the list as it is now, or anything.
fn any(form: &Form, field: &Field, dice: &mut Dice) -> Value {
    let ids: Vec<&str> = form.choices(field).iter().map(|choice| choice.id.as_str()).collect();
    let mut text = || if ids.is_empty() || dice.below(4) == 0 { dice.one(TEXTS) } else { dice.one(&ids) };
    match field.kind {
        Kind::Toggle => Value::Flag(dice.below(2) == 0),
        Kind::Choices(_) => Value::list(vec![text().to_owned(), text().to_owned()]),
        _ => Value::text(text()),
    }
}

/// Everything that follows from the answers, question by question.
fn derived(form: &Form) -> Vec<String> {
    let of = |field: &&'static Field| {
        let (shown, value, problem) = (form.is_shown(field), form.show(field), form.problem(field));
        let closed: Vec<_> = form.choices(field).iter().map(|choice| form.closed(field, choice)).collect();
        let (lookups, warning) = (form.lookups([field]), form.warning(field));
        format!("{field:?} {shown} {value:?} {problem:?} {warning:?} {lookups:?} {closed:?}")
    };
    STEPS.iter().flat_map(|step| step.fields).map(of).collect()
}

#[test]
fn nothing_that_is_remembered_is_older_than_the_answers() {
    let (_, mut form) = read();
    let fields: Vec<&'static Field> = STEPS.iter().flat_map(|step| step.fields).copied().collect();
    let mut dice = Dice(3);
    for _ in 0..2000 {
        let field = dice.one(&fields);
        match dice.below(8) {
            0 => form.forget(field),
            1 => form.refuse(field.key, "the cloud said no".to_owned()),
            _ if matches!(field.kind, Kind::Secret) => _ = form.secret_mut(field).push("x"),
            _ => form.answer(field, any(&form, field, &mut dice)),
        }
        let mut anew = form.clone();
        anew.clear_refusals(&[]);
        assert_eq!(derived(&form), derived(&anew), "after {field:?}");
    }
}

/// Keys that only move about, from every question, in every state it can be in.
#[test]
fn moving_about_changes_no_answer() {
    let moving = [
        "<Tab>",
        "<S-Tab>",
        "<Esc>",
        "<C-o><Esc>",
        "<C-o><PgDn><Enter>",
        "<F1><PgDn><Esc>",
        "<C-l>",
        "<C-s>",
        "<C-c>",
        "<C-t>",
    ];
    let mut wizard = Setup::default().start().ready().on("description").keys("Orders, 订单");
    let mut dice = Dice(7);
    let before = Answered::of(&wizard.app.form);
    for _ in 0..300 {
        let (width, height) = dice.size();
        wizard = wizard.keys(dice.one(&moving)).resize(width, height);
        let now = Answered::of(&wizard.app.form);
        assert!(before == now, "{}", wizard.resize(80, 24).screen());
    }
    assert!(!matches!(wizard.app.overlay, Some(Overlay::Drafts(_))));
}

/// Whatever is typed behind the mask, no draft and no picture knows it.
#[test]
fn a_secret_is_never_kept() {
    let keys = ["<Tab>", "<S-Tab>", "<Enter>", "<BS>", "<Esc>", "<C-o><Down><Enter>", "x"];
    let mut dice = Dice(11);
    let mut wizard = Setup::default().stranger().start();
    for _ in 0..60 {
        wizard = wizard.keys(dice.one(&keys));
        if wizard.app.focus().is_some_and(|field| matches!(field.kind, Kind::Secret)) {
            wizard = wizard.paste(SECRET_KEY);
        }
        assert_loads_back(&wizard.app.form, 11);
    }
    // The harness has looked at every picture, and looks at every file at its end.
    assert!(wizard.to(0).screen().contains("************"));
}

/// Bytes as terminals, bad lines and hostile programs send them: pieces of sequences, text in and out of UTF-8, floods.
fn noise(dice: &mut Dice) -> Vec<u8> {
    const PIECES: [&[u8]; 24] = [
        b"\x1b",
        b"\x1b[",
        b"\x1b[200~",
        b"\x1b[201~",
        b"\x1b]52;",
        b"\x1bP",
        b"\x1b\\",
        b"\x1bO",
        b"\x1b[M",
        b"\x1b[1;5",
        b"\x1b[99;5u",
        b"\x1b[A",
        b"\r",
        b"\n",
        b"\t",
        b"x",
        b"orders-prod",
        b"\xe8\xae",
        b"\xa2",
        b"\xb6\xa9",
        b"\x00",
        b"\x7f",
        b"\x9b",
        "\u{8ba2}\u{301}\u{1f600}".as_bytes(),
    ];
    let mut bytes = Vec::new();
    for _ in 0..=dice.below(12) {
        let times = if dice.below(30) == 0 { 3000 } else { 1 + dice.below(3) };
        bytes.extend(dice.one(&PIECES).repeat(times));
    }
    bytes
}

/// Whatever comes, in whatever pieces: no more comes out than went in, nothing is held for ever, no control character
/// becomes text, and a Ctrl-C that is pressed after it is a Ctrl-C.
#[test]
fn no_bytes_from_a_terminal_harm() {
    let mut dice = Dice(7);
    for round in 0..3000 {
        let (mut decoder, mut now, mut inputs) = (Decoder::default(), Instant::now(), Vec::new());
        let bytes = noise(&mut dice);
        let size = 1 + dice.below(bytes.len().min(64));
        for piece in bytes.chunks(size.max(bytes.len() / 200)) {
            now += Duration::from_millis(dice.next() % 3);
            inputs.extend(decoder.feed(piece, now, now).inputs);
        }
        now += Duration::from_millis(60);
        let last = decoder.feed(b"\x03", now, now).inputs.pop();
        let ctrl_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(last, Some(Input::Key(ctrl_c)), "round {round}: {}", bytes.escape_ascii());
        assert_eq!(decoder.deadline(), None, "round {round}: {}", bytes.escape_ascii());
        let length = |input: &Input| match input {
            Input::Key(KeyEvent { code: KeyCode::Char(typed), modifiers, .. }) => {
                assert!(!typed.is_control(), "round {round}: {typed:?} {modifiers:?}");
                typed.len_utf8()
            }
            Input::Paste(text) | Input::Burst(text) => text.len(),
            Input::Key(_) => 1,
            Input::Garbled | Input::Flooded => 0,
            Input::Resize(..) | Input::Closed => unreachable!("no bytes say so"),
        };
        let came: usize = inputs.iter().map(length).sum();
        assert!(came <= bytes.len(), "round {round}: {came} of {}", bytes.len());
    }
}
