//! The shipped wizard without a terminal: its own loop, worker, services and journal against the sandbox, driven by keys,
//! and its screen as text. Only the terminal is replaced, and time stands still until [`Wizard::wait`] moves it.
//!
//! Keys come one by one, as a person types, on a clock of their own. Whatever a key brings about is answered before the
//! next one, unless the cloud is held back ([`Wizard::hold`]). Every picture, every file and every request is searched for
//! the secret key.

use super::{ACCESS_KEY, SECRET_KEY, assert_no_secret};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::{SignedDuration, Timestamp};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use rocketmq_wizard::app::message::Msg;
use rocketmq_wizard::app::state::{App, Screen, Session};
use rocketmq_wizard::arrival::Arrival;
use rocketmq_wizard::clock::Clock;
use rocketmq_wizard::cloud::credentials::Credentials;
use rocketmq_wizard::cloud::endpoints::Endpoints;
use rocketmq_wizard::cloud::transport::Limits;
use rocketmq_wizard::form::draft::Draft;
use rocketmq_wizard::form::field::Form;
use rocketmq_wizard::form::value::Value;
use rocketmq_wizard::purchase::Purchase;
use rocketmq_wizard::purchase::watch::Pace;
use rocketmq_wizard::runtime::console::Console;
use rocketmq_wizard::runtime::keeper::Keeper;
use rocketmq_wizard::runtime::{Environment, Runtime, snapshot};
use rocketmq_wizard::sandbox::faults::{Fault, Trouble};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION, Sandbox, Seen, start_on_thread};
use rocketmq_wizard::secret::Secret;
use rocketmq_wizard::service::connection::Network;
use rocketmq_wizard::steps::{STEPS, account};
use rocketmq_wizard::store::Dirs;
use rocketmq_wizard::store::drafts::Drafts;
use rocketmq_wizard::store::journal::Journal;
use rocketmq_wizard::terminal::decode::{Batch, Decoder, Input};
use rocketmq_wizard::terminal::input::Heard;
use rocketmq_wizard::view;
use serde_json::Value as Json;
use std::fmt::Write;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::watch;
use unicode_width::UnicodeWidthStr;

/// When every scenario begins.
const BEGIN: &str = "2026-03-01T14:12:03Z";
/// From key to key of somebody who types fast.
const STROKE: Duration = Duration::from_millis(90);
/// How long the cloud may take to answer, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the cloud says to somebody who may not do this.
pub fn forbidden() -> Trouble {
    let message = "You do not have permission to perform this action".to_owned();
    Trouble::Refuse { status: 403, code: "APIGW.0302".to_owned(), message }
}

/// How a wizard begins.
pub struct Setup {
    world: World,
    size: (u16, u16),
    ascii: bool,
    account: bool,
    broken: Option<&'static str>,
    answered: bool,
}

impl Default for Setup {
    fn default() -> Self {
        let world = World::default().creation_time(Duration::ZERO).seed("scenario");
        Self { world, size: (80, 24), ascii: false, account: true, broken: None, answered: true }
    }
}

impl Setup {
    /// Of a cloud that is changed like this. Instances are RUNNING at once unless it says otherwise.
    pub fn world(self, change: impl FnOnce(World) -> World) -> Self {
        Self { world: change(self.world), ..self }
    }

    /// From the start on, requests of this method and path fail like this for good.
    pub fn fault(self, method: &str, path: &str, trouble: Trouble) -> Self {
        let fault = Fault::new(trouble).on(method, path).times(u32::MAX);
        self.world(|world| world.fault(fault))
    }

    /// On a terminal of so many columns and rows.
    pub fn size(self, width: u16, height: u16) -> Self {
        Self { size: (width, height), ..self }
    }

    pub fn ascii(self) -> Self {
        Self { ascii: true, ..self }
    }

    /// With neither keys nor region nor project in the environment.
    pub fn stranger(self) -> Self {
        Self { account: false, ..self }
    }

    /// With keys in the environment that cannot be used.
    pub fn broken_keys(self, told: &'static str) -> Self {
        Self { account: false, broken: Some(told), ..self }
    }

