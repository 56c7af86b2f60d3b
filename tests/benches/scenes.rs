#![allow(dead_code, unreachable_pub, reason = "each benchmark takes the part it needs")]
//! Screens to be drawn and lists to be filtered, inside the process.

use crate::support::wizard::{Setup, Wizard};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};
use ratatui::layout::Size;
use rocketmq_wizard::app::message::Msg;
use rocketmq_wizard::arrival::Arrival;
use rocketmq_wizard::catalog::{Choice, Facts, Lookup};
use rocketmq_wizard::cloud::sign::Request;
use rocketmq_wizard::form::state::Form;
use rocketmq_wizard::terminal::backend::DiffBackend;
use rocketmq_wizard::view;

pub const SIZES: [(u16, u16); 2] = [(80, 24), (200, 60)];

/// A wizard, and a terminal that takes everything.
pub struct Scene {
    pub wizard: Wizard,
    terminal: DiffBackend<std::io::Sink>,
}

impl Scene {
    pub fn new(wizard: Wizard, (width, height): (u16, u16)) -> Self {
        Self { wizard, terminal: DiffBackend::new(std::io::sink(), true, move || Size::new(width, height)) }
    }

    /// The fullest screen: the list of flavors with its limits.
    pub fn flavors(size: (u16, u16)) -> Self {
        Self::new(Setup::default().size(size.0, size.1).start().ready().to(3), size)
    }

    pub fn summary(size: (u16, u16)) -> Self {
        Self::new(Setup::default().size(size.0, size.1).start().ready(), size)
    }

    pub fn name(size: (u16, u16)) -> Self {
        Self::new(Setup::default().size(size.0, size.1).start().ready().on("name"), size)
    }

    pub fn vpcs(size: (u16, u16), entries: usize) -> Self {
        let mut scene = Self::new(Wizard::start().on("vpc_id"), size);
        scene.answer(list(entries));
        scene
    }

    /// With "net" typed into the filter of so many entries.
    pub fn filtered(size: (u16, u16), entries: usize) -> Self {
        let mut scene = Self::vpcs(size, entries);
        "/net".chars().for_each(|letter| scene.press(key(letter)));
        scene
    }

    pub fn answer(&mut self, entries: Vec<Choice>) {
        self.wizard.app.update(Msg::Fetched(None, Lookup::Vpcs, Ok(entries.into())));
        self.frame();
    }

    /// One key, then a frame. What it asks for is not carried out.
    pub fn press(&mut self, event: KeyEvent) {
        self.wizard.app.update(Msg::Key(event, Arrival::default()));
        self.frame();
    }

    /// A letter, and its end: two keys and two frames.
    pub fn type_and_erase(&mut self) {
        self.press(key('x'));
        self.press(KeyEvent::new(KeyCode::Backspace, KeyModifiers::NONE));
    }

    pub fn frame(&mut self) {
        self.terminal.draw(|frame| view::draw(&self.wizard.app, frame)).unwrap();
    }
}

/// The form of a scene as after a change: it remembers nothing of what follows from its answers.
pub fn changed(scene: &Scene) -> Form {
    let mut form = scene.wizard.app.form.clone();
    form.clear_refusals(&[]);
    form
}

pub fn key(letter: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)
}

/// So many networks; one in ten matches "net7".
pub fn list(entries: usize) -> Vec<Choice> {
    let network = |n: usize| {
        let cidr = format!("10.{}.{}.0/24", n / 256 % 256, n % 256);
        let id = format!("{n:08x}-4d6d-4d8f-8d3f-047b0de4c5cf");
        Choice { facts: Facts::Network { cidr }, ..Choice::new(&id, format!("team-{}-net{n}", n % 97), "") }
    };
    (0..entries).map(network).collect()
}

/// The same texts the wizard filters by.
pub fn haystacks(entries: usize) -> Vec<Utf32String> {
    let text = |choice: &Choice| {
        let Facts::Network { cidr } = &choice.facts else { unreachable!("they are networks") };
        Utf32String::from(format!("{} {cidr} {}", choice.label, choice.id))
    };
    list(entries).iter().map(text).collect()
}

/// The floor of a filter: how many match, one thread.
pub fn matcher_alone(texts: &[Utf32String], filter: &str) -> usize {
    let pattern = Pattern::parse(filter, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    texts.iter().filter(|text| pattern.score(text.slice(..), &mut matcher).is_some()).count()
}

/// A purchase to be signed.
pub fn request() -> Request<'static> {
    Request {
        method: "POST",
        host: "dms.ap-southeast-3.myhuaweicloud.com",
        path: "/v2/reliability/0123456789abcdef0123456789abcdef/instances",
        query: &[],
        headers: &[("content-type", "application/json")],
        body: include_bytes!("../cases/request-body/body.json"),
        date: "20260301T141203Z",
    }
}