    /// With a cloud that is held back until [`Wizard::answer`].
    pub fn unanswered(self) -> Self {
        Self { answered: false, ..self }
    }

    pub fn start(self) -> Wizard {
        Wizard::begin(self)
    }
}

/// A terminal that is told what was typed in it.
struct TestConsole {
    size: (u16, u16),
    /// What comes in with the next wait.
    typed: Vec<Input>,
    arrival: Arrival,
    /// When the last key came.
    at: Instant,
    /// Whether pictures are only counted, not drawn.
    blind: bool,
    copied: Vec<String>,
    wake: Sender<()>,
}

impl Console for TestConsole {
    fn wait(&mut self, _: Option<Instant>) -> Heard {
        Heard { inputs: std::mem::take(&mut self.typed), arrival: self.arrival, signals: Vec::new() }
    }

    fn waker(&self) -> Box<dyn Fn() + Send + Sync> {
        let wake = self.wake.clone();
        Box::new(move || _ = wake.send(()))
    }

    fn draw(&mut self, app: &App) -> Option<Instant> {
        if !self.blind {
            assert_no_secret(text(&picture(app, self.size).0).as_bytes());
        }
        view::shows_box(app, Rect::new(0, 0, self.size.0, self.size.1)).then_some(self.at)
    }

    fn redraw(&mut self) {}

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn copy(&mut self, text: &str) -> bool {
        assert_no_secret(text.as_bytes());
        self.copied.push(text.to_owned());
        true
    }
}

/// A wizard under way.
pub struct Wizard {
    pub app: App,
    runtime: Option<Runtime<TestConsole>>,
    woken: Receiver<()>,
    /// Gone once it was unplugged.
    cloud: Option<Sandbox>,
    url: String,
    files: TempDir,
    time: watch::Sender<Timestamp>,
    known: bool,
    answered: bool,
    left: Option<i32>,
    decoder: Decoder,
}

impl Wizard {
    /// Keys, region and project are known, the terminal is 80x24, the cloud is the sandbox's standard world.
    pub fn start() -> Self {
        Setup::default().start()
    }

    fn begin(setup: Setup) -> Self {
        let time = watch::Sender::new(BEGIN.parse().unwrap());
        let world = setup.world.clock(Clock::stopped(time.subscribe()));
        let cloud = start_on_thread(world, ([127, 0, 0, 1], 0).into()).unwrap();
        cloud.hold(!setup.answered);
        let files = tempfile::tempdir().unwrap();
        let mut app = app(setup.account, &cloud.url(), *time.borrow());
        app.session.broken = setup.broken.map(str::to_owned);
        app.ascii = setup.ascii;
        let (_, woken) = channel();
        let mut wizard = Self {
            app,
            runtime: None,
            woken,
            url: cloud.url(),
            cloud: Some(cloud),
            files,
            time,
            known: setup.account,
            answered: setup.answered,
            left: None,
            decoder: Decoder::default(),
        };
        wizard.run(setup.size);
        wizard
    }

    fn run(&mut self, size: (u16, u16)) {
        let (dirs, clock) = (self.dirs(), Clock::stopped(self.time.subscribe()));
        let limits = Limits { pause: Duration::from_millis(1), ..Limits::default() };
        let endpoints = Endpoints::parse(std::slice::from_ref(&self.url)).unwrap();
        let environment = Environment {
            network: Network { endpoints, ca_bundle: None, limits },
            credentials: self.known.then(keys),
            may_ask_agency: false,
            journal: Journal::open(&dirs, Pace::default()),
            keeper: Keeper::new(&dirs),
            pace: Pace::default(),
            clock,
        };
        let (wake, woken) = channel();
        let (arrival, at, blind) = (Arrival::default(), Instant::now(), false);
        let console = TestConsole { size, typed: Vec::new(), arrival, at, blind, copied: Vec::new(), wake };
        let runtime = self.runtime.insert(Runtime::new(environment, console, &mut self.app));
        runtime.begin(&mut self.app);
        self.woken = woken;
        self.settle();
    }

    /// The process is gone without a word, and another start finds what it left on disk.
    pub fn crash_and_restart(mut self) -> Self {
        let size = self.console().size;
        self.runtime = None;
        // Its worker holds locks until it is gone.
        while self.woken.recv_timeout(PATIENCE).is_ok() {}
        self.left = None;
        self.app = app(self.known, &self.url, *self.time.borrow());
        let drafts = Keeper::new(&self.dirs()).list().unwrap();
        if !drafts.is_empty() {
            self.app.offer_drafts(drafts);
        }
        let found = Journal::open(&self.dirs(), Pace::default()).unfinished().unwrap();
        self.app.add_unsettled(found.entries.into_iter().map(snapshot).collect());
        self.run(size);
        self
    }

    /// Presses keys: characters as they are, others by name: `<Enter> <Tab> <S-Tab> <Esc> <Space> <BS> <Del> <Up> <Down>
    /// <Left> <Right> <Home> <End> <PgUp> <PgDn> <F1> <lt>`, with Ctrl as `<C-o>`, several times as `<Down*3>`.
    pub fn keys(mut self, keys: &str) -> Self {
        self.press(keys);
        self
    }

    /// The same, without taking the wizard.
    pub fn press(&mut self, keys: &str) {
        for held in parse(keys).chunk_by(|a, b| a == b) {
            for (at, event) in held.iter().enumerate() {
                self.console().blind = at + 1 < held.len();
                let arrival = Arrival { alone: true, ..self.arrival(STROKE) };
                self.come(vec![Input::Key(*event)], arrival);
            }
        }
    }

    /// Pastes as a terminal with bracketed paste does.
    pub fn paste(self, text: &str) -> Self {
        self.reads(STROKE, &[format!("\x1b[200~{text}\x1b[201~").as_bytes()])
    }

    /// The terminal delivers these bytes, a read each, so long after one another; each read is one picture.
    pub fn reads(mut self, pause: Duration, reads: &[&[u8]]) -> Self {
        for bytes in reads {
            let at = self.arrival(pause).at.unwrap();
            let Batch { inputs, arrival } = self.decoder.feed(bytes, at, at);
            self.come(inputs, arrival);
        }
        self
    }

    /// Opens a request body or a draft, by a paste into the list of drafts.
    pub fn import(mut self, text: &str) -> Self {
        self.app.offer_drafts(Vec::new());
        self.paste(text)
    }

    fn come(&mut self, inputs: Vec<Input>, arrival: Arrival) {
        (self.console().typed, self.console().arrival) = (inputs, arrival);
        self.settle();
    }

    /// So long after what came last.
    fn arrival(&mut self, pause: Duration) -> Arrival {
        let console = self.console();
        let before = Some(console.at);
        console.at += pause;
        Arrival { alone: false, at: Some(console.at), before }
    }

    fn console(&mut self) -> &mut TestConsole {
        &mut self.runtime.as_mut().unwrap().console
    }

    /// Something comes in from outside.
    pub fn tell(&mut self, msg: Msg) {
        self.runtime.as_mut().unwrap().tell(&mut self.app, msg);
        self.settle();
    }

    /// Lets the loop turn until everything is done and answered.
    fn settle(&mut self) {
        loop {
            match self.runtime.as_mut().unwrap().turn(&mut self.app) {
                ControlFlow::Break(code) => drop(self.left.get_or_insert(code)),
                ControlFlow::Continue(true) => {}
                ControlFlow::Continue(false) if !self.awaits() => return,
                ControlFlow::Continue(false) => {
                    let woken = self.woken.recv_timeout(PATIENCE);
                    woken.unwrap_or_else(|_| panic!("nothing answers:\n{}", self.screen()));
                }
            }
        }
    }

    /// Whether something is under way that an answer will come of without time passing.
    fn awaits(&self) -> bool {
        let read = !self.app.form.waiting().is_empty() || self.app.inquiry.under_way;
        let drives = self.app.purchases.listed().into_iter().any(|row| {
            let purchase = &row.snapshot.purchase;
            let due = purchase.next_at().is_some_and(|at| at <= self.app.now);
            row.awaited || purchase.is_asking() || due
        });
        (read && self.answered) || drives
    }

    /// Gives the terminal another size.
    pub fn resize(mut self, width: u16, height: u16) -> Self {
        self.console().size = (width, height);
        self.come(vec![Input::Resize(width, height)], Arrival::default());
        self
    }

    /// Jumps to a screen by its number; the one after the last step is the summary.
    pub fn to(self, step: usize) -> Self {
        self.keys(&format!("<C-o>g<Down*{step}><Enter>"))
    }

    /// Jumps to a question by its API name.
    pub fn on(self, key: &str) -> Self {
        let step = STEPS.iter().position(|step| step.fields.iter().any(|field| field.key == key));
        let mut wizard = self.to(step.unwrap());
        let screen = wizard.app.screen;
        while wizard.app.screen == screen && wizard.app.focus.key != key {
            wizard.press("<Tab>");
        }
        if wizard.app.focus.key != key {
            wizard = wizard.to(step.unwrap());
            while wizard.app.focus.key != key {
                assert_eq!(wizard.app.screen, screen, "{key} is not asked");
                wizard.press("<S-Tab>");
            }
        }
        wizard
    }

    /// To the summary, with nothing wrong: pay-per-use, one zone.
    pub fn ready(self) -> Self {
        let wizard = self.on("name").keys("orders-prod").on("vpc_id").keys("/vpc-orders<Enter>");
        let wizard = wizard.on("subnet_id").keys("/tier-b<Enter>").on("security_group_id").keys("/sg-mq<Enter>");
        wizard.on("available_zones").keys("g<Space>").to(10)
    }

    /// To the summary, yearly/monthly with auto-pay: the name has to be typed.
    pub fn ready_to_pay(self) -> Self {
        self.ready().on("charging_mode").keys("j<Enter>").on("is_auto_pay").keys("<Space>").to(10)
    }

    /// Orders what the summary shows.
    pub fn buy(self) -> Self {
        self.keys("yes<Enter>")
    }

    /// Lets time pass; what comes due meanwhile happens, in its order.
    pub fn wait(mut self, seconds: i64) -> Self {
        let until = self.app.now + SignedDuration::from_secs(seconds);
        while self.jump(until) {}
        self.pass(until);
        self
    }

    /// Lets time pass until the purchase on the screen needs none any more, or is late.
    pub fn wait_until_settled(mut self) -> Self {
        while self.purchase().next_at().is_some() && !self.purchase().is_late() && self.jump(Timestamp::MAX) {}
        self
    }

    /// To the next thing that comes due, if that is not later than `until`.
    fn jump(&mut self, until: Timestamp) -> bool {
        let asked = self.app.purchases.unsettled().filter_map(|row| row.snapshot.purchase.next_at());
        let runtime = self.runtime.as_ref().unwrap();
        let ticks = runtime.due().map(|at| {
            let ahead = at.saturating_duration_since(runtime.clock().instant());
            self.app.now + SignedDuration::try_from(ahead).unwrap()
        });
        let Some(next) = asked.chain(ticks).filter(|at| *at <= until).min() else { return false };
        self.pass(next);
        true
    }

    fn pass(&mut self, to: Timestamp) {
        self.time.send_replace(to);
        self.app.now = to;
        // A picture for each second would take longer than all the rest.
        self.console().blind = true;
        self.settle();
        self.console().blind = false;
    }

    /// From now on the cloud is held back until [`Self::answer`].
    pub fn hold(mut self) -> Self {
        self.answered = false;
        self.cloud().hold(true);
        self
    }

    /// The cloud gives the answers that were held back, and all later ones.
    pub fn answer(mut self) -> Self {
        self.answered = true;
        self.cloud().hold(false);
        self.settle();
        self
    }

    /// From now on, requests of this method and path fail like this.
    pub fn fault(self, method: &str, path: &str, times: u32, trouble: Trouble) -> Self {
        self.cloud().set_fault(Fault::new(trouble).on(method, path).times(times));
        self
    }

    /// The summary, with checks that were not permitted to look: only the cloud can say no now.
    pub fn unchecked(self) -> Self {
        self.fault("GET", "/v2/", u32::MAX, forbidden()).to(10).clear_faults()
    }

    pub fn clear_faults(self) -> Self {
        self.cloud().clear_faults();
        self
    }

    /// Nothing listens any more: connections are refused.
    pub fn unplug(mut self) -> Self {
        self.cloud = None;
        self
    }

    pub fn cloud(&self) -> &Sandbox {
        self.cloud.as_ref().expect("the cloud is still there")
    }

    /// Bodies of the orders the cloud took.
    pub fn created(&self) -> Vec<Json> {
        self.cloud().created()
    }

    /// How many orders arrived, whether or not the cloud took them.
    pub fn orders(&self) -> usize {
        self.cloud().requests().iter().filter(|seen| seen.method == "POST" && seen.path.ends_with("/instances")).count()
    }

    pub fn requests(&self) -> Vec<Seen> {
        self.cloud().requests()
    }

    /// The purchase on the screen, else the last one that was made.
    pub fn purchase(&self) -> &Purchase {
        let row = self.app.shown_purchase().or_else(|| self.app.purchases.last_own());
        &row.expect("there is a purchase").snapshot.purchase
    }

    /// The draft as it was last saved.
    pub fn saved(&self) -> Draft {
        Drafts::new(&self.dirs()).load(&self.app.session.draft).unwrap()
    }

    /// Texts that were sent to the clipboard.
    pub fn copied(&self) -> &[String] {
        &self.runtime.as_ref().unwrap().console.copied
    }

    /// The exit code, once the wizard was left.
    pub fn left(&self) -> Option<i32> {
        self.left
    }

    /// The answers that count, by API name.
    pub fn value(&self, key: &str) -> Value {
        self.app.form.value(self.app.form.field(key).unwrap()).into_owned()
    }

    fn draw(&self) -> (Buffer, Option<Position>) {
        picture(&self.app, self.runtime.as_ref().unwrap().console.size)
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        text(&self.draw().0).replace(&self.url, "http://127.0.0.1:PORT")
    }

    /// The screen with the cursor and everything that is neither plain nor dim named below.
    pub fn styled(&self) -> String {
        let (buffer, cursor) = self.draw();
        let cursor = cursor.map_or("cursor hidden".to_owned(), |at| format!("cursor {},{}", at.x, at.y));
        format!("{}\n{cursor}\n{}", text(&buffer), styles(&buffer)).replace(&self.url, "http://127.0.0.1:PORT")
    }

    /// Every file that was written, by its path, for tests of what is kept.
    pub fn files(&self) -> &Path {
        self.files.path()
    }

    fn dirs(&self) -> Dirs {
        Dirs { config: self.files.path().join("config"), state: self.files.path().join("state") }
    }

    /// The step that is shown, or none where another screen is.
    pub fn step(&self) -> Option<usize> {
        match self.app.screen {
            Screen::Step(step) => Some(step),
            _ => None,
        }
    }

    /// Fails if the secret key is in any file or in any request.
    fn search(&self) {
        let mut folders = vec![self.files.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    assert_no_secret(&std::fs::read(&path).unwrap());
                }
            }
        }
        for seen in self.cloud.iter().flat_map(Sandbox::requests) {
            let body = String::from_utf8_lossy(&seen.body).into_owned();
            assert_no_secret(format!("{} {} {body}", seen.path, seen.query).as_bytes());
        }
        assert_no_secret(format!("{:?} {:?}", self.app.form.saved(), self.app.farewell()).as_bytes());
    }
}

impl Drop for Wizard {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.search();
        }
    }
}

fn picture(app: &App, (width, height): (u16, u16)) -> (Buffer, Option<Position>) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| view::draw(app, frame)).unwrap();
    let backend = terminal.backend();
    let cursor = backend.cursor_visible().then(|| backend.cursor_position());
    (backend.buffer().clone(), cursor)
}

fn app(known: bool, url: &str, now: Timestamp) -> App {
    let mut form = Form::new(STEPS);
    let person = "kim@jump".to_owned();
    let mut session = Session { sandbox: known, endpoint: url.to_owned(), person, ..Session::default() };
    if known {
        form.give(&account::REGION, Value::text(REGION), "sandbox");
        form.give(&account::PROJECT, Value::text(PROJECT_ID), "sandbox");
        form.give(&account::ACCESS_KEY, Value::Empty, "sandbox");
    } else {
        let place = |place: &str, outcome: &str| (place.to_owned(), outcome.to_owned());
        session.places = vec![
            place("env HUAWEICLOUD_SDK_AK", "not set"),
            place("env HW_ACCESS_KEY", "no HW_SECRET_KEY beside it"),
            place("profile ~/.huaweicloud/credentials", "not there"),
        ];
    }
    App::new(form, session, now)
}

fn keys() -> Credentials {
    let (access_key, secret_key) = (ACCESS_KEY.to_owned(), Secret::new(SECRET_KEY.to_owned()));
    Credentials { access_key, secret_key, security_token: None, source: "test".to_owned(), expires: None }
}

/// Reads the notation of [`Wizard::keys`].
fn parse(keys: &str) -> Vec<KeyEvent> {
    let mut events = Vec::new();
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        rest = rest.strip_prefix(first).unwrap();
        if first != '<' {
            events.push(KeyEvent::new(KeyCode::Char(first), KeyModifiers::NONE));
            continue;
        }
        let (name, tail) = rest.split_once('>').expect("a key's name ends with >");
        let (name, times) = name.split_once('*').map_or((name, 1), |(name, times)| (name, times.parse().unwrap()));
        events.extend(std::iter::repeat_n(named(name), times));
        rest = tail;
    }
    events
}

fn named(name: &str) -> KeyEvent {
    if let Some(letter) = name.strip_prefix("C-") {
        return KeyEvent::new(KeyCode::Char(letter.parse().unwrap()), KeyModifiers::CONTROL);
    }
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Tab" => KeyCode::Tab,
        "S-Tab" => return KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT),
        "Esc" => KeyCode::Esc,
        "Space" => KeyCode::Char(' '),
        "BS" => KeyCode::Backspace,
        "Del" => KeyCode::Delete,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "F1" => KeyCode::F(1),
        "lt" => KeyCode::Char('<'),
        _ => panic!("no key is called {name}"),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// Rows without the blanks at their ends.
fn text(buffer: &Buffer) -> String {
    rows(buffer).map(|row| symbols(&row).trim_end().to_owned() + "\n").collect()
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = Vec<&Cell>> {
    (0..buffer.area.height).map(|y| (0..buffer.area.width).map(|x| &buffer[(x, y)]).collect())
}

/// What a terminal would show: the cell behind a wide character is part of it.
fn symbols(cells: &[&Cell]) -> String {
    let mut line = String::new();
    let mut covered = 0;
    for cell in cells {
        if covered == 0 {
            line.push_str(cell.symbol());
            covered = cell.symbol().width();
        }
        covered = covered.saturating_sub(1);
    }
    line
}

/// Runs of cells that are neither plain nor dim: row, how they look, what they say.
fn styles(buffer: &Buffer) -> String {
    let mut told = String::new();
    for (y, row) in rows(buffer).enumerate() {
        for run in row.chunk_by(|a, b| a.style() == b.style()) {
            let (look, said) = (look(run[0].style()), symbols(run));
            if !look.is_empty() && !said.trim().is_empty() {
                let _ = writeln!(told, "row {y}: {look}: {}", said.trim());
            }
        }
    }
    told
}

fn look(style: Style) -> String {
    let mut look = Vec::new();
    look.extend(
        style.fg.filter(|colour| colour.to_string() != "Reset").map(|colour| colour.to_string().to_lowercase()),
    );
    for (modifier, word) in [(Modifier::BOLD, "bold"), (Modifier::REVERSED, "reverse")] {
        look.extend(style.add_modifier.contains(modifier).then(|| word.to_owned()));
    }
    look.join(" ")
}
